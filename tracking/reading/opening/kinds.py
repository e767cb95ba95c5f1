"""Which kind of file is this? Told by its content; its name is never looked at."""

from tracking.reading.opening.book import Book
from tracking.reading.opening.limits import MAX_FILE, Refused
from tracking.reading.opening.package import Package
from tracking.reading.opening.text import read_text
from tracking.reading.opening.workbook import read_workbook

# What a file that is no table begins with, and what we call it.
BEGINNINGS = {
    b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"BM": "picture", b"II*\0": "picture",
    b"MM\0*": "picture", b"%PDF": "pdf", b"Rar!": "archive", b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive",
    b"{\\rtf": "word_document", b"MZ": "not_a_table", b"SQLite format 3": "not_a_table",
}  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0"


def open_file(data: bytes) -> Book:
    """The book that these bytes hold. Raises Refused."""
    if not data.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Refused("empty")
    if len(data) > MAX_FILE:
        raise Refused("too_large")
    if data.startswith(b"PK\x03\x04"):
        return _open_package(data)
    if data.startswith(OLE):
        raise Refused("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_excel")
    for beginning, code in BEGINNINGS.items():
        if data.startswith(beginning):
            raise Refused(code)
    return read_text(data)


def _open_package(data: bytes) -> Book:
    package = Package(data)
    if "xl/workbook.xml" in package.parts:
        return read_workbook(data, package)
    raise Refused("not_xlsx")
