"""The register of enterprises that should have a union (应建未建): a board and a table of how far each got, a funnel, notices, counts."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from tracking.handouts.templates import foundings_workbook, template_name
from tracking.language import _
from tracking.letters import WrongWording, founding_notices, letters_document, read_wording
from tracking.office import EXCEL_TYPE, WORD_TYPE
from tracking.registers import FOUNDINGS, STUCK_AFTER, founding_of, record_foundings, steps_by_place, steps_reached
from tracking.screen.pages.founding_board import show_board
from tracking.screen.pages.founding_form import CHOSEN, MOVED, confirm_form, founding_form
from tracking.screen.pages.register_counts import show_beside
from tracking.screen.session import (
    Form,
    ask_part_of_name,
    cases_in,
    choice_in_link,
    facts_of,
    may_store,
    named,
    narrowed,
    once,
    page_view,
    plain,
    say,
    show_cards,
    show_chart,
    show_list,
    show_table,
)
from tracking.telling.charts import founding_funnel
from tracking.telling.tables import cases_table, places_table, steps_table

view = page_view(_("Founding register"))
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
cases = cases_in(view)
waiting = cases[(cases["step"] != "founded_on") & ~cases["reported"]]
stores = not view.past and may_store("foundings")


def show_counts() -> None:
    """How many enterprises lack a union, how many of them are stuck or late, how many founded one, and how long that took."""
    founded = cases[cases["step"].eq("founded_on") & (pd.to_datetime(cases["founded_on"]).dt.year == view.today.year)]
    months = cases["months"].dropna()
    cards = [
        (_("Without a union"), _("{count} enterprises", count=len(waiting)), _("should have one")),
        (_("Stuck"), _("{count} enterprises", count=int(waiting["stuck"].sum())), _("a reason, or over {days} days", days=STUCK_AFTER)),
        (_("Promise not kept"), _("{count} enterprises", count=int(waiting["late"].sum())), _("the day has passed")),
        (_("Founded in {year}", year=view.today.year), _("{count} enterprises", count=len(founded)), _("by the register, to date")),
        (_("From notice to founding"), _("{count} months", count=f"{months.median():.1f}") if len(months) else "—",
         _("median of {count} enterprises", count=len(months))),
    ]  # fmt: skip
    for column, (label, value, detail) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")


def show_as_board() -> None:
    """The board; a card that is chosen or moved stands in the form below."""
    chosen, moved = show_board(cases, st.session_state.get(CHOSEN), stores)
    if chosen:
        st.session_state[CHOSEN] = chosen
        st.session_state.pop(MOVED, None)
    if moved:
        st.session_state[CHOSEN], st.session_state[MOVED] = moved["unit"], dict(moved)


def show_as_table() -> None:
    """The largest first; a click chooses one for the form below."""
    said = ask_part_of_name("founding_table", st.columns([2, 5])[0]) if len(cases) else ""
    rows = narrowed(cases, said, names)

    def choose(row: int) -> None:
        st.session_state[CHOSEN] = str(rows.iloc[row]["unit"])
        st.session_state.pop(MOVED, None)

    table = once(view, f"foundings {said}", lambda: cases_table(rows, names))
    with st.container(key="wide_founding"):
        show_list("founding", table, _("Enterprises on the way to a union"), choose, most=420)
    show_cards(view, "founding", rows["unit"].tolist(), table, [_("Step"), _("Since"), _("Stuck"), _("Promised for")])


def show_funnel() -> None:
    """How many took each step and after how long; and where they are."""
    reached = once(view, "steps reached", lambda: steps_reached(cases))
    title = _("How many took each step, and the median of the days since the step before")
    table = once(view, "steps table", lambda: steps_table(reached))
    show_chart(once(view, "funnel", lambda: founding_funnel(reached, title)), "founding_funnel", title, behind=table)
    st.markdown(f"## {_('By village or park')}")
    places = once(view, "steps by place", lambda: places_table(steps_by_place(cases), names))
    show_table(places, "founding_places", _("Enterprises at each step, by village or park"))


def offer_files() -> None:
    """The register as a workbook, and notices for those that have none yet."""

    def workbook() -> bytes:
        return foundings_workbook(view.unit_name, cases, names)

    with st.container(horizontal=True):
        st.download_button(_("Register as Excel, to be filled in and taken in again"), workbook, template_name("foundings", 1, 1),
                           EXCEL_TYPE, key="founding_excel", on_click="ignore", icon=":material/table:", type="tertiary")  # fmt: skip
        if len(waiting) and not view.slim.empty:
            with st.popover(_("Notices to found a union"), icon=":material/outgoing_mail:"):
                offer_notices()


def offer_notices() -> None:
    """建会通知书 for enterprises without a union, as one Word file; and that they were sent goes on record."""
    units = waiting["unit"].tolist()
    without = waiting.loc[pd.to_datetime(waiting["noticed_on"]).isna(), "unit"].tolist()
    form = Form(view.store, "founding_notices", view.unit, act="foundings")
    wanted = form.field(st.multiselect, _("For these enterprises"), "units", without, options=units, format_func=names.get,
                        placeholder=_("Choose enterprises"))  # fmt: skip
    try:
        wording = read_wording()
    except WrongWording as problem:
        st.error(plain("\n".join(problem.faults)))
        return
    chosen = list(wanted or [])
    if chosen:
        st.download_button(
            _("Notices ({count})", count=len(chosen)),
            lambda: letters_document(founding_notices(facts_of(view), wording, waiting[waiting["unit"].isin(chosen)])),
            f"{_('notices to found a union')}.docx", WORD_TYPE, key="founding_notices_word", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.caption(_("Their wording is in data/letters.txt."))
    if not stores:
        return
    day = form.field(st.date_input, _("Sent on"), "day", view.today, max_value=view.today, format="YYYY-MM-DD")
    form.by()

    def save(said: dict) -> int:
        rows = cases[cases["unit"].isin(said["units"] or [])].to_dict("records")
        entries = [replace(founding_of(row), noticed_on=said["day"]) for row in rows]
        seen = {row["unit"]: 0 if pd.isna(row["submission"]) else int(row["submission"]) for row in rows}
        return record_foundings(view.store, entries, named(said), sure=True, reason=_("notices sent"), seen=seen)

    form.button(_("Put on record that they were sent"), save,
                lambda said: _("{count} notices are on record.", count=len(said["units"])), disabled=not (chosen and day))  # fmt: skip
    form.footer()


parts = {
    "board": (_("Board"), show_as_board),
    "table": (_("Table"), show_as_table),
    "funnel": (_("Funnel"), show_funnel),
    "beside": (_("Beside the reports"), lambda: show_beside(view, FOUNDINGS, names)),
}
say("founding", "founding_back", "founded", "founding_notices", "register_counts")
show_counts()
if stores and may_store("quarter"):
    confirm_form(view, {unit: names[unit] for unit in cases["unit"]})
part = choice_in_link(_("Show"), "founding_part", {key: word for key, (word, _show) in parts.items()}, st.segmented_control,
                      required=True)  # fmt: skip
parts[part][1]()
offer_files()
if stores:
    st.markdown(f"## {_('Record a step')}")
    founding_form(view, cases)
