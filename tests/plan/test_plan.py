"""The plan: versions, what a change would do, how a whole is split and what the parts add up to."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_once import copy_database, filled_once
from townships import (
    TOWNSHIP,
    TWO_FIRMS,
    add_plan,
    add_report,
    add_units,
    plan_file,
    rows_of,
    take_in,
    target,
    unit,
    units_file,
)

from tracking.intake.differences import target_changes
from tracking.intake.preview import preview_file
from tracking.plan.breakdown import breakdown_of, touched_by_moves
from tracking.plan.effect import effect_of, rhythm_of_last_year
from tracking.plan.exchange import plan_file_of
from tracking.plan.saving import PlanChanged, PlanProblem, save_plan
from tracking.plan.splitting import save_split, split_rows, split_target, target_named
from tracking.plan.typed import read_targets, typed_rows
from tracking.plan.versions import newest_versions, plan_difference, same_targets, targets_of, versions_of
from tracking.progress.load import load_progress
from tracking.store.store import IntegrityProblem, Store
from tracking.telling.tables.changes import target_changes_table
from tracking.telling.tables.told import in_words

MID_YEAR = date(2020, 6, 30)
JULY = date(2020, 7, 1)
VILLAGES = [
    TOWNSHIP,
    unit("V", kind="village_federation", name="东村联合会"),
    unit("W", kind="village_federation", name="西村联合会"),
    unit("A", "V", employees=70),
    unit("B", "V", employees=20),
    unit("C", "W", employees=10),
    unit("D", "W"),
]


@filled_once
def town(store: Store) -> None:
    """A township with one firm that promised 40 proposals and 100 people trained."""
    add_units(store, TWO_FIRMS)
    add_plan(
        store, [target("T", "proposals", 40), target("T", "employee_training", 100)], in_force_from=date(2020, 1, 1)
    )
    add_report(store, 2020, 1, {("A", "proposals"): 11, ("B", "proposals"): 4, ("A", "employee_training"): 0})
    add_report(store, 2020, 2, {("A", "proposals"): 4, ("B", "proposals"): 1, ("A", "employee_training"): 60})


@filled_once
def county(store: Store) -> None:
    """A township of two villages with two firms each."""
    add_units(store, VILLAGES)
    add_plan(store, [target("T", "proposals", 101)], in_force_from=date(2020, 1, 1))


def changed(rows: pd.DataFrame, indicator: str, **fields: object) -> pd.DataFrame:
    """The same rows with something of one indicator's target changed."""
    rows = rows.copy()
    for name, value in fields.items():
        rows.loc[rows["indicator"] == indicator, name] = value
    return rows


def save(store: Store, rows: pd.DataFrame, reason: str | None = "年中调整", **more: object) -> int | None:
    about = {"in_force_from": JULY, "document": "柳工〔2020〕9号", "by": "the chair", "based_on": {"T": 1}}
    return save_plan(store, rows, 2020, reason=reason, **about | more)


def sentences(problem: pytest.ExceptionInfo) -> list[str]:
    return [fault.sentence() for fault in problem.value.faults]


def test_a_change_within_the_year_is_a_new_version_and_the_old_one_stays(town):
    before = targets_of(town, "T", 2020)
    save(town, changed(before, "proposals", target=50))
    assert rows_of(versions_of(town, "T", 2020), "version", "document", "reason", "received_by", "targets") == [
        (1, None, None, "", 2),
        (2, "柳工〔2020〕9号", "年中调整", "the chair", 2),
    ]
    assert same_targets(targets_of(town, "T", 2020, version=1), before)
    by_day = [
        targets_of(town, "T", 2020, day).set_index("indicator")["target"]["proposals"] for day in (MID_YEAR, JULY)
    ]
    assert by_day == [40, 50]
    assert targets_of(town, "T", 2020)["target"].tolist() == [100, 50]


def test_a_plan_of_which_every_target_was_deleted_is_an_empty_version(town):
    save(town, targets_of(town, "T", 2020).iloc[:0])
    assert targets_of(town, "T", 2020).empty
    assert newest_versions(town, ["T"], 2020) == {"T": 2}
    preview = preview_file(town, "plan.xlsx", plan_file([{"单位代码": "T", "指标": "合理化建议", "目标": 40}]))
    assert preview.details["change"].tolist() == ["new"]


