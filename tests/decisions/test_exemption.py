"""Exemption and what is not to be reported: who leaves the expected, what is said instead, and taking it back."""

from datetime import date

import pandas as pd
import pytest
from in_detail import in_detail
from made_once import filled_once
from townships import TOWNSHIP, add_plan, add_report, add_units, rows_of, take_in, target, unit, units_file

from tracking.catalogue import words
from tracking.decisions.closing import changes_since
from tracking.decisions.exemption import (
    OPEN_END,
    WrongExemption,
    exempt_enterprises,
    exempt_from_indicator,
    exemptions_of,
    record_exemption,
    withdraw_exemption,
)
from tracking.intake.preview import preview_file
from tracking.language import use_language
from tracking.progress.duty import load_duties
from tracking.progress.load import load_progress
from tracking.reading.units import coded_reason
from tracking.report.drafts import current_report
from tracking.report.facts import gather
from tracking.report.half_year import compose, data_note
from tracking.report.tracing import trace
from tracking.store.store import IntegrityProblem, Store, StoreChanged
from tracking.telling.figures import row_status_text
from tracking.telling.tables.log import change_log_table
from tracking.words import EXEMPTION_WORDS

Q2, JUNE_30 = 8081, date(2020, 6, 30)
YEAR = {"exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31)}
STOPPED = {"unit": "A", "indicator": None, **YEAR, "code": "stopped", "note": "设备检修"}
NOT_ASKED = {
    "unit": "A",
    "indicator": "proposals",
    "exempt_from": date(2020, 4, 1),
    "code": "not_asked",
    "note": "无此业务",
}


@filled_once
def town(store: Store) -> None:
    """A and B promised 4 and 6 proposals, the township nothing of its own; B reported both quarters, A none."""
    add_units(store, [TOWNSHIP, unit("A", employees=10), unit("B", employees=20)])
    add_plan(store, [target("A", "proposals", 4), target("B", "proposals", 6), target("A", "lectures", 2)])
    add_report(store, 2020, 1, {("B", "proposals"): 2})
    add_report(store, 2020, 2, {("B", "proposals"): 1})


def row(store: Store, code: str, indicator: str = "proposals", quarter: int = 2) -> dict:
    table = load_progress(store, "T", 2020, quarter)
    return table[(table["unit"] == code) & (table["indicator"] == indicator)].iloc[0].to_dict()


def counted(store: Store, quarter: int = 2) -> tuple:
    """The township's coverage, its target (分解合计) and A's verdict."""
    node = row(store, "T", quarter=quarter)
    return (node["reported"], node["expected"]), node["target"], row(store, "A", quarter=quarter)["status"]


def in_force(store: Store) -> pd.DataFrame:
    return exemptions_of(store, "T", JUNE_30)


def test_an_exempt_unit_leaves_the_expected_and_the_sum_of_parts_and_comes_in_again_when_it_is_taken_back(town):
    assert counted(town) == ((1, 2), 10, "not_reported")
    record_exemption(town, STOPPED, "the chair")
    assert counted(town) == ((1, 1), 6, "exempt")
    withdraw_exemption(town, in_force(town).iloc[0].to_dict(), "the chair", "entered by mistake")
    assert counted(town) == ((1, 2), 10, "not_reported")
    assert in_force(town).empty
    record_exemption(town, STOPPED | {"code": "merged", "note": ""}, "the chair")
    assert rows_of(in_force(town), "code", "note") == [("merged", None)]


def test_what_is_taken_back_stays_in_the_database(town):
    first = record_exemption(town, STOPPED, "the chair")
    withdraw_exemption(town, in_force(town).iloc[0].to_dict(), "the chair", "entered by mistake")
    assert rows_of(exemptions_of(town.as_of(first), "T", JUNE_30), "unit", "code") == [("A", "stopped")]
    assert rows_of(town.read("submissions").head(2), "kind", "reason") == [
        ("exemption", "entered by mistake"),
        ("exemption", "设备检修"),
    ]


def test_recording_and_taking_back_count_as_new_data(town):
    for stored in (
        record_exemption(town, STOPPED, "the chair"),
        withdraw_exemption(town, in_force(town).iloc[0].to_dict(), "the chair", "a mistake"),
    ):
        assert stored <= town.read("newest_data")["submission"].iloc[0] == town.version()


def test_the_newest_decision_on_a_unit_indicator_and_period_is_in_force(town):
    record_exemption(town, STOPPED, "the chair")
    record_exemption(town, STOPPED | {"code": "hardship", "note": None}, "the chair")
    assert rows_of(in_force(town), "unit", "code", "note") == [("A", "hardship", None)]


def test_an_indicator_that_a_unit_is_not_to_report_leaves_its_coverage_alone(town):
    record_exemption(town, NOT_ASKED, "the chair")
    assert counted(town, quarter=1)[0] == (1, 2), "it was asked in the first quarter"
    assert counted(town)[0] == (1, 1)
    assert row(town, "T", "lectures")["expected"] == 3, "the others and the township report other things as before"
    assert in_force(town)["exempt_to"].dt.date.tolist() == [OPEN_END]
    duties = load_duties(town, "T", Q2).set_index("unit")
    before = duties.loc["B", "expected"]
    assert duties.loc["A", ["expected", "exempt", "not_asked"]].tolist() == [before - 1, 0, 1]


def test_a_rate_is_not_expected_of_a_unit_that_is_not_to_report_one_of_its_parts(town):
    add_report(town, 2020, 2, {(code, part): 1 for code in "AB" for part in ("should_unionise", "unionised")})
    assert row(town, "T", "formation_rate")["expected"] == 2
    record_exemption(town, NOT_ASKED | {"indicator": "should_unionise"}, "the chair")
    assert row(town, "T", "formation_rate")["expected"] == 1


@pytest.mark.parametrize(
    ("language", "exempt", "not_asked"),
    [
        ("en", "◇ exempt (production stopped or closed down: 设备检修)", "◇ not to report (无此业务)"),
        ("zh_CN", "◇ 免考核（停产歇业：设备检修）", "◇ 不填报（无此业务）"),
    ],
)
def test_the_reason_stands_where_the_figure_would_be_and_not_to_report_is_never_called_exempt(
    town, language, exempt, not_asked
):
    use_language(language)
    record_exemption(town, NOT_ASKED, "the chair")
    assert row_status_text(row(town, "A")) == not_asked
    record_exemption(town, STOPPED, "the chair")
    assert row_status_text(row(town, "A")) == not_asked, "what is said of the one indicator goes before"
    assert row_status_text(row(town, "A", "lectures")) == exempt
    record_exemption(town, STOPPED | {"indicator": "proposals"}, "the chair")
    assert row_status_text(row(town, "A")) == not_asked, "also before an exemption from the same indicator"


def test_enterprises_exempt_are_counted_and_those_only_not_asked_for_something_are_not(town):
    record_exemption(town, NOT_ASKED, "the chair")
    units = town.read("current_units", scope="/", day=JUNE_30)

    def exempt() -> list[tuple]:
        table = load_progress(town, "T", 2020, 2)
        return rows_of(exempt_enterprises(in_force(town), units, table, JUNE_30), "unit", "code", "note")

    assert exempt() == []
    nothing = pd.DataFrame()
    assert exempt_enterprises(in_force(town), units, nothing, JUNE_30).empty, "even if nothing else were asked of it"
    record_exemption(town, STOPPED, "the chair")
    assert exempt() == [("A", "stopped", "设备检修")]
    found = exempt_from_indicator(in_force(town), units, town.read("current_indicators"), "proposals", JUNE_30)
    assert rows_of(found, "unit", "code", "note") == [("A", "not_asked", "无此业务")]


@pytest.mark.parametrize(
    ("more", "by", "sentences"),
    [
        ({"code": "tired"}, "x", ["Choose one of the reasons."]),
        ({"code": "other", "note": " "}, "x", ["Say the reason in words."]),
        ({"code": "not_asked"}, "x", ["Choose the indicator that the unit is not to report."]),
        ({"exempt_from": None}, "x", ["The first day is missing."]),
        ({"exempt_to": date(2019, 12, 31)}, " ", ["The last day lies before the first.", "Say who records this."]),
    ],
)
def test_every_fault_of_an_exemption_is_said_at_once_and_nothing_is_stored(town, more, by, sentences):
    version = town.version()
    with pytest.raises(WrongExemption) as problem:
        record_exemption(town, STOPPED | more, by)
    assert str(problem.value) == " ".join(sentences)
    assert town.version() == version


def test_an_exemption_is_not_taken_back_without_a_reason_a_name_or_there_being_one(town):
    record_exemption(town, STOPPED, "the chair")
    entry = in_force(town).iloc[0].to_dict()
    with pytest.raises(WrongExemption, match="Say why"):
        withdraw_exemption(town, entry, "the chair", " ")
    with pytest.raises(WrongExemption, match="Say who"):
        withdraw_exemption(town, entry, " ", "a mistake")
    with pytest.raises(StoreChanged):
        withdraw_exemption(town, entry | {"unit": "B"}, "the chair", "a mistake")
    row = {**YEAR, "unit": "B", "reason": "a mistake", "withdrawn": True}
    with pytest.raises(IntegrityProblem, match="exemption_taken_back_that_never_was"):
        town.add("exemption", {"exemption": pd.DataFrame([row])})


def test_an_exemption_of_an_unknown_unit_or_indicator_breaks_a_rule(town):
    with pytest.raises(IntegrityProblem, match="exemption_of_unknown_unit"):
        record_exemption(town, STOPPED | {"unit": "Z"}, "the chair")
    with pytest.raises(IntegrityProblem, match="exemption_of_unknown_indicator"):
        record_exemption(town, STOPPED | {"indicator": "nonsense"}, "the chair")


def test_a_row_without_a_code_counts_as_another_reason_with_its_text(town):
    rows = pd.DataFrame([{"unit": "A", "indicator": None, **YEAR, "reason": "拆迁"}], dtype=object)
    town.add("units", {"exemption": rows})
    assert rows_of(in_force(town), "code", "note") == [("other", "拆迁")]
    assert row_status_text(row(town, "A")) == "◇ exempt (other: 拆迁)"


# ---- the units workbook ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "note"),
    [
        ("停产", "stopped", None),
        ("停产歇业：设备检修", "stopped", "设备检修"),
        ("经营困难:订单少", "hardship", "订单少"),
        ("无此业务", "not_asked", None),
        ("拆迁", "other", "拆迁"),
    ],
)
def test_the_reason_of_a_workbook_may_be_one_of_the_coded_words_with_a_note(text, code, note):
    assert coded_reason(text) == (code, note)


