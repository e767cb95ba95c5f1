"""The process that looks into a paper handed in as evidence: bytes in; its kind, what of it may be kept, and its words out.

``python -m tracking.opening.papers``. It may die; nobody else does. The answer is a line of JSON, and the bytes to be kept.
"""

import io
import json
import re
import sys
import zipfile
from dataclasses import dataclass, field

from tracking.opening.limits import CPU_SECONDS, MAX_FILE, MAX_UNPACKED, MEMORY, Refused, limit_this_process
from tracking.opening.package import Package, local

PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ofd.xml": "ofd"}
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
RUNS_SOMETHING = re.compile(r"vbaproject|activex|macrosheets", re.IGNORECASE)
# The names of streams of an old Office file: its text or workbook, its macros, what a password hides.
STREAMS = {kind: name.encode("utf-16-le") for kind, name in (("doc", "WordDocument"), ("xls", "Workbook"))}
MACROS, HIDDEN = "_VBA_PROJECT".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
WITH_WORDS = {"docx": (re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml\Z"), None),
              "ofd": (re.compile(r".*content\.xml\Z"), "Page")}  # fmt: skip
DEEPEST = 2  # documents inside documents
OF_A_TABLE = 20  # characters as many as a table costs to be looked through
MOST_WORDS = 500_000  # characters, lines and cells that are told; a book has as many


@dataclass
class Paper:
    """What may be kept of a paper: its kind and bytes; its tables, row by row, and what else it says, line by line. ``whole``: none of it was too much to be told."""

    kind: str
    data: bytes
    tables: list[list[list[str]]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    whole: bool = True


def look_into(data: bytes) -> Paper:
    """A paper as it may be kept. Raises Refused: not_taken, too_large, damaged, encrypted, macros …"""
    from tracking.opening.pictures import blanked, drawn_anew

    if b"%PDF-" in data[:1024]:
        return Paper("pdf", blanked(data))
    if data.startswith(ZIP):
        return _document(data)
    if data.startswith(OLE):
        return Paper(_old_office(data), data)
    return Paper(*drawn_anew(data))


def _old_office(data: bytes) -> str:
    """The kind of an old Word or Excel file, also of WPS."""
    if HIDDEN in data:
        raise Refused("encrypted")
    if MACROS in data:
        raise Refused("macros")
    for kind, stream in STREAMS.items():
        if stream in data:
            return kind
    raise Refused("not_taken")


def _document(data: bytes) -> Paper:
    package = Package(data)
    kind = next((kind for part, kind in PARTS.items() if part in package.parts), None)
    if kind is None:
        raise Refused("not_taken")
    paper = Paper(kind, _cleaned(package, data, DEEPEST))
    pattern, root = WITH_WORDS.get(kind, (None, None))
    for name in sorted(package.parts):
        if pattern and pattern.match(name):
            _read_words(package, name, root, paper)
    return paper


def _cleaned(package: Package, data: bytes, deeper: int) -> bytes:
    """The same document, put together anew where a picture in it says more than it shows. Raises Refused for macros."""
    from tracking.opening.pictures import without_notes

    if any(map(RUNS_SOMETHING.search, package.parts)):
        raise Refused("macros")
    parts, size, changed = [], 0, False
    for name, entry in package.parts.items():
        part = b"".join(package.pieces(name))
        size += len(part)
        if size > MAX_UNPACKED:
            raise Refused("swollen")
        if part.startswith(OLE) and MACROS in part:
            raise Refused("macros")
        kept = without_notes(part)
        if part.startswith(ZIP) and deeper:
            kept = _cleaned(Package(part), part, deeper - 1)
        changed |= kept is not part and kept != part
        parts.append((entry.filename, kept))
    if not changed:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, kept in parts:
            archive.writestr(name, kept)
    return out.getvalue()


def _read_words(package: Package, name: str, root: str | None, paper: Paper) -> None:
    """Add the tables and lines of one part. What stands between tabs is a row, as what stands in the cells of a table."""
    walk = _Words(paper)
    outer = root or re.sub(r"\d", "", name.rpartition("/")[2].removesuffix(".xml"))
    package.walk(name, {"header": "hdr", "footer": "ftr"}.get(outer, outer), walk.start, walk.end, walk.text)
    walk.close()


class _Words:
    """Hears the elements of a text document or of a page of OFD."""

    def __init__(self, paper: Paper):
        self._paper, self._line = paper, [""]
        self._rows: list[list[list[str]]] = [[]]
        self._tables: list[list[list[str]]] = []
        self._cells: list[list[str]] = []
        self._left = MOST_WORDS
        self._hears = False

    def start(self, tag: str, _attributes: dict) -> None:
        """An element begins."""
        name = local(tag)
        if name == "tbl":
            self._tables.append([])
        elif name == "tr" and self._tables and self._spend(1):
            self._tables[-1].append([])
        elif name == "tc":
            self._cells.append([])
        elif name == "tab":
            self._line.append("")
        elif name in ("br", "cr"):
            self._line[-1] += " "
        self._hears |= name in ("t", "TextCode")

    def end(self, tag: str) -> None:
        """An element ends: a paragraph is a line, or part of a cell."""
        name = local(tag)
        if name in ("t", "TextCode"):
            self._hears = False
        if name in ("p", "TextObject"):
            self._end_line(name == "TextObject")
        elif name == "tc" and self._cells:
            cell = " ".join(self._cells.pop())
            if self._tables and self._tables[-1] and self._spend(1):
                self._tables[-1][-1].append(cell)
        elif name == "tbl" and self._tables:
            table = self._tables.pop()
            if self._spend(OF_A_TABLE):
                self._paper.tables.append(table)

    def text(self, data: str) -> None:
        """Some letters."""
        if self._hears and self._spend(len(data)):
            self._line[-1] += data

    def _spend(self, size: int) -> bool:
        """Whether so much can still be told."""
        self._left -= size
        self._paper.whole &= self._left >= 0
        return self._left >= 0

    def _end_line(self, on_a_page: bool) -> None:
        words, self._line = [word.strip() for word in self._line], [""]
        if not self._spend(len(words)):
            return
        if self._cells:
            self._cells[-1] += [word for word in words if word]
        elif len(words) > 1:
            self._rows[-1].append(words)
        else:
            if not on_a_page and self._rows[-1]:
                self._rows.append([])  # other words end a table of tabs
            self._paper.lines.append(words[0])

    def close(self) -> None:
        """All was heard: what stood between tabs makes tables of their own."""
        self._paper.tables += [rows for rows in self._rows if rows]


def main() -> None:
    """Look into the paper on standard input and answer on standard output."""
    limit_this_process(MEMORY, CPU_SECONDS)
    out = sys.stdout.buffer
    try:
        paper = look_into(sys.stdin.buffer.read(MAX_FILE + 1))
        told = {name: value for name, value in vars(paper).items() if name != "data"}
        out.write(json.dumps(told).encode() + b"\n")
        out.write(paper.data)
    except Refused as refused:
        out.write(json.dumps({"refused": refused.code}).encode() + b"\n")
    except Exception:
        out.write(json.dumps({"refused": "damaged"}).encode() + b"\n")


if __name__ == "__main__":
    main()
