"""工作提示函 in official layout: one page for each enterprise, merged into one file or each in its own, zipped."""

import io
import zipfile
from datetime import datetime, time
from math import ceil
from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from tracking.calls import times_text
from tracking.language import speaking
from tracking.report.document import done_words, target_words
from tracking.report.letters.cases import Case, Letters, fields_of, lacking, sources_of
from tracking.report.native_charts import same_every_time
from tracking.report.word import NOTE, add_table, document_bytes, indent, new_document
from tracking.report.wording import amount, day, points, printable

PAGE_PT, TITLE_LINE_PT, TITLE_GAP, ROW_PT, NOTE_PT, NOTE_LINE_PT = 630, 35, 14, 16, 8, 11
LINE_OF_LETTERS = 27
TABLE = "{任务表}"
HEADER = ["任务", "目标（期限）", "已报完成", "序时应完成", "还差", "持续"]
WIDTHS, ALIGNED = [44, 28, 24, 22, 20, 18], "lrrrrc"
FORBIDDEN = '\\/:*?"<>|'


class Layout(NamedTuple):
    """How a letter is set so that it stays on one page: line spacing in points, rows of the table, sources named."""

    line: int
    rows: int
    sources: int


LAYOUTS = (Layout(28, 6, 6), Layout(25, 6, 6), Layout(22, 6, 4), Layout(22, 5, 2), Layout(22, 4, 1), Layout(20, 3, 1))


def letters_document(letters: Letters, cases: list[Case] | None = None) -> bytes:
    """The letters of all cases (or some) in one Word file, each on a page of its own."""
    with speaking("zh_CN"):
        document = new_document()
        _without_page_numbers(document)
        for number, case in enumerate(letters.cases if cases is None else cases):
            _write(document, letters, case, new_page=number > 0)
        made = datetime.combine(letters.facts.today, time())
        return document_bytes(document, "工作提示函", printable(letters.facts.unit_name), made)


def letters_zip(letters: Letters) -> bytes:
    """A Word file for each case; the same case gives the same file."""
    data, used = io.BytesIO(), set()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for case in letters.cases:
            name = file_name(case)
            if name in used:
                name = name.replace(".docx", f"_{case.unit}.docx")
            used.add(name)
            archive.writestr(name, letters_document(letters, [case]))
    return same_every_time(data.getvalue())


def file_name(case: Case) -> str:
    """催报函_甲公司.docx, without what file names may not hold."""
    kind = "催报函" if case.silent else "工作提示函"
    plain = "".join("_" if letter in FORBIDDEN or ord(letter) < 32 else letter for letter in case.name)
    return f"{kind}_{plain[:60]}.docx"


def _without_page_numbers(document: WordDocument) -> None:
    """A letter of one page has none."""
    document.settings.odd_and_even_pages_header_footer = False
    for run in list(document.sections[0].footer.paragraphs[0].runs):
        run._r.getparent().remove(run._r)


def _write(document: WordDocument, letters: Letters, case: Case, new_page: bool) -> None:
    kind, fields = "催报函" if case.silent else "提示函", fields_of(letters, case)
    texts = letters.wording.paragraphs(f"{kind}正文", fields)
    layout = next((layout for layout in LAYOUTS if _height(letters, case, texts, layout) <= PAGE_PT), LAYOUTS[-1])
    title = add_title(document, letters.wording.line(f"{kind}标题", fields))
    title.paragraph_format.page_break_before = new_page
    title.paragraph_format.space_after = Pt(TITLE_GAP)
    for number, text in enumerate(texts):
        if text == TABLE:
            _table(document, case, layout.rows)
            continue
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.line_spacing = Pt(layout.line)
        if not number:
            indent(paragraph._p.get_or_add_pPr(), first=0)
    for number, text in enumerate((letters.facts.unit_name, day(letters.facts.today))):
        paragraph = document.add_paragraph(printable(text))
        paragraph.alignment = ALIGN.RIGHT
        paragraph.paragraph_format.line_spacing = Pt(layout.line)
        paragraph.paragraph_format.space_before = Pt(0 if number else TITLE_GAP)
        indent(paragraph._p.get_or_add_pPr(), first=0, right=400)
    if case.behind:
        note = document.add_paragraph(_note(letters, case, layout.sources), style=NOTE)
        note.paragraph_format.space_before = Pt(TITLE_GAP // 2)
        note.runs[0].font.size, note.paragraph_format.line_spacing = Pt(NOTE_PT), Pt(NOTE_LINE_PT)


def _height(letters: Letters, case: Case, texts: list[str], layout: Layout) -> float:
    """About how high a letter will be, in points: full-width letters counted, tables by their longest cell."""
    lines = sum(ceil((len(text) + 2) / LINE_OF_LETTERS) for text in texts if text != TABLE) + 2
    rows = sum(ceil(max(len(row["name"]) / 11, len(target_words(row)) / 8, 1)) for row in case.behind[: layout.rows])
    rest = case.behind[layout.rows :]
    rows += 1 + (ceil(sum(len(row["name"]) + 1 for row in rest) / 40 + 0.2) if rest else 0)
    note = ceil(len(_note(letters, case, layout.sources)) / 54) * NOTE_LINE_PT + TITLE_GAP if case.behind else 0
    return 2 * TITLE_LINE_PT + TITLE_GAP * 2 + lines * layout.line + rows * ROW_PT * bool(case.behind) + note


def add_title(document: WordDocument, text: str):
    """A title; it breaks where the wording has a |."""
    paragraph = document.add_paragraph(style="Title")
    run = paragraph.add_run()
    for number, line in enumerate(text.split("|")):
        if number:
            run.add_break()
        run.add_text(line)
    return paragraph


def _table(document: WordDocument, case: Case, most: int) -> None:
    lines = [
        [
            row["name"],
            target_words(row),
            done_words(row),
            amount(row["due"], row["measure"]),
            lacking_words(row),
            f"连续{times_text(case.streak[row['indicator']])}季"
            if case.streak.get(row["indicator"], 1) > 1
            else "本季",
        ]
        for row in case.behind[:most]
    ]
    if rest := case.behind[most:]:
        lines.append([f"另有{len(rest)}项：{'、'.join(row['name'] for row in rest)}"])
    add_table(document, HEADER, lines, WIDTHS, ALIGNED, 10)


def lacking_words(row) -> str:
    """What is missing, with its measure; what lies above a cap is too much."""
    over = row["comparator"] == "at_most" or (row["comparator"] == "about" and row["gap"] > 0)
    short = lacking(row)
    text = points(short) if row["measure"] == "%" else amount(short, row["measure"])
    return f"超{text}" if over else text


def _note(letters: Letters, case: Case, most: int) -> str:
    """Where the figures were reported, as far as the page holds it."""
    lines = sources_of(letters, case)
    text = "；".join(lines[:most]) + ("等" if len(lines) > most else "")
    return printable(f"数据来源（截至{day(letters.facts.as_of)}）：{text}。")
