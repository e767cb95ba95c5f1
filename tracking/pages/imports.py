"""Import: choose a workbook, see what it would change, then store it; and begin with one's own data."""

import pandas as pd
import streamlit as st

from tracking.figures import quarter_text
from tracking.handout import template_for
from tracking.intake import (
    open_questions,
    preview_book,
    store_preview,
    today_of,
)
from tracking.language import N_, _
from tracking.reading.files import read_book
from tracking.reading.marking import faults_csv, marked_name, marked_workbook
from tracking.reading.privacy import masked
from tracking.reading.problems import Fault, PersonalData, Question, ReportProblem
from tracking.reading.templates import template_name
from tracking.session import (
    is_example,
    only_example,
    open_database,
    plain,
    quarter_word,
    show_table,
    start_own_database,
)
from tracking.store import StoreProblem
from tracking.tables import changes_table

BASIS_WORDS = {None: N_("as the file says"), "quarter": N_("this quarter's"), "cumulative": N_("year to date")}
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "txt", "html", "htm", "mht", "xml"]
store = open_database()
st.subheader(_("Import"), anchor=False)


def begin() -> None:
    """Ask for the union's name and leave the example."""
    st.markdown(_("You are looking at the example. To begin with your own data, enter your union's name; "
                  "then fill in the templates and import them. The example stays out of your data."))  # fmt: skip
    with st.form("begin", border=True):
        name = st.text_input(_("Name of the union"), placeholder=_("for instance: Qinghe Township Trade Union"))
        if st.form_submit_button(_("Start with our own data"), type="primary") and name.strip():
            start_own_database(name.strip())
            st.session_state.clear()
            st.rerun()


