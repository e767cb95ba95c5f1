"""A target split among the units below, and what the parts add up to at every level."""

from datetime import date

import pandas as pd
import streamlit as st

from tracking.language import _, name_of
from tracking.plan import (
    BY,
    OVER,
    Draft,
    PlanProblem,
    amount_typed,
    as_frame,
    breakdown_of,
    effect_of,
    read_parts,
    save_split,
    split_rows,
    split_target,
    targets_of,
    touched_by_moves,
    version_in_force,
    versions_of,
)
from tracking.quarters import period_of
from tracking.screen.pages.plan_drafts import (
    DRAFTS,
    PlanView,
    Said,
    drop_draft,
    grid,
    kept_draft,
    save_fields,
    save_form,
    show_faults,
    show_theirs,
    start_input,
    stored,
)
from tracking.screen.session import once, plain, show_table
from tracking.store import Store
from tracking.telling import day_text, period_text
from tracking.telling.tables import (
    BY_WORDS,
    OVER_WORDS,
    effect_text,
    levels_table,
    parts_text,
    stored_text,
    touched_table,
)

COLUMNS = ["name", "weight", "present", "part"]


def show_breakdown(plan: PlanView) -> None:
    """The tab with the breakdown."""
    if said := st.session_state.pop("split_saved", None):
        st.success(plain(said))
    if theirs := st.session_state.get("plan_too_late"):
        show_theirs(plan, theirs)
    touched = once(
        plan.view, f"touched {plan.year}", lambda: touched_by_moves(plan.view.store, plan.unit, plan.year, plan.day)
    )
    wholes = _wholes(plan)
    if not wholes:
        st.info(_("This unit has no target of its own that could be split for {year}.", year=plan.year))
    else:
        _split(plan, wholes)
    _show_levels(plan)
    if len(touched):
        _show_touched(plan, touched, wholes)


def _wholes(plan: PlanView) -> dict[str, dict]:
    """The unit's own targets that can be split: a key → the target with its indicator's row."""
    about = plan.view.indicators.set_index("indicator").to_dict("index")
    rows = targets_of(plan.view.store, plan.unit, plan.year).to_dict("records")
    rows.sort(key=lambda row: about[row["indicator"]]["position"])
    return {
        _key_of(row): row | {"about": about[row["indicator"]]}
        for row in rows
        if about[row["indicator"]]["kind"] != "rate"
    }


def _key_of(row: dict) -> str:
    return f"{row['indicator']} {row['period_start']} {row['due_date']}"


def _split(plan: PlanView, wholes: dict[str, dict]) -> None:
    def said(key: str) -> str:
        whole = wholes[key]
        amount = stored_text(whole["target"], whole["about"]["measure"])
        return f"{name_of(whole['about'])} · {amount} · {period_text(whole['period_start'], whole['due_date'])}"

    if st.session_state.get("split_target") not in wholes:
        st.session_state.pop("split_target", None)
    a, b, c = st.columns([5, 3, 3])
    key = a.selectbox(_("Target to be split"), list(wholes), format_func=said, key="split_target")
    over = b.selectbox(
        _("Among"), OVER, format_func=lambda word: _(OVER_WORDS[word]), key="split_over", on_change=_propose
    )
    by = c.selectbox(_("How"), BY, format_func=lambda word: _(BY_WORDS[word]), key="split_by", on_change=_propose)
    whole, view = wholes[key], plan.view
    period = whole["period_start"], whole["due_date"]
    name = (str(view.store.path), plan.unit, plan.year, key, over, by)
    try:
        parts = once(
            view, f"split {name}",
            lambda: split_target(view.store, plan.unit, whole["indicator"], plan.year, period, over, by, plan.day),
        )  # fmt: skip
    except PlanProblem as problem:
        show_faults(problem.faults)
        return
    draft = _parts_draft(view.store, name, parts, whole)
    _show_parts(plan, whole, parts, draft, name)


def _propose() -> None:
    """Ask for parts to be proposed, also where some are stored."""
    st.session_state["split_propose"] = True


def _parts_draft(store: Store, name: tuple, parts: pd.DataFrame, whole: dict) -> Draft:
    """The parts as they are being edited; what was typed is kept where the plans below, or the whole, changed meanwhile.

    They begin as they are stored, if any is; proposed if none is, or when that is asked for.
    """
    as_stored = st.session_state.setdefault("split_as_stored", set())  # names of drafts that began so
    if st.session_state.pop("split_propose", False):
        if name in as_stored:
            drop_draft(store, name)
        as_stored.discard(name)
    elif name not in st.session_state.get(DRAFTS, {}):
        (as_stored.add if parts["present"].notna().any() else as_stored.discard)(name)
    if name in as_stored:
        parts = parts.assign(part=parts["present"])
    draft = kept_draft(store, name, lambda: _begin(parts, whole))
    fresh = _begin(parts, whole)
    before = [{**row, "part": row["proposed"]} for row in draft.rows]
    if (draft.based_on, before) != (fresh.based_on, fresh.rows):
        draft.based_on = fresh.based_on
        if draft.keep_typed(fresh.rows, "unit", "part", "proposed"):
            st.warning(
                _("The plans of these units changed in the meantime. What you typed is kept; please look again.")
            )
    return draft


