"""Sheets as offices really send them: grouped headings, several quarters, forms, units across; and what is asked."""

import pandas as pd
import pytest
from sheets import FIRMS, Q1, Q2, UNION, book, read, sheet, told
from townships import add_units, rows_of, unit, workbook

from tracking.intake.known import forget_answer, known_to
from tracking.intake.preview import open_questions, preview_book, preview_file, store_preview
from tracking.opening.book import Book, Sheet
from tracking.opening.limits import MAX_COLUMNS, MAX_ROWS
from tracking.reading import files
from tracking.reading.layout.grid import merged_cells
from tracking.reading.layout.headings import column_meaning
from tracking.reading.layout.periods import Period, period_said
from tracking.reading.problems import LEAVE_OUT, ReportProblem
from tracking.reading.sheets import similar_names
from tracking.reading.unknown_words import question_about_indicator

# ---- headings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020年二季度", Period(2020, 2)),
        ("第3季度", Period(None, 3)),
        ("2020年上半年", Period(2020, 2, True)),
        ("2020年1-6月", Period(2020, 2, True)),
        ("1—9月累计", Period(None, 3, True)),
        ("截至6月底", Period(None, 2, True)),
        ("前三季度", Period(None, 3, True)),
        ("2020年全年", Period(2020, 4, True)),
        ("11-12月", Period(odd="11-12月")),
        ("工会工作", Period()),
    ],
)
def test_a_text_says_its_quarter_and_whether_it_counts_from_january(text, period):
    assert period_said(text) == period


NAMES = {"新建工会": "new_unions", "集体合同": "contracts", "新签集体合同": "signed", "职工培训": "employee_training"}
MEASURES = {"new_unions": "个", "contracts": "份", "signed": "份", "employee_training": "人次"}


@pytest.mark.parametrize(
    ("parts", "indicator", "basis", "quarter"),
    [
        (["新建工会", "累计"], "new_unions", "cumulative", None),
        (["组织建设", "新建工会（个）", "当季"], "new_unions", "quarter", None),
        (["集体合同", "新签"], "signed", None, None),
        (["新签", "集体合同"], "signed", None, None),
        (["一季度", "职工培训"], "employee_training", "quarter", 1),
        (["职工培训", "1-6月"], "employee_training", "cumulative", 2),
    ],
)
def test_headings_above_one_another_are_read_together(parts, indicator, basis, quarter):
    found = column_meaning(parts, NAMES, MEASURES)
    assert (found.indicator, found.basis, found.quarter) == (indicator, basis, quarter)


def test_a_merged_group_of_this_quarter_and_year_to_date_is_read_by_both_its_headings(town):
    merged = [(0, 0, 0, 5), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)]
    found = read(
        town,
        sheet(
            ["2020年二季度工会工作统计表", None, None, None, None, None],
            ["序号", "企业名称", "职工培训", None, "合理化建议", None],
            [None, None, "累计", "参加率说明", "当季", "说明"],
            [1, "柳溪春风纺织有限公司", 30, None, 4, None],
            [2, "柳溪大地机械有限公司", 12, None, 0, None],
            ["合计", None, 42, None, 4, None],
            merged=merged,
        ),
    )
    assert told(found) == [
        ("A", "employee_training", Q2, 30, "cumulative", "C4"),
        ("A", "proposals", Q2, 4, "quarter", "E4"),
        ("B", "employee_training", Q2, 12, "cumulative", "C5"),
        ("B", "proposals", Q2, 0, "quarter", "E5"),
    ]
    assert found.questions == []


def test_two_quarters_side_by_side_are_two_quarters_also_where_cells_are_not_merged(town):
    found = read(
        town,
        sheet(
            ["2020年上报数"],
            [None, "一季度", None, "二季度", None],
            ["单位名称", "职工培训", "合理化建议", "职工培训", "合理化建议"],
            ["柳溪春风纺织有限公司", 1, 2, 3, 4],
        ),
    )
    assert [row[:4] for row in told(found)] == [
        ("A", "employee_training", Q1, 1),
        ("A", "employee_training", Q2, 3),
        ("A", "proposals", Q1, 2),
        ("A", "proposals", Q2, 4),
    ]
    assert found.period is None, "a file of two quarters is about neither alone"


def test_a_sheet_per_quarter_is_read_by_the_names_of_its_sheets(town):
    header = ["单位名称", "合理化建议"]
    sheets = [
        sheet(["2020年"], header, ["柳溪春风纺织有限公司", number], name=f"{word}季度")
        for number, word in ((1, "一"), (2, "二"))
    ]
    assert [row[2:4] for row in told(read(town, *sheets))] == [(Q1, 1), (Q2, 2)]


