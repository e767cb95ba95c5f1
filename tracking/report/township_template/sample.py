"""The built-in layout as a template: something to begin with."""

from dataclasses import replace
from datetime import datetime, time

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from tracking.office import (
    CAPTION,
    HEI,
    KAI,
    NOTE,
    PICTURE,
    add_table,
    document_bytes,
    indent,
    insert_chart,
    new_document,
    set_font,
)
from tracking.report.charts import charts_of
from tracking.report.facts import Facts
from tracking.report.half_year import TITLES
from tracking.report.township_template.fields import ROW_FIELDS, ROWS, SECTION_OF
from tracking.report.wording import end_of

WORK = ("建会", "集体合同", "困难帮扶", "培训", "其他重点工作", "自身建设", "典型做法")
COLUMNS = {
    "序号": ("序号", 8, "c"),
    "指标": ("指标", 30, "l"),
    "目标": ("全年目标", 21, "r"),
    "完成": ("完成", 28, "r"),
    "完成率": ("目标完成率", 14, "r"),
    "较序时": ("较序时", 21, "r"),
    "状态": ("状态", 22, "c"),
    "上报": ("上报", 12, "c"),
}
NOTE_TEXT = "注：完成率=完成数÷全年目标（压减类为已压减÷应压减）；较序时=完成数−序时应完成；上报=已报/应报单位（家）；*含未报单位沿用的存量。"


def sample_template(facts: Facts) -> bytes:
    """A template that gives the report in the built-in layout, with two charts of these facts."""
    document, made = new_document(), datetime.combine(facts.today, time())
    document.add_paragraph("{{ 标题 }}", style="Title")
    document.add_paragraph()
    document.add_paragraph("{{ 导语 }}")
    document.add_paragraph("一、主要工作", style="Heading 1")
    for number, name in zip("一二三四五六七", WORK, strict=True):
        document.add_paragraph(f"（{number}）{TITLES[SECTION_OF[name]]}", style="Heading 2")
        document.add_paragraph(f"{{{{ {name} }}}}")
    for heading, name in (("二、存在问题", "存在问题"), ("三、下一步工作安排", "下半年安排")):
        document.add_paragraph(heading, style="Heading 1")
        document.add_paragraph(f"{{{{ {name} }}}}")
    set_font(document.add_paragraph().add_run("（{{ 数据说明 }}）")._r, KAI)
    document.add_paragraph()
    for text in ("{{ 单位 }}", "{{ 日期 }}"):
        paragraph = document.add_paragraph(text)
        paragraph.alignment = ALIGN.RIGHT
        indent(paragraph._p.get_or_add_pPr(), first=0, right=400)
    _indicator_table(document)
    _charts(document, facts, made)
    return document_bytes(document, "报告模板", facts.unit_name, made)


def _annex(document: WordDocument, label: str, title: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.page_break_before = True
    set_font(paragraph.add_run(label)._r, HEI)
    indent(paragraph._p.get_or_add_pPr(), first=0)
    document.add_paragraph(title, style="Title")


def _indicator_table(document: WordDocument) -> None:
    _annex(document, "附件1", "{{ 时期 }}指标完成情况表")
    names, widths, align = zip(*(COLUMNS[name] for name in ROW_FIELDS), strict=True)
    row = [f"{{{{ 行.{name} }}}}" for name in ROW_FIELDS]
    lines = [[f"{{%tr for 行 in {ROWS} %}}"], row, ["{%tr endfor %}"]]
    add_table(document, list(names), lines, list(widths), "".join(align), 9)
    document.add_paragraph(f"{NOTE_TEXT}截至{{{{ 截至 }}}}。", style=NOTE)


def _charts(document: WordDocument, facts: Facts, made: datetime) -> None:
    """The first chart of two kinds: completion as bars, the path of one indicator as lines."""
    charts = charts_of(facts)
    kinds = [[chart for chart in charts if chart.alt.startswith(begin)] for begin in ("图表:完成率", "图表:进度:")]
    shown = [found[0] for found in kinds if found]
    if shown:
        _annex(document, "附件2", "{{ 时期 }}指标完成情况图")
    for number, chart in enumerate(shown, start=1):
        insert_chart(document.add_paragraph(style=PICTURE), replace(chart, sentence=""), made)
        caption = chart.caption.replace(f"截至{end_of(facts.period)}", "截至{{ 截至 }}")
        document.add_paragraph(f"图{number}　{caption}", style=CAPTION)
