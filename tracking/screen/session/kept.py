"""What pages ask for again and again: read or computed once per version of the data, and shared by all who look."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date

import pandas as pd
import streamlit as st

from tracking.accounts import units_waiting
from tracking.decisions import exempt_enterprises, exemptions_of, follow_ups_of
from tracking.evidence import evidence_needed, evidence_of
from tracking.intake import latest_quarter
from tracking.lagging import history_from, idle_units, load_history, needs_a_push, promised_tables, quarters_to
from tracking.language import _, current_language, name_of
from tracking.progress import (
    Below,
    Parted,
    judged_today,
    load_duties,
    load_node,
    load_parted,
    load_progress,
    with_names,
)
from tracking.quarters import period_of, quarter_end, quarter_start, year_and_quarter
from tracking.report import Facts, Report, current_report, gather
from tracking.screen.session.remembering import remembered
from tracking.screen.session.view import View
from tracking.store import OtherStore, Store
from tracking.telling.tables import NOT_ACCEPTED

LARGE = 1500  # places at and below a unit
OF_FORMATION = ("should_unionise", "unionised")


def progress_of(store: Store, unit: str, period: int, alone: bool = False, day: date | None = None) -> pd.DataFrame:
    """The progress table of a unit and everything below it (or its own rows ``alone``), with the indicators' names;
    columns as with_names; by what is due on a later ``day``, if one is given.

    Computed once per version of the data and shared by all who look, so nobody may change it; empty for a quarter in
    which the unit did not stand in the tree. Of a large unit the own rows are told from what its nodes add up to.
    """
    large = day is None and is_large(store, unit, period)
    if alone and large and (above := above_of(store, unit, period)) is not None:
        return above[above["unit"] == unit]
    key = str(store.path), newest_data(store, period), unit, period, alone, _day_that_matters(store, period), day
    try:
        return (_large_progress if large else _progress)(store, *key)
    except LookupError:
        return pd.DataFrame()


def _load_progress(
    store: Store, _path: str, _version: int, unit: str, period: int, alone: bool, today: date, day: date | None
) -> pd.DataFrame:
    table = load_progress(store, unit, *year_and_quarter(period), alone=alone, day=day)
    return with_names(judged_today(table, period, today), store.read("current_indicators"))


@remembered(256)
def _progress(
    _store: Store, path: str, version: int, unit: str, period: int, alone: bool, today: date, day: date | None
) -> pd.DataFrame:
    return _load_progress(_store, path, version, unit, period, alone, today, day)


@remembered(2)  # a million rows each
def _large_progress(
    _store: Store, path: str, version: int, unit: str, period: int, alone: bool, today: date, day: date | None
) -> pd.DataFrame:
    return _load_progress(_store, path, version, unit, period, alone, today, day)


def is_large(store: Store | OtherStore, unit: str, period: int) -> bool:
    """Whether so much stands below a unit that it is told from what its nodes add up to (progress.kept)."""
    if isinstance(store, OtherStore) or store.scope is not None:
        return False
    return _places_below(store, str(store.path), newest_data(store), unit, period) >= LARGE


@remembered(256)
def _places_below(_store: Store, path: str, version: int, unit: str, period: int) -> int:
    return int(_store.read("units_below", unit=unit, day=quarter_end(period))["places"].iloc[0])


def slim_of(store: Store | OtherStore, unit: str, period: int, day: date | None = None) -> pd.DataFrame:
    """Of the progress table what lists and counts rest on; columns as progress_of. Of a unit that is not large, all of it.

    Else the rows of the unit, of what stands right below it and of every node further down; of enterprises those with a
    target, whether they should have a union and have one, for each that is to report one row that says whether anything came
    in, and of each indicator that any is to report one.
    """
    if day is None and is_large(store, unit, period):
        key = str(store.path), newest_data(store, period), unit, period, _day_that_matters(store, period)
        if (found := _slim(store, *key)) is not None:
            return found
    return progress_of(store, unit, period, day=day)


def above_of(store: Store | OtherStore, unit: str, period: int) -> pd.DataFrame | None:
    """The rows of a large unit and of what stands right below it; columns as progress_of. None where they cannot be told
    from what its nodes add up to."""
    key = store, str(store.path), newest_data(store, period), unit, period, _day_that_matters(store, period)
    return None if _parted(*key) is None else _above(*key)


@remembered(64)
def _parted(_store: Store, path: str, version: int, unit: str, period: int, today: date) -> Parted | None:
    def digest(below: Below, node: str, made: int) -> pd.DataFrame:
        return _node(_store, below, path, node, period, made, today)[1]

    return load_parted(_store, unit, period, digest)


@remembered(64)
def _above(_store: Store, path: str, version: int, unit: str, period: int, today: date) -> pd.DataFrame:
    found = _parted(_store, path, version, unit, period, today)
    return with_names(judged_today(found.above, period, today), _store.read("current_indicators"))


@remembered(24)
def _slim(_store: Store, path: str, version: int, unit: str, period: int, today: date) -> pd.DataFrame | None:
    key = _store, path, version, unit, period, today
    if (found := _parted(*key)) is None:
        return None
    nodes = [_node(_store, found.below, path, code, period, made, today)[0] for code, made in found.made.items()]
    return pd.concat([_above(*key), *nodes], ignore_index=True)


@remembered(256)  # the towns of a county in the eight quarters of a curve
def _node(
    _store: Store, _below: Below, path: str, node: str, period: int, made: int, today: date
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What slim_of has of all below one node, and its digest; the same as long as that is of the submission ``made``."""
    table, digest = load_node(_store, _below, node)
    first = table[table["leaf"] & (table["expected"] > 0)].sort_values("this_quarter", kind="stable")
    first = {*first.drop_duplicates("unit", keep="last").index, *first.drop_duplicates("indicator").index}
    wanted = ~table["leaf"] | table["target"].notna() | table["indicator"].isin(OF_FORMATION) | table.index.isin(first)
    slim = table[wanted & (table["unit"] != node)]
    return with_names(judged_today(slim, period, today), _store.read("current_indicators")), digest


