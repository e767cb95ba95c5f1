"""Sums of the year of union statistics, from 1 October: told as such, and stored as sums from 1 January."""

import pytest
from townships import TWO_FIRMS, add_report, take_in, units_file, workbook

from tracking.intake import open_questions, preview_file
from tracking.progress import load_progress
from tracking.reading.layout.periods import Period, period_said

A, B = (unit["name"] for unit in TWO_FIRMS[1:])
TITLES = {
    "2019年10月至2020年6月工会工作统计表": Period(2020, 2, True, october=True),
    "2019年10月1日—2020年6月30日": Period(2020, 2, True, october=True),
    "2019.10-2020.6统计年度": Period(2020, 2, True, october=True),
    "2020年二季度（上年10月至今年6月累计）": Period(2020, 2, True, october=True),
    "2020年二季度统计表（去年10月以来）": Period(2020, 2, True, october=True),
    "2020年10月至12月": Period(2020, 4),
    "2019年10-12月": Period(2019, 4),
    "2019年10月至2020年5月": Period(2020, cumulative=True, odd="2019年10月至2020年5月"),
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_counts_from_october_says_so_and_where_it_ends(title):
    assert period_said(title) == TITLES[title]


@pytest.fixture
def town(store):
    take_in(store, units_file(TWO_FIRMS))
    add_report(store, 2019, 4, {("A", "proposals"): 5, ("B", "proposals"): 0})
    return store


def sheet(title: str, *rows: list) -> bytes:
    return workbook(("S", [[title], ["单位名称", "合理化建议", "职工书屋"], *rows]))


def test_the_stored_fourth_quarter_is_taken_off_once_somebody_agrees(town):
    data = sheet("2019年10月至2020年6月工会工作统计表", [A, 20, 1], [B, 7, 2])
    preview = preview_file(town, "a.xlsx", data)
    asked = [question for question in open_questions(preview, set()) if question.key == "since_october"]
    assert f"{A}: 20 − 5 = 15; {B}: 7 − 0 = 7" in asked[0].text
    take_in(town, data, accepted={"since_october"})
    progress = load_progress(town, "T", 2020, 2).set_index(["unit", "indicator"])["actual"]
    assert progress[["T"]].loc[("T", "proposals")] == 22
    assert progress.loc[("T", "bookhouses")] == 3, "a level is what it is at the end, whenever counting began"


def test_a_sum_whose_fourth_quarter_is_not_stored_is_held_back(town):
    data = sheet("2018年10月至2019年6月统计表", [A, 20, 1])
    preview = preview_file(town, "a.xlsx", data)
    assert [(fault.cell, fault.found) for fault in preview.held] == [("B3", "20")]
    assert "the fourth quarter of 2018" in preview.held[0].expected


def test_a_file_that_says_nothing_can_be_answered_with_sums_since_october(town):
    data = sheet("上半年工会工作统计表", [A, 20, 1])
    preview = preview_file(town, "2020.xlsx", data, 2020, 2, answers={"basis": "october"})
    assert preview.changes.set_index("indicator").loc["proposals", ["amount", "basis"]].tolist() == [15, "cumulative"]
