"""A register of contracts is taken in: new and changed contracts told apart, renewals and odd ones asked about, taken back whole."""

from dataclasses import replace
from datetime import date

import pytest
from made_once import filled_once
from townships import UNION, add_plan, add_units, take_in, target, unit, workbook

from tracking.decisions import preview_taking_back, take_back
from tracking.handouts.templates import contracts_workbook, in_order
from tracking.intake.preview import open_questions, preview_file, store_preview
from tracking.intake.signed import SIGNED
from tracking.reading import ReportProblem
from tracking.registers import Contract, Cover, known_contracts, record_contracts
from tracking.store.store import Store

A, B = "柳溪A厂", "柳溪B厂"
TOWN = [unit("T", None, "township", name=UNION), unit("V", "T", "village_federation", name="柳溪河湾村工会联合会"),
        unit("A", "V", employees=90), unit("B", "V", employees=40)]  # fmt: skip
HEAD = ["企业名称", "签订日期", "起止日期", "覆盖人数", "是否续签"]
OLD = Contract("A", "collective", date(2019, 1, 1), date(2020, 12, 31), employees=80)


@filled_once
def town(store: Store) -> None:
    """A township with a village of two enterprises; A has a contract until the end of 2020."""
    add_units(store, TOWN)
    add_plan(store, [target("T", "contract_enterprises", 2)])
    record_contracts(store, [OLD], "办公室")


def sheet(*rows: list) -> bytes:
    return workbook(("台账", [["集体合同台账"], HEAD, *rows]))


def preview(store: Store, *rows: list, **answers: str):
    return preview_file(store, "合同台账.xlsx", sheet(*rows), answers=answers)


def keys(found) -> list[str]:
    return [question.key for question in open_questions(found, set())]


def contracts(store: Store, unit: str) -> list[Contract]:
    return [one for one in known_contracts(store) if one.unit == unit]


def test_a_contract_on_record_is_known_by_its_first_day_and_what_a_row_leaves_blank_stays(town):
    found = preview(
        town, [A, "2018.12.20", "2019.1.1-2020.12.31", None, None], [B, None, "2020.1.1-2021.12.31", 30, "新签"]
    )
    assert found.counts() == {"new": 1, "corrected": 1, "unchanged": 0, "withdrawn": 0}
    assert keys(found) == []
    store_preview(town, found, "经办")
    (mine,) = contracts(town, "A")
    assert (mine.employees, mine.signed_on) == (80, date(2018, 12, 20))
    again = preview(
        town, [A, "2018.12.20", "2019.1.1-2020.12.31", None, None], [B, None, "2020.1.1-2021.12.31", 30, "新签"]
    )
    assert again.counts()["unchanged"] == 2
    assert store_preview(town, again, "经办") is None


def test_a_row_said_to_renew_is_linked_to_the_contract_that_ended(town):
    found = preview(town, [A, "2020.12.25", "2021.1.1-2022.12.31", 80, "续签"])
    assert keys(found) == []
    store_preview(town, found, "经办")
    first, second = sorted(contracts(town, "A"), key=lambda one: one.begins)
    assert second.renews == first.number


def test_two_rows_of_one_file_are_linked_too(town):
    store_preview(
        town,
        preview(town, [B, None, "2019.1.1-2019.12.31", 30, "新签"], [B, None, "2020.1.1-2020.12.31", 30, "续签"]),
        "经办",
    )
    first, second = sorted(contracts(town, "B"), key=lambda one: one.begins)
    assert (first.renews, second.renews) == (None, first.number)


@pytest.mark.parametrize(("answer", "renews"), [("as proposed", True), ("new", False)])
def test_where_nothing_says_so_it_is_asked_whether_one_renews_what_ended_before_it(town, answer, renews):
    rows = [[A, None, "2021.1.1-2022.12.31", 80, None]]
    assert keys(preview(town, *rows)) == ["contract_renewals"]
    store_preview(town, preview(town, *rows, contract_renewals=answer), "经办")
    assert bool(max(contracts(town, "A"), key=lambda one: one.begins).renews) == renews


