"""The units workbook → units, their dated places in the tree and exemptions; a catalogue file → indicators."""

from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import (
    CONTRACT_ENDS,
    UNIT_KINDS,
    fold,
    folded_words,
    meaning_of,
)
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.credit_code import CREDIT_CODE, credit_code_is_valid
from tracking.reading.layout.periods import as_date
from tracking.reading.layout.tables import Table, columns_of, find_table, is_total, text_of
from tracking.reading.layout.titles import shown_sheets
from tracking.reading.numbers import Amount, Proposal, as_fault, read_amount
from tracking.reading.problems import Fault, in_sheet
from tracking.reading.roster import read_rosters
from tracking.reading.sheets import Known, Reading

ALWAYS = date(1900, 1, 1)
NAMES = ("unit_code", "unit_name", "parent_code", "ownership", "sector", "contact", "phone")
KEPT = ("ownership", "sector", "employees", "opened", "closed", "contact", "phone", *CONTRACT_ENDS)
KEY_OF_EXEMPTION = ["unit", "indicator", "exempt_from", "exempt_to"]
UNIT_COLUMNS = [
    *("unit", "name", "kind", "ownership", "sector", "employees", "opened", "closed", "contact", "phone"),
    *CONTRACT_ENDS,
]


def read_units(book: Book, known: Known, places: pd.DataFrame) -> Reading:
    """The units workbook: sheets of units, of moves (变动) and of exemptions (免考核).

    ``places`` has the moves stored so far: unit, parent, valid_from. ``tables`` gets unit, place (unit, parent, path,
    valid_from, for every unit whose places change) and exemption.
    """
    reading = Reading("units")
    units: list[dict] = []
    moves: list[tuple] = []
    exemptions: list[dict] = []
    for sheet in shown_sheets(book):
        if table := find_table(sheet, "unit_code", "exempt_from"):
            exemptions.extend(_exemptions(table, known, reading))
        elif table := find_table(sheet, "unit_code", "moved"):
            moves.extend(_moves(table, reading))
        elif table := find_table(sheet, "unit_code", "parent_code"):
            units.extend(_units(table, known, reading))
    tables, told = read_rosters(shown_sheets(book), known, reading)
    for table in tables:
        units.extend(_units(table, known, reading))
    moves.extend(told)
    timelines = _timelines(units, moves, places, reading)
    tops = [row for row in units if timelines[row["unit"]][max(timelines[row["unit"]])] is None]
    others = {unit for unit, own in timelines.items() if own[max(own)] is None}
    stored_tops = others - {row["unit"] for row in tops}
    unions = [row["unit"] for row in tops if row["kind"] in ("township", "county")]
    top = min(stored_tops) if stored_tops else next(iter(unions or [row["unit"] for row in tops]), "")
    for row in [row for row in tops if row["unit"] != top]:
        expected = _("the code of the unit above it; only {top} is the topmost", top=top)
        reading.faults.append(Fault(expected, row["sheet"], row["parent_cell"], row["name"]))
    known_units = set(known.units["unit"]) | {row["unit"] for row in units} | set(places["parent"].dropna())
    for row in units:
        if row["parent"] and row["parent"] not in known_units:
            expected = _("the code of another unit of the list")
            reading.faults.append(Fault(expected, row["sheet"], row["parent_cell"], row["parent"]))
    for _unit, _day_moved, old, new, (table, number) in moves:
        for parent in {old, new} - known_units - {None}:
            reading.faults.append(table.fault(number, 0, _("the code of another unit of the list"), parent))
    for row in exemptions:
        if row["unit"] not in known_units:
            reading.faults.append(
                Fault(_("the code of a unit in the list of units"), row["sheet"], row["cell"], row["unit"])
            )
    reading.tables["unit"] = pd.DataFrame(units, columns=UNIT_COLUMNS).astype({"employees": "Int64"})
    reading.tables["exemption"] = pd.DataFrame(
        exemptions, columns=[*KEY_OF_EXEMPTION, "reason", "approved_by", "document", "code", "note"], dtype=object
    )
    reading.tables["place"] = pd.DataFrame() if reading.faults else _new_places(timelines, places, reading)
    return reading


