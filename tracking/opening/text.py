"""Text tables: .csv, .txt, and tab text under the name of .xls."""

import csv
import io
import re
from collections import Counter

from tracking.opening.book import ERROR_VALUES, Book, Sheet, address
from tracking.opening.decoding import decode
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_ROWS, Refused

DELIMITERS = "\t,;，"
SAID_DELIMITER = re.compile(r"sep=([,;\t|，])(\r\n|\r|\n)", re.IGNORECASE)
LOOKED_AT = 50
HEADER_SEARCH = 15
NOTES = {"gb18030": ["read_as_gbk"], "utf-16": ["read_as_utf16"], "utf-8": []}


def read_text(data: bytes) -> Book:
    """The one sheet of a text table, named CSV. Raises Refused with the line where the text makes no table."""
    text, encoding = decode(data)
    said = SAID_DELIMITER.match(text)
    if said:  # a line for Excel, which does not count it as a row
        text = text[said.end() :]
    delimiter, usual = _delimiter(text, said.group(1) if said else DELIMITERS)
    rows, lines = _rows(text, delimiter, usual, 2 if said else 1)
    if not any(cell is not None for row in rows for cell in row):
        raise Refused("nothing_in_it")
    _check_reach(rows)
    _check_widths(rows, lines)
    sheet = Sheet("CSV", rows)
    take_error_values(sheet)
    return Book("", "", [sheet], "text", list(NOTES[encoding]))


def take_error_values(sheet: Sheet) -> None:
    """Turn the cells of a text that show an error value into what a workbook would say of them."""
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("#") and cell.upper() in ERROR_VALUES:
                sheet.errors[address(number, column)] = cell.upper()
                row[column] = None


def _delimiter(text: str, possible: str) -> tuple[str, int]:
    """What most of the first lines have equally often outside quotation marks, and how often; the earlier of a tie."""
    bare = re.sub(r'"[^"]*"', "", text[: 1 << 16])
    lines = [line for line in re.split(r"\r\n|\r|\n", bare) if line.strip()][:LOOKED_AT]
    found = []
    for delimiter in possible:
        counts = Counter(count for line in lines if (count := line.count(delimiter)))
        usual, agreeing = counts.most_common(1)[0] if counts else (1, 0)
        found.append((agreeing, delimiter, usual))
    _agreeing, delimiter, usual = max(found, key=lambda one: one[0])
    return delimiter, usual


def _rows(text: str, delimiter: str, usual: int, first_line: int) -> tuple[list[list], list[int]]:
    """The rows and the line that each begins in. A quotation mark that swallows other lines refuses the file."""
    csv.field_size_limit(len(text) + 1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, before = [], [], 0
    try:
        for cells in reader:
            if any("\n" in cell or "\r" in cell for cell in cells):
                _check_swallowed(cells, delimiter, usual, first_line + before)
            rows.append([cell.strip() or None for cell in cells])
            lines.append(first_line + before)
            before = reader.line_num
    except csv.Error:
        raise Refused("open_quote", first_line + before) from None
    return rows, lines


def _check_swallowed(cells: list[str], delimiter: str, usual: int, line: int) -> None:
    """A cell of several lines that look like rows was opened by one stray mark and closed by another."""
    for cell in cells:
        inner = re.split(r"\r\n|\r|\n", cell)
        if len(inner) > 1 and any(part.count(delimiter) >= max(min(usual, len(cells) - 1), 1) for part in inner):
            raise Refused("open_quote", line)


def _check_reach(rows: list[list]) -> None:
    filled = [number for number, row in enumerate(rows) if any(cell is not None for cell in row)]
    widest = max((len(row) for row in rows), default=0)
    if filled[-1] >= MAX_ROWS or widest > MAX_COLUMNS or sum(map(len, rows)) > MAX_FILLED:
        raise Refused("too_many_cells")
    del rows[filled[-1] + 1 :]


def _check_widths(rows: list[list], lines: list[int]) -> None:
    """No row may say more than the heading has columns: 1,385 without quotation marks would move what follows."""
    words = [sum(cell is not None and not _is_number(cell) for cell in row) for row in rows[:HEADER_SEARCH]]
    header = max(range(len(words)), key=lambda number: words[number])
    if words[header] < 2:
        return
    width = len(rows[header])
    for row, line in zip(rows[header:], lines[header:], strict=True):
        if any(cell is not None for cell in row[width:]):
            raise Refused("ragged", line)


def _is_number(text: str) -> bool:
    return not re.search(r"[^\W\d_]", text)
