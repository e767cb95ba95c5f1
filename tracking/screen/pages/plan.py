"""Plan: the targets of a unit to be edited, their phasing, versions and breakdown."""

import streamlit as st

from tracking.language import _
from tracking.screen.pages.plan_breakdown import show_breakdown
from tracking.screen.pages.plan_drafts import PlanView, keep_drafts, newest_day, say_which
from tracking.screen.pages.plan_phasing import show_phasing
from tracking.screen.pages.plan_targets import show_targets
from tracking.screen.pages.plan_versions import show_versions
from tracking.screen.session import page_view

view = page_view(_("Plan"), without_plan=True)
if view.slim.empty:
    st.info(_("This unit did not stand in the tree yet at that quarter's end. Choose a later quarter."))
    st.stop()
about_place, year_place = st.columns([5, 2], vertical_alignment="center")
with year_place:
    later = st.segmented_control(
        _("Plan year"), [0, 1], format_func=lambda more: _("plan {year}", year=view.year + more), default=0, required=True,
        key="plan_years_on", label_visibility="collapsed",
    )  # fmt: skip
plan = PlanView(view, view.year + later, newest_day(view, later))
with about_place:
    say_which(plan)
parts = {
    _("Targets"): show_targets,
    _("Phasing"): show_phasing,
    _("Versions"): show_versions,
    _("Breakdown"): show_breakdown,
}
if view.past:  # what is edited is the plan of now
    parts = {_("Versions"): show_versions}
if st.query_params.pop("tab", None) == "breakdown" and not view.past:
    st.session_state["plan_tab"] = _("Breakdown")
tabs = st.tabs(list(parts), on_change="rerun", key="plan_tab")
for tab, show in zip(tabs, parts.values(), strict=True):
    if tab.open:
        with tab:
            show(plan)
if not view.past:
    keep_drafts(view.store)
