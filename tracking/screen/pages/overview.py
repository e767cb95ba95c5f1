"""The overview: in one screen, whether the year's plan holds, and what to do."""

import streamlit as st

from tracking.language import _
from tracking.screen.pages.since_looked import show_what_changed
from tracking.screen.pages.target_list import look_at, show_targets
from tracking.screen.pages.tour import show_tour
from tracking.screen.session import page_view

view = page_view(_("Overview"), by_day=True)
look = look_at(view)
if look.rows.empty:
    st.info(_("There is no plan for this year yet. Import the plan workbook to see progress against targets."))
show_tour(view.store)
show_what_changed(view)
show_targets(view, look)
