"""Looks into Office files as others would: are they valid, do charts say what their workbooks say, what text is there."""

import io
import re
import tempfile
import zipfile
from pathlib import Path

import python_calamine
from lxml import etree
from openxml_audit import OpenXmlValidator

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def faults_of(data: bytes, ending: str = "docx") -> list[str]:
    """What breaks the schemas or the rules of the format; none for a file that Word opens without repair."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{ending}"
        path.write_bytes(data)
        return [f"{error.part_uri}: {error.description}" for error in OpenXmlValidator().validate(path).errors]


def part(data: bytes, name: str) -> etree._Element:
    """One XML part of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def names_in(data: bytes, pattern: str) -> list[str]:
    """The parts whose names match."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sorted(name for name in archive.namelist() if re.search(pattern, name))


def text_of(data: bytes) -> str:
    """The text of a document, a line a paragraph."""
    body = part(data, "word/document.xml")
    return "\n".join("".join(node.itertext(f"{W}t")) for node in body.iter(f"{W}p"))


def cached_and_embedded(data: bytes, chart: str) -> list[tuple[object, object]]:
    """Every value a Word chart shows beside the cell of the embedded workbook that it names."""
    root = part(data, chart)
    relations = part(data, chart.replace("charts/", "charts/_rels/") + ".rels")
    target = next(node.get("Target") for node in relations if node.get("Target").endswith(".xlsx"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        workbook = archive.read("word/" + target.removeprefix("../").removeprefix("/word/"))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    pairs = []
    for reference in root.iter(f"{C}strRef", f"{C}numRef"):
        formula = reference.find(f"{C}f").text
        sheet, first, top, _last, _bottom = re.fullmatch(
            r"'?(.+?)'?!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?", formula
        ).groups()
        rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for point in reference.iter(f"{C}pt"):
            row = int(top) - 1 + int(point.get("idx"))
            cell = rows[row][ord(first) - 65]
            shown = point.find(f"{C}v").text
            pairs.append((shown if isinstance(cell, str) else float(shown), cell))
    return pairs
