"""Charts: what is drawn is what was computed, and no name can bring markup along."""

import json
import re

import pandas as pd
import pytest
from tables_by_hand import NODE, progress_of, progress_row

from tracking.language import use_language
from tracking.progress.load import load_progress
from tracking.progress.statuses import STATUSES
from tracking.progress.table import with_names
from tracking.telling.charts.enterprises import pareto
from tracking.telling.charts.progress_charts import (
    ACCENT,
    COLOURS,
    CONFIG,
    INK,
    LONGEST,
    STATUS_INK,
    hover_of,
    lines_of,
    parts_of_gap,
    planned_path,
    share_of_target,
    shortened,
)
from tracking.telling.charts.target_rows import paths_of, target_rows
from tracking.telling.figures import done_of_target_text, name_with_period, short_gap_text, status_text, target_key
from tracking.telling.tables.progress_tables import planned_rows

HOSTILE = '<b>A & B</b> <a href="http://x">"x"</a>'


@pytest.fixture(scope="module")
def overview(example) -> pd.DataFrame:
    """The example township's targets at mid-2020, as the overview shows them."""
    table = with_names(load_progress(example, "QHZ", 2020, 2), example.read("current_indicators"))
    return planned_rows(table[table["unit"] == "QHZ"])


@pytest.fixture(params=["zh_CN", "en"])
def language(request: pytest.FixtureRequest) -> str:
    use_language(request.param)
    return request.param


def way(row: dict, column: str) -> float:
    """How far a figure is on the way to the target: from 0, of a falling level from where it stood."""
    start = row["baseline"] if row["comparator"] == "at_most" and row["kind"] == "stock" else 0
    return (row[column] - start) / (row["target"] - start)


def drawn(row: dict) -> tuple[float, float | None]:
    """The length of the bar and the place of the tick of one row, as parts of the track."""
    (found,) = target_rows(progress_of(row), {})
    return found["bar"] / found["track"], found["tick"] and found["tick"] / found["track"]


def test_there_is_one_row_for_every_target(overview, language):
    assert [row["key"] for row in target_rows(overview, {})] == [target_key(row) for row in overview.to_dict("records")]


def test_bars_and_ticks_are_drawn_as_computed(overview):
    for found, row in zip(target_rows(overview, {}), overview.to_dict("records"), strict=True):
        assert found["bar"] / found["track"] == pytest.approx(min(way(row, "actual"), LONGEST))
        due = way(row, "due")
        assert found["tick"] is None if due <= 0 else found["tick"] / found["track"] == pytest.approx(min(due, LONGEST))


def test_every_row_says_its_status_its_figures_its_gap_and_with_a_star_what_is_carried(overview, language):
    for found, row in zip(target_rows(overview, {}), overview.to_dict("records"), strict=True):
        assert found["name"] == name_with_period(row)
        assert found["status"] == status_text(row["status"])
        assert found["done"] == done_of_target_text(row).replace(" / ", "/") + ("*" if row["carried"] else "")
        assert found["gap"] == short_gap_text(row["gap"], row["measure"])
        assert found["figure"].startswith(f"actual.{row['indicator']}.")


def test_a_status_has_its_colour_its_icon_and_its_word_in_every_row(overview):
    for found, status in zip(target_rows(overview, {}), overview["status"], strict=True):
        assert (found["colour"], found["ink"], found["of"]) == (COLOURS[status], STATUS_INK[status], status)


def test_a_theme_is_named_at_its_first_row_and_nowhere_else(overview):
    named = [row["group"] for row in target_rows(overview, {})]
    themes = overview["theme"].tolist()
    assert [bool(group) for group in named] == [n == 0 or themes[n] != themes[n - 1] for n in range(len(themes))]


def test_a_path_tells_last_years_quarters_and_this_years_as_far_as_they_came(overview):
    row = overview.iloc[[0]]
    year = pd.DateOffset(years=1)
    before = row.assign(period_start=row["period_start"] - year, due_date=row["due_date"] - year, actual=2.0)
    silent = before.assign(this_quarter=0)
    paths = paths_of(row, [row.assign(actual=1.0), row.assign(actual=4.0)], [before, silent, before, before])
    assert list(paths.values()) == [[[2.0, None, 2.0, 2.0], [1.0, 4.0]]]
    (found,) = target_rows(row, paths)
    assert found["path"] == [[0.5, None, 0.5, 0.5], [0.25, 1.0]]


