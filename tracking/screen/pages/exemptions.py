"""Exemptions: who is not judged and why, what a unit is not to report; recorded and taken back."""

import streamlit as st

from tracking.decisions import exemptions_of
from tracking.language import _
from tracking.screen.pages.exemption_form import record_form, withdraw_form
from tracking.screen.session import (
    ask_part_of_name,
    exempt_in,
    indicator_names,
    narrowed,
    once,
    page_view,
    plain,
    say,
    show_units,
)
from tracking.telling import exempt_text
from tracking.telling.tables import exemptions_table, standing_of

view = page_view(_("Exemptions"))
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
indicators = indicator_names(view)
st.caption(
    _(
        "Who is exempt leaves the units expected to report and the sum of parts; what it did report stays in the sums. An "
        "indicator that a unit is not to report is not counted as missing."
    )
)
say("exempt", "take_back")
exempt = exempt_in(view)
if len(exempt):
    st.markdown(plain(exempt_text(exempt["code"])))
found = once(view, "every exemption", lambda: exemptions_of(view.store, view.unit, view.as_of, every=True))
order = {"in_force": 0, "to_come": 1, "ended": 2}
places = [order[standing_of(row, view.as_of)] for row in found.to_dict("records")]
found = found.assign(place=places).sort_values(["place", "unit"], kind="stable", ignore_index=True)
st.markdown(f"## {_('All exemptions ({count})', count=len(found))}")
found_all = found
found = narrowed(found, ask_part_of_name("exemptions", st.columns([2, 5])[0]), names) if len(found) else found
if found.empty:
    st.caption(_("None."))
else:
    table = exemptions_table(found, names, indicators, view.as_of)
    show_units(view, "exemptions", found["unit"].tolist(), table, _("All exemptions"), most=330)
    if not view.past:
        withdraw_form(view, found_all, names, indicators)
if not view.past:
    st.markdown(f"## {_('Record an exemption')}")
    record_form(view, indicators)
