"""The units side by side on paper: notice, poster, workbook."""

from collections.abc import Callable

import streamlit as st

from tracking.language import _
from tracking.letters import WrongWording, missing_words, read_wording, units_notice, units_poster, units_workbook
from tracking.office import EXCEL_TYPE, WORD_TYPE
from tracking.screen.session import View, facts_of, plain
from tracking.telling import SideBySide


def offer_papers(view: View, found: SideBySide) -> None:
    """The row of buttons below the page; each paper is made when it is asked for."""

    try:
        wording = read_wording()
    except WrongWording as problem:
        st.error(
            _("The wording of letters cannot be used:") + "\n\n" + "\n".join(f"* {plain(f)}" for f in problem.faults)
        )
        return
    papers: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (_("Notice to them"), _("notice-units.docx"), WORD_TYPE, lambda: units_notice(found, facts_of(view), wording)),
        (_("Poster (A3)"), _("poster-units.docx"), WORD_TYPE, lambda: units_poster(found, facts_of(view))),
        (_("As Excel"), _("side-by-side.xlsx"), EXCEL_TYPE, lambda: units_workbook(found, facts_of(view))),
    ]
    if missing := missing_words(wording):  # a file of one's own from before there was this notice
        del papers[0]
        st.caption(plain(f"letters.txt: {', '.join(missing)}"))
    with st.container(horizontal=True):
        for number, (label, file, mime, make) in enumerate(papers):
            st.download_button(
                label, make, file, mime, key=f"paper_{number}", on_click="ignore", icon=":material/download:"
            )
    st.caption(_("Their wording is in data/letters.txt."))
