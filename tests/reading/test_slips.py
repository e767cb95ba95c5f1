"""Slips that sheets are full of: doubled headings, totals beside parts, copied quarters, another year's or town's file."""

from datetime import date

import pytest
from made_once import filled_once
from sheets import MORE, Q2, A, B, C, book, read, sheet, told
from townships import UNION, add_report, add_units, rows_of, unit, workbook

from tracking.intake.known import known_to
from tracking.intake.preview import open_questions, preview_book, preview_file, store_preview
from tracking.reading.plan import read_plan
from tracking.reading.problems import ReportProblem


@filled_once
def town(store):
    add_units(store, MORE)


def seen(town, *rows: list, quarter: str = "2020年二季度", **more):
    """The preview of a sheet with these rows under a title."""
    return preview_book(town, book(sheet([quarter], *rows), **more))


def asked(preview) -> list[str]:
    return [question.text for question in open_questions(preview, set())]


# ---- two columns, two tables -----------------------------------------------------------------------------------------


def test_of_two_columns_that_say_the_same_the_second_is_a_fault_at_its_heading(town):
    found = read(town, sheet(["2020年二季度"], ["单位名称", "职工培训", "职工培训（人次）"], [A, 3, 8]))
    (fault,) = found.faults
    assert fault.sentence() == (
        "«S» C2: found «职工培训（人次）», expected one column for each indicator; column B says the same"
    )


GROUPS = [["单位名称", "职工培训", None], [None, "当季", "累计"]]


def test_this_quarter_and_year_to_date_side_by_side_are_one_figure_and_its_check(town):
    add_report(town, 2020, 1, {("A", "employee_training"): 5, ("B", "employee_training"): 5})
    preview = seen(town, *GROUPS, [A, 3, 8], [B, 3, 8])
    assert rows_of(preview.changes, "unit", "amount", "basis", "cell") == [
        ("A", 8, "cumulative", "C4"),
        ("B", 8, "cumulative", "C5"),
    ]
    assert asked(preview) == []


def test_year_to_date_that_is_not_what_was_known_plus_this_quarter_is_asked_about_once_a_column(town):
    add_report(town, 2020, 1, {("A", "employee_training"): 5, ("B", "employee_training"): 5})
    preview = seen(town, *GROUPS, [A, 3, 9], [B, 4, 10])
    assert asked(preview) == [
        "«S», 职工及职工代表培训: 2 year-to-date figures, such as C4, are not what was known before plus this quarter's"
        " figure beside them. Store the year-to-date figures?"
    ]


def test_where_the_first_quarter_is_not_known_the_year_to_date_tells_it_and_nothing_is_asked(town):
    preview = seen(town, *GROUPS, [A, 3, 9])
    assert rows_of(preview.changes, "amount", "basis") == [(9, "cumulative")]
    assert asked(preview) == []


def test_where_the_year_to_date_is_blank_this_quarters_figure_counts(town):
    found = read(town, sheet(["2020年二季度"], *GROUPS, [A, 3, None], [B, None, 8]))
    assert [row[3:] for row in told(found)] == [(3, "quarter", "B4"), (8, "cumulative", "C5")]


def test_a_second_table_below_the_footer_of_the_first_is_read_and_asked_about(town):
    found = read(
        town,
        sheet(
            ["2020年二季度"],
            ["单位名称", "职工培训"],
            [A, 3],
            ["填表人：某科"],
            ["表二"],
            ["单位名称", "合理化建议"],
            [B, 4],
        ),
    )
    assert [(row[0], row[1], row[3], row[5]) for row in told(found)] == [
        ("A", "employee_training", 3, "B3"),
        ("B", "proposals", 4, "B7"),
    ]
    (question,) = found.questions
    assert question.text == "«S» holds 2 tables, with headings in the rows 2, 6. Do all of them count?"
    assert question.cells == ("A2", "A6")


def test_a_header_printed_again_on_every_page_goes_on_with_its_table_and_its_total(town):
    header = ["序号", "单位名称", "职工培训"]
    found = read(
        town,
        sheet(["2020年二季度"], header, [1, A, 3], ["填表人：某科"], header, [2, B, 4], ["合计", None, 7]),
    )
    assert [(row[0], row[3]) for row in told(found)] == [("A", 3), ("B", 4)]
    assert found.questions == []


def test_two_blocks_of_columns_side_by_side_are_two_parts_of_the_list(town):
    header = ["序号", "单位名称", "职工培训"]
    found = read(town, sheet(["2020年二季度"], [*header, *header], [1, A, 3, 2, B, 4], [3, C, 5]))
    assert [(row[0], row[3], row[5]) for row in told(found)] == [("A", 3, "C3"), ("B", 4, "F3"), ("C", 5, "C4")]
    assert found.questions == []


