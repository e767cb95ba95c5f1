"""The versions of a plan, and two of them side by side with the verdict under either."""

import streamlit as st

from tracking.language import _
from tracking.places import page_file
from tracking.plan import plan_difference, version_in_force, versions_of
from tracking.quarters import period_of
from tracking.screen.pages.plan_drafts import PlanView
from tracking.screen.session import once, plain, show_table
from tracking.telling import to_date_text
from tracking.telling.tables import target_changes_table, versions_table


def show_versions(plan: PlanView) -> None:
    """The tab with the versions."""
    view = plan.view
    versions = versions_of(view.store, plan.unit, plan.year)
    if versions.empty:
        st.info(_("There is no plan for {year} yet.", year=plan.year))
        return
    in_force = version_in_force(versions, plan.day)
    show_table(versions_table(versions, in_force), "versions", _("Versions"))
    numbers = versions["version"].tolist()
    about = {"evidence_unit": plan.unit, "evidence_of": f"plan {numbers[-1]}"}
    st.page_link(page_file("evidence"), label=_("Evidence: hand in, take out"), icon=":material/attach_file:",
                 query_params=view.link(**about))  # fmt: skip
    if len(numbers) < 2:
        st.caption(_("There is one version only, so there is nothing to compare."))
        return
    left, right, _rest = st.columns([1, 1, 4])
    words = {number: _("Version {number}", number=number) for number in numbers}
    old = left.selectbox(_("Compare"), numbers, len(numbers) - 2, format_func=words.get, key="old_version")
    new = right.selectbox(_("with"), numbers, len(numbers) - 1, format_func=words.get, key="new_version")

    def compare():
        return plan_difference(view.store, plan.unit, plan.year, old, new, view.quarter)

    changes = once(view, f"versions {plan.year} {old} {new}", compare)
    table = target_changes_table(changes, view.units, view.indicators, (words[old], words[new]))
    if table.empty:
        st.caption(_("The targets of the two are the same."))
        return
    period = period_of(plan.year, view.quarter)
    st.caption(plain(_("Verdicts under either version: {when}.", when=to_date_text(period))))
    show_table(table.drop(columns=_("Unit")), "version_changes", _("What differs"))
