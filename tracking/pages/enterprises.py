"""Enterprises: who is behind, who did not report, who has no union."""

import streamlit as st

from tracking.calendar import report_due
from tracking.lagging import enterprises_not_reported, rank_enterprises, without_union
from tracking.language import _, name_of
from tracking.session import once, page_view, show_table
from tracking.tables import enterprise_table, no_union_table, silent_table

view = page_view(_("Enterprises"))
weights = view.indicators.set_index("indicator")["weight"]
names = view.indicators.set_index("indicator").apply(name_of, axis=1)
parents = dict(zip(view.units["unit"], view.units["name"], strict=True))
ranked = once(view, "ranked", lambda: rank_enterprises(view.progress, view.units, weights, view.unit))
silent = once(view, "silent", lambda: enterprises_not_reported(view.progress, view.units))
no_union = once(view, "no union", lambda: without_union(view.progress, view.units))


def list_with_links(key: str, codes: list[str], table, alt: str) -> None:
    """A sortable table; choosing a row opens that enterprise."""
    if table.empty:
        st.caption(_("None."))
        return
    height = min(38 + 35 * len(table), 460)
    chosen = show_table(table, key, alt, height=height, on_select="rerun", selection_mode="single-row")
    if chosen.selection.rows:
        code = codes[chosen.selection.rows[0]]
        st.switch_page("tracking/pages/enterprise.py", query_params=view.link(enterprise=code))


behind = ranked[(ranked["behind"] > 0) & ~ranked["unit"].isin(silent["unit"])].reset_index(drop=True)
left, right = st.columns([8, 5])
with left:
    st.markdown(f"##### {_('Reported, and behind ({count})', count=len(behind))}")
    list_with_links(
        "behind", behind["unit"].tolist(), enterprise_table(behind, names, parents), _("Enterprises behind")
    )
    st.caption(
        _(
            "Sorted by share of the whole shortfall, then by lag index (the mean of what is lacking, 0 to 1). "
            "Choose a row to see the enterprise."
        )
    )
with right:
    overdue = (view.today - report_due(view.period)).days
    st.markdown(f"##### {_('Did not report ({count})', count=len(silent))}")
    list_with_links("silent", silent["unit"].tolist(), silent_table(silent, parents, overdue), _("Did not report"))
    st.markdown(f"##### {_('Should have a union, has none ({count})', count=len(no_union))}")
    list_with_links("no_union", no_union["unit"].tolist(), no_union_table(no_union, parents), _("No union"))
