"""Tables of web pages, as many systems export them under the name of .xls: HTML, and MHT which wraps it."""

import email
import email.policy
import re
from functools import partial
from html.parser import HTMLParser

from tracking.opening.book import Book, Sheet, address, numbers_from, within_limits
from tracking.opening.decoding import decode
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_MERGED, MAX_ROWS, MAX_SHEETS, Refused
from tracking.opening.shown import from_text, put_as_shown
from tracking.opening.text import NOTES, take_error_values

CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
SHEET_NAME = re.compile(r"<x:Name>([^<]+)</x:Name>")
UNSEEN = {"script", "style", "comment", "title"}
LINES = {"p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "center"}  # each begins and ends a line of text
NEW_LINE = "\0"
MOST_LINES, LONGEST_LINE = 6, 100  # lines of text before a table that are its title
STRIKES = {"s", "strike", "del"}
VOID = {"br", "img", "hr", "wbr", "input", "col"}
STYLE = re.compile(r"(?is)<style\b[^>]*>(.*?)</style")
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"\.([\w-]+)")
# A tag that another begins in: one of the two would be lost, and every cell behind it would move to the left.
TORN_TAG = re.compile(r"""</[^>]*<|<[a-zA-Z!](?:[^>"'<]|"[^"]*"|'[^']*')*<""")
NUMBER = re.compile(r"-?\d+(\.\d+)?(E[+-]?\d+)?\Z", re.IGNORECASE)


def read_web_page(data: bytes) -> Book:
    """The tables of an HTML file, a sheet each. Raises Refused if it has none."""
    declared = CHARSET.search(data[:4096])
    text, encoding = decode(data, declared[1].decode() if declared else None)
    return Book("", "", _tables(text), "html", list(NOTES[encoding]))


