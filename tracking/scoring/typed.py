"""Items of a rule set as they are typed in a table, and back: points as people write them, a standard with its measure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tracking.catalogue import MONEY, PERCENT
from tracking.language import _
from tracking.reading import Amount, read_amount
from tracking.scoring.rules import BY_FIGURES, HUNDREDTHS, USUAL_SHARES, VERDICTS, Item, WrongRules

TYPED = (
    "heading",
    "item",
    "points",
    "how",
    "indicator",
    "standard",
    "each",
    "step",
    "over",
    "most",
    "lowest",
    "shares",
    "rule",
)


def rows_of_items(items: Sequence[Item], measures: Mapping[str, str]) -> list[dict[str, Any]]:
    """Items as rows of TYPED: points, step and most in points; standard and each as they are typed in the indicator's measure (``measures``);
    shares as 100/100/80/50/20/0, from achieved to missed."""
    return [
        {
            "heading": item.heading, "item": item.name, "points": item.points / HUNDREDTHS, "how": item.how, "indicator": item.indicator,
            "standard": _as_typed(item.standard, measures.get(item.indicator or "")),
            "each": _as_typed(item.each, measures.get(item.indicator or "")), "step": item.step / HUNDREDTHS or None, "over": item.over / HUNDREDTHS or None,
            "most": item.most / HUNDREDTHS or None, "lowest": item.lowest or None,
            "shares": "/".join(str(share) for _verdict, share in item.shares) if item.how == "verdict" else None, "rule": item.rule,
        }
        for item in items
    ]  # fmt: skip


def _as_typed(amount: int | None, measure: str | None) -> str | None:
    if amount is None or not measure:
        return None
    if measure == PERCENT:
        return f"{amount / 10_000:g}%"
    return f"{amount / 100:g}" if measure == MONEY else str(amount)


def items_of_rows(rows: Sequence[Mapping[str, Any]], measures: Mapping[str, str]) -> tuple[Item, ...]:
    """Rows of TYPED as items; a row without an item is none. Raises WrongRules with every number that is none."""
    faults: list[str] = []
    items = []
    for place, row in enumerate(rows, start=1):
        name = str(row.get("item") or "").strip()
        if not name:
            continue
        told = _Row(row, place, name, faults)
        how, indicator = str(row.get("how") or ""), row.get("indicator") or None
        measure = measures.get(str(indicator), "")
        items.append(
            Item(name, how, told.points("points"), indicator if how in BY_FIGURES else None, str(row.get("heading") or "").strip(),
                 told.amount("standard", measure), told.amount("each", measure), told.points("step"), told.points("over"), told.points("most"),
                 told.whole("lowest"), told.shares() if how == "verdict" else USUAL_SHARES, str(row.get("rule") or "").strip())
        )  # fmt: skip
    if faults:
        raise WrongRules(" ".join(faults))
    return tuple(items)


class _Row:
    """One row that is read; what is wrong goes to ``faults``."""

    def __init__(self, row: Mapping[str, Any], place: int, name: str, faults: list[str]):
        self.row, self.place, self.name, self.faults = row, place, name, faults

    def _fault(self, what: str) -> None:
        self.faults.append(_("Item {place} ({name}): {what}", place=self.place, name=self.name, what=what))

    def _number(self, field: str) -> float:
        value = self.row.get(field)
        if value is None or value != value or not str(value).strip():
            return 0
        try:
            return float(str(value))
        except ValueError:
            self._fault(_("«{found}» is no number.", found=value))
            return 0

    def points(self, field: str) -> int:
        """Points as hundredths."""
        number = round(self._number(field) * HUNDREDTHS, 6)
        if number != int(number):
            self._fault(_("points have two decimals at most."))
        return int(number)

    def whole(self, field: str) -> int:
        """A whole number, 0 where it is blank."""
        return int(self._number(field))

    def amount(self, field: str, measure: str) -> int | None:
        """An amount in a measure, in its smallest unit; None where it is blank."""
        value = self.row.get(field)
        if value is None or value != value or not str(value).strip():
            return None
        found = read_amount(value, measure) if measure else None
        if isinstance(found, Amount):
            return found.amount
        self._fault(_("«{found}» is no amount of its indicator.", found=value))
        return None

    def shares(self) -> tuple[tuple[str, int], ...]:
        """The shares of the verdicts, from achieved to missed; the usual ones where nothing is said."""
        text = str(self.row.get("shares") or "").strip()
        if not text:
            return USUAL_SHARES
        parts = [part.strip().removesuffix("%") for part in re.split(r"[^\d%]+", text)]
        if len(parts) != len(VERDICTS) or not all(part.isdigit() for part in parts):
            self._fault(_("write the six shares as 100/100/80/50/20/0, from achieved to missed."))
            return USUAL_SHARES
        return tuple(zip(VERDICTS, map(int, parts), strict=True))
