"""Which kind of workbook a book is, and what it holds beside that."""

import re

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, Sheet
from tracking.reading.layout.contract_headings import is_contract_register
from tracking.reading.layout.founding_headings import drawn_foundings
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.periods import is_only_time
from tracking.reading.layout.rosters import roster_of
from tracking.reading.layout.tables import find_table
from tracking.reading.layout.titles import header_of_indicators, is_plan, shown_sheets


def kind_of(book: Book) -> str | None:
    """Which workbook this is: units, contracts, foundings, plan, quarter, indicators, or None if no sheet is recognised."""
    for sheet in shown_sheets(book):
        if header_of_indicators(sheet):
            return "indicators"
        if register := register_of(sheet):
            return register
        if find_table(sheet, "unit_code", "parent_code") or roster_of(sheet):
            return "units"
        if planned := find_table(sheet, "indicator", "target"):
            return "quarter" if any(map(_says_what_was_done, planned.header)) else "plan"
        if find_table(sheet, "unit_name") or find_table(sheet, "unit_code"):
            return "plan" if is_plan(sheet) else "quarter"
        if find_table(sheet, "indicator"):
            return "quarter"
    return (
        "quarter"
        if any(_is_number(cell) for sheet in shown_sheets(book) for row in sheet.rows for cell in row)
        else None
    )


def register_of(sheet: Sheet) -> str | None:
    """Which register a sheet is: contracts, foundings, or None."""
    if is_contract_register(sheet):
        return "contracts"
    return "foundings" if drawn_foundings(sheet) else None


def notes_on_registers(book: Book, kind: str) -> list[str]:
    """What a book of one kind holds beside it and is not read: a register in a book of another kind, or the other way round."""
    found = {sheet.name: register_of(sheet) for sheet in shown_sheets(book) if any(sheet.rows)}
    registers = ("contracts", "foundings")
    others = [name for name, of in found.items() if (of != kind if kind in registers else of in registers)]
    if kind in registers:
        text = _(
            "«{sheets}» is not part of this register and was not read; save it as a file of its own to take it in."
        )
    else:
        text = _("«{sheets}» is a register and was not read; save it as a file of its own to take it in.")
    return [text.replace("{sheets}", _(", ").join(others))] if others else []


def _says_what_was_done(heading: str) -> bool:
    """Whether a column beside targets holds what was done: 完成数, 累计, 上半年完成."""
    bare = BRACKETS.sub("", heading)
    return bool(meaning_of(bare, "amount", "basis_quarter", "basis_cumulative")) or is_only_time(bare)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and bool(re.search(r"[:：].*\d", cell)))
