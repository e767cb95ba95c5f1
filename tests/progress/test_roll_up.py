"""Adding up: from the cells of small townships, through the real store, to the progress of every node."""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_once import copy_database, filled_once
from obvious_parts import ENDS, sum_of
from townships import CATALOGUE, LONG_AGO, add_plan, add_report, add_units, report_rows, rows_of, target, unit

from tracking.progress.load import load_progress, load_quarters
from tracking.quarters import year_and_quarter
from tracking.store.store import Store
from tracking.telling.figures import row_coverage_text

TOWNSHIP = unit("T", None, "township")
VILLAGES = [unit(code, kind="village_federation") for code in ("V1", "V2", "V10")]
FIRMS = [unit("A", "V1"), unit("B", "V1"), unit("C", "V2"), unit("D", "V10")]
EVERYBODY = [TOWNSHIP, *VILLAGES, *FIRMS]
TRAINING, MEMBERS, EMPLOYEES, RATE = "employee_training", "members", "employees", "membership_rate"
ALL_YEAR_LONG = (date(2020, 1, 1), date(2020, 12, 31))


def everybody_but(**changes: dict) -> list[dict]:
    """The units, some of them described otherwise."""
    return [row | changes.get(row["unit"], {}) for row in EVERYBODY]


def told(store: Store, code: str, indicator: str, quarter: int = 2, year: int = 2020, **more: object) -> dict:
    """The one row of a unit and an indicator, as its own page shows it; nothing is None."""
    table = load_progress(store, code, year, quarter, **more)
    (row,) = table[(table["unit"] == code) & (table["indicator"] == indicator)].to_dict("records")
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def some(row: dict, *columns: str) -> tuple:
    return tuple(row[column] for column in columns)


def actuals(store: Store, indicator: str, quarter: int = 2, scope: str = "T") -> dict[str, float | None]:
    """Unit → its actual, of every unit that has a row."""
    table = load_progress(store, scope, 2020, quarter)
    return dict(rows_of(table[table["indicator"] == indicator], "unit", "actual"))


def coverage(store: Store, indicator: str, quarter: int = 2, code: str = "T") -> tuple:
    return some(told(store, code, indicator, quarter), "reported", "expected", "carried")


@filled_once
def town(store: Store) -> None:
    """A township with the villages V1 (firms A and B), V2 (firm C) and V10 (firm D)."""
    add_units(store, EVERYBODY)


# ---- flows and stocks ------------------------------------------------------------------------------------------------


def test_a_flow_is_the_sum_of_the_quarters_and_of_the_units(town):
    add_report(town, 2020, 1, {("A", TRAINING): 10, ("B", TRAINING): 5, ("C", TRAINING): 1, ("T", TRAINING): 100})
    add_report(town, 2020, 2, {("A", TRAINING): 20, ("B", TRAINING): 7, ("C", TRAINING): 0, ("T", TRAINING): 200})
    add_report(town, 2019, 4, {("A", TRAINING): 999})  # another year
    assert actuals(town, TRAINING) == {"T": 343, "V1": 42, "A": 30, "B": 12, "V2": 1, "C": 1, "V10": None, "D": None}
    assert actuals(town, TRAINING, 1)["T"] == 116, "a later quarter is not in it"
    assert coverage(town, TRAINING) == (4, 5, 0), "D did not report; villages are not asked"


def test_a_stock_is_the_latest_level_of_each_unit(town):
    add_report(town, 2020, 1, {("A", MEMBERS): 10, ("B", MEMBERS): 5, ("A", "unionised"): 1, ("B", "unionised"): 1})
    add_report(town, 2020, 2, {("A", MEMBERS): 12, ("B", MEMBERS): 4})
    assert actuals(town, MEMBERS) == {"T": 16, "V1": 16, "A": 12, "B": 4}
    assert coverage(town, MEMBERS) == (2, 2, 0), "only firms with a union are asked for members"


def test_a_level_is_carried_for_four_quarters_and_counted_as_carried(town):
    add_report(town, 2019, 2, {("A", "bookhouses"): 3})
    add_report(town, 2020, 2, {("B", "bookhouses"): 1})
    add_report(town, 2020, 3, {("B", "bookhouses"): 1})
    assert some(told(town, "T", "bookhouses", 2), "actual", "reported", "expected", "carried") == (4, 1, 4, 1)
    assert some(told(town, "T", "bookhouses", 3), "actual", "reported", "expected", "carried") == (1, 1, 4, 0)


def test_a_level_is_never_carried_past_the_closing_of_its_unit(store):
    add_units(store, everybody_but(A={"closed": date(2020, 5, 31)}))
    add_report(store, 2020, 1, {("A", "bookhouses"): 3, ("B", "bookhouses"): 1, ("A", TRAINING): 10})
    assert some(told(store, "T", "bookhouses", 1), "actual", "expected", "carried") == (4, 4, 0)
    assert some(told(store, "T", "bookhouses", 2), "actual", "expected", "carried") == (1, 3, 1)
    assert told(store, "T", TRAINING)["actual"] == 10, "what it did before it closed was done"
    assert "A" not in actuals(store, "bookhouses")


def test_a_carried_level_never_makes_a_target_achieved(town):
    add_plan(town, [target(code, "bookhouses", 2, baseline=0) for code in ("A", "T")])
    add_report(town, 2020, 1, {("A", "bookhouses"): 5})
    assert [told(town, code, "bookhouses", 1)["status"] for code in ("A", "T")] == ["achieved", "achieved"]
    assert [told(town, code, "bookhouses", 2)["status"] for code in ("A", "T")] == ["not_reported", "not_reported"]
    add_report(town, 2020, 2, {("B", "bookhouses"): 1})
    found = told(town, "T", "bookhouses", 2)
    assert some(found, "actual", "carried", "status") == (6, 1, "on_pace"), "6 of 2, but 5 of them are of March"


def test_a_flow_is_achieved_even_when_this_quarter_is_missing(town):
    add_plan(town, [target("A", TRAINING, 10)])
    add_report(town, 2020, 1, {("A", TRAINING): 10})
    assert told(town, "A", TRAINING)["status"] == "achieved"


def test_blank_is_not_zero(town):
    add_plan(town, [target(code, TRAINING, 10) for code in ("A", "B", "T")])
    add_report(town, 2020, 1, {("A", TRAINING): 0})
    add_report(town, 2020, 2, {("A", TRAINING): 0})
    columns = ("actual", "status", "reported", "expected")
    assert some(told(town, "A", TRAINING), *columns) == (0, "far_behind", 1, 1)
    assert some(told(town, "B", TRAINING), *columns) == (None, "not_reported", 0, 1)
    assert some(told(town, "V2", TRAINING), "actual", "status", "reported", "expected") == (None, "no_target", 0, 1)
    assert some(told(town, "T", TRAINING), *columns) == (0, "far_behind", 1, 5)


def test_a_withdrawn_figure_is_missing_again(town):
    add_report(town, 2020, 1, {("A", TRAINING): 10})
    add_report(town, 2020, 2, {("A", TRAINING): 20})
    add_report(town, 2020, 2, {("A", TRAINING): "missing"})
    assert some(told(town, "A", TRAINING), "actual", "reported") == (10, 0)


# ---- rates -----------------------------------------------------------------------------------------------------------


