"""What the rows of a register say: days in any spelling, and remarks that name nobody."""

import re
from datetime import date

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.contract_headings import says
from tracking.reading.layout.spans import day_of
from tracking.reading.layout.tables import Table, text_of
from tracking.reading.numbers import is_blank
from tracking.reading.sheets import Reading


class DatedRows:
    """One sheet with a register, read row by row: faults and notes go to the ``reading``."""

    table: Table
    reading: Reading

    def text(self, number: int, cells: list, column: int | None) -> str:
        """What a remark says; one that may name a person is not kept."""
        text = text_of(cells, column)
        if not says(text, "names_a_person"):
            return text
        self.reading.notes.append(_("«{sheet}» {cell}: this remark may name a person and was not kept.",
                                    sheet=self.table.sheet.name, cell=address(number, column or 0)))  # fmt: skip
        return ""

    def fault(self, number: int, column: int, expected: str, cells: list) -> None:
        """Note that a cell does not say what is expected."""
        self.reading.faults.append(self.table.fault(number, column, expected, text_of(cells, column)))

    def day(
        self, number: int, cells: list, column: int | None, end: bool = False, words_too: bool = False
    ) -> date | None:
        """The day that a cell says, None where it says none; ``end``: of a month its last; ``words_too``: a word without a number
        is no fault."""
        if column is None or not text_of(cells, column) or says_none(cells[column]):
            return None
        if day := day_of(cells[column], end):
            return day
        if words_too and not re.search(r"\d", text_of(cells, column)):
            return None  # 已备案
        if end and says(text_of(cells, column), "no_end"):
            return None  # 长期
        self.fault(number, column, _("a date such as 2020-03-10"), cells)
        return None


def says_none(cell: object) -> bool:
    """Whether a cell is blank, or says that there is nothing: —, 无, 否."""
    return is_blank(cell) or bool(meaning_of(cell, "not_applicable_proposed", "word_no"))
