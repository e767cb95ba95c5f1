"""Plans as offices draw them, their targets and due dates in words."""

from datetime import date

import pytest
from made_once import filled_once
from sheets import MORE, UNION, book, sheet
from test_office_sheets import SHEETS
from townships import add_units, rows_of

from tracking.intake.preview import preview_book, preview_file, store_preview
from tracking.reading.plan_words import TargetSaid, due_said, target_said
from tracking.reading.problems import Fault, ReportProblem

NAME = "临溪镇总工会2026年度工作目标任务分解表.xlsx"
ANSWERS = {"heading 举办培训班": "training_sessions", "heading 劳动竞赛参加人数": "project_contests"}
END, SEPTEMBER = date(2026, 12, 31), date(2026, 9, 30)
TARGETS = [  # rates in millionths, money in 分
    ("new_unions", 4, "at_least", SEPTEMBER), ("new_members", 450, "at_least", END),
    ("womens_committees", 28, "at_least", END), ("membership_rate", 900_000, "at_least", END),
    ("contract_enterprises", 30, "at_least", END), ("contract_rate", 850_000, "at_least", END),
    ("wage_enterprises", 28, "at_least", date(2026, 10, 31)), ("womens_contract_enterprises", 25, "at_least", END),
    ("warmth_households", 160, "at_least", END), ("assistance_funds", 35_000_000, "at_least", END),
    ("school_aid", 12, "at_least", SEPTEMBER), ("mutual_insurance", 1200, "at_least", END),
    ("employee_training", 2500, "at_least", END), ("training_sessions", 120, "at_least", END),
    ("cadre_training", 80, "at_least", date(2026, 11, 30)), ("project_contests", 1200, "at_least", END),
    ("proposals", 300, "at_least", END), ("bookhouses", 15, "keep", END), ("cultural_activities", 100, "at_least", END),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "measure", "said"),
    [
        ("90%以上", "%", (900_000, "at_least")),
        ("保持在90%以上", "%", (900_000, "keep")),
        ("98%左右", "%", (980_000, "about")),
        ("超过95%", "%", (950_000, "more_than")),
        ("争取全部建会", "%", (1_000_000, "at_least")),
        ("慰问不少于160户", "户", (160, "at_least")),
        ("培训职工1200人次以上", "人次", (1200, "at_least")),
        ("控制在5件以内", "件", (5, "at_most")),
        ("300条", "项", (300, "at_least")),
        ("3.5万元", "元", (3_500_000, "at_least")),
        ("约100人", "人", (100, "about")),
        (30, "家", (30, "at_least")),
    ],
)
def test_a_target_in_words_says_its_amount_and_how_it_is_compared(cell, measure, said):
    assert target_said(cell, measure, False) == TargetSaid(*said)


@pytest.mark.parametrize(("cell", "measure"), [("12期", "人次"), ("待定", "家"), ("全部", "家"), ("3人次", "户")])
def test_a_target_in_another_measure_or_without_a_number_is_a_fault(cell, measure):
    assert isinstance(target_said(cell, measure, False), Fault)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("9月底前", (9, 30)),
        ("10月20日前", (10, 20)),
        ("三季度末", (9, 30)),
        ("上半年", (6, 30)),
        ("全年", (12, 31)),
        ("2月底", (2, 28)),
        (date(2026, 7, 1), (7, 1)),
    ],
)
def test_a_due_date_in_words_is_a_day_of_the_year(cell, day):
    assert due_said(cell, 2026) == date(2026, *day)
    assert due_said("随时", 2026) is None


@filled_once
def town(store):
    data = (SHEETS / "单位名册.xlsx").read_bytes()
    store_preview(store, preview_file(store, "单位名册.xlsx", data), "the office")


def test_the_plan_of_an_office_is_read_as_it_is_drawn(town):
    data = (SHEETS / NAME).read_bytes()
    asked = preview_file(town, NAME, data)
    assert [question.key for question in asked.reading.questions] == list(ANSWERS)
    plan = preview_file(town, NAME, data, answers=ANSWERS)
    found = rows_of(plan.reading.tables["target"], "indicator", "target", "comparator", "due_date")
    assert found == TARGETS
    assert set(plan.reading.tables["target"]["unit"]) == {"0001"}, "of the union that its title names"
    assert plan.reading.about == {"document": "临工发〔2026〕2号"}


@filled_once
def small(store):
    add_units(store, MORE)


def seen(store, *rows: list, answers: dict | None = None):
    header = ["序号", "指标", "全年目标", "完成时限", "责任单位"]
    return preview_book(store, book(sheet([f"{UNION}2020年工作目标"], *rows[:-1], header, rows[-1])), answers=answers)


def test_how_near_a_target_is_to_be_met_is_asked(small):
    row = [1, "集体合同签订率", "98%左右", "12月底", "各村"]
    assert [question.key for question in seen(small, row).reading.questions] == ["tolerance"]
    answered = seen(small, row, answers={"tolerance": "2"})
    assert rows_of(answered.reading.tables["target"], "target", "comparator", "tolerance") == [
        (980_000, "about", 20_000)
    ]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (["执行日期：2020年7月1日起"], date(2020, 7, 1)),
        (["执行日期：2020-07-01"], date(2020, 7, 1)),
        (["执行日期", date(2020, 7, 1)], date(2020, 7, 1)),
        (["施行日期：2020年7月1日起施行"], date(2020, 7, 1)),
    ],
)
def test_the_day_in_force_is_read_in_any_spelling(small, line, day):
    assert seen(small, line, [1, "合理化建议", 9, "全年", "各村"]).reading.about["in_force_from"] == day


def test_a_month_in_force_is_asked_about_and_nonsense_is_a_fault(small):
    row = [1, "合理化建议", 9, "全年", "各村"]
    found = seen(small, ["执行日期：2020年7月"], row)
    assert [question.key for question in found.reading.questions] == ["in_force_from"]
    answered = seen(small, ["执行日期：2020年7月"], row, answers={"in_force_from": "2020-07-01"})
    assert answered.reading.about["in_force_from"] == date(2020, 7, 1)
    with pytest.raises(ReportProblem, match="a date such as"):
        seen(small, ["执行日期：尽快"], row)
