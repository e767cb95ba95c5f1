"""What the pages look at: the database, the unit, year and quarter chosen, and their progress table."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import streamlit as st

from tracking.calendar import period_of, quarter_end, quarter_of, quarter_start, year_and_quarter
from tracking.example import open_example
from tracking.exemption import exempt_enterprises, exemptions_of
from tracking.figures import coverage_text, day_text, elapsed_text, quarter_text, to_date_text
from tracking.follow_up import follow_ups_of
from tracking.history import load_history
from tracking.intake import latest_quarter, today_of
from tracking.intake.own import begin_union, open_own
from tracking.language import LANGUAGES, _, current_language, language_for, use_language
from tracking.progress import load_progress, with_names
from tracking.progress.unfinished import has_begun, has_ended, judged_today
from tracking.reading.catalogue import DATA
from tracking.report.drafts import current_report
from tracking.report.facts import Facts, gather
from tracking.report.half_year import Report
from tracking.report_calendar import report_due_of
from tracking.session.choosing import choose, show_what_is_missing, years_to_choose
from tracking.session.choosing import quarter_word as quarter_word
from tracking.session.link import take_from_link, write_to_link
from tracking.session.past import show_which_day, store_as_chosen
from tracking.session.plain_text import plain
from tracking.session.showing import show_table as show_table
from tracking.session.trouble import offer_to_put_back
from tracking.store import DatabaseGone, OtherStore, Store, StoreProblem, gone, refuse_text

NODE_KINDS = ("township", "county", "village_federation", "park_federation", "sector_federation")


@dataclass(frozen=True)
class View:
    """One unit in one quarter: what a page shows. ``progress`` has the progress table's columns, name and name_en.

    ``store`` may be the one of an earlier day, in which nothing can be stored.
    """

    store: Store | OtherStore
    unit: str
    year: int
    quarter: int
    units: pd.DataFrame
    indicators: pd.DataFrame
    progress: pd.DataFrame
    today: date
    report_due: date

    @property
    def overdue(self) -> int:
        """How many days the quarter's reports are overdue today."""
        return max((self.today - self.report_due).days, 0)

    @property
    def period(self) -> int:
        """The quarter as one number."""
        return period_of(self.year, self.quarter)

    @property
    def as_of(self) -> date:
        """The quarter's last day."""
        return quarter_end(self.period)

    @property
    def begun(self) -> bool:
        """Whether the quarter has begun today."""
        return has_begun(self.period, self.today)

    @property
    def ended(self) -> bool:
        """Whether the quarter is over today; before that nobody is silent."""
        return has_ended(self.period, self.today)

    @property
    def past(self) -> bool:
        """Whether this shows an earlier day, in which nothing can be stored."""
        return isinstance(self.store, OtherStore)

    def own(self) -> pd.DataFrame:
        """The rows of the unit itself."""
        return self.progress[self.progress["unit"] == self.unit]

    def unit_name(self, unit: str) -> str:
        """The name of a unit; its code where it is not known."""
        return self._names.get(unit, unit)

    @cached_property
    def _names(self) -> dict[str, str]:
        return dict(zip(self.units["unit"], self.units["name"], strict=True))

    def link(self, **more: str) -> dict[str, str]:
        """Query parameters that show the receiver of a link the same unit, year and quarter."""
        return {"unit": self.unit, "year": str(self.year), "quarter": str(self.quarter), **more}


def database_path() -> Path:
    """The user's own database: TRACKING_DATABASE, else data/tracking.duckdb."""
    return Path(os.environ.get("TRACKING_DATABASE") or DATA / "tracking.duckdb")


def only_example() -> bool:
    """Whether the dashboard was started to show the example and nothing else (tracking --example serve)."""
    return bool(os.environ.get("TRACKING_EXAMPLE"))


