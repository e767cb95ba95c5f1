"""Handed in, returned, accepted: figures count as the node decided, nobody accepts their own, and nothing is lost on the way."""

from datetime import date

import pandas as pd
import pytest
from made_once import filled_once
from people import HERE, figures, fill_with_two_towns, give

from tracking.accounts import (
    accept,
    as_seen_by,
    asked_of,
    awaiting,
    change_person,
    give_back,
    marked_in,
    person_named,
    reviews_of,
    rules_of,
    set_rule,
)
from tracking.decisions.exemption import record_exemption
from tracking.progress import load_progress
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

Q2 = 8081


@filled_once
def towns(store: Store) -> None:
    """Two towns; below the first two firms' clerks, above them a reviewer, a clerk and an administrator."""
    fill_with_two_towns(store)
    give(store, "甲厂", "clerk", unit="1A")
    give(store, "乙厂", "clerk", unit="1B")
    give(store, "镇审核", "reviewer", unit="1")
    give(store, "镇经办", "clerk", unit="1")
    give(store, "镇管理", "administrator", unit="1")
    give(store, "县审核", "reviewer", unit="C")
    give(store, "邻镇审核", "reviewer", unit="10")


def seen_by(store: Store, name: str):
    return as_seen_by(store, person_named(store, name))


def figure(unit: str, amount: int, indicator: str = "employee_training") -> dict[str, pd.DataFrame]:
    rows = figures(unit)["report"].assign(amount=amount, indicator=indicator)
    return {"report": rows}


def total(store: Store) -> int:
    """What the town has trained in the second quarter's year."""
    table = load_progress(store, "1", 2020, 2)
    return int(table.query("unit == '1' and indicator == 'employee_training'")["actual"].iloc[0])


def state_of(store: Store, unit: str) -> str:
    return reviews_of(store, Q2).set_index("unit").loc[unit, "state"]


def test_where_nobody_asks_what_is_stored_counts_at_once(towns):
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    assert total(towns) == 60
    assert reviews_of(towns, Q2).empty


def test_held_figures_count_once_they_are_accepted(towns):
    set_rule(seen_by(towns, "镇管理"), "1", "held", "x")
    assert asked_of(towns, person_named(towns, "甲厂")) == ("1", "held")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    assert (total(towns), state_of(towns, "1A")) == (20, "submitted")
    waiting = awaiting(towns, Q2)
    assert waiting[["unit", "amount", "old_amount", "held", "overtaken"]].values.tolist() == [
        ["1A", 50, 10, True, False]
    ]

    number = accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    assert (total(towns), state_of(towns, "1A")) == (60, "accepted")
    assert awaiting(towns, Q2).empty
    assert towns.check().empty
    about = towns.read("submissions").set_index("submission").loc[number]
    assert (about["kind"], about["received_by"], about["period"]) == ("review", "镇审核", Q2)


