"""Pictures without what cameras and programs write beside them: where, when and by whom they were taken."""

import io
import re
import struct
from contextlib import suppress

from PIL import Image

from tracking.opening.limits import Refused

LONGEST_SIDE = 4_000  # points
MOST_POINTS = 100_000_000
PICTURES = ("JPEG", "PNG", "WEBP", "BMP")
ORIENTATION = 0x0112
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # orientation → Image.Transpose
PNG, PNG_KEPT = b"\x89PNG\r\n\x1a\n", {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD"}  # fmt: skip
WEBP_DROPPED = {b"EXIF", b"XMP "}
NOTES = {0xE1, 0xED, 0xFE}  # of a JPEG: Exif and XMP, IPTC, comments
# The same inside a file that cannot be put together anew, such as a PDF; and the places in XMP that stands by itself.
NOTES_INSIDE = re.compile(rb"\xff(?:\xe1|\xed)(..)(?=Exif\0\0|http://ns\.adobe\.com/|Photoshop 3\.0\0)", re.DOTALL)
PLACES_INSIDE = re.compile(rb"(?:exif:GPS|photoshop:(?:City|State|Country)|Iptc4xmpCore:Location)\w{0,40}\s{0,9}(=\s{0,9}[\"'][^\"']{0,200}|>[^<]{0,200})")  # fmt: skip


def drawn_anew(data: bytes) -> tuple[str, bytes]:
    """A picture upright, no longer than it must be, and nothing with it; its kind (jpeg or png) and its bytes. Raises Refused."""
    Image.MAX_IMAGE_PIXELS = MOST_POINTS // 2  # more than twice that is refused by Pillow itself
    try:
        turn = _turn_of(data)
        with Image.open(io.BytesIO(without_notes(data)), formats=PICTURES) as opened:
            drawn = opened.format in ("PNG", "BMP")
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            image = opened.convert("RGBA") if "transparency" in opened.info else opened
            image = image.transpose(Image.Transpose(turn)) if turn is not None else image
            image.info = {}
            kind = "png" if drawn or image.mode not in ("RGB", "L", "CMYK") else "jpeg"
            out = io.BytesIO()
            image.save(out, kind, **({"quality": 88} if kind == "jpeg" else {}))
    except Image.UnidentifiedImageError:
        raise Refused("not_taken") from None
    except (Image.DecompressionBombError, MemoryError):
        raise Refused("too_large") from None
    return kind, out.getvalue()


def _turn_of(data: bytes) -> int | None:
    """How a picture is turned before it is shown; None for one that stands upright, or does not say it in order."""
    with (
        suppress(Exception),
        Image.open(io.BytesIO(data), formats=PICTURES) as image,
    ):  # cameras write in no order at all
        return TURNS.get(int(image.getexif().get(ORIENTATION, 1)))
    return None


def without_notes(data: bytes) -> bytes:
    """The same picture, to the point, without what is written beside it; what is no picture of a known kind, as it is."""
    with suppress(struct.error, IndexError, ValueError):
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(PNG):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:4] in (b"II*\0", b"MM\0*"):
            return _tiff(data)
    return data


def blanked(data: bytes) -> bytes:
    """The same bytes, in which what photos and XMP say of a place is blank; nothing moves."""
    kept = bytearray(data)
    for found in NOTES_INSIDE.finditer(data):
        end = min(found.start() + 2 + int.from_bytes(found[1], "big"), len(data))
        kept[found.end() : end] = bytes(max(end - found.end(), 0))
    for found in PLACES_INSIDE.finditer(data):
        begin = found.start(1) + (1 if found[1][:1] == b">" else found[1].index(found[1].lstrip(b"= \t\r\n")[:1]) + 1)
        kept[begin : found.end(1)] = b" " * (found.end(1) - begin)
    return bytes(kept)


def _jpeg(data: bytes) -> bytes:
    """Without its notes, and without what follows it (the second picture that some cameras add)."""
    kept, at = bytearray(data[:2]), 2
    while data[at + 1] != 0xDA:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at] != 0xFF or length < 2:
            raise ValueError
        second_pictures = marker == 0xE2 and data[at + 4 : at + 8] == b"MPF\0"
        if marker not in NOTES and not second_pictures:
            kept += data[at : at + 2 + length]
        at += 2 + length
    end = data.find(b"\xff\xd9", at)
    return bytes(kept) + data[at : end + 2 if end >= 0 else len(data)]


def _png(data: bytes) -> bytes:
    kept, at = bytearray(PNG), len(PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, chunk = data[at + 4 : at + 8], data[at : at + 12 + length]
        if kind in PNG_KEPT:
            kept += chunk
        at += 12 + length
        if kind == b"IEND":
            break
    return bytes(kept)


def _webp(data: bytes) -> bytes:
    kept, at = bytearray(), 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = bytearray(data[at : at + 8 + length + length % 2])
        if kind == b"VP8X":
            chunk[8] &= ~0x0C  # says that notes follow
        if kind not in WEBP_DROPPED:
            kept += chunk
        at += 8 + length + length % 2
    return b"RIFF" + (len(kept) + 4).to_bytes(4, "little") + b"WEBP" + bytes(kept)


def _tiff(data: bytes) -> bytes:
    with suppress(Exception), Image.open(io.BytesIO(data), formats=("TIFF",)) as opened:
        out = io.BytesIO()
        Image.frombytes(opened.mode, opened.size, opened.tobytes()).save(out, "TIFF")
        return out.getvalue()
    return blanked(data)
