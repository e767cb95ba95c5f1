"""Every act on what is stored names what it saw: two people at one thing, in both orders, and neither loses a word.

ACTS lists every kind of act. For each: a first person does it after a second one has looked, the second then presses the
button; what the second did not see is not overwritten, they are told who was first, and what they typed is still there.
"""

import ast
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Barrier

import pandas as pd
import pytest
from apps import FIRMS, FIRST_UNIT, LOCALES, field, go, texts, word
from streamlit.testing.v1 import AppTest
from townships import add_report, add_units, quarter_file, take_in

from tracking.decisions.closing import close_quarter, reopen_quarter
from tracking.decisions.due_days import due_day_set, set_due_day
from tracking.decisions.exemption import record_exemption, withdraw_exemption
from tracking.decisions.follow_up import record_follow_ups, withdraw_follow_up
from tracking.decisions.taking_back import take_back
from tracking.decisions.working_days import move_day
from tracking.evidence import Carrier, ask_evidence, attach, evidence_of, link_to, take_back_evidence
from tracking.intake.correction import preview_correction, store_correction
from tracking.intake.founded import confirm_founded
from tracking.intake.known import forget_answer
from tracking.intake.own_indicators import record_indicator
from tracking.registers import (
    Contract,
    Founding,
    count_from_register,
    known_contracts,
    record_contracts,
    record_foundings,
    withdraw_contract,
    withdraw_founding,
)
from tracking.report.drafts import save_sections, save_words, words_of
from tracking.report.own_look import save_reference
from tracking.scoring import (
    Item,
    Rules,
    answer_objection,
    close_scoring,
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
    withdraw_mark,
)
from tracking.screen import session
from tracking.store.lock import StoreProblem
from tracking.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
Q1 = 8080
WORDS = FIRST_UNIT, "quarter", Q1
YEAR = {"exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 12, 31)}
STOPPED = {"unit": "A", "indicator": None, **YEAR, "code": "stopped", "note": "设备检修"}
CALL = {"unit": "A", "subject": "everything", "period": Q1, "said_on": date(2020, 4, 20), "contact": "visit"}
FIRST = "先到的人"
OF_PROPOSALS = Carrier("A", Q1, "figure", "proposals")
OWN = {"name": "爱心驿站", "theme": "other", "measure": "人次", "kind": "flow"}


def exemptions(store) -> pd.DataFrame:
    return store.read("exemptions", scope="/", day=None)


def entry_key(row: dict) -> str:
    """What an exemption is chosen by on its page."""
    return f"{row['submission']} {row['unit']} {row['indicator'] or ''} {row['exempt_from']:%Y-%m-%d}"


def pieces(store) -> list[dict]:
    return evidence_of(store, "/", Q1, Q1).to_dict("records")


def one_exemption(store) -> dict:
    return exemptions(store).iloc[0].to_dict()


def follow_ups(store) -> pd.DataFrame:
    return store.read("follow_ups", scope="/", day=date(2020, 4, 30))


def two_exemptions(store) -> None:
    record_exemption(store, STOPPED, "办公室")
    record_exemption(store, STOPPED | {"unit": "B"}, "办公室")


def a_call(store) -> None:
    record_follow_ups(store, [CALL], "办公室")


def an_answer(store) -> None:
    rows = pd.DataFrame({"question": ["unit 甲"], "answer": ["A"], "said": ["甲"]})
    store.add("answers", {"remembered_answer": rows}, received_by="办公室")


def a_second_file(store) -> int:
    data = quarter_file(FIRMS, {("A", "proposals"): 9}, quarter=1)
    return take_in(store, data, "更正.xlsx", "更正")


def newest_file(store) -> int:
    submissions = store.read("submissions")
    return int(submissions.loc[submissions["file_name"] == "更正.xlsx", "submission"].iloc[0])


def sections_chosen(*hidden: str) -> Callable:
    def save(store, by: str = FIRST) -> None:
        save_sections(store, FIRST_UNIT, "quarter", [("lead", True), *((key, False) for key in hidden)], by)

    return save


def corrected(store, typed: str, by: str) -> None:
    preview = preview_correction(store, "A", "proposals", Q1, typed, "quarter")
    store_correction(store, preview, by, "漏报", {question.key for question in preview.reading.questions})


RULES = Rules(
    "办法", 2020, ("enterprise",), (Item("培训", "proportion", 5000, "employee_training"), Item("日常", "hand", 5000))
)


def scored_by_rules(store) -> Rules:
    """The rules, put in force."""
    record_rules(store, RULES, "办公室")
    put_in_force(store, rules_on_record(store)[0], "办公室")
    return rules_in_force(store, 2020)[0]


def all_marked(store) -> None:
    rules = scored_by_rules(store)
    for firm in "ABC":
        record_mark(store, rules, 2020, firm, "日常", 100, "核定", "", "办公室")


def in_use(store) -> Rules:
    return rules_in_force(store, 2020)[0]


A_CONTRACT = Contract("A", "collective", date(2020, 1, 1), date(2020, 12, 31))


@dataclass(frozen=True)
class Act:
    """One kind of act: what was there before, where it is done, what the second person types, and what the first did."""

    page: str
    typed: dict[str, object]
    press: str
    first: Callable
    there: Callable = lambda _store: None
    link: dict[str, object] | None = None
    choose: Callable | None = None
    says: str = FIRST


ACTS = {
    "save_words": Act(
        "report", {"text": "我的话"}, "words_do",
        lambda store: save_words(store, *WORDS, {"problems": "他的话"}, FIRST),
        link={"kind": "quarter"},
    ),
    "save_reference": Act(
        "report", {}, "no_look_do", lambda store: save_reference(store, FIRST_UNIT, b"other", "other.docx", FIRST),
        lambda store: save_reference(store, FIRST_UNIT, b"mine", "mine.docx", "办公室"), {"kind": "quarter"},
    ),
    "set_due_day": Act(
        "calendar", {"due_reason": "顺延", "due_on": date(2020, 4, 20)}, "due_do",
        lambda store: set_due_day(store, Q1, date(2020, 4, 15), "台风", FIRST),
    ),
    "move_day": Act(
        "calendar", {"moved_reason": "国办发〔2029〕1号", "moved_on": date(2029, 4, 14)}, "moved_do",
        lambda store: move_day(store, date(2029, 4, 15), True, "通知", FIRST),
    ),
    "record_exemption": Act(
        "exemptions", {"exempt_code": "merged"}, "exempt_do",
        lambda store: record_exemption(store, STOPPED, FIRST), link={"exempt_unit": "A"},
    ),
    "withdraw_exemption": Act(
        "exemptions", {"take_back_reason": "记错"}, "take_back_do",
        lambda store: withdraw_exemption(store, one_exemption(store), FIRST, "记错"), two_exemptions,
        choose=lambda store: ("take_back_entry", entry_key(one_exemption(store))),
    ),
    "record_follow_ups": Act(
        "enterprise",
        {"follow_up_contact": "visit", "follow_up_said_on": date(2020, 4, 20)}, "follow_up_do", a_call,
        link={"enterprise": "A"}, says="1 of these entries are on record already",
    ),
    "withdraw_follow_up": Act(
        "enterprise", {"withdraw_reason": "记错"}, "withdraw_do",
        lambda store: withdraw_follow_up(store, follow_ups(store).iloc[0].to_dict(), FIRST, "记错"), a_call,
        {"enterprise": "A"}, lambda store: ("withdraw_entry", f"{follow_ups(store)['submission'].iloc[0]} everything"),
    ),
    "close_quarter": Act(
        "changes", {"close_note": "已上报"}, "close_do", lambda store: close_quarter(store, 2020, 1, FIRST),
        link={"part": "close"},
    ),
    "close_quarter, with figures that came in": Act(
        "changes", {"close_note": "已上报"}, "close_do", lambda store: add_report(store, 2020, 1, {("C", "proposals"): 9}),
        link={"part": "close"}, says="In the meantime — stored something else here",
    ),
    "reopen_quarter": Act(
        "changes", {"reopen_reason": "漏报"}, "reopen_do", lambda store: reopen_quarter(store, 2020, 1, FIRST, "漏报"),
        lambda store: close_quarter(store, 2020, 1, "主席"), {"part": "close"},
    ),
    "record_indicator": Act(
        "indicators", {"own_name": "爱心驿站走访", "own_measure": "户次"}, "own_do",
        lambda store: record_indicator(store, OWN, FIRST),
    ),
    "forget_answer": Act(
        "records", {}, "forget_do", lambda store: forget_answer(store, "unit 甲", FIRST), an_answer,
        choose=lambda _store: ("forget_question", "unit 甲"),
    ),
    "take_back": Act(
        "records", {"take_back_file_reason": "传错"}, "take_back_file_do",
        lambda store: take_back(store, newest_file(store), FIRST, "传错"), a_second_file,
        link={"file": newest_file},
    ),
    "take_back, with a figure stored over it": Act(
        "records", {"take_back_file_reason": "传错"}, "take_back_file_do",
        lambda store: corrected(store, "12", FIRST), a_second_file, link={"file": newest_file},
    ),
    "attach": Act(
        "evidence", {"attach_link": "https://oa.example.cn/5"}, "attach_do",
        lambda store: attach(store, OF_PROPOSALS, [link_to("https://oa.example.cn/5")], FIRST),
        link={"evidence_unit": "A", "evidence_of": "figure proposals"}, says="This is there already: oa.example.cn",
    ),
    "take_back_evidence": Act(
        "evidence", {"evidence_back_reason": "传错"}, "evidence_back_do",
        lambda store: take_back_evidence(store, pieces(store)[0], FIRST, "传错"),
        lambda store: attach(store, OF_PROPOSALS, [link_to("https://oa.example.cn/6")], "办公室"),
        choose=lambda store: ("evidence_back_entry", f"{pieces(store)[0]['submission']} 1"),
    ),
    "ask_evidence": Act(
        "evidence", {"ask_evidence_asked": ["proposals"]}, "ask_evidence_do",
        lambda store: ask_evidence(store, ["golden_ideas"], FIRST),
    ),
    "record_contracts": Act(
        "register", {"contract_valid_from": date(2020, 1, 1), "contract_valid_to": date(2020, 12, 31)}, "contract_do",
        lambda store: record_contracts(store, [A_CONTRACT], FIRST), link={"contract_unit": "A"}, says="at the same time",
    ),
    "record_contracts, a correction": Act(
        "register", {"contract_note": "补填", "contract_reason": "漏填"}, "contract_do",
        lambda store: record_contracts(store, [replace(known_contracts(store)[0], note="先改")], FIRST, reason="错"),
        lambda store: record_contracts(store, [A_CONTRACT], "办公室"),
        link={"contract_mode": "correct", "contract_chosen": lambda store: known_contracts(store)[0].number},
    ),
    "withdraw_contract": Act(
        "register", {"contract_back_reason": "录错"}, "contract_back_do",
        lambda store: withdraw_contract(store, known_contracts(store)[0], FIRST, "录错"),
        lambda store: record_contracts(store, [A_CONTRACT], "办公室"),
        choose=lambda store: ("contract_back_entry", str(known_contracts(store)[0].number)),
    ),
    "record_foundings": Act(
        "founding", {"founding_note": "补填"}, "founding_do",
        lambda store: record_foundings(store, [Founding("A", note="先填")], FIRST), link={"founding_unit": "A"},
    ),
    "withdraw_founding": Act(
        "founding", {"founding_back_reason": "录错"}, "founding_back_do",
        lambda store: withdraw_founding(store, "A", FIRST, "录错"),
        lambda store: record_foundings(store, [Founding("A")], "办公室"), choose=lambda _store: ("founding_back_entry", "A"),
    ),
    "confirm_founded": Act(
        "founding", {"founded_reason": "批复"}, "founded_do",
        lambda store: confirm_founded(store, ["A"], FIRST, "批复"),
        lambda store: record_foundings(store, [Founding("A", founded_on=date(2020, 3, 1))], "办公室", sure=True),
    ),
    "record_rules": Act(
        "scoring", {"score_head_document": "柳工〔2020〕4号"}, "score_head_do", lambda store: record_rules(store, RULES, FIRST), scored_by_rules,
        link={"score_part": "rules"},
    ),
    "put_in_force": Act(
        "scoring", {}, "score_force_do", lambda store: put_in_force(store, in_use(store), FIRST), scored_by_rules,
        link={"score_part": "rules"}, says="meanwhile",
    ),
    "record_mark": Act(
        "scoring", {"score_mark_unit": "A", "score_mark_item": "日常", "score_mark_points": 20.0, "score_mark_reason": "核定"}, "score_mark_do",
        lambda store: record_mark(store, in_use(store), 2020, "A", "日常", 1000, "核定", "", FIRST), scored_by_rules, link={"score_part": "hand"},
    ),
    "withdraw_mark": Act(
        "scoring", {"score_mark_back_reason": "记错"}, "score_mark_back_do",
        lambda store: withdraw_mark(store, "办法", 2020, marks_of(store, "办法", 2020)["A", "日常"][0], FIRST, "记错"), all_marked,
        choose=lambda store: ("score_mark_back_entry", str(marks_of(store, "办法", 2020)["A", "日常"][0].submission)),
        link={"score_part": "hand"}, says="taken back already",
    ),
    "record_team": Act(
        "scoring", {"score_team_units": ["A"], "score_team_team": "甲组"}, "score_team_do",
        lambda store: record_team(store, "办法", ["A"], "乙组", FIRST), scored_by_rules, link={"score_part": "hand"}, says="meanwhile",
    ),
    "record_objection": Act(
        "scoring", {"score_objection_unit": "A", "score_objection_said": "漏计一期"}, "score_objection_do",
        lambda store: record_objection(store, "办法", 2020, "A", "", "漏计一期", FIRST), scored_by_rules,
        link={"score_part": "objections"}, says="on record already",
    ),
    "answer_objection": Act(
        "scoring", {"score_answer_said": "已核"}, "score_answer_do",
        lambda store: answer_objection(store, "办法", 2020, int(objections_of(store, "办法", 2020)["objection"].iloc[0]), "已核实", True, FIRST),
        lambda store: (scored_by_rules(store), record_objection(store, "办法", 2020, "A", "", "漏计", "办公室")),
        choose=lambda store: ("score_answer_objection", int(objections_of(store, "办法", 2020)["objection"].iloc[0])),
        link={"score_part": "objections"}, says="answered already",
    ),
    "close_scoring": Act(
        "scoring", {}, "score_closing_do", lambda store: close_scoring(store, in_use(store), 2020, FIRST), all_marked,
        link={"score_part": "objections"}, says="is closed already",
    ),
    "open_scoring": Act(
        "scoring", {"score_closing_reason": "申诉成立"}, "score_closing_do", lambda store: open_scoring(store, "办法", 2020, FIRST, "申诉"),
        lambda store: (all_marked(store), close_scoring(store, in_use(store), 2020, "办公室")),
        link={"score_part": "objections"}, says="is not closed",
    ),
    "count_from_register": Act(
        "register", {"register_counts_counted": ["wage_enterprises"]}, "register_counts_do",
        lambda store: count_from_register(store, {"contract_enterprises": Q1 + 1}, FIRST), link={"register_part": "beside"},
    ),
    "store_correction": Act(
        "enterprise", {"correct_typed": "12", "correct_reason": "漏报"}, "correct_do",
        lambda store: corrected(store, "15", FIRST), link={"enterprise": "A", "correct": "proposals"},
    ),
}  # fmt: skip
# Acts that other tests run by two people: what they see and how they are refused is told there.
ELSEWHERE = {
    "save_plan": "test_plan_page.py",  # also save_split, which stores by it
    "store_preview": "test_many_files.py",
    "save_sections": "test_acts.py",  # a grid, which AppTest cannot type into: below
    "start_union": "test_acts.py",
    "add_person": "test_people.py",  # for an administrator, on a page that stands behind the gate
    "_change_account": "test_people_pages.py",
    "set_rule": "test_acceptance.py",
    "_decide": "test_acceptance_pages.py",
}
# Kept by the program itself, about nothing that anybody decides.
NOBODYS = {"prepare_store", "record_draft", "fill_with_example", "add", "_record"}


def callers_of_add() -> set[str]:
    """The functions and methods of the program that store something; one inside another stores for that."""
    found = set()
    for path in (ROOT / "tracking").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = [
            node for outer in ast.walk(tree) if isinstance(outer, ast.Module | ast.ClassDef) for node in outer.body
        ]
        for node in inside:
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in ast.walk(node):
                stores = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "add"
                if stores and ast.unparse(call.func.value) in ("store", "self._store", "_store"):
                    found.add(node.name)
    return found


def test_every_function_that_stores_something_is_in_the_table():
    acts = {name.split(",")[0] for name in ACTS} | set(ELSEWHERE)
    assert callers_of_add() - NOBODYS - acts == set()


def begun(opened, database: Path, act: Act, locale: str = "en-GB") -> AppTest:
    """The page as the second person has it before them, with everything typed and nothing pressed."""
    return typed_in(opened, database, act, *made_ready(database, act), locale=locale)


def made_ready(database: Path, act: Act) -> tuple[dict, tuple | None]:
    """What is there before the act, stored; the link to its page, and what is chosen there."""
    with Store(database) as store:
        act.there(store)
        link = {name: str(value(store) if callable(value) else value) for name, value in (act.link or {}).items()}
        return link, act.choose(store) if act.choose else None


def typed_in(
    opened, database: Path, act: Act, link: dict, chosen: tuple | None, by: str = "后来的人", locale: str = "en-GB"
) -> AppTest:
    """Somebody's page with everything typed and nothing pressed."""
    app = opened(database, locale, act.page, **link)
    if chosen:
        field(app, chosen[0]).set_value(chosen[1])
    for name, value in act.typed.items():
        if name == "text":
            section(app).set_value(value if by == "后来的人" else f"{by}的话")
        else:
            field(app, name).set_value(value)
    field(app, f"{act.press.removesuffix('_do')}_by").set_value(by)
    app.run()
    assert not app.exception
    return app


def section(app: AppTest):
    """The field for the words of 存在问题 in the report."""
    return next(one for one in app.get("text_area") if " problems" in (one.key or ""))


def stored_by(store) -> list[str]:
    return store.read("submissions")["received_by"].tolist()


@pytest.mark.parametrize("name", ACTS)
def test_who_comes_second_overwrites_nothing_unseen_and_is_told(opened, own, name):
    act = ACTS[name]
    app = begun(opened, own, act)
    store = session.open_database()
    act.first(store)
    before = store.version()
    field(app, act.press).click().run()
    assert not app.exception
    assert store.version() == before, "nothing of the second was stored"
    assert app.error, texts(app)
    said = "\n".join(error.value for error in app.error)
    assert act.says in said.replace("\\", "")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in their order", "the other way round"])
@pytest.mark.parametrize("name", [name for name in ACTS if "," not in name])
def test_two_who_do_the_same_at_once_store_it_once_whoever_presses_first(opened, own, name, order):
    act = ACTS[name]
    ready = made_ready(own, act)
    people = "甲", "乙"
    apps = [typed_in(opened, own, act, *ready, by=by) for by in people]
    store = session.open_database()
    before = len(stored_by(store))
    for place in order:
        field(apps[place], act.press).click().run()
        assert not apps[place].exception
    first, second = order
    assert stored_by(store)[: len(stored_by(store)) - before] == [people[first]]
    assert not apps[first].error
    assert apps[second].error, texts(apps[second])


@pytest.mark.parametrize("name", ACTS)
def test_who_comes_alone_is_not_hindered(opened, own, name):
    act = ACTS[name]
    app = begun(opened, own, act)
    store = session.open_database()
    before = store.version()
    field(app, act.press).click().run()
    assert not app.exception
    assert not app.error, [error.value for error in app.error]
    assert store.version() > before
    assert stored_by(store)[0] == "后来的人"
    assert app.success, "it is said that it is stored"


@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.typed])
def test_what_the_second_typed_is_still_there_and_counts_once_they_have_seen_the_others(opened, own, name):
    act = ACTS[name]
    app = begun(opened, own, act)
    act.first(session.open_database())
    field(app, act.press).click().run()
    go(app, "overview")
    go(app, act.page)
    shown = {(one.key or "").split(" ")[0]: one.value for kind in ("text_input", "text_area", "selectbox", "date_input")
             for one in app.get(kind)}  # fmt: skip
    for typed, value in act.typed.items():
        if typed in shown:  # a form that has no matter any more (closed, taken back …) is not shown
            assert shown[typed] == value


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_two_wrote_stand_side_by_side_until_one_is_chosen(opened, own, locale):
    app = begun(opened, own, ACTS["save_words"], locale)
    store = session.open_database()
    ACTS["save_words"].first(store)
    field(app, "words_do").click().run()
    assert "他的话" in texts(app)
    assert section(app).value == "我的话"
    field(app, "text_mine").click().run()
    field(app, "words_do").click().run()
    assert not app.error
    assert words_of(store, *WORDS)["problems"] == "我的话"
    assert word(("已保存", "are stored"), locale) in app.success[0].value