def members_and_employees(*pairs: tuple[str, int, int]) -> dict:
    found = {}
    for code, members, employees in pairs:
        found |= {(code, MEMBERS): members, (code, EMPLOYEES): employees, (code, "unionised"): 1}
    return found


def test_a_rate_is_rebuilt_from_the_sums_of_its_parts_and_never_averaged(town):
    add_report(town, 2020, 2, members_and_employees(("A", 9, 10), ("B", 1, 90)))
    found = {code: some(told(town, code, RATE), "numerator", "denominator", "actual") for code in ("A", "B", "V1", "T")}
    assert found == {"A": (9, 10, 0.9), "B": (1, 90, pytest.approx(1 / 90)), "V1": (10, 100, 0.1), "T": (10, 100, 0.1)}


def test_both_parts_of_a_rate_come_from_the_same_quarter_of_a_unit_that_reports_both(town):
    add_report(town, 2020, 1, members_and_employees(("A", 5, 10), ("B", 6, 8)))
    add_report(town, 2020, 2, {("A", MEMBERS): 9, ("B", MEMBERS): 7, ("B", EMPLOYEES): 9, ("C", MEMBERS): 50})
    # A tells no employees in Q2, so its Q1 holds, carried; C tells none at all
    assert some(told(town, "A", RATE), "numerator", "denominator", "carried") == (5, 10, 1)
    assert some(told(town, "T", RATE), "numerator", "denominator", "carried", "reported") == (12, 19, 1, 1)
    assert told(town, "T", MEMBERS)["actual"] == 66, "the level itself is the newest"


def test_a_rate_of_flows_adds_up_the_quarters_in_which_both_parts_are_known(town):
    renewed, expired = "contracts_renewed", "contracts_expired"
    union = {("A", "unionised"): 1, ("B", "unionised"): 1}
    add_report(town, 2020, 1, {("A", renewed): 1, ("A", expired): 2, ("B", renewed): 3, ("B", expired): 3, **union})
    add_report(town, 2020, 2, {("A", renewed): 4, ("A", expired): 4, ("B", renewed): 1})
    assert some(told(town, "T", "renewal_rate"), "numerator", "denominator", "reported", "expected") == (8, 9, 1, 2)


def test_a_rate_of_flows_takes_the_year_to_date_where_both_parts_are_told_so(town):
    """The trap: 续签率 was 未报 though both of its parts stood in the sheet, as sums from 1 January."""
    renewed, expired = "contracts_renewed", "contracts_expired"
    columns = ("numerator", "denominator", "reported", "expected")
    add_report(town, 2020, 2, {("A", renewed): 12, ("A", expired): 20}, basis="cumulative")
    assert some(told(town, "T", "renewal_rate"), *columns) == (12, 20, 1, 1)
    add_report(town, 2020, 3, {("A", renewed): 3, ("A", expired): 4})
    assert some(told(town, "T", "renewal_rate", 3), *columns) == (15, 24, 1, 1)


def test_a_part_told_alone_counts_once_where_the_other_is_told_to_date(town):
    renewed, expired = "contracts_renewed", "contracts_expired"
    add_report(town, 2020, 1, {("A", renewed): 5, ("B", renewed): 1, ("B", expired): 2})
    add_report(town, 2020, 2, {("A", renewed): 12, ("A", expired): 20, ("B", renewed): 4}, basis="cumulative")
    # A's both parts are known to date; B tells no 到期 of the second quarter, so its first one holds
    assert some(told(town, "A", "renewal_rate"), "numerator", "denominator", "reported") == (12, 20, 1)
    assert some(told(town, "B", "renewal_rate"), "numerator", "denominator", "reported") == (1, 2, 0)
    assert some(told(town, "A", "renewal_rate", 3), "numerator", "denominator", "reported") == (12, 20, 0)


def test_where_nobody_says_who_has_a_union_those_who_told_the_figure_are_asked_for_it(town):
    """The trap: coverage was 0/0 and the verdict 未报 until 已建 came in, also where all reports were in."""
    add_report(town, 2020, 2, {("A", MEMBERS): 10, ("B", MEMBERS): 0})
    assert some(told(town, "T", MEMBERS), "actual", "reported", "expected") == (10, 2, 2)
    add_report(town, 2020, 3, {("A", MEMBERS): 12})
    assert some(told(town, "T", MEMBERS, 3), "reported", "expected") == (1, 2)
    add_report(town, 2020, 3, {("B", "unionised"): 0})
    assert some(told(town, "T", MEMBERS, 3), "reported", "expected") == (1, 1), "B says that it has none"


def test_nothing_of_nothing_is_no_rate(town):
    add_plan(town, [target("A", "renewal_rate", 1_000_000, phasing="keep")])
    nothing = {("A", "contracts_renewed"): 0, ("A", "contracts_expired"): 0}
    add_report(town, 2020, 1, nothing | {("A", "unionised"): 1})
    add_report(town, 2020, 2, nothing)
    assert some(told(town, "A", "renewal_rate"), "actual", "status") == (None, "no_target")


# ---- quarters that are missing or told as year to date ---------------------------------------------------------------


def test_with_the_first_quarter_missing_the_sum_is_a_lower_bound(town):
    add_plan(town, [target("A", TRAINING, 100), target("B", TRAINING, 100)])
    add_report(town, 2020, 2, {("A", TRAINING): 20, ("B", TRAINING): 60})
    columns = ("actual", "reported", "status")
    assert some(told(town, "A", TRAINING), *columns) == (20, 0, "not_reported")
    assert some(told(town, "B", TRAINING), *columns) == (60, 0, "on_pace"), "on pace whatever the first quarter was"
    assert some(told(town, "T", TRAINING), "actual", "reported", "expected") == (80, 0, 5)


Cell = tuple[str, int] | None
ANY_CELL = st.one_of(st.none(), st.tuples(st.sampled_from(["quarter", "cumulative"]), st.integers(0, 30)))
TWO_YEARS = st.lists(ANY_CELL, min_size=8, max_size=8)


def running_total(cells: list[Cell]) -> tuple[int | None, bool]:
    """What a year's quarters so far add up to, and whether none is missing: the latest year-to-date figure and after."""
    start = max((n for n, cell in enumerate(cells) if cell and cell[0] == "cumulative"), default=0)
    later = cells[start:]
    amounts = [cell[1] for cell in later if cell]
    return (sum(amounts) if amounts else None), None not in later


def own_figure(cells: list[Cell]) -> int | None:
    """What the last of a year's quarters added, None where that cannot be told."""
    if cells[-1] is None:
        return None
    before, complete = running_total(cells[:-1]) if len(cells) > 1 else (0, True)
    if cells[-1][0] == "quarter":
        return cells[-1][1]
    return cells[-1][1] - before if complete and cells[-2:-1] != [None] else None


