"""The annex as a workbook and as CSV: every figure as it is, missing stays empty, hostile text stays text, charts are native."""

import csv
import io
import re
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

import pandas as pd
import pytest
from in_detail import in_detail
from office_files import C, faults_of, names_in, part
from python_calamine import CalamineWorkbook
from townships import CATALOGUE, TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.intake.preview import prepare_store
from tracking.language import current_language
from tracking.office.excel import PAGE_WIDTH, Book, Column, alike
from tracking.quarters import period_of, year_and_quarter
from tracking.report.annex_workbook import gap, number, report_workbook, sources_workbook
from tracking.report.charts import charts_of
from tracking.report.document import indicator_rows
from tracking.report.facts import Facts, gather
from tracking.report.half_year import Report, compose
from tracking.report.indicator_csv import report_csv
from tracking.store.store import Store

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
DRAW = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OWN, THEMES = "指标总表", ["建会", "集体合同", "困难帮扶", "培训", "其他重点工作"]
TABLES = [OWN, *THEMES, "企业明细", "滞后企业", "未报企业", "免考核", "数据来源"]
FIRMS = ("A", "B", "C")
OURS = re.compile(r"[A-Z]\d+/[A-Z]\d+|\([A-Z]\d+-[A-Z]\d+\)(?:\*100)?")  # the formulas there are
FIRST, SECOND = period_of(2020, 1), period_of(2020, 2)
HOSTILE = [
    '=HYPERLINK("http://x")',
    "=图表数据!A1",
    "@SUM(1)",
    "+1",
    "-1+1",
    "http://x.example",
    "\t=1",
    "＝1+1",
    "007",
]


@pytest.fixture(scope="module")
def report(example: Store) -> Report:
    return in_detail(gather(example, "QHZ", 2020, 2), "half-year")


@pytest.fixture(scope="module")
def facts(report: Report) -> Facts:
    return report.facts


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    return report_workbook(report)


def report_on(store: Store, targets: list[dict], quarters: dict[int, dict]) -> Report:
    """The half-year report on a township of three firms; ``quarters`` maps periods to figures."""
    add_units(store, [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)])
    if targets:
        add_plan(store, targets)
    for period, figures in quarters.items():
        add_report(store, *year_and_quarter(period), figures)
    return in_detail(gather(store, "T", 2020, 2), "half-year")


