"""XML spreadsheets of Excel 2003 (SpreadsheetML), which many programs write under the name of .xls."""

import re
from datetime import date

from tracking.opening.book import Book, Sheet, address, numbers_from, says_nothing, within_limits
from tracking.opening.decoding import decode
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_MERGED, MAX_ROWS, Refused
from tracking.opening.package import walk_xml
from tracking.opening.shown import RaisedRuns, format_of, leave_out_mark, put_as_shown
from tracking.opening.styles import is_percent_format
from tracking.opening.text import NOTES

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)")
EXCEL = "urn:schemas-microsoft-com:office:excel"
RICH = "http://www.w3.org/TR/REC-html40"


def read_spreadsheet_xml(data: bytes) -> Book:
    """The book of an XML-2003 file. Raises Refused."""
    declared = DECLARED.search(data[:200])
    text, encoding = decode(data, declared[1].decode() if declared else None)
    walk = _Walk()
    walk_xml([text.encode()], "Workbook", walk.start, walk.end, walk.text, "utf-8")
    for sheet in walk.sheets:
        put_as_shown(sheet)
    if says_nothing(walk.sheets):
        raise Refused("nothing_in_it")
    return Book("", "", walk.sheets, "xml2003", list(NOTES[encoding]))


class _Walk:
    """Walks the XML; ``sheets`` grow as it goes."""

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self._styles: dict[str, dict] = {}
        self._style: dict = {}
        self._row = self._last = self._column = self._wide = 0
        self._row_style = self._cell_style = ""
        self._column_styles: dict[int, str] = {}
        self._kind = "String"
        self._formula = self._has_data = False
        self._comment = 0
        self._text: list[str] | None = None
        self._run = RaisedRuns()
        self._filled = 0
        self._spread = 0

    def start(self, tag: str, attributes: dict) -> None:
        space, _blank, name = tag.rpartition(" ")
        own = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if space == NAMESPACE and (action := getattr(self, f"_start_{name.lower()}", None)):
            action(own)
        elif space == EXCEL and name == "Visible":
            self._text = []
        elif space == RICH and name == "Sup":
            self._run.raise_up({"val": "superscript"})

    def end(self, tag: str) -> None:
        space, _blank, name = tag.rpartition(" ")
        if space == NAMESPACE and (action := getattr(self, f"_end_{name.lower()}", None)):
            action()
        elif space == EXCEL and name == "Visible" and self.sheets:
            self.sheets[-1].hidden = "Hidden" in "".join(self._text or [])
            self._text = None
        elif space == RICH and name == "Sup":
            self._run.start()

    def text(self, characters: str) -> None:
        if self._text is not None:
            self._text.append(characters)
            self._run.say(characters)

    def _start_style(self, own: dict) -> None:
        self._style = self._styles[own.get("ID", "")] = dict(self._styles.get(own.get("Parent", ""), {}))

    def _start_numberformat(self, own: dict) -> None:
        code = own.get("Format", "")
        self._style["percent"] = code == "Percent" or is_percent_format(code)
        self._style["shown"] = format_of(code)

    def _start_font(self, own: dict) -> None:
        self._style["struck"] = own.get("StrikeThrough") in ("1", "true")

    def _start_worksheet(self, own: dict) -> None:
        self.sheets.append(Sheet(own.get("Name", ""), []))
        self._row, self._wide, self._column_styles = -1, 0, {}

    def _start_column(self, own: dict) -> None:
        first = _index(own, self._wide)
        last = first + _count(own, "Span")
        if own.get("Hidden") == "1" or own.get("Width") == "0":
            self.sheets[-1].hidden_columns.update(numbers_from(first, last, MAX_COLUMNS))
        for column in numbers_from(first, last, MAX_COLUMNS):
            self._column_styles[column] = own.get("StyleID", "")
        self._wide = last + 1

    def _start_row(self, own: dict) -> None:
        self._row = _index(own, self._row + 1)
        last = self._row + _count(own, "Span")
        if own.get("Hidden") == "1" or own.get("Height") == "0":
            self.sheets[-1].hidden_rows.update(numbers_from(self._row, last, MAX_ROWS))
        self._last, self._column, self._row_style = last, -1, own.get("StyleID", "")

    def _end_row(self) -> None:
        self._row = self._last

    def _start_cell(self, own: dict) -> None:
        self._column = _index(own, self._column + 1)
        across, down = _count(own, "MergeAcross"), _count(own, "MergeDown")
        sheet = self.sheets[-1]
        sheet.merged += within_limits(self._row, self._column, self._row + down, self._column + across)
        if len(sheet.merged) > MAX_MERGED:
            raise Refused("too_many_merged")
        self._cell_style = own.get("StyleID") or self._row_style or self._column_styles.get(self._column, "")
        self._formula, self._has_data, self._spread = "Formula" in own, False, across
        if "[" in own.get("Formula", "") and re.search(r"\[[^\]]+\.xl\w*\]|'[^']*\[[^']+'!", own["Formula"]):
            sheet.linked.add(address(self._row, self._column))

    def _end_cell(self) -> None:
        if self._formula and not self._has_data:
            self._put(None)
            self.sheets[-1].uncached.add(address(self._row, self._column))
        self._column += self._spread

    def _start_comment(self, _own: dict) -> None:
        self._comment += 1

    def _end_comment(self) -> None:
        self._comment -= 1

    def _start_data(self, own: dict) -> None:
        if not self._comment:
            self._kind, self._text, self._has_data = own.get("Type", "String"), [], True
            self._run.clear()

    def _end_data(self) -> None:
        if self._comment or self._text is None:
            return
        text, self._text = "".join(self._text), None
        sheet, at, style = self.sheets[-1], address(self._row, self._column), self._styles.get(self._cell_style, {})
        if self._kind == "Error":
            sheet.errors[at] = text or "#N/A"
        self._put(_value(self._kind, text))
        if style.get("percent"):
            sheet.percent.add(at)
        if style.get("struck") and text:
            sheet.struck.add(at)
        if self._kind == "Number" and (seen := style.get("shown")):
            sheet.instead[self._row, self._column] = seen
        elif rest := self._run.rest:
            leave_out_mark(sheet, self._row, self._column, rest)

    def _put(self, value: object) -> None:
        self._filled += 1
        if self._row >= MAX_ROWS or self._column >= MAX_COLUMNS or self._filled > MAX_FILLED:
            raise Refused("too_many_cells")
        rows = self.sheets[-1].rows
        rows.extend([] for _row in range(self._row + 1 - len(rows)))
        cells = rows[self._row]
        cells.extend([None] * (self._column + 1 - len(cells)))
        cells[self._column] = value


def _value(kind: str, text: str) -> object:
    match kind:
        case "Error":
            return None
        case "Number":
            try:
                return float(text)
            except ValueError:
                return text or None
        case "Boolean":
            return text.strip() in ("1", "true")
        case "DateTime":
            try:  # Excel writes a time of day as one of the day before its first
                return text[11:19] if text.startswith("1899-12-3") else date.fromisoformat(text[:10])
            except ValueError:
                return text or None
    return text.strip() or None


def _index(own: dict, otherwise: int) -> int:
    said = own.get("Index", "")
    if said and (not said.isdecimal() or len(said) > 9 or int(said) < 1):
        raise Refused("damaged")
    return int(said) - 1 if said else otherwise


def _count(own: dict, name: str) -> int:
    said = own.get(name, "0")
    return int(said) if said.isdecimal() and len(said) < 10 else 0
