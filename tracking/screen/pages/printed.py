"""The overview on one sheet of A4: every target and what needs attention, for the browser's own print."""

import streamlit as st

from tracking.language import _, current_language
from tracking.screen.pages.target_list import look_at, show_targets
from tracking.screen.session import page_view

ROWS_ON_A_SHEET = {"zh_CN": 44, "en": 36}
SHEET = (
    "<style>@media print { .st-key-print_hint { display: none !important; } body { zoom: ZOOM !important; } }</style>"
)

view = page_view(_("Progress against targets"), by_day=True)
with st.container(key="print_hint"):
    st.caption(_("Print with Ctrl+P: one sheet of A4, without the menu."))
look = look_at(view)
st.html(SHEET.replace("ZOOM", f"{0.8 * min(1, ROWS_ON_A_SHEET[current_language()] / max(len(look.rows), 1)):.3f}"))
if look.rows.empty:
    st.info(_("There is no plan for this year yet. Import the plan workbook to see progress against targets."))
show_targets(view, look, paper=True)
