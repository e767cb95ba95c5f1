"""One file of the import page in detail: what it would change, its questions and faults, and the button that stores it."""

import pandas as pd
import streamlit as st

from tracking.handouts.marking import faults_csv, marked_name, marked_workbook
from tracking.harmless import file_name
from tracking.intake import Choices, Drop, File, Preview, is_stored, open_questions, store_seen
from tracking.language import _
from tracking.places import page_file
from tracking.reading import Fault, Question, ReportProblem, answered_for_drawing, masked
from tracking.screen.pages.import_picture import show_picture
from tracking.screen.session import plain, show_table
from tracking.store import Store, StoreProblem
from tracking.telling import a_few_of
from tracking.telling.tables import (
    changes_table,
    contract_changes_table,
    founding_changes_table,
    kind_text,
    local_times,
    target_changes_table,
    unit_changes_table,
)


def show_file(store: Store, drop: Drop, file: File, choices: Choices, by: str) -> None:
    """A file by the data as they are now."""
    st.markdown(f"## {plain(masked(file.name))}")
    found = drop.understand(store, file, choices, exact=True)
    if isinstance(found, ReportProblem):
        show_problem(found, drop, file)
        if found.reading and found.reading.kind == "quarter":
            show_picture(store, drop, file, found.reading, found.faults)
    else:
        show_preview(store, drop, file, choices, found, by)


def show_preview(store: Store, drop: Drop, file: File, choices: Choices, preview: Preview, by: str) -> None:
    """What one file would change, its questions, and the button that stores it."""
    if is_stored(preview) and preview.file_name == st.session_state.get("stored"):
        st.success(_("{file} is stored.", file=plain(preview.file_name)))
        return
    say_what_changed_meanwhile(store, drop, file, preview)
    describe(preview)
    for note in preview.reading.notes:
        st.caption(plain(note))
    if not preview.changes_anything() and is_stored(preview):
        if preview.counts()["unchanged"]:
            st.success(_("Everything in this file is stored already. Nothing to do."))
        else:
            st.info(_("This file brings no figure: what it holds was left out by an answer, or is blank."))
        return
    show_changes(store, preview, file.file_id)
    if preview.held:
        st.warning(_("{count} rows or cells are held back:", count=len(preview.held)))
        show_faults(preview.held, preview.file_name, drop, file)
    show_picture(store, drop, file, preview.reading, preview.held)
    accepted = ask(drop, file, preview.reading.questions)
    if preview.reading.questions and not preview.held:
        offer_marked(drop, file, [], preview.reading.questions)
    wants_reason = preview.needs_reason(accepted) and preview.reading.kind in ("quarter", "plan")
    reason = ""
    if wants_reason:
        label = _("Reason for the change (required)")
        reason = st.text_input(label, key=f"reason_{file.file_id}", persist_state="session").strip()
    ready = bool(by) and bool(reason or not wants_reason) and not open_questions(preview, accepted)
    if preview.reading.drawing and answered_for_drawing(preview.reading.questions, accepted):
        st.caption(_("Storing says: right, and always so for sheets drawn like this one. It is listed, and taken back, under"
                     " Records."))  # fmt: skip
    if st.button(_("Store"), type="primary", key=f"store_{file.file_id}"):
        if ready:
            store_file(store, drop, file, choices, by, reason, accepted)
        else:
            st.error(
                _(
                    "Nothing was stored yet: answer every question, and enter your name and the reason where it is asked for."
                )
            )
    elif not ready:
        st.caption(_("Answer every question and enter your name to store this file."))


def store_file(
    store: Store, drop: Drop, file: File, choices: Choices, by: str, reason: str, accepted: set[str]
) -> None:
    """Store a file as it was shown; where it would change something else by now, show that first."""
    try:
        stored = store_seen(drop, store, file, choices, by, reason or None, accepted)
    except (ReportProblem, StoreProblem) as problem:
        st.error(plain(str(problem)))
        return
    if stored:
        st.session_state["stored"], st.session_state["next_file"] = file.name, True
    else:
        st.session_state["look_again"] = file.file_id
    st.rerun()


def say_what_changed_meanwhile(store: Store, drop: Drop, file: File, preview: Preview) -> None:
    """Who stored something of this file's units since it was last looked at."""
    asked = st.session_state.pop("look_again", None) == file.file_id
    if since := drop.changed_since_shown(store, file, preview):
        time = local_times(pd.Series([since["received_at"]])).iloc[0]
        text = _("In the meantime {by} stored figures of this file's units ({time}). Please look at the differences again.",
                 by=since["received_by"] or "—", time=time)  # fmt: skip
        st.warning(plain(text))
    elif asked:
        st.warning(_("What this file would change is no longer what was shown. Please look at the differences again."))


