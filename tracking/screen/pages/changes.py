"""Closing and changes: lock a quarter as it was handed in, see what changed since, and the log of every change."""

import pandas as pd
import streamlit as st

from tracking.decisions import (
    Seen,
    changes_since,
    clock_set_back,
    close_quarter,
    closings_of,
    open_before,
    reopen_quarter,
    results_then_and_now,
    seen_of,
    submission_before,
)
from tracking.harmless import file_name
from tracking.intake import locks_of
from tracking.language import _
from tracking.screen.session import (
    Form,
    look_back,
    once,
    open_database,
    page_view,
    plain,
    progress_of,
    quarter_word,
    say,
    short_snapshot_text,
    show_table,
    snapshots_in,
    take_from_link,
    write_to_link,
)
from tracking.telling import coverage_text, day_text
from tracking.telling.tables import WHAT_WORDS, change_log_table, csv_of, local_times, tell_quarter, then_and_now_table
from tracking.words import quarter_text

view = page_view(_("Closing and changes"))
store = open_database()
names = once(view, f"unit names {store.version()}", lambda: dict(store.read("unit_versions")[["unit", "name"]].values))
inside = set(view.units.loc[view.units["path"].str.contains(f"/{view.unit}/", regex=False), "unit"])


def show_log(log: pd.DataFrame, key: str) -> None:
    """A part of the change log, sortable and exportable."""
    table = change_log_table(log, names, view.indicators)
    show_table(table, key, _("Changes"), most=455)
    st.download_button(
        _("List of changes (CSV)"), lambda: csv_of(table), file_name(f"{_('changes')} {view.name_of_unit(view.unit)}", ".csv"), "text/csv",
        key=f"{key}_csv", on_click="ignore", icon=":material/list:",
    )  # fmt: skip


def since_closing() -> None:
    """What is not as it was in the report that was signed, and why."""
    snapshots = snapshots_in(store)
    if not snapshots:
        st.info(_("No quarter has been closed yet. Close one when its report is handed in: what was known then is kept, "
                  "and this page tells what changed since."))  # fmt: skip
        return
    labels = {str(one.submission): short_snapshot_text(one) for one in snapshots}
    default = next((str(one.submission) for one in snapshots if one.period == view.period), next(iter(labels)))
    take_from_link("snapshot", list(labels), default)
    chosen = st.selectbox(_("Compared with"), list(labels), format_func=labels.get, key="snapshot")
    write_to_link(snapshot=chosen)
    snapshot = next(one for one in snapshots if str(one.submission) == chosen)

    st.button(
        _("See every page as of this day"),
        on_click=look_back,
        args=(snapshot,),
        key="look_back",
        icon=":material/history:",
    )

    def compare():
        then = progress_of(snapshot.store(store), view.unit, snapshot.period, alone=True)
        now = progress_of(store, view.unit, snapshot.period, alone=True)
        log = changes_since(store, snapshot.submission, inside)
        return now, results_then_and_now(then, now), log[log["period"].isna() | (log["period"] <= snapshot.period)]

    now, results, log = once(view, f"since {chosen} {store.version()}", compare)
    about = {"quarter": quarter_text(snapshot.period), "day": day_text(snapshot.day), "by": snapshot.closed_by}
    if results.empty:
        st.success(plain(_("Every result of {quarter} is as it was when {by} closed it on {day}.", **about)))
    else:
        more = int(results["only_coverage"].sum())
        told = _(
            "{count} of {all} results of {quarter} are not as they were when {by} closed it on {day}.",
            count=len(results) - more, all=int((now["actual"].notna() | now["target"].notna()).sum()), **about,
        )  # fmt: skip
        if more:
            told += _(" {count} more differ only in how many units report.", count=more)
        st.markdown(plain(told))
        table = then_and_now_table(results)
        show_table(table, "then_and_now", _("Then and now"), most=455)
    st.markdown(f"## {_('What changed since ({count})', count=len(log))}")
    if len(log):
        show_log(log, "since_closing")
    else:
        st.caption(_("Nothing of this unit or below it."))