def test_a_plan_saved_unchanged_gets_no_version(town):
    assert save(town, targets_of(town, "T", 2020)) is None
    assert len(versions_of(town, "T", 2020)) == 1


def test_a_note_alone_is_a_change_too(town):
    assert save(town, changed(targets_of(town, "T", 2020), "proposals", note="县里追加"))
    assert targets_of(town, "T", 2020)["note"].tolist() == [None, "县里追加"]


def test_a_change_within_the_year_needs_a_reason_and_a_name_and_a_day_of_the_year(town):
    rows = changed(targets_of(town, "T", 2020), "proposals", target=50)
    with pytest.raises(PlanProblem) as problem:
        save(town, rows, reason=" ", by="", in_force_from=date(2021, 1, 1))
    assert sentences(problem) == [
        "A plan that is changed within its year needs a reason.",
        "The name of the person or office that changes the plan is needed.",
        "found «2021-01-01», expected a day before the end of 2020",
    ]
    assert len(versions_of(town, "T", 2020)) == 1


def test_the_first_plan_of_a_year_needs_no_reason(town):
    rows = pd.DataFrame([target("A", "proposals", 5)])
    assert save(town, rows, reason=None, based_on={"A": 0})
    assert rows_of(versions_of(town, "A", 2020), "version", "reason") == [(1, None)]


def test_nothing_is_stored_over_a_version_that_was_not_seen(town):
    seen = targets_of(town, "T", 2020)
    save(town, changed(seen, "employee_training", target=120), by="the clerk")
    with pytest.raises(PlanChanged) as problem:
        save(town, changed(seen, "proposals", target=50))
    theirs = problem.value
    assert (theirs.by, theirs.newest) == ("the clerk", {"T": 2})
    assert rows_of(theirs.changes[theirs.changes["change"] != "unchanged"], "indicator", "old_target", "target") == [
        ("employee_training", 100, 120)
    ]
    assert targets_of(town, "T", 2020)["target"].tolist() == [120, 40]
    save(town, changed(seen, "proposals", target=50), based_on=theirs.newest)
    assert targets_of(town, "T", 2020)["target"].tolist() == [100, 50]


def test_a_version_stored_between_looking_and_storing_is_never_overwritten(town, monkeypatch):
    seen, add, rivals = targets_of(town, "T", 2020), town.add, []

    def slow(*what: object, **about: object) -> int:
        if not rivals:
            rivals.append(1)
            save(town, changed(seen, "employee_training", target=120), by="the clerk")
        return add(*what, **about)

    monkeypatch.setattr(town, "add", slow)
    with pytest.raises(PlanChanged):
        save(town, changed(seen, "proposals", target=50))
    assert targets_of(town, "T", 2020)["target"].tolist() == [120, 40]


def test_figures_stored_meanwhile_do_not_keep_a_plan_from_being_saved(town, monkeypatch):
    add, others = town.add, []

    def slow(*what: object, **about: object) -> int:
        if not others:
            others.append(1)
            add_report(town, 2020, 1, {("B", "proposals"): 1})
        return add(*what, **about)

    monkeypatch.setattr(town, "add", slow)
    assert save(town, changed(targets_of(town, "T", 2020), "proposals", target=50))


def test_the_store_itself_refuses_what_would_break_its_rules(town):
    with pytest.raises((IntegrityProblem, PlanProblem)):
        save(town, pd.DataFrame([target("nobody", "proposals", 5)]), based_on={"nobody": 0})


TYPED = {"indicator": "proposals", "target": "40"}


def typed(store: Store, *rows: dict) -> tuple[pd.DataFrame, list[str]]:
    found, faults = read_targets("T", rows, 2020, store.read("current_indicators"))
    return found, [fault.sentence() for fault in faults]


def test_blanks_take_the_defaults_of_the_plan_workbook(store):
    rows, faults = typed(
        store, TYPED, {"indicator": "wage_enterprises", "target": "9"}, {}, {"note": " ", "measure": "项"}
    )
    assert faults == []
    assert rows_of(rows, "indicator", "target", "comparator", "period_start", "due_date", "phasing", "tolerance") == [
        ("proposals", 40, "at_least", date(2020, 1, 1), date(2020, 12, 31), "even", 0),
        ("wage_enterprises", 9, "at_least", date(2020, 1, 1), date(2020, 12, 31), "30/70/90/100", 0),
    ]


