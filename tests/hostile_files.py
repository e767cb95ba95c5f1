"""Files that harm whoever opens them carelessly, and files that are not what their name says."""

import io
import itertools
import struct
import zipfile
from collections.abc import Callable

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
    "more than 20 MB": (lambda: b"1,2\n" * (5 * (1 << 20) + 1), "too_large"),
}
