"""A plain workbook written anew from what was read of a file, with the same marks as an original would get."""

import io
import re
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracking.handouts.marking.listing import FIRST_LINE, Placed, placed
from tracking.handouts.marking.marks import (
    AUTHOR,
    LIST_NAME,
    NOTE_WIDTH,
    WIDTHS,
    Marks,
    Note,
    columns_of,
    list_height,
    note_height,
    printable,
)
from tracking.opening import Book, Sheet, address

LONGEST_NAME, WIDEST, ROWS_LOOKED_AT = 31, 40, 200


def rebuild(book: Book, marks: Marks) -> bytes:
    """The bytes of an .xlsx with the list in front and every sheet of the book behind it."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(data, options)
    forms = _Forms(workbook)
    names = _sheet_names([sheet.name for sheet in book.sheets])
    _write_list(workbook, forms, marks, names)
    for sheet in book.sheets:
        page = workbook.add_worksheet(names[sheet.name])
        page.set_comments_author(AUTHOR)
        _write_sheet(page, forms, sheet, marks.notes.get(sheet.name, {}))
        if sheet.hidden:
            page.hide()
    workbook.close()
    return data.getvalue()


class _Forms:
    """Formats by number format and colour, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook):
        self._make = workbook.add_format
        self._made: dict[tuple, Format] = {}

    def form(self, **looks: object) -> Format:
        """The format with these looks, in the font of all."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._make({"font_name": "宋体", "font_size": 11, "valign": "vcenter", **looks})
        return self._made[key]


def _sheet_names(names: list[str]) -> dict[str, str]:
    """Name in the file → name that Excel allows: up to 31 characters, none of []:*?/\\, each name once."""
    taken, allowed = {LIST_NAME.casefold()}, {}
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\]", "_", printable(name)).strip("'")[:LONGEST_NAME].strip() or "Sheet"
        candidate, number = plain, 2
        while candidate.casefold() in taken:
            ending = f" ({number})"
            candidate, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
        taken.add(candidate.casefold())
        allowed[name] = candidate
    return allowed


def _write_list(workbook: xlsxwriter.Workbook, forms: _Forms, marks: Marks, names: dict[str, str]) -> None:
    page = workbook.add_worksheet(LIST_NAME)
    for part in placed(marks.title, marks.summary, marks.lines, names):
        place, form = (part.row - 1, part.column - 1), forms.form(**_as_options(part))
        if part.link:
            page.write_url(*place, f"internal:{part.link}", form, part.value)
        else:
            page.write(*place, part.value, form)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    for row, line in enumerate(marks.lines, start=FIRST_LINE - 1):
        page.set_row(row, list_height(line))
    page.freeze_panes(FIRST_LINE - 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(FIRST_LINE - 2)


def _as_options(part: Placed) -> dict[str, object]:
    look, options = part.look, {"font_name": part.look.font, "font_size": part.look.size}
    if look.framed:
        options |= {"border": 1, "border_color": "#B7C3C0"}
        options |= {"bold": True, "align": "center"} if look.bold else {"text_wrap": True, "quote_prefix": True}
    if look.fill:
        options["bg_color"] = f"#{look.fill}"
    return options | ({"font_color": f"#{look.ink}", "underline": 1} if part.link else {})


def _write_sheet(page: Worksheet, forms: _Forms, sheet: Sheet, notes: dict[str, Note]) -> None:
    for row, cells in enumerate(sheet.rows):
        for column, value in enumerate(cells):
            at = address(row, column)
            value = sheet.errors.get(at, value)
            if value is not None:
                _write_cell(page, forms, row, column, value, at in sheet.percent, notes.get(at))
    for at, note in notes.items():
        options = {"x_scale": NOTE_WIDTH / 128, "y_scale": note_height(note.text) / 74}
        page.write_comment(at, note.text, options)
        if _value_at(sheet, at) is None and at not in sheet.errors:
            page.write_blank(at, None, forms.form(bg_color=f"#{note.colour}"))
    for column in range(max((len(cells) for cells in sheet.rows), default=0)):
        texts = [_shown(cells[column]) for cells in sheet.rows[:ROWS_LOOKED_AT] if column < len(cells)]
        page.set_column(column, column, min(WIDEST, max([8, *map(columns_of, texts)]) + 2))


def _value_at(sheet: Sheet, at: str) -> object:
    letters = at.rstrip("0123456789")
    digits = at[len(letters) :]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    cells = sheet.rows[int(digits) - 1] if int(digits) <= len(sheet.rows) else []
    return cells[column - 1] if column <= len(cells) else None


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _write_cell(
    page: Worksheet, forms: _Forms, row: int, column: int, value: object, percent: bool, note: Note | None
) -> None:
    """A number, a truth value or a date as such, everything else as a text that stays one."""
    colour = {"bg_color": f"#{note.colour}"} if note else {}
    if isinstance(value, bool):
        page.write_boolean(row, column, value, forms.form(**colour))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, forms.form(**colour, num_format="yyyy-mm-dd"))
    elif isinstance(value, int | float) and abs(value) < float("inf"):
        page.write_number(row, column, value, forms.form(**colour, **({"num_format": "0.##%"} if percent else {})))
    else:
        page.write_string(row, column, printable(str(value)), forms.form(**colour, quote_prefix=True))