def test_one_point_is_no_path(overview):
    row = overview.iloc[[0]]
    (found,) = target_rows(row, paths_of(row, [row], []))
    assert found["path"] is None


def test_a_bar_beyond_what_is_due_says_why_it_is_no_mistake(overview):
    for row in overview.to_dict("records"):
        assert ("may not be exceeded: less is better" in lines_of(row)) == (row["comparator"] == "at_most")
    assert (overview["comparator"] == "at_most").any()


def test_every_status_has_a_colour_and_the_bad_ones_have_none_of_the_good():
    assert set(COLOURS) == set(STATUSES)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in COLOURS.values())
    judged = ["achieved", "on_pace", "slightly_behind", "behind", "far_behind", "missed"]
    assert len({COLOURS[status] for status in judged}) == len(judged)
    assert not {ACCENT, INK} & set(COLOURS.values())


@pytest.mark.parametrize(
    ("row", "bar", "tick"),
    [
        ({"actual": 4.0}, 0.4, 0.5),
        ({"actual": 25.0}, LONGEST, 0.5),  # far over the target: the bar ends just past the track
        ({"actual": 0.0, "due": 0.0}, 0, None),
        ({"actual": float("nan"), "gap": float("nan"), "shortfall": float("nan")}, 0, 0.5),
        # a cap of 5 with 4 used; all 5 may be used by the end
        ({"comparator": "at_most", "target": 5.0, "due": 3.0, "actual": 4.0}, 0.8, 0.6),
        # a cap of nothing: one is as far as the track goes
        ({"comparator": "at_most", "target": 0.0, "due": 0.0, "actual": 1.0}, 1, None),
        # a level that falls from 52 to 48 and stands at 49 has come three quarters of the way
        (
            {"comparator": "at_most", "kind": "stock", "baseline": 52.0, "target": 48.0, "due": 50.0, "actual": 49.0},
            0.75,
            0.5,
        ),
        (
            {"comparator": "at_most", "kind": "stock", "baseline": 52.0, "target": 48.0, "due": 50.0, "actual": 55.0},
            0,
            0.5,
        ),
    ],
)
def test_a_bar_is_the_share_of_the_way_to_the_target(row, bar, tick):
    assert drawn(progress_row(NODE, "proposals", "behind", high_status="behind", **row)) == (
        pytest.approx(bar), tick if tick is None else pytest.approx(tick)
    )  # fmt: skip


def test_what_is_not_known_has_no_share():
    row = progress_row(NODE, "proposals", "no_target", target=float("nan"), high_status="no_target")
    assert share_of_target(row, "actual") is None


def test_hostile_names_are_escaped_everywhere(language):
    rows = progress_of(
        progress_row(
            NODE, "contract_rate", "behind", high_status="far_behind", name=HOSTILE, name_en=HOSTILE, numerator=4, denominator=5,
            part_measure="家", numerator_name=HOSTILE, numerator_name_en=HOSTILE, denominator_name=HOSTILE, denominator_name_en=HOSTILE,
        )
    )  # fmt: skip
    points = pd.DataFrame({"label": ["3"], "due": [0.5], "actual": [0.4], "last_year": [0.2], "target": [0.9]})
    parts = pd.DataFrame({"name": [HOSTILE], "actual": [1.0], "text": ["1"], "status": ["behind"]})
    figures = planned_path(points, HOSTILE, "%"), parts_of_gap(parts, HOSTILE)
    assert target_rows(rows, {})[0]["name"] == HOSTILE, "told as it is: the browser sets it as text"
    for figure in figures:
        text = json.dumps(json.loads(figure.to_json()), ensure_ascii=False)
        assert "<a" not in text
        assert "<b>A" not in text
        assert "&lt;b&gt;A &amp; B" in text
        assert "&quot;" not in text  # Plotly would print it as it is


