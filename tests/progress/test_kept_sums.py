"""Sums kept beside the log: whatever happened, a county told from them is what its cells say."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from townships import LONG_AGO, add_plan, add_report, report_rows, target, unit

from tracking.intake.preview import prepare_store
from tracking.progress import kept
from tracking.progress.kept import kept_sums_that_differ, load_parted
from tracking.progress.load import load_progress
from tracking.quarters import year_and_quarter
from tracking.registers import (
    Contract,
    Cover,
    Founding,
    count_from_register,
    counted_since,
    known_contracts,
    record_contracts,
    record_foundings,
)
from tracking.store.store import Store

TRAINING, BOOKS, MEMBERS, STAFF = "employee_training", "bookhouses", "members", "employees"
TOWNS = ("T1", "T2", "T3")
SIGNED, CALLED = "contract_enterprises", "formation_meetings"
PERIODS = (8079, 8080, 8081)
NUMBERS = itertools.count()


def fill(store: Store, c: str = "C") -> list[str]:
    """A county of three towns of three enterprises, with one of its own; the enterprises."""
    towns = [f"{c}{town}" for town in TOWNS]
    firms = [f"{town}{letter}" for town in towns for letter in "xyz"]
    units = [unit(c, None, "county"), unit(f"{c}D", c), *(unit(town, c, "township") for town in towns)]
    units += [unit(firm, firm[:-1]) for firm in firms]
    paths = {c: f"/{c}/", f"{c}D": f"/{c}/{c}D/"} | {town: f"/{c}/{town}/" for town in towns}
    paths |= {firm: f"/{c}/{firm[:-1]}/{firm}/" for firm in firms}
    rows = [{key: value for key, value in row.items() if key != "parent"} for row in units]
    places = [
        {"unit": row["unit"], "parent": row["parent"], "path": paths[row["unit"]], "valid_from": LONG_AGO}
        for row in units
    ]
    store.add("units", {"unit": pd.DataFrame(rows), "place": pd.DataFrame(places)})
    return [*firms, f"{c}D"]


@pytest.fixture
def county(tmp_path) -> Iterator[Store]:
    with Store(tmp_path / "county.duckdb", keep_copy=False) as store:
        prepare_store(store)
        fill(store)
        add_plan(store, [target("C", TRAINING, 100), *(target(town, TRAINING, 30) for town in ("CT1", "CT2"))])
        for quarter in (1, 2):
            add_report(store, 2020, quarter, {(f"C{town}x", TRAINING): 5 for town in TOWNS})
        yield store


def same_as_from_the_log(store: Store, unit: str, period: int) -> dict[str, int]:
    """What a county is told from its sums is what its cells say, row by row; which nodes were made anew when."""
    parted, whole = load_parted(store, unit, period), load_progress(store, unit, *year_and_quarter(period))
    above = whole[whole["unit"].isin(parted.above["unit"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(parted.above, above)
    assert {unit, *parted.below.nodes} <= set(parted.above["unit"])
    return parted.made


def test_a_county_told_from_the_sums_of_its_towns_is_the_one_told_from_its_cells(county):
    for period in PERIODS:
        same_as_from_the_log(county, "C", period)


def test_only_the_town_of_which_something_was_told_is_made_anew(county, monkeypatch):
    before = same_as_from_the_log(county, "C", 8081)
    made: list[str] = []
    load_node = kept.load_node
    monkeypatch.setattr(
        kept, "load_node", lambda store, below, node: made.append(node) or load_node(store, below, node)
    )
    load_parted(county, "C", 8081)
    assert made == [], "nothing happened"
    add_report(county, 2020, 2, {("CT2y", TRAINING): 4})
    after = same_as_from_the_log(county, "C", 8081)
    assert made == ["CT2"]
    assert {town for town in before if after[town] != before[town]} == {"CT2"}
    county.add("follow_up", {"follow_up": pd.DataFrame([{
        "unit": "CT1x", "subject": "report", "period": 8081, "said_on": date(2020, 7, 20), "contact": "phone",
    }])})  # fmt: skip
    load_parted(county, "C", 8081)
    assert made == ["CT2"], "a call changes no figure"
    add_report(county, 2020, 3, {("CT1x", TRAINING): 4})
    load_parted(county, "C", 8081)
    assert made == ["CT2"], "what is told of a later quarter changes no earlier one"
    county.add("units", {"place": pd.DataFrame([
        {"unit": "CT1x", "parent": "CT3", "path": "/C/CT3/CT1x/", "valid_from": date(2020, 4, 2)},
        {"unit": "CT1x", "parent": "CT1", "path": "/C/CT1/CT1x/", "valid_from": LONG_AGO},
    ])})  # fmt: skip
    same_as_from_the_log(county, "C", 8081)
    assert made == ["CT2", "CT1", "CT3"], "who moves touches both"


def test_what_is_kept_is_there_after_opening_again(county, monkeypatch):
    same_as_from_the_log(county, "C", 8081)
    county.close()
    with Store(county.path, keep_copy=False) as again:
        monkeypatch.setattr(kept, "load_node", lambda *_about: pytest.fail("made anew"))
        assert load_parted(again, "C", 8081) is not None


def test_sums_that_are_not_what_the_log_says_are_found(county, run_tracking):
    same_as_from_the_log(county, "C", 8081)
    assert kept_sums_that_differ(county).empty
    county.close()
    with duckdb.connect(str(county.path)) as file:
        file.execute("update node_sum set actual = actual + 1 where node = 'CT1' and indicator = ?", [TRAINING])
    said = run_tracking("--database", county.path, "check")
    assert said.returncode == 1
    assert "kept_sum_differs" in said.stdout
    assert "CT1" in said.stdout


def test_sums_that_rest_on_submissions_that_are_no_longer_there_are_not_believed(county, tmp_path):
    county.backup(tmp_path / "earlier.duckdb")
    add_report(county, 2020, 2, {("CT2y", TRAINING): 50})
    load_parted(county, "C", 8081)
    with county.opened.cursor() as cursor:  # as if the newest act had been lost with a damaged block
        for table in ("submission", "report"):
            cursor.execute(f"delete from {table} where submission = ?", [county.version()])
    county.opened._newest = 0
    county._kept.clear()
    same_as_from_the_log(county, "C", 8081)


def test_an_earlier_day_is_told_from_the_log(county):
    load_parted(county, "C", 8081)
    then = county.as_of(county.version())
    add_report(county, 2020, 2, {("CT2y", TRAINING): 50})
    load_parted(county, "C", 8081)
    table = load_progress(then, "C", 2020, 2)
    assert table.set_index(["unit", "indicator"]).at[("C", TRAINING), "actual"] == 30
    with pytest.raises(duckdb.Error), county.opened.cursor() as cursor:
        cursor.execute(f"select * from {then.catalog}.main.node_sum")


def test_a_sum_of_parts_does_not_start_from_what_others_in_the_town_had(county):
    """CT1z had contracts and has no union any more: nobody promises anything for it, and its level is nobody's baseline."""
    add_report(county, 2019, 4, {("CT1z", SIGNED): 9, ("CT1z", "unionised"): 1}, basis="level")
    add_plan(county, [target(firm, SIGNED, 8, phasing="even") for firm in ("CT1x", "CT1y")])
    told = {(firm, SIGNED): 3 for firm in ("CT1x", "CT1y")} | {(firm, "unionised"): 1 for firm in ("CT1x", "CT1y")}
    for quarter in (1, 2):
        add_report(county, 2020, quarter, told | {("CT1z", "unionised"): 0}, basis="level")
    for period in PERIODS:
        same_as_from_the_log(county, "C", period)
    own = load_parted(county, "C", 8081).above.set_index(["unit", "indicator"])
    assert own.loc[("CT1", SIGNED), "target_source"] == "breakdown"
    assert own.loc[("C", SIGNED), "status"] == own.loc[("CT1", SIGNED), "status"]


