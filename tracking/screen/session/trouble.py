"""What a person reads where something went wrong: a sentence, and what can be done; never the program's own words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from tracking.language import _
from tracking.screen.session.plain_text import plain
from tracking.store import DatabaseGone, StoreProblem, error_log


def offer_to_put_back(problem: DatabaseGone, put_back: Callable[[], None]) -> None:
    """Say over the whole page that the database is gone, with a button that puts its copy back."""
    st.error(plain(str(problem.found)), icon=":material/warning:")
    if problem.good and st.button(_("Put the copy back"), type="primary", icon=":material/restore:", key="put_back"):
        try:
            put_back()
        except StoreProblem as another:
            st.error(plain(str(another)))
        else:
            st.rerun()


@contextmanager
def told_in_sentences(database: Path, forget_database: Callable[[], None]) -> Iterator[None]:
    """Whatever goes wrong in here is a sentence on the page, what nobody foresaw with the number it has in the log."""
    try:
        yield
    except DatabaseGone:
        forget_database()
        st.rerun()
    except StoreProblem as problem:
        st.error(plain(str(problem)))
    except Exception as error:
        st.error(plain(str(error_log.unforeseen(error, database))))