# ---- printed totals and rates ----------------------------------------------------------------------------------------


def totals_asked(town, *rows: list) -> list[str]:
    found = read(town, sheet(["2020年二季度"], ["单位名称", "职工培训"], *rows))
    assert found.faults == []
    return [question.text.split(": ", 1)[1].removesuffix(" Store the rows?") for question in found.questions]


def test_subtotals_are_compared_with_their_own_rows_and_the_total_with_all(town):
    rows = [[A, 3], ["小计", 3], [B, 4], [C, 5]]
    assert totals_asked(town, *rows, ["小计", 9], ["合计", 12]) == []
    assert totals_asked(town, *rows, ["小计", 8], ["总计", 11]) == [
        "the printed total is 8, but the rows add up to 9.",
        "the printed total is 11, but the rows add up to 12.",
    ]


def test_totals_may_stand_above_their_rows(town):
    assert totals_asked(town, ["合计", 12], ["小计", 7], [A, 3], [B, 4], ["小计", 5], [C, 5]) == []
    assert totals_asked(town, ["合计", 13], [A, 3], [B, 4], [C, 5]) == [
        "the printed total is 13, but the rows add up to 12."
    ]


def test_a_part_larger_than_its_whole_is_asked_about_and_parts_that_do_not_add_up_are_said(town):
    rows = [[A, 3], [B, 4], ["合计", 7]]
    found = read(
        town, sheet(["2020年二季度"], ["单位名称", "职工培训"], *rows, ["其中：女职工", 5], ["其中：农民工", 4])
    )
    assert found.questions == []
    assert found.notes == ["«S» B6: the parts add up to 9, the total above them is 7."]
    assert totals_asked(town, *rows, ["其中：女职工", 8]) == ["a part is 8, more than its whole of 7."]


def test_printed_totals_of_money_are_told_in_yuan(town):
    found = read(town, sheet(["2020年二季度"], ["单位名称", "帮扶资金（元）"], [A, 100.5], ["合计", 100]))
    assert "printed total is 100, but the rows add up to 100.50" in found.questions[0].text


def test_a_printed_rate_is_not_stored_and_its_difference_from_the_figures_is_said(town):
    rows = [[A, 200, 120, 0.6], [B, 100, 90, "91%"], [C, 30, 30, None]]
    preview = seen(town, ["单位名称", "职工", "会员", "入会率"], *rows)
    assert set(preview.changes["indicator"]) == {"employees", "members"}
    assert preview.reading.notes == [
        "«S»: 1 printed values of 入会率 differ from what their figures give, such as D4: 91.0% printed, 90.0% computed."
        " The program computes rates itself."
    ]


def test_figures_that_begin_with_a_nought_are_read_and_said(town):
    found = read(town, sheet(["2020年二季度"], ["单位名称", "职工培训"], [A, "007"], [B, "0"]))
    assert [row[3] for row in told(found)] == [7, 0]
    assert found.notes == [
        "«S», «职工培训»: 1 figure begins with a nought, such as B3 «007»; they were read as numbers."
    ]


# ---- a township's total beside its units -----------------------------------------------------------------------------


def test_a_township_total_beside_its_enterprises_is_left_out_and_compared(town):
    header = ["单位名称", "合理化建议"]  # enterprises report it, the township does not
    right = seen(town, header, [UNION, 7], [A, 3], [B, 4])
    assert rows_of(right.changes, "unit", "amount") == [("A", 3), ("B", 4)]
    assert asked(right) == []
    wrong = seen(town, header, [UNION, 8], [A, 3], [B, 4])
    assert asked(wrong) == [
        f"«S» B3: {UNION} says 8 in all, but its units in this file add up to 7. Store the units' figures?"
    ]


def test_a_unit_whose_figures_are_the_sums_of_those_below_is_asked_whether_they_are_totals(town):
    rows = [["单位名称", "职工培训"], [UNION, 7], [A, 3], [B, 4]]  # the township may train people itself
    first = seen(town, *rows)
    assert asked(first) == [
        f"1 figures of {UNION}, such as B3, are the sums of its units' figures in this file. What are they?"
    ]
    sheets = book(sheet(["2020年二季度"], *rows))
    total = preview_book(town, sheets, answers={"counted_twice T": "total"})
    assert rows_of(total.changes, "unit", "amount") == [("A", 3), ("B", 4)]
    own = preview_book(town, sheets, answers={"counted_twice T": "own"})
    assert rows_of(own.changes, "unit", "amount") == [("T", 7), ("A", 3), ("B", 4)]
    assert asked(total) == asked(own) == []


def test_a_unit_with_doings_of_its_own_beside_others_is_not_asked(town):
    assert asked(seen(town, ["单位名称", "职工培训"], [UNION, 20], [A, 3], [B, 4])) == []