def test_a_county_that_told_sums_itself_is_told_from_its_cells(county):
    add_report(county, 2020, 2, {("C", TRAINING): 500})
    assert load_parted(county, "C", 8081) is None


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("many") / "many.duckdb", keep_copy=False) as store:
        prepare_store(store)
        yield store


DAYS = st.dates(date(2019, 6, 1), date(2020, 12, 1))
PHASINGS = st.sampled_from(["even", "keep", "10/40/75/100"])


def report_act(data: st.DataObject, store: Store, firms: list[str], c: str) -> None:
    codes = data.draw(
        st.lists(st.sampled_from([*firms, *(f"{c}{t}" for t in TOWNS)]), min_size=1, max_size=4, unique=True)
    )
    period = data.draw(st.integers(8075, 8081))
    figures: dict[tuple[str, str], object] = {}
    for code in codes:
        for indicator in (TRAINING, BOOKS, SIGNED, "unionised") if code in firms else ("cadre_training",):
            amount = data.draw(st.one_of(st.integers(0, 40), st.sampled_from(["exempt", "missing"])))
            figures[code, indicator] = (
                min(amount, 1) if indicator == "unionised" and isinstance(amount, int) else amount
            )
        if code in firms and data.draw(st.booleans()):
            figures |= {(code, MEMBERS): data.draw(st.integers(0, 9)), (code, STAFF): 9}
    basis = data.draw(st.sampled_from(["quarter", "cumulative"]))
    store.add("quarter", {"report": report_rows(*year_and_quarter(period), figures, basis)})


