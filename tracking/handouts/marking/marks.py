"""What is to be marked and listed: faults and questions with their places, as plain texts that any writer can take."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from tracking.language import speaking
from tracking.opening import Book
from tracking.reading import Fault, Question

HEADINGS = ("序号", "工作表", "单元格", "发现", "应为")
WIDTHS = (6, 18, 9, 28, 70)
LIST_NAME = "问题清单"
AUTHOR = "工会目标跟踪看板"
RED, YELLOW = "FFC7CE", "FFEB9C"
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576
LONGEST_TEXT = 2000
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
NOTE_COLUMNS, NOTE_WIDTH, LINE_HEIGHT = 40, 300, 19


@dataclass(frozen=True)
class Line:
    """One line of the list: its place, what was found and what is expected; whether it only asks something."""

    sheet: str
    cell: str
    found: str
    expected: str
    asks: bool = False

    @classmethod
    def of_fault(cls, fault: Fault) -> "Line":
        """The line of a fault."""
        return cls(printable(fault.sheet), printable(fault.cell), printable(fault.found), printable(fault.expected))


@dataclass
class Note:
    """What is said at one cell, and whether all of it only asks."""

    texts: list[str] = field(default_factory=list)
    asks: bool = True

    @property
    def text(self) -> str:
        """Everything said at the cell, a line each."""
        return "\n".join(self.texts)

    @property
    def colour(self) -> str:
        """Red for a fault, yellow for a question."""
        return YELLOW if self.asks else RED


@dataclass
class Marks:
    """Everything for one file: the title and lines of the list, and the notes by sheet and cell."""

    title: str
    summary: str
    lines: list[Line]
    notes: dict[str, dict[str, Note]]
    faults: int
    questions: int

    @classmethod
    def of(cls, file_name: str, book: Book, faults: list[Fault], questions: list[Question]) -> "Marks":
        """The marks of a file. A place that the book does not have is listed and not marked."""
        sheets = [sheet.name for sheet in book.sheets]
        notes: dict[str, dict[str, Note]] = {name: {} for name in sheets}
        lines = []
        for fault in faults:
            lines.append(Line.of_fault(fault))
            with speaking("zh_CN"):
                said = printable(replace(fault, sheet="", cell="").sentence())
            _note(notes, _sheet_of(fault.sheet, sheets), fault.cell, said, asks=False)
        for question in questions:
            sheet, text = _sheet_of(question.sheet, sheets), printable(question.text)
            lines.append(Line(sheet, question.cells[0] if question.cells else "", "", f"请核实：{text}", asks=True))
            for cell in question.cells:
                _note(notes, sheet, cell, f"请核实：{text}", asks=True)
        summary = f"共有问题 {len(faults)} 处" + (f"，待核实 {len(questions)} 项" if questions else "")
        hint = "。红色单元格有问题，黄色单元格待核实；请在原表中改好后重新报送，本页不用填写。"
        return cls(
            f"{LIST_NAME}：{printable(base_name(file_name))}", summary + hint, lines, notes, len(faults), len(questions)
        )


def _note(notes: dict[str, dict[str, Note]], sheet: str, cell: str, text: str, asks: bool) -> None:
    if sheet not in notes or not is_address(cell):
        return
    note = notes[sheet].setdefault(cell, Note())
    note.asks = note.asks and asks
    if text not in note.texts:
        note.texts.append(text)


def _sheet_of(name: str, sheets: list[str]) -> str:
    """The sheet of a fault; a file with a single sheet needs no name for it."""
    return sheets[0] if not name and len(sheets) == 1 else name


def base_name(file_name: str) -> str:
    """The name of a file without the folders that some browsers send along."""
    return file_name.replace("\\", "/").rpartition("/")[2]


def is_address(cell: str) -> bool:
    """Whether a text is the address of one cell that a sheet can have."""
    match = ADDRESS.fullmatch(cell)
    column = 0
    for letter in match[1] if match else "":
        column = column * 26 + ord(letter) - 64
    return match is not None and column <= LAST_COLUMN and int(match[2]) <= LAST_ROW


def place_of(sheet: str, cell: str) -> str:
    """Where a link to a cell leads: 'Sheet'!C5."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def printable(text: str) -> str:
    """A text that XML can hold and a cell can show: no control characters, no halves of a character, not endless."""
    plain = "".join(c if c in "\t\n" or not UNPRINTABLE.match(c) else "�" for c in text)
    return plain if len(plain) <= LONGEST_TEXT else plain[:LONGEST_TEXT] + "…"


def note_height(text: str) -> int:
    """The height in pixels of a note that shows the whole text, at the width that all notes have."""
    return (sum(_lines(line) for line in text.split("\n")) + 1) * LINE_HEIGHT


def _lines(text: str) -> int:
    return max(1, -(-columns_of(text) // NOTE_COLUMNS))


def columns_of(text: str) -> int:
    """How many narrow letters wide a text is; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def list_height(line: Line) -> int:
    """The height in points of a line of the list whose texts are wrapped."""
    texts = ((line.sheet, WIDTHS[1]), (line.found, WIDTHS[3]), (line.expected, WIDTHS[4]))
    return 18 * max(1, *(-(-columns_of(text) // (width - 2)) for text, width in texts))
