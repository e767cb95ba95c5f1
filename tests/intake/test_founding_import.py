"""A register of foundings is taken in: new and changed entries told apart, odd ones asked about, taken back whole; unions confirmed."""

from datetime import date

import pandas as pd
import pytest
from made_once import filled_once
from townships import UNION, add_report, add_units, unit, workbook

from tracking.decisions import preview_taking_back, take_back
from tracking.handouts.templates import foundings_workbook
from tracking.intake import confirm_founded, figures_of_founded
from tracking.intake.preview import open_questions, preview_file, store_preview
from tracking.progress import load_progress
from tracking.reading import ReportProblem
from tracking.registers import Founding, known_foundings, open_cases, record_foundings
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

Q1, Q2 = 8080, 8081
A, B = "柳溪A厂", "柳溪B厂"
TOWN = [unit("T", None, "township", name=UNION), unit("V", "T", "village_federation", name="柳溪河湾村工会联合会"),
        unit("A", "V", employees=90), unit("B", "V", employees=40)]  # fmt: skip
HEAD = ["企业名称", "摸底日期", "发通知书日期", "成立日期", "备注"]
OLD = Founding("A", surveyed_on=date(2020, 2, 3), note="原有备注")


@filled_once
def town(store: Store) -> None:
    """A township with a village of two enterprises without unions; A was surveyed."""
    add_units(store, TOWN)
    add_report(store, 2020, 1, {(firm, code): int(code == "should_unionise") for firm in "AB"
                                for code in ("should_unionise", "unionised")}, basis="level")  # fmt: skip
    record_foundings(store, [OLD], "办公室")


def preview(store: Store, *rows: list, **answers: str):
    data = workbook(("台账", [["建会台账"], HEAD, *rows]))
    return preview_file(store, "建会台账.xlsx", data, answers=answers)


def keys(found) -> list[str]:
    return [question.key for question in open_questions(found, set())]


def test_an_entry_is_known_by_its_enterprise_and_what_a_row_leaves_blank_stays(town):
    rows = [A, None, "2020.3.9", None, None], [B, "2020.3.2", None, None, "新列入"]
    found = preview(town, *rows)
    assert found.counts() == {"new": 1, "corrected": 1, "unchanged": 0, "withdrawn": 0}
    assert keys(found) == []
    store_preview(town, found, "经办")
    mine = known_foundings(town)
    assert (mine["A"].surveyed_on, mine["A"].noticed_on, mine["A"].note) == (
        date(2020, 2, 3),
        date(2020, 3, 9),
        "原有备注",
    )
    again = preview(town, *rows)
    assert again.counts()["unchanged"] == 2
    assert store_preview(town, again, "经办") is None


def test_another_day_than_the_register_has_and_what_is_odd_is_asked_about_with_its_cell(town):
    rows = [A, "2020.2.4", None, None, None], [B, "2020.3.2", "2020.3.1", None, None]
    found = preview(town, *rows)
    assert keys(found) == ["founding_days", "founding_doubts"]
    assert "A3 柳溪A厂: Surveyed 2020-02-03 → 2020-02-04" in found.reading.questions[0].text
    assert "A4 柳溪B厂: Notice sent (2020-03-01) lies before Surveyed (2020-03-02)." in found.reading.questions[1].text
    left = preview(town, *rows, founding_days="leave out", founding_doubts="as proposed")
    assert sorted(left.changes["unit"]) in (["A", "B"], ["B"])


def test_a_day_to_come_keeps_its_entry_out_and_the_others_are_stored(town):
    found = preview(town, [A, None, "2098.3.9", None, None], [B, "2020.3.2", None, None, None])
    assert keys(found) == ["founding_faults"]
    assert "A3" in found.reading.questions[0].text
    assert found.changes["unit"].tolist() == ["B"]


def test_a_row_with_a_fault_is_held_back_and_the_others_are_offered(town):
    with pytest.raises(ReportProblem):
        preview(town, ["柳溪没有的公司", "2020.3.2", None, None, None])
    found = preview(town, ["柳溪没有的公司", "2020.3.2", None, None, None], [B, "2020.3.2", None, None, None])
    assert [fault.cell for fault in found.held] == ["A3"]
    assert found.changes["unit"].tolist() == ["B"]