@pytest.mark.parametrize(
    ("indicator", "said", "amount"),
    [
        ("proposals", "１，２００项", 1200),
        ("assistance_funds", "67.56万元", 67_560_000),
        ("assistance_funds", "4509.5", 450_950),
        ("contract_rate", "92.5%", 925_000),
        ("contract_rate", "92.5", 925_000),
    ],
)
def test_amounts_are_typed_in_yuan_and_per_cent_and_stored_whole(store, indicator, said, amount):
    rows, faults = typed(store, {"indicator": indicator, "target": said})
    assert (faults, rows["target"].tolist()) == ([], [amount])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"indicator": None}, "row 2: an indicator of the catalogue"),
        ({"indicator": "no such"}, "row 2: found «no such», expected an indicator of the catalogue"),
        ({"target": None}, "row 2 (Golden ideas chosen): a target; the row has none"),
        ({"target": "-3"}, "row 2 (Golden ideas chosen): found «-3», expected a number of 0 or more"),
        ({"target": "many"}, "row 2 (Golden ideas chosen): found «many», expected a figure instead of words"),
        (
            {"due_date": date(2019, 12, 31)},
            "row 2 (Golden ideas chosen): found «2020-01-01 – 2019-12-31», expected a due date after the period's start",
        ),
        (
            {"phasing": "30/70/100"},
            "row 2 (Golden ideas chosen): found «30/70/100», expected even, keep, window, or 4 rising percentages, the last"
            " 100 on the due date",
        ),
        (
            {"comparator": "about"},
            "row 2 (Golden ideas chosen): the tolerance of a target that is met “about”",
        ),
        (
            {"indicator": "proposals"},
            "row 2 (Improvement proposals): one target for this unit, indicator and period; row 1 (Improvement proposals)"
            " has one already",
        ),
    ],
)  # fmt: skip
def test_every_fault_names_its_row(store, wrong, sentence):
    _rows, faults = typed(store, TYPED, {"indicator": "golden_ideas", "target": "5"} | wrong)
    assert faults == [sentence]


def test_all_faults_are_told_at_once(store):
    _rows, faults = typed(
        store, {**TYPED, "target": "x"}, {**TYPED, "phasing": "90/10"}, {**TYPED, "comparator": "about"}
    )
    assert [fault.split(" ", 2)[1] for fault in faults] == ["1", "2", "3", "3"]


def test_one_indicator_may_stand_twice_with_two_periods(store):
    rows, faults = typed(store, TYPED, {**TYPED, "due_date": date(2020, 9, 20), "target": "30"})
    assert (faults, rows["due_date"].tolist()) == ([], [date(2020, 12, 31), date(2020, 9, 20)])


@pytest.mark.parametrize(
    ("said", "phasing"),
    [("均衡", "even"), ("全年保持", "keep"), ("due all the time", "keep"), ("Window", "window"),
     ("30%／70%／90%／100%", "30/70/90/100"), (" 0/0/0/100 ", "0/0/0/100")],
)  # fmt: skip
def test_a_phasing_is_typed_in_words_of_either_language_or_as_percentages(store, said, phasing):
    rows, faults = typed(store, {**TYPED, "phasing": said})
    assert (faults, rows["phasing"].tolist()) == ([], [phasing])


def test_what_is_shown_for_typing_reads_back_as_it_was(example):
    indicators, targets = example.read("current_indicators"), targets_of(example, "QHZ", 2020)
    rows, faults = read_targets("QHZ", typed_rows(targets, indicators), 2020, indicators)
    assert faults == []
    assert same_targets(rows, targets)


def test_the_effect_says_which_verdicts_turn_and_stores_nothing(town):
    rows = changed(targets_of(town, "T", 2020), "proposals", target=60)
    effect = effect_of(town, "T", 2020, 2, rows, {"T": 1})
    assert rows_of(effect, "indicator", "old_status", "status", "old_due", "due") == [
        ("employee_training", "on_pace", "on_pace", 50, 50),
        ("proposals", "on_pace", "behind", 20, 30),
    ]
    assert len(versions_of(town, "T", 2020)) == 1


