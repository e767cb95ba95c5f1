"""The process that marks an original workbook: a task as one line of JSON and the file in, the marked .xlsx out.

Run as ``python -m tracking.handouts.marking.original``. It ends with an error code where it cannot do it.
"""

import io
import json
import sys

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from tracking.handouts.marking.cached import keep_values
from tracking.handouts.marking.child import CPU_SECONDS, MEMORY
from tracking.handouts.marking.marks import (
    AUTHOR,
    HEADINGS,
    LIST_NAME,
    NOTE_WIDTH,
    RED,
    WIDTHS,
    YELLOW,
    Line,
    is_address,
    list_height,
    note_height,
    place_of,
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
    _put(sheet, 1, 1, task["title"], Font(name="黑体", size=16))
    _put(sheet, 2, 1, task["summary"], Font(name="宋体", size=11))
    bold, frame = Font(name="宋体", size=11, bold=True), Side("thin", color="B7C3C0")
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = _put(sheet, 4, column, heading, bold)
        cell.fill, cell.alignment = PatternFill("solid", fgColor="E3EEEC"), Alignment("center", "center")
        cell.border = Border(frame, frame, frame, frame)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, values in enumerate(task["lines"], start=1):
        _write_line(sheet, number, Line(*values), set(book.sheetnames), Border(frame, frame, frame, frame))
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"


def _write_line(sheet: Worksheet, number: int, line: Line, names: set[str], border: Border) -> None:
    row, plain, link = (
        number + 4,
        Font(name="宋体", size=11),
        Font(name="宋体", size=11, color="0563C1", underline="single"),
    )
    values: tuple[int | str, ...] = (number, line.sheet, line.cell, line.found, line.expected)
    for column, value in enumerate(values, start=1):
        cell = _put(sheet, row, column, value, plain)
        cell.border, cell.alignment = border, Alignment(vertical="center", wrap_text=True)
    sheet.cell(row, 1).fill = PatternFill("solid", fgColor=YELLOW if line.asks else RED)
    if line.sheet in names and is_address(line.cell):
        place = sheet.cell(row, 3)
        place.hyperlink = Hyperlink(ref=place.coordinate, location=place_of(line.sheet, line.cell), display=line.cell)
        place.font = link
    sheet.row_dimensions[row].height = list_height(line)


def _put(sheet: Worksheet, row: int, column: int, value: str | int, font: Font) -> Cell | MergedCell:
    """A cell with a number as such and every text as text, whatever it begins with."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type, cell.quotePrefix = "s", True
    cell.font = font
    return cell


if __name__ == "__main__":
    main()
