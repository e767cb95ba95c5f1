"""Where the tables of a sheet are, what their columns mean, and which of their rows are printed totals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise

from tracking.catalogue import fold, folded_words, meaning_of, words
from tracking.language import _
from tracking.opening import Sheet, address
from tracking.reading.distorted import too_long
from tracking.reading.layout.grid import GROUP_ROWS, heading_rows, headings, is_ours
from tracking.reading.layout.names import BRACKETS, WRITTEN, pieces_of
from tracking.reading.layout.periods import Period, period_said
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.problems import Fault

HEADER_SEARCH = 15
DEEPEST = 40  # rows in which the first table of a sheet may begin
TITLE_ROWS = 3  # above a further header, in which its own title may stand
UNIT = ("unit_code", "unit_name")
VALUE = re.compile(rf"\s*[约近超]?\s*\d[\d,.]*\s*[余多]?\s*(?:{'|'.join(map(re.escape, WRITTEN))})\s*")


@dataclass
class Table:
    """A table of a sheet: its header row and, below it, its rows up to the footer.

    ``spans`` are (first, behind the last) row of each part, where a table goes on below a header that was printed again;
    without them the table is the rest of the sheet. ``said`` is the period that its own title speaks of, below another table.
    """

    sheet: Sheet
    header_row: int
    header: list[str]
    parts: list[list[str]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    said: Period = field(default_factory=Period)

    def with_groups(self, column: int, names: Mapping[str, str]) -> "Table":
        """The same table with all rows of its headings, where ``column`` names its units or indicators."""
        first, last = heading_rows(self.sheet, self.header_row, column, names)
        parts = headings(self.sheet, first, last)
        lower = last - self.header_row
        spans = [(start + lower, end) for start, end in self.spans]
        return Table(self.sheet, last, [" / ".join(texts) for texts in parts], parts, spans, self.said)

    def rows(self) -> Sequence[tuple[int, list]]:
        """Row number (from 0) and cells of every row that says something and is no footer (填表人, 注 …).

        A footer does not end the table: what stands below one is read, or somebody is told.
        """
        return self._rows

    @cached_property
    def _rows(self) -> list[tuple[int, list]]:
        found = []
        for start, end in self.spans or [(self.header_row + 1, len(self.sheet.rows))]:
            for number in range(start, end):
                cells = self.sheet.rows[number]
                first = next((cell for cell in cells if cell is not None and str(cell).strip()), None)
                if first is not None and not is_footer(first):
                    found.append((number, cells))
        return found

    def filled_rows(self, keys: list[int]) -> Iterator[tuple[int, list]]:
        """The rows, with what names the unit filled in where its cell is merged over several rows."""
        tops = {
            (row, span[1]): span[0]
            for span in self.sheet.merged
            if span[1] in keys
            for row in range(max(span[0], self.header_row) + 1, min(span[2] + 1, len(self.sheet.rows)))
        }
        for number, cells in self.rows():
            filled = list(cells)
            for column in keys:
                top = tops.get((number, column))
                if top is not None and column < len(filled) and filled[column] is None:
                    filled[column] = self.sheet.rows[top][column]
            yield number, filled

    def says_something(self, row: int, column: int, cells: list) -> bool:
        """Whether a cell holds anything, be it an error value or a formula never calculated."""
        blank = column >= len(cells) or cells[column] is None or not str(cells[column]).strip()
        return not blank or address(row, column) in self.sheet.errors or address(row, column) in self.sheet.uncached

    def fault(self, row: int, column: int, expected: str, found: object = "") -> Fault:
        """A fault at a cell of this table."""
        return Fault(expected, self.sheet.name, address(row, column), "" if found is None else str(found))

    def too_long(self, row: int, column: int, name: str) -> list[Fault]:
        """The fault of a cell whose name is longer than any name is; none for others."""
        return too_long(self.sheet.name, address(row, column), name)

    def unread(self, row: int, column: int) -> Fault | None:
        """The fault of a cell whose value the file does not hold: an error value, a formula never calculated."""
        at = address(row, column)
        if at in self.sheet.errors:
            return self.fault(row, column, _("a figure instead of an error value"), self.sheet.errors[at])
        if at in self.sheet.uncached:
            return self.fault(
                row, column, _("This formula has no stored value. Open the file in Excel or WPS and save it.")
            )
        return None


def is_footer(cell: object) -> bool:
    """Whether a line begins as the foot of a sheet does: 填表人, 审核人, 注：, 填报日期."""
    return fold(str(cell)).startswith(_footers())


@cache
def _footers() -> tuple[str, ...]:
    return tuple(map(fold, words()["fill_in_footer"]))


def find_table(sheet: Sheet, *required: str, first: int = 0) -> Table | None:
    """The table whose header, in one of some rows from ``first`` on, says all the required meanings (of data/words.csv)."""
    for number, cells in enumerate(sheet.rows[first : first + HEADER_SEARCH], first):
        said = {meaning for cell in cells if cell is not None for meaning in required if meaning_of(cell, meaning)}
        if said == set(required):
            return Table(sheet, number, _texts(cells))
    return None


def tables_of(sheet: Sheet, vocabulary: Vocabulary, first_row: int = 0) -> list[Table]:
    """All the tables of a sheet with their headings: beside one another, then below one another.

    A header printed again, as on every page, goes on with its table.
    """
    rows = sheet.rows
    search = range(first_row, min(first_row + DEEPEST, len(rows)))
    first = next((number for number in search if _heads(sheet, number, vocabulary, first=True)), None)
    if first is None:
        return []
    found = [
        table for beside in _beside(Table(sheet, first, _texts(rows[first]))) for table in _below(beside, vocabulary)
    ]
    return [table.with_groups(_column_of_keys(table), vocabulary.indicators) for table in found]


def _column_of_keys(table: Table) -> int:
    """The first column of a header that names what its rows are."""
    return next((number for number, text in enumerate(table.header) if text and names_rows(text)), 0)


def names_rows(cell: object) -> str | None:
    """Which of its keys a heading says of a column that names what its rows are: a unit's code or name, an indicator."""
    pieces = pieces_of(str(cell))
    said = [meaning_of(piece, *UNIT, "indicator", "village_name") for piece in pieces]
    return said[0] or (said[1] if len(said) == 3 and all(said[1:]) else None)


