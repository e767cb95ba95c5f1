"""A list of enterprises as an office keeps it (企业名录: 企业名称 | 所属村 | 职工人数) → the rows of a units workbook.

Such a list has no codes, and names villages instead of the unions above. What is in the list of units already is found by
its name; what is new gets a code of the form of its place, once somebody agreed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tracking.catalogue import fold, folded_words, words
from tracking.language import _
from tracking.opening import Sheet, address
from tracking.quarters import quarter_of, quarter_start
from tracking.reading.credit_code import may_be_code
from tracking.reading.layout.periods import as_date
from tracking.reading.layout.rosters import roster_of
from tracking.reading.layout.tables import Table, columns_of, is_total, text_of
from tracking.reading.layout.titles import title_lines
from tracking.reading.numbers import Amount, read_amount
from tracking.reading.problems import AS_PROPOSED, LEAVE_OUT, ONE_BY_ONE, Fault, Question
from tracking.reading.roster_names import (
    clean_name,
    core_of_union,
    initials,
    kind_by_name,
    name_of_union,
    place_of,
    plain_place,
    without_union,
)
from tracking.reading.sheets import Known, Reading, similar_names

GIVEN = ("unit_code", "parent_code", "unit_kind")
COLUMNS = ("unit_code", "unit_name", "parent_code", "unit_kind", "ownership", "sector", "employees", "opened", "closed",
           "contact", "phone")  # fmt: skip
OFFICE = re.compile(r"(?:[\u4e00-\u9fff]{2,4}?[省市县])*([\u4e00-\u9fff]{1,6}?(?:街道|镇|乡|开发区|县))")
YEAR = re.compile(r"\d{4}年?")
DITTO = ("〃", "同上", "″", '"', "“")
NEW, KEEP = "new", "keep"
NAMED_AT_MOST = 8
ROSTER_TOP, TOP_CODE, CODE_AT_MOST = "roster_top", "TOP", 8


@dataclass
class _Line:
    """A row of a list: where it stands, the unit it names, and what it says of the unit above."""

    part: int
    row: int
    cells: list
    name: str
    code: str
    above: str
    kind: str
    unit: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class _Part:
    """One list of a sheet: the last row of its headings and the columns of what it says."""

    sheet: Sheet
    header: int
    columns: dict[str, int]


@dataclass
class _Town:
    """The units that are there, and those that a list adds: code → (name, kind, parent)."""

    known: Known
    added: dict[str, tuple[str, str, str | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kind_of = dict(zip(self.known.units["unit"], self.known.units["kind"], strict=True))
        self.name_of = dict(zip(self.known.units["unit"], self.known.units["name"], strict=True))
        self.parent_of = {code: path.split("/")[-3] or None for code, path in self.known.paths.items()}
        self.tops = [code for code, path in self.known.paths.items() if path.count("/") == 2]

    def add(self, code: str, name: str, kind: str, parent: str | None) -> str:
        """Take in a unit under a code."""
        self.added[code] = (name, kind, parent)
        return code

    def next_code(self, parent: str, form: str) -> str:
        """The next free code below a unit: QHZ-C7 for a village, QHZ-C7-03 for an enterprise."""
        taken = {*self.name_of, *self.added}
        return next(code for n in range(1, len(taken) + 2) if (code := parent + form.format(n)) not in taken)

    def union_of(self, place: str) -> str | None:
        """The union of a village or park, by its own name or that of the place it is for."""
        names = [*self.name_of.items(), *((code, name) for code, (name, _kind, _parent) in self.added.items())]
        unions = [(code, name) for code, name in names if self._kind(code) != "enterprise"]
        whole, core = without_union(place), core_of_union(place)
        tests = (
            lambda name: without_union(name) == whole,
            lambda name: core_of_union(name) == core,
            lambda name: core_of_union(name).endswith(core),  # 工业园区 of 临溪工业园区
        )
        for test in tests:
            found = [code for code, name in unions if test(name)]
            if len(found) == 1:
                return found[0]
        return None

    def place_in(self, texts: Sequence[str]) -> str:
        """The village or park whose name stands in a title, unless it is the topmost union's."""
        cores = {without_union(name): name for code, name in self.name_of.items() if self.kind_of[code] != "enterprise"}
        tops = {self.name_of[code] for code in self.tops}
        return next(
            (name for core, name in cores.items() if name not in tops and any(core in text for text in texts)), ""
        )

    def is_code(self, text: str) -> bool:
        """Whether a text may be a unit's code: one that is stored, or has the form of one."""
        return text in self.name_of or may_be_code(text)

    def _kind(self, code: str) -> str:
        return self.kind_of.get(code) or self.added[code][1]


