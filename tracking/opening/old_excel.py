"""Excel 97 to 2003 and older, .xls, and the .et of WPS: read with xlrd, which knows what calamine loses there."""

import os
import struct
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal

from tracking.opening.book import Book, Sheet, address, says_nothing, within_limits
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_MERGED, MAX_ROWS, MAX_SHEETS, Refused
from tracking.opening.shown import format_of, leave_out_mark, low_part, put_as_shown
from tracking.opening.styles import is_percent_format

if TYPE_CHECKING:
    from xlrd.book import Book as Workbook
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as Worksheet

FORMULA_RECORDS = (0x0006, 0x0206, 0x0406)
CALCULATE_ON_LOAD = 2
NO_VALUES = (b"\0" * 8, b"\3" + b"\0" * 5 + b"\xff\xff")
EXTERNAL = (-4, -4)
SUPERSCRIPT = 1


def read_old_excel(data: bytes) -> Book:
    """The book of an .xls or .et file. Raises Refused."""
    from xlrd.biffh import XLRDError

    try:
        book = _open(data)
        by_office = "SummaryInformation".encode("utf-16-le") in data
        found = [_read_sheet(book, number, by_office) for number in range(min(book.nsheets, MAX_SHEETS))]
    except Refused:
        raise
    except XLRDError as error:
        raise Refused("encrypted" if "encrypted" in str(error) else "damaged") from None
    except Exception as error:  # xlrd fails in many ways on damaged bytes
        raise Refused("damaged", type(error).__name__) from None
    if says_nothing(found):
        raise Refused("nothing_in_it")
    notes = ["macros"] if "_VBA_PROJECT".encode("utf-16-le") in data else []
    return Book("", "", found, "xls", notes + (["links"] if any(sheet.linked for sheet in found) else []))


def _open(data: bytes) -> "Workbook":
    import xlrd

    with open(os.devnull, "w") as nowhere:
        read = partial(
            xlrd.open_workbook,
            None,
            nowhere,
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
        )
        try:
            return read()
        except UnicodeDecodeError:  # an old file that does not say its code page
            return read(encoding_override="gb18030")


def _read_sheet(book: "Workbook", number: int, by_office: bool) -> Sheet:
    with open(os.devnull, "w") as book.logfile:
        formulas: dict[tuple[int, int], bytes] = {}
        read_record = type(book).get_record_parts

        def watch() -> tuple[int, int, bytes]:
            code, length, record = read_record(book)
            if code in FORMULA_RECORDS:
                formulas[struct.unpack_from("<HH", record)] = record
            return code, length, record

        book.get_record_parts = watch  # type: ignore[method-assign]  # xlrd tells of no formula by itself
        try:
            source = book.sheet_by_index(number)
        finally:
            del book.get_record_parts
        sheet = Sheet(source.name, [], source.visibility != 0)
        sheet.rows = list(_rows(book, source, sheet))
        _note_ranges(book, source, sheet)
        for (row, column), record in formulas.items():
            _note_formula(book, sheet, (row, column), record, by_office)
    book.unload_sheet(number)
    return sheet


def _rows(book: "Workbook", source: "Worksheet", sheet: Sheet) -> Iterator[list]:
    filled, blanks = 0, 0
    for row in range(source.nrows):
        cells = [_cell(book, sheet, row, column, cell) for column, cell in enumerate(source.row(row))]
        while cells and cells[-1] is None and address(row, len(cells) - 1) not in sheet.errors:
            cells.pop()
        filled += len(cells)
        if len(cells) > MAX_COLUMNS or filled > MAX_FILLED or (cells and row >= MAX_ROWS):
            raise Refused("too_many_cells")
        if not cells:
            blanks += 1
            continue
        yield from ([] for _blank in range(blanks))
        blanks = 0
        yield cells


