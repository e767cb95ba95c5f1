"""Files that harm whoever opens them carelessly, and files that are not what their name says."""

import io
import itertools
import struct
import zipfile
from collections.abc import Callable

import xlwt
from spreadsheet_formats import (
    as_ods,
    as_xls,
    as_xml2003,
    binary_cell,
    binary_row,
    binary_sheet,
    ods_cell,
    ods_package,
    record,
    wide,
    xlsb_package,
)
from townships import workbook

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">'
PARTS = {
    "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SPREADSHEET}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SPREADSHEET}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/sharedStrings.xml": f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="0" uniqueCount="0"/>',
}


def package(rows: str | bytes, **parts: str) -> bytes:
    """A small workbook whose only sheet has these rows as XML; ``strings`` and ``sheet`` replace whole parts."""
    data = io.BytesIO()
    sheet = parts.get("sheet") or HEAD.encode() + b"<sheetData>" + _bytes(rows) + b"</sheetData></worksheet>"
    contents = PARTS | ({"xl/sharedStrings.xml": parts["strings"]} if "strings" in parts else {})
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return data.getvalue()


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def cell(at: str, value: object = 1) -> str:
    """A row of one number."""
    return f"<row><c r='{at}'><v>{value}</v></c></row>"


def good_workbook() -> bytes:
    """A workbook that nothing is wrong with."""
    return workbook(("S", [["单位代码", "会员"], ["A", 1]]))


def two_far_corners() -> bytes:
    """Two cells, as far apart as a sheet reaches: a reader that makes a table of them asks for 550 GB and dies."""
    return package(cell("A1") + cell("XFD1048576"))


def address_beyond_the_sheet() -> bytes:
    """A cell in column ZZZZ, which does not exist: the reader dies."""
    return package(cell("ZZZZ1") + cell("A16777217"))


def four_thousand_million_strings() -> bytes:
    """One string that says it is 4,294,967,295: a reader that makes room for them asks for 103 GB and dies."""
    count = 4294967295
    strings = f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}"><si><t>a</t></si></sst>'
    return package('<row><c r="A1" t="s"><v>0</v></c></row>', strings=strings)


def zip_bomb() -> bytes:
    """64 MB of blanks in some 60 KB."""
    return package(b'<row><c r="A1" t="inlineStr"><is><t>' + b" " * (64 << 20) + b"</t></is></c></row>")


