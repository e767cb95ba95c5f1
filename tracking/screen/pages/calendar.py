"""The report calendar: when the quarter's reports are due, who handed in when, who is late, and whom to phone."""

import pandas as pd
import streamlit as st

from tracking.decisions import (
    REPORT_WORDS,
    due_day_set,
    is_put_off,
    move_day,
    newest_moved_day,
    reports_of,
    set_due_day,
)
from tracking.language import _, current_language, speaking
from tracking.screen.session import (
    MOST_LISTED,
    NODE_KINDS,
    Form,
    View,
    ask_part_of_name,
    choice_in_link,
    duties_in,
    exemptions_in,
    indicator_names,
    name_in_list,
    narrowed,
    once,
    page_view,
    plain,
    say,
    show_cards,
    show_units,
)
from tracking.store import number_of
from tracking.telling import day_text
from tracking.telling.tables import calendar_table, csv_of, local_times, why_exempt
from tracking.words import quarter_text

view = page_view(_("Report calendar"))
if view.slim.empty:
    st.info(_("This unit did not stand in the tree in this quarter."))
    st.stop()


def look() -> pd.DataFrame:
    """Who is to report, and who did."""
    return reports_of(view.store, view.unit, view.period, view.today, duties_in(view))


reports = once(view, f"reports {view.today}", look)
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
indicators = indicator_names(view)
firm = reports["kind"] == "enterprise"
reasons = why_exempt(exemptions_in(view), indicators)


def show_counts() -> None:
    """应报, 已报, 迟报, 未报: enterprises as in the head of every page, other units beneath."""

    def counted(states: tuple[str, ...]) -> tuple[str, str]:
        wanted = reports["state"].isin(states)
        return (
            _("{count} enterprises", count=int((wanted & firm).sum())),
            _("and {count} other units", count=int((wanted & ~firm).sum())),
        )

    left = (view.report_due - view.today).days
    when = _("{days} days left", days=left) if left >= 0 else _("{days} days ago", days=-left)
    cards = [(_("Due on"), day_text(view.report_due), when)]
    for label, states in (
        (_("To report"), ("missing", "returned", "submitted", "awaited", "late", "in_time")),
        (_("Reported"), ("late", "in_time")),
        (_("Reported late"), ("late",)),
        (_("Not reported"), ("missing", "returned")),
        (_("Exempt"), ("exempt",)),
    ):
        cards.append((label, *counted(states)))
    for column, (label, value, detail) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")


def chosen_rows() -> pd.DataFrame:
    """The units of one village or park, in one state."""
    path = view.units.loc[view.units["unit"] == view.unit, "path"].iloc[0]
    below = view.units["path"].str.startswith(path) & (view.units["unit"] != view.unit)
    nodes = view.units[below & view.units["kind"].isin(NODE_KINDS)]
    places = {"": _("All villages and parks"), **dict(zip(nodes["unit"], nodes["name"], strict=True))}
    states = {
        "all": _("All"),
        **{state: _(word) for state, word in REPORT_WORDS.items() if state in set(reports["state"])},
    }
    left, middle, search, right = st.columns([4, 7, 3, 3], vertical_alignment="bottom")
    with left:
        place = choice_in_link(_("Village or park"), "place", places)
    with middle:
        state = choice_in_link(_("State"), "handed_in", states, st.segmented_control, required=True)
    rows = reports
    if place:
        rows = rows[rows["path"].str.startswith(nodes.loc[nodes["unit"] == place, "path"].iloc[0])]
    if state != "all":
        rows = rows[rows["state"] == state]
    rows = narrowed(rows.reset_index(drop=True), ask_part_of_name("calendar", search), names)
    with right:
        offer_csv(rows)
    return rows