def _cell(book: "Workbook", sheet: Sheet, row: int, column: int, cell: "Cell") -> object:
    """The value of a cell; what its style and kind say is noted in the sheet."""
    if cell.ctype in (0, 6) or cell.value == "":
        return None
    assert cell.xf_index is not None  # as formatting_info was asked for
    at, style = address(row, column), book.xf_list[cell.xf_index]
    if is_percent_format(book.format_map[style.format_key].format_str):
        sheet.percent.add(at)
    if book.font_list[style.font_index].struck_out:
        sheet.struck.add(at)
    match cell.ctype:
        case 2:
            if seen := format_of(book.format_map[style.format_key].format_str):
                sheet.instead[row, column] = seen
            return cell.value
        case 3:
            return _day(float(cell.value), book.datemode)
        case 4:
            return bool(cell.value)
        case 5:
            from xlrd import error_text_from_code

            sheet.errors[at] = error_text_from_code.get(int(cell.value), "#N/A")
            return None
    return cell.value


def _day(number: float, system: Literal[0, 1]) -> date | str | float:
    """The day of a date cell, the text of a time of day; the number itself where Excel shows none either."""
    from xlrd.xldate import XLDateError, xldate_as_datetime, xldate_as_tuple

    try:
        xldate_as_tuple(number, system)
        moment = xldate_as_datetime(number, system)
    except (XLDateError, OverflowError, ValueError):
        return number
    return str(moment.time()) if number < 1 else moment.date()


def _note_ranges(book: "Workbook", source: "Worksheet", sheet: Sheet) -> None:
    """Merged ranges, hidden rows and columns, texts with a part struck through."""
    if len(source.merged_cells) > MAX_MERGED:
        raise Refused("too_many_merged")
    for first_row, after_row, first_column, after_column in source.merged_cells:
        sheet.merged.extend(within_limits(first_row, first_column, after_row - 1, after_column - 1))
    sheet.hidden_rows = {row for row, about in source.rowinfo_map.items() if about.hidden and row < MAX_ROWS}
    hidden = (column for column, about in source.colinfo_map.items() if about.hidden or about.width == 0)
    sheet.hidden_columns = {column for column in hidden if column < MAX_COLUMNS}
    for (row, column), runs in source.rich_text_runlist_map.items():
        if any(book.font_list[font].struck_out for _start, font in runs):
            sheet.struck.add(address(row, column))
        text = str(source.cell_value(row, column))
        if rest := low_part(text, [(start, book.font_list[font].escapement == SUPERSCRIPT) for start, font in runs]):
            leave_out_mark(sheet, row, column, rest)
    put_as_shown(sheet)


def _note_formula(book: "Workbook", sheet: Sheet, place: tuple[int, int], record: bytes, by_office: bool) -> None:
    """Formulas without a value: 0 or nothing, in a file that no office program has saved or that asks to calculate."""
    value, flags = struct.unpack_from("<8sH", record, 6)
    if value in NO_VALUES and (flags & CALCULATE_ON_LOAD or not by_office):
        sheet.uncached.add(address(*place))
    if reads_another_book(book, record):
        sheet.linked.add(address(*place))


def reads_another_book(book: "Workbook", record: bytes) -> bool:
    """Whether a formula of Excel 97 to 2003 refers to another workbook; earlier versions are not looked into."""
    from xlrd.formula import get_externsheet_local_range, szdict  # type: ignore[attr-defined]  # not in types-xlrd

    if book.biff_version < 80:
        return False
    (length,) = struct.unpack_from("<H", record, 20)
    tokens, at = record[22 : 22 + length], 0
    while at < len(tokens):
        token = tokens[at]
        kind = token & 0x1F if token < 0x20 else (token & 0x1F) | 0x20
        if kind in (0x39, 0x3A, 0x3B):  # a name, a cell or a range of another sheet
            (reference,) = struct.unpack_from("<H", tokens, at + 1)
            if get_externsheet_local_range(book, reference) == EXTERNAL:
                return True
        size = _token_size(szdict[80], tokens, at, kind)
        if size <= 0:
            return False
        at += size
    return False


def _token_size(sizes: list[int], tokens: bytes, at: int, kind: int) -> int:
    """Bytes of the token at this place; 0 if nobody knows."""
    if kind == 0x17:  # a text: its length in characters, whether they have two bytes, and the characters
        return 3 + tokens[at + 1] * (1 + (tokens[at + 2] & 1))
    if kind == 0x19:  # an attribute; CHOOSE has a table behind it
        choices = tokens[at + 1] & 4
        return 4 + (2 * (struct.unpack_from("<H", tokens, at + 2)[0] + 1) if choices else 0)
    return sizes[kind] if kind < len(sizes) else 0