def read_rosters(sheets: list[Sheet], known: Known, reading: Reading) -> tuple[list[Table], list[tuple]]:
    """The lists of a file as tables with codes, units above and kinds, and the moves (unit, day, old, new, place) they tell.

    Nothing where nothing can be read until somebody answers; what is open is asked in ``reading``, once for all lists.
    """
    parts = [
        _Part(sheet, roster.header, block)
        for sheet in sheets
        if (roster := roster_of(sheet))
        for block in roster.blocks
    ]
    town = _Town(known)
    top = _top([part.sheet for part in parts], town, reading) if parts else None
    if top is None:
        return [], []
    lines = [line for number, part in enumerate(parts) for line in _lines(part, number, town)]
    _find_known(lines, town, reading)
    _find_places(lines, town, top, reading)
    _add_new(lines, town, top, reading)
    told: set[str] = set()
    tables = [
        _as_units(part, [line for line in lines if line.part == n], lines, town, told) for n, part in enumerate(parts)
    ]
    return tables, _moves(lines, town, tables, reading)


def _top(sheets: list[Sheet], town: _Town, reading: Reading) -> str | None:
    """The topmost union: the one that is stored, else the one whose place the title or the sheet names, if it is agreed."""
    if town.tops:
        return town.tops[0]
    titles = [text for sheet in sheets for text in (*title_lines(sheet), sheet.name)]
    said = next((found.group(1) for text in titles if (found := OFFICE.search(YEAR.sub("", text)))), "")
    if not said and not town.known.union:
        expected = _(
            "a title that says whose enterprises these are, such as 青禾镇总工会企业名录; no list of units is stored yet"
        )
        reading.faults.append(Fault(expected, sheets[0].name))
        return None
    kind = "county" if said.endswith(("县", "区")) and not said.endswith("开发区") else "township"
    name = f"{said}总工会" if said else town.known.union
    code = initials(said or without_union(name)).upper()[:CODE_AT_MOST] or TOP_CODE
    text = _(
        "No list of units is stored yet. Does this one begin it, with «{name}» ({code}) at its top?",
        name=name,
        code=code,
    )
    choices = ((AS_PROPOSED, _("yes: begin with it")), (LEAVE_OUT, _("no: leave the list out")))
    answer = _ask(reading, town.known, ROSTER_TOP, text, choices)
    return town.add(code, name, kind, None) if answer == AS_PROPOSED else None


def _lines(part: _Part, number: int, town: _Town) -> Iterator[_Line]:
    """The rows that name a unit. A village alone in its row, or that of the sheet's name or title, stands above those below;
    one that is not said again, or by 〃, is that of the row above."""
    sheet, columns, kinds = part.sheet, part.columns, folded_words("kind_")
    own = list(columns.values())
    heading = place_of(sheet.name) or town.place_in(title_lines(sheet))
    for row, cells in Table(sheet, part.header, []).filled_rows(
        [columns["parent_name"]] if "parent_name" in columns else []
    ):
        name = clean_name(text_of(cells, columns["unit_name"]))
        filled = [text_of(cells, column) for column in range(len(cells)) if text_of(cells, column)]
        texts = [text for text in filled if not re.fullmatch(r"[\d.,、]+", text)]
        if len(texts) == 1 and (place := place_of(texts[0])):
            heading = place
            continue
        if len(name) < 2 or is_total([cells[column] for column in own if column < len(cells)]) or name in sheet.name:
            continue
        said = text_of(cells, columns.get("parent_name"))
        if said and said not in DITTO:
            heading = plain_place(said)
        kind = kinds.get(fold(text_of(cells, columns.get("unit_kind"))), "").removeprefix("kind_")
        code = text_of(cells, columns.get("unit_code"))
        code = code if town.is_code(code) else ""
        yield _Line(number, row, cells, name, code, heading, kind or kind_by_name(name))