def _begin(parts: pd.DataFrame, whole: dict) -> Draft:
    measure = whole["about"]["measure"]
    rows = [
        {
            "unit": row["unit"],
            "name": row["name"],
            "weight": f"{row['weight']:,}",
            "present": stored_text(row["present"], measure) if pd.notna(row["present"]) else "",
            "part": amount_typed(row["part"], measure),
            "proposed": amount_typed(row["part"], measure),
        }
        for row in parts.to_dict("records")
    ]
    return Draft(dict(zip(parts["unit"], parts["version"].tolist(), strict=True)), rows)


def _as_parts(rows: list[dict]) -> pd.DataFrame:
    """The parts as a grid takes them; their weights are numbers, so that they can be sorted."""
    frame = as_frame(rows, COLUMNS)
    return frame.assign(weight=pd.to_numeric(frame["weight"].str.replace(",", "")))


def _show_parts(plan: PlanView, whole: dict, parts: pd.DataFrame, draft: Draft, name: tuple) -> None:
    measure, text = whole["about"]["measure"], st.column_config.TextColumn
    left, right = st.columns([7, 5])
    with left:
        grid(
            draft, f"parts {hash(name)}", _as_parts, disabled=COLUMNS[:3], alt=_("Parts"),
            column_config={
                "name": text(_("Unit")), "weight": st.column_config.NumberColumn(_("Weight"), format="localized"),
                "present": text(_("Target now"), alignment="right"), "part": text(_("Its part"), alignment="right"),
            },
        )  # fmt: skip
        if name in st.session_state["split_as_stored"]:
            st.caption(_("These are the parts as they are stored."))
            st.button(_("Propose again"), icon=":material/call_split:", key="propose_again", on_click=_propose)
    with right:
        amounts, faults = read_parts(parts, [row["part"] for row in draft.rows], measure)
        if faults:
            show_faults(faults)
            return
        said = parts.assign(part=pd.array([amounts[unit] for unit in parts["unit"]], dtype="Int64").fillna(0))
        st.markdown(plain(parts_text(said, whole["target"], measure)))
        st.caption(_("A part left blank is no target; 0 is one. A part has the period and phasing of the whole."))
        rows = split_rows(plan.view.store, plan.unit, whole, plan.year, amounts, draft.based_on)
        start = start_input(plan, "split", _start_of_whole(plan))
        _show_effect(plan, draft, rows, name)
    _save(plan, whole, draft, amounts, start, name)


def _start_of_whole(plan: PlanView) -> date:
    """Since when the version of the unit's own plan is in force; the parts are usually in force since then too."""
    versions = versions_of(plan.view.store, plan.unit, plan.year).set_index("version")
    start = versions["in_force_from"][version_in_force(versions.reset_index(), plan.day)]
    return max(start.date(), date(plan.year - 1, 1, 1))


def _show_effect(plan: PlanView, draft: Draft, rows: pd.DataFrame, name: tuple) -> None:
    view = plan.view

    def compute() -> pd.DataFrame:
        return effect_of(view.store, plan.unit, plan.year, view.quarter, rows, draft.based_on, below=True)

    effect = once(view, f"parts {name} {draft.signature()}", compute)
    st.markdown(plain(effect_text(effect, period_of(plan.year, view.quarter))))


def _save(plan: PlanView, whole: dict, draft: Draft, amounts: dict[str, int | None], start: date, name: tuple) -> None:
    said = save_form(plan, "split", _("Save the parts"), start, needs_reason=any(draft.based_on.values()))
    target = {name: value for name, value in whole.items() if name != "about"}

    def save(said: Said) -> int | None:
        return save_split(
            plan.view.store, plan.unit, target, plan.year, amounts, draft.based_on, said.in_force_from, said.document,
            said.reason, said.by,
        )  # fmt: skip

    if said and stored(draft, lambda: save(said)):
        count = sum(amount is not None for amount in amounts.values())
        drop_draft(plan.view.store, name)
        save_fields(plan, "split").begin_anew()
        st.session_state["split_saved"] = _(
            "Stored: {count} parts of {name}.", count=count, name=name_of(whole["about"])
        )
        st.rerun()
    draft.seen = draft.signature()


def _show_levels(plan: PlanView) -> None:
    view = plan.view
    levels = once(view, f"levels {plan.year}", lambda: breakdown_of(view.store, plan.unit, plan.year, plan.day))
    if levels.empty:
        return
    st.markdown(f"## {_('What the parts add up to')}")
    st.caption(plain(_("By the plans in force on {day}.", day=day_text(plan.day))))
    broken = levels["parts"].notna() | ~levels["agree"]
    everything = st.toggle(_("Also targets that are not broken down"), key="all_levels") if not broken.all() else True
    shown = levels if everything else levels[broken]
    if len(shown):
        show_table(levels_table(shown, plan.names, view.indicators), "levels", _("What the parts add up to"))


def _show_touched(plan: PlanView, touched: pd.DataFrame, wholes: dict[str, dict]) -> None:
    st.markdown(f"## {_('Units that changed since the plan came into force')}")
    table = touched_table(touched, plan.names, plan.view.indicators)
    show_table(table, "touched", _("Units that changed since the plan came into force"))
    keys = [_key_of(row) for row in touched[touched["whole_unit"] == plan.unit].to_dict("records")]
    with st.container(horizontal=True):
        for key in dict.fromkeys(keys):
            if key in wholes:
                label = _("Split {name} again", name=name_of(wholes[key]["about"]))
                st.button(
                    plain(label), key=f"again {key}", icon=":material/call_split:", on_click=_preselect, args=[key]
                )


def _preselect(key: str) -> None:
    st.session_state["split_target"] = key
    _propose()