def table_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The units for the eye."""
    return calendar_table(rows.assign(name=rows["unit"].map(name_in_list(view))), names, reasons)


def offer_csv(rows: pd.DataFrame) -> None:
    """The whole list as a file, made when it is asked for: where nobody speaks a language unless told to."""
    language = current_language()

    def made() -> bytes:
        with speaking(language):
            return csv_of(table_of(rows))

    st.download_button(
        _("This list (CSV)"), made, f"{_('Report calendar')}.csv", "text/csv",
        key="calendar_csv", on_click="ignore", icon=":material/list:", width="stretch",
    )  # fmt: skip


def show_list() -> None:
    """Every unit that is to report; an enterprise's name opens its page."""
    rows = chosen_rows()
    if rows.empty:
        st.caption(_("None."))
        return
    if len(rows) > MOST_LISTED:
        st.caption(
            _(
                "The first {most} of {count} are shown; the list (CSV) has all.",
                most=MOST_LISTED,
                count=f"{len(rows):,}",
            )
        )
    units = rows["unit"].tolist()
    table = once(
        view, f"calendar {MOST_LISTED} {hash(tuple(units))} {view.today}", lambda: table_of(rows[:MOST_LISTED])
    )
    with st.container(key="wide_calendar"):
        show_units(view, "calendar", units, table, _("Report calendar"), most=420, width=200)
    show_cards(view, "calendar", units, table, [_("State"), _("Reported on"), _("Days late")])


def change_due_day(view: View) -> None:
    """Set another day on which this quarter's reports are due."""
    said = due_day_set(view.store, view.period)
    if said:
        when = local_times(pd.Series([said["received_at"]])).iloc[0]
        st.caption(
            plain(_("Set by {who}, {when}: {reason}", who=said["received_by"], when=when, reason=said["reason"]))
        )
    elif is_put_off(view.store, view.period, view.report_due):
        st.caption(_("The 10th is no working day, so the quarter is due on the first one after it."))
    if view.past:
        return
    with st.container(horizontal=True):
        ask_due_day(view, said)
        note_moved_day(view)


def note_moved_day(view: View) -> None:
    """Note that a day is worked on, or off, by a notice that is not known here."""
    form = Form(view.store, "moved", act="calendar")
    seen = form.saw(number_of(newest_moved_day(view.store)))
    with st.popover(_("Days off moved by notice"), icon=":material/event_repeat:"):
        st.caption(
            _(
                "Public holidays and the days worked for them are known as far as their notices were out when this program "
                "was made. What a later notice says is noted here."
            )
        )
        form.field(st.date_input, _("Day"), "on", view.report_due, format="YYYY-MM-DD")
        words = {"off": _("a day off"), "works": _("worked on")}
        form.field(st.segmented_control, _("This day is"), "kind", "off", options=list(words), format_func=words.get)
        form.field(st.text_input, _("Notice"), "reason", "")
        form.by()
        form.button(
            _("Note the day"),
            lambda said: move_day(
                view.store, said["on"], said["kind"] == "works", said["reason"], said["by"], seen=seen
            ),
            lambda said: _("{day}: {word}.", day=day_text(said["on"]), word=words[said["kind"]]),
            type="primary",
        )
        form.footer()


def ask_due_day(view: View, said: dict | None) -> None:
    """Ask for another due day of this quarter; ``said`` is what somebody set."""
    form = Form(view.store, "due", view.period, act="calendar")
    seen = form.saw(number_of(said))
    with st.popover(_("Another due day"), icon=":material/event:"):
        st.caption(
            _(
                "Without a day of its own a quarter is due on the 10th of the next month, or the first working day after it."
            )
        )
        form.field(st.date_input, _("Due on"), "on", view.report_due, format="YYYY-MM-DD")
        form.field(st.text_input, _("Why"), "reason", "")
        form.by()
        form.button(
            _("Set the day"),
            lambda said: set_due_day(view.store, view.period, said["on"], said["reason"], said["by"], seen=seen),
            lambda said: _("{quarter}: due on {day}.", quarter=quarter_text(view.period), day=day_text(said["on"])),
            type="primary",
        )
        form.footer()


say("due")
say("moved")
show_counts()
change_due_day(view)
show_list()
st.caption(
    _(
        "Reported on: the day on which the unit's first figure of the quarter was taken in here; a later correction is no "
        "late report. Indicators: how many of those asked of the unit are in. Who is exempt is not counted."
    )
)
