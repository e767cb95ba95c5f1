"""One small table in every format that offices send, made here by hand or by a library other than the one that reads it.

The table: a merged title, a heading, three enterprises; a percentage, an error value, a text struck through, a hidden
row, a hidden column, a hidden sheet.
"""

import io
import quopri
import struct
import zipfile
from collections.abc import Callable

import xlsxwriter
import xlwt

ROWS = [
    ["柳溪镇2020年二季度上报表"],
    ["单位", "会员", "入会率", "备注"],
    ["甲厂", 53, 0.9, "作废"],
    ["乙厂", None, 0.5],
    ["丙厂", 7.5, None, "已并入甲厂"],
]
ERROR, PERCENT, STRUCK, MERGED, HIDDEN_ROW, HIDDEN_COLUMN = "B4", {"C3", "C4"}, {"D3"}, (0, 0, 0, 3), 4, 3
TITLE = ROWS[0][0]
OLD = [["旧表", 1]]


def as_xlsx() -> bytes:
    """Excel since 2007."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, old = book.add_worksheet("二季度"), book.add_worksheet("旧")
    percent, struck = book.add_format({"num_format": "0%"}), book.add_format({"font_strikeout": True})
    sheet.merge_range("A1:D1", TITLE)
    for row, cells in enumerate(ROWS[1:], start=1):
        for column, cell in enumerate(cells):
            form = percent if column == 2 and row > 1 else struck if cell == "作废" else None
            if cell is not None:
                sheet.write(row, column, cell, form)
    sheet.write_formula(ERROR, "=#REF!", None, "#REF!")
    sheet.set_row(HIDDEN_ROW, None, None, {"hidden": True})
    sheet.set_column("D:D", None, None, {"hidden": True})
    old.write_row(0, 0, OLD[0])
    old.hide()
    book.close()
    return data.getvalue()


def _old_excel() -> xlwt.Workbook:
    book = xlwt.Workbook(encoding="utf-8")
    sheet, old = book.add_sheet("二季度"), book.add_sheet("旧")
    percent, struck = xlwt.easyxf(num_format_str="0%"), xlwt.easyxf("font: struck_out on")
    sheet.write_merge(*MERGED[::2], *MERGED[1::2], TITLE)
    for row, cells in enumerate(ROWS[1:], start=1):
        for column, cell in enumerate(cells):
            form = percent if column == 2 and row > 1 else struck if cell == "作废" else xlwt.Style.default_style
            if cell is not None:
                sheet.write(row, column, cell, form)
    sheet.row(3).set_cell_error(1, "#REF!")
    sheet.row(HIDDEN_ROW).hidden = True
    sheet.col(HIDDEN_COLUMN).hidden = True
    old.write(0, 0, OLD[0][0])
    old.write(0, 1, OLD[0][1])
    old.visibility = 1
    return book


def as_xls() -> bytes:
    """Excel 97 to 2003; the .et of WPS is the same."""
    data = io.BytesIO()
    _old_excel().save(data)
    return data.getvalue()


def as_bare_xls() -> bytes:
    """The records of such a workbook without the container around them, as small programs write them."""
    return _old_excel().get_biff_data()


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
    f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0" xmlns:style="{OFFICE}:style:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style><style:style style:name="ce2" '
    'style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def ods_package(content: str, **parts: str) -> bytes:
    """An OpenDocument spreadsheet with these tables as XML."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", parts.pop("mimetype", "application/vnd.oasis.opendocument.spreadsheet"))
        archive.writestr("content.xml", ODS_HEAD + content + ODS_TAIL)
        archive.writestr("META-INF/manifest.xml", parts.pop("manifest", "<manifest/>"))
    return data.getvalue()


def ods_cell(value: object, more: str = "") -> str:
    """A cell of a number or a text."""
    if value is None:
        return f"<table:table-cell {more}/>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'
    kind = "" if "value-type" in more else 'office:value-type="float"'
    return f'<table:table-cell {kind} office:value="{value}" {more}><text:p>{value}</text:p></table:table-cell>'


