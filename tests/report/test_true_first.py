"""Nothing false in a paper that is signed: targets, dues, seasons, caps and titles as they are, and silence said as silence."""

from datetime import date

import pytest
from test_report import everywhere, plan, text_of
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.report.charts import charts_of
from tracking.report.document import lines_of_title
from tracking.report.facts import gather
from tracking.report.half_year import compose
from tracking.report.sentences.clauses import due_at
from tracking.report.sentences.problems import problems_of

FIRMS = ("A", "B", "C", "D")


def paths(report) -> dict[str, list]:
    return {
        chart.alt: chart.series["计划进度"]
        for chart in charts_of(report.facts, every_path=True)
        if "进度:" in chart.alt
    }


def test_the_planned_line_of_an_annual_report_is_the_path_and_not_its_end(report_on):
    quarters = {q: everywhere("lectures", 1) for q in (1, 2, 3, 4)}
    report = report_on([plan("lectures", 10), plan("proposals", 5)], quarters, quarter=4)
    assert paths(report)["图表:进度:lectures"] == [2, 5, 7, 10], "rounded as it is judged"


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_what_a_chart_plans_for_the_quarter_is_what_the_table_calls_due(example, quarter):
    facts = gather(example, "QHZ", 2020 if quarter < 3 else 2019, quarter)
    rows = [row for row in facts.planned.to_dict("records") if row["kind"] != "rate" and row["due"] == row["due"]]
    assert {row["indicator"]: due_at(row, facts.period) for row in rows} == {r["indicator"]: r["due"] for r in rows}


def test_a_target_of_the_next_plan_is_none_of_this_years(store):
    add_units(store, [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)])
    add_plan(store, [target("T", "proposals", 4)])
    next_year = {"period_start": date(2020, 10, 1), "due_date": date(2021, 9, 30)}
    add_plan(store, [target("T", "new_members", 560, **next_year)], year=2021)
    add_report(store, 2020, 4, everywhere("proposals", 1) | everywhere("new_members", 5))
    for number in (1, 2, 3):
        add_report(store, 2020, number, everywhere("proposals", 1) | everywhere("new_members", 5))
    report = compose(gather(store, "T", 2020, 4), "annual")
    assert report.facts.planned["indicator"].tolist() == ["proposals"]
    text = text_of(report)
    assert "年度计划确定的1项目标全部完成" in text
    assert "560" not in text


def test_a_pace_is_compared_with_what_was_done_since_the_period_began_and_not_where_it_is_the_same(report_on):
    since_october = {"period_start": date(2019, 10, 1), "due_date": date(2020, 9, 30)}
    quarters = {1: everywhere("new_members", 10), 2: everywhere("new_members", 10)}
    report = report_on([plan("new_members", 400, **since_october)], {0: everywhere("new_members", 10)} | quarters)
    assert "一季度的" not in text_of(report)
    even = report_on([plan("proposals", 9)], {1: everywhere("proposals", 0), 2: {("A", "proposals"): 4}})
    assert "1倍" not in text_of(even)


def test_more_than_thirty_is_not_thirty_and_one_more_is_missing(report_on):
    text = text_of(
        report_on(
            [plan("proposals", 30, comparator="more_than")],
            {1: everywhere("proposals", 0), 2: everywhere("proposals", 0)},
        )
    )
    assert "超过30项" in text
    assert "还差31项" in text
    assert "30项以上" not in text


def test_a_due_date_inside_a_quarter_says_by_which_figures_it_is_judged_and_one_to_come_says_its_day(report_on):
    quarters = {q: everywhere("employee_training", 10) for q in (1, 2)}
    over = text_of(report_on([plan("employee_training", 60, due_date=date(2020, 5, 15))], quarters))
    assert "5月15日前60人次，按二季度末数" in over
    coming = text_of(report_on([plan("employee_training", 600, due_date=date(2020, 9, 20))], quarters))
    assert "须在9月20日前全部完成" in coming


def test_seasonal_work_is_done_in_its_season_and_not_spread_over_quarters(report_on):
    quarters = {q: everywhere("cool_visits", 1) for q in (1, 2)}
    text = text_of(report_on([plan("cool_visits", 100, phasing="0/20/100/100")], quarters))
    assert "每季需完成" not in text
    assert "须在7—8月完成" in text


