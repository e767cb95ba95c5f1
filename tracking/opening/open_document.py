"""OpenDocument spreadsheets, .ods: read from content.xml by ourselves, because readers drop errors and percentages."""

import re
from datetime import date
from functools import partial

from tracking.opening.book import Book, Sheet, address, is_error_value, numbers_from, says_nothing, within_limits
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_FRAMED, MAX_MERGED, MAX_ROWS, Refused
from tracking.opening.package import Package
from tracking.opening.shown import from_text, put_as_shown

NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
DURATION = re.compile(r"PT(\d+)H(\d+)M(\d+)")
LINES = ("style", "type")  # either attribute alone strikes a text through
UNSEEN_ROWS = ("collapse", "filter")
RAISED = re.compile(r"super|[1-9]\d*%")


def read_open_document(package: Package) -> Book:
    """The book of an .ods file. Raises Refused."""
    kind = b"".join(package.pieces("mimetype"))
    if kind and not kind.startswith(SPREADSHEET):
        raise Refused("word_document" if b"text" in kind else "not_a_table")
    if b"encryption-data" in b"".join(package.pieces("META-INF/manifest.xml")):
        raise Refused("encrypted")
    package.check_every_part()
    walk = _Walk()
    package.walk("content.xml", "document-content", walk.start, walk.end, walk.text)
    if not walk.is_spreadsheet:
        raise Refused("not_a_table")
    notes = [note for note, part in {"macros": "basic/", "pictures": "pictures/"}.items() if package.has(part)]
    notes += ["comments"] if walk.has_comments else []
    if says_nothing(walk.sheets):
        raise Refused("only_pictures" if "pictures" in notes else "nothing_in_it")
    notes += ["links"] if any(sheet.linked for sheet in walk.sheets) else []
    return Book("", "", walk.sheets, "ods", notes)


