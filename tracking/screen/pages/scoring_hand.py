"""Points given and taken by hand, groups, objections with their answers, and the closing of a year's scoring."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracking.language import _
from tracking.scoring import (
    BY_FIGURES,
    HUNDREDTHS,
    Mark,
    Rules,
    Sheet,
    answer_objection,
    close_scoring,
    closed_years,
    marks_of,
    objections_of,
    open_scoring,
    record_mark,
    record_objection,
    record_team,
    teams_of,
    withdraw_mark,
)
from tracking.screen.session import Form, View, may_store, named, once_for_scoring, plain, show_table, taking_back
from tracking.telling import points_text, team_text
from tracking.telling.tables import marks_table, objections_table

Marks = dict[tuple[str, str], tuple[Mark, ...]]  # (unit, item) → what was given by hand


def show_by_hand(view: View, rules: Rules, sheets: list[Sheet]) -> None:
    """What was given by hand and by whom, the form for more, and the groups."""
    found = once_for_scoring(
        view, f"marks {rules.name} {view.year}", lambda: marks_of(view.store, rules.name, view.year)
    )
    units = {sheet.unit: sheet.name for sheet in sheets}
    marks = {mark.submission: mark for key, own in found.items() if key[0] in units for mark in own}
    if marks:
        show_table(
            marks_table(marks.values(), units, [item.name for item in rules.items if item.how == "deduction"]),
            "score_marks",
            _("Points by hand"),
            most=330,
        )
    else:
        st.caption(_("Nothing was scored by hand yet."))
    items = [item for item in rules.items if item.how not in BY_FIGURES]
    if view.past or not may_store("scoring"):
        return
    if items:
        _mark_form(view, rules, units, found)
    words = {str(number): f"{units[mark.unit]}: {mark.item}, {_mark_text(mark)}" for number, mark in marks.items()}
    taking_back(
        Form(view.store, "score_mark_back", rules.name, view.year, act="scoring"), _("Take back an entry"), words,
        lambda said: withdraw_mark(view.store, rules.name, view.year, marks.get(int(said["entry"] or 0)), named(said), said["reason"]),
    )  # fmt: skip
    _team_form(view, rules, sheets, units)


def _mark_text(mark: Mark) -> str:
    return _("veto") if mark.points is None else points_text(mark.points)


def _choose_unit(form: Form, place: DeltaGenerator, units: dict[str, str]) -> None:
    form.field(place.selectbox, _("Unit"), "unit", options=list(units), format_func=units.get, index=None,
               placeholder=_("Choose a unit"))  # fmt: skip


def _mark_form(view: View, rules: Rules, units: dict[str, str], found: Marks) -> None:
    about = {item.name: item for item in rules.items if item.how not in BY_FIGURES}
    words = {name: f"{name} ({points_text(item.points)})" if item.points else name for name, item in about.items()}
    st.markdown(f"## {_('Score by hand')}")
    form = Form(view.store, "score_mark", rules.name, view.year, act="scoring")
    with st.container(border=True):
        left, middle, right = st.columns([2, 2, 1])
        _choose_unit(form, left, units)
        form.field(middle.selectbox, _("Item"), "item", options=list(about), format_func=words.get, index=None,
                   placeholder=_("Choose an item"))  # fmt: skip
        form.field(
            right.number_input,
            _("Points (none for a veto)"),
            "points",
            None,
            min_value=0.0,
            step=0.5,
            value=None,
            format="%g",
        )
        left, middle, right = st.columns([2, 2, 1])
        form.field(left.text_input, _("Why"), "reason", "")
        form.field(middle.text_input, _("On what it rests (file, page, number)"), "evidence", "")
        form.by(right)

        seen = {key: own[-1].submission for key, own in found.items()}

        def save(said: dict) -> int:
            points = None if said["points"] is None else round(said["points"] * HUNDREDTHS)
            unit, item = said["unit"] or "", said["item"] or ""
            return record_mark(view.store, rules, view.year, unit, item, points, said["reason"], said["evidence"], named(said),
                               seen.get((unit, item), 0))  # fmt: skip

        form.button(_("Record"), save, lambda said: _("Recorded: {what}.", what=f"{units[said['unit']]}, {said['item']}"),
                    type="primary", below=True)  # fmt: skip
        form.footer()


def _team_form(view: View, rules: Rules, sheets: list[Sheet], units: dict[str, str]) -> None:
    with st.popover(_("Groups"), icon=":material/groups:"):
        st.caption(_("Units are ranked with those of their kind, unless they stand in a group of another name. Blank: with those of their kind again."))  # fmt: skip
        teams = list(dict.fromkeys(team_text(sheet.team) for sheet in sheets))
        st.caption(plain(_(", ").join(teams)))
        form = Form(view.store, "score_team", rules.name, act="scoring")
        there = once_for_scoring(view, f"teams {rules.name}", lambda: teams_of(view.store, rules.name))
        form.field(
            st.multiselect,
            _("Units"),
            "units",
            [],
            options=list(units),
            format_func=units.get,
            placeholder=_("Choose units"),
        )
        form.field(st.text_input, _("Group"), "team", "")
        form.by()
        form.button(_("Save"), lambda said: record_team(view.store, rules.name, said["units"] or [], said["team"], named(said), there),
                    lambda said: _("{count} units are in this group.", count=len(said["units"])))  # fmt: skip
        form.footer()


def show_objections(view: View, rules: Rules, sheets: list[Sheet]) -> None:
    """Objections and their answers, and closing the year's scoring or opening it again."""
    units = {sheet.unit: sheet.name for sheet in sheets}
    found = once_for_scoring(
        view, f"objections {rules.name} {view.year}", lambda: objections_of(view.store, rules.name, view.year)
    )
    found = found[found["unit"].isin(units)].reset_index(drop=True)
    if len(found):
        show_table(objections_table(found, units), "score_objections", _("Objections"), most=330)
    else:
        st.caption(_("Nobody objected."))
    if view.past:
        return
    if may_store("scoring"):
        _objection_form(view, rules, units)
        opened = found[found["answer"].isna()]
        if len(opened):
            _answer_form(
                view,
                rules,
                {int(row["objection"]): f"{units[row['unit']]}: {row['said']}" for row in opened.to_dict("records")},
            )
    if may_store("scoring_closing"):
        _closing_form(view, rules)