def test_theirs_may_be_taken_instead(opened, own):
    app = begun(opened, own, ACTS["save_words"])
    store = session.open_database()
    ACTS["save_words"].first(store)
    field(app, "words_do").click().run()
    field(app, "text_theirs").click().run()
    assert section(app).value == "他的话"
    assert words_of(store, *WORDS)["problems"] == "他的话"


def test_saving_one_section_leaves_what_a_colleague_wrote_in_another(opened, own):
    app = begun(opened, own, ACTS["save_words"])
    store = session.open_database()
    save_words(store, *WORDS, {"lead": "他的导语"}, FIRST)
    field(app, "words_do").click().run()
    assert not app.error
    assert words_of(store, *WORDS) == {"lead": "他的导语", "problems": "我的话"}


def test_the_entry_that_was_chosen_is_taken_back_though_another_was_recorded_before_it_in_the_list(opened, own):
    act = ACTS["withdraw_exemption"]
    with Store(own) as store:
        record_exemption(store, STOPPED | {"unit": "B"}, "办公室")
        chosen = one_exemption(store)
    app = opened(own, page="exemptions")
    field(app, "take_back_entry").set_value(entry_key(chosen))
    field(app, "take_back_reason").set_value("记错")
    field(app, "take_back_by").set_value("后来的人")
    app.run()
    store = session.open_database()
    record_exemption(store, STOPPED, FIRST)
    field(app, act.press).click().run()
    assert not app.error
    assert exemptions(store)["unit"].tolist() == ["A"]