def describe(preview: Preview) -> None:
    """What kind of file this is and how much of it is new."""
    text = _(
        "This is: **{what}**. {new} new, {corrected} corrected, {withdrawn} withdrawn, {unchanged} unchanged.",
        what=plain(kind_text(preview.reading.kind, preview)),
        **preview.counts(),
    )
    st.markdown(text)


def show_changes(store: Store, preview: Preview, key: str) -> None:
    """Everything that would change, old and new, and who would still be missing."""
    units, indicators, kind = store.read("unit_versions"), store.read("current_indicators"), preview.reading.kind
    if kind == "quarter":
        table = changes_table(preview.changes[preview.changes["change"] != "unchanged"], units, indicators)
    elif kind == "plan":
        table = target_changes_table(preview.details, units, indicators)
    elif kind == "units":
        table = unit_changes_table(preview.details, dict(zip(units["unit"], units["name"], strict=True)), indicators)
    elif kind == "foundings":
        table = founding_changes_table(preview.changes, dict(zip(units["unit"], units["name"], strict=True)))
    elif kind == "contracts":
        table = contract_changes_table(preview.changes, dict(zip(units["unit"], units["name"], strict=True)))
    else:
        return
    if len(table):
        show_table(table, f"changes_{key}", _("What would change"), most=317)
    if len(preview.missing):
        names = a_few_of(preview.missing["name"].tolist(), 12)
        text = _("Still without any figure for this quarter: {count} enterprises ({names}).",
                 count=len(preview.missing), names=names)  # fmt: skip
        st.caption(plain(text))


def ask(drop: Drop, file: File, questions: list[Question]) -> set[str]:
    """Show every question of a file; the keys of those answered with yes. A choice is used at once."""
    agreed = set()
    for question in questions:
        if question.key.startswith(("column ", "row ")) or (not question.choices and question.answer):
            continue
        if not question.choices:
            if st.checkbox(plain(question.text), key=f"{file.file_id} {question.key}", persist_state="session"):
                agreed.add(question.key)
            continue
        choose_answer(drop, file, question, f"{file.file_id} {question.key}", question.text)
    if any(question.key.startswith("heading ") and not question.answer for question in questions):
        label = _("None of them, but counted by us all the same: record an indicator of our own")
        st.page_link(page_file("indicators"), label=label, icon=":material/straighten:")
    return agreed


def choose_answer(drop: Drop, file: File, question: Question, key: str, label: str) -> None:
    """The choices of a question of a file; what is chosen is used at once."""
    words = dict(question.choices)
    chosen = st.selectbox(
        plain(label), list(words), format_func=words.get, key=key, placeholder=_("Choose"),
        index=list(words).index(question.answer) if question.answer in words else None,
    )  # fmt: skip
    if chosen and chosen != question.answer:
        drop.answer(file, question, chosen)
        st.rerun()


def show_problem(problem: ReportProblem, drop: Drop, file: File) -> None:
    """Every fault of a file at once; the file itself with each fault marked, to be sent back."""
    st.error(_("{file} was not taken in; nothing was stored. {count} faults:",
               file=plain(problem.file_name), count=len(problem.faults)))  # fmt: skip
    show_faults(problem.faults, problem.file_name, drop, file)


def show_faults(faults: list[Fault], name: str, drop: Drop, file: File) -> None:
    """Faults as a table, as CSV, and marked in the sender's own workbook."""
    rows = [{_("Sheet"): f.sheet, _("Cell"): f.cell, _("Found"): f.found, _("Expected"): f.expected} for f in faults]
    show_table(pd.DataFrame(rows), f"faults_{file.file_id}", _("Faults"), most=420)
    with st.container(horizontal=True):
        offer_marked(drop, file, faults, [])
        st.download_button(
            _("List of faults (CSV)"), lambda: faults_csv(faults), file_name(f"{_('faults')} {name}", ".csv"), "text/csv",
            key=f"faults_csv_{file.file_id}", on_click="ignore", icon=":material/list:",
        )  # fmt: skip


def offer_marked(drop: Drop, file: File, faults: list[Fault], questions: list[Question]) -> None:
    """The sender's own workbook with every fault and question marked at its cell, for a file that could be opened."""
    book = drop.book(file)
    if book is None:
        return
    st.download_button(
        _("Their file with the faults marked") if faults else _("Their file with the questions marked"),
        lambda: marked_workbook(file.name, file.getvalue(), book, faults, questions)[1],
        marked_name(file.name, faults, questions), key=f"marked_{file.file_id}", on_click="ignore", icon=":material/edit_note:",
    )  # fmt: skip
