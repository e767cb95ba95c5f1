"""A township's own indicators: by a Chinese workbook or typed; whole, in measures of its own, never at others' cost."""

import pytest
from townships import TWO_FIRMS, rows_of, take_in, units_file, workbook

from tracking.handouts.templates import template_for
from tracking.intake import own_indicators, preview_file, record_indicator
from tracking.progress import load_progress
from tracking.reading import ReportProblem, read_book
from tracking.store import StoreChanged, StoreProblem

HEADINGS = ["指标名称", "工作类别", "计量单位", "统计方式"]
VISITS = {"name": "爱心驿站走访", "theme": "other", "measure": "户次", "kind": "flow"}


@pytest.fixture
def town(store):
    take_in(store, units_file(TWO_FIRMS))
    return store


def sheet(*lines: list, headings: list = HEADINGS) -> bytes:
    return workbook(("自设指标", [["自设指标表"], headings, *lines]))


def test_four_words_in_chinese_make_an_indicator_and_the_rest_is_proposed(town):
    lines = [
        ["爱心驿站走访", "困难帮扶", "户次", "当期发生数"],
        ["爱心超市折款", "困难帮扶", "万元", "累计数"],
        ["新业态会员", "建会", "人", "期末数"],
    ]
    take_in(town, sheet(*lines))
    own = own_indicators(town)
    assert [(row["indicator"], row["theme"], row["measure"], row["kind"], row["reported_by"], row["phasing"]) for row in own] == [
        ("own_ai_xin_yi_zhan_zou_fang", "assistance", "户次", "flow", "enterprise", "even"),
        ("own_ai_xin_chao_shi_zhe_kuan", "assistance", "元", "flow", "enterprise", "even"),
        ("own_xin_ye_tai_hui_yuan", "formation", "人", "stock", "enterprise", "even"),
    ]  # fmt: skip


def test_figures_in_a_measure_of_ones_own_are_read_and_money_stays_money(town):
    take_in(
        town, sheet(["爱心驿站走访", "困难帮扶", "户次", "当期发生数"], ["爱心超市折款", "困难帮扶", "万元", "累计数"])
    )
    rows = [
        ["2020年第二季度（当季）"],
        ["单位名称", "爱心驿站走访（户次）", "爱心超市折款（万元）"],
        [TWO_FIRMS[1]["name"], 12, 1.5],
    ]
    take_in(town, workbook(("S", rows)))
    progress = load_progress(town, TWO_FIRMS[0]["unit"], 2020, 2)
    found = progress[progress["indicator"].str.startswith("own_") & progress["unit"].eq(TWO_FIRMS[0]["unit"])]
    assert sorted(rows_of(found, "measure", "actual")) == [("元", 15000), ("户次", 12)]


def test_a_rate_names_its_parts_by_their_names_also_those_of_its_own_file(town):
    headings = [*HEADINGS, "分子指标", "分母指标"]
    lines = [
        ["新业态会员", "建会", "人", "期末数", None, None],
        ["新业态入会率", "建会", "%", "比率", "新业态会员", "职工人数"],
    ]
    take_in(town, sheet(*lines, headings=headings))
    rate = own_indicators(town)[1]
    assert (rate["numerator"], rate["denominator"], rate["reported_by"]) == (
        "own_xin_ye_tai_hui_yuan",
        "employees",
        "",
    )


def test_every_fault_is_named_at_its_cell_in_words_that_can_be_typed(town):
    lines = [["会员", "建会", "人", "期末数"], ["某事", "玩", "3万", "当期发生数"], ["某率", "培训", "人", "比率"]]
    with pytest.raises(ReportProblem) as refused:
        preview_file(town, "自设.xlsx", sheet(*lines))
    assert [(fault.cell, fault.found) for fault in refused.value.faults] == [
        ("A3", "会员"), ("B4", "玩"), ("C4", "3万"), ("C5", "人"), ("A5", ""),
    ]  # fmt: skip


def test_a_measure_or_kind_in_which_figures_are_stored_does_not_change(town):
    """The trap: 190.38万元 became 190,380,000户."""
    money = VISITS | {"measure": "万元"}
    record_indicator(town, money, "办公室")
    rows = [["2020年第二季度（当季）"], ["单位名称", "爱心驿站走访（万元）"], [TWO_FIRMS[1]["name"], 190.38]]
    take_in(town, workbook(("S", rows)))
    for change in ({"measure": "户"}, {"measure": "万元", "kind": "stock"}):
        with pytest.raises(StoreProblem, match="figures are stored"):
            record_indicator(town, VISITS | change, "办公室")
    with pytest.raises(ReportProblem, match="figures are stored"):
        take_in(town, sheet(["爱心驿站走访", "其他", "户", "当期发生数"]))
    record_indicator(town, money | {"synonyms": "驿站慰问、入户走访"}, "办公室")
    assert own_indicators(town)[0]["synonyms"] == "驿站慰问;入户走访"


def test_a_name_or_synonym_that_means_another_indicator_is_refused(town):
    with pytest.raises(StoreProblem, match="does not mean 会员 already"):
        record_indicator(town, VISITS | {"synonyms": "会员"}, "办公室")
    assert own_indicators(town) == []


def test_who_records_over_an_indicator_that_came_in_meanwhile_is_told(town):
    record_indicator(town, VISITS, "王")
    with pytest.raises(StoreChanged, match="王"):
        record_indicator(town, VISITS | {"name": "另一个"}, "李", seen=0)


def test_the_workbook_that_is_handed_out_is_read_back_as_it_was(town):
    record_indicator(town, VISITS | {"reported_by": "unionised_enterprise;township", "synonyms": "入户"}, "办公室")
    name, data = template_for(town, "indicators", 2020, 2)
    assert name == "自设指标表.xlsx"
    assert take_in(town, data) is None


def test_a_quarters_workbook_asks_for_it(town):
    record_indicator(town, VISITS, "办公室")
    headings = {
        cell
        for sheet in read_book("q.xlsx", template_for(town, "quarter", 2020, 2)[1]).sheets
        for cell in sheet.rows[2]
    }
    assert "爱心驿站走访（户次）" in headings
