"""The report as a chair reads it: two figures a matter, a sentence that sums up, causes, measures, and nothing claimed without a figure."""

import re
from datetime import date
from random import Random

import pytest
from claims import false_claims
from test_report import everywhere, plan
from townships import TOWNSHIP, target, unit

from tracking.catalogue import measures, openings
from tracking.report.facts import gather
from tracking.report.half_year import Report, as_plain_text, blocks, compose, weight_of
from tracking.report.tracing import trace
from tracking.report.wording import CITED, bare, cited

FIRMS = ("A", "B", "C", "D")
OPENED = {section for section, _mix in openings()} - {"lead"}
QUARTERS = [(2019, 4, "annual"), (2020, 1, "quarter"), (2020, 2, "half-year")]
STRUCK = (
    "现有12人",
    "其中其他",
    "0人次等",
    "序时应完成",
    "沿用此前上报数",
    "等等",
    "。。",
    "，，",
    "；。",
    "，。",
    "None",
    "nan",
)


@pytest.fixture(params=QUARTERS, ids=lambda one: f"{one[0]} Q{one[1]}")
def told(request, example) -> Report:
    year, quarter, kind = request.param
    return compose(gather(example, "QHZ", year, quarter), kind)


def body(report: Report) -> list[str]:
    return [text for style, text in blocks(report) if style == "text"]


def test_every_claim_is_borne_out_by_the_figures_it_cites(told):
    assert false_claims(told) == []


def test_a_false_claim_would_be_found(told):
    key = next(match[1] for text in body(told) for match in CITED.finditer(text) if match[1].startswith("actual."))
    row = told.facts.rows_by_key[tuple(key.split(".")[1:])]
    word = "到期未完成" if row["status"] != "missed" else "快于序时进度"
    lie = f"{cited('9', key)}，{word}。"
    section = told.sections[0]
    section.paragraphs.append(lie)
    try:
        assert len(false_claims(told)) == 1
    finally:
        section.paragraphs.remove(lie)


def test_it_reads_like_a_report_and_not_like_a_table(told):
    texts = body(told)
    characters = sum(len(bare(text)) for text in texts)
    assert 100 * sum(len(CITED.findall(text)) for text in texts) / characters <= 3.5
    assert max(len(CITED.findall(text)) for text in texts) <= 12
    sentences = [one for text in texts for one in re.split("(?<=。)", text) if one]
    assert sum(not CITED.search(one) for one in sentences) / len(sentences) >= 0.4


def test_every_figure_of_it_can_be_followed(told):
    for key in told.figures():
        assert trace(told.facts, key).name


def test_what_an_office_would_strike_is_not_there(told):
    text = "\n".join(bare(text) for text in body(told))
    assert [words for words in STRUCK if words in text] == []
    assert not re.search(r"还差0(?!\.)", text)
    assert not re.search(r"\d+/\d+家", text), "coverage stands in the annex"


def test_problems_are_causes_in_at_most_300_characters_without_names_of_enterprises(told):
    section = next(section for section in told.sections if section.key == "problems")
    text = bare("".join(section.paragraphs))
    assert len(text) <= 300
    assert [name for name in told.facts.names.values() if name in text and name != told.facts.unit_name] == []
    assert text.startswith(("一是", "主要是"))


def test_each_section_opens_with_the_sentence_that_fits_its_verdicts(told):
    for section in told.sections:
        if section.key in OPENED and section.paragraphs:
            known = {text for (name, _mix), texts in openings().items() if name == section.key for text in texts}
            assert any(bare(section.paragraphs[0]).startswith(text) for text in known), section.key


def test_half_silent_is_told_as_what_was_reported_so_far(report_on):
    quarters = {1: everywhere("proposals", 9), 2: everywhere("proposals", 9, FIRMS[:2])}
    text = "".join(map(bare, body(report_on([plan("proposals", 20)], quarters, detailed=False))))
    assert "从已报情况看，" in text
    assert "按已报数全部完成" in text
    assert "二季度仍有2家企业未报" in text


