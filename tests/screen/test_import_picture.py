"""The picture of a sheet on the import page: a column's or row's meaning, basis and money unit are changed on it, also of a
file that cannot be taken in."""

import pytest
from apps import LOCALES, upload
from townships import UNION, workbook

from tracking.reading.layout.picture import Said

A = "甲厂"


def box(app, label: str):
    return next(one for one in app.selectbox if one.label == label)


def control(app, label: str):
    return next(one for one in app.button_group if one.label == label)


def shown(app) -> str:
    return "\n".join(str(table.value.astype(str).to_dict()) for table in app.dataframe)


@pytest.mark.parametrize(
    "said",
    [
        Said("members"),
        Said("leave out"),
        Said("proposals", "cumulative"),
        Said("assistance_funds", "", 10_000),
        Said("members", "", 0, "是=1;否=0;=0"),
    ],
)
def test_what_is_said_of_a_column_is_kept_as_a_short_text(said):
    assert Said.of(str(said)) == said


def column_chosen(opened, own, heading: str, rows: list, locale: str = "en-GB"):
    app = upload(opened(own, locale, "imports"), ("a.xlsx", workbook(("S", rows))))
    place = next(one for one in app.selectbox if any(heading in option for option in one.options))
    return place.set_value(next(option for option in place.options if heading in option)).run()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_figure_that_is_to_date_is_said_to_be_so_on_its_column(opened, own, locale):
    rows = [["2020年第二季度（当季）"], ["单位代码", "合理化建议"], ["A", 30]]
    app = column_chosen(opened, own, "合理化建议", rows, locale)
    label = {"zh-CN": "数字口径", "en-GB": "Figures are"}[locale]
    control(app, label).set_value("cumulative").run()
    assert not app.exception
    assert {"zh-CN": "累计", "en-GB": "year to date"}[locale] in shown(app)


def test_money_that_is_in_ten_thousands_is_said_to_be_so_on_its_column(opened, own):
    app = column_chosen(opened, own, "帮扶资金", [["2020年第二季度（当季）"], ["单位代码", "帮扶资金"], ["A", 30]])
    control(app, "Money is in").set_value(10_000).run()
    assert not app.exception
    assert 30_000_000 in app.dataframe[0].value.iloc[0].tolist(), "in fen"


def test_a_row_of_a_form_is_given_another_meaning(opened, own):
    rows = [[f"{UNION}2020年第二季度（当季）"], ["指标", "完成数"], ["工会干部培训", 12], ["讲座次数", 3]]
    app = column_chosen(opened, own, "讲座次数", rows)
    box(app, "Means").set_value("lectures").run()
    assert not app.exception
    assert "讲座" in shown(app) or "lectures" in shown(app).lower()


def test_a_file_that_is_refused_shows_its_picture_and_is_changed_on_it(opened, own):
    rows = [["2020年第二季度（当季）"], ["单位代码", "合理化建议"], ["A", "三十来条"]]
    app = column_chosen(opened, own, "合理化建议", rows)
    assert app.error
    box(app, "Means").set_value("leave out").run()
    assert not app.exception
    assert "B · left out" in shown(app)


WORDS = [["2020年第二季度（当季）"], ["单位代码", "签订集体合同企业"], ["A", "办结"], ["B", "协商中"]]


@pytest.mark.parametrize("locale", LOCALES)
def test_words_of_a_column_are_said_to_be_ones_and_noughts_on_the_picture(opened, own, locale):
    app = column_chosen(opened, own, "签订集体合同企业", WORDS, locale)
    box(app, {"zh-CN": "含义", "en-GB": "Means"}[locale]).set_value("contract_enterprises").run()
    labels = {"zh-CN": ("计作 1 的文字", "计作 0 的文字"), "en-GB": ("Words that count as 1", "Words that count as 0")}
    for label, word in zip(labels[locale], ("办结", "协商中"), strict=True):
        next(one for one in app.multiselect if one.label == label).set_value([word]).run()
    assert not app.exception
    assert not app.error
    cells = [cell for row in app.dataframe[0].value.values.tolist() for cell in row]
    assert {0.0, 1.0} <= {cell for cell in cells if isinstance(cell, float)}
