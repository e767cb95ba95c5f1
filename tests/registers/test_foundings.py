"""The register of enterprises that should have a union: what is refused and asked about, how far each got, what it counts."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_once import filled_once
from obvious_foundings import told_of
from townships import add_report, add_units, unit

from tracking.progress import load_progress
from tracking.registers import (
    FOUNDINGS,
    DoubtfulFounding,
    Founding,
    WrongFounding,
    count_from_register,
    known_foundings,
    open_cases,
    record_foundings,
    register_beside_reports,
    steps_by_place,
    steps_reached,
    sums_beside,
    with_union,
    withdraw_founding,
)
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

Q1, Q2 = 8080, 8081
DAY = date(2020, 7, 21)  # the day on which tests stand
TOWN = [
    unit("T", None, "township", name="柳溪镇总工会"), unit("V", "T", "village_federation", name="柳溪河湾村工会联合会"),
    unit("W", "T", "village_federation", name="柳溪杏林村工会联合会"),
    unit("A", "V", employees=90), unit("B", "V", employees=40), unit("C", "W", employees=60),
]  # fmt: skip
PARENTS = {"T": "", "V": "T", "W": "T", "A": "V", "B": "V", "C": "W"}
NOTICED = Founding("A", surveyed_on=date(2020, 2, 3), noticed_on=date(2020, 3, 9), promised_on=date(2020, 9, 30))


@filled_once
def town(store: Store) -> None:
    """A township with two villages of three enterprises, of which B has a union; A and C should have one."""
    add_units(store, TOWN)
    told = {(firm, "should_unionise"): 1 for firm in "ABC"} | {(firm, "unionised"): int(firm == "B") for firm in "ABC"}
    add_report(store, 2020, 1, told, basis="level")


def cases(store: Store, lacking: tuple[str, ...] = ("A", "C")) -> pd.DataFrame:
    return open_cases(store, "/T/", DAY, lacking)


def case(store: Store, unit: str) -> dict:
    found = cases(store)
    return found[found["unit"] == unit].iloc[0].to_dict()


# ---- keeping -----------------------------------------------------------------------------------------------------------


def test_an_entry_is_kept_as_it_was_typed_and_a_change_says_all_of_it(town):
    record_foundings(town, [NOTICED], "经办")
    assert known_foundings(town) == {"A": NOTICED}
    record_foundings(town, [replace(NOTICED, talked_on=date(2020, 5, 14), stuck_reason="股东意见不一")], "经办")
    assert known_foundings(town)["A"].step == "talked_on"
    assert known_foundings(town)["A"].promised_on == date(2020, 9, 30)
    assert town.check().empty


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit": "V"}, "Choose an enterprise"),
        ({"unit": "X"}, "Choose an enterprise"),
        ({"talked_on": date(2190, 1, 1)}, "Meeting held on 2190-01-01: that day has not come"),
        ({"surveyed_on": date(1890, 1, 1)}, "A day lies before 1950-01-01."),
        ({"promised_on": date(1890, 1, 1)}, "A day lies before 1950-01-01."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(town, wrong, said):
    with pytest.raises(WrongFounding, match=said):
        record_foundings(town, [replace(NOTICED, **wrong)], "经办")
    assert known_foundings(town) == {}


def test_what_is_odd_is_stored_only_when_somebody_is_sure(town):
    early = replace(NOTICED, approved_on=date(2020, 1, 6))
    with pytest.raises(DoubtfulFounding, match=r"Approved \(2020-01-06\) lies before Notice sent \(2020-03-09\)"):
        record_foundings(town, [early], "经办")
    with pytest.raises(DoubtfulFounding, match="It reported that it has a union"):
        record_foundings(town, [Founding("B")], "经办")
    record_foundings(town, [early], "经办", sure=True)
    assert known_foundings(town)["A"].approved_on == date(2020, 1, 6)


def test_a_day_on_record_changes_only_with_a_reason_and_a_new_step_needs_none(town):
    record_foundings(town, [NOTICED], "经办")
    record_foundings(town, [replace(NOTICED, talked_on=date(2020, 5, 14))], "经办")
    later = replace(NOTICED, talked_on=date(2020, 5, 15))
    with pytest.raises(WrongFounding, match="Say why a day that is on record is changed"):
        record_foundings(town, [later], "经办")
    record_foundings(town, [later], "经办", reason="日期录错")
    assert [row["talked_on"].day for row in town.read("founding_changes", unit="A").head(2).to_dict("records")] == [
        15,
        14,
    ]


def test_what_was_not_seen_is_not_overwritten(town):
    first = record_foundings(town, [NOTICED], "经办", seen={"A": 0})
    with pytest.raises(StoreChanged):
        record_foundings(town, [NOTICED], "办公室", seen={"A": 0})
    record_foundings(town, [replace(NOTICED, note="已电话联系")], "办公室", seen={"A": first})


def test_an_entry_is_taken_back_with_a_reason_and_its_changes_stay(town):
    record_foundings(town, [NOTICED], "经办")
    with pytest.raises(WrongFounding, match="Say why"):
        withdraw_founding(town, "A", "经办", " ")
    withdraw_founding(town, "A", "经办", "不属本镇")
    assert known_foundings(town) == {}
    assert len(town.read("founding_changes", unit="A")) == 2


# ---- how far each got --------------------------------------------------------------------------------------------------


def test_who_reported_to_lack_a_union_stands_in_the_register_before_anything_is_typed_the_largest_first(town):
    found = cases(town)
    assert found["unit"].tolist() == ["A", "C"]
    assert found["step"].tolist() == ["listed", "listed"]
    assert found["submission"].isna().all()


def test_an_enterprise_is_stuck_after_sixty_days_at_a_step_or_when_a_reason_says_so(town):
    at_limit, beyond = DAY - timedelta(days=60), DAY - timedelta(days=61)
    for day, stuck in ((at_limit, False), (beyond, True)):
        record_foundings(town, [Founding("A", noticed_on=day)], "经办", reason="试")
        assert bool(case(town, "A")["stuck"]) is stuck
    record_foundings(town, [Founding("A", noticed_on=at_limit, stuck_reason="老板在外地")], "经办", reason="试")
    assert case(town, "A")["stuck"]
    assert case(town, "A")["days"] == 60


def test_a_promise_is_late_the_day_after(town):
    for promised, late in ((DAY, False), (DAY - timedelta(days=1), True)):
        record_foundings(town, [Founding("A", promised_on=promised)], "经办")
        assert bool(case(town, "A")["late"]) is late


def test_who_has_a_union_is_neither_stuck_nor_late_and_its_months_are_told(town):
    record_foundings(
        town,
        [Founding("A", noticed_on=date(2020, 1, 1), founded_on=date(2020, 4, 1), promised_on=date(2020, 3, 1))],
        "经办",
    )
    found = case(town, "A")
    assert (bool(found["stuck"]), bool(found["late"]), found["months"]) == (False, False, 3.0)


def test_a_step_counts_who_took_it_or_a_later_one_and_the_median_of_the_days_since_the_one_before(town):
    record_foundings(town, [
        Founding("A", surveyed_on=date(2020, 1, 1), noticed_on=date(2020, 1, 11), founded_on=date(2020, 3, 1)),
        Founding("C", surveyed_on=date(2020, 1, 1), noticed_on=date(2020, 1, 31)),
    ], "经办")  # fmt: skip
    found = steps_reached(cases(town)).set_index("step")
    assert found["count"].to_dict() == {
        "listed": 2, "surveyed_on": 2, "noticed_on": 2, "talked_on": 1, "prepared_on": 1, "approved_on": 1, "founded_on": 1,
    }  # fmt: skip
    assert found["median_days"].dropna().to_dict() == {"noticed_on": 20.0, "founded_on": 50.0}
    places = steps_by_place(cases(town)).set_index("parent")
    assert places["open"].to_dict() == {"W": 1, "V": 0}
    assert places.loc["W", "noticed_on"] == 1


def test_who_has_a_union_by_the_reports_is_told_with_the_quarter_since_which(town):
    assert with_union(town) == {"B": Q1}
    add_report(town, 2020, 2, {("B", "unionised"): 0, ("A", "unionised"): 1}, basis="level")
    assert with_union(town) == {"A": Q2}


# ---- counts ------------------------------------------------------------------------------------------------------------

DAYS = st.none() | st.integers(0, 900).map(lambda number: date(2018, 1, 1) + timedelta(days=number))


@st.composite
def entries(draw: st.DrawFn) -> list[Founding]:
    steps = ("surveyed_on", "noticed_on", "talked_on", "prepared_on", "approved_on", "founded_on")
    return [Founding(firm, **{step: draw(DAYS) for step in steps}) for firm in "ABC"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each replaces all entries
@given(told=entries())
def test_each_quarter_counts_what_the_entries_say_told_slowly(town, told):
    record_foundings(town, told, "经办", sure=True, reason="试")
    found = town.read("register_counted", scope="/T/", first_period=8072, last_period=8081)
    amounts = {(row["unit"], row["indicator"], row["period"]): row["amount"] for row in found.to_dict("records")}
    for period in range(8072, 8082):
        for code in PARENTS:
            for indicator, amount in told_of(told, PARENTS, code, period).items():
                assert amounts.get((code, indicator, period), 0) == amount, (code, indicator, period)


def test_several_enterprises_met_on_one_day_are_one_meeting(town):
    days = {"A": date(2020, 2, 3), "B": date(2020, 2, 3), "C": date(2020, 2, 20)}
    record_foundings(town, [Founding(unit, talked_on=day) for unit, day in days.items()], "经办", sure=True)
    found = town.read("register_counted", scope="/T/", first_period=Q1, last_period=Q1)
    meetings = found[(found["indicator"] == "formation_meetings") & (found["amount"] > 0)]
    assert [(row["unit"], row["amount"]) for row in meetings.to_dict("records")] == [("T", 2)]


def beside(store: Store) -> dict[tuple[str, str], tuple]:
    found = register_beside_reports(store, "/T/", Q1)
    rows = found[found["indicator"].isin(FOUNDINGS) & (found["register"].fillna(0).ne(0) | found["reported"].notna())]
    return {
        (row["indicator"], row["unit"]): tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("register", "reported"))
        for row in rows.to_dict("records")
    }  # fmt: skip


def test_steps_stand_beside_what_the_nearest_unit_above_reported(town):
    record_foundings(town, [NOTICED, Founding("C", surveyed_on=date(2020, 2, 4), noticed_on=date(2020, 3, 10))], "经办")
    add_report(town, 2020, 1, {("T", "formation_notices"): 3, ("T", "survey_visits"): 1, ("V", "survey_visits"): 1})
    assert beside(town) == {
        ("formation_notices", "T"): (2, 3), ("survey_visits", "V"): (1, 1), ("survey_visits", "T"): (1, 1),
    }  # fmt: skip
    sums = sums_beside(register_beside_reports(town, "/T/", Q1), FOUNDINGS).set_index("indicator")
    assert sums.loc["formation_notices", ["register", "reported"]].tolist() == [2, 3]


def test_the_register_counts_in_progress_where_somebody_says_so(town):
    record_foundings(town, [NOTICED], "经办")
    add_report(town, 2020, 1, {("T", "formation_notices"): 3})

    def actual() -> int:
        found = load_progress(town, "T", 2020, 1)
        return int(found[(found["unit"] == "T") & (found["indicator"] == "formation_notices")]["actual"].iloc[0])

    assert actual() == 3
    count_from_register(town, {"formation_notices": Q1}, "管理员", of=FOUNDINGS)
    assert actual() == 1
    with pytest.raises(StoreProblem, match="what counts already"):
        count_from_register(town, {"formation_notices": Q1}, "管理员", of=FOUNDINGS)


def test_of_two_registers_each_is_set_by_itself(town):
    count_from_register(town, {"contract_enterprises": Q2}, "管理员")
    count_from_register(town, {"new_unions": Q1}, "管理员", of=FOUNDINGS)
    found = town.read("counted_by_register")
    assert dict(zip(found["indicator"], found["since_period"], strict=True)) == {
        "contract_enterprises": Q2,
        "new_unions": Q1,
    }
