"""The enterprises that sheets of any kind name, where no list of units is known yet: each with its place, code and files."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracking.catalogue import meaning_of, words
from tracking.opening import Book, Sheet
from tracking.reading.credit_code import CREDIT_CODE, credit_code_is_valid
from tracking.reading.layout.tables import HEADER_SEARCH, is_total, owner_said, text_of
from tracking.reading.roster_names import clean_name, kind_by_name, place_of, plain_place

UNIT, PLACE, CODE = "unit_name", ("village_name", "parent_name"), "unit_code"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 40


@dataclass
class NamedUnit:
    """An enterprise as sheets name it: the village or park it stands under and its code, where one says it, and the files."""

    name: str
    place: str = ""
    code: str = ""
    files: list[str] = field(default_factory=list)


def units_named(books: Iterable[Book]) -> list[NamedUnit]:
    """Every enterprise that the sheets of some files name, once each, in the order in which they come.

    Named is what stands in a column of units' names, behind 填报单位：, or in the file's own name if it ends as firms' names do.
    """
    found: dict[str, NamedUnit] = {}
    for book in books:
        told = [unit for sheet in book.sheets if not sheet.hidden for unit in _named_on(sheet)]
        for name, place, code in told or _named_by_file(book.file_name):
            unit = found.setdefault(name, NamedUnit(name))
            unit.place, unit.code = unit.place or place, unit.code or code
            if book.file_name not in unit.files:
                unit.files.append(book.file_name)
    return list(found.values())


def _named_on(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Name, place and code of each enterprise that a sheet names."""
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and (meaning := meaning_of("".join(cell.split()), UNIT, CODE, *PLACE)):
                columns.setdefault(meaning, column)
        if (
            UNIT in columns
            and len([cell for cell in cells if cell is not None]) > 1
            and owner_said(cells[columns[UNIT]]) is None
        ):
            yield from _down_from(sheet, number, columns)
            return
        for column, cell in enumerate(cells):
            if (said := owner_said(cell)) is not None and _is_enterprise(
                name := clean_name(said or text_of(cells, column + 1))
            ):
                yield name, "", ""
                return


def _down_from(sheet: Sheet, header: int, columns: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    place = ""
    for cells in sheet.rows[header + 1 :]:
        name = clean_name(text_of(cells, columns[UNIT]))
        filled = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
        if len(filled) == 1 and (over := place_of(filled[0])):
            place = plain_place(over)
            continue
        said = next((text for key in PLACE if (text := text_of(cells, columns.get(key)))), "")
        if said and not is_total([said]):
            place = plain_place(said)
        code = text_of(cells, columns.get(CODE))
        if _is_enterprise(name) and not is_total(cells, list(columns.values())):
            yield name, place, code if CREDIT_CODE.match(code) and credit_code_is_valid(code) else ""


def _is_enterprise(name: str) -> bool:
    """Whether a text may be an enterprise's name: no place, no union above, no heading, no number."""
    if (
        not 2 <= len(name) <= LONGEST
        or len(CHINESE.findall(name)) < 2
        or meaning_of(name, UNIT, CODE, *PLACE, "measure")
    ):
        return False
    return (
        kind_by_name(name) == "enterprise"
        and not place_of(name)
        and not re.search(r"[:：]|合计|小计|填表|审核|说明|备注", name)
    )


def _named_by_file(file_name: str) -> Iterator[tuple[str, str, str]]:
    ends = "|".join(map(re.escape, words()["company"]))
    if found := re.search(rf"[\u4e00-\u9fff（）()]{{2,}}?(?:{ends})", file_name):
        yield clean_name(found.group(0)), "", ""