def _units(table: Table, known: Known, reading: Reading) -> list[dict]:
    stored = {row["unit"]: row for row in known.units.to_dict("records")}
    meanings = ("unit_code", "unit_name", "parent_code", "unit_kind", "ownership", "sector", "employees")
    columns = columns_of(table, *meanings, "opened", "closed", "contact", "phone", *CONTRACT_ENDS)
    for needed in ("unit_name", "unit_kind"):
        if needed not in columns:
            expected = _("a column for the unit's name and one for its kind")
            reading.faults.append(table.fault(table.header_row, 0, expected))
            return []
    kinds = folded_words("kind_")
    rows: list[dict] = []
    seen: dict[str, str] = {}
    for number, cells in table.rows():
        if is_total(cells):
            continue
        code = text_of(cells, columns["unit_code"])
        at = address(number, columns["unit_code"])
        if not code or set(code) & set("/@#"):
            reading.faults.append(table.fault(number, columns["unit_code"], _("a code without /, @ and #"), code))
            continue
        if CREDIT_CODE.match(code) and not credit_code_is_valid(code):
            expected = _("a unified social credit code whose check digit is right")
            reading.faults.append(table.fault(number, columns["unit_code"], expected, code))
        if code in seen:
            expected = _("a code used once; it stands in {cell} too", cell=seen[code])
            reading.faults.append(table.fault(number, columns["unit_code"], expected, code))
        seen[code] = at
        kind = kinds.get(fold(text_of(cells, columns["unit_kind"])), "").removeprefix("kind_")
        if kind not in UNIT_KINDS:
            expected = _("a kind of unit such as 企业, 村工会联合会, 园区工会联合会 or 乡镇总工会")
            said = text_of(cells, columns["unit_kind"])
            reading.faults.append(table.fault(number, columns["unit_kind"], expected, said))
        name = text_of(cells, columns["unit_name"])
        if not name:
            reading.faults.append(table.fault(number, columns["unit_name"], _("the unit's name")))
        for field in NAMES:
            column = columns.get(field)
            reading.faults += table.too_long(number, column or 0, text_of(cells, column))
        row: dict[str, Any] = {"unit": code, "name": name, "kind": kind, "sheet": table.sheet.name}
        row["parent"] = text_of(cells, columns["parent_code"]) or None
        row["parent_cell"] = address(number, columns["parent_code"])
        row |= _described(table, (number, cells), columns, stored.get(code, {}), reading)
        if row["opened"] and row["closed"] and row["closed"] < row["opened"]:
            expected = _("a day after the unit opened")
            reading.faults.append(table.fault(number, columns.get("closed", 0), expected, row["closed"]))
        rows.append(row)
    return rows


def _described(
    table: Table, line: tuple[int, list], columns: dict[str, int], stored: dict, reading: Reading
) -> dict[str, Any]:
    """What a row says of its unit besides code, name and place, or is stored of it (KEPT)."""
    number, cells = line
    row: dict[str, Any] = {}
    cleared = {field for field in KEPT if meaning_of(text_of(cells, columns.get(field)), "clear")}
    for field in cleared:
        cells = [None if place == columns[field] else cell for place, cell in enumerate(cells)]
    for field in ("ownership", "sector", "contact", "phone"):
        row[field] = text_of(cells, columns.get(field)) or None
    for field in ("opened", "closed", *CONTRACT_ENDS):
        row[field] = _day(table, number, cells, columns.get(field), reading)
    row["employees"] = _employees(table, number, cells, columns.get("employees"), reading)
    return row | _as_stored(row, stored, cleared)


def _as_stored(row: dict, stored: dict, cleared: set[str]) -> dict:
    """What is stored of a unit where its row says nothing: a blank, or a column that is not there, empties nothing; 清除 does."""
    kept = {field: stored.get(field) for field in KEPT if row[field] is None and field not in cleared}
    plain = {field: None if pd.isna(value) else value for field, value in kept.items()}
    return {f: value.date() if isinstance(value, pd.Timestamp) else value for f, value in plain.items()}


