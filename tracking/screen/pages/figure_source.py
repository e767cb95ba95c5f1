"""Where a figure comes from, in a window over any page: how it was reckoned, its parts with their sums, files and cells."""

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.report import Facts, cells_table, row_of, trace
from tracking.screen.session import (
    View,
    draw_window,
    facts_of,
    is_large,
    name_in_list,
    open_window,
    opened_window,
    plain,
    show_table,
    show_units,
)
from tracking.telling import done_of_target_text, figure_key, part_name, part_rows
from tracking.telling.tables import breakdown_table

FIGURE = "figure"
PARTS = ("numerator", "denominator")


def open_figure(key: str) -> None:
    """Have the window on a figure opened by show_opened_figure; ``key`` is one that report.trace knows (figure_key)."""
    open_window(FIGURE, key)


def show_opened_figure(view: View) -> None:
    """The window on the figure that was clicked, if one was."""
    match opened_window():
        case (kind, key) if kind == FIGURE:
            draw_window(_("Where this figure comes from"), lambda: _show(view, key))


def _show(view: View, key: str) -> None:
    """The figure of the page's unit; of a large one what each unit right below it adds, each of which leads further down."""
    if is_large(view.store, view.unit, view.period):
        row = next(row for row in view.own.to_dict("records") if figure_key("actual", row) == key)
        parts = part_rows(view.slim, view.units.loc[view.units["parent"] == view.unit, "unit"].tolist(), row)
        table = breakdown_table(parts, parts["unit"].map(name_in_list(view)))
        show_units(view, "figure_parts", parts["unit"].tolist(), table, _("Breakdown"), most=420)
        return
    facts = facts_of(view)
    row = row_of(facts, key)
    show_source(view, facts, key, None if row is None else done_of_target_text(row))


def show_source(view: View, facts: Facts, key: str, said: str | None) -> None:
    """Where one figure of some facts comes from; ``said`` is the figure as it is told."""
    try:
        found = trace(facts, key)
    except KeyError:
        st.warning(_("This report has no such figure any more."))
        return
    st.markdown(f"**{plain(found.name)}{' = ' + plain(said) if said else ''}**")
    st.caption(plain(found.how))
    if len(found.listed):
        show_table(found.listed, "trace_list", found.name, most=300)
    if len(found.cells):
        st.caption(_("{count} reported figures, each with its file, sheet and cell:", count=len(found.cells)))
        for part, cells in _by_part(facts, row_of(facts, key), found.cells):
            if part:
                st.markdown(f"**{plain(part)}**")
            table = cells_table(facts, cells)
            show_units(view, f"trace_cells_{part}", cells["unit"].tolist(), table, _("Reported figures"), most=300)


def _by_part(facts: Facts, row: dict | None, cells: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The cells of a rate by its two parts, each with its sum; of anything else together."""
    if row is None or row["kind"] != "rate":
        return [("", cells)]
    about = facts.indicators.set_index("indicator").loc[row["indicator"]]
    split = [(part_name(row, part), cells[cells["indicator"] == about[part]]) for part in PARTS]
    return [(name, some) for name, some in split if len(some)]
