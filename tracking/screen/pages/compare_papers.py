"""The units side by side on paper: notice, poster, workbook."""

from collections.abc import Callable

import streamlit as st

from tracking.language import _
from tracking.letters import WrongWording, read_wording, units_notice, units_poster, units_workbook
from tracking.screen.session import View, facts_of, plain
from tracking.telling import SideBySide

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_papers(view: View, found: SideBySide) -> None:
    """The row of buttons below the page; each paper is made when it is asked for."""

    def notice() -> bytes:
        return units_notice(found, facts_of(view), read_wording())

    try:
        read_wording()
    except WrongWording as problem:
        st.error(
            _("The wording of letters cannot be used:") + "\n\n" + "\n".join(f"* {plain(f)}" for f in problem.faults)
        )
        return
    papers: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (_("Notice to them"), _("notice-units.docx"), WORD, notice),
        (_("Poster (A3)"), _("poster-units.docx"), WORD, lambda: units_poster(found, facts_of(view))),
        (_("As Excel"), _("side-by-side.xlsx"), EXCEL, lambda: units_workbook(found, facts_of(view))),
    ]
    with st.container(horizontal=True):
        for number, (label, file, mime, make) in enumerate(papers):
            st.download_button(
                label, make, file, mime, key=f"paper_{number}", on_click="ignore", icon=":material/download:"
            )
    st.caption(_("Their wording is in data/letters.txt."))
