"""The targets of a unit as a grid, what a change would do, and the form that stores it as a new version."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from tracking.harmless import file_name
from tracking.intake import baselines_asked, target_changes, without_baseline
from tracking.language import _
from tracking.plan import (
    DAYS,
    TYPED,
    Draft,
    PlanChanged,
    as_frame,
    effect_of,
    next_year,
    plan_file_of,
    refuse_if_changed,
    same_targets,
    save_plan,
    targets_of,
    typed_rows,
)
from tracking.quarters import period_of
from tracking.screen.pages.plan_drafts import (
    PlanView,
    Said,
    grid,
    save_form,
    show_faults,
    show_theirs,
    start_input,
    stored,
    usual_start,
)
from tracking.screen.session import indicator_names, once, plain, show_table
from tracking.telling.tables import COMPARATOR_WORDS, effect_table, effect_text, target_changes_table

# what may be asked for stands where it is seen without scrolling
IN_ORDER = [*TYPED[:3], "baseline", *(name for name in TYPED[3:] if name != "baseline")]


def show_targets(plan: PlanView) -> None:
    """The tab with the grid."""
    if said := st.session_state.pop("plan_saved", None):
        st.success(plain(said))
    draft = plan.draft()
    newest = _settle_with_others(plan, draft)
    _show_grid(plan, draft)
    rows, faults = plan.read(draft)
    _ask_for_baselines(plan, draft, rows)
    before = plan.stored(newest[plan.unit])
    changed = bool(faults) or not same_targets(before, rows)
    with st.container(horizontal=True):
        _offer_file(plan)
        _offer_last_years(plan, draft)
        if changed:
            with st.popover(_("Throw the draft away"), icon=":material/undo:"):
                st.caption(_("What was typed here is lost then."))
                if st.button(_("Throw away for good"), key="forget_draft"):
                    plan.forget()
                    st.rerun()
    if not changed:
        draft.seen = draft.signature()
        st.caption(
            _(
                "Money is typed in yuan, rates in %. Percentages such as 30/70/90/100 say what share is due at each quarter's end."
            )
        )
        st.caption(
            _("Nothing is changed yet. What you change is kept as a draft, also on other pages, until you save it.")
        )
        return
    if faults:
        show_faults(faults)
        return
    _show_differences(plan, draft, before, rows)
    _save(plan, draft, rows, _show_effect(plan, draft, rows))


def _settle_with_others(plan: PlanView, draft: Draft) -> dict[str, int]:
    """Where somebody else stored a version since the draft was begun: theirs first, then the person decides.

    Returns the newest version, beside which the draft is shown: what it takes back of theirs is among the differences.
    """
    try:
        refuse_if_changed(plan.view.store, plan.year, draft.based_on)
        return draft.based_on
    except PlanChanged as problem:
        theirs = problem
    if not _is_changed(plan, draft):
        draft.begin(theirs.newest, plan.begin().rows)
        return theirs.newest
    show_theirs(plan, theirs)
    with st.container(horizontal=True):
        if st.button(_("Take theirs, drop my draft"), key="take_theirs"):
            plan.forget()
            st.rerun()
        if st.button(_("Keep my whole plan (see the table)"), key="keep_mine"):
            draft.based_on = theirs.newest
            st.rerun()
    return theirs.newest


def _is_changed(plan: PlanView, draft: Draft) -> bool:
    rows, faults = plan.read(draft)
    return bool(faults) or not same_targets(plan.stored(draft.based_on[plan.unit]), rows)


def _show_grid(plan: PlanView, draft: Draft) -> None:
    names = indicator_names(plan.view)
    comparators = {code: _(word, x="").strip() for code, word in COMPARATOR_WORDS.items()}
    choice, text, day = (getattr(st.column_config, f"{kind}Column") for kind in ("Selectbox", "Text", "Date"))

    def column(kind: Callable, heading: str, least: int, **more: object) -> dict:
        """A column wide enough for its heading."""
        return kind(
            heading, width=max(least, 38 + sum(13 if ord(letter) > 0x2190 else 7 for letter in heading)), **more
        )

    days, right = {"format": "YYYY-MM-DD"}, {"alignment": "right"}
    grid(
        draft, f"plan grid {plan.unit} {plan.year}", lambda rows: as_frame(rows, TYPED, DAYS), num_rows="dynamic",
        alt=_("Targets"), height=min(35 * max(len(draft.shown) + 3, 9), 430), column_order=IN_ORDER, placeholder="",
        column_config={
            "indicator": column(choice, _("Indicator"), 200, options=list(names), pinned=True,
                                format_func=lambda code: names.get(code, code)),
            "target": column(text, _("Target"), 75, **right),
            "measure": column(text, _("Measure"), 55, disabled=True),
            "comparator": column(choice, _("Comparator"), 80, options=list(comparators),
                                 format_func=lambda code: comparators.get(code, code)),
            "tolerance": column(text, _("Tolerance"), 60, **right),
            "period_start": column(day, _("Period starts"), 95, **days),
            "due_date": column(day, _("Due date"), 95, **days),
            "phasing": column(text, _("Phasing"), 110),
            "window_opens": column(day, _("Window opens"), 95, **days),
            "baseline": column(text, _("Baseline"), 70, **right),
            "note": column(text, _("Note"), 120),
        },
    )  # fmt: skip


def _ask_for_baselines(plan: PlanView, draft: Draft, rows: pd.DataFrame) -> None:
    """Name the levels in the grid from which nobody said where they start."""
    view = plan.view
    name = f"baselines {plan.year} {draft.signature()}"
    asked = once(view, name, lambda: baselines_asked(without_baseline(view.store, rows), view.indicators))
    if asked:
        st.warning(plain(asked), icon=":material/edit_note:")


def _offer_file(plan: PlanView) -> None:
    store, unit, year = plan.view.store, plan.unit, plan.year
    st.download_button(
        _("Plan workbook"), lambda: plan_file_of(store, unit, year)[1], file_name(plan.names.get(unit, unit), f" {year}.xlsx"),
        icon=":material/download:", on_click="ignore", key="download_plan",
        help=_("The newest plan of this unit and all below it; the page Import takes it back."),
    )  # fmt: skip


def _offer_last_years(plan: PlanView, draft: Draft) -> None:
    if draft.rows or draft.based_on[plan.unit]:
        return
    last = targets_of(plan.view.store, plan.unit, plan.year - 1)
    if len(last) and st.button(_("Begin with the targets of {year}", year=plan.year - 1), key="begin_with_last"):
        draft.replace(next_year(typed_rows(last, plan.view.indicators)))
        st.rerun()


def _show_differences(plan: PlanView, draft: Draft, before: pd.DataFrame, rows: pd.DataFrame) -> None:
    view = plan.view
    changes = target_changes(before, rows)
    table = target_changes_table(changes, view.units, view.indicators, (_("Now"), _("In the draft")))
    st.markdown(f"## {_('What would change')}")
    if len(table):
        show_table(table.drop(columns=_("Unit")), "plan_changes", _("What would change"))
    else:
        st.caption(_("Only notes are changed."))


def _show_effect(plan: PlanView, draft: Draft, rows: pd.DataFrame) -> date:
    """What the change does to the verdicts, below the day from which it is in force, which is returned."""
    view, period = plan.view, period_of(plan.year, plan.view.quarter)

    def compute() -> pd.DataFrame:
        return effect_of(view.store, plan.unit, plan.year, view.quarter, rows, draft.based_on)

    st.markdown(f"## {_('What that does to the verdicts')}")
    start = start_input(plan, "plan", usual_start(plan, draft.based_on[plan.unit] + 1))
    effect = once(view, f"effect {plan.year} {draft.based_on} {draft.signature()}", compute)
    st.markdown(plain(effect_text(effect, period)))
    table = effect_table(effect, plan.names, view.indicators)
    if len(table):
        table = table.drop(columns=[_("Target"), _("Period")])  # they stand in the table above
        show_table(table, "plan_effect", _("What that does to the verdicts"))
    return start


def _save(plan: PlanView, draft: Draft, rows: pd.DataFrame, start: date) -> None:
    version = draft.based_on[plan.unit] + 1
    said = save_form(plan, "plan", _("Save as version {version}", version=version), start, needs_reason=version > 1)

    def save(said: Said) -> int | None:
        return save_plan(
            plan.view.store, rows, plan.year, said.in_force_from, said.document, said.reason, said.by, draft.based_on
        )

    if said and stored(draft, lambda: save(said)):
        plan.forget()
        st.session_state["plan_saved"] = _(
            "Stored as version {version} of the plan for {year}.", version=version, year=plan.year
        )
        st.rerun()
    draft.seen = draft.signature()
