"""A union that knows only its totals: it reports them itself, once somebody agrees, and nothing ever counts twice."""

import pytest
from townships import add_plan, quarter_file, take_in, target, unit, units_file, workbook

from tracking.intake import open_questions, preview_file
from tracking.progress import load_progress
from tracking.reading import ReportProblem

COUNTY = unit("C", None, "county", name="江州县总工会")
TOWNS = [unit("T1", "C", "township", name="临溪镇总工会"), unit("T2", "C", "township", name="北山镇总工会")]
FIRM = unit("A", "T1", name="华丰厂")
HEADING = ["单位名称", "新建企业工会", "会员"]
AGREED = {"sum_of_below S B3"}


def sheet(*rows: list, quarter: str = "二") -> bytes:
    return workbook(("S", [[f"2020年{quarter}季度（当季）"], HEADING, *rows]))


@pytest.fixture
def county(store):
    take_in(store, units_file([COUNTY, *TOWNS, FIRM]))
    return store


def told(store, code: str, indicator: str, quarter: int = 2) -> dict:
    rows = load_progress(store, code, 2020, quarter)
    return rows[rows["unit"].eq(code) & rows["indicator"].eq(indicator)].iloc[0].to_dict()


def test_towns_that_know_only_their_totals_report_them_once_somebody_agrees(county):
    data = sheet(["临溪镇总工会", 3, 120], ["北山镇总工会", 5, 90])
    preview = preview_file(county, "a.xlsx", data)
    asked = [question for question in open_questions(preview, set()) if question.key.startswith("sum_of_below")]
    assert ["4 figures of 2 units" in question.text for question in asked] == [True]
    take_in(county, data, accepted=AGREED)
    add_plan(county, [target("C", "new_unions", 10)])
    assert [told(county, "C", code)["actual"] for code in ("new_unions", "members")] == [8, 210]
    row = told(county, "C", "new_unions", 2)
    assert (row["reported"], row["expected"]) == (0, 2), "both are in, but the first quarter is not known"
    take_in(county, sheet(["临溪镇总工会", 1, 110], ["北山镇总工会", 0, 80], quarter="一"), accepted=AGREED)
    assert (told(county, "C", "new_unions")["reported"], told(county, "C", "members")["reported"]) == (2, 2)


def test_an_enterprise_below_a_sum_is_held_back_until_the_sum_is_taken_back(county):
    take_in(county, sheet(["临溪镇总工会", 3, 120]), accepted=AGREED)
    for quarter, figures in ((2, {("A", "members"): 40}), (3, {("A", "new_unions"): 1})):
        with pytest.raises(ReportProblem, match="that 临溪镇总工会 reported for all units below it"):
            preview_file(county, "b.xlsx", quarter_file([FIRM], figures, quarter=quarter))
    assert told(county, "C", "members")["actual"] == 120


def test_a_town_whose_enterprises_told_the_figure_has_no_sum_of_its_own(county):
    take_in(county, quarter_file([FIRM], {("A", "members"): 40, ("A", "unionised"): 1}))
    preview = preview_file(county, "a.xlsx", sheet(["临溪镇总工会", 3, 120], ["北山镇总工会", 5, 90]))
    assert [(fault.cell, fault.found) for fault in preview.held] == [("C3", "120")]
    assert len(preview.changes) == 3


def test_a_form_of_the_county_alone_is_its_sum(county):
    data = workbook(
        ("S", [["江州县总工会2020年二季度（当季）"], ["指标", "完成数"], ["新建企业工会", 3], ["会员", 120]])
    )
    take_in(county, data, accepted=AGREED)
    assert told(county, "C", "members")["actual"] == 120
