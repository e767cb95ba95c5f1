"""Opening: every format offices send, told by content; what a format says of its cells; what is refused, and how."""

import contextlib
import io
import queue
import threading
import zipfile
from datetime import date, time
from pathlib import Path
from time import monotonic

import pytest
import xlsxwriter
import xlwt
from hostile_files import HEAD, MAIN, REFUSED, cell, package
from spreadsheet_formats import (
    ERROR,
    FORMATS,
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    MERGED,
    OLD,
    PERCENT,
    ROWS,
    STRUCK,
    TITLE,
    as_bare_xls,
    as_html,
    as_ods,
    as_xls,
    as_xlsb,
    as_xlsx,
    as_xml2003,
    ods_package,
)
from townships import TWO_FIRMS, quarter_file, take_in, units_file

from tracking import opening
from tracking.intake.preview import open_questions, preview_file, store_preview
from tracking.language import use_language
from tracking.opening.book import Sheet
from tracking.opening.kinds import open_file
from tracking.opening.limits import Refused
from tracking.opening.package import Package
from tracking.reading.files import NOTES, REFUSALS, read_book
from tracking.reading.problems import ReportProblem

EXAMPLES = Path(__file__).parent / "examples"
OPENING = Path(opening.__file__).parent


def xlsx(fill, **options) -> bytes:
    """A workbook with one sheet, filled by ``fill(book, sheet)``."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
    fill(book, book.add_worksheet("S"))
    book.close()
    return data.getvalue()


def opened(fill, **options) -> Sheet:
    """The only sheet of such a workbook."""
    (sheet,) = read_book("file.xlsx", xlsx(fill, **options)).sheets
    return sheet


def with_parts(data: bytes, parts: dict[str, str]) -> bytes:
    """A workbook with more parts."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def refusal(data: bytes) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(ReportProblem) as problem:
        read_book("x", data)
    (fault,) = problem.value.faults
    return fault.sentence()


# ---- what the format says of cells -----------------------------------------------------------------------------------


def test_merged_ranges_are_reported_and_the_cells_stay_as_they_are():
    sheet = opened(lambda book, sheet: (sheet.merge_range("A1:C2", "title"), sheet.write("D3", 5)))
    assert sheet.merged == [(0, 0, 1, 2)]
    assert sheet.rows == [["title"], [], [None, None, None, 5]]


def test_hidden_rows_and_columns_are_numbered_from_0():
    def fill(book, sheet):
        sheet.write("F9", 1)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(5, 0)
        sheet.set_column("B:C", None, None, {"hidden": True})

    sheet = opened(fill)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, 5}, {1, 2})


def test_cells_struck_through_are_named_also_if_only_a_part_of_their_text_is():
    def fill(book, sheet):
        struck = book.add_format({"font_strikeout": True})
        sheet.write("A1", 350, struck)
        sheet.write_rich_string("A2", "3", struck, "5", "2")
        sheet.write_blank("A3", None, struck)
        sheet.write("A4", 352)

    assert opened(fill).struck == {"A1", "A2"}


def test_formulas_that_read_another_workbook_are_named():
    def fill(book, sheet):
        sheet.write_formula("A1", "='[1]Sheet 1'!A1", None, 7)
        sheet.write_formula("A2", "=[2]二季度!B2+1", None, 7)
        sheet.write_formula("A3", "=S!B2+Table1[[#This Row],[x]]", None, 7)

    assert opened(fill).linked == {"A1", "A2"}


def test_a_percent_sign_that_is_only_printed_behind_the_number_makes_no_percentage():
    def fill(book, sheet):
        for row, code in enumerate(["0%", "0.00%", '0"%"', "0\\%", "[Red]0.0 %;-0%", "General"]):
            sheet.write(row, 0, 0.9, book.add_format({"num_format": code}))

    assert opened(fill).percent == {"A1", "A2", "A5"}


def test_a_formula_that_a_program_left_at_0_for_excel_to_calculate_has_no_value_yet():
    sheet = opened(lambda book, sheet: (sheet.write_formula("A1", "=1+1"), sheet.write_formula("A2", "=1+1", None, 2)))
    assert sheet.uncached == {"A1"}