@st.cache_resource(show_spinner=False)
def _open(path: str, _put_back: bool = False) -> Store:
    own = Path(path)
    if only_example():
        return open_example("dashboard")
    if not own.exists() and not _put_back:
        if problem := gone(own):
            raise problem
        return open_example("dashboard")
    return open_own(own, "dashboard", _put_back)


def open_database() -> Store:
    """The user's database, or the example where there is none. Shows why and stops if it cannot be opened."""
    try:
        return _open(str(database_path()))
    except DatabaseGone as problem:
        offer_to_put_back(problem, put_back_database)
    except StoreProblem as problem:
        st.error(plain(str(problem)))
    st.stop()


def put_back_database() -> None:
    """Put the copy in the place of a database that is missing; it is open from now on."""
    _open(str(database_path()), _put_back=True)


def forget_database() -> None:
    """Give back a database that is no longer there; the next page looks for it anew."""
    with suppress(StoreProblem):
        _open(str(database_path())).close()
    _open.clear()


def is_example(store: Store) -> bool:
    """Whether this is the invented township."""
    return store.path != database_path().resolve()


def start_own_database(name: str) -> None:
    """Make the user's own, empty database and leave the example. Raises StoreProblem for a name that may not be kept."""
    refuse_text("value", name)
    example = _open(str(database_path()))
    begin_union(database_path(), name)
    _open.clear()
    example.close()


def choose_language() -> None:
    """Speak the browser's language unless the switch or a link says another."""
    take_from_link("lang", list(LANGUAGES), language_for(st.context.locale))
    use_language(st.session_state["lang"])


def language_switch() -> None:
    """The switch at the foot of the sidebar."""
    st.segmented_control(
        _("Language"), list(LANGUAGES), format_func=LANGUAGES.get, key="lang", required=True,
        label_visibility="collapsed", on_change=lambda: write_to_link(lang=st.session_state["lang"]),
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=256)
def _progress(_store: Store, path: str, version: int, unit: str, period: int, alone: bool, today: date) -> pd.DataFrame:
    table = load_progress(_store, unit, *year_and_quarter(period), alone=alone)
    return with_names(judged_today(table, period, today), _store.read("current_indicators"))


def progress_of(store: Store, unit: str, period: int, alone: bool = False) -> pd.DataFrame:
    """The progress table of a unit and everything below it (or its own rows ``alone``), with the indicators' names.

    Computed once per version of the data and shared by all who look, so nobody may change it; empty for a quarter in
    which the unit did not stand in the tree.
    """
    try:
        return _progress(
            store, str(store.path), newest_data(store), unit, period, alone, _day_that_matters(store, period)
        )
    except LookupError:
        return pd.DataFrame()


def _day_that_matters(store: Store | OtherStore, period: int) -> date:
    """Today while the quarter has not ended; afterwards its verdicts are the same on every day."""
    return min(_today(store, str(store.path), store.version()), quarter_start(period + 1))


def history_of(view: View, period: int) -> pd.DataFrame:
    """The eight quarters up to ``period`` of what the enterprises below the unit promised (lagging.history_of)."""
    store, path, newest = view.store, str(view.store.path), newest_data(view.store)
    return _history(store, path, newest, view.unit, period, _day_that_matters(store, period))


@st.cache_resource(show_spinner=False, max_entries=64)
def _history(_store: Store, path: str, version: int, unit: str, period: int, today: date) -> pd.DataFrame:
    return load_history(_store, unit, period, today=today)


def read_once(store: Store | OtherStore, query: str) -> pd.DataFrame:
    """What a query without parameters finds; read once per version of the store and shared, so nobody may change it."""
    return _read(store, str(store.path), store.version(), query)


@st.cache_resource(show_spinner=False, max_entries=32)
def _read(_store: Store, path: str, version: int, query: str) -> pd.DataFrame:
    return _store.read(query)


def newest_data(store: Store) -> int:
    """The newest submission of figures, units, plans or indicators: what was read before it is out of date."""
    return _newest(store, str(store.path), store.version())