# ---- figures that look copied or too large ---------------------------------------------------------------------------

FOUR = ["职工培训", "合理化建议", "知识竞赛", "培训期数"]
CODES = ["employee_training", "proposals", "knowledge_contest", "training_sessions"]


def test_figures_equal_to_those_of_the_quarter_before_are_said(town):
    add_report(town, 2020, 1, {("A", code): 3 + n for n, code in enumerate(CODES)})
    add_report(town, 2020, 1, {("B", code): 3 + n for n, code in enumerate(CODES)})
    preview = seen(town, ["单位名称", *FOUR], [A, 3, 4, 5, 6], [B, 3, 4, 5, 7])
    assert preview.reading.notes == [f"1 units, such as {A}, report the same figures as in the quarter before."]


def test_year_to_date_figures_that_did_not_grow_are_said_where_they_are_most(town):
    add_report(town, 2020, 1, {("A", code): 3 + n for n, code in enumerate(CODES)}, "cumulative")
    header = ["单位名称", *(f"{name}（累计）" for name in FOUR)]
    preview = seen(town, header, [A, 3, 4, 5, 9])
    assert preview.reading.notes == ["«S»: 3 of 4 year-to-date figures, such as B3, are the same as a quarter before."]
    assert seen(town, header, [A, 3, 4, 8, 9]).reading.notes == []


def test_one_number_everywhere_is_said(town):
    names = [*FOUR, "技术比武"]
    add_report(town, 2020, 1, {("A", "skill_contests"): 1, ("B", "skill_contests"): 1})
    preview = seen(town, ["单位名称", *names], [A, 2, 2, 2, 2, 2], [B, 0, 0, 0, 0, 1])
    assert preview.reading.notes == [f"1 units, such as {A}, report one and the same number everywhere."]


def test_a_quarter_without_the_one_before_is_said_and_not_where_the_year_to_date_covers_it(town):
    header = ["单位名称", "职工培训"]
    sentence = f"1 units, such as {A}, have no figures for an earlier quarter of the year: until these come, their sums are not known."
    assert seen(town, header, [A, 3]).reading.notes == [sentence]
    add_report(town, 2020, 2, {("A", "employee_training"): 9}, "cumulative")
    assert seen(town, header, [A, 3], quarter="2020年三季度").reading.notes == []


def test_more_people_than_a_unit_employs_are_asked_about_once_a_column(town):
    preview = seen(town, ["单位名称", "知识竞赛", "职工培训"], [C, 41, 400], [A, 500, 500])
    assert asked(preview) == [
        "«S», 知识竞赛: 1 figures, such as B3, are more than the unit has employees according to the list of units. Are"
        " they right?"
    ], "人次 may be more than people, and the employees of A are not known"


def test_more_renewals_than_expired_contracts_are_asked_about(town):
    preview = seen(town, ["单位名称", "到期", "续签"], [A, 1, 2], [B, 2, 2])
    assert [text.split(", ", 1)[1] for text in asked(preview)] == [
        "集体合同到期续签: 1 figures, such as C3, are more than the whole that they are a part of. Store them as they are?"
    ]


def test_a_figure_in_another_measure_than_its_column_is_never_taken(town):
    found = read(town, sheet(["2020年二季度"], ["单位名称", "会员"], [A, "53人次"]))
    assert [fault.sentence() for fault in found.faults] == ["«S» B3: found «53人次», expected a whole number in 人"]
    column = read(town, sheet(["2020年二季度"], ["单位名称", "会员（人次）"], [A, 53]))
    assert [question.said for question in column.questions] == ["会员（人次）"]


# ---- the wrong file --------------------------------------------------------------------------------------------------


def test_a_file_in_which_no_unit_is_known_is_told_in_one_sentence(town):
    rows = [["2020年二季度"], ["单位名称", "职工培训"], *([f"某镇{n}号厂", n] for n in range(5))]
    with pytest.raises(ReportProblem) as refused:
        preview_book(town, book(sheet(*rows)))
    (fault,) = refused.value.faults
    assert fault.sentence().startswith("«S» A3: None of the 5 units of this file is in the list of units (某镇0号厂,")


def test_units_with_codes_of_another_list_are_read_by_their_names_once_somebody_agrees(town):
    rows = [["2020年二季度"], ["单位代码", "单位名称", "职工培训"], ["LX101", A, 3], ["LX999", "某镇9号厂", 4]]
    data = workbook(("S", rows))
    asked = preview_file(town, "q2.xlsx", data)
    question = next(question for question in asked.reading.questions if question.key.startswith("other_codes"))
    assert f"LX101 = {A}" in question.text
    answers = {question.key: "as proposed"}
    agreed = preview_file(town, "q2.xlsx", data, answers=answers)
    assert agreed.changes["amount"].tolist() == [3]
    assert [fault.found for fault in agreed.held] == ["LX999"], "a unit that no name tells is not guessed"
    held = {question.key for question in agreed.reading.questions if question.key not in answers}
    assert store_preview(town, agreed, "office", accepted=held)
    rows[0], rows[2] = ["2020年三季度"], ["LX101", "", 5]
    later = preview_file(town, "q3.xlsx", workbook(("S", rows[:3])))
    assert later.changes["amount"].tolist() == [5], "the code is known from then on"