def test_a_unit_whose_cell_is_merged_over_rows_counts_for_all_of_them_and_a_merged_figure_is_a_fault(town):
    rows = [
        ["2020年二季度"],
        ["单位名称", "指标", "数值"],
        ["柳溪春风纺织有限公司", "职工培训", 5],
        ["柳溪大地机械有限公司", "职工培训", 6],
    ]
    wide = [["2020年二季度"], ["单位名称", "职工培训"], ["柳溪春风纺织有限公司", 5], ["柳溪大地机械有限公司", None]]
    assert [row[3] for row in told(read(town, sheet(*rows)))] == [5, 6]
    found = read(town, sheet(*wide, merged=[(2, 1, 3, 1)]))
    assert [fault.sentence() for fault in found.faults] == [
        "«S» B3: found «5», expected a cell of its own for every figure, not one merged over several"
    ]


@pytest.mark.parametrize(
    "merged",
    [[(0, 0, 0, 2)], [(1, 1, 3, 1), (2, 2, 2, 3)], [(3, 0, 9, 9)], [(9, 9, 12, 12)], [(0, 0, 2, 2), (1, 1, 3, 3)]],
)
def test_the_cells_of_merged_ranges_are_those_between_their_corners(merged):
    grid = sheet(*[[1] * 4] * 4, merged=merged)
    found = merged_cells(grid)
    for row in range(4):
        for column in range(4):
            within = any(a <= row <= c and b <= column <= d for a, b, c, d in merged)
            assert found[row, column] == within


def test_merged_ranges_that_lie_over_one_another_as_no_program_writes_them_refuse_the_file(monkeypatch):
    whole = (0, 0, MAX_ROWS - 1, MAX_COLUMNS - 1)
    opened = book(sheet(["2020年二季度"], merged=[whole]))
    monkeypatch.setattr(files, "_ask_child", lambda *_asked: opened)
    assert files.read_book("一张表.xlsx", b"x") is opened, "one range may cover everything"
    opened.sheets[0].merged.append((0, 0, 0, 1))
    with pytest.raises(ReportProblem, match="The file is damaged"):
        files.read_book("一张表.xlsx", b"x")


# ---- forms and units across ------------------------------------------------------------------------------------------


def test_a_form_of_one_enterprise_is_read_by_the_line_above_its_table(town):
    found = read(
        town,
        sheet(
            ["2020年二季度工会工作报表"],
            ["填报单位：柳溪春风纺织有限公司"],
            ["序号", "指标", "计量单位", "当季", "累计"],
            [1, "职工培训", "人次", 5, 9],
            [2, "合理化建议", "项", 0, 1],
        ),
    )
    assert [row[:5] for row in told(found)] == [
        ("A", "employee_training", Q2, 9, "cumulative"),
        ("A", "proposals", Q2, 1, "cumulative"),
    ]
    assert found.tables["report"]["this_quarter"].tolist() == [5, 0], "kept beside it, to be compared"


def test_a_sheet_per_enterprise_is_read_by_the_names_of_its_sheets(town):
    sheets = [
        sheet(["2020年二季度"], ["指标名称", "数值"], ["合理化建议", number], name=name)
        for number, name in ((3, "柳溪春风纺织有限公司"), (4, "柳溪大地机械有限公司"))
    ]
    assert [(row[0], row[3]) for row in told(read(town, *sheets))] == [("A", 3), ("B", 4)]


def test_indicators_down_and_units_across_are_read_as_well(town):
    found = read(
        town,
        sheet(
            ["2020年二季度"],
            ["指标", "计量单位", "柳溪春风纺织有限公司", "柳溪大地机械有限公司", "合计"],
            ["职工培训", "人次", 5, 6, 11],
            ["合理化建议", "项", 1, None, 1],
        ),
    )
    assert [(row[0], row[1], row[3]) for row in told(found)] == [
        ("A", "employee_training", 5),
        ("A", "proposals", 1),
        ("B", "employee_training", 6),
    ]


def test_a_form_that_names_no_unit_is_a_fault_that_says_where_the_name_belongs(town):
    found = read(town, sheet(["2020年二季度"], ["指标", "数值"], ["合理化建议", 3]))
    assert [fault.cell for fault in found.faults] == ["A2"]
    assert "填报单位" in found.faults[0].expected


# ---- questions and answers -------------------------------------------------------------------------------------------

LIKE_A = "柳溪春风纺织公司"
HEADER = ["单位名称", "合理化建议", "开展职工培训人数"]


def asked_book() -> Book:
    return book(sheet(["2020年二季度"], HEADER, [LIKE_A, 3, 8], ["柳溪大地机械有限公司", 4, 9]))