def test_every_code_has_words_for_sheets():
    assert {name.removeprefix("because_") for name in words() if name.startswith("because_")} == set(EXEMPTION_WORDS)


def test_an_exemption_of_a_workbook_can_be_taken_back_and_the_same_workbook_brings_it_in_again(town):
    firms = [TOWNSHIP, unit("A", employees=10), unit("B", employees=20)]
    data = units_file(firms, exemptions=[("A", None, *YEAR.values(), "停产", "主席", "文1号")])
    take_in(town, data)
    assert rows_of(in_force(town), "unit", "code", "approved_by", "document") == [("A", "stopped", "主席", "文1号")]
    assert take_in(town, data) is None
    withdraw_exemption(town, in_force(town).iloc[0].to_dict(), "the chair", "works again")
    assert counted(town)[0] == (1, 2)
    again = preview_file(town, "file.xlsx", data).details
    assert rows_of(again, "change", "unit", "old", "new") == [
        ("exempt", "A", "taken_back", "2020-01-01 – 2020-12-31 · 停产"),
    ]
    take_in(town, data)
    assert counted(town)[0] == (1, 1)


# ---- the report ------------------------------------------------------------------------------------------------------


def test_the_report_counts_what_the_township_is_not_to_report_apart_from_what_is_exempt(town):
    add_plan(town, [target("T", "proposals", 20), target("T", "lectures", 20)])
    record_exemption(town, NOT_ASKED | {"unit": "T"}, "the chair")
    record_exemption(town, STOPPED | {"unit": "T", "indicator": "lectures"}, "the chair")
    facts = gather(town, "T", 2020, 2)
    figures = current_report(town, facts, "half-year").figures()
    assert (figures["count.not_asked"], figures["count.exempt"]) == ("1项", "1项")
    assert trace(facts, "count.not_asked").listed["Indicator"].tolist() == ["Improvement proposals"]


