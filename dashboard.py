"""The list of pages. Start with: streamlit run dashboard.py"""

import streamlit as st

from tracking.language import _
from tracking.places import page_file
from tracking.screen import refused_address
from tracking.screen.session import (
    GATE,
    SIDEBAR,
    ask_who_looks,
    banner,
    bound_uploads,
    choose_day,
    choose_language,
    choose_size,
    database_path,
    draw_frame,
    forget_database,
    jump_box,
    kept_views,
    language_switch,
    open_database,
    page_tools,
    pages_hidden,
    plain,
    say_example,
    say_paper,
    say_what_is_left,
    say_who_looks,
    show_found,
    told_in_sentences,
)
from tracking.words import THEME_WORDS

choose_language()
st.set_page_config(page_icon="📋", layout="wide", initial_sidebar_state=SIDEBAR)
ask_who_looks()
if GATE.terms is None and (why := refused_address(st.get_option("server.address"))):
    st.error(plain(why))
    st.stop()

hidden = pages_hidden()


def one(name: str, title: str, icon: str, default: bool = False) -> st.Page:
    """A page; those that whoever looks has no use for stand in no menu."""
    visibility = "hidden" if name in hidden else "visible"
    address = {} if default else {"url_path": name}
    return st.Page(
        page_file(name), title=title, icon=f":material/{icon}:", default=default, visibility=visibility, **address
    )


ICONS = {
    "formation": "groups",
    "contracts": "contract",
    "assistance": "volunteer_activism",
    "training": "school",
    "other": "workspace_premium",
}
groups = {
    _("Progress"): [
        one("overview", _("Overview"), "dashboard", default=True),
        *(one(theme, _(word), ICONS[theme]) for theme, word in THEME_WORDS.items()),
        one("compare", _("Side by side"), "equalizer"),
        one("scoring", _("Scoring"), "military_tech"),
    ],
    _("Reports"): [
        one("report", _("Report"), "description"),
        one("printed", _("For printing"), "print"),
    ],
    _("Enterprises"): [
        one("lagging", _("Lagging enterprises"), "flag"),
        one("calendar", _("Report calendar"), "event"),
        one("followup", _("Follow-up"), "task_alt"),
        one("enterprise", _("One enterprise"), "factory"),
        one("exemptions", _("Exemptions"), "event_busy"),
        one("founding", _("Founding register"), "domain_add"),
        one("register", _("Contract register"), "contract_edit"),
        one("evidence", _("Evidence"), "attach_file"),
    ],
    _("Data"): [
        one("start", _("First steps"), "flag_2"),
        one("plan", _("Plan"), "assignment"),
        one("fill_in", _("Fill in"), "edit_note"),
        one("imports", _("Import"), "upload_file"),
        one("review", _("Acceptance"), "fact_check"),
        one("changes", _("Closing and changes"), "lock_clock"),
        one("indicators", _("Indicators and measures"), "straighten"),
        one("records", _("Records"), "history"),
        one("people", _("People"), "badge"),
    ],
}
page = st.navigation(groups, expanded=True)
st.set_page_config(page_title=f"{page.title} · {_('Union Target Tracker')}")
bound_uploads()
choose_size()
draw_frame()
pages = {each.url_path: each for group in groups.values() for each in group}
with st.sidebar:
    side = st.container()
    say_who_looks()
    language_switch()
top = st.container()
with told_in_sentences(database_path(), forget_database):
    store = open_database()
    choose_day(store)
    with side:
        kept_views(store, pages)
    with top:
        found = banner()
        with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="top_row"):
            with st.container(horizontal=True, vertical_alignment="center", key="example_banner"):
                say_example(store)
            jump_box()
            page_tools(store, page.url_path, page.title)
        show_found(store)
        say_paper(page.url_path)
    try:
        page.run()
    finally:
        say_what_is_left()
    with top:
        banner(said=found or "")  # what happened to the database meanwhile