def _objection_form(view: View, rules: Rules, units: dict[str, str]) -> None:
    st.markdown(f"## {_('Record an objection')}")
    form = Form(view.store, "score_objection", rules.name, view.year, act="scoring")
    with st.container(border=True):
        left, middle, right = st.columns([2, 2, 1])
        _choose_unit(form, left, units)
        items = {"": _("as a whole"), **{item.name: item.name for item in rules.items}}
        form.field(middle.selectbox, _("Item"), "item", "", options=list(items), format_func=items.get)
        form.by(right)
        form.field(st.text_input, _("Objection"), "said", "")
        form.button(
            _("Record"),
            lambda said: record_objection(
                view.store, rules.name, view.year, said["unit"] or "", said["item"], said["said"], named(said)
            ),
            lambda said: _("Recorded: {what}.", what=units[said["unit"]]),
        )
        form.footer()


def _answer_form(view: View, rules: Rules, words: dict[int, str]) -> None:
    with st.popover(_("Answer an objection"), icon=":material/reply:"):
        form = Form(view.store, "score_answer", rules.name, view.year, act="scoring")
        form.field(st.selectbox, _("Objection"), "objection", options=list(words), format_func=words.get, index=None,
                   placeholder=_("Choose an objection"))  # fmt: skip
        form.field(st.text_input, _("Answer"), "said", "")
        form.field(
            st.checkbox,
            _("It is upheld; what follows from it is recorded by hand or corrected in the figures"),
            "upheld",
            False,
        )
        form.by()
        form.button(
            _("Save the answer"),
            lambda said: answer_objection(
                view.store, rules.name, view.year, said["objection"], said["said"], bool(said["upheld"]), named(said)
            ),
            lambda _said: _("Answered."),
        )
        form.footer()


def _closing_form(view: View, rules: Rules) -> None:
    closed = view.year in closed_years(view.store, rules.name)
    with st.popover(
        _("Open the scoring again") if closed else _("Close the scoring of {year}", year=view.year),
        icon=":material/lock:",
    ):
        form = Form(view.store, "score_closing", rules.name, view.year, act="scoring_closing")
        if closed:
            st.caption(_("What was kept stays on record; the points follow the figures again."))
            form.field(st.text_input, _("Why"), "reason", "")
        else:
            st.caption(
                _(
                    "The points of the whole year are kept as they stand now; nothing that is corrected later changes them."
                )
            )
        form.by()

        def save(said: dict) -> int:
            if closed:
                return open_scoring(view.store, rules.name, view.year, named(said), said["reason"])
            return close_scoring(view.store, rules, view.year, named(said))

        form.button(_("Open it again") if closed else _("Close"), save, lambda _said: _("Recorded."))
        form.footer()
