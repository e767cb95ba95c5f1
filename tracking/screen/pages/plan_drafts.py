"""What the tabs of the page Plan share: the plan looked at, its draft, a grid that loses no edit, and the form that saves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from tracking.language import _, current_language
from tracking.plan import (
    Draft,
    PlanChanged,
    PlanProblem,
    newest_versions,
    read_targets,
    targets_of,
    typed_rows,
    version_in_force,
    versions_of,
)
from tracking.quarters import period_of, quarter_end
from tracking.screen.session import (
    Form,
    View,
    drafts_of,
    newest_quarter,
    once,
    plain,
    show_table,
    this_browser,
    why_not_kept,
)
from tracking.store import Store, StoreProblem
from tracking.telling import day_text
from tracking.telling.tables import local_times, target_changes_table
from tracking.words import quarter_text

KEPT = "kept before"  # what a draft from an earlier page began with is not known any more


@dataclass(frozen=True)
class PlanView:
    """The plan of one unit and year on the page; ``day`` is the day whose plans in force and units are shown."""

    view: View
    year: int
    day: date

    @property
    def unit(self) -> str:
        """The unit whose plan it is."""
        return self.view.unit

    @property
    def names(self) -> dict[str, str]:
        """Unit → name."""
        return dict(zip(self.view.units["unit"], self.view.units["name"], strict=True))

    def draft(self) -> Draft:
        """The targets as they are being edited: those of the newest version until something is changed."""
        return kept_draft(self.view.store, self._key(), self.begin)

    def begin(self) -> Draft:
        """A draft in which nothing is changed yet."""
        store = self.view.store
        rows = typed_rows(targets_of(store, self.unit, self.year), self.view.indicators)
        return Draft(newest_versions(store, [self.unit], self.year), rows)

    def forget(self) -> None:
        """Throw the draft away."""
        drop_draft(self.view.store, self._key())
        save_fields(self, "plan").begin_anew()

    def read(self, draft: Draft) -> tuple[pd.DataFrame, list]:
        """The draft's targets as they would be stored, and its faults."""
        return read_targets(self.unit, draft.rows, self.year, self.view.indicators)

    def stored(self, version: int) -> pd.DataFrame:
        """The targets of a stored version; columns as targets_of."""
        store = self.view.store
        return once(
            self.view,
            f"plan {self.year} {version}",
            lambda: targets_of(store, self.unit, self.year, version=version),
        )

    def _key(self) -> tuple:
        return str(self.view.store.path), self.unit, self.year


DRAFTS = "plan_drafts"


def kept_draft(store: Store, name: tuple, begin: Callable[[], Draft]) -> Draft:
    """The draft that was begun before, on this page or before the browser loaded it anew; else a new one."""
    drafts = st.session_state.setdefault(DRAFTS, {})
    if name not in drafts:
        kept = drafts_of(store).of(this_browser(), repr(name))
        drafts[name] = Draft(kept.fields["based_on"], kept.fields["rows"], begun=KEPT) if kept else begin()
    return drafts[name]


def drop_draft(store: Store, name: tuple) -> None:
    """Forget a draft: it is stored, or thrown away."""
    st.session_state.get(DRAFTS, {}).pop(name, None)
    drafts_of(store).forget(this_browser(), repr(name))


def keep_drafts(store: Store) -> None:
    """Keep what was edited beyond this browser's page, and what is as it began no longer."""
    file = drafts_of(store)
    for name, draft in st.session_state.get(DRAFTS, {}).items():
        wanted = draft.is_changed and not why_not_kept(draft.rows)
        fields = {"based_on": draft.based_on, "rows": draft.rows} if wanted else {}
        kept = file.of(this_browser(), repr(name))
        if fields != (kept.fields if kept else {}):
            file.keep(this_browser(), repr(name), fields)


def newest_day(view: View, years_on: int) -> date:
    """Today for the newest quarter, so that what was just stored is seen; else the quarter's end. Always in the plan's year."""
    if years_on:
        return date(view.year + years_on, 1, 1)
    newest = view.period == newest_quarter(view.store)
    return min(max(view.today, view.as_of) if newest else view.as_of, date(view.year, 12, 31))


def say_which(plan: PlanView) -> None:
    """Which versions of the plan there are: the newest, and the one in force if that is another."""
    versions = once(plan.view, f"plan versions {plan.year}", lambda: versions_of(plan.view.store, plan.unit, plan.year))
    if versions.empty:
        st.caption(plain(_("There is no plan for {year} yet.", year=plan.year)))
        return
    row = versions.iloc[-1]
    text = _("Plan for {year}, version {version}, in force from {day}", year=plan.year, version=int(row["version"]),
             day=day_text(row["in_force_from"]))  # fmt: skip
    text += _(", {document}.", document=row["document"]) if row["document"] else _(".")
    in_force = version_in_force(versions, plan.day)
    if in_force != row["version"]:
        text += _(" On {day} version {version} is in force.", day=day_text(plan.day), version=in_force)
    st.caption(plain(text))


