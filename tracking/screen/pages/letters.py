"""Paper for the enterprises chosen: letters, notice, call list, messages; and that letters were sent goes on record."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracking.decisions import record_follow_ups
from tracking.lagging import EVERYTHING, REPORT
from tracking.language import _
from tracking.letters import (
    Letters,
    WrongWording,
    all_messages,
    call_list_document,
    group_message,
    letters_document,
    letters_for,
    letters_zip,
    message_to,
    notice_document,
    read_wording,
)
from tracking.office import WORD_TYPE
from tracking.screen.session import Form, View, facts_of, once, plain, say

SHOWN = 30  # messages on the screen; the file has all


def offer_paper(view: View, units: list[str], history: pd.DataFrame, picked: bool) -> None:
    """The row of buttons below the lists. ``picked`` says that the enterprises were ticked, not all that are shown."""
    if not units:
        return
    try:
        wording = read_wording()
    except WrongWording as problem:
        st.error(
            _("The wording of letters cannot be used:") + "\n\n" + "\n".join(f"* {plain(f)}" for f in problem.faults)
        )
        return

    def made() -> Letters:
        return once(
            view,
            f"letters {hash((tuple(units), str(wording)))}",
            lambda: letters_for(facts_of(view), history, wording, units),
        )

    count = len(units)
    with st.container(horizontal=True):
        _download(_("Letters ({count})", count=count), "letters.docx", lambda: letters_document(made()), "letters")
        _download(
            _("Letters, one file each"), "letters.zip", lambda: letters_zip(made()), "letters_zip", "application/zip"
        )
        _download(_("Notice to all"), "notice.docx", lambda: notice_document(made()), "notice")
        _download(_("Call list"), "call-list.docx", lambda: call_list_document(made()), "call_list")
        with st.popover(_("Messages for the phone"), icon=":material/chat:"):
            if st.toggle(_("Write them"), key="write_messages"):
                _show_messages(made())
        if not view.past:
            with st.popover(_("Put letters on record"), icon=":material/outgoing_mail:"):
                _record_letters(view, units)
    what = (
        _("For the {count} ticked.", count=count)
        if picked
        else _("For all {count} listed; tick rows to choose some.", count=count)
    )
    st.caption(what + " " + _("Their wording is in data/letters.txt."))


def _download(label: str, name: str, make: Callable[[], bytes], key: str, mime: str = WORD_TYPE) -> None:
    names = {
        "letters": _("letters"), "letters_zip": _("letters"), "notice": _("notice"), "call_list": _("call list"),
    }  # fmt: skip
    file = f"{names[key]}.{name.rsplit('.', 1)[1]}"
    st.download_button(label, make, file, mime, key=key, on_click="ignore", icon=":material/download:")


def _show_messages(letters: Letters) -> None:
    st.caption(_("For the group:"))
    st.code(group_message(letters), language=None, wrap_lines=True)
    for case in letters.cases[:SHOWN]:
        st.caption(plain(case.name))
        st.code(message_to(letters, case), language=None, wrap_lines=True)
    st.download_button(_("All as a text file"), lambda: all_messages(letters), "messages.txt", "text/plain", key="messages",
                       on_click="ignore")  # fmt: skip


def _record_letters(view: View, units: list[str]) -> None:
    """That letters went out today, for all of them in one submission."""
    slim = view.slim  # as it stands when the button is drawn

    def entries() -> list[dict]:
        reported = slim[slim["unit"].isin(units)].groupby("unit")["this_quarter"].sum()
        return [
            {
                "unit": unit,
                "subject": EVERYTHING if reported.get(unit, 0) else REPORT,
                "period": view.period,
                "said_on": view.today,
                "contact": "letter",
            }
            for unit in units
        ]

    form = Form(view.store, "record_letters", view.unit, view.period)
    say("record_letters")
    st.caption(_("Note at {count} enterprises that a letter was sent today.", count=len(units)))
    form.by()
    form.button(
        _("Put on record"),
        lambda said: record_follow_ups(view.store, entries(), said["by"]),
        lambda _said: _("Recorded."),
    )
