"""The head of a page: its title, what it shows and as of when; unit, year and quarter to choose."""

from datetime import date

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tracking.decisions import report_due_of
from tracking.language import _
from tracking.quarters import period_of, quarter_end, quarter_of, quarter_start
from tracking.screen.session.choosing import choose, choose_day_judged_on, show_what_is_missing, years_to_choose
from tracking.screen.session.database import open_database
from tracking.screen.session.kept import (
    exempt_in,
    newest_data,
    newest_quarter,
    once_for_data,
    progress_of,
    slim_of,
    today_of,
    waiting_in,
)
from tracking.screen.session.past import show_which_day, store_as_chosen
from tracking.screen.session.plain_text import plain
from tracking.screen.session.remembering import remembered
from tracking.screen.session.tools import note_head
from tracking.screen.session.view import View
from tracking.store import Store
from tracking.telling import coverage_text, day_text, elapsed_text, to_date_text
from tracking.telling.tables import NOT_ACCEPTED
from tracking.words import quarter_text

NODE_KINDS = ("township", "county", "village_federation", "park_federation", "sector_federation")


def page_view(title: str, without_plan: bool = False, by_day: bool = False) -> View:
    """The head of a page: its title, what it shows and as of when; and unit, year and quarter to choose.

    They are kept from page to page and in the link. Stops with a hint where there is nothing to show yet; a page that
    needs units only is shown ``without_plan``; a page may let people choose a day after the quarter, too (``by_day``).
    """
    store = store_as_chosen(open_database())
    latest, today = newest_quarter(store), today_of(store)
    usual = quarter_of(today) if latest is None else latest
    with st.container(horizontal=True, vertical_alignment="bottom", key="page_head"):
        left, right = st.container(width="stretch"), st.container(width="content")
    units, indicators = _tables(store, str(store.path), newest_data(store), usual)
    nodes = units[units["kind"].isin(NODE_KINDS)]
    if nodes.empty and isinstance(store, Store) and store.scope is not None:
        nodes = units  # an enterprise looks at itself
    if nodes.empty or (latest is None and not without_plan):
        left.title(title, anchor=False)
        show_what_is_missing(units)
    with right:
        unit, year, quarter = choose(nodes, _years(store, str(store.path), newest_data(store), today), usual)
    units, indicators = _tables(store, str(store.path), newest_data(store), period_of(year, quarter))
    with left:
        head = st.container(gap=None)
        heading = head.container()
        line = head.container(horizontal=True, vertical_alignment="center", gap="small")
        told, chosen = line.container(width="content", key="page_about"), line.container(width="content")
    with chosen:
        day = choose_day_judged_on(period_of(year, quarter), today) if by_day else None
    period = period_of(year, quarter)
    view = View(
        store=store,
        unit=unit,
        year=year,
        quarter=quarter,
        today=today,
        units=units,
        indicators=indicators,
        load=lambda: progress_of(store, unit, period, day=day),
        load_slim=lambda: slim_of(store, unit, period, day),
        report_due=_report_due(store, str(store.path), store.version(), period_of(year, quarter)),
        on=day,
    )
    _say_head(view, title, heading, told)
    show_which_day(open_database())
    if not view.begun:
        st.info(_("{quarter} begins on {day}: nobody can have reported, and nobody is late. What is shown is what is to be "
                  "reached by its end.", quarter=quarter_text(view.period), day=day_text(quarter_start(view.period))))  # fmt: skip
    return view


def _say_head(view: View, title: str, heading: DeltaGenerator, told: DeltaGenerator) -> None:
    """The title of the page, and as of when and from whom its figures are."""
    whole = f"{title} · {view.unit_name} · {to_date_text(view.period)}"
    heading.title(plain(whole), anchor=False)
    coverage = once_for_data(view, "coverage", lambda: _coverage(view))
    about = " · ".join(filter(None, [elapsed_text(view.period, view.today, view.on), coverage]))
    told.caption(plain(about))
    note_head(whole, about, view.today, view.unit_name)


@remembered(128)
def _tables(_store: Store, path: str, version: int, period: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    units = _store.read("current_units", scope="/", day=quarter_end(period))
    return units, _store.read("current_indicators")


@remembered(256)
def _report_due(_store: Store, path: str, version: int, period: int) -> date:
    return report_due_of(_store, period)


@remembered(256)
def _years(_store: Store, path: str, version: int, today: date) -> list[int]:
    return years_to_choose(_store, today)


def _coverage(view: View) -> str:
    if view.slim.empty or not view.begun:
        return ""
    seen = view.expected_enterprises()
    if seen.empty:
        return ""
    text, exempt = coverage_text(int((seen > 0).sum()), len(seen)), exempt_in(view)
    if len(exempt):
        text = _("{coverage}, {count} exempt", coverage=text, count=len(exempt))
    if waiting := waiting_in(view):
        text = _("{coverage}, {count} not accepted yet", coverage=text, count=len(waiting)) + f" {NOT_ACCEPTED}"
    return text
