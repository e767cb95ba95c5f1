"""A level whose start nobody said (基数未填): asked for where a plan is typed or imported, and said wherever its verdict stands."""

from datetime import date

import pandas as pd
import pytest
from apps import LOCALES, word
from made_once import filled_once
from plan_page import draft_in
from townships import TWO_FIRMS, add_plan, add_report, add_units, plan_file, target, unit

from tracking.intake.baselines import without_baseline
from tracking.intake.preview import preview_file, store_preview
from tracking.progress.load import load_progress
from tracking.progress.table import with_names
from tracking.report.document import status_words
from tracking.store.store import Store
from tracking.telling.attention import sentences_for
from tracking.telling.calls import wrong_text
from tracking.telling.charts.progress_charts import hover_of
from tracking.telling.charts.target_rows import target_rows
from tracking.telling.figures import row_status_text
from tracking.telling.tables.progress_tables import figures_table, planned_rows

MARK = "（基数未填）"
SEASON = {"phasing": "30/70/90/100"}


def progress_of(store: Store, code: str, indicator: str = "bookhouses") -> dict:
    """The row of the second quarter, with names."""
    table = with_names(load_progress(store, code, 2020, 2), store.read("current_indicators"))
    return table[(table["unit"] == code) & (table["indicator"] == indicator)].iloc[0].to_dict()


def lacking(store: Store) -> set[tuple[str, str]]:
    """Whose baselines are asked for, of all targets stored."""
    targets = store.read("targets", scope="/", days=[date(2020, 6, 30)], plan_version=None, cut="")
    rows = without_baseline(store, targets)
    return set(zip(rows["unit"], rows["indicator"], strict=True))


def test_what_is_asked_for_is_what_the_verdicts_are_marked_for(store):
    units = [
        unit("T", None, "township"),
        unit("V", kind="village_federation"),
        unit("A", "V"),
        unit("B", "V"),
        unit("C"),
    ]
    add_units(store, [*units, unit("D", opened=date(2020, 3, 1)), unit("E", "V")])
    add_report(store, 2019, 1, {("A", "bookhouses"): 3, ("B", "bookhouses"): 3})
    add_report(store, 2018, 3, {("C", "bookhouses"): 3})  # too long ago to be carried to the year's start
    add_report(store, 2018, 4, {("E", "bookhouses"): 3})
    kinds = [{}, {"phasing": "keep"}, {"comparator": "keep"}, {"comparator": "at_most"}, {"baseline": 0}]
    indicators = ["bookhouses", "hardship_files", "unionised", "members", "employees"]
    add_plan(store, [
        target(code, indicator, 8, **kind)
        for code in "TVABCDE"
        for indicator, kind in zip(indicators, kinds, strict=True)
    ])  # fmt: skip
    table = load_progress(store, "T", 2020, 2)
    marked = table[table["baseline_unknown"]]
    assert lacking(store) == set(zip(marked["unit"], marked["indicator"], strict=True))
    assert {("C", "bookhouses"), ("A", "members"), ("T", "members")} <= lacking(store)
    assert {code for code, indicator in lacking(store) if indicator == "bookhouses"} == {"C"}


def test_a_plan_that_is_imported_is_noted_to_lack_baselines_and_can_be_stored(store):
    add_units(store, TWO_FIRMS)
    plan = plan_file([
        {"单位代码": "T", "指标": "职工书屋", "目标": 8},
        {"单位代码": "A", "指标": "职工书屋", "目标": 8, "基数": 2},
        {"单位代码": "T", "指标": "职工培训", "目标": 100},
    ])  # fmt: skip
    preview = preview_file(store, "plan.xlsx", plan)
    (asked,) = [note for note in preview.reading.notes if "Baseline" in note]
    assert asked.startswith("Baseline not filled in for 1 target (")
    assert store_preview(store, preview, "the clerk") is not None
    again = preview_file(store, "plan.xlsx", plan_file([{"单位代码": "T", "指标": "职工书屋", "目标": 8, "基数": 3}]))
    assert not [note for note in again.reading.notes if "Baseline" in note]


@filled_once
def behind(store: Store) -> None:
    """A township and a firm of it in their first year: 1 of 8 in June, when 70 % is due."""
    add_units(store, TWO_FIRMS)
    add_plan(store, [target(code, "bookhouses", 8, **SEASON) for code in ("T", "A")])
    add_report(store, 2020, 2, {("A", "bookhouses"): 1})


def test_the_mark_stands_wherever_the_verdict_stands(behind, chinese):
    row = progress_of(behind, "T")
    own = planned_rows(pd.DataFrame([row]))
    assert row_status_text(row) == f"■ 严重滞后{MARK}"
    assert status_words(row) == f"■ 严重滞后{MARK}", "the annex of the report"
    assert figures_table(own, own.head(0), own.head(0), date(2020, 7, 1))["状态"].map(str).tolist() == [
        f"■ 严重滞后{MARK}"
    ]
    assert MARK in hover_of(row)
    assert "■ 严重滞后†" in {row["status"] for row in target_rows(own, {})}
    assert MARK in wrong_text(progress_of(behind, "A"))
    nothing = pd.DataFrame({"unit": [], "name": [], "share": []})
    (sentence,) = sentences_for(own, "T", nothing, nothing, nothing, 8081, 0)
    assert MARK in sentence.rest


def test_the_mark_goes_when_the_baseline_is_said(behind, chinese):
    add_plan(behind, [target("T", "bookhouses", 8, baseline=0, **SEASON)], version=2)
    assert row_status_text(progress_of(behind, "T")) == "■ 严重滞后"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_grid_names_the_levels_without_a_baseline_until_it_is_typed(opened, no_database, locale):
    app = opened(no_database, locale, "plan")
    asked = word(("有 1 项指标未填基数（", "Baseline not filled in for 1 target"), locale)
    assert not app.warning, "the example's levels were reported the year before"
    begun_long_ago = {"indicator": "hardship_files", "target": "8", "period_start": date(2015, 1, 1)}
    draft_in(app).take({"added_rows": [begun_long_ago]})
    (warning,) = app.run().warning
    assert warning.value.startswith(asked)
    draft_in(app).take({"added_rows": [{**begun_long_ago, "baseline": "30"}]})
    assert not app.run().warning
