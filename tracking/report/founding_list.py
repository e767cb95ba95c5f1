"""The annex that lists the enterprises that should have a union and how far each got (应建未建企业情况表)."""

import pandas as pd
from docx.document import Document as WordDocument

from tracking.handouts.templates import STEP_NAMES
from tracking.office import NOTE, add_table
from tracking.report.facts import Facts
from tracking.report.half_year import Report
from tracking.report.wording import day


def founding_list(document: WordDocument, report: Report, _made: object, _sources: object) -> None:
    """The enterprises without a union, the largest first: the step that each took last, why it is stuck, and what was promised."""
    facts = report.facts
    lines = [
        [str(number), row["name"], facts.names.get(row["parent"], ""), "" if pd.isna(row["employees"]) else str(int(row["employees"])),
         _step(row), row["stuck_reason"] if isinstance(row["stuck_reason"], str) else "", _promised(row, facts)]
        for number, row in enumerate(facts.lacking.to_dict("records"), start=1)
    ]  # fmt: skip
    add_table(document, ["序号", "企业", "所属工会", "职工（人）", "进展", "未建原因", "承诺建会"], lines,
              [9, 40, 30, 14, 26, 24, 16], "cllrllc", 9)  # fmt: skip
    document.add_paragraph(f"注：据建会台账和所报应建、已建单位数，截至{day(facts.today)}。", style=NOTE)


def _step(row: dict) -> str:
    if row["step"] not in STEP_NAMES:
        return "未启动"
    return f"{STEP_NAMES[row['step']].removesuffix('日期')}（{day(row['since'].date(), False)}）"


def _promised(row: dict, facts: Facts) -> str:
    if pd.isna(row["promised_on"]):
        return ""
    promised = pd.Timestamp(row["promised_on"]).date()
    return day(promised, promised.year != facts.today.year) + ("（已逾期）" if row["late"] else "")
