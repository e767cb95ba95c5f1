"""From a file to the store: what would change is shown first, a person decides, and all is stored or nothing."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from made_once import filled_once
from obvious_example import figures_of_first_half
from townships import (
    CATALOGUE,
    TOWNSHIP,
    TWO_FIRMS,
    UNION,
    add_report,
    plan_file,
    quarter_file,
    rows_of,
    take_in,
    unit,
    units_file,
    workbook,
)

from tracking.catalogue import CONTRACT_ENDS, INDICATOR_COLUMNS
from tracking.example import open_example
from tracking.handouts.templates.known import template_for
from tracking.intake.preview import (
    latest_quarter,
    open_questions,
    prepare_store,
    preview_file,
    start_union,
    store_preview,
)
from tracking.progress.load import load_progress
from tracking.quarters import period_of
from tracking.reading.problems import ReportProblem
from tracking.store.store import Store

FIRST, SECOND = period_of(2020, 1), period_of(2020, 2)
FIRMS = [
    *TWO_FIRMS,
    unit("C"),
    unit("LATE", opened=date(2020, 7, 5)),
    unit("GONE", closed=date(2020, 3, 31)),
    unit("V", kind="village_federation"),
]
CHANGES = ("change", "unit", "indicator", "old_amount", "amount")


@filled_once
def town(store: Store) -> None:
    """A township with three enterprises, one that opens in July 2020, one that closed in March, and a village."""
    take_in(store, units_file(FIRMS), "units.xlsx")


def quarter(figures: dict, number: int = 2, cumulative: tuple = (), year: int = 2020) -> bytes:
    return quarter_file(FIRMS, figures, year, number, cumulative)


def cells(store: Store) -> list[tuple]:
    """Every figure in force: unit, indicator, quarter of 2020, amount and state, sorted."""
    found = store.read("cells", scope="/", first_period=FIRST - 8, last_period=FIRST + 8)
    found["quarter"] = found["period"] - FIRST + 1
    return sorted(rows_of(found, "unit", "indicator", "quarter", "amount", "state"))


def refused(store: Store, data: bytes, **more: object) -> list[str]:
    """The sentences with which a file is refused; nothing at all may have been stored."""
    before = store.version()
    with pytest.raises(ReportProblem) as problem:
        take_in(store, data, **more)
    assert store.version() == before, "something was stored although the file was refused"
    return [fault.sentence() for fault in problem.value.faults]


# ---- what would change -----------------------------------------------------------------------------------------------


def test_importing_the_same_file_twice_changes_nothing_and_says_so(town):
    data = quarter({("A", "employee_training"): 30, ("B", "employee_training"): 0, ("A", "members"): "不适用"})
    number = take_in(town, data, "q2.xlsx")
    again = preview_file(town, "q2 (copy).xlsx", data)
    assert again.counts() == {"new": 0, "corrected": 0, "unchanged": 3, "withdrawn": 0}
    assert (again.changes_anything(), again.needs_reason()) == (False, False)
    assert (again.seen_before["submission"], again.seen_before["file_name"]) == (number, "q2.xlsx")
    assert store_preview(town, again, "the clerk") is None
    assert town.version() == number


def test_units_and_a_plan_imported_twice_change_nothing(town):
    exemption = ("A", None, date(2020, 1, 1), date(2020, 12, 31), "停产", None, None)
    everything = units_file(FIRMS, exemptions=[exemption])
    plan = plan_file([{"单位代码": "T", "指标": "职工培训", "目标": 100, "窗口开启": date(2020, 4, 1)}])
    assert take_in(town, everything) is not None
    assert take_in(town, plan) is not None
    assert [take_in(town, data) for data in (everything, plan)] == [None, None]


def test_a_preview_shows_what_is_new_corrected_old_to_new_and_unchanged_and_stores_nothing(town):
    take_in(town, quarter({("A", "employee_training"): 30, ("B", "employee_training"): 5, ("A", "members"): 7}))
    before = town.version()
    preview = preview_file(
        town,
        "q2.xlsx",
        quarter({
            ("A", "employee_training"): 33,
            ("B", "employee_training"): 5,
            ("A", "members"): "清除",
            ("B", "members"): "清除",  # nothing is there to withdraw
            ("C", "members"): 9,
        }),
    )  # fmt: skip
    assert sorted(rows_of(preview.changes, *CHANGES)) == [
        ("corrected", "A", "employee_training", 30, 33),
        ("new", "C", "members", None, 9),
        ("unchanged", "B", "employee_training", 5, 5),
        ("unchanged", "B", "members", None, None),
        ("withdrawn", "A", "members", 7, None),
    ]
    assert preview.counts() == {"new": 1, "corrected": 1, "unchanged": 2, "withdrawn": 1}
    assert town.version() == before


def test_the_same_amount_on_another_basis_is_a_correction(town):
    take_in(town, quarter({("A", "employee_training"): 30}))
    preview = preview_file(
        town, "q2.xlsx", quarter({("A", "employee_training"): 30}, cumulative=("employee_training",))
    )
    assert preview.counts()["corrected"] == 1


def test_a_preview_lists_the_enterprises_of_the_quarter_that_still_have_no_figure(town):
    exemption = ("C", None, date(2020, 1, 1), date(2020, 12, 31), "停产", None, None)
    take_in(town, units_file([*FIRMS, unit("D", contact="办公室", phone="0000-1")], exemptions=[exemption]))
    take_in(town, quarter({("B", "members"): 5}))
    preview = preview_file(town, "q2.xlsx", quarter({("A", "members"): 5}))
    # LATE is not open yet, GONE is closed, C is exempt, B reported before
    assert rows_of(preview.missing, "unit", "name", "contact", "phone") == [("D", "柳溪D厂", "办公室", "0000-1")]


def test_a_blank_never_clears_a_value(town):
    take_in(town, quarter({("A", "employee_training"): 30, ("A", "members"): 7}))
    preview = preview_file(town, "q2.xlsx", quarter({("A", "employee_training"): None, ("A", "members"): 8}))
    assert rows_of(preview.changes, *CHANGES) == [("corrected", "A", "members", 7, 8)]
    store_preview(town, preview, "the clerk", "counted again")
    assert cells(town) == [("A", "employee_training", 2, 30, "value"), ("A", "members", 2, 8, "value")]


# ---- what a person must decide ---------------------------------------------------------------------------------------

NEEDS_REASON = ["A reason is needed, because this changes what is stored already."]


def test_a_correction_needs_a_reason_and_keeps_it(town):
    take_in(town, quarter({("A", "employee_training"): 30}))
    corrected = quarter({("A", "employee_training"): 3})
    assert refused(town, corrected) == NEEDS_REASON
    number = take_in(town, corrected, "again.xlsx", reason="a slip of the pen")
    corrections = town.read("corrections")
    columns = ("submission", "unit", "old_amount", "amount", "received_by", "file_name", "reason", "cell")
    assert rows_of(corrections, *columns) == [
        (number, "A", 30, 3, "the clerk", "again.xlsx", "a slip of the pen", "D5")
    ]
    assert cells(town) == [("A", "employee_training", 2, 3, "value")]


def test_the_word_for_it_withdraws_a_figure_but_only_with_a_reason(town):
    take_in(town, quarter({("A", "employee_training"): 30}))
    withdrawal = quarter({("A", "employee_training"): "清除"})
    assert refused(town, withdrawal) == NEEDS_REASON
    take_in(town, withdrawal, reason="reported by mistake")
    assert cells(town) == []
    take_in(town, quarter({("A", "employee_training"): 4}))
    assert cells(town) == [("A", "employee_training", 2, 4, "value")]


def test_dashes_are_blanks_until_somebody_agrees_that_they_mean_not_applicable(town):
    take_in(town, quarter({("B", "members"): 7}))
    data = quarter({("A", "members"): "—", ("B", "members"): "—", ("C", "members"): 5})
    preview = preview_file(town, "q2.xlsx", data)
    (question,) = preview.reading.questions
    assert open_questions(preview, set()) == []
    take_in(town, data, reason="checked")
    assert cells(town) == [("B", "members", 2, 7, "value"), ("C", "members", 2, 5, "value")]
    take_in(town, data, reason="they have no union", accepted={question.key})
    assert cells(town) == [
        ("A", "members", 2, None, "exempt"),
        ("B", "members", 2, None, "exempt"),
        ("C", "members", 2, 5, "value"),
    ]


def test_dashes_over_stored_figures_need_no_reason_while_nobody_agreed_to_them(town):
    take_in(town, quarter({("B", "members"): 7}))
    data = quarter({("B", "members"): "—", ("C", "members"): 5})
    assert take_in(town, data) is not None
    assert cells(town) == [("B", "members", 2, 7, "value"), ("C", "members", 2, 5, "value")]


def test_a_question_about_a_total_must_be_answered_before_anything_is_stored(town):
    rows = [["2020年二季度"], ["单位代码", "会员"], ["A", 5], ["合计", 6]]
    text = "«S» B4: the printed total is 6, but the rows add up to 5. Store the rows?"
    assert refused(town, workbook(("S", rows))) == [text]
    assert refused(town, workbook(("S", rows)), accepted={"another question"}) == [text]
    assert take_in(town, workbook(("S", rows)), accepted={"total S B4"}) is not None
    assert take_in(town, workbook(("S", rows))) is None, "nothing would change, so nothing is asked again"


# ---- what a row must keep --------------------------------------------------------------------------------------------


def test_nothing_of_a_file_is_stored_when_one_cell_of_it_is_wrong(town):
    assert refused(town, quarter({("A", "employee_training"): 30, ("B", "employee_training"): "30份"})) == [
        "«培训» D6: found «30份», expected a whole number in 人次"
    ]
    assert cells(town) == []


def test_a_quarter_that_has_not_begun_is_refused(town):
    town.add("setting", {"setting": pd.DataFrame([{"name": "today", "value": "2020-07-21"}])})
    assert town.today() == date(2020, 7, 21)
    assert refused(town, quarter({("A", "members"): 5}, 4)) == [
        "«建会» D4: found «5», expected a quarter that has begun"
    ]
    assert take_in(town, quarter({("A", "members"): 5}, 3)) is not None, "some report before the quarter is over"


def test_a_unit_that_was_not_open_in_the_quarter_has_no_figure(town):
    assert refused(town, quarter({("LATE", "employee_training"): 5, ("GONE", "employee_training"): 0})) == [
        "«培训» D8: found «5», expected no figure, because 柳溪LATE厂 was not open before 2020-07-05",
        "«培训» D9: found «0», expected no figure, because 柳溪GONE厂 was closed on 2020-03-31",
    ]
    assert take_in(town, quarter({("GONE", "employee_training"): 5}, 1)) is not None, "it closed on the last day"
    assert take_in(town, quarter({("LATE", "employee_training"): 5}, 3)) is not None


def test_a_unit_of_a_kind_that_does_not_report_an_indicator_has_no_figure(town):
    rows = [["2020年二季度"], ["单位代码", "工会干部培训"], ["A", 5]]
    assert refused(town, workbook(("S", rows))) == [
        "«S» B3: found «5», expected no figure, because a unit of this kind does not report 工会干部培训"
    ]


def test_an_enterprise_without_a_union_has_no_members(town):
    known_now = {("A", "unionised"): 0, ("A", "members"): 5, ("B", "unionised"): 1, ("B", "members"): 5}
    fault = "«建会» E4: found «5», expected no figure, because 柳溪A厂 has no union"
    assert refused(town, quarter(known_now)) == [fault]
    take_in(town, quarter({("A", "unionised"): 0}, 1))
    before = {("A", "members"): 5, ("C", "members"): 5}
    assert refused(town, quarter(before)) == [fault.replace("E4", "D4")]
    take_in(town, quarter({("A", "unionised"): 1, ("A", "members"): 5, ("C", "members"): 5}))
    assert len(cells(town)) == 4, "of C nobody said that it has no union"


def test_a_part_is_never_more_than_its_whole(town):
    fault = "«建会» D4: found «9», expected at most 8, the whole that this is a part of"
    assert refused(town, quarter({("A", "members"): 9, ("A", "employees"): 8})) == [fault]
    take_in(town, quarter({("A", "employees"): 8}))
    assert refused(town, quarter({("A", "members"): 9})) == [fault]
    assert take_in(town, quarter({("A", "members"): 8})) is not None


def test_a_whole_is_never_made_less_than_its_part(town):
    take_in(town, quarter({("A", "members"): 9, ("A", "employees"): 10}))
    assert refused(town, quarter({("A", "employees"): 8}), reason="counted again") == [
        "«建会» D4: found «8», expected at least 9, a part of this that is stored already"
    ]
    both = quarter({("A", "employees"): 8, ("A", "members"): 7})
    assert take_in(town, both, reason="counted again") is not None


FALLS = "«培训» D5: the year-to-date figure 25 is less than the 30 known already. Store it as it is?"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((30, "quarter"), None),
        ((30, "cumulative"), None),
        ((10, "quarter"), (20, "quarter")),
        ((10, "quarter"), (30, "cumulative")),
        ((10, "cumulative"), (20, "quarter")),  # the latest running total and what came later
    ],
)
def test_a_year_to_date_figure_that_falls_is_asked_about(town, first, second):
    for number, told in enumerate((first, second), start=1):
        if told:
            add_report(town, 2020, number, {("A", "employee_training"): told[0]}, told[1])
    data = quarter({("A", "employee_training"): 25}, 3, ("employee_training",))
    assert refused(town, data) == [FALLS]
    preview = preview_file(town, "q3.xlsx", data)
    assert take_in(town, data, accepted={question.key for question in preview.reading.questions}) is not None


def test_a_figure_ten_times_any_that_the_unit_reported_is_asked_about_once_six_are_known(town):
    for number in range(2, 8):
        add_report(town, 2018 + number // 4, number % 4 + 1, {("A", "assistance_funds"): 50_000 + number})
    low, high = quarter({("A", "assistance_funds"): 49}), quarter({("A", "assistance_funds"): 5001})
    said = "are ten times as large as or a tenth of anything the unit has reported before"
    assert [said in text for text in refused(town, low)] == [True]
    assert [said in text for text in refused(town, high)] == [True]
    assert take_in(town, quarter({("A", "assistance_funds"): 4900})) is not None


def test_five_earlier_figures_are_too_few_to_know_a_units_scale(town):
    for number in range(5):
        add_report(town, 2019 + number // 4, number % 4 + 1, {("A", "employee_training"): 5})
    assert take_in(town, quarter({("A", "employee_training"): 5000}, 2, ("employee_training",))) is not None


def test_a_correction_that_would_make_a_later_year_to_date_figure_fall_is_asked_about(town):
    add_report(town, 2020, 1, {("A", "employee_training"): 10})
    add_report(town, 2020, 2, {("A", "employee_training"): 25}, "cumulative")
    assert refused(town, quarter({("A", "employee_training"): 30}, 1), reason="counted again") == [FALLS]


def test_a_year_to_date_figure_is_compared_with_its_own_year_only(town):
    add_report(town, 2019, 4, {("A", "employee_training"): 30}, "cumulative")
    assert take_in(town, quarter({("A", "employee_training"): 25}, 1, ("employee_training",))) is not None


def test_a_column_that_repeats_all_that_was_reported_before_is_asked_about_once(town):
    firms = ("A", "B", "C")
    add_report(town, 2020, 1, {(firm, "employee_training"): 10 + n for n, firm in enumerate(firms)})
    repeated = {(firm, "employee_training"): 10 + n for n, firm in enumerate(firms)}
    assert refused(town, quarter(repeated)) == [
        "«培训», 职工及职工代表培训: in 3 of 3 units this quarter's figure equals all that was reported before."
        " Are these really this quarter's figures?"
    ]
    assert (
        take_in(town, quarter(repeated | {("A", "employee_training"): 11, ("B", "employee_training"): 9})) is not None
    )


# ---- the plan --------------------------------------------------------------------------------------------------------


def training(amount: int, **about: str) -> bytes:
    return plan_file([{"单位代码": "T", "指标": "职工培训", "目标": amount}], **about)


def test_another_plan_of_the_same_year_becomes_version_2_with_a_reason_and_version_1_stays(town):
    take_in(town, training(100, 文号="1号"))
    assert refused(town, training(80)) == NEEDS_REASON
    take_in(town, training(80, 文号="7号", 执行日期="2020-07-01", 调整原因="年中调整"))
    versions = town.read("plan_versions")
    assert rows_of(versions, "unit", "plan_year", "version", "in_force_from", "document", "reason") == [
        ("T", 2020, 1, pd.Timestamp(2020, 1, 1), "1号", None),
        ("T", 2020, 2, pd.Timestamp(2020, 7, 1), "7号", "年中调整"),
    ]
    targets = {
        q: load_progress(town, "T", 2020, q).query("indicator == 'employee_training' and unit == 'T'") for q in (2, 3)
    }
    assert [rows_of(rows, "target", "plan_version") for rows in targets.values()] == [[(100, 1)], [(80, 2)]]


def test_a_new_version_is_made_for_the_units_whose_plan_changed_only(town):
    def plan(for_b: int) -> bytes:
        return plan_file([], breakdown={"职工培训": {"A": 40, "B": for_b}}, units=TWO_FIRMS[1:])

    take_in(town, plan(60))
    take_in(town, plan(50), reason="B is smaller than thought")
    assert rows_of(town.read("plan_versions"), "unit", "version") == [("A", 1), ("B", 1), ("B", 2)]


def test_a_plan_of_the_next_year_begins_at_version_1(town):
    take_in(town, training(100))
    take_in(town, plan_file([{"单位代码": "T", "指标": "职工培训", "目标": 120}], year=2021))
    assert rows_of(town.read("plan_versions"), "plan_year", "version") == [(2020, 1), (2021, 1)]


# ---- units and indicators --------------------------------------------------------------------------------------------


def test_nothing_but_units_can_be_imported_before_there_are_units(store):
    sentence = ["There are no units yet. Import the units workbook first."]
    assert refused(store, training(100)) == sentence
    assert refused(store, quarter({("A", "members"): 5})) == sentence


def test_a_file_that_is_none_of_ours_says_where_to_get_one(town):
    assert refused(town, b"a,b\n1,2\n") == [
        "a workbook of units, a plan or a quarter; no sheet has the headings of one. Download a template."
    ]


def test_a_changed_unit_is_a_correction_and_the_others_are_not_stored_again(town):
    renamed = [row | {"employees": 55} if row["unit"] == "A" else row for row in FIRMS]
    preview = preview_file(town, "units.xlsx", units_file([*renamed, unit("D")]))
    assert sorted(rows_of(preview.changes, "change", "unit"))[:2] == [("corrected", "A"), ("new", "D")]
    store_preview(town, preview, "the clerk")
    units = town.read("current_units", scope="/", day=date(2020, 6, 30)).set_index("unit")
    assert (units.loc["A", "employees"], units.loc["D", "parent"]) == (55, "T")
    stored_now = town.read("submissions").iloc[0]
    assert stored_now["row_count"] == 3, "two units, and the place of the new one"


def test_another_end_of_a_contract_is_a_correction_and_the_list_handed_out_says_it(town):
    def listed(wage_until: date) -> bytes:
        ends = {"contract_until": date(2021, 12, 31), "wage_until": wage_until}
        return units_file([row | ends if row["unit"] == "A" else row for row in FIRMS])

    take_in(town, listed(date(2020, 9, 30)))
    assert not preview_file(town, "units.xlsx", listed(date(2020, 9, 30))).changes_anything()
    preview = preview_file(town, "units.xlsx", listed(date(2021, 9, 30)))
    changed = preview.changes[preview.changes["change"] != "unchanged"]
    assert rows_of(changed, "change", "unit", "wage_until") == [("corrected", "A", date(2021, 9, 30))]
    store_preview(town, preview, "the clerk")
    again = preview_file(town, *template_for(town, "units", 2020, 2))
    known = [row for row in rows_of(again.reading.tables["unit"], "unit", *CONTRACT_ENDS) if any(row[1:])]
    assert known == [("A", date(2021, 12, 31), date(2021, 9, 30), None)]
    assert not again.changes_anything()


def test_a_move_of_a_village_moves_the_firms_that_a_later_list_does_not_name(town):
    units = [TOWNSHIP, unit("P", kind="park_federation"), unit("V", kind="village_federation"), unit("X", "V")]
    take_in(town, units_file(units))
    moved = unit("V", "P", kind="village_federation")
    take_in(town, units_file([TOWNSHIP, units[1], moved], moves=[("V", date(2020, 4, 1), "T", "P")]))
    paths = [
        town.read("unit_path", unit="X", day=day)["path"].tolist() for day in (date(2020, 3, 31), date(2020, 4, 1))
    ]
    assert paths == [["/T/V/X/"], ["/T/P/V/X/"]]


def own_indicator(**more: str) -> bytes:
    line = {column: str(CATALOGUE["lectures"].get(column, "")) for column in INDICATOR_COLUMNS}
    line |= {"code": "online_lectures", "name": "线上讲座", "name_en": "Online lectures", "synonyms": "", "weight": "1"}
    line |= {"numerator": "", "denominator": ""}
    return "\n".join(",".join(row) for row in (INDICATOR_COLUMNS, (line | more).values())).encode("utf-8-sig")


def test_a_townships_own_indicators_are_imported_and_used(town):
    take_in(town, own_indicator(), "own.csv")
    rows = [["2020年二季度"], ["单位代码", "线上讲座（场）"], ["A", 3], ["B", 4]]
    take_in(town, workbook(("S", rows)))
    take_in(town, plan_file([{"单位代码": "T", "指标": "线上讲座", "目标": 10}]))
    progress = load_progress(town, "T", 2020, 2).query("indicator == 'online_lectures' and unit == 'T'")
    assert rows_of(progress, "target", "actual", "measure") == [(10, 7, "场")]
    assert take_in(town, own_indicator(), "own.csv") is None, "read again it changes nothing"
    prepare_store(town)
    assert town.read("current_indicators")["indicator"].tolist()[-1] == "online_lectures"


def test_an_own_indicator_can_be_described_anew(town):
    take_in(town, own_indicator(), "own.csv")
    take_in(town, own_indicator(name="网上讲座"), "own.csv")
    described = town.read("current_indicators").set_index("indicator")
    assert described.loc["online_lectures", "name"] == "网上讲座"


def test_the_catalogue_is_stored_again_only_when_it_was_edited(store):
    version = store.version()
    prepare_store(store)
    assert store.version() == version


def test_a_new_union_begins_with_itself_and_fills_in_our_templates(store):
    start_union(store, "柳溪镇总工会")
    assert latest_quarter(store) is None
    name, data = template_for(store, "units", 2020, 2)
    assert name == "单位名册.xlsx"
    assert take_in(store, data, name), "the list begins with the union itself"
    assert take_in(store, template_for(store, "units", 2020, 2)[1]) is None, "the list says what is known already"
    with pytest.raises(ReportProblem, match="No targets were found"):
        take_in(store, template_for(store, "plan", 2020, 2)[1])
    with pytest.raises(ReportProblem, match="no figure is filled in"):
        take_in(store, template_for(store, "quarter", 2020, 2)[1])


def test_the_quarter_template_lists_the_units_that_are_open_and_asks_each_for_what_it_reports(town):
    data = template_for(town, "quarter", 2020, 2)[1]
    rows = preview_rows(data)
    assert rows["A"] == rows["B"] == rows["C"]
    assert set(rows) == {"T", "A", "B", "C", "V"}, "LATE is not open yet, GONE is closed"


def preview_rows(data: bytes) -> dict[str, int]:
    """Unit → in how many sheets of a workbook it stands."""
    from tracking.reading.files import read_book

    found: dict[str, int] = {}
    for sheet in read_book("template.xlsx", data).sheets:
        for row in sheet.rows[3:]:
            if len(row) > 2 and row[2]:
                found[row[1]] = found.get(row[1], 0) + 1
    return found


# ---- the example -----------------------------------------------------------------------------------------------------


def test_the_program_gives_exactly_the_figures_that_the_example_adds_up_to_by_hand(example):
    rows = load_progress(example, "QHZ", 2020, 2).query("unit == 'QHZ' and kind != 'rate'")
    default = rows.drop_duplicates("indicator")
    default = default[default["actual"].notna()]
    program = dict(rows_of(default, "indicator", "actual"))
    by_hand = figures_of_first_half()
    by_hand["new_members"] = program["new_members"]  # its target runs from October: compared below
    assert program == by_hand


def test_new_members_of_the_statistics_year_are_those_of_three_quarters(example):
    rows = load_progress(example, "QHZ", 2020, 2).query("unit == 'QHZ' and indicator == 'new_members'")
    cells = example.read("cells", scope="/QHZ/", first_period=FIRST - 1, last_period=SECOND)
    (row,) = rows_of(rows, "actual", "period_start", "due_date")
    summed = cells.query("indicator == 'new_members'")["amount"].sum()
    assert row == (summed, pd.Timestamp(2019, 10, 1), pd.Timestamp(2020, 9, 30))
    assert (
        summed - cells.query(f"indicator == 'new_members' and period == {FIRST - 1}")["amount"].sum()
        == (figures_of_first_half()["new_members"])
    )


@pytest.mark.parametrize(
    ("rate", "numerator", "denominator"),
    [
        ("contract_rate", "contract_enterprises", "unionised"),
        ("wage_rate", "wage_enterprises", "unionised"),
        ("coverage_rate", "covered_employees", "employees"),
        ("renewal_rate", "contracts_renewed", "contracts_expired"),
        ("formation_rate", "unionised", "should_unionise"),
    ],
)
def test_the_rates_of_the_example_are_rebuilt_from_the_same_sums(example, rate, numerator, denominator):
    rows = load_progress(example, "QHZ", 2020, 2).query(f"unit == 'QHZ' and indicator == '{rate}'")
    by_hand = figures_of_first_half()
    assert rows_of(rows, "numerator", "denominator") == [(by_hand[numerator], by_hand[denominator])]
    assert rows["actual"].iloc[0] == pytest.approx(by_hand[numerator] / by_hand[denominator], abs=1e-12)


def test_firms_without_women_are_left_out_of_both_parts_of_a_rate(example):
    rows = load_progress(example, "QHZ", 2020, 2).query("unit == 'QHZ' and indicator == 'womens_contract_rate'")
    assert rows_of(rows, "numerator", "denominator") == [(30, 48)], "two of the 50 say 不适用"


def test_the_example_is_made_in_a_folder_of_its_own_and_never_in_a_users_database(tmp_path, monkeypatch, example):
    path = tmp_path / "own.duckdb"
    monkeypatch.setenv("TRACKING_DATABASE", str(path))
    with Store(path) as own:
        prepare_store(own)
        take_in(own, units_file(TWO_FIRMS))
    before = path.read_bytes()
    with open_example() as one:
        assert one.path.parent not in (path.parent, example.path.parent)
        assert sorted(rows_of(one.read("settings"), "name", "value")) == [("example", "1"), ("today", "2020-07-21")]
    assert path.read_bytes() == before
    with Store(path) as own:
        units = own.read("current_units", scope="/", day=date(2020, 6, 30))
        assert units["name"].tolist()[0] == UNION
        assert own.read("settings").empty


def test_the_example_says_which_figures_were_corrected_and_why(example):
    corrections = example.read("corrections")
    assert rows_of(corrections, "indicator", "old_amount", "amount", "reason") == [
        (*row, "更正一季度误报数") for row in corrected_by_hand()
    ]


def corrected_by_hand() -> list[tuple[str, int, int]]:
    """(indicator, wrong, right) of the figures in the example's file of corrections, by unit and indicator."""
    from obvious_example import CORRECTION, FIRST, QUARTERS, cells_of

    wrong, right = cells_of(QUARTERS[FIRST]), cells_of(CORRECTION)
    return [(key[1], int(wrong[key]), int(cell)) for key, cell in sorted(right.items()) if cell != ""]


def test_reading_the_whole_example_again_adds_nothing(tmp_path, example):
    example.backup(tmp_path / "copy.duckdb")
    folder = Path(__file__).resolve().parents[2] / "data" / "example"
    with Store(tmp_path / "copy.duckdb") as copy:
        for name in ("单位名册.xlsx", "2020年度计划.xlsx", "2019年四季度上报表.xlsx", "2020年二季度上报表.xlsx"):
            preview = preview_file(copy, name, (folder / name).read_bytes())
            assert (preview.counts()["unchanged"] > 0, preview.changes_anything()) == (True, False), name