def test_the_effect_of_targets_added_dropped_and_given_another_period(town):
    rows = changed(targets_of(town, "T", 2020), "proposals", due_date=date(2020, 9, 30))
    rows = rows[rows["indicator"] == "proposals"]
    rows = pd.concat([rows, pd.DataFrame([target("T", "golden_ideas", 4)])])
    effect = effect_of(town, "T", 2020, 2, rows, {"T": 1})
    assert rows_of(effect, "indicator", "old_status", "status", "old_target", "target") == [
        ("proposals", "on_pace", "behind", 40, 40),
        ("golden_ideas", None, "not_reported", None, 4),
        ("employee_training", "on_pace", None, 100, None),
    ]


def test_the_effect_is_that_of_the_plan_typed_also_where_somebody_else_saved_meanwhile(town):
    rows = changed(targets_of(town, "T", 2020), "proposals", target=60)
    save(town, changed(targets_of(town, "T", 2020), "proposals", target=45), in_force_from=date(2020, 1, 1))
    effect = effect_of(town, "T", 2020, 2, rows, {"T": 1})
    assert rows_of(effect, "indicator", "old_target", "target", "old_due", "due") == [
        ("employee_training", 100, 100, 50, 50),
        ("proposals", 45, 60, 22, 30),
    ]


@settings(max_examples=20)  # each stores a version
@given(
    amounts=st.lists(st.integers(0, 300), min_size=2, max_size=2),
    phasing=st.sampled_from(["even", "keep", "0/0/0/100", "10/40/75/100"]),
    comparator=st.sampled_from(["at_least", "more_than", "at_most"]),
)
def test_the_effect_is_what_storing_the_plan_would_do(planned, amounts, phasing, comparator):
    rows = targets_of(planned, "T", 2020).assign(target=amounts, phasing=phasing, comparator=comparator)
    version = newest_versions(planned, ["T"], 2020)
    foretold = effect_of(planned, "T", 2020, 2, rows, version)
    save(planned, rows, based_on=version, in_force_from=date(2020, 1, 1))
    stored = load_progress(planned, "T", 2020, 2, alone=True)
    columns = ("indicator", "status", "due", "completion")
    assert rows_of(foretold, *columns) == rows_of(stored[stored["target"].notna()], *columns)


@pytest.fixture(scope="module")
def planned(empty_database: Path, tmp_path_factory: pytest.TempPathFactory):
    """A township whose plan many versions are stored of."""
    database = copy_database(empty_database, tmp_path_factory.mktemp("planned") / "own.duckdb")
    with Store(database, keep_copy=False) as opened:
        add_units(opened, TWO_FIRMS)
        add_plan(opened, [target("T", "proposals", 40), target("T", "employee_training", 100)])
        add_report(opened, 2020, 1, {("A", "proposals"): 11, ("B", "proposals"): 4, ("A", "employee_training"): 0})
        add_report(opened, 2020, 2, {("A", "proposals"): 4, ("B", "proposals"): 5, ("A", "employee_training"): 60})
        yield opened


def test_two_versions_stand_side_by_side_with_the_verdict_under_either(town):
    save(town, changed(targets_of(town, "T", 2020), "proposals", target=60))
    found = plan_difference(town, "T", 2020, 1, 2, quarter=2)
    assert rows_of(found, "change", "indicator", "old_target", "target", "old_status", "status") == [
        ("unchanged", "employee_training", 100, 100, "on_pace", "on_pace"),
        ("changed", "proposals", 40, 60, "on_pace", "behind"),
    ]


def test_a_version_with_a_target_more_or_less_stands_beside_the_other(town):
    rows = targets_of(town, "T", 2020)
    save(town, pd.concat([rows[rows["indicator"] == "proposals"], pd.DataFrame([target("T", "golden_ideas", 4)])]))
    found = plan_difference(town, "T", 2020, 1, 2, quarter=2)
    assert rows_of(found, "change", "indicator", "old_status", "status") == [
        ("unchanged", "proposals", "on_pace", "on_pace"),
        ("new", "golden_ideas", None, "not_reported"),
        ("dropped", "employee_training", "on_pace", None),
    ]
    table = target_changes_table(found, town.read("unit_versions"), town.read("current_indicators"))
    assert in_words(table)["Status"].tolist() == ["● on pace → —", "— → ○ not reported"]


