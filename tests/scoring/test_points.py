"""The points of one item: as told slowly, never less for more of a good thing, whole hundredths, and what more would bring."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obvious_scoring import per_unit, proportion, share_done

from tracking.scoring.points import (
    POINT,
    Figure,
    completion,
    points_of,
    ranked_points,
    rounded,
    verdict,
    what_more_brings,
)
from tracking.scoring.rules import Item, Rules, faults_of_rules

COMPARATORS = ("at_least", "more_than", "at_most", "keep", "about")
AMOUNTS = st.integers(0, 400)


def item(how: str = "proportion", points: int = 1000, **more: object) -> Item:
    return Item("培训", how, points, "employee_training", **more)


def figure(actual: int, goal: int, comparator: str = "at_least", whole: int = 1, **more: object) -> Figure:
    return Figure("scored", Fraction(actual, whole), Fraction(goal, whole), whole, comparator, **more)


@given(AMOUNTS, AMOUNTS, st.sampled_from(COMPARATORS), st.integers(0, 20), st.integers(1, 3000), st.integers(0, 500))
def test_in_proportion_is_what_is_told_slowly(actual, goal, comparator, tolerance, points, most):
    done = share_done(Decimal(actual), Decimal(goal), comparator, Decimal(tolerance))
    found = figure(actual, goal, comparator, tolerance=Fraction(tolerance))
    assert points_of(item(points=points, most=most), found) == proportion(points, most, done)


@given(AMOUNTS, AMOUNTS, st.integers(1, 30), st.integers(0, 500), st.integers(1, 500), st.integers(0, 800))
def test_per_unit_is_counted_one_whole_unit_after_another(actual, goal, each, step, over, most):
    told = per_unit(1000, step, over, most, Decimal(each), Decimal(actual), Decimal(goal))
    assert points_of(item("per_unit", step=step, over=over, most=most, each=each), figure(actual, goal)) == told


@given(AMOUNTS, st.integers(1, 400), st.sampled_from(["proportion", "verdict", "per_unit"]), st.integers(1, 60))
def test_more_of_a_good_thing_never_lowers_the_points(actual, goal, how, more):
    about = item(how, step=30, over=20, most=200)
    assert points_of(about, figure(actual, goal)) <= points_of(about, figure(actual + more, goal))


@given(
    st.lists(st.integers(0, 30).map(lambda number: Fraction(number, 30)), min_size=1, max_size=12),
    st.integers(0, 100),
    st.randoms(),
)
def test_a_rank_is_shared_by_equals_and_a_permutation_changes_nothing(done, lowest, chance):
    about = item("rank", lowest=lowest)
    earned = dict(zip(range(len(done)), ranked_points(about, done), strict=True))
    order = list(range(len(done)))
    chance.shuffle(order)
    assert ranked_points(about, [done[one] for one in order]) == [earned[one] for one in order]
    for one in earned:
        for other in earned:
            assert (
                (earned[one] == earned[other]) == (done[one] == done[other])
                or lowest == 100
                or abs(earned[one] - earned[other]) <= 1
            )
            assert earned[one] >= earned[other] or done[one] <= done[other]
    assert max(earned.values()) == 1000


def test_the_first_of_a_group_earns_all_and_the_last_the_share_of_the_last():
    assert ranked_points(item("rank", lowest=60), [Fraction(3), Fraction(1), Fraction(2), Fraction(2)]) == [
        1000,
        600,
        867,
        867,
    ]
    assert ranked_points(item("rank"), [Fraction(0)]) == [1000]


@pytest.mark.parametrize(
    ("actual", "goal", "more", "points"),
    [
        (45, 50, {}, 900),
        (50, 50, {}, 1000),
        (60, 50, {}, 1000),
        (60, 50, {"most": 100}, 1100),
        (55, 50, {"most": 200}, 1100),
        (0, 50, {}, 0),
        (1, 3, {}, 333),
        (2, 3, {}, 667),
        (5, 0, {}, 1000),
    ],
)
def test_points_in_proportion(actual, goal, more, points):
    assert points_of(item(**more), figure(actual, goal)) == points


@pytest.mark.parametrize(
    ("status", "points"),
    [
        ("achieved", 1000),
        ("on_pace", 1000),
        ("slightly_behind", 800),
        ("behind", 500),
        ("far_behind", 200),
        ("missed", 0),
    ],
)
def test_points_by_the_verdict_on_the_unit_s_own_target(status, points):
    assert points_of(item("verdict"), figure(1, 10, status=status)) == points


@pytest.mark.parametrize(
    ("actual", "word"), [(50, "on_pace"), (40, "slightly_behind"), (39, "behind"), (20, "behind"), (19, "far_behind")]
)
def test_where_an_item_has_a_standard_of_its_own_its_shortage_is_the_verdict(actual, word):
    assert verdict(figure(actual, 50)) == word


def test_of_a_rate_a_unit_is_a_percentage_point_and_part_of_one_does_not_count():
    about = item("per_unit", step=50, over=50, most=300)
    goal = Fraction(90, 100)
    for done, points in (
        (Fraction(45, 50), 1000),
        (Fraction(46, 50), 1100),
        (Fraction(43, 50), 800),
        (Fraction(179, 200), 1000),
    ):
        assert points_of(about, Figure("scored", done, goal, done.denominator, one=POINT)) == points


def test_a_cap_is_kept_by_less():
    about = item("per_unit", step=50, over=50, most=100)
    assert points_of(about, figure(2, 3, "at_most")) == 1050
    assert points_of(about, figure(4, 3, "at_most")) == 950
    assert completion(figure(4, 3, "at_most")) == Fraction(3, 4)


def test_halves_are_rounded_up():
    assert [rounded(Fraction(number, 2)) for number in (1, 2, 3, 5)] == [1, 1, 2, 3]


@pytest.mark.parametrize(
    ("about", "told", "brings"),
    [
        (item(points=1000), figure(43, 50), (3, 60)),
        (item(points=1000), figure(49, 50), (1, 20)),
        (item(points=1000), figure(50, 50), (0, 0)),
        (item("verdict"), figure(43, 50), (7, 200)),
        (item("per_unit", step=30, most=100), figure(40, 50), (2, 60)),
        (item(points=1000), figure(43, 50, whole=60), (3, 60)),
        (item(points=1000), figure(4, 3, "at_most"), (0, 0)),
        (item("verdict"), figure(8, 10, status="missed", final=True), (2, 1000)),
        (item("rank"), figure(4, 5), (0, 0)),
    ],
)
def test_what_more_brings_is_the_fewest_that_bring_half_a_point_or_all_that_is_left(about, told, brings):
    assert what_more_brings(about, told) == brings


KINDS = {"employee_training": "flow"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Item("", "hand", 100), "it has no name."),
        (Item("甲", "hand", 0), "its points are not above 0."),
        (Item("甲", "proportion", 100), "name the indicator"),
        (Item("甲", "proportion", 100, "x"), "name the indicator"),
        (Item("甲", "per_unit", 100, "employee_training"), "how many points a unit"),
        (Item("甲", "x", 100), "say how its points are earned."),
        (item("rank", lowest=120), "between 0 and 100 %"),
        (item("verdict", shares=(("achieved", 100),)), "say for each verdict"),
        (item("verdict", shares=(("achieved", 50), ("on_pace", 100), ("slightly_behind", 80), ("behind", 50), ("far_behind", 20), ("missed", 0))),
         "a worse verdict earns more"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_item_is_said_with_its_place(wrong, said):
    rules = Rules("办法", 2020, ("village_federation",), (item(), wrong))
    assert any("Item 2" in fault and said in fault for fault in faults_of_rules(rules, KINDS))


def test_what_is_wrong_with_rules_is_said_at_once():
    found = " ".join(faults_of_rules(Rules(" ", 2020, (), (), missing="x"), KINDS))
    for sentence in ("Give the rules a name.", "no item with points", "which kinds of unit", "without a report"):
        assert sentence in found
    twice = Rules("办法", 2020, ("township",), (item(), item()))
    assert "another item is called the same" in " ".join(faults_of_rules(twice, KINDS))
    assert faults_of_rules(Rules("办法", 2020, ("township",), (item(),)), KINDS) == []
