"""Paper for enterprises: the wording file, letters, notice, call list and messages."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from office_files import W, faults_of, part, text_of
from tables_by_hand import progress_row
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.decisions.follow_up import record_follow_ups
from tracking.lagging.history import load_history
from tracking.language import use_language
from tracking.letters.call_list import call_list_document
from tracking.letters.cases import Letters, fields_of, founding_notices, letters_for, nothing_to_say, sign_of
from tracking.letters.cells import cells_of_task
from tracking.letters.letter import LAYOUTS, letters_document, letters_zip
from tracking.letters.messages import all_messages, group_message, message_to
from tracking.letters.notice import ANNEX, notice_document
from tracking.letters.wording_file import FIELDS, FILE, Wording, WrongWording, read_wording
from tracking.office.word import TABLE_SIZES
from tracking.report.facts import gather
from tracking.store.store import Store

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
        ("【提示函标题】", "【标题】", "line 12: “标题” is no heading, or stands twice"),
        ("【催报短信】", "【企业短信】", "“企业短信” is no heading, or stands twice"),
        ("{任务数}项", "{任务总数}项", "line 17: {任务总数} is not known here. Known are {"),
        ("{收函单位}：\n按照", "{收函单位：\n按照", "line 16: a { or } is left over"),
        ("{任务表}", "如下：{任务表}", "line 18: {任务表} must stand in a line of its own"),
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
    path.write_text(path.read_text(encoding="utf-8").replace("{滞后情况}低于", "{乙}低于"), encoding="utf-8")
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
    text = text_of(letters_document(replace(made, wording=wording), [case_of(made, "东升")]))
    assert "请认真研究" in text
    assert "请分析原因" not in text


# --- letters ---


def test_a_notice_to_found_a_union_tells_each_enterprise_what_is_asked_on_a_page_of_its_own(made):
    facts = made.facts
    firms = facts.lacking.head(2)
    lately = firms.head(1).assign(
        unit="NEW", name="青禾新开有限公司"
    )  # opened after the quarter: the report's units lack it
    assert "青禾新开有限公司：" in text_of(letters_document(founding_notices(facts, made.wording, lately)))
    notices = founding_notices(facts, made.wording, firms)
    assert [case.kind for case in notices.cases] == ["建会通知书"] * 2
    text = text_of(letters_document(notices))
    assert text.count("\n建会通知书\n") == 2
    assert "青工建通〔2020〕　　号" in text
    assert "青禾雅致服饰有限公司：" in text
    assert "贵单位现有职工62人，尚未建立工会" in text
    assert "{" not in text
    nobody = replace(notices, cases=[replace(notices.cases[0], employees=None)])
    assert "贵单位尚未建立工会" in text_of(letters_document(nobody))


def test_every_enterprise_behind_or_silent_and_every_one_whose_contract_ends_gets_one_letter(made):
    facts = made.facts
    behind = facts.ranked[(facts.ranked["behind"] > 0) & ~facts.ranked["unit"].isin(facts.silent["unit"])]
    ending = facts.stands.loc[facts.stands["state"].isin(["expiring", "lapsed"]), "unit"]
    wanted = [*behind["unit"], *facts.silent["unit"]]
    others = list(dict.fromkeys(unit for unit in ending if unit not in set(wanted)))
    assert [case.unit for case in made.cases] == [*wanted, *others]
    assert [case.kind for case in made.cases] == ["提示函"] * 17 + ["催报函"] * 4 + ["到期提示函"] * len(others)
    assert len(others) == 7


def test_a_letter_about_contracts_alone_says_which_end_when_and_which_lapsed(made):
    text = text_of(letters_document(made, [case_of(made, "和顺")]))
    assert "关于续签集体合同（协议）的提示函" in text
    assert "集体合同已于2019年7月12日到期、尚未续签，工资专项集体合同将于10月12日到期" in text
    assert "任务" not in text
    assert "工资专项集体合同将于8月13日到期，请及时续签" in message_to(made, case_of(made, "通运"))


def test_a_letter_about_tasks_or_a_missing_report_names_the_contract_that_ends_too(made):
    assert "另，贵单位工资专项集体合同将于9月20日到期" in text_of(letters_document(made, [case_of(made, "佳禾")]))
    late = text_of(letters_document(made, [case_of(made, "顺达")]))
    assert "另，贵单位集体合同、工资专项集体合同、女职工专项集体合同将于8月12日到期" in late
    assert "合同" not in text_of(letters_document(made, [case_of(made, "德润")]))


def test_a_wording_of_ones_own_from_before_there_were_contracts_in_it_writes_no_letter_about_them_alone(made, example):
    sections = {name: lines for name, lines in made.wording.sections.items() if "到期" not in name}
    own = letters_for(made.facts, load_history(example, "QHZ", Q2), Wording(sections, 10))
    assert {case.kind for case in own.cases} == {"提示函", "催报函"}
    assert "合同" not in text_of(letters_document(own, [case_of(own, "顺达")]))


def test_a_letter_says_what_was_promised_reported_missing_by_when_and_whom_to_call(made):
    case = case_of(made, "恒泰")
    text = text_of(letters_document(made, [case]))
    for said in (
        "青禾恒泰纺织有限公司工会：",
        "特此函告。",
        "《青禾镇总工会2020年度工作计划》（青工发〔2020〕3号）",
        "承担分解任务5项，其中截至6月底应有进度的4项",
        "均低于序时进度",
        "签订工资集体协商协议\n6月30日前（已到期）\n未签订",
        "互助保障参保\n164人（12月31日前）\n7人\n81人\n74人\n157人\n六季（2019年一季度起）",
        "于7月31日前将措施和完成时限报我会",
        "联系：青禾镇总工会办公室，电话0000-5550100。",
        "2020年7月21日",
    ):
        assert said in text, said


def test_who_did_not_report_is_asked_for_the_report_and_not_judged(made):
    case = case_of(made, "顺达")
    text = text_of(letters_document(made, [case]))
    assert "2020年二季度报表应于7月10日前报送" in text
    assert "已逾期11天" in text
    assert "序时" not in text


def test_more_targets_than_a_page_holds_are_named_in_the_last_line(made):
    case = case_of(made, "恒泰")
    rows = [case.behind[1] | {"name": f"任务{number}"} for number in range(9)]
    many = replace(case, behind=rows, promises=[])
    text = text_of(letters_document(made, [many]))
    assert "另有3项低于序时进度：任务6、任务7、任务8" in text


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
        "贵单位曾承诺于7月31日前补齐全部低于序时的任务，截至6月底仍有1项低于序时进度。"
        "又承诺于2099年9月30日前完成“合理化建议”任务（措施：开征集会）。"
    )


def test_what_an_earlier_quarter_reported_is_asked_about_and_not_said_to_have_never_been(made):
    """永固 reported a wage agreement until the first quarter of 2020, 宏达 until the end of 2019, 恒泰 never."""
    for short, quarter in (("永固", "2020年一季度"), ("宏达", "2019年四季度")):
        case = case_of(made, short)
        lapsed = f"现无有效的工资集体协商协议（{quarter}末曾有效）"
        assert f"{lapsed}，任务已于2020年6月30日到期，请核实是否到期未续签或填报有误" in case.wrong()
        text = text_of(letters_document(made, [replace(case, ending=[])]))
        assert f"\n{lapsed}，请核实是否到期未续签或填报有误。\n" in text
        known = text_of(letters_document(made, [case]))
        assert "请核实" not in known, "the register knows that it lapsed"
        assert "另，贵单位工资专项集体合同已于" in known
        assert "签订工资集体协商协议\n6月30日前（已到期）\n现无\n" in text
        assert "未签订" not in text
    assert case_of(made, "恒泰").wrong().startswith("工资集体协商协议未签订，任务已于2020年6月30日到期；")
    assert case_of(made, "恒泰").doubts() == ""


def test_the_table_says_how_much_lacks_on_the_path_and_how_much_to_the_target():
    use_language("zh_CN")
    about = {"streak": 2, "since": 8080, "held": None}
    row = progress_row("A", "new_members", "behind", target=30.0, due=15.0, actual=8.0) | about
    assert cells_of_task(row, 2020) == ["发展会员", "30人\n（12月31日前）", "8人", "15人", "7人", "22人", "两季"]
    more = row | {"comparator": "more_than", "status": "missed", "due": 31.0, "actual": 30.0, "streak": 1}
    assert cells_of_task(more, 2020)[1:6] == ["多于30人\n（12月31日前）", "30人", "31人", "1人", "1人"]
    cap = row | {"comparator": "at_most", "actual": 17.0, "due_date": pd.Timestamp(2021, 3, 31)}
    assert cells_of_task(cap, 2020)[1:6] == ["不超过30人\n（2021年3月31日前）", "17人", "15人", "超2人", "—"]


def test_a_table_of_commitments_alone_has_no_columns_of_dashes(made):
    text = text_of(letters_document(made, [replace(case_of(made, "联丰"), ending=[])]))
    table = text[text.index("任务\n目标（期限）") :]
    assert table.startswith("任务\n目标（期限）\n已报完成\n签订工资集体协商协议\n6月30日前（已到期）\n现无\n现无有效的")


def test_who_promised_an_earlier_day_for_the_report_is_held_to_it_and_others_to_the_common_day(made):
    promised, passed, silent = (case_of(made, short) for short in ("华美", "顺达", "德润"))
    assert "请按承诺于7月24日前补报" in message_to(made, promised)
    text = text_of(letters_document(made, [promised]))
    assert "贵单位已告知于7月24日前补报。\n请按承诺于7月24日前补报；" in text
    assert "7月31日" not in text
    text = text_of(letters_document(made, [passed]))
    assert "贵单位曾告知于7月17日前补报，至今尚未收到。\n请于7月31日前补报；" in text
    assert "请于7月31日前补报" in message_to(made, silent)
    late = [promised.promises[0] | {"promised_on": date(2020, 8, 15)}]
    assert "请于7月31日前补报" in message_to(made, replace(promised, promises=late))


@pytest.mark.parametrize(
    ("subjects", "state", "asked"),
    [
        ([], "open", "请分析原因"),
        (["mutual_insurance"], "due_soon", "承诺未到期的任务请按期完成；其余任务请分析原因"),
        (["mutual_insurance"], "overdue", "请分析原因"),
        (["everything"], "open", "请按承诺的时限完成"),
        (["everything"], "broken", "请分析原因"),
        (["wage_enterprises", "golden_blue_collar", "employee_training", "mutual_insurance"], "open", "请按承诺的时限"),
    ],
)
def test_measures_and_a_day_are_asked_only_for_tasks_without_a_promise_that_runs(made, subjects, state, asked):
    about = {"state": state, "promised_on": date(2020, 8, 31), "measures": None}
    case = replace(case_of(made, "恒泰"), promises=[about | {"subject": subject} for subject in subjects])
    assert fields_of(made, case)["要求"].startswith(asked)
    assert f"。{asked}" in message_to(made, case)
    assert f"\n{asked}" in text_of(letters_document(made, [case]))


def test_promises_are_recalled_plainly_and_the_earlier_day_first(made):
    assert fields_of(made, case_of(made, "恒泰"))["承诺"] == (
        "贵单位曾承诺于6月15日前完成“互助保障参保”任务（措施：与投保点对接），截至6月底已报7人。"
        "又承诺于8月31日前签订工资集体协商协议（措施：重新启动协商）。"
    )


def test_a_letter_names_the_reports_its_figures_are_from_and_no_cells_that_its_reader_cannot_open(made):
    text = text_of(letters_document(made, [case_of(made, "东升")]))
    assert "数据来源：贵单位2020年一季度、二季度上报表，截至2020年6月30日。互助保障参保的序时应完成数按天折算。" in text
    assert ".xlsx" not in text
    assert "!" not in text


def test_a_letter_is_ragged_on_the_right_and_its_table_12_points_where_it_fits(made):
    body = part(letters_document(made, [case_of(made, "东升")]), "word/document.xml")
    sides = [node.get(f"{W}val") for node in body.iterfind(f"{W}body/{W}p/{W}pPr/{W}jc")]
    assert sides == ["left"] * 5 + ["right"] * 2
    styles = part(letters_document(made, [case_of(made, "东升")]), "word/styles.xml")
    used = {node.get(f"{W}val") for node in body.iterfind(f".//{W}tbl//{W}pStyle")}
    sizes = {style.find(f".//{W}sz").get(f"{W}val") for style in styles if style.get(f"{W}styleId") in used}
    assert sizes == {"24"}


# --- notice, call list, messages ---


def test_the_three_lists_hold_every_enterprise_with_a_due_target_once(made):
    units = [unit for rows in made.lists.values() for unit in rows["unit"]]
    assert len(units) == len(set(units))
    assert not set(units) & set(made.facts.silent["unit"])
    assert set(units) | set(made.facts.silent["unit"]) >= set(made.facts.ranked["unit"])
    assert {name: len(rows) for name, rows in made.lists.items()} == {"已完成": 0, "达序时": 24, "低于序时": 17}


def test_the_notice_counts_its_lists_and_its_table_has_a_row_for_each(made):
    text = text_of(notice_document(made))
    assert "应报企业61家（另有免考核企业1家：停产歇业1家），已报57家，未报4家。" in text
    assert "已报企业中，有到期任务的41家，其余16家本期没有到期任务；逐家情况见附件" in text
    for heading in (
        "一、达到序时进度的企业（24家）",
        "二、低于序时进度的企业（17家，其中略低于序时6家）",
        "三、未报送报表的企业（4家）",
    ):
        assert heading in text
    table = text[text.index("各企业分解任务完成情况表\n序号") :]
    assert re.findall(r"^(\d+)\n青禾", table, re.MULTILINE) == [str(number) for number in range(1, 46)]


def test_an_enterprise_with_all_targets_met_is_in_the_first_list(store):
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 4), target("B", "proposals", 8)])
    add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 4})
    add_report(store, 2020, 2, {("A", "proposals"): 0, ("B", "proposals"): 1})
    made = letters_for(gather(store, "T", 2020, 2), load_history(store, "T", Q2), read_wording())
    assert {name: rows["unit"].tolist() for name, rows in made.lists.items()} == {
        "已完成": ["A"], "达序时": ["B"], "低于序时": [],
    }  # fmt: skip
    assert made.cases == []
    assert faults_of(letters_document(made)) == []


def test_those_slightly_behind_are_named_apart(made):
    text = text_of(notice_document(made))
    slight = [case.name for case in made.cases if {row["status"] for row in case.behind} == {"slightly_behind"}]
    assert len(slight) == 6
    assert "略低于序时的6家见附件。" in text, "eleven others are behind, and ten names are enough"
    behind = made.lists["低于序时"]
    few = replace(made, lists=made.lists | {"低于序时": behind[behind["slight"].astype(bool)]})
    assert f"略低于序时的：{'、'.join(slight)}。" in text_of(notice_document(few))
    assert "滞后" not in text


def test_the_notice_says_what_enterprises_gave_as_reasons_and_nothing_where_none_did(made):
    text = text_of(notice_document(made))
    assert "从已了解的情况看，原因主要有部分企业配合不够、企业人员变动。\n" in text
    silent = replace(made, facts=replace(made.facts, follow_ups=made.facts.follow_ups.iloc[:0]))
    assert "原因" not in text_of(notice_document(silent))


def test_the_counts_of_the_notice_close(made):
    fields = {name: int(text) for name, text in fields_of(made).items() if text.isdigit()}
    assert fields["已报数"] + fields["未报数"] == fields["应报数"]
    assert fields["已完成数"] + fields["达序时数"] + fields["滞后家数"] == fields["有任务数"]
    assert fields_of(made)["其余"] == f"，其余{fields['已报数'] - fields['有任务数']}家本期没有到期任务"
    enterprises = made.facts.units[made.facts.units["kind"] == "enterprise"]["unit"]
    standing = set(enterprises) & set(made.facts.progress["unit"])
    assert fields["应报数"] + 1 == len(standing)


def test_the_notice_lists_who_did_not_report_with_dashes_and_says_its_order_and_whom_to_call(made):
    text = text_of(notice_document(made))
    assert "未报送报表的企业（4家）\n42\n" in text
    assert "青禾天成食品有限公司\n东塘村\n—\n—\n—\n—\n—" in text
    assert "联系：青禾镇总工会办公室，电话0000-5550100。" in text
    assert "按在总差距中所占份额由大到小排列，其余按单位代码排列" in text
    assert "签订工资集体协商协议" in text
    for word in ("指数", "看板", "附表"):
        assert word not in text


def test_a_list_of_nobody_is_left_out_of_notice_and_message(made):
    assert "全部完成任务的企业（" not in text_of(notice_document(made))
    assert "已完成" not in group_message(made)
    assert "达序时24家、低于序时17家（其中略低于序时6家），其余16家本期没有到期任务。" in group_message(made)


def test_the_call_list_says_all_that_is_wrong_and_what_was_promised_and_how_it_stands(made):
    text = text_of(call_list_document(made))
    assert "（2019年四季度起）；互助保障参保7/164人，序时应完成81人，连续六季低于序时（2019年一季度起）" in text
    assert "\n8月31日前签订工资集体协商协议（进行中）\n" in text
    assert "\n7月17日前补报报表（已逾期）\n" in text
    assert "本次承诺日期" in text


def test_a_message_counts_what_it_does_not_tell(made):
    assert "；另有1项低于序时进度。" in message_to(made, case_of(made, "恒泰"))


def test_the_call_list_has_the_phone_the_point_and_room_to_write(made):
    text = text_of(call_list_document(made))
    assert "0000-5550101" in text
    assert "合同将到期或到期未续（7家）\n18\n青禾思源印刷有限公司" in text
    assert "未报2020年二季度报表（4家）\n25\n青禾顺达机械有限公司\n综合办公室\n0000-5550112\n报表逾期11天；" in text
    assert text.count("综合办公室") == len(made.cases)


def test_a_message_says_what_is_wrong_and_no_person_is_named(made):
    text = message_to(made, case_of(made, "东升"))
    assert text == (
        "【青禾镇总工会】青禾东升电子有限公司：截至6月底，互助保障参保107/360人，序时应完成179人，连续两季低于序时。"
        "请分析原因、落实措施，并于7月31日前将措施和完成时限报我会。电话0000-5550100。"
    )
    assert "{" not in all_messages(made)


def test_the_message_to_the_group_counts_and_names_no_enterprise(made):
    text = group_message(made)
    assert "应报企业61家（另有免考核企业1家：停产歇业1家），已报57家，未报4家" in text
    assert not any(case.name in text for case in made.cases)


def test_the_letters_are_chinese_whatever_the_screen_speaks(made):
    text = text_of(letters_document(made))
    assert not re.search(r"behind|due|quarter", text)


def test_what_is_asked_of_nobody_is_not_printed_and_the_whole_unions_totals_are(made):
    fields = fields_of(made)
    assert "请低于序时的企业" in fields["各项要求"]
    assert "请未报企业" in fields["各项要求"]
    assert re.search(r"\d", fields["主要指标"])
    all_in = replace(made, facts=replace(made.facts, silent=made.facts.silent.head(0)))
    assert "请未报企业" not in fields_of(all_in)["各项要求"]
    assert "请未报企业" not in group_message(all_in)


def test_a_notice_names_at_most_ten_of_a_list_and_stays_short(made):
    body = text_of(notice_document(made)).split(ANNEX)[0]
    for line in body.splitlines():
        assert line.count("、") < 10, line


def test_where_nothing_is_broken_down_and_everybody_reported_there_is_nothing_to_say(made):
    empty = {name: rows.head(0) for name, rows in made.lists.items()}
    assert nothing_to_say(replace(made, lists=empty, facts=replace(made.facts, silent=made.facts.silent.head(0))))
    assert not nothing_to_say(made)


def test_the_rows_of_the_call_list_are_high_enough_to_be_written_on(made):
    table = part(call_list_document(made), "word/document.xml").find(f".//{W}tbl")
    rows = [row for row in table.iter(f"{W}tr") if len(row.findall(f"{W}tc")) > 1][1:]
    heights = [int(row.find(f"{W}trPr/{W}trHeight").get(f"{W}val")) for row in rows]
    assert min(heights) * 25.4 / 1440 >= 11.9
    assert len(heights) == len(made.cases)


def test_a_letter_and_the_notice_have_a_number_to_fill_in_made_from_the_plans(made, edited):
    texts = [node.text for node in part(letters_document(made, made.cases[:1]), "word/document.xml").iter(f"{W}t")]
    assert texts[0] == "青工函〔2020〕　　号"
    assert next(part(notice_document(made), "word/document.xml").iter(f"{W}t")).text == "青工发〔2020〕　　号"
    without = replace(made, wording=read_wording(edited("{代字}函〔{发文年}〕　　号\n", "")))
    texts = [node.text for node in part(letters_document(without, made.cases[:1]), "word/document.xml").iter(f"{W}t")]
    assert texts[0] == "工作提示函"


@pytest.mark.parametrize(
    ("document", "sign"),
    [
        ("青工发〔2020〕3号", "青工"),
        ("临工办〔2021〕12号", "临工"),
        ("县总工会2020年工作要点", ""),
        (None, ""),
    ],
)
def test_the_sign_of_an_office_is_read_from_the_number_of_its_plan(document, sign):
    assert sign_of(document) == sign


def test_every_size_that_a_letter_is_set_in_is_a_style_of_tables():
    assert {layout.size for layout in LAYOUTS} <= set(TABLE_SIZES)


def test_no_run_of_a_letter_has_a_look_of_its_own(made):
    document = part(letters_document(made), "word/document.xml")
    looks = {child.tag.removeprefix(W) for properties in document.iter(f"{W}rPr") for child in properties}
    assert looks <= {"rStyle"}


def test_where_everybody_reported_nobody_is_counted_and_without_a_phone_none_is_named(store):
    add_units(store, [TOWNSHIP, *(unit(code) for code in "AB")])
    add_plan(store, [target("T", "proposals", 40), *(target(code, "proposals", 20) for code in "AB")])
    for quarter in (1, 2):
        add_report(store, 2020, quarter, {(code, "proposals"): 1 for code in "AB"})
    made = letters_for(gather(store, "T", 2020, 2), load_history(store, "T", Q2), read_wording())
    assert "应报企业2家，全部上报。" in group_message(made)
    assert "未报" not in group_message(made)
    assert "电话" not in group_message(made) + message_to(made, made.cases[0])
    assert "电话" not in text_of(letters_document(made))


def test_the_signature_of_a_notice_never_stands_alone_on_a_page(made):
    body = list(part(notice_document(made), "word/document.xml").iter(f"{W}p"))
    texts = ["".join(node.itertext(f"{W}t")) for node in body]
    first, last = next(n for n, text in enumerate(texts) if text.startswith("联系：")), texts.index("青禾镇总工会")
    for paragraph in body[first:last]:
        assert paragraph.find(f"{W}pPr/{W}keepNext") is not None