def test_what_was_missed_comes_first_and_what_needs_twice_the_pace_is_called_hard(report_on):
    targets = [plan("proposals", 400), plan("lectures", 8, due_date=date(2020, 6, 30))]
    quarters = {q: everywhere("proposals", 1) | everywhere("lectures", 0) for q in (1, 2)}
    report = report_on(targets, quarters, detailed=False)
    outlook = next(section for section in report.sections if section.key == "outlook")
    assert outlook.parts[0][0] == "限期补完到期未完成的任务"
    assert "合理化建议任务较重" in bare(outlook.parts[1][1][0])
    assert "工作尚未开展" in "".join(map(bare, body(report)))


def test_a_measure_is_a_sentence_that_may_be_edited_and_ends_in_one_figure(report_on):
    report = report_on([plan("proposals", 40)], {q: everywhere("proposals", 1) for q in (1, 2)}, detailed=False)
    outlook = next(section for section in report.sections if section.key == "outlook")
    (text,) = outlook.parts[0][1]
    measure = f"{measures()['proposals']['measure']}，年内再征集合理化建议32项。"
    assert bare(text) == f"{measure}合理化建议任务较重，要集中力量推进。"


def told_of_twelve(report_on, amounts: list[int]) -> str:
    """The report of a township whose twelve firms made so many proposals in each quarter."""
    firms = "ABCDEFGHIJKL"
    units = [TOWNSHIP, *(unit(code, employees=100) for code in firms)]
    targets = [plan("proposals", 40), *(target(code, "proposals", 10) for code in firms)]
    figures = {(code, "proposals"): amount for code, amount in zip(firms, amounts, strict=True)}
    report = report_on(targets, {1: figures, 2: figures}, units=units, detailed=False)
    return "".join(map(bare, body(report)))


def test_those_who_did_most_are_named_and_those_who_lag_are_not(report_on):
    text = told_of_twelve(report_on, [20, 9, 7, *[1] * 9])
    assert "合理化建议较多的有柳溪A厂、柳溪B厂、柳溪C厂。" in text
    assert "柳溪D厂" not in text


def test_who_did_no_more_than_the_others_is_not_named(report_on):
    assert "较多的有" not in told_of_twelve(report_on, [9] * 12)
    assert "合理化建议较多的有柳溪A厂。" in told_of_twelve(report_on, [20, *[5] * 11])


def test_of_a_few_enterprises_none_is_named_as_having_done_most(report_on):
    units = [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)]
    figures = {(code, "proposals"): amount for code, amount in zip(FIRMS, (20, 9, 7, 1), strict=True)}
    report = report_on([plan("proposals", 40)], {1: figures, 2: figures}, units=units, detailed=False)
    assert "较多的有" not in "".join(map(bare, body(report)))


def test_where_nearly_all_enterprises_are_behind_it_is_no_imbalance(report_on):
    units = [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)]
    targets = [plan("proposals", 80), *(target(code, "proposals", 20) for code in FIRMS)]

    def told(*amounts: int) -> str:
        figures = {(code, "proposals"): amount for code, amount in zip(FIRMS, amounts, strict=True)}
        return "".join(map(bare, body(report_on(targets, {1: figures, 2: figures}, units=units, detailed=False))))

    assert "企业进度普遍偏慢，4家企业" in told(1, 1, 1, 1)
    assert "企业之间进展不平衡，1家企业" in told(9, 9, 9, 1)


def test_all_done_and_all_behind_are_said_so(report_on):
    def told(each: int) -> str:
        quarters = {q: everywhere("proposals", each) | everywhere("lectures", each) for q in (1, 2)}
        targets = [plan("proposals", 40), plan("lectures", 40)]
        return "".join(map(bare, body(report_on(targets, quarters, detailed=False))))

    assert "年度计划确定的2项目标全部完成。" in told(9)
    assert "年度计划确定的2项目标均低于序时进度。" in told(1)
    assert "少数" not in told(1)


def test_what_came_due_inside_a_quarter_is_not_said_to_be_done_early(report_on):
    targets = [plan("proposals", 40, due_date=date(2020, 5, 15))]
    text = "".join(map(bare, body(report_on(targets, {q: everywhere("proposals", 9) for q in (1, 2)}, detailed=False))))
    assert "征集合理化建议72项，完成任务。" in text
    assert "提前" not in text


def test_a_broken_cap_is_no_slow_progress(report_on):
    targets = [plan("dispute_mediations", 6, comparator="at_most"), plan("proposals", 40)]
    quarters = {q: everywhere("dispute_mediations", 2) | everywhere("proposals", 1) for q in (1, 2)}
    text = "".join(map(bare, body(report_on(targets, quarters, detailed=False))))
    assert "劳动争议调解进度偏慢" not in text
    assert "劳动争议调解超出全年控制数" in text