# ---- one table, every format -----------------------------------------------------------------------------------------


def trimmed(rows: list[list]) -> list[list]:
    """Rows without the blank cells at their ends, which formats keep or drop as they like."""
    return [row[: max((i + 1 for i, cell in enumerate(row) if cell is not None), default=0)] for row in rows]


@pytest.mark.parametrize("name", [*FORMATS, "bare xls"])
def test_the_same_table_is_read_from_every_format_whatever_its_name_says(name):
    build = FORMATS.get(name, as_bare_xls)
    book = read_book("report.xlsx", build())
    sheet = book.sheets[0]
    as_text = name in ("html", "mht")
    expected = [[str(cell) if as_text and cell == 53 else cell for cell in row] for row in ROWS]
    assert book.format == name.removeprefix("bare ")
    assert sheet.rows == trimmed(expected)
    assert (sheet.errors, sheet.percent, sheet.struck) == ({ERROR: "#REF!"}, PERCENT, STRUCK)
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ([MERGED], {HIDDEN_ROW}, {HIDDEN_COLUMN})
    assert (sheet.uncached, sheet.linked) == (set(), set())
    if not as_text:
        assert [(s.name, s.hidden, s.rows) for s in book.sheets] == [("二季度", False, sheet.rows), ("旧", True, OLD)]
    assert book.notes == (["read_as_gbk"] if as_text else [])


@pytest.mark.parametrize("name", ["table.xls", "table.ods", "table.html"])
def test_what_libreoffice_saves_is_read_like_what_was_made_by_hand(name):
    (sheet, *_others) = read_book(name, (EXAMPLES / name).read_bytes()).sheets
    as_text = name == "table.html"  # hidden rows and columns are not in it, a percentage is the text 90%
    assert sheet.errors == {ERROR: "#REF!"}
    assert sheet.struck == (STRUCK if not as_text else set())
    if as_text:
        assert trimmed(sheet.rows)[1:] == [["单位", "会员", "入会率"], ["甲厂", "53", "90%"], ["乙厂", None, "50%"]]
        return
    assert trimmed(sheet.rows) == trimmed(ROWS)
    assert (sheet.percent, sheet.merged) == (PERCENT, [MERGED])
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({HIDDEN_ROW}, {HIDDEN_COLUMN})


