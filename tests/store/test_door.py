"""The store's door: what people type goes through one check, whatever act it belongs to, and nothing refused stays."""

from datetime import date

import pandas as pd
import pytest
from apps import FIRST_UNIT, add_quarter, field, pressed, tables, texts, upload, words_box
from made_once import filled_once
from personal import CARD, ID, LAND_LINE, MOBILE, credit_code, found_in, kinds
from plan_page import fill, type_in
from townships import TOWNSHIP, add_report, add_units, quarter_file, target, unit, units_file

from tracking.decisions.closing import close_quarter, reopen_quarter
from tracking.decisions.due_days import set_due_day
from tracking.decisions.exemption import exemptions_of, record_exemption, withdraw_exemption
from tracking.decisions.follow_up import follow_ups_of, record_follow_ups, withdraw_follow_up
from tracking.intake.known import forget_answer
from tracking.intake.preview import preview_file, start_union, store_preview
from tracking.plan.saving import plan_tables, save_plan
from tracking.plan.versions import targets_of
from tracking.report.drafts import current_report, record_draft, save_sections, save_words
from tracking.report.facts import gather
from tracking.report.own_look import save_reference
from tracking.screen.session import open_database
from tracking.store.door import CODES, OFFICE, OWN, refuse_texts
from tracking.store.lock import StoreProblem
from tracking.store.schema import TABLES
from tracking.store.store import Store

PERSON = f"张三 身份证{ID} 手机{MOBILE}"
UNSEEN = ["a\x1b[31mb", "a\x00b", "a\u202eb", "a\u200bb", "a\ufeffb", "a\u2066b", "a\u00adb", "a\x9bb", "a\U000e0041b"]


@filled_once
def town(store: Store) -> None:
    """Two firms, a plan and two quarters, a follow-up and an exemption to take back."""
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    store.add("plan", plan_tables(pd.DataFrame([target("T", "proposals", 40)]), {"T": 1}, 2020, date(2020, 1, 1)))
    add_report(store, 2020, 1, {("A", "proposals"): 4})
    add_report(store, 2020, 2, {("A", "proposals"): 5})
    record_follow_ups(store, [contact()], "办公室")
    record_exemption(store, exemption(), "办公室")


def contact(**more: object) -> dict:
    return {
        "unit": "A",
        "subject": "everything",
        "period": 8081,
        "said_on": date(2020, 7, 4),
        "contact": "call",
        **more,
    }


def exemption(**more: object) -> dict:
    return {"unit": "B", "exempt_from": date(2020, 1, 1), "code": "stopped", **more}


def plan_saved(store: Store, by: str = "甲", document: str = "", reason: str = "调整", **changes: object) -> int | None:
    rows = targets_of(store, "T", 2020).assign(target=50, **changes)
    return save_plan(store, rows, 2020, date(2020, 7, 1), document, reason, by, {"T": 1})


def quarter_taken_in(store: Store, by: str = "甲", name: str = "q2.xlsx", reason: str = "更正") -> int | None:
    data = quarter_file([TOWNSHIP, unit("A"), unit("B")], {("A", "proposals"): 7}, quarter=2)
    return store_preview(store, preview_file(store, name, data), by, reason)


def draft_handed_out(store: Store, by: str = "甲", file: str = "稿.docx") -> int | None:
    return record_draft(store, current_report(store, gather(store, "T", 2020, 2), "half-year"), file, by)