def _day(table: Table, number: int, cells: list, column: int | None, reading: Reading) -> date | None:
    text = text_of(cells, column)
    if column is None or not text:
        return None
    day = as_date(cells[column])
    if day is None:
        reading.faults.append(table.fault(number, column, _("a date such as 2020-03-10"), text))
    return day


def _employees(table: Table, number: int, cells: list, column: int | None, reading: Reading) -> int | None:
    if column is None or not text_of(cells, column):
        return None
    amount = read_amount(cells[column], "人")
    if isinstance(amount, Amount):
        return amount.amount
    fault = as_fault(amount, cells[column], "人") if isinstance(amount, Proposal) else amount
    reading.faults.append(in_sheet(fault, table.sheet.name, address(number, column)))
    return None


def _moves(table: Table, reading: Reading) -> list[tuple]:
    """(unit, day, old parent, new parent, fault at that row) for every row of the sheet of moves."""
    header = [fold(text) for text in table.header]
    columns = columns_of(table, "unit_code", "moved")
    try:
        old, new = header.index("原上级代码"), header.index("新上级代码")
    except ValueError:
        reading.faults.append(table.fault(table.header_row, 0, _("the columns 原上级代码 and 新上级代码")))
        return []
    moves = []
    for number, cells in table.rows():
        day = _day(table, number, cells, columns["moved"], reading)
        if day is None:
            expected = _("a date such as 2020-03-10")
            if not text_of(cells, columns["moved"]):
                reading.faults.append(table.fault(number, columns["moved"], expected))
            continue
        if day <= ALWAYS:
            expected = _("a date such as 2020-03-10")
            reading.faults.append(table.fault(number, columns["moved"], expected, day))
            continue
        parents = text_of(cells, old) or None, text_of(cells, new) or None
        moves.append((text_of(cells, columns["unit_code"]), day, *parents, (table, number)))
    return moves


def _timelines(units: list[dict], moves: list[tuple], places: pd.DataFrame, reading: Reading) -> dict[str, dict]:
    """Unit → {first day: parent}, from what is stored, the list and the moves, which must agree."""
    timelines: dict[str, dict] = {}
    for row in places.to_dict("records"):
        own = timelines.setdefault(row["unit"], {})
        own[row["valid_from"]] = row["parent"] if isinstance(row["parent"], str) else None
    for unit, own in timelines.items():
        timelines[unit] = _changes_only(own)
    moved: dict[str, list] = {}
    for move in moves:
        moved.setdefault(move[0], []).append(move)
    for row in units:
        unit, parent = row["unit"], row["parent"]
        own = timelines.get(unit, {})
        for _unit, day, old, new, (table, number) in sorted(moved.pop(unit, []), key=lambda move: move[1]):
            own = own or {ALWAYS: old}
            before = own[max(first for first in own if first < day)]
            if before != old:
                expected = _("the unit's place until then, {parent}", parent=before or "—")
                reading.faults.append(table.fault(number, 0, expected, old))
            own = {**own, day: new}
        own = own or {ALWAYS: parent}
        parent = row["parent"] = parent or own[max(own)]  # a blank says nothing of a unit that has a place already
        if own[max(own)] != parent:
            expected = _(
                "{parent}, its place until now, or a row with the day of the move in the sheet 变动",
                parent=own[max(own)] or "—",
            )
            reading.faults.append(Fault(expected, row["sheet"], row["parent_cell"], parent or ""))
        timelines[unit] = own
    for unit, rows in moved.items():
        table, number = rows[0][4]
        reading.faults.append(table.fault(number, 0, _("the code of a unit of the list"), unit))
    return timelines


def _changes_only(own: dict) -> dict:
    """A unit's parents by day without the days on which only something above it moved."""
    changes: dict = {}
    for day in sorted(own):
        if not changes or changes[max(changes)] != own[day]:
            changes[day] = own[day]
    return changes