def test_a_date_is_a_day_and_a_time_of_day_a_text_in_every_format():
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Row><Cell>'
        '<Data ss:Type="DateTime">2020-06-30T00:00:00.000</Data></Cell><Cell><Data ss:Type="DateTime">'
        "1899-12-31T08:30:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    ods = (
        '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="date" '
        'office:date-value="2020-06-30"/><table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>'
        "</table:table-row></table:table>"
    )
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    sheet.write(0, 0, date(2020, 6, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(0, 1, time(8, 30), xlwt.easyxf(num_format_str="hh:mm"))
    data = io.BytesIO()
    old.save(data)

    def fill(book, sheet):
        sheet.write_datetime(0, 0, date(2020, 6, 30), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_datetime(0, 1, time(8, 30), book.add_format({"num_format": "hh:mm"}))

    for made in (xlsx(fill), xml.encode(), ods_package(ods), data.getvalue()):
        assert read_book("x", made).sheets[0].rows == [[date(2020, 6, 30), "08:30:00"]]


def test_an_old_workbook_says_which_formulas_were_never_calculated():
    old = xlwt.Workbook()
    sheet = old.add_sheet("S")
    sheet.write(0, 0, xlwt.Formula("1+1"))
    sheet.write(1, 0, 5)
    data = io.BytesIO()
    old.save(data)
    assert read_book("x.xls", data.getvalue()).sheets[0].uncached == {"A1"}


def test_formulas_that_read_another_workbook_are_named_in_old_and_open_formats_too():
    ods = (
        '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="float" office:value="7" '
        "table:formula=\"of:=['file:///a/other.xlsx'#$S.A1]\"/></table:table-row></table:table>"
    )
    for data in ((EXAMPLES / "linked.xls").read_bytes(), ods_package(ods)):
        book = read_book("x", data)
        assert (book.sheets[0].linked, book.notes) == ({"A1"}, ["links"])


def test_a_formula_of_an_open_document_without_a_value_is_no_blank():
    ods = "<table:table-row><table:table-cell table:formula='of:=1+1'/></table:table-row>"
    sheet = read_book("x", ods_package(f"<table:table table:name='S'>{ods}</table:table>")).sheets[0]
    assert sheet.uncached == {"A1"}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (
            "<table:table-cell office:value-type='string'><text:p>12<text:line-break/>13</text:p></table:table-cell>",
            "12 13",
        ),
        ("<table:table-cell office:value-type='string'><text:p>12<text:tab/>13</text:p></table:table-cell>", "12 13"),
        ("<table:table-cell><text:p>甲厂</text:p></table:table-cell>", "甲厂"),
    ],
)
def test_no_text_of_an_open_document_is_lost_or_run_together(cell, value):
    made = ods_package(f"<table:table table:name='S'><table:table-row>{cell}</table:table-row></table:table>")
    assert read_book("x.ods", made).sheets[0].rows == [[value]]


def test_a_workbook_with_macros_is_read_and_says_so():
    book = read_book("x.xlsm", with_parts(as_xlsx(), {"xl/vbaProject.bin": "macros"}))
    assert (book.format, book.notes) == ("xlsm", ["macros"])


def test_notes_tell_of_links_pictures_and_comments_and_comments_are_dropped():
    parts = dict.fromkeys(("xl/externalLinks/externalLink1.xml", "xl/media/image1.png", "xl/comments1.xml"), "<x/>")
    assert read_book("x.xlsx", with_parts(as_xlsx(), parts)).notes == ["links", "pictures", "comments"]
    sheet = opened(lambda book, sheet: (sheet.write("A1", 1), sheet.write_comment("A1", "a secret of somebody's")))
    assert "secret" not in repr(sheet)


def test_every_note_has_a_sentence():
    source = "".join(path.read_text(encoding="utf-8") for path in OPENING.glob("*.py"))
    assert {code for code in NOTES if f'"{code}"' not in source} == set()


def test_a_workbook_of_nothing_but_a_picture_asks_for_the_table():
    with pytest.raises(ReportProblem) as problem:
        read_book("x.xlsx", with_parts(xlsx(lambda *_nothing: None), {"xl/media/image1.png": "x"}))
    assert [fault.sentence() for fault in problem.value.faults] == [REFUSALS["only_pictures"]]


# ---- web pages -------------------------------------------------------------------------------------------------------


def page(body: str) -> list[Sheet]:
    return read_book("x.xls", f"<html><body>{body}</body></html>".encode()).sheets


def test_cells_that_reach_over_rows_and_columns_move_those_behind_them():
    (sheet,) = page(
        "<table><tr><td rowspan=2>单位<td colspan=2>会员<td rowspan=2>备注<tr><td>当季<td>累计"
        "<tr><td>甲厂<td>1<td>2<td>x</table>"
    )
    assert sheet.rows == [["单位", "会员", None, "备注"], [None, "当季", "累计"], ["甲厂", "1", "2", "x"]]
    assert sheet.merged == [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)]


def test_a_table_within_a_table_is_a_table_of_its_own():
    sheets = page("<table><tr><td>menu<table><tr><td>甲厂</td><td>5</td></tr></table></td></tr></table>")
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [("HTML", [["menu"]]), ("HTML 2", [["甲厂", "5"]])]


def test_scripts_and_comments_of_a_page_are_no_text_and_entities_are():
    (sheet,) = page(
        "<table><tr><td><script>var a = 1</script><!-- no --><b>甲&amp;乙</b><br>厂&nbsp;</td></tr></table>"
    )
    assert sheet.rows == [["甲&乙 厂"]]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gbk", "gb2312"), ("gb18030", "utf-8"), ("utf-8", "gb2312"), ("utf-8-sig", "x"), ("utf-16", "utf-8")],
)
def test_a_page_is_read_in_the_encoding_it_was_written_in_even_if_it_declares_another(encoding, declared):
    assert trimmed(read_book("x.xls", as_html(encoding, declared)).sheets[0].rows)[0] == [TITLE]


