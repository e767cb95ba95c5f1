"""What is typed stays until it is stored or thrown away: on other pages, after a reload, when the program ends."""

from datetime import date

import pytest
from apps import FIRST_UNIT, LOCALES, field, go, pressed, texts, upload, word
from test_acts import ACTS, begun, section
from townships import quarter_file, unit

from tracking.decisions.closing import close_quarter
from tracking.screen import session
from tracking.screen.session.draft_file import DraftFile
from tracking.store.store import Store

TYPED = {
    "reason": "停产",
    "since": date(2020, 2, 1),
    "until": None,
    "agreed": True,
    "rows": [{"due": date(2020, 9, 30)}],
}


def test_a_draft_is_there_again_when_the_program_begins_anew_with_its_days_as_days(tmp_path):
    DraftFile(tmp_path / "t.drafts").keep("me", "exempt A 2020", TYPED, 7)
    kept = DraftFile(tmp_path / "t.drafts").of("me", "exempt A 2020")
    assert (kept.fields, kept.seen) == (TYPED, 7)


def test_a_draft_belongs_to_its_browser_and_others_see_who_left_it(tmp_path):
    drafts = DraftFile(tmp_path / "t.drafts")
    drafts.set_name("hers", "王主席")
    drafts.keep("hers", "words", {"text": "话"})
    assert drafts.of("mine", "words") is None
    (left,) = drafts.others("mine", "words")
    assert (left.by, left.fields) == ("王主席", {"text": "话"})
    drafts.take_over("mine", left)
    assert (drafts.of("mine", "words").fields, drafts.of("hers", "words")) == ({"text": "话"}, None)


def test_what_is_stored_or_emptied_leaves_no_draft(tmp_path):
    drafts = DraftFile(tmp_path / "t.drafts")
    drafts.keep("me", "words", {"text": "话"})
    drafts.keep("me", "words", {})
    assert DraftFile(tmp_path / "t.drafts").of("me", "words") is None
    assert [path.name for path in tmp_path.iterdir()] == ["t.drafts"]


@pytest.mark.parametrize("text", ["", "{", '{"names": {}, "drafts": [{"odd": 1}]}', "[]"])
def test_a_file_of_drafts_that_nobody_can_read_is_put_aside_and_begun_anew(tmp_path, text):
    (tmp_path / "t.drafts").write_text(text, encoding="utf-8")
    drafts = DraftFile(tmp_path / "t.drafts")
    drafts.keep("me", "words", {"text": "话"})
    assert (tmp_path / "t.drafts.unreadable").read_text(encoding="utf-8") == text
    assert DraftFile(tmp_path / "t.drafts").of("me", "words").fields == {"text": "话"}


def test_a_disk_that_takes_nothing_is_told_and_the_draft_stays_while_the_program_runs(tmp_path):
    drafts = DraftFile(tmp_path / "gone" / "t.drafts")
    drafts.keep("me", "words", {"text": "话"})
    assert drafts.unwritten
    assert drafts.of("me", "words").fields == {"text": "话"}


FORMS = {name: act for name, act in ACTS.items() if act.typed and "," not in name}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_typed_into_a_form_is_there_when_its_page_is_opened_again(opened, own, name):
    act = FORMS[name]
    app = begun(opened, own, act)
    go(app, "overview")
    go(app, act.page)
    for typed, value in act.typed.items():
        assert (section(app) if typed == "text" else field(app, typed)).value == value
    assert "Draft kept" in texts(app)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_draft_is_thrown_away_only_after_the_question(opened, own, locale):
    app = begun(opened, own, FORMS["set_due_day"], locale)
    assert word(("放弃后，这里填写的内容将无法找回", "What was typed here is lost then"), locale) in texts(app)
    field(app, "due_throw").click().run()
    assert field(app, "due_reason").value == ""
    assert word(("草稿已保存", "Draft kept"), locale) not in texts(app)


