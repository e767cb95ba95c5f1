"""What the chair makes of a sentence stays when figures change, follows them, and what changed can be told."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from made_once import copy_database
from test_report import everywhere, plan

from tracking.catalogue import openings, wordings
from tracking.report.choices import OWN, STRIKE, WORDING, Choice, figures_in, other_wordings, own_words, read_choice
from tracking.report.drafts import current_report, opening_line_of, save_opening_line, save_words
from tracking.report.facts import gather
from tracking.report.half_year import Report, as_plain_text, blocks, compose
from tracking.report.wording import CITED, bare, cited, sentences, spoken
from tracking.store.store import Store, StoreProblem

SLOW = {q: everywhere("proposals", 1) for q in (1, 2)}
FAST = {q: everywhere("proposals", 4) for q in (1, 2)}


def report_with(report_on, quarters: dict, words: dict[str, str] | None = None) -> Report:
    facts = report_on([plan("proposals", 40)], quarters, detailed=False).facts
    return compose(facts, "half-year", words=words)


def choice_of(report: Report, where: str, do: str, typed: str = "", number: int = 0) -> dict[str, str]:
    was = report.sentences[where]
    return {where: Choice(do, was, own_words(typed, was) if typed else "", number).body()}


def test_every_sentence_of_the_usual_style_has_a_role_of_its_own(example):
    report = compose(gather(example, "QHZ", 2020, 2), "half-year")
    for section in report.sections:
        paragraphs = [*section.paragraphs, *(text for _title, texts in section.parts for text in texts)]
        roles = [role for paragraph in paragraphs for role, _text in sentences(paragraph)]
        assert all(roles), section.key
        assert len(roles) == len(set(roles)), section.key
    assert "".join(bare(text) for text in report.sentences.values()) in "".join(
        bare(text) for style, text in blocks(report) if style == "text"
    ).replace("一是", "").replace("二是", "").replace("三是", "").replace("四是", "").replace("五是", "")


def test_a_struck_sentence_is_gone_from_the_text_and_stays_gone_when_figures_change(report_on):
    before = report_with(report_on, SLOW)
    words = choice_of(before, "contests/matters", STRIKE)
    assert "合理化建议8项" in as_plain_text(before)
    assert "合理化建议8项" not in as_plain_text(report_with(report_on, SLOW, words))
    after = report_with(report_on, FAST, words)
    assert "合理化建议32项" not in as_plain_text(after)
    choice = read_choice(words["contests/matters"])
    assert choice.is_of_another(after.sentences["contests/matters"])
    assert ("8项", "32项") in [
        (then, now) for _key, then, now in choice.changed_figures(after.sentences["contests/matters"])
    ]


def test_two_targets_of_one_indicator_have_a_measure_each(report_on):
    targets = [plan("proposals", 100, due_date=date(2020, 9, 30)), plan("proposals", 400)]
    report = report_on(targets, SLOW, detailed=False)
    measures = [text for where, text in report.sentences.items() if where.startswith("outlook/measure.proposals.")]
    assert len(measures) == 2
    text = as_plain_text(report)
    assert all(bare(measure) in text for measure in measures)
    assert "合理化建议、合理化建议" not in text, "its name is said once in a row"


def test_a_struck_sentence_leaves_its_place_so_that_it_can_be_taken_back(report_on):
    before = report_with(report_on, SLOW)
    after = report_with(report_on, SLOW, choice_of(before, "contests/matters", STRIKE))
    roles = [role for style, text in blocks(after, struck=True) if style == "text" for role, _text in sentences(text)]
    assert "contests/matters" in roles
    assert after.sentences == before.sentences


def test_a_section_of_which_all_is_struck_has_no_heading(report_on):
    before = report_with(report_on, SLOW)
    words = {}
    for where in before.sentences:
        if where.startswith("contests/"):
            words |= choice_of(before, where, STRIKE)
    text = as_plain_text(report_with(report_on, SLOW, words))
    assert "劳动竞赛" in as_plain_text(before)
    assert "劳动竞赛" not in text
    assert "（一）自身建设" in text


def test_causes_are_numbered_by_what_is_left_of_them(example):
    facts = gather(example, "QHZ", 2020, 2)
    before = compose(facts, "half-year")
    causes = [where for where in before.sentences if where.startswith("problems/cause.")]
    assert len(causes) == 4

    def problems(*struck: str) -> str:
        words = {}
        for where in struck:
            words |= choice_of(before, where, STRIKE)
        report = compose(facts, "half-year", words=words)
        return bare("".join(next(section for section in report.sections if section.key == "problems").paragraphs))

    assert problems().startswith("一是部分指标")
    assert problems(causes[0]).startswith("一是企业之间")
    assert "四是" not in problems(causes[0])
    assert problems(*causes[1:]).startswith("主要是部分指标")


def test_her_own_words_keep_the_figures_alive_and_only_those(report_on):
    before = report_with(report_on, SLOW)
    typed = "上半年征集合理化建议8项，比去年的18项少，其中8月8日一次。"
    words = choice_of(before, "contests/matters", OWN, typed)
    assert typed in as_plain_text(report_with(report_on, SLOW, words))
    after = report_with(report_on, FAST, words)
    assert "上半年征集合理化建议32项，比去年的18项少，其中8月8日一次。" in as_plain_text(after)
    assert any(key.startswith("actual.proposals") for key in after.figures())


def test_a_figure_that_the_sentence_has_no_more_stays_as_it_was_and_is_no_figure(report_on):
    before = report_with(report_on, SLOW)
    words = choice_of(before, "contests/matters", OWN, "征集合理化建议8项，占20%。")
    done = report_with(report_on, {q: everywhere("proposals", 9) for q in (1, 2)}, words)
    assert "征集合理化建议72项，占20%。" in as_plain_text(done)
    assert not any(said == "20%" for said in done.figures().values())


def test_another_wording_is_made_of_the_sentence_of_the_day(report_on):
    before = report_with(report_on, SLOW)
    words = choice_of(before, "contests/matters", WORDING, number=1)
    assert "落后于序时进度" in as_plain_text(report_with(report_on, SLOW, words))
    later = as_plain_text(report_with(report_on, {q: everywhere("proposals", 3) for q in (1, 2)}, words))
    assert "落后于序时进度" not in later
    assert "超过序时进度要求" in later


def test_other_openings_of_a_section_are_its_other_wordings():
    known = openings()["formation", "held"]
    assert other_wordings(known[0]) == known[1:]
    assert other_wordings(f"从已报情况看，{openings()['lead', 'held'][0]}")[0].startswith("从已报情况看，")
    assert other_wordings("没有别的说法。") == []


def test_the_longest_words_are_replaced_and_figures_are_left_alone():
    sentence = f"培训职工{cited('96人次', 'actual.x.20201231')}，明显慢于序时进度；评选{cited('1家', 'actual.y.20201231')}，慢于序时进度。"
    (other,) = other_wordings(sentence)
    assert bare(other) == "培训职工96人次，与序时进度差距较大；评选1家，落后于序时进度。"
    assert figures_in(other) == figures_in(sentence)


def test_no_wording_adds_a_figure_or_takes_a_claim_of_another_verdict():
    for words, others in wordings().items():
        assert not CITED.search("".join(others))
        assert not set("0123456789") & set("".join(others))
        assert words not in others


def test_a_choice_is_read_as_it_was_stored_and_roles_do_not_show():
    choice = Choice(OWN, spoken("x", cited("8项", "actual.proposals.20201231")), "她的话", 0)
    assert read_choice(choice.body()) == choice
    assert read_choice("") is None
    assert bare(spoken("matters", "句子。")) == "句子。"


def test_her_words_stand_before_or_after_the_figures_as_she_chooses(report_on):
    words = {"contests/before": "3月召开动员会。", "contests": "还将继续。", "outlook/before": "坚持目标导向。"}
    lines = [line.strip() for line in as_plain_text(report_with(report_on, SLOW, words)).splitlines()]
    at = lines.index("3月召开动员会。")
    assert lines[at - 1].endswith("劳动竞赛与技术创新")
    assert "合理化建议8项" in lines[at + 1]
    assert lines[at + 2] == "还将继续。"
    assert lines[lines.index("坚持目标导向。") - 1] == "三、下半年工作安排"


def test_words_before_a_sections_figures_make_a_section_of_their_own(report_on):
    text = as_plain_text(report_with(report_on, SLOW, {"model_case/before": "柳溪A厂的做法。"}))
    assert "柳溪A厂的做法。" in text
    assert "一个典型企业" not in text


@pytest.fixture
def private_store(example_database, tmp_path) -> Iterator[Store]:
    """The example, to write in."""
    with Store(copy_database(example_database, tmp_path / "own.duckdb"), "the tests", keep_copy=False) as store:
        yield store


def test_the_opening_line_is_the_townships_own_with_its_fields_filled_in(private_store):
    line = "{年}年{期间}，在镇党委领导下，{单位}{计划}开展工作。"
    save_opening_line(private_store, "QHZ", line, "主席")
    assert opening_line_of(private_store, "QHZ")["body"] == line
    for year, quarter, kind, begin in (
        (
            2020,
            2,
            "half-year",
            "2020年上半年，在镇党委领导下，青禾镇总工会围绕年度工作计划（青工发〔2020〕3号）开展工作。",
        ),
        (2020, 1, "quarter", "2020年一季度，在镇党委领导下，"),
        (2019, 4, "annual", "2019年，在镇党委领导下，"),
    ):
        text = as_plain_text(current_report(private_store, gather(private_store, "QHZ", year, quarter), kind))
        assert text.splitlines()[1].strip().startswith(begin)
    save_opening_line(private_store, "QHZ", "", "主席")
    assert "竭诚服务职工群众" in as_plain_text(
        current_report(private_store, gather(private_store, "QHZ", 2020, 2), "half-year")
    )


def test_an_opening_line_with_a_field_that_nothing_fills_in_is_told(private_store):
    with pytest.raises(StoreProblem, match=re.escape("{月}")):
        save_opening_line(private_store, "QHZ", "{月}，{单位}。", "主席")


def test_a_choice_is_stored_like_words_in_every_version(private_store):
    facts = gather(private_store, "QHZ", 2020, 2)
    report = current_report(private_store, facts, "half-year")
    about = (private_store, "QHZ", "half-year", facts.period)
    save_words(*about, choice_of(report, "training/best", STRIKE), "主席")
    assert "较多的有" in report.sentences["training/best"]
    after = current_report(private_store, facts, "half-year")
    assert bare(report.sentences["training/best"]) not in as_plain_text(after)
    save_words(*about, {"training/best": ""}, "主席")
    assert as_plain_text(current_report(private_store, facts, "half-year")) == as_plain_text(report)


def test_who_did_best_is_proposed_as_an_example_and_contacts_are_deeds(example):
    report = compose(gather(example, "QHZ", 2020, 2), "half-year")
    text = as_plain_text(report)
    assert "可以考虑青禾康乐服饰有限公司：分解任务均达到序时进度，完成的较多" in text
    assert "就上半年任务先后7次联系企业，1项承诺已兑现" in text
