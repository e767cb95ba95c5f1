"""Looking back: every page as it was when a quarter was closed."""

import streamlit as st

from tracking.decisions import Snapshot, snapshots_of
from tracking.language import _
from tracking.quarters import year_and_quarter
from tracking.screen.session.link import leave_out_of_link, take_from_link, write_to_link
from tracking.screen.session.plain_text import plain
from tracking.screen.session.remembering import remembered
from tracking.store import OtherStore, Store
from tracking.telling import day_text
from tracking.words import quarter_text

NOW = "now"
KEY = "as_of"


@remembered(256)
def _snapshots(_store: Store, path: str, version: int) -> list[Snapshot]:
    return snapshots_of(_store)


def snapshots_in(store: Store) -> list[Snapshot]:
    """What was known at every closing, the newest first; read once per version of the data."""
    return _snapshots(store, str(store.path), store.version())


def choose_day(store: Store) -> None:
    """Keep the day looked at from page to page and in the link."""
    options = [NOW, *(str(one.submission) for one in snapshots_in(store))]
    take_from_link(KEY, options, NOW)
    if st.session_state[KEY] == NOW:
        leave_out_of_link(KEY)
    else:
        write_to_link(**{KEY: st.session_state[KEY]})


def look_back(snapshot: Snapshot | None) -> None:
    """Show every page as of a closing from now on, in the quarter that was closed; None is back to now."""
    st.session_state[KEY] = str(snapshot.submission) if snapshot else NOW
    if snapshot:
        year, quarter = year_and_quarter(snapshot.period)
        st.session_state["year"], st.session_state["quarter"] = str(year), str(quarter)


def show_which_day(store: Store) -> None:
    """Say on a page that an earlier day is looked at, with the way back."""
    if snapshot := chosen_snapshot(store):
        st.warning(plain(snapshot_text(snapshot)), icon=":material/history:")
        st.button(_("Back to now"), on_click=look_back, args=(None,), key="back_to_now", icon=":material/update:")


def chosen_snapshot(store: Store) -> Snapshot | None:
    """The closing whose day is looked at; None for now."""
    chosen = st.session_state.get(KEY, NOW)
    return next((one for one in snapshots_in(store) if str(one.submission) == chosen), None)


def store_as_chosen(store: Store) -> Store | OtherStore:
    """The store as it is, or as it was when the quarter chosen was closed."""
    snapshot = chosen_snapshot(store)
    return snapshot.store(store) if snapshot else store


def short_snapshot_text(snapshot: Snapshot) -> str:
    """Which closing, in a few words."""
    return _("{quarter} as closed on {day}", quarter=quarter_text(snapshot.period), day=day_text(snapshot.day))


def snapshot_text(snapshot: Snapshot) -> str:
    """What is looked at, in a sentence."""
    return _(
        "You are looking at the data as they were when {quarter} was closed on {day} by {by}. What came later is not shown.",
        quarter=quarter_text(snapshot.period),
        day=day_text(snapshot.day),
        by=snapshot.closed_by,
    )
