"""The overview: in one screen, whether the year's plan holds, and what to do."""

import streamlit as st

from tracking.lagging import enterprises_not_reported, rank_enterprises, without_union
from tracking.language import _
from tracking.places import page_file
from tracking.progress import BEHIND_PACE, FAR_BEHIND, MISSED
from tracking.screen.session import exempt_in, once, once_for_data, page_view, plain
from tracking.telling import day_text, exempt_text, sentences_for
from tracking.telling.charts import CONFIG, bullet_rows, shortened
from tracking.telling.tables import plan_text, planned_rows
from tracking.words import STATUS_ICONS

view = page_view(_("Overview"), by_day=True)


def look():
    """The planned rows, their chart, who did not report, and what needs attention."""
    rows = planned_rows(view.own)
    silent = enterprises_not_reported(view.slim, view.units, view.ended)
    weights = view.indicators.set_index("indicator")["weight"]
    ranked = rank_enterprises(view.slim, view.units, weights, view.unit)
    no_union = without_union(view.slim, view.units)
    sentences = sentences_for(view.slim, view.unit, ranked, silent, no_union, view.period, view.overdue)
    title = _("Targets as of {day}", day=day_text(view.as_of))
    chart = bullet_rows(rows, title, max(16, min(24, 480 // len(rows)))) if len(rows) else None
    return rows, chart, silent, sentences


rows, chart, silent, sentences = once(view, "overview", look)
count = rows["status"].value_counts() if len(rows) else {}
strip = st.columns(5)
held = int(count.get("achieved", 0) + count.get("on_pace", 0))
behind = int(count.get(BEHIND_PACE, 0) + count.get(FAR_BEHIND, 0) + count.get(MISSED, 0))
unknown = int(count.get("not_reported", 0))
if view.overdue and len(silent):
    overdue = _("{days} days overdue", days=view.overdue)
else:
    overdue = _("due on {day}", day=day_text(view.report_due))
cards = [
    (_("Achieved or on pace"), _("{count} achieved", count=int(count.get("achieved", 0))),
     _("{part}/{whole} targets", part=held, whole=len(rows))),
    (_("Slightly behind"), _("small steps make it good"), _("{count} targets", count=int(count.get("slightly_behind", 0)))),
    (_("Behind"), _("{count} far behind", count=int(count.get(FAR_BEHIND, 0))), _("{count} targets", count=behind)),
    (_("Not due yet"), _("seasonal or year end"), _("{count} targets", count=int(count.get("not_due", 0)))),
    (_("Not reported"), _("{count} targets cannot be judged", count=unknown) if unknown else overdue,
     _("{count} enterprises", count=len(silent))),
]  # fmt: skip
for column, (label, detail, value) in zip(strip, cards, strict=True):
    column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")

body = st.container(gap="xsmall")
left, side = body.columns([11, 4])
with left:
    if chart is None:
        st.info(_("There is no plan for this year yet. Import the plan workbook to see progress against targets."))
    else:
        alt = _("Every target of the plan: done, due by now, and its status")
        st.plotly_chart(chart, config=CONFIG, theme=None, key="bullets", alt=alt)
with side:
    st.markdown(f"##### {_('What needs attention')}")
    for sentence in sentences:
        with st.container(gap="xxsmall"):
            st.page_link(
                page_file(sentence.page),
                label=f"{STATUS_ICONS[sentence.status]} **{plain(shortened(sentence.start, 30))}**",
                query_params=view.link(**sentence.params),
            )
            st.caption(plain(sentence.rest))
    exempt = exempt_in(view)
    if len(exempt):
        st.caption(plain(exempt_text(exempt["code"])))
about = {"unit": view.unit, "plan_year": view.year, "as_of": view.as_of}
plan = once_for_data(view, "plan", lambda: view.store.read("node_plan", **about))
carried = (
    _("* with levels carried forward from units that did not report or are exempt. ")
    if len(rows) and rows["carried"].any()
    else ""
)
unsaid = (
    _("† baseline not filled in, judged in the unit's favour. ") if len(rows) and rows["baseline_unknown"].any() else ""
)
body.caption(plain(carried + unsaid + plan_text(plan.to_dict("records"))))