def read_web_archive(data: bytes) -> Book:
    """The tables of all pages of an MHT file."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    sheets: list[Sheet] = []
    notes: set[str] = set()
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            page = payload if isinstance(payload, bytes) else b""
            said = part.get_content_charset() or (found[1].decode() if (found := CHARSET.search(page[:4096])) else None)
            text, encoding = decode(page, said)
            sheets += _tables(text, required=False)
            notes.update(NOTES[encoding])
    if not sheets:
        raise Refused("web_page")
    return Book("", "", sheets, "mht", sorted(notes))


def _tables(text: str, required: bool = True) -> list[Sheet]:
    if TORN_TAG.search(re.sub(r"(?s)<!--.*?-->|<!\[.*?\]>|<(script|style)\b.*?</\1\s*>", "", text)):
        raise Refused("damaged")
    styles = " ".join(STYLE.findall(text))
    reader = _TableReader({name: style for names, style in RULE.findall(styles) for name in CLASS.findall(names)})
    reader.feed(text)
    reader.close()
    reader.check_end()
    sheets = [sheet for sheet in reader.sheets if any(cell is not None for row in sheet.rows for cell in row)]
    names = SHEET_NAME.findall(text)
    for number, sheet in enumerate(sheets):
        sheet.name = names[number] if len(names) == len(sheets) else f"HTML {number + 1}" if number else "HTML"
        take_error_values(sheet)
        put_as_shown(sheet)
    if not sheets and required:
        raise Refused("web_page")
    return sheets


class _Table:
    """A table while it is read: its grid, and which places cells of earlier rows reach into."""

    def __init__(self, above: list[str]) -> None:
        self.sheet = Sheet("", [[line] for line in above])
        self.taken: dict[int, int] = {}  # column → how many more rows a cell from above covers
        self.cell: dict | None = None
        self.in_row = self.in_caption = False
        self.columns = self.column = 0

    def start_row(self, attributes: dict) -> None:
        self.end_cell()
        self.in_row = True
        self.sheet.rows.append([])
        row = len(self.sheet.rows) - 1
        if row >= MAX_ROWS:
            raise Refused("too_many_cells")
        self.taken = {column: left - 1 for column, left in self.taken.items() if left > 1}
        self.column = 0
        if _is_unseen(attributes):
            self.sheet.hidden_rows.add(row)

    def start_cell(self, attributes: dict) -> None:
        self.end_cell()
        if not self.in_row:
            self.start_row({})
        while self.column in self.taken:
            self.column += 1
        self.cell = {"text": [], "attributes": attributes, "struck": _is_struck(attributes), "marks": 0}

    def end_cell(self) -> None:
        cell = self.cell
        if cell is None:
            return
        attributes, row, column = cell["attributes"], len(self.sheet.rows) - 1, self.column
        across, down = _span(attributes, "colspan"), _span(attributes, "rowspan")
        if column + across > MAX_COLUMNS + 1:
            raise Refused("too_many_cells")
        value = self._value(row, column, cell)
        cells = self.sheet.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value
        if down > 1:
            self.taken |= dict.fromkeys(range(column, column + across), down)
        self.sheet.merged += within_limits(row, column, row + down - 1, column + across - 1)
        if len(self.sheet.merged) > MAX_MERGED:
            raise Refused("too_many_merged")
        self.column, self.cell = column + across, None

    def _value(self, row: int, column: int, cell: dict) -> object:
        attributes, at = cell["attributes"], address(row, column)
        text = " ".join("".join(cell["text"]).split())
        number = attributes.get("x:num")
        if cell["struck"] and text:
            self.sheet.struck.add(at)
        if cell["marks"] and text:
            self.sheet.raised.add(at)
        if _is_unseen(attributes) and text:
            self.sheet.unseen.add(at)
        if attributes.get("x:err"):
            return attributes["x:err"]
        if "[" in attributes.get("x:fmla", ""):
            self.sheet.linked.add(at)
        if number and NUMBER.match(number):  # what Excel knows; the text may be rounded or ####
            if text.endswith("%"):
                self.sheet.percent.add(at)
            else:
                self.sheet.instead[row, column] = partial(from_text, text=text)
            return float(number)
        return text or None


class _TableReader(HTMLParser):
    """Walks a page and collects its tables; a table within a cell is a table of its own."""

    def __init__(self, classes: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._classes = classes
        self._before: list[str] = []
        self._left_out: list[str] = []  # the elements, the outermost first, in which nothing is read
        self.sheets: list[Sheet] = []
        self._open: list[_Table] = []
        self._unseen = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        by_class = [self._classes.get(name, "") for name in attributes.get("class", "").split()]
        attributes["style"] = ";".join([*by_class, attributes.get("style", "")])
        table = self._open[-1] if self._open else None
        if tag in UNSEEN:
            self._unseen += 1
        elif not table and tag in LINES:
            self._before.append(NEW_LINE)
        elif tag == "table":
            self._open.append(_Table([] if self._open else self._lines_before()))
            self.sheets.append(self._open[-1].sheet)
            if len(self.sheets) > MAX_SHEETS:
                raise Refused("too_many_cells")
        elif table and tag == "tr":
            self._unseen = 0
            self._left_out.clear()
            table.start_row(attributes)
        elif table and tag in ("td", "th"):
            self._unseen = 0
            self._left_out.clear()
            self._cells += 1
            if self._cells > MAX_FILLED:
                raise Refused("too_many_cells")
            table.start_cell(attributes)
        elif table and tag == "caption":
            table.in_caption = True
        elif table and tag == "col":
            last = table.columns + _span(attributes, "span")
            if _is_unseen(attributes) or attributes.get("width") == "0":
                table.sheet.hidden_columns.update(numbers_from(table.columns, last - 1, MAX_COLUMNS))
            table.columns = last
        elif table and table.cell is not None:
            if tag not in VOID and (self._left_out or _is_unseen(attributes) or _is_raised(tag, attributes)):
                self._left_out.append(tag)
                table.cell["marks"] += _is_raised(tag, attributes)
            elif tag in ("br", "p", "div"):
                table.cell["text"].append(" ")
            elif tag in STRIKES or _is_struck(attributes):
                table.cell["struck"] = True

    def handle_startendtag(self, tag: str, attrs: list[tuple]) -> None:
        if tag not in UNSEEN:
            self.handle_starttag(tag, attrs)
            if tag in ("td", "th", "table"):
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        table = self._open[-1] if self._open else None
        if tag in UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif not table and tag in LINES:
            self._before.append(NEW_LINE)
        elif tag in self._left_out:
            del self._left_out[len(self._left_out) - 1 - self._left_out[::-1].index(tag) :]
        elif table and tag in ("td", "th"):
            self._left_out.clear()
            if table.cell is None:  # its beginning was lost, and its text with it
                raise Refused("damaged")
            table.end_cell()
        elif table and tag == "tr":
            table.end_cell()
            table.in_row = False
        elif table and tag == "caption":
            table.in_caption = False
        elif table and tag == "table":
            table.end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        table = self._open[-1] if self._open and not self._unseen else None
        if table and table.cell is not None:
            if not self._left_out:
                table.cell["text"].append(data)
        elif table and table.in_caption:
            table.sheet.rows.append([" ".join(data.split())]) if data.strip() else None
        elif table and data.strip():
            raise Refused("damaged")
        elif not table and not self._unseen:
            self._before.append(data)

    def _lines_before(self) -> list[str]:
        """The lines of text that stand just before a table, as its title: a row each."""
        lines = [" ".join(line.split()) for line in "".join(self._before).split(NEW_LINE)]
        self._before.clear()
        return [line for line in lines if line and len(line) <= LONGEST_LINE][-MOST_LINES:]

    def check_end(self) -> None:
        """A page that ends within a table was cut off, and nobody knows how much is missing."""
        if self._open:
            raise Refused("damaged")


def _span(attributes: dict, name: str) -> int:
    digits = re.match(r"\s*(\d{1,5})", attributes.get(name, ""))
    return max(int(digits[1]), 1) if digits else 1


def _is_unseen(attributes: dict) -> bool:
    return bool(re.search(r"display\s*:\s*none", attributes.get("style", ""), re.IGNORECASE))


def _is_raised(tag: str, attributes: dict) -> bool:
    return tag == "sup" or bool(re.search(r"vertical-align\s*:\s*super", attributes.get("style", ""), re.IGNORECASE))


def _is_struck(attributes: dict) -> bool:
    return bool(re.search(r"text-decoration[^;]*line-through", attributes.get("style", ""), re.IGNORECASE))
