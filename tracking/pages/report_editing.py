"""What the report page lets the chair change: her words, the sections and their order, the township's own Word template."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.report.drafts import (
    save_sections,
    save_template,
    save_words,
    sections_of,
    template_of,
    word_versions,
    words_of,
)
from tracking.report.half_year import PART_OF, PLACES, TITLES, Report
from tracking.report.township_template import check_template, notes, sample_template
from tracking.session import View, once, plain, show_table
from tracking.store import StoreProblem
from tracking.tables import local_times

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LAST_PART_OF_TEXT = PART_OF["outlook"]


def who(view: View) -> str:
    """Whoever said their name on this page; else the unit."""
    return st.session_state.get("report_by") or view.unit_name(view.unit)


def _keep(save: Callable, *what: object) -> None:
    """Store something and show the page anew, or say why it could not be stored."""
    try:
        save(*what)
    except StoreProblem as problem:
        st.error(plain(str(problem)))
    else:
        st.rerun()


def edit_words(view: View, report: Report) -> None:
    """A free paragraph for every section; kept in every version, and kept when figures change."""
    own = words_of(view.store, view.unit, report.kind, view.period)
    sections = [section.key for section in report.sections if PART_OF[section.key] <= LAST_PART_OF_TEXT]
    if not sections:
        st.caption(_("The tables alone have no text."))
        return
    with st.form("words", border=False):
        st.caption(_("What you write here stands after the sentences of its section, also when the figures change."))
        said = {
            key: st.text_area(
                TITLES[key],
                own.get(key, ""),
                key=f"words_{view.unit}_{view.period}_{report.kind}_{key}",
                placeholder=PLACES.get(key, ""),
                height=90,
            )
            for key in sections
        }
        st.text_input(_("Your name or office"), key="report_by")
        if st.form_submit_button(_("Save my words"), type="primary"):
            _keep(save_words, view.store, view.unit, report.kind, view.period, said, who(view))
    versions = word_versions(view.store, view.unit, report.kind, view.period)
    if len(versions):
        with st.expander(_("Earlier versions ({count})", count=len(versions))):
            table = pd.DataFrame(
                {
                    _("Saved"): local_times(versions["received_at"]),
                    _("By"): versions["received_by"],
                    _("Section"): versions["section"].map(TITLES),
                    _("Text"): versions["body"],
                }
            )
            show_table(table, "word_versions", _("Earlier versions"))


def edit_sections(view: View, report: Report) -> None:
    """Which sections there are and in what order."""
    chosen = sections_of(view.store, view.unit, report.kind)
    table = pd.DataFrame(
        {
            _("Place"): range(1, len(chosen) + 1),
            _("Section"): [TITLES[key] for key, _shown in chosen],
            _("Wanted"): [shown for _key, shown in chosen],
        }
    )
    st.caption(_("Change the numbers to reorder sections within their part; untick what is not wanted."))
    key = f"sections_{report.kind}_{view.store.version()}"
    edited = st.data_editor(table, hide_index=True, disabled=[_("Section")], key=key, height="content")
    if st.button(_("Save sections")):
        wanted = [bool(value) for value in edited[_("Wanted")]]
        order = edited[_("Place")].rank(method="first").argsort()
        kept = [(chosen[number][0], wanted[number]) for number in order]
        _keep(save_sections, view.store, view.unit, report.kind, kept, who(view))


def edit_template(view: View, report: Report) -> None:
    """A .docx with fields and charts that is filled in place of the built-in layout; checked when it is uploaded."""
    template = template_of(view.store, view.unit)
    if template is None:
        st.caption(
            _("The built-in official layout is used. You can use a Word file of your own with fields and charts.")
        )
    else:
        st.caption(plain(_("“{file}” is used in place of the built-in layout.", file=template[0])))
        _show_remarks(view, report, template[1])
        if st.button(_("Back to the built-in layout")):
            _keep(save_template, view.store, view.unit, b"", "", who(view))
    st.download_button(
        _("A template to begin with"), lambda: sample_template(report.facts), "template.docx", WORD,
        key="sample_template", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    file = st.file_uploader(_("A template of our own (.docx)"), type=["docx"], key="own_template")
    if file is None:
        return
    faults = check_template(file.getvalue())
    if faults:
        st.error(_("This file cannot be used as a template; nothing was stored. {count} faults:", count=len(faults)))
        for fault in faults:
            st.markdown("* " + plain(fault))
        return
    _show_remarks(view, report, file.getvalue())
    if (template is None or template[1] != file.getvalue()) and st.button(_("Use this template"), type="primary"):
        _keep(save_template, view.store, view.unit, file.getvalue(), file.name, who(view))


def _show_remarks(view: View, report: Report, template: bytes) -> None:
    faults = once(view, f"faults of template {hash(template)}", lambda: check_template(template))
    if faults:
        st.warning(_("This template can no longer be filled in; the built-in layout is used instead."))
    for remark in [*faults, *notes(template, report)]:
        st.caption(plain(remark))
