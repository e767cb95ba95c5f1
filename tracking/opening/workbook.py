"""Excel workbooks, .xlsx and .xlsm: calamine reads the values, our own walk through the XML sees what it loses."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tracking.opening.book import Book, Sheet
from tracking.opening.limits import MAX_SHEETS, Refused
from tracking.opening.package import Package, local, plain_attributes
from tracking.opening.shown import put_as_shown
from tracking.opening.strings import read_strings
from tracking.opening.styles import read_styles
from tracking.opening.worksheet import SheetScan

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

# Without one of these a cell would lose its text or what its format says.
NEEDED = ("worksheet", "styles", "sharedStrings")


@dataclass
class Contents:
    """What xl/workbook.xml says: sheet name → part, and whether formulas were left for Excel to calculate."""

    paths: dict[str, str] = field(default_factory=dict)
    recalculated: bool = False


def read_workbook(data: bytes, package: Package) -> Book:
    """The book of an .xlsx or .xlsm file, its rows still to be read one by one."""
    package.check_every_part()
    strings = read_strings(package)
    styles = read_styles(package)
    contents = _contents(package)
    scans = {}
    for name, path in contents.paths.items():
        scans[name] = SheetScan(styles, strings, contents.recalculated)
        scans[name].walk(package, path)
    macros = package.has("xl/vbaproject.bin")
    notes = ["macros"] if macros else []
    notes += notes_of_parts(package)
    if not any(scan.filled for scan in scans.values()):
        raise Refused("only_pictures" if "pictures" in notes else "nothing_in_it")
    sheets = list(plain_rows(data, {name: scan.found for name, scan in scans.items()}))
    notes += ["links"] if "links" not in notes and any(sheet.linked for sheet in sheets) else []
    return Book("", "", sheets, "xlsm" if macros else "xlsx", notes)


def notes_of_parts(package: Package) -> list[str]:
    """Notes on what else is in the package and is not read."""
    parts = {"links": "xl/externallinks/", "pictures": "xl/media/", "comments": "xl/comments"}
    found = [note for note, beginning in parts.items() if package.has(beginning)]
    threaded = package.has("xl/threadedcomments") or package.has("xl/worksheets/comments")
    return [*found, "comments"] if threaded and "comments" not in found else found


def plain_rows(data: bytes, found: dict[str, Sheet]) -> Iterator[Sheet]:
    """The worksheets in the order of the file: what was found of each by its name, with calamine's rows."""
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    try:
        book = load_workbook(io.BytesIO(data))
    except CalamineError as error:
        raise Refused("damaged", error) from None
    for meta in book.sheets_metadata:
        if "WorkSheet" not in str(meta.typ):
            continue
        if meta.name not in found:
            raise Refused("odd_package")
        sheet = found[meta.name]
        sheet.name, sheet.rows, sheet.hidden = (
            meta.name,
            _rows(book, meta.name),  # type: ignore[assignment]  # told one by one, never all in memory
            meta.visible != SheetVisibleEnum.Visible,
        )
        if sheet.instead:
            sheet.rows = list(sheet.rows)
            put_as_shown(sheet)
        yield sheet


def _rows(book: "CalamineWorkbook", name: str) -> Iterator[list]:
    from python_calamine import CalamineError

    try:
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            return
        # to_python cuts off nothing, so that rows and columns are those that Excel shows
        for row in sheet.to_python(skip_empty_area=False):
            yield [plain_value(cell) for cell in row]
    except CalamineError as error:
        raise Refused("damaged", error) from None


def plain_value(cell: object) -> object:
    """A cell of calamine as we keep it: None for a blank, a day without a time, a time of day as text."""
    if cell == "":
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def needed_part(package: Package, attributes: dict) -> str | None:
    """The part that a relation of the workbook names, if the cells depend on it. Raises Refused if it is missing."""
    kind = attributes.get("Type", "").rpartition("/")[2]
    if kind not in NEEDED or attributes.get("TargetMode") == "External":
        return None
    target = attributes.get("Target", "")
    path = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
    if path.lower() not in package.parts:
        raise Refused("damaged")
    return path


def _contents(package: Package) -> Contents:
    named: dict[str, str] = {}
    found = Contents()

    def sheet(tag: str, attributes: dict) -> None:
        if local(tag) == "sheet":
            own = plain_attributes(attributes)
            named[own.get("id", "")] = own.get("name", "")
        elif local(tag) == "calcPr":
            found.recalculated = attributes.get("fullCalcOnLoad") in ("1", "true")

    def relation(_tag: str, attributes: dict) -> None:
        path = needed_part(package, attributes)
        if path and attributes.get("Id") in named:
            found.paths[named[attributes["Id"]]] = path

    package.walk("xl/workbook.xml", "workbook", sheet)
    package.walk("xl/_rels/workbook.xml.rels", "Relationships", relation)
    if len(named) > MAX_SHEETS or len(set(named.values())) != len(named):
        raise Refused("odd_package")
    return found
