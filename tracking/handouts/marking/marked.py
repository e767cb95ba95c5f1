"""The answer to an enterprise in its own file: every fault marked at its cell, and all of them listed."""

import csv
import io
from typing import TYPE_CHECKING

from tracking.handouts.marking.child import Unmarkable, mark_original
from tracking.handouts.marking.marks import HEADINGS, Line, Marks, base_name
from tracking.handouts.marking.rebuilt import rebuild
from tracking.harmless import file_name as file_name_of
from tracking.harmless import harmless
from tracking.opening import Book

if TYPE_CHECKING:  # the child that marks a workbook starts with this folder, and need not load the readers
    from tracking.reading import Fault, Question


def marked_workbook(
    file_name: str, data: bytes, book: Book, faults: "list[Fault]", questions: "list[Question]"
) -> tuple[str, bytes]:
    """The name and the bytes of an .xlsx with each fault marked, for a file that ``read_book`` has opened as ``book``.

    An .xlsx or .xlsm keeps its values, formulas, formats and sheets, but not its macros; any other file, and one that
    cannot be marked safely, is written anew from what was read of it. The first sheet, 问题清单, lists everything in
    Chinese; the faults keep the language in which they were found. Raises nothing of its own.
    """
    marks = Marks.of(file_name, book, faults, questions)
    try:
        marked = mark_original(data, marks)
    except Unmarkable:
        marked = rebuild(book, marks)
    return marked_name(file_name, faults, questions), marked


def faults_csv(faults: "list[Fault]") -> bytes:
    """The faults as UTF-8 with BOM, one a line: 序号, 工作表, 单元格, 发现, 应为. No text of it starts a formula."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for number, fault in enumerate(faults, start=1):
        line = Line.of_fault(fault)
        rows.writerow([number, *(harmless(said) for said in (line.sheet, line.cell, line.found, line.expected))])
    return text.getvalue().encode("utf-8-sig")


def marked_name(file_name: str, faults: "list[Fault]", questions: "list[Question]") -> str:
    """What the marked workbook is called: 原名（有问题3处）.xlsx."""
    name = base_name(file_name)
    stem = name.rpartition(".")[0] or name
    count = f"有问题{len(faults)}处" if faults or not questions else f"有{len(questions)}项待核实"
    return file_name_of(stem, f"（{count}）.xlsx")
