"""通报: who has finished, who is on pace, who lags and who did not report, with a table of every enterprise."""

from datetime import datetime, time

import pandas as pd
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from tracking.calendar import report_due
from tracking.language import speaking
from tracking.report.letters.cases import DONE, LAGGING, ON_PACE, Case, Letters, fields_of
from tracking.report.letters.letter import add_title
from tracking.report.word import NOTE, add_table, document_bytes, indent, new_document, set_font
from tracking.report.wording import NUMERALS, day, printable

LISTS = "{三张名单}"
ABOUT = {
    DONE: "已完成（所承担的任务均已达到目标）",
    ON_PACE: "达序时（所承担的任务均不低于序时进度）",
    LAGGING: "滞后（有任务低于序时进度）",
}


def notice_document(letters: Letters) -> bytes:
    """The notice to all, with its table, as a .docx file."""
    with speaking("zh_CN"):
        document, fields = new_document(), fields_of(letters)
        title = letters.wording.line("通报标题", fields)
        add_title(document, title)
        document.add_paragraph()
        for number, text in enumerate(letters.wording.paragraphs("通报正文", fields)):
            if text == LISTS:
                _lists(document, letters)
                continue
            paragraph = document.add_paragraph(text)
            if not number:
                indent(paragraph._p.get_or_add_pPr(), first=0)
        document.add_paragraph()
        paragraph = document.add_paragraph("附件：各企业分解任务完成情况表")
        document.add_paragraph()
        for text in (letters.facts.unit_name, day(letters.facts.today)):
            paragraph = document.add_paragraph(printable(text))
            paragraph.alignment = ALIGN.RIGHT
            indent(paragraph._p.get_or_add_pPr(), first=0, right=400)
        _annex(document, letters)
        made = datetime.combine(letters.facts.today, time())
        return document_bytes(document, printable(title.replace("|", "")), printable(letters.facts.unit_name), made)


def _lists(document: WordDocument, letters: Letters) -> None:
    for number, (name, rows) in enumerate(letters.lists.items()):
        document.add_paragraph(f"{NUMERALS[number]}、{ABOUT[name]}：{len(rows)}家", style="Heading 1")
        document.add_paragraph(
            printable("、".join(_listed(row, name) for row in rows.to_dict("records")) or "无") + "。"
        )
    silent = letters.facts.silent
    if len(silent):
        document.add_paragraph(f"{NUMERALS[3]}、未报（不作评价）：{len(silent)}家", style="Heading 1")
        document.add_paragraph(printable("、".join(silent["name"])) + "。")


def _listed(row: dict, name: str) -> str:
    return f"{row['name']}（{row['behind']}/{row['targets']}项）" if name == LAGGING else row["name"]


def _annex(document: WordDocument, letters: Letters) -> None:
    facts = letters.facts
    head = document.add_paragraph()
    head.paragraph_format.page_break_before = True
    set_font(head.add_run("附件")._r, "黑体")
    indent(head._p.get_or_add_pPr(), first=0)
    document.add_paragraph("各企业分解任务完成情况表", style="Title")
    names = facts.indicators.set_index("indicator")["name"]
    lines, number = [], 0
    for name, rows in letters.lists.items():
        if len(rows):
            lines.append([f"{name}（{len(rows)}家）"])
        for row in rows.to_dict("records"):
            number += 1
            on_pace = row["targets"] - row["achieved"] - row["behind"]
            counts = [str(row[what]) for what in ("targets", "achieved")] + [str(on_pace), str(row["behind"])]
            worst = names.get(row["worst"], "—")
            place = facts.name_of_unit(row["parent"]).removesuffix("工会联合会")
            lines.append([str(number), row["name"], place, *counts, f"{row['index']:.2f}", worst])
    header = ["序号", "企业", "村（园区）", "应完成", "已完成", "达序时", "滞后", "滞后指数", "差距最大的任务"]
    add_table(document, header, lines, [9, 44, 19, 12, 12, 12, 10, 13, 27], "cllcccccl", 9)
    text = f"注：截至{day(facts.as_of)}，只计已有序时要求的任务；滞后指数为欠进度比例的加权平均，0至1。逐项数字及其来源见看板“企业详情”。"
    document.add_paragraph(printable(text), style=NOTE)


def call_list_document(letters: Letters) -> bytes:
    """Whom to phone, in a table with room to write: landscape, for printing."""
    with speaking("zh_CN"):
        document, facts = new_document(), letters.facts
        _turn(document)
        fields = fields_of(letters)
        document.add_paragraph(f"{fields['年']}年{fields['期间']}督办电话单", style="Title")
        header = ["序号", "企业", "联系部门", "电话", "要点", "上次承诺", "通话结果", "承诺日期"]
        widths, align = [9, 42, 20, 25, 82, 28, 34, 20], "cllclccc"
        lines = [_call(number, case, letters) for number, case in enumerate(letters.cases, start=1)]
        add_table(document, header, lines, widths, align, 9)
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


def _call(number: int, case: Case, letters: Letters) -> list[str]:
    facts = letters.facts
    late = max((facts.today - report_due(facts.period)).days, 0)
    point = f"未报{fields_of(letters)['报表']}，逾期{late}天" if case.silent else case.wrong()
    last = case.promises[0] if case.promises else None
    by = "—" if last is None or pd.isna(last["promised_on"]) else day(pd.Timestamp(last["promised_on"]), False)
    return [str(number), case.name, case.contact or "—", case.phone or "—", point, by, "", ""]