def _new_places(timelines: dict[str, dict], stored: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """The dated paths of every unit whose places differ from what is stored."""
    done: dict[str, dict] = {}
    outside = {  # where what stands above a branch stands, of which nothing else is known
        row["parent"]: row["path"][: -len(row["unit"]) - 1]
        for row in stored.to_dict("records")
        if row["parent"] and row["parent"] not in timelines
    }

    def paths(unit: str, below: tuple = ()) -> dict:
        """{first day: (parent, path)} of a unit; a path changes when the unit or anything above it moves."""
        if unit in below:
            raise RecursionError(unit)
        if unit in outside:
            return {ALWAYS: (None, outside[unit])}
        if unit not in done:
            own, found = timelines[unit], {}
            days = sorted(own)
            for day, until in zip(days, [*days[1:], date.max], strict=True):
                parent = own[day]
                above = paths(parent, (*below, unit)) if parent else {ALWAYS: (None, "/")}
                for first, (_parent, path) in sorted(above.items()):
                    later = [other for other in above if other > first]
                    if first < until and (not later or min(later) > day):
                        found[max(day, first)] = (parent, f"{path}{unit}/")
            done[unit] = found
        return done[unit]

    before = {(row["unit"], row["valid_from"], row["path"]) for row in stored.to_dict("records")}
    rows: list[dict] = []
    for unit in timelines:
        try:
            now = paths(unit)
        except RecursionError as circle:
            reading.faults.append(Fault(_("{unit} stands below itself in the tree", unit=circle.args[0])))
            return pd.DataFrame()
        if {(unit, day, path) for day, (_parent, path) in now.items()} != {key for key in before if key[0] == unit}:
            rows.extend({"unit": unit, "parent": p, "path": path, "valid_from": day} for day, (p, path) in now.items())
    return pd.DataFrame(rows, columns=["unit", "parent", "path", "valid_from"])


def _exemptions(table: Table, known: Known, reading: Reading) -> list[dict]:
    columns = columns_of(
        table, "unit_code", "indicator", "exempt_from", "exempt_to", "reason", "approved_by", "document"
    )
    names = known.indicator_names()
    rows = []
    for number, cells in table.rows():
        named = text_of(cells, columns.get("indicator"))
        if named and fold(named) not in names:
            expected = _("an indicator of the catalogue, or nothing for all")
            reading.faults.append(table.fault(number, columns["indicator"], expected, named))
        days = {
            field: _day(table, number, cells, columns.get(field), reading) for field in ("exempt_from", "exempt_to")
        }
        for field in ("approved_by", "document"):
            reading.faults += table.too_long(number, columns.get(field) or 0, text_of(cells, columns.get(field)))
        reason = text_of(cells, columns.get("reason"))
        code, note = coded_reason(reason)
        if code == "not_asked":
            days["exempt_to"] = days["exempt_to"] or date.max
            if not named:
                expected = _("the indicator that the unit is not to report")
                reading.faults.append(table.fault(number, columns.get("indicator", columns["unit_code"]), expected))
        first, last = days.values()
        if first is None or last is None or first > last or not reason:
            expected = _("the first day, the last day and the reason of the exemption")
            reading.faults.append(table.fault(number, columns["exempt_from"], expected))
            continue
        rows.append(
            {
                "unit": text_of(cells, columns["unit_code"]),
                "indicator": names.get(fold(named)) if named else None,
                **days,
                "reason": reason,
                "code": code,
                "note": note,
                "approved_by": text_of(cells, columns.get("approved_by")) or None,
                "document": text_of(cells, columns.get("document")) or None,
                "sheet": table.sheet.name,
                "cell": address(number, columns["unit_code"]),
            }
        )
    return rows


def coded_reason(text: str) -> tuple[str, str | None]:
    """The code of a reason as people write it (words because_… of data/words.csv) and what they add: 停产：设备检修.

    What is no known word is another reason, with its text.
    """
    word, _colon, rest = text.replace(":", "：").partition("：")
    code = folded_words("because_").get(fold(word), "").removeprefix("because_")
    if not code:
        return "other", text
    return code, rest.strip() or None
