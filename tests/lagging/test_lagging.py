"""Who is behind, who did not report, who has no union, whose contracts end: on tables made by hand."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables_by_hand import NODE, enterprises, progress_of, progress_row
from townships import rows_of

from tracking.lagging.lists import behind_of, enterprises_not_reported, idle_units, without_union
from tracking.lagging.peers import beside_peers, size_band
from tracking.lagging.ranking import few_that_explain, in_order, rank_enterprises
from tracking.progress.statuses import BEHIND_STATUSES, STATUSES

WEIGHTS = pd.Series({"proposals": 1, "new_members": 3, "employee_training": 1})
UNITS = enterprises(A=100, B=50, C=850)
DUE_STATUSES = (*BEHIND_STATUSES, "achieved", "on_pace")


def behind(unit: str, indicator: str = "proposals", shortfall: float = 0.4, **more) -> dict:
    """A row that is behind by a share of the 5 that are due."""
    return progress_row(unit, indicator, "behind", actual=5 - 5 * shortfall, shortfall=shortfall, **more)


def node_behind(*indicators: str) -> list[dict]:
    return [progress_row(NODE, indicator, "behind", actual=1.0) for indicator in indicators or ("proposals",)]


def ranked(*rows: dict, units: pd.DataFrame = UNITS, weights: pd.Series = WEIGHTS) -> pd.DataFrame:
    return rank_enterprises(progress_of(*rows), units, weights, NODE)


def index_of(table: pd.DataFrame, unit: str) -> float:
    return table.set_index("unit")["index"][unit]


# --- the lag index ---


def test_the_index_is_the_weighted_mean_of_the_shortfalls_of_what_is_due():
    table = ranked(
        behind("A", "proposals", 0.4),
        behind("A", "new_members", 0.8),
        progress_row("A", "employee_training", "on_pace"),
    )
    assert index_of(table, "A") == pytest.approx((1 * 0.4 + 3 * 0.8 + 1 * 0) / 5)
    assert rows_of(table, "unit", "name", "targets", "behind", "worst") == [("A", "A厂", 3, 2, "new_members")]


def test_a_shortfall_above_the_whole_counts_as_the_whole():
    """A level that fell below where it started lacks more than all that was due."""
    assert index_of(ranked(behind("A", shortfall=2.5)), "A") == 1


def test_an_indicator_that_the_catalogue_does_not_weigh_weighs_one():
    table = ranked(behind("A", "proposals", 0.5), behind("A", "lectures", 0.1))
    assert index_of(table, "A") == pytest.approx(0.3)


def test_a_firm_whose_targets_weigh_nothing_has_the_index_zero():
    assert index_of(ranked(behind("A"), weights=pd.Series({"proposals": 0})), "A") == 0


@pytest.mark.parametrize("status", sorted(set(STATUSES) - set(DUE_STATUSES)))
def test_what_is_not_due_not_reported_or_not_judged_is_left_out(status):
    """Missing is missing: it is neither good nor bad, and never red."""
    silent = progress_row("A", "new_members", status, actual=0.0, shortfall=1.0)
    assert rows_of(ranked(behind("A"), silent), "unit", "targets", "index") == [("A", 1, 0.4)]
    assert ranked(silent).empty


def test_a_node_is_no_enterprise_and_a_village_that_reports_is_none_either():
    villages = UNITS.assign(kind=UNITS["kind"].mask(UNITS["unit"] == "B", "village_federation"))
    assert rows_of(ranked(behind("A"), behind("B"), *node_behind(), units=villages), "unit") == [("A",)]


shortfalls = st.lists(st.floats(0, 3, allow_nan=False), min_size=1, max_size=3)


@given(shortfalls=shortfalls, more=st.floats(0, 2), place=st.integers(0, 2))
def test_the_index_lies_between_0_and_1_and_never_falls_when_a_shortfall_grows(shortfalls, more, place):
    worse = [share + more * (number == place % len(shortfalls)) for number, share in enumerate(shortfalls)]
    before, after = (
        index_of(ranked(*(behind("A", code, share) for code, share in zip(WEIGHTS.index, shares, strict=False))), "A")
        for shares in (shortfalls, worse)
    )
    assert 0 <= before <= 1
    assert 0 <= after <= 1
    assert after >= before - 1e-12


# --- the contribution to the node's gap ---


def test_the_contribution_is_the_share_of_what_all_enterprises_lack():
    table = ranked(
        behind("A", shortfall=0.6),
        behind("B", shortfall=0.2),
        progress_row("C", "proposals", "on_pace"),
        *node_behind(),
    )
    assert rows_of(table, "unit", "contribution") == [
        ("A", pytest.approx(0.75)),
        ("B", pytest.approx(0.25)),
        ("C", 0),
    ]


def test_only_indicators_in_which_the_node_is_behind_count():
    table = ranked(behind("A", "new_members"), behind("B", "proposals"), *node_behind("proposals"))
    assert rows_of(table, "unit", "contribution") == [("B", 1), ("A", 0)]


def test_several_indicators_count_by_their_weight():
    table = ranked(behind("A", "new_members"), behind("B", "proposals"), *node_behind("proposals", "new_members"))
    assert rows_of(table, "unit", "contribution") == [("A", 0.75), ("B", 0.25)]


def test_of_a_cap_what_lies_above_it_is_lacking():
    """A cap of 5: A used 3 too many, B is within it."""
    over = {"comparator": "at_most", "due": 5.0}
    table = ranked(
        progress_row("A", "proposals", "behind", **over, actual=8.0, shortfall=0.6),
        progress_row("B", "proposals", "on_pace", **over, actual=2.0, shortfall=0.0),
        *node_behind(),
    )
    assert rows_of(table, "unit", "contribution") == [("A", 1), ("B", 0)]


def test_nobody_contributes_where_the_node_is_not_behind():
    table = ranked(behind("A", shortfall=0.2), behind("B", shortfall=0.9), progress_row(NODE, "proposals", "on_pace"))
    assert rows_of(table, "unit", "contribution") == [("B", 0), ("A", 0)]


def test_a_firm_with_one_small_target_does_not_top_the_list():
    """B lacks all of 1, A a fifth of 100: A is where the township's gap lies."""
    large = progress_row("A", "proposals", "slightly_behind", target=200.0, due=100.0, actual=80.0)
    small = progress_row("B", "proposals", "far_behind", target=2.0, due=1.0, actual=0.0)
    table = ranked(small, large, *node_behind())
    assert rows_of(table, "unit", "index") == [("A", 0.2), ("B", 1)]