@pytest.mark.parametrize(("answer", "kept"), [("as proposed", [0]), ("new", [None]), ("leave out", [])])
def test_a_renewal_of_what_never_was_is_asked_about(town, answer, kept):
    rows = [[B, None, "2020.1.1-2020.12.31", 30, "续签"]]
    assert keys(preview(town, *rows)) == ["contract_renewals_unknown"]
    store_preview(town, preview(town, *rows, contract_renewals_unknown=answer), "经办")
    assert [one.renews for one in contracts(town, "B")] == kept


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([B, None, "2020.1.1-2021.12.31", 900, "新签"], "It covers 900 employees, but the enterprise has 40."),
        (
            [A, None, "2020.6.1-2021.5.31", 80, "新签"],
            "Another contract of this kind runs from 2019-01-01 to 2020-12-31",
        ),
        ([B, None, "2020.1.1-2029.12.31", 30, "新签"], "longer than 3 years"),
    ],
)
def test_what_is_odd_is_asked_about_with_its_cell_and_left_out_where_somebody_says_so(town, row, said):
    found = preview(town, row)
    (question,) = open_questions(found, set())
    assert question.cells == ("B3",)
    assert said in question.text
    with pytest.raises(ReportProblem):
        store_preview(town, found, "经办")
    left = preview(town, row, contract_doubts="leave out")
    assert not left.changes_anything()
    store_preview(town, preview(town, row, contract_doubts="as proposed"), "经办")
    assert len(known_contracts(town)) == 2


def test_rows_with_faults_stay_out_once_somebody_agreed_and_the_others_are_stored(town):
    found = preview(
        town, [B, None, "2020.1.1-2021.12.31", 30, "新签"], ["没有的厂", None, "2020.1.1-2021.12.31", 5, "新签"]
    )
    assert [fault.cell for fault in found.held] == ["A4"]
    assert keys(found) == ["held_back"]
    store_preview(town, found, "经办", None, {"held_back"})
    assert len(contracts(town, "B")) == 1


def test_a_row_that_cannot_stand_beside_what_is_stored_is_told_with_its_cell_and_left_out(town):
    (first,) = contracts(town, "A")
    record_contracts(town, [replace(first, ended_on=date(2020, 5, 1), ended_reason="搬迁")], "办公室", reason="补登")
    rows = [[A, None, "2019.1.1-2020.3.31", 80, None], [B, None, "2020.1.1-2021.12.31", 30, "新签"]]
    found = preview(town, *rows)
    assert keys(found) == ["contract_faults"]
    assert "B3 柳溪A厂: It was ended after it had run out" in open_questions(found, set())[0].text
    store_preview(town, preview(town, *rows, contract_faults="leave out"), "经办")
    assert len(contracts(town, "B")) == 1


def test_the_same_contract_twice_in_a_file_is_taken_once_with_a_note(town):
    row = [B, None, "2020.1.1-2021.12.31", 30, "新签"]
    found = preview(town, row, row)
    assert found.counts()["new"] == 1
    assert any("further up already" in note for note in found.reading.notes)


def test_the_workbook_that_is_handed_out_changes_nothing_when_it_comes_back(town):
    regional = Contract(
        "V",
        "wage",
        date(2020, 1, 1),
        date(2020, 12, 31),
        "regional",
        100,
        covers=(Cover("A"), Cover("B", 7, date(2020, 4, 1))),
    )
    ended = Contract("B", "womens", date(2020, 1, 1), None, ended_on=date(2020, 5, 1), ended_reason="搬迁", note="备注")
    record_contracts(town, [regional, ended], "办公室")
    (first,) = contracts(town, "A")
    record_contracts(
        town, [Contract("A", "collective", date(2021, 1, 1), date(2021, 12, 31), renews=first.number)], "办公室"
    )
    units = town.read("current_units", scope="/", day=date(2020, 6, 30))
    names = dict(zip(units["unit"], units["name"], strict=True))
    data = contracts_workbook(UNION, in_order(known_contracts(town), units), names)
    found = preview_file(town, "合同台账.xlsx", data)
    assert found.counts() == {"new": 0, "corrected": 0, "unchanged": 4, "withdrawn": 0}
    assert keys(found) == []