def test_only_a_target_more_or_only_one_less_stands_beside_the_other_too(town):
    rows = targets_of(town, "T", 2020)
    save(town, rows[rows["indicator"] == "proposals"])
    about = town.read("unit_versions"), town.read("current_indicators")
    said = [
        target_changes_table(plan_difference(town, "T", 2020, *pair, quarter=2), *about) for pair in ((1, 2), (2, 1))
    ]
    assert [in_words(table)["Status"].tolist() for table in said] == [["● on pace → —"], ["— → ● on pace"]]


def test_last_years_own_rhythm_is_that_of_its_figures(store):
    add_units(store, TWO_FIRMS)
    for quarter, done in enumerate((2, 6, 10, 2), start=1):
        add_report(store, 2019, quarter, {("A", "proposals"): done, ("B", "proposals"): 0})
    assert rhythm_of_last_year(store, "T", "proposals", 2020) == ("10/40/90/100", [2, 8, 18, 20])


def test_the_rhythm_is_that_of_the_calendar_year_whatever_periods_the_targets_have(store):
    add_units(store, TWO_FIRMS)
    for quarter in (1, 2, 3, 4):
        add_report(store, 2019, quarter, {("A", "proposals"): 5, ("B", "proposals"): 0})
    add_plan(store, [target("T", "proposals", 9, period_start=date(2019, 10, 1), due_date=date(2020, 9, 30))])
    assert rhythm_of_last_year(store, "T", "proposals", 2020) == ("25/50/75/100", [5, 10, 15, 20])


def test_a_year_with_an_unknown_quarter_has_no_rhythm(store):
    add_units(store, TWO_FIRMS)
    for quarter in (1, 2, 4):
        add_report(store, 2019, quarter, {("A", "proposals"): 5})
    assert rhythm_of_last_year(store, "T", "proposals", 2020) == (None, [5, 10, None, 15])


def test_a_rate_and_a_level_without_a_baseline_have_no_rhythm(store):
    add_units(store, TWO_FIRMS)
    for quarter in (1, 2, 3, 4):
        add_report(store, 2019, quarter, {("A", "unionised"): 1, ("A", "should_unionise"): 1})
    assert [rhythm_of_last_year(store, "T", code, 2020)[0] for code in ("formation_rate", "unionised")] == [None, None]


def split(store: Store, over: str = "enterprises", by: str = "employees", indicator: str = "proposals") -> pd.DataFrame:
    return split_target(store, "T", indicator, 2020, None, over, by, MID_YEAR)


def test_a_whole_is_split_by_employees_and_whoever_has_no_number_gets_nothing(county):
    assert rows_of(split(county), "unit", "weight", "present", "part", "version") == [
        ("A", 70, None, 71, 0), ("B", 20, None, 20, 0), ("C", 10, None, 10, 0), ("D", 0, None, 0, 0),
    ]  # fmt: skip


def test_a_village_weighs_what_its_enterprises_employ(county):
    assert rows_of(split(county, "villages"), "unit", "weight", "part") == [("V", 90, 91), ("W", 10, 10)]
    assert split(county, "children")["part"].tolist() == [91, 10]


def test_a_whole_is_split_by_members_or_by_what_was_done_last_year(county):
    add_report(
        county, 2020, 1, {("A", "unionised"): 1, ("C", "unionised"): 1, ("A", "members"): 30, ("C", "members"): 10}
    )
    add_report(county, 2019, 4, {("B", "proposals"): 3, ("C", "proposals"): 1})
    assert split(county, "villages", "members")["part"].tolist() == [76, 25]
    assert split(county, by="last_year")["part"].tolist() == [0, 76, 25, 0]


