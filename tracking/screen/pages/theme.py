"""What the five theme pages share: the path of one indicator, every figure of the theme, and its parts."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from tracking.catalogue import NOT_ASKED
from tracking.decisions import exempt_from_indicator
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.screen.pages.figure_source import open_figure, show_opened_figure
from tracking.screen.session import (
    View,
    choice_in_link,
    exemptions_in,
    idle_in,
    name_in_list,
    once_for_data,
    open_unit,
    page_view,
    patience,
    plain,
    progress_of,
    show_chart,
    show_list,
)
from tracking.telling import (
    a_few_of,
    day_text,
    done_of_target_text,
    exemption_text,
    figure_key,
    measure_text,
    name_with_period,
    part_rows,
    period_text,
    row_coverage_text,
    row_status_text,
    status_text,
    target_key,
)
from tracking.telling.charts import parts_of_gap, planned_path
from tracking.telling.tables import (
    breakdown_table,
    figures_table,
    path_points,
    path_table,
    planned_rows,
    unplanned_table,
)
from tracking.words import THEME_WORDS


@dataclass(frozen=True)
class Shown:
    """What the page of a theme shows of a unit, made once for its data: each row by its target_key, told by names, and the
    tables of what is planned and of what is reported without a target, each with the key of the figure in each row."""

    rows: dict[str, dict]
    names: dict[str, str]
    planned: tuple[pd.DataFrame, list[str]] | None
    unplanned: tuple[pd.DataFrame, list[str]] | None


def show_theme(theme: str) -> None:
    """The page of one theme."""
    view = page_view(_(THEME_WORDS[theme]), by_day=True)
    with patience(view):
        shown = once_for_data(view, f"theme {theme}", lambda: _shown(view, theme))
    if not shown.rows:
        st.info(_("Nothing is planned or reported for this theme in this quarter."))
        return
    row = _choose_indicator(shown)
    left, right = st.columns([7, 5])
    with left:
        _show_path(view, row)
    with right:
        _show_parts(view, row)
    if shown.planned:
        st.markdown(f"## {_('Every target of this theme')}")
        _show_rows("theme_figures", *shown.planned, _("Every target of this theme"))
    if shown.unplanned:
        st.markdown(f"## {_('Reported without a target')}")
        _show_rows("theme_unplanned", *shown.unplanned, _("Reported without a target"))
    st.caption(_("A click on a name shows where its figure comes from."))
    show_opened_figure(view)


def _shown(view: View, theme: str) -> Shown:
    shown = _rows_of(view, theme)
    if shown.empty:
        return Shown({}, {}, None, None)
    rows = {target_key(row): row for row in shown.to_dict("records")}
    before, year_ago = _own_of(view, view.period - 1), _own_of(view, view.period - 4)
    planned, unplanned = shown[shown["target"].notna()], shown[shown["target"].isna()]

    def with_figures(some: pd.DataFrame, make: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, list[str]] | None:
        return (make(), [figure_key("actual", row) for row in some.to_dict("records")]) if len(some) else None

    return Shown(
        rows=rows,
        names={key: name_with_period(row) for key, row in rows.items()},
        planned=with_figures(planned, lambda: figures_table(planned, before, year_ago, view.today)),
        unplanned=with_figures(unplanned, lambda: unplanned_table(unplanned, before, year_ago)),
    )


def _show_rows(key: str, table: pd.DataFrame, figures: list[str], alt: str) -> None:
    """Figures of the unit, each of which leads to its source."""
    show_list(key, table, alt, lambda place: open_figure(figures[place]), width=240)


def _rows_of(view: View, theme: str) -> pd.DataFrame:
    """The unit's targets of a theme, then what is reported without a target."""
    own = view.own
    rows = own[own["theme"] == theme] if len(own) else own
    if rows.empty:
        return rows
    unplanned = rows[rows["target"].isna() & rows["actual"].notna()]
    return pd.concat([planned_rows(rows), unplanned], ignore_index=True)


def _own_of(view: View, period: int) -> pd.DataFrame:
    own = period == view.period and view.on is None
    return view.own if own else progress_of(view.store, view.unit, period, alone=True)


def _choose_indicator(shown: Shown) -> dict:
    rows = shown.rows
    said = st.query_params.get("indicator", "").split(" ")[0]
    if said and st.query_params["indicator"] not in rows:  # the indicator without its period, or with another's
        st.query_params["indicator"] = next((key for key in rows if key.split(" ")[0] == said), said)
    return rows[choice_in_link(_("Indicator"), "indicator", shown.names)]