def closing() -> None:
    """Lock the quarter shown, or open it again; every closing so far."""
    say("closing")
    locked = locks_of(store)
    name = quarter_text(view.period)
    leaves = view.slim[view.slim["leaf"] & (view.slim["expected"] > 0)] if len(view.slim) else view.slim
    seen = leaves.groupby("unit")["this_quarter"].sum() if len(leaves) else pd.Series(dtype="int64")
    is_closed = view.period in set(locked["period"])
    if is_closed:
        lock = locked[locked["period"] == view.period].iloc[0]
        st.markdown(plain(_("{quarter} is closed: its figures are locked since {day} ({by}). A later correction needs a "
                            "reason and is marked.", quarter=name, day=local_times(pd.Series([lock["received_at"]]))[0],
                            by=lock["received_by"])))  # fmt: skip
    else:
        st.markdown(plain(_("{quarter} is open. {coverage}. Closing locks its figures as they are now and keeps what is known "
                            "today; units that report later can still be taken in, with a reason.", quarter=name,
                            coverage=coverage_text(int((seen > 0).sum()), len(seen)))))  # fmt: skip
        if earlier := open_before(store, view.period):
            quarters = _(", ").join(map(quarter_text, earlier))
            st.markdown(
                plain(_("The open earlier quarters of the year ({quarters}) are closed with it.", quarters=quarters))
            )
    if not view.past:
        (open_again if is_closed else close_it)(name)
    found = closings_of(store)
    if len(found):
        table = pd.DataFrame({
            _("When"): local_times(found["received_at"]),
            _("Quarter"): [tell_quarter(period) for period in found["period"]],
            _("What"): [_("quarter closed") if closed else _("quarter opened again") for closed in found["closed"]],
            _("By"): found["received_by"],
            _("Reason"): found["reason"].fillna(""),
        })  # fmt: skip
        show_table(table, "closings", _("Closings"))


def close_it(name: str) -> None:
    """The form that closes the quarter shown."""
    form = Form(store, "close", view.period, says="closing", act="closing")
    seen = Seen(*form.saw(seen_of(store, view.period)))
    year, quarter = view.year, view.quarter
    with st.container(border=True):
        left, right = st.columns(2)
        form.by(left)
        form.field(right.text_input, _("Note, such as the report it was handed in with"), "note", "")
        form.button(
            _("Close {quarter}", quarter=name),
            lambda said: close_quarter(store, year, quarter, said["by"], said["note"] or None, seen),
            lambda _said: _("{quarter} is closed.", quarter=name),
            type="primary",
        )
        form.footer()


def open_again(name: str) -> None:
    """The form that opens the quarter shown again: folded away, with fields of its own, and it asks first."""
    form = Form(store, "reopen", view.period, says="closing", act="closing")
    seen = Seen(*form.saw(seen_of(store, view.period)))
    year, quarter = view.year, view.quarter
    with st.expander(_("Open {quarter} again …", quarter=name)):
        left, right = st.columns(2)
        form.by(left)
        form.field(right.text_input, _("Reason (required)"), "reason", "")
        with st.popover(_("Open {quarter} again", quarter=name)):
            st.markdown(plain(_("{quarter} was handed in as it is. After this its figures can be changed without a reason.",
                                quarter=name)))  # fmt: skip
            form.button(
                _("Yes, open {quarter} again", quarter=name),
                lambda said: reopen_quarter(store, year, quarter, said["by"], said["reason"], seen),
                lambda _said: _("{quarter} is open again.", quarter=name),
            )
        form.footer()


def change_log() -> None:
    """Every change on record, filtered."""
    log = once(view, f"change log {store.version()}", lambda: changes_since(store, 0, inside))
    kinds = [kind for kind in WHAT_WORDS if kind in set(log["what"])]
    left, middle, right = st.columns(3)
    what = left.multiselect(
        _("What"), kinds, format_func=lambda kind: _(WHAT_WORDS[kind]), key="log_what", placeholder=_("All")
    )
    by = middle.multiselect(_("By"), sorted(set(log["received_by"])), key="log_by", placeholder=_("All"))
    since = right.date_input(_("Since"), None, format="YYYY-MM-DD", key="log_since")
    if what:
        log = log[log["what"].isin(what)]
    if by:
        log = log[log["received_by"].isin(by)]
    if since:
        log = log[log["submission"] > submission_before(store, since)]
    st.caption(_("{count} changes. First reports, first plans and first lists are not changes; they stand under Records.",
                 count=len(log)))  # fmt: skip
    if told := once(view, f"clock {store.version()}", lambda: clock_set_back(store)):
        st.caption(plain(told))
    if len(log):
        show_log(log.reset_index(drop=True), "change_log")


PARTS = {
    "since": _("Since a report"),
    "close": _("Close {quarter}", quarter=quarter_word(view.quarter)),
    "log": _("Change log"),
}
SHOW = {"since": since_closing, "close": closing, "log": change_log}
take_from_link("part", list(PARTS), "since")
part = st.segmented_control(
    _("Section"), list(PARTS), format_func=PARTS.get, key="part", required=True, label_visibility="collapsed"
)
write_to_link(part=part)
SHOW[part]()