def templates() -> None:
    """The three workbooks to fill in."""
    today = today_of(store)
    left, right = st.columns(2)
    year = left.selectbox(_("Year"), [today.year, today.year - 1, today.year + 1], key="template_year")
    quarter = right.segmented_control(
        _("Quarter"), [1, 2, 3, 4], default=((today.month - 1) // 3 + 3) % 4 + 1, format_func=quarter_word, required=True,
        key="template_quarter",
    )  # fmt: skip
    with st.container(horizontal=True):
        for kind, label in (
            ("units", _("Units workbook")),
            ("plan", _("Plan workbook")),
            ("quarter", _("Quarter workbook")),
        ):
            st.download_button(
                label, lambda kind=kind: template_for(store, kind, year, quarter)[1], template_name(kind, year, quarter),
                icon=":material/download:", on_click="ignore", key=f"download_{kind}",
                disabled=kind != "units" and store.read("unit_versions").empty,
            )  # fmt: skip


def preview_of(file, year: int | None, quarter: int | None, basis: str | None):
    """The preview of an uploaded file; opened once, understood again only when answers, choices or the data change."""
    answers = answers_of(file)
    key = (file.file_id, year, quarter, basis, store.version(), *sorted(answers.items()))
    known, books = (st.session_state.setdefault(name, {}) for name in ("previews", "books"))
    if key not in known:
        with st.spinner(_("Reading…")):
            book = books[file.file_id] = books.get(file.file_id) or read_book(file.name, file.getvalue())
            try:
                known[key] = preview_book(store, book, year, quarter, basis, dict(answers))
            except PersonalData:
                del books[file.file_id]
                raise
    return known[key]


def answers_of(file) -> dict[str, str]:
    """What was chosen for the questions of an uploaded file, by their keys."""
    return st.session_state.setdefault("answers", {}).setdefault(file.file_id, {})


def ask(questions: list[Question], answers: dict[str, str], key: str) -> set[str]:
    """Show every question of a file; the keys of those answered with yes. A choice is used at once."""
    agreed = set()
    for question in questions:
        if not question.choices:
            if st.checkbox(plain(question.text), key=f"{key} {question.key}"):
                agreed.add(question.key)
            continue
        words = dict(question.choices)
        chosen = st.selectbox(
            plain(question.text), list(words), format_func=words.get, key=f"{key} {question.key}",
            index=list(words).index(question.answer) if question.answer in words else None, placeholder=_("Choose"),
        )  # fmt: skip
        if chosen and chosen != question.answer:
            answers[question.key] = chosen
            st.rerun()
    return agreed


def describe(preview) -> None:
    """What kind of file this is and how much of it is new."""
    kinds = {
        "units": _("units workbook"),
        "plan": _("annual plan"),
        "quarter": _("quarterly figures"),
        "indicators": _("indicators"),
    }
    what = kinds[preview.reading.kind]
    if preview.reading.period is not None:
        what = f"{what} · {quarter_text(preview.reading.period)}"
    elif preview.reading.plan_year:
        what = f"{what} · {preview.reading.plan_year}"
    text = _(
        "This is: **{what}**. {new} new, {corrected} corrected, {withdrawn} withdrawn, {unchanged} unchanged.",
        what=plain(what),
        **preview.counts(),
    )
    st.markdown(text)


def show_changes(preview, key: str) -> None:
    """Every figure that would change, old and new, and who would still be missing."""
    changed = preview.changes[preview.changes["change"] != "unchanged"]
    table = changes_table(changed, store.read("unit_versions"), store.read("current_indicators"))
    height = min(300, 38 + 35 * len(table))
    show_table(table, f"changes_{key}", _("What would change"), height=height)
    if len(preview.missing):
        names = ", ".join(preview.missing["name"].head(12))
        text = _("Still without any figure for this quarter: {count} enterprises ({names}).",
                 count=len(preview.missing), names=names)  # fmt: skip
        st.caption(plain(text))


def show_preview(preview, key: str, by: str, file) -> None:
    """What one file would change, its questions, and the button that stores it."""
    if not preview.changes_anything() and preview.file_name == st.session_state.get("stored"):
        st.success(_("{file} is stored.", file=plain(preview.file_name)))
        return
    describe(preview)
    for note in preview.reading.notes:
        st.caption(plain(note))
    if not preview.changes_anything() and not open_questions(preview, set()):
        st.success(_("Everything in this file is stored already. Nothing to do."))
        return
    if preview.reading.kind == "quarter":
        show_changes(preview, key)
    accepted = ask(preview.reading.questions, answers_of(file), key)
    if preview.reading.questions:
        offer_marked(file, [], preview.reading.questions, key)
    wants_reason = preview.needs_reason(accepted) and preview.reading.kind in ("quarter", "plan")
    reason = st.text_input(_("Reason for the change (required)"), key=f"reason_{key}").strip() if wants_reason else ""
    ready = bool(by) and bool(reason or not wants_reason) and not open_questions(preview, accepted)
    if st.button(_("Store"), type="primary", disabled=not ready, key=f"store_{key}"):
        try:
            store_preview(store, preview, by, reason or None, accepted)
        except (ReportProblem, StoreProblem) as problem:
            st.error(plain(str(problem)))
        else:
            st.session_state["stored"] = preview.file_name
            st.rerun()
    if not ready:
        st.caption(_("Answer every question and enter your name to store this file."))


def show_problem(problem: ReportProblem, file, key: str) -> None:
    """Every fault of a file at once; the file itself with each fault marked, to be sent back."""
    st.error(_("{file} was not taken in; nothing was stored. {count} faults:",
               file=plain(problem.file_name), count=len(problem.faults)))  # fmt: skip
    rows = [
        {_("Sheet"): f.sheet, _("Cell"): f.cell, _("Found"): f.found, _("Expected"): f.expected} for f in problem.faults
    ]
    show_table(pd.DataFrame(rows), f"faults_{key}", _("Faults"), "content" if len(rows) < 12 else 420)
    with st.container(horizontal=True):
        offer_marked(file, problem.faults, [], key)
        st.download_button(
            _("List of faults (CSV)"), lambda: faults_csv(problem.faults), f"{_('faults')} {problem.file_name}.csv", "text/csv",
            key=f"faults_csv_{key}", on_click="ignore", icon=":material/list:",
        )  # fmt: skip


def offer_marked(file, faults: list[Fault], questions: list[Question], key: str) -> None:
    """The sender's own workbook with every fault and question marked at its cell, for a file that could be opened."""
    book = st.session_state.get("books", {}).get(file.file_id)
    if book is None:
        return
    st.download_button(
        _("Their file with the faults marked") if faults else _("Their file with the questions marked"),
        lambda: marked_workbook(file.name, file.getvalue(), book, faults, questions)[1],
        marked_name(file.name, faults, questions), key=f"marked_{key}", on_click="ignore", icon=":material/edit_note:",
    )  # fmt: skip


def upload() -> None:
    """Choose files and go through them one by one."""
    left, middle, right = st.columns(3)
    year = left.selectbox(_("Year, if the file does not say"), [None, *range(today_of(store).year + 1, 2014, -1)],
                          format_func=lambda y: _("as the file says") if y is None else str(y))  # fmt: skip
    quarter = middle.selectbox(_("Quarter, if the file does not say"), [None, 1, 2, 3, 4],
                               format_func=lambda q: _("as the file says") if q is None else quarter_word(q))  # fmt: skip
    basis = right.selectbox(_("Figures without a word are"), list(BASIS_WORDS), format_func=lambda b: _(BASIS_WORDS[b]))
    files = st.file_uploader(
        _("Workbooks as they were sent (Excel, WPS, ODS, CSV, web tables): units, plan or quarter"), type=FILE_TYPES,
        accept_multiple_files=True, key="upload",
    )  # fmt: skip
    if not files:
        return
    by = st.text_input(_("Your name or office"), key="import_by").strip()
    for number, file in enumerate(files):
        st.markdown(f"##### {plain(masked(file.name))}")
        try:
            preview = preview_of(file, year, quarter, basis)
        except ReportProblem as problem:
            show_problem(problem, file, f"{number} {file.file_id}")
        else:
            show_preview(preview, f"{number} {preview.sha256[:12]}", by, file)


if only_example():
    st.info(_("The dashboard was started with the example only. Start it with “tracking serve” to use your own data."))
elif is_example(store):
    begin()
else:
    upload()
    with st.expander(_("Templates to fill in"), expanded=store.read("unit_versions").empty):
        templates()
