"""The scoring on paper: the notice says places, what was lost and what is provisional; the workbook's formulas give the same points."""

import csv
import io
import subprocess
from dataclasses import replace
from fractions import Fraction
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tracking.letters import Scored, score_notice, score_workbook
from tracking.scoring import Figure, Item, Line, rules_in_force, scores
from tracking.scoring.points import points_of


@pytest.fixture(scope="module")
def scored(example) -> Scored:
    (rules,) = rules_in_force(example, 2020)
    indicators = {row["indicator"]: row for row in example.read("current_indicators").to_dict("records")}
    return Scored("青禾镇总工会", rules, scores(example, rules, 2020, 2), 2020, 2, example.today(), indicators)


def text_of(document: bytes) -> str:
    from docx import Document

    made = Document(io.BytesIO(document))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_the_notice_says_by_which_rules_who_leads_each_group_and_what_was_lost(scored):
    text = text_of(score_notice(scored))
    for part in (
        "青工发〔2020〕　　号", "按照《村（园区）工会考核办法》（青工发〔2020〕5号），对7个单位2020年上半年的工作进行了考核",
        "第1名石桥村工会联合会，91.58分", "失分较多的是：“职工互助保障参保”平均得分率", "附件：2020年上半年考核得分表", "2020年7月21日", "按序时暂计",
    ):  # fmt: skip
        assert part in text
    assert "一票否决" not in text.split("附件")[0]


def test_a_veto_and_reports_that_are_missing_are_named(scored):
    first, *others = scored.sheets
    lines = tuple(replace(line, why="vetoed" if line.item.how == "veto" else "not_reported" if place == 0 else line.why)
                  for place, line in enumerate(first.lines))  # fmt: skip
    text = text_of(score_notice(replace(scored, sheets=[replace(first, lines=lines, place=None), *others])))
    assert f"{first.name}因一票否决事项，不参加排名。" in text
    assert f"{first.name}有未报数据，相应项目不得分" in text


def test_at_the_end_of_the_year_nothing_is_called_provisional(scored):
    text = text_of(score_notice(replace(scored, quarter=4, closed=True)))
    assert "暂计" not in text
    assert "关于2020年度" in text
    assert "已定稿" in text


def test_the_same_scores_give_the_same_files(scored):
    assert score_notice(scored) == score_notice(scored)
    assert score_workbook(scored) == score_workbook(scored)


@pytest.mark.office
def test_the_formulas_of_the_workbook_give_the_points_totals_and_places(scored, tmp_path):
    """Read without the values that were written: a program that opens the file reckons every one of them."""
    file = tmp_path / "points.xlsx"
    file.write_bytes(_without_values(score_workbook(scored)))
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    subprocess.run(["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", options, "--outdir", tmp_path, file],
                   check=True, capture_output=True, timeout=120)  # fmt: skip
    totals, details = (_rows(tmp_path / f"points-{name}.csv") for name in ("汇总", "评分明细"))
    assert [(row[2], row[1], float(row[3]), float(row[6]), float(row[10])) for row in totals] == [
        (one.name, str(one.place), one.base / 100, one.scaled / 100, one.total / 100) for one in scored.sheets
    ]
    lines = [(sheet.name, line.item.name, line.points / 100) for sheet in scored.sheets for line in sheet.lines]
    assert [(row[0], row[3], float(row[13])) for row in details] == lines


def test_of_money_the_workbook_counts_in_ten_thousand_yuan_as_the_points_do(scored):
    """What counts as one where the rules do not say is the same on paper and in the points."""
    item = Item("帮扶资金", "per_unit", 1000, "assistance_funds", step=100)
    figure = Figure("scored", Fraction(9_000_000), Fraction(10_000_000), one=Fraction(1_000_000))
    line = Line(item, 1000, points_of(item, figure), "scored", figure)
    assert line.points == 900
    sheet = replace(scored.sheets[0], lines=(line,), nominal=1000)
    rows = list(
        load_workbook(io.BytesIO(score_workbook(replace(scored, sheets=[sheet]))))["评分明细"].iter_rows(
            values_only=True
        )
    )
    told = dict(zip(rows[3], rows[4], strict=True))
    assert (told["完成"], told["应完成"], told["每几个"], told["每欠扣分"]) == (90_000, 100_000, 10_000, 1)


def _without_values(data: bytes) -> bytes:
    """A workbook whose formulas have no result yet."""
    book = load_workbook(io.BytesIO(data))
    formulas = sum(str(cell.value).startswith("=") for sheet in book for row in sheet.iter_rows() for cell in row)
    assert formulas > 60
    out = io.BytesIO()
    book.save(out)
    assert b"<f>" in ZipFile(io.BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml")
    return out.getvalue()


def _rows(path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[4:]
