"""Evidence (证明材料): of which figures it is asked and which have none, what there is, and the way to hand in more."""

import streamlit as st

from tracking.decisions import subject_words
from tracking.evidence import (
    ask_evidence,
    asks_evidence,
    file_name_of,
    file_of,
    given_of_needed,
    newest_evidence_asked,
    take_back_evidence,
)
from tracking.language import _, current_language, speaking
from tracking.screen.pages.evidence_form import attach_form, figure_key
from tracking.screen.session import (
    Form,
    evidence_in,
    indicator_names,
    may_store,
    named,
    needed_in,
    once,
    open_unit,
    page_view,
    plain,
    say,
    show_list,
    taking_back,
)
from tracking.store import StoreProblem, number_of
from tracking.telling import small_share_text
from tracking.telling.tables import carrier_text, evidence_archive, evidence_table, lacking_table
from tracking.words import quarter_text

CHOSEN, LISTED = "evidence chosen", 300
ANY_FILE = "application/octet-stream"  # handed out to be kept, and never drawn by the browser

view = page_view(_("Evidence"))
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
indicators = indicator_names(view)
subjects = subject_words(indicators)
found = evidence_in(view)
needed = needed_in(view)
stores = not view.past and may_store("evidence")


def show_lacking() -> None:
    """Of which figures evidence is asked, how many have some, and which have none."""
    asked = asks_evidence(view.store)
    if not asked:
        st.caption(_("No indicator asks for evidence; what is handed in is listed below and counted nowhere."))
        return
    part = small_share_text(*given_of_needed(needed))
    st.markdown(f"## {_('Figures with evidence: {part}', part=part)}")
    listed = _(", ").join(indicators.get(code, code) for code in asked)
    about = _("{count} figures of {quarter} need evidence ({indicators}); a reported 0 needs none.", count=len(needed),
              quarter=quarter_text(view.period), indicators=listed)  # fmt: skip
    st.caption(plain(about))
    lacking = needed[needed["pieces"] == 0]
    if lacking.empty:
        return
    if len(lacking) > LISTED:
        st.caption(_("The first {count} of {total}.", count=LISTED, total=len(lacking)))
        lacking = lacking.head(LISTED)
    shown = view.indicators.assign(shown=view.indicators["indicator"].map(indicators))
    table = once(view, "lacking evidence", lambda: lacking_table(lacking, view.units, shown))
    lead = prepare if stores else open_it
    show_list("lacking", table, _("Figures without evidence"), lambda row: lead(lacking.iloc[row].to_dict()), most=330)


def prepare(row: dict) -> None:
    """Choose a figure in the form below."""
    st.session_state["evidence_unit"], st.session_state["evidence_of"] = row["unit"], figure_key(row["indicator"])


def open_it(row: dict) -> None:
    """Open the page of a figure's unit."""
    open_unit(view, row["unit"])


def ask_form() -> None:
    """Of which indicators' figures evidence is asked."""
    with st.popover(_("Which indicators ask for evidence"), icon=":material/rule:"):
        counted = view.indicators.loc[view.indicators["kind"] != "rate", "indicator"].tolist()
        form = Form(view.store, "ask_evidence", act="setting")
        seen = form.saw(number_of(newest_evidence_asked(view.store)))
        form.field(st.multiselect, _("Indicators"), "asked", asks_evidence(view.store), options=counted,
                   format_func=indicators.get, placeholder=_("Choose indicators"))  # fmt: skip
        form.by()
        form.button(_("Save"), lambda said: ask_evidence(view.store, said["asked"], named(said), seen),
                    lambda said: _("Evidence is asked of {count} indicators.", count=len(said["asked"])))  # fmt: skip
        form.footer()


def show_all() -> None:
    """Everything that was handed in this year, the newest first; a click chooses one."""
    st.markdown(f"## {_('Evidence of {year} ({count})', year=view.year, count=len(found))}")
    table = once(view, "evidence table", lambda: evidence_table(found, names, subjects))

    def choose(row: int) -> None:
        st.session_state[CHOSEN] = key_of(found.iloc[row].to_dict())

    show_list("evidence", table, _("Evidence"), choose, most=330)
    if found.empty:
        return
    rows = {key_of(row): row for row in found.to_dict("records")}
    with st.container(horizontal=True, vertical_alignment="center"):
        if row := rows.get(st.session_state.get(CHOSEN)):
            hand_out(row)
        pack()
        if not view.past:
            words = {key: f"{row['title']} · {names.get(row['unit'], row['unit'])} · {carrier_text(row, subjects)}"
                     for key, row in rows.items()}  # fmt: skip
            taking_back(
                Form(view.store, "evidence_back", view.unit, act="evidence"), _("Take back an entry"), words,
                lambda said: take_back_evidence(view.store, rows.get(said["entry"]), said["by"], said["reason"]),
            )  # fmt: skip


def key_of(row: dict) -> str:
    """What a piece is known by."""
    return f"{row['submission']} {row['item']}"


def hand_out(row: dict) -> None:
    """The way to one piece: a file to be kept, or where a link leads."""
    if isinstance(row["link"], str):
        st.link_button(plain(row["title"]), row["link"], icon=":material/open_in_new:", help=plain(row["link"]))
        return
    submission, item = int(row["submission"]), int(row["item"])
    try:
        file_of(view.store, submission, item)
    except StoreProblem as problem:
        st.error(plain(f"{row['title']}: {problem}"))
        return
    st.download_button(plain(row["title"]), lambda: file_of(view.store, submission, item), file_name_of(row), ANY_FILE,
                       key="evidence_file", on_click="ignore", icon=":material/download:")  # fmt: skip


def pack() -> None:
    """All files that are listed as one, with the list."""
    if found["sha256"].isna().all():
        return
    language = current_language()

    def made() -> bytes:
        with speaking(language):
            return evidence_archive(view.store, found, names, subjects, view.unit_name)

    st.download_button(_("All files as one (zip)"), made, f"{_('Evidence')}.zip", "application/zip", key="evidence_zip",
                       on_click="ignore", icon=":material/folder_zip:", type="tertiary")  # fmt: skip


say("attach", "evidence_back", "ask_evidence")
show_lacking()
if not view.past and may_store("setting"):
    ask_form()
show_all()
if stores:
    st.markdown(f"## {_('Hand in evidence')}")
    attach_form(view, names, subjects)
