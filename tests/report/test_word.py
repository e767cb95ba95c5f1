"""The Word file: valid, in official layout, native charts with their numbers, every figure in it, the same bytes each time."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from in_detail import in_detail
from office_files import C, W, cached_and_embedded, faults_of, names_in, part, text_of
from test_report import REFERENCE

from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import Report, default_sections
from tracking.report.wording import bare, pieces
from tracking.store.store import Store

TWIPS_PER_MM = 1440 / 25.4
EMPTY = "【请补充"


@pytest.fixture(scope="module")
def report(example: Store) -> Report:
    return in_detail(gather(example, "QHZ", 2020, 2), "half-year")


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    return report_document(report)


def value(element, name: str, attribute: str = "val") -> str | None:
    found = element.find(f".//{W}{name}")
    return None if found is None else found.get(f"{W}{attribute}")


def test_the_file_breaks_no_rule_of_the_format(made):
    assert faults_of(made) == []


def test_a_broken_part_would_be_seen(made):
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/charts/chart1.xml":
                data = data.replace(b'<c:varyColors val="0"/>', b"", 1).replace(
                    b"<c:axId ", b'<c:varyColors val="0"/><c:axId ', 1
                )
            target.writestr(name, data)
    assert faults_of(broken.getvalue()) != []


@pytest.mark.parametrize(("said", "key"), REFERENCE, ids=[key for _said, key in REFERENCE])
def test_every_figure_of_the_reference_text_is_in_the_document_and_leads_to_its_source(made, said, key):
    body = part(made, "word/document.xml")
    bookmarks = {node.get(f"{W}name") for node in body.iter(f"{W}bookmarkStart")}
    links = [node for node in body.iter(f"{W}hyperlink") if "".join(node.itertext()) == said]
    assert links, said
    assert {node.get(f"{W}anchor") for node in links} <= bookmarks


def test_every_sentence_of_the_draft_is_in_the_document(report, made):
    text = text_of(made)
    for section in report.sections:
        assert all(bare(paragraph) in text for paragraph in section.paragraphs)


def test_without_the_annex_of_sources_no_figure_is_a_link(report):
    chosen = [(key, shown and key != "annex_sources") for key, shown in default_sections("half-year")]
    data = report_document(in_detail(report.facts, "half-year", chosen))
    assert list(part(data, "word/document.xml").iter(f"{W}hyperlink")) == []
    assert "数据来源" not in text_of(data)


def test_the_page_is_that_of_an_official_document(made):
    section = part(made, "word/document.xml").find(f".//{W}sectPr")
    size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    assert [round(int(size.get(f"{W}{side}")) / TWIPS_PER_MM) for side in ("w", "h")] == [210, 297]
    found = {side: round(int(margins.get(f"{W}{side}")) / TWIPS_PER_MM) for side in ("top", "bottom", "left", "right")}
    assert found == {"top": 37, "bottom": 35, "left": 28, "right": 26}
    assert section.find(f"{W}docGrid") is None


def test_body_title_and_headings_have_their_fonts_sizes_and_lines(made):
    styles = {value(style, "name"): style for style in part(made, "word/styles.xml").iter(f"{W}style")}
    wanted = {
        "Normal": ("仿宋_GB2312", "32", "560"),
        "Title": ("方正小标宋简体", "44", "700"),
        "heading 1": ("黑体", "32", "560"),
        "heading 2": ("楷体_GB2312", "32", "560"),
        "heading 3": ("仿宋_GB2312", "32", "560"),
    }
    for name, (font, size, line) in wanted.items():
        style = styles[name]
        spacing = style.find(f"{W}pPr/{W}spacing")
        assert (value(style, "rFonts", "eastAsia"), value(style, "sz")) == (font, size), name
        assert (spacing.get(f"{W}line"), spacing.get(f"{W}lineRule")) == (line, "exact"), name
    assert styles["Normal"].find(f"{W}pPr/{W}ind").get(f"{W}firstLineChars") == "200"


def test_every_style_that_names_a_font_names_a_chinese_one_and_no_theme_font(made):
    for name in ("word/styles.xml", "word/document.xml"):
        for fonts in part(made, name).iter(f"{W}rFonts"):
            assert fonts.get(f"{W}eastAsia")
            assert not any("Theme" in attribute for attribute in fonts.attrib)


def test_fonts_are_named_with_an_alternative_and_not_shipped(made):
    table = part(made, "word/fontTable.xml")
    others = {font.get(f"{W}name"): value(font, "altName") for font in table}
    assert others["仿宋_GB2312"] == "仿宋"
    assert others["方正小标宋简体"] == "华文中宋"
    assert names_in(made, r"\.(ttf|odttf)$") == []


def test_pages_are_numbered_outside_odd_right_even_left(made):
    assert part(made, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    found = {}
    for name in names_in(made, r"word/footer\d\.xml"):
        footer = part(made, name)
        assert "".join(footer.itertext()).replace(" ", "") == "—PAGE1—"
        found[value(footer, "jc")] = value(footer, "sz")
    assert found == {"right": "28", "left": "28"}


def test_a_long_title_breaks_where_its_sense_does(made):
    title = next(part(made, "word/document.xml").iter(f"{W}p"))
    run = title.find(f"{W}r")
    assert [node.tag.removeprefix(W) for node in run if node.tag != f"{W}rPr"] == ["t", "br", "t"]
    assert "".join(run.itertext()) == "青禾镇总工会2020年上半年工作总结和下半年工作计划"


def test_each_annex_begins_on_a_new_page_with_its_number_and_the_tables_repeat_their_head(made):
    body = part(made, "word/document.xml")
    heads = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
    assert ["".join(p.itertext()) for p in heads] == ["附件1", "附件2", "附件3", "附件4", "附件5", "附件6", "附件7"]
    tables = list(body.iter(f"{W}tbl"))
    assert tables
    assert all(table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for table in tables)
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in body.iter(f"{W}tr"))


def test_it_closes_with_the_annexes_the_union_and_the_day_without_leading_zeros(made):
    lines = [line for line in text_of(made).splitlines() if line]
    end = lines.index("附件1")
    assert lines[end - 9 : end] == [
        "附件：1.2020年上半年指标完成情况表",
        "2.2020年上半年其他指标完成情况表",
        "3.2020年上半年指标完成情况图",
        "4.2020年上半年滞后和未报企业名单",
        "5.2020年上半年合同到期情况表",
        "6.2020年上半年应建未建企业情况表",
        "7.2020年上半年数据来源",
        "青禾镇总工会",
        "2020年7月21日",
    ]
    titles = {line.split(".", 1)[1] for line in lines[end - 9 : end - 2]}
    assert titles <= set(lines[end:]), "the list says the very words of the titles"
    assert any(line.startswith("填表人：") and "审核人：" in line and "签字盖章" in line for line in lines)


def test_the_document_says_as_of_when_from_how_many_reports_and_under_which_plan(made):
    text = text_of(made)
    assert "本报告数据截至2020年6月30日，据57/61家企业的二季度报表汇总，对照2020年度计划（青工发〔2020〕3号）" in text


def test_what_the_chair_still_has_to_write_is_marked_and_gone_once_written(report, made):
    body = part(made, "word/document.xml")
    assert len(list(body.iter(f"{W}sdt"))) == 4
    assert list(body.iter(f"{W}highlight")) == [], "the colour is a style, and goes with the text that is typed over"
    assert text_of(made).count(EMPTY) == 4
    words = {
        "own_building": "完成换届。",
        "model_case": "某企业的做法。",
        "problems": "主要原因是停产。",
        "outlook": "办好培训班。",
    }
    written = report_document(in_detail(report.facts, "half-year", words=words))
    assert EMPTY not in text_of(written)
    assert "完成换届。" in text_of(written)


def test_charts_are_native_and_say_what_their_workbooks_say(made):
    charts = names_in(made, r"word/charts/chart\d+\.xml$")
    assert len(charts) == 7
    assert names_in(made, r"\.(png|jpe?g|emf|gif)$") == []
    for chart in charts:
        pairs = cached_and_embedded(made, chart)
        assert pairs
        assert [shown for shown, _cell in pairs] == [cell for _shown, cell in pairs]


def test_charts_are_chinese_spelled_out_and_tied_to_nothing_outside(made):
    for name in names_in(made, r"word/charts/chart\d+\.xml$"):
        root = part(made, name)
        assert root.find(f"{C}lang").get("val") == "zh-CN"
        assert root.find(f"{C}roundedCorners").get("val") == "0"
        for latin in root.iter("{*}latin"):
            assert latin.getnext().tag.endswith("}ea")
        for labels in root.iter(f"{C}dLbls"):
            assert {f"{C}showSerName", f"{C}showLegendKey", f"{C}showCatName"} <= {node.tag for node in labels}
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        for name in archive.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name), name


def test_what_is_on_pace_is_filled_and_what_is_behind_is_hollow(report, made):
    """Readable without colour."""
    series = part(made, "word/charts/chart1.xml").find(f".//{C}ser")
    fills = [point.find("{*}spPr/{*}solidFill/{*}srgbClr").get("val") for point in series.iter(f"{C}dPt")]
    planned = report.facts.planned[report.facts.planned["status"] != "not_due"]
    rows = [row for row in planned.to_dict("records") if row["completion"] == row["completion"]]
    hollow = [row["status"] not in ("achieved", "on_pace") for row in rows]
    assert [fill == "FFFFFF" for fill in fills] == hollow


def test_every_chart_can_be_told_by_its_alternative_text(made):
    said = [node.get("descr") for node in part(made, "word/document.xml").iter("{*}docPr")]
    assert said[0] == "各项目标的完成率与序时进度，截至6月底"
    assert len(said) == len(set(said)) == 7
    assert any(re.fullmatch("发展会员\\d+人，计划\\d+人", text) for text in said) or "计划" in said[1]


def test_the_same_data_give_the_same_bytes_and_another_day_changes_the_day_only(report, made):
    assert report_document(in_detail(report.facts, "half-year")) == made
    other = report_document(in_detail(replace(report.facts, today=date(2020, 8, 3)), "half-year"))
    assert other != made
    changed = text_of(other).replace("8月3日", "7月21日")
    overdue = re.compile(r"^(11|24)$", re.M)  # days since the reports were due
    assert overdue.sub("", changed) == overdue.sub("", text_of(made))


def test_hostile_names_and_words_are_only_text(report):
    units = report.facts.units.copy()
    units["name"] = units["name"].str.replace("青禾恒泰", "<w:p>&\x07恒泰")
    units.loc[units["unit"] == report.facts.unit, "name"] = "<青禾>\x02镇"
    own = report.facts.progress.copy()
    own["name"] = own["name"].replace({"发展会员": "=图表!A1\x01", "帮扶资金": "@SUM(1)\uffff"})
    ranked = report.facts.ranked.copy()
    ranked["name"] = ranked["name"].str.replace("青禾恒泰", "<w:p>&\x07恒泰")
    facts = replace(report.facts, units=units, ranked=ranked, progress=own)
    data = report_document(in_detail(facts, "half-year", words={"lead": "A&B<C \x00 {{ 7*7 }}"}))
    assert faults_of(data) == []
    assert "<w:p>&恒泰" in text_of(data)
    assert "A&B<C  {{ 7*7 }}" in text_of(data)
    for chart in names_in(data, r"word/charts/chart\d+\.xml$"):
        assert [shown for shown, _cell in cached_and_embedded(data, chart)] == [
            c for _s, c in cached_and_embedded(data, chart)
        ]


def test_the_tables_alone_have_no_running_text(report):
    data = report_document(in_detail(report.facts, "annex"))
    lines = [line for line in text_of(data).splitlines() if line]
    assert lines[:2] == ["附件1", "青禾镇总工会2020年上半年目标完成情况附表"]
    assert "一、上半年主要工作" not in lines


def test_no_mark_of_a_figure_is_left_in_the_file(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not any("\ue000".encode() in archive.read(name) for name in archive.namelist())
    assert pieces("无数字") == [("无数字", None)]


def test_every_look_is_that_of_a_style_so_that_a_change_of_style_changes_all(made):
    body = part(made, "word/document.xml").find(f"{W}body")
    own = [mark.tag.removeprefix(W) for run in body.iter(f"{W}rPr") for mark in run]
    assert set(own) <= {"rStyle"}, "no run has a font, a size or a colour of its own"
    styles = {style.get(f"{W}styleId"): style for style in part(made, "word/styles.xml").iter(f"{W}style")}
    names = {styles[node.get(f"{W}val")].find(f"{W}name").get(f"{W}val") for node in body.iter(f"{W}pStyle")}
    assert {"附件标签", "附件标题", "附件说明", "落款", "成文日期", "表格细字", "数据说明"} <= names


def test_annexes_stand_in_the_navigation_pane(made):
    styles = part(made, "word/styles.xml").iter(f"{W}style")
    title = next(style for style in styles if style.find(f"{W}name").get(f"{W}val") == "附件标题")
    assert title.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "0"
