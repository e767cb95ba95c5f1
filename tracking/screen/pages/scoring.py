"""The year's scoring (考核): places of each group, the sheet of a unit, points by hand, objections, and the rules."""

import streamlit as st

from tracking.language import _, current_language
from tracking.letters import Scored, score_notice, score_workbook
from tracking.office import EXCEL_TYPE, WORD_TYPE
from tracking.scoring import LAST_QUARTER, Rules, Sheet
from tracking.screen.pages.scoring_hand import show_by_hand, show_objections
from tracking.screen.pages.scoring_rules import show_rules
from tracking.screen.session import (
    choice_in_link,
    closed_in,
    every_rules_in,
    in_force_in,
    indicators_by_code,
    once_for_scoring,
    page_view,
    plain,
    say,
    sheets_in,
    show_list,
    show_table,
    take_from_link,
    write_to_link,
)
from tracking.telling import place_text, points_text, team_text
from tracking.telling.tables import score_sheet_table, scores_table
from tracking.words import quarter_text

CHOSEN = "scored_unit"

view = page_view(_("Scoring"))
say(
    "score_rules",
    "score_force",
    "score_mark",
    "score_mark_back",
    "score_team",
    "score_objection",
    "score_answer",
    "score_closing",
)


def choose_rules() -> Rules | None:
    """The rules by which the page scores: those in force of the year, or a version that is tried."""
    in_force = in_force_in(view)
    offered = {f"{one.name} {one.version}": one for one in [*in_force, *every_rules_in(view)]}
    if not offered:
        return None
    words = {key: _("{name}, version {version} ({state})", name=one.name, version=one.version,
                    state=_("in force") if one in in_force else _("not in force, tried only")) for key, one in offered.items()}  # fmt: skip
    return offered[choice_in_link(_("Rules"), "score_rules_used", words)]


def state_text(rules: Rules, closed: bool) -> str:
    """By which rules, as of when, and whether the points are final."""
    document = f" ({rules.document})" if rules.document else ""
    if closed:
        state = _("closed, as it stood then")
    elif view.quarter == LAST_QUARTER:
        state = _("the whole year, not closed yet")
    else:
        state = _("provisional, by what is due at the end of {quarter}", quarter=quarter_text(view.period))
    if not rules.in_force:
        state = _("; ").join((state, _("tried only: these rules are not in force")))
    return f"{rules.name}{document} · {state}"


def show_places(sheets: list[Sheet]) -> None:
    """Every unit by group and place; a click shows its sheet."""
    table = once_for_scoring(view, f"{current_language()} scores told {key}", lambda: scores_table(sheets))

    def choose(row: int) -> None:
        st.session_state[CHOSEN] = sheets[row].unit

    show_list("scores", table, _("Points and places"), choose, most=460)
    offer_files(sheets)


def offer_files(sheets: list[Sheet]) -> None:
    """The notice as a Word file, and a workbook whose formulas reckon the points again."""
    scored = Scored(
        view.unit_name, rules, sheets, view.year, view.quarter, view.today, indicators_by_code(view), bool(closed)
    )
    with st.container(horizontal=True):
        st.download_button(_("Notice (Word)"), lambda: score_notice(scored), f"{_('notice on scoring')}.docx", WORD_TYPE,
                           key="score_notice", on_click="ignore", icon=":material/download:", type="tertiary")  # fmt: skip
        st.download_button(_("Points as Excel, with formulas"), lambda: score_workbook(scored), f"{_('points')}.xlsx", EXCEL_TYPE,
                           key="score_excel", on_click="ignore", icon=":material/table:", type="tertiary")  # fmt: skip


def show_sheet(sheets: list[Sheet]) -> None:
    """One unit, item by item."""
    by_unit = {sheet.unit: sheet for sheet in sheets}
    take_from_link(CHOSEN, list(by_unit), next(iter(by_unit)))
    if st.session_state[CHOSEN] not in by_unit:
        st.session_state[CHOSEN] = next(iter(by_unit))
    unit = st.columns(2)[0].selectbox(_("Unit"), list(by_unit), format_func=lambda code: by_unit[code].name, key=CHOSEN)
    write_to_link(**{CHOSEN: unit})
    sheet = by_unit[unit]
    rivals = sum(other.team == sheet.team for other in sheets)
    cards = [
        (_("Points"), points_text(sheet.total), _("of {nominal}", nominal=points_text(sheet.nominal))),
        (_("Ranked"), place_text(sheet), _("of {count} in {team}", count=rivals, team=team_text(sheet.team))),
        (_("Of the items"), f"{points_text(sheet.base)}/{points_text(sheet.full)}", _("scaled: {points}", points=points_text(sheet.scaled))),
        (_("Given and taken"), f"+{points_text(sheet.bonus)} −{points_text(sheet.deduction)}", _("bonus points and points off")),
    ]  # fmt: skip
    for column, (label, value, detail) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")
    table = once_for_scoring(
        view,
        f"{current_language()} score sheet {key} {unit}",
        lambda: score_sheet_table(sheet, indicators_by_code(view)),
    )
    show_table(table, "score_sheet", _("Score sheet"))


parts = {
    "places": _("Places"),
    "sheet": _("Score sheet"),
    "hand": _("By hand"),
    "objections": _("Objections and closing"),
    "rules": _("Rules"),
}
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    part = choice_in_link(_("Show"), "score_part", parts, st.segmented_control, required=True)
with right:
    chosen = choose_rules()
if part == "rules":
    show_rules(view, chosen)
elif chosen is None:
    st.info(
        _("There are no scoring rules yet. Type them under «Rules», or read them from the table that your office has.")
    )
else:
    closed = closed_in(view, chosen.name) if view.quarter == LAST_QUARTER else None
    rules, sheets = closed or (chosen, sheets_in(view, chosen))
    key = f"{rules.name} {rules.version} {bool(closed)}"
    st.caption(plain(state_text(rules, bool(closed))))
    if not sheets:
        st.info(_("No unit of the kinds that these rules score lies here."))
    elif part == "places":
        show_places(sheets)
    elif part == "sheet":
        show_sheet(sheets)
    elif part == "hand":
        show_by_hand(view, rules, sheets)
    else:
        show_objections(view, rules, sheets)
