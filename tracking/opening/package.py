"""Workbooks that are zip files: checked as a whole before any part is read, then read part by part."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from tracking.opening.limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, MEGABYTE, Refused

DAMAGE = (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, struct.error, ValueError)


class Package:
    """The parts of a zip file by their lower-case name with slashes.

    Raises Refused if the file is incomplete, locked with a password, unpacks to far more than its size, or is put
    together in a way that two readers could understand differently.
    """

    def __init__(self, data: bytes):
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE:
            raise Refused("damaged") from None
        listed = self._archive.infolist()
        self.parts = {entry.filename.lower().replace("\\", "/"): entry for entry in listed}
        if len(self.parts) != len(listed) or len(listed) > MAX_ENTRIES or not _is_laid_out_plainly(data, listed):
            raise Refused("odd_package")
        if any(".." in name.split("/") or name.startswith("/") for name in self.parts):
            raise Refused("odd_package")
        if any(entry.flag_bits & 1 for entry in listed):
            raise Refused("encrypted")
        if sum(entry.file_size for entry in listed) > MAX_UNPACKED or any(map(_is_swollen, listed)):
            raise Refused("swollen")

    def has(self, beginning: str) -> bool:
        """Whether there is a part whose name begins so."""
        return any(name.startswith(beginning) for name in self.parts)

    def check_every_part(self) -> None:
        """Unpack everything once: sizes and check sums must be what the file says."""
        for name in self.parts:
            for _piece in self.pieces(name):
                pass

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece; nothing if there is no such part."""
        entry = self.parts.get(name.lower())
        if entry is None:
            return
        size = 0
        try:
            with self._archive.open(entry) as part:
                while piece := part.read(1 << 16):
                    size += len(piece)
                    if size > MAX_UNPACKED:
                        raise Refused("swollen")
                    yield piece
        except Refused:
            raise
        except Exception as error:  # zlib and zipfile fail in many ways on damaged bytes
            raise Refused("damaged", error) from None

    def walk(
        self,
        name: str,
        root: str,
        start: Callable | None = None,
        end: Callable | None = None,
        text: Callable | None = None,
    ) -> None:
        """Walk an XML part, if there is one, whose outermost element must have this name; see walk_xml."""
        if name.lower() in self.parts:
            walk_xml(self.pieces(name), root, start, end, text)


def walk_xml(
    pieces: Iterable[bytes],
    root: str,
    start: Callable | None = None,
    end: Callable | None = None,
    text: Callable | None = None,
    encoding: str | None = None,
) -> None:
    """Walk an XML text; names are «namespace name». A DOCTYPE, an entity, another root or broken XML refuse the file."""
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise Refused("doctype")

    def begin(tag: str, attributes: dict) -> None:
        if local(tag) != root:
            raise Refused("damaged")
        parser.StartElementHandler = start
        if start:
            start(tag, attributes)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, text
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused("damaged", error) from None


def local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition(" ")[2]


def plain_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by their name without namespace."""
    return {local(name): value for name, value in attributes.items()}


def _is_laid_out_plainly(data: bytes, listed: list[zipfile.ZipInfo]) -> bool:
    """One directory at the very end that lists all parts, and nothing in front: all readers then see the same file."""
    at = data.rfind(b"PK\5\6")
    if at < 0 or len(data) < at + 22:
        return False
    here, total, size, offset, comment = struct.unpack_from("<4xHHIIH", data, at + 4)
    plain = at + 22 + comment == len(data) and here == total == len(listed)
    begins = bool(listed) and min(entry.header_offset for entry in listed) == 0
    large = data[max(at - 20, 0) : at].startswith(b"PK\6\7")  # some programs always add the records of large archives
    return plain and begins and offset + size == (at - 76 if large else at)


def _is_swollen(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > MEGABYTE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
