"""Five hints on the example, for who has never seen the program; once they are read or put away, never again."""

from pathlib import Path

import streamlit as st

from tracking.language import N_, _
from tracking.screen.session import database_path, is_example
from tracking.store import Store

HINTS = (
    N_("**Does the plan hold?** The sentence at the top says it, by what is due by now. The five fields below it count; a click on one "
       "shows only those targets."),
    N_("**One line, one target.** The bar is what was done, the line what is due. A click on the name shows its path through the year, "
       "a click on the figure the files and cells it comes from."),
    N_("**What needs attention** names at most five things to do, the worst first; each leads to its page."),
    N_("**Lagging enterprises** says whom to phone and why, with the number; letters and a telephone list are made there."),
    N_("**Report** writes the half-year report as a Word file. With data of your own you begin under “First steps”."),
)  # fmt: skip
AT = "tour at"


def _done() -> Path:
    """The mark that the hints were read on this computer."""
    return database_path().with_name(database_path().name + ".tour")


def show_tour(store: Store) -> None:
    """The hint at which the reader is, in a corner of the page; nothing where the hints were read."""
    if not is_example(store) or st.session_state.get(AT) == len(HINTS) or _done().exists():
        return
    at = st.session_state.setdefault(AT, 0)
    with st.container(key="tour", border=True):
        st.markdown(_(HINTS[at]))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{at + 1}/{len(HINTS)}")
            st.button(
                _("Next") if at + 1 < len(HINTS) else _("Got it"), key="tour_next", on_click=_go_to, args=(at + 1,)
            )
            st.button(_("Do not show again"), key="tour_away", type="tertiary", on_click=_go_to, args=(len(HINTS),))


def _go_to(at: int) -> None:
    st.session_state[AT] = at
    if at == len(HINTS):
        _done().parent.mkdir(parents=True, exist_ok=True)
        _done().touch()