def _day_that_matters(store: Store | OtherStore, period: int) -> date:
    """Today while the quarter has not ended; afterwards its verdicts are the same on every day."""
    return min(today_of(store), quarter_start(period + 1))


def history_of(view: View, period: int) -> pd.DataFrame:
    """The eight quarters up to ``period`` of what the enterprises below the unit promised; columns as load_history."""
    store, path, newest = view.store, str(view.store.path), newest_data(view.store, period)
    return _history(store, path, newest, view.unit, period, _day_that_matters(store, period))


@remembered(64)
def _history(_store: Store, path: str, version: int, unit: str, period: int, today: date) -> pd.DataFrame:
    """Of a large unit node by node: what one promised is read again only where something was told of it."""
    found = _parted(_store, path, version, unit, period, today) if is_large(_store, unit, period) else None
    if found is None:
        return load_history(_store, unit, period, today=today)
    beside = promised_tables(_store, unit, quarters_to(period), tuple(found.below.nodes.values()))
    nodes = [_promised(_store, path, node, period, made) for node, made in found.made.items()]
    tables = {
        number: pd.concat([table for part in (beside, *nodes) if len(table := part[number])] or [pd.DataFrame()])
        for number in beside
    }
    return history_from(_store, unit, period, tables, today)


@remembered(128)
def _promised(_store: Store, path: str, node: str, period: int, made: int) -> dict[int, pd.DataFrame]:
    """What the enterprises below one node promised; the same as long as its digest is that of the submission ``made``."""
    return promised_tables(_store, node, quarters_to(period))


