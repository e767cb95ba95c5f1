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

ICONS = {
    "formation": ":material/groups:",
    "contracts": ":material/contract:",
    "assistance": ":material/volunteer_activism:",
    "training": ":material/school:",
    "other": ":material/workspace_premium:",
}
themes = [
    st.Page(page_file(theme), title=_(word), icon=ICONS[theme], url_path=theme) for theme, word in THEME_WORDS.items()
]
groups = {
    _("Progress"): [
        st.Page(page_file("overview"), title=_("Overview"), icon=":material/dashboard:", default=True),
        *themes,
        st.Page(page_file("compare"), title=_("Side by side"), icon=":material/equalizer:", url_path="compare"),
    ],
    _("Reports"): [
        st.Page(page_file("report"), title=_("Report"), icon=":material/description:", url_path="report"),
        st.Page(page_file("printed"), title=_("For printing"), icon=":material/print:", url_path="printed"),
    ],
    _("Enterprises"): [
        st.Page(page_file("lagging"), title=_("Lagging enterprises"), icon=":material/flag:", url_path="lagging"),
        st.Page(page_file("calendar"), title=_("Report calendar"), icon=":material/event:", url_path="calendar"),
        st.Page(page_file("followup"), title=_("Follow-up"), icon=":material/task_alt:", url_path="followup"),
        st.Page(page_file("enterprise"), title=_("One enterprise"), icon=":material/factory:", url_path="enterprise"),
        st.Page(page_file("exemptions"), title=_("Exemptions"), icon=":material/event_busy:", url_path="exemptions"),
    ],
    _("Data"): [
        st.Page(page_file("start"), title=_("First steps"), icon=":material/flag_2:", url_path="start"),
        st.Page(page_file("plan"), title=_("Plan"), icon=":material/assignment:", url_path="plan"),
        st.Page(page_file("fill_in"), title=_("Fill in"), icon=":material/edit_note:", url_path="fill_in"),
        st.Page(page_file("imports"), title=_("Import"), icon=":material/upload_file:", url_path="imports"),
        st.Page(page_file("review"), title=_("Acceptance"), icon=":material/fact_check:", url_path="review"),
        st.Page(page_file("changes"), title=_("Closing and changes"), icon=":material/lock_clock:", url_path="changes"),
        st.Page(
            page_file("indicators"),
            title=_("Indicators and measures"),
            icon=":material/straighten:",
            url_path="indicators",
        ),
        st.Page(page_file("records"), title=_("Records"), icon=":material/history:", url_path="records"),
        st.Page(page_file("people"), title=_("People"), icon=":material/badge:", url_path="people"),
    ],
}
hidden = pages_hidden()
groups = {title: [one for one in pages if one.url_path not in hidden] for title, pages in groups.items()}
page = st.navigation(groups, expanded=True)
st.set_page_config(page_title=f"{page.title} · {_('Union Target Tracker')}")
bound_uploads()
choose_size()
draw_frame()
pages = {one.url_path: one for group in groups.values() for one in group}
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