def as_ods() -> bytes:
    """LibreOffice, WPS and Excel save this too."""
    more = {
        (0, 0): 'table:number-columns-spanned="4" table:number-rows-spanned="1"',
        (2, 2): 'office:value-type="percentage"',
        (2, 3): 'table:style-name="ce2"',
        (3, 2): 'office:value-type="percentage"',
    }
    error = (
        '<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    )
    rows = ""
    for row, cells in enumerate(ROWS):
        unseen = 'table:visibility="collapse"' if row == HIDDEN_ROW else ""
        filled = [
            error if (row, column) == (3, 1) else ods_cell(cell, more.get((row, column), ""))
            for column, cell in enumerate(cells)
        ]
        rest = '<table:covered-table-cell table:number-columns-repeated="3"/>' if row == 0 else ""
        rows += f"<table:table-row {unseen}>{''.join(filled)}{rest}<table:table-cell table:number-columns-repeated='1020'/></table:table-row>"
    rows += '<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    columns = (
        '<table:table-column table:number-columns-repeated="3"/><table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="1020"/>'
    )
    old = "".join(map(ods_cell, OLD[0]))
    return ods_package(
        f'<table:table table:name="二季度">{columns}{rows}</table:table>'
        f'<table:table table:name="旧" table:style-name="ta2"><table:table-row>{old}</table:table-row></table:table>'
    )


# ---- .xlsb, record by record -----------------------------------------------------------------------------------------


def record(number: int, content: bytes = b"") -> bytes:
    """A record: its number and its length in seven bits a byte, and its content."""
    out = bytearray()
    for value in (number, len(content)):
        while value >= 0x80:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        out.append(value)
    return bytes(out) + content


def wide(text: str) -> bytes:
    """A text with its length in front."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_cell(column: int, value: object, style: int = 0, row: int = 0) -> bytes:
    """A cell; an error value is a text that begins with #."""
    place = struct.pack("<II", column, style)
    if isinstance(value, str) and value.startswith("#"):
        codes = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
        return record(3, place + bytes([codes[value]]))
    if isinstance(value, str):
        return record(6, place + wide(value))
    return record(5, place + struct.pack("<d", value))


def binary_row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    """The header of a row and its cells."""
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0)) + b"".join(cells)