@st.composite
def townships(draw) -> list[dict]:
    """Some enterprises' rows for two indicators, any of them missing, the node behind in both."""
    rows = node_behind("proposals", "new_members")
    for unit in "ABC":
        for indicator in ("proposals", "new_members"):
            status = draw(st.sampled_from([*DUE_STATUSES, "not_reported", "not_due"]))
            short = draw(st.integers(1, 5)) if status in BEHIND_STATUSES else 0
            rows.append(progress_row(unit, indicator, status, actual=5.0 - short))
    return rows


@given(rows=townships())
def test_contributions_add_up_to_one_over_those_behind(rows):
    table = ranked(*rows)
    contribution = table["contribution"]
    assert contribution.between(0, 1 + 1e-12).all()
    assert contribution.sum() == pytest.approx(1 if table["behind"].sum() else 0)
    assert (contribution > 0).eq(table["behind"] > 0).all()


@given(rows=townships())
def test_the_list_is_sorted_by_contribution_then_by_index(rows):
    keys = rows_of(ranked(*rows), "contribution", "index")
    assert keys == sorted(keys, reverse=True)


@given(rows=townships(), order=st.permutations("TABC"))
def test_the_order_of_the_enterprises_changes_nothing(rows, order):
    shuffled = sorted(rows, key=lambda row: order.index(row["unit"]))
    pd.testing.assert_frame_equal(ranked(*rows), ranked(*shuffled, units=UNITS.iloc[::-1]))


def test_a_table_is_never_changed_in_place():
    table = progress_of(behind("A"), *node_behind())
    before = table.copy(deep=True)
    rank_enterprises(table, UNITS, WEIGHTS, NODE)
    enterprises_not_reported(table, UNITS)
    pd.testing.assert_frame_equal(table, before)


# --- who did not report ---


def test_an_enterprise_that_sent_nothing_at_all_did_not_report():
    nothing = {"this_quarter": 0, "reported": 0}
    table = enterprises_not_reported(
        progress_of(
            progress_row("A", "proposals", "not_reported", **nothing),
            progress_row("A", "new_members", "not_reported", **nothing),
            progress_row("B", "proposals", "not_reported", **nothing),
            progress_row("B", "new_members", "on_pace"),  # B sent one figure of two
            progress_row("C", "proposals", "not_reported", **nothing),
            progress_row(NODE, "proposals", "not_reported", **nothing),
        ),
        UNITS,
    )
    assert rows_of(table, "unit", "employees", "contact", "phone", "share") == [
        ("C", 850, "办公室", "0000-5550100", 0.85),
        ("A", 100, "办公室", "0000-5550100", 0.1),
    ]


