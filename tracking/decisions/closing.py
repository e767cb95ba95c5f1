"""Closing a quarter and opening it again, what was known when it was closed, and what changed since."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd

from tracking.intake import locks_of
from tracking.language import _
from tracking.quarters import local_day, local_time, period_of, quarter_end
from tracking.store import OtherStore, Store, StoreProblem, number_of, refuse_unless_seen
from tracking.words import quarter_text

A_WHILE = pd.Timedelta(hours=6)  # what summer time and a clock put right may take away
COVERAGE = ("reported", "expected")
KEY = ["indicator", "period_start", "due_date"]
COMPARED = ["actual", "target", "due", "status", "completion", "reported", "expected", "exemption", "exemption_note"]


@dataclass(frozen=True)
class Snapshot:
    """What was known when a quarter was closed: everything up to and with the submission that closed it."""

    submission: int
    period: int
    closed_at: datetime
    closed_by: str

    def store(self, store: Store) -> OtherStore:
        """The store as it was then, on that day."""
        return store.as_of(self.submission, self.day)

    @property
    def day(self) -> date:
        """The day on which it was closed, by this computer's clock."""
        return local_day(self.closed_at)


def closings_of(store: Store | OtherStore) -> pd.DataFrame:
    """One row per closing or reopening, the newest first: period, closed, reason, submission, received_at, received_by and
    newest (whether it is the one in force)."""
    return store.read("closings")


def snapshots_of(store: Store | OtherStore) -> list[Snapshot]:
    """What was known at every closing, the newest first; a quarter closed again has one for each time."""
    found = closings_of(store)
    closed = found[found["closed"]].sort_values("period").drop_duplicates("submission", keep="last")
    return [
        Snapshot(int(row["submission"]), int(row["period"]), row["received_at"], row["received_by"])
        for row in closed.sort_values("submission", ascending=False).to_dict("records")
    ]


class Seen(NamedTuple):
    """What a person saw of a quarter: its newest closing or reopening (0: none), and the newest data of all."""

    closing: int
    data: int


def seen_of(store: Store | OtherStore, period: int) -> Seen:
    """What there is to see of a quarter now."""
    newest = _newest_closing(store, period)
    return Seen(number_of(newest), int(store.read("newest_data")["submission"].iloc[0]))


def close_quarter(
    store: Store, year: int, quarter: int, by: str, reason: str | None = None, seen: Seen | None = None
) -> int:
    """Lock the figures of a quarter as they are and return the number of its snapshot.

    The open earlier quarters of the year are locked with it, because its sums to date rest on them. Raises StoreProblem
    for a quarter that has not ended, has no figure, or is closed already; StoreChanged where data came in, or it was closed
    or reopened, since what was ``seen``.
    """
    period = period_of(year, quarter)
    name = quarter_text(period)
    if quarter_end(period) >= store.today():
        raise StoreProblem(_("{quarter} has not ended yet, so it cannot be closed.", quarter=name))

    def periods() -> list[int]:
        _refuse_other_state(store, period, closed=False)
        if store.read("cells", scope="/", first_period=period, last_period=period).empty:
            raise StoreProblem(_("{quarter} has no figures yet, so there is nothing to close.", quarter=name))
        if seen is not None:
            refuse_unless_seen(seen.closing, _newest_closing(store, period))
            refuse_unless_seen(seen.data, store.read("newest_data").to_dict("records")[0])
        return [*open_before(store, period), period]

    return _record(store, period, periods, True, by, reason)


def _refuse_other_state(store: Store, period: int, closed: bool) -> None:
    """A closed quarter is not closed again, an open one not opened: whoever was first is named."""
    newest, name = _newest_closing(store, period), quarter_text(period)
    if closed and newest is None:
        raise StoreProblem(_("{quarter} is not closed.", quarter=name))
    if newest is None or closed == newest["closed"]:
        return
    who = {"by": newest["received_by"] or "—", "time": local_time(newest["received_at"])}
    if closed:
        raise StoreProblem(_("{quarter} is not closed any more: {by} opened it ({time}).", quarter=name, **who))
    raise StoreProblem(_("{quarter} is closed already, by {by} ({time}).", quarter=name, **who))


def _newest_closing(store: Store | OtherStore, period: int) -> dict | None:
    found = closings_of(store)
    rows = found[(found["period"] == period) & found["newest"]].to_dict("records")
    return rows[0] if rows else None