def grid(draft: Draft, name: str, frame: Callable[[list[dict]], pd.DataFrame], **settings: object) -> None:
    """A grid of a draft's rows; every edit goes into the draft at once, and stays there when the page is left.

    A grid that is drawn anew, in another language too, begins with the rows as they are: the browser has forgotten what
    was edited in the last one. Nothing else about it may change while it stands there, or it would be drawn anew.
    """
    name = f"{name} {current_language()}"
    if f"{name} {draft.turn}" not in st.session_state:
        draft.show_again()
    key = f"{name} {draft.turn}"
    st.data_editor(
        frame(draft.shown), key=key, hide_index=True, on_change=lambda: draft.take(st.session_state[key]), **settings
    )


@dataclass(frozen=True)
class Said:
    """What the form that saves asks for."""

    in_force_from: date
    document: str
    reason: str
    by: str


def usual_start(plan: PlanView, version: int) -> date:
    """From when a version is in force unless another day is typed: the year's start, or for a change today.

    After the plan's year it is the end of the quarter that is shown, before it the year's start.
    """
    first, today = date(plan.year, 1, 1), plan.view.today
    if version == 1 or today < first:
        return first
    return today if today.year == plan.year else quarter_end(period_of(plan.year, plan.view.quarter))


def start_input(plan: PlanView, name: str, usual: date) -> date:
    """Ask from when the plan is in force, and say so where that is after the quarter whose verdicts are told.

    It stands outside the form that saves, because what is typed there is not known before it is saved.
    """
    key, period = f"{name} from", period_of(plan.year, plan.view.quarter)
    if st.session_state.get(f"{key} usually") != (plan.unit, plan.year, usual):
        st.session_state.pop(key, None)
        st.session_state[f"{key} usually"] = plan.unit, plan.year, usual
    start = st.date_input(_("In force from"), usual, format="YYYY-MM-DD", key=key, width=180) or usual
    if start > quarter_end(period):
        text = _(
            "Takes effect on {day}, after {quarter}: its verdicts stay as they are.",
            day=day_text(start),
            quarter=quarter_text(period),
        )
        st.info(plain(text), icon=":material/event_upcoming:")
    return start


def save_form(plan: PlanView, name: str, label: str, start: date, needs_reason: bool) -> Said | None:
    """Document number, reason and name; what was said when the button is pressed, else None."""
    form = save_fields(plan, name)
    with st.container(border=True):
        b, c, d = st.columns([3, 5, 3])
        document = form.field(b.text_input, _("Document no."), "document", "")
        label_of_reason = _("Reason for the adjustment (required)") if needs_reason else _("Reason for the adjustment")
        reason = form.field(c.text_input, label_of_reason, "reason", "")
        by = form.by(d)
        pressed = st.button(label, type="primary", key=form.key("save"))
    return Said(start, document.strip(), reason.strip(), by) if pressed else None


def save_fields(plan: PlanView, name: str) -> Form:
    """The fields beside a draft that tell why and by what document the plan is changed; kept until it is stored."""
    return Form(plan.view.store, f"save_{name}", plan.unit, plan.year)


def stored(draft: Draft, save: Callable[[], int | None]) -> bool:
    """Save a draft as it was shown; whether it is stored. What keeps it from being stored is said.

    Where somebody else stored a version just then, the page is drawn anew, and tells what they changed.
    """
    if not draft.is_as_seen():
        st.warning(_("Something was changed just now. Please look at the differences again, then save."))
        return False
    try:
        save()
    except PlanProblem as problem:
        show_faults(problem.faults)
    except PlanChanged as problem:
        st.session_state["plan_too_late"] = problem
        st.rerun()
    except StoreProblem as problem:
        st.error(plain(str(problem)))
    else:
        return True
    return False


def show_faults(faults: list) -> None:
    """Every fault with its row."""
    st.error("\n".join(f"* {plain(fault.sentence())}" for fault in faults))


def show_theirs(plan: PlanView, problem: PlanChanged) -> None:
    """What somebody else stored since the draft was begun, and that nothing was stored if it was tried."""
    if st.session_state.pop("plan_too_late", None):
        st.error(_("Nothing was stored: somebody else stored a version at the same time."))
    time = local_times(pd.Series([problem.at])).iloc[0]
    text = _("In the meantime {by} stored another version of this plan ({time}). Your draft is kept. This is what changed:",
             by=problem.by or "—", time=time)  # fmt: skip
    st.warning(plain(text))
    headings = _("When you began"), _("Stored now")
    table = target_changes_table(problem.changes, plan.view.units, plan.view.indicators, headings)
    show_table(table, "theirs", _("What somebody else changed"))