def _heads(sheet: Sheet, number: int, vocabulary: Vocabulary, first: bool = False) -> bool:
    """Whether a row heads a table: it names a column of units or indicators, and says something else of ours beside it.

    The first table of a sheet may do with less: a figure below, units across, or indicators across above rows of units.
    """
    cells = [(column, cell) for column, cell in enumerate(sheet.rows[number]) if cell is not None and str(cell).strip()]
    if len(cells) < 2 or is_footer(cells[0][1]) or not all(_may_head(cell) for _column, cell in cells):
        return False
    if any(owner_said(cell) is not None or VALUE.fullmatch(str(cell)) for _column, cell in cells):
        return False
    keys = [column for column, cell in cells if names_rows(cell)]
    units = [column for column, cell in cells if column not in keys and vocabulary.knows_unit(str(cell))]
    said = {names_rows(sheet.rows[number][column]) for column in keys}
    if "indicator" not in said and any(column + 1 in units for column in keys):
        return False  # 单位名称 | 某厂 is a line of a form
    ours = [
        column
        for column, cell in cells
        if column not in keys
        and (is_ours(cell, vocabulary.indicators) or meaning_of(cell, "serial", "amount", "not_a_figure"))
    ]
    if keys and ours:
        return True
    if not first:
        return False
    below = [cell for cells in sheet.rows[number + 1 : number + 1 + GROUP_ROWS + 1] for cell in cells]
    figures = any(isinstance(cell, int | float) for cell in below)
    if keys:
        return figures or len(units) > 0
    if figures and len(ours) == len(cells) and not any(isinstance(cell, str) for cell in below):
        return True
    names = any(isinstance(cell, str) and (vocabulary.knows_unit(cell) or vocabulary.indicator(cell)) for cell in below)
    return figures and names and len(units) + len(ours) >= 2


def _may_head(cell: object) -> bool:
    """Whether a cell may stand in a header: a text, or a year alone."""
    return isinstance(cell, str) or (isinstance(cell, int | float) and 2000 <= cell <= 2100)


def owner_said(cell: object) -> str | None:
    """The name in a line such as 填报单位（盖章）：某厂, empty where only the label stands there; None for other cells."""
    found = _label_of_unit().fullmatch(cell) if isinstance(cell, str) else None
    name = found.group(1).strip() if found else None
    if name and all(piece.strip() in WRITTEN for piece in re.split("[、，,/]", name)):
        return None  # 单位：家、人、万元
    return name


@cache
def _label_of_unit() -> re.Pattern:
    names = "|".join(map(re.escape, words()["unit_name"]))
    return re.compile(rf"\s*(?:填报|报送|上报|所在|企业)?(?:{names})\s*(?:[（(]盖?章[)）])?\s*[:：]\s*(.*)")


