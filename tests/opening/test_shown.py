"""Figures as a person sees them, whatever the cell holds: formats that divide, raised note marks, what is hidden."""

import io
import struct

import pytest
import xlsxwriter
import xlwt
from spreadsheet_formats import binary_cell, binary_row, binary_sheet, ods_package, record, wide, xlsb_package
from townships import TWO_FIRMS, take_in, units_file, workbook

from tracking.intake.preview import preview_file
from tracking.opening.kinds import open_file
from tracking.opening.shown import format_of, from_text

SHOWN_BY_FORMAT = [
    ("0!.0,", 35000, 3.5),
    ("0\\.0,", 35123, 3.5123),  # not rounded: 3.5 is what fits in, not what was meant
    ('0"."0,', 30000, 3.0),
    ("#!.0000", 35000, 3.5),
    ('0!.0,"万"', 35000, "3.5万"),
    ("0.0,", 35000, 35.0),
    ("#,##0.00,,", 35_000_000, 35.0),
    ('0.0,"千"', 35000, "35千"),
    ('0.00"万元"', 3.8, "3.8万元"),
    ('"约"0"户"', 12, "约12户"),
    ('0"人";-0"人"', -3, "-3人"),
    ('[>=10000]0!.0,"万";0', 35000, "3.5万"),
    ('[>=10000]0!.0,"万";0', 350, 350.0),
    ("0000", 7, "0007"),
    ("0\\%", 90, "90%"),
    ("#,###", 0, None),
    ("0;-0;;@", 0, None),
    ("0;-0;;@", 5, 5.0),
    (";;;", 35, None),
    ('0;-0;"无"', 0, 0.0),
]
SHOWN_AS_HELD = [
    "General", "0", "0.00", "#,##0", "#,##0.00", "#,##0_);[Red](#,##0)", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    "¥#,##0.00", '"¥"#,##0', "[$¥-804]#,##0", "0%", "0.0E+00", "# ?/?", 'yyyy"年"m"月"', "h:mm", "@", "[DBNum1]General", "G/通用格式",
]  # fmt: skip


@pytest.mark.parametrize(("code", "held", "shown"), SHOWN_BY_FORMAT)
def test_a_number_format_that_divides_or_writes_words_says_what_is_meant(code, held, shown):
    seen = format_of(code)
    assert seen is not None
    assert seen(held) == shown


@pytest.mark.parametrize("code", SHOWN_AS_HELD)
def test_other_number_formats_leave_the_number_as_it_is(code):
    seen = format_of(code)
    assert seen is None or [seen(number) for number in (0, 7, -3.5)] == [0, 7, -3.5]


def test_a_number_with_the_text_that_is_shown_is_divided_as_the_text_is():
    told = {
        (35000.0, "3.5"): 3.5, (35123.0, "3.5"): 3.5123, (35000.0, "3.5万元"): "3.5万元", (67.56, "68"): 67.56, (1234.0, "1,234.00"): 1234.0,
        (35.0, "35人"): "35人", (35.0, "####"): 35.0, (43831.0, "2020-01-01"): "2020-01-01", (512.0, "12"): "12", (0.0, "0.00"): 0.0,
        (0.0, ""): None, (-5.0, "-5"): -5.0,
    }  # fmt: skip
    assert {key: from_text(*key) for key in told} == told


def xlsx() -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, raised = book.add_worksheet("S"), book.add_format({"font_script": 1})
    sheet.write_row(0, 0, ["a", 7])
    sheet.write(1, 0, 35000, book.add_format({"num_format": "0!.0,"}))
    sheet.write_rich_string(1, 1, "12", raised, "3)")
    sheet.write(2, 0, 0, book.add_format({"num_format": "#,###"}))
    sheet.write(2, 1, 9, book.add_format({"num_format": ";;;"}))
    book.close()
    return data.getvalue()


def xls() -> bytes:
    data, book = io.BytesIO(), xlwt.Workbook()
    sheet = book.add_sheet("S")
    raised = xlwt.easyfont("escapement superscript")
    sheet.write(0, 0, "a")
    sheet.write(0, 1, 7)
    sheet.write(1, 0, 35000, xlwt.easyxf(num_format_str="0!.0,"))
    sheet.write_rich_text(1, 1, ("12", ("3)", raised)))
    sheet.write(2, 0, 0, xlwt.easyxf(num_format_str="#,###"))
    sheet.write(2, 1, 9, xlwt.easyxf(num_format_str=";;;"))
    book.save(data)
    return data.getvalue()


