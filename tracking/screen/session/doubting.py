"""A form whose matter may be odd: what is odd is told, and stored only once somebody says that just this is right."""

from collections.abc import Callable

import streamlit as st

from tracking.language import _
from tracking.screen.session.forms import Form
from tracking.screen.session.plain_text import plain
from tracking.store import StoreProblem


def ask_if_right(form: Form) -> None:
    """Tell what was odd about what stands in the form, and ask whether it is right all the same."""
    about, odd = st.session_state.get(f"{form.name} doubts", ("", ""))
    if about == form.key("sure"):
        st.warning(plain(odd))
        form.field(st.checkbox, _("It is right all the same"), "sure", False)


def unless_odd(form: Form, said: dict, record: Callable[[bool], int], doubtful: type[StoreProblem]) -> int:
    """Store by ``record``, which takes whether somebody is sure; raises ``doubtful`` where something is odd of which nobody said that it is
    right, to be asked about when the form is drawn next."""
    key = f"{form.name} doubts"
    try:
        number = record(False)
    except doubtful as problem:
        if not said.get("sure") or st.session_state.get(key) != (form.key("sure"), str(problem)):
            st.session_state[key] = (form.key("sure"), str(problem))
            raise
        number = record(True)  # of just these doubts somebody said so
    st.session_state.pop(key, None)
    return number
