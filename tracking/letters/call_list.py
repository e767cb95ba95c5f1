"""The call list: whom to phone about what, what was promised, and room to write; landscape, for printing."""

from datetime import datetime, time

import pandas as pd
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from tracking.decisions import PROMISE_WORDS
from tracking.harmless import printable
from tracking.language import _, speaking
from tracking.letters.cases import ABOUT_CONTRACTS, ABOUT_TASKS, LAGGING, LATE_LETTER, Case, Letters, fields_of
from tracking.letters.promised import promised_task
from tracking.office import NOTE, add_table, document_bytes, new_document
from tracking.report import QUARTER, day

HEADER = ["序号", "企业", "联系部门", "电话", "要点", "上次承诺", "通话结果", "本次承诺日期"]
WIDTHS, ALIGNED = [11, 40, 19, 26, 91, 31, 25, 18], "cllcllcc"
TO_WRITE_MM = 12  # what a hand needs


def call_list_document(letters: Letters) -> bytes:
    """The list as a .docx file: those behind, those whose contracts end, those that did not report, each under its heading."""
    with speaking("zh_CN"):
        document, facts = new_document(), letters.facts
        _turn(document)
        fields = fields_of(letters)
        document.add_paragraph(f"{fields['年']}年{fields['期间']}督办电话单", style="Title")
        add_table(document, HEADER, _lines(letters), WIDTHS, ALIGNED, 9, height=TO_WRITE_MM)
        note = f"{facts.unit_name}，{day(facts.today)}；数据截至{day(facts.as_of)}。只记办公室联系方式，请勿在本单记个人信息。"
        document.add_paragraph(printable(note), style=NOTE)
        made = datetime.combine(facts.today, time())
        return document_bytes(document, "督办电话单", printable(facts.unit_name), made)


def _turn(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)


def _lines(letters: Letters) -> list[list[str]]:
    lines, number = [], 0
    report = f"未报{letters.facts.year}年{QUARTER[letters.facts.quarter - 1]}报表"
    for heading, kind in ((LAGGING, ABOUT_TASKS), ("合同将到期或到期未续", ABOUT_CONTRACTS), (report, LATE_LETTER)):
        cases = [case for case in letters.cases if case.kind == kind]
        if cases:
            lines.append([f"{heading}（{len(cases)}家）"])
        for case in cases:
            number += 1
            lines.append(_line(number, case, letters))
    return lines


def _line(number: int, case: Case, letters: Letters) -> list[str]:
    facts = letters.facts
    about = f"报表逾期{facts.overdue}天" if case.silent else case.wrong()
    point = "；".join(filter(None, (about, case.ends(facts.today))))
    return [
        str(number),
        case.name,
        case.contact or "—",
        case.phone or "—",
        point,
        last_promise(case, facts.year),
        "",
        "",
    ]


def last_promise(case: Case, year: int) -> str:
    """The newest promise that bears on the call, for what, and how it stands: 8月31日前签订工资集体协商协议（进行中）."""
    if not case.promises:
        return "—"
    row = case.promises[0]
    by = pd.Timestamp(row["promised_on"])
    task = promised_task(row["subject"], {found["indicator"]: found for found in case.behind})
    return f"{day(by, by.year != year)}前{task}（{_(PROMISE_WORDS[row['state']])}）"
