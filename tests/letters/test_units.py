"""Paper on the units below a node: the notice to them, the poster and the workbook."""

import io
import re

import openpyxl
import pytest
from counties import compared_in, fill_with_county
from docx import Document
from docx.shared import Mm
from office_files import faults_of, text_of

from tracking.letters.units import units_notice, units_poster, units_workbook
from tracking.letters.wording_file import FILE, WrongWording, read_wording
from tracking.report.facts import Facts, gather
from tracking.store.store import Store
from tracking.telling import SideBySide


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[SideBySide, Facts]:
    """The five towns of a county, of which one did not report."""
    with Store(tmp_path_factory.mktemp("county") / "county.duckdb", keep_copy=False) as store:
        fill_with_county(store, silent="丙")
        return compared_in(store), gather(store, "C", 2020, 2)


def test_the_notice_names_the_good_the_slow_and_the_silent_and_what_is_asked_of_them(made):
    text = text_of(units_notice(*made, read_wording()))
    assert "各镇（街道）总工会：" in text
    assert "一、各项任务均达序时的单位（2个）\n甲镇总工会（2项）、乙镇总工会（2项）。" in text
    assert "报表未齐的单位（1个）\n丙镇总工会（0/2家）。" in text
    assert "不足一半" not in text, "one of two is half"
    assert "请报表未齐的单位督促所属企业于" in text
    assert "附件：各镇（街道）目标任务完成情况表" in text


def test_the_notice_is_a_sound_file_with_a_table_of_all_units_on_a_page_that_lies_across(made):
    data = units_notice(*made, read_wording())
    assert faults_of(data) == []
    document = Document(io.BytesIO(data))
    across = document.sections[-1]
    assert across.page_width > across.page_height
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert [row[0] for row in rows[1:]] == [f"{name}镇总工会" for name in "甲乙丁戊丙"]
    assert rows[-1][1:] == ["—", "—", "0/2", "○ 未报", "○ 未报"]
    assert "✓ 已完成" in text_of(data), "no icon without its word"


def test_a_wording_of_ones_own_from_before_there_was_this_notice_still_serves_the_others(made, tmp_path):
    own = tmp_path / "letters.txt"
    own.write_text(re.sub(r"【下级.*?(?=【企业短信】)", "", FILE.read_text(encoding="utf-8-sig"), flags=re.S), "utf-8")
    wording = read_wording(own)
    with pytest.raises(WrongWording, match="【下级通报标题】、【下级通报正文】"):
        units_notice(*made, wording)


def test_the_poster_is_one_sheet_of_a3_with_table_and_charts(made):
    data = units_poster(*made)
    assert faults_of(data) == []
    document = Document(io.BytesIO(data))
    section = document.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (420, 297)
    assert len(document.tables[0].rows) == 6
    charts = [part for part in document.part.package.iter_parts() if str(part.partname).startswith("/word/charts/")]
    assert len(charts) == 2


def test_the_workbook_has_every_unit_and_each_target_with_places_and_blanks_where_nothing_was_said(made):
    book = openpyxl.load_workbook(io.BytesIO(units_workbook(*made)))
    overall = list(book["对比总表"].iter_rows(values_only=True))
    assert [row[1] for row in overall if isinstance(row[0], int)] == [f"{name}镇总工会" for name in "甲乙丁戊丙"]
    each = [row for row in book["逐项对比"].iter_rows(values_only=True) if row[0] == "职工及职工代表培训"]
    assert [(row[1], row[2], row[4]) for row in each] == [
        (1, "甲镇总工会", 60), (2, "乙镇总工会", 50), (3, "丁镇总工会", 45), (4, "戊镇总工会", 5), (None, "丙镇总工会", None),
    ]  # fmt: skip