def plan_act(data: st.DataObject, store: Store, firms: list[str], c: str) -> None:
    owner = data.draw(st.sampled_from([c, *(f"{c}{town}" for town in TOWNS), *firms]))
    about = {"phasing": data.draw(PHASINGS)} | data.draw(st.sampled_from([
        {}, {"comparator": "at_most"}, {"period_start": date(2019, 10, 1), "due_date": date(2020, 9, 20)},
    ]))  # fmt: skip
    indicators = data.draw(st.lists(st.sampled_from([TRAINING, BOOKS, SIGNED, CALLED]), min_size=1, unique=True))
    add_plan(
        store, [target(owner, indicator, data.draw(st.integers(1, 60)), **about) for indicator in indicators],
        version=next(NUMBERS) + 1, in_force_from=data.draw(DAYS),
    )  # fmt: skip


def move_act(data: st.DataObject, store: Store, firms: list[str], c: str) -> None:
    firm, day = data.draw(st.sampled_from(firms)), data.draw(DAYS)
    above = [data.draw(st.sampled_from([c, *(f"{c}{town}" for town in TOWNS)])) for _place in range(2)]
    paths = [f"/{c}/{firm}/" if parent == c else f"/{c}/{parent}/{firm}/" for parent in above]
    rows = zip(above, paths, (LONG_AGO, day), strict=True)
    store.add("units", {"place": pd.DataFrame([
        {"unit": firm, "parent": parent, "path": path, "valid_from": since} for parent, path, since in rows
    ])})  # fmt: skip


def unit_act(data: st.DataObject, store: Store, firms: list[str], _c: str) -> None:
    firm = data.draw(st.sampled_from(firms))
    more = data.draw(st.sampled_from([{}, {"closed": data.draw(DAYS)}, {"opened": data.draw(DAYS)}]))
    row = {"unit": firm, "name": firm, "kind": "enterprise", "opened": None, "closed": None} | more
    store.add("units", {"unit": pd.DataFrame([row])})


def exempt_act(data: st.DataObject, store: Store, firms: list[str], _c: str) -> None:
    since = data.draw(DAYS)
    row = {
        "unit": data.draw(st.sampled_from(firms)), "indicator": data.draw(st.sampled_from([None, TRAINING, BOOKS])),
        "exempt_from": since, "exempt_to": since + timedelta(days=data.draw(st.integers(0, 300))), "reason": "停产",
        "code": "stopped",
    }  # fmt: skip
    store.add("exemption", {"exemption": pd.DataFrame([row])})


def contract_act(data: st.DataObject, store: Store, firms: list[str], c: str) -> None:
    """A contract of an enterprise, a regional one, or another end for one that is on record."""
    mine = [one for one in known_contracts(store) if one.unit.startswith(c)]
    if mine and data.draw(st.booleans()):
        one = data.draw(st.sampled_from(mine))
        covers = tuple(
            Cover(firm) for firm in data.draw(st.lists(st.sampled_from(firms), min_size=1, max_size=2, unique=True))
        )
        record_contracts(store, [replace(one, valid_to=one.valid_from + timedelta(days=data.draw(st.integers(0, 900))), covers=covers)],
                         "x", sure=True, reason="改")  # fmt: skip
        return
    first = data.draw(DAYS)
    firm = data.draw(st.sampled_from(firms))
    made = Contract(firm, data.draw(st.sampled_from(["collective", "wage"])), first, first + timedelta(days=300))
    if data.draw(st.booleans()):
        town = f"{c}{data.draw(st.sampled_from(TOWNS))}"
        made = replace(
            made, unit=town, extent="regional", covers=(Cover(firm), Cover(firms[0]))[: 1 + (firm != firms[0])]
        )
    record_contracts(store, [made], "x", sure=True)


def register_act(data: st.DataObject, store: Store, _firms: list[str], _c: str) -> None:
    """Other indicators that the register counts, or the same from another quarter on."""
    chosen = data.draw(st.lists(st.sampled_from([SIGNED, CALLED, "new_unions"]), unique=True))
    wanted = {indicator: data.draw(st.sampled_from(PERIODS)) for indicator in chosen}
    if wanted != counted_since(store):
        count_from_register(store, wanted, "x")


def founding_act(data: st.DataObject, store: Store, firms: list[str], _c: str) -> None:
    """A firm's steps on the way to a union."""
    steps = {step: data.draw(st.none() | DAYS) for step in ("noticed_on", "talked_on", "founded_on")}
    record_foundings(store, [Founding(data.draw(st.sampled_from(firms)), **steps)], "x", sure=True, reason="改")


ACTS = (
    founding_act,
    report_act,
    report_act,
    plan_act,
    plan_act,
    move_act,
    unit_act,
    exempt_act,
    contract_act,
    contract_act,
    register_act,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_after_any_history_of_acts_sums_kept_all_along_are_sums_made_anew(many, data):
    c = f"K{next(NUMBERS)}"
    firms = fill(many, c)
    for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=2, max_size=7)):
        act(data, many, firms, c)
        for period in data.draw(st.lists(st.sampled_from(PERIODS), max_size=2, unique=True)):
            same_as_from_the_log(many, c, period)
    for period in PERIODS:
        same_as_from_the_log(many, c, period)
