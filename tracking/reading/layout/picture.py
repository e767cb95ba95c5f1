"""A sheet as a picture of cells: the text of each, what it was taken for, and what every column means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from tracking.catalogue import fold
from tracking.opening import Sheet, address
from tracking.reading.layout.headings import ColumnMeaning
from tracking.reading.layout.layout import Layout
from tracking.reading.layout.periods import as_date
from tracking.reading.layout.tables import UNIT, is_footer, is_total
from tracking.reading.problems import LEAVE_OUT

# What a cell may be taken for; what nobody took for anything is "".
ROLES = ("heading", "unit", "indicator", "period", "figure", "total", "aside", "contact", "doubtful")
OF_KEYS = {
    **dict.fromkeys((*UNIT, "village"), "unit"),
    **dict.fromkeys(("indicator", "indicator_group", "measure"), "indicator"),
    **dict.fromkeys(("year", "quarter", "month", "date", "basis"), "period"),
}


@dataclass(frozen=True)
class ReadColumn:
    """One column of a table: its headings, what it was taken for (ROLES), the indicator and basis of its figures, and the key
    under which a clerk's word about it is kept."""

    number: int
    heading: str
    role: str
    meaning: ColumnMeaning | None
    key: str

    def said(self) -> "Said":
        """What it was taken for, as a clerk would say it."""
        return Said(self.meaning.indicator if self.meaning and self.meaning.indicator else LEAVE_OUT)


@dataclass(frozen=True)
class ReadRow:
    """A row that names an indicator: its words, the indicator that they mean, and the key of a clerk's word about it."""

    number: int
    heading: str
    code: str | None
    key: str
    role: str = "indicator"

    def said(self) -> "Said":
        """What it was taken for, as a clerk would say it."""
        return Said(self.code or LEAVE_OUT)


@dataclass
class ReadTable:
    """A table as it was read: its layout, and what its columns of figures, rates and totals mean."""

    layout: Layout
    figures: Mapping[int, ColumnMeaning] = field(default_factory=dict)
    rates: Mapping[int, ColumnMeaning] = field(default_factory=dict)
    totals: Mapping[int, ColumnMeaning] = field(default_factory=dict)
    rows: list[ReadRow] = field(default_factory=list)

    def columns(self) -> list[ReadColumn]:
        """Every column with a heading, from left to right."""
        found = []
        keys = {column: key for key, column in self.layout.keys.items()}
        for number, parts in enumerate(self.layout.table.parts):
            if not parts:
                continue
            role = OF_KEYS.get(keys.get(number, ""), "aside")
            role = "figure" if number in self.figures else "total" if number in (*self.totals, *self.rates) else role
            meaning = self.figures.get(number) or self.rates.get(number)
            found.append(ReadColumn(number, " / ".join(parts), role, meaning, key_of_column(parts)))
        return found

    def words_in(self, column: int) -> dict[str, str]:
        """The words that stand in a column where numbers are expected (word_of) → as they are written first."""
        found: dict[str, str] = {}
        for _row, cells in self.layout.table.rows():
            cell = cells[column] if column < len(cells) else None
            if (word := word_of(cell)) and (word == DAY or len(word) <= LONGEST_WORD):
                found.setdefault(word, str(cell).strip())
        return found


LONGEST_WORD = 12
DAY = "day"  # in place of every day, among words


def word_of(cell: object) -> str | None:
    """What a cell says as a word that may stand for a number: itself, DAY for a day, "" for a blank; None for a number."""
    if cell is None or not str(cell).strip():
        return ""
    if isinstance(cell, date) or as_date(cell) is not None:
        return DAY
    return fold(cell) if isinstance(cell, str) and not re.search(r"\d", cell) else None


def said_of_words(ones: Iterable[str], noughts: Iterable[str]) -> str:
    """Words that stand for 1 and for 0, as an answer keeps them."""
    pairs = [*((word, 1) for word in ones), *((word, 0) for word in noughts)]
    return ";".join(f"{re.sub('[|;=]', '', word)}={number}" for word, number in pairs)


def key_of_column(parts: Iterable[str]) -> str:
    """The key under which a clerk's word about a column of a drawing is kept, where it overrules what its headings say."""
    return f"column {fold(' / '.join(parts))}"


def key_of_row(parts: Iterable[str]) -> str:
    """The same of a row that names its indicator."""
    return f"row {fold(' / '.join(parts))}"


@dataclass(frozen=True)
class Said:
    """A clerk's word about a column or row: an indicator's code or LEAVE_OUT, and, where it was said, the basis of its
    figures (quarter or cumulative), how many yuan one of them is, and which words stand for 1 and for 0 (said_of_words)."""

    code: str
    basis: str = ""
    factor: int = 0
    words: str = ""

    def __str__(self) -> str:
        return "|".join([self.code, self.basis, str(self.factor or ""), self.words]).rstrip("|")

    @classmethod
    def of(cls, answer: str) -> "Said":
        """What an answer that was kept says."""
        code, basis, factor, words, *_more = [*answer.split("|"), "", "", ""]
        return cls(code, basis, int(factor) if factor.isdigit() else 0, words)

    def numbers(self) -> dict[str, int]:
        """Folded word → 1 or 0; DAY for any day, "" for a blank."""
        pairs = (pair.rpartition("=") for pair in self.words.split(";") if "=" in pair)
        return {fold(word): int(number == "1") for word, _equals, number in pairs}

    def applied(self, meaning: ColumnMeaning) -> ColumnMeaning:
        """What headings mean, with what was said besides."""
        return replace(meaning, basis=self.basis or meaning.basis, money_factor=self.factor or meaning.money_factor)


def roles_of(
    sheet: Sheet, tables: Iterable[ReadTable], doubtful: Iterable[str], contacts: Iterable[str], rows: int
) -> dict[tuple[int, int], str]:
    """Cell (row, column) of the first ``rows`` → what it was taken for; ``doubtful`` and ``contacts`` are addresses of cells."""
    roles: dict[tuple[int, int], str] = {}
    for read in tables:
        table = read.layout.table
        columns = {column.number: column.role for column in read.columns()}
        for row in range(table.header_row - max(map(len, table.parts), default=1) + 1, table.header_row + 1):
            roles |= {(row, column): "heading" for column in columns if _filled(sheet, row, column)}
        for row, cells in takewhile(lambda line: line[0] < rows, table.rows()):
            total = read.layout.units_down and is_total(cells, read.layout.names) is not None
            for column, role in columns.items():
                if _filled(sheet, row, column):
                    roles[row, column] = "total" if total and role in ("figure", "total") else role
    marked = {
        address(row, column): (row, column)
        for row, cells in enumerate(sheet.rows[:rows])
        for column in range(len(cells))
    }
    roles |= {marked[at]: "contact" for at in contacts if at in marked}
    roles |= {marked[at]: "doubtful" for at in doubtful if at in marked}
    return roles


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    cells = sheet.rows[row] if 0 <= row < len(sheet.rows) else []
    return column < len(cells) and cells[column] is not None and not is_footer(cells[0] or "")