def test_a_bullet_tells_every_figure_behind_it_when_pointed_at(overview):
    rows = {row["indicator"]: row for row in overview.to_dict("records")}
    lines = hover_of(rows["wage_enterprises"]).split("<br>")
    assert lines[1:5] == [
        "done 43 enterprises, target 50 enterprises",
        "due by now 44 enterprises, against due −1 enterprise",
        "completion 86%",
        "calendar year 2020",
    ]
    assert "units reported" in lines[5]
    rate = hover_of(rows["contract_rate"]).split("<br>")
    assert "45 enterprises" in rate[1]
    assert "50 enterprises" in rate[1]


def test_a_band_that_says_something_else_is_told():
    row = progress_row(NODE, "proposals", "behind", actual=3.0, high_status="on_pace")
    assert hover_of(row).endswith("if the missing were at their due: ● on pace")
    assert "missing" not in hover_of(row | {"high_status": "behind"})


def test_the_chart_has_no_button_that_sends_figures_away():
    assert CONFIG["showSendToCloud"] is False
    assert CONFIG["displaylogo"] is False
    assert not {"plotlyServerURL", "showEditInChartStudio"} & set(CONFIG)


def points(**columns: list) -> pd.DataFrame:
    names = ["label", "due", "actual", "last_year", "target"]
    return pd.DataFrame({name: columns.get(name, [float("nan")] * 4) for name in names})


def test_a_path_shows_what_is_planned_what_was_done_and_last_year():
    table = points(
        label=list("abcd"), due=[3.0, 6.0, 9.0, 12.0], actual=[2.0, 5.0, None, None], last_year=[1.0, 2.0, 3.0, 4.0],
        target=[12.0] * 4,
    )  # fmt: skip
    figure = planned_path(table, "Proposals", "项")
    planned, last_year, done = figure.data
    assert (list(planned.x), list(planned.y)) == (list("abcd"), [3, 6, 9, 12])
    assert list(last_year.y) == [1, 2, 3, 4]
    assert list(done.y)[:2] == [2, 5]
    assert pd.isna(list(done.y)[2:]).all()  # quarters to come are blank, never 0
    assert list(done.text) == ["2 items", "5 items", "—", "—"]
    assert [shape.y0 for shape in figure.layout.shapes] == [12]
    assert figure.layout.xaxis.type == "category"
    assert figure.layout.title.text == "Proposals"


def test_a_path_of_a_rate_is_in_per_cent_and_one_without_a_target_has_no_line():
    table = points(label=list("abcd"), due=[0.9] * 4, actual=[0.86, 0.9, None, None])
    figure = planned_path(table, "Rate", "%")
    assert list(figure.data[2].y)[:2] == pytest.approx([86, 90])
    assert list(figure.data[2].text)[:2] == ["86%", "90%"]
    assert figure.layout.yaxis.ticksuffix == "%"
    assert not figure.layout.shapes


def test_parts_whose_names_begin_alike_stay_apart():
    names = ["河湾村工业园区第一纺织服装有限公司", "河湾村工业园区第一纺织服装厂"]
    parts = pd.DataFrame({"name": names, "actual": [3.0, 2.0], "text": ["3", "2"], "status": ["behind"] * 2})
    figure = parts_of_gap(parts, "title")
    assert len(set(figure.data[0].y)) == 2
    assert list(figure.data[0].hovertext) == names
    assert list(figure.layout.yaxis.ticktext) == ["河湾村工业园区第一纺织服…"] * 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("short", "short"),
        ("一二三四五六七", "一二三四五…"),
        ("abcdefghijklm", "abcdefghij…"),
        ("甲b乙c丙d丁e", "甲b乙c丙d…"),
    ],
)
def test_a_long_name_is_cut_where_chinese_letters_count_twice(name, shown):
    assert shortened(name, 10) == shown


def test_a_bar_of_the_gap_shows_the_parts_of_the_lag_index_when_pointed_at():
    formula = "(New members 100% × 2 + Proposals <i> 20% × 1) ÷ 3"
    ranked = pd.DataFrame({"name": ["A", "B"], "contribution": [0.75, 0.25], "index": [0.733, 0.2], "formula": formula})
    told = pareto(ranked, "8 enterprises make up 76% of the gap").data[0].hovertext
    assert "75% of the gap" in told[0]
    assert "the first 2: 100%" in told[1]
    assert "lag index 0.73 = (New members 100% × 2<br>+ Proposals &lt;i&gt; 20% × 1) ÷ 3" in told[0]
