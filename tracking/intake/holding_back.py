"""What is good in a file is kept where some of its rows or cells are not: these are held back, once somebody agreed."""

import re
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading import Fault, Question, Reading

HELD_BACK = "held_back"
MAIN = {"units": "unit", "plan": "target", "contracts": "contract", "foundings": "founding"}
HEADS = ("unit_code", "unit_name", "parent_code", "indicator", "target", "contract_signed", "contract_span", "contract_from",
         "contract_to", "founding_surveyed", "founding_noticed", "founding_talked", "founding_prepared", "founding_approved",
         "founding_founded", "founding_stuck", "founding_promised")  # fmt: skip
MOST_READINGS = 6  # a unit that is held back leaves those below it without a place


def hold_back(reading: Reading) -> list[Fault]:
    """The faults that hold back only their row or cell of a quarter's file, taken out of it with their figures.

    Whether the rest is stored is asked once. Where nothing else is in the file, or a fault is about all of it, none is.
    """
    if reading.kind != "quarter" or any(not fault.cell for fault in reading.faults):
        return []
    held = list(reading.faults)
    places = {(fault.sheet, fault.cell) for fault in held}
    rows = reading.tables["report"]
    good = pd.Series(
        [at not in places for at in zip(rows["sheet"], rows["cell"], strict=True)], rows.index, dtype="bool"
    )
    waits = any(question.choices and not question.answer for question in reading.questions)
    if not held or not (good.any() or waits):
        return []
    reading.tables["report"] = rows[good].reset_index(drop=True)
    reading.faults.clear()
    text = _(
        "{held} rows or cells cannot be taken in as they are. Store the other {good} figures without them?",
        held=len(held),
        good=int(good.sum()),
    )
    reading.questions.append(_question(text, held))
    return held


def read_without_bad_rows(book: Book, first: Reading, read: Callable[[Book], Reading]) -> tuple[Reading, list[Fault]]:
    """A list of units, a register or a plan, read again without the rows that hold a fault, and these faults; ``first`` is how it was read.

    The first reading with all its faults, and none, where nothing would be left or a fault is about more than its row.
    """
    reading, held = first, list[Fault]()
    left = book
    for _round in range(MOST_READINGS):
        if not reading.faults:
            break
        held += [fault for fault in reading.faults if fault not in held]
        if any(not fault.cell for fault in reading.faults) or any(_is_about_headings(fault, book) for fault in held):
            return first, []
        left = _without_rows(left, reading.faults)
        reading = read(left)
    if not held or reading.faults or reading.tables[MAIN[reading.kind]].empty:
        return first, []
    good = len(reading.tables[MAIN[reading.kind]])
    text = {
        "units": _("{held} rows cannot be taken in as they are. Store the other {good} units without them?",
                   held=len(held), good=good),
        "plan": _("{held} rows cannot be taken in as they are. Store the other {good} targets without them?",
                  held=len(held), good=good),
        "contracts": _("{held} rows cannot be taken in as they are. Store the other {good} contracts without them?",
                       held=len(held), good=good),
        "foundings": _("{held} rows cannot be taken in as they are. Store the other {good} enterprises without them?",
                       held=len(held), good=good),
    }[reading.kind]  # fmt: skip
    reading.questions.append(_question(text, held))
    return reading, held


def _question(text: str, held: list[Fault]) -> Question:
    return Question(HELD_BACK, text, tuple(fault.cell for fault in held), sheet=held[0].sheet)


def _row_of(fault: Fault) -> int:
    return int(re.sub(r"\D", "", fault.cell)) - 1


def _is_about_headings(fault: Fault, book: Book) -> bool:
    """Whether a fault stands in the headings of its sheet or above them, as the day from which a plan is in force does."""
    rows = next((sheet.rows for sheet in book.sheets if sheet.name == fault.sheet), [])
    heads = (
        number for number, cells in enumerate(rows) if len({meaning_of(cell, *HEADS) for cell in cells} - {None}) > 1
    )
    return _row_of(fault) <= next(heads, len(rows))


def _without_rows(book: Book, faults: list[Fault]) -> Book:
    bad = {(fault.sheet, _row_of(fault)) for fault in faults}
    sheets = []
    for sheet in book.sheets:
        own = {row for name, row in bad if name == sheet.name}
        rows = [[None] * len(cells) if number in own else cells for number, cells in enumerate(sheet.rows)]
        at = {address(row, column) for row in own if row < len(rows) for column in range(len(rows[row]))}
        errors = {cell: text for cell, text in sheet.errors.items() if cell not in at}
        sheets.append(replace(sheet, rows=rows, errors=errors, uncached=sheet.uncached - at) if own else sheet)
    return replace(book, sheets=sheets)
