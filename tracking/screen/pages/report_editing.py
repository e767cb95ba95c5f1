"""What the report page lets the chair change: her words, the sections and their order, the township's own look."""

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.office import WORD_TYPE, faults_of_reference, remarks_on_reference
from tracking.quarters import local_time
from tracking.report import (
    BEFORE,
    FIELDS_OF_LINE,
    NO_WORDS,
    PART_OF,
    PLACES,
    TITLES,
    USUAL_LINE,
    Report,
    bare,
    choice_of_sections,
    newest_reference,
    newest_words,
    opening_line_of,
    read_choice,
    reference_of,
    sample_reference,
    save_opening_line,
    save_reference,
    save_sections,
    save_words,
    sections_of,
    tidy_words,
    word_versions,
)
from tracking.screen.session import Form, View, named, once, plain, say, show_table, who_works
from tracking.store import StoreProblem, number_of
from tracking.telling.tables import local_times

AFTER = "after"
LAST_PART_OF_TEXT = PART_OF["outlook"]


def who(view: View) -> str:
    """Whoever said their name; else the unit."""
    return who_works(view.store) or view.name_of_unit(view.unit)


def edit_words(view: View, report: Report) -> None:
    """A free paragraph for every section; kept in every version, and kept when figures change."""
    about = view.unit, report.kind, view.period
    newest = newest_words(view.store, *about)
    sections = [section.key for section in report.sections if PART_OF[section.key] <= LAST_PART_OF_TEXT]
    if not sections:
        st.caption(_("The tables alone have no text."))
        return
    whole = Form(view.store, "words", *about)
    say("words")
    st.caption(
        _("What you write here stands before or after the sentences of its section, also when the figures change.")
    )
    forms = {section: Form(view.store, "text", *about, section) for section in sections}
    for section, form in forms.items():
        _edit_section(form, section, _stored(newest, section))
    whole.by()

    def changed() -> dict[str, str]:
        # A box that is being drawn anew has no text for a moment; then nothing of it was changed.
        words = {}
        for section, form in forms.items():
            typed = form.values()
            if typed["text"] is not None:
                places = (section, f"{section}/{BEFORE}")
                text, first = tidy_words(typed["text"]), typed.get("where") == BEFORE
                words |= {place: text if (place != section) == first else "" for place in places}
        return {place: text for place, text in words.items() if text != newest.get(place, NO_WORDS)["body"]}

    def save(said: dict) -> None:
        words = changed()
        if not words:
            raise StoreProblem(_("Nothing was changed."))
        by = named(said)
        newest_seen = {place: forms[place.partition("/")[0]].based_on for place in words}
        stored = {place: newest.get(place, NO_WORDS)["submission"] for place in words}
        # of the two places of a section the one that was not looked at is as it stands
        seen = {place: stored[place] if stored[place] <= at else at for place, at in newest_seen.items()}
        save_words(view.store, *about, words, by, seen)
        for form in forms.values():
            form.begin_anew()

    whole.button(_("Save my words"), save, lambda _said: _("Your words are stored."), type="primary")
    _edit_opening_line(view)
    _show_versions(view, about)


def _edit_opening_line(view: View) -> None:
    """The line that every report of this union begins with."""
    say("line")
    stored = opening_line_of(view.store, view.unit)
    form = Form(view.store, "line", view.unit)
    seen = int(form.saw(int(stored["submission"])))
    with st.expander(_("Opening line of every report")):
        form.field(st.text_area, _("Opening line"), "text", stored["body"], placeholder=USUAL_LINE, height=110)
        st.caption(plain(_("Filled in: {fields}. Empty: the usual line.", fields=" ".join(FIELDS_OF_LINE))))
        form.by()

        def save(said: dict) -> None:
            if save_opening_line(view.store, view.unit, str(said["text"] or ""), named(said), seen) is None:
                raise StoreProblem(_("Nothing was changed."))

        form.button(_("Save the opening line"), save, lambda _said: _("The opening line is stored."))
        form.footer()


def _stored(newest: dict[str, dict], section: str) -> dict:
    """The words of a section, wherever they stand: body, submission, received_at, received_by and where (before, after)."""
    after, before = newest.get(section, NO_WORDS), newest.get(f"{section}/{BEFORE}", NO_WORDS)
    last = max(after, before, key=lambda version: version["submission"])
    return {**last, "body": before["body"] or after["body"], "where": BEFORE if before["body"] else AFTER}


def _edit_section(form: Form, section: str, stored: dict) -> None:
    """One paragraph, and beside a draft what somebody else stored since it was begun: mine or theirs is a choice."""
    now = int(stored["submission"])
    seen = form.saw(now)
    form.field(st.text_area, TITLES[section], "text", stored["body"], placeholder=PLACES.get(section, ""), height=90)
    told = {BEFORE: _("before the figures"), AFTER: _("after the figures")}
    if form.values()["text"]:
        form.field(
            st.segmented_control, _("Where it stands"), "where", stored["where"], options=list(told),
            format_func=told.get, label_visibility="collapsed", required=True,
        )  # fmt: skip
    if seen != now:
        who = {"by": stored["received_by"] or "—", "time": local_time(stored["received_at"])}
        st.warning(plain(_("{by} stored other words here ({time}):", **who)))
        st.markdown(plain(stored["body"] or _("nothing: the words were taken out")))
        with st.container(horizontal=True):
            st.button(_("Take theirs"), key=form.key("theirs"), on_click=form.begin_anew)
            st.button(_("Keep mine"), key=form.key("mine"), on_click=form.keep_mine)
    form.footer()


