"""What one file would change, for reading: every figure, target or field of a unit, old → new."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.language import N_, _, name_of
from tracking.telling import amount_text, day_text, period_text, status_text
from tracking.telling.tables.records import tell_cell
from tracking.telling.tables.told import Told, number_or_none, tell_quarter, tell_status
from tracking.words import KIND_NAMES, PHASING_WORDS

CHANGE_WORDS = {
    "changed": N_("changed"),
    "dropped": N_("dropped"),
    "new": N_("new"),
    "moved": N_("moved"),
    "exempt": N_("exempt"),
    "unchanged": N_("unchanged"),
}
COMPARATOR_WORDS = {
    "at_least": N_("at least {x}"),
    "more_than": N_("more than {x}"),
    "at_most": N_("at most {x}"),
    "keep": N_("keep {x}"),
    "about": N_("about {x}"),
}
UNIT_FIELDS = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "ownership": N_("Ownership"),
    "sector": N_("Sector"),
    "employees": N_("Employees"),
    "opened": N_("Opened"),
    "closed": N_("Closed"),
    "contact": N_("Office contact"),
    "phone": N_("Phone"),
    "contract_until": N_("Contract until"),
    "wage_until": N_("Wage agreement until"),
    "womens_until": N_("Women's contract until"),
}


def changes_table(changes: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """What a quarterly file would change, for reading: old → new, what is new last."""
    words = {"new": _("new"), "corrected": _("corrected"), "withdrawn": _("withdrawn"), "unchanged": _("unchanged")}
    order = {"corrected": 0, "withdrawn": 1, "new": 2, "unchanged": 3}
    rows = changes.assign(place=changes["change"].map(order)).sort_values("place", kind="stable").to_dict("records")
    names = units.set_index("unit")["name"]
    about = indicators.set_index("indicator")
    lines = []
    for row in rows:
        measure = about.loc[row["indicator"], "measure"]
        old = {"amount": row["old_amount"], "state": row["old_state"], "basis": row["old_basis"]}
        new = {**row, "state": "exempt" if row["state"] == "proposed" else row["state"]}
        lines.append(
            {
                _("Change"): words[row["change"]],
                _("Unit"): names.get(row["unit"], row["unit"]),
                _("Indicator"): name_of(about.loc[row["indicator"]]),
                _("Quarter"): tell_quarter(row["period"]),
                _("Stored"): Told("") if pd.isna(row["old_state"]) else tell_cell(old, measure),
                _("In the file"): tell_cell(new, measure),
                _("Cell"): f"{row['sheet']} {row['cell']}",
            }
        )
    return pd.DataFrame(lines)


def target_changes_table(
    changes: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame, headings: tuple[str, str] | None = None
) -> pd.DataFrame:
    """Two plans side by side (target_changes), for reading, what is changed first; what is the same in both is left out.

    ``headings`` are those of the old and the new target; where the changes tell the verdicts, these stand beside them.
    """
    old, new = headings or (_("Stored target"), _("Target in the file"))
    names, about = units.set_index("unit")["name"], indicators.set_index("indicator")
    lines = []
    for row in _in_order(changes[changes["change"] != "unchanged"]):
        measure = about.loc[row["indicator"], "measure"]
        now = {name: row[name] for name in ("period_start", "due_date")}
        was = {name: row[f"old_{name}"] for name in now}
        first, due = (now if row["change"] != "dropped" else was).values()
        lines.append(
            {
                _("Change"): _(CHANGE_WORDS[row["change"]]),
                _("Unit"): names.get(row["unit"], row["unit"]),
                _("Indicator"): name_of(about.loc[row["indicator"]]),
                old: _tell_target(row, "old_", measure),
                new: _tell_target(row, "", measure),
                **_verdicts(row),
                _("Period"): Told(period_text(first, due), f"{due:%Y-%m-%d}"),
                _("Otherwise"): "; ".join(_other_differences(row, measure)) if row["change"] == "changed" else "",
            }
        )
    return pd.DataFrame(lines)


def _verdicts(row: dict) -> dict[str, Told]:
    """The status under either plan, if it is known."""
    if "status" not in row:
        return {}
    return {_("Status"): tell_turn(row["old_status"], row["status"])}


def tell_turn(before: str | None, after: str | None) -> Told:
    """A verdict and what it turns to; one word where it stays. It stands in the place and colour of what it turns to."""
    was, now = ("—" if pd.isna(status) else status_text(status) for status in (before, after))
    return tell_status(after, now if was == now else f"{was} → {now}")


def _in_order(changes: pd.DataFrame) -> list[dict]:
    order = list(CHANGE_WORDS)
    return sorted(changes.to_dict("records"), key=lambda row: order.index(row["change"]))


def _tell_target(row: dict, before: str, measure: str) -> Told:
    if pd.isna(row[f"{before}target"]):
        return Told("")
    amount = _in_measure(row[f"{before}target"], measure)
    return Told(_(COMPARATOR_WORDS[row[f"{before}comparator"]], x=amount_text(amount, measure)), number_or_none(amount))


def _in_measure(amount: int, measure: str) -> float:
    """A stored amount as people count it: money in 元, a rate as a share."""
    return amount / {MONEY: 100, PERCENT: 1_000_000}.get(measure, 1)


def _other_differences(row: dict, measure: str) -> list[str]:
    """What differs beside the target and its comparator, old → new."""

    def said(name: str, value: Any) -> str:
        if value is None:
            return "—"
        if name in ("baseline", "tolerance"):
            return amount_text(_in_measure(value, measure), measure)
        return day_text(value) if isinstance(value, date) else _(PHASING_WORDS.get(value, value))

    words = {
        "period_start": _("begins"),
        "due_date": _("due date"),
        "phasing": _("phasing"),
        "window_opens": _("window opens"),
        "baseline": _("baseline"),
        "tolerance": _("tolerance"),
    }
    return [
        f"{word} {said(name, row[f'old_{name}'])} → {said(name, row[name])}"
        for name, word in words.items()
        if row[name] != row[f"old_{name}"]
    ]


def unit_changes_table(changes: pd.DataFrame, names: Mapping[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """What a units workbook would change (unit_changes), for reading; ``names`` are those of the units that are known."""
    about = indicators.set_index("indicator")
    known = {**dict(zip(changes["unit"], changes["name"], strict=True)), **names}

    def said(row: dict, value: Any) -> str:
        if value is None:
            return ""
        if row["change"] == "moved":
            return known.get(value, value)
        if row["change"] == "exempt":
            return _("taken back") if value == "taken_back" else value
        if row["change"] == "new" or row["field"] == "kind":
            return _(KIND_NAMES[value])
        return day_text(value) if isinstance(value, date) else str(value)

    def what(row: dict) -> str:
        if row["change"] == "moved":
            return _("Unit above it")
        if row["change"] == "exempt":
            return name_of(about.loc[row["field"]]) if row["field"] else _("all indicators")
        return _("Kind") if row["change"] == "new" else _(UNIT_FIELDS[row["field"]])

    lines = [
        {
            _("Change"): _(CHANGE_WORDS[row["change"]]),
            _("Code"): row["unit"],
            _("Name"): row["name"],
            _("What"): what(row),
            _("Stored"): said(row, row["old"]),
            _("In the file"): said(row, row["new"]),
        }
        for row in _in_order(changes)
    ]
    return pd.DataFrame(lines)
