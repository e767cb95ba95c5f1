"""工作提示函 in official layout: one page for each enterprise, merged into one file or each in its own, zipped."""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from math import ceil
from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from tracking.harmless import file_names, printable
from tracking.language import speaking
from tracking.letters.cases import ABOUT_TASKS, Case, Letters, fields_of, quarters_of
from tracking.letters.cells import cells_of_task, without_empty_columns
from tracking.office import (
    FILED_AS,
    PT_PER_MM,
    SMALL_NOTE,
    add_table,
    document_bytes,
    indent,
    line_of_table,
    new_document,
    same_every_time,
)
from tracking.progress import MISSED
from tracking.report import QUARTER, day, some
from tracking.telling import task_text

PAGE_PT, TITLE_LINE_PT, TITLE_GAP, TABLE_GAP, NOTE_LINE_PT, NUMBER_LINE_PT = 636, 35, 14, 6, 11, 34
LINE_OF_LETTERS, LINE_OF_TITLE = 27, 19
TABLE = "{任务表}"


class Layout(NamedTuple):
    """How a letter is set so that it stays on one page: line spacing in points, rows of the table, the size of their
    letters in points, sources named."""

    line: int
    rows: int
    size: float
    sources: int


LAYOUTS = (
    Layout(28, 6, 12, 6), Layout(25, 6, 12, 6), Layout(25, 6, 10.5, 6), Layout(22, 6, 10.5, 6), Layout(22, 6, 9, 4),
    Layout(22, 5, 9, 2), Layout(22, 4, 9, 1), Layout(20, 3, 9, 1), Layout(20, 2, 9, 1), Layout(20, 1, 9, 1),
    Layout(18, 1, 9, 1),
)  # fmt: skip


def letters_document(letters: Letters, cases: list[Case] | None = None) -> bytes:
    """The letters of all cases (or some) in one Word file, each on a page of its own."""
    with speaking("zh_CN"):
        document = new_document()
        _without_page_numbers(document)
        for number, case in enumerate(letters.cases if cases is None else cases):
            _write(document, letters, case, new_page=number > 0)
        made = datetime.combine(letters.facts.today, time())
        return document_bytes(document, "工作提示函", printable(letters.facts.unit_name), made)


def single_letters(letters: Letters) -> Iterator[tuple[str, bytes]]:
    """A file name and a Word file for each case, no name twice; the same case gives the same file."""
    for name, case in zip(_file_names(letters.cases), letters.cases, strict=True):
        yield name, letters_document(letters, [case])


def letters_zip(letters: Letters) -> bytes:
    """The single letters in one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, document in single_letters(letters):
            archive.writestr(name, document)
    return same_every_time(data.getvalue())


def _file_names(cases: list[Case]) -> list[str]:
    """催报函_甲公司.docx; of two enterprises of one name the second with its code."""
    kinds = ("工作提示函" if case.kind == ABOUT_TASKS else case.kind for case in cases)
    return file_names(
        ((f"{kind}_{case.name[:60]}", case.unit) for kind, case in zip(kinds, cases, strict=True)), ".docx"
    )


def _without_page_numbers(document: WordDocument) -> None:
    """A letter of one page has none."""
    document.settings.odd_and_even_pages_header_footer = False
    for run in list(document.sections[0].footer.paragraphs[0].runs):
        run._r.getparent().remove(run._r)


def _write(document: WordDocument, letters: Letters, case: Case, new_page: bool) -> None:
    kind, fields = case.kind, fields_of(letters, case)
    texts = letters.wording.paragraphs(f"{kind}正文", fields)
    heading, filed = letters.wording.line(f"{kind}标题", fields), _number(letters, kind, fields)
    room = PAGE_PT - (NUMBER_LINE_PT if filed else 0)
    heights = ((layout, _height(letters, case, [heading, *texts], layout)) for layout in LAYOUTS)
    layout = next((layout for layout, height in heights if height <= room), LAYOUTS[-1])
    if filed:
        document.add_paragraph(filed, style=FILED_AS).paragraph_format.page_break_before = new_page
    title = add_title(document, heading)
    title.paragraph_format.page_break_before = new_page and not filed
    title.paragraph_format.space_after = Pt(TITLE_GAP)
    _body(document, texts, case, layout, letters.facts.year)
    for number, text in enumerate((letters.facts.unit_name, day(letters.facts.today))):
        paragraph = document.add_paragraph(printable(text))
        paragraph.alignment = ALIGN.RIGHT
        paragraph.paragraph_format.line_spacing = Pt(layout.line)
        paragraph.paragraph_format.space_before = Pt(0 if number else TITLE_GAP)
        indent(paragraph._p.get_or_add_pPr(), first=0, right=400)
    if case.behind:
        note = document.add_paragraph(_note(letters, case, layout.sources), style=SMALL_NOTE)
        note.paragraph_format.space_before = Pt(TITLE_GAP // 2)


def _number(letters: Letters, kind: str, fields: dict[str, str]) -> str:
    """The line for the letter's number: of its own kind where the wording has one."""
    own = f"{kind}文号"
    return letters.wording.line(own if own in letters.wording.sections else "函文号", fields)


