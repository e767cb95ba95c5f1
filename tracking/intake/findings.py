"""What the rules say of figures before anybody decides about them: as sentences, none of which stops anything."""

import re
from dataclasses import replace
from functools import reduce

import pandas as pd

from tracking.accounts import FIGURE
from tracking.intake.checking import check_rows
from tracking.intake.comparing import set_beside_stored
from tracking.intake.known import known_to
from tracking.intake.preview import preview_file
from tracking.reading import Fault, Reading, ReportProblem, masked
from tracking.store import Store

CELL = re.compile("([A-Z]{1,3})([0-9]{1,5})")
A_CELL = re.compile(r"\s*[(\uff08][^()\uff08\uff09]*\b[A-Z]{1,3}[0-9]{1,5}[)\uff09]")  # (e.g. H4)


def findings_about(store: Store, figures: pd.DataFrame) -> dict[str, list[str]]:
    """Unit → what is to be looked at in its ``figures`` of one quarter (columns as the table report); only units with anything."""
    known, found = known_to(store), {}
    for unit, rows in figures.groupby("unit"):
        reading = Reading("quarter", period=int(rows["period"].iloc[0]))
        told = rows[FIGURE].assign(amount=rows["amount"].astype("Int64"), this_quarter=None).reset_index(drop=True)
        reading.tables["report"] = told.astype({"this_quarter": "Int64"})
        set_beside_stored(store, reading)
        reading.tables["report"]["change"] = "new"
        check_rows(store, reading, known, store.today())
        sentences = [
            *(fault.sentence() for fault in reading.faults),
            *(one.text for one in reading.questions),
            *reading.notes,
        ]
        if sentences:
            found[str(unit)] = sentences
    return found


def every_finding(store: Store, name: str, data: bytes, year: int, quarter: int) -> list[str]:
    """What is wrong or asked of figures that are typed, by way of the workbook in which they would be handed in."""
    try:
        preview = preview_file(store, name, data, year, quarter)
    except ReportProblem as problem:
        return [fault.sentence() for fault in as_typed_there(problem.faults, problem.reading)]
    asked = [A_CELL.sub("", question.text) for question in preview.reading.questions]
    return [*(fault.sentence() for fault in as_typed_there(preview.held, preview.reading)), *asked]


def as_typed_there(faults: list[Fault], reading: object) -> list[Fault]:
    """The same faults, placed by the words of their row and column: nobody who types sees the workbook, its sheets and cells."""
    sheets = {name: sheet for name, (sheet, _tables) in reading.read.items()} if isinstance(reading, Reading) else {}
    return [_placed(fault, sheets[fault.sheet].rows) if fault.sheet in sheets else fault for fault in faults]


def _placed(fault: Fault, rows: list[list]) -> Fault:
    found = CELL.fullmatch(fault.cell)
    if not found:
        return fault
    row, column = int(found[2]) - 1, reduce(lambda number, letter: number * 26 + ord(letter) - 64, found[1], 0) - 1
    above = [line[column] for line in rows[:row] if column < len(line) and isinstance(line[column], str)]
    before = [cell for cell in rows[row][:column] if isinstance(cell, str)] if row < len(rows) else []
    words = [*before[-1:], *above[-1:]]
    return replace(fault, sheet="", cell=masked(" · ".join(words))) if words else fault
