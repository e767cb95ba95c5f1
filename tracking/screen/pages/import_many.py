"""Many files at once on the import page: read with a progress bar, listed by verdict, the clean ones stored together."""

import streamlit as st

from tracking.intake import (
    VERDICTS,
    Choices,
    Done,
    Drop,
    File,
    Found,
    Verdict,
    open_questions,
    store_clean,
    verdicts_in,
)
from tracking.language import _
from tracking.reading import Question, ReportProblem, masked
from tracking.screen.pages.import_one import choose_answer
from tracking.screen.session import ask_name, plain, show_table
from tracking.store import Store
from tracking.telling.tables import csv_of, files_table, verdict_counts_text, verdict_text, whose_text

MOST = 300  # pixels; the rest is scrolled to
MOST_ASKED = 20  # questions of all files at a time


def understand_all(store: Store, drop: Drop, files: list[File], choices: Choices) -> dict[str, Found]:
    """Every file as it is understood; what takes time shows how far it is."""
    drop.carry_over(store)
    new = [file for file in files if not drop.is_understood(store, file, choices)]
    bar = st.empty()  # always there, so that nothing below changes its place once all is read
    if len(new) == 1:
        with bar, st.spinner(_("Reading…")):
            drop.understand(store, new[0], choices)
    elif new:
        for number, file in enumerate(new):
            for following in new[number + 1 : number + 2]:
                drop.open_ahead(following)
            bar.progress(number / len(new), text=_progress_text(number, len(new), file))
            drop.understand(store, file, choices)
        bar.empty()
    return {file.file_id: drop.understand(store, file, choices) for file in files}


def _progress_text(done: int, total: int, file: File) -> str:
    return plain(_("{number} of {total}: {file}", number=done + 1, total=total, file=masked(file.name)))


def show_files(store: Store, drop: Drop, files: list[File], choices: Choices, found: dict[str, Found]) -> File:
    """The files by verdict, those that need a person first, and the button for the clean ones; the file to show."""
    units = store.read("unit_versions")
    kinds = {file.file_id: drop.kind(file) for file in files}
    verdicts = verdicts_in(found, kinds, units.empty)
    in_order = sorted(files, key=lambda file: VERDICTS.index(verdicts[file.file_id].name))
    say_what_was_done(verdicts)
    st.markdown(plain(verdict_counts_text(list(verdicts.values()))))
    offer_to_store_all(store, drop, files, choices, verdicts)
    ask_for_all(drop, in_order, found)
    names = dict(zip(units["unit"], units["name"], strict=True))
    listed = {file.file_id: masked(file.name) for file in in_order}
    whose = {file.file_id: whose_text(drop.units(file, names), names) for file in files}
    table = files_table(listed, found, kinds, verdicts, whose)
    key = f"files {store.version()}"
    show_table(
        table, key, _("Files"), most=MOST, on_select=lambda: _take_picked(key, in_order),
        selection_mode="single-row",
    )  # fmt: skip
    labels = {
        key: " · ".join(filter(None, [verdict_text(verdicts[key]), name, whose[key]])) for key, name in listed.items()
    }
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    with left:
        file = choose_file(in_order, labels, verdicts)
    right.download_button(
        _("List of the files (CSV)"), lambda: csv_of(table), f"{_('files')}.csv", "text/csv", key="files_csv",
        on_click="ignore", icon=":material/list:", width="stretch",
    )  # fmt: skip
    return file


def ask_for_all(drop: Drop, files: list[File], found: dict[str, Found]) -> None:
    """The questions with choices of all files in one place, so that nobody has to look at one file after the other."""
    asked: dict[str, tuple[File, Question]] = {}
    for file in files:
        one = found[file.file_id]
        for question in [] if isinstance(one, ReportProblem) else open_questions(one, set()):
            if question.choices:  # a name or heading that several files have is asked once
                asked.setdefault(question.key if question.said else f"{file.file_id} {question.key}", (file, question))
    if len({file.file_id for file, _question in asked.values()}) < 2 and "all_questions" not in st.session_state:
        return
    box = st.expander(_("Answer the questions of all files here"), key="all_questions", on_change="rerun")
    if not box.open:
        return
    with box:
        if not asked:
            st.caption(_("Every question with choices is answered. What is left is asked with each file."))
        for key, (file, question) in list(asked.items())[:MOST_ASKED]:
            choose_answer(drop, file, question, f"all {key}", f"{masked(file.name)} · {question.text}")


def _take_picked(key: str, in_order: list[File]) -> None:
    """Show the file whose row was ticked."""
    if rows := st.session_state[key].selection.rows:
        st.session_state["file_shown"] = in_order[rows[0]].file_id


def choose_file(in_order: list[File], labels: dict[str, str], verdicts: dict[str, Verdict]) -> File:
    """The file to look at: the first that needs a person until another is chosen, and again once it is stored.

    A file added while a stored one is looked at is looked at without being chosen.
    """
    listed, st.session_state["files_listed"] = st.session_state.get("files_listed", {}), labels
    shown, added = st.session_state.get("file_shown"), [file for file in in_order if file.file_id not in listed]
    if st.session_state.pop("next_file", False) or shown not in labels:
        st.session_state["file_shown"] = in_order[0].file_id
    elif added and verdicts[shown].name == "nothing_new":
        st.session_state["file_shown"] = added[0].file_id
    elif listed != labels:
        st.session_state["file_shown"] = shown  # with other words or in another order it is a new box to Streamlit
    chosen = st.selectbox(_("File to look at"), list(labels), format_func=labels.get, key="file_shown")
    return next(file for file in in_order if file.file_id == chosen)


def say_what_was_done(verdicts: dict[str, Verdict]) -> None:
    """What the last button did, said once."""
    done: Done | None = st.session_state.pop("done", None)
    if done is None:
        if (name := st.session_state.get("stored")) and st.session_state.get("next_file"):
            st.success(_("{file} is stored.", file=plain(masked(name))))
        return
    left = sum(verdict.name != "nothing_new" for verdict in verdicts.values())
    st.success(_("{stored} files stored, {left} left.", stored=len(done.stored), left=left))
    for refused in done.refused:
        st.error(plain(refused))


def offer_to_store_all(
    store: Store, drop: Drop, files: list[File], choices: Choices, verdicts: dict[str, Verdict]
) -> None:
    """Who stores, and the button that stores every file nobody needs to look at, one transaction each."""
    waiting = [verdict.name for verdict in verdicts.values()]
    ready = waiting.count("ready")
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        by = ask_name(store, "import_by")
    label = _("Store all that are clean ({count})", count=ready)
    pressed = right.button(label, type="primary", disabled=not ready, key="store_all", width="stretch")
    if pressed and by:
        bar = st.progress(0.0)

        def tell(number: int, file: File) -> None:
            bar.progress(number / len(files), text=_progress_text(number, len(files), file))

        st.session_state["done"] = store_clean(drop, store, files, choices, by, tell)
        st.session_state["next_file"] = True
        st.rerun()
    if ready and not by:
        (st.error if pressed else st.caption)(_("Enter your name to store them."))
    if "waits" in waiting:
        text = _(
            "What waits for the units workbook is looked at again as soon as it is stored, and stored if it is clean."
        )
        st.caption(text)