@pytest.mark.parametrize(
    ("union", "lines"),
    [
        ("义和镇总工会", ["义和镇总工会2020年上半年工作总结", "和下半年工作计划"]),
        ("太和镇总工会", ["太和镇总工会2020年上半年工作总结", "和下半年工作计划"]),
        ("和平街道总工会", ["和平街道总工会2020年上半年工作总结", "和下半年工作计划"]),
        ("临江经济技术开发区工会联合会", ["临江经济技术开发区工会联合会", "2020年上半年工作总结", "和下半年工作计划"]),
    ],
)
def test_a_title_breaks_between_words_of_meaning(union, lines):
    assert lines_of_title(f"{union}2020年上半年工作总结和下半年工作计划", union) == lines


def test_what_is_not_judged_is_not_drawn_as_not_reached(report_on):
    targets = [plan("proposals", 16), plan("lectures", 8)]
    quarters = {1: everywhere("proposals", 4), 2: everywhere("proposals", 4) | everywhere("lectures", 1)}
    caption = charts_of(report_on(targets, quarters).facts)[0].caption
    assert "实心为达序时" in caption
    assert "斜线为缺数、暂不判断" in caption
    assert "空心" not in caption


def test_half_silent_is_never_all_is_well(report_on):
    quarters = {1: everywhere("proposals", 9), 2: everywhere("proposals", 9, FIRMS[:2])}
    report = report_on([plan("proposals", 20)], quarters)
    text = text_of(report)
    assert "各项目标均" not in text[text.index("二、存在问题") :]
    assert "二季度仍有2家企业未报送报表" in text
    assert "annex_laggards" in [key for key, _title in report.annexes], "they are named there"


def test_what_was_missed_comes_first_in_problems_and_in_what_is_to_be_done(report_on):
    targets = [plan("proposals", 400), plan("lectures", 8, due_date=date(2020, 6, 30))]
    quarters = {q: everywhere("proposals", 1) | everywhere("lectures", 0) for q in (1, 2)}
    report = report_on(targets, quarters)
    assert problems_of(report.facts)[0]["indicator"] == "lectures"
    text = text_of(report)
    outlook = text[text.index("三、下半年") :]
    assert outlook.index("限期补完") < outlook.index("合理化建议")
    assert "学习论坛和讲座还差8场" in outlook


def test_a_plan_for_the_second_half_is_asked_for_also_where_all_is_achieved(report_on):
    report = report_on([plan("proposals", 4)], {1: everywhere("proposals", 1), 2: everywhere("proposals", 1)})
    assert "【请补充：下一步目标任务和重点工作。】" in text_of(report)


def test_a_quarter_that_nobody_ever_told_is_named_and_the_reports_are_not_called_incomplete(report_on):
    since_october = {"period_start": date(2019, 10, 1), "due_date": date(2020, 9, 30)}
    quarters = {q: everywhere("new_members", 1) for q in (1, 2)}
    text = text_of(report_on([plan("new_members", 400, **since_october)], quarters))
    assert "缺2019年四季度数，暂不判断" in text or "因缺2019年四季度数，暂不作进度判断" in text
    assert "报表未齐" not in text
    assert "报表尚不完整" not in text


def test_a_broken_cap_is_said_to_be_broken_and_is_no_work_to_come(report_on):
    text = text_of(
        report_on(
            [plan("dispute_mediations", 6, comparator="at_most")],
            {1: everywhere("dispute_mediations", 1), 2: everywhere("dispute_mediations", 2)},
        )
    )
    assert "已超出全年控制数（6件以内）6件" in text
    assert "控制在全年目标" not in text
    assert "遏制新增" in text


def test_the_annex_alone_has_no_sources_of_a_text_that_is_not_there(report_on):
    report = report_on([plan("proposals", 16)], {1: everywhere("proposals", 4), 2: everywhere("proposals", 4)})
    assert "annex_sources" not in [key for key, _title in compose(report.facts, "annex").annexes]


def test_a_value_inside_its_tolerance_reaches_the_target_and_is_not_above_it(report_on):
    rates = {
        ("A", "contract_enterprises"): 1,
        ("A", "unionised"): 1,
        ("B", "contract_enterprises"): 1,
        ("B", "unionised"): 1,
    }
    goal = plan("contract_rate", 1_000_000, comparator="about", tolerance=10_000, phasing="keep")
    text = text_of(report_on([goal], {1: rates, 2: rates}))
    assert "达到目标（100%左右）" in text


def test_small_sums_of_money_are_told_in_yuan(report_on):
    text = text_of(
        report_on([plan("assistance_funds", 1_200_000)], {q: {("A", "assistance_funds"): 275_000} for q in (1, 2)})
    )
    assert "5500元" in text
    assert "0.55万元" not in text
