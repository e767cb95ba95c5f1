"""Files as people hand them in for evidence: photos with a place in them, scans, documents, and what is none of these."""

import io
import zipfile

import docx
from PIL import Image
from PIL.ExifTags import GPS, Base

PLACE = 30.2741  # degrees north
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", turned: bool = False) -> bytes:
    """A photo whose upper half is red, with the place at which it was taken, and a comment that tells it, too."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif.get_ifd(Base.GPSInfo.value)[GPS.GPSLatitude.value] = (30.0, 16.0, 26.8)
    exif[Base.Make.value] = "SECRETPHONE"
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[Base.Orientation.value] = 6  # to be turned by a quarter to the right before it is shown
    out = io.BytesIO()
    image.save(out, kind, exif=exif, **({"comment": b"SECRETPHONE"} if kind == "JPEG" else {}))
    return out.getvalue()


def notice(
    *lines: str, table: list[list[str]] | None = None, more: list[list[str]] | None = None, picture: bytes | None = None
) -> bytes:
    """A Word document."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    for rows in filter(None, (table, more)):
        drawn = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(drawn.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    if picture:
        document.add_picture(io.BytesIO(picture))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    """A zip file; _ in the names stands for a slash, __ for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", ".").replace("_", "/"), data)
    return out.getvalue()