def test_a_similar_name_and_an_unknown_heading_are_asked_once_with_what_is_likeliest_first(town):
    preview = preview_book(town, asked_book())
    heading, name = sorted(preview.reading.questions, key=lambda question: question.key)
    assert (name.text, name.cells) == (f"«{LIKE_A}» is not in the list of units. Which unit is it?", ("A3",))
    assert [value for value, _text in name.choices] == ["A", LEAVE_OUT]
    assert heading.choices[0][0] == "employee_training"
    assert heading.choices[-1][0] == LEAVE_OUT
    assert rows_of(preview.changes, "unit", "indicator", "amount") == [("B", "proposals", 4)]
    with pytest.raises(ReportProblem, match="Which unit is it"):
        store_preview(town, preview, "office")


def answers_to(preview, unit_of: str = "A", indicator: str = "employee_training") -> dict[str, str]:
    return {q.key: unit_of if q.key.startswith("unit") else indicator for q in preview.reading.questions}


def test_what_was_answered_is_read_so_and_the_next_file_does_not_ask(town):
    first = preview_book(town, asked_book())
    preview = preview_book(town, asked_book(), answers=answers_to(first))
    assert open_questions(preview, set()) == []
    assert store_preview(town, preview, "office")
    later = book(sheet(["2020年三季度"], HEADER, [LIKE_A, 5, 10]))
    again = preview_book(town, later)
    assert open_questions(again, set()) == []
    assert rows_of(again.changes, "unit", "indicator", "amount") == [
        ("A", "proposals", 5),
        ("A", "employee_training", 10),
    ]


def test_an_answer_taken_back_is_asked_again_and_what_was_stored_stays(town):
    first = preview_book(town, asked_book())
    store_preview(town, preview_book(town, asked_book(), answers=answers_to(first)), "office")
    remembered = town.read("remembered_answers")
    assert rows_of(remembered, "answer", "said") == [
        ("employee_training", "开展职工培训人数"),
        ("A", LIKE_A),
    ]
    forget_answer(town, remembered["question"].iloc[1], "office")
    assert len(town.read("remembered_answers")) == 1
    assert [q.said for q in open_questions(preview_book(town, asked_book()), set())] == [LIKE_A]
    assert len(town.read("unit_reports", unit="A")) == 2


def test_a_printed_total_is_not_compared_while_a_row_waits_for_an_answer(town):
    rows = [["2020年二季度"], HEADER[:2], [LIKE_A, 3], ["柳溪大地机械有限公司", 4], ["合计", 8]]
    assert [q.said for q in read(town, sheet(*rows)).questions] == [LIKE_A]
    key = read(town, sheet(*rows)).questions[0].key
    answered = read(town, sheet(*rows), answers={key: "A"}).questions
    assert [q.text for q in answered if not q.choices] == [
        "«S» B5: the printed total is 8, but the rows add up to 7. Store the rows?"
    ]


def test_a_row_and_a_column_left_out_leave_nothing_and_are_named(town):
    first = preview_book(town, asked_book())
    preview = preview_book(town, asked_book(), answers=answers_to(first, LEAVE_OUT, LEAVE_OUT))
    assert rows_of(preview.changes, "unit", "indicator", "amount") == [("B", "proposals", 4)]
    assert "The column «开展职工培训人数» was left out." in preview.reading.notes
    assert store_preview(town, preview, "office")


def test_a_column_without_a_figure_is_not_asked_about(town):
    found = read(
        town, sheet(["2020年二季度"], ["单位名称", "合理化建议", "联系情况"], ["柳溪大地机械有限公司", 4, None])
    )
    assert (found.questions, found.faults) == ([], [])


def test_a_name_that_resembles_none_is_a_fault_and_no_question(town):
    found = read(town, sheet(["2020年二季度"], ["单位名称", "合理化建议"], ["远山食品厂", 4]))
    assert [fault.found for fault in found.faults] == ["远山食品厂"]
    assert found.questions == []


def test_what_all_companies_names_end_with_makes_no_two_alike():
    names = {"柳溪春风纺织有限公司": ["A"], "东港大地机械有限公司": ["B"]}
    assert similar_names("北山红星有限公司", names) == []
    assert similar_names("柳溪（春风）纺织公司", names) == ["A"]


def test_numbers_that_are_only_proposed_are_asked_about_once_per_column(town):
    found = read(
        town,
        sheet(
            ["2020年二季度"],
            ["单位名称", "合理化建议"],
            ["柳溪春风纺织有限公司", "十二"],
            ["柳溪大地机械有限公司", "二十"],
        ),
    )
    (question,) = found.questions
    assert question.text == "«S», «合理化建议»: 2 cells are written as words, such as «十二». Is that 12?"
    assert question.cells == ("B3", "B4")
    assert [row[3] for row in told(found)] == [12, 20]