def test_a_page_cut_off_within_its_table_is_refused():
    assert refusal(as_html()[:-60]) == REFUSALS["damaged"]


# ---- text ------------------------------------------------------------------------------------------------------------

LINES = ["单位,会员,备注", "甲厂,53,含镕组", '"乙,丙厂",7,', "丁厂,8,两\n行".replace("\n", " ")]


def text_rows(text: str | bytes) -> list[list]:
    return read_book("x.csv", text if isinstance(text, bytes) else text.encode()).sheets[0].rows


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_text_is_read_whatever_its_encoding_delimiter_and_line_ends(encoding, delimiter, end):
    text = end.join(LINES).replace(",", delimiter)
    data = b"\xfe\xff" * (encoding == "utf-16-be") + text.encode(encoding)
    between = {",": "乙,丙厂"}.get(delimiter, f"乙{delimiter}丙厂")
    assert text_rows(data) == [
        ["单位", "会员", "备注"],
        ["甲厂", "53", "含镕组"],
        [between, "7"],
        ["丁厂", "8", "两 行"],
    ]


def test_a_first_line_that_names_the_delimiter_is_followed_and_is_no_row():
    assert text_rows("sep=;\r\n甲，乙;5,5\r\n丙;6") == [["甲，乙", "5,5"], ["丙", "6"]]


def test_commas_within_headings_and_numbers_do_not_make_a_delimiter():
    text = "单位代码\t培训（人次，累计）\t讲座（场，累计）\nA\t1,385\t2\nB\t1,020\t3"
    assert text_rows(text)[1:] == [["A", "1,385", "2"], ["B", "1,020", "3"]]


def test_a_cell_of_several_lines_is_one_cell_and_lines_are_counted_as_an_editor_shows_them():
    assert text_rows('a,b,c\n"两\n行",1,2\nx,3,4')[1] == ["两\n行", "1", "2"]
    assert refusal('a,b,c\n"两\n行",1,2\nx,3,4,5'.encode()) == REFUSALS["ragged"].format(place=4)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('单位,会员\n甲厂,"5\n乙厂,6\n', 2),
        ('单位,会员,备注\n甲厂,5,"好\n乙厂,6,\n丙厂,7,"好"\n', 2),
        ('单位,会员\n甲厂,5\n"乙"厂,6\n', 3),
        ('单位,会员,备注\n甲厂,1,"好\n乙厂,2,x\n丙厂,3,好",\n', 2),  # closed by the next stray mark, a row is swallowed
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_named_with_its_line(text, line):
    assert refusal(text.encode()) == REFUSALS["open_quote"].format(place=line)


def test_a_row_with_more_cells_than_the_heading_is_named_with_its_line():
    assert refusal("单位,会员,培训\n甲厂,5,6\n乙厂,1,385,7\n".encode()) == REFUSALS["ragged"].format(place=3)
    assert text_rows("标题\n单位,会员\n甲厂,5,,\n\n填表人,某") == [
        ["标题"],
        ["单位", "会员"],
        ["甲厂", "5"],
        [],
        ["填表人", "某"],
    ]


def test_bytes_that_are_no_character_are_named_with_their_line_and_never_replaced():
    data = "单位,会员\n甲厂,5\n乙厂,6\n".encode()
    assert refusal(data[:-4] + b"\xff" + data[-4:]) == REFUSALS["unknown_encoding"].format(place=3)
    data = "单位,会员\r\n甲厂,5\r\n".encode("gbk")
    assert refusal(data + b"\xb5\xff,6\r\n") == REFUSALS["unknown_encoding"].format(place=3)


@pytest.mark.parametrize("data", [
    "单位,会员\n".encode("ascii", "ignore") + b"\xc4\xa3\xc4\xa3,5\n",  # 模模 in GBK, ģģ in UTF-8
    "單位代碼,會員人數,備註說明\n甲廠,5,總計\n".encode("big5"),
])  # fmt: skip
def test_text_that_two_encodings_fit_is_not_guessed_at(data):
    assert refusal(data) == REFUSALS["two_encodings"]