def test_the_workbook_that_is_handed_out_changes_nothing_when_it_comes_back(town):
    record_foundings(
        town,
        [Founding("B", surveyed_on=date(2020, 3, 2), stuck_reason="股东意见不一", promised_on=date(2020, 9, 30))],
        "经办",
    )
    data = foundings_workbook(UNION, open_cases(town, "/T/", town.today(), ()), {})
    found = preview_file(town, "建会台账.xlsx", data)
    assert found.counts() == {"new": 0, "corrected": 0, "unchanged": 2, "withdrawn": 0}
    assert found.reading.notes == []


def test_a_file_is_taken_back_as_a_whole_and_what_it_corrected_is_as_before(town):
    number = store_preview(
        town, preview(town, [A, None, "2020.3.9", None, None], [B, "2020.3.2", None, None, None]), "经办"
    )
    assert preview_taking_back(town, number).others == ["2 enterprises of the register would stand as before."]
    take_back(town, number, "主席", "传错")
    assert known_foundings(town) == {"A": OLD}
    assert town.check().empty


# ---- a union that was founded ------------------------------------------------------------------------------------------


def founded(store: Store, day: date) -> None:
    record_foundings(store, [Founding("A", surveyed_on=date(2020, 2, 3), founded_on=day)], "经办")


def proposed(store: Store) -> list[tuple]:
    found = figures_of_founded(store)
    return [(row["unit"], row["indicator"], row["period"], None if pd.isna(row["old_amount"]) else int(row["old_amount"]))
            for row in found.to_dict("records")]  # fmt: skip


def test_nothing_is_proposed_before_a_union_is_founded(town):
    assert figures_of_founded(town).empty


def test_a_founding_proposes_that_the_enterprise_has_a_union_from_that_quarter_on(town):
    founded(town, date(2020, 3, 20))
    add_report(town, 2020, 2, {("A", "unionised"): 0, ("A", "new_unions"): 0}, basis="level")
    assert proposed(town) == [("A", "unionised", Q1, 0), ("A", "unionised", Q2, 0), ("A", "new_unions", Q1, None)]


def test_a_quarter_that_still_runs_is_not_told_of(town, monkeypatch):
    founded(town, date(2020, 3, 20))
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 3, 30))
    assert figures_of_founded(town).empty
    monkeypatch.setattr("tracking.store.store.Store.today", lambda _store: date(2020, 3, 31))
    assert [row[2] for row in proposed(town)] == [Q1, Q1]


def test_a_year_to_date_that_says_none_is_wrong_in_later_quarters_of_the_year_too(town):
    founded(town, date(2020, 3, 20))
    add_report(town, 2020, 1, {("A", "new_unions"): 1, ("A", "unionised"): 1}, basis="cumulative")
    add_report(town, 2020, 2, {("A", "new_unions"): 0}, basis="cumulative")
    assert proposed(town) == [("A", "new_unions", Q2, 0)]


def test_confirmed_it_is_an_enterprise_with_a_union_and_nothing_is_left_to_confirm(town):
    founded(town, date(2020, 3, 20))

    def unionised() -> int:
        found = load_progress(town, "T", 2020, 1)
        return int(found[(found["unit"] == "T") & (found["indicator"] == "unionised")]["actual"].iloc[0])

    assert unionised() == 0
    confirm_founded(town, ["A"], "经办", "青工复〔2020〕8号", figures_of_founded(town))
    assert unionised() == 1
    assert figures_of_founded(town).empty
    assert town.check().empty


def test_a_confirmation_needs_a_name_what_it_rests_on_an_enterprise_and_what_was_seen(town):
    founded(town, date(2020, 3, 20))
    seen = figures_of_founded(town)
    for units, by, reason in (
        (["A"], " ", "文号"),
        (["A"], "经办", " "),
        (["B"], "经办", "文号"),
        ([], "经办", "文号"),
    ):
        with pytest.raises(StoreProblem):
            confirm_founded(town, units, by, reason, seen)
    add_report(town, 2020, 1, {("A", "unionised"): 1}, basis="level")
    with pytest.raises(StoreChanged):
        confirm_founded(town, ["A"], "经办", "文号", seen)