def _find_known(lines: list[_Line], town: _Town, reading: Reading) -> None:
    """Find the units that are stored, by code, by name, or by a name so like theirs that somebody says it is one of them."""
    vocabulary = town.known.vocabulary()
    alike: dict[str, str] = {}
    for line in lines:
        if line.code in town.name_of:
            line.unit = line.code
        elif len(found := vocabulary.codes_of(line.name)) == 1:
            line.unit = found[0]
        elif line.kind != "enterprise" and (union := town.union_of(line.name)):
            line.unit = union
        elif not found and (near := similar_names(line.name, town.known.unit_names(), 1)):
            alike[line.name] = near[0]
    taken = {line.unit for line in lines}
    alike = {name: unit for name, unit in alike.items() if unit not in taken}
    if not alike:
        return
    pairs = "; ".join(f"«{name}» = {town.name_of[unit]}" for name, unit in alike.items())
    text = _(
        "{count} names look like those of stored units. Are they the same units? {pairs}", count=len(alike), pairs=pairs
    )
    choices = [(NEW, _("no, all are new units")), (AS_PROPOSED, _("yes, all are the same units"))]
    if len(alike) > 1:
        choices.append((ONE_BY_ONE, _("some are: ask me about each")))
    at = [line for line in lines if line.name in alike]
    answer = _ask(reading, town.known, "roster_alike", text, tuple(choices), at)
    for line in at:
        own = _ask_about_one(line, alike[line.name], town, reading) if answer == ONE_BY_ONE else answer
        if own == AS_PROPOSED:
            line.unit = alike[line.name]
        elif own != NEW:
            line.unit = LEAVE_OUT


def _ask_about_one(line: _Line, unit: str, town: _Town, reading: Reading) -> str:
    text = _("Is «{name}» the unit {other}?", name=line.name, other=town.name_of[unit])
    choices = ((NEW, _("no, it is a new unit")), (AS_PROPOSED, _("yes, it is the same")))
    return _ask(reading, town.known, f"roster_alike {fold(line.name)}", text, choices, [line])


def _find_places(lines: list[_Line], town: _Town, top: str, reading: Reading) -> None:
    """Find the union above each line by the name of its village; those that are not there are added if that is agreed."""
    for line in lines:
        if line.kind != "enterprise" and not line.unit and line.kind != "township":
            line.unit = town.add(town.next_code(top, "-C{}"), line.name, line.kind, top)
        if line.kind == "township" and not line.unit:
            line.unit = top
    unknown = {}
    for line in lines:
        if line.above and line.unit != top:
            same_as_top = core_of_union(line.above) == core_of_union(town.name_of.get(top) or town.added[top][0])
            line.parent = top if same_as_top else town.union_of(line.above)
            if line.parent is None:
                unknown[line.above] = name_of_union(line.above)
    if not unknown:
        return
    text = _("{count} villages or parks have no union in the list of units. Add them? {names}",
             count=len(unknown), names="; ".join(unknown.values()))  # fmt: skip
    choices = ((NEW, _("yes, add them")), (LEAVE_OUT, _("no: leave out what stands below them")))
    at = [line for line in lines if line.above in unknown and line.parent is None]
    answer = _ask(reading, town.known, "roster_places", text, choices, at)
    for name in unknown.values() if answer == NEW else ():
        town.add(town.next_code(top, "-C{}"), name, kind_by_name(name), top)
    for line in at:
        line.parent = town.union_of(line.above)
        line.unit = line.unit if line.parent else LEAVE_OUT


def _add_new(lines: list[_Line], town: _Town, top: str, reading: Reading) -> None:
    """Give the units that are new a code, and ask once whether they are to be added."""
    new = [line for line in lines if line.unit is None]
    if not new:
        return
    names = "、".join(line.name for line in new[:NAMED_AT_MOST])
    if len(new) > NAMED_AT_MOST:
        names = _("{names} and {count} more units", names=names, count=len(new) - NAMED_AT_MOST)
    text = _("{count} units are not in the list of units yet: {names}. Add them?", count=len(new), names=names)
    choices = ((NEW, _("yes, add them")), (LEAVE_OUT, _("no: take in only what is said of the others")))
    answer = _ask(reading, town.known, "roster_new", text, choices, new)
    named: dict[tuple[str, str], str] = {}
    for line in new:
        parent = line.parent or top
        code = named.get((parent, fold(line.name))) or line.code or town.next_code(parent, "-{:02d}")
        if line.code and line.code in named.values():
            expected = _("a code that no other unit of the list has")
            reading.faults.append(Fault(expected, "", address(line.row, 0), line.code))
        named[parent, fold(line.name)] = code
        line.unit = town.add(code, line.name, line.kind, parent) if answer == NEW else LEAVE_OUT


