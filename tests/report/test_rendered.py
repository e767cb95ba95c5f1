"""The Word file as an office program lays it out (LibreOffice): pages, lines and characters of an official document."""

import io
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from in_detail import in_detail

from tracking.lagging.history import load_history
from tracking.letters.cases import Letters, letters_for
from tracking.letters.letter import letters_document
from tracking.letters.notice import notice_document
from tracking.letters.wording_file import read_wording
from tracking.office import PICTURE, insert_chart, new_document
from tracking.report.charts import charts_of
from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import compose
from tracking.store.store import Store

WORD = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>')
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
    file.write_bytes(report_document(in_detail(gather(example, "QHZ", 2020, 2), "half-year")))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "report.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in text.stdout.split("\f") if page]


def words_of(document: bytes, folder: Path) -> list[tuple]:
    """(page, left, top, right, bottom, text) of every word as it is printed."""
    (folder / "a.docx").write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    told = subprocess.run(
        ["pdftotext", "-bbox", folder / "a.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    )
    page, words = 0, []
    for line in told.stdout.splitlines():
        page += "<page " in line
        if found := WORD.search(line):
            words.append((page, *map(float, found.groups()[:4]), found[5]))
    return words


def touching(words: list[tuple]) -> list[tuple[str, str]]:
    """Pairs of words of a page that are printed over one another."""
    found = []
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            across = min(one[3], other[3]) - max(one[1], other[1])
            down = min(one[4], other[4]) - max(one[2], other[2])
            if one[0] == other[0] and across > 0.5 and down > 0.2 * min(one[4] - one[2], other[4] - other[2]):
                found.append((one[5], other[5]))
    return found


@pytest.mark.parametrize("first", [0, 1, 2, 4])
def test_no_label_of_a_chart_is_printed_over_another_word(example, tmp_path, first):
    facts = gather(example, "QHZ", 2020, 2)
    document = new_document()
    for chart in charts_of(facts, every_path=True)[first * 5 : first * 5 + 5]:
        insert_chart(document.add_paragraph(style=PICTURE), chart, datetime(2020, 7, 21), 154)
    data = io.BytesIO()
    document.save(data)
    words = words_of(data.getvalue(), tmp_path)
    assert len(words) > 20
    assert touching(words) == []


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
    assert [line for line in first if line.startswith("附件")] == [
        "附件1",
        "附件2",
        "附件3",
        "附件4",
        "附件5",
        "附件6",
        "附件7",
    ]


def test_the_targets_stand_on_one_page_with_their_head_and_who_signs(pages):
    start = next(number for number, page in enumerate(pages) if page[0].replace(" ", "") == "附件1")
    end = next(number for number, page in enumerate(pages) if page[0].replace(" ", "") == "附件2")
    assert end - start == 1
    assert any("全年目标" in line and "较序时" in line for line in pages[start][:6])
    assert any(line.startswith("填表人：") for line in pages[start])


def test_the_usual_report_of_the_example_has_a_body_of_at_most_six_pages_and_no_list_of_cells(example, tmp_path):
    usual = report_document(compose(gather(example, "QHZ", 2020, 2), "half-year"))
    told = pages_of(usual, tmp_path)
    first = next(number for number, page in enumerate(told) if page.strip().startswith("附件"))
    assert first <= 6
    assert "数据来源" not in "".join(told)


def pages_of(data: bytes, folder: Path) -> list[str]:
    """The text of every page of a Word file."""
    file = folder / "file.docx"
    file.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, file]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "file.pdf", "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return [page.replace(" ", "") for page in text.stdout.split("\f")[:-1]]


@pytest.fixture(scope="module")
def letters(example: Store) -> Letters:
    return letters_for(gather(example, "QHZ", 2020, 2), load_history(example, "QHZ", 8081), read_wording())


def test_every_letter_stands_on_a_page_of_its_own(letters, tmp_path):
    pages = pages_of(letters_document(letters), tmp_path)
    assert len(pages) == len(letters.cases)
    for page, case in zip(pages, letters.cases, strict=True):
        assert f"{case.name}：" in page or f"{case.name}工会：" in page
        assert "2020年7月21日" in page


def test_a_letter_with_many_targets_long_names_and_promises_still_fits_one_page(letters, tmp_path):
    case = letters.cases[0]
    long = {"name": "“三专合一、三位一体”企业工会办公室规范化建设"}
    rows = [row | long for row in case.behind] * 3
    promise = {
        "subject": "everything", "promised_on": date(2020, 8, 31), "state": "broken",
        "measures": "成立专班，逐项排出时间表，由分管负责人每周调度一次",
    }  # fmt: skip
    full = replace(case, name="青禾" + "很长的名称" * 6 + "有限责任公司", behind=rows, promises=[promise] * 2)
    pages = pages_of(letters_document(replace(letters, cases=[full])), tmp_path)
    assert len(pages) == 1
    assert "数据来源" in pages[0]


def test_the_notice_is_two_pages_and_has_its_table_on_pages_of_its_own(letters, tmp_path):
    pages = pages_of(notice_document(letters), tmp_path)
    start = next(number for number, page in enumerate(pages) if page.lstrip().startswith("附件\n"))
    assert start == 2
    assert "2020年7月21日" in pages[start - 1]
    assert all("差距最大" in page for page in pages[start:])
