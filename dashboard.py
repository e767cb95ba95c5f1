"""The list of pages. Start with: streamlit run dashboard.py"""

import streamlit as st

from tracking.language import _
from tracking.places import page_file
from tracking.screen import refused_address
from tracking.screen.session import (
    banner,
    bound_uploads,
    choose_day,
    choose_language,
    database_path,
    forget_database,
    language_switch,
    open_database,
    plain,
    told_in_sentences,
)
from tracking.words import THEME_WORDS

choose_language()
st.set_page_config(page_title=_("Union Target Tracker"), page_icon="📋", layout="wide")
if why := refused_address(st.get_option("server.address")):
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
page = st.navigation(
    expanded=True,
    pages={
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
            st.Page(
                page_file("enterprise"), title=_("One enterprise"), icon=":material/factory:", url_path="enterprise"
            ),
            st.Page(
                page_file("exemptions"), title=_("Exemptions"), icon=":material/event_busy:", url_path="exemptions"
            ),
        ],
        _("Data"): [
            st.Page(page_file("plan"), title=_("Plan"), icon=":material/assignment:", url_path="plan"),
            st.Page(page_file("imports"), title=_("Import"), icon=":material/upload_file:", url_path="imports"),
            st.Page(
                page_file("changes"), title=_("Closing and changes"), icon=":material/lock_clock:", url_path="changes"
            ),
            st.Page(
                page_file("indicators"),
                title=_("Indicators and measures"),
                icon=":material/straighten:",
                url_path="indicators",
            ),
            st.Page(page_file("records"), title=_("Records"), icon=":material/history:", url_path="records"),
        ],
    },
)
bound_uploads()
with st.sidebar:
    language_switch()
top = st.container()
with told_in_sentences(database_path(), forget_database):
    store = open_database()
    choose_day(store)
    with top:
        found = banner()
    page.run()
    with top:
        banner(said=found or "")  # what happened to the database meanwhile
