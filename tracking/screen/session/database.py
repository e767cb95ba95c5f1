"""Which database the pages show: the user's own, or the example where there is none."""

import os
from contextlib import suppress
from pathlib import Path

import streamlit as st

from tracking.accounts import as_seen_by, has_people
from tracking.example import open_example
from tracking.intake import begin_union, open_own
from tracking.language import _
from tracking.places import SharedAddress, address_of, home_of, page_file, text_of, usual_database
from tracking.screen.session.plain_text import plain
from tracking.screen.session.remembering import remembered
from tracking.screen.session.terms import GATE, ask_to_sign_in, note_whether_one_firm, note_who_looks, still_signed_in
from tracking.screen.session.trouble import offer_to_put_back
from tracking.store import DatabaseGone, Store, StoreProblem, gone, refuse_text


def database() -> Path | SharedAddress:
    """The user's own database, whether it is there or not."""
    return usual_database()


def database_path() -> Path:
    """The path that its store has."""
    return home_of(database())


def only_example() -> bool:
    """Whether the dashboard was started to show the example and nothing else (tracking --example serve)."""
    return bool(os.environ.get("TRACKING_EXAMPLE"))


@remembered(8)
def _open(path: str, _put_back: bool = False) -> Store:
    own = address_of(path)
    if only_example():
        return open_example("dashboard")
    if isinstance(own, Path) and not own.exists() and not _put_back:
        if problem := gone(own):
            raise problem
        return open_example("dashboard")
    return open_own(own, "dashboard", _put_back)


def whole_store() -> Store:
    """The store behind all that people see, with everything in it. Raises StoreProblem."""
    return _open(text_of(database()))


def ask_who_looks() -> None:
    """Note at the begin of a run who looks, by what their browser was given when they signed in."""
    with suppress(StoreProblem):
        store = whole_store() if GATE.terms else None
        if (person := note_who_looks(store)) and store:
            note_whether_one_firm(store, person)


def open_database() -> Store:
    """The database as the person may use it who looks, or the example where there is none.

    Shows why and stops where it cannot be opened, or where nobody may look.
    """
    return _for_whoever_looks(_opened())


def _for_whoever_looks(store: Store) -> Store:
    """The store as the person signed in may use it; all of it where nobody has an account."""
    if GATE.terms is None:
        if has_people(store):
            st.error(
                plain(
                    _(
                        "People have accounts here: start the dashboard with “tracking serve”, so that it asks who they are."
                    )
                )
            )
            st.stop()
        return store
    person = note_who_looks(store)
    if person is None:
        ask_to_sign_in()
        st.stop()
    try:
        return as_seen_by(store, person, still_signed_in(store))
    except StoreProblem as problem:
        st.error(plain(str(problem)))
        st.stop()


def _opened() -> Store:
    """The user's database, or the example where there is none. Shows why and stops if it cannot be opened."""
    try:
        path = text_of(database())
        if _open.knows(path):
            return _open(path)
        with st.spinner(_("Opening the database; the example is made the first time, which takes some seconds…")):
            return _open(path)
    except DatabaseGone as problem:
        offer_to_put_back(problem, put_back_database)
    except StoreProblem as problem:
        st.error(plain(str(problem)))
    st.stop()


def put_back_database() -> None:
    """Put the copy in the place of a database that is missing; it is open from now on."""
    _open(text_of(database()), _put_back=True)


def forget_database() -> None:
    """Give back a database that is no longer there; the next page looks for it anew."""
    with suppress(StoreProblem):
        _open(text_of(database())).close()
    _open.clear()


def is_example(store: Store) -> bool:
    """Whether this is the invented township."""
    return store.home != database_path()


def start_own_database(name: str) -> None:
    """Make the user's own, empty database and leave the example. Raises StoreProblem for a name that may not be kept."""
    refuse_text("value", name)
    example = _open(text_of(database()))
    begin_union(database(), name)
    _open.clear()
    example.close()


def banner(said: str | None = None) -> str | None:
    """Say how the database was found; what there was to say. With ``said`` the page has said that already, and only what is
    new is added."""
    warning = open_database().warning()
    if warning and warning != said:
        st.warning(plain(warning))
    return warning


def say_example(store: Store) -> None:
    """Say that this is the example, with the way to the user's own data."""
    if is_example(store):
        st.caption(_("This is an invented example township; its today is 21 July 2020."))
        st.page_link(page_file("start"), label=_("Start with our own data"), icon=":material/arrow_forward:")
