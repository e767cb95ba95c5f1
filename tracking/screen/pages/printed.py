"""The overview on one sheet of A4: every target and what needs attention, for the browser's own print."""

import pandas as pd
import streamlit as st

from tracking.lagging import enterprises_not_reported, rank_enterprises, without_union
from tracking.language import _, current_language
from tracking.screen.session import once, page_view, plain
from tracking.telling import (
    amount_text,
    completion_text,
    day_text,
    done_of_target_text,
    gap_text,
    name_with_period,
    row_status_text,
    sentences_for,
    short_coverage_text,
)
from tracking.telling.tables import plan_text, planned_rows
from tracking.words import STATUS_ICONS, THEME_SHORT

SHEET = """<style>
@page { size: A4 portrait; margin: 9mm 10mm; }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"], .st-key-example_banner,
  [data-testid="stSelectbox"], [data-testid="stButtonGroup"], .st-key-print_hint { display: none !important; }
  html, body, #root, [data-testid="stApp"], [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; width: auto !important; overflow: visible !important; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
  [data-testid="stVerticalBlock"] { gap: 0.25rem !important; }
  body { zoom: ZOOM; }
  tr { break-inside: avoid; }
}
[data-testid="stTable"] td:nth-child(n+4):nth-child(-n+7) {
  text-align: right !important; font-variant-numeric: tabular-nums; }
[data-testid="stTable"] td, [data-testid="stTable"] th { padding: 1px 6px !important; font-size: 12px; line-height: 1.3; }
</style>"""

view = page_view(_("Progress against targets"), by_day=True)
ROWS_ON_A_SHEET = 52 if current_language() == "zh_CN" else 36  # English names take two lines
with st.container(key="print_hint"):
    st.caption(_("Print with Ctrl+P: one sheet of A4, without the menu."))


def look():
    """The table of all targets and the sentences on what needs attention."""
    rows = planned_rows(view.own)
    table = pd.DataFrame(
        {
            _("Theme"): [_(THEME_SHORT[row["theme"]]) for row in rows.to_dict("records")],
            _("Indicator"): [plain(name_with_period(row)) for row in rows.to_dict("records")],
            _("Status"): [row_status_text(row) for row in rows.to_dict("records")],
            _("Done / target"): [plain(done_of_target_text(row)) for row in rows.to_dict("records")],
            _("Completion"): [completion_text(row) for row in rows.to_dict("records")],
            _("Due by now"): [amount_text(row["due"], row["measure"]) for row in rows.to_dict("records")],
            _("Against due"): [plain(gap_text(row["gap"], row["measure"])) for row in rows.to_dict("records")],
            _("Coverage"): [short_coverage_text(row) for row in rows.to_dict("records")],
        }
    )
    weights = view.indicators.set_index("indicator")["weight"]
    ranked = rank_enterprises(view.slim, view.units, weights, view.unit)
    silent = enterprises_not_reported(view.slim, view.units, view.ended)
    no_union = without_union(view.slim, view.units)
    return table, sentences_for(view.slim, view.unit, ranked, silent, no_union, view.period, view.overdue)


table, sentences = once(view, "printed", look)
st.html(SHEET.replace("ZOOM", f"{0.72 * min(1, ROWS_ON_A_SHEET / max(len(table), 1)):.3f}"))
if table.empty:
    st.info(_("There is no plan for this year yet. Import the plan workbook to see progress against targets."))
else:
    st.markdown(f"##### {_('Targets as of {day}', day=day_text(view.as_of))}")
    st.table(table.set_index(_("Theme")))
st.markdown(f"##### {_('What needs attention')}")
for sentence in sentences:
    st.markdown(f"{STATUS_ICONS[sentence.status]} **{plain(sentence.start)}** {plain(sentence.rest)}")
plan = view.store.read("node_plan", unit=view.unit, plan_year=view.year, as_of=view.as_of)
st.caption(plain(plan_text(plan.to_dict("records"))))