def test_another_browser_is_offered_the_draft_that_was_left(opened, own):
    begun(opened, own, FORMS["set_due_day"])
    app = opened(own, page="calendar")
    assert field(app, "due_reason").value == ""
    assert "后来的人 left a draft here" in texts(app)
    field(app, "due_go_on").click().run()
    assert field(app, "due_reason").value == "顺延"


def test_the_name_of_whoever_works_is_typed_once(opened, own):
    app = opened(own, page="calendar")
    field(app, "due_by").set_value("王主席").run()
    for page, name in (("changes", "close_by"), ("report", "words_by"), ("plan", "plan_by")):
        app.query_params["part"] = "close"
        go(app, page)
        if page != "plan":
            assert field(app, name).value == "王主席"
    go(app, "imports")
    app.file_uploader[0].set_value([("x.csv", b"a,b\n1,2\n", "text/csv")]).run()
    assert app.text_input(key="import_by").value == "王主席"


def test_nothing_is_stored_without_a_name(opened, own):
    app = begun(opened, own, FORMS["set_due_day"])
    version = session.open_database().version()
    field(app, "due_by").set_value(" ").run()
    field(app, "due_do").click().run()
    assert "Say who sets the day." in app.error[0].value
    assert session.open_database().version() == version


def test_the_reason_of_an_exemption_is_never_one_that_nobody_chose(opened, own):
    app = opened(own, page="exemptions", exempt_unit="A")
    assert field(app, "exempt_code").value is None
    field(app, "exempt_note").set_value("停产")
    field(app, "exempt_by").set_value("办公室")
    field(app, "exempt_do").click().run()
    assert "Choose one of the reasons." in app.error[0].value
    assert field(app, "exempt_note").value == "停产"


def test_a_quarter_just_closed_is_not_opened_by_a_second_click(opened, own):
    app = begun(opened, own, FORMS["close_quarter"])
    field(app, "close_do").click().run()
    assert not [button for button in app.button if (button.key or "").startswith("close_do")]
    assert field(app, "reopen_reason").value == "", "the opposite has fields of its own"
    field(app, "reopen_do").click().run()
    assert "A reason is needed" in app.error[0].value


def test_a_form_of_an_earlier_day_is_not_shown(opened, own):
    with Store(own) as store:
        closed = close_quarter(store, 2020, 1, "主席")
    for page in ("exemptions", "calendar", "enterprise", "report"):
        app = opened(own, page=page, as_of=str(closed))
        assert not app.exception
        forms = [one.key for kind in ("text_input", "text_area") for one in app.get(kind) if "_by " in (one.key or "")]
        assert forms == []


def test_a_number_of_a_person_is_not_even_kept_as_a_draft(opened, own):
    app = opened(own, page="calendar")
    field(app, "due_reason").set_value("张某 手机1" + "3800138000").run()
    assert "Nothing was stored" in app.error[0].value
    field(app, "due_by").set_value("办公室").run()
    kept = own.with_name(f"{own.name}.drafts").read_text(encoding="utf-8")
    assert "办公室" in kept
    assert "3800138000" not in kept


def test_files_chosen_and_what_was_answered_of_them_are_there_after_another_page(opened, own):
    app = opened(own, page="imports")
    changed = quarter_file([unit(code, FIRST_UNIT) for code in "ABC"], {("A", "proposals"): 9}, quarter=1)
    upload(app, ("更正.xlsx", changed))
    next(one for one in app.text_input if one.key.startswith("reason_")).set_value("漏报").run()
    go(app, "overview")
    go(app, "imports")
    assert not app.exception
    assert "Still here: 1 file chosen before" in texts(app)
    assert next(one for one in app.text_input if one.key.startswith("reason_")).value == "漏报"
    app.text_input(key="import_by").set_value("办公室").run()
    pressed(app, "Store")
    assert session.open_database().read("submissions")["file_name"].iloc[0] == "更正.xlsx"
    app.button(key="put_away").click().run()
    assert "更正.xlsx" not in texts(app)
