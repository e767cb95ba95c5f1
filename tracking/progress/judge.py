"""Due, gap, shortfall, status, needed, forecast: exact whole-number arithmetic on whole columns.

No float decides anything. An actual is a fraction A/ad (ad is 1, or a rate's denominator), what is due a fraction
dn/dd (dd is the denominator of the phasing share; 1 once rounded). Fractions are compared by cross-multiplication in
int64. Amounts up to 10^12 in the smallest unit and denominators of rates up to 10^8 stay far below its limit.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tracking.catalogue import MONEY
from tracking.progress.phasing import phasing_share
from tracking.progress.records import Wholes, whole
from tracking.progress.statuses import Standing, verdicts
from tracking.quarters import days_of, quarter_end, quarter_of, quarters_of

Column = np.ndarray | pd.api.extensions.ExtensionArray

MILLIONTHS = 1_000_000
FEN = 100
FORECAST_FROM = 0.1


def judge(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Judge targets on a day; one row per unit or node, indicator and period in, the same rows out.

    In: kind, measure, period_start, due_date, opened, target, comparator, tolerance, phasing, window_opens, baseline,
    actual, numerator, denominator, fresh (the part reported this quarter, nothing carried), high (the actual if every
    missing unit were at its own due), reported, expected, carried, leaf (one unit's own row), known (for a leaf: its
    figure is exact and of this quarter), exempt and baseline_unknown (of a sum: some part has no baseline, and counts as
    0). Amounts are whole: counts, 分, millionths of a rate.

    Out, besides: phasing_share, due, completion, gap, shortfall, status, needed, forecast, low, low_status,
    high_status; baseline_unknown, now whether the verdict rests on a level that nobody said (基数未填); and target,
    baseline, actual, due, gap, needed, forecast, low and high as printed: counts, 元, rates as fractions of 1 (their gap
    in percentage points). NaN where there is none.
    """
    return rows.assign(**Measured(rows, as_of).judged(*whole(rows["high"])))


def _shares(rows: pd.DataFrame, as_of: date) -> tuple[np.ndarray, np.ndarray]:
    """The phasing share of every row as numerators and denominators; equal plans are computed once."""
    phasing = rows["phasing"].to_numpy(dtype=object)
    days = [days_of(rows[name]) for name in ("period_start", "due_date", "window_opens", "opened")]
    alike = np.zeros(len(rows), dtype=np.int64)
    for column in (phasing, *days):
        code = pd.factorize(column)[0]
        alike = pd.factorize(alike * (len(rows) + 1) + code)[0]
    first = np.unique(alike, return_index=True)[1]
    plans = zip(phasing[first].tolist(), *(day[first].tolist() for day in days), strict=True)
    shares = [
        phasing_share(text if isinstance(text, str) else "even", start, due, as_of, opens, opened)
        for text, start, due, opens, opened in plans
    ]
    numerator = np.array([share.numerator for share in shares], dtype=np.int64)
    denominator = np.array([share.denominator for share in shares], dtype=np.int64)
    return numerator[alike], denominator[alike]


@dataclass(frozen=True)
class _Reached:
    """What was reached of every row's target, over ``per``, and how far that is on the wrong side of what is due.

    ``shortage`` and ``above`` (of what is due) are over per × the denominator of what is due.
    """

    actual: np.ndarray
    has_actual: np.ndarray
    fresh: np.ndarray
    has_fresh: np.ndarray
    reported: np.ndarray
    carried: np.ndarray | int
    known: np.ndarray | np.bool
    shortage: np.ndarray
    above: np.ndarray


