"""The Word file as an office program lays it out (LibreOffice): pages, lines and characters of an official document."""

import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest

from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import compose
from tracking.store import Store

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")),
        reason="there is no soffice or pdftotext: apt-get install libreoffice-writer-nogui poppler-utils",
    ),
]


@pytest.fixture(scope="module")
def pages(example: Store, tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The lines of every page of the example's half-year report."""
    folder: Path = tmp_path_factory.mktemp("office")
    file = folder / "report.docx"
    file.write_bytes(report_document(compose(gather(example, "QHZ", 2020, 2), "half-year")))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in text.stdout.split("\f") if page]


def width(line: str) -> float:
    """The width of a line in characters: Chinese ones whole, digits and Latin ones half, blanks not counted."""
    return sum(1 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in line if letter != " ")


def test_a_full_page_has_22_lines_and_its_number(pages):
    """One line less only where a heading would have been the last."""
    found = []
    for number in range(2, 6):
        *lines, last = pages[number - 1]
        assert last.replace(" ", "") == f"—{number}—"
        moved = re.match(r"（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、", pages[number][0])
        assert len(lines) == 22 or (moved and len(lines) in (20, 21)), number
        found.append(len(lines))
    assert 22 in found


def test_a_line_holds_28_characters_and_never_more(pages):
    lines = [line for page in pages[1:6] for line in page[:-1]]
    widest = max(width(re.sub(r"[，。；：、）]$", "", line)) for line in lines)
    assert 26 <= widest <= 28


def test_the_first_page_begins_with_the_title_broken_where_its_sense_does(pages):
    assert pages[0][:2] == ["青禾镇总工会 2020 年上半年工作总结", "和下半年工作计划"]


def test_every_annex_begins_on_a_page_of_its_own(pages):
    first = [page[0].replace(" ", "") for page in pages]
    assert [line for line in first if line.startswith("附件")] == ["附件1", "附件2", "附件3", "附件4"]


def test_the_indicator_table_repeats_its_head_on_every_page(pages):
    start = next(number for number, page in enumerate(pages) if page[0].replace(" ", "") == "附件1")
    end = next(number for number, page in enumerate(pages) if page[0].replace(" ", "") == "附件2")
    assert end - start > 1
    for page in pages[start:end]:
        assert any("全年目标" in line and "较序时" in line for line in page[:6])
