"""Figures as people read them: exact, in the reader's language, and never rounded into another verdict."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.catalogue import standard_indicators
from tracking.language import use_language
from tracking.progress.statuses import STATUSES
from tracking.quarters import period_of
from tracking.telling.figures import (
    amount_text,
    completion_text,
    coverage_text,
    day_text,
    done_of_target_text,
    elapsed_text,
    forecast_text,
    gap_text,
    measure_text,
    name_with_period,
    number_text,
    own_period_text,
    part_name,
    percent_text,
    period_text,
    row_coverage_text,
    short_coverage_text,
    short_gap_text,
    small_share_text,
    status_text,
    target_key,
    to_date_text,
)
from tracking.words import MEASURE_WORDS, STATUS_ICONS, STATUS_WORDS, THEME_SHORT, THEME_WORDS, quarter_text

NOTHING = (None, float("nan"), pd.NA, np.nan)
# Shares as they occur: whole numbers up to the largest amounts of the store.
WHOLES = st.integers(1, 10**12)
SHARES = st.builds(Fraction, st.integers(0, 2 * 10**12), WHOLES)
PART = {
    "comparator": "at_least",
    "kind": "rate",
    "measure": "%",
    "numerator": 43,
    "denominator": 50,
    "part_measure": "家",
    "actual": 0.86,
    "target": 0.9,
    "numerator_name": "工资集体协商签订企业",
    "numerator_name_en": "Enterprises with a wage agreement",
    "denominator_name": "已建会单位",
    "denominator_name_en": "Enterprises with a union",
}


def per_cent(text: str) -> Decimal:
    """The number that a printed percentage shows."""
    return Decimal(text.rstrip("%").replace(",", ""))


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (Fraction(99996, 100000), 2, "99.99%"),  # a miss is never 100 %
        (0.99996, 2, "99.99%"),
        (Fraction(99996, 100000), 0, "99%"),
        (Fraction(39996, 100000), 2, "39.99%"),  # nor does a limit look reached
        (Fraction(100001, 100000), 2, "100.01%"),  # what is over 100 % shows it
        (Fraction(60001, 1000000), 2, "6.01%"),  # what has left a whole per cent is past it
        (Fraction(17471, 18240), 2, "95.78%"),
        (17471 / 18240, 2, "95.78%"),
        (Fraction(44220, 42000), 1, "105.3%"),
        (44220 / 42000, 2, "105.29%"),
        (Fraction(1, 100000), 2, "0.01%"),  # a bit is never nothing
        (1e-9, 0, "1%"),
        (Fraction(100, 101), 0, "99%"),
        (Fraction(574, 1000), 0, "57%"),
        (Fraction(1003, 1000), 0, "101%"),
        (1e-20, 2, "0.01%"),
        (0, 2, "0%"),
        (-0.0, 2, "0%"),
        (1, 2, "100%"),
        (0.9, 2, "90%"),
        (0.07 * 100 / 100, 2, "7%"),  # 0.07 × 100 is 7.000000000000001 in floats
        (0.285, 1, "28.5%"),
        (-0.2, 2, "−20%"),
        (12.5, 2, "1,250%"),
    ],
)
def test_a_percentage_prints_exactly_and_never_onto_a_limit_it_does_not_reach(share, places, text):
    assert percent_text(share, places) == text


@given(part=st.integers(0, 10**12), more=WHOLES, places=st.integers(0, 2))
def test_printing_never_makes_a_hundred_per_cent_of_less(part, more, places):
    whole = part + more
    for share in (Fraction(part, whole), part / whole):
        assert per_cent(percent_text(share, places)) < 100


@given(part=WHOLES, whole=WHOLES, places=st.integers(0, 2))
def test_printing_never_makes_nothing_of_a_little(part, whole, places):
    for share in (Fraction(part, whole), part / whole):
        assert per_cent(percent_text(share, places)) > 0


@given(a=SHARES, b=SHARES, places=st.integers(0, 2))
def test_a_larger_share_never_prints_as_a_smaller_one(a, b, places):
    less, more = sorted((a, b))
    assert per_cent(percent_text(less, places)) <= per_cent(percent_text(more, places))


@given(share=SHARES, percent=st.integers(0, 200))
def test_a_whole_per_cent_is_printed_only_by_what_is_exactly_that(share, percent):
    """So 40 %, or any limit a chair knows, looks reached only where it is."""
    printed = per_cent(percent_text(share))
    limit = Fraction(percent, 100)
    assert (printed == percent) == (share == limit)
    assert (printed > percent) == (share > limit)


@given(share=SHARES)
def test_a_percentage_is_never_further_from_the_truth_than_its_last_place(share):
    assert abs(Fraction(per_cent(percent_text(share))) - share * 100) < Fraction(1, 100)


@given(share=st.builds(lambda part, whole: part / whole, st.integers(0, 10**8), st.integers(1, 10**8)))
def test_a_float_prints_like_the_fraction_it_came_from(share):
    exact = Fraction(share).limit_denominator(10**8)
    assert percent_text(share) == percent_text(exact)


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (45, "家", "45 enterprises"),
        (17471.0, "人", "17,471 people"),
        (12.5, "项", "12.50 items"),
        (85_000, "元", "85,000 yuan"),
        (164_500, "元", "164,500 yuan"),
        (99_999.99, "元", "99,999.99 yuan"),
        (0.01, "元", "0.01 yuan"),
        (0, "元", "0 yuan"),
        (0.9, "%", "90%"),
        (-3, "人次", "−3 attendances"),
        (7, "座", "7 座"),  # a measure of a township's own
    ],
)
def test_an_amount_stands_with_its_measure(value, measure, text):
    assert amount_text(value, measure) == text


def test_money_is_shown_in_ten_thousands_in_chinese(chinese):
    assert amount_text(85_000, "元") == "8.5 万元"
    assert amount_text(360_000, "元") == "36 万元"
    assert gap_text(-15_500, "元") == "−1.55 万元"


@pytest.mark.parametrize("value", NOTHING)
def test_what_is_not_there_is_a_dash_never_a_zero(value):
    row = {"comparator": "at_least", "kind": "flow", "measure": "家", "completion": value}
    for text in (
        percent_text(value),
        number_text(value, "家"),
        amount_text(value, "元"),
        gap_text(value, "%"),
        short_gap_text(value, "人"),
        forecast_text(value, "人"),
        completion_text(row),
        done_of_target_text(PART | {"actual": value, "numerator": value, "target": None}),
    ):
        assert text == "—"


@pytest.mark.parametrize(
    ("gap", "measure", "text", "short"),
    [
        (-13.793103448275861, "%", "−13.79 pts", "−13.79 pts"),
        ((0.93 - 0.86) * 100, "%", "+7 pts", "+7 pts"),  # floats make 7.000000000000006 of it
        (-2.0, "%", "−2 pts", "−2 pts"),
        (0.0, "%", "0 pts", "0 pts"),
        (-0.0, "家", "0 enterprises", "0"),
        (37, "人", "+37 people", "+37"),
        (-1234, "人", "−1,234 people", "−1,234"),
    ],
)
def test_a_gap_has_a_sign_and_is_in_points_for_a_rate(gap, measure, text, short):
    assert gap_text(gap, measure) == text
    assert short_gap_text(gap, measure) == short


def test_a_rate_stands_with_its_target_and_its_parts():
    assert done_of_target_text(PART) == "86% / 90% (43/50 enterprises)"
    assert done_of_target_text(PART | {"target": None}) == "86% (43/50 enterprises)"
    assert done_of_target_text(PART | {"actual": None, "numerator": None}) == "— / 90%", "nothing reported yet"
    assert done_of_target_text(PART | {"comparator": "at_most"}) == "86% / ≤90% (43/50 enterprises)"
    assert part_name(PART, "numerator") == "Enterprises with a wage agreement 43 enterprises"
    assert part_name(PART | {"denominator": float("nan")}, "denominator") == "Enterprises with a union"
    use_language("zh_CN")
    assert done_of_target_text(PART) == "86% / 90%（43/50 家）"
    assert part_name(PART, "denominator") == "已建会单位 50 家"


def test_what_was_done_stands_beside_what_was_promised():
    row = {"measure": "人", "actual": 1312.0, "target": 5000.0, "comparator": "at_least", "kind": "flow"}
    assert done_of_target_text(row) == "1,312/5,000 people"
    assert done_of_target_text(row | {"target": float("nan")}) == "1,312 people"
    assert done_of_target_text(row | {"actual": None}) == "—/5,000 people", "the target is told before anything is done"
    assert done_of_target_text(row | {"comparator": "at_most"}) == "used 1,312/5,000 people"
    assert done_of_target_text(row | {"comparator": "at_most", "kind": "stock"}) == "1,312/≤5,000 people"
    assert done_of_target_text(row | {"measure": "元", "actual": 164_500, "target": 360_000}) == "164,500/360,000 yuan"


def test_a_cap_says_what_is_used_and_a_falling_level_how_far_it_has_come():
    cap = {"comparator": "at_most", "kind": "flow", "measure": "件", "actual": 3, "target": 5, "completion": None}
    assert completion_text(cap) == "used 3/5"
    level = {"comparator": "at_most", "kind": "stock", "measure": "户", "completion": 2 / 3}
    assert completion_text(level) == "66.67% of the way"
    assert completion_text(level | {"completion": -0.0}) == "0% of the way"
    assert completion_text(level | {"completion": float("nan")}) == "—"
    assert completion_text({"comparator": "at_least", "kind": "flow", "completion": 44220 / 42000}) == "105.29%"


def test_a_forecast_of_things_that_are_counted_counts_whole_ones():
    assert forecast_text(15.9, "家") == "15 enterprises"
    assert forecast_text(0.955, "%") == "95.5%"
    assert forecast_text(85_000.0, "元") == "85,000 yuan"


def test_coverage_says_how_many_of_how_many_and_how_many_are_carried():
    assert coverage_text(46, 50) == "46/50 units reported"
    assert coverage_text(46, 50, 4) == "46/50 units reported, 4 of the others carried forward"
    use_language("zh_CN")
    assert coverage_text(46, 50, 4) == "已报 46/50 家，另 4 家未报沿用前季"


def test_coverage_adds_up_where_a_unit_that_is_not_to_report_is_carried_too():
    row = {"reported": 45, "expected": 49, "carried": 5, "carried_beside": 1}
    use_language("zh_CN")
    assert row_coverage_text(row) == "已报 45/49 家，另 4 家未报沿用前季；应报以外另有 1 家（如免考核）沿用前季"
    assert short_coverage_text(row) == "45/49，沿用 4，应报外沿用 1"
    assert short_coverage_text(row | {"carried": 1}) == "45/49，应报外沿用 1"
    assert short_coverage_text(row | {"carried": 4, "carried_beside": 0}) == "45/49，沿用 4"


def test_a_small_share_is_never_a_percentage():
    assert small_share_text(1, 2) == "1/2"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_status_has_an_icon_and_a_word_of_its_own(language):
    use_language(language)
    assert set(STATUS_WORDS) == set(STATUS_ICONS) == set(STATUSES)
    said = [status_text(status) for status in STATUSES]
    assert len(set(said)) == len({text.split(" ")[0] for text in said}) == len(STATUSES)
    assert len({text.split(" ", 1)[1] for text in said}) == len(STATUSES)


def test_the_words_of_the_statuses_are_those_of_the_glossary(chinese):
    assert {status: status_text(status) for status in STATUSES} == {
        "exempt": "◇ 免考核",
        "no_target": "· 无目标",
        "achieved": "✓ 已完成",
        "missed": "✕ 未完成",
        "not_reported": "○ 未报",
        "not_due": "– 未到节点",
        "on_pace": "● 达序时",
        "slightly_behind": "◐ 略低于序时",
        "behind": "▲ 滞后",
        "far_behind": "■ 严重滞后",
    }


def test_every_theme_and_measure_of_the_catalogue_has_its_words():
    catalogue = standard_indicators()
    assert set(THEME_WORDS) == set(THEME_SHORT) == set(catalogue["theme"])
    assert set(catalogue["measure"]) <= {*MEASURE_WORDS, "元"}


def test_measures_are_as_in_the_catalogue_in_chinese(chinese):
    assert {measure: measure_text(measure) for measure in MEASURE_WORDS} == {name: name for name in MEASURE_WORDS}


def test_days_quarters_and_periods_in_both_languages():
    year, drive = (date(2020, 1, 1), date(2020, 12, 31)), (date(2019, 10, 1), date(2020, 9, 20))
    second = period_of(2020, 2)
    assert day_text(date(2020, 6, 3)) == "2020-06-03"
    assert (quarter_text(second), to_date_text(second)) == ("2020 Q2", "first half of 2020")
    assert period_text(*year) == "calendar year 2020"
    assert period_text(*drive) == "2019-10-01 – 2020-09-20"
    use_language("zh_CN")
    assert day_text(date(2020, 6, 3)) == "2020年6月3日"
    assert (quarter_text(second), to_date_text(second)) == ("2020年二季度", "2020年上半年")
    assert period_text(*drive) == "2019年10月1日 – 2020年9月20日"
    assert elapsed_text(second, date(2020, 7, 1)) == "截至6月底 · 时间过半"
    assert elapsed_text(second, date(2020, 6, 30)) == "二季度尚未结束，按2020年6月30日应完成数判断"
    assert elapsed_text(second, date(2020, 3, 31)) == "二季度尚未开始"
    assert len({to_date_text(second + number) for number in range(4)}) == 4


# ---- a target's own period -------------------------------------------------------------------------------------------

YEAR = (date(2020, 1, 1), date(2020, 12, 31))
DRIVE = (date(2020, 1, 1), date(2020, 9, 20))
STATISTICS_YEAR = (date(2019, 10, 1), date(2020, 9, 30))


@pytest.mark.parametrize(
    ("period", "text"),
    [
        (YEAR, ""),
        (DRIVE, "by 09-20"),
        (STATISTICS_YEAR, "2019.10–2020.9"),
        ((date(2019, 10, 1), date(2020, 9, 20)), "2019.10.1–2020.9.20"),
        ((date(2020, 4, 1), date(2020, 12, 31)), "2020.4–2020.12"),
    ],
)
def test_a_period_other_than_the_calendar_year_is_said_in_short(period, text):
    assert own_period_text(*period) == text


def test_a_targets_name_has_its_own_period_and_two_targets_of_an_indicator_are_told_apart():
    named = {"indicator": "new_members", "name": "发展会员", "name_en": "New members", "target": 400.0}
    rows = [named | {"period_start": pd.Timestamp(a), "due_date": pd.Timestamp(b)} for a, b in (YEAR, STATISTICS_YEAR)]
    assert [name_with_period(row) for row in rows] == ["New members", "New members (2019.10–2020.9)"]
    assert [target_key(row) for row in rows] == ["new_members", "new_members 2019-10-01 2020-09-30"]
    none = rows[1] | {"target": None}
    assert (name_with_period(none), target_key(none)) == ("New members", "new_members")
    use_language("zh_CN")
    assert name_with_period(rows[1]) == "发展会员（2019.10–2020.9）"