def test_the_report_says_how_many_enterprises_are_exempt_and_why_and_the_figure_can_be_followed(town):
    record_exemption(town, STOPPED, "the chair")
    facts = gather(town, "T", 2020, 2)
    lead = next(part for part in in_detail(facts, "half-year").figures().items() if part[0] == "silent.exempt")
    assert lead == ("silent.exempt", "1家")
    assert "另有1家企业免予考核（停产歇业），不计入应报" in data_note(compose(facts, "half-year"))
    listed = trace(facts, "silent.exempt").listed
    assert listed["Enterprise"].tolist() == ["柳溪A厂"]
    assert listed["Reason"].tolist() == ["production stopped or closed down: 设备检修"]


def test_the_change_log_tells_what_was_taken_back_apart_from_what_was_recorded(town):
    before = town.version()
    record_exemption(town, NOT_ASKED, "the chair")
    withdraw_exemption(town, in_force(town).iloc[0].to_dict(), "the chair", "does it after all")
    log = changes_since(town, before)
    assert rows_of(log, "what", "unit", "indicator", "old_text", "text", "reason") == [
        ("exemption_withdrawn", "A", "proposals", "not_asked", None, "does it after all"),
        ("exemption", "A", "proposals", None, "not_asked", "无此业务"),
    ]
    names = {"A": "柳溪A厂"}
    shown = change_log_table(log, names, town.read("current_indicators"))
    assert shown.astype(str).apply(" ".join, axis=1).str.contains("until further notice").all()
