"""The report: the draft with every number traced, the chair's own words, and the Word and Excel files."""

from contextlib import suppress

import pandas as pd
import streamlit as st

from tracking.harmless import file_name
from tracking.language import _
from tracking.office import EXCEL_TYPE, WORD_TYPE, as_pdf, office_program
from tracking.plan import exchange_zip
from tracking.report import (
    KINDS_OF_QUARTER,
    SOURCES,
    TITLES,
    as_plain_text,
    blocks,
    changed_figures,
    data_note,
    file_name_of,
    is_outdated,
    joined,
    last_draft,
    name_of_figure,
    own_look,
    record_draft,
    report_csv,
    report_document,
    report_workbook,
    sources_workbook,
    weight_of,
)
from tracking.screen.pages.report_draft import show_choices, show_draft
from tracking.screen.pages.report_editing import edit_look, edit_sections, edit_words, who
from tracking.screen.session import (
    choice_in_link,
    facts_of,
    once,
    page_view,
    plain,
    report_of,
    show_table,
)
from tracking.store import StoreProblem
from tracking.telling.tables import local_times
from tracking.words import quarter_text

view = page_view(_("Report"))
try:
    facts = facts_of(view)
except LookupError:
    st.info(_("This unit did not stand in the tree in this quarter."))
    st.stop()
store = view.store


def choose_kind() -> str:
    """Half-year report, briefing, annual report or the tables alone, as the quarter allows."""
    words = {
        "half-year": _("Half-year report"),
        "quarter": _("Briefing"),
        "annual": _("Annual report"),
        "annex": _("Tables alone"),
    }
    kinds = KINDS_OF_QUARTER[view.quarter]
    before, st.session_state["kind of quarter"] = st.session_state.get("kind of quarter"), view.quarter
    if before not in (None, view.quarter) and st.session_state.get("kind") == KINDS_OF_QUARTER[before][0]:
        st.session_state["kind"] = kinds[0]  # nobody chose it: it was the one usual for the quarter before
    return choice_in_link(
        _("Kind of report"), "kind", {kind: words[kind] for kind in kinds}, st.segmented_control, required=True
    )


def show_downloads() -> None:
    """Word and Excel, and what else there is, each built when it is asked for; a Word file handed out counts as a draft."""

    def document() -> bytes:
        return report_document(report, own_look(store, view.unit))

    def word() -> bytes:
        data = document()
        with suppress(StoreProblem):  # the file matters more than the record of it
            record_draft(store, report, names["docx"], who(view))
        return data

    names = {ending: file_name_of(report, draft, ending) for ending in ("docx", "xlsx", "csv", "pdf")}
    sources = file_name(report.title, f"_{TITLES[SOURCES]}.xlsx")
    with st.container(horizontal=True):
        st.download_button(
            _("Word file"), word, names["docx"], WORD_TYPE, key="word", type="primary", icon=":material/download:"
        )
        st.download_button(_("Tables as Excel"), lambda: report_workbook(report), names["xlsx"], EXCEL_TYPE, key="excel",
                           on_click="ignore", icon=":material/download:")  # fmt: skip
        with st.popover(_("Other forms")):
            if office_program():
                st.download_button("PDF", lambda: as_pdf(document()), names["pdf"], "application/pdf", key="pdf",
                                   on_click="ignore", icon=":material/download:")  # fmt: skip
            else:
                st.caption(_("For a PDF save the Word file as PDF in Word or WPS: LibreOffice was not found here."))
            st.download_button(_("For machines (CSV)"), lambda: report_csv(report), names["csv"], "text/csv", key="csv",
                               on_click="ignore", icon=":material/download:")  # fmt: skip
            st.download_button(_("Sources of every figure (Excel)"), lambda: sources_workbook(report), sources, EXCEL_TYPE,
                               key="sources", on_click="ignore", icon=":material/download:")  # fmt: skip
            st.download_button(
                _("Data for the union above (zip)"), lambda: exchange_zip(store, view.unit, view.year, view.quarter),
                file_name(view.unit_name, f"_{quarter_text(view.period)}.zip"), "application/zip", key="exchange",
                on_click="ignore", icon=":material/download:",
                help=_("Units, plan and the quarter's figures as workbooks; the union above drops them on its import page."),
            )  # fmt: skip
            if report.kind != "annex":
                st.caption(_("Plain text, to paste into a message or a form:"))
                st.code(
                    once(view, f"text {kind}", lambda: as_plain_text(report)),
                    language=None,
                    wrap_lines=True,
                    height=260,
                )


def show_changes() -> None:
    """Whether a draft was handed out, and which figures changed since."""
    if draft is None:
        st.caption(_("No draft has been handed out yet."))
        return
    when = local_times(pd.Series([draft.made_at])).iloc[0]
    st.caption(_("Draft {number} was handed out at {when}.", number=draft.number, when=when))
    changes = changed_figures(report, draft)
    if not changes:
        if is_outdated(report, draft):
            st.info(_("Data came in after that draft; no figure of the report has changed."))
        return
    st.warning(_("{count} figures have changed since that draft.", count=len(changes)))
    table = pd.DataFrame(
        {
            _("Figure"): [name_of_figure(facts, key) for key, _then, _now in changes],
            _("In the draft"): [then or "—" for _key, then, _now in changes],
            _("Now"): [now or "—" for _key, _then, now in changes],
        }
    )
    show_table(table, "changed_figures", _("Changed figures"), most=300)


kind = choose_kind()
report = report_of(view, kind)
draft = last_draft(store, view.unit, kind, view.period)
left, right = st.columns([9, 4])
with left:
    show_draft(view, report)
    annexes = [
        _("Annex {number}: {title}", number=number, title=title)
        for number, (_key, title) in enumerate(report.annexes, start=1)
    ]
    note = once(view, f"data note {kind}", lambda: data_note(report))
    st.caption("\n\n".join(plain(text) for text in (note, *annexes)))
with right:
    show_downloads()
    show_changes()
    show_choices(view, report)
    told = once(view, f"told {kind}", lambda: [text for style, text in blocks(report) if style == "text"])
    characters, figures = once(view, f"weight {kind}", lambda: weight_of(told))
    st.caption(
        _(
            "{characters} characters, {figures} figures in a hundred.",
            characters=f"{characters:,}",
            figures=f"{figures:.1f}",
        )
    )
    open_places = [section.title for section in report.sections if section.place]
    if open_places:
        st.info(_("Waiting for your words: {places}", places=joined(open_places)))
    if not view.past:
        mine, order, own = st.tabs([_("My words"), _("Sections"), _("Our own look")])
        with mine:
            edit_words(view, report)
        with order:
            edit_sections(view, report)
        with own:
            edit_look(view, report)
