"""Whatever office sheets look like, a number is read rightly, compared, asked about or told: never wrong, lost or doubled."""

from contextlib import suppress
from random import Random

import pytest
from made_once import filled_once
from sheets import MORE, Q1, Q2, A, B, C, book, sheet
from townships import UNION, add_units, rows_of, unit

from tracking.catalogue import INDICATOR_COLUMNS
from tracking.intake.known import known_to
from tracking.intake.preview import open_questions, preview_book
from tracking.reading.layout.periods import period_said
from tracking.reading.plan import read_plan
from tracking.reading.problems import ReportProblem
from tracking.reading.quarter.sheet import read_quarter

H = ["2020年二季度"]


@filled_once
def town(store):
    add_units(store, MORE)


def read(town, *rows: list, name: str = "S", answers: dict | None = None, merged: list | None = None):
    """What a sheet of these rows is read as."""
    return read_quarter(book(sheet(*rows, name=name, merged=merged)), known_to(town, answers), None, None, None)


def told(reading) -> list[tuple]:
    assert [fault.sentence() for fault in reading.faults] == []
    return sorted(rows_of(reading.tables["report"], "unit", "indicator", "period", "amount", "basis"))


def asked(reading) -> list[str]:
    return [question.key.split(" ")[0] for question in reading.questions]


# ---- headings that are understood only in part -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "below"),
    [
        ("工资集体协商", "新签"),
        ("女职工专项集体合同", "到期"),
        ("工资集体协商", "覆盖职工"),
        ("残疾职工", "会员人数"),
        ("困难职工档案", "会员"),
        ("职工培训", "期数"),
        ("会员", "净增"),
        ("金秋助学", "资助金额"),
        ("职工培训", "合理化建议"),
    ],
)
def test_a_heading_half_of_which_is_not_known_is_asked_about_never_read_by_the_other_half(town, group, below):
    found = read(town, H, ["单位名称", group], [None, below], [A, 1], merged=[(1, 0, 2, 0)])
    assert told(found) == []
    assert asked(found) == ["heading"]


@pytest.mark.parametrize("group", ["组织建设", "一、组织建设情况", "（二）教育培训", "重点工作"])
def test_a_group_that_says_nothing_of_its_own_changes_nothing(town, group):
    found = read(town, H, [None, group], ["单位名称", "新建工会"], [A, 1])
    assert told(found) == [("A", "new_unions", Q2, 1, "quarter")]
    assert found.questions == []


@pytest.mark.parametrize(
    ("word", "basis"),
    [("累计完成", "cumulative"), ("累计数", "cumulative"), ("本季完成", "quarter"), ("本季度", "quarter")],
)
def test_words_for_this_quarter_and_year_to_date_are_known_in_their_usual_forms(town, word, basis):
    found = read(town, H, ["单位名称", "职工培训"], [None, word], [A, 30], merged=[(1, 0, 2, 0)])
    assert told(found) == [("A", "employee_training", Q2, 30, basis)]


@pytest.mark.parametrize("word", ["上年同期", "上年累计", "去年", "同比", "全年目标", "完成率", "排名", "其中：女职工"])
def test_figures_for_comparison_are_left_out_and_named(town, word):
    found = read(
        town, H, ["单位名称", "职工培训", None], [None, word, "当季"], [A, 100, 3], merged=[(1, 0, 2, 0), (1, 1, 1, 2)]
    )
    assert told(found) == [("A", "employee_training", Q2, 3, "quarter")]
    assert found.notes == [f"The column «职工培训 / {word}» was left out."]


def test_an_answer_keeps_the_words_for_year_to_date_and_ten_thousand_in_its_heading(town):
    rows = [H, ["单位名称", "累计某训职工人次", "帮扶金/万元"], [A, 30, 6.5]]
    keys = [question.key for question in read(town, *rows).questions]
    found = read(town, *rows, answers=dict(zip(keys, ("employee_training", "assistance_funds"), strict=True)))
    assert told(found) == [
        ("A", "assistance_funds", Q2, 6_500_000, "quarter"),
        ("A", "employee_training", Q2, 30, "cumulative"),
    ]


def test_a_heading_that_says_only_how_is_counted_is_asked_in_its_sheet_and_not_remembered(town):
    found = read(town, H, ["单位名称", "人数"], [A, 30], name="培训")
    (question,) = found.questions
    assert (question.key, question.said) == ("heading 培训 人数", "")