def test_who_was_not_expected_to_report_is_not_missing():
    row = progress_row("A", "proposals", "exempt", expected=0, this_quarter=0)
    assert enterprises_not_reported(progress_of(row), UNITS).empty


def test_an_enterprise_of_unknown_size_is_listed_last_without_a_share():
    silent = [progress_row(unit, "proposals", "not_reported", this_quarter=0) for unit in "AB"]
    table = enterprises_not_reported(progress_of(*silent), enterprises(A=None, B=10))
    assert rows_of(table, "unit", "share") == [("B", 1), ("A", None)]


def test_where_no_size_is_known_nobody_has_a_share():
    silent = progress_of(progress_row("A", "proposals", "not_reported", this_quarter=0))
    assert rows_of(enterprises_not_reported(silent, enterprises(A=None)), "unit", "share") == [("A", None)]


# --- 应建未建 and 待推动 ---


def union_rows(unit: str, should: float | None, has: float | None) -> list[dict]:
    """What an enterprise reported about whether it should have a union, and whether it has one."""
    levels = {"should_unionise": should, "unionised": has}
    return [progress_row(unit, code, "no_target", actual=level) for code, level in levels.items() if level is not None]


@pytest.mark.parametrize(
    ("should", "has", "listed"),
    [
        (1, 0, True),
        (1, None, True),  # it should have one and never said that it has
        (1, 1, False),
        (0, 0, False),
        (None, 0, False),
        (None, None, False),
        (float("nan"), 0, False),
        (1, float("nan"), True),
    ],
)
def test_an_enterprise_that_should_have_a_union_and_has_none_is_listed(should, has, listed):
    rows = [*union_rows("A", should, has), *union_rows("B", 1, 1), progress_row("C", "proposals", "on_pace")]
    found = without_union(progress_of(*rows), UNITS)
    assert rows_of(found, "unit", "name", "employees") == ([("A", "A厂", 100)] if listed else [])


def test_of_those_without_a_union_the_largest_comes_first():
    rows = [row for unit in "ABC" for row in union_rows(unit, 1, 0)]
    assert rows_of(without_union(progress_of(*rows), UNITS), "unit") == [("C",), ("A",), ("B",)]


def test_without_any_figure_about_unions_nobody_is_listed():
    assert without_union(progress_of(progress_row("A", "proposals", "on_pace")), UNITS).empty


def test_where_a_node_is_behind_and_no_part_is_the_idle_ones_are_named():
    free = [
        progress_row(unit, "proposals", "no_target", actual=actual)
        for unit, actual in zip("ABC", (0.0, 3.0, 0.0), strict=True)
    ]
    free[2]["expected"] = 0  # C is not expected to do any
    assert idle_units(progress_of(*node_behind(), *free), NODE, "proposals") == ["A"]


def test_nobody_is_pushed_where_a_part_is_behind_itself_or_the_node_is_not():
    idle = progress_row("A", "proposals", "no_target", actual=0.0)
    assert idle_units(progress_of(*node_behind(), idle, behind("B")), NODE, "proposals") == []
    assert idle_units(progress_of(progress_row(NODE, "proposals", "on_pace"), idle), NODE, "proposals") == []


# --- who explains the gap, and who is like whom ---


def test_the_fewest_that_make_up_three_quarters_of_the_gap_are_named():
    assert few_that_explain(pd.Series([0.1, 0.5, 0.3, 0.1])) == (2, pytest.approx(0.8))
    assert few_that_explain(pd.Series([0.25] * 4)) == (3, 0.75)
    assert few_that_explain(pd.Series([0.0, 0.0])) == (0, 0.0)


def test_the_gap_per_100_employees_is_unknown_where_their_number_is():
    table = ranked(behind("A"), behind("B"), *node_behind(), units=enterprises(A=50, B=None))
    assert rows_of(table, "unit", "per_hundred") == [("A", 1.0), ("B", None)]