def test_sections_chosen_by_somebody_else_meanwhile_are_not_overwritten(opened, own):
    app = opened(own, page="report", kind="quarter")
    field(app, "sections_by").set_value("后来的人")
    app.run()
    store = session.open_database()
    sections_chosen("training")(store)
    before = store.version()
    field(app, "sections_do").click().run()
    assert store.version() == before
    assert FIRST in app.error[0].value
    field(app, "sections_do").click().run()
    assert not app.error


def test_a_due_day_is_set_once_theirs_has_been_seen(opened, own):
    act = ACTS["set_due_day"]
    app = begun(opened, own, act)
    store = session.open_database()
    act.first(store)
    field(app, act.press).click().run()
    assert app.error
    field(app, act.press).click().run()
    assert not app.error
    assert due_day_set(store, Q1)["due_on"].date() == date(2020, 4, 20)


def test_what_came_in_while_somebody_typed_was_not_seen_however_often_the_page_was_drawn(opened, own):
    act = ACTS["set_due_day"]
    app = begun(opened, own, act)
    act.first(session.open_database())
    field(app, "due_reason").set_value("顺延五天")
    app.run()
    app.run()
    field(app, act.press).click().run()
    assert FIRST in app.error[0].value


AT_ONCE = {
    "closing": lambda store, by, turn: close_quarter(store, 2020 + turn // 4, turn % 4 + 1, by),
    "an exemption": lambda store, by, turn: record_exemption(store, STOPPED | {"note": f"第{turn}次"}, by),
    "a due day": lambda store, by, turn: set_due_day(store, Q1 + turn, date(2029, 4, 15), by, by, seen=0),
    "words": lambda store, by, turn: save_words(store, FIRST_UNIT, "quarter", Q1 + turn, {"lead": by}, by, seen={}),
    "a call": lambda store, by, turn: record_follow_ups(store, [CALL | {"measures": f"第{turn}次"}], by),
}


@pytest.mark.parametrize("act", AT_ONCE)
def test_two_threads_that_do_the_same_at_the_same_moment_store_it_once_each_time(store, act):
    add_units(store, FIRMS)
    for turn in range(8):
        add_report(store, 2020 + turn // 4, turn % 4 + 1, {("A", "proposals"): 1})
    together, counted = Barrier(2), []

    def do(by: str, turn: int) -> bool:
        together.wait()
        try:
            AT_ONCE[act](store, by, turn)
        except StoreProblem:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        for turn in range(8):
            before = len(stored_by(store))
            done = list(threads.map(do, ("甲", "乙"), (turn, turn)))
            counted.append((sum(done), len(stored_by(store)) - before))
    assert counted == [(1, 1)] * 8