def _show_path(view: View, row: dict) -> None:
    title = _("{name}, cumulative ({measure})", name=name_with_period(row), measure=measure_text(row["measure"]))

    def look():
        tables = [_own_of(view, view.year * 4 + number) for number in range(4)]
        past = [_own_of(view, view.year * 4 - 4 + number) for number in range(4)]
        points = path_points(tables, past, (row["indicator"], row["period_start"], row["due_date"]))
        points.loc[view.quarter :, "actual"] = None
        return planned_path(points, title, row["measure"]), points

    with patience(view):
        figure, points = once_for_data(view, f"path {row['indicator']} {row['period_start']} {row['due_date']}", look)
    behind = once_for_data(view, f"path table {target_key(row)}", lambda: path_table(points, row["measure"]))
    show_chart(
        figure, "path", title, lambda point: open_figure(figure_key(f"quarter{point['point_index'] + 1}", row)), behind
    )
    words = [
        row_status_text(row),
        done_of_target_text(row),
        period_text(row["period_start"], row["due_date"]),
        _("as of {day}", day=day_text(view.as_of)),
        row_coverage_text(row),
    ]
    if row["high_status"] != row["status"]:
        words.append(_("if the missing were at their due: {status}", status=status_text(row["high_status"])))
    st.caption(plain(" · ".join(words)))


def _show_parts(view: View, row: dict) -> None:
    ways = {"place": _("by village and park"), "sector": _("by sector")}
    by_sector = choice_in_link(_("Breakdown"), "breakdown", ways, st.segmented_control, required=True)
    if by_sector == "sector":
        _show_sectors(view, row)
        return
    key = f"{row['indicator']} {row['period_start']} {row['due_date']}"
    table = once_for_data(view, f"parts {key}", lambda: _parts_table(view, row))
    if table is None:
        st.caption(_("This is reported by {name} itself; it has no parts.", name=plain(view.name_of_unit(view.unit))))
        return
    codes = once_for_data(view, f"parts of {key}", lambda: _parts(view, row)["unit"].tolist())
    show_list("parts", table, _("Breakdown"), lambda place: _open_part(view, row, codes[place]), width=150, room=400)
    _show_exempt(view, row["indicator"])
    idle = once_for_data(view, f"idle {row['indicator']}", lambda: idle_in(view, row["indicator"]))
    if idle:
        names = a_few_of([view.name_of_unit(unit) for unit in idle], 6)
        st.caption(plain(_("Nothing done yet, to be pushed: {count} units: {names}", count=len(idle), names=names)))


def _open_part(view: View, row: dict, unit: str) -> None:
    """The same target of one of the parts; of an enterprise its own page."""
    if view.kind_of(unit) == "enterprise":
        open_unit(view, unit)
    st.switch_page(page_file(row["theme"]), query_params=view.link(unit=unit, indicator=target_key(row)))


def _parts_table(view: View, row: dict) -> pd.DataFrame | None:
    """What each unit just below has done of one target; None where there is none."""
    parts = _parts(view, row)
    return breakdown_table(parts, parts["unit"].map(name_in_list(view))) if len(parts) else None


def _parts(view: View, row: dict) -> pd.DataFrame:
    children = view.units[view.units["parent"] == view.unit]["unit"]
    parts = part_rows(view.slim, children.tolist(), row)
    return parts[parts["actual"].notna() | (parts["expected"] > 0) | (parts["status"] == "exempt")]


def _show_exempt(view: View, indicator: str) -> None:
    """Whose figure of the indicator is not expected, and why."""
    about = view.units, view.indicators, indicator, view.as_of
    rows = once_for_data(
        view,
        f"exempt {indicator}",
        lambda: exempt_from_indicator(exemptions_in(view), *about).to_dict("records"),
    )
    for asked, words in ((True, _("Exempt: {count} ({names})")), (False, _("Not to report: {count} ({names})"))):
        some = [row for row in rows if (row["code"] != NOT_ASKED) == asked]
        if some:
            said = [
                f"{row['name']}: {exemption_text(row['code'], row['note']) if asked else row['note']}" for row in some
            ]
            st.caption(plain(words.format(count=len(some), names=a_few_of(said, 6))))


def _show_sectors(view: View, row: dict) -> None:
    leaves = view.progress[view.progress["leaf"] & (view.progress["indicator"] == row["indicator"])]
    leaves = leaves.drop_duplicates("unit").merge(view.units[["unit", "sector"]], on="unit")
    leaves = leaves[leaves["sector"].notna()]
    sums = leaves.groupby("sector")[["actual", "numerator", "denominator"]].sum(min_count=1).reset_index()
    if row["measure"] == "%":
        sums["actual"] = sums["numerator"].astype(float) / sums["denominator"].astype(float).where(
            sums["denominator"] > 0
        )
    sums = sums[sums["actual"].notna()].sort_values("actual", ascending=False).assign(
        **{name: row[name] for name in ("measure", "comparator", "part_measure")}, target=float("nan"), status="no_target"
    )  # fmt: skip
    sums["text"] = [done_of_target_text(part) for part in sums.to_dict("records")]
    title = _("{name} by sector", name=name_of(row))
    figure = parts_of_gap(sums.rename(columns={"sector": "name"}), title)

    def lead(point: dict) -> None:
        sector = sums["sector"].iloc[point["point_index"]]
        st.switch_page(page_file("lagging"), query_params=view.link(sector=sector, of=row["indicator"]))

    behind = pd.DataFrame({_("Sector"): sums["sector"], _("Done"): sums["text"]})
    show_chart(figure, "sectors", title, lead, behind)
