"""The process that marks an original workbook: a task as one line of JSON and the file in, the marked .xlsx out.

Run as ``python -m tracking.handouts.marking.original``. It ends with an error code where it cannot do it.
"""

import io
import json
import sys
from typing import Literal

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tracking.handouts.marking.cached import keep_values
from tracking.handouts.marking.child import CPU_SECONDS, MEMORY
from tracking.handouts.marking.listing import FIRST_LINE, Placed, placed
from tracking.handouts.marking.marks import (
    AUTHOR,
    LIST_NAME,
    NOTE_WIDTH,
    RED,
    WIDTHS,
    YELLOW,
    Line,
    list_height,
    note_height,
)
from tracking.opening import limit_this_process

BELOW = "\n————\n"  # between our words and those of an older note


def main() -> None:
    """Read the task and the workbook on standard input, and answer on standard output."""
    limit_this_process(MEMORY, CPU_SECONDS)
    task = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(mark(sys.stdin.buffer.read(), task))


def mark(data: bytes, task: dict) -> bytes:
    """The workbook with its cells coloured, its notes written and its list in front."""
    book = load_workbook(io.BytesIO(data), rich_text=True)
    _remove_earlier_marks(book)
    for name, notes in task["notes"].items():
        for cell, (text, colour) in notes.items():
            _mark_cell(book[name], cell, text, colour)
    _write_list(book, task)
    marked = io.BytesIO()
    book.save(marked)
    return keep_values(data, marked.getvalue(), [sheet.title for sheet in book.worksheets])


def _remove_earlier_marks(book: Workbook) -> None:
    """An enterprise that sends the marked workbook back gets it without what was marked then."""
    for sheet in book.worksheets:
        if sheet.title.startswith(LIST_NAME) and str(sheet["A1"].value).startswith(LIST_NAME):
            book.remove(sheet)
            continue
        # Walking over its rows would make a cell of every empty place.
        marked = [
            (cell, cell.comment.text)
            for cell in sheet._cells.values()
            if cell.comment and cell.comment.author == AUTHOR
        ]
        for cell, text in marked:
            _own, _line, others = text.partition(BELOW)
            cell.comment = Comment(others, "") if others else None
            if cell.fill.fgColor.rgb in (f"00{RED}", f"00{YELLOW}"):
                cell.fill = PatternFill()


def _mark_cell(sheet: Worksheet, at: str, text: str, colour: str) -> None:
    cell = sheet[_shown_cell(sheet, at)]
    cell.fill = PatternFill("solid", fgColor=colour)
    if cell.comment is not None:
        own = cell.comment.author == AUTHOR
        text = f"{cell.comment.text}\n{text}" if own else f"{text}{BELOW}{cell.comment.text}"
    cell.comment = Comment(text, AUTHOR, height=note_height(text), width=NOTE_WIDTH)


def _shown_cell(sheet: Worksheet, at: str) -> str:
    """The top left cell of the merged cells that a cell is part of, for only that one shows."""
    cell = sheet[at]
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= cell.row <= merged.max_row and merged.min_col <= cell.column <= merged.max_col:
            return merged.start_cell.coordinate
    return at


def _write_list(book: Workbook, task: dict) -> None:
    sheet = book.create_sheet(LIST_NAME, 0)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0
    lines = [Line(*values) for values in task["lines"]]
    for part in placed(task["title"], task["summary"], lines, {name: name for name in book.sheetnames}):
        _put(sheet, part)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, line in enumerate(lines, start=FIRST_LINE):
        sheet.row_dimensions[row].height = list_height(line)
    sheet.freeze_panes = f"A{FIRST_LINE}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{FIRST_LINE - 1}:{FIRST_LINE - 1}"


def _put(sheet: Worksheet, part: Placed) -> None:
    """A cell with a number as such and every text as text, whatever it begins with."""
    cell, look = sheet.cell(part.row, part.column, part.value), part.look
    if isinstance(part.value, str):
        cell.data_type, cell.quotePrefix = "s", True
    if part.link:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=part.link, display=str(part.value))
    line: Literal["single"] | None = "single" if part.link else None
    cell.font = Font(name=look.font, size=look.size, bold=look.bold, color=look.ink or None, underline=line)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.framed:
        edge = Side("thin", color="B7C3C0")
        cell.border = Border(edge, edge, edge, edge)
        cell.alignment = Alignment("center" if look.bold else None, "center", wrap_text=not look.bold)


if __name__ == "__main__":
    main()