def test_unions_are_not_sought_among_enterprises_without_one_where_there_is_none(report_on):
    quarters = {
        q: everywhere("new_unions", 0) | everywhere("should_unionise", 1) | everywhere("unionised", 1) for q in (1, 2)
    }
    text = "".join(map(bare, body(report_on([plan("new_unions", 4)], quarters, detailed=False))))
    assert "应建未建" not in text
    assert "摸排新办企业" in text


def test_a_verb_is_said_once_for_what_it_is_said_of(example):
    text = "".join(map(bare, body(compose(gather(example, "QHZ", 2020, 2), "half-year"))))
    assert "评选知识型职工2名、先进企业1家" in text
    assert "家，评选" not in text


def test_the_text_can_be_pasted_into_a_message(told):
    text = as_plain_text(told)
    assert text.startswith(told.title)
    assert text.rstrip().splitlines()[-2] == told.facts.unit_name
    assert not re.search("[\ue000-\ue002]", text)


def test_what_the_page_says_of_length_and_figures_is_counted_from_the_text(told):
    characters, figures = weight_of(body(told))
    assert characters == sum(len(bare(text)) for text in body(told))
    assert round(figures * characters / 100) == sum(len(CITED.findall(text)) for text in body(told))


COUNTED = (
    "proposals",
    "lectures",
    "new_members",
    "employee_training",
    "new_unions",
    "warmth_households",
    "project_contests",
    "model_unions",
    "school_aid",
    "dispute_mediations",
)
LEVELS = ("womens_committees", "bookhouses", "hardship_files", "congress_enterprises")
RATES = ("formation_rate", "contract_rate")


def random_town(chance: Random) -> tuple[list[dict], dict[int, dict], int]:
    """Targets of any kind, comparator and phasing, and figures of which some units, quarters or cells are missing."""
    quarter = chance.choice((1, 2, 3, 4))
    targets = []
    for code in chance.sample((*COUNTED, *LEVELS, *RATES), chance.randint(1, 10)):
        comparator = chance.choice(("at_least", "at_least", "more_than", "at_most", "about", "keep"))
        amount = chance.choice((900_000, 1_000_000)) if code in RATES else chance.choice((1, 4, 9, 40, 400))
        due = chance.choice(
            (date(2020, 12, 31), date(2020, 12, 31), date(2020, 9, 30), date(2020, 5, 15), date(2020, 6, 30))
        )
        start = date(2019, 10, 1) if due == date(2020, 9, 30) and chance.random() < 0.3 else date(2020, 1, 1)
        phasing = "keep" if comparator == "keep" or code in RATES else chance.choice(("even", "even", "keep"))
        more = {"tolerance": chance.choice((0, 1, 10_000 if code in RATES else 2))} if comparator == "about" else {}
        baseline = chance.choice((None, 0, amount + 3)) if code in LEVELS else None
        targets.append(
            plan(
                code,
                amount,
                comparator=comparator,
                due_date=due,
                period_start=start,
                phasing=phasing,
                baseline=baseline,
                **more,
            )
        )
    figures = {}
    for number in range(1, quarter + 1):
        own = {}
        for code in FIRMS:
            if chance.random() < 0.15:
                continue
            for indicator in (*COUNTED, *LEVELS):
                if chance.random() < 0.7:
                    own[code, indicator] = chance.choice((0, 0, 1, 3, 25))
            for indicator in ("should_unionise", "unionised", "contract_enterprises"):
                own[code, indicator] = chance.choice((1, 1, 0))
        if own:
            figures[number] = own
    return targets, figures, quarter


@pytest.mark.parametrize("seed", range(16))
def test_of_any_town_nothing_false_is_said_and_nothing_breaks(report_on, seed):
    targets, figures, quarter = random_town(Random(seed))
    for detailed in (False, True):
        report = report_on(targets, figures, quarter=quarter, detailed=detailed)
        if not detailed:
            assert false_claims(report) == []
        text = "\n".join(map(bare, body(report)))
        assert [
            words for words in ("。。", "，，", "；。", "，。", "None", "nan", "—家", "：。", "（）") if words in text
        ] == []
        for key in report.figures():
            assert trace(report.facts, key).name
