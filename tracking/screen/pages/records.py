"""Records: what was taken in, when, by whom; and every figure that was corrected."""

import streamlit as st

from tracking.intake import forget_answer
from tracking.language import _, name_of
from tracking.screen.pages.record_of_file import show_one_file
from tracking.screen.session import Form, open_database, read_once, say, show_table
from tracking.store import StoreProblem, dated_copies, day_of
from tracking.telling import day_text
from tracking.telling.tables import answers_table, changes_table, records_table

store = open_database()
st.title(_("Records"), anchor=False)
st.caption(_("Nothing stored is ever overwritten: a correction is a new record with its reason."))
submissions, taken_back = read_once(store, "submissions"), read_once(store, "taken_back")
show_table(records_table(submissions, taken_back), "records", _("Records"), most=360)
show_one_file(store, submissions, taken_back)
if days := sorted(filter(None, map(day_of, dated_copies(store.home)))):
    st.caption(_("Copies of {count} earlier days lie beside the database, from {first} to {last}; “tracking restore FILE” brings one back.",
                 count=len(days), first=day_text(days[0]), last=day_text(days[-1])))  # fmt: skip
corrections = read_once(store, "corrections")
st.markdown(f"## {_('Corrected figures ({count})', count=len(corrections))}")
if len(corrections):
    kinds = corrections["state"].map(lambda state: "withdrawn" if state == "missing" else "corrected")
    table = changes_table(
        corrections.assign(change=kinds), read_once(store, "unit_versions"), read_once(store, "current_indicators")
    )
    table[_("Reason")] = corrections["reason"].fillna("").tolist()
    table[_("By")] = corrections["received_by"].tolist()
    show_table(table, "corrections", _("Corrected figures"))


say("forget")
answers = read_once(store, "remembered_answers")
if len(answers):
    st.markdown(f"## {_('Names and headings answered once ({count})', count=len(answers))}")
    st.caption(_("Files that write it so are read without asking. What is taken back here is asked about again."))
    units, indicators = read_once(store, "unit_versions"), read_once(store, "current_indicators")
    meanings = dict(zip(units["unit"], units["name"], strict=True))
    meanings |= {row["indicator"]: name_of(row) for row in indicators.to_dict("records")}
    show_table(answers_table(answers, meanings), "answers", _("Names and headings answered once"))
    form = Form(store, "forget")
    with st.popover(_("Take back an answer"), icon=":material/undo:"):
        rows = {row["question"]: row for row in answers.to_dict("records")}
        form.field(st.selectbox, _("Written"), "question", options=list(rows), format_func=lambda key: rows[key]["said"],
                   index=None, placeholder=_("Choose an entry"))  # fmt: skip
        form.by()

        def forget(said: dict) -> None:
            row = rows.get(said["question"])
            if row is None:
                raise StoreProblem(_("Choose the entry that is taken back."))
            forget_answer(store, row["question"], said["by"], int(row["submission"]))

        form.button(_("Take back"), forget, lambda said: _("Taken back: {what}.", what=rows[said["question"]]["said"]))
        form.footer()
