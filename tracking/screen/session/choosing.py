"""Which unit, year and quarter a page shows; and what is still missing where there is nothing to show."""

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from tracking.language import LANGUAGES, _, current_language, language_for, use_language
from tracking.places import page_file
from tracking.quarters import quarter_end, year_and_quarter
from tracking.screen.session.link import leave_out_of_link, take_from_link, write_to_link
from tracking.store import OtherStore, Store
from tracking.telling import is_like

MOST_LISTED = 300  # units in a list; where there are more, they are searched


def searched(names: dict[str, str], key: str) -> list[str]:
    """The codes among which a person chooses what ``key`` of the session is: all, or, where they are many, those whose name
    or code has the part that was typed. What is chosen stays until something else is found."""
    if len(names) <= MOST_LISTED:
        return list(names)
    about = _("name, pinyin or code, of {count}", count=f"{len(names):,}")
    said = st.text_input(_("Search"), key=f"search_{key}", placeholder=about)
    found = [code for code, name in names.items() if is_like(said, name, code)][:MOST_LISTED]
    chosen = st.session_state[key]
    kept = [chosen] if chosen in names and not (said and found) else []
    return list(dict.fromkeys([*kept, *found]))


def choose_from(label: str, key: str, words: dict[str, str], placeholder: str) -> str | None:
    """One of ``words`` (code → name), none at first, kept in the link under its ``key``; where there are many it is searched."""
    take_from_link(key, list(words), None)
    left, _right = st.columns(2, vertical_alignment="bottom")
    with left:
        listed = searched(words, key)
    if st.session_state[key] not in listed:
        st.session_state[key] = None
    chosen = left.selectbox(label, listed, format_func=words.get, key=key, index=None, placeholder=placeholder)
    write_to_link(**{key: chosen})
    return chosen


def years_to_choose(store: Store | OtherStore, today: date) -> list[int]:
    """The years of which there are figures or plans, and the present one, the latest first."""
    plans, figures = store.read("plan_versions"), store.read("reported_years")
    return sorted({*map(int, plans["plan_year"]), *map(int, figures["year"]), today.year}, reverse=True)


def choose(nodes: pd.DataFrame, years: list[int], usual: int) -> tuple[str, int, int]:
    """Ask for one of the units, a year and a quarter; ``usual`` is the quarter shown until another is chosen."""
    usual_year, usual_quarter = year_and_quarter(usual)
    names = dict(zip(nodes["unit"], nodes["name"], strict=True))
    said_years = [str(year) for year in years]
    take_from_link("unit", list(names), next(iter(names)))
    take_from_link("year", said_years, str(usual_year))
    take_from_link("quarter", list("1234"), str(usual_quarter))
    shown = {"label_visibility": "collapsed"}
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom", key="choices"):
        unit = st.selectbox(_("Unit"), list(names), format_func=names.get, key="unit", width=190, **shown)
        year = st.selectbox(_("Year"), said_years, key="year", width=96, **shown)
        quarter = st.segmented_control(
            _("Quarter"), list("1234"), format_func=quarter_word, key="quarter", required=True, width="content", **shown
        )
    other_language = current_language() != language_for(st.context.locale)
    write_to_link(unit=unit, year=year, quarter=quarter, lang=current_language() if other_language else None)
    return unit, int(year), int(quarter)


def choose_day_judged_on(period: int, today: date) -> date | None:
    """Ask for a day up to today, in the quarter after ``period``, by whose dues its figures are judged; None for its end."""
    end = quarter_end(period)
    last = min(today, quarter_end(period + 1))
    days = [(end + timedelta(days=number)).isoformat() for number in range(1, (last - end).days + 1)]
    take_from_link("on", ["", *days], "")
    said = st.session_state["on"]
    if days:
        st.session_state["on_day"] = date.fromisoformat(said) if said else end
        with st.popover(_("by day"), type="tertiary", icon=":material/event:", key="on_popover"):
            st.date_input(_("By what is due on"), key="on_day", min_value=end, max_value=last, format="YYYY-MM-DD",
                          on_change=_keep_day, args=(end,))  # fmt: skip
            st.caption(_("The figures stay those of the quarter chosen; what is due goes by days."))
    if not said:
        leave_out_of_link("on")
        return None
    write_to_link(on=said)
    return date.fromisoformat(said)


def _keep_day(end: date) -> None:
    picked = st.session_state["on_day"]
    st.session_state["on"] = picked.isoformat() if picked > end else ""


def quarter_word(quarter: str | int) -> str:
    """The name of a quarter without its year."""
    return {"1": _("Q1"), "2": _("Q2"), "3": _("Q3"), "4": _("Q4")}[str(quarter)]


def show_what_is_missing(units: pd.DataFrame) -> None:
    """Say what the page needs first, with the way there, and stop: the units, or with units the plan."""
    if units.empty:
        st.info(_("Nothing has been imported yet. Begin with the units workbook, then the plan, then a quarter."))
    else:
        st.info(_("{count} units are imported. Next: the annual plan, typed on the page Plan or imported as a workbook; "
                  "then the quarters' figures.", count=len(units)))  # fmt: skip
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
    st.page_link(page_file("start"), label=_("To the first steps"), icon=":material/flag_2:")
    st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
    st.stop()


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
