"""The enterprises that sheets of any kind name, where no list of units is known yet: each with its place, code and files."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tracking.catalogue import meaning_of, words
from tracking.opening import Book, Sheet
from tracking.reading.credit_code import may_be_code
from tracking.reading.layout.tables import HEADER_SEARCH, is_total, owner_said, text_of
from tracking.reading.layout.vocabulary import INDEX
from tracking.reading.roster_names import clean_name, kind_by_name, place_of, plain_place

UNIT, PLACE, CODE = "unit_name", ("village_name", "parent_name"), "unit_code"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST = 40
HEAD = re.compile(r"([^：:（(]{2,20})[：:](.*)")
BETWEEN = re.compile(r"[、，,；;。\t]+(?![^（(]*[）)])")  # what stands in brackets is about the name before them
NAME_ENDS = re.compile(r"[（(](?![^）)]*[）)][\u4e00-\u9fff]*公司)|[\s\d：:—-]")
ABOUT = re.compile(r"职工|员工|用工|从业|在册|联系|电话|手机|负责|法人|地址|大约|约|现有")
IN_ALL = re.compile(r"共|合计|总计|以上")
EMPLOYEES = re.compile(r"(\d+)\s*[余多]?(?:名|人)")
TELEPHONE = re.compile(r"(?<!\d)0\d{2,3}[-—–]?\d{7,8}(?!\d)")  # an office's; a mobile number is a person's


@dataclass
class NamedUnit:
    """An enterprise as sheets or messages name it: the village or park it stands under, its code, employees and office's
    telephone, where one says them, and the files."""

    name: str
    place: str = ""
    code: str = ""
    files: list[str] = field(default_factory=list)
    employees: str = ""
    phone: str = ""


def units_named(books: Iterable[Book], message: str = "") -> list[NamedUnit]:
    """Every enterprise that a message and the sheets of some files name, once each, in the order in which they come.

    Named is what stands in a column of units' names, behind 填报单位：, in a list written as text, or in the file's own name if
    it ends as firms' names do. What one source does not tell of an enterprise the next may.
    """
    found: dict[str, NamedUnit] = {}

    def take(units: Iterable[NamedUnit], files: list[str]) -> None:
        for one in units:
            unit = found.setdefault(one.name, NamedUnit(one.name))
            for about in ("place", "code", "employees", "phone"):
                setattr(unit, about, getattr(unit, about) or getattr(one, about))
            unit.files += [file for file in files if file not in unit.files]

    take(units_in_text(message), [])
    for book in books:
        sheets = [sheet for sheet in book.sheets if not sheet.hidden]
        told = [NamedUnit(*unit) for sheet in sheets for unit in _named_on(sheet)] or _written_on(sheets)
        take(told or [NamedUnit(*unit) for unit in _named_by_file(book.file_name)], [book.file_name])
    return list(found.values())


def units_in_text(text: str) -> list[NamedUnit]:
    """The enterprises of a list as messages bring it: 东岭村：甲公司（职工86人，0000-5550101）、乙厂（40人）. Names of persons and
    mobile numbers stay unread."""
    found: list[NamedUnit] = []
    place = ""
    for line in map(str.strip, text.splitlines()):
        if (head := HEAD.fullmatch(line)) and place_of(head.group(1)):
            place, line = plain_place(place_of(head.group(1))), head.group(2)
        elif over := place_of(line):
            place, line = plain_place(over), ""
        for part in BETWEEN.split(line):
            if IN_ALL.match(part.strip()):
                break
            name = clean_name(NAME_ENDS.split(INDEX.sub("", part.strip()), maxsplit=1)[0])
            if not ABOUT.match(name) and _is_enterprise(name):
                found.append(NamedUnit(name, place))
            if found:
                employees, phone = EMPLOYEES.search(part), TELEPHONE.search(part)
                found[-1].employees = found[-1].employees or (employees.group(1) if employees else "")
                found[-1].phone = found[-1].phone or (phone.group(0) if phone else "")
    return found


def _written_on(sheets: Iterable[Sheet]) -> list[NamedUnit]:
    """The enterprises of a text that lists them; of a table, or where nothing ends as firms' names do, none."""
    lines = [[str(cell) for cell in cells if cell is not None] for sheet in sheets for cells in sheet.rows]
    if any(len(line) > 1 for line in lines):
        return []
    found = units_in_text("\n".join("".join(line) for line in lines))
    return found if any(unit.name.endswith(tuple(words()["company"])) for unit in found) else []


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
            yield name, place, code if may_be_code(code) else ""


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
