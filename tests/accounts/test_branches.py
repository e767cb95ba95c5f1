"""A branch of any tree tells what the whole tells of it, to the last figure, and nothing of what never stood in it."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from townships import add_plan, add_units, target, unit

from tracking.accounts.people import Person
from tracking.accounts.rights import as_seen_by
from tracking.intake.preview import prepare_store
from tracking.progress import load_progress
from tracking.store.schema import TABLES
from tracking.store.store import Store

TOWNS, VILLAGES = ("1", "10"), ("1", "11", "2")
CODES = [f"{town}-{village}" for town in TOWNS for village in VILLAGES]


@st.composite
def histories(draw) -> dict:
    """Two towns of three villages, up to eight enterprises, of which some move once, and figures of two years."""
    firms = [f"E{number}" for number in range(draw(st.integers(1, 8)))]
    nodes = [*TOWNS, *CODES]
    begin = {firm: draw(st.sampled_from(nodes)) for firm in firms}
    moved = {firm: (draw(st.sampled_from(nodes)), draw(st.sampled_from([date(2019, 8, 5), date(2020, 1, 1), date(2020, 5, 31)])))
             for firm in firms if draw(st.booleans())}  # fmt: skip
    figures = {
        (firm, indicator, period): draw(st.integers(0, 30))
        for firm in firms
        for indicator in ("employee_training", "employees")
        for period in range(8076, 8082)
        if draw(st.booleans())
    }
    goals = {node: draw(st.integers(1, 100)) for node in draw(st.sets(st.sampled_from(nodes)))}
    return {
        "begin": begin,
        "moved": moved,
        "figures": figures,
        "goals": goals,
        "branch": draw(st.sampled_from([*nodes, *firms])),
    }


def filled(store: Store, history: dict) -> None:
    prepare_store(store)
    tree = [unit("C", None, "county"), *(unit(town, "C", "township") for town in TOWNS)]
    tree += [unit(code, code.split("-")[0], "village_federation") for code in CODES]
    moves = [(firm, day, to) for firm, (to, day) in history["moved"].items() if to != history["begin"][firm]]
    add_units(store, [*tree, *(unit(firm, parent) for firm, parent in history["begin"].items())], moves)
    for node, goal in history["goals"].items():
        add_plan(store, [target(node, "employee_training", goal)])
    rows = [
        {"unit": firm, "indicator": indicator, "period": period, "amount": amount, "state": "value" if amount else "zero",
         "basis": "level" if indicator == "employees" else "quarter", "sheet": "", "cell": ""}
        for (firm, indicator, period), amount in history["figures"].items()
    ]  # fmt: skip
    if rows:
        store.add("quarter", {"report": pd.DataFrame(rows)}, period=8081)


def branch_of(store: Store, code: str):
    path = store.read("unit_path", unit=code, day=date(2020, 6, 30))["path"].iloc[0]
    return as_seen_by(store, Person("甲", frozenset({"viewer"}), code, path, False, False, "", 1))


@settings(max_examples=12)
@given(histories())
def test_what_a_branch_tells_is_what_the_whole_tells_of_it(tmp_path_factory, history):
    with Store(tmp_path_factory.mktemp("tree") / "t.duckdb") as store:
        filled(store, history)
        seen = branch_of(store, history["branch"])
        for year, quarter in ((2019, 3), (2019, 4), (2020, 1), (2020, 2)):
            assert_same(
                load_or_none(seen, history["branch"], year, quarter),
                load_or_none(store, history["branch"], year, quarter),
            )


def load_or_none(store: Store, code: str, year: int, quarter: int) -> pd.DataFrame | None:
    try:
        return load_progress(store, code, year, quarter)
    except LookupError:
        return None


def assert_same(seen: pd.DataFrame | None, told: pd.DataFrame | None) -> None:
    if seen is None or told is None:
        assert seen is told
    else:
        pd.testing.assert_frame_equal(seen.reset_index(drop=True), told.reset_index(drop=True))


@settings(max_examples=12)
@given(histories())
def test_no_row_of_any_table_is_of_a_unit_that_never_stood_in_the_branch(tmp_path_factory, history):
    with Store(tmp_path_factory.mktemp("tree") / "t.duckdb") as store:
        filled(store, history)
        seen = branch_of(store, history["branch"])
        inside = obviously_inside(history)
        with store.opened.cursor() as cursor:
            cursor.execute(f"use {seen._catalog}")
            for table in TABLES:
                found = cursor.execute(f"select * from {table}").df()
                if "unit" in found and table != "account":
                    assert set(found["unit"]) <= inside, table
                    assert set(found["unit"]) == inside or table != "unit"


def obviously_inside(history: dict) -> set[str]:
    """The units that ever stood in the branch, by walking up from each."""

    def above(code: str) -> set[str]:
        return {code, *code.split("-")[:1], "C"} if code in (*TOWNS, *CODES) else set()

    branch = history["branch"]
    stood = {firm: {firm, *above(parent)} for firm, parent in history["begin"].items()}
    for firm, (to, _day) in history["moved"].items():
        stood[firm] |= above(to)
    nodes = {code: above(code) for code in (*TOWNS, *CODES)}
    return {code for code, places in (stood | nodes).items() if branch in places}


def test_the_name_of_the_databases_file_is_no_sql(tmp_path):
    with Store(tmp_path / 'a"b; --.duckdb') as store:
        add_units(store, [unit("C", None, "county"), unit("1", "C", "township"), unit("10", "C", "township")])
        seen = branch_of(store, "1")
        for one in (seen, seen.as_of(store.version()), store.as_of(store.version())):
            assert "1" in set(one.read("current_units", scope="/", day=date(2020, 6, 30))["unit"])


def test_after_a_unit_left_nothing_new_of_it_is_seen(store):
    add_units(store, [unit("C", None, "county"), unit("1", "C", "township"), unit("10", "C", "township"), unit("A", "1", contact="前")],
              [("A", date(2020, 4, 1), "10")])  # fmt: skip
    rows = [{"unit": "A", "indicator": "employee_training", "period": period, "amount": amount, "state": "value", "basis": "quarter",
             "sheet": "", "cell": ""} for period, amount in ((8080, 11), (8081, 22))]  # fmt: skip
    store.add("quarter", {"report": pd.DataFrame(rows)}, period=8081)
    gone, come = branch_of(store, "1"), branch_of(store, "10")
    span = {"scope": "/", "first_period": 8080, "last_period": 8081}
    assert gone.read("cells", **span)["amount"].tolist() == [11]
    assert sorted(come.read("cells", **span)["amount"]) == [11, 22]
    assert gone.read("unit_versions")["contact"].isna().all()


@pytest.mark.parametrize("path", ["/C/1/", "/C/10/", "/"])
def test_a_path_without_its_last_slash_is_no_branch(store, path):
    add_units(store, [unit("C", None, "county"), unit("1", "C", "township"), unit("10", "C", "township")])
    as_seen_by(store, Person("甲", frozenset({"viewer"}), "1", path, False, False, "", 1))
    if path != "/":
        with pytest.raises(ValueError, match="not a path"):
            as_seen_by(store, Person("甲", frozenset({"viewer"}), "1", path.rstrip("/"), False, False, "", 1))