def _body(document: WordDocument, texts: list[str], case: Case, layout: Layout, year: int) -> None:
    """The paragraphs, ragged on the right: a name that cannot be broken would stretch the line before it."""
    for number, text in enumerate(texts):
        if text == TABLE:
            add_table(document, *_table(case, layout.rows, year), layout.size)
            continue
        paragraph = document.add_paragraph(text)
        paragraph.alignment = ALIGN.LEFT
        paragraph.paragraph_format.line_spacing = Pt(layout.line)
        if not number:
            indent(paragraph._p.get_or_add_pPr(), first=0)
        if texts[number + 1 : number + 2] == [TABLE]:
            paragraph.paragraph_format.space_after = Pt(TABLE_GAP)
        if number and texts[number - 1] == TABLE:
            paragraph.paragraph_format.space_before = Pt(TABLE_GAP)


def _height(letters: Letters, case: Case, texts: list[str], layout: Layout) -> float:
    """About how high a letter with these texts, the title first, will be, in points: letters are counted."""
    title, *texts = texts
    lines = sum(ceil((_wide(text) + 2) / LINE_OF_LETTERS) for text in texts if text != TABLE) + 2
    height: float = ceil(_wide(title) / LINE_OF_TITLE) * TITLE_LINE_PT + TITLE_GAP * 2 + lines * layout.line
    if case.behind:
        header, rows, widths, _align = _table(case, layout.rows, letters.facts.year)
        across = [(width - 3) * PT_PER_MM / layout.size for width in widths]
        wholes = [(sum(widths) - 3) * PT_PER_MM / layout.size]
        table = sum(_lines_of(row, across if len(row) > 1 else wholes) for row in (header, *rows))
        height += table * (line_of_table(layout.size) + 1) + 2 * TABLE_GAP
        height += ceil(_wide(_note(letters, case, layout.sources)) / 54) * NOTE_LINE_PT + TITLE_GAP
    return height


def _lines_of(texts: list[str], across: list[float]) -> int:
    """How many lines a row of a table takes, where so many letters go across each cell."""
    return max(
        sum(ceil(_wide(part) / (int(room * 2) / 2)) or 1 for part in text.split("\n"))
        for text, room in zip(texts, across, strict=True)
    )


def _wide(text: str) -> float:
    """How wide a text is, in letters: Chinese ones whole, digits and Latin ones little more than half."""
    return sum(0.6 if letter.isascii() else 1 for letter in text)


def add_title(document: WordDocument, text: str) -> Paragraph:
    """A title; it breaks where the wording has a |."""
    paragraph = document.add_paragraph(style="Title")
    run = paragraph.add_run()
    for number, line in enumerate(text.split("|")):
        if number:
            run.add_break()
        run.add_text(line)
    return paragraph


def _table(case: Case, most: int, year: int) -> tuple[list[str], list[list[str]], list[float], str]:
    """Header, rows, widths and alignment of the table; what goes beyond ``most`` rows is named in the last."""
    lines = [cells_of_task(row, year) for row in case.behind[:most]]
    header, lines, widths, align = without_empty_columns(lines)
    if rest := case.behind[most:]:
        lines.append([f"另有{len(rest)}项低于序时进度：{'、'.join(task_text(row) for row in rest)}"])
    return header, lines, widths, align


def _note(letters: Letters, case: Case, most: int) -> str:
    """From which reports of the enterprise the figures are, and which dues are reckoned by days."""
    facts = letters.facts
    quarters = "、".join(QUARTER[period % 4] for period in quarters_of(letters, case) if period // 4 == facts.year)
    windows = dict.fromkeys(
        row["name"] for row in case.behind if row["phasing"] == "window" and row["status"] != MISSED
    )
    by_days = f"{some(windows, most)}的序时应完成数按天折算。" if windows else ""
    return printable(f"数据来源：贵单位{facts.year}年{quarters}上报表，截至{day(facts.as_of)}。{by_days}")
