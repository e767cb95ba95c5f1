"""Import: choose workbooks, see what they would change, then store them; and begin with one's own data."""

import streamlit as st

from tracking.handouts.templates import template_for, template_name
from tracking.intake import Choices, Drop, File
from tracking.language import N_, _
from tracking.screen.pages.begin import begin
from tracking.screen.pages.import_many import show_files, understand_all
from tracking.screen.pages.import_one import show_file
from tracking.screen.session import (
    AWAY,
    KEPT,
    KEPT_AT_MOST,
    ask_name,
    is_example,
    only_example,
    open_database,
    quarter_word,
    say_that_it_is_handed_in,
    stop_unless_they_store,
    who_works,
)

BASIS_WORDS = {None: N_("as the file says"), "quarter": N_("this quarter's"), "cumulative": N_("year to date")}
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "txt", "html", "htm", "mht", "xml"]
store = open_database()
st.title(_("Import"), anchor=False)
stop_unless_they_store()
say_that_it_is_handed_in(store)


def templates() -> None:
    """The workbooks to fill in."""
    today = store.today()
    left, right = st.columns(2)
    year = left.selectbox(_("Year"), [today.year, today.year - 1, today.year + 1], key="template_year")
    quarter = right.segmented_control(
        _("Quarter"), [1, 2, 3, 4], default=((today.month - 1) // 3 + 3) % 4 + 1, format_func=quarter_word, required=True,
        key="template_quarter",
    )  # fmt: skip
    with st.container(horizontal=True):
        for kind, label in (
            ("units", _("Units workbook")),
            ("plan", _("Plan workbook")),
            ("quarter", _("Quarter workbook")),
            ("contracts", _("Contract register")),
            ("foundings", _("Founding register")),
        ):
            st.download_button(
                label, lambda kind=kind: template_for(store, kind, year, quarter)[1], template_name(kind, year, quarter),
                icon=":material/download:", on_click="ignore", key=f"download_{kind}",
                disabled=kind != "units" and store.read("unit_versions").empty,
            )  # fmt: skip


def upload() -> None:
    """Choose files; a list of them where there are several; and one of them in detail."""
    choices = said_by_hand()
    came_back = "upload" not in st.session_state
    files = st.file_uploader(
        _("Workbooks as they were sent (Excel, WPS, ODS, CSV, web tables): units, plan, quarter or a register"), type=FILE_TYPES,
        accept_multiple_files=True, key="upload",
    )  # fmt: skip
    files = with_those_kept(files, came_back)
    drop = st.session_state.setdefault("drop", Drop())
    drop.keep_only(files)
    if not files:
        return
    found = understand_all(store, drop, files, choices)
    if len(files) > 1:
        file = show_files(store, drop, files, choices, found)
    else:
        file = files[0]
        ask_name(store, "import_by")
    show_file(store, drop, file, choices, who_works(store))
    drop.see()


def with_those_kept(files: list[File], came_back: bool) -> list[File]:
    """The files chosen; who comes back from another page, where the chooser forgets them, has those chosen before as well.

    More than KEPT_AT_MOST bytes are not kept.
    """
    if came_back and not files and st.session_state.get(KEPT):
        st.session_state[AWAY] = True
    if not st.session_state.get(AWAY):
        st.session_state[KEPT] = files if sum(file.size for file in files) <= KEPT_AT_MOST else []
        return files
    kept = st.session_state[KEPT]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_("Still here: {count} files chosen before.", count=len(kept)))
        st.button(_("Put them away"), key="put_away", type="tertiary", on_click=lambda: st.session_state.pop(AWAY))
    chosen = {file.file_id for file in files}
    return [file for file in kept if file.file_id not in chosen] + files


def said_by_hand() -> Choices:
    """Year, quarter and basis for files that do not say them."""
    with st.expander(_("If the files do not say year, quarter or basis")):
        return ask_by_hand()


def ask_by_hand() -> Choices:
    """The three fields of said_by_hand."""
    left, middle, right = st.columns(3)
    year = left.selectbox(_("Year, if the file does not say"), [None, *range(store.today().year + 1, 2014, -1)],
                          format_func=lambda y: _("as the file says") if y is None else str(y),
                          key="year_said", persist_state="session")  # fmt: skip
    quarter = middle.selectbox(_("Quarter, if the file does not say"), [None, 1, 2, 3, 4],
                               format_func=lambda q: _("as the file says") if q is None else quarter_word(q),
                               key="quarter_said", persist_state="session")  # fmt: skip
    basis = right.selectbox(_("Figures without a word are"), list(BASIS_WORDS), format_func=lambda b: _(BASIS_WORDS[b]),
                            key="basis_said", persist_state="session")  # fmt: skip
    return year, quarter, basis


if only_example():
    st.info(_("The dashboard was started with the example only. Start it with “tracking serve” to use your own data."))
elif is_example(store):
    begin()
else:
    upload()
    with st.expander(_("Templates to fill in"), expanded=store.read("unit_versions").empty):
        templates()
