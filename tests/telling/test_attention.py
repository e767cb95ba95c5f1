"""What the chair should do next: at most five sentences, the worst first, each with its figures and its link."""

from fractions import Fraction

import pandas as pd
import pytest
from tables_by_hand import NODE, enterprises, first_half, progress_of, progress_row

from tracking.lagging.lists import enterprises_not_reported, without_union
from tracking.language import use_language
from tracking.telling.attention import Attention, pace_ratio, sentences_for

UNITS = enterprises(A=100, B=50, C=850)
PERIOD, _TODAY = first_half()
RANKED = enterprises(A=100, B=50, C=850, D=10, E=10)
NOBODY = pd.DataFrame({"unit": [], "name": [], "share": []})


def sentences(*rows: dict, silent=NOBODY, no_union=NOBODY, period=PERIOD, overdue=11, most=5) -> list[Attention]:
    return sentences_for(progress_of(*rows), NODE, RANKED, silent, no_union, period, overdue, most)


def node(indicator: str, status: str = "behind", **more) -> dict:
    return progress_row(NODE, indicator, status, **more)


def test_the_worst_comes_first_by_status_then_by_what_is_lacking():
    found = sentences(
        node("lectures", "slightly_behind", shortfall=0.19),
        node("proposals", "behind", shortfall=0.3),
        node("new_members", "missed", shortfall=0.01),
        node("new_unions", "behind", shortfall=0.5),
        node("training_sessions", "far_behind", shortfall=0.7),
    )
    assert [(sentence.status, sentence.params["indicator"]) for sentence in found] == [
        ("missed", "new_members"),
        ("far_behind", "training_sessions"),
        ("behind", "new_unions"),
        ("behind", "proposals"),
        ("slightly_behind", "lectures"),
    ]


@pytest.mark.parametrize("status", ["exempt", "no_target", "achieved", "not_due", "on_pace"])
def test_what_holds_needs_no_sentence(status):
    assert sentences(node("proposals", status)) == []


def test_what_cannot_be_judged_is_counted_in_one_sentence_that_leads_to_the_import():
    found = sentences(node("proposals", "not_reported"), node("lectures", "not_reported"))
    rest = "figures of this or an earlier quarter are missing; import them"
    assert found == [Attention("not_reported", "2 targets cannot be judged", rest, "imports")]


def test_the_units_below_have_no_sentences_of_their_own():
    assert sentences(progress_row("A", "proposals", "far_behind", actual=0.0)) == []


def test_there_are_at_most_five_and_the_silent_and_those_without_a_union_keep_their_place():
    codes = ["lectures", "proposals", "new_members", "new_unions", "training_sessions", "cultural_activities"]
    rows = [node(code, shortfall=0.3 + number / 100) for number, code in enumerate(codes)]
    assert [s.params["indicator"] for s in sentences(*rows)] == codes[:0:-1]
    silent, no_union = (
        pd.DataFrame({"name": ["乙厂"], "phone": [None], "share": [0.5]}),
        pd.DataFrame({"name": ["甲厂"]}),
    )
    found = sentences(*rows, silent=silent, no_union=no_union)
    assert [s.page for s in found] == ["other", "training", "formation", "lagging", "founding"]
    assert len(sentences(*rows, silent=silent, no_union=no_union, most=1)) == 1


def test_a_sentence_links_to_its_indicator_on_the_page_of_its_theme():
    assert sentences(node("wage_enterprises", name="工资", name_en="Wage agreements", actual=4.0)) == [
        Attention(
            "behind",
            "Wage agreements",
            "4/10 enterprises; due by now 5 enterprises",
            "contracts",
            {"indicator": "wage_enterprises"},
        )
    ]


def test_what_is_left_is_told_by_the_quarter_and_against_the_pace_so_far():
    """37 of 108 at mid-year: 71 left over two quarters, 36 a quarter, where 18.5 a quarter were done so far."""
    row = node("new_members", target=108.0, due=54.0, actual=37.0, needed=36.0)
    assert sentences(row)[0].rest == (
        "37/108 people; due by now 54 people; 36 people a quarter needed in the next 2, 1.9 times the pace so far"
    )
    use_language("zh_CN")
    assert sentences(row)[0].rest == "37/108 人；序时应完成 54 人；余下 2 季每季需 36 人，是此前进度的 1.9 倍"


def ratio(**more) -> Fraction | None:
    return pace_ratio(node("new_members", target=108.0, actual=37.0, needed=36.0) | more, PERIOD)


