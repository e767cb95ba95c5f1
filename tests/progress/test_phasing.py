"""Phasing and breakdown: what is due on a day, and what the parts of a whole add up to."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.catalogue import standard_indicators
from tracking.progress.parts import split_whole, sum_of_parts
from tracking.progress.phasing import elapsed_share, own_rhythm, phasing_share
from tracking.quarters import quarter_end, quarter_of

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
DRIVE = (date(2020, 1, 1), date(2020, 9, 20))
STATISTICS_YEAR = (date(2019, 10, 1), date(2020, 9, 30))
MARCH, JUNE, SEPTEMBER, DECEMBER = (date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 31))
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


# --- what share is due ---


@pytest.mark.parametrize(
    ("period", "day", "share"),
    [
        (YEAR, MARCH, Fraction(1, 4)),
        (YEAR, JUNE, Fraction(1, 2)),  # 时间过半, though it is day 182 of 366
        (YEAR, DECEMBER, 1),
        (YEAR, date(2020, 11, 30), Fraction(11, 12)),
        (YEAR, date(2019, 12, 31), 0),
        (YEAR, date(2021, 3, 31), 1),
        ((date(2020, 1, 1), date(2020, 11, 30)), JUNE, Fraction(6, 11)),
        (STATISTICS_YEAR, JUNE, Fraction(3, 4)),
        # inside a month its part by days: 54.3 % on 16 July, and no step back on the day after 30 June
        ((date(2012, 1, 1), date(2012, 12, 31)), date(2012, 7, 16), (6 + Fraction(16, 31)) / 12),
        (YEAR, date(2020, 7, 1), (6 + Fraction(1, 31)) / 12),
        (YEAR, date(2020, 2, 15), (1 + Fraction(15, 29)) / 12),
        (YEAR, date(2020, 1, 1), Fraction(1, 12 * 31)),
        (STATISTICS_YEAR, date(2020, 2, 10), (4 + Fraction(10, 29)) / 12),
        # days, both ends counted, where the period is not of whole months: the circular of mid-July 2012
        ((date(2012, 1, 1), date(2012, 9, 20)), date(2012, 7, 16), Fraction(198, 264)),
        ((date(2011, 10, 1), date(2012, 9, 20)), date(2012, 7, 16), Fraction(290, 356)),
        (DRIVE, JUNE, Fraction(182, 264)),
        ((date(2020, 2, 15), date(2020, 12, 31)), JUNE, Fraction(137, 321)),
        ((date(2020, 6, 1), date(2020, 6, 1)), date(2020, 6, 1), 1),
        # a leap day ends February
        ((date(2019, 3, 1), date(2020, 2, 29)), date(2020, 2, 28), (11 + Fraction(28, 29)) / 12),
        ((date(2020, 3, 1), date(2021, 2, 28)), date(2021, 2, 27), (11 + Fraction(27, 28)) / 12),
        ((date(2019, 3, 1), date(2020, 2, 28)), date(2020, 2, 27), Fraction(364, 365)),
    ],
)
def test_even_phasing_is_the_elapsed_share_in_months_else_in_days(period, day, share):
    assert phasing_share("even", *period, day) == elapsed_share(*period, day) == share


@pytest.mark.parametrize(
    ("phasing", "day", "share"),
    [
        ("30/70/90/100", MARCH, Fraction(3, 10)),
        ("30/70/90/100", JUNE, Fraction(7, 10)),
        ("30/70/90/100", SEPTEMBER, Fraction(9, 10)),
        ("30/70/90/100", DECEMBER, 1),
        ("30/70/90/100", date(2019, 12, 31), 0),
        ("30/70/90/100", date(2020, 2, 29), Fraction(3, 10) * Fraction(60, 91)),  # a straight line by days
        ("30/70/90/100", date(2020, 5, 15), Fraction(3, 10) + Fraction(4, 10) * Fraction(45, 91)),
        ("0/100/100/100", MARCH, 0),
        ("0/100/100/100", JUNE, 1),
        ("0/0/0/100", SEPTEMBER, 0),
        ("0/0/0/100", DECEMBER, 1),
        ("95/95/95/100", JUNE, Fraction(95, 100)),
    ],
)
def test_seasonal_phasing_runs_straight_between_the_quarter_ends(phasing, day, share):
    assert phasing_share(phasing, *YEAR, day) == share


def test_seasonal_percentages_are_those_of_the_quarter_ends_inside_the_period():
    """Due on 20 September: the third percentage lies outside, and the due date stands for 100."""
    assert phasing_share("20/60", *DRIVE, JUNE) == Fraction(6, 10)
    assert phasing_share("20/60", *DRIVE, date(2020, 9, 20)) == 1
    halfway = JUNE + timedelta(days=41)
    assert phasing_share("20/60", *DRIVE, halfway) == Fraction(8, 10)
    assert phasing_share("10/30/60/100", *STATISTICS_YEAR, MARCH) == Fraction(3, 10)


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2020, 2, 28), 0),
        (date(2020, 3, 1), Fraction(1, 122)),
        (JUNE, 1),
        (date(2020, 4, 30), Fraction(61, 122)),
        (date(2021, 1, 1), 1),
    ],
)
def test_a_window_owes_nothing_before_it_opens_and_all_when_it_closes(day, share):
    window = (date(2020, 1, 1), JUNE)
    assert phasing_share("window", *window, day, opens=date(2020, 3, 1)) == share


def test_a_window_without_an_opening_day_opens_with_its_period():
    assert phasing_share("window", *YEAR, date(2020, 1, 1)) == Fraction(1, 366)


@pytest.mark.parametrize("day", [date(2019, 1, 1), JUNE, date(2021, 1, 1)])
def test_a_level_to_be_kept_is_due_all_the_time(day):
    assert phasing_share("keep", *YEAR, day, opened=date(2020, 5, 1)) == 1


@pytest.mark.parametrize(
    ("phasing", "opened", "share"),
    [
        ("even", date(2020, 4, 1), Fraction(3, 9)),  # it has nine months, of which three have passed
        ("even", date(2019, 4, 1), Fraction(1, 2)),  # opened before the period began: nothing changes
        ("even", date(2020, 7, 1), 0),
        ("even", date(2021, 2, 1), 0),  # opened after all was due
        ("30/70/90/100", date(2020, 4, 1), Fraction(7, 10)),
        ("window", date(2020, 7, 1), 0),
    ],
)
def test_the_period_of_a_unit_starts_no_earlier_than_the_unit(phasing, opened, share):
    assert phasing_share(phasing, *YEAR, JUNE, opened=opened) == share


def seasons(ends: int) -> st.SearchStrategy[str]:
    """Percentages at so many quarter ends, none falling."""
    percents = st.lists(st.integers(0, 100), min_size=ends, max_size=ends).map(sorted)
    return percents.map(lambda found: "/".join(map(str, found)))


@st.composite
def plans(draw) -> dict:
    """Any period, phasing, window and opening day of a unit."""
    start, due = sorted((draw(DAYS), draw(DAYS)))
    ends = quarter_of(due) - quarter_of(start) + 1
    phasing = draw(st.sampled_from(["even", "window", "keep"]) | seasons(ends))
    opens, opened = (draw(st.none() | DAYS) for _each in range(2))
    return {"phasing": phasing, "start": start, "due": due, "opens": opens, "opened": opened}


@given(plan=plans(), day=DAYS)
def test_a_share_lies_between_nothing_and_all(plan, day):
    assert 0 <= phasing_share(**plan, day=day) <= 1


@given(plan=plans(), day=DAYS)
def test_nothing_is_due_before_the_period_and_all_is_on_the_due_date(plan, day):
    if plan["phasing"] == "keep":
        return
    if day >= plan["due"]:
        assert phasing_share(**plan, day=day) == 1
    if day < plan["start"]:
        assert phasing_share(**plan, day=day) == 0


@given(plan=plans(), number=st.integers(-1, 12))
def test_what_is_due_never_falls_from_one_quarter_end_to_the_next(plan, number):
    end = quarter_of(plan["start"]) + number
    assert phasing_share(**plan, day=quarter_end(end)) <= phasing_share(**plan, day=quarter_end(end + 1))


@given(plan=plans(), days=st.lists(DAYS, min_size=2, max_size=2))
def test_what_is_due_never_falls_with_the_day(plan, days):
    earlier, later = sorted(days)
    assert phasing_share(**plan, day=earlier) <= phasing_share(**plan, day=later)


@pytest.mark.parametrize("months", [1, 3, 9, 11, 12, 24])
@pytest.mark.parametrize("year", [2019, 2020, 2021, 2023, 2024, 2100])
def test_the_elapsed_share_rises_every_day_from_nothing_to_all(year, months):
    """Of periods that begin with each month of common and leap years, and of such as begin or end a day aside."""
    for month in range(1, 13):
        last = year * 12 + month - 1 + months
        start, due = date(year, month, 1), date(last // 12, last % 12 + 1, 1) - timedelta(days=1)
        for first, end in ((start, due), (start + timedelta(days=1), due), (start, due - timedelta(days=1))):
            days = [first + timedelta(days=number) for number in range(-1, (end - first).days + 2)]
            shares = [elapsed_share(first, end, day) for day in days]
            assert (shares[0], shares[-2:]) == (0, [1, 1])
            assert all(earlier < later for earlier, later in itertools.pairwise(shares[:-1]))


def test_every_phasing_of_the_catalogue_gives_a_share_at_every_quarter_end():
    for phasing in standard_indicators()["phasing"].unique():
        shares = [phasing_share(phasing, *YEAR, day) for day in (MARCH, JUNE, SEPTEMBER, DECEMBER)]
        assert shares == sorted(shares)
        assert shares[-1] == 1


# --- what the parts add up to ---

TREE = {"T": ["V", "P"], "V": ["A", "B"], "P": ["C"]}


def part(amount: int | None, **more) -> dict:
    return {
        "period_start": YEAR[0], "due_date": YEAR[1], "comparator": "at_least", "phasing": "even",
        "window_opens": None, "target": amount, "tolerance": 0, "baseline": None, "plan_version": 1,
    } | more  # fmt: skip


def summed(own: dict[str, list[dict]], left_out=()) -> dict[str, list[tuple]]:
    """Target, source and number of parts of every node."""
    found = sum_of_parts(TREE, own, "T", left_out)
    return {node: [(t["target"], t["target_source"], t["parts"]) for t in targets] for node, targets in found.items()}


def test_a_node_without_a_target_has_the_sum_of_its_childrens():
    assert summed({"A": [part(3)], "B": [part(4)], "C": [part(5)]}) == {
        "A": [(3, "own", 1)],
        "B": [(4, "own", 1)],
        "C": [(5, "own", 1)],
        "V": [(7, "breakdown", 2)],
        "P": [(5, "breakdown", 1)],
        "T": [(12, "breakdown", 3)],
    }


def test_a_nodes_own_target_stands_even_where_its_parts_add_up_to_something_else():
    found = summed({"T": [part(20)], "V": [part(9)], "A": [part(3)], "C": [part(5)]})
    assert found["T"] == [(20, "own", 1)]
    assert found["V"] == [(9, "own", 1)]
    assert found["P"] == [(5, "breakdown", 1)]


def test_a_village_with_a_target_of_its_own_is_added_up_with_that_one():
    assert summed({"V": [part(9)], "A": [part(3)], "C": [part(5)]})["T"] == [(14, "breakdown", 2)]


def test_where_nobody_has_a_target_there_is_none():
    assert summed({}) == {}
    assert summed({"A": [part(3)]}) == {"A": [(3, "own", 1)], "V": [(3, "breakdown", 1)], "T": [(3, "breakdown", 1)]}


@pytest.mark.parametrize(
    "other",
    [
        {"due_date": date(2020, 9, 20)},
        {"period_start": date(2020, 2, 1)},
        {"comparator": "more_than"},
        {"phasing": "30/70/90/100"},
        {"window_opens": date(2020, 3, 1)},
    ],
)
def test_parts_that_differ_in_period_comparator_or_phasing_are_never_added(other):
    """分解不一致: and so is whatever would be added up from that."""
    found = summed({"A": [part(3)], "B": [part(4, **other)], "C": [part(5)]})
    assert found["V"] == [(None, "inconsistent", 2)]
    assert found["T"] == [(None, "inconsistent", 2)]
    assert found["P"] == [(5, "breakdown", 1)]


def test_two_targets_of_one_unit_for_two_periods_do_not_make_one_sum():
    found = summed({"A": [part(3), part(2, due_date=date(2020, 6, 30))]})
    assert found["A"] == [(3, "own", 1), (2, "own", 1)]
    assert found["V"] == [(None, "inconsistent", 2)]


def test_units_that_are_exempt_are_left_out_of_the_sum():
    found = summed({"A": [part(3)], "B": [part(4)], "C": [part(5)]}, left_out=["B"])
    assert found["T"] == [(8, "breakdown", 2)]
    assert "B" not in found
    assert summed({"A": [part(3)], "B": [part(4)], "C": [part(5)]}, left_out=["V"])["T"] == [(5, "breakdown", 1)]


def test_tolerances_add_up_and_an_unknown_baseline_counts_as_none_and_is_said():
    known, unknown = part(3, tolerance=1, baseline=2), part(4, tolerance=2)
    columns = ("tolerance", "baseline", "baseline_unknown")

    def told(a: dict, b: dict) -> tuple:
        whole = sum_of_parts(TREE, {"A": [a], "B": [b]}, "T")["T"][0]
        return tuple(whole[name] for name in columns)

    assert told(known, part(4, tolerance=2, baseline=1)) == (3, 3, False)
    assert told(known, unknown) == (3, 2, True)
    assert told(unknown, unknown) == (4, None, True)


def test_a_unit_that_is_left_out_leaves_what_it_had_done_and_no_more_than_its_target():
    """25 of 40 and closed, the other 25 of 40: the sum of the targets is 65, not 40."""
    own = {"A": [part(40, tolerance=4)], "B": [part(40)], "C": [part(10)]}
    for done, left in ((25, 25), (40, 40), (50, 40), (0, 0)):
        found = sum_of_parts(TREE, own, "T", ["A"], lambda _node, _target, done=done: done)
        assert (found["V"][0]["target"], found["T"][0]["target"]) == (40 + left, 50 + left)
        assert (found["T"][0]["tolerance"], found["T"][0]["parts"]) == (0, 2), "it is nobody's part any more"
        assert "A" not in found


@given(amounts=st.lists(st.integers(0, 10**12), min_size=3, max_size=3))
def test_the_whole_is_the_same_however_the_tree_is_cut(amounts):
    own = {unit: [part(amount)] for unit, amount in zip("ABC", amounts, strict=True)}
    for tree in (TREE, {"T": ["A", "B", "C"]}, {"T": ["C", "X"], "X": ["Y"], "Y": ["B", "A"]}):
        whole = sum_of_parts(tree, own, "T")["T"][0]
        assert (whole["target"], whole["parts"]) == (sum(amounts), 3)


def test_what_went_in_is_not_changed():
    own = {"A": [part(3)], "B": [part(4)]}
    sum_of_parts(TREE, own, "T")
    assert own == {"A": [part(3)], "B": [part(4)]}
    assert list(itertools.chain(*TREE.values())) == ["V", "P", "A", "B", "C"]


# --- a whole split into parts ---

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)


@given(st.integers(0, 10**9), WEIGHTS)
def test_parts_add_up_to_the_whole_exactly_and_each_is_its_share_up_to_one(whole, weights):
    parts = split_whole(whole, weights)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(whole * weight, sum(weights))) < 1


@given(st.integers(0, 10**6), WEIGHTS)
def test_a_larger_weight_never_gets_less_and_none_gets_nothing(whole, weights):
    parts = split_whole(whole, weights)
    ranked = [part for _weight, part in sorted(zip(weights, parts, strict=True))]
    assert ranked == sorted(ranked)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


def test_what_is_left_goes_to_the_largest_remainders_then_to_the_larger_then_to_the_earlier():
    assert split_whole(10, [5, 3, 3]) == [4, 3, 3]  # 4.55, 2.73, 2.73
    assert split_whole(3, [1, 3]) == [1, 2]  # 0.75, 2.25
    assert split_whole(2, [1, 3]) == [0, 2]  # a half each: the larger
    assert split_whole(7, [1, 1, 1]) == [3, 2, 2]


@pytest.mark.parametrize(("whole", "weights"), [(5, [0, 0]), (5, []), (-1, [1]), (5, [2, -1])])
def test_a_whole_without_anybody_to_take_it_is_not_split(whole, weights):
    with pytest.raises(ValueError, match="cannot split"):
        split_whole(whole, weights)


@pytest.mark.parametrize(
    ("levels", "start", "rhythm"),
    [
        ([12, 45, 80, 100], 0, "12/45/80/100"),
        ([0, 0, 7, 9], 0, "0/0/78/100"),
        ([3, 6, 9, 9], 0, "33/67/100/100"),
        ([42, 44, 46, 50], 40, "20/40/60/100"),
        ([1, None, 3, 4], 0, None),  # a quarter is not known
        ([5, 4, 6, 8], 0, None),  # a correction took something back
        ([0, 0, 0, 0], 0, None),
        ([38, 44, 46, 50], 40, None),
        ([1, 2, 3], 0, None),
    ],
)
def test_last_years_own_rhythm_is_what_was_reached_at_each_quarter_end(levels, start, rhythm):
    assert own_rhythm(levels, start) == rhythm