def test_a_list_narrowed_to_one_indicator_counts_that_one_alone():
    rows = [behind("A", "proposals", 0.4), behind("A", "new_members", 0.8), *node_behind("proposals", "new_members")]
    table = rank_enterprises(progress_of(*rows), UNITS, WEIGHTS, NODE, {"proposals"})
    assert rows_of(table, "targets", "index", "worst", "contribution") == [(1, 0.4, "proposals", 1)]


@pytest.mark.parametrize("order", ["contribution", "index", "per_hundred"])
@given(rows=townships())
def test_every_order_keeps_all_rows_and_puts_the_largest_first(order, rows):
    table = ranked(*rows)
    found = in_order(table, order)
    assert set(found["unit"]) == set(table["unit"])
    assert found[order].fillna(-1).is_monotonic_decreasing


@pytest.mark.parametrize(
    ("employees", "band"), [(None, None), (0, None), (1, 1), (19, 1), (20, 20), (99, 50), (100, 100), (5000, 300)]
)
def test_sizes_fall_into_bands(employees, band):
    assert rows_of(size_band(pd.Series([employees], dtype="Int64")).to_frame("band"), "band") == [(band,)]


def peers(*firms: tuple[str, int | None, float]) -> pd.DataFrame:
    """Firms as (sector, employees, lag index), named by their place: 0, 1 …"""
    table = pd.DataFrame(firms, columns=["sector", "employees", "index"]).astype({"employees": "Int64"})
    return beside_peers(table.assign(unit=table.index.astype(str)))


def test_a_firm_is_compared_with_at_least_five_others_of_its_sector_and_size():
    table = peers(*[("纺织", 30, place / 10) for place in range(8)])
    assert table["peers"].tolist() == [7] * 8
    assert table["quartile"].tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert set(table["alike"]) == {"sector_and_size"}


def test_where_fewer_than_five_are_of_its_sector_those_of_its_size_are_its_peers():
    table = peers(*[("纺织", 30, 0.1)] * 3, *[("食品", 30, 0.5)] * 3)
    assert set(table["alike"]) == {"size"}
    assert table["peers"].tolist() == [5] * 6


def test_with_fewer_than_five_peers_there_is_no_quartile():
    table = peers(*[("纺织", 30, 0.1)] * 5, ("纺织", None, 0.9), ("纺织", 500, 0.9))
    assert table["quartile"].isna().all()
    assert table["peers"].tolist() == [0] * 7


def test_firms_with_the_same_index_are_in_the_same_quarter():
    table = peers(*[("纺织", 30, 0.0)] * 6, *[("纺织", 30, 0.4)] * 2)
    assert table["quartile"].tolist() == [1] * 6 + [4] * 2


def test_the_share_of_what_is_due_of_who_did_not_report_is_told():
    """A had 5 of the 20 that are due of one indicator and 5 of 5 of another: half of the first quarter and the whole."""
    silent = {"this_quarter": 0, "actual": float("nan")}
    table = enterprises_not_reported(
        progress_of(
            progress_row("A", "proposals", "not_reported", **silent),
            progress_row("A", "new_members", "not_reported", **silent),
            progress_row("B", "proposals", "on_pace", due=15.0, actual=15.0),
        ),
        UNITS,
    )
    assert rows_of(table, "unit", "due_share") == [("A", pytest.approx((0.25 + 1) / 2))]


def test_an_enterprise_with_two_targets_of_an_indicator_is_behind_once_with_that_of_the_same_period():
    own = {"period_start": pd.Timestamp(2019, 10, 1), "due_date": pd.Timestamp(2020, 9, 30)}
    table = progress_of(
        progress_row(NODE, "new_members", "behind", actual=1.0),
        progress_row("A", "new_members", "behind", actual=4.0),
        progress_row("A", "new_members", "far_behind", actual=1.0, **own),
        progress_row("B", "new_members", "far_behind", actual=2.0, **own),
        progress_row("B", "new_members", "achieved", actual=12.0, **{**own, "due_date": pd.Timestamp(2020, 6, 30)}),
        progress_row("C", "new_members", "on_pace"),
        progress_row("D", "proposals", "behind", actual=1.0),
    )
    calendar_year, statistics_year = table.iloc[0], table.iloc[2]
    assert rows_of(behind_of(table, calendar_year), "unit", "actual", "short") == [("B", 2.0, 3.0), ("A", 4.0, 1.0)]
    assert rows_of(behind_of(table, statistics_year), "unit", "actual", "short") == [("A", 1.0, 4.0), ("B", 2.0, 3.0)]