ACTS = {
    "import, by": lambda s, said: quarter_taken_in(s, by=said),
    "import, reason": lambda s, said: quarter_taken_in(s, reason=said),
    "an answer forgotten, by": lambda s, said: forget_answer(s, "unit x", said),
    "the union's name": lambda s, said: start_union(s, said),
    "words of the report": lambda s, said: save_words(s, "T", "half-year", 8081, {"lead": f"今年\n{said}"}, "甲"),
    "words, by": lambda s, said: save_words(s, "T", "half-year", 8081, {"lead": "今年"}, said),
    "sections, by": lambda s, said: save_sections(s, "T", "half-year", [("lead", True)], said),
    "template, file": lambda s, said: save_reference(s, "T", b"", f"{said}.docx", "甲"),
    "draft, file": lambda s, said: draft_handed_out(s, file=f"{said}.docx"),
    "draft, by": lambda s, said: draft_handed_out(s, by=said),
    "template, by": lambda s, said: save_reference(s, "T", b"", "t.docx", said),
    **{
        f"follow-up, {field}": lambda s, said, field=field: record_follow_ups(s, [contact(**{field: said})], "甲")
        for field in ("reason_text", "measures", "responsible")
    },
    "follow-up, by": lambda s, said: record_follow_ups(s, [contact(measures="再次走访")], said),
    "follow-up taken back": lambda s, said: withdraw_follow_up(s, follow_ups_of(s, "T", 8081).iloc[0], "甲", said),
    "follow-up taken back, by": lambda s, said: withdraw_follow_up(s, follow_ups_of(s, "T", 8081).iloc[0], said, "错"),
    **{
        f"exemption, {field}": lambda s, said, field=field: record_exemption(
            s, exemption(unit="A", **{field: said}), "甲"
        )
        for field in ("note", "approved_by", "document")
    },
    "exemption, by": lambda s, said: record_exemption(s, exemption(unit="A"), said),
    "exemption taken back": lambda s, said: withdraw_exemption(s, exempt(s), "甲", said),
    "exemption taken back, by": lambda s, said: withdraw_exemption(s, exempt(s), said, "记错"),
    "closing, by": lambda s, said: close_quarter(s, 2020, 1, said),
    "closing, reason": lambda s, said: close_quarter(s, 2020, 1, "甲", said),
    "reopening, by": lambda s, said: reopen_quarter(closed(s), 2020, 1, said, "错"),
    "reopening, reason": lambda s, said: reopen_quarter(closed(s), 2020, 1, "甲", said),
    "due day, by": lambda s, said: set_due_day(s, 8081, date(2020, 7, 20), "顺延", said),
    "due day, reason": lambda s, said: set_due_day(s, 8081, date(2020, 7, 20), said, "甲"),
    "plan, by": lambda s, said: plan_saved(s, by=said),
    "plan, document": lambda s, said: plan_saved(s, document=said),
    "plan, reason": lambda s, said: plan_saved(s, reason=said),
    "plan, note": lambda s, said: plan_saved(s, note=said),
}


def exempt(store: Store) -> dict:
    return exemptions_of(store, "T", date(2020, 7, 1)).iloc[0].to_dict()


def closed(store: Store) -> Store:
    if store.read("closings").empty:
        close_quarter(store, 2020, 1, "甲")
    return store


@pytest.mark.parametrize("act", ACTS)
def test_no_act_of_any_kind_keeps_a_number_of_a_person(town, tmp_path, act):
    if act.startswith("reopening"):
        closed(town)
    before = town.version()
    with pytest.raises(StoreProblem) as problem:
        ACTS[act](town, PERSON)
    assert "110101**********" in str(problem.value)
    assert ID not in str(problem.value)
    assert "Nothing was stored" in str(problem.value)
    assert town.version() == before
    town.close()
    assert found_in(tmp_path, ID) == found_in(tmp_path, MOBILE) == []


@pytest.mark.parametrize("act", ACTS)
def test_no_act_of_any_kind_keeps_what_nobody_can_see(town, act):
    if act.startswith("reopening"):
        closed(town)
    before = town.version()
    for text in UNSEEN:
        with pytest.raises(StoreProblem, match=r"characters that nobody can see.*□.*Nothing was stored"):
            ACTS[act](town, text)
    assert town.version() == before


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_stored_where_nothing_is_wrong_with_its_text(town, act):
    if act.startswith("reopening"):
        closed(town)
    before = town.version()
    ACTS[act](town, "工发〔2020〕12号，53人次 2020-06-30")
    assert town.version() > before


def test_what_nobody_can_see_beside_an_identity_number_shows_nothing_of_it(store):
    for text in (
        f"{'甲' * 15}\u200b {ID} {MOBILE}",
        f"{ID}\x1b",
        f"{ID[:9]}\u200b{ID[9:]}",
        f"{'甲' * 30}{MOBILE}\u202e",
    ):
        with pytest.raises(StoreProblem) as problem:
            store.add("test", {}, reason=text)
        assert ID[6:12] not in str(problem.value)
        assert MOBILE[3:] not in str(problem.value)


def text_columns(store: Store) -> list[tuple[str, str]]:
    found = store.opened._root.execute(
        "select table_name, column_name from information_schema.columns where data_type = 'VARCHAR' and table_schema = 'main'"
    ).fetchall()
    return sorted((table, column) for table, column in found if table in (*TABLES, "submission"))


def test_every_text_of_every_table_goes_through_the_door(store):
    columns = text_columns(store)
    assert len(columns) > 60
    made_by_the_program = {*OWN, ("submission", "kind"), ("submission", "sha256")}
    for table, column in columns:
        if (table, column) in made_by_the_program:
            continue
        about = {column: PERSON} if table == "submission" else {}
        rows = {} if about else {table: pd.DataFrame({column: [PERSON]})}
        with pytest.raises(StoreProblem, match=r"110101\*{10}"):
            store.add("test", rows, **about)