def test_the_encoding_is_noted_where_somebody_should_look_at_the_names():
    notes = {e: read_book("x.csv", "单位,会员\n甲厂,5".encode(e)).notes for e in ("utf-8", "gbk", "utf-16")}
    assert notes == {"utf-8": [], "gbk": ["read_as_gbk"], "utf-16": ["read_as_utf16"]}


def test_an_error_value_in_a_text_is_an_error_and_not_a_word():
    sheet = read_book("x.csv", "单位,会员\n甲厂,#REF!\n乙厂,#n/a".encode()).sheets[0]
    assert (sheet.errors, sheet.rows[1:]) == ({"B2": "#REF!", "B3": "#N/A"}, [["甲厂"], ["乙厂"]])


# ---- what is no table ------------------------------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


def container(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes([4]) + b"abcd" + b" " * 49 + b" " * 111, "lock_file"),
        (b",user,machine,25.11.2026 10:00,file:///home;", "lock_file"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"GIF89a...", "picture"),
        (b"\0\0\0\x18ftypheic....", "picture"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
        (b"{\\rtf1 text}", "word_document"),
        (container("WordDocument"), "word_document"),  # .doc and the .wps of WPS
        (container("PowerPoint Document"), "presentation"),
        (container("EncryptedPackage"), "encrypted"),
        (container("Workbook"), "damaged"),
        (zipped("[Content_Types].xml", "word/document.xml"), "word_document"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "presentation"),
        (zipped("Index/Document.iwa", "preview.jpg"), "numbers"),
        (zipped("一季度.xlsx", "二季度.xlsx"), "archive"),
        (b"Rar!\x1a\x07\x01\0", "archive"),
        (b"7z\xbc\xaf\x27\x1c", "archive"),
        (ods_package("", mimetype="application/vnd.oasis.opendocument.text"), "word_document"),
        (ods_package("", manifest="<manifest:encryption-data/>"), "encrypted"),
        (b'<?xml version="1.0"?><feed><entry/></feed>', "not_a_table"),
        (b"a,b\n1,\0\n", "not_a_table"),
        (b",,\n,\n", "nothing_in_it"),
        (xlsx(lambda *_nothing: None), "nothing_in_it"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_what_it_is_by_its_content(data, code):
    assert refusal(data) == REFUSALS[code]


# ---- others keep working ---------------------------------------------------------------------------------------------


def test_while_hostile_files_are_refused_everybody_else_keeps_reading(store):
    """Two threads hand in every hostile file; a third asks the store all the time and always gets its answer."""
    take_in(store, units_file(TWO_FIRMS), "units.xlsx")
    expected = len(store.read("unit_versions"))
    waiting, verdicts, answers, over = queue.Queue(), {}, [], threading.Event()
    for name in REFUSED:
        waiting.put(name)

    def hand_in() -> None:
        use_language("en")
        with contextlib.suppress(queue.Empty):
            while True:
                name = waiting.get_nowait()
                build, code = REFUSED[name]
                verdicts[name] = refusal(build()) == REFUSALS[code]

    def ask() -> None:
        while not over.is_set():
            begun = monotonic()
            answers.append((len(store.read("unit_versions")), monotonic() - begun))

    asker, *others = [threading.Thread(target=what) for what in (ask, hand_in, hand_in)]
    for thread in (asker, *others):
        thread.start()
    for thread in others:
        thread.join()
    over.set()
    asker.join()
    assert verdicts == dict.fromkeys(REFUSED, True)
    assert {count for count, _took in answers} == {expected}
    assert max(took for _count, took in answers) < 5
    assert read_book("x", as_xlsx()).sheets[0].rows[0] == [TITLE]


@pytest.mark.parametrize(
    ("limit", "data"),
    [
        ("worksheet.MAX_FRAMED", package("<row><c/><c/><c/></row>" + cell("A2"))),
        ("worksheet.MAX_FILLED", package("<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>")),
        ("strings.MAX_SHARED_STRINGS", package(cell("A1"), strings=f'<sst xmlns="{MAIN}"><si/><si/></sst>')),
        ("web_page.MAX_FILLED", b"<table><tr><td>1<td>2</table>"),
        ("open_document.MAX_FILLED", as_ods()),
        ("spreadsheet_xml.MAX_FILLED", as_xml2003()),
        ("old_excel.MAX_FILLED", as_xls()),
        ("binary_workbook.MAX_FILLED", as_xlsb()),
    ],
)
def test_cells_are_counted_while_they_are_read_whatever_the_file_says_of_its_size(monkeypatch, limit, data):
    monkeypatch.setattr(f"tracking.opening.{limit}", 1)
    with pytest.raises(Refused) as refused:
        open_file(data)
    assert refused.value.code == "too_many_cells"


def test_parts_are_measured_while_they_unpack(monkeypatch):
    archive = Package(as_xlsx())
    monkeypatch.setattr("tracking.opening.package.MAX_UNPACKED", 10)
    with pytest.raises(Refused) as refused:
        archive.check_every_part()
    assert refused.value.code == "swollen"


def test_frames_around_a_whole_sheet_and_a_false_dimension_are_read():
    framed = '<dimension ref="A1:XFD1048576"/>' + f"<sheetData>{cell('A1')}"
    framed += '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    (sheet,) = read_book("x", package("", sheet=f"{HEAD}{framed}{merged}</worksheet>")).sheets
    assert (sheet.rows, sheet.merged) == ([[1]], [(0, 0, 19_999, 399)])


# ---- what is asked and said about it ---------------------------------------------------------------------------------


def preview_of(store, fill, **options):
    """The preview of a quarterly sheet with the figures of two firms, filled further by ``fill(book, sheet)``."""

    def whole(book, sheet):
        rows = [["柳溪镇2020年二季度上报表"], ["单位代码", "单位名称", "会员"], ["A", None, 5], ["B", None, 6]]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        fill(book, sheet)

    take_in(store, units_file(TWO_FIRMS), "units.xlsx")
    return preview_file(store, "q2.xlsx", xlsx(whole, **options))


def test_hidden_rows_with_figures_and_cells_struck_through_are_asked_about_once_a_sheet(store):
    def fill(book, sheet):
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(7, None, None, {"hidden": True})  # nothing is in it
        sheet.write("C3", 5, book.add_format({"font_strikeout": True}))

    preview = preview_of(store, fill)
    assert [(question.key, question.text, question.cells) for question in preview.reading.questions] == [
        ("hidden_rows S", "«S»: the rows 4 are hidden and hold data. Do they count like the others?", ("A4",)),
        ("struck_through S", "«S»: C3 are struck through. Do they count like the others?", ("C3",)),
    ]
    assert [question.key for question in open_questions(preview, set())] == ["hidden_rows S", "struck_through S"]


def test_hidden_columns_and_figures_from_elsewhere_are_said(store):
    def fill(book, sheet):
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("F:F", None, None, {"hidden": True})
        sheet.write("B3", "柳溪A厂")
        sheet.write_formula("C3", "='[1]S'!A1", None, 5)

    preview = preview_of(store, fill)
    assert preview.reading.questions == []
    assert preview.reading.notes == [
        "«S»: the hidden columns B were read.",
        "«S»: C3 come from another workbook; what is stored in this one was read.",
    ]


@pytest.mark.parametrize(
    "name", ["../../etc/x.xlsx", "C:\\x.xlsx", "a\0b\n.xlsx", "表" * 300, "📊.xlsx", "=cmd|'/c calc'!A1", ""]
)
def test_the_name_of_a_file_is_never_a_path_and_never_decides(store, tmp_path, name):
    take_in(store, units_file(TWO_FIRMS), "units.xlsx")
    before = sorted(tmp_path.rglob("*"))
    preview = preview_file(store, name, quarter_file(TWO_FIRMS, {("A", "members"): 5}))
    assert (preview.file_name, preview.counts()["new"]) == (name.replace("\0", "")[:200], 1)
    assert store_preview(store, preview, "the clerk")
    assert sorted(tmp_path.rglob("*")) == before
