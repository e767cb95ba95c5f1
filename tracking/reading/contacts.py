"""Who filled in a sheet, and under which telephone, is dropped unread: it stands on every real sheet and is no report.

What is dropped: the cells beside or below labels such as 填表人, 联系电话 and 工会主席, and telephone numbers in remarks and in
lines above, below or beside a table. All other data of persons refuse the file (privacy.py). In the units workbook offices'
contacts have columns of their own, which stay.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tracking.catalogue import fold, meaning_of, words
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.layout.rosters import Roster, roster_of
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.personal_numbers import kind_of_number, numbers_in_text
from tracking.reading.privacy import TELEPHONES
from tracking.reading.problems import LEAVE_OUT, Question

OFFICE_CONTACTS, KEEP = "office_contacts", "keep"
LABELS_IN_A_ROW = 3  # a heading of a table has at least so many cells
LINE = 4  # a line beside a table has at most so many
LONGEST_LINE = 120  # letters; a longer text says something else too


def without_contacts(
    book: Book, vocabulary: Vocabulary, answers: Mapping[str, str]
) -> tuple[Book, dict[str, list[str]]]:
    """The book without contacts, and the cells that held some, by sheet; the book itself where none did.

    Those of enterprises stay in a list of enterprises (企业名录) where ``answers`` say so; see question_on_contacts.
    """
    if any(map(_lists_units, book.sheets)):
        return book, {}
    sheets, dropped = [], {}
    for sheet in book.sheets:
        roster = roster_of(sheet)
        kept = roster.office_columns if roster and answers.get(OFFICE_CONTACTS) == KEEP else set()
        heads = range(roster.first, roster.header + 1) if roster else ()  # they tell that it is a list
        found = _contacts(sheet, vocabulary)
        cells = {(row, column) for row, column in found if column not in kept and row not in heads}
        if cells:
            rows = [
                [None if (number, column) in cells else cell for column, cell in enumerate(row)]
                for number, row in enumerate(sheet.rows)
            ]
            dropped[sheet.name] = [address(row, column) for row, column in sorted(cells)]
            sheet = replace(sheet, rows=rows)
        sheets.append(sheet)
    return (replace(book, sheets=sheets), dropped) if dropped else (book, {})


def question_on_contacts(book: Book, answers: Mapping[str, str]) -> list[Question]:
    """Whether the contacts and telephones in a list of enterprises are those of their offices and stay."""
    for sheet in book.sheets:
        roster = None if sheet.hidden else roster_of(sheet)
        filled = _filled_office_columns(sheet, roster) if roster else []
        if roster and filled:
            cells = tuple(address(roster.first, column) for column in filled)
            text = _(
                "The list holds a contact or telephone for each enterprise. Keep them as those of its office, to phone it?"
            )
            choices = ((LEAVE_OUT, _("no, leave them unread")), (KEEP, _("yes: they are the office's")))
            answer = answers.get(OFFICE_CONTACTS, "")
            return [Question(OFFICE_CONTACTS, text, cells, choices, answer, sheet=sheet.name)]
    return []


def _filled_office_columns(sheet: Sheet, roster: Roster) -> list[int]:
    """The columns of contacts that hold more than their heading."""
    return [
        column
        for column in sorted(roster.office_columns)
        if any(column < len(cells) and cells[column] is not None for cells in sheet.rows[roster.header + 1 :])
    ]


def notes_on_contacts(dropped: Mapping[str, list[str]]) -> list[str]:
    """A note for each sheet of which cells were dropped."""
    return [
        _("«{sheet}»: {count} cells with names or telephones of contacts were not read.", sheet=sheet, count=len(cells))
        for sheet, cells in dropped.items()
    ]


def _lists_units(sheet: Sheet) -> bool:
    """Whether a sheet is that of a units workbook."""
    for row in sheet.rows[:15]:
        said = {meaning_of(cell, "unit_code", "parent_code") for cell in row if cell is not None}
        if {"unit_code", "parent_code"} <= said:
            return True
    return False


def _contacts(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    below: dict[int, bool] = {}
    for number, row in enumerate(sheet.rows):
        filled = [(column, cell) for column, cell in enumerate(row) if cell is not None and str(cell).strip()]
        texts = [(column, cell) for column, cell in filled if isinstance(cell, str)]
        heads = len(filled) >= LABELS_IN_A_ROW and any(
            meaning_of(cell, "unit_name", "unit_code", "indicator") for _c, cell in texts
        )
        heads = heads and all(isinstance(cell, str) and not kind_of_digits(cell) for _c, cell in filled)
        heads = (
            heads and _looks_like_heading(sheet, number) and not any(vocabulary.knows_unit(cell) for _c, cell in texts)
        )
        if heads:
            below = {
                c: meaning_of(cell, "note") is not None
                for c, cell in texts
                if _is_label(cell) or meaning_of(cell, "note")
            }
            yield from ((number, column) for column, remark in below.items() if not remark)
            continue
        for place, (column, cell) in enumerate(filled):
            if column in below and (not below[column] or _has_telephone(cell)):
                yield number, column
            elif isinstance(cell, str) and _is_label(cell):
                yield number, column
                if (
                    place + 1 < len(filled)
                    and not _is_label(filled[place + 1][1])
                    and "：" not in cell.rstrip("：")
                    and ":" not in cell.rstrip(":")
                ):
                    yield number, filled[place + 1][0]
            elif (isinstance(cell, str) and _says_a_contact(cell)) or (
                _has_telephone(cell)
                and len(filled) <= LINE
                and not any(vocabulary.knows_unit(text) or vocabulary.is_code(text) for _c, text in texts)
                and not any(_is_figure(other) for _c, other in filled if _c != column)
            ):
                yield number, column


def kind_of_digits(text: str) -> bool:
    """Whether a text holds figures or a day, as the second cell of a form's line does and a heading does not."""
    return sum(letter.isdigit() for letter in text) > LINE


def _looks_like_heading(sheet: Sheet, number: int) -> bool:
    """Whether the rows below have cells under several of a row's cells."""
    under = sheet.rows[number + 1 : number + 4]
    return any(sum(cell is not None for cell in row) >= 2 for row in under)


def _is_label(cell: object) -> bool:
    """Whether a cell only names a contact: 联系人, 工会主席, 手机：, 人事部门电话."""
    if not isinstance(cell, str):
        return False
    text = re.split("[（(]", cell.strip().rstrip("：:"))[0]
    return bool(meaning_of(text, "contact_label")) or fold(text).endswith(tuple(words()["telephone_ends"]))


def _says_a_contact(text: str) -> bool:
    """Whether a line names a contact and who it is: 填表人：张三  联系电话：0571-…; not one whose labels stand empty."""
    parts = [fold(part) for part in re.split("[:：]", text) if part.strip(" _＿\u3000")]
    labels = tuple(map(fold, words()["contact_label"]))
    if len(parts) < 2 or not parts[0].startswith(labels) or len(text) > LONGEST_LINE:
        return False
    ends = (*labels, *(fold(word).rstrip(":：") for word in words()["fill_in_footer"]))
    return any(part.strip("_＿") not in ends for part in parts[1:])


def _has_telephone(cell: object) -> bool:
    if isinstance(cell, str):
        return any(found.kind in TELEPHONES for found in numbers_in_text(cell)) and all(
            found.kind in TELEPHONES for found in numbers_in_text(cell)
        )
    return isinstance(cell, int | float) and not isinstance(cell, bool) and kind_of_number(cell) in TELEPHONES


def _is_figure(cell: object) -> bool:
    return isinstance(cell, int | float) and not _has_telephone(cell)