@pytest.fixture(scope="module")
def many(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that takes one township after the other; each has a county of its own, so none may see another."""
    database = copy_database(empty_database, tmp_path_factory.mktemp("many") / "many.duckdb")
    with Store(database, keep_copy=False) as opened:
        yield opened


NUMBERS = itertools.count(1)


def new_town(store: Store, years: list[list[Cell]]) -> tuple[str, list[str]]:
    """A new township whose firms reported these cells of 2019 and 2020; its code and those of the firms."""
    town = f"T{next(NUMBERS)}"
    firms = [f"{town}F{number}" for number in range(len(years))]
    add_units(store, [unit(town, None, "township"), *(unit(firm, town) for firm in firms)])
    add_cells(store, dict(zip(firms, years, strict=True)))
    return town, firms


def add_cells(store: Store, years: dict[str, list[Cell]]) -> None:
    rows = [
        report_rows(2019 + number // 4, number % 4 + 1, {(firm, TRAINING): cell[1]}, cell[0])
        for firm, cells in years.items()
        for number, cell in enumerate(cells)
        if cell
    ]
    if rows:
        store.add("quarter", {"report": pd.concat(rows)})


@settings(max_examples=15)
@given(st.lists(TWO_YEARS, min_size=1, max_size=15), st.integers(1, 4))
def test_this_quarter_and_year_to_date_figures_mixed_give_the_right_sum_or_say_unknown(many, years, quarter):
    town, firms = new_town(many, years)
    table = load_progress(many, town, 2020, quarter)
    found = table[table["indicator"] == TRAINING]
    expected = []
    for firm, cells in zip(firms, years, strict=True):
        total, known = running_total(cells[4 : 4 + quarter])
        expected.append((firm, total, int(known)))
    totals = [total for _firm, total, _known in expected if total is not None]
    known = sum(known for _firm, _total, known in expected)
    everything = [(town, sum(totals) if totals else None, known), *expected]
    assert sorted(rows_of(found, "unit", "actual", "reported")) == sorted(everything)


@settings(max_examples=15)
@given(st.lists(TWO_YEARS, min_size=1, max_size=15), st.integers(1, 3))
def test_a_statistics_year_takes_the_last_quarter_of_the_calendar_year_before(many, years, quarter):
    town, firms = new_town(many, years)
    union_year = {"period_start": date(2019, 10, 1), "due_date": date(2020, 9, 30)}
    add_plan(many, [target(firm, TRAINING, 100, **union_year) for firm in firms])
    table = load_progress(many, town, 2020, quarter)
    found = table[(table["indicator"] == TRAINING) & table["leaf"]]
    expected = []
    for firm, cells in zip(firms, years, strict=True):
        autumn, (spring, known) = own_figure(cells[:4]), running_total(cells[4 : 4 + quarter])
        amounts = [amount for amount in (autumn, spring) if amount is not None]
        known = known and autumn is not None
        expected.append((firm, sum(amounts) if amounts else None, int(known), 100))
    assert sorted(rows_of(found, "unit", "actual", "reported", "target")) == sorted(expected)


# ---- places ----------------------------------------------------------------------------------------------------------


@filled_once
def moved(store: Store) -> None:
    """The township after firm A moved from V1 to V2 on 20 April 2020; everybody reported both quarters."""
    add_units(store, EVERYBODY, [("A", date(2020, 4, 20), "V2")])
    firms = ("A", "B", "C", "D")
    add_report(store, 2020, 1, {(firm, TRAINING): 10 + n for n, firm in enumerate(firms)} | {("A", "bookhouses"): 7})
    add_report(store, 2020, 2, {(firm, TRAINING): 20 + n for n, firm in enumerate(firms)} | {("A", "bookhouses"): 8})


def test_past_flows_of_a_unit_stay_where_it_stood_and_its_level_goes_along(moved):
    assert actuals(moved, TRAINING, 1) == {
        "T": 46, "V1": 21, "A": 10, "B": 11, "V2": 12, "C": 12, "V10": 13, "D": 13,
    }  # fmt: skip
    assert actuals(moved, TRAINING, 2) == {
        "T": 132, "V1": 42, "A": 30, "B": 32, "V2": 54, "C": 34, "V10": 36, "D": 36,
    }  # fmt: skip
    assert [actuals(moved, "bookhouses", q).get("V1") for q in (1, 2)] == [7, None]
    assert [actuals(moved, "bookhouses", q).get("V2") for q in (1, 2)] == [None, 8]


def test_a_place_that_a_unit_left_tells_the_same_from_its_own_page_as_from_above(moved):
    for code in ("V1", "V2", "V10"):
        assert actuals(moved, TRAINING, scope=code)[code] == actuals(moved, TRAINING)[code]
    assert set(actuals(moved, TRAINING, scope="V1")) == {"V1", "B"}


def test_the_rest_of_its_target_goes_along_with_a_unit_that_moved(moved):
    add_plan(moved, [target(firm, TRAINING, 100) for firm in ("A", "B", "C", "D")])
    targets = {code: told(moved, code, TRAINING)["target"] for code in ("T", "V1", "V2", "V10", "A")}
    assert targets == {"T": 400, "V1": 110, "V2": 190, "V10": 100, "A": 100}, "10 of A's 100 were done in V1"
    assert told(moved, "V1", TRAINING)["target_source"] == "breakdown"


def test_a_place_that_a_unit_left_has_the_same_target_from_its_own_page_as_from_above(moved):
    add_plan(moved, [target(firm, TRAINING, 100) for firm in ("A", "B", "C", "D")])
    table = load_progress(moved, "T", 2020, 2).query(f"indicator == '{TRAINING}'").set_index("unit")
    for code in ("V1", "V2", "V10"):
        by_itself = load_progress(moved, code, 2020, 2, alone=True).query(f"indicator == '{TRAINING}'")
        assert rows_of(by_itself, "target", "due", "actual", "status") == [
            tuple(table.loc[code, ["target", "due", "actual", "status"]])
        ]


def test_the_targets_of_firms_stay_with_their_village_when_the_village_moves(store):
    county = unit("X", None, "county")
    early = [county, TOWNSHIP | {"parent": "X"}, *EVERYBODY[1:]]
    places = {"T": ["/T/", "/X/T/"]} | {
        row["unit"]: [f"{above}{row['unit']}/" for above in ("/T/", "/X/T/")] for row in VILLAGES
    }
    add_units(store, early)
    for row in FIRMS:
        places[row["unit"]] = [f"{path}{row['unit']}/" for path in places[row["parent"]]]
    parents = {row["unit"]: row["parent"] for row in early}
    moves = [
        {
            "unit": code,
            "parent": parents[code] if day > LONG_AGO or code != "T" else None,
            "path": path,
            "valid_from": day,
        }
        for code, paths in places.items()
        for day, path in zip((LONG_AGO, date(2020, 4, 1)), paths, strict=True)
    ]
    store.add("units", {"place": pd.DataFrame(moves)})  # the township came under the county in April
    add_plan(store, [target(firm, TRAINING, 100) for firm in ("A", "B", "C", "D")])
    for quarter in (1, 2):
        add_report(store, 2020, quarter, {(firm, TRAINING): 10 for firm in ("A", "B", "C", "D")})
    columns = ("target", "actual")
    assert some(told(store, "V1", TRAINING), *columns) == (200, 40)
    assert some(told(store, "T", TRAINING), *columns) == (400, 80)
    assert told(store, "X", TRAINING)["actual"] == 40, "what was done before is no part of the county's"


def test_quarters_asked_for_together_tell_the_same_as_each_by_itself(moved):
    """Though they are read at once, and the unit stood at two places: A in V1 in the first quarter, in V2 in the second."""
    add_plan(moved, [target(firm, TRAINING, 100) for firm in ("A", "B", "C", "D")])
    add_plan(moved, [target("A", TRAINING, 60)], version=2, in_force_from=date(2020, 6, 1))
    asked = [(period, alone) for period in range(8079, 8083) for alone in (False, True)]
    for code in ("T", "V1", "V2", "A"):
        for (period, alone), table in zip(asked, load_quarters(moved, code, asked), strict=True):
            pd.testing.assert_frame_equal(table, load_progress(moved, code, *year_and_quarter(period), alone=alone))
    promised = load_quarters(moved, "T", [(8080, False), (8081, False)], promised=True)
    assert [dict(rows_of(table, "unit", "target"))["A"] for table in promised] == [100, 60]


def test_a_quarter_before_a_unit_stood_anywhere_has_no_table(town):
    new = {"unit": "E", "name": "新厂", "kind": "enterprise"}
    place = {"unit": "E", "parent": "V1", "path": "/T/V1/E/", "valid_from": date(2020, 4, 1)}
    town.add("units", {"unit": pd.DataFrame([new]), "place": pd.DataFrame([place])})
    before, after = load_quarters(town, "E", [(8080, False), (8081, False)])
    assert before is None
    assert set(after["unit"]) == {"E"}
    assert load_quarters(town, "X", [(8080, False)]) == [None]


def test_sums_beyond_what_a_float_can_hold_are_exact(town):
    odd = 2**53 + 1
    parts = {(code, part): odd for code in ("A", "B") for part in ("contracts_renewed", "contracts_expired")}
    add_report(town, 2020, 1, parts | {("C", "contracts_renewed"): 1, ("C", "contracts_expired"): 2})
    assert some(told(town, "T", "renewal_rate", 1), "numerator", "denominator") == (2 * odd + 1, 2 * odd + 2)


def test_both_parts_of_a_rate_of_flows_stay_where_the_unit_stood(store):
    add_units(store, EVERYBODY, [("A", date(2020, 4, 20), "V2")])
    union = {("A", "unionised"): 1}
    add_report(store, 2020, 1, {("A", "contracts_renewed"): 2, ("A", "contracts_expired"): 3, **union})
    add_report(store, 2020, 2, {("A", "contracts_renewed"): 1, ("A", "contracts_expired"): 1, **union})
    columns = ("numerator", "denominator", "reported", "expected")
    found = {code: some(told(store, code, "renewal_rate"), *columns) for code in ("T", "V1", "V2", "A")}
    assert found == {"T": (3, 4, 1, 1), "V1": (2, 3, 0, 0), "V2": (1, 1, 1, 1), "A": (3, 4, 1, 1)}


def test_a_level_that_no_longer_applies_is_not_carried(town):
    add_report(town, 2020, 1, {("A", "bookhouses"): 1, ("B", "bookhouses"): 1})
    add_report(town, 2020, 2, {("A", "bookhouses"): "exempt", ("B", "bookhouses"): 1})
    assert some(told(town, "V1", "bookhouses"), "actual", "reported", "expected", "carried") == (1, 1, 1, 0)


def test_a_unit_that_moved_is_expected_where_it_stands_now(moved):
    assert [coverage(moved, TRAINING, 1, code) for code in ("V1", "V2")] == [(2, 2, 0), (1, 1, 0)]
    assert [coverage(moved, TRAINING, 2, code) for code in ("V1", "V2")] == [(1, 1, 0), (2, 2, 0)]


def test_a_village_never_sees_another_one_even_if_its_code_begins_alike(town):
    add_report(town, 2020, 2, {(firm, TRAINING): 10**n for n, firm in enumerate(("A", "B", "C", "D"))})
    add_plan(town, [target(code, TRAINING, 5) for code in ("A", "B", "C", "D", "V10")])
    assert {code: set(load_progress(town, code, 2020, 2)["unit"]) for code in ("V1", "V2", "V10", "A")} == {
        "V1": {"V1", "A", "B"},
        "V2": {"V2", "C"},
        "V10": {"V10", "D"},
        "A": {"A"},
    }
    assert {code: actuals(town, TRAINING, scope=code)[code] for code in ("V1", "V10")} == {"V1": 11, "V10": 1000}
    scope = {"first_period": 0, "last_period": 9999}
    assert set(town.read("cells", scope="/T/V1/", **scope)["unit"]) == {"A", "B"}


def test_a_unit_that_nobody_knows_is_said_to_be_unknown(town):
    with pytest.raises(LookupError, match="X"):
        load_progress(town, "X", 2020, 2)


PARENTS = st.lists(st.integers(0, 10), min_size=1, max_size=12)


@settings(max_examples=15)
@given(PARENTS, st.data())
def test_over_any_partition_of_any_tree_the_parts_add_up_to_the_root(many, parents, data):
    root = f"R{next(NUMBERS)}"
    codes = [root, *(f"{root}N{number}" for number in range(1, len(parents) + 1))]
    parent_of = {codes[n + 1]: codes[parent % (n + 1)] for n, parent in enumerate(parents)}
    inner = set(parent_of.values())
    add_units(many, [unit(c, parent_of.get(c), "township" if c in inner else "enterprise") for c in codes])
    reports = []
    for quarter, (indicator, other) in itertools.product(
        (1, 2), [(TRAINING, None), ("bookhouses", None), (MEMBERS, EMPLOYEES)]
    ):
        some_of = data.draw(st.lists(st.sampled_from(codes), unique=True))
        amounts = {(c, indicator): data.draw(st.integers(0, 50)) for c in some_of}
        amounts |= {(c, other): amounts[c, indicator] + 5 for c in some_of if other}
        if amounts:
            reports.append(report_rows(2020, quarter, amounts))
    if reports:
        many.add("quarter", {"report": pd.concat(reports)})
    raw = {code: many.read("unit_reports", unit=code) for code in codes}
    table = load_progress(many, root, 2020, 2)
    children = {code: [c for c, parent in parent_of.items() if parent == code] for code in codes}
    one = data.draw(st.sampled_from(codes))
    alone = load_progress(many, one, 2020, 2, alone=True).set_index("indicator")[["actual", "numerator", "denominator"]]
    for indicator, column in [
        (TRAINING, "actual"),
        ("bookhouses", "actual"),
        (RATE, "numerator"),
        (RATE, "denominator"),
    ]:
        found = dict(rows_of(table[table["indicator"] == indicator], "unit", column))
        for code in codes:
            own = own_amount(raw[code], indicator, column)
            parts = [*(found.get(child) for child in children[code]), own]
            known = [part for part in parts if part is not None]
            assert found.get(code) == (sum(known) if known else None), (code, indicator, column)
        by_itself = alone[column].get(indicator)
        assert found.get(one) == (None if pd.isna(by_itself) else by_itself), "told alone it is the same"


def own_amount(rows: pd.DataFrame, indicator: str, column: str) -> int | None:
    """What one unit itself reported by the second quarter of 2020, told from its raw rows."""
    if indicator == TRAINING:
        flows = rows[rows["indicator"] == TRAINING]["amount"].tolist()
        return sum(flows) if flows else None
    wanted = {"numerator": MEMBERS, "denominator": EMPLOYEES}.get(column, indicator)
    levels = rows[rows["indicator"] == wanted].sort_values("period")["amount"].tolist()
    return levels[-1] if levels else None


# ---- who is expected -------------------------------------------------------------------------------------------------


def exempt(
    store: Store,
    code: str,
    indicator: str | None = None,
    first: date = ALL_YEAR_LONG[0],
    last: date = ALL_YEAR_LONG[1],
) -> None:
    row = {
        "unit": code,
        "indicator": indicator,
        "exempt_from": first,
        "exempt_to": last,
        "reason": "停产",
    }
    store.add("units", {"exemption": pd.DataFrame([row]).astype({"indicator": "str"} if indicator else {})})


def test_an_exempt_unit_is_not_expected_but_what_it_reported_stays_in_the_sums(town):
    add_plan(town, [target("A", TRAINING, 10), target("B", TRAINING, 100), target("A", "lectures", 4)])
    add_report(town, 2020, 1, {("A", TRAINING): 3, ("B", TRAINING): 50})
    exempt(town, "A")
    assert some(told(town, "V1", TRAINING, 1), "actual", "target", "reported", "expected") == (53, 100, 1, 1)
    assert told(town, "A", TRAINING, 1)["status"] == told(town, "A", "lectures", 1)["status"] == "exempt"


def test_a_level_carried_from_a_unit_that_is_not_to_report_is_counted_beside_the_expected_ones(town):
    add_report(town, 2020, 1, {(code, "bookhouses"): 2 for code in "ABC"})
    exempt(town, "A")
    add_report(town, 2020, 2, {("B", "bookhouses"): 2})
    row = told(town, "T", "bookhouses")
    assert some(row, "actual", "reported", "expected", "carried", "carried_beside") == (6, 1, 3, 2, 1)
    assert row_coverage_text(row) == (
        "1/3 units reported, 1 of the others carried forward; besides them 1 not to report (such as exempt)"
    )
    assert row["reported"] + row["carried"] - row["carried_beside"] <= row["expected"]


def test_an_exemption_may_be_for_one_indicator_and_ends(town):
    add_plan(town, [target("A", TRAINING, 10), target("A", "lectures", 4)])
    exempt(town, "A", "lectures")
    statuses = [told(town, "A", indicator)["status"] for indicator in (TRAINING, "lectures")]
    assert statuses == ["not_reported", "exempt"]
    assert [coverage(town, indicator, 2, "V1")[1] for indicator in (TRAINING, "lectures")] == [2, 1]
    assert some(told(town, "V1", "lectures", 1, 2021), "expected", "status") == (2, "no_target")


def test_a_unit_for_which_an_indicator_does_not_apply_is_not_expected_to_report_it(town):
    add_report(town, 2020, 2, {("A", TRAINING): "exempt", ("B", TRAINING): 5, ("B", "bookhouses"): 1})
    assert coverage(town, TRAINING, 2, "V1")[1] == 1
    assert coverage(town, "bookhouses", 2, "V1")[1] == 2, "it is about one indicator"


def test_a_unit_that_opened_in_the_second_quarter_owes_nothing_for_the_first(store):
    add_units(store, everybody_but(A={"opened": date(2020, 5, 1)}))
    add_plan(store, [target("A", TRAINING, 80)])
    add_report(store, 2020, 2, {("A", TRAINING): 20})
    assert coverage(store, TRAINING, 1, "V1")[1] == 1
    assert some(told(store, "A", TRAINING), "due", "actual", "reported", "status") == (20, 20, 1, "on_pace")


def test_a_unit_is_asked_for_what_only_firms_with_a_union_report_once_it_has_one(town):
    add_report(town, 2020, 1, {("A", "unionised"): 1, ("B", "unionised"): 0, ("C", "unionised"): 0})
    add_report(town, 2020, 2, {("B", "unionised"): 1, ("C", "unionised"): 0})
    assert [told(town, "T", MEMBERS, quarter)["expected"] for quarter in (1, 2)] == [1, 2]


def test_a_firm_that_never_said_whether_it_has_a_union_is_not_asked_for_what_unions_report(town):
    add_report(town, 2020, 2, {("A", "unionised"): 1, ("A", "wage_enterprises"): 1})
    found = {code: some(told(town, "T", code), "reported", "expected") for code in ("wage_enterprises", "wage_rate")}
    assert found == {"wage_enterprises": (1, 1), "wage_rate": (1, 1)}


def test_a_closed_unit_is_not_expected_and_leaves_what_it_had_done_of_its_target(store):
    add_units(store, everybody_but(A={"closed": date(2020, 5, 31)}))
    add_plan(store, [target("A", TRAINING, 10), target("B", TRAINING, 100)])
    add_report(store, 2020, 1, {("A", TRAINING): 3, ("B", TRAINING): 50})
    columns = ("actual", "target", "expected")
    assert some(told(store, "V1", TRAINING, 1), *columns) == (53, 110, 2)
    assert some(told(store, "V1", TRAINING, 2), *columns) == (53, 103, 1)


# ---- what leaves -----------------------------------------------------------------------------------------------------

DONE = ("actual", "target", "status")


def two_of_40(store: Store, **about_a: object) -> None:
    """A and B have each 40 to do and did 25 by June, A in the first quarter."""
    add_units(store, everybody_but(A=about_a))
    add_plan(store, [target("A", TRAINING, 40), target("B", TRAINING, 40)])
    add_report(store, 2020, 1, {("A", TRAINING): 25, ("B", TRAINING): 5})
    add_report(store, 2020, 2, {("B", TRAINING): 20})


def test_what_a_closed_unit_did_never_flatters_the_rest(store):
    two_of_40(store, closed=date(2020, 6, 1))
    assert some(told(store, "V1", TRAINING, 1), "actual", "target") == (30, 80)
    assert some(told(store, "V1", TRAINING, 2), *DONE, "due") == (50, 65, "on_pace", 32)
    assert some(told(store, "T", TRAINING, 2), *DONE, "target_source") == (50, 65, "on_pace", "breakdown")


def test_who_did_more_than_its_target_and_closed_leaves_the_target(store):
    two_of_40(store, closed=date(2020, 7, 1))
    add_report(store, 2020, 2, {("A", TRAINING): 35})
    assert some(told(store, "V1", TRAINING, 2), "actual", "target") == (85, 80)
    assert some(told(store, "V1", TRAINING, 3), "actual", "target") == (85, 80), "60 of 40, and 25 of 40"


@pytest.mark.parametrize(
    ("spells", "left"),
    [
        ([(date(2020, 4, 1), date(2020, 12, 31))], 25),  # from a day inside the period
        ([(date(2020, 4, 1), date(2020, 6, 30))], 25),  # the day looked at is its last
        ([(date(2020, 2, 1), date(2020, 4, 30))], 40),  # it is over
        ([(date(2019, 7, 1), date(2020, 4, 30))], 40),
        ([(date(2020, 1, 1), date(2020, 12, 31))], 0),  # the whole period
        ([(date(2019, 7, 1), date(2020, 6, 30))], 0),
        ([(date(2019, 7, 1), date(2020, 3, 31)), (date(2020, 4, 1), date(2020, 12, 31))], 0),  # prolonged
        ([(date(2019, 7, 1), date(2020, 2, 29)), (date(2020, 4, 1), date(2020, 12, 31))], 25),  # March was its own
        ([(date(2020, 3, 1), date(2020, 12, 31)), (date(2019, 7, 1), date(2020, 12, 31))], 0),  # recorded twice
    ],
)
def test_who_is_exempt_from_a_day_inside_the_period_leaves_what_it_did_and_who_was_all_along_leaves_nothing(
    store, spells, left
):
    two_of_40(store)
    for first, last in spells:
        exempt(store, "A", TRAINING, first, last)
    assert some(told(store, "V1", TRAINING, 2), "actual", "target") == (50, 40 + left)


def test_a_whole_village_that_becomes_exempt_leaves_what_was_done_below_it(store):
    two_of_40(store)
    add_plan(store, [target("C", TRAINING, 10)])
    exempt(store, "V1", TRAINING, date(2020, 5, 1), date(2020, 12, 31))
    assert some(told(store, "T", TRAINING, 2), "actual", "target") == (50, 60), "50 of its 80, and C's 10"
    exempt(store, "V1", TRAINING)
    assert some(told(store, "T", TRAINING, 2), "actual", "target") == (50, 10)


def test_what_was_used_of_a_cap_by_who_closed_is_allowed_to_nobody_else(store):
    add_units(store, everybody_but(A={"closed": date(2020, 6, 1)}))
    add_plan(store, [target(code, TRAINING, 5, comparator="at_most", phasing="keep") for code in ("A", "B")])
    add_report(store, 2020, 1, {("A", TRAINING): 3, ("B", TRAINING): 1})
    add_report(store, 2020, 2, {("B", TRAINING): 5})
    assert some(told(store, "V1", TRAINING), *DONE) == (9, 8, "behind"), "B used 6 of its 5"


def test_the_level_of_a_closed_unit_leaves_with_its_target_and_its_level_at_the_start(store):
    add_units(store, everybody_but(A={"closed": date(2020, 6, 1)}))
    add_report(store, 2019, 4, {("A", "bookhouses"): 6, ("B", "bookhouses"): 2})
    add_report(store, 2020, 2, {("B", "bookhouses"): 6})
    add_plan(store, [target("A", "bookhouses", 8), target("B", "bookhouses", 10)])
    columns = ("actual", "target", "baseline", "due", "status")
    assert some(told(store, "V1", "bookhouses"), *columns) == (6, 10, 2, 6, "on_pace")


def test_the_level_of_who_became_exempt_stays_and_so_does_as_much_of_its_target(store):
    add_units(store, EVERYBODY)
    add_report(store, 2019, 4, {("A", "bookhouses"): 2, ("B", "bookhouses"): 2})
    add_report(store, 2020, 2, {("A", "bookhouses"): 5, ("B", "bookhouses"): 6})
    add_plan(store, [target("A", "bookhouses", 8), target("B", "bookhouses", 10)])
    exempt(store, "A", "bookhouses", date(2020, 5, 1), date(2020, 12, 31))
    assert some(told(store, "V1", "bookhouses"), "actual", "target", "expected") == (11, 15, 1)


@pytest.mark.parametrize(
    ("moved_on", "about_a", "spell", "targets"),
    [
        (date(2020, 4, 20), {}, None, {"V1": 60, "V2": 45, "T": 105}),
        (date(2020, 4, 20), {"closed": date(2020, 6, 30)}, None, {"V1": 60, "V2": 22, "T": 82}),
        (date(2020, 4, 20), {}, (date(2020, 5, 1), date(2020, 12, 31)), {"V1": 60, "V2": 22, "T": 82}),
        (date(2020, 4, 20), {}, ALL_YEAR_LONG, {"V1": 40, "V2": 15, "T": 55}),
        (date(2020, 2, 20), {"closed": date(2020, 6, 30)}, None, {"V1": 40, "V2": 42, "T": 82}),
    ],
)
def test_who_moved_and_left_leaves_in_each_place_what_it_did_there(store, moved_on, about_a, spell, targets):
    """A has 50 to do: 20 were done in the first quarter, 7 in the second; B of V1 has 40, C of V2 15."""
    add_units(store, everybody_but(A=about_a), [("A", moved_on, "V2")])
    add_plan(store, [target("A", TRAINING, 50), target("B", TRAINING, 40), target("C", TRAINING, 15)])
    add_report(store, 2020, 1, {("A", TRAINING): 20, ("B", TRAINING): 1})
    add_report(store, 2020, 2, {("A", TRAINING): 7, ("C", TRAINING): 1})
    if spell:
        exempt(store, "A", TRAINING, *spell)
    assert {code: told(store, code, TRAINING)["target"] for code in targets} == targets
    alone = {code: told(store, code, TRAINING, alone=True)["target"] for code in targets}
    assert alone == targets, "from its own page as from above"


def test_the_tolerance_of_who_moved_goes_along_and_is_not_counted_twice(store):
    add_units(store, EVERYBODY, [("A", date(2020, 4, 20), "V2")])
    about = {"comparator": "about", "tolerance": 5}
    add_plan(store, [target("A", TRAINING, 50, **about), target("B", TRAINING, 50, **about)])
    add_report(store, 2020, 1, {("A", TRAINING): 20, ("B", TRAINING): 25})
    add_report(store, 2020, 2, {("A", TRAINING): 20, ("B", TRAINING): 25})
    table = load_progress(store, "T", 2020, 2)
    found = table[table["indicator"].eq(TRAINING) & table["unit"].isin(["T", "V1", "V2"])]
    assert rows_of(found, "unit", "tolerance") == [("T", 10), ("V1", 5), ("V2", 5)]


def leaving_firms(chance: random.Random) -> list[dict]:
    """Thirty firms of two villages that move, close and become exempt as it happens."""
    days = [date(2020, 1, 2) + timedelta(days=number) for number in range(273)]
    firsts = [date(2019, 7, 1), *(date(2020, month, day) for month in (1, 2, 4, 5, 7) for day in (1, 15))]
    spells = [(first, last) for first in firsts for last in (*ENDS, date(2020, 4, 14)) if first < last]
    return [
        {
            "target": chance.choice([0, 10, 40, 80, 100]),
            "closed": chance.choice([None, chance.choice(days)]),
            "exempt": chance.choice([[], [], chance.sample(spells, 1), chance.sample(spells, 2)]),
            "moves": sorted(
                {chance.choice(days): chance.choice("VW") for _move in range(chance.randint(0, 2))}.items()
            ),
            "parent": chance.choice("VW"),
            "done": [chance.choice([None, chance.randint(0, 30)]) for _quarter in range(3)],
        }
        for _firm in range(30)
    ]


def add_firms(store: Store, town: str, firms: list[dict]) -> None:
    """A township with the villages V and W and the firms, their targets, reports and exemptions."""
    about = {f"{town}F{number}": firm for number, firm in enumerate(firms)}
    units = [unit(town, None, "township"), *(unit(f"{town}{v}", town, "village_federation") for v in "VW")]
    units += [unit(code, f"{town}{firm['parent']}", closed=firm["closed"]) for code, firm in about.items()]
    add_units(store, units, [(code, day, town + to) for code, firm in about.items() for day, to in firm["moves"]])
    add_plan(store, [target(code, TRAINING, firm["target"]) for code, firm in about.items()])
    reports = []
    for quarter in (1, 2, 3):
        done = {(code, TRAINING): firm["done"][quarter - 1] for code, firm in about.items()}
        reports.append(report_rows(2020, quarter, {cell: said for cell, said in done.items() if said is not None}))
    store.add("quarter", {"report": pd.concat(reports)})
    spells = [
        {"unit": code, "indicator": TRAINING, "exempt_from": first, "exempt_to": last, "reason": "停产"}
        for code, firm in about.items()
        for first, last in firm["exempt"]
    ]
    store.add("units", {"exemption": pd.DataFrame(spells)})


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_what_firms_that_move_close_and_become_exempt_add_up_to_is_what_the_slow_telling_says(many, seed):
    town, firms = f"L{next(NUMBERS)}", leaving_firms(random.Random(seed))
    add_firms(many, town, firms)
    for quarter in (1, 2, 3):
        table = load_progress(many, town, 2020, quarter)
        rows = table[table["indicator"] == TRAINING].set_index("unit")
        for village in "VW":
            found = rows.loc[town + village, ["target", "actual"]]
            assert tuple(found) == sum_of(firms, village, quarter), (village, quarter)


# ---- targets ---------------------------------------------------------------------------------------------------------

SOURCE = ("target", "target_source", "status")


def test_a_node_without_a_target_of_its_own_has_the_sum_of_its_parts(town):
    add_plan(
        town,
        [target("A", TRAINING, 10), target("B", TRAINING, 20), target("V2", TRAINING, 5), target("C", TRAINING, 50)],
    )
    add_report(town, 2020, 1, {("A", TRAINING): 15})
    found = {code: some(told(town, code, TRAINING, 1), "target", "target_source") for code in ("T", "V1", "V2", "A")}
    assert found == {"T": (35, "breakdown"), "V1": (30, "breakdown"), "V2": (5, "own"), "A": (10, "own")}


def test_what_is_due_at_a_node_is_computed_once_and_never_added_up(town):
    add_plan(town, [target("A", TRAINING, 1), target("B", TRAINING, 1)])
    assert [told(town, code, TRAINING)["due"] for code in ("A", "B", "V1")] == [0, 0, 1], (
        "half of 1 is 0, half of 2 is 1"
    )


@pytest.mark.parametrize(
    "other",
    [
        {"due_date": date(2020, 9, 30)},
        {"comparator": "at_most"},
        {"phasing": "keep"},
        {"phasing": "10/40/75/100"},
    ],
)
def test_parts_that_differ_in_period_comparator_or_phasing_are_not_added_up(town, other):
    add_plan(town, [target("A", TRAINING, 10), target("B", TRAINING, 20, **other)])
    add_report(town, 2020, 2, {("A", TRAINING): 15, ("B", TRAINING): 15})
    table = load_progress(town, "T", 2020, 2)
    found = table[(table["indicator"] == TRAINING) & table["unit"].isin(["T", "V1"])]
    assert rows_of(found, "unit", *SOURCE) == [(code, None, "inconsistent", "no_target") for code in ("T", "V1")]


def test_a_baseline_is_the_level_carried_at_the_start_of_the_period_unless_it_is_typed(town):
    add_report(town, 2019, 4, {("A", "bookhouses"): 4, ("B", "bookhouses"): 6})
    add_report(town, 2020, 2, {("A", "bookhouses"): 7, ("B", "bookhouses"): 7})
    add_plan(town, [target("A", "bookhouses", 10), target("B", "bookhouses", 10, baseline=2)])
    assert [some(told(town, code, "bookhouses"), "baseline", "due") for code in ("A", "B")] == [(4, 7), (2, 6)]


def test_plans_change_on_their_day_and_an_older_version_can_be_asked_for(town):
    add_plan(town, [target("A", TRAINING, 100)])
    add_plan(town, [target("A", TRAINING, 60)], version=2, in_force_from=date(2020, 7, 1))
    add_plan(town, [target("A", TRAINING, 40)], version=3, in_force_from=date(2020, 12, 31))
    found = {quarter: some(told(town, "A", TRAINING, quarter), "target", "plan_version") for quarter in (1, 2, 3, 4)}
    assert found == {1: (100, 1), 2: (100, 1), 3: (60, 2), 4: (40, 3)}
    asked = {version: told(town, "A", TRAINING, 3, plan_version=version)["target"] for version in (1, 2, 3)}
    assert asked == {1: 100, 2: 60, 3: 40}


def test_a_version_is_the_whole_plan_of_its_unit_and_of_no_other(town):
    add_plan(town, [target("A", TRAINING, 100), target("A", "lectures", 5), target("B", TRAINING, 50)])
    add_plan(town, [target("A", TRAINING, 60)], version=2)
    assert told(town, "A", TRAINING)["target"] == 60
    assert told(town, "A", "lectures")["target"] is None, "the new version does not have it any more"
    assert told(town, "B", TRAINING)["target"] == 50


def test_a_window_of_next_year_is_judged_in_its_own_year_only(town):
    add_plan(town, [target("A", TRAINING, 100)])
    add_plan(town, [target("A", TRAINING, 70, period_start=date(2021, 1, 1), due_date=date(2021, 12, 31))], year=2021)
    assert [told(town, "A", TRAINING, 2, year)["target"] for year in (2020, 2021)] == [100, 70]


def test_the_rates_of_parts_are_never_added_up_to_a_target_of_the_node(town):
    add_plan(town, [target(code, RATE, 900_000, phasing="keep") for code in ("A", "B")])
    add_report(town, 2020, 2, members_and_employees(("A", 9, 10), ("B", 1, 90)))
    assert some(told(town, "V1", RATE), "target", "actual", "status", "target_source") == (
        None,
        0.1,
        "no_target",
        "none",
    )
    assert told(town, "A", RATE)["target"] == 0.9


BASELINE = ("baseline", "baseline_unknown", "due", "actual", "status")


def test_a_level_that_nobody_said_counts_as_none_until_it_is_said_and_the_verdict_says_so(town):
    """A union's first year: 5 of 8 in June, when 70 % is due."""
    season = {"phasing": "30/70/90/100"}
    add_plan(town, [target(code, "bookhouses", 8, **season) for code in ("A", "T")])
    add_report(town, 2020, 2, {("A", "bookhouses"): 5})
    assert some(told(town, "A", "bookhouses"), *BASELINE) == (None, True, 5, 5, "on_pace")
    assert some(told(town, "T", "bookhouses"), *BASELINE) == (None, True, 5, 5, "on_pace")
    add_plan(town, [target(code, "bookhouses", 8, baseline=4, **season) for code in ("A", "T")], version=2)
    assert some(told(town, "A", "bookhouses"), *BASELINE) == (4, False, 6, 5, "behind")


def test_a_sum_of_levels_counts_an_unknown_start_of_a_part_as_none_and_says_so(store):
    add_units(store, [TOWNSHIP, *(unit(code, "V1") for code in "ABC"), VILLAGES[0]])
    add_plan(store, [target("A", "bookhouses", 10, baseline=6), *(target(c, "bookhouses", 10) for c in "BC")])
    add_report(store, 2019, 4, {("B", "bookhouses"): 4})
    add_report(store, 2020, 2, {(code, "bookhouses"): 6 for code in "ABC"})
    assert [told(store, code, "bookhouses")["baseline_unknown"] for code in "ABC"] == [False, False, True]
    assert some(told(store, "V1", "bookhouses"), *BASELINE) == (None, True, 20, 18, "slightly_behind"), (
        "from 6 + 4 + 0 to 30"
    )
    add_report(store, 2019, 4, {("C", "bookhouses"): 2})
    assert some(told(store, "V1", "bookhouses"), *BASELINE) == (12, False, 21, 18, "behind")


def test_a_unit_that_opened_in_the_period_starts_from_nothing_and_is_not_asked(store):
    add_units(store, everybody_but(A={"opened": date(2020, 2, 1)}))
    add_plan(store, [target("A", "bookhouses", 8)])
    add_report(store, 2020, 2, {("A", "bookhouses"): 5})
    assert some(told(store, "A", "bookhouses"), "baseline", "baseline_unknown") == (0, False)


def test_no_mark_stands_where_no_verdict_rests_on_a_baseline(town):
    add_plan(town, [target("A", "bookhouses", 8, phasing="keep"), target("B", "bookhouses", 8, comparator="keep")])
    add_plan(town, [target("C", "bookhouses", 8), target("D", TRAINING, 8), target("V1", RATE, 900_000)])
    exempt(town, "C", "bookhouses")
    table = load_progress(town, "T", 2020, 2)
    assert not table["baseline_unknown"].any()


# ---- what missing units could change ---------------------------------------------------------------------------------


def test_high_puts_every_missing_unit_at_its_own_due_and_names_the_verdict_that_would_follow(town):
    add_plan(town, [target("T", TRAINING, 100), target("A", TRAINING, 40), target("B", TRAINING, 60)])
    add_report(town, 2020, 1, {("A", TRAINING): 10})
    add_report(town, 2020, 2, {("A", TRAINING): 10})
    columns = ("actual", "due", "low", "high", "status", "low_status", "high_status")
    assert some(told(town, "T", TRAINING), *columns) == (20, 50, 20, 50, "behind", "behind", "on_pace")


def test_high_equals_low_when_everybody_reported(town):
    add_plan(town, [target("T", TRAINING, 100), *(target(c, TRAINING, 25) for c in ("A", "B", "C", "D"))])
    for quarter in (1, 2):
        add_report(town, 2020, quarter, {(code, TRAINING): 5 for code in ("A", "B", "C", "D", "T")})
    assert some(told(town, "T", TRAINING), "low", "high", "reported", "expected") == (50, 50, 5, 5)


def test_a_part_that_was_reported_late_counts_from_the_day_it_is_in(town):
    add_report(town, 2020, 1, {("A", TRAINING): 10})
    before = told(town, "T", TRAINING, 1)
    add_report(town, 2020, 1, {("B", TRAINING): 5})
    after = told(town, "T", TRAINING, 1)
    assert some(before, "actual", "reported") == (10, 1)
    assert some(after, "actual", "reported") == (15, 2)


def test_money_is_added_up_in_fen_and_shown_in_yuan(town):
    add_report(
        town, 2020, 2, {("A", "assistance_funds"): 1, ("B", "assistance_funds"): 2_268, ("C", "assistance_funds"): 461}
    )
    assert told(town, "T", "assistance_funds")["actual"] == 27.3


def test_every_indicator_of_the_catalogue_that_is_reported_can_be_added_up(town):
    reported = [code for code, row in CATALOGUE.items() if row["kind"] != "rate"]
    add_report(town, 2020, 1, {("T", code): 7 for code in reported} | {("A", code): 3 for code in reported})
    table = load_progress(town, "T", 2020, 1)
    found = table[(table["unit"] == "T") & table["indicator"].isin(reported)]
    factor = {code: 100 if CATALOGUE[code]["measure"] == "元" else 1 for code in reported}
    assert dict(rows_of(found, "indicator", "actual")) == {code: 10 / factor[code] for code in reported}


def test_the_level_at_the_start_counts_a_unit_that_closed_since_and_the_level_now_does_not(store):
    closing = [TOWNSHIP, unit("A"), unit("B", closed=date(2020, 2, 1)), unit("C", closed=date(2019, 11, 1))]
    add_units(store, closing)
    add_report(store, 2019, 3, {(code, "bookhouses"): 4 for code in "ABC"})
    add_report(store, 2019, 4, {(code, "bookhouses"): 5 for code in "AB"})
    add_report(store, 2020, 2, {("A", "bookhouses"): 6})
    add_plan(store, [target("T", "bookhouses", 20)])
    row = load_progress(store, "T", 2020, 2).set_index(["unit", "indicator"]).loc[("T", "bookhouses")]
    assert (row["baseline"], row["actual"], row["expected"]) == (10, 6, 1)


@pytest.mark.parametrize("quarter", [1, 2, 3])
def test_a_target_missed_by_its_due_date_stays_missed_in_later_quarters(store, quarter):
    """Its last quarter is in; that a later one is or is not in says nothing about it."""
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target(code, "proposals", 5, due_date=date(2020, 3, 31)) for code in "TA"])
    for number in (1, 2):
        add_report(store, 2020, number, {(code, "proposals"): 1 for code in "AB"})
    rows = load_progress(store, "T", 2020, quarter).query("indicator == 'proposals'").set_index("unit")
    assert rows["status"].loc[["T", "A"]].tolist() == ["missed", "missed"]
    assert rows["actual"].loc[["T", "A"]].tolist() == [2, 1]
    assert rows["reported"].loc["T"] == 2


