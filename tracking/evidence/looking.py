"""What may be kept as evidence: told by what a file holds, not by its name; without the place at which a picture was taken."""

import json
import re
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from tracking.catalogue import meaning_of
from tracking.harmless import LONGEST_NAME, UNSEEN
from tracking.language import N_, _
from tracking.opening import HELD_BACK, MEGABYTE, Book, Refused, Sheet
from tracking.reading import (
    PersonalData,
    ReportProblem,
    ask_child,
    masked,
    numbers_in_text,
    read_book,
    refuse_personal_data,
)
from tracking.store import StoreProblem

LARGEST = 20 * MEGABYTE
LONGEST_LINK = 500
MOST_DOUBTS = 3
MANY = 5  # telephones of persons make a list; fewer may be an office's
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "ofd": ".ofd", "docx": ".docx", "xlsx": ".xlsx", "doc": ".doc", "xls": ".xls"}  # fmt: skip
OF_A_PERSON = ("id", "bank_card", "document")

REFUSALS = {
    "empty": N_("{name} is empty."),
    "not_taken": N_("{name}: this is not kept. What can be kept is PDF, OFD, pictures (JPG, PNG), Word and Excel without macros."),
    "too_large": N_("{name} is larger than 20 MB. Scan it with a lower resolution, or give a link."),
    "encrypted": N_("{name} opens only with a password. Save it without one and try again."),
    "macros": N_("{name} holds macros, which might run something. Save it without them, or as PDF."),
    "damaged": N_("{name} is damaged or not whole. Open it, save it again and try again."),
    "swollen": N_("{name} would unpack to far more than its size; it was not opened."),
    "died": N_("{name} asks for more time or memory than a paper needs; it was not opened."),
}  # fmt: skip
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

    It is looked into in a process of its own. Raises WrongEvidence for another kind, one that is too large, damaged, locked,
    holds macros, or would take the process too far.
    """
    title = masked(" ".join(UNSEEN.sub("", re.split(r"[/\\]", name)[-1]).split()))[-LONGEST_NAME:] or "—"
    try:
        if not data:
            raise Refused("empty")
        if len(data) > LARGEST or data == HELD_BACK:
            raise Refused("too_large")
        about, kept = ask_child("tracking.opening.papers", data, _hear)
    except Refused as refused:
        code = {"too_slow": "died"}.get(refused.code, refused.code)
        raise WrongEvidence(_(REFUSALS.get(code, REFUSALS["damaged"]), name=title)) from None
    return Piece(title, kept, about["kind"], doubts=_doubts(title, kept, about))


def _hear(stream: IO[bytes]) -> tuple[dict, bytes]:
    about = json.loads(stream.readline())
    if "refused" in about:
        raise Refused(about["refused"])
    return about, stream.read()


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
    return Piece((" ".join(title.split()) or str(parts.hostname))[:LONGEST_NAME], link=link)


def _doubts(title: str, data: bytes, about: dict) -> tuple[str, ...]:
    """Why a file may hold a list of people, in sentences; nothing for kinds that cannot be looked into."""
    try:
        if about["kind"] in ("xlsx", "xls"):
            refuse_personal_data(read_book(title, data))
            return ()
        if not about["whole"]:
            return (_("it could not be looked into"),)
        for table in about["tables"]:
            refuse_personal_data(Book("", "", [Sheet("", [[cell or None for cell in row] for row in table])]))
    except PersonalData as problem:
        if about["kind"] == "docx":
            return (_("a table of persons"),)
        return tuple(fault.sentence() for fault in problem.faults[1 : 1 + MOST_DOUBTS])
    except ReportProblem:
        return (_("it could not be looked into"),)
    joined = "".join(line for line in about["lines"] if len(line) <= 1)  # a page whose letters stand one by one
    found = [one.kind for line in [*about["lines"], joined] for one in numbers_in_text(line)]
    if any(kind in OF_A_PERSON for kind in found) or found.count("mobile") >= MANY:
        return (_("a number of a person"),)
    heads = {line for line in about["lines"] if meaning_of(line, "personal_column", "personal_trait")}
    return (_("a table of persons"),) if about["kind"] == "ofd" and len(heads) > 1 else ()