def duties_in(view: View) -> pd.DataFrame | None:
    """Who is to report how much, of a large unit node by node; columns as load_duties. None where all of it is asked at once."""
    if not is_large(view.store, view.unit, view.period):
        return None
    path = str(view.store.path)
    today = _day_that_matters(view.store, view.period)
    found = _parted(view.store, path, newest_data(view.store, view.period), view.unit, view.period, today)
    if found is None:
        return None
    beside = load_duties(view.store, view.unit, view.period, tuple(found.below.nodes.values()))
    nodes = [_duties(view.store, path, node, view.period, made) for node, made in found.made.items()]
    return pd.concat([beside, *nodes], ignore_index=True)


@remembered(128)
def _duties(_store: Store, path: str, node: str, period: int, made: int) -> pd.DataFrame:
    """What load_duties says of one node; the same as long as its digest is that of the submission ``made``."""
    return load_duties(_store, node, period)


def read_once(store: Store | OtherStore, query: str) -> pd.DataFrame:
    """What a query without parameters finds, with columns as ``query`` selects; read once per version of the store and
    shared, so nobody may change it."""
    return _read(store, str(store.path), store.version(), query)


@remembered(256)
def _read(_store: Store, path: str, version: int, query: str) -> pd.DataFrame:
    return _store.read(query)


def newest_data(store: Store | OtherStore, period: int | None = None) -> int:
    """The newest submission of figures, units, plans or indicators: what was read before it is out of date; of one quarter
    without later figures, so that what earlier quarters say is kept while the present one comes in."""
    return _newest(store, str(store.path), store.version(), period)


@remembered(1024)
def _newest(_store: Store, path: str, version: int, period: int | None) -> int:
    if period is None:
        return int(_store.read("newest_data")["submission"].iloc[0])
    return int(_store.read("newest_data_of_quarter", period=period)["submission"].iloc[0])


def newest_quarter(store: Store) -> int | None:
    """The newest quarter with figures; before there are any, the first of the newest plan; read once per version of the
    data."""
    return _newest_quarter(store, str(store.path), newest_data(store))


@remembered(256)
def _newest_quarter(_store: Store, path: str, version: int) -> int | None:
    latest = latest_quarter(_store)
    plans = _store.read("plan_versions") if latest is None else pd.DataFrame()
    return period_of(int(plans["plan_year"].max()), 1) if len(plans) else latest


def rows_of(view: View, unit: str) -> pd.DataFrame:
    """The rows of one unit at or below the page's; columns as progress_of."""
    if is_large(view.store, view.unit, view.period):
        found = progress_of(view.store, unit, view.period, day=view.on)
        return found[found["unit"] == unit] if len(found) else found
    return view.progress[view.progress["unit"] == unit]


def idle_in(view: View, indicator: str) -> list[str]:
    """The units that have done nothing yet where the page's unit is behind and none of its parts is (idle_units)."""
    asked = needs_a_push(view.slim, view.unit, indicator)
    return idle_units(view.progress, view.unit, indicator) if asked else []


def exemptions_in(view: View) -> pd.DataFrame:
    """The exemptions in force at the quarter's end of all at and below the unit; columns as exemptions_of."""
    return once_for_data(view, "exemptions", lambda: exemptions_of(view.store, view.unit, view.as_of))


def waiting_in(view: View) -> frozenset[str]:
    """The units at and below the page's whose report for the quarter was handed in and is not accepted yet."""

    def read() -> frozenset[str]:
        inside = view.units["path"].str.startswith(scope_of(view))
        return units_waiting(view.store, view.period) & frozenset(view.units.loc[inside, "unit"])

    return once_for_data(view, "waiting", read)


def name_in_list(view: View) -> Callable[[str], str]:
    """Tells the name of a unit as lists have it: marked where its report is not accepted yet."""
    waiting = waiting_in(view)
    return lambda unit: f"{view.name_of_unit(unit)} {NOT_ACCEPTED}" if unit in waiting else view.name_of_unit(unit)


def needed_in(view: View) -> pd.DataFrame:
    """The figures of the quarter of which evidence is asked, of all at and below the unit; columns as evidence_needed."""

    def read() -> pd.DataFrame:
        return evidence_needed(view.store, scope_of(view), view.period)

    return once_since(view, "newest_evidence", "evidence needed", read)


