"""Paper for enterprises: the wording file, letters, notice, call list and messages."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from office_files import faults_of, text_of
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.follow_up import record_follow_ups
from tracking.history import load_history
from tracking.report.facts import gather
from tracking.report.letters import (
    Letters,
    WrongWording,
    all_messages,
    call_list_document,
    group_message,
    letters_document,
    letters_for,
    letters_zip,
    message_to,
    notice_document,
    read_wording,
)
from tracking.report.letters.cases import fields_of, sources_of
from tracking.report.letters.wording_file import FIELDS, FILE
from tracking.store import Store

Q2 = 8081


@pytest.fixture(scope="module")
def made(example: Store) -> Letters:
    """The paper of the example township at mid-2020."""
    return letters_for(gather(example, "QHZ", 2020, 2), load_history(example, "QHZ", Q2), read_wording())


def case_of(made: Letters, short: str):
    return next(case for case in made.cases if short in case.name)


# --- the wording file ---


def test_the_wording_that_is_handed_out_can_be_used():
    wording = read_wording()
    assert set(wording.sections) == set(FIELDS)
    assert wording.days == 10


@pytest.fixture
def edited(tmp_path: Path):
    """The handed-out wording with something replaced."""

    def edit(old: str, new: str, encoding: str = "utf-8") -> Path:
        text = FILE.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "letters.txt"
        path.write_bytes(text.replace(old, new, 1).encode(encoding))
        return path

    return edit


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("【提示函标题】", "【标题】", "line 8: “标题” is no heading, or stands twice"),
        ("【催报短信】", "【企业短信】", "“企业短信” is no heading, or stands twice"),
        ("{任务数}项", "{任务总数}项", "line 13: {任务总数} is not known here. Known are {"),
        ("{企业}：\n按照", "{企业：\n按照", "line 12: a { or } is left over"),
        ("{任务表}", "如下：{任务表}", "line 14: {任务表} must stand in a line of its own"),
        ("\n10\n", "\n十天\n", "【回复天数】 must be a whole number from 1 to 99, not “十天”"),
        ("\n工作提示函\n", "\n", "the text under 【提示函标题】 is missing"),
        ("# 工作提示函", "工作提示函", "line 1: text before the first heading"),
    ],
)
def test_a_fault_in_the_wording_is_named_with_its_line(edited, old, new, fault):
    with pytest.raises(WrongWording) as problem:
        read_wording(edited(old, new))
    assert any(fault in sentence for sentence in problem.value.faults)


def test_all_faults_of_the_wording_are_said_at_once(edited, tmp_path):
    path = edited("{任务数}项", "{甲}项")
    path.write_text(path.read_text(encoding="utf-8").replace("{滞后数}项", "{乙}项"), encoding="utf-8")
    with pytest.raises(WrongWording) as problem:
        read_wording(path)
    assert len(problem.value.faults) == 2


def test_a_wording_saved_in_another_encoding_or_missing_is_said_so(edited, tmp_path):
    with pytest.raises(WrongWording, match="not saved as UTF-8"):
        read_wording(edited("工作提示函", "提醒", "gbk"))
    with pytest.raises(WrongWording, match="cannot be read"):
        read_wording(tmp_path / "none.txt")
    assert read_wording(edited("工作提示函", "提醒", "utf-8-sig")).days == 10


def test_a_changed_wording_is_what_the_letters_say(edited, made):
    wording = read_wording(edited("请分析原因、落实措施", "请认真研究"))
    text = text_of(letters_document(replace(made, wording=wording), made.cases[:1]))
    assert "请认真研究" in text
    assert "请分析原因" not in text


# --- letters ---


def test_every_enterprise_behind_and_every_silent_one_gets_a_letter(made):
    facts = made.facts
    behind = facts.ranked[(facts.ranked["behind"] > 0) & ~facts.ranked["unit"].isin(facts.silent["unit"])]
    assert [case.unit for case in made.cases] == [*behind["unit"], *facts.silent["unit"]]
    assert [case.silent for case in made.cases] == [False] * 17 + [True] * 4


def test_a_letter_says_what_was_promised_reported_missing_by_when_and_whom_to_call(made):
    case = case_of(made, "恒泰")
    text = text_of(letters_document(made, [case]))
    for said in (
        "青禾恒泰纺织有限公司：",
        "青禾镇总工会2020年度工作计划（青工发〔2020〕3号）",
        "承担分解任务5项",
        "4项低于序时进度",
        "6.30前1家",
        "互助保障参保\n164人\n7人\n81人\n74人\n连续六季",
        "于7月31日前将措施和完成时限告知我会",
        "联系：青禾镇总工会办公室，电话0000-5550100。",
        "2020年7月21日",
    ):
        assert said in text, said


def test_the_figures_of_a_letter_add_up_from_the_cells_it_names(made, example):
    """互助保障参保 7人 of 恒泰: 3 in the first quarter, 4 in the second, each in its file, sheet and cell."""
    case = case_of(made, "恒泰")
    line = next(line for line in sources_of(made, case) if line.startswith("互助保障参保"))
    places = re.findall(r"(\S+\.xlsx) (\S+?)!([A-Z]+[0-9]+)", line.split("：")[1].replace("、", " "))
    cells = example.read("sources", scope="/", first_period=8080, last_period=Q2, as_of=date(2020, 6, 30))
    named = cells.set_index(["file_name", "sheet", "cell"])["amount"]
    assert len(places) == 2
    assert sum(int(named[place]) for place in places) == 7
    assert all(named.index.isin([place]).sum() == 1 for place in places)


def test_who_did_not_report_is_asked_for_the_report_and_not_judged(made):
    case = case_of(made, "顺达")
    text = text_of(letters_document(made, [case]))
    assert "2020年二季度报表应于7月10日前报送" in text
    assert "已逾期11天" in text
    assert "序时" not in text


def test_more_targets_than_a_page_holds_are_named_in_the_last_line(made):
    case = case_of(made, "恒泰")
    many = replace(case, behind=[row | {"name": f"任务{number}"} for number in range(9) for row in case.behind[:1]])
    text = text_of(letters_document(made, [many]))
    assert "另有3项：任务6、任务7、任务8" in text


def test_the_letters_are_valid_word_files(made):
    for data in (letters_document(made), notice_document(made), call_list_document(made)):
        assert faults_of(data) == []


def test_the_same_letters_are_the_same_bytes(made):
    assert letters_document(made) == letters_document(made)
    assert letters_zip(made) == letters_zip(made)


def test_the_zip_has_a_word_file_for_each_enterprise_that_says_only_what_concerns_it(made):
    with zipfile.ZipFile(io.BytesIO(letters_zip(made))) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) == len(made.cases)
        text = text_of(archive.read("工作提示函_青禾东升电子有限公司.docx"))
    others = [case.name for case in made.cases if "东升" not in case.name]
    assert "青禾东升电子有限公司" in text
    assert not any(name in text for name in others)


def test_names_that_no_file_may_bear_or_that_two_enterprises_share_lose_nobody(made):
    twins = [replace(case, name="甲/乙:丙") for case in made.cases[:2]]
    with zipfile.ZipFile(io.BytesIO(letters_zip(replace(made, cases=twins)))) as archive:
        names = archive.namelist()
    assert names == ["工作提示函_甲_乙_丙.docx", f"工作提示函_甲_乙_丙_{twins[1].unit}.docx"]


def test_a_promise_is_recalled_and_one_overdue_said_so(store):
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 8), target("T", "proposals", 40)])
    add_report(store, 2020, 1, {("A", "proposals"): 0})
    add_report(store, 2020, 2, {("A", "proposals"): 0})
    about = {"unit": "A", "period": Q2, "said_on": date(2020, 7, 1), "contact": "call"}
    record_follow_ups(
        store,
        [
            about | {"subject": "proposals", "promised_on": date(2099, 9, 30), "measures": "开征集会"},
            about | {"subject": "everything", "promised_on": date(2020, 7, 31)},
        ],
        "办公室",
    )
    facts = gather(store, "T", 2020, 2)
    letters = letters_for(facts, load_history(store, "T", Q2), read_wording())
    assert fields_of(letters, letters.cases[0])["承诺"] == (
        "贵单位曾承诺：于7月31日前补齐全部滞后任务，现已逾期；于2099年9月30日前完成“合理化建议”任务（措施：开征集会）。"
    )


# --- notice, call list, messages ---


def test_the_three_lists_hold_every_enterprise_with_a_due_target_once(made):
    units = [unit for rows in made.lists.values() for unit in rows["unit"]]
    assert len(units) == len(set(units))
    assert not set(units) & set(made.facts.silent["unit"])
    assert set(units) | set(made.facts.silent["unit"]) >= set(made.facts.ranked["unit"])
    assert {name: len(rows) for name, rows in made.lists.items()} == {"已完成": 0, "达序时": 24, "滞后": 17}


def test_the_notice_counts_its_lists_and_its_table_has_a_row_for_each(made):
    text = text_of(notice_document(made))
    assert "应报企业61家，已报57家；有应完成任务的41家" in text
    for heading in ("一、已完成", "二、达序时", "三、滞后", "四、未报（不作评价）：4家"):
        assert heading in text
    assert "青禾恒泰纺织有限公司（4/4项）" in text
    table = text[text.index("各企业分解任务完成情况表\n序号") :]
    assert re.findall(r"^(\d+)\n青禾", table, re.MULTILINE) == [str(number) for number in range(1, 42)]


def test_an_enterprise_with_all_targets_met_is_in_the_first_list(store):
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 4), target("B", "proposals", 8)])
    add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 4})
    add_report(store, 2020, 2, {("A", "proposals"): 0, ("B", "proposals"): 1})
    made = letters_for(gather(store, "T", 2020, 2), load_history(store, "T", Q2), read_wording())
    assert {name: rows["unit"].tolist() for name, rows in made.lists.items()} == {
        "已完成": ["A"], "达序时": ["B"], "滞后": [],
    }  # fmt: skip
    assert made.cases == []
    assert faults_of(letters_document(made)) == []
    assert "三、滞后（有任务低于序时进度）：0家\n无。" in text_of(notice_document(made))


def test_the_call_list_has_the_phone_the_point_and_room_to_write(made):
    text = text_of(call_list_document(made))
    assert "0000-5550101" in text
    assert "未报2020年二季度报表，逾期11天" in text
    assert text.count("综合办公室") == len(made.cases)


def test_a_message_says_what_is_wrong_and_no_person_is_named(made):
    text = message_to(made, case_of(made, "东升"))
    assert text == (
        "【青禾镇总工会】青禾东升电子有限公司：截至6月底，互助保障参保107/360人，序时应完成179人，连续两季滞后。"
        "请于7月31日前告知完成时限，电话0000-5550100。"
    )
    assert "{" not in all_messages(made)


def test_the_message_to_the_group_counts_and_names_no_enterprise(made):
    text = group_message(made)
    assert "应报61家，已报57家，未报4家" in text
    assert not any(case.name in text for case in made.cases)


def test_the_letters_are_chinese_whatever_the_screen_speaks(made):
    text = text_of(letters_document(made))
    assert not re.search(r"behind|due|quarter", text)