def open_before(store: Store | OtherStore, period: int) -> list[int]:
    """The earlier quarters of the same year that have figures and are not closed."""
    first = period // 4 * 4
    reported = store.read("cells", scope="/", first_period=first, last_period=period - 1)["period"]
    return sorted(set(reported) - set(locks_of(store)["period"])) if period > first else []


def reopen_quarter(store: Store, year: int, quarter: int, by: str, reason: str, seen: Seen | None = None) -> int:
    """Open a closed quarter again, on record.

    Raises StoreProblem without a reason, or where it is not closed; StoreChanged where it was closed by another than
    what was ``seen``.
    """
    period = period_of(year, quarter)
    if not reason.strip():
        raise StoreProblem(_("A reason is needed to open a quarter again."))

    def periods() -> list[int]:
        _refuse_other_state(store, period, closed=True)
        if seen is not None:
            refuse_unless_seen(seen.closing, _newest_closing(store, period))
        return [period]

    return _record(store, period, periods, False, by, reason.strip())


def _record(
    store: Store, period: int, periods: Callable[[], list[int]], closed: bool, by: str, reason: str | None
) -> int:
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))

    def tables() -> dict[str, pd.DataFrame]:
        rows = [{"period": number, "closed": closed, "reason": reason} for number in periods()]
        return {"closed_quarter": pd.DataFrame(rows)}

    return store.add("closing", tables, received_by=by.strip(), period=period, reason=reason)


def changes_since(store: Store | OtherStore, submission: int, units: set[str] | None = None) -> pd.DataFrame:
    """The change log after a submission, the newest first, of some units or of all; columns as sql/change_log.sql.

    What is about no unit (closings, days for reports) is always in it.
    """
    log = store.read("change_log", since=submission)
    if units is None:
        return log
    return log[log["unit"].isna() | log["unit"].isin(units)].reset_index(drop=True)


def submission_before(store: Store | OtherStore, day: date) -> int:
    """The last submission before a day began, 0 where there is none. Days are those of this computer's clock.

    The order is that of storing: what was stored after the first one of that day came later, whatever the clock said then.
    """
    midnight = pd.Timestamp(datetime(day.year, day.month, day.day).astimezone()).tz_convert("UTC").tz_localize(None)
    submissions = store.read("submissions")
    since = submissions.loc[submissions["received_at"] >= midnight, "submission"]
    earlier = (
        submissions.loc[submissions["submission"] < since.min(), "submission"]
        if len(since)
        else submissions["submission"]
    )
    return int(earlier.max()) if len(earlier) else 0


def clock_set_back(store: Store | OtherStore) -> str | None:
    """A sentence about the newest submission that bears an earlier time than one stored before it; None if none does."""
    in_order = store.read("submissions").sort_values("submission")
    latest = in_order["received_at"].cummax()
    back = in_order[latest - in_order["received_at"] > A_WHILE]
    if back.empty:
        return None
    when, before = back["received_at"].iloc[-1], latest[back.index[-1]]
    return _(
        "This computer's clock was set back: what bears the day {day} was stored after what bears {before}. Days and delays "
        "told from the clock may be wrong there; the order of storing is right.",
        day=local_day(when), before=local_day(before),
    )  # fmt: skip


def results_then_and_now(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """One unit's results that are not what they were: one row per target, by ``then`` and ``now``, two progress tables.

    Columns: indicator, period_start, due_date, name, name_en, measure, comparator, and COMPARED twice, with then_ before
    them and without; and only_coverage, whether nothing differs but how many units report: these stand last. A target that
    one of them does not have is missing there.
    """
    named = [*KEY, "name", "name_en", "measure", "comparator"]
    if then.empty and now.empty:
        return pd.DataFrame(columns=[*named, *(f"then_{name}" for name in COMPARED), *COMPARED, "only_coverage"])
    old = then.reindex(columns=[*named, *COMPARED]).rename(columns={name: f"then_{name}" for name in COMPARED})
    both = old.merge(now.reindex(columns=[*named, *COMPARED]), on=KEY, how="outer", suffixes=("_then", ""))
    for name in named[len(KEY) :]:
        both[name] = both[name].fillna(both.pop(f"{name}_then"))

    def differs(name: str) -> pd.Series:
        was, is_now = both[f"then_{name}"], both[name]
        return (was != is_now).fillna(True).astype(bool) & ~(was.isna() & is_now.isna())

    changed = pd.DataFrame({name: differs(name) for name in COMPARED})
    both["only_coverage"] = ~changed.drop(columns=list(COVERAGE)).any(axis=1)
    found = both[changed.any(axis=1)]
    return found.sort_values("only_coverage", kind="stable").reset_index(drop=True)