class _Walk:
    """Walks content.xml; ``sheets`` grow as it goes."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.is_spreadsheet = self.has_comments = False
        self._path: list[str] = []
        self._hidden_tables: set[str] = set()
        self._struck_styles: set[str] = set()
        self._raised_styles: set[str] = set()
        self._style = ""
        self._columns: list[tuple[int, str]] = []  # (last column, style of its cells)
        self._wide = self._row = self._column = 0
        self._row_repeats = 1
        self._cells: list[dict] = []
        self._cell: dict | None = None
        self._filled = self._framed = 0

    def start(self, tag: str, attributes: dict) -> None:
        name, own = _short(tag), {_short(key): value for key, value in attributes.items()}
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        match name:
            case "style:style":
                self._style = own.get("style:name", "")
            case "style:table-properties" if own.get("table:display") == "false":
                self._hidden_tables.add(self._style)
            case "style:text-properties" if any(
                own.get(f"style:text-line-through-{a}", "none") != "none" for a in LINES
            ):
                self._struck_styles.add(self._style)
            case "style:text-properties" if RAISED.match(own.get("style:text-position", "")):
                self._raised_styles.add(self._style)
            case "office:spreadsheet":
                self.is_spreadsheet = True
            case "table:table" if inside == "office:spreadsheet":
                hidden = own.get("table:style-name", "") in self._hidden_tables
                self.sheets.append(Sheet(own.get("table:name", ""), [], hidden))
                self._wide, self._row, self._columns = 0, 0, []
            case "office:annotation":
                self.has_comments = True
            case _ if self._path[1:4:2] == ["office:body", "table:table"] and "table:shapes" not in self._path:
                self._start_in_table(name, own)

    def _start_in_table(self, name: str, own: dict) -> None:
        match name:
            case "table:table-column":
                self._start_column(own)
            case "table:table-row" if not self._cell:
                self._row_repeats, self._column, self._cells = _repeats(own, "table:number-rows-repeated"), 0, []
                if own.get("table:visibility") in UNSEEN_ROWS:
                    seen = numbers_from(self._row, self._row + self._row_repeats - 1, MAX_ROWS)
                    self.sheets[-1].hidden_rows.update(seen)
            case "table:table-cell" | "table:covered-table-cell" if not self._cell:
                self._cell = {"own": own, "depth": len(self._path), "paragraphs": [], "struck": False, "raised": 0}
            case "text:p" if self._cell and len(self._path) == self._cell["depth"] + 1:
                self._cell["paragraphs"].append("")
            case "text:span" if cell := self._spoken():
                cell["struck"] |= own.get("text:style-name") in self._struck_styles
                if not cell["raised"] and own.get("text:style-name") in self._raised_styles:
                    cell["raised"] = len(self._path)
            case "text:s" if cell := self._spoken():
                cell["paragraphs"][-1] += " " * min(_repeats(own, "text:c"), 100)
            case "text:tab" | "text:line-break" if cell := self._spoken():
                cell["paragraphs"][-1] += " "

    def _start_column(self, own: dict) -> None:
        last = self._wide + _repeats(own, "table:number-columns-repeated") - 1
        if own.get("table:visibility") in UNSEEN_ROWS:
            self.sheets[-1].hidden_columns.update(numbers_from(self._wide, last, MAX_COLUMNS))
        self._columns.append((last, own.get("table:default-cell-style-name", "")))
        self._wide = last + 1

    def _spoken(self) -> dict | None:
        """The cell, where this is text of itself and not of a comment or a drawing on it."""
        if not self._cell or not self._cell["paragraphs"]:
            return None
        inner = self._path[self._cell["depth"] :]
        own = inner[:1] == ["text:p"] and not any(name.startswith(("office:", "draw:")) for name in inner)
        return self._cell if own else None

    def text(self, characters: str) -> None:
        if cell := self._spoken():
            if cell["raised"] and len(self._path) >= cell["raised"]:
                cell["has_mark"] = True
            else:
                cell["raised"] = 0
                cell["paragraphs"][-1] += characters

    def end(self, tag: str) -> None:
        name = _short(tag)
        if name in ("table:table-cell", "table:covered-table-cell") and self._cell:
            if len(self._path) == self._cell["depth"]:
                self._end_cell(self._cell)
        elif name == "table:table-row" and self._path[1:4:2] == ["office:body", "table:table"] and not self._cell:
            self._end_row()
        self._path.pop()

    def _end_cell(self, cell: dict) -> None:
        self._cell = None
        own = cell["own"]
        repeats = _repeats(own, "table:number-columns-repeated")
        text = "\n".join(cell["paragraphs"])
        value, error = _value(own, text)
        if cell.get("has_mark") and text.strip():
            value = text.strip()
        self._note_merged(own)
        if value is not None or error or "table:formula" in own:
            self._filled += repeats * self._row_repeats
            if self._column + repeats > MAX_COLUMNS or self._filled > MAX_FILLED:
                raise Refused("too_many_cells")
            about = {"value": value, "error": error, "own": own, "struck": cell["struck"] or self._is_struck(own)}
            about["raised"] = "has_mark" in cell
            number = isinstance(value, float) and own.get("office:value-type") != "percentage"
            about["seen"] = partial(from_text, text=text) if number and cell["paragraphs"] else None
            self._cells += [about | {"column": self._column + number} for number in range(repeats)]
        self._column += repeats

    def _is_struck(self, own: dict) -> bool:
        style = own.get("table:style-name")
        if style is None:
            style = next((style for last, style in self._columns if self._column <= last), "")
        return style in self._struck_styles

    def _note_merged(self, own: dict) -> None:
        across, down = (_repeats(own, f"table:number-{what}-spanned") for what in ("columns", "rows"))
        merged = self.sheets[-1].merged
        merged += within_limits(self._row, self._column, self._row + down - 1, self._column + across - 1)
        if len(merged) > MAX_MERGED:
            raise Refused("too_many_merged")

    def _end_row(self) -> None:
        """Put the row into the sheet as often as it is repeated; blank rows only if something follows."""
        self._framed += 1
        if self._framed > MAX_FRAMED:
            raise Refused("too_many_cells")
        sheet, cells = self.sheets[-1], self._cells
        if cells:
            if self._row + self._row_repeats > MAX_ROWS:
                raise Refused("too_many_cells")
            sheet.rows.extend([] for _row in range(self._row - len(sheet.rows)))
            for number in range(self._row, self._row + self._row_repeats):
                row = [None] * (cells[-1]["column"] + 1)
                for cell in cells:
                    row[cell["column"]] = cell["value"]
                    _note(sheet, address(number, cell["column"]), cell)
                    if cell["seen"]:
                        sheet.instead[number, cell["column"]] = cell["seen"]
                sheet.rows.append(row)
            put_as_shown(sheet)
            sheet.instead.clear()
        self._row += self._row_repeats


def _note(sheet: Sheet, at: str, cell: dict) -> None:
    own, formula = cell["own"], cell["own"].get("table:formula", "")
    if cell["error"]:
        sheet.errors[at] = cell["error"]
    elif formula and "office:value-type" not in own:
        sheet.uncached.add(at)
    if own.get("office:value-type") == "percentage":
        sheet.percent.add(at)
    if cell["struck"]:
        sheet.struck.add(at)
    if cell["raised"]:
        sheet.raised.add(at)
    if "'file:" in formula or '["file:' in formula:
        sheet.linked.add(at)


def _value(own: dict, text: str) -> tuple[object, str]:
    """The value of a cell and its error value; only one of them is something."""
    kind = own.get("office:value-type", "")
    is_error = own.get("calcext:value-type") == "error"
    if is_error or ("table:formula" in own and is_error_value(text)):
        return None, text or "#N/A"
    try:
        match kind:
            case "float" | "percentage" | "currency":
                return float(own["office:value"]), ""
            case "date":
                return date.fromisoformat(own["office:date-value"][:10]), ""
            case "time":
                parts = DURATION.match(own["office:time-value"])
                return ":".join(part.zfill(2) for part in parts.groups()) if parts else text, ""
            case "boolean":
                return own["office:boolean-value"] == "true", ""
    except (KeyError, ValueError):
        raise Refused("damaged") from None
    return (own.get("office:string-value") or text).strip() or None, ""


def _repeats(own: dict, name: str) -> int:
    said = own.get(name, "1")
    if not said.isdecimal() or len(said) > 9:
        raise Refused("damaged")
    return max(int(said), 1)


def _short(tag: str) -> str:
    space, _blank, name = tag.rpartition(" ")
    return f"{NAMESPACES.get(space, '')}:{name}" if space else name
