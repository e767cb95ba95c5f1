"""The annex that lists what was handed in as evidence (证明材料清单)."""

from docx.document import Document as WordDocument

from tracking.decisions import subject_words
from tracking.evidence import given_of_needed
from tracking.office import NOTE, add_table
from tracking.report.half_year import Report
from tracking.report.wording import day
from tracking.telling.tables import carrier_text
from tracking.words import quarter_text

PAPERS = {
    "pdf": "PDF",
    "ofd": "OFD",
    "jpeg": "图片",
    "png": "图片",
    "docx": "Word",
    "doc": "Word",
    "xlsx": "Excel",
    "xls": "Excel",
}


def evidence_list(document: WordDocument, report: Report, _made: object, _sources: object) -> None:
    """What was handed in as evidence, unit by unit, and of how many of the figures that need it there is some."""
    facts = report.facts
    subjects = subject_words(dict(zip(facts.indicators["indicator"], facts.indicators["name"], strict=True)))
    rows = facts.evidence.assign(name=facts.evidence["unit"].map(facts.name_of_unit)).sort_values(
        ["name", "period"], kind="stable"
    )
    lines = [
        [str(number), row["name"], carrier_text(row, subjects), row["title"], PAPERS.get(row["kind"], "链接"), day(row["received_at"].date()).partition("年")[2]]
        for number, row in enumerate(rows.to_dict("records"), start=1)
    ]  # fmt: skip
    header = ["序号", "单位", "对应内容", "材料名称", "形式", "提交日期"]
    add_table(document, header, lines, [9, 40, 36, 40, 14, 17], "clllcc", 8)
    given, needed = given_of_needed(facts.needed)
    if needed:
        text = f"注：{quarter_text(facts.period)}要求附材料的填报数{needed}个，已附{given}个。"
        document.add_paragraph(text, style=NOTE)
