"""Forms: printed totals are compared, 金额 counts money only, and a line 单位：万元 names no unit."""

import pytest
from townships import TWO_FIRMS, UNION, take_in, units_file, workbook

from tracking.intake import preview_file

TITLE = f"{UNION}2020年二季度（当季）"


@pytest.fixture
def town(store):
    take_in(store, units_file(TWO_FIRMS))
    return store


def previewed(town, *rows: list):
    return preview_file(town, "a.xlsx", workbook(("S", list(rows))))


def stored(preview) -> dict[str, int]:
    rows = preview.reading.tables["report"]
    return dict(zip(rows["indicator"], rows["amount"].tolist(), strict=True))


def totals(preview) -> list[str]:
    return [question.text for question in preview.reading.questions if question.key.startswith("total ")]


def test_a_printed_total_of_a_form_that_does_not_add_up_is_asked_about(town):
    rows = [
        [TITLE],
        ["指标", "单位", "本季"],
        ["工会干部培训", "人次", 12],
        ["医疗救助", "人次", 30],
        ["合计", "人次", 52],
    ]
    preview = previewed(town, *rows)
    assert stored(preview) == {"cadre_training": 12, "medical_aid": 30}
    assert ["the printed total is 52, but the rows add up to 42" in text for text in totals(preview)] == [True]
    assert totals(previewed(town, *rows[:-1], ["合计", "人次", 42])) == []


def test_a_total_over_several_measures_says_nothing(town):
    rows = [[TITLE], ["指标", "本季"], ["工会干部培训", 12], ["培训期数", 2], ["合计", 99]]
    assert totals(previewed(town, *rows)) == []


def test_yuan_in_a_form_of_ten_thousands_is_told_by_its_total(town):
    """The trap: «1491.46元» in a form of 万元 whose 合计 adds up only as 万元."""
    rows = [[TITLE], ["项目", "金额（万元）"], ["帮扶资金", "1491.46元"], ["慰问品折款", 1.2], ["合计", 1492.66]]
    preview = previewed(town, *rows)
    assert stored(preview) == {"assistance_funds": 149_146, "gift_value": 1_200_000}
    assert len(totals(preview)) == 1


def test_an_amount_of_money_is_read_for_what_is_counted_in_money_alone(town):
    preview = previewed(town, [TITLE], ["项目", "金额（万元）"], ["帮扶资金", 3.5], ["医疗救助", 3000])
    assert stored(preview) == {"assistance_funds": 3_500_000}
    assert [question.key for question in preview.reading.questions] == ["heading 医疗救助/金额"]


def test_a_line_of_measures_beside_the_title_names_no_unit(town):
    preview = previewed(town, [TITLE, None, "单位：人、万元"], ["指标", "本季"], ["工会干部培训", 12])
    assert stored(preview) == {"cadre_training": 12}
