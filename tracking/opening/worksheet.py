"""One walk through the XML of a worksheet: is it safe to read, and what would calamine lose of it."""

import re

from tracking.opening.book import Sheet, address, numbers_from, within_limits
from tracking.opening.limits import MAX_COLUMNS, MAX_FILLED, MAX_FRAMED, MAX_MERGED, MAX_ROWS, Refused
from tracking.opening.package import Package
from tracking.opening.shown import RaisedRuns, leave_out_mark
from tracking.opening.strings import Strings
from tracking.opening.styles import Styles

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})\Z")
NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
ANOTHER_BOOK = re.compile(r"'[^']*\[[^\]']+\](?:[^']|'')*'!|\[[^\[\]]+\][\w.]*!")


class SheetScan:
    """What a worksheet's XML says beside the values, in ``found``. Raises Refused where reading it would do harm."""

    def __init__(self, styles: Styles, strings: Strings, recalculated: bool):
        self._styles, self._strings, self._recalculated = styles, strings, recalculated
        self._run = RaisedRuns()
        self.filled = self._framed = 0
        self._row, self._column = -1, -1
        self._at = self._kind = self._style = ""
        self._value: list[str] = []
        self._formula: list[str] | None = None
        self._shared: dict[str, bool] = {}
        self._share = ""
        self._listening: list[str] | None = None
        self._has_value = False
        self.found = Sheet("", [])

    def walk(self, package: Package, path: str) -> None:
        """Walk the part."""
        starts = {
            "row": self._start_row, "c": self._start_cell, "v": self._start_value, "is": self._start_value,
            "f": self._start_formula, "col": self._start_column, "mergeCell": self._start_merge, "strike": self._strike,
            "r": self._run.start, "vertAlign": self._run.raise_up,
        }  # fmt: skip
        ends = {"v": self._stop_listening, "is": self._stop_listening, "f": self._stop_listening, "c": self._end_cell}
        # formulas of extensions (<xm:f>) bear another namespace and belong to no cell
        begin = {f"{space} {tag}": action for space in NAMESPACES for tag, action in starts.items()}
        finish = {f"{space} {tag}": action for space in NAMESPACES for tag, action in ends.items()}

        def start(tag: str, attributes: dict) -> None:
            if action := begin.get(tag):
                action(attributes)

        def end(tag: str) -> None:
            if action := finish.get(tag):
                action()

        package.walk(path, "worksheet", start, end, self._text)

    def _start_row(self, attributes: dict) -> None:
        said = attributes.get("r")
        self._row, self._column = (_number(said) - 1 if said else self._row + 1), -1
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            self.found.hidden_rows.update(numbers_from(self._row, self._row, MAX_ROWS))

    def _start_cell(self, attributes: dict) -> None:
        said = attributes.get("r")
        if said:
            match = ADDRESS.match(said)
            if not match:
                raise Refused("damaged", said[:20])
            self._row, self._column = int(match[2]) - 1, column_number(match[1])
        else:
            self._column += 1
        self._framed += 1
        if self._framed > MAX_FRAMED:
            raise Refused("too_many_cells")
        self._at = said or ""
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._formula, self._has_value, self._listening = [], None, False, None

    def _start_value(self, _attributes: dict) -> None:
        self._has_value = True
        self._listening = self._value
        self._run.clear()
        self._count_filled()

    def _start_formula(self, attributes: dict) -> None:
        self._formula = self._listening = []
        self._share = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        self._count_filled()

    def _count_filled(self) -> None:
        self.filled += 1
        if self._row >= MAX_ROWS or self._column >= MAX_COLUMNS or self.filled > 2 * MAX_FILLED:
            raise Refused("too_many_cells")

    def _strike(self, attributes: dict) -> None:
        """Text inside the cell itself, of which a part is struck through."""
        if self._has_value and attributes.get("val", "1") not in ("0", "false"):
            self.found.struck.add(self._at or address(self._row, self._column))

    def _text(self, characters: str) -> None:
        if self._listening is not None:
            self._listening.append(characters)
            self._run.say(characters)

    def _stop_listening(self) -> None:
        self._listening = None

    def _end_cell(self) -> None:
        if not self._has_value and self._formula is None:
            return
        kind, value = self._kind, "".join(self._value)
        if kind in ("n", "s") and self._formula is None and self._style == "0" and not self._strings:
            return
        at, found = self._at or address(self._row, self._column), self.found
        if kind == "e":
            found.errors[at] = value or "#N/A"
        if self._style in self._styles.percent:
            found.percent.add(at)
        if self._style in self._styles.struck or (kind == "s" and value in self._strings.struck):
            found.struck.add(at)
        if kind in ("n", "str") and (seen := self._styles.shown.get(self._style)):
            found.instead[self._row, self._column] = seen
        raised = (
            self._strings.without_marks.get(value) if kind == "s" else self._run.rest if kind == "inlineStr" else None
        )
        if raised:
            leave_out_mark(found, self._row, self._column, raised)
        if self._formula is not None:
            self._end_formula(at, kind, value, "".join(self._formula))

    def _end_formula(self, at: str, kind: str, value: str, formula: str) -> None:
        links = bool(ANOTHER_BOOK.search(formula)) if formula else self._shared.get(self._share, False)
        if self._share and formula:
            self._shared[self._share] = links
        if links:
            self.found.linked.add(at)
        # a text of no letters is a result like any other; a 0 in a file that Excel never calculated is none
        never = kind == "n" and value == "0" and self._recalculated
        if (not value and not (kind == "str" and self._has_value)) or never:
            self.found.uncached.add(at)

    def _start_column(self, attributes: dict) -> None:
        if attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0":
            first, last = _number(attributes.get("min", "0")) - 1, _number(attributes.get("max", "0")) - 1
            self.found.hidden_columns.update(numbers_from(first, last, MAX_COLUMNS))

    def _start_merge(self, attributes: dict) -> None:
        said = attributes.get("ref", "").split(":")
        corners = [corner for corner in map(ADDRESS.match, said) if corner]
        if len(self.found.merged) >= MAX_MERGED:
            raise Refused("too_many_merged")
        if not 1 <= len(corners) == len(said) <= 2:
            raise Refused("damaged")
        rows = sorted(int(corner[2]) - 1 for corner in corners)
        columns = sorted(column_number(corner[1]) for corner in corners)
        self.found.merged.extend(within_limits(rows[0], columns[0], rows[-1], columns[-1]))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Refused("damaged")
    return int(text)


def column_number(letters: str) -> int:
    """The number of a column, counted from 0: A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
