"""Which kind of file is this? Told by its content; its name is never looked at."""

import re
import struct

from tracking.opening.book import Book
from tracking.opening.limits import MAX_FILE, Refused
from tracking.opening.package import Package

# What a file that is no table begins with, and what we call it.
BEGINNINGS = {
    b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"BM": "picture", b"II*\0": "picture",
    b"MM\0*": "picture", b"%PDF": "pdf", b"Rar!": "archive", b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive",
    b"{\\rtf": "word_document", b"MZ": "not_a_table", b"SQLite format 3": "not_a_table",
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0"
# Workbooks of old programs that are not wrapped in a container: the first record of BIFF2 to BIFF8.
BARE_WORKBOOKS = (b"\x09\x08\x10\0", b"\x09\x08\x08\0", b"\x09\x04\x06\0", b"\x09\x02\x06\0", b"\x09\0\x04\0")
PARTS = {"word/": "word_document", "ppt/": "presentation", "index/document.iwa": "numbers", "index.zip": "numbers"}
LOCK_LENGTHS = (54, 55, 165, 171)
LIBREOFFICE_LOCK = re.compile(rb",[^,\n]*,[^,\n]*,\d\d\.\d\d\.\d{4} \d\d:\d\d,file://")
SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|meta|table|style|div|!--)", re.IGNORECASE)


def open_file(data: bytes) -> Book:
    """The book that these bytes hold. Raises Refused."""
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf\xfe\xff"):
        raise Refused("empty")
    if len(data) > MAX_FILE:
        raise Refused("too_large")
    if _is_lock_file(data):
        raise Refused("lock_file")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_package(data)
    if data.startswith(OLE):
        return _open_container(data)
    if data.startswith(BARE_WORKBOOKS):
        from tracking.opening.old_excel import read_old_excel

        return read_old_excel(data)
    for beginning, code in BEGINNINGS.items():
        if data.startswith(beginning):
            raise Refused(code)
    if data[4:12] in (b"ftypheic", b"ftypmif1") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise Refused("picture")
    return _open_text(data)


def _is_lock_file(data: bytes) -> bool:
    """Excel and WPS note who has a file open: the length of a name, the name, blanks; LibreOffice writes a line."""
    named = len(data) in LOCK_LENGTHS and 0 < data[0] < 55 and not data[1 + data[0] : 54].strip(b" \0")
    return named or bool(LIBREOFFICE_LOCK.match(data))


def _open_package(data: bytes) -> Book:
    """A zip file: a workbook of one of three kinds, or something else that is told by its parts."""
    package = Package(data)
    if "xl/workbook.xml" in package.parts:
        from tracking.opening.workbook import read_workbook

        return read_workbook(data, package)
    if "xl/workbook.bin" in package.parts:
        from tracking.opening.binary_workbook import read_binary_workbook

        return read_binary_workbook(data, package)
    for beginning, code in PARTS.items():
        if package.has(beginning):
            raise Refused(code)
    if "content.xml" in package.parts:
        from tracking.opening.open_document import read_open_document

        return read_open_document(package)
    if any(name.endswith("workbook.xml") for name in package.parts):
        raise Refused("damaged")
    other = any(name.startswith(("[content_types]", "meta-inf/")) for name in package.parts)
    raise Refused("not_a_table" if other else "archive")


def _open_container(data: bytes) -> Book:
    """An OLE2 container: a workbook has a stream Workbook or Book, other documents have others."""
    for name in ("Workbook", "Book"):  # some programs shout; a name fills 64 bytes of the list of streams
        data = data.replace(_stream(name.upper()).ljust(64, b"\0"), _stream(name).ljust(64, b"\0"))
    if _stream("EncryptedPackage") in data:
        raise Refused("encrypted")
    if _stream("Workbook") in data or _stream("Book") in data:
        from tracking.opening.old_excel import read_old_excel

        return read_old_excel(data)
    if _stream("WordDocument") in data:
        raise Refused("word_document")
    if len(data) < 512 or _directory_at(data) >= len(data):
        raise Refused("damaged")
    raise Refused("presentation" if _stream("PowerPoint Document") in data else "not_a_table")


def _directory_at(data: bytes) -> int:
    """The place of the container's list of streams, which stands at its end."""
    (sector,), (power,) = struct.unpack_from("<I", data, 48), struct.unpack_from("<H", data, 30)
    return (sector + 1) << min(power, 12)


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")


def _open_text(data: bytes) -> Book:
    """Text of some kind: a web page, an XML spreadsheet, or cells between commas."""
    start = _as_ascii(data[:8192])
    if start[:4096].lower().startswith((b"mime-version", b"content-type: multipart", b"from: <saved by")):
        from tracking.opening.web_page import read_web_archive

        return read_web_archive(data)
    if start.startswith(b"<?xml") and SPREADSHEET_XML in start[:4096]:
        from tracking.opening.spreadsheet_xml import read_spreadsheet_xml

        return read_spreadsheet_xml(data)
    if WEB_PAGE.match(start) or (start.startswith(b"<") and b"<table" in _as_ascii(data).lower()):
        from tracking.opening.web_page import read_web_page

        return read_web_page(data)
    if start.startswith(b"<?xml"):
        raise Refused("not_a_table")
    from tracking.opening.text import read_text

    return read_text(data)


def _as_ascii(data: bytes) -> bytes:
    """The markup of a text whatever its encoding: no byte order mark, no zero bytes of UTF-16, no blanks in front."""
    return data.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")
