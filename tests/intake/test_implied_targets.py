"""A rate of completion without its target offers the target that it implies, with its interval, and nothing without a yes."""

from datetime import date
from decimal import Decimal

import pytest
from townships import TWO_FIRMS, UNION, add_plan, rows_of, take_in, target, units_file, workbook

from tracking.decisions import take_back
from tracking.intake import open_questions, preview_file
from tracking.progress import load_progress
from tracking.reading.quarter.implied import between_targets, share_printed

FORM = [[f"{UNION}2020年二季度（累计）"], ["指标", "累计完成", "完成率"]]


@pytest.mark.parametrize(
    ("amount", "cell", "percent", "between"),
    [
        (36, "48.6%", False, (74, 74, 74)),
        (1240, "47.2%", False, (2625, 2627, 2629)),
        (36, 0.486, True, (74, 74, 74)),
        (36, 36 / 74, True, (74, 74, 74)),  # a formula's rate, not rounded
        (36, 48.6, False, (74, 74, 74)),
        (50, "100%", False, (50, 50, 50)),
        (60, "120%", False, (50, 50, 50)),
        (7, "50%", False, (14, 14, 14)),
        (3, "99.9%", False, None),  # no whole number
    ],
)
def test_the_targets_between_which_a_printed_rate_can_have_been_computed(amount, cell, percent, between):
    share = share_printed(cell, percent)
    assert share is not None
    assert between_targets(amount, *share) == between


@pytest.mark.parametrize("cell", ["", "—", "0%", 0, "已完成", "1200%"])
def test_what_is_no_rate_implies_nothing(cell):
    assert share_printed(cell, False) is None


def test_a_rate_is_as_exact_as_it_is_printed():
    assert share_printed("48.6%", False) == (Decimal("0.486"), Decimal("0.0005"))
    assert share_printed("48%", False) == (Decimal("0.48"), Decimal("0.005"))


@pytest.fixture
def town(store):
    take_in(store, units_file(TWO_FIRMS))
    return store


def form(*rows: list) -> bytes:
    return workbook(("S", [*FORM, *rows]))


def asked(preview) -> list[str]:
    return [question.text for question in open_questions(preview, set()) if question.key == "implied_targets"]


def test_targets_are_taken_into_the_plan_with_a_yes_and_say_that_they_are_computed(town):
    name = TWO_FIRMS[0]["name"]
    data = workbook(
        (
            "S",
            [
                [f"{name}2020年二季度（累计）"],
                *FORM[1:],
                ["职工培训", 36, "48.6%"],
                ["帮扶资金（万元）", 16.45, "45.7%"],
            ],
        )
    )
    (text,) = asked(preview_file(town, "a.xlsx", data))
    assert "36 at 48.6% is 74" in text
    answered = {"implied_targets": "take"}
    take_in(town, data, accepted={"sum_of_below S B3"}, answers=answered)
    own = load_progress(town, "T", 2020, 2).query("unit == 'T' and target.notna()")
    assert sorted(rows_of(own, "indicator", "target", "actual")) == [
        ("assistance_funds", 360_000, 164_500), ("employee_training", 74, 36),
    ]  # fmt: skip
    notes = town.read("plan_targets", units=None, plan_year=2020, newest=True)["note"].tolist()
    assert all(note.startswith("computed from") for note in notes)
    assert asked(preview_file(town, "b.xlsx", form(["职工培训", 40, "54.1%"]))) == [], "the plan has that target now"


def test_a_file_taken_back_takes_its_implied_targets_along(town):
    add_plan(town, [target("T", "proposals", 40)])
    data = form(["职工培训", 36, "48.6%"])
    submission = take_in(town, data, accepted={"sum_of_below S B3"}, answers={"implied_targets": "take"})
    assert submission is not None
    take_back(town, submission, "办公室", "传错")
    left = town.read("plan_targets", units=None, plan_year=2020, newest=True)
    assert left["indicator"].tolist() == ["proposals"]


def test_without_a_yes_nothing_is_planned_and_the_drawing_is_not_asked_again(town):
    data = form(["职工培训", 36, "48.6%"])
    take_in(town, data, accepted={"sum_of_below S B3"}, answers={"implied_targets": "leave"})
    assert town.read("plan_versions").empty
    later = workbook(("S", [[f"{UNION}2020年三季度（累计）"], FORM[1], ["职工培训", 50, "67.6%"]]))
    assert asked(preview_file(town, "c.xlsx", later)) == []


def test_what_was_planned_stays_and_the_new_version_gives_its_reason(town):
    add_plan(town, [target("T", "proposals", 40)])
    data = form(["职工培训", 36, "48.6%"])
    take_in(town, data, accepted={"sum_of_below S B3"}, answers={"implied_targets": "take"})
    found = town.read("plan_targets", units=None, plan_year=2020, newest=True)
    assert sorted(found["indicator"]) == ["employee_training", "proposals"]
    assert found["due_date"].dt.date.tolist() == [date(2020, 12, 31)] * 2
    assert town.read("plan_versions")["reason"].notna().sum() == 1


def test_a_table_that_prints_its_targets_and_a_list_of_enterprises_are_not_asked_about(town):
    printed = workbook(("S", [FORM[0], ["指标", "全年目标", "累计完成", "完成率"], ["职工培训", 74, 36, "48.6%"]]))
    assert asked(preview_file(town, "a.xlsx", printed)) == []
    firms = [[firm["name"], 5, "50%"] for firm in TWO_FIRMS[1:]]
    listed = workbook(("S", [["2020年二季度（累计）"], ["单位名称", "职工培训", "完成率"], *firms]))
    assert asked(preview_file(town, "b.xlsx", listed)) == []
