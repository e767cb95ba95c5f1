"""Records: what was taken in, when, by whom; and every figure that was corrected."""

import streamlit as st

from tracking.intake import forget_answer
from tracking.language import _, name_of
from tracking.session import open_database, plain, read_once, show_table
from tracking.store import StoreProblem
from tracking.tables import answers_table, changes_table, records_table

store = open_database()
st.subheader(_("Records"), anchor=False)
st.caption(_("Nothing stored is ever overwritten: a correction is a new record with its reason."))
show_table(records_table(read_once(store, "submissions")), "records", _("Records"), height=360)
corrections = read_once(store, "corrections")
st.markdown(f"##### {_('Corrected figures ({count})', count=len(corrections))}")
if len(corrections):
    kinds = corrections["state"].map(lambda state: "withdrawn" if state == "missing" else "corrected")
    table = changes_table(
        corrections.assign(change=kinds), read_once(store, "unit_versions"), read_once(store, "current_indicators")
    )
    table[_("Reason")] = corrections["reason"].fillna("").tolist()
    table[_("By")] = corrections["received_by"].tolist()
    show_table(table, "corrections", _("Corrected figures"))


answers = read_once(store, "remembered_answers")
if len(answers):
    st.markdown(f"##### {_('Names and headings answered once ({count})', count=len(answers))}")
    st.caption(_("Files that write it so are read without asking. What is taken back here is asked about again."))
    units, indicators = read_once(store, "unit_versions"), read_once(store, "current_indicators")
    meanings = dict(zip(units["unit"], units["name"], strict=True))
    meanings |= {row["indicator"]: name_of(row) for row in indicators.to_dict("records")}
    show_table(answers_table(answers, meanings), "answers", _("Names and headings answered once"))
    with st.popover(_("Take back an answer"), icon=":material/undo:"):
        written = dict(zip(answers["question"], answers["said"], strict=True))
        question = st.selectbox(_("Written"), list(written), format_func=written.get, key="answer_to_forget")
        by = st.text_input(_("Your name or office"), key="forget_by").strip()
        if st.button(_("Take back"), key="forget", disabled=not by):
            try:
                forget_answer(store, question, by)
            except StoreProblem as problem:
                st.error(plain(str(problem)))
            else:
                st.rerun()