def _show_versions(view: View, about: tuple) -> None:
    versions = word_versions(view.store, *about)
    if len(versions):
        with st.expander(_("Earlier versions ({count})", count=len(versions))):
            table = pd.DataFrame(
                {
                    _("Saved"): local_times(versions["received_at"]),
                    _("By"): versions["received_by"],
                    _("Section"): [TITLES[place.partition("/")[0]] for place in versions["section"]],
                    _("Text"): [_told(row) for row in versions.to_dict("records")],
                }
            )
            show_table(table, "word_versions", _("Earlier versions"))


def _told(version: dict) -> str:
    """What was saved: words, or what was made of a sentence."""
    _section, _slash, role = version["section"].partition("/")
    if not role or role == BEFORE or not (choice := read_choice(version["body"])):
        return version["body"]
    words = bare(choice.words(choice.was))
    return words or _("struck: {said}", said=bare(choice.was))


def edit_sections(view: View, report: Report) -> None:
    """Which sections there are and in what order."""
    chosen = sections_of(view.store, view.unit, report.kind)
    form = Form(view.store, "sections", view.unit, report.kind)
    say("sections")
    seen = form.saw(number_of(choice_of_sections(view.store, view.unit, report.kind)))
    st.caption(_("Change the numbers to reorder sections within their part; untick what is not wanted."))
    stored = [{"place": place, "section": key, "wanted": shown} for place, (key, shown) in enumerate(chosen, start=1)]
    column = st.column_config
    rows = form.grid(
        stored,
        lambda rows: pd.DataFrame([{**row, "section": TITLES[row["section"]]} for row in rows]),
        hide_index=True, disabled=["section"], height="content",
        column_config={
            "place": column.NumberColumn(_("Place")), "section": column.TextColumn(_("Section")),
            "wanted": column.CheckboxColumn(_("Wanted")),
        },
    )  # fmt: skip
    form.by()

    def save(said: dict) -> None:
        order = sorted(rows(), key=lambda row: row["place"] or 0)
        wanted = [(row["section"], bool(row["wanted"])) for row in order]
        save_sections(view.store, view.unit, report.kind, wanted, named(said), seen)

    form.button(_("Save sections"), save, lambda _said: _("The sections are stored."))
    form.footer()


def edit_look(view: View, report: Report) -> None:
    """A .docx that gives letterhead, styles, margins, headers and footers; looked into when it is uploaded."""
    say("look")
    kept, seen = reference_of(view.store, view.unit), number_of(newest_reference(view.store, view.unit))
    if kept is None:
        st.caption(
            _(
                "The report is laid out as official documents are. A Word file of your own gives it your letterhead, styles, "
                "margins, headers and footers; the text is poured in."
            )
        )
    else:
        st.caption(plain(_("The report has the look of “{file}”.", file=kept[0])))
        _show_remarks(view, kept[1])
        with st.expander(_("Back to the official layout")):
            _look_form(view, "no_look", seen, _("Use the official layout"), b"", "")
    st.download_button(
        _("A reference document to begin with"), lambda: sample_reference(report.facts), _("reference document") + ".docx", WORD_TYPE,
        key="sample_look", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    file = st.file_uploader(_("A Word file of our own (.docx)"), type=["docx"], key="own_look")
    if file is None:
        return
    faults = _faults(view, file.getvalue())
    if faults:
        st.error(_("This file cannot give its look to the report; nothing was stored."))
        for fault in faults:
            st.markdown("* " + plain(fault))
        return
    _show_remarks(view, file.getvalue())
    if kept is None or kept[1] != file.getvalue():
        _look_form(view, "take_look", seen, _("Use this look"), file.getvalue(), file.name)


def _look_form(view: View, name: str, seen: int, label: str, data: bytes, file_name: str) -> None:
    form = Form(view.store, name, view.unit, says="look")
    form.by()

    def save(said: dict) -> None:
        save_reference(view.store, view.unit, data, file_name, named(said), form.saw(seen))

    form.button(label, save, lambda _said: _("The look of the report was changed."))


def _faults(view: View, reference: bytes) -> list[str]:
    """What is wrong with a reference document: looked into once, not whenever the page is drawn."""
    return once(view, f"faults of look {hash(reference)}", lambda: faults_of_reference(reference))


def _show_remarks(view: View, reference: bytes) -> None:
    faults = _faults(view, reference)
    if faults:
        st.warning(_("This file can no longer give its look to the report; the official layout is used instead."))
    remarks = once(view, f"remarks on look {hash(reference)}", lambda: faults or remarks_on_reference(reference))
    for remark in remarks:
        st.caption(plain(remark))