def test_a_title_of_half_a_year_asks_once_whether_its_figures_are_sums(town):
    sheets = sheet(["2020年上半年"], ["单位名称", "合理化建议"], ["柳溪大地机械有限公司", 4])
    found = read(town, sheets)
    (question,) = found.questions
    assert (question.key, [value for value, _text in question.choices]) == (
        "basis",
        ["cumulative", "quarter", "october"],
    )
    assert told(read(town, sheets, answers={"basis": "quarter"}))[0][4] == "quarter"
    assert told(read(town, sheets, answers={"basis": "cumulative"}))[0][4] == "cumulative"


def test_a_hidden_sheet_is_not_read_and_that_is_said(town):
    hidden = Sheet(name="旧数", rows=[["单位名称", "合理化建议"], ["柳溪大地机械有限公司", 9]], hidden=True)
    shown = sheet(["2020年二季度"], ["单位名称", "合理化建议"], ["柳溪大地机械有限公司", 4])
    found = read(town, shown, hidden)
    assert [row[3] for row in told(found)] == [4]
    assert found.notes == ["Hidden sheets were not read: 旧数."]


def test_the_list_in_front_of_a_file_that_came_back_is_not_read(town):
    front = sheet(["问题清单（二季度.xlsx，1 处）"], ["序号", "工作表", "单元格"], name="问题清单")
    shown = sheet(["2020年二季度"], ["单位名称", "合理化建议"], ["柳溪大地机械有限公司", 4])
    found = read(town, front, shown)
    assert [row[3] for row in told(found)] == [4]


def test_a_group_heading_of_a_real_file_stands_over_its_first_column(town):
    data = workbook(
        (
            "S",
            [
                ["2020年二季度"],
                [None, "职工培训", None],
                ["单位名称", "当季", "说明"],
                ["柳溪春风纺织有限公司", 3, None],
            ],
        )
    )
    assert rows_of(preview_file(town, "上报表.xlsx", data).changes, "unit", "amount") == [("A", 3)]


def test_answers_come_as_a_file_on_the_command_line(town, tmp_path, run_tracking):
    data = workbook(("S", [["2020年二季度"], ["单位名称", "合理化建议"], [LIKE_A, 3]]))
    (tmp_path / "二季度.xlsx").write_bytes(data)
    town.close()
    command = ("--database", town.path, "import", tmp_path / "二季度.xlsx", "--by", "office")
    asked = run_tracking(*command, "--yes")
    assert asked.returncode == 1, "--yes never says which unit a name is"
    key = next(line.split("[")[1].split("]")[0] for line in asked.stderr.splitlines() if "Which unit" in line)
    assert "- A: 柳溪春风纺织有限公司" in asked.stderr
    file = tmp_path / "answers.json"
    file.write_text('{"' + key + '": "A"}', encoding="utf-8")
    done = run_tracking(*command, "--answers", file)
    assert done.returncode == 0, done.stderr
    file.write_text("[1]", encoding="utf-8")
    assert run_tracking(*command, "--answers", file).returncode == 2


def test_an_empty_preview_with_questions_changes_nothing(town):
    only = book(sheet(["2020年二季度"], ["单位名称", "合理化建议"], [LIKE_A, 3]))
    preview = preview_book(town, only)
    assert isinstance(preview.changes, pd.DataFrame)
    assert preview.counts() == {"new": 0, "corrected": 0, "unchanged": 0, "withdrawn": 0}
    assert [question.said for question in open_questions(preview, set())] == [LIKE_A]


def test_of_two_units_of_one_name_the_one_that_existed_in_the_quarter_is_meant(store):
    old = unit("OLD", "T", name="柳溪旧厂", opened="2015-01-01", closed="2020-03-31")
    new = unit("NEW", "T", name="柳溪旧厂", opened="2020-04-01")
    add_units(store, [*FIRMS, old, new])
    rows = [["单位名称", "合理化建议"], ["柳溪旧厂", 3]]
    assert [row[0] for row in told(read(store, sheet(["2020年二季度"], *rows)))] == ["NEW"]
    assert [row[0] for row in told(read(store, sheet(["2020年一季度"], *rows)))] == ["OLD"]


@pytest.mark.parametrize(
    ("headings", "first"),
    [
        (("职工教育", "培训班（期）"), "training_sessions"),
        (("职工培训", "期数"), "training_sessions"),
        (("教育培训", "受训职工人数"), "employee_training"),
        (("医疗救助", "金额（元）"), LEAVE_OUT),
        (("会员（家）",), "members"),
    ],
)
def test_what_is_proposed_for_a_heading_is_counted_as_it_says_and_of_its_group(town, headings, first):
    known = known_to(town)
    asked = question_about_indicator(headings, "B2", sheet([UNION]), known, "leave it out")
    assert asked.choices[0][0] == first