def test_marked_figures_count_at_once_and_wait_all_the_same(towns):
    set_rule(towns, "1", "marked", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    assert (total(towns), state_of(towns, "1A")) == (60, "submitted")
    assert awaiting(towns, Q2)[["unit", "amount", "old_amount", "held"]].values.tolist() == [["1A", 50, 10, False]]
    accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    assert total(towns) == 60
    assert awaiting(towns, Q2).empty


def test_who_stores_at_the_unit_that_asks_or_above_hands_in_nothing(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "镇经办").add("quarter", figure("1A", 50))
    assert total(towns) == 60
    assert reviews_of(towns, Q2).empty


def test_the_nearest_unit_above_that_asks_is_the_one_that_accepts(towns):
    set_rule(towns, "C", "marked", "管")
    assert asked_of(towns, person_named(towns, "甲厂")) == ("C", "marked")
    assert asked_of(towns, person_named(towns, "镇经办")) == ("C", "marked")
    set_rule(towns, "1", "held", "管")
    assert asked_of(towns, person_named(towns, "甲厂")) == ("1", "held")
    set_rule(towns, "1", "off", "管")
    assert asked_of(towns, person_named(towns, "甲厂")) == ("C", "marked")
    assert asked_of(towns, person_named(towns, "管")) is None


def test_a_town_does_not_ask_for_less_than_its_county(towns):
    set_rule(towns, "C", "held", "管")
    set_rule(seen_by(towns, "镇管理"), "1", "marked", "x")
    assert asked_of(towns, person_named(towns, "甲厂")) == ("C", "held")


def test_nobody_below_a_unit_that_accepts_exempts_themselves(towns):
    row = {"unit": "1A", "exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31), "code": "stopped"}
    record_exemption(seen_by(towns, "甲厂"), row, "x")
    set_rule(towns, "1", "held", "管")
    with pytest.raises(StoreProblem, match="decided above"):
        record_exemption(
            seen_by(towns, "甲厂"), row | {"exempt_from": date(2021, 1, 1), "exempt_to": date(2021, 12, 31)}, "x"
        )


def test_a_returned_report_comes_back_with_its_reason_and_marks_and_what_was_right_in_it_is_kept(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add(
        "quarter", {"report": pd.concat([figure("1A", 500)["report"], figure("1A", 3, "proposals")["report"]])}
    )
    give_back(seen_by(towns, "镇审核"), "1A", Q2, "培训人数不对", ["employee_training"], "x")
    row = reviews_of(seen_by(towns, "甲厂"), Q2).iloc[0]
    assert (row["state"], row["reason"], row["received_by"]) == ("returned", "培训人数不对", "镇审核")
    assert marked_in(seen_by(towns, "甲厂"), Q2) == {"1A": {"employee_training"}}
    with pytest.raises(StoreChanged):
        accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")

    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    assert sorted(awaiting(towns, Q2)["amount"]) == [3, 50]
    accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    assert total(towns) == 60


@pytest.mark.parametrize("name", ["甲厂", "镇经办", "镇管理", "邻镇审核"])
def test_only_a_reviewer_of_the_unit_that_asks_or_above_decides(towns, name):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    for decide in (lambda s: accept(s, ["1A"], Q2, "x"), lambda s: give_back(s, "1A", Q2, "不对", [], "x")):
        with pytest.raises(StoreProblem):
            decide(seen_by(towns, name))
    assert (total(towns), state_of(towns, "1A")) == (20, "submitted")
    accept(seen_by(towns, "县审核"), ["1A"], Q2, "x")


def test_a_reviewer_of_the_firm_itself_is_not_above_it(towns):
    set_rule(towns, "1", "held", "管")
    give(towns, "厂审核", "reviewer", unit="1A")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    with pytest.raises(StoreProblem, match="unit that asked for it, or above"):
        accept(seen_by(towns, "厂审核"), ["1A"], Q2, "x")


def test_nobody_accepts_their_own(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    change_person(towns, "甲厂", "管", roles=["clerk", "reviewer"], unit="1")
    with pytest.raises(StoreProblem, match="handed in themselves"):
        accept(seen_by(towns, "甲厂"), ["1A"], Q2, "x")
    assert total(towns) == 20


def test_nothing_but_what_was_handed_in_comes_to_count_by_accepting(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    review = pd.DataFrame([{"unit": "1A", "period": Q2, "state": "accepted", "node": "1", "reason": None}]).astype(
        {"reason": object}
    )
    for wrong in (figure("1A", 5000), figure("1B", 50)):
        with pytest.raises(StoreProblem, match=r"Only figures that were handed in|outside"):
            seen_by(towns, "镇审核").add("review", {"review": review} | wrong)
    assert total(towns) == 20


def test_held_figures_are_stored_in_no_other_way(towns):
    with pytest.raises(StoreProblem, match="may look"):
        seen_by(towns, "镇经办").add("quarter", {"held_report": figure("1A", 50)["report"]})


def test_of_two_reviewers_the_second_sees_the_first(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    seen = {"1A": int(reviews_of(towns, Q2)["submission"].iloc[0])}
    give_back(seen_by(towns, "镇审核"), "1A", Q2, "不对", [], "x", seen["1A"])
    with pytest.raises(StoreChanged, match="镇审核"):
        accept(seen_by(towns, "县审核"), ["1A"], Q2, "x", seen)
    seen_by(towns, "甲厂").add("quarter", figure("1A", 60))
    with pytest.raises(StoreChanged, match="甲厂"):
        accept(seen_by(towns, "县审核"), ["1A"], Q2, "x", seen)


def test_two_administrators_at_one_rule_the_second_sees_the_first(towns):
    set_rule(seen_by(towns, "镇管理"), "1", "held", "x", seen=0)
    with pytest.raises(StoreChanged, match="镇管理"):
        set_rule(towns, "1", "off", "管", seen=0)
    assert rules_of(towns)["asks"].tolist() == ["held"]


def test_what_the_town_stored_since_is_not_written_over_by_accepting(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    seen_by(towns, "镇经办").add("quarter", figure("1A", 44))
    assert awaiting(towns, Q2)["overtaken"].tolist() == [True]
    accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    assert total(towns) == 54


def test_all_clean_reports_are_accepted_at_once_and_others_stay(towns):
    set_rule(towns, "1", "held", "管")
    for unit, name in (("1A", "甲厂"), ("1B", "乙厂")):
        seen_by(towns, name).add("quarter", figure(unit, 50))
    accept(seen_by(towns, "镇审核"), ["1A", "1B"], Q2, "x")
    assert total(towns) == 110
    assert set(reviews_of(towns, Q2)["state"]) == {"accepted"}


def test_a_firm_sees_its_own_state_and_not_its_neighbours(towns):
    set_rule(towns, "1", "held", "管")
    for unit, name in (("1A", "甲厂"), ("1B", "乙厂")):
        seen_by(towns, name).add("quarter", figure(unit, 50))
    assert reviews_of(seen_by(towns, "甲厂"), Q2)["unit"].tolist() == ["1A"]
    assert awaiting(seen_by(towns, "甲厂"), Q2)["unit"].tolist() == ["1A"]
    assert reviews_of(seen_by(towns, "邻镇审核"), Q2).empty


def test_a_report_that_was_accepted_and_is_handed_in_again_waits_again(towns):
    set_rule(towns, "1", "held", "管")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    seen_by(towns, "甲厂").add("quarter", figure("1A", 55))
    assert (total(towns), state_of(towns, "1A")) == (60, "submitted")
    assert awaiting(towns, Q2)[["amount", "old_amount"]].values.tolist() == [[55, 50]]
    accept(seen_by(towns, "县审核"), ["1A"], Q2, "x")
    assert total(towns) == 65


def test_a_view_of_an_earlier_day_knows_the_figures_of_then(towns):
    set_rule(towns, "1", "held", "管")
    before = seen_by(towns, "甲厂").add("quarter", figure("1A", 50))
    accept(seen_by(towns, "镇审核"), ["1A"], Q2, "x")
    assert total(towns.as_of(before, date(2020, 7, 21))) == 20
    assert total(towns) == 60


def test_an_administrator_of_a_branch_sees_what_was_asked_there(towns):
    set_rule(towns, HERE, "held", "管")
    give(towns, "本镇管理员", "administrator", unit=HERE)
    here = as_seen_by(towns, person_named(towns, "本镇管理员"))
    assert rules_of(here)["asks"].tolist() == ["held"]