# ---- 万元 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["单位：家、人、万元"], H, ["单位名称", "帮扶资金"], [A, 6.5]],
        [H, ["单位名称", "帮扶资金"], [None, "万元"], [A, 6.5]],
        [H, [None, "单位：万元"], ["单位名称", "帮扶资金"], [A, 6.5]],
        [H, ["单位名称", "帮扶资金（单位：万元）"], [A, 6.5]],
        [H, ["填报单位：" + A], ["指标", "计量单位", "数值"], ["帮扶资金", "万元", 6.5]],
        [H, ["单位名称", "指标", "计量单位", "数值"], [A, "帮扶资金", "万元", 6.5]],
        [H, ["指标", "单位", A], ["帮扶资金", "万元", 6.5]],
    ],
)
def test_ten_thousand_yuan_is_understood_wherever_it_stands(town, rows):
    assert told(read(town, *rows)) == [("A", "assistance_funds", Q2, 6_500_000, "quarter")]


def test_another_measure_than_the_catalogues_beside_an_indicator_is_asked_about(town):
    found = read(town, H, ["填报单位：" + A], ["指标", "计量单位", "数值"], ["会员", "人次", 30], ["新建工会", "个", 1])
    assert asked(found) == ["measure"]


# ---- which quarter, and sums -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "quarter", "basis"),
    [
        ("2020年1-2季度", Q2, "cumulative"),
        ("2020年一、二季度", Q2, "cumulative"),
        ("2020年二季度累计完成情况表", Q2, "cumulative"),
        ("2020年二季度", Q2, "quarter"),
        ("截至2020年6月30日", Q2, "cumulative"),
    ],
)
def test_a_title_says_its_quarter_and_whether_it_is_sums(town, title, quarter, basis):
    found = read(town, [title], ["单位名称", "职工培训"], [A, 3])
    assert told(found) == [("A", "employee_training", quarter, 3, basis)]
    assert asked(found) == (["basis"] if basis == "cumulative" else [])


def test_the_whole_years_target_beside_the_figures_does_not_make_them_the_fourth_quarters(town):
    found = read(town, H, ["对照全年任务填写"], ["单位名称", "全年目标", "职工培训"], [A, 100, 3])
    assert told(found) == [("A", "employee_training", Q2, 3, "quarter")]


def test_the_day_a_sheet_was_filled_in_is_not_its_year(town):
    found = read(town, ["填报日期：2021年1月5日"], ["2020年四季度"], ["单位名称", "职工培训"], [A, 3])
    assert [row[2] for row in told(found)] == [Q2 + 2]


def test_each_sheet_is_of_its_own_quarter_and_basis(town):
    sheets = [
        sheet(["2020年"], ["单位名称", "职工培训"], [A, n], name=name) for n, name in ((3, "一季度"), (8, "上半年"))
    ]
    found = read_quarter(book(*sheets), known_to(town), None, None, None)
    assert told(found) == [
        ("A", "employee_training", Q1, 3, "quarter"),
        ("A", "employee_training", Q2, 8, "cumulative"),
    ]
    chosen = read_quarter(book(*sheets), known_to(town), 2020, 1, None)
    assert {fault.sheet for fault in chosen.faults} == {"上半年"}, "the quarter chosen is not the sheet's"


def test_a_second_table_is_of_the_quarter_in_its_own_title(town):
    header = ["单位名称", "职工培训"]
    found = read(town, H, header, [A, 3], ["填表人：某科"], ["2020年一季度"], header, [A, 5])
    assert told(found) == [("A", "employee_training", Q1, 5, "quarter"), ("A", "employee_training", Q2, 3, "quarter")]
    assert asked(found) == ["tables"]


def test_another_year_at_the_head_of_a_column_is_a_comparison(town):
    found = read(
        town,
        H,
        ["单位名称", "职工培训", None],
        [None, "2019年", "2020年"],
        [A, 2, 3],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2)],
    )
    assert told(found) == [("A", "employee_training", Q2, 3, "quarter")]
    assert found.notes == ["The column «职工培训 / 2019年» was left out."]


def test_a_report_on_a_plan_is_no_plan_and_a_plan_beside_a_report_is_left_out_when_somebody_says_so(town):
    report = sheet(["2020年二季度工作计划完成情况表"], ["单位名称", "职工培训"], [A, 3])
    assert preview_book(town, book(report)).reading.kind == "quarter"
    plan = sheet(["2020年目标任务分解表"], ["单位名称", "职工培训"], [A, 100], name="分解")
    both = preview_book(town, book(report, plan))
    assert rows_of(both.changes, "amount") == [(3,)]
    assert [question.key for question in open_questions(both, set())] == ["left_out 分解"]
    other = read_plan(book(plan, sheet(H, ["单位名称", "职工培训"], [A, 3], name="二季度")), known_to(town), None)
    assert (other.tables["target"]["target"].tolist(), [q.key for q in other.questions]) == ([100], ["left_out 二季度"])