def _beside(table: Table) -> list[Table]:
    """A table for every block of columns that begins with a column of units, or of indicators; the others' cells are left out."""
    starts: list[int] = []
    said = [next((key for key in (*UNIT, "indicator") if text and meaning_of(text, key)), "") for text in table.header]
    key = next((key for key in said if key), "indicator")
    for number, text in enumerate(table.header):
        if text and meaning_of(text, key):
            before = table.header[number - 1] if number else ""
            starts.append(number - 1 if before and meaning_of(before, "serial", *UNIT) else number)
    starts[:1] = [0]
    blocks = list(pairwise([*starts, len(table.header)]))
    if len(starts) < 2 or not all(_has_figures(table.header[start:end]) for start, end in blocks):
        return [table]
    ends = [*starts[1:], max(map(len, table.sheet.rows))]
    return [
        replace(table, sheet=(own := _only(table.sheet, *b)), header=_texts(own.rows[table.header_row]))
        for b in zip(starts, ends, strict=True)
    ]


def _has_figures(texts: list[str]) -> bool:
    """Whether some headings have one besides those of units, indicators, numbers and notes."""
    return any(text and not meaning_of(text, "serial", "note", "indicator", *UNIT) for text in texts)


def _only(sheet: Sheet, first: int, end: int) -> Sheet:
    """The sheet with nothing but some of its columns, at their places."""
    rows = [[cell if first <= column < end else None for column, cell in enumerate(cells)] for cells in sheet.rows]
    merged = [span for span in sheet.merged if first <= span[1] and span[3] < end]
    return replace(sheet, rows=rows, merged=merged)


def _below(table: Table, vocabulary: Vocabulary) -> list[Table]:
    """A table for every header with other words; its parts end at the next header."""
    rows = table.sheet.rows
    further = range(table.header_row + 1, len(rows))
    headers = [table.header_row, *(n for n in further if _heads(table.sheet, n, vocabulary))]
    if len(headers) == 1:
        return [table]
    ends = [*headers[1:], len(rows)]
    found: dict[tuple, Table] = {}
    for number, end in zip(headers, ends, strict=True):
        texts = _texts(rows[number])
        said = _period_above(rows, number) if number != table.header_row else Period()
        key = (said, *(text for text in texts if text))
        own = found.setdefault(key, replace(table, header_row=number, header=texts, spans=[], said=said))
        own.spans.append((number + 1, end))
    return list(found.values())


def _period_above(rows: list[list], header: int) -> Period:
    """The quarter that the lines just above a further header speak of, such as its own title."""
    for cells in reversed(rows[max(0, header - TITLE_ROWS) : header]):
        texts = [str(cell) for cell in cells if cell is not None and str(cell).strip()]
        if len(texts) > 2:
            break
        said = period_said(" ".join(texts))
        if said.quarter or said.month:
            return said
    return Period()


def _texts(cells: list) -> list[str]:
    return ["" if cell is None else str(cell) for cell in cells]


def columns_of(table: Table, *meanings: str) -> dict[str, int]:
    """Meaning → column number, the first column where a meaning stands twice."""
    found: dict[str, int] = {}
    for number, text in enumerate(table.header):
        meaning = meaning_of(text, *(m for m in meanings if m not in found)) if text else None
        if meaning:
            found[meaning] = number
    return found


def text_of(cells: list, column: int | None) -> str:
    """What a cell says as text; nothing where there is no such cell, whole numbers without a decimal point."""
    if column is None or column >= len(cells) or cells[column] is None:
        return ""
    cell = cells[column]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def is_total(cells: list, keys: list[int] | None = None) -> str | None:
    """Which printed total a row is: total (合计), subtotal (小计), part (其中 …) or average; None for a row of figures.

    ``keys`` are the columns in which units are named or numbered; without them, the first four. Totals are never counted;
    they are used to check.
    """
    named = cells[:4] if keys is None else [cells[column] for column in keys if column < len(cells)]
    return next((total for cell in named if isinstance(cell, str) and (total := total_said(cell))), None)


def total_said(text: str) -> str | None:
    """Which printed total a cell or heading names, as in is_total; None for anything else."""
    if text.lstrip().startswith("其中"):
        return "part"
    bare = fold(BRACKETS.sub("", text)).strip("()")
    return next((meaning for word, meaning in _words_of_totals() if bare == word or bare.endswith(word)), None)


@cache
def _words_of_totals() -> list[tuple[str, str]]:
    return [(word, meaning) for meaning in ("subtotal", "total", "average") for word in folded_words(meaning)]
