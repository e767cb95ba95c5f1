"""A window over the page: one at a time, open until it is closed or leads to another page."""

from collections.abc import Callable

import streamlit as st

from tracking.language import current_language, speaking
from tracking.screen.session.database import database_path, forget_database
from tracking.screen.session.trouble import told_in_sentences

OPENED = "window opened"


def open_window(kind: str, about: str) -> None:
    """Have a window opened by the page that knows its kind (opened_window)."""
    st.session_state[OPENED] = kind, about


def opened_window() -> tuple[str, str] | None:
    """The kind of the window that is open, and what it is about."""
    return st.session_state.get(OPENED)


def close_window() -> None:
    """No window is open any more."""
    st.session_state.pop(OPENED, None)


def draw_window(title: str, show: Callable[[], None]) -> None:
    """Draw the window. It is drawn again without the page: it speaks the page's language, and goes wrong in sentences."""
    language = current_language()

    def told() -> None:
        with speaking(language), told_in_sentences(database_path(), forget_database):
            show()

    st.dialog(title, width="large", on_dismiss=close_window)(told)()
