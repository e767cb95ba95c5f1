"""The process that opens a file: bytes in, its sheets as JSON out. It may die; nobody else does.

Run as ``python -m tracking.reading.child NAME``; imports nothing else of the program, so that it starts fast.
Prints {"sheets": [...]} or {"refused": code, "detail": text}. A sheet has name, hidden, rows (from A1), errors
({cell: text}), uncached (formulas without a value) and percent (cells shown as a percentage).
"""

import csv
import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

MEGABYTE = 1 << 20
MAX_FILE, MAX_UNPACKED, MAX_ENTRIES, MAX_RATIO = 20 * MEGABYTE, 200 * MEGABYTE, 2000, 150
MAX_CELLS, MAX_ROWS, MAX_COLUMNS, MAX_SHARED_STRINGS = 1_000_000, 20_000, 400, 2_000_000
MEMORY, CPU_SECONDS = 1200 * MEGABYTE, 20
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})$")
PERCENT_FORMATS = {9, 10}


class Refused(Exception):
    """The file is not read; args are a code and a detail."""


def main() -> None:
    """Read the file on standard input and answer on standard output."""
    _limit_this_process()
    try:
        answer = {"sheets": read_bytes(sys.stdin.buffer.read(MAX_FILE + 1))}
    except Refused as refused:
        answer = {"refused": refused.args[0], "detail": "".join(map(str, refused.args[1:]))}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_bytes(data: bytes) -> list[dict]:
    """The sheets of a workbook or of a text table, told apart by content and not by name."""
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Refused("empty")
    if len(data) > MAX_FILE:
        raise Refused("too_large")
    if data.startswith(b"PK\x03\x04"):
        return _read_workbook(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_excel")
    if data[:4] in (b"\x89PNG", b"%PDF", b"Rar!") or data[:3] == b"\xff\xd8\xff":
        raise Refused("not_a_table")
    return _read_text(data)


def _read_text(data: bytes) -> list[dict]:
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not utf16:
        raise Refused("not_a_table")
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("unknown_encoding")
    if re.match(r"\s*<(!doctype|html|\?xml|table)", text, re.IGNORECASE):
        raise Refused("web_page")
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    rows = [
        [cell.strip() or None for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
    if len(rows) > MAX_ROWS * 5 or max((len(row) for row in rows), default=0) > MAX_COLUMNS:
        raise Refused("too_many_cells")
    return [_sheet("CSV", rows)]


def _sheet(name: str, rows: list[list], hidden: bool = False, **found: object) -> dict:
    empty = {"errors": {}, "uncached": [], "percent": []}
    return {"name": name, "hidden": hidden, "rows": rows, **empty, **found}


def _read_workbook(data: bytes) -> list[dict]:
    from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

    scans = scan_workbook(data)
    try:
        book = load_workbook(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            if "WorkSheet" not in str(meta.typ):
                continue
            rows = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            cells = [[_plain(cell) for cell in row] for row in rows]
            found = scans.get(meta.name, {})
            sheets.append(_sheet(meta.name, cells, meta.visible != SheetVisibleEnum.Visible, **found))
    except CalamineError as error:
        raise Refused("damaged", error) from error
    return sheets


def _plain(cell: object) -> object:
    if cell == "":
        return None
    if isinstance(cell, datetime):
        return {"date": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return {"time": str(cell)}
    return cell


def scan_workbook(data: bytes) -> dict[str, dict]:
    """Refuse what would harm the reader; note what it would lose: error cells, formulas without value, percentages."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise Refused("damaged") from None
    entries = {entry.filename.lower(): entry for entry in archive.infolist()}
    if len(entries) != len(archive.infolist()) or len(entries) > MAX_ENTRIES:
        raise Refused("damaged")
    if any(entry.flag_bits & 1 for entry in entries.values()):
        raise Refused("encrypted")
    unpacked = sum(entry.file_size for entry in entries.values())
    swollen = any(
        e.file_size > MEGABYTE and e.file_size > MAX_RATIO * max(e.compress_size, 1) for e in entries.values()
    )
    if unpacked > MAX_UNPACKED or swollen:
        raise Refused("swollen")
    if "xl/workbook.xml" not in entries:
        raise Refused("not_xlsx")
    if "xl/sharedstrings.xml" in entries:
        _check_shared_strings(archive, entries["xl/sharedstrings.xml"])
    percent = _percent_styles(archive, entries.get("xl/styles.xml"))
    return {
        name: _scan_sheet(archive, entries[path.lower()], percent)
        for name, path in _sheet_paths(archive, entries).items()
        if path.lower() in entries
    }


def _parse(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, start=None, end=None, text=None) -> None:
    """Walk an XML part; a DOCTYPE, broken XML or more bytes than declared refuse the file."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_declaration: object) -> None:
        raise Refused("doctype")

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    size = 0
    try:
        with archive.open(entry) as part:
            while chunk := part.read(1 << 16):
                size += len(chunk)
                if size > MAX_UNPACKED:
                    raise Refused("swollen")
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise Refused("damaged", error) from error


def _local(tag: str) -> str:
    return tag.rsplit(" ", 1)[-1]


def _check_shared_strings(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    claimed, real = [0], [0]

    def start(tag: str, attributes: dict) -> None:
        if _local(tag) == "sst":
            numbers = [attributes.get(name, "0") for name in ("count", "uniqueCount")]
            claimed[0] = max(int(number) if number.isdigit() else MAX_SHARED_STRINGS + 1 for number in numbers)
        real[0] += _local(tag) == "si"

    _parse(archive, entry, start)
    if max(claimed[0], real[0]) > MAX_SHARED_STRINGS:
        raise Refused("too_many_cells")


def _percent_styles(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> set[str]:
    formats: dict[int, str] = {}
    styles: list[int] = []
    inside = [False]

    def start(tag: str, attributes: dict) -> None:
        match _local(tag):
            case "numFmt":
                formats[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
            case "cellXfs":
                inside[0] = True
            case "xf" if inside[0]:
                styles.append(int(attributes.get("numFmtId", 0)))

    def end(tag: str) -> None:
        if _local(tag) == "cellXfs":
            inside[0] = False

    if entry is not None:
        _parse(archive, entry, start, end)
    return {str(i) for i, number in enumerate(styles) if number in PERCENT_FORMATS or "%" in formats.get(number, "")}


def _sheet_paths(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    ids: dict[str, str] = {}
    paths: dict[str, str] = {}

    def sheet(tag: str, attributes: dict) -> None:
        if _local(tag) == "sheet":
            reference = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            ids[reference] = attributes.get("name", "")

    def relation(tag: str, attributes: dict) -> None:
        if _local(tag) == "Relationship" and attributes.get("Id") in ids:
            target = attributes.get("Target", "").lstrip("/")
            paths[ids[attributes["Id"]]] = target if target.startswith("xl/") else f"xl/{target}"

    _parse(archive, entries["xl/workbook.xml"], sheet)
    if "xl/_rels/workbook.xml.rels" in entries:
        _parse(archive, entries["xl/_rels/workbook.xml.rels"], relation)
    return paths


def _scan_sheet(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, percent_styles: set[str]) -> dict:
    errors: dict[str, str] = {}
    uncached: list[str] = []
    percent: list[str] = []
    cell = {"at": "", "kind": "", "formula": False, "value": "", "in_value": False}
    count = [0]

    def start(tag: str, attributes: dict) -> None:
        match _local(tag):
            case "c":
                count[0] += 1
                at = attributes.get("r", "")
                _check_address(at, count[0])
                cell.update(at=at, kind=attributes.get("t", "n"), formula=False, value="", in_value=False)
                if attributes.get("s") in percent_styles:
                    percent.append(at)
            case "f":
                cell["formula"] = True
            case "v":
                cell["in_value"] = True
            case "mergeCell":
                count[0] += 10

    def end(tag: str) -> None:
        match _local(tag):
            case "v":
                cell["in_value"] = False
            case "c" if cell["kind"] == "e":
                errors[cell["at"]] = cell["value"]
            case "c" if cell["formula"] and not cell["value"] and cell["kind"] != "str":
                uncached.append(cell["at"])

    def text(characters: str) -> None:
        if cell["in_value"]:
            cell["value"] += characters

    _parse(archive, entry, start, end, text)
    return {"errors": errors, "uncached": uncached, "percent": percent}


def _check_address(at: str, count: int) -> None:
    match = ADDRESS.match(at)
    if at and not match:
        raise Refused("damaged")
    column = 0
    for letter in match.group(1) if match else "":
        column = column * 26 + ord(letter) - 64
    if count > MAX_CELLS or column > MAX_COLUMNS or (match and int(match.group(2)) > MAX_ROWS):
        raise Refused("too_many_cells", at)


if __name__ == "__main__":
    main()
