"""Binary Excel workbooks, .xlsb: calamine reads the values, a walk through the records sees what it loses."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracking.opening.book import Book, Sheet, address, numbers_from, within_limits
from tracking.opening.limits import (
    MAX_COLUMNS,
    MAX_FILLED,
    MAX_FRAMED,
    MAX_MERGED,
    MAX_ROWS,
    MAX_SHARED_STRINGS,
    MAX_SHEETS,
    Refused,
)
from tracking.opening.package import Package
from tracking.opening.shown import format_of, leave_out_mark, low_part
from tracking.opening.styles import PERCENT_FORMATS, Styles, is_percent_format
from tracking.opening.workbook import needed_part, notes_of_parts, plain_rows

# The numbers of the records that we look at; [MS-XLSB] 2.3.
ROW, BLANK, SHORT_CELLS, COLUMN, MERGED, RICH_TEXT = 0, 1, range(12, 19), 60, 176, 62
CELLS = {*range(1, 12), RICH_TEXT}
ERROR_CELL, FORMULA_ERROR, SHARED = 3, 11, 7
SUPERSCRIPT = 1
SHEET_NAME, STRINGS_BEGIN, STRING = 156, 159, 19
FONT, FORMAT, STYLE, FONTS_BEGIN, FORMATS_BEGIN, STYLES_BEGIN = 43, 44, 47, 611, 615, 617
ENDS = {612, 616, 618}
BOOK_END, SHEET_END, STRINGS_END, STYLES_END = 132, 130, 160, 279
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def read_binary_workbook(data: bytes, package: Package) -> Book:
    """The book of an .xlsb file. Raises Refused."""
    package.check_every_part()
    try:
        styles, raised_fonts = _styles(package)
        strings = _strings_without_marks(package, raised_fonts)
        scans = {name: _scan(package, path, styles, strings) for name, path in _sheet_paths(package).items()}
    except (struct.error, IndexError, UnicodeDecodeError):
        raise Refused("damaged") from None
    if not any(scan.filled for scan in scans.values()):
        raise Refused("nothing_in_it")
    notes = (["macros"] if package.has("xl/vbaproject.bin") else []) + notes_of_parts(package)
    return Book("", "", list(plain_rows(data, {name: scan.sheet for name, scan in scans.items()})), "xlsb", notes)


@dataclass
class _Scan:
    """A sheet without its rows, and how many of its cells are filled."""

    sheet: Sheet = field(default_factory=lambda: Sheet("", []))
    filled: int = 0
    framed: int = 0


def records(package: Package, part: str, last: int) -> Iterator[tuple[int, bytes]]:
    """The number and content of every record of a part, if there is one; it must end with the record ``last``."""
    data, at, number = b"".join(package.pieces(part)), 0, None
    while at < len(data):
        number, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        if at + size > len(data):
            raise Refused("damaged")
        yield number, data[at : at + size]
        at += size
    if number != last and part.lower() in package.parts:
        raise Refused("damaged")


def _variable(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place behind it."""
    number = 0
    for place in range(most):
        byte = data[at + place]
        number |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return number, at + place + 1


