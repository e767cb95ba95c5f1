"""The scores of units: item by item, what is left out scaled, places shared, points by hand, kept when closed, objections answered."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_once import filled_once
from obvious_scoring import total
from townships import add_plan, add_report, add_units, target, unit

from tracking.scoring import (
    Item,
    Line,
    Rules,
    Sheet,
    WrongRules,
    answer_objection,
    close_scoring,
    closed_sheets,
    in_places,
    marks_of,
    objections_of,
    open_scoring,
    put_in_force,
    record_mark,
    record_objection,
    record_rules,
    record_team,
    rules_in_force,
    rules_on_record,
    scores,
    withdraw_mark,
)
from tracking.store.store import Store, StoreChanged

TOWN = [
    unit("T", None, "township", name="柳溪镇总工会"),
    *(unit(code, "T", "village_federation", name=f"柳溪{code}村工会联合会") for code in "UVW"),
    *(unit(code, parent) for code, parent in (("A", "U"), ("B", "V"), ("C", "W"))),
]  # fmt: skip
RULES = Rules(
    "村工会考核办法", 2020, ("village_federation",),
    (
        Item("培训", "proportion", 4000, "employee_training", heading="教育培训", most=200, rule="按完成率得分，超额最多加2分"),
        Item("书屋", "per_unit", 3000, "bookhouses", standard=1, step=1000),
        Item("日常工作", "hand", 3000),
        Item("经验推广", "bonus", 500),
        Item("迟报", "deduction", 300),
        Item("安全事故", "veto", 0),
    ),
    document="柳工〔2020〕3号", decided_on=date(2020, 1, 6),
)  # fmt: skip


@filled_once
def town(store: Store) -> None:
    """A township with three villages of an enterprise each, and targets for training."""
    add_units(store, TOWN)
    add_plan(store, [target(code, "employee_training", 100) for code in "ABC"])
    for quarter, told in ((2, {"A": 50, "B": 40}), (4, {"A": 60, "B": 40, "C": 0})):
        add_report(
            store,
            2020,
            quarter,
            {(code, "employee_training"): amount for code, amount in told.items()},
            basis="cumulative",
        )


@pytest.fixture
def rules(town) -> Rules:
    """The rules, in force."""
    record_rules(town, RULES, "管理员")
    put_in_force(town, rules_on_record(town)[0], "管理员")
    (found,) = rules_in_force(town, 2020)
    return found


def points(sheets: list[Sheet]) -> dict[str, list[int]]:
    return {sheet.unit: [line.points for line in sheet.lines] for sheet in sheets}


# ---- rule sets ---------------------------------------------------------------------------------------------------------


def test_rules_are_kept_as_they_were_made_and_a_version_more_each_time(town):
    assert record_rules(town, RULES, "管理员") == 1
    assert record_rules(town, replace(RULES, year=2021), "管理员") == 2
    newest, first = rules_on_record(town)
    assert replace(first, submission=0, version=0) == RULES
    assert (newest.version, newest.year, newest.in_force) == (2, 2021, False)
    assert town.check().empty


def test_rules_are_in_force_only_once_somebody_puts_them_in_force_and_stay_for_the_years_after(town):
    record_rules(town, RULES, "管理员")
    assert rules_in_force(town, 2020) == []
    put_in_force(town, rules_on_record(town)[0], "管理员")
    assert [one.version for one in rules_in_force(town, 2022)] == [1]
    assert rules_in_force(town, 2019) == []
    with pytest.raises(WrongRules, match="meanwhile"):
        put_in_force(town, replace(rules_on_record(town)[0], in_force=False), "管理员")


def test_rules_that_are_wrong_are_refused_and_others_are_not_overwritten(town):
    with pytest.raises(WrongRules, match="no item with points"):
        record_rules(town, replace(RULES, items=()), "管理员")
    record_rules(town, RULES, "管理员", seen=0)
    with pytest.raises(StoreChanged):
        record_rules(town, RULES, "别人", seen=0)


# ---- points ------------------------------------------------------------------------------------------------------------


def test_at_mid_year_points_are_provisional_by_what_is_due_and_what_is_scored_by_hand_waits(town, rules):
    sheets = scores(town, rules, 2020, 2)
    by_unit = {sheet.unit: sheet for sheet in sheets}
    assert [line.points for line in by_unit["U"].lines] == [4000, 0, 0, 0, 0, 0]
    assert [line.points for line in by_unit["V"].lines] == [3200, 0, 0, 0, 0, 0]
    assert by_unit["U"].lines[2].why == "not_scored"
    assert by_unit["U"].lines[2].full == 0, "what nobody could score yet is left out"
    assert by_unit["W"].lines[0].why == "not_reported"
    assert by_unit["W"].lines[0].full == 4000, "a report that is missing earns nothing"


def test_at_the_end_of_the_year_the_whole_target_is_asked(town, rules):
    sheets = scores(town, rules, 2020, 4)
    assert points(sheets)["U"][:3] == [2400, 0, 0]
    assert {sheet.unit: sheet.place for sheet in sheets} == {"U": 1, "V": 2, "W": 3}


def test_a_missing_report_is_left_out_where_the_rules_say_so_and_the_rest_is_scaled(town):
    record_rules(town, replace(RULES, missing="leave"), "管理员")
    by_unit = {sheet.unit: sheet for sheet in scores(town, rules_on_record(town)[0], 2020, 2)}
    assert by_unit["W"].full == 0
    assert by_unit["U"].scaled == 10_000, "4000 of 4000 are all of a hundred points"


def test_points_by_hand_are_capped_and_a_veto_takes_the_place_and_not_the_points(town, rules):
    for item, number, unit_of in (
        ("日常工作", 2500, "U"),
        ("经验推广", 400, "U"),
        ("经验推广", 200, "U"),
        ("迟报", 100, "V"),
        ("安全事故", None, "V"),
    ):
        record_mark(town, rules, 2020, unit_of, item, number, "镇考核组核定", "考核记录第3页", "经办")
    by_unit = {sheet.unit: sheet for sheet in scores(town, rules, 2020, 4)}
    assert (by_unit["U"].bonus, by_unit["U"].total) == (500, 2400 + 2500 + 500)
    assert (by_unit["V"].deduction, by_unit["V"].vetoed, by_unit["V"].place) == (100, True, None)
    assert by_unit["V"].total == 1600 - 100
    mark = marks_of(town, rules.name, 2020)["V", "安全事故"][0]
    assert (mark.reason, mark.evidence, mark.by) == ("镇考核组核定", "考核记录第3页", "经办")
    withdraw_mark(town, rules.name, 2020, mark, "经办", "记错单位")
    assert not next(sheet for sheet in scores(town, rules, 2020, 4) if sheet.unit == "V").vetoed
    with pytest.raises(WrongRules, match="taken back already"):
        withdraw_mark(town, rules.name, 2020, mark, "经办", "再来")


@pytest.mark.parametrize(
    ("item", "given", "reason", "said"),
    [
        ("培训", 100, "核定", "Choose an item that is scored by hand."),
        ("日常工作", 3100, "核定", "30 points at most"),
        ("日常工作", None, "核定", "Say how many points."),
        ("经验推广", 0, "核定", "Say how many points."),
        ("日常工作", 100, " ", "Say why."),
        ("日常工作", 100, "核定", "This unit is not scored by these rules."),
    ],
)
def test_points_by_hand_need_an_item_a_number_and_a_reason(town, rules, item, given, reason, said):
    with pytest.raises(WrongRules, match=said):
        record_mark(town, rules, 2020, "T" if "not scored" in said else "U", item, given, reason, "", "经办")


def test_groups_are_ranked_apart(town, rules):
    record_team(town, rules.name, ["W"], "山区组", "经办")
    assert {sheet.unit: (sheet.team, sheet.place) for sheet in scores(town, rules, 2020, 4)} == {
        "U": ("village_federation", 1), "V": ("village_federation", 2), "W": ("山区组", 1),
    }  # fmt: skip
    record_team(town, rules.name, ["W"], "", "经办")
    assert {sheet.place for sheet in scores(town, rules, 2020, 4)} == {1, 2, 3}


def sheet_of(unit: str, earned: list[tuple[int, int]]) -> Sheet:
    lines = tuple(Line(Item(f"项{n}", "hand", most), most if n % 3 else 0, min(got, most) if n % 3 else 0, "scored")
                  for n, (most, got) in enumerate(earned, start=1))  # fmt: skip
    return Sheet(unit, unit, "组", lines, sum(most for most, _got in earned))


EARNED = st.lists(st.tuples(st.integers(1, 3000), st.integers(0, 3000)), min_size=1, max_size=8)


@given(EARNED)
def test_the_total_is_the_sum_of_the_items_scaled_as_told_slowly(earned):
    sheet = sheet_of("U", earned)
    assert sheet.base == sum(line.points for line in sheet.lines)
    assert sheet.total == total(sheet.base, sheet.full, sheet.nominal, 0, 0)


@given(st.lists(EARNED, min_size=1, max_size=6), st.randoms())
def test_places_are_shared_and_the_order_of_the_units_changes_nothing(told, chance):
    sheets = [sheet_of(f"U{number}", earned) for number, earned in enumerate(told)]
    places = {one.unit: one.place for one in in_places(sheets)}
    for one in sheets:
        assert places[one.unit] == 1 + sum(other.total > one.total for other in sheets)
    chance.shuffle(sheets)
    assert {one.unit: one.place for one in in_places(sheets)} == places


# ---- closing and objections --------------------------------------------------------------------------------------------


def test_a_scoring_is_closed_when_all_is_scored_and_stays_as_it_was(town, rules):
    with pytest.raises(WrongRules, match="to be scored by hand yet, such as 柳溪U村工会联合会: 日常工作"):
        close_scoring(town, rules, 2020, "管理员")
    for village in "UVW":
        record_mark(town, rules, 2020, village, "日常工作", 2000, "核定", "", "经办")
    before = scores(town, rules, 2020, 4)
    close_scoring(town, rules, 2020, "管理员")
    add_report(town, 2020, 4, {("B", "employee_training"): 100}, basis="cumulative")
    used, kept = closed_sheets(town, rules.name, 2020)
    assert used == rules
    assert [(one.unit, one.place, one.total, [line.points for line in one.lines]) for one in kept] == [
        (one.unit, one.place, one.total, [line.points for line in one.lines]) for one in before
    ]
    assert scores(town, rules, 2020, 4) != before
    assert town.check().empty
    for act in (
        lambda: close_scoring(town, rules, 2020, "管理员"),
        lambda: record_mark(town, rules, 2020, "U", "日常工作", 100, "再核", "", "经办"),
        lambda: put_in_force(town, rules, "管理员"),
    ):
        with pytest.raises(WrongRules, match="closed"):
            act()
    open_scoring(town, rules.name, 2020, "管理员", "申诉成立")
    assert closed_sheets(town, rules.name, 2020) is None


def test_a_year_that_runs_and_rules_that_are_not_in_force_are_not_closed(town, rules):
    with pytest.raises(WrongRules, match="has not ended"):
        close_scoring(town, rules, 2090, "管理员")
    put_in_force(town, rules, "管理员")
    with pytest.raises(WrongRules, match="not those in force for 2020"):
        close_scoring(town, rules, 2020, "管理员")


def test_a_year_is_closed_by_the_version_in_force_and_no_other(town, rules):
    record_rules(town, replace(RULES, items=RULES.items[:1]), "管理员")
    put_in_force(town, rules_on_record(town)[0], "管理员")
    with pytest.raises(WrongRules, match="not those in force"):
        close_scoring(town, rules, 2020, "管理员")
    close_scoring(town, rules_in_force(town, 2020)[0], 2020, "管理员")


def test_a_version_that_would_lose_points_by_hand_is_not_put_in_force(town, rules):
    record_mark(town, rules, 2020, "U", "日常工作", 100, "核定", "", "经办")
    record_mark(town, rules, 2020, "U", "经验推广", 100, "核定", "", "经办")
    renamed = tuple(replace(item, name="日常") if item.name == "日常工作" else item for item in RULES.items)
    turned = tuple(replace(item, how="deduction") if item.name == "经验推广" else item for item in renamed)
    record_rules(town, replace(RULES, items=turned), "管理员")
    with pytest.raises(WrongRules, match="日常工作, 经验推广"):
        put_in_force(town, rules_on_record(town)[0], "管理员")
    assert [one.version for one in rules_in_force(town, 2020)] == [1]


def test_an_objection_is_recorded_and_answered_once(town, rules):
    number = record_objection(town, rules.name, 2020, "V", "培训", "二季度有一期未计入", "V村工会")
    answer_objection(town, rules.name, 2020, number, "经核实，已计入", True, "镇考核组")
    row = objections_of(town, rules.name, 2020).iloc[0]
    assert (row["unit"], row["item"], row["said"], row["answer"], bool(row["upheld"])) == (
        "V",
        "培训",
        "二季度有一期未计入",
        "经核实，已计入",
        True,
    )
    with pytest.raises(WrongRules, match="answered already"):
        answer_objection(town, rules.name, 2020, number, "再答", False, "镇考核组")
