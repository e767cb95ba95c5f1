"""Nothing of a person is taken in: a file with ID, telephone or bank numbers or a list of people is refused whole.

What is looked at: every sheet, hidden or not, every cell, the names of sheets and of the file. Not looked at is what no
reader takes over: comments, and the lines below a table (注, 填表人, 联系电话). Telephones of offices may stand in the line above
a table that says 填表人 or 联系电话, and in the units workbook in the columns for them.
"""

import re
from collections.abc import Iterator

from tracking.catalogue import meaning_of, words
from tracking.language import N_, _
from tracking.opening import Book, Sheet, address
from tracking.reading.layout.rosters import roster_of
from tracking.reading.personal_numbers import kind_of_number, masked, numbers_in_text
from tracking.reading.problems import Fault, PersonalData

KINDS = {
    "id": N_("no ID-card number"),
    "mobile": N_("no telephone number of a person"),
    "land_line": N_("no telephone number; an office's belongs into the units workbook"),
    "bank_card": N_("no bank card number"),
    "document": N_("no number of a passport or travel permit"),
}
CODE_MEANINGS, OFFICE_MEANINGS = ("unit_code", "parent_code"), ("contact", "phone")
TABLE_MEANINGS = (*CODE_MEANINGS, "unit_name", "indicator")
HEADINGS = (*TABLE_MEANINGS, *OFFICE_MEANINGS)
TELEPHONES = ("mobile", "land_line")
HEADER_SEARCH, MOST_FAULTS = 15, 200
OLDEST = 120  # years; larger numbers are no ages
NAME = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff]|\s|·){1,6}\Z")
BRACKETS = re.compile(r"[（(].*\Z")


def refuse_personal_data(book: Book) -> None:
    """Raise ReportProblem if a book holds anything of a person: where it stands, and no more than its first digits."""
    faults = [fault for sheet in book.sheets for fault in _faults_of_sheet(sheet)]
    for found in numbers_in_text(book.file_name):
        faults.insert(0, Fault(_("a file name with {expected}", expected=_(KINDS[found.kind]))))
    if not faults:
        return
    rest = len(faults) - MOST_FAULTS
    more = [Fault(_("There are {count} more such places.", count=rest))] if rest > 0 else []
    first = Fault(_("The file holds data of persons. It was refused as a whole, and nothing of it was kept."))
    raise PersonalData(masked(book.file_name), [first, *faults[:MOST_FAULTS], *more])


def _faults_of_sheet(sheet: Sheet) -> Iterator[Fault]:
    name = masked(sheet.name)
    for found in numbers_in_text(sheet.name):
        yield Fault(_("a sheet name with {expected}", expected=_(KINDS[found.kind])), name)
    codes, offices, header = _columns(sheet)
    rows = list(_rows(sheet))
    yield from _people(rows, name, offices, header)
    for number, cells in rows:
        for column, cell in enumerate(cells):
            kind, shown = _personal(cell, column in codes)
            office = column in offices or (number < header and _names_an_office(cells, column))
            if kind and not (kind in TELEPHONES and office):
                yield Fault(_(KINDS[kind]), name, address(number, column), shown)


def _personal(cell: object, is_code: bool) -> tuple[str | None, str]:
    """The kind of personal number in a cell, and the cell as it may be shown."""
    if isinstance(cell, str):
        found = next(numbers_in_text(cell, is_code), None)
        return (found.kind, masked(cell, is_code)) if found else (None, "")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        kind = kind_of_number(cell, is_code)
        kept = {"id": 6, "mobile": 3, "bank_card": 4}
        return kind, f"{cell:.0f}"[: kept[kind]] + "*" * 10 if kind else ""
    return None, ""


def _columns(sheet: Sheet) -> tuple[set[int], set[int], int]:
    """The columns of units' codes, in a list of units those of offices' contacts and telephones, and the heading's row."""
    roster = roster_of(sheet)
    codes, offices, header = set(), roster.office_columns if roster else set(), 0
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        said = {column: meaning_of(cell, *HEADINGS) for column, cell in enumerate(cells) if cell is not None}
        codes |= {column for column, meaning in said.items() if meaning in CODE_MEANINGS}
        if set(CODE_MEANINGS) <= set(said.values()):
            offices |= {column for column, meaning in said.items() if meaning in OFFICE_MEANINGS}
        if not header and set(said.values()) & set(TABLE_MEANINGS):
            header = number
    return codes, offices, header