def test_units_with_codes_of_another_list_stay_out_where_somebody_says_so(town):
    data = workbook(("S", [["2020年二季度"], ["单位代码", "单位名称", "职工培训"], ["LX101", A, 3]]))
    (question,) = preview_file(town, "q2.xlsx", data).reading.questions
    with pytest.raises(ReportProblem, match="LX101"):
        preview_file(town, "q2.xlsx", data, answers={question.key: "leave out"})


def test_the_same_bytes_over_later_corrections_are_asked_about(town):
    data = workbook(("S", [["2020年二季度"], ["单位名称", "职工培训"], [A, 3]]))
    assert store_preview(town, preview_file(town, "q2.xlsx", data), "office")
    assert not preview_file(town, "q2.xlsx", data).changes_anything()
    add_report(town, 2020, 2, {("A", "employee_training"): 5})
    (question,) = open_questions(preview_file(town, "q2.xlsx", data), set())
    today = town.read("submissions")["received_at"].max().date()
    assert question.text == (
        f"This very file was taken in on {today} by office; figures were changed since. Take it in again, over them?"
    )


def test_a_sheet_of_last_year_is_asked_about_where_newer_figures_are_stored(town):
    header = ["单位名称", "合理化建议"]
    assert asked(seen(town, header, [A, 3], quarter="2019年二季度")) == [], "history comes in without questions"
    add_report(town, 2020, 2, {("A", "proposals"): 5})
    sheets = book(sheet(["2019年二季度"], header, [A, 3]))
    assert asked(preview_book(town, sheets)) == [
        "The file is about 2019 Q2, but figures up to 2020 Q2 are stored. Is its quarter right?"
    ]
    assert asked(preview_book(town, sheets, year=2019, quarter=2)) == [], "who chooses the quarter means it"


def test_a_file_name_and_a_title_that_speak_of_two_quarters_are_asked_about(town):
    rows = sheet(["2020年二季度"], ["单位名称", "合理化建议"], [A, 3])
    preview = preview_book(town, book(rows, name="2020年一季度.xlsx"))
    assert asked(preview) == [
        "The name «2020年一季度.xlsx» speaks of 2020 Q1, the title of 2020 Q2. Is it about 2020 Q2?"
    ]
    assert preview.reading.period == Q2
    assert asked(preview_book(town, book(rows, name="2020年一季度.xlsx"), quarter=2)) == []


def test_a_basis_chosen_against_the_title_is_asked_about(town):
    sheets = book(sheet(["2020年上半年"], ["单位名称", "合理化建议"], [A, 3]))
    assert asked(preview_book(town, sheets, basis="cumulative")) == []
    assert len(asked(preview_book(town, sheets, basis="quarter"))) == 1


def test_a_figure_of_a_closed_unit_is_a_fault_that_names_the_day(town):
    add_units(town, [*MORE, unit("D", "T", name="柳溪旧厂", closed=date(2020, 3, 31))])
    with pytest.raises(ReportProblem) as refused:
        seen(town, ["单位名称", "合理化建议"], ["柳溪旧厂", 3])
    assert refused.value.faults[0].sentence() == (
        "«S» B3: found «3», expected no figure, because 柳溪旧厂 was closed on 2020-03-31"
    )


# ---- plans -----------------------------------------------------------------------------------------------------------


def test_a_plan_with_groups_of_headings_is_read_by_all_of_them(town):
    header = ["单位名称", "集体合同", None, "教育培训（人次）"]
    below = [None, "新签", "到期续签（6月底前）", "职工培训"]
    merged = [(1, 0, 2, 0), (1, 1, 1, 2)]
    plan = sheet(["2020年度目标分解表"], header, below, [A, 2, 1, 30], ["合计", 2, 1, 30], name="计划", merged=merged)
    found = read_plan(book(plan, name="计划.xlsx"), known_to(town), None)
    assert [fault.sentence() for fault in found.faults] == []
    assert rows_of(found.tables["target"], "unit", "indicator", "target", "due_date", "cell") == [
        ("A", "contracts_signed", 2, date(2020, 12, 31), "B4"),
        ("A", "contracts_renewed", 1, date(2020, 6, 30), "C4"),
        ("A", "employee_training", 30, date(2020, 12, 31), "D4"),
    ]
