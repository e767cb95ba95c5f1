"""Excel workbooks, .xlsx and .xlsm: calamine reads the values, our own walk through the XML sees what it loses."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tracking.opening.book import Book, Sheet
from tracking.opening.limits import MAX_SHARED_STRINGS, MAX_SHEETS, Refused
from tracking.opening.package import Package, local, plain_attributes
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
    struck_strings = _check_shared_strings(package)
    styles = read_styles(package)
    contents = _contents(package)
    scans = {}
    for name, path in contents.paths.items():
        scans[name] = SheetScan(styles, struck_strings, contents.recalculated)
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


def _check_shared_strings(package: Package) -> set[str]:
    """The numbers of strings with a part struck through; a false or huge count refuses the file."""
    claimed, real, struck = 0, -1, set()

    def start(tag: str, attributes: dict) -> None:
        nonlocal claimed, real
        match local(tag):
            case "sst":
                numbers = [attributes.get(name, "0") for name in ("count", "uniqueCount")]
                claimed = max(int(number) if number.isdecimal() else MAX_SHARED_STRINGS + 1 for number in numbers)
            case "si":
                real += 1
            case "strike" if attributes.get("val", "1") not in ("0", "false"):
                struck.add(str(real))

    package.walk("xl/sharedStrings.xml", "sst", start)
    if max(claimed, real + 1) > MAX_SHARED_STRINGS:
        raise Refused("too_many_cells")
    return struck


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