def test_only_units_that_are_open_not_exempt_and_report_the_indicator_get_a_part(store):
    firms = [
        TOWNSHIP,
        unit("A"), unit("B", opened=date(2020, 8, 1)), unit("C", closed=date(2020, 3, 1)), unit("D"), unit("E"),
    ]  # fmt: skip
    take_in(store, units_file(firms, exemptions=[("D", "", date(2020, 1, 1), date(2020, 12, 31), "停产", "", "")]))
    add_plan(store, [target("T", "proposals", 10), target("T", "new_members", 10)])
    add_report(store, 2020, 2, {("A", "unionised"): 1, ("E", "unionised"): 0})
    assert split(store, by="equal")["unit"].tolist() == ["A", "E"]
    assert split(store, by="equal", indicator="new_members")["unit"].tolist() == ["A"]


def test_money_is_split_in_whole_yuan(county):
    add_plan(county, [target("T", "assistance_funds", 10_000), target("T", "proposals", 1)], version=2)
    assert split(county, by="equal", indicator="assistance_funds")["part"].tolist() == [2500] * 4
    add_plan(county, [target("T", "assistance_funds", 10_100)], version=3)
    assert split(county, by="equal", indicator="assistance_funds")["part"].tolist() == [2600, 2500, 2500, 2500]


@pytest.mark.parametrize(
    ("indicator", "by", "sentence"),
    [
        ("golden_ideas", "equal", "T has 0 targets of its own for golden_ideas in 2020; one is needed to be split."),
        ("contract_rate", "equal", "A rate cannot be split: the rates of parts do not add up."),
        ("proposals", "members", "None of the units has a weight of this kind; split equally or by hand."),
        ("cadre_training", "equal", "No unit below reports this indicator, so there is nobody to split it among."),
    ],
)
def test_what_cannot_be_split_is_said(county, indicator, by, sentence):
    wholes = [target("T", code, 10) for code in ("contract_rate", "proposals", "cadre_training")]
    add_plan(county, wholes, version=2)
    with pytest.raises(PlanProblem) as problem:
        split(county, by=by, indicator=indicator)
    assert sentences(problem) == [sentence]


def save_parts(store: Store, parts: dict[str, int | None], reason: str | None = "分解", **more: object) -> int | None:
    about = {
        "in_force_from": JULY,
        "document": None,
        "by": "the chair",
        "based_on": newest_versions(store, parts, 2020),
    }
    whole = target_named(store, "T", "proposals", 2020)
    return save_split(store, "T", whole, 2020, parts, reason=reason, **about | more)


def test_a_part_replaces_the_units_target_of_that_period_and_leaves_the_others(county):
    september = date(2020, 9, 30)
    add_plan(county, [target("A", "proposals", 5), target("A", "proposals", 4, due_date=september),
                      target("A", "employee_training", 9), target("B", "proposals", 7)])  # fmt: skip
    submission = save_parts(county, {"A": 60, "B": None, "C": 41, "D": 0})
    assert rows_of(targets_of(county, "A", 2020), "indicator", "due_date", "target") == [
        ("employee_training", date(2020, 12, 31), 9), ("proposals", september, 4), ("proposals", date(2020, 12, 31), 60),
    ]  # fmt: skip
    assert targets_of(county, "B", 2020).empty
    assert [targets_of(county, code, 2020)["target"].tolist() for code in "CD"] == [[41], [0]]
    stored = county.read("plan_versions")
    assert set(stored.loc[stored["submission"] == submission, "unit"]) == set("ABCD")


def test_parts_have_the_period_comparator_and_phasing_of_the_whole(county):
    about = {"due_date": date(2020, 9, 30), "comparator": "about", "tolerance": 10, "phasing": "window"}
    add_plan(county, [target("T", "proposals", 100, window_opens=date(2020, 3, 1), **about)], version=2)
    save_parts(county, {"A": 70, "B": 20, "C": 10, "D": 0})
    columns = ("target", "comparator", "tolerance", "due_date", "phasing", "window_opens")
    assert [rows_of(targets_of(county, code, 2020), *columns) for code in "AD"] == [
        [(70, "about", 7, date(2020, 9, 30), "window", date(2020, 3, 1))],
        [(0, "about", 1, date(2020, 9, 30), "window", date(2020, 3, 1))],
    ]