def evidence_in(view: View) -> pd.DataFrame:
    """What was handed in as evidence for the year, of all at and below the unit; columns as evidence_of."""

    def read() -> pd.DataFrame:
        return evidence_of(view.store, scope_of(view), period_of(view.year, 1), view.period)

    return once_since(view, "newest_evidence", "evidence", read)


def once_since(view: View, newest: str, what: str, make: Callable[[], object]) -> object:
    """As once_for_data, for what rests on other submissions, too: the query ``newest`` has the newest of them."""
    number = int(read_once(view.store, newest)["submission"].iloc[0])
    return once_for_data(view, f"{what} {number}", make)


def scope_of(view: View) -> str:
    """The path of the page's unit; one in which nothing stands where it did not stand in the tree."""
    path = view.units.loc[view.units["unit"] == view.unit, "path"].tolist()
    return path[0] if path else "/ /"


def patience(view: View) -> AbstractContextManager:
    """While something is added up that takes long the first time, of a large unit, say so."""
    if not is_large(view.store, view.unit, view.period):
        return nullcontext()
    return st.spinner(_("Adding up all units below; the first time this takes up to half a minute…"))


def indicator_names(view: View) -> dict[str, str]:
    """Indicator → its name in the language."""
    return once_for_data(
        view,
        "names of indicators",
        lambda: {row["indicator"]: name_of(row) for row in view.indicators.to_dict("records")},
    )


def exempt_in(view: View) -> pd.DataFrame:
    """The enterprises of which nothing is expected this quarter because they are exempt; columns as
    exempt_enterprises."""
    about = view.units, view.slim, view.as_of
    return once_for_data(view, "exempt enterprises", lambda: exempt_enterprises(exemptions_in(view), *about))


def follow_ups_in(view: View) -> pd.DataFrame:
    """The follow-ups of the enterprises below the unit, judged by the newest reports; columns as follow_ups_of."""
    latest = newest_quarter(view.store)

    def read() -> pd.DataFrame:
        return follow_ups_of(view.store, view.unit, view.period, history_of(view, latest))

    return once(view, "follow-ups", read)


def facts_of(view: View) -> Facts:
    """What a report on this unit and quarter is made from; read once per version of the data."""
    follow_ups = follow_ups_in(view)
    spoken = int(follow_ups["submission"].max()) if len(follow_ups) else 0, len(follow_ups)
    shown = evidence_in(view)
    newest = (
        newest_data(view.store),
        *spoken,
        len(shown),
        int(shown["submission"].max()) if len(shown) else 0,
        view.today,
    )
    return _facts(view.store, follow_ups, str(view.store.path), newest, view.unit, view.year, view.quarter)


@remembered(32)
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


@remembered(32)
def _report(_store: Store, _facts: Facts, path: str, version: int, unit: str, period: int, kind: str) -> Report:
    return current_report(_store, _facts, kind)


def once(view: View, what: str, make: Callable[[], object]) -> object:
    """What ``make`` returns: computed once for this data, unit, quarter, day and language. ``what`` names it."""
    return _once(
        f"{what} {view.on}", str(view.store.path), view.store.version(), view.unit, view.period, view.today,
        current_language(), make,
    )  # fmt: skip


def once_for_data(view: View, what: str, make: Callable[[], object]) -> object:
    """As once, for what rests on figures, units, plans, indicators and exemptions alone: words, notes and closings that
    others store meanwhile leave it as it is."""
    key = str(view.store.path), newest_data(view.store), view.unit, view.period
    return _once(f"of data {what} {view.on}", *key, view.today, current_language(), make)


@remembered(512)
def _once(
    what: str, path: str, version: int, unit: str, period: int, today: date, language: str, _make: Callable
) -> object:
    return _make()


def today_of(store: Store | OtherStore) -> date:
    """The day at which a store stands, asked once a minute."""
    return _today(store, str(store.path), store.version())


@remembered(256, seconds=60)
def _today(_store: Store, path: str, version: int) -> date:
    return _store.today()