# ---- rows and columns that nobody reads ------------------------------------------------------------------------------


def test_what_stands_below_a_footer_is_read(town):
    found = read(
        town, H, ["单位名称", "职工培训"], ["注：按人次填"], [A, 3], ["填 表 人：某"], [B, 4], ["以上数据属实"]
    )
    assert [row[3] for row in told(found)] == [3, 4]


def test_a_note_that_begins_with_of_which_is_no_total_and_a_unit_named_so_is_a_unit(town):
    found = read(town, H, ["单位名称", "职工培训", "备注"], [A, 3, "其中女职工2人"], ["其中：" + B, 4, None])
    assert [(row[0], row[3]) for row in told(found)] == [("A", 3), ("B", 4)]


@pytest.mark.parametrize("total", ["柳溪村小计", "本页合计", "合计（2家）", "合计数", "全镇合计", "平均"])
def test_totals_by_any_name_are_no_units(town, total):
    printed = 3.5 if total == "平均" else 7
    assert [row[3] for row in told(read(town, H, ["单位名称", "职工培训"], [A, 3], [B, 4], [total, printed]))] == [3, 4]


def test_rows_without_figures_need_no_unit(town):
    rows = [["一、工业园区", None], [A, 3], ["甲", 1], ["本页无其他", None], [None, None]]
    assert [row[3] for row in told(read(town, H, ["单位名称", "职工培训"], *rows))] == [3]


@pytest.mark.parametrize(
    "rows",
    [
        [["单位名称", "职工培训", None], [A, 3, 9]],
        [["填报单位：" + A], ["指标", "数值", "说明数"], ["职工培训", 3, 9]],
    ],
)
def test_a_number_that_nobody_read_is_asked_about(town, rows):
    found = read(town, H, *rows)
    assert [row[3] for row in told(found)] == [3]
    assert asked(found) in (["not_understood"], ["heading"])


def test_a_sheet_without_a_table_of_ours_is_asked_about_if_it_holds_numbers(town):
    sheets = [sheet(H, ["单位名称", "职工培训"], [A, 3]), sheet(["某某栏目", "某一项"], [B, 9], name="另一张")]
    found = read_quarter(book(*sheets), known_to(town), None, None, None)
    (question,) = found.questions
    assert question.text == "«另一张»: 1 numbers were not understood, such as B2. Store the file without them?"


def test_two_forms_below_one_another_are_each_of_their_own_unit(town):
    form = ["指标", "数值"]
    found = read(town, H, ["填报单位：" + A], form, ["职工培训", 3], ["填报单位：" + B], form, ["1.职工培训", 7])
    assert [(row[0], row[3]) for row in told(found)] == [("A", 3), ("B", 7)]


def test_an_unknown_indicator_of_a_form_is_asked_about_also_where_its_figure_is_text(town):
    rows = [H, ["填报单位：" + A], ["指标", "数值"], ["女职工学习", "12人次"]]
    (question,) = read(town, *rows).questions
    assert (question.cells, question.said) == (("A4",), "女职工学习")
    found = read(town, *rows, answers={question.key: "employee_training"})
    assert told(found) == [("A", "employee_training", Q2, 12, "quarter")]


def test_the_figure_of_a_quarter_beside_its_year_to_date_is_its_check_in_a_list_too(town):
    found = read(town, H, ["单位名称", "指标", "数值", "累计"], [A, "职工培训", 3, 30])
    assert told(found) == [("A", "employee_training", Q2, 30, "cumulative")]
    assert found.tables["report"]["this_quarter"].tolist() == [3]


@pytest.mark.parametrize("header", [["序号", "单位", "企业名称"], ["统一社会信用代码", "单位代码", "单位名称"]])
def test_two_columns_that_may_name_units_are_one_table(town, header):
    names = [1, "柳溪镇", A] if header[0] == "序号" else [None, "A", A]
    found = read(town, H, [*header, "职工培训"], [*names, 3])
    assert told(found) == [("A", "employee_training", Q2, 3, "quarter")]


# ---- totals of units above -------------------------------------------------------------------------------------------