@st.cache_resource(show_spinner=False, max_entries=8)
def _newest(_store: Store, path: str, version: int) -> int:
    return int(_store.read("newest_data")["submission"].iloc[0])


def newest_quarter(store: Store) -> int | None:
    """The newest quarter with figures; before there are any, the first of the newest plan; read once per version of the
    data."""
    return _newest_quarter(store, str(store.path), newest_data(store))


@st.cache_resource(show_spinner=False, max_entries=8)
def _newest_quarter(_store: Store, path: str, version: int) -> int | None:
    latest = latest_quarter(_store)
    plans = _store.read("plan_versions") if latest is None else pd.DataFrame()
    return period_of(int(plans["plan_year"].max()), 1) if len(plans) else latest


def exemptions_in(view: View) -> pd.DataFrame:
    """The exemptions in force at the quarter's end of all at and below the unit (exemption.exemptions_of)."""
    return once_for_data(view, "exemptions", lambda: exemptions_of(view.store, view.unit, view.as_of))


def exempt_in(view: View) -> pd.DataFrame:
    """The enterprises of which nothing is expected this quarter because they are exempt (exemption.exempt_enterprises)."""
    about = view.units, view.progress, view.as_of
    return once_for_data(view, "exempt enterprises", lambda: exempt_enterprises(exemptions_in(view), *about))


def follow_ups_in(view: View) -> pd.DataFrame:
    """The follow-ups of the enterprises below the unit, judged by the newest reports (follow_up.follow_ups_of)."""
    latest = newest_quarter(view.store)

    def read() -> pd.DataFrame:
        return follow_ups_of(view.store, view.unit, view.period, history_of(view, latest))

    return once(view, "follow-ups", read)


def facts_of(view: View) -> Facts:
    """What a report on this unit and quarter is made from; read once per version of the data."""
    follow_ups = follow_ups_in(view)
    spoken = int(follow_ups["submission"].max()) if len(follow_ups) else 0, len(follow_ups)
    newest = newest_data(view.store), *spoken, view.today
    return _facts(view.store, follow_ups, str(view.store.path), newest, view.unit, view.year, view.quarter)


@st.cache_resource(show_spinner=False, max_entries=8)
def _facts(
    _store: Store, _follow_ups: pd.DataFrame, path: str, version: tuple, unit: str, year: int, quarter: int
) -> Facts:
    def load(period: int, alone: bool) -> pd.DataFrame:
        return progress_of(_store, unit, period, alone)

    return gather(_store, unit, year, quarter, load, _follow_ups)


def report_of(view: View, kind: str) -> Report:
    """The report of a kind as it stands: today's figures, the sections chosen, the chair's words. Raises WrongKind."""
    facts, version = facts_of(view), view.store.version()
    return _report(view.store, facts, str(view.store.path), version, view.unit, view.period, kind)


@st.cache_resource(show_spinner=False, max_entries=8)
def _report(_store: Store, _facts: Facts, path: str, version: int, unit: str, period: int, kind: str) -> Report:
    return current_report(_store, _facts, kind)


def once(view: View, what: str, make: Callable[[], object]) -> object:
    """What ``make`` returns: computed once for this data, unit, quarter, day and language. ``what`` names it."""
    return _once(
        what, str(view.store.path), view.store.version(), view.unit, view.period, view.today, current_language(), make
    )


def once_for_data(view: View, what: str, make: Callable[[], object]) -> object:
    """As once, for what rests on figures, units, plans, indicators and exemptions alone: words, notes and closings that
    others store meanwhile leave it as it is."""
    key = str(view.store.path), newest_data(view.store), view.unit, view.period
    return _once(f"of data {what}", *key, view.today, current_language(), make)


@st.cache_resource(show_spinner=False, max_entries=512)
def _once(
    what: str, path: str, version: int, unit: str, period: int, today: date, language: str, _make: Callable
) -> object:
    return _make()


