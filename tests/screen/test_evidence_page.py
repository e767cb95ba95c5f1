"""The page of evidence: what is asked and missing, what there is, files looked at before they are kept, and its other places."""

from pathlib import Path

import pytest
from apps import FIRMS, LOCALES, field, tables, texts
from made_once import copy_database, database_made_once
from papers import PDF, notice, photo
from people import CANARY, figures, fill_with_two_towns, give
from personal import ID
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target, workbook

from tracking.accounts import as_seen_by, person_named, set_rule
from tracking.evidence import Carrier, ask_evidence, attach, evidence_of, link_to, looked_at
from tracking.screen.session import whole_store
from tracking.store.store import Store

Q2 = 8081
TRAINED = "employee_training"
LINK = {"unit": "1", "year": "2020", "quarter": "2"}


@pytest.fixture
def own(empty: Path) -> Path:
    """A township in which evidence is asked of training: A and B trained people, C nobody."""
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_plan(store, [target("0001", TRAINED, 100)])
        add_report(store, 2020, 2, {("A", TRAINED): 20, ("B", TRAINED): 3, ("C", TRAINED): 0})
        ask_evidence(store, [TRAINED], "办公室")
    return empty


def files(app: AppTest):
    return app.get("file_uploader")[0]


def press(app: AppTest, key: str) -> None:
    field(app, key).click()
    app.run()
    assert not app.exception


def handed_in() -> list[dict]:
    return evidence_of(whole_store(), "/", 8080, Q2).to_dict("records")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_tells_of_how_many_figures_there_is_evidence_and_which_have_none(opened, own, locale):
    with Store(own) as store:
        attach(store, Carrier("A", Q2, "figure", TRAINED), [looked_at("签到.pdf", PDF)], "办公室")
    app = opened(own, locale, "evidence", unit="0001", year="2020", quarter="2")
    assert "1/2" in texts(app)
    lacking, there = tables(app)
    assert lacking.iloc[:, 0].tolist() == ["柳溪B厂"]
    assert there.iloc[0, 0] == "签到.pdf"
    assert "柳溪A厂" in there.iloc[0].tolist()


def test_a_file_is_handed_in_with_a_link_and_the_form_is_empty_again(opened, own):
    app = opened(own, "en-GB", "evidence", evidence_unit="B", evidence_of=f"figure {TRAINED}")
    files(app).upload("现场.jpg", photo(), "image/jpeg")
    app.run()
    field(app, "attach_link").set_value("https://oa.example.cn/7")
    field(app, "attach_by").set_value("办公室").run()
    press(app, "attach_do")
    assert "The evidence was kept" in texts(app)
    assert [(row["unit"], row["title"]) for row in handed_in()] == [("B", "现场.jpg"), ("B", "oa.example.cn")]
    assert files(app).value == []
    assert "1/2" in texts(app)


def test_a_file_that_cannot_be_kept_is_named_and_what_is_good_is_kept(opened, own):
    app = opened(own, "en-GB", "evidence", evidence_unit="B", evidence_of=f"figure {TRAINED}")
    files(app).upload("坏.pdf", b"MZ", "application/pdf")
    app.run()
    assert "this is not kept" in texts(app)
    field(app, "attach_by").set_value("办公室").run()
    press(app, "attach_do")
    assert "this is not kept" in texts(app)
    assert handed_in() == []
    files(app).set_value([("坏.pdf", b"MZ", "application/pdf"), ("好.pdf", PDF, "application/pdf")])
    app.run()
    press(app, "attach_do")
    assert [row["title"] for row in handed_in()] == ["好.pdf"]
    assert "坏.pdf" in app.success[0].value


def test_a_list_of_people_is_warned_about_and_kept_only_when_it_is_needed(opened, own):
    app = opened(own, "en-GB", "evidence", evidence_unit="B", evidence_of=f"figure {TRAINED}")
    files(app).upload("名单.xlsx", workbook(("表", [["姓名", "身份证号"], ["甲某", ID]])), "application/x")
    app.run()
    (said,) = [one.value for one in app.warning]
    assert "名单.xlsx may hold data of persons" in said
    assert ID not in said
    field(app, "attach_by").set_value("办公室").run()
    press(app, "attach_do")
    assert handed_in() == []
    next(box for box in app.checkbox if "sure" in (box.key or "")).check().run()
    press(app, "attach_do")
    assert [row["title"] for row in handed_in()] == ["名单.xlsx"]


def test_what_was_handed_in_is_taken_back_with_a_reason(opened, own):
    with Store(own) as store:
        attach(store, Carrier("A", Q2, "figure", TRAINED), [looked_at("签到.docx", notice("签到"))], "办公室")
    app = opened(own, "en-GB", "evidence")
    row = handed_in()[0]
    field(app, "evidence_back_entry").set_value(f"{row['submission']} 1")
    field(app, "evidence_back_reason").set_value("传错了")
    field(app, "evidence_back_by").set_value("办公室").run()
    press(app, "evidence_back_do")
    assert "签到.docx" in app.success[0].value
    assert handed_in() == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_overview_the_enterprise_and_the_plan_lead_to_it(opened, own, locale):
    with Store(own) as store:
        attach(store, Carrier("A", Q2, "figure", TRAINED), [link_to("https://oa.example.cn/7", "简报")], "办公室")
    overview = opened(own, locale, "overview", unit="0001", year="2020", quarter="2")
    assert "1/2" in texts(overview)
    firm = opened(own, locale, "enterprise", enterprise="A", year="2020", quarter="2")
    assert any("简报" in table.to_csv() for table in tables(firm))
    assert "1/1" in texts(firm)


def test_where_nothing_is_asked_and_nothing_is_there_the_page_says_so(opened, empty):
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_report(store, 2020, 2, {("A", TRAINED): 20})
    app = opened(empty, "en-GB", "evidence")
    assert "No indicator asks for evidence" in texts(app)


# ---- people with accounts -------------------------------------------------------------------------------------------------


def fill(store: Store) -> None:
    fill_with_two_towns(store)
    ask_evidence(store, [TRAINED], "管")
    give(store, "甲厂", "clerk", unit="1A")
    give(store, "审核", "reviewer", unit="1")
    give(store, "主席", "chair", unit="1")
    set_rule(store, "1", "held", "管")


@pytest.fixture
def towns(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_database(database_made_once(tmp_path_factory, "two towns with evidence", fill), tmp_path / "own.duckdb")


def test_a_chair_and_a_reviewer_look_and_only_a_clerk_hands_in(signed_in):
    for name, hands_in in (("主席", False), ("审核", False), ("甲厂", True)):
        app = signed_in(name, "evidence", year="2020", quarter="2")
        assert bool(app.get("file_uploader")) == hands_in, name
        assert "Which indicators ask" not in texts(app)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_reviewer_sees_of_how_many_figures_of_a_report_there_is_evidence_and_which(signed_in, locale):
    signed_in("审核", "review", locale, **LINK)
    firm = as_seen_by(whole_store(), person_named(whole_store(), "甲厂"))
    firm.add("quarter", {"report": figures("1A")["report"].assign(amount=44)})
    app = signed_in("审核", "review", locale, **LINK)
    assert "0/1" in tables(app)[0].iloc[0].astype(str).tolist()
    attach(firm, Carrier("1A", Q2, "figure", TRAINED), [looked_at("签到.pdf", PDF)], "甲厂")
    app = signed_in("审核", "review", locale, **LINK)
    assert "1/1" in tables(app)[0].iloc[0].astype(str).tolist()
    assert any("签到.pdf" in table.to_csv() for table in tables(app))
    assert CANARY not in texts(app)