def test_a_unit_silent_this_quarter_is_silent_though_a_past_target_was_answered(store):
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 5, due_date=date(2020, 3, 31))])
    add_report(store, 2020, 1, {(code, "proposals"): 1 for code in "AB"})
    add_report(store, 2020, 2, {("B", "proposals"): 1})
    rows = load_progress(store, "T", 2020, 2).query("indicator == 'proposals'").set_index("unit")
    assert rows["this_quarter"].loc[["A", "B"]].tolist() == [0, 1]


# ---- a day after the quarter -----------------------------------------------------------------------------------------


def on(town, code: str, indicator: str, day: date) -> dict:
    rows = load_progress(town, code, 2020, 2, day=day)
    return rows[rows["unit"].eq(code) & rows["indicator"].eq(indicator)].iloc[0].to_dict()


def test_a_day_after_the_quarter_judges_its_figures_by_what_is_due_then(town):
    add_plan(town, [target("T", TRAINING, 120)])
    for quarter in (1, 2):
        add_report(town, 2020, quarter, {("A", TRAINING): 30})
    columns = ("actual", "due", "status", "forecast", "needed")
    assert some(told(town, "T", TRAINING), *columns) == (60, 60, "on_pace", 120, 30)
    july = on(town, "T", TRAINING, date(2020, 7, 16))
    # (6 + 16/31) of 12 months are 65.16; the forecast rests on the half year that the figures tell
    assert some(july, *columns) == (60, 65, "slightly_behind", 120, 30)
    assert some(on(town, "T", TRAINING, date(2020, 6, 30)), *columns) == (60, 60, "on_pace", 120, 30)


def test_what_was_due_after_the_quarter_is_not_missed_on_a_later_day(town):
    add_plan(town, [target("T", TRAINING, 120, due_date=date(2020, 7, 10))])
    for quarter in (1, 2):
        add_report(town, 2020, quarter, {("A", TRAINING): 30})
    found = on(town, "T", TRAINING, date(2020, 7, 20))
    assert some(found, "due", "status") == (120, "far_behind")


def test_the_plan_in_force_on_the_day_counts(town):
    add_plan(town, [target("T", TRAINING, 120)])
    add_plan(town, [target("T", TRAINING, 60)], version=2, in_force_from=date(2020, 7, 10))
    add_report(town, 2020, 1, {("A", TRAINING): 10})
    assert [on(town, "T", TRAINING, date(2020, 7, day))["target"] for day in (9, 10)] == [120, 60]
