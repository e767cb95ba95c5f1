"""The answer goes back in their own file: every fault coloured, explained at its cell and listed in front."""

import csv
import io
import re
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hostile_files import package
from office_files import faults_of, names_in
from openpyxl import load_workbook
from townships import workbook

from tracking.handouts.marking import child
from tracking.handouts.marking.marked import faults_csv, marked_workbook
from tracking.handouts.marking.marks import AUTHOR, LIST_NAME, RED, YELLOW, Marks, note_height
from tracking.handouts.marking.rebuilt import rebuild
from tracking.language import use_language
from tracking.opening.book import Book, Sheet
from tracking.reading.files import read_book
from tracking.reading.problems import Fault, Question

NAME = "柳溪A厂2020年二季度.xlsx"
WORDS = Fault("填数字，不要用文字", "培训", "D4", "见附件")
TOTAL = Question("total 培训 C5", "«培训» C5：合计为 53，各行相加为 83。按各行入库吗？", ("C5",), sheet="培训")


@pytest.fixture(autouse=True)
def _chinese(_english: None) -> None:
    """An enterprise reads Chinese."""
    use_language("zh_CN")


def enterprise_file() -> bytes:
    """A workbook as an enterprise makes it: a merged title, widths, formats, formulas, a note, a second sheet."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("培训")
    sheet.merge_range("A1:D1", "柳溪镇2020年二季度上报表", book.add_format({"bold": True, "font_size": 18}))
    sheet.write_row("A2", ["单位代码", "单位名称", "职工及职工代表培训（人次）", "会员（人）"])
    sheet.write_row("A3", ["A", "柳溪A厂", 53, "5家"])
    sheet.write_row("A4", ["B", "柳溪B厂", "三十", "见附件"])
    sheet.write_row("A5", ["合计", "=1+1"])
    sheet.write_formula("C5", "=SUM(C3:C4)", book.add_format({"num_format": "#,##0.00"}), 53)
    sheet.write_formula("D5", '="a"&"<b"', None, "a<b")
    sheet.write_datetime("E3", datetime(2020, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number("F3", 0.9, book.add_format({"num_format": "0%"}))
    sheet.merge_range("G3:H4", "合并")
    sheet.write_comment("D3", "请尽快", {"author": "张会计"})
    sheet.set_column("B:B", 33)
    sheet.set_row(2, 40)
    other = book.add_worksheet("另's 表")
    other.write("A1", "别的")
    other.hide()
    book.close()
    return data.getvalue()


def answer(faults: list[Fault], questions: list[Question] | None = None, data: bytes | None = None, name: str = NAME):
    """The marked workbook, opened."""
    data = data or enterprise_file()
    _name, marked = marked_workbook(name, data, read_book(name, data), faults, questions or [])
    return load_workbook(io.BytesIO(marked))


def colour(cell) -> str | None:
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None


def listed(book) -> list[list[str]]:
    """The lines of the list, its heading included."""
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in book[LIST_NAME].iter_rows(min_row=4, values_only=True)
    ]


@pytest.fixture
def no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """The program that marks originals is replaced by a script of the shell."""

    def replace(script: str) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return replace


# ---- the cells -------------------------------------------------------------------------------------------------------


def test_a_fault_is_coloured_at_its_cell_and_said_in_a_note():
    cell = answer([WORDS])["培训"]["D4"]
    assert (cell.value, colour(cell)) == ("见附件", RED)
    assert (cell.comment.author, cell.comment.text) == (AUTHOR, "现为“见附件”，应为：填数字，不要用文字")


def test_several_faults_of_one_cell_share_one_note():
    book = answer([WORDS, Fault("另一件事", "培训", "D4"), WORDS])
    assert book["培训"]["D4"].comment.text == "现为“见附件”，应为：填数字，不要用文字\n另一件事"
    assert [line[2] for line in listed(book)[1:]] == ["D4", "D4", "D4"]


def test_what_is_only_asked_has_another_colour_and_a_fault_outshines_it():
    sheet = answer(
        [Fault("整数", "培训", "C3")], [TOTAL, Question("total 培训 C3", "真的？", ("C3", "C4"), sheet="培训")]
    )["培训"]
    assert [colour(sheet[at]) for at in ("C3", "C4", "C5", "C2")] == [RED, YELLOW, YELLOW, None]
    assert sheet["C5"].comment.text == f"请核实：{TOTAL.text}"


def test_a_fault_within_merged_cells_is_marked_where_they_show():
    sheet = answer([Fault("一个数", "培训", "H4")])["培训"]
    assert (colour(sheet["G3"]), sheet["G3"].comment.text) == (RED, "一个数")


def test_a_note_that_stood_there_is_kept_below():
    sheet = answer([Fault("整数（单位：人）", "培训", "D3", "5家")])["培训"]
    assert sheet["D3"].comment.text == "现为“5家”，应为：整数（单位：人）\n————\n请尽快"


def test_a_note_is_high_enough_for_its_sentence():
    assert note_height("短") == 38
    assert note_height("长" * 60) == 4 * 19
    assert note_height("一\n二\n三") == 4 * 19
    data = enterprise_file()
    marked = marked_workbook(NAME, data, read_book(NAME, data), [Fault("长" * 60, "培训", "C3")], [])[1]
    (drawing,) = names_in(marked, r"\.vml$")
    shape = zipfile.ZipFile(io.BytesIO(marked)).read(drawing).decode()
    assert re.search(r"width:300px.*height:76px|height:76px.*width:300px", shape)


def test_a_blank_cell_beyond_the_table_can_be_marked():
    assert colour(answer([Fault("一个数", "培训", "Z99")])["培训"]["Z99"]) == RED


# ---- the list --------------------------------------------------------------------------------------------------------


def test_the_list_stands_in_front_with_the_name_of_the_file_and_the_count():
    book = answer([WORDS, Fault("文件没有写明年份")], [TOTAL])
    assert (book.sheetnames, book.active.title) == ([LIST_NAME, "培训", "另's 表"], LIST_NAME)
    sheet = book[LIST_NAME]
    assert sheet["A1"].value == f"问题清单：{NAME}"
    assert sheet["A2"].value.startswith("共有问题 2 处，待核实 1 项。")
    assert listed(book) == [
        ["序号", "工作表", "单元格", "发现", "应为"],
        ["1", "培训", "D4", "见附件", "填数字，不要用文字"],
        ["2", "", "", "", "文件没有写明年份"],
        ["3", "培训", "C5", "", f"请核实：{TOTAL.text}"],
    ]


def test_every_line_with_a_cell_leads_there():
    book = answer([WORDS, Fault("坏", "另's 表", "A1"), Fault("没有位置"), Fault("哪里", "不存在", "A1")])
    links = [book[LIST_NAME].cell(row, 3).hyperlink for row in range(5, 9)]
    assert [link and link.location for link in links] == ["'培训'!D4", "'另''s 表'!A1", None, None]


@pytest.mark.parametrize("cell", ["", "D", "4", "D0", "XFE1", "A1048577", "D4:E5", "第四行", "d4"])
def test_a_fault_without_a_cell_stands_in_the_list_alone(cell):
    book = answer([Fault("坏", "培训", cell)])
    assert len(listed(book)) == 2
    assert {colour(c) for row in book["培训"].iter_rows() for c in row if c.value} == {None}


def test_a_text_is_never_a_formula_and_never_breaks_the_file():
    nasty = [
        "=1+1",
        "+5",
        "@x",
        "-2",
        "http://x.example",
        "a\x00b",
        "\ud800",
        "\ufffe",
        "<b>&amp;",
        "]]>",
        "长" * 40_000,
    ]
    faults = [Fault(text, "培训", "D4", text) for text in nasty]
    data = enterprise_file()
    for marked in (marked_workbook(NAME, data, read_book(NAME, data), faults, [])[1], rebuilt(faults)):
        book = load_workbook(io.BytesIO(marked))
        cells = [book[LIST_NAME].cell(row, column) for row in range(5, 5 + len(nasty)) for column in (4, 5)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value for cell in cells[::2]][:8] == [
            "=1+1",
            "+5",
            "@x",
            "-2",
            "http://x.example",
            "a�b",
            "�",
            "�",
        ]
        assert cells[-1].value == "长" * 2000 + "…"
        assert read_book("x.xlsx", marked).sheets[0].name == LIST_NAME


def rebuilt(faults: list[Fault]) -> bytes:
    book = read_book(NAME, enterprise_file())
    return rebuild(book, Marks.of(NAME, book, faults, []))


@pytest.mark.parametrize(
    ("name", "faults", "questions", "answered"),
    [
        ("a.b.xlsx", 2, 0, "a.b（有问题2处）.xlsx"),
        ("a.xlsm", 1, 3, "a（有问题1处）.xlsx"),
        ("a.csv", 0, 3, "a（有3项待核实）.xlsx"),
        ("C:\\表\\a.xls", 0, 0, "a（有问题0处）.xlsx"),
        ("x/y/无后缀", 1, 0, "无后缀（有问题1处）.xlsx"),
    ],
)
def test_the_answer_is_named_after_the_file_and_says_how_much_is_wrong(name, faults, questions, answered):
    book = Book(name, "", [Sheet("S", [["x"]])])
    found = marked_workbook(name, b"x", book, [Fault("坏")] * faults, [Question("k", "?")] * questions)[0]
    assert found == answered


# ---- the original is kept --------------------------------------------------------------------------------------------


def test_values_formulas_widths_formats_merges_and_other_sheets_are_kept():
    before, after = load_workbook(io.BytesIO(enterprise_file())), answer([WORDS], [TOTAL])
    for old in before.worksheets:
        new = after[old.title]
        assert [[c.value for c in row] for row in old] == [[c.value for c in row] for row in new]
        assert [[c.number_format for c in row] for row in old] == [[c.number_format for c in row] for row in new]
        assert [[c.font.sz for c in row] for row in old] == [[c.font.sz for c in row] for row in new]
        assert sorted(map(str, old.merged_cells.ranges)) == sorted(map(str, new.merged_cells.ranges))
        assert old.sheet_state == new.sheet_state
    assert after["培训"].column_dimensions["B"].width == before["培训"].column_dimensions["B"].width
    assert after["培训"].row_dimensions[3].height == before["培训"].row_dimensions[3].height > 39
    assert after["培训"]["D3"].comment.text == "请尽快"


def test_the_answer_reads_as_the_original_did():
    """Formulas keep the results they had, so that a file that comes back unopened is still read."""
    data = enterprise_file()
    before = read_book(NAME, data)
    name, marked = marked_workbook(NAME, data, before, [WORDS], [TOTAL])
    _list, *after = read_book(name, marked).sheets
    assert [sheet.rows for sheet in after] == [sheet.rows for sheet in before.sheets]
    assert [(s.hidden, s.uncached, s.percent, s.errors) for s in after] == [
        (s.hidden, s.uncached, s.percent, s.errors) for s in before.sheets
    ]


def test_formulas_keep_results_of_every_kind():
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("S")
    results = [1, 0.1, "字 & <符>", "", True, "#DIV/0!"]
    for row, result in enumerate(results):
        sheet.write_formula(row, 0, f"=Z{row + 1}", None, result)
    sheet.write_formula(6, 0, "=DATE(2020,6,30)", book.add_format({"num_format": "yyyy-mm-dd"}), 44012)
    sheet.write_array_formula("A8:A8", "{=SUM(B1:B2)}", None, 7)
    book.close()
    marked = marked_workbook(
        "S.xlsx", data.getvalue(), read_book("S.xlsx", data.getvalue()), [Fault("坏", "S", "A1")], []
    )
    values = load_workbook(io.BytesIO(marked[1]), data_only=True)["S"]
    assert [values.cell(row, 1).value for row in range(1, 9)] == [
        1, 0.1, "字 & <符>", None, True, "#DIV/0!", datetime(2020, 6, 30), 7,
    ]  # fmt: skip
    formulas = load_workbook(io.BytesIO(marked[1]))["S"]
    assert [formulas.cell(row, 1).value for row in range(1, 4)] == ["=Z1", "=Z2", "=Z3"]
    assert formulas["A8"].value.text == "=SUM(B1:B2)"


def test_marking_the_answer_again_takes_the_earlier_marks_away():
    data = enterprise_file()
    name, first = marked_workbook(
        NAME, data, read_book(NAME, data), [WORDS, Fault("整数", "培训", "D3", "5家")], [TOTAL]
    )
    book = read_book(name, first)
    second = load_workbook(io.BytesIO(marked_workbook(name, first, book, [Fault("新", "培训", "C3")], [])[1]))
    assert second.sheetnames == [LIST_NAME, "培训", "另's 表"]
    assert [line[4] for line in listed(second)[1:]] == ["新"]
    sheet = second["培训"]
    assert [colour(sheet[at]) for at in ("C3", "D3", "D4", "C5")] == [RED, None, None, None]
    assert [sheet[at].comment and sheet[at].comment.text for at in ("C3", "D3", "D4")] == ["新", "请尽快", None]


def test_a_sheet_of_their_own_named_like_the_list_is_kept():
    data = workbook((LIST_NAME, [["自己的"]]))
    book = answer([Fault("坏", LIST_NAME, "A1")], data=data)
    assert [sheet["A1"].value for sheet in book.worksheets] == [f"问题清单：{NAME}", "自己的"]
    assert colour(book.worksheets[1]["A1"]) == RED
    assert book.worksheets[0]["C5"].hyperlink.location == f"'{LIST_NAME}'!A1"


def test_macros_are_dropped_and_the_answer_is_a_plain_workbook():
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(enterprise_file())) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry).replace(b"vnd." + plain, b"vnd." + macros))
        new.writestr("xl/vbaProject.bin", b"macro")
    with_macros = changed.getvalue()
    name, marked = marked_workbook("a.xlsm", with_macros, read_book("a.xlsm", with_macros), [WORDS], [])
    assert (name, names_in(marked, "vba")) == ("a（有问题1处）.xlsx", [])
    assert b"macroEnabled" not in zipfile.ZipFile(io.BytesIO(marked)).read("[Content_Types].xml")
    assert load_workbook(io.BytesIO(marked))["培训"].column_dimensions["B"].width > 30, "the original, not a copy"


# ---- other formats, and originals that cannot be marked --------------------------------------------------------------


def test_a_text_table_comes_back_as_a_workbook_with_the_same_marks():
    data = "单位代码,会员\nA,=1+1\nB,0012\nC,\n".encode("gb18030")
    book = read_book("表.csv", data)
    sheet = book.sheets[0].name
    name, marked = marked_workbook(
        "表.csv", data, book, [Fault("整数", "", "B2", "=1+1"), Fault("缺", sheet, "B4")], []
    )
    opened = load_workbook(io.BytesIO(marked))
    assert name == "表（有问题2处）.xlsx"
    assert [[cell.value for cell in row] for row in opened[sheet]] == [
        ["单位代码", "会员"], ["A", "=1+1"], ["B", "0012"], ["C", None],
    ]  # fmt: skip
    assert {cell.data_type for row in opened[sheet] for cell in row if cell.value} == {"s"}
    assert [colour(opened[sheet][at]) for at in ("B2", "B4", "B3")] == [RED, RED, None]
    assert opened[sheet]["B2"].comment.text == "现为“=1+1”，应为：整数"
    assert opened[LIST_NAME]["C6"].hyperlink.location == f"'{sheet}'!B4"
    assert faults_of(marked, "xlsx") == []


def test_dates_percentages_truth_values_errors_and_hidden_sheets_are_written_as_what_they_are():
    cells = [date(2020, 6, 30), 0.9, 0.9, True, 53, "53", "12:30:00", None, float("nan"), "长" * 40_000]
    sheets = [
        Sheet("数/据", [cells], errors={"H1": "#REF!"}, percent={"B1"}),
        Sheet("数:据", [["x"]], hidden=True),
        Sheet("很" * 40, [[1]]),
        Sheet("问题清单", [[]]),
    ]
    book = Book("旧.xls", "", sheets)
    questions = [Question("not_applicable 数/据 1", "?", ("B1",), sheet="数/据")]
    _name, marked = marked_workbook(
        "旧.xls", b"\xd0\xcf", book, [Fault("坏", "数:据", "A1", "x"), Fault("坏", "数/据", "A1")], questions
    )
    opened = load_workbook(io.BytesIO(marked))
    assert opened.sheetnames == [LIST_NAME, "数_据", "数_据 (2)", "很" * 31, "问题清单 (2)"]
    values = [cell.value for cell in opened["数_据"][1]]
    assert values[:9] == [datetime(2020, 6, 30), 0.9, 0.9, True, 53, "53", "12:30:00", "#REF!", "nan"]
    assert [cell.number_format for cell in opened["数_据"][1]][:3] == ["yyyy-mm-dd", "0.##%", "General"]
    assert [cell.data_type for cell in opened["数_据"][1]][7] == "s"
    assert [sheet.sheet_state for sheet in opened.worksheets] == ["visible", "visible", "hidden", "visible", "visible"]
    assert (colour(opened["数_据 (2)"]["A1"]), colour(opened["数_据"]["B1"])) == (RED, YELLOW)
    assert opened[LIST_NAME]["C5"].hyperlink.location == "'数_据 (2)'!A1"
    assert faults_of(marked, "xlsx") == []


@pytest.mark.skipif(sys.platform == "win32", reason="the program is replaced by a shell script")
@pytest.mark.parametrize(
    "script", ["exit 1", "kill -9 $$", "cat >/dev/null; echo hello", "head -c 1 >/dev/null", "sleep 30"]
)
def test_an_original_that_cannot_be_marked_is_written_anew(no_program, monkeypatch, script):
    data = enterprise_file()
    book = read_book(NAME, data)
    monkeypatch.setattr(child, "WALL_SECONDS", 0.5)
    no_program(script)
    started = time.monotonic()
    opened = load_workbook(io.BytesIO(marked_workbook(NAME, data, book, [WORDS], [TOTAL])[1]))
    assert time.monotonic() - started < 10
    assert opened["培训"]["D4"].comment.text == "现为“见附件”，应为：填数字，不要用文字"
    assert (opened["培训"]["D4"].value, opened["培训"]["C5"].value) == ("见附件", 53)
    assert [colour(opened["培训"][at]) for at in ("D4", "C5")] == [RED, YELLOW]


@pytest.mark.skipif(sys.platform == "win32", reason="the program is replaced by a shell script")
def test_a_program_that_takes_too_much_memory_is_ended(no_program, monkeypatch):
    data = enterprise_file()
    book = read_book(NAME, data)
    monkeypatch.setattr(child, "MEMORY", 1 << 20)
    no_program("exec sleep 30")
    started = time.monotonic()
    assert marked_workbook(NAME, data, book, [WORDS], [])[1].startswith(b"PK")
    assert time.monotonic() - started < 10


def test_a_broken_package_is_written_anew():
    data = enterprise_file()
    _name, marked = marked_workbook(NAME, data[:-50], read_book(NAME, data), [WORDS], [])
    assert colour(load_workbook(io.BytesIO(marked))["培训"]["D4"]) == RED


def test_a_workbook_with_the_least_that_a_reader_needs_is_answered():
    rows = "<row><c r='A1' t='inlineStr'><is><t>单位代码</t></is></c></row>"
    data = package(rows)
    book = read_book("x.xlsx", data)
    opened = load_workbook(
        io.BytesIO(marked_workbook("x.xlsx", data, book, [Fault("坏", book.sheets[0].name, "A1")], [])[1])
    )
    assert colour(opened.worksheets[1]["A1"]) == RED


def test_nothing_stays_in_the_folder_for_temporary_files(tmp_path, monkeypatch):
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer([WORDS], [TOTAL])
    assert list(tmp_path.iterdir()) == []


# ---- the list alone --------------------------------------------------------------------------------------------------


def test_the_list_can_be_had_as_csv_that_excel_opens_in_chinese():
    data = faults_csv([WORDS, Fault("文件没有写明年份"), Fault("一个\n数", "表,1", "A1", 'x"y')])
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [
        ["序号", "工作表", "单元格", "发现", "应为"],
        ["1", "培训", "D4", "见附件", "填数字，不要用文字"],
        ["2", "", "", "", "文件没有写明年份"],
        ["3", "表,1", "A1", 'x"y', "一个\n数"],
    ]
    assert list(csv.reader(io.StringIO(faults_csv([]).decode("utf-8-sig"))))[1:] == []


@pytest.mark.parametrize("text", ["=1+1", "+5", "-2", "@x", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"])
def test_no_text_of_the_csv_is_taken_for_a_formula(text):
    data = faults_csv([Fault(text, text, text, text)]).decode("utf-8-sig")
    line = list(csv.reader(io.StringIO(data, newline="")))[1]
    assert all(said.startswith(("'", "�")) for said in line[1:])


# ---- as an office program sees it ------------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="there is no soffice or pdftotext"
)
@pytest.mark.parametrize("how", ["original", "rebuilt"])
def test_an_office_program_opens_the_answer_with_its_list_notes_and_links(how, tmp_path):
    data = enterprise_file()
    marked = marked_workbook(NAME, data if how == "original" else b"", read_book(NAME, data), [WORDS], [TOTAL])[1]
    file = tmp_path / "answer.xlsx"
    file.write_bytes(marked)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for ending in ("pdf", "fods"):
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", tmp_path, file]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    pages = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "answer.pdf", "-"], capture_output=True, encoding="utf-8"
    )
    first, *_others = pages.stdout.split("\f")
    assert re.search(r"1\s+培训\s+D4\s+见附件\s+填数字，不要用文字", first)
    document = (tmp_path / "answer.fods").read_text(encoding="utf-8")
    assert document.count("<office:annotation ") == (3 if how == "original" else 2)
    assert "现为“见附件”，应为：填数字，不要用文字" in document
    links = [link.replace("&apos;", "") for link in re.findall(r'xlink:href="#([^"]+)"', document)]
    assert [re.sub("[.!]", "", link) for link in links] == ["培训D4", "培训C5"]
