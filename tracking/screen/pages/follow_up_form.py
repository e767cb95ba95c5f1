"""Record a contact with one enterprise, and take back an entry made by mistake."""

import pandas as pd
import streamlit as st

from tracking.decisions import CONTACTS, REASONS, record_follow_ups, subject_words, withdraw_follow_up
from tracking.language import _
from tracking.screen.session import Form, View, taking_back
from tracking.telling import day_text
from tracking.telling.tables import reason_text


def record_form(view: View, unit: str, subjects: list[str], names: dict[str, str]) -> None:
    """The form for one contact; ``subjects`` are those it may concern, the most pressing first."""
    words = subject_words(names)
    contacts = {key: _(word) for key, word in CONTACTS.items()}
    reasons = {"": "—", **{key: _(word) for key, word in REASONS.items()}}
    form = Form(view.store, "follow_up", unit, view.period)

    def save(values: dict) -> None:
        st.session_state["last_contact"] = values["contact"]
        record_follow_ups(view.store, [{**values, "unit": unit, "period": view.period}], values["by"])

    def said(values: dict) -> str:
        return _("Recorded: {what}.", what=f"{words[values['subject']]} · {contacts[values['contact']]}")

    with st.container(border=True):
        a, b, c = st.columns(3)
        form.field(a.selectbox, _("Concerns"), "subject", subjects[0], options=subjects, format_func=words.get)
        form.field(b.selectbox, _("How"), "contact", st.session_state.get("last_contact"), options=list(contacts),
                   format_func=contacts.get, index=None, placeholder=_("Choose"))  # fmt: skip
        form.field(c.date_input, _("Spoken on"), "said_on", view.today, max_value=view.today, format="YYYY-MM-DD")
        form.field(a.selectbox, _("Reason"), "reason", "", options=list(reasons), format_func=reasons.get)
        form.field(b.text_input, _("Reason in words"), "reason_text", "")
        form.field(c.date_input, _("Promised day"), "promised_on", value=None, format="YYYY-MM-DD")
        form.field(a.text_input, _("Measures"), "measures", "")
        form.field(b.text_input, _("Who sees to it"), "responsible", "")
        form.by(c)
        form.button(_("Record"), save, said, type="primary")
        form.footer()


def withdraw_form(view: View, entries: pd.DataFrame, names: dict[str, str]) -> None:
    """Take back one of these entries, with a reason. What is chosen is the entry, wherever it stands by then."""
    concerns = subject_words(names)
    rows = {f"{row['submission']} {row['subject']}": row for row in entries.to_dict("records")}
    words = {
        key: " · ".join(filter(None, (
            day_text(row["said_on"]), _(CONTACTS[row["contact"]]), concerns.get(row["subject"], row["subject"]),
            reason_text(row), row["measures"] if isinstance(row["measures"], str) else "",
        )))
        for key, row in rows.items()
    }  # fmt: skip
    form = Form(view.store, "withdraw", entries["unit"].iloc[0])
    taking_back(
        form, _("Take back an entry"), words,
        lambda said: withdraw_follow_up(view.store, rows.get(said["entry"]), said["by"], said["reason"]),
    )  # fmt: skip