def test_parts_are_not_stored_over_what_somebody_else_gave_one_of_the_units(county):
    seen = newest_versions(county, "ABCD", 2020)
    add_plan(county, [target("B", "proposals", 33)])
    with pytest.raises(PlanChanged):
        save_parts(county, {"A": 60, "B": 20, "C": 21, "D": 0}, based_on=seen)
    assert newest_versions(county, "ABCD", 2020) == {"A": 0, "B": 1, "C": 0, "D": 0}


@settings(max_examples=25)  # each stores a version
@given(
    whole=st.integers(0, 10_000),
    by=st.sampled_from(["employees", "equal"]),
    over=st.sampled_from(["children", "villages", "enterprises"]),
)
def test_the_parts_sum_to_the_whole_exactly(split_town, whole, by, over):
    version = newest_versions(split_town, ["T"], 2020)
    rows = pd.DataFrame([target("T", "proposals", whole)])
    save(split_town, rows, based_on=version)
    parts = split(split_town, over, by)
    assert parts["part"].sum() == whole
    kept = split_rows(
        split_town, "T", target_named(split_town, "T", "proposals", 2020), 2020,
        dict(zip(parts["unit"], parts["part"], strict=True)), dict.fromkeys(parts["unit"], 0),
    )  # fmt: skip
    assert kept["target"].sum() == whole


@pytest.fixture(scope="module")
def split_town(empty_database: Path, tmp_path_factory: pytest.TempPathFactory):
    """A township of two villages, whose target is stored again and again."""
    database = copy_database(empty_database, tmp_path_factory.mktemp("split") / "own.duckdb")
    with Store(database, keep_copy=False) as opened:
        add_units(opened, VILLAGES)
        yield opened


def test_what_the_parts_add_up_to_is_told_at_every_level(county):
    add_plan(county, [target("V", "proposals", 80), target("W", "proposals", 20), target("A", "proposals", 50),
                      target("B", "proposals", 33), target("C", "proposals", 20)])  # fmt: skip
    assert rows_of(
        breakdown_of(county, "T", 2020, MID_YEAR),
        "unit", "whole", "parts", "difference", "agree", "with_target", "without_target",
    ) == [
        ("T", 101, 100, -1, True, 2, []),
        ("V", 80, 83, 3, True, 2, []),
        ("W", 20, 20, 0, True, 1, ["D"]),
    ]  # fmt: skip


def test_a_unit_that_opens_later_can_be_planned_for_already(store):
    opens = date(2020, 9, 1)
    add_units(store, [TOWNSHIP | {"opened": opens}, unit("A", opened=opens)])
    add_plan(store, [target("T", "proposals", 10)])
    assert rows_of(breakdown_of(store, "T", 2020, MID_YEAR), "unit", "parts") == []
    assert rows_of(breakdown_of(store, "T", 2020, opens), "unit", "parts") == [("T", None)]


def test_a_whole_that_is_not_broken_down_is_told_without_parts(county):
    found = breakdown_of(county, "T", 2020, MID_YEAR)
    assert rows_of(found, "unit", "whole", "parts", "difference", "without_target") == [("T", 101, None, None, [])]


def test_parts_of_another_period_are_not_added_up(county):
    early = {"due_date": date(2020, 9, 30)}
    add_plan(county, [target("V", "proposals", 80), target("W", "proposals", 20, **early)])
    found = breakdown_of(county, "T", 2020, MID_YEAR)
    assert rows_of(found[found["unit"] == "T"], "parts", "difference", "agree") == [(80, -21, False)]


def test_a_unit_whose_own_units_have_parts_is_not_without_a_target(county):
    add_plan(county, [target("A", "proposals", 50), target("C", "proposals", 20)])
    found = breakdown_of(county, "T", 2020, MID_YEAR)
    assert rows_of(found, "parts", "difference", "with_target", "without_target") == [(70, -31, 2, ["B", "D"])]