def xlsb_package(*sheets: tuple[str, bytes, bool], strings: bytes | None = None) -> bytes:
    """A binary workbook with these sheets: name, records, whether it is hidden."""
    types = "http://schemas.openxmlformats.org/package/2006/relationships"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    listed = b"".join(
        record(156, struct.pack("<II", hidden, number) + wide(f"rId{number}") + wide(name))
        for number, (name, _rows, hidden) in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{kinds}/worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="rId99" Type="{kinds}/styles" Target="styles.bin"/>'
    fonts = record(611, b"\3\0\0\0") + binary_font(0) + binary_font(8) + binary_font(0, raised=1) + record(612)
    codes = {164: "0.0%", 165: "0!.0,"}
    formats = b"".join(record(44, struct.pack("<H", number) + wide(code)) for number, code in codes.items())
    formats = record(615, b"\2\0\0\0") + formats + record(616)
    styles = [(0, 0), (9, 0), (164, 0), (0, 1), (165, 0)]  # plain, 0%, 0.0%, struck through, in 万
    stylesheet = record(617, struct.pack("<I", len(styles)))
    stylesheet += b"".join(record(47, struct.pack("<HHHHHHHH", 0, *style, 0, 0, 0, 0, 0)) for style in styles)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.bin", record(131) + record(143) + listed + record(144) + record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{types}">{relations}</Relationships>')
        archive.writestr("xl/styles.bin", record(278) + formats + fonts + stylesheet + record(618) + record(279))
        if strings is not None:
            archive.writestr("xl/sharedStrings.bin", strings)
        for number, (_name, rows, _hidden) in enumerate(sheets, start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", rows)
    return data.getvalue()


def binary_font(flags: int, raised: int = 0) -> bytes:
    """A font; 8 strikes through; 1 raises it above the line."""
    return record(43, struct.pack("<HHHHBBBB", 220, flags, 400, raised, 0, 0, 0, 0) + b"\0" * 9 + wide("Calibri"))


def binary_sheet(rows: bytes, columns: bytes = b"", merged: bytes = b"", reach: tuple = (0, 4, 0, 3)) -> bytes:
    """The records of a sheet around those of its rows."""
    dimension = record(148, struct.pack("<IIII", *reach))
    return record(129) + dimension + columns + record(145) + rows + record(146) + merged + record(130)


def as_xlsb() -> bytes:
    """The binary workbook of Excel, for large files."""
    styles = {(2, 2): 1, (3, 2): 2, (2, 3): 3}
    rows = b""
    for row, cells in enumerate(ROWS):
        filled = [
            binary_cell(column, "#REF!" if (row, column) == (3, 1) else cell, styles.get((row, column), 0))
            for column, cell in enumerate(cells)
            if cell is not None or (row, column) == (3, 1)
        ]
        rows += binary_row(row, *filled, hidden=row == HIDDEN_ROW)
    columns = record(390) + record(60, struct.pack("<IIIIH", 3, 3, 2304, 0, 1)) + record(391)
    merged = record(177, b"\1\0\0\0") + record(176, struct.pack("<IIII", 0, 0, 0, 3)) + record(178)
    old = binary_sheet(binary_row(0, *(binary_cell(c, v) for c, v in enumerate(OLD[0]))), reach=(0, 0, 0, 1))
    return xlsb_package(("二季度", binary_sheet(rows, columns, merged), False), ("旧", old, True))


# ---- text that calls itself .xls -------------------------------------------------------------------------------------


def as_html(encoding: str = "gbk", declared: str = "gb2312") -> bytes:
    """What office systems export."""
    head = f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>'
    rows = ""
    for row, cells in enumerate(ROWS):
        filled = ""
        for column, cell in enumerate(cells):
            at = (row, column)
            more = ' colspan="4"' if row == 0 else ' style="text-decoration: line-through"' if cell == "作废" else ""
            percent = isinstance(cell, float) and column == 2
            more += f' x:num="{cell}"' if isinstance(cell, float) else ""
            text = "#REF!" if at == (3, 1) else f"{cell:.0%}" if percent else "" if cell is None else cell
            filled += f"<td{more}>{text}</td>"
        rows += f"<tr{' style=' + chr(34) + 'display:none' + chr(34) if row == HIDDEN_ROW else ''}>{filled}</tr>\n"
    columns = '<col width="64" span="3"><col style="display:none">'
    return f"{head}<body><table border=1>{columns}{rows}</table></body></html>".encode(encoding)


def as_mht() -> bytes:
    """The single file web page of Excel and WPS."""
    page = quopri.encodestring(as_html()).replace(b"\n", b"\r\n")
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; '
        b'charset="gb2312"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' + page + b"\r\n--b--\r\n"
    )


def as_xml2003() -> bytes:
    """The XML spreadsheet of Excel 2003."""
    more = {
        (0, 0): ' ss:MergeAcross="3"',
        (2, 2): ' ss:StyleID="p"',
        (3, 2): ' ss:StyleID="p"',
        (2, 3): ' ss:StyleID="s"',
    }
    rows = ""
    for row, cells in enumerate(ROWS):
        filled = ""
        for column, cell in enumerate(cells):
            kind, text = ("Number", cell) if isinstance(cell, int | float) else ("String", cell)
            if (row, column) == (3, 1):
                kind, text = "Error", "#REF!"
            if text is not None:
                index = f' ss:Index="{column + 1}"'
                data = f'<Data ss:Type="{kind}">{text}</Data>'
                filled += f"<Cell{index}{more.get((row, column), '')}>{data}</Cell>"
        rows += f"<Row{' ss:Hidden=' + chr(34) + '1' + chr(34) if row == HIDDEN_ROW else ''}>{filled}</Row>"
    old = (
        f'<Row><Cell><Data ss:Type="String">{OLD[0][0]}</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    styles = (
        '<Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style><Style ss:ID="s"><Font ss:StrikeThrough="1"/></Style>'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{space}" '
        f'xmlns:ss="{space}"><Styles>{styles}</Styles><Worksheet ss:Name="二季度"><Table><Column/><Column/><Column/>'
        f'<Column ss:Hidden="1"/>{rows}</Table></Worksheet><Worksheet ss:Name="旧"><Table>{old}</Table><WorksheetOptions '
        'xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>'
        "</Workbook>"
    ).encode()


FORMATS: dict[str, Callable[[], bytes]] = {
    "xlsx": as_xlsx, "xls": as_xls, "xlsb": as_xlsb, "ods": as_ods, "html": as_html, "mht": as_mht, "xml2003": as_xml2003,
}  # fmt: skip
