"""The document, section by section: the half-year report, quarterly briefings, the annual summary, and the tables alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from tracking.language import _
from tracking.registers import LAPSED
from tracking.report.choices import says_something, settled
from tracking.report.facts import Facts
from tracking.report.sentences import (
    about_data,
    adjustment_paragraph,
    candidate,
    deeds,
    lead_narrative,
    lead_paragraph,
    outlook_narrative,
    outlook_paragraphs,
    problem_paragraphs,
    problems_narrative,
    problems_of,
    section_narrative,
    section_of,
    theme_paragraphs,
)
from tracking.report.wording import CITED, NUMERALS, QUARTER, SPAN, bare, numeral, sentences, spoken, without_marks

KINDS = ("half-year", "quarter", "annual", "annex")
KIND_OF_QUARTER = {1: "quarter", 2: "half-year", 3: "quarter", 4: "annual"}
KINDS_OF_QUARTER = {
    number: (kind, *(other for other in ("quarter", "annex") if other != kind))
    for number, kind in KIND_OF_QUARTER.items()
}
LEAD, WORK, PROBLEMS, OUTLOOK, ANNEX, STYLE = range(6)
DETAILED, SOURCES = "detailed", "annex_sources"
BEFORE, OPENING_LINE = "before", "opening_line"
PART_OF = {
    "lead": LEAD,
    "formation": WORK,
    "contracts": WORK,
    "democracy": WORK,
    "assistance": WORK,
    "training": WORK,
    "contests": WORK,
    "awards": WORK,
    "other": WORK,
    "own_building": WORK,
    "model_case": WORK,
    "problems": PROBLEMS,
    "outlook": OUTLOOK,
    "annex_indicators": ANNEX,
    "annex_others": ANNEX,
    "annex_charts": ANNEX,
    "annex_laggards": ANNEX,
    "annex_contracts": ANNEX,
    "annex_foundings": ANNEX,
    "annex_evidence": ANNEX,
    "annex_sources": ANNEX,
    DETAILED: STYLE,
}
SECTIONS = tuple(PART_OF)
TITLES = {
    "lead": "导语",
    "formation": "工会组建和会员发展",
    "contracts": "集体协商和集体合同",
    "democracy": "民主管理与和谐劳动关系",
    "assistance": "困难职工帮扶",
    "training": "职工教育培训",
    "contests": "劳动竞赛与技术创新",
    "awards": "评选表彰和文体活动",
    "other": "其他重点工作",
    "own_building": "自身建设",
    "model_case": "典型做法",
    "problems": "存在问题",
    "outlook": "下一步安排",
    "annex_indicators": "指标完成情况表",
    "annex_others": "其他指标完成情况表",
    "annex_charts": "指标完成情况图",
    "annex_laggards": "滞后企业名单",
    "annex_contracts": "合同到期情况表",
    "annex_foundings": "应建未建企业情况表",
    "annex_evidence": "证明材料清单",
    "annex_sources": "数据来源",
    DETAILED: "详细写法（逐项写明序时、差距和同比）",
}
OFF = (SOURCES, DETAILED)  # unless somebody chooses them
PLACES = {
    "problems": "【请补充：存在问题。】",
    "reasons": "【请补充：主要原因。】",
    "more_reasons": "【请补充：其他原因。】",
    "outlook": "【请补充：下一步目标任务和重点工作。】",
    "own_building": "【请补充：自身建设情况，如换届、制度建设、工会干部队伍等。】",
    "model_case": "【请补充：一个典型企业或一项做法。】",
}
IN_BRIEFINGS = set(SECTIONS) - {"own_building", "model_case", *OFF}


class WrongKind(ValueError):
    """The kind of report does not fit the quarter; the message is a sentence for its user."""


@dataclass(frozen=True)
class Section:
    """One section: its paragraphs made from the figures, the chair's own words, and the place kept for them.

    ``before`` are words of hers that stand before the sentences. ``place_of`` names what the figures cannot tell, if there is
    such a thing: reasons, next year's plan; ``proposed`` is what the place proposes.
    """

    key: str
    title: str
    paragraphs: list[str]
    parts: list[tuple[str, list[str]]] = field(default_factory=list)
    words: str = ""
    place_of: str = ""
    before: str = ""
    proposed: str = ""

    @property
    def place(self) -> str:
        """What to write here, as long as nobody has."""
        return "" if self.words or self.before else self.proposed or PLACES.get(self.place_of, "")

    @property
    def made(self) -> list[str]:
        """All of its paragraphs made from the figures, in parts or not."""
        return [*self.paragraphs, *(text for _title, texts in self.parts for text in texts)]

    def shows(self, struck: bool) -> bool:
        """Whether anything stands below its heading; with ``struck`` also what nothing is left of."""
        told = self.made if struck else filter(says_something, self.made)
        return bool(self.words or self.before or self.place or any(told))


@dataclass(frozen=True)
class Report:
    """A report on one unit: its title, sections by part in the order chosen, and the annexes chosen.

    ``sentences`` are those made from the figures, by section and role (formation/matters), as they are before anything was
    chosen for them.
    """

    kind: str
    facts: Facts
    title: str
    sections: list[Section]
    sentences: dict[str, str] = field(default_factory=dict)

    @property
    def annexes(self) -> list[tuple[str, str]]:
        """(key, title) of the annexes in order."""
        return [
            (section.key, f"{period_words(self.facts)}{section.title}")
            for section in self.sections
            if PART_OF[section.key] == ANNEX
        ]

    @property
    def signed_on(self) -> date:
        """The date below the signature."""
        return self.facts.today

    def figures(self) -> dict[str, str]:
        """Every figure of the text by its key, as printed."""
        return {match[1]: match[2] for _style, text in blocks(self) for match in CITED.finditer(text)}


def period_words(facts: Facts) -> str:
    """2020年上半年."""
    return f"{facts.year}年{SPAN[facts.quarter - 1] if facts.quarter < 4 else '度'}"


def next_words(facts: Facts) -> str:
    """What the third part looks ahead to: 下半年, 二季度, 四季度, 2021年."""
    if facts.quarter == 2:
        return "下半年"
    return f"{facts.year + 1}年" if facts.quarter == 4 else QUARTER[facts.quarter]


def title_of(facts: Facts, kind: str) -> str:
    """The title of a report; raises WrongKind where the kind does not fit the quarter."""
    if kind == "half-year":
        if facts.quarter != 2:
            raise WrongKind(_("A half-year report is made at the end of the second quarter. Choose quarter 2."))
        return f"{facts.unit_name}{facts.year}年上半年工作总结和下半年工作计划"
    if kind == "annual":
        if facts.quarter != 4:
            raise WrongKind(_("An annual report is made at the end of the fourth quarter. Choose quarter 4."))
        return f"{facts.unit_name}{facts.year}年工作总结和{facts.year + 1}年工作计划"
    if kind == "annex":
        return f"{facts.unit_name}{period_words(facts)}目标完成情况附表"
    return f"{facts.unit_name}{period_words(facts)}工作简报"


def default_sections(kind: str) -> list[tuple[str, bool]]:
    """The sections of a kind of report in their usual order, and whether they are in it."""
    if kind == "annex":
        return [(key, key not in OFF) for key in SECTIONS if PART_OF[key] == ANNEX]
    return [(key, key not in OFF and (kind != "quarter" or key in IN_BRIEFINGS)) for key in SECTIONS]


def compose(
    facts: Facts, kind: str, chosen: list[tuple[str, bool]] | None = None, words: dict[str, str] | None = None
) -> Report:
    """Write a report from figures.

    ``chosen`` lists sections in order with whether they are wanted (the usual ones else); ``words`` are the chair's own: by
    section what stands behind its sentences, by section/before what stands before them, by section/role what she made of one
    sentence (choices.Choice), and the opening line. Sections stay within their part whatever order is chosen. Raises
    WrongKind.
    """
    title, words = title_of(facts, kind), words or {}
    wanted = [key for key, shown in chosen or default_sections(kind) if shown and key in PART_OF]
    ordered = sorted(wanted, key=lambda key: PART_OF[key])
    if kind == "annex":
        ordered = [
            key for key in ordered if PART_OF[key] == ANNEX and key != "annex_sources"
        ]  # of a text that is not there
    detailed = DETAILED in wanted
    sections = [_section(facts, kind, key, detailed, words) for key in ordered if PART_OF[key] != STYLE]
    told = [section for section in sections if section]
    return Report(kind, facts, title, [_settled(section, words) for section in told], _sentences_of(told))


def _sentences_of(sections: list[Section]) -> dict[str, str]:
    return {
        f"{section.key}/{role}": text
        for section in sections
        for paragraph in section.made
        for role, text in sentences(paragraph)
        if role
    }


def _settled(section: Section, words: dict[str, str]) -> Section:
    """A section with what the chair made of its sentences."""
    return replace(
        section,
        paragraphs=[settled(text, section.key, words) for text in section.paragraphs],
        parts=[(title, [settled(text, section.key, words) for text in texts]) for title, texts in section.parts],
    )


def _section(facts: Facts, kind: str, key: str, detailed: bool, said: dict[str, str]) -> Section | None:
    title = TITLES[key]
    if PART_OF[key] == ANNEX:
        return None if _is_empty_annex(facts, key) else Section(key, _title_of_annex(facts, key), [])
    words, before = (without_marks(said.get(of, "").strip()) for of in (key, f"{key}/{BEFORE}"))
    made = Section(key, title, [], words=words, before=before)
    if key == "lead":
        look_ahead = "" if kind == "quarter" else next_words(facts)
        lead = lead_paragraph if detailed or facts.planned.empty else lead_narrative
        told = [lead(facts, look_ahead, said.get(OPENING_LINE, "")), spoken("adjusted", adjustment_paragraph(facts))]
        return replace(made, paragraphs=[text for text in told if says_something(text)])
    if key == "problems":
        told = problem_paragraphs(facts) if detailed else problems_narrative(facts)
        known = any(role == "reasons" for text in told for role, _text in sentences(text))
        place = "more_reasons" if known else "reasons" if problems_of(facts) else key
        return replace(made, paragraphs=told, place_of=place)
    if key == "outlook":
        parts = outlook_paragraphs(facts) if detailed else outlook_narrative(facts)
        return replace(made, parts=parts, place_of=key)
    if key == "model_case":
        return replace(made, place_of=key, proposed=candidate(facts))
    paragraphs = deeds(facts) if key == "own_building" else _work(facts, key, detailed)
    if not paragraphs and not words and not before and key not in PLACES:
        return None
    return replace(made, paragraphs=paragraphs, place_of=key)


def _title_of_annex(facts: Facts, key: str) -> str:
    """Its usual title; that of the list of enterprises says whom it lists."""
    if key == "annex_laggards" and len(facts.silent):
        return "滞后和未报企业名单" if len(facts.behind) else "未报企业名单"
    return TITLES[key]


def _is_empty_annex(facts: Facts, key: str) -> bool:
    empty = (key == "annex_laggards" and facts.behind.empty and facts.silent.empty) or (
        key == "annex_others" and facts.unplanned.empty
    )
    empty = empty or (key == "annex_evidence" and facts.evidence.empty)
    empty = empty or (key == "annex_contracts" and facts.ending.empty and not facts.stands["state"].eq(LAPSED).any())
    empty = empty or (key == "annex_foundings" and facts.lacking.empty)
    return empty or (key in ("annex_indicators", "annex_charts") and facts.planned.empty)


def _work(facts: Facts, key: str, detailed: bool) -> list[str]:
    if not detailed or facts.own.empty:
        return section_narrative(facts, key)
    return theme_paragraphs(facts, [row for row in facts.own.to_dict("records") if section_of(row) == key], key)


def blocks(report: Report, struck: bool = False) -> Iterator[tuple[str, str]]:
    """The running text as (style, text): lead, heading 1, heading 2, text, words (the chair's) and place (hers to fill).

    With ``struck`` also what nothing is left of, as the marks of its sentences.
    """
    for section in report.sections:
        if section.key == "lead":
            yield from _body(section, struck)
    facts, number = report.facts, 0
    headings = {
        WORK: f"{SPAN[facts.quarter - 1] if facts.quarter < 4 else f'{facts.year}年'}主要工作",
        PROBLEMS: "存在问题",
        OUTLOOK: f"{next_words(facts)}工作安排",
    }
    for part, heading in headings.items():
        sections = [section for section in report.sections if PART_OF[section.key] == part and section.shows(struck)]
        if not sections:
            continue
        number += 1
        yield "heading 1", f"{NUMERALS[number - 1]}、{heading}"
        yield from _part(part, sections, struck)


def _part(part: int, sections: list[Section], struck: bool) -> Iterator[tuple[str, str]]:
    if part == WORK:
        for number, section in enumerate(sections, start=1):
            yield "heading 2", f"（{numeral(number)}）{section.title}"
            yield from _body(section, struck)
        return
    for section in sections:
        yield from _lines("words", section.before)
        parts = [(title, texts) for title, texts in section.parts if struck or any(map(says_something, texts))]
        for number, (title, paragraphs) in enumerate(parts, start=1):
            if len(parts) > 1:
                yield "heading 2", f"（{numeral(number)}）{title}"
            yield from _told(paragraphs, struck)
        yield from _body(replace(section, before=""), struck)


def _body(section: Section, struck: bool) -> Iterator[tuple[str, str]]:
    yield from _lines("words", section.before)
    yield from _told(section.paragraphs, struck)
    yield from _lines("words", section.words)
    if section.place:
        yield "place", section.place


def _told(paragraphs: list[str], struck: bool) -> Iterator[tuple[str, str]]:
    yield from (("text", paragraph) for paragraph in paragraphs if struck or says_something(paragraph))


def _lines(style: str, text: str) -> Iterator[tuple[str, str]]:
    yield from ((style, line.strip()) for line in text.splitlines() if line.strip())


def as_plain_text(report: Report) -> str:
    """The running text as it is pasted into a message or a form: title, paragraphs, union and day."""
    indent = {"text": "　　", "words": "　　", "place": "　　"}
    lines = [report.title, *(indent.get(style, "") + bare(text) for style, text in blocks(report))]
    signed = report.signed_on
    end = [report.facts.unit_name, f"{signed.year}年{signed.month}月{signed.day}日"]
    return "\n".join([*lines, *end]) + "\n"


def weight_of(texts: list[str]) -> tuple[int, float]:
    """How long sentences made from figures are, in characters, and how many figures stand in a hundred of them."""
    characters = sum(len(bare(text)) for text in texts)
    return characters, 100 * sum(len(CITED.findall(text)) for text in texts) / max(characters, 1)


def data_note(report: Report) -> str:
    """As of when, from how many reports, under which plan."""
    return about_data(report.facts)
