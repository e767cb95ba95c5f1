"""The list of pages. Start with: streamlit run dashboard.py"""

import streamlit as st

from tracking.language import _
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

PAGES = "tracking/screen/pages"
ICONS = {
    "formation": ":material/groups:",
    "contracts": ":material/contract:",
    "assistance": ":material/volunteer_activism:",
    "training": ":material/school:",
    "other": ":material/workspace_premium:",
}
themes = [
    st.Page(f"{PAGES}/{theme}.py", title=_(word), icon=ICONS[theme], url_path=theme)
    for theme, word in THEME_WORDS.items()
]
page = st.navigation(
    expanded=True,
    pages={
        _("Progress"): [
            st.Page(f"{PAGES}/overview.py", title=_("Overview"), icon=":material/dashboard:", default=True),
            *themes,
        ],
        _("Reports"): [
            st.Page(f"{PAGES}/report.py", title=_("Report"), icon=":material/description:", url_path="report"),
            st.Page(f"{PAGES}/printed.py", title=_("For printing"), icon=":material/print:", url_path="printed"),
        ],
        _("Enterprises"): [
            st.Page(f"{PAGES}/lagging.py", title=_("Lagging enterprises"), icon=":material/flag:", url_path="lagging"),
            st.Page(f"{PAGES}/calendar.py", title=_("Report calendar"), icon=":material/event:", url_path="calendar"),
            st.Page(f"{PAGES}/followup.py", title=_("Follow-up"), icon=":material/task_alt:", url_path="followup"),
            st.Page(
                f"{PAGES}/enterprise.py", title=_("One enterprise"), icon=":material/factory:", url_path="enterprise"
            ),
            st.Page(
                f"{PAGES}/exemptions.py", title=_("Exemptions"), icon=":material/event_busy:", url_path="exemptions"
            ),
        ],
        _("Data"): [
            st.Page(f"{PAGES}/plan.py", title=_("Plan"), icon=":material/assignment:", url_path="plan"),
            st.Page(f"{PAGES}/imports.py", title=_("Import"), icon=":material/upload_file:", url_path="imports"),
            st.Page(
                f"{PAGES}/changes.py", title=_("Closing and changes"), icon=":material/lock_clock:", url_path="changes"
            ),
            st.Page(f"{PAGES}/records.py", title=_("Records"), icon=":material/history:", url_path="records"),
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
