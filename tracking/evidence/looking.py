"""What may be kept as evidence: told by what a file holds, not by its name; without the place at which a picture was taken."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from PIL import Image, ImageOps

from tracking.harmless import LONGEST_NAME, UNSEEN
from tracking.language import N_, _
from tracking.opening import HELD_BACK, MEGABYTE, Book, Sheet
from tracking.reading import (
    PersonalData,
    ReportProblem,
    masked,
    numbers_in_text,
    read_book,
    refuse_personal_data,
)
from tracking.store import StoreProblem

LARGEST = 20 * MEGABYTE
LONGEST_SIDE = 4_000  # points of a picture; one of more than twice Image.MAX_IMAGE_PIXELS is not drawn
MOST_UNPACKED, MOST_PARTS = 200 * MEGABYTE, 2_000
LONGEST_LINK = 500
MOST_DOUBTS = 3
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "ofd": ".ofd", "docx": ".docx", "xlsx": ".xlsx", "doc": ".doc", "xls": ".xls"}  # fmt: skip
PICTURES = ("JPEG", "PNG", "WEBP", "BMP")
OLE = b"\xd0\xcf\x11\xe0"
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ofd.xml": "ofd"}
RUNS_SOMETHING = re.compile(r"vbaproject|activex|macrosheets", re.IGNORECASE)
# The names of streams of an old Office file: its text or workbook, its macros, what a password hides.
STREAMS = {kind: name.encode("utf-16-le") for kind, name in (("doc", "WordDocument"), ("xls", "Workbook"))}
MACROS, HIDDEN = ("_VBA_PROJECT".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
# Segments of a JPEG in which cameras and programs write where and by whom it was taken.
ABOUT_PICTURE = re.compile(rb"\xff\xe1(..)(?=Exif\0\0|http://ns\.adobe\.com/xap/1\.0/\0)", re.DOTALL)
ROW, CELL = re.compile(r"<w:tr[ >].*?</w:tr>", re.DOTALL), re.compile(r"<w:tc[ >].*?</w:tc>", re.DOTALL)
TAG, END = re.compile(r"<[^>]*>"), re.compile(r"</(?:w:p|ofd:TextObject|row)>")
OF_A_PERSON = ("id", "bank_card", "document")

TAKEN = N_(
    "{name}: this is not kept. What can be kept is PDF, OFD, pictures (JPG, PNG), Word and Excel without macros."
)
TOO_LARGE = N_("{name} is larger than 20 MB. Scan it with a lower resolution, or give a link.")
EMPTY = N_("{name} is empty.")
DAMAGED = N_("{name} is damaged or not whole. Open it, save it again and try again.")
LOCKED = N_("{name} opens only with a password. Save it without one and try again.")
MACRO = N_("{name} holds macros, which might run something. Save it without them, or as PDF.")
NO_LINK = N_(
    "A link begins with http:// or https:// and is at most 500 letters long, without a name or password in it."
)


class WrongEvidence(StoreProblem):
    """What cannot be kept as evidence; the message has a sentence for each fault."""


@dataclass(frozen=True)
class Piece:
    """One file or link as it is to be kept: its name for people; ``data`` and ``kind`` (of ENDINGS), or the ``link``.

    ``doubts`` say in sentences why it may hold a list of people.
    """

    title: str
    data: bytes | None = None
    kind: str | None = None
    link: str | None = None
    doubts: tuple[str, ...] = ()


def looked_at(name: str, data: bytes) -> Piece:
    """A file as it may be kept: pictures anew and upright, documents without what their photos say of a place.

    Raises WrongEvidence for another kind, one that is too large, damaged, locked or holds macros.
    """
    title = masked(UNSEEN.sub("", re.split(r"[/\\]", name)[-1])).strip()[-LONGEST_NAME:] or "—"
    if not data:
        raise WrongEvidence(_(EMPTY, name=title))
    if len(data) > LARGEST or data == HELD_BACK:
        raise WrongEvidence(_(TOO_LARGE, name=title))
    if b"%PDF-" in data[:1024]:
        return Piece(title, _without_places(data), "pdf")
    if data.startswith(b"PK\x03\x04"):
        kept, kind = _package(title, data)
        return Piece(title, kept, kind, doubts=_doubts(title, kept, kind))
    if data.startswith(OLE):
        kind = _old_office(title, data)
        return Piece(title, data, kind, doubts=_doubts(title, data, kind))
    return Piece(title, *_picture(title, data))


def link_to(text: str, title: str = "") -> Piece:
    """A link as it may be kept. Raises WrongEvidence for one that leads nowhere or holds a password."""
    link = text.strip()
    try:
        parts = urlsplit(link)
        right = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    except ValueError:
        right = False
    if not right or len(link) > LONGEST_LINK or re.search(r"[\s<>\"'`\\]", link) or UNSEEN.search(link):
        raise WrongEvidence(_(NO_LINK))
    return Piece((title.strip() or str(parts.hostname))[:LONGEST_NAME], link=link)


def _picture(title: str, data: bytes) -> tuple[bytes, str]:
    """A picture drawn anew: upright, nothing with it that says where or by whom it was taken, no longer than it must be."""
    try:
        with Image.open(io.BytesIO(data), formats=PICTURES) as opened:
            drawn = opened.format in ("PNG", "BMP")
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            image.info = {}
            kind = "png" if drawn or image.mode not in ("RGB", "L", "CMYK") else "jpeg"
            out = io.BytesIO()
            image.save(out, kind, **({"quality": 88} if kind == "jpeg" else {}))
    except Image.UnidentifiedImageError:
        raise WrongEvidence(_(TAKEN, name=title)) from None
    except Image.DecompressionBombError:
        raise WrongEvidence(_(TOO_LARGE, name=title)) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise WrongEvidence(_(DAMAGED, name=title)) from None
    return out.getvalue(), kind


def _without_places(data: bytes) -> bytes:
    """The same bytes, in which the segments of photos that say where they were taken are blank; nothing moves."""
    kept = bytearray(data)
    for found in ABOUT_PICTURE.finditer(data):
        begin, end = found.end(), min(found.start() + 2 + int.from_bytes(found[1], "big"), len(data))
        kept[begin:end] = bytes(max(end - begin, 0))
    return bytes(kept)


def _package(title: str, data: bytes) -> tuple[bytes, str]:
    """A document that is a zip file, and its kind; written anew where a photo in it says where it was taken."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
            kind = next((kind for part, kind in PARTS.items() if part in names), None)
            if kind is None:
                raise WrongEvidence(_(TAKEN, name=title))
            if any(entry.flag_bits & 1 for entry in entries):
                raise WrongEvidence(_(LOCKED, name=title))
            if any(map(RUNS_SOMETHING.search, names)):
                raise WrongEvidence(_(MACRO, name=title))
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > MOST_PARTS:
                raise WrongEvidence(_(TOO_LARGE, name=title))
            parts = [(entry, archive.read(entry)) for entry in entries]
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
        raise WrongEvidence(_(DAMAGED, name=title)) from None
    if not any(ABOUT_PICTURE.search(part) for _entry, part in parts):
        return data, kind
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, part in parts:
            archive.writestr(entry, _without_places(part))
    return out.getvalue(), kind


