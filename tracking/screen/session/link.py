"""What travels in the address, so that a link shows its receiver what its sender saw."""

from collections.abc import Callable, Mapping

import streamlit as st


def take_from_link(name: str, options: list[str], default: str | None) -> None:
    """Give the widget with the key ``name`` the value of a new link, else the one it had, also on another page.

    (Streamlit's own binding writes the words shown, which another language would not understand.)
    """
    said, before = st.query_params.get(name), st.session_state.get(f"{name} in link")
    new_link = said if said != before else None
    wanted = (value for value in (new_link, st.session_state.get(name), before) if value in options)
    st.session_state[name] = next(wanted, default)


def write_to_link(**values: str | None) -> None:
    """Carry the values chosen in the address, so that it can be sent to somebody."""
    for name, value in values.items():
        if value is None:
            continue
        st.session_state[f"{name} in link"] = value
        if st.query_params.get(name) != value:
            st.query_params[name] = value


def choice_in_link(
    label: str, key: str, words: Mapping[str, str], widget: Callable = st.selectbox, **settings: object
) -> str:
    """One of some words, chosen by a widget (st.selectbox, st.segmented_control) and kept in the link under its key; the first
    as long as nobody chose. An empty one stands for all, and is left out of the link."""
    take_from_link(key, list(words), next(iter(words)))
    chosen = widget(label, list(words), format_func=words.get, key=key, label_visibility="collapsed", **settings)
    if chosen:
        write_to_link(**{key: chosen})
    else:
        leave_out_of_link(key)
    return chosen


def leave_out_of_link(name: str) -> None:
    """Take a value out of the address: what everybody sees without it."""
    st.session_state[f"{name} in link"] = None
    st.query_params.pop(name, None)