def _text(record: bytes, at: int) -> tuple[str, int]:
    """A text with its length in front, and the place behind it."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(record):
        raise Refused("damaged")
    return record[at + 4 : end].decode("utf-16-le"), end


def _sheet_paths(package: Package) -> dict[str, str]:
    named: dict[str, str] = {}
    paths: dict[str, str] = {}
    for number, record in records(package, "xl/workbook.bin", BOOK_END):
        if number == SHEET_NAME:
            relation, at = _text(record, 8)
            named[relation] = _text(record, at)[0]

    def start(_tag: str, attributes: dict) -> None:
        path = needed_part(package, attributes)
        if path and attributes.get("Id") in named:
            paths[named[attributes["Id"]]] = path

    package.walk("xl/_rels/workbook.bin.rels", "Relationships", start)
    if len(named) > MAX_SHEETS or len(set(named.values())) != len(named):
        raise Refused("odd_package")
    return paths


def _strings_without_marks(package: Package, raised_fonts: set[int]) -> dict[int, str]:
    """Number of a shared string → what is left of it without its raised note marks. Raises Refused for too many."""
    real, found = 0, {}
    for number, record in records(package, "xl/sharedStrings.bin", STRINGS_END):
        if number == STRING and record[0] & 1 and (rest := _low_part(record, raised_fonts)):
            found[real] = rest
        real += number == STRING
        if number == STRINGS_BEGIN and max(struct.unpack_from("<II", record)) > MAX_SHARED_STRINGS:
            raise Refused("too_many_cells")
    if real > MAX_SHARED_STRINGS:
        raise Refused("too_many_cells")
    return found


def _low_part(record: bytes, raised_fonts: set[int]) -> str:
    """What stands on the line of a text with runs; nothing if no run is raised."""
    text, at = _text(record, 1)
    (count,) = struct.unpack_from("<I", record, at)
    runs = [struct.unpack_from("<HH", record, at + 4 + 4 * number) for number in range(count)]
    return low_part(text, [(start, font in raised_fonts) for start, font in runs])


def _styles(package: Package) -> tuple[Styles, set[int]]:
    """The styles of cells, and the numbers of the fonts that stand above the line."""
    formats: dict[int, str] = {}
    fonts: list[bool] = []
    found, inside, at = Styles(), 0, 0
    raised: set[int] = set()
    for number, record in records(package, "xl/styles.bin", STYLES_END):
        if number in (FONTS_BEGIN, FORMATS_BEGIN, STYLES_BEGIN):
            inside = number
        elif number in ENDS:
            inside = 0
        elif number == FORMAT and inside == FORMATS_BEGIN:
            formats[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif number == FONT and inside == FONTS_BEGIN:
            if struct.unpack_from("<H", record, 6)[0] == SUPERSCRIPT:
                raised.add(len(fonts))
            fonts.append(bool(struct.unpack_from("<H", record, 2)[0] & 8))
        elif number == STYLE and inside == STYLES_BEGIN:
            _parent, shown, font = struct.unpack_from("<HHH", record)
            if is_percent_format(formats[shown]) if shown in formats else shown in PERCENT_FORMATS:
                found.percent.add(str(at))
            if font < len(fonts) and fonts[font]:
                found.struck.add(str(at))
            if seen := format_of(formats.get(shown, "")):
                found.shown[str(at)] = seen
            at += 1
    return found, raised


def _scan(package: Package, path: str, styles: Styles, strings: dict[int, str]) -> _Scan:
    scan, row = _Scan(), -1
    for number, record in records(package, path, SHEET_END):
        if number == ROW:
            (row,) = struct.unpack_from("<I", record)
            if record[11] & 0x10:
                scan.sheet.hidden_rows.update(numbers_from(row, row, MAX_ROWS))
        elif number in CELLS:
            _scan_cell(scan, row, number, record, styles)
            if number == SHARED and (rest := strings.get(struct.unpack_from("<I", record, 8)[0])):
                leave_out_mark(scan.sheet, row, struct.unpack_from("<I", record)[0], rest)
        elif number in SHORT_CELLS:  # cells without a column of their own, which the reader would leave out
            raise Refused("odd_package")
        elif number == COLUMN:
            first, last, width = struct.unpack_from("<III", record)
            if record[16] & 1 or not width:
                scan.sheet.hidden_columns.update(numbers_from(first, last, MAX_COLUMNS))
        elif number == MERGED:
            first_row, last_row, first, last = struct.unpack_from("<IIII", record)
            scan.sheet.merged += within_limits(first_row, first, last_row, last)
            if len(scan.sheet.merged) > MAX_MERGED:
                raise Refused("too_many_merged")
    return scan


def _scan_cell(scan: _Scan, row: int, number: int, record: bytes, styles: Styles) -> None:
    column, style = struct.unpack_from("<II", record)
    scan.framed += 1
    if scan.framed > MAX_FRAMED or column >= 16_384 or not 0 <= row < 1_048_576:
        raise Refused("too_many_cells")
    if number == BLANK:
        return
    scan.filled += 1
    if row >= MAX_ROWS or column >= MAX_COLUMNS or scan.filled > MAX_FILLED:
        raise Refused("too_many_cells")
    at, style = address(row, column), str(style & 0xFFFFFF)
    if number in (ERROR_CELL, FORMULA_ERROR):
        scan.sheet.errors[at] = ERRORS.get(record[8], "#N/A")
    if style in styles.percent:
        scan.sheet.percent.add(at)
    if style in styles.struck:
        scan.sheet.struck.add(at)
    if seen := styles.shown.get(style):
        scan.sheet.instead[row, column] = seen