def lets_in(table: str, column: str, text: str) -> bool:
    try:
        refuse_texts({table: pd.DataFrame({column: [text]})}, {})
    except StoreProblem:
        return False
    return True


@pytest.mark.parametrize(("table", "column"), sorted(OFFICE))
def test_what_may_stay_is_the_telephone_of_an_office_in_the_list_of_units_and_nothing_else(table, column):
    assert lets_in(table, column, MOBILE)
    assert lets_in(table, column, f"{LAND_LINE[:3]}-{LAND_LINE[3:]}")
    for text in (ID, CARD, "E00000001", "A\x1bB"):
        assert not lets_in(table, column, text)
    for other in ("sector", "name"):
        assert not lets_in(table, other, MOBILE)
    assert not lets_in("follow_up", column, MOBILE)


def test_a_code_that_looks_like_an_identity_number_stays_where_codes_stand_and_nowhere_else():
    codes = [credit_code(f"8111011950010{number:04d}") for number in range(2000)]
    looks_like = next(code for code in codes if code.isdecimal() and kinds(code) == ["id"])
    for column in CODES:
        assert lets_in("report", column, looks_like)
        assert not lets_in("report", column, ID)
        assert not lets_in("report", column, f"张三{MOBILE}")
    assert not lets_in("report", "note", looks_like)


def test_a_name_without_end_is_refused_and_long_words_are_not(store):
    for name in ("received_by", "file_name"):
        with pytest.raises(StoreProblem, match="at most 200 characters"):
            store.add("test", {}, **{name: "总工会" * 100})
    assert save_words(store, "T", "half-year", 8081, {"lead": "今年，工会做了很多工作。\n\t" * 400}, "甲")


# ---- through the pages: the sentence stands beside the form, and what was typed stays --------------------------------


def refused(app) -> None:
    assert not app.exception
    assert any("110101" in error.value and "Nothing was stored" in error.value for error in app.error)
    assert all(ID not in error.value for error in app.error)


# page, what its link says, what else is typed, the field with something of a person, the button
FORMS = [
    ("enterprise", {"enterprise": "A"}, {"follow_up_contact": "visit", "follow_up_by": "办公室"}, "follow_up_measures", "Record"),
    ("exemptions", {"exempt_unit": "A"}, {"exempt_code": "stopped", "exempt_by": "办公室"}, "exempt_note", "Record"),
    ("changes", {"part": "close"}, {"close_by": "办公室"}, "close_note", "Close 2020 Q1"),
    ("calendar", {}, {"due_by": "办公室"}, "due_reason", "Set the day"),
]  # fmt: skip


@pytest.mark.parametrize(("page", "link", "others", "personal", "button"), FORMS, ids=[form[0] for form in FORMS])
def test_a_form_says_so_and_keeps_what_was_typed(opened, own, page, link, others, personal, button):
    app = opened(own, page=page, **link)
    for name, value in {**others, personal: PERSON}.items():
        field(app, name).set_value(value)
    pressed(app, button)
    refused(app)
    assert field(app, personal).value == PERSON


def test_the_words_of_the_report_are_refused_and_stay_in_their_box(opened, own):
    add_quarter(own)
    app = opened(own, page="report")
    words_box(app, "自身建设").set_value(PERSON)
    field(app, "words_by").set_value("办公室")
    pressed(app, "Save my words")
    refused(app)
    assert words_box(app, "自身建设").value == PERSON


def test_the_form_of_the_plan_says_so_and_keeps_what_was_typed(opened, own):
    app = type_in(opened(own, page="plan"), 0, target="60", note=PERSON)
    fill(app, "plan", reason="年中调整", by="办公室")
    pressed(app, "Save as version 2")
    refused(app)
    assert field(app, "save_plan_reason").value == "年中调整"


def test_the_name_of_a_union_is_refused_before_a_database_is_made(opened, tmp_path):
    database = tmp_path / "new" / "own.duckdb"
    app = opened(database, page="imports")
    app.text_input(key="union_name").set_value(PERSON)
    app.button(key="begin").click().run()
    refused(app)
    assert not database.exists()
    assert app.text_input(key="union_name").value == PERSON
    assert "invented" in texts(app)


def test_whoever_imports_is_refused_and_the_preview_stays(opened, empty):
    app = opened(empty, page="imports")
    upload(app, ("units.xlsx", units_file([{**TOWNSHIP, "unit": FIRST_UNIT}, unit("A", FIRST_UNIT)])))
    app.text_input(key="import_by").set_value(PERSON).run()
    refused(app)
    assert tables(app)
    next(button for button in app.button if button.label == "Store").click().run()
    assert any("Nothing was stored yet" in error.value for error in app.error)
    assert open_database().read("unit_versions").empty
