"""What a file shows otherwise than it holds: hidden rows and columns, cells struck through, figures from elsewhere.

Hidden rows with figures and cells struck through are asked about once a sheet; the rest is said in notes.
"""

from collections.abc import Iterator, Mapping

from tracking.language import N_, _
from tracking.opening import Book, Sheet, address
from tracking.reading.files import NOTES
from tracking.reading.problems import Question

SHOWN = 12
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def questions_about(book: Book, settled: Mapping[str, Mapping[str, bool]] | None = None) -> list[Question]:
    """Whether hidden rows that hold figures, and cells struck through, count like the others.

    ``settled`` tells of the cells of figures, by sheet, whether the very same is stored: those were agreed to before.
    """
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    return [question for sheet in shown for question in _questions_about(sheet, (settled or {}).get(sheet.name, {}))]


def notes_about(book: Book) -> list[str]:
    """Finished sentences on what was not read, or read as it was stored."""
    notes = [_(NOTES[code]) for code in book.notes if code != "links"]
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        columns = [address(0, column)[:-1] for column in sorted(sheet.hidden_columns) if _says_something(sheet, column)]
        if columns:
            notes.append(
                _("«{sheet}»: the hidden columns {columns} were read.", sheet=sheet.name, columns=_list(columns))
            )
        if sheet.linked:
            notes.append(
                _(
                    "«{sheet}»: {cells} come from another workbook; what is stored in this one was read.",
                    sheet=sheet.name,
                    cells=_list(_in_order(sheet.linked)),
                )
            )
        if sheet.raised:
            cells = _list(_in_order(sheet.raised))
            notes.append(
                _("«{sheet}»: note marks above the line in {cells} were left out.", sheet=sheet.name, cells=cells)
            )
        if sheet.hidden_zeros:
            cells = _list(_in_order(sheet.hidden_zeros))
            notes.append(
                _("«{sheet}»: a 0 that is not shown in {cells} was read as a blank.", sheet=sheet.name, cells=cells)
            )
    if "links" in book.notes and not any(sheet.linked for sheet in book.sheets):
        notes.append(_(NOTES["links"]))
    return notes


def _questions_about(sheet: Sheet, settled: Mapping[str, bool]) -> Iterator[Question]:
    hidden = [row for row in sorted(sheet.hidden_rows) if row < len(sheet.rows) and _is_filled_in(sheet.rows[row])]
    hidden = [row for row in hidden if not _is_settled(row, settled)]
    if hidden:
        text = _(
            "«{sheet}»: the rows {rows} are hidden and hold data. Do they count like the others?",
            sheet=sheet.name,
            rows=_list([str(row + 1) for row in hidden]),
        )
        yield Question(f"hidden_rows {sheet.name}", text, tuple(address(row, 0) for row in hidden), sheet=sheet.name)
    struck = N_("«{sheet}»: {cells} are struck through. Do they count like the others?")
    unseen = N_("«{sheet}»: {cells} hold figures that the sheet does not show. Do they count like the others?")
    for key, marked, text in (("struck_through", sheet.struck, struck), ("not_shown", sheet.unseen, unseen)):
        if cells := [at for at in _in_order(marked) if not settled.get(at)]:
            told = _(text, sheet=sheet.name, cells=_list(cells))
            yield Question(f"{key} {sheet.name}", told, tuple(cells), sheet=sheet.name)


def _is_settled(row: int, settled: Mapping[str, bool]) -> bool:
    """Whether a row has figures, all of which are stored already."""
    figures = [same for at, same in settled.items() if at.lstrip(LETTERS) == str(row + 1)]
    return bool(figures) and all(figures)


def _is_filled_in(cells: list) -> bool:
    return sum(cell is not None for cell in cells) >= 2


def _says_something(sheet: Sheet, column: int) -> bool:
    return any(column < len(cells) and cells[column] is not None for cells in sheet.rows)


def _in_order(cells: set[str]) -> list[str]:
    """Addresses row by row, as one reads."""
    return sorted(cells, key=lambda at: (int(at.lstrip(LETTERS)), len(at), at))


def _list(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