def test_the_ratio_is_exact_and_counts_the_quarters_of_the_targets_own_period():
    assert ratio() == Fraction(71, 2) / Fraction(37, 2)
    drive = {"period_start": pd.Timestamp(2019, 10, 1), "due_date": pd.Timestamp(2020, 9, 20)}
    assert ratio(**drive) == Fraction(71, 1) / Fraction(37, 3)


@pytest.mark.parametrize(
    "row",
    [
        {"actual": 0.0},  # nothing done: no pace
        {"phasing": "10/40/75/100"},  # the quarters are not alike
        {"phasing": "window"},
        {"kind": "stock"},
        {"needed": float("nan")},
        {"due_date": pd.Timestamp(2020, 6, 30)},  # no quarter is left
        {"period_start": pd.Timestamp(2020, 10, 1)},  # none has begun
    ],
)
def test_there_is_no_ratio_where_it_would_say_nothing(row):
    assert ratio(**row) is None


def test_a_rate_tells_its_parts_and_how_many_points_are_short():
    row = node(
        "contract_rate", "slightly_behind", numerator=45, denominator=50, part_measure="家",
        target=0.92, due=0.92, actual=0.9, gap=-2.0,
    )  # fmt: skip
    assert sentences(row)[0].rest == "90% / 92% (45/50 enterprises); due by now 92%; 2 points short"


def test_a_due_date_of_its_own_is_named():
    row = node("proposals", "missed", actual=4.0, due_date=pd.Timestamp(2020, 6, 30))
    assert sentences(row)[0].start.endswith(" (by 06-30)")
    assert sentences(row)[0].rest == "4/10 items; due by now 5 items"


def test_few_enterprises_that_lack_most_are_counted():
    shorts = {"A": 4, "B": 1, "C": 1, "D": 1, "E": 1}
    parts = [progress_row(unit, "proposals", "behind", actual=5.0 - short) for unit, short in shorts.items()]
    assert sentences(node("proposals", actual=2.0), *parts)[0].rest.endswith(
        "; 2 enterprises make up 63% of the shortfall: A厂, B厂"
    )
    few = sentences(node("proposals", actual=2.0), *parts[:3])[0].rest
    assert few.endswith("due by now 5 items")  # of three, no one needs to be told


def test_the_share_of_a_few_never_rounds_up_to_all():
    lacking = {"A": 1000, "B": 1, "C": 1, "D": 1}
    parts = [progress_row(unit, "proposals", "behind", due=2000.0, actual=2000.0 - n) for unit, n in lacking.items()]
    assert sentences(node("proposals", actual=2.0), *parts)[0].rest.endswith(
        "1 enterprise makes up 99% of the shortfall: A厂"
    )


def test_those_who_did_not_report_are_one_sentence_with_their_weight_and_the_days():
    nothing = {"this_quarter": 0, "reported": 0}
    progress = progress_of(
        progress_row("A", "proposals", "not_reported", **nothing),
        progress_row("B", "proposals", "not_reported", **nothing),
        progress_row("C", "proposals", "on_pace"),
    )
    silent = enterprises_not_reported(progress, UNITS.assign(phone=UNITS["unit"].map({"A": "0000-5550101"})))
    late = sentences(node("proposals", "on_pace"), silent=silent)[0]
    assert late == Attention(
        "not_reported",
        "2 enterprises did not report",
        "A厂 0000-5550101, B厂; 15% of the employees; 11 days overdue",
        "lagging",
    )
    in_time = sentences(node("proposals", "on_pace"), silent=silent, overdue=0)[0]
    assert in_time.rest == "A厂 0000-5550101, B厂; 15% of the employees"


def test_the_silent_never_have_all_employees_while_one_reported():
    rest = sentences(
        node("proposals", "on_pace"), silent=pd.DataFrame({"name": ["乙厂"], "phone": [None], "share": [0.99971]})
    )[0].rest
    assert rest.startswith("乙厂; 99.9% of the employees")


def test_those_without_a_union_are_one_sentence_that_names_the_largest():
    rows = [progress_row(unit, code, "no_target", actual=level) for unit in "AC" for code, level in
            (("should_unionise", 1.0), ("unionised", 0.0))]  # fmt: skip
    no_union = without_union(progress_of(*rows), UNITS)
    assert sentences(node("proposals", "on_pace"), no_union=no_union) == [
        Attention("not_due", "2 enterprises lack a union", "they should have one; the largest is C厂", "founding")
    ]


def test_a_township_that_has_no_plan_has_nothing_to_be_told():
    assert sentences(node("proposals", "no_target", target=float("nan"))) == []