@st.cache_resource(show_spinner=False, max_entries=64)
def _tables(_store: Store, path: str, version: int, period: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    units = _store.read("current_units", scope="/", day=quarter_end(period))
    return units, _store.read("current_indicators")


def page_view(title: str, without_plan: bool = False) -> View:
    """The head of a page: its title, what it shows and as of when; and unit, year and quarter to choose.

    They are kept from page to page and in the link. Stops with a hint where there is nothing to show yet; a page that
    needs units only is shown ``without_plan``.
    """
    store = store_as_chosen(open_database())
    latest, today = newest_quarter(store), _today(store, str(store.path), store.version())
    usual = quarter_of(today) if latest is None else latest
    left, right = st.columns([7, 11], vertical_alignment="bottom")
    units, indicators = _tables(store, str(store.path), newest_data(store), usual)
    nodes = units[units["kind"].isin(NODE_KINDS)]
    if nodes.empty or (latest is None and not without_plan):
        left.subheader(title, anchor=False)
        show_what_is_missing(units)
    with right:
        unit, year, quarter = choose(nodes, _years(store, str(store.path), newest_data(store), today), usual)
    units, indicators = _tables(store, str(store.path), newest_data(store), period_of(year, quarter))
    progress = progress_of(store, unit, period_of(year, quarter))
    view = View(
        store, unit, year, quarter, units, indicators, progress, today,
        _report_due(store, str(store.path), store.version(), period_of(year, quarter)),
    )  # fmt: skip
    with left:
        st.subheader(f"{plain(title)} · {plain(view.unit_name(unit))} · {to_date_text(view.period)}", anchor=False)
        coverage = once_for_data(view, "coverage", lambda: _coverage(view))
        st.caption(plain(" · ".join(filter(None, [elapsed_text(view.period, today), coverage]))))
    show_which_day(open_database())
    if not view.begun:
        st.info(_("{quarter} begins on {day}: nobody can have reported, and nobody is late. What is shown is what is to be "
                  "reached by its end.", quarter=quarter_text(view.period), day=day_text(quarter_start(view.period))))  # fmt: skip
    return view


@st.cache_data(show_spinner=False, max_entries=8, ttl=60)
def _today(_store: Store, path: str, version: int) -> date:
    return today_of(_store)


@st.cache_data(show_spinner=False, max_entries=64)
def _report_due(_store: Store, path: str, version: int, period: int) -> date:
    return report_due_of(_store, period)


@st.cache_data(show_spinner=False, max_entries=8)
def _years(_store: Store, path: str, version: int, today: date) -> list[int]:
    return years_to_choose(_store, today)


def _coverage(view: View) -> str:
    if view.progress.empty or not view.begun:
        return ""
    leaves = view.progress[view.progress["leaf"] & (view.progress["expected"] > 0)]
    enterprises = set(view.units.loc[view.units["kind"] == "enterprise", "unit"])
    seen = leaves[leaves["unit"].isin(enterprises)].groupby("unit")["this_quarter"].sum()
    text, exempt = coverage_text(int((seen > 0).sum()), len(seen)), exempt_in(view)
    if exempt.empty:
        return text
    return _("{coverage}, {count} exempt", coverage=text, count=len(exempt))


def banner(said: str | None = None) -> str | None:
    """Say how the database was found, or that this is the example, with the way to the user's own data; what there was to
    say. With ``said`` the page has its banner already, and only what is new is added."""
    store = open_database()
    warning = store.warning()
    if warning and warning != said:
        st.warning(plain(warning))
    if is_example(store) and said is None:
        with st.container(horizontal=True, vertical_alignment="center", key="example_banner"):
            st.caption(_("This is an invented example township; its today is 21 July 2020."))
            st.page_link(
                "tracking/pages/imports.py", label=_("Start with our own data"), icon=":material/arrow_forward:"
            )
    return warning
