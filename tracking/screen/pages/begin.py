"""Leave the example: ask for the union's name and make its own, empty database."""

import streamlit as st

from tracking.language import _
from tracking.screen.session import plain, start_own_database
from tracking.store import StoreProblem


def begin() -> None:
    """Ask for the union's name and leave the example."""
    st.markdown(_("You are looking at the example. To begin with your own data, enter your union's name; "
                  "then fill in the templates and import them. The example stays out of your data."))  # fmt: skip
    with st.container(border=True):
        name = st.text_input(_("Name of the union"), key="union_name",
                             placeholder=_("for instance: Qinghe Township Trade Union")).strip()  # fmt: skip
        if not st.button(_("Start with our own data"), type="primary", key="begin"):
            return
        if not name:
            st.error(_("Please enter the name of your union."))
            return
        try:
            start_own_database(name)
        except StoreProblem as problem:
            st.error(plain(str(problem)))
        else:
            st.session_state.clear()
            st.rerun()
