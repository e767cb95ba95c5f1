"""Every table of every page: words are what people read, values are what a click on a heading sorts by."""

import re

import pandas as pd
import pytest
from apps import LOCALES, PAGES
from shown_tables import values_shown, words_shown
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.elements.lib.pandas_styler_utils import marshall_styler
from streamlit.proto.ArrowData_pb2 import ArrowData
from townships import add_plan, add_report, add_units, target, unit

from tracking.language import _, use_language
from tracking.screen.session.showing import FRAME, ROW, _height, _prepare, pixels_of
from tracking.store.store import Store
from tracking.telling.tables.export import csv_of
from tracking.telling.tables.told import (
    Told,
    tell_amount,
    tell_count_of,
    tell_day,
    tell_part,
    tell_quarter,
    tell_status,
)
from tracking.words import STATUS_ICONS, STATUS_WORDS

DYNAMIC = 2
FIGURE = re.compile(r"(?P<sign>[+−]?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<rest>(?:/[\d,]+)?(?: ?[^\d:-]{0,14}))")
DAY = re.compile(r"\d{4}年.*|\d{4} Q\d|\d{4}-\d\d-\d\d.*|\d{4}|calendar year \d{4}")
NAMES = re.compile(r"\d{4}-\d{7}|[0-9a-f]{12}|\d{10,}.*|.*\.xlsx.*")  # phones, check sums, codes, files
QUARTERS = {"year": "2020", "quarter": "2"}


def columns_of(app):
    """Every column of every table: its heading, words and values. (A grid in which rows are added cannot be sorted.)"""
    for table in app.dataframe:
        if table.proto.editing_mode == DYNAMIC:
            continue
        words, values = words_shown(table), values_shown(table)
        assert words.columns.tolist() == values.columns.tolist()
        for place, name in enumerate(words):
            yield f"{table.proto.alt}: {name}", words.iloc[:, place].fillna("").astype(str), values.iloc[:, place]


def is_told_in(words: pd.Series, kind: re.Pattern) -> bool:
    said = [text for text in words if text not in ("", "—") and not NAMES.fullmatch(text)]
    return bool(said) and all(map(kind.fullmatch, said))


def number_in(text: str) -> tuple[str, float] | None:
    """What a figure is counted in, and how much it is; None for what is told of another, and for parts of a whole."""
    found = FIGURE.fullmatch(text)
    if not found or "/" in text:
        return None
    number = float(found["number"].replace(",", ""))
    return found["rest"], -number if found["sign"] == "−" else number


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", [page for page in PAGES if page != "imports"])
def test_every_column_of_figures_or_days_holds_values_in_the_order_of_its_words(opened, no_database, page, locale):
    app = opened(no_database, locale, page, **QUARTERS)
    for name, words, values in columns_of(app):
        if is_told_in(words, FIGURE) and not is_told_in(words, DAY):
            assert pd.api.types.is_numeric_dtype(values.dtype), name
        by_kind: dict[str, list[tuple[float, float]]] = {}
        if pd.api.types.is_numeric_dtype(values.dtype):
            for text, value in zip(words, values, strict=True):
                if found := number_in(text):
                    by_kind.setdefault(found[0], []).append((found[1], value))
        for rest, pairs in by_kind.items():
            by_words = [value for _number, value in sorted(pairs)]
            assert by_words == sorted(by_words), f"{name} ({rest})"
        if is_told_in(words, DAY):
            assert all(re.fullmatch(r"\d{4}(-\d\d-\d\d( \d\d:\d\d)?| Q\d)?|", text) for text in values), (
                f"{name}: {values.tolist()[:3]}"
            )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", ["formation", "assistance", "enterprise"])
def test_a_column_of_statuses_is_sorted_by_how_bad_they_are_and_coloured(opened, no_database, page, locale):
    app = opened(no_database, locale, page, **QUARTERS)
    use_language(LOCALES[locale])
    order = [
        f"{STATUS_ICONS[code]} {_(STATUS_WORDS[code])}"
        for code in ("far_behind", "behind", "slightly_behind", "on_pace", "achieved", "not_due")
    ]
    found = 0
    for name, words, values in columns_of(app):
        if name.endswith((": 状态", ": Status")):
            pairs = [(order.index(word), value) for word, value in zip(words, values, strict=True) if word in order]
            assert [place for place, _value in sorted(pairs, key=lambda pair: pair[1])] == sorted(p for p, _v in pairs)
            found += len(pairs)
    assert found > 1
    assert any("color:" in table.proto.arrow_data.styler.styles for table in app.dataframe)


