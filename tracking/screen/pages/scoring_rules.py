"""The rules of the scoring: a table that is typed or read from an office's own, kept as versions, tried, and put in force."""

import json

import pandas as pd
import streamlit as st

from tracking.handouts.templates import rules_workbook
from tracking.intake import known_to
from tracking.language import _, current_language, speaking
from tracking.office import EXCEL_TYPE
from tracking.reading import ReportProblem, read_book, read_scoring_rules, refuse_personal_data
from tracking.scoring import (
    HOW,
    LAST_QUARTER,
    MISSING,
    TYPED,
    Rules,
    items_of_rows,
    put_in_force,
    record_rules,
    rows_of_items,
)
from tracking.screen.session import (
    Form,
    View,
    every_rules_in,
    indicator_names,
    indicators_by_code,
    may_store,
    named,
    plain,
    sheets_in,
    show_table,
)
from tracking.telling import points_text
from tracking.telling.tables import KIND_NAMES, scores_table

READ, NOTES = "score rules read", "score rules notes"
NUMBERS = ("points", "step", "over", "most", "lowest")
BLANK_ROWS = 3
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "ods", "csv", "html", "htm"]


def show_rules(view: View, chosen: Rules | None) -> None:
    """The versions, the table of the chosen one, last year by it, and the way to put it in force."""
    _show_versions(view)
    if chosen:
        _offer_workbook(view, chosen)
        _try_on_last_year(view, chosen)
        if not view.past and may_store("scoring_rules"):
            _force_form(view, chosen)
    if not view.past and may_store("scoring_rules"):
        _read_file(view)
        _edit(view, chosen)


def _show_versions(view: View) -> None:
    found = every_rules_in(view)
    if not found:
        return
    table = pd.DataFrame(
        {
            _("Rules"): [one.name for one in found], _("Version"): [one.version for one in found], _("For the year"): [str(one.year) for one in found],
            _("Document"): [one.document for one in found], _("Items"): [len(one.items) for one in found],
            _("Full points"): [points_text(one.nominal) for one in found],
            _("State"): [_("in force") if one.in_force else _("not in force") for one in found],
        }
    )  # fmt: skip
    show_table(table, "score_versions", _("Versions of the rules"), most=220)


def _measures(view: View) -> dict[str, str]:
    return {code: str(row["measure"]) for code, row in indicators_by_code(view).items()}


def _offer_workbook(view: View, chosen: Rules) -> None:
    names = {code: str(row["name"]) for code, row in indicators_by_code(view).items()}
    st.download_button(_("These rules as Excel"), lambda: rules_workbook(chosen.name, rows_of_items(chosen.items, _measures(view)), names),
                       f"{_('scoring rules')}.xlsx", EXCEL_TYPE, key="score_rules_excel", on_click="ignore", icon=":material/table:", type="tertiary")  # fmt: skip


def _try_on_last_year(view: View, chosen: Rules) -> None:
    """What the rules would have given last year, so that it is seen before they are in force."""
    year = view.year - 1
    with st.expander(_("Try these rules on {year}", year=year), icon=":material/science:"):
        if not st.toggle(_("Reckon"), key="score_try"):
            return
        sheets = sheets_in(view, chosen, year, LAST_QUARTER)
        if sheets:
            show_table(scores_table(sheets), "score_tried", _("Points of {year} by these rules", year=year), most=300)
        else:
            st.caption(_("No unit of the kinds that these rules score lies here."))


def _force_form(view: View, chosen: Rules) -> None:
    with st.popover(_("Take out of force") if chosen.in_force else _("Put in force"), icon=":material/gavel:"):
        if not chosen.in_force:
            st.caption(
                _("From {year} on units are scored by this version, until a later one is in force.", year=chosen.year)
            )
        form = Form(view.store, "score_force", chosen.name, chosen.version, chosen.in_force, act="scoring_rules")
        form.by()
        form.button(
            _("Confirm"), lambda said: put_in_force(view.store, chosen, named(said)), lambda _said: _("Recorded.")
        )
        form.footer()


def _read_file(view: View) -> None:
    """Rules read from an office's table go into the editor below; what could not be read is said."""
    with st.expander(_("Read the rules from a table of your office"), icon=":material/upload_file:"):
        file = st.file_uploader(
            _("A table with items, points and rules (Excel, WPS, ODS, CSV)"), type=FILE_TYPES, key="score_rules_file"
        )
        if file is None:
            return
        st.button(
            _("Read it into the table below"),
            key="score_rules_read",
            on_click=_read,
            args=(view, file.name, file.getvalue(), current_language()),
        )
    for note in st.session_state.get(NOTES, ()):
        st.caption(plain(note))


def _read(view: View, name: str, data: bytes, language: str) -> None:
    """What the button does: it runs before the page, so it is told the language of who pressed it."""
    with speaking(language):
        _read_into_table(view, name, data)