class Measured:
    """The rows that judge takes as int64 columns, with what follows from their targets."""

    def __init__(self, rows: pd.DataFrame, as_of: date, told_to: date | None = None):
        """``told_to`` is the day up to which figures can be in, where that is earlier than the day judged on."""
        self.rows = rows
        self.p, self.q = _shares(rows, as_of)
        self.told_p, self.told_q = _shares(rows, told_to) if told_to and told_to != as_of else (self.p, self.q)
        self.rate, self.flow = ((rows["kind"] == value).to_numpy() for value in ("rate", "flow"))
        self.money = (rows["measure"] == MONEY).to_numpy()
        self.falling, self.about, self.over, self.keep, at_least = (
            (rows["comparator"] == value).to_numpy() for value in ("at_most", "about", "more_than", "keep", "at_least")
        )
        self.rising_only = at_least | self.over
        self.typed_target, self.has_target = whole(rows["target"])
        self.tolerance = np.where(self.about, whole(rows["tolerance"])[0], 0)
        self.target = self.typed_target + (self.over & ~self.rate)
        self.actual, self.has_actual = whole(rows["actual"])
        due = days_of(rows["due_date"])
        self.is_due = due <= np.datetime64(told_to or as_of, "D")
        self.ends_left = quarters_of(due) - quarter_of(as_of) + (as_of < quarter_end(quarter_of(as_of)))
        self._set_baseline(rows)
        self._set_due()
        self.part, self.has_part = whole(rows["numerator"])
        denominator, has_denominator = whole(rows["denominator"])
        self.per = np.where(self.rate & (denominator > 0), denominator, 1)
        self.has_whole, self.no_whole = denominator > 0, self.rate & (denominator == 0)
        self.has_part = self.has_part & has_denominator
        self.expected, self.leaf = whole(rows["expected"])[0], rows["leaf"].to_numpy(dtype=bool)
        self._set_whole_way()

    def _set_baseline(self, rows: pd.DataFrame) -> None:
        """Where the paths start; what starts at or beyond its target is due all the time, as is a rate with no start.

        A level that nobody said counts as 0. Of a falling one that would be against the unit: it starts from where it
        stands, and nothing is due of it before its due date.
        """
        baseline, has_baseline = whole(rows["baseline"])
        said_to_keep = self.keep | (rows["phasing"] == "keep").to_numpy()
        unsaid = ~has_baseline | rows["baseline_unknown"].to_numpy(dtype=bool)
        self.unknown = unsaid & ~self.rate & ~self.flow & ~said_to_keep
        stands = self.unknown & self.falling
        self.p = np.where(stands, self.is_due * self.q, self.p)
        self.told_p = np.where(stands, self.is_due * self.told_q, self.told_p)
        self.baseline = np.where(self.flow, 0, baseline)
        self.baseline = np.where(stands, np.maximum(self.target, self.actual), self.baseline)
        self.has_baseline = self.flow | (has_baseline & ~self.unknown)
        near = self.baseline >= self.target - self.tolerance
        there = np.where(self.falling, self.baseline <= self.target, near)
        self.as_keep = said_to_keep | (~self.flow & there) | (self.rate & ~has_baseline)
        self.cap = self.flow & self.falling

    def _set_due(self) -> None:
        """dn/dd: baseline + share × (target − baseline), whole units rounded in the unit's favour."""
        dn = self.baseline * self.q + self.p * (self.target - self.baseline)
        dn, dd = np.where(self.as_keep, self.target, dn), np.where(self.as_keep, 1, self.q)
        rounded = np.where(self.falling, -(-dn // dd), dn // dd)
        self.dn, self.dd = np.where(self.rate, dn, rounded), np.where(self.rate, dd, 1)
        self.from_baseline = np.abs(self.dn - self.baseline * self.dd)
        self.judged_at_all = self.has_target & (self.falling | (self.target > 0))
        self.owes_nothing = (self.from_baseline == 0) & ~self.cap & ~self.as_keep

    def _set_whole_way(self) -> None:
        """What a shortage is measured against, over ad × dd."""
        way = np.where(self.as_keep, np.abs(self.target), np.abs(self.target - self.baseline))
        self.of_target = way * self.dd * self.per
        share_base = np.where(self.as_keep, self.target * self.dd, self.from_baseline) * self.per
        self.of_due = np.where(share_base == 0, self.of_target, share_base)

    def lacking(self) -> np.ndarray:
        """How much is missing of what is due, in the smallest unit; 0 for rates, caps and what has no target."""
        return np.where(self.judged_at_all & ~self.rate & ~self.falling, np.maximum(0, self.dn - self.actual), 0)

    def judged(self, high: np.ndarray, has_high: np.ndarray) -> dict[str, Column]:
        """The columns that judge adds; ``high`` is the actual (or the numerator) if all who are missing were at their due."""
        rows = self.rows
        reported, carried = (whole(rows[name])[0] for name in ("reported", "carried"))
        now = self._reached(
            (np.where(self.rate, self.part, self.actual), np.where(self.rate, self.has_part, self.has_actual)),
            whole(rows["fresh"]), reported, carried, rows["known"].to_numpy(dtype=bool),
        )  # fmt: skip
        has_best = has_high & (~self.rate | rows["denominator"].notna().to_numpy())
        all_in = np.where(self.expected > 0, self.expected, reported)
        best = self._reached((high, has_best), (high, has_high), all_in, 0, np.True_)
        out: dict[str, Column] = {**self._printed(now, high, has_high)}
        out["status"] = out["low_status"] = self._status(now)
        out["high_status"] = self._status(best)
        out["baseline_unknown"] = self.unknown & self.judged_at_all & ~rows["exempt"].to_numpy(dtype=bool)
        return out

    def _reached(
        self,
        actual: Wholes,
        fresh: Wholes,
        reported: np.ndarray,
        carried: np.ndarray | int,
        known: np.ndarray | np.bool,
    ) -> _Reached:
        scale = np.where(self.rate, MILLIONTHS, 1)
        amount = actual[0] * scale
        done, due = amount * self.dd, self.dn * self.per
        above = done - due
        lower = due - self.tolerance * self.dd * self.per
        upper = (self.target + self.tolerance) * self.dd * self.per
        outside = np.maximum(lower - done, done - upper)
        shortage = np.maximum(0, np.where(self.about, outside, np.where(self.falling, above, -above)))
        return _Reached(amount, actual[1], fresh[0] * scale, fresh[1], reported, carried, known, shortage, above)

    def _meets(self, actual: np.ndarray) -> np.ndarray:
        goal = self.target * self.per
        rising = np.where(self.over & self.rate, actual > goal, actual >= goal)
        near = np.abs(actual - goal) <= self.tolerance * self.per
        return np.where(self.about, near, np.where(self.falling, actual <= goal, rising))

    def _status(self, r: _Reached) -> pd.api.extensions.ExtensionArray:
        """The verdict of every row: what is known of it is put together for statuses.verdicts."""
        exempt = self.rows["exempt"].to_numpy(dtype=bool)
        no_target = ~self.has_target | (~self.falling & (self.target <= 0)) | (self.no_whole & r.has_actual)
        met, met_fresh = self._meets(r.actual) & r.has_actual, self._meets(r.fresh) & r.has_fresh
        all_in = np.where(self.leaf, r.known, (r.reported == self.expected) & (r.carried == 0))
        achieved = np.where(
            self.rising_only, np.where(self.flow, met, met_fresh & r.has_actual), met & self.is_due & all_in
        )
        proved = self.cap & r.has_actual & (r.actual > self.target)  # what is missing can only add to a broken cap
        unmet = r.has_actual & ~met & (np.where(self.leaf, r.known, r.reported > 0) | proved)
        lower_bound = self.leaf & ~r.known & (r.shortage > 0)
        silent = ~r.has_actual | (((r.reported == 0) | lower_bound) & ~proved)
        return verdicts(
            Standing(
                exempt=exempt,
                no_target=no_target,
                achieved=achieved,
                due_date_reached=self.is_due,
                target_not_met=unmet,
                silent=silent,
                nothing_is_due=self.owes_nothing,
                nothing_was_done=r.actual == self.baseline * self.per,
                shortage=r.shortage,
                of_due=self.of_due,
                of_target=self.of_target,
                one_is_missing=~self.rate & ~self.money & (r.shortage == 1),
            )
        )

    def _printed(self, r: _Reached, high: np.ndarray, has_high: np.ndarray) -> dict[str, np.ndarray]:
        """The figures as people read them."""
        scale = np.where(self.rate, MILLIONTHS, np.where(self.money, FEN, 1)).astype(float)
        has_actual = r.has_actual & ~self.no_whole
        known = self.judged_at_all & has_actual
        actual = r.actual / self.per
        out: dict[str, np.ndarray] = {}
        out["phasing_share"] = np.where(self.judged_at_all, np.where(self.as_keep, 1.0, self.p / self.q), np.nan)
        out["target"] = np.where(self.has_target, self.typed_target, np.nan) / scale
        out["baseline"] = np.where(self.has_baseline, self.baseline, np.nan) / scale
        out["actual"] = np.where(has_actual, actual, np.nan) / scale
        out["due"] = np.where(self.judged_at_all, self.dn / self.dd, np.nan) / scale
        gap = np.where(known, r.above / (self.dd * self.per), np.nan) / scale
        out["gap"] = gap * np.where(self.rate, 100, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            shortfall = np.where(self.of_due > 0, r.shortage / self.of_due, (r.shortage > 0) * 1.0)
            out["shortfall"] = np.where(known, shortfall, np.nan)
            out["completion"] = np.where(known, self._completion(r), np.nan)
            out["forecast"] = np.where(known, self._forecast(actual), np.nan) / scale
        out["needed"] = np.where(known, self._needed(r), np.nan) / scale
        out["low"] = out["actual"]
        high = np.where(self.rate, high * MILLIONTHS, high) / self.per
        out["high"] = np.where(has_high & (~self.rate | self.has_whole), high, np.nan) / scale
        return out

    def _completion(self, r: _Reached) -> np.ndarray:
        """actual ÷ target for rising targets; for a falling level the part of the way done; nothing for a cap."""
        net = (r.actual - self.baseline * self.per) / ((self.target - self.baseline) * self.per)
        falling = np.where(self.cap | self.as_keep, np.nan, net)
        rising = r.actual / (self.typed_target * self.per)
        return np.where(self.falling, falling, np.where(self.typed_target > 0, rising, np.nan))

    def _forecast(self, actual: np.ndarray) -> np.ndarray:
        share = self.told_p / self.told_q
        path = np.where(share >= FORECAST_FROM, self.baseline + (actual - self.baseline) / share, np.nan)
        forecast = np.where(self.as_keep, actual, path)
        return np.where(self.rate, np.minimum(forecast, MILLIONTHS), forecast)

    def _needed(self, r: _Reached) -> np.ndarray:
        open_ends = np.maximum(self.ends_left, 1)
        left = self.target - r.actual
        wanted = ~self.rate & ~self.falling & ~self.is_due & (left > 0) & (self.ends_left > 0)
        return np.where(wanted, -(-left // open_ends), np.nan)
