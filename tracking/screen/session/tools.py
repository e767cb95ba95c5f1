"""What can be done with any page: print it, take its tables along as Excel, keep it under a name, show it to a meeting."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pandas as pd
import streamlit as st

from tracking.language import _, current_language, speaking
from tracking.office import EXCEL_TYPE
from tracking.screen.session.forms import branch_of, drafts_of, why_not_kept
from tracking.screen.session.link import leave_out_of_link, take_from_link, write_to_link
from tracking.screen.session.plain_text import plain
from tracking.store import Store
from tracking.telling import glossary
from tracking.telling.tables import excel_of

SHOWN = "tables shown"
BIG, PAPER = "big", "paper"
LONGEST_NAME = 30


def note_table(name: str, table: pd.DataFrame) -> None:
    """Note that the page shows a table, so that it can be taken along."""
    st.session_state.setdefault(SHOWN, []).append((name, table))


def note_head(title: str, about: str, day: date, union: str) -> None:
    """Note what the page is about, for what is taken along of it."""
    st.session_state["page head"] = {"title": title, "note": about, "day": day, "author": union}


def page_tools(store: Store, page: str, title: str) -> None:
    """The button with what can be done with the page at this address."""
    st.session_state[SHOWN] = shown = []
    st.session_state.pop("page head", None)
    with st.popover(
        "", icon=":material/more_horiz:", type="tertiary", key="page_tools", help=_("Print, export, keep, present")
    ):
        st.button(
            _("Print this page"),
            key="to_paper",
            icon=":material/print:",
            type="tertiary",
            on_click=_turn_paper,
            args=(page,),
        )
        st.download_button(
            _("Tables of this page (Excel)"), _workbook(shown, st.session_state), f"{title}.xlsx", EXCEL_TYPE,
            key="page_excel", on_click="ignore", icon=":material/table:", type="tertiary",
        )  # fmt: skip
        label = _("Back to the usual size") if is_big() else _("Show to a meeting")
        st.button(label, key="meeting", icon=":material/present_to_all:", type="tertiary", on_click=_turn_big)
        _keep_view(store, page)
        with st.expander(_("Words explained")):
            st.markdown(_words_explained(current_language()))


@cache
def _words_explained(_language: str) -> str:
    """Every word that is explained, a line each, in the language spoken."""
    return "  \n".join(f"**{plain(term)}**: {plain(meaning)}" for term, meaning in glossary().items())


def say_paper(page: str) -> None:
    """Over a page drawn for the printer, with its tables whole: print it, or go back."""
    if is_paper(page):
        with st.container(horizontal=True, vertical_alignment="center", key="paper_bar"):
            st.caption(_("Drawn for the printer, with its tables whole."))
            st.button(_("Print"), key="print_page", icon=":material/print:", type="primary")
            st.button(_("Back"), key="paper_back", type="tertiary", on_click=_turn_paper, args=(None,))


def is_paper(page: str | None = None) -> bool:
    """Whether the page is drawn for the printer; ``page`` is its address, if it is not the one asked last."""
    if page is not None and st.session_state.get(PAPER) not in (None, page):
        st.session_state.pop(PAPER)  # another page was opened
    return st.session_state.get(PAPER) is not None


def _turn_paper(page: str | None) -> None:
    st.session_state.pop(PAPER, None)
    if page is not None:
        st.session_state[PAPER] = page


def _workbook(shown: list, state: object) -> Callable[[], bytes]:
    """Makes the workbook when it is asked for: where nobody speaks a language unless told to."""
    language = current_language()

    def made() -> bytes:
        with speaking(language):
            head = state.get("page head") or {
                "title": _("Union Target Tracker"),
                "note": "",
                "day": date.today(),
                "author": "",
            }
            tables = list(shown) or [(_("Tables"), pd.DataFrame({_("Tables"): [_("This page has no table.")]}))]
            return excel_of(tables, head["title"], head["author"], head["day"], head["note"])

    return made


def choose_size() -> None:
    """Keep the size for meetings from page to page and in the link."""
    take_from_link(BIG, ["0", "1"], "0")
    if st.session_state[BIG] == "1":
        write_to_link(**{BIG: "1"})
    else:
        leave_out_of_link(BIG)


def is_big() -> bool:
    """Whether the page is shown to a meeting: large, without the menu, led through by the arrow keys."""
    return st.session_state.get(BIG) == "1"


def _turn_big() -> None:
    st.session_state[BIG] = "0" if is_big() else "1"
    leave_out_of_link(BIG)


def _keep_view(store: Store, page: str) -> None:
    """Keep the page as it stands, with all that its link carries, under a name."""
    name = st.text_input(
        _("Keep this view as"), key="view_name", max_chars=LONGEST_NAME, placeholder=_("e.g. Village A, lagging")
    )
    if problem := why_not_kept(name):
        st.error(plain(problem))
        return
    link = {key: value for key, value in st.query_params.to_dict().items() if key not in ("lang", BIG)}
    st.button(
        _("Keep"), key="view_keep", disabled=not name.strip(), on_click=_keep, args=(store, name.strip(), page, link)
    )
    kept = drafts_of(store).views(branch_of(store))
    if kept:
        gone = st.selectbox(
            _("Forget a view"), list(kept), index=None, key="view_forget", placeholder=_("Choose a view")
        )
        st.button(_("Forget"), key="view_forget_it", disabled=gone is None, on_click=_forget, args=(store, gone))


def _keep(store: Store, name: str, page: str, link: dict[str, str]) -> None:
    drafts_of(store).keep_view(name, page, link, branch_of(store))
    st.session_state["view_name"] = ""


def _forget(store: Store, name: str) -> None:
    drafts_of(store).forget_view(name, branch_of(store))


def kept_views(store: Store, pages: dict[str, object]) -> None:
    """The views that were kept, in the sidebar; ``pages`` are the dashboard's by their address."""
    views = {name: view for name, view in drafts_of(store).views(branch_of(store)).items() if view["page"] in pages}
    if not views:
        return
    st.caption(_("Kept views"))
    for name, view in views.items():
        st.page_link(pages[view["page"]], label=plain(name), icon=":material/bookmark:", query_params=view["link"])
