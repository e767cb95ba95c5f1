"""Follow-up: what enterprises promised, what is overdue, why they are behind, and who keeps promises."""

import pandas as pd
import streamlit as st

from tracking.decisions import PROMISE_WORDS, REASONS, subject_words
from tracking.lagging import STATES, WAITING, kept_rate, reasons_of
from tracking.language import _
from tracking.places import page_file
from tracking.screen.session import (
    ask_part_of_name,
    choice_in_link,
    follow_ups_in,
    indicator_names,
    narrowed,
    page_view,
    plain,
    show_units,
)
from tracking.telling import small_share_text
from tracking.telling.tables import follow_ups_table, state_text, tell_in_order, tell_part

view = page_view(_("Follow-up"))
found = follow_ups_in(view)
if found.empty:
    st.info(_("Nothing has been recorded yet. Open an enterprise to record a call, a visit or a promise."))
    st.page_link(page_file("lagging"), label=_("Go to the lagging enterprises"), icon=":material/flag:",
                 query_params=view.link())  # fmt: skip
    st.stop()
names = indicator_names(view)
enterprises = dict(zip(view.units["unit"], view.units["name"], strict=True))
count = found["state"].value_counts()
rates = kept_rate(found)
kept, due = int(rates["kept"].sum()), int(rates["due"].sum())
strip = st.columns(5)
cards = [
    (_("Overdue"), _("phone again"), _("{count} promises", count=int(count.get("overdue", 0)))),
    (_("Due soon"), _("within a week"), _("{count} promises", count=int(count.get("due_soon", 0)))),
    (_("Open"), _("the day is still to come"), _("{count} promises", count=int(count.get("open", 0)))),
    (_("Broken"), _("the report came and is still behind"), _("{count} promises", count=int(count.get("broken", 0)))),
    (_("Promises kept"), _("of those whose day has come"), _("{part} promises", part=small_share_text(kept, due))),
]
for column, (label, detail, value) in zip(strip, cards, strict=True):
    column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")

choices = {
    "all": _("All"),
    "waiting": _("Waiting"),
    **{state: _(PROMISE_WORDS[state]) for state in STATES if state in count},
}
left, right = st.columns([5, 2])
state = choice_in_link(_("State"), "state", choices, left.segmented_control, required=True)
said = ask_part_of_name("followup", right)
wanted = {"all": STATES, "waiting": WAITING}.get(state, (state,))
order = {name: place for place, name in enumerate(STATES)}
rows = found[found["state"].isin(wanted)].copy()
rows["order"] = rows["state"].map(order)
rows = rows.sort_values(["order", "promised_on", "submission"], ascending=[True, True, False]).reset_index(drop=True)
rows = narrowed(rows, said, enterprises)
if len(rows):
    table = follow_ups_table(rows, subject_words(names), enterprises)
    show_units(view, "follow_ups", rows["unit"].tolist(), table, _("Follow-ups"), most=420)
else:
    st.caption(_("None."))
st.caption(_("Whether a promise was kept is judged from the reports that came after it; nobody has to tick it off."))

left, right = st.columns(2)
with left:
    st.markdown(f"## {_('Why enterprises are behind (the newest reason of each)')}")
    reasons = reasons_of(found, set(found["unit"]), view.period // 4 * 4, view.period).value_counts()
    if reasons.empty:
        st.caption(_("No reason was recorded this year."))
    for reason, number in reasons.items():
        st.markdown(plain(_("{reason}: {count} enterprises", reason=_(REASONS[reason]), count=int(number))))
with right:
    st.markdown(f"## {_('Promises kept, by enterprise')}")
    if rates.empty:
        st.caption(_("No promise has come due yet."))
    else:
        rates = rates.assign(open=rates["due"] - rates["kept"]).sort_values(["open", "unit"], ascending=[False, True])
        table = pd.DataFrame(
            {
                _("Enterprise"): rates["unit"].map(enterprises),
                _("Kept of those due"): [tell_part(a, b) for a, b in zip(rates["kept"], rates["due"], strict=True)],
                _("Last"): [
                    tell_in_order(state_text(state), order[state])
                    for state in (
                        found.loc[(found["unit"] == unit) & found["state"].isin(["kept", "broken"]), "state"].iloc[0]
                        for unit in rates["unit"]
                    )
                ],
            }
        )
        show_units(view, "kept_rates", rates["unit"].tolist(), table, _("Promises kept"), most=260, room=450)