def _as_units(part: _Part, own: list[_Line], lines: list[_Line], town: _Town, told: set[str]) -> Table:
    """A list with codes, units above and kinds at their places or behind it, and the unions that the first list adds.

    ``told`` are the units of the lists before, whose rows are left out.
    """
    sheet = part.sheet
    width = max(map(len, sheet.rows))
    places = part.columns | {key: part.columns.get(key, width + n) for n, key in enumerate(GIVEN)}
    heads = [""] * (width + len(GIVEN))
    for key, column in places.items():
        heads[column] = words()[key][0] if key in COLUMNS else ""
    rows: list[list[Any]] = [[None] * len(heads) for _row in sheet.rows]
    for line in own:
        if line.unit not in (None, LEAVE_OUT, *told):
            told.add(str(line.unit))
            rows[line.row] = [*line.cells, *[None] * (len(heads) - len(line.cells))]
            _name_unit(rows[line.row], places, str(line.unit), town)
            _plain_cells(rows[line.row], places)
    later = {line.unit for line in lines}
    for code in [code for code in town.added if code not in told and code not in later]:
        told.add(code)
        rows.append([None] * len(heads))
        _name_unit(rows[-1], places, code, town)
    rows[part.header] = heads
    return Table(replace(sheet, rows=rows), part.header, heads)


def _plain_cells(cells: list[Any], places: dict[str, int]) -> None:
    """Leave blank what is no number of people and no day: 筹建中, /, 2021.12."""
    for key, reads in (
        ("employees", lambda cell: isinstance(read_amount(cell, "人"), Amount)),
        ("opened", as_date),
        ("closed", as_date),
    ):
        column = places.get(key)
        if column is not None and cells[column] is not None and not reads(cells[column]):
            cells[column] = None


def _name_unit(cells: list[Any], places: dict[str, int], code: str, town: _Town) -> None:
    name, kind, parent = town.added.get(code) or (town.name_of[code], town.kind_of[code], town.parent_of[code])
    for key, value in (("unit_code", code), ("unit_name", name), ("unit_kind", kind), ("parent_code", parent)):
        cells[places[key]] = value


def _moves(lines: list[_Line], town: _Town, tables: list[Table], reading: Reading) -> list[tuple]:
    """The units that the list has elsewhere than they were until now, moved from the day that somebody chooses."""
    parents = {path.split("/")[-2]: path.split("/")[-3] or None for path in town.known.paths.values()}
    moved = [
        line for line in lines if line.unit in parents and line.parent not in (None, parents[line.unit], line.unit)
    ]
    if not moved:
        return []
    today = town.known.today
    days = [quarter_start(quarter_of(today)), date(today.year, 1, 1)]
    names = "; ".join(
        f"{line.name} → {town.name_of.get(str(line.parent)) or town.added[str(line.parent)][0]}" for line in moved
    )
    text = _("{count} units stand elsewhere than until now. Did they move? {names}", count=len(moved), names=names)
    choices = [(KEEP, _("no, they stay where they were"))]
    choices += [(str(day), _("yes, from {day}", day=day)) for day in dict.fromkeys(days)]
    answer = _ask(reading, town.known, "roster_moved", text, tuple(choices), moved)
    if answer in ("", KEEP):
        return []
    found = []
    for line in moved:
        table = tables[line.part]
        table.sheet.rows[line.row][columns_of(table, "parent_code")["parent_code"]] = line.parent
        found.append((line.unit, date.fromisoformat(answer), parents[str(line.unit)], line.parent, (table, line.row)))
    return found


def _ask(
    reading: Reading, known: Known, key: str, text: str, choices: tuple[tuple[str, str], ...], at: Sequence[_Line] = ()
) -> str:
    """Ask about the lists and say what was answered, "" as long as nothing was."""
    answer = known.answers.get(key, "")
    answer = answer if answer in dict(choices) else ""
    cells = tuple(address(line.row, 0) for line in at if line.part == at[0].part)
    reading.questions.append(Question(key, text, cells, choices, answer))
    return answer