def _read_into_table(view: View, name: str, data: bytes) -> None:
    try:
        book = read_book(name, data)
        refuse_personal_data(book)
        rows, notes = read_scoring_rules(book, known_to(view.store))
    except ReportProblem as problem:
        st.session_state[NOTES] = [str(problem)]
        return
    st.session_state[READ], st.session_state[NOTES] = json.dumps(rows, ensure_ascii=False), notes


def _edit(view: View, chosen: Rules | None) -> None:
    """The table of items with its head, kept as the next version."""
    st.markdown(f"## {_('Write the next version')}")
    form = Form(view.store, "score_rules", chosen.name if chosen else "", act="scoring_rules")
    stored = rows_of_items(chosen.items, _measures(view)) if chosen else []
    stored += [dict.fromkeys(TYPED)] * BLANK_ROWS
    if read := st.session_state.pop(READ, None):
        form.fill([{**dict.fromkeys(TYPED), **row} for row in json.loads(read)])
    head = Form(view.store, "score_head", chosen.name if chosen else "", says="score_rules", act="scoring_rules")
    old = chosen or Rules(_("Scoring rules"), view.year, ("village_federation", "park_federation"), ())
    name, year, document, day = st.columns([3, 1, 2, 1])
    head.field(name.text_input, _("Name"), "name", old.name)
    head.field(
        year.number_input, _("For the year"), "year", max(view.year, old.year), step=1, min_value=1990, max_value=2100
    )
    head.field(document.text_input, _("Document"), "document", old.document)
    head.field(day.date_input, _("Decided on"), "decided_on", old.decided_on, value=None, format="YYYY-MM-DD")
    kinds, missing, by = st.columns([3, 2, 1])
    head.field(kinds.multiselect, _("Who is scored"), "kinds", list(old.kinds), options=list(KIND_NAMES),
               format_func={kind: _(word) for kind, word in KIND_NAMES.items()}.get, placeholder=_("Choose kinds of unit"))  # fmt: skip
    head.field(missing.selectbox, _("An item without a report earns"), "missing", old.missing, options=list(MISSING),
               format_func={key: _(word) for key, word in MISSING.items()}.get)  # fmt: skip
    rows = form.grid(stored, _frame, **_looks(view))
    head.by(by)
    seen = max((one.submission for one in every_rules_in(view) if chosen and one.name == chosen.name), default=0)

    def save(said: dict) -> int:
        items = items_of_rows(rows(), _measures(view))
        kept = Rules(
            said["name"],
            int(said["year"]),
            tuple(said["kinds"] or ()),
            items,
            said["document"],
            said["decided_on"],
            said["missing"],
        )
        number = record_rules(view.store, kept, named(said), seen if chosen and said["name"] == chosen.name else None)
        form.begin_anew()
        return number

    head.button(
        _("Save as the next version"),
        save,
        lambda said: _("Saved: {what}. It is not in force yet.", what=said["name"]),
        type="primary",
        below=True,
    )
    head.footer()


def _frame(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame([{name: row.get(name) for name in TYPED} for row in rows], columns=list(TYPED))
    texts = [name for name in TYPED if name not in NUMBERS]
    return frame.astype(dict.fromkeys(NUMBERS, "float64")).astype(dict.fromkeys(texts, "object"))


def _looks(view: View) -> dict:
    """How the columns of the table are shown and typed."""
    column = st.column_config
    names = indicator_names(view)
    hows = {how: _(word) for how, word in HOW.items()}
    return {
        "num_rows": "dynamic",
        "placeholder": "", "hide_index": True, "width": "stretch",
        "column_config": {
            "heading": column.TextColumn(_("Heading")), "item": column.TextColumn(_("Item"), width="medium"),
            "points": column.NumberColumn(_("Full points"), format="%g", min_value=0),
            "how": column.SelectboxColumn(_("How points are earned"), options=list(hows), format_func=hows.get),
            "indicator": column.SelectboxColumn(_("Indicator"), options=list(names), format_func=names.get, width="medium"),
            "standard": column.TextColumn(_("Full points at"), help=_("Blank: at each unit's own target.")),
            "each": column.TextColumn(_("One unit is")), "step": column.NumberColumn(_("Off for each short"), format="%g", min_value=0),
            "over": column.NumberColumn(_("For each beyond"), format="%g", min_value=0),
            "most": column.NumberColumn(_("Beyond, at most"), format="%g", min_value=0),
            "lowest": column.NumberColumn(_("Last of the group, %"), format="%g", min_value=0, max_value=100),
            "shares": column.TextColumn(_("Shares by verdict, %"), help=_("From achieved to missed, such as 100/100/80/50/20/0.")),
            "rule": column.TextColumn(_("Rule in words"), width="large"),
        },
    }  # fmt: skip