def _names_an_office(cells: list, column: int) -> bool:
    """Whether a cell above the table, or the one before it, says that somebody of the office is meant: 填表人, 联系电话."""
    before = next((cell for cell in reversed(cells[:column]) if cell is not None), "")
    return any(word in f"{before} {cells[column]}" for word in words()["fill_in_footer"])


def _rows(sheet: Sheet) -> Iterator[tuple[int, list]]:
    """The rows that a reader may take over: what stands below a table is dropped, until another table begins."""
    below, seen_table = False, False
    for number, cells in enumerate(sheet.rows):
        filled = [cell for cell in cells if cell is not None and str(cell).strip()]
        if not filled:
            continue
        footer = seen_table and str(filled[0]).strip().startswith(words()["fill_in_footer"])
        below = footer or (below and len(filled) < 3)
        seen_table = seen_table or len(filled) >= 2
        if not below:
            yield number, cells


def _people(rows: list[tuple[int, list]], sheet: str, offices: set[int], header: int) -> Iterator[Fault]:
    """Columns headed 姓名, 身份证 … with something below, and columns of names beside 男/女, 年龄 or 关系."""
    for place, (number, cells) in enumerate(rows[:HEADER_SEARCH]):
        if number < header or sum(cell is not None for cell in cells) < 2:
            continue
        below = [line for _number, line in rows[place + 1 :]]
        said = {column: _meaning(cell) for column, cell in enumerate(cells) if isinstance(cell, str)}
        for column in (c for c, meaning in said.items() if meaning == "personal_column" and c not in offices):
            if any(column < len(line) and line[column] is not None for line in below):
                yield Fault(_("no column about persons"), sheet, address(number, column), str(cells[column]))
        traits = {column for column, meaning in said.items() if meaning == "personal_trait"}
        traits -= {column for column in traits if _counts_people(below, column)}
        if traits and (names := _column_of_names(below, traits, said)) is not None:
            yield Fault(_("no list of persons"), sheet, address(number, names))
    lines = [line for _number, line in rows]
    sexes = {column for column in range(max(map(len, lines), default=0)) if _says_sexes(lines, column)}
    if sexes and (names := _column_of_names(lines, sexes, {})) is not None:
        yield Fault(_("no list of persons"), sheet, address(rows[0][0], names))


def _counts_people(lines: list[list], column: int) -> bool:
    """Whether a column such as 性别 above 男 and 女 holds counts and says nothing of anybody."""
    cells = [line[column] for line in lines if column < len(line) and line[column] is not None]
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    return bool(numbers) and len(numbers) * 2 > len(cells) and max(numbers) > OLDEST


def _meaning(cell: str) -> str | None:
    return meaning_of(BRACKETS.sub("", cell), "personal_column", "personal_trait")


def _says_sexes(lines: list[list], column: int) -> bool:
    """Whether a column says 男 or 女 in two lines or more."""
    return sum(column < len(line) and str(line[column]).strip() in ("男", "女") for line in lines) >= 2


def _column_of_names(lines: list[list], traits: set[int], said: dict[int, str | None]) -> int | None:
    """The first column with two or more names of two to four Han characters in lines that also say a trait."""
    counts: dict[int, int] = {}
    for line in lines:
        if any(trait < len(line) and line[trait] is not None for trait in traits):
            for column, cell in enumerate(line):
                if column not in traits and isinstance(cell, str) and _is_name(cell) and not said.get(column):
                    counts[column] = counts.get(column, 0) + 1
    return next((column for column, count in sorted(counts.items()) if count >= 2), None)


def _is_name(text: str) -> bool:
    letters = re.sub(r"[\s·]", "", text)
    return 2 <= len(letters) <= 4 and bool(NAME.match(text.strip())) and letters not in {"男性", "女性"}