def test_a_township_and_a_village_that_print_their_totals_are_counted_once(store):
    village = unit("V", "T", "village_federation", name="柳溪村工会联合会")
    add_units(store, [MORE[0], village, *({**row, "parent": "V"} for row in MORE[1:3]), MORE[3]])
    rows = [["单位名称", "职工培训"], [UNION, 12], [village["name"], 7], [A, 3], [B, 4], [C, 5], ["合计", 12]]
    preview = preview_book(store, book(sheet(H, *rows)))
    twice = [question.key for question in open_questions(preview, set())]
    assert "counted_twice T" in twice or rows_of(preview.changes, "unit") == [("A",), ("B",), ("C",)]
    total = preview_book(store, book(sheet(H, *rows)), answers={"counted_twice T": "total", "counted_twice V": "total"})
    assert sorted(row for row in rows_of(total.changes, "unit", "amount")) == [("A", 3), ("B", 4), ("C", 5)]
    assert open_questions(total, set()) == []


def test_a_file_that_holds_only_what_is_not_understood_is_refused(town):
    with pytest.raises(ReportProblem):
        preview_book(town, book(sheet(["某表"], ["甲", "乙"], [1, 2])))


# ---- whatever comes --------------------------------------------------------------------------------------------------

WORDS = [
    *(
        "单位",
        "单位名称",
        "企业名称",
        "单位代码",
        "序号",
        "指标",
        "计量单位",
        "数值",
        "累计",
        "当季",
        "职工培训",
        "合理化建议",
    ),
    *(
        "工资集体协商",
        "新签",
        "万元",
        "合计",
        "小计",
        "其中：女",
        "填表人：某",
        "2020年二季度",
        "上半年",
        "备注",
        "目标",
        "全年目标",
    ),
    *(A, B, UNION, "某厂", 3, 7.5, -1, None, None, None, "12人次", "—", "3、5", "=SUM(A1)"),
]


def test_random_sheets_of_our_words_are_read_or_refused_with_sentences(town):
    chance = Random(20200630)
    for _number in range(400):
        rows = [[chance.choice(WORDS) for _cell in range(chance.randint(1, 6))] for _row in range(chance.randint(1, 8))]
        corner = chance.randint(0, 3), chance.randint(0, 3)
        merged = [(*corner, corner[0] + chance.randint(0, 2), corner[1] + chance.randint(0, 2))]
        with suppress(ReportProblem):
            preview_book(town, book(sheet(*rows, merged=merged if chance.random() < 0.5 else None)))


# ---- what was once read wrong without a word -------------------------------------------------------------------------


@pytest.mark.parametrize("line", [["（万元）"], ["2020年二季度帮扶资金（万元）"], ["单位：万元"]])
def test_ten_thousand_yuan_may_stand_on_a_line_of_its_own_or_behind_the_title(town, line):
    found = read(town, H, line, ["单位名称", "帮扶资金"], [A, 6.5])
    assert told(found) == [("A", "assistance_funds", Q2, 6_500_000, "quarter")]


@pytest.mark.parametrize(
    ("title", "year"),
    [("2020年二季度与2019年同期对比", 2020), ("2019年、2020年二季度对比", 2020), ("2019年和2020年工会工作对比", None)],
)
def test_of_two_years_in_a_title_the_one_before_the_quarter_counts_or_none(title, year):
    assert period_said(title).year == year


@pytest.mark.parametrize("stray", [2000, "77", "1,200", 9])
def test_a_stray_number_is_heard_though_it_looks_like_a_year_or_is_text(town, stray):
    found = read(town, H, ["单位名称", "职工培训", None], [A, 3, stray])
    assert [question.key for question in found.questions] == ["not_understood S"]
    assert found.questions[0].cells == ("C3",)


@pytest.mark.parametrize("title", ["2020年1—8月", "截至2020年8月底"])
def test_a_span_that_is_no_quarter_is_asked_about_though_a_quarter_was_chosen(town, title):
    rows = [[title], ["单位名称", "职工培训"], [A, 3]]
    found = read_quarter(book(sheet(*rows)), known_to(town), 2020, 3, None)
    assert asked(found) == ["basis"]


def test_an_indicator_of_a_townships_own_may_not_take_the_name_of_another(town):
    header = list(INDICATOR_COLUMNS)
    line = ["own_thing", "other", "某项", "Something", "项", "flow", "", "", "even", "1", "enterprise", "会员;某事"]
    with pytest.raises(ReportProblem, match="a name that does not mean 会员 already"):
        preview_book(town, book(sheet(header, line)))