def xlsb() -> bytes:
    runs = struct.pack("<I", 1) + struct.pack("<HH", 2, 2)
    strings = (
        record(159, struct.pack("<II", 1, 1)) + record(19, b"\1" + wide("123)") + runs + b"\0\0\0\0") + record(160)
    )
    rows = binary_row(0, binary_cell(0, "a"), binary_cell(1, 7.0))
    rows += binary_row(1, binary_cell(0, 35000.0, 4), record(7, struct.pack("<III", 1, 0, 0)))
    return xlsb_package(("S", binary_sheet(rows), False), strings=strings)


def xml2003() -> bytes:
    space, rich = "urn:schemas-microsoft-com:office:spreadsheet", "http://www.w3.org/TR/REC-html40"
    codes = {"w": "0!.0,", "z": "#,###", "h": ";;;"}
    styles = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{code}"/></Style>' for name, code in codes.items()
    )
    number = '<Cell ss:StyleID="{}"><Data ss:Type="Number">{}</Data></Cell>'
    mark = f'<Cell><ss:Data ss:Type="String" xmlns="{rich}"><Font>12</Font><Sup>3)</Sup></ss:Data></Cell>'
    rows = (
        '<Row><Cell><Data ss:Type="String">a</Data></Cell><Cell><Data ss:Type="Number">7</Data></Cell></Row>'
        f"<Row>{number.format('w', 35000)}{mark}</Row><Row>{number.format('z', 0)}{number.format('h', 9)}</Row>"
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def ods() -> bytes:
    def cell(value: object, text: str) -> str:
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{text}</text:p></table:table-cell>'

    style = '<style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>'
    mark = '<table:table-cell office:value-type="string"><text:p>12<text:span text:style-name="T1">3)</text:span></text:p></table:table-cell>'
    word = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    rows = [word + cell(7, "7"), cell(35000, "3.5") + mark, cell(0, "") + cell(9, "")]
    rows = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in rows)
    return ods_package(f'{style}<table:table table:name="S">{rows}</table:table>')


def html() -> bytes:
    return (
        b"<html><style>.n {display:none} .u {vertical-align:super}</style><table><tr><td>a<td x:num>7"
        b"<tr><td x:num='35000'>3.5<td>12<sup>3)</sup><tr><td x:num='0'></td><td x:num='9'></td></tr>"
        b"<tr><td><span style='display:none'>5</span>12<td>8<font class=u>2</font></tr>"
        b"<tr><td class=n>77<td><p class=n>1</p>2</tr></table></html>"
    )


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, xml2003, ods, html])
def test_every_format_that_tells_is_read_as_it_is_seen(make):
    sheet = open_file(make()).sheets[0]
    assert sheet.rows[0] in (["a", 7], ["a", "7"])
    assert sheet.rows[1] == [3.5, "12"]
    assert sheet.raised >= {"B2"}
    if make is not xlsb:
        assert sheet.rows[2][:2] == [None, 9]
        assert (sheet.hidden_zeros, sheet.unseen - {"A5"}) == ({"A3"}, {"B3"})


def test_what_a_web_page_hides_within_a_cell_is_not_read_and_a_hidden_cell_is_noted():
    sheet = open_file(html()).sheets[0]
    assert sheet.rows[3] == ["12", "8"]
    assert sheet.rows[4] == ["77", "2"]
    assert "A5" in sheet.unseen


def test_a_figure_in_ten_thousands_by_its_format_is_stored_as_it_is_seen(store):
    """The trap: 35000 shown as 3.5 below a heading in 万元 is 35,000 元, not 350 million."""
    take_in(store, units_file(TWO_FIRMS))
    name = TWO_FIRMS[1]["name"]
    rows = [["2020年第二季度（当季）"], ["单位名称", "帮扶资金（万元）", "会员"], [name, 35000, 40]]
    data = workbook(("S", rows), formats={"B3": "0!.0,", "C3": ";;;"})
    preview = preview_file(store, "a.xlsx", data)
    assert preview.reading.faults == []
    assert sorted(preview.changes["amount"]) == [40, 3_500_000]
    assert [question.text for question in preview.reading.questions if question.key.startswith("not_shown")] == [
        "«S»: C3 hold figures that the sheet does not show. Do they count like the others?"
    ]
