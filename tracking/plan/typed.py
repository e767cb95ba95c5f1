"""Targets as people type them: shown as texts in a grid, read back, and every fault named with its row."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from tracking.catalogue import PERCENT, fold, folded_words
from tracking.language import _, name_of
from tracking.plan.versions import FIELDS, KEY, as_rows
from tracking.reading import (
    Fault,
    Proposal,
    as_fault,
    as_typed,
    default_phasing,
    in_sheet,
    is_blank,
    phasing_fits,
    quarter_ends_inside,
    read_amount,
)
from tracking.words import PHASING_WORDS

COMPARATORS = ("at_least", "more_than", "at_most", "keep", "about")
AMOUNTS = ("target", "tolerance", "baseline")
DAYS = ("period_start", "due_date", "window_opens")
TYPED = [
    "indicator", "target", "measure", "comparator", "tolerance", "period_start", "due_date", "phasing", "window_opens",
    "baseline", "note",
]  # fmt: skip
PER_POINT = 10_000  # millionths


def amount_typed(amount: int | None, measure: str) -> str:
    """A stored amount as a person types it: a count, 元, a percentage such as 85.5%; nothing for none."""
    if amount is None or pd.isna(amount):
        return ""
    if measure == PERCENT:
        return f"{(Decimal(int(amount)) / PER_POINT).normalize():f}%"
    return as_typed(int(amount), measure)


def phasing_typed(phasing: str) -> str:
    """A phasing in words of the language; percentages as they are."""
    return _(PHASING_WORDS[phasing]) if phasing in PHASING_WORDS else phasing


def read_phasing(text: str) -> str:
    """What phasing a text says, in words or as percentages such as 30%／70%／90%／100%; another text comes back as it is."""
    known = {fold(said): code for code, word in PHASING_WORDS.items() for said in (word, _(word))}
    said = fold(text).replace("%", "")
    meaning = folded_words("phasing_").get(said, "").removeprefix("phasing_")
    return known.get(said) or meaning or said


def typed_rows(targets: pd.DataFrame, indicators: pd.DataFrame) -> list[dict]:
    """Targets (targets_of) as texts to be typed over, in the catalogue's order; keys are TYPED, days are dates."""
    measures = indicators.set_index("indicator")["measure"]
    places = {code: place for place, code in enumerate(measures.index)}
    rows = []
    for row in sorted(targets.to_dict("records"), key=lambda row: (places[row["indicator"]], row["due_date"])):
        measure = measures[row["indicator"]]
        texts = {name: amount_typed(row[name], measure) for name in AMOUNTS}
        if row["comparator"] != "about":
            texts["tolerance"] = ""
        typed = row | texts | {"measure": measure, "phasing": phasing_typed(row["phasing"])}
        rows.append({name: typed[name] for name in TYPED})
    return rows


def read_targets(
    unit: str, typed: Iterable[dict], year: int, indicators: pd.DataFrame
) -> tuple[pd.DataFrame, list[Fault]]:
    """The targets that a person typed for a unit (columns as targets_of, by their positions), and every fault with its row.

    Blanks take the defaults of the plan workbook: at least, the calendar year, the catalogue's phasing. A row with a
    fault is left out; so is one in which nothing was typed.
    """
    about = indicators.set_index("indicator").to_dict("index")
    rows, faults, places = [], [], []
    for number, cells in enumerate(typed, start=1):
        said = {name: value for name, value in cells.items() if name != "measure" and not _nothing(value)}
        if not said:
            continue
        row, wrong = _read_row(unit, said, year, about, number)
        faults.extend(wrong)
        if row is not None:
            rows.append(row)
            places.append(number)
    found = pd.DataFrame(rows, [number - 1 for number in places], FIELDS, dtype="object")
    return found, faults + faults_of(found, indicators, places)


def _nothing(value: Any) -> bool:
    return is_blank(value) or (not isinstance(value, str) and bool(pd.isna(value)))


