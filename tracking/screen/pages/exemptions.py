"""Exemptions: who is not judged and why, what a unit is not to report; recorded and taken back."""

import streamlit as st

from tracking.decisions import exemptions_of
from tracking.language import _, name_of
from tracking.screen.pages.exemption_form import record_form, withdraw_form
from tracking.screen.session import exempt_in, once, page_view, plain, say, show_table
from tracking.telling import exempt_text
from tracking.telling.tables import exemptions_table, standing_of

view = page_view(_("Exemptions"))
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
indicators = {row["indicator"]: name_of(row) for row in view.indicators.to_dict("records")}
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
st.markdown(f"##### {_('All exemptions ({count})', count=len(found))}")
if found.empty:
    st.caption(_("None."))
else:
    table = exemptions_table(found, names, indicators, view.as_of)
    show_table(table, "exemptions", _("All exemptions"), most=330)
    if not view.past:
        withdraw_form(view, found, names, indicators)
if not view.past:
    st.markdown(f"##### {_('Record an exemption')}")
    record_form(view, indicators)