def entities_within_entities() -> bytes:
    """A declaration that grows tenfold at every step ("billion laughs")."""
    names = "abcdefgh"
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise(names)
    )
    body = '<sheetData><row><c r="A1" t="inlineStr"><is><t>&h;</t></is></c></row></sheetData></worksheet>'
    return package("", sheet=f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><worksheet xmlns="{MAIN}">{body}')


def entity_of_another_file() -> bytes:
    """A declaration that asks for a file of this machine."""
    declared = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = '<sheetData><row><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    return package("", sheet=f'<?xml version="1.0"?>{declared}<worksheet xmlns="{MAIN}">{body}')


def tags_within_tags() -> bytes:
    """A hundred thousand elements, each inside the one before: a careless reader runs out of stack."""
    return package("<x>" * 100_000 + "</x>" * 100_000 + cell("A1"))


def workbook_with_a_password() -> bytes:
    """The header of an encrypted workbook and the name of its stream, as Excel writes them."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500


def zip_with_a_password() -> bytes:
    """A workbook whose parts say that they are encrypted."""
    data = bytearray(good_workbook())
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def container_of_something_else() -> bytes:
    """The first bytes of an old Office file, and nothing in it that says which kind."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016


def web_page_without_a_table() -> bytes:
    """What a server answers when nobody is logged in, saved under the name of the report."""
    return '\r\n<html><head><meta charset="gb2312"></head><body><p>请先登录</p></body></html>'.encode("gbk")


def picture() -> bytes:
    """The first bytes of a PNG."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\1" * 100


def truncated() -> bytes:
    """A workbook whose download broke off after two thirds."""
    data = good_workbook()
    return data[: len(data) * 2 // 3]


def broken_xml() -> bytes:
    """A workbook whose sheet ends in the middle of a cell."""
    return package("", sheet=HEAD + "<sheetData><row><c r='A1'><v>1")


def part_that_lies_about_its_size() -> bytes:
    """A workbook whose sheet says that it unpacks to ten bytes."""
    data = bytearray(good_workbook())
    name = b"xl/worksheets/sheet1.xml"
    at = data.rfind(name) - 46
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def another_kind_of_package() -> bytes:
    """A Word document, which is a zip file too."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return data.getvalue()


def two_parts_of_one_name() -> bytes:
    """A workbook with two parts that differ in case only: two readers may see two different sheets."""
    data = io.BytesIO(good_workbook())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/Worksheets/Sheet1.xml", HEAD + "<sheetData/></worksheet>")
    return data.getvalue()


def repacked(data: bytes, change: Callable[[zipfile.ZipFile], None]) -> bytes:
    """A zip file with something done to it at its end."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return out.getvalue()


def part_above_the_package() -> bytes:
    """A part that would be unpacked somewhere else."""
    return repacked(good_workbook(), lambda archive: archive.writestr("../../start.bat", "x"))


def thousands_of_parts() -> bytes:
    """More parts than a workbook ever has."""
    return repacked(good_workbook(), lambda archive: [archive.writestr(f"xl/{n}.xml", "") for n in range(2000)])


def directory_that_counts_wrongly() -> bytes:
    """A zip file whose directory says that it has one part less: one reader trusts the number, another does not."""
    data = bytearray(good_workbook())
    at = data.rfind(b"PK\5\6")
    for place in (at + 8, at + 10):
        struct.pack_into("<H", data, place, struct.unpack_from("<H", data, place)[0] - 1)
    return bytes(data)


def something_behind_the_end() -> bytes:
    """A workbook with another zip file behind it: two readers may open two different files."""
    return good_workbook() + package(cell("A1", 999))


def thirty_million_cells() -> bytes:
    """Thirty million cells in under a megabyte."""
    row = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    data = io.BytesIO(package(""))
    out = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in old.namelist()[:-1]:
            archive.writestr(name, old.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(HEAD.encode() + b"<sheetData>")
            for _thousand in range(30_000 // 500):
                part.write(row * 500)
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


def three_million_strings() -> bytes:
    """Strings that a sheet never uses."""
    strings = f'<?xml version="1.0"?><sst xmlns="{MAIN}">' + "<si><t>a</t></si>" * 3_000_000 + "</sst>"
    return package(cell("A1"), strings=strings)


def one_string_in_every_cell() -> bytes:
    """A long string that every cell of a sheet repeats: little to read, 1.8 GB to keep."""
    strings = f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{"x" * 30_000}</t></si></sst>'
    cells = "".join(f'<c s="{n * 7919 % 9973}" t="s"><v>0</v></c>' for n in range(400))
    rows = "".join(f'<row s="{n * 104729 % 99991}">{cells}</row>' for n in range(150))
    return package(rows, strings=strings)


def three_hundred_thousand_merges() -> bytes:
    """A reader that keeps a list of cells for each range takes minutes."""
    merges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 300_001))
    return package("", sheet=f"{HEAD}<sheetData>{cell('A1')}</sheetData><mergeCells>{merges}</mergeCells></worksheet>")


def entities_in(part: str) -> Callable[[], bytes]:
    """A workbook with a declaration in another of its parts."""

    def build() -> bytes:
        data, out = io.BytesIO(package(cell("A1"))), io.BytesIO()
        with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as archive:
            for name in old.namelist():
                text = old.read(name).decode()
                declared = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]>'
                archive.writestr(name, text.replace('<?xml version="1.0"?>', declared) if name == part else text)
        return out.getvalue()

    return build


def row_repeated_a_million_times() -> bytes:
    """An OpenDocument row of a thousand cells, repeated to the end of the sheet: 200 bytes that mean a thousand million."""
    cells = ods_cell(1, 'table:number-columns-repeated="1000"')
    return ods_package(
        f'<table:table><table:table-row table:number-rows-repeated="1000000">{cells}</table:table-row></table:table>'
    )


def long_text_repeated() -> bytes:
    """An OpenDocument row of allowed width and height whose text makes 6 GB of it."""
    cells = ods_cell("x" * 30_000, 'table:number-columns-repeated="400"')
    return ods_package(
        f'<table:table><table:table-row table:number-rows-repeated="500">{cells}</table:table-row></table:table>'
    )


def declaration_in_an_open_document() -> bytes:
    """OpenDocument with a declaration."""
    data, out = io.BytesIO(as_ods()), io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(out, "w") as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name).replace(b"?><office", b'?><!DOCTYPE a [<!ENTITY x "y">]><office'))
    return out.getvalue()


def declaration_in_an_xml_spreadsheet() -> bytes:
    """An XML spreadsheet whose declared text grows."""
    declared = b'?>\n<!DOCTYPE a [<!ENTITY x "haha"><!ENTITY y "&x;&x;&x;&x;">]>'
    return as_xml2003().replace(b"?>\n", declared, 1).replace("甲厂".encode(), b"&y;")


def binary_cells_too_far() -> bytes:
    """A binary workbook with two cells as far apart as a sheet reaches."""
    rows = binary_row(0, binary_cell(0, 1.0)) + binary_row(1_048_575, binary_cell(16_383, 2.0))
    return xlsb_package(("S", binary_sheet(rows, reach=(0, 1_048_575, 0, 16_383)), False))


def binary_strings_that_are_not_there() -> bytes:
    """A binary workbook whose one string says that it is 4,294,967,295."""
    strings = record(159, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF)) + record(19, b"\0" + wide("a")) + record(160)
    return xlsb_package(("S", binary_sheet(binary_row(0, binary_cell(0, 1.0))), False), strings=strings)


def binary_record_cut_off() -> bytes:
    """A binary workbook whose last record says that it is longer than the part."""
    rows = binary_row(0, binary_cell(0, 1.0)) + b"\x05\xff\x7f\0\0"
    return xlsb_package(("S", record(129) + record(145) + rows, False))


def old_workbook_of_junk() -> bytes:
    """A workbook of Excel 97 to 2003 whose records were written over."""
    data = bytearray(as_xls())
    for at in range(len(data) // 2, len(data) - 600, 7):
        data[at] = at * 31 % 256
    return bytes(data)


def old_workbook_with_a_far_cell() -> bytes:
    """A cell in row 65,536."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 0, 1)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def page_of(body: str) -> bytes:
    """A web page."""
    return f"<html><body>{body}</body></html>".encode()


def spreadsheet_xml_far_away() -> bytes:
    """An XML spreadsheet whose only row is the last one there is."""
    return as_xml2003().replace(b"<Row>", b'<Row ss:Index="1048576">', 1)


# what the file is → (builder, the refusal that it must get)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "two far corners": (two_far_corners, "too_many_cells"),
    "an address beyond the sheet": (address_beyond_the_sheet, "damaged"),
    "four thousand million strings": (four_thousand_million_strings, "too_many_cells"),
    "a zip bomb": (zip_bomb, "swollen"),
    "entities within entities": (entities_within_entities, "doctype"),
    "an entity of another file": (entity_of_another_file, "doctype"),
    "a workbook with a password": (workbook_with_a_password, "encrypted"),
    "a zip file with a password": (zip_with_a_password, "encrypted"),
    "a container of something else": (container_of_something_else, "not_a_table"),
    "a web page without a table": (web_page_without_a_table, "web_page"),
    "a picture": (picture, "picture"),
    "a workbook cut off": (truncated, "damaged"),
    "broken XML": (broken_xml, "damaged"),
    "a part that lies about its size": (part_that_lies_about_its_size, "damaged"),
    "a Word document": (another_kind_of_package, "word_document"),
    "two parts of one name": (two_parts_of_one_name, "odd_package"),
    "the beginning of a zip file": (lambda: b"PK\x03\x04" + b"\0" * 100, "damaged"),
    "nothing": (lambda: b"", "empty"),
    "blanks only": (lambda: b"\xef\xbb\xbf \r\n\t\r\n", "empty"),
    "row 20,001": (lambda: package(cell("A1") + cell("A20001")), "too_many_cells"),
    "column 401": (lambda: package(cell("A1") + cell("OK1")), "too_many_cells"),
    "a line of 401 cells": (lambda: b"a" + b",1" * 400, "too_many_cells"),
    "a program": (lambda: b"MZ\x90\0\3\0\0\0\4\0" * 50, "not_a_table"),
    "a part above the package": (part_above_the_package, "odd_package"),
    "two thousand parts": (thousands_of_parts, "odd_package"),
    "a directory that counts wrongly": (directory_that_counts_wrongly, "odd_package"),
    "something behind the end": (something_behind_the_end, "odd_package"),
    "something in front": (lambda: b"PK\3\4" + good_workbook(), "odd_package"),
    "thirty million cells": (thirty_million_cells, "swollen"),
    "three million strings": (three_million_strings, "swollen"),
    "one string in every cell": (one_string_in_every_cell, "died"),
    "three hundred thousand merges": (three_hundred_thousand_merges, "too_many_merged"),
    "a declaration in the workbook": (entities_in("xl/workbook.xml"), "doctype"),
    "a declaration in the strings": (entities_in("xl/sharedStrings.xml"), "doctype"),
    "a declaration in the relations": (entities_in("xl/_rels/workbook.xml.rels"), "doctype"),
    "a row repeated a million times": (row_repeated_a_million_times, "too_many_cells"),
    "a long text repeated": (long_text_repeated, "too_much"),
    "a declaration in an OpenDocument": (declaration_in_an_open_document, "doctype"),
    "a declaration in an XML spreadsheet": (declaration_in_an_xml_spreadsheet, "doctype"),
    "a far row of an XML spreadsheet": (spreadsheet_xml_far_away, "too_many_cells"),
    "an XML spreadsheet cut off": (lambda: as_xml2003()[:-40], "damaged"),
    "an OpenDocument cut off": (lambda: as_ods()[:-40], "damaged"),
    "binary cells too far": (binary_cells_too_far, "too_many_cells"),
    "binary strings that are not there": (binary_strings_that_are_not_there, "too_many_cells"),
    "a binary record cut off": (binary_record_cut_off, "damaged"),
    "an old workbook of junk": (old_workbook_of_junk, "damaged"),
    "an old workbook cut off": (lambda: as_xls()[:3000], "damaged"),
    "row 65,536 of an old workbook": (old_workbook_with_a_far_cell, "too_many_cells"),
    "a cell across 99,999 columns": (lambda: page_of("<table><tr><td colspan=99999>a</table>"), "too_many_cells"),
    "a page of 20,001 rows": (lambda: page_of(f"<table>{'<tr><td>1' * 20_001}</table>"), "too_many_cells"),
    "tables within tables": (lambda: page_of("<table><tr><td>" * 600), "too_many_cells"),
    "20,001 lines": (lambda: b"a,1\n" * 20_001, "too_many_cells"),
    "a cell of 32,768 characters": (lambda: b"a," + b"x" * 32_768, "long_cell"),
    "more than 20 MB": (lambda: b"1,2\n" * (5 * (1 << 20) + 1), "too_large"),
}