def names_of_sheets(data: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names


@lru_cache(12)
def rows_in(data: bytes, sheet: str) -> list[list]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def head_of(rows: list[list]) -> int:
    return next(place for place, row in enumerate(rows) if row[0] in ("序号", "企业", "单位"))


def table_in(data: bytes, sheet: str) -> list[dict]:
    """The rows of a sheet's table by heading, down to the first row that begins with a blank."""
    rows = rows_in(data, sheet)
    head, found = head_of(rows), []
    for row in rows[head + 1 :]:
        if row[0] in ("", "没有需要列出的内容。"):
            break
        found.append({heading: cell for heading, cell in zip(rows[head], row, strict=True) if heading})
    return found


def named(data: bytes, *sheets: str) -> dict[str, dict]:
    """Indicator → its row in these sheets, those of the themes else."""
    return {row["指标"]: row for sheet in sheets or THEMES for row in table_in(data, sheet)}


def xml_of(data: bytes, sheet: str):
    return part(data, f"xl/worksheets/sheet{names_of_sheets(data).index(sheet) + 1}.xml")


def targets_of(data: bytes, of: str) -> dict[str, str]:
    """Relation → the part that it leads to, from xl/."""
    folder, name = of.rsplit("/", 1)
    if not names_in(data, re.escape(f"{folder}/_rels/{name}.rels")):
        return {}
    return {
        node.get("Id"): node.get("Target").replace("../", "xl/") for node in part(data, f"{folder}/_rels/{name}.rels")
    }


def anchors_on(data: bytes, sheet: str) -> list[tuple[str, str, tuple[int, int, int, int]]]:
    """(alternative text, chart part, columns and rows from … to) of every chart on a sheet."""
    own = f"xl/worksheets/sheet{names_of_sheets(data).index(sheet) + 1}.xml"
    drawings = [target for target in targets_of(data, own).values() if "drawing" in target]
    found = []
    for drawing in drawings:
        charts = targets_of(data, drawing)
        for anchor in part(data, drawing):
            place = [
                int(anchor.find(f"{DRAW}{end}/{DRAW}{way}").text) for way in ("col", "row") for end in ("from", "to")
            ]
            reference = next(node.get(RELATION) for node in anchor.iter(f"{C}chart"))
            found.append((next(anchor.iter(f"{DRAW}cNvPr")).get("descr"), charts[reference], tuple(place)))
    return found


# --- the figures ---


# the figures of the first half of 2020 that anyone can check against the reference text
SECTION_9 = {
    "工会干部培训": 53,
    "职工及职工代表培训": 710,
    "知识竞赛": 1400,
    "重点工程劳动竞赛": 600,
    "合理化建议": 12,
    "知识型职工": 2,
    "先进企业": 1,
    "镇文明职工": 5,
    "市级文明职工": 2,
    "新建企业工会签订集体合同": 6,
    "集体合同到期": 12,
    "集体合同到期续签": 12,
    "集体合同签订率": 0.9,
    "职工覆盖率": 0.95,
    "女职工专项集体合同签订企业": 30,
    "工资集体协商签订企业": 43,
    "工资集体协商签订率": 0.86,
}
TARGETS_OF_9 = {
    "“三专合一、三位一体”企业工会办公室": 15,
    "模范企业工会": 10,
    "优秀工会小组": 10,
    "优秀工会干部": 10,
    "工人先锋号": 10,
    "建会率": 1,
}


@pytest.mark.parametrize("name", SECTION_9)
def test_every_figure_of_the_reference_is_in_the_table_and_on_its_theme(made, name):
    assert named(made)[name]["实际完成"] == SECTION_9[name]
    assert named(made, OWN)[name]["实际完成"] == SECTION_9[name]


@pytest.mark.parametrize("name", TARGETS_OF_9)
def test_every_target_of_the_reference_is_in_the_table(made, name):
    assert named(made, OWN)[name]["全年目标"] == TARGETS_OF_9[name]


def test_a_rate_stands_beside_its_parts(made):
    row = named(made)["集体合同签订率"]
    assert (row["分子"], row["分母"], row["计量单位"]) == (45, 50, "%")
    row = named(made)["工资集体协商签订率"]
    assert (row["分子"], row["分母"]) == (43, 50)


def test_every_row_of_the_indicator_table_says_what_the_progress_table_says(made, facts):
    wanted = [row for _theme, rows in indicator_rows(facts) for row in rows]
    shown = list(named(made).values())
    assert [row["指标"] for row in shown] == [row["name"] for row in wanted]
    columns = {
        "全年目标": "target",
        "实际完成": "actual",
        "序时应完成": "due",
        "较序时": "gap",
        "余下每季需完成": "needed",
    }
    whole = {"目标完成率": "completion", "已报": "reported", "应报": "expected", "沿用": "carried", "分子": "numerator"}
    for said, row in zip(shown, wanted, strict=True):
        scale = 10_000 if row["measure"] == "元" else 1
        for heading, name in (columns | whole).items():
            value = row[name]
            idle = row["status"] == "not_due" and name in ("completion", "gap")
            if idle or pd.isna(value) or (name == "completion" and pd.isna(row["target"])):
                assert said[heading] == "", (said["指标"], heading)
            else:
                assert said[heading] == pytest.approx(value / (scale if heading in columns else 1)), (
                    said["指标"],
                    heading,
                )


def test_money_is_in_ten_thousands_and_says_so(made):
    row = named(made)["帮扶资金"]
    assert (row["计量单位"], row["全年目标"], row["实际完成"]) == ("万元", 36, 16.45)
    assert row["较序时"] == -1.55


def test_a_status_is_an_icon_and_a_word(made):
    assert named(made)["建会率"]["状态"] == "▲ 滞后"
    assert named(made)["合理化建议"]["状态"] == "· 无目标"


def test_a_target_says_from_when_until_when_it_runs(made):
    rows = named(made)
    assert (rows["新建企业工会"]["起算日"], rows["新建企业工会"]["完成期限"]) == (date(2020, 1, 1), date(2020, 9, 30))
    assert rows["发展会员"]["起算日"] == date(2019, 10, 1)
    assert rows["合理化建议"]["完成期限"] == ""


def test_a_year_ago_is_told_only_where_it_is_the_same_span(made):
    rows = named(made)
    assert rows["新建企业工会"]["上年同期完成"] == 1
    assert rows["建会率"]["上年同期完成"] == pytest.approx(43 / 58)
    assert rows["发展会员"]["上年同期完成"] == ""  # from October on, and a year before from January


def test_a_year_ago_is_not_told_where_somebody_did_not_report(store):
    """A lower bound beside a sum would look like growth."""
    figures = {(code, indicator): 2 for code in ("T", *FIRMS) for indicator in ("proposals", "lectures")}
    fewer = {key: amount for key, amount in figures.items() if key != ("C", "proposals")}
    quarters = {FIRST - 4: figures, SECOND - 4: fewer, FIRST: figures, SECOND: figures}
    rows = named(report_workbook(report_on(store, [], quarters)))
    assert (rows["合理化建议"]["实际完成"], rows["合理化建议"]["上年同期完成"]) == (16, "")
    assert (rows["学习论坛和讲座"]["实际完成"], rows["学习论坛和讲座"]["上年同期完成"]) == (16, 16)


def test_what_was_not_reported_is_an_empty_cell_and_never_zero(store):
    figures = {(code, "proposals"): 0 for code in FIRMS}
    made = report_workbook(
        report_on(store, [target("T", "proposals", 9), target("T", "lectures", 9)], {FIRST: figures, SECOND: figures})
    )
    rows = named(made)
    assert (rows["合理化建议"]["实际完成"], rows["合理化建议"]["目标完成率"]) == (0, 0)
    assert [rows["学习论坛和讲座"][heading] for heading in ("实际完成", "目标完成率", "较序时", "余下每季需完成")] == [
        ""
    ] * 4
    assert rows["学习论坛和讲座"]["状态"] == "○ 未报"
    assert rows["学习论坛和讲座"]["全年目标"] == 9


@pytest.mark.parametrize(
    ("figure", "form", "shown"),
    [
        (number(0.86, "%"), "#,##0.0%", "86.0%"),
        (number(0.99996, "%"), "#,##0.000%", "99.996%"),
        (number(0.0003, "%"), "#,##0.00%", "0.03%"),
        (number(1.0, "%"), "#,##0.0%", "100.0%"),
        (number(164_500, "元"), "#,##0.00", "16.45"),
        (number(359_999, "元"), "#,##0.0000", "35.9999"),
        (number(30, "元"), "#,##0.000", "0.003"),
        (number(1234, "人"), "#,##0", "1,234"),
        (number(30, "户", "≤"), '"≤"#,##0', "≤30"),
        (gap(-13.793103448275861, "%"), '+#,##0.0"百分点";\\-#,##0.0"百分点";#,##0.0"百分点"', "+-13.8百分点"),
        (gap(5.000000000000004, "%"), '+#,##0.0"百分点";\\-#,##0.0"百分点";#,##0.0"百分点"', "+5.0百分点"),
    ],
)
def test_rounding_never_lifts_a_figure_onto_a_whole_that_it_does_not_reach(figure, form, shown):
    assert (figure.form, figure.shown) == (form, shown)


# --- the other sheets ---


def test_the_sheets_are_the_table_the_themes_the_enterprises_and_the_sources(made):
    assert names_of_sheets(made) == [*TABLES, "图表数据"]


def test_every_sheet_says_as_of_when_and_from_how_many_reports(made):
    for sheet in TABLES:
        note = rows_in(made, sheet)[1][0]
        assert "截至2020年6月30日" in note
        assert "57/61家" in note
        assert "对照2020年度计划（青工发〔2020〕3号）" in note


def test_the_themes_hold_every_row_of_the_table_once_and_this_begins_with_the_targets(made):
    rows, themed = table_in(made, OWN), [row["指标"] for sheet in THEMES for row in table_in(made, sheet)]
    assert sorted(themed) == sorted(row["指标"] for row in rows)
    planned = [row["全年目标"] != "" for row in rows]
    assert planned == sorted(planned, reverse=True)
    assert sum(planned) == 26


def test_the_table_of_totals_has_eleven_columns_and_prints_in_letters_of_eight_points(made):
    assert len([heading for heading in rows_in(made, OWN)[head_of(rows_in(made, OWN))] if heading]) == 11
    columns = xml_of(made, OWN).find(f"{S}cols")
    pixels = sum(float(column.get("width")) * 7 + 5 for column in columns)
    assert 10 * min(1, PAGE_WIDTH / pixels) >= 8


def test_completion_and_gap_are_formulas_that_give_what_was_reckoned(made, tmp_path):
    root, head = xml_of(made, OWN), rows_in(made, OWN)[head_of(rows_in(made, OWN))]
    cells = {cell.get("r"): cell for cell in root.iter(f"{S}c")}
    letters = {heading: "ABCDEFGHIJK"[place] for place, heading in enumerate(head)}

    def value(heading: str, row: str) -> float:
        return float(cells[f"{letters[heading]}{row}"].find(f"{S}v").text)

    told = 0
    for place, cell in cells.items():
        if (formula := cell.find(f"{S}f")) is None:
            continue
        row, cached = place[1:], float(cell.find(f"{S}v").text)
        if place[0] == letters["目标完成率"]:
            assert formula.text == f"{letters['实际完成']}{row}/{letters['全年目标']}{row}"
            assert value("实际完成", row) / value("全年目标", row) == pytest.approx(cached)
        else:
            begin = f"({letters['实际完成']}{row}-{letters['序时应完成']}{row})"
            assert formula.text.startswith(begin)
            times = 100 if formula.text.endswith("*100") else 1
            assert (value("实际完成", row) - value("序时应完成", row)) * times == pytest.approx(cached)
        told += 1
    assert told >= 38


def test_a_cap_that_is_reckoned_otherwise_is_a_number_and_no_wrong_formula(made):
    place = next(
        number for number, row in enumerate(rows_in(made, OWN), start=1) if len(row) > 1 and row[1] == "困难职工建档"
    )
    cells = {cell.get("r"): cell for cell in xml_of(made, OWN).iter(f"{S}c")}
    share = cells[f"F{place}"]
    assert share.find(f"{S}f") is None
    assert float(share.find(f"{S}v").text) == pytest.approx(0.6)


def test_what_is_not_due_yet_has_no_share_and_no_gap(made):
    row = named(made, OWN)["金秋助学"]
    assert (row["目标完成率"], row["较序时"], row["状态"]) == ("", "", "– 未到节点")


def test_figures_of_a_column_that_are_of_one_kind_have_the_same_decimals():
    rows = alike([[number(0.741, "%"), number(6, "家")], [number(0.99996, "%"), number(164_500, "元")]])
    assert [[figure.shown for figure in row] for row in rows] == [["74.100%", "6"], ["99.996%", "16.45"]]


def test_an_enterprise_has_one_row_with_what_it_has_a_target_or_a_figure_for(made, facts):
    shown = table_in(made, "企业明细")
    firms = set(facts.units.loc[facts.units["kind"] == "enterprise", "name"])
    assert len(shown) == len({row["企业"] for row in shown}) <= len(firms)
    headings = [heading for heading in shown[0] if heading.endswith("）")]
    leaves = facts.progress[facts.progress["leaf"] & facts.progress["unit"].map(facts.names).isin(firms)]
    for name in ("工资集体协商签订企业", "合理化建议", "帮扶资金"):
        rows = leaves[leaves["name"] == name]
        scale = 10_000 if name == "帮扶资金" else 1
        split = f"{name}目标（" in "".join(headings)
        for column, begin in (("actual", f"{name}{'完成' * split}（"), ("target", f"{name}目标（")):
            if column == "target" and not split:
                continue
            heading = next(one for one in headings if one.startswith(begin))
            told = rows[rows[column].notna()].to_dict("records")
            wanted = {facts.names[row["unit"]]: row[column] / scale for row in told}
            found = {row["企业"]: row[heading] for row in shown if row[heading] != ""}
            assert found == pytest.approx(wanted), heading
    heng = next(row for row in shown if row["企业"] == "青禾恒泰纺织有限公司")
    assert (heng["职工数"], heng["村（园区）"]) == (412, "北园园区")
    ranked = facts.ranked.set_index("name").loc["青禾恒泰纺织有限公司"]
    assert (heng["应完成指标数"], heng["滞后指标数"]) == (ranked["targets"], ranked["behind"])


def test_an_enterprise_that_sent_nothing_is_not_marked_as_reported_and_has_no_zeros(made, facts):
    silent = set(facts.silent["name"])
    rows = [row for row in table_in(made, "企业明细") if row["企业"] in silent]
    assert rows
    assert {row["本季是否上报"] for row in rows} == {"否"}


def test_who_is_behind_and_who_is_silent_are_two_lists_as_in_the_report(made, facts):
    behind = facts.ranked[(facts.ranked["behind"] > 0) & ~facts.ranked["unit"].isin(facts.silent["unit"])]
    assert [(row["企业"], row["滞后指标数"], row["应完成指标数"]) for row in table_in(made, "滞后企业")] == list(
        behind[["name", "behind", "targets"]].itertuples(index=False, name=None)
    )
    assert [(row["企业"], row["联系电话"]) for row in table_in(made, "未报企业")] == list(
        facts.silent[["name", "phone"]].itertuples(index=False, name=None)
    )
    assert table_in(made, "未报企业")[0]["逾期（天）"] == (facts.today - date(2020, 7, 10)).days


def test_who_sent_nothing_is_not_called_behind(store):
    figures = {(code, "proposals"): 1 for code in FIRMS}
    report = report_on(store, [target(code, "proposals", 90) for code in FIRMS], {FIRST: figures, SECOND: figures})
    facts = report.facts
    assert [row["企业"] for row in table_in(report_workbook(report), "滞后企业")] == ["柳溪A厂", "柳溪B厂", "柳溪C厂"]
    silent = facts.ranked[facts.ranked["unit"] == "B"].assign(contact=None, share=0.5)
    made = report_workbook(replace(report, facts=replace(facts, silent=silent)))
    assert [row["企业"] for row in table_in(made, "滞后企业")] == ["柳溪A厂", "柳溪C厂"]
    assert [row["企业"] for row in table_in(made, "未报企业")] == ["柳溪B厂"]


def added_up(cells: list[dict]) -> float:
    """The sum of an indicator's cells as the note on the sheet says."""
    total, by_unit = 0.0, {}
    for cell in cells:
        by_unit.setdefault(cell["单位"], []).append(cell)
    for own in by_unit.values():
        own = [cell for cell in own if cell["数值"] != "不适用"]
        own.sort(key=lambda cell: (cell["季度"][:4], "一二三四".index(cell["季度"][5])))
        last = max((place for place, cell in enumerate(own) if cell["口径"] == "累计"), default=0)
        same_year = own[last]["季度"][:4] if own and own[last]["口径"] == "累计" else ""
        total += sum(cell["数值"] for place, cell in enumerate(own) if place >= last or cell["季度"][:4] != same_year)
    return total


def test_the_cells_behind_every_figure_add_up_to_it(made, facts):
    cells: dict[str, list[dict]] = {}
    for cell in table_in(made, "数据来源"):
        cells.setdefault(cell["指标"], []).append(cell)
    checked = 0
    for _theme, rows in indicator_rows(facts):
        for row in rows:
            if row["kind"] == "rate":
                numerator, denominator = cells[row["numerator_name"]], cells[row["denominator_name"]]
                assert added_up(denominator) >= row["denominator"]
                assert added_up(numerator) >= row["numerator"]
            elif pd.notna(row["actual"]):
                assert added_up(cells[row["name"]]) == pytest.approx(row["actual"]), row["name"]
                checked += 1
    assert checked > 50
    assert "累计" in {cell["口径"] for found in cells.values() for cell in found}


def test_the_cells_are_a_file_of_their_own_and_in_the_workbook_only_where_they_are_asked_for(made, facts):
    usual = report_workbook(compose(facts, "half-year"))
    assert names_of_sheets(usual) == [*TABLES[:-1], "图表数据"]
    own = sources_workbook(compose(facts, "half-year"))
    assert names_of_sheets(own) == ["数据来源"]
    assert table_in(own, "数据来源") == table_in(made, "数据来源")


def test_no_cell_is_listed_twice_and_each_names_file_sheet_cell_and_time(made):
    cells = table_in(made, "数据来源")
    assert len({(cell["单位"], cell["指标"], cell["季度"]) for cell in cells}) == len(cells)
    assert all(cell["文件"] and cell["工作表"] and re.fullmatch(r"[A-Z]+\d+", cell["单元格"]) for cell in cells)
    assert all(isinstance(cell["入库时间"], datetime) for cell in cells)
    shown = set(named(made))
    assert {cell["指标"] for cell in cells} <= shown | {row["name"] for row in CATALOGUE.values()}


def test_a_source_keeps_the_word_beside_the_figure_and_money_in_yuan(made):
    cells = table_in(made, "数据来源")
    assert {cell["限定词"] for cell in cells if cell["指标"] == "知识竞赛"} == {"", "多"}
    money = [cell for cell in cells if cell["指标"] == "帮扶资金"]
    assert {cell["计量单位"] for cell in money} == {"元"}
    assert sum(cell["数值"] for cell in money) == 164_500


# --- how it looks and prints ---


@pytest.mark.parametrize("sheet", TABLES)
def test_a_sheet_has_frozen_headings_a_filter_and_prints_on_a4_landscape_one_page_wide(made, sheet):
    root, head = xml_of(made, sheet), head_of(rows_in(made, sheet))
    pane = next(root.iter(f"{S}pane"))
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", str(head + 1))
    assert re.match(rf"A{head + 1}:[A-Z]+\d+", root.find(f"{S}autoFilter").get("ref"))
    page = root.find(f"{S}pageSetup")
    assert (page.get("paperSize"), page.get("orientation"), page.get("fitToHeight")) == ("9", "landscape", "0")
    assert root.find(f"{S}sheetPr/{S}pageSetUpPr").get("fitToPage") == "1"
    assert root.find(f"{S}headerFooter/{S}oddFooter").text == "&C第 &P 页 共 &N 页"
    names = [(node.get("name"), node.text) for node in part(made, "xl/workbook.xml").iter(f"{S}definedName")]
    lines = f"{sheet}!${head + 1}:${head + 1}"
    assert ("_xlnm.Print_Titles", f"{sheet}!$A:$A,{lines}" if sheet == "企业明细" else lines) in names
    assert [text for name, text in names if name == "_xlnm.Print_Area" and text.startswith(f"{sheet}!$A$1:")]


def test_completion_has_solid_bars_from_nothing_to_the_whole(made):
    rows = rows_in(made, OWN)
    head, last = head_of(rows), head_of(rows) + 1 + len(table_in(made, OWN))
    column = "ABCDEFGHIJ"[rows[head].index("目标完成率")]
    root = xml_of(made, OWN)
    bar = next(root.iter(f"{X14}dataBar"))
    assert bar.get("gradient") == "0"
    assert [node.get("type") for node in bar.findall(f"{X14}cfvo")] == ["num", "num"]
    assert [node[0].text for node in bar.findall(f"{X14}cfvo")] == ["0", "1"]
    assert root.find(f"{S}conditionalFormatting").get("sqref") == f"{column}{head + 2}:{column}{last}"


def test_numbers_stand_on_the_right_with_formats_of_their_own(made):
    root, styles = xml_of(made, OWN), part(made, "xl/styles.xml")
    forms = {node.get("numFmtId"): node.get("formatCode") for node in styles.iter(f"{S}numFmt")}
    looks = styles.find(f"{S}cellXfs")
    rows = rows_in(made, OWN)
    place = next(place for place, row in enumerate(rows) if len(row) > 2 and row[1] == "帮扶资金")
    cells = {cell.get("r"): looks[int(cell.get("s"))] for cell in root.iter(f"{S}c")}
    done, gone = cells[f"E{place + 1}"], cells[f"F{place + 1}"]
    assert (forms[done.get("numFmtId")], forms[gone.get("numFmtId")]) == ("#,##0.00", "#,##0.0%")
    assert done.find(f"{S}alignment").get("horizontal") == "right"


@pytest.mark.parametrize(
    ("sheet", "charts"),
    [
        (OWN, ["图表:完成率1"]),
        ("建会", ["图表:完成率1", "图表:进度:new_unions"]),
        ("困难帮扶", ["图表:完成率1", "图表:进度:mutual_insurance", "图表:帮扶资金"]),
        ("企业明细", ["图表:上报"]),
        ("数据来源", []),
    ],
)
def test_the_charts_of_the_report_stand_where_their_figures_are(made, sheet, charts):
    assert [alt for alt, _part, _place in anchors_on(made, sheet)] == charts


def test_every_value_that_a_chart_shows_is_the_cell_that_it_names(made):
    numbers, seen = rows_in(made, "图表数据"), 0
    for name in names_in(made, r"xl/charts/chart\d+\.xml"):
        for reference in part(made, name).iter(f"{C}strRef", f"{C}numRef"):
            column, top = re.fullmatch(r"图表数据!\$([A-D])\$(\d+)(?::.+)?", reference.find(f"{C}f").text).groups()
            for point in reference.iter(f"{C}pt"):
                cell = numbers[int(top) - 1 + int(point.get("idx"))]["ABCD".index(column)]
                shown = point.find(f"{C}v").text
                assert cell == (shown if isinstance(cell, str) else float(shown))
                seen += 1
    assert seen > 100


def test_a_chart_of_completion_says_what_the_table_says(made):
    rows = {row["指标"][:12]: row["目标完成率"] for row in table_in(made, OWN) if row["目标完成率"] != ""}
    series = next(part(made, anchors_on(made, OWN)[0][1]).iter(f"{C}ser"))
    names, shown = ([node.text for node in series.find(f"{C}{of}").iter(f"{C}v")] for of in ("cat", "val"))
    assert len(names) > 15
    for name, value in zip(names, shown, strict=True):
        assert float(value) == pytest.approx(rows[name[:12]], abs=1e-4), name


def test_more_charts_than_a_page_holds_follow_each_other_page_by_page(report):
    book, charts = Book("", "", report.signed_on, ""), charts_of(report.facts)
    book.sheet("图", "图", [], [Column("甲", most=60), Column("乙", most=60)], [["一" * 30, "二" * 30]], below=charts)
    made = book.finish()
    places = [place for _alt, _part, place in anchors_on(made, "图")]
    breaks = [int(node.get("id")) for node in xml_of(made, "图").iter(f"{S}brk")]
    assert len(places) == len(charts) > 4
    assert free_of_each_other(places)
    assert breaks
    assert not [1 for _left, _right, top, bottom in places for row in breaks if top < row <= bottom]


def free_of_each_other(places: list[tuple[int, int, int, int]]) -> bool:
    return not [
        1
        for first, (left, right, top, bottom) in enumerate(places)
        for other in places[first + 1 :]
        if right >= other[0] and other[1] >= left and bottom >= other[2] and other[3] >= top
    ]


def test_no_chart_covers_the_table_or_another_chart(made):
    for sheet in TABLES:
        rows = rows_in(made, sheet)
        last, width = head_of(rows) + len(table_in(made, sheet)), sum(1 for cell in rows[head_of(rows)] if cell)
        places = [place for _alt, _part, place in anchors_on(made, sheet)]
        assert all(place[0] >= width or place[2] > last for place in places), sheet
        assert free_of_each_other(places), sheet


# --- safe, the same every time, never without a file ---


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on a township of three firms, one of them silent, with one indicator and its charts."""
    with Store(tmp_path_factory.mktemp("small") / "tracking.duckdb", "the tests") as store:
        prepare_store(store)
        figures = {(code, "new_members"): 1 for code in FIRMS[:2]}
        targets = [target("T", "new_members", 50), target("A", "new_members", 20)]
        return report_on(store, targets, {FIRST: figures, SECOND: figures})


def all_called(report: Report, name: str) -> Report:
    """The same report where every union, enterprise, sector, office, indicator, file and sheet has this name."""
    facts = report.facts
    changed = {
        "units": facts.units.assign(name=name, sector=name),
        "indicators": facts.indicators.assign(name=name),
        "progress": facts.progress.assign(name=name),
        "ranked": facts.ranked.assign(name=name, phone=name),
        "silent": facts.silent.assign(name=name, contact=name, phone=name),
        "sources": facts.sources.assign(file_name=name, sheet=name, cell=name, qualifier=name),
    }
    return replace(report, title=name, facts=replace(facts, **changed))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_becomes_a_formula_a_link_or_a_number(small, name):
    made = report_workbook(all_called(small, name))
    for sheet in names_in(made, r"xl/worksheets/sheet\d+\.xml"):
        root = part(made, sheet)
        assert not list(root.iter(f"{S}hyperlink"))
        assert all(OURS.fullmatch(formula.text) for formula in root.iter(f"{S}f"))
    assert named(made)[name]["实际完成"] == 4
    rows = table_in(made, "企业明细")
    assert {row["企业"] for row in rows} == {name}
    source = table_in(made, "数据来源")[0]
    assert [source[heading] for heading in ("单位", "指标", "限定词", "文件", "工作表", "单元格")] == [name] * 6
    for chart in names_in(made, r"xl/charts/chart\d+\.xml"):
        assert all(node.text.startswith("图表数据!$") for node in part(made, chart).iter(f"{C}f"))


def test_a_text_stays_a_text_when_somebody_edits_its_cell(small):
    made = report_workbook(all_called(small, "=1+1"))
    styles = part(made, "xl/styles.xml").find(f"{S}cellXfs")
    strings = ["".join(node.itertext()) for node in part(made, "xl/sharedStrings.xml")]
    cells = [cell for sheet in (OWN, "企业明细", "数据来源", "图表数据") for cell in xml_of(made, sheet).iter(f"{S}c")]
    found = [cell for cell in cells if cell.get("t") == "s" and strings[int(cell[0].text)].startswith("=1+1")]
    assert len(found) > 5
    assert {styles[int(cell.get("s"))].get("quotePrefix") for cell in found} == {"1"}


def test_the_same_report_gives_the_same_bytes(report, made):
    assert report_workbook(report) == made


def test_the_file_says_its_title_its_union_and_its_day(report, made):
    core = part(made, "docProps/core.xml")
    said = {node.tag.rpartition("}")[2]: node.text for node in core}
    assert said["title"] == "青禾镇总工会2020年上半年目标完成情况附表"
    assert said["creator"] == "青禾镇总工会"
    assert said["created"].startswith(f"{report.signed_on:%Y-%m-%d}T")


def test_it_is_chinese_whatever_the_screen_speaks(made):
    assert current_language() == "en"
    assert {row["主题"] for row in named(made).values()} == set(THEMES)


def test_a_union_where_nothing_was_reported_gets_its_file(store):
    made = report_workbook(report_on(store, [target("T", "proposals", 9), target("A", "proposals", 3)], {}))
    row = named(made)["合理化建议"]
    assert (row["全年目标"], row["实际完成"], row["状态"]) == (9, "", "○ 未报")
    assert [line["企业"] for line in table_in(made, "未报企业")] == ["柳溪A厂", "柳溪B厂", "柳溪C厂"]
    assert table_in(made, "数据来源") == []
    assert faults_of(made, "xlsx") == []


def test_a_union_without_a_plan_gets_its_file(store):
    figures = {(code, "proposals"): 2 for code in FIRMS}
    report = report_on(store, [], {FIRST: figures, SECOND: figures})
    made = report_workbook(report)
    row = named(made)["合理化建议"]
    assert (row["全年目标"], row["实际完成"], row["状态"]) == ("", 12, "· 无目标")
    assert anchors_on(made, OWN) == []
    assert len(report_csv(report).decode("utf-8-sig").splitlines()) == 2
    assert faults_of(made, "xlsx") == []


def test_a_union_with_neither_gets_its_file(store):
    report = report_on(store, [], {})
    assert [table_in(report_workbook(report), sheet) for sheet in (OWN, *THEMES, "企业明细", "滞后企业")] == [[]] * 8
    assert len(report_csv(report).splitlines()) == 1


def test_the_file_with_charts_breaks_no_rule_of_the_format(store):
    figures = {(code, "assistance_funds"): 500_00 for code in FIRMS}
    report = report_on(store, [target("T", "assistance_funds", 9_000_00)], {FIRST: figures, SECOND: figures})
    made = report_workbook(report)
    assert len(names_in(made, r"xl/charts/chart\d+\.xml")) >= 4
    assert faults_of(made, "xlsx") == []


# --- for machines ---


def lines_of(data: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_csv_has_a_bom_and_a_row_for_every_row_of_the_table(report, made):
    data = report_csv(report)
    assert data.startswith(
        b"\xef\xbb\xbfunit,unit_name,indicator,name,measure,period_start,due_date,target,comparator,due,"
    )
    assert [line["name"] for line in lines_of(data)] == list(named(made))
    assert data.count(b"\r\n") == len(lines_of(data)) + 1


def test_the_csv_has_raw_numbers_and_iso_days(report):
    lines = {line["indicator"]: line for line in lines_of(report_csv(report))}
    money = lines["assistance_funds"]
    assert (money["measure"], money["target"], money["actual"], money["gap"]) == ("元", "360000", "164500", "-15500")
    rate = lines["contract_rate"]
    assert (rate["actual"], rate["numerator"], rate["denominator"], rate["status"]) == (
        "0.9",
        "45",
        "50",
        "slightly_behind",
    )
    assert (lines["new_members"]["period_start"], lines["new_members"]["due_date"]) == ("2019-10-01", "2020-09-30")
    blank = lines["proposals"]
    assert [blank[name] for name in ("target", "comparator", "due", "completion", "gap", "plan_version")] == [""] * 6
    assert (blank["unit"], blank["unit_name"], blank["actual"]) == ("QHZ", "青禾镇总工会", "12")


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x")', "@SUM(1)", "+1", "-1+1", "＝1", "＋1", "－1", "＠x", "\t=1", "\r1"]
)
def test_in_the_csv_a_text_that_could_run_has_an_apostrophe_before_it(small, name):
    (line,) = lines_of(report_csv(all_called(small, name)))
    assert (line["name"], line["unit_name"]) == (f"'{name}", f"'{name}")


@pytest.mark.parametrize("name", ["甲=乙", "1+1", "'=1"])
def test_in_the_csv_other_texts_are_as_they_are(small, name):
    (line,) = lines_of(report_csv(all_called(small, name)))
    assert line["name"] == name