def _read_row(unit: str, said: dict, year: int, about: dict, number: int) -> tuple[dict | None, list[Fault]]:
    """One typed row as a target; None where something cannot be read."""
    indicator = said.get("indicator")
    if indicator not in about:
        fault = Fault(_("an indicator of the catalogue"), cell=place_of(number), found=str(indicator or ""))
        return None, [fault]
    known, place = about[indicator], place_of(number, about[indicator])
    faults: list[Fault] = []
    row: dict[str, Any] = {
        "unit": unit,
        "indicator": indicator,
        "note": str(said["note"]).strip() if "note" in said else None,
    }
    for name in AMOUNTS:
        row[name] = read_cell(said.get(name), known["measure"], place, faults)
    if "target" not in said:
        faults.append(Fault(_("a target; the row has none"), cell=place))
    row["tolerance"] = row["tolerance"] or 0
    for name, usual in zip(DAYS, (date(year, 1, 1), date(year, 12, 31), None), strict=True):
        row[name] = _day(said.get(name), usual, place, faults)
    row["comparator"] = said.get("comparator", "at_least")
    if "phasing" in said:
        row["phasing"] = read_phasing(str(said["phasing"]))
    elif not faults:
        row["phasing"] = default_phasing(str(indicator), known, row["comparator"], row["period_start"], row["due_date"])
    return (None if faults else row), faults


def read_cell(cell: object, measure: str, place: str, faults: list[Fault]) -> int | None:
    """The amount that a person typed; None for a blank, or with a fault added that names the place."""
    if _nothing(cell):
        return None
    amount = read_amount(cell, measure)
    if isinstance(amount, Proposal):
        amount = as_fault(amount, cell, measure)
    if isinstance(amount, Fault):
        faults.append(in_sheet(amount, "", place))
        return None
    return amount.amount


def _day(value: object, usual: date | None, place: str, faults: list[Fault]) -> date | None:
    if _nothing(value):
        return usual
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        faults.append(Fault(_("a date such as 2020-09-30"), cell=place, found=str(value)))
        return None


def place_of(number: int, about: dict | None = None) -> str:
    """How a row of a plan is named in a fault: its number and its indicator."""
    if about is None:
        return _("row {number}", number=number)
    return _("row {number} ({name})", number=number, name=name_of(about))


def faults_of(targets: pd.DataFrame, indicators: pd.DataFrame, places: list[int] | None = None) -> list[Fault]:
    """Everything that is wrong with the targets of one unit or of several; ``places`` are the numbers of their rows."""
    about = indicators.set_index("indicator").to_dict("index")
    faults: list[Fault] = []
    first: dict[tuple, str] = {}
    for position, row in enumerate(as_rows(targets).to_dict("records")):
        number = places[position] if places else position + 1
        known = about.get(row["indicator"])
        place = place_of(number, known)
        if known is None:
            faults.append(Fault(_("an indicator of the catalogue"), cell=place, found=str(row["indicator"])))
        faults.extend(Fault(expected, cell=place, found=found) for expected, found in _wrong_in(row))
        key = tuple(row[name] for name in KEY)
        if key in first:
            expected = _("one target for this unit, indicator and period; {cell} has one already", cell=first[key])
            faults.append(Fault(expected, cell=place))
        first.setdefault(key, place)
    return faults


def _wrong_in(row: dict) -> list[tuple[str, str]]:
    """What one target breaks: what is expected, and what was found."""
    wrong = []
    if row["target"] is None or row["target"] < 0 or row["tolerance"] < 0:
        wrong.append((_("a number of 0 or more"), str(row["target"])))
    if row["comparator"] not in COMPARATORS:
        wrong.append((_("one of {choices}", choices=", ".join(COMPARATORS)), str(row["comparator"])))
    if row["comparator"] == "about" and not row["tolerance"]:
        wrong.append((_("the tolerance of a target that is met “about”"), ""))
    start, due = row["period_start"], row["due_date"]
    if due < start:
        wrong.append((_("a due date after the period's start"), f"{start} – {due}"))
    elif not phasing_fits(row["phasing"], start, due):
        count = len(quarter_ends_inside(start, due))
        expected = _("even, keep, window, or {count} rising percentages, the last 100 on the due date", count=count)
        wrong.append((expected, str(row["phasing"])))
    return wrong