def _old_office(title: str, data: bytes) -> str:
    """The kind of an old Word or Excel file, also of WPS."""
    if HIDDEN in data:
        raise WrongEvidence(_(LOCKED, name=title))
    if MACROS in data:
        raise WrongEvidence(_(MACRO, name=title))
    kind = next((kind for kind, stream in STREAMS.items() if stream in data), None)
    if kind is None:
        raise WrongEvidence(_(TAKEN, name=title))
    return kind


# ---- whether a file holds a list of people: it is looked for, and nothing of it is taken in ----------------------------


def _doubts(title: str, data: bytes, kind: str) -> tuple[str, ...]:
    """Why a file may hold a list of people, in sentences; nothing for kinds that cannot be looked into."""
    try:
        if kind in ("xlsx", "xls"):
            refuse_personal_data(read_book(title, data))
        elif kind in ("docx", "ofd"):
            refuse_personal_data(Book(title, "", [Sheet("", list(_rows(data)))]))
            return (_("a number of a person"),) if any(_numbers(data)) else ()
    except PersonalData as problem:
        if kind == "docx":
            return (_("a table of persons"),)
        return tuple(fault.sentence() for fault in problem.faults[1 : 1 + MOST_DOUBTS])
    except ReportProblem:
        return (_("it could not be looked into"),)
    return ()


def _xml(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.lower().endswith("content.xml") or name.lower() == "word/document.xml":
                yield archive.read(name).decode("utf-8", "replace")


def _text(xml: str) -> str:
    return unescape(TAG.sub("", xml)).strip()


def _rows(data: bytes) -> Iterator[list]:
    """The rows of a document's tables."""
    for xml in _xml(data):
        for row in ROW.findall(xml):
            yield [_text(cell) or None for cell in CELL.findall(row)]


def _numbers(data: bytes) -> Iterator[bool]:
    """Whether a number in a document's text is one that nobody but a person has; telephones may be an office's."""
    for xml in _xml(data):
        for line in END.split(xml):
            yield from (found.kind in OF_A_PERSON for found in numbers_in_text(_text(line)))
