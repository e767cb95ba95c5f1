"""What a unit did and what was asked of it: the target that counts, rates, money, standards, and why an item is left out."""

from fractions import Fraction

import pandas as pd
import pytest

from tracking.scoring.figures import figure_of
from tracking.scoring.points import POINT, completion, points_of, ranked_points
from tracking.scoring.rules import Item
from tracking.scoring.scores import Line, Sheet

TRAINING = Item("培训", "proportion", 1000, "employee_training")


def row(**more: object) -> dict:
    about = {
        "period_start": pd.Timestamp(2020, 1, 1), "due_date": pd.Timestamp(2020, 12, 31), "kind": "flow", "measure": "人次", "target": 100.0,
        "due": 50.0, "actual": 40.0, "numerator": None, "denominator": None, "comparator": "at_least", "tolerance": 0, "status": "behind",
        "reported": 1, "expected": 1,
    }  # fmt: skip
    return about | more


def rate(part: int, whole: int, **more: object) -> dict:
    told = {"kind": "rate", "measure": "%", "target": 0.9, "due": 0.9, "actual": part / whole if whole else None}
    return row(**(told | {"numerator": part, "denominator": whole} | more))


def found(*rows: dict, quarter: int = 4, **about: object):
    item = Item("项", **({"how": "proportion", "points": 1000, "indicator": "x"} | about))
    figure = figure_of(item, rows, 2020, quarter)
    return figure if figure.why != "scored" else points_of(item, figure)


def why(*rows: dict, **about: object) -> str:
    return found(*rows, **about).why


@pytest.mark.parametrize(("quarter", "points"), [(2, 800), (4, 400)])
def test_before_the_due_date_what_is_due_is_asked_and_then_the_target(quarter, points):
    assert found(row(), quarter=quarter) == points


def test_of_a_target_that_runs_beyond_the_year_only_what_is_due_is_asked():
    beyond = row(
        period_start=pd.Timestamp(2020, 7, 1),
        due_date=pd.Timestamp(2021, 6, 30),
        due=50.0,
        actual=50.0,
        status="on_pace",
    )
    assert found(beyond) == 1000


@pytest.mark.parametrize(("quarter", "points"), [(2, 1000), (3, 600), (4, 300)])
def test_of_several_targets_the_next_to_come_due_in_the_year_counts(quarter, points):
    june = row(due_date=pd.Timestamp(2020, 6, 30), target=50.0, due=50.0, actual=60.0)
    december = row(target=200.0, due=100.0, actual=60.0)
    later = row(due_date=pd.Timestamp(2021, 12, 31), target=900.0, due=450.0, actual=60.0)
    assert found(june, december, later, quarter=quarter) == points


def test_of_a_rate_with_one_enterprise_nothing_done_earns_nothing():
    assert found(rate(0, 1), how="per_unit", step=50) == 0
    assert found(rate(0, 1), how="per_unit", step=50, standard=950_000) == 0
    assert figure_of(TRAINING, [rate(0, 1)], 2020, 4).one == POINT


def test_more_than_a_rate_is_not_met_by_just_that_rate():
    assert found(rate(9, 10, comparator="more_than", status="missed")) == 900
    assert found(rate(10, 10, comparator="more_than", status="achieved")) == 1000


def test_money_is_counted_in_ten_thousand_yuan_where_the_item_does_not_say():
    money = row(measure="元", target=100_000.0, actual=90_000.0)
    assert found(money, how="per_unit", step=100) == 900
    assert found(money, how="per_unit", step=100, each=500_000) == 800, "each 5,000 yuan"


def test_a_standard_of_what_should_be_few_is_a_cap():
    few = row(comparator="at_most", target=5.0, actual=2.0)
    assert found(few, standard=5) == 1000
    assert found(few | {"actual": 10.0}, standard=5) == 500


def test_a_standard_asks_of_a_flow_the_part_of_the_year_and_of_a_level_all_of_it():
    assert found(row(target=None, status="no_target", actual=4.0), standard=16, quarter=1) == 1000
    assert found(row(target=None, status="no_target", actual=4.0, kind="stock"), standard=16, quarter=1) == 250


@pytest.mark.parametrize(
    ("told", "about", "reason"),
    [
        ((), {}, "nothing"),
        ((), {"standard": 5}, "nothing"),
        ((rate(0, 0),), {"standard": 900_000}, "nothing"),
        ((row(status="exempt"),), {}, "exempt"),
        ((row(target=None, status="no_target"),), {}, "no_target"),
        ((row(status="not_due", due=0.0),), {}, "not_due"),
        ((row(status="not_reported"),), {}, "not_reported"),
        ((row(actual=None, reported=0),), {}, "not_reported"),
        ((row(period_start=pd.Timestamp(2020, 10, 1)),), {"standard": 50}, "other_period"),
    ],
)
def test_why_an_item_earns_nothing_or_is_left_out(told, about, reason):
    assert why(*told, **about) == reason


def test_ranks_compare_what_was_done_where_one_of_the_group_has_no_target():
    ranked = Item("排名", "rank", 1000, "x")
    one, other = (
        figure_of(ranked, [told], 2020, 4)
        for told in (row(target=10.0, actual=12.0), row(target=None, status="no_target", actual=3.0))
    )
    assert (one.goal, other.goal) == (Fraction(10), None)
    assert ranked_points(ranked, [completion(figure) for figure in (one, one)]) == [1000, 1000]


def test_points_beyond_the_full_ones_are_not_scaled():
    lines = (
        Line(Item("甲", "proportion", 1000, "x", most=100), 1000, 1100, "scored"),
        Line(Item("乙", "proportion", 9000, "x"), 0, 0, "no_target"),
    )
    sheet = Sheet("U", "U", "组", lines, 10_000)
    assert (sheet.beyond, sheet.scaled, sheet.total) == (100, 10_100, 10_100)