def test_the_share_of_the_gap_is_sorted_as_a_number(opened, no_database):
    app = opened(no_database, "zh-CN", "lagging", **QUARTERS)
    words, values = words_shown(app.dataframe[0]), values_shown(app.dataframe[0])
    order = values["占缺口"].sort_values(ascending=False).index
    assert words["占缺口"][order][:6].tolist() == ["24.1%", "21.1%", "20.7%", "7.7%", "6.7%", "6.7%"]


def test_a_missing_figure_stands_below_all_others_and_its_words_stay():
    cells = [tell_amount(5, "人"), Told("—"), Told("exempt"), tell_amount(-3, "人")]
    styler, _settings, blank = _prepare(pd.DataFrame({"a": cells}))
    assert blank == "—"
    assert styler.data["a"].isna().tolist() == [False, True, False, False], (
        "Streamlit shows its own word for what is missing"
    )
    assert styler.data["a"].sort_values(na_position="first").index.tolist() == [1, 2, 3, 0]
    assert styler.data.astype(str)["a"].tolist() == ["5 people", "—", "exempt", "−3 people"]


def test_parts_are_sorted_by_share_or_by_count_as_the_column_means():
    assert tell_part(1, 2).value < tell_part(2, 3).value < tell_part(1, 1).value
    counts = [(1, 1), (2, 9), (2, 2), (3, 10)]
    assert [tell_count_of(*pair).value for pair in counts] == sorted(tell_count_of(*pair).value for pair in counts)
    assert tell_part(0, 0).value is None


def test_days_and_quarters_are_sorted_by_time_in_chinese_too():
    use_language("zh_CN")
    days = [tell_day(pd.Timestamp(day)) for day in ("2020-02-10", "2020-10-09")]
    assert [day.words for day in days] == ["2020年2月10日", "2020年10月9日"]
    assert days[0].value < days[1].value
    quarters = [tell_quarter(2020 * 4 + number).value for number in range(4)]
    assert quarters == sorted(quarters)


def test_a_table_is_no_higher_than_its_rows():
    assert _height(3, 300, ROW) == "content"
    assert _height(3, ROW * 4 + FRAME, ROW) == "content"
    assert _height(30, 300, ROW) == 300
    assert _height(4, 300, 58) == "content", "rows of two lines count as high as they are"
    assert _height(6, 328, 58) == 328


def test_a_table_of_a_county_is_shown_with_its_words():
    table = pd.DataFrame({f"n{number}": [tell_amount(row, "人") for row in range(13_000)] for number in range(21)})
    shown, _settings, _blank = _prepare(table)
    proto = ArrowData()
    marshall_styler(proto, shown, "key")
    assert convert_arrow_bytes_to_pandas_df(proto.styler.display_values).iloc[-1, -1] == "12,999 people"


def test_every_column_is_as_wide_as_its_longest_words_the_last_one_too():
    table = pd.DataFrame({"a": ["x"], "b": [tell_amount(1_234_567_890, "人次")]})
    _styler, settings, _blank = _prepare(table)
    for name, words in (("a", "x"), ("b", "1,234,567,890 attendances")):
        assert settings[name]["width"] >= pixels_of(words) + 18
    assert settings["b"]["alignment"] == "right"


def test_a_file_of_a_table_has_the_words(tmp_path):
    table = pd.DataFrame({"a": [tell_amount(216, "人"), Told("—")], "b": [tell_status("behind"), tell_status(None)]})
    assert csv_of(table).decode("utf-8-sig") == "a,b\r\n216 people,▲ behind\r\n—,—\r\n"


def test_a_year_to_date_figure_is_marked_and_sorted_as_a_figure(opened, empty):
    with Store(empty) as store:
        add_units(store, [unit("0001", None, "township"), unit("A", "0001")])
        add_plan(store, [target("0001", "proposals", 40)])
        add_report(store, 2020, 1, {("A", "proposals"): 13}, basis="cumulative")
    app = opened(empty, page="enterprise")
    table = next(table for table in app.dataframe if table.proto.alt == "All quarters")
    assert words_shown(table)["2020 Q1"].tolist() == ["13 Σ"]
    assert values_shown(table)["2020 Q1"].tolist() == [13.0]