def test_a_file_is_taken_back_as_a_whole_and_what_it_corrected_is_as_before(town):
    number = store_preview(
        town,
        preview(town, [A, None, "2019.1.1-2020.12.31", 85, None], [B, None, "2020.1.1-2021.12.31", 30, "新签"]),
        "经办",
    )
    before = preview_taking_back(town, number)
    assert before.others == ["2 contracts of the register would be as before."]
    take_back(town, number, "主席", "传错")
    assert [(one.unit, one.employees) for one in known_contracts(town)] == [("A", 80)]
    assert town.check().empty


# ---- days of signing in a quarter's report -----------------------------------------------------------------------------

REPORT = [["柳溪镇2020年二季度集体合同签订情况"], ["企业名称", "职工数", "集体合同签订日期", "工资专项集体合同"],
          [A, 90, "2019.1.5", "未签"], [B, 40, "2020.5.1", "2020.6.1"]]  # fmt: skip


def report(store: Store, **answers: str):
    data = workbook(("S", REPORT))
    asked = preview_file(store, "2020年二季度.xlsx", data).reading.questions
    words = {question.key: "yes" for question in asked if question.key.startswith("words ")}
    return preview_file(store, "2020年二季度.xlsx", data, answers=words | answers)


def test_days_of_signing_among_the_figures_are_offered_to_the_register_where_it_has_none_of_them(town):
    (question,) = [one for one in report(town).reading.questions if one.key == SIGNED]
    assert question.cells == ("C4", "D4"), "the contract of A is on record"


def test_they_are_kept_there_without_an_end_once_somebody_says_so_and_the_answer_is_remembered(town):
    found = report(town, **{SIGNED: "as proposed"})
    accepted = {question.key for question in found.reading.questions}
    store_preview(town, found, "经办", None, accepted)
    assert [(one.kind, one.signed_on, one.valid_to) for one in contracts(town, "B")] == [
        ("collective", date(2020, 5, 1), None), ("wage", date(2020, 6, 1), None),
    ]  # fmt: skip
    assert [one for one in report(town).reading.questions if one.key == SIGNED] == []
    answers = town.read("remembered_answers")
    assert answers.loc[answers["question"] == SIGNED, "answer"].tolist() == ["as proposed"]


def test_without_a_yes_the_register_stays_as_it_was(town):
    found = report(town, **{SIGNED: "leave out"})
    store_preview(town, found, "经办", None, {question.key for question in found.reading.questions})
    assert contracts(town, "B") == []


def test_a_file_of_units_and_a_plan_are_still_what_they_were(town):
    assert take_in(town, sheet([B, None, "2020.1.1-2021.12.31", 30, "新签"]), accepted={"x"}) is not None


def test_a_register_beside_sheets_of_another_kind_is_not_dropped_without_a_word(town):
    register = ("台账", [["集体合同台账"], HEAD, [B, None, "2020.1.1-2021.12.31", 30, "新签"]])
    roster = ("名录", [["企业名录"], ["企业名称", "所属村", "成立日期", "职工人数"], [A, "河湾村", "2010.1.1", 90]])
    notes = preview_file(town, "a.xlsx", workbook(roster, register)).reading.notes
    assert any("«台账» is a register and was not read" in note for note in notes)
    notes = preview_file(town, "a.xlsx", workbook(register, roster)).reading.notes
    assert any("«名录» is not part of this register and was not read" in note for note in notes)
