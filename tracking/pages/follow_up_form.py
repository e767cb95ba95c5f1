"""Record a contact with one enterprise, and take back an entry made by mistake."""

import pandas as pd
import streamlit as st

from tracking.follow_up import (
    CONTACTS,
    REASONS,
    WrongFollowUp,
    record_follow_ups,
    subject_words,
    withdraw_follow_up,
)
from tracking.language import _
from tracking.session import View, plain
from tracking.store import StoreProblem
from tracking.tables import follow_ups_table, in_words

TYPED = ("follow_up_reason", "follow_up_reason_text", "follow_up_promised_on", "follow_up_measures", "withdraw_reason")


def record_form(view: View, unit: str, subjects: list[str], names: dict[str, str]) -> None:
    """The form for one contact; ``subjects`` are those it may concern, the most pressing first."""
    words = subject_words(names)
    contacts = {key: _(word) for key, word in CONTACTS.items()}
    reasons = {"": "—", **{key: _(word) for key, word in REASONS.items()}}
    with st.form(f"follow_up_{unit}"):
        a, b, c = st.columns(3)
        subject = a.selectbox(_("Concerns"), subjects, format_func=words.get, key="follow_up_subject")
        contact = b.selectbox(_("How"), list(contacts), format_func=contacts.get, key="follow_up_contact")
        said_on = c.date_input(
            _("Spoken on"), view.today, max_value=view.today, format="YYYY-MM-DD", key="follow_up_said_on"
        )
        reason = a.selectbox(_("Reason"), list(reasons), format_func=reasons.get, key="follow_up_reason")
        reason_text = b.text_input(_("Reason in words"), key="follow_up_reason_text")
        promised_on = c.date_input(_("Promised day"), None, format="YYYY-MM-DD", key="follow_up_promised_on")
        measures = a.text_input(_("Measures"), key="follow_up_measures")
        responsible = b.text_input(_("Who sees to it"), key="follow_up_responsible")
        by = c.text_input(_("Your name or office"), key="follow_up_by")
        if not st.form_submit_button(_("Record"), type="primary"):
            return
    entry = {
        "unit": unit, "subject": subject, "period": view.period, "contact": contact, "said_on": said_on,
        "reason": reason, "reason_text": reason_text.strip(), "promised_on": promised_on, "measures": measures.strip(),
        "responsible": responsible.strip(),
    }  # fmt: skip
    _keep(record_follow_ups, view.store, [entry], by.strip() or view.unit_name(view.unit))


def withdraw_form(view: View, entries: pd.DataFrame, names: dict[str, str]) -> None:
    """Take back one of these entries, with a reason."""
    table = in_words(follow_ups_table(entries, subject_words(names)))
    words = [" · ".join([row[_("Spoken on")], row[_("How")], row[_("Concerns")]]) for row in table.to_dict("records")]
    with st.popover(_("Take back an entry"), icon=":material/undo:"):
        place = st.selectbox(_("Entry"), range(len(words)), format_func=words.__getitem__, key="withdraw_entry")
        reason = st.text_input(_("Why"), key="withdraw_reason")
        if st.button(_("Take back"), key="withdraw"):
            _keep(withdraw_follow_up, view.store, entries.iloc[place].to_dict(), view.unit_name(view.unit), reason)


def _keep(save, *what: object) -> None:
    """Store something and show the page anew, or say what is wrong with it."""
    try:
        save(*what)
    except (WrongFollowUp, StoreProblem) as problem:
        st.error(plain(str(problem)))
    else:
        for key in TYPED:
            st.session_state.pop(key, None)
        st.rerun()