def test_units_that_opened_closed_moved_or_became_exempt_touch_their_targets(store):
    firms = [*VILLAGES[:3], unit("A", "V"), unit("B", "V", closed=date(2020, 5, 31)), unit("C", "W"),
             unit("D", "V"), unit("E", "V", opened=date(2020, 4, 1))]  # fmt: skip
    take_in(store, units_file(
        [firm | {"parent": "W"} if firm["unit"] == "D" else firm for firm in firms],
        [("D", date(2020, 3, 1), "V", "W")],
        [("C", "合理化建议", date(2020, 2, 1), date(2020, 12, 31), "停产", "", "")],
    ))  # fmt: skip
    add_plan(
        store,
        [target("T", "proposals", 40), *(target(code, "proposals", 10) for code in "ABCD"),
         target("C", "employee_training", 7)],
        in_force_from=date(2020, 1, 1),
    )  # fmt: skip
    columns = ("change", "unit", "on", "detail", "indicator", "target", "whole_unit")
    assert rows_of(touched_by_moves(store, "T", 2020, MID_YEAR), *columns) == [
        ("opened", "E", date(2020, 4, 1), None, "proposals", None, "T"),
        ("closed", "B", date(2020, 5, 31), None, "proposals", 10, "T"),
        ("moved", "D", date(2020, 3, 1), "V", "proposals", 10, "T"),
        ("exempt", "C", date(2020, 2, 1), "停产", "proposals", 10, "T"),
    ]
    assert rows_of(touched_by_moves(store, "T", 2020, date(2020, 3, 15)), "change", "unit") == [
        ("moved", "D"), ("exempt", "C"),
    ]  # fmt: skip


def test_what_happened_before_a_unit_got_its_part_is_taken_as_known(store):
    moved = [*VILLAGES[:3], unit("A", "W"), unit("B", "W", opened=date(2020, 4, 1)), unit("C", "W")]
    take_in(store, units_file(moved, [("A", date(2020, 3, 1), "V", "W")]))
    add_plan(store, [target(code, "proposals", 40) for code in "TAC"], in_force_from=date(2020, 1, 1))

    def touched() -> list[tuple]:
        return rows_of(touched_by_moves(store, "T", 2020, date(2020, 7, 31)), "change", "unit")

    assert touched() == [("opened", "B"), ("moved", "A")]
    add_plan(store, [target("T", "proposals", 50)], version=2, in_force_from=JULY)
    assert touched() == [("opened", "B"), ("moved", "A")]
    add_plan(store, [target("A", "proposals", 50)], version=2, in_force_from=JULY)
    assert touched() == [("opened", "B")]
    add_plan(store, [target("B", "proposals", 5)], in_force_from=JULY)
    assert touched() == []


def test_the_plan_exported_is_the_plan_imported(example):
    name, data = plan_file_of(example, "QHZ", 2020, MID_YEAR)
    assert name == "2020年度计划.xlsx"
    preview = preview_file(example, name, data)
    assert preview.counts() == {"new": 0, "corrected": 0, "unchanged": len(preview.details), "withdrawn": 0}
    assert set(preview.details["unit"]) == set(
        example.read("plan_targets", units=None, plan_year=2020, newest=True)["unit"]
    )
    assert preview.reading.questions == []


def test_every_kind_of_target_survives_the_way_through_the_workbook(county):
    odd = [
        target("T", "proposals", 0, comparator="at_most", phasing="keep", note="=1+1"),
        target("T", "contract_rate", 925_001, comparator="more_than", phasing="keep", baseline=333_333),
        target("T", "assistance_funds", 1_234_567, comparator="about", tolerance=12_345, phasing="10/40/75/100"),
        target("T", "mutual_insurance", 9, phasing="window", window_opens=date(2020, 3, 1), due_date=date(2020, 6, 30)),
        target("T", "new_members", 7, phasing="100", due_date=date(2020, 3, 31)),
        target("T", "new_members", 9, period_start=date(2019, 10, 1), due_date=date(2020, 9, 20)),
        target("T", "members", 6000, comparator="keep", phasing="even", baseline=5500),
    ]
    add_plan(county, odd, version=2)
    preview = preview_file(county, "plan.xlsx", plan_file_of(county, "T", 2020, MID_YEAR)[1])
    assert preview.counts() == {"new": 0, "corrected": 0, "unchanged": 7, "withdrawn": 0}
    changes = target_changes(targets_of(county, "T", 2020), preview.reading.tables["target"])
    assert set(changes["change"]) == {"unchanged"}
    assert preview.reading.tables["target"]["note"].dropna().tolist() == ["=1+1"]
