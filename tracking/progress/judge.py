"""Due, gap, shortfall, status, needed, forecast: exact whole-number arithmetic on whole columns.

No float decides anything. An actual is a fraction A/ad (ad is 1, or a rate's denominator), what is due a fraction
dn/dd (dd is the denominator of the phasing share; 1 once rounded). Fractions are compared by cross-multiplication in
int64. Amounts up to 10^12 in the smallest unit and denominators of rates up to 10^8 stay far below its limit.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracking.calendar import quarter_end, quarter_of
from tracking.plan import phasing_share
from tracking.reading.catalogue import MONEY

MILLIONTHS = 1_000_000
FEN = 100
# per cent of what is due, and points of the whole target (domain §6): one city's yellow and red
SLIGHT = (20, 10)
BEHIND = (60, 30)
FORECAST_FROM = 0.1
NO_DAY = -1_000_000

EXEMPT, NO_TARGET, ACHIEVED, MISSED, NOT_REPORTED = "exempt", "no_target", "achieved", "missed", "not_reported"
NOT_DUE, ON_PACE, SLIGHTLY_BEHIND, BEHIND_PACE, FAR_BEHIND = (
    "not_due",
    "on_pace",
    "slightly_behind",
    "behind",
    "far_behind",
)
STATUSES = (
    EXEMPT,
    NO_TARGET,
    ACHIEVED,
    MISSED,
    NOT_REPORTED,
    NOT_DUE,
    ON_PACE,
    SLIGHTLY_BEHIND,
    BEHIND_PACE,
    FAR_BEHIND,
)
BEHIND_STATUSES = (SLIGHTLY_BEHIND, BEHIND_PACE, FAR_BEHIND, MISSED)


def judge(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Judge targets on a day; one row per unit or node, indicator and period in, the same rows out.

    In: kind, measure, period_start, due_date, opened, target, comparator, tolerance, phasing, window_opens, baseline,
    actual, numerator, denominator, fresh (the part reported this quarter, nothing carried), high (the actual if every
    missing unit were at its own due), reported, expected, carried, leaf (one unit's own row), known (for a leaf: its
    figure is exact and of this quarter) and exempt. Amounts are whole: counts, 分, millionths of a rate.

    Out, besides: phasing_share, due, completion, gap, shortfall, status, needed, forecast, low, low_status,
    high_status; and target, baseline, actual, due, gap, needed, forecast, low and high as printed: counts, 元, rates as
    fractions of 1 (their gap in percentage points). NaN where there is none.
    """
    share = _shares(rows, as_of)
    measured = _Measured(rows, share, as_of)
    out = measured.printed()
    out["status"] = measured.status()
    out["low_status"] = out["status"]
    best = rows.assign(
        actual=rows["high"].where(rows["kind"] != "rate", rows["actual"]),
        numerator=rows["high"].where(rows["kind"] == "rate", rows["numerator"]),
        fresh=rows["high"],
        reported=rows["expected"].where(rows["expected"] > 0, rows["reported"]),
        carried=0,
        known=True,
    )
    out["high_status"] = _Measured(best, share, as_of).status()
    return out


def _shares(rows: pd.DataFrame, as_of: date) -> tuple[np.ndarray, np.ndarray]:
    """The phasing share of every row as numerators and denominators; equal plans are computed once."""
    known: dict[tuple, tuple[int, int]] = {}
    days = [_day_numbers(rows[name]) for name in ("period_start", "due_date", "window_opens", "opened")]
    shares = []
    for key in zip(rows["phasing"].tolist(), *days, strict=True):
        if key not in known:
            start, due, opens, opened = (_day(number) for number in key[1:])
            share = phasing_share(key[0] if isinstance(key[0], str) else "even", start, due, as_of, opens, opened)
            known[key] = share.numerator, share.denominator
        shares.append(known[key])
    pairs = np.array(shares, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _day_numbers(column: pd.Series) -> list[int]:
    """Days since 1970; a very low number where there is none."""
    return pd.to_datetime(column).to_numpy(dtype="datetime64[D]").astype(np.int64).tolist()


def _day(number: int) -> date | None:
    return date(1970, 1, 1) + timedelta(days=number) if number > NO_DAY else None


def _whole(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The column as int64 with 0 for missing, and where it is not missing."""
    numbers = column.astype("Int64")
    return numbers.fillna(0).to_numpy(dtype=np.int64), numbers.notna().to_numpy()


class _Measured:
    """The rows as int64 columns, with what follows from them."""

    def __init__(self, rows: pd.DataFrame, share: tuple[np.ndarray, np.ndarray], as_of: date):
        self.rows = rows
        self.p, self.q = share
        kind, comparator = rows["kind"].to_numpy(dtype=object), rows["comparator"].to_numpy(dtype=object)
        measure = rows["measure"].to_numpy(dtype=object)
        self.rate, self.flow, self.money = kind == "rate", kind == "flow", measure == MONEY
        self.falling, self.about = comparator == "at_most", comparator == "about"
        self.over = comparator == "more_than"
        self.rising_only = (comparator == "at_least") | self.over
        self.typed_target, self.has_target = _whole(rows["target"])
        self.tolerance = np.where(self.about, _whole(rows["tolerance"])[0], 0)
        self.target = self.typed_target + (self.over & ~self.rate)
        self._set_actual(rows)
        self._set_baseline(rows, comparator)
        self._set_due()
        self._set_shortage()
        due_days = pd.to_datetime(rows["due_date"]).to_numpy(dtype="datetime64[D]")
        self.is_due = due_days <= np.datetime64(as_of, "D")
        due_period = pd.to_datetime(rows["due_date"]).dt.year * 4 + pd.to_datetime(rows["due_date"]).dt.quarter - 1
        ends = due_period.to_numpy(dtype=np.int64) - quarter_of(as_of) + (as_of < quarter_end(quarter_of(as_of)))
        self.ends_left = ends

    def _set_actual(self, rows: pd.DataFrame) -> None:
        numerator, has_numerator = _whole(rows["numerator"])
        denominator, has_denominator = _whole(rows["denominator"])
        actual, has_actual = _whole(rows["actual"])
        fresh, has_fresh = _whole(rows["fresh"])
        self.actual = np.where(self.rate, numerator * MILLIONTHS, actual)
        self.fresh = np.where(self.rate, fresh * MILLIONTHS, fresh)
        self.per = np.where(self.rate & (denominator > 0), denominator, 1)
        self.has_actual = np.where(self.rate, has_numerator & has_denominator, has_actual)
        self.has_fresh = has_fresh
        self.has_whole = denominator > 0
        self.empty_rate = self.rate & self.has_actual & (denominator == 0)

    def _set_baseline(self, rows: pd.DataFrame, comparator: np.ndarray) -> None:
        baseline, has_baseline = _whole(rows["baseline"])
        self.baseline = np.where(self.flow, 0, baseline)
        self.has_baseline = has_baseline | self.flow
        there = np.where(self.falling, self.baseline <= self.target, self.baseline >= self.target)
        phased_keep = rows["phasing"].to_numpy(dtype=object) == "keep"
        unphased = ~self.flow & (~has_baseline | there)
        self.as_keep = (comparator == "keep") | unphased | (phased_keep & ~self.flow)
        self.cap = self.flow & self.falling

    def _set_due(self) -> None:
        """dn/dd: baseline + share × (target − baseline), whole units rounded in the unit's favour."""
        dn = self.baseline * self.q + self.p * (self.target - self.baseline)
        dn, dd = np.where(self.as_keep, self.target, dn), np.where(self.as_keep, 1, self.q)
        whole = np.where(self.falling, -(-dn // dd), dn // dd)
        self.dn, self.dd = np.where(self.rate, dn, whole), np.where(self.rate, dd, 1)
        self.from_baseline = np.abs(self.dn - self.baseline * self.dd)

    def _set_shortage(self) -> None:
        """How far the actual is on the wrong side of due, and what it is measured against, all over ad × dd."""
        done, due = self.actual * self.dd, self.dn * self.per
        above = done - due
        lower = due - self.tolerance * self.dd * self.per
        upper = (self.target + self.tolerance) * self.dd * self.per
        outside = np.maximum(lower - done, done - upper)
        self.shortage = np.maximum(0, np.where(self.about, outside, np.where(self.falling, above, -above)))
        self.above = above
        whole = np.where(self.as_keep, np.abs(self.target), np.abs(self.target - self.baseline))
        self.of_target = whole * self.dd * self.per
        share_base = np.where(self.as_keep, self.target * self.dd, self.from_baseline) * self.per
        self.of_due = np.where(share_base == 0, self.of_target, share_base)
        self.one_unit_short = ~self.rate & ~self.money & (self.shortage == 1)

    def _meets(self, actual: np.ndarray) -> np.ndarray:
        goal = self.target * self.per
        rising = np.where(self.over & self.rate, actual > goal, actual >= goal)
        near = np.abs(actual - goal) <= self.tolerance * self.per
        return np.where(self.about, near, np.where(self.falling, actual <= goal, rising))

    def status(self) -> np.ndarray:
        """The verdict of every row, first match wins (domain §6)."""
        rows = self.rows
        reported, expected = _whole(rows["reported"])[0], _whole(rows["expected"])[0]
        carried, leaf = _whole(rows["carried"])[0], rows["leaf"].to_numpy(dtype=bool)
        known, exempt = rows["known"].to_numpy(dtype=bool), rows["exempt"].to_numpy(dtype=bool)
        no_target = ~self.has_target | (~self.falling & (self.target <= 0)) | self.empty_rate
        met, met_fresh = self._meets(self.actual) & self.has_actual, self._meets(self.fresh) & self.has_fresh
        all_in = np.where(leaf, known, (reported == expected) & (carried == 0))
        achieved = np.where(
            self.rising_only, np.where(self.flow, met, met_fresh & self.has_actual), met & self.is_due & all_in
        )
        unmet = self.has_actual & ~met & np.where(leaf, known, reported > 0)
        silent = np.where(leaf, ~self.has_actual | (reported == 0) | (~known & (self.shortage > 0)), reported == 0)
        nothing = (self.from_baseline == 0) & (self.actual == self.baseline * self.per)
        slightly = self._within(*SLIGHT)
        softened = self.one_unit_short & ~self.is_due
        return np.select(
            [
                exempt,
                no_target,
                achieved.astype(bool),
                self.is_due & unmet,
                silent.astype(bool) | ~self.has_actual,
                nothing & ~self.cap & ~self.as_keep,
                self.shortage == 0,
                slightly,
                self._within(*BEHIND) | softened,
            ],
            [EXEMPT, NO_TARGET, ACHIEVED, MISSED, NOT_REPORTED, NOT_DUE, ON_PACE, SLIGHTLY_BEHIND, BEHIND_PACE],
            FAR_BEHIND,
        )

    def _within(self, of_due: int, of_target: int) -> np.ndarray:
        hundredfold = self.shortage * 100
        return (hundredfold <= of_due * self.of_due) & (hundredfold <= of_target * self.of_target)

    def printed(self) -> pd.DataFrame:
        """The figures as people read them."""
        scale = np.where(self.rate, MILLIONTHS, np.where(self.money, FEN, 1)).astype(float)
        judged = self.has_target & (self.falling | (self.target > 0))
        known = judged & self.has_actual & ~self.empty_rate
        actual = self.actual / self.per
        out = self.rows.copy()
        out["phasing_share"] = np.where(judged, np.where(self.as_keep, 1.0, self.p / self.q), np.nan)
        out["target"] = np.where(self.has_target, self.typed_target, np.nan) / scale
        out["baseline"] = np.where(self.has_baseline, self.baseline, np.nan) / scale
        out["actual"] = np.where(self.has_actual & ~self.empty_rate, actual, np.nan) / scale
        out["due"] = np.where(judged, self.dn / self.dd, np.nan) / scale
        gap = np.where(known, self.above / (self.dd * self.per), np.nan) / scale
        out["gap"] = gap * np.where(self.rate, 100, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            shortfall = np.where(self.of_due > 0, self.shortage / self.of_due, (self.shortage > 0) * 1.0)
            out["shortfall"] = np.where(known, shortfall, np.nan)
            out["completion"] = np.where(known, self._completion(), np.nan)
            out["forecast"] = np.where(known, self._forecast(actual), np.nan) / scale
        out["needed"] = np.where(known, self._needed(), np.nan) / scale
        out["low"] = out["actual"]
        high, has_high = _whole(self.rows["high"])
        high = np.where(self.rate, high * MILLIONTHS, high) / self.per
        out["high"] = np.where(has_high & (~self.rate | self.has_whole), high, np.nan) / scale
        return out

    def _completion(self) -> np.ndarray:
        """actual ÷ target for rising targets; for a falling level the part of the way done; nothing for a cap."""
        net = (self.actual - self.baseline * self.per) / ((self.target - self.baseline) * self.per)
        falling = np.where(self.cap | self.as_keep, np.nan, net)
        rising = self.actual / (self.typed_target * self.per)
        return np.where(self.falling, falling, np.where(self.typed_target > 0, rising, np.nan))

    def _forecast(self, actual: np.ndarray) -> np.ndarray:
        share = self.p / self.q
        path = np.where(share >= FORECAST_FROM, self.baseline + (actual - self.baseline) / share, np.nan)
        forecast = np.where(self.as_keep, actual, path)
        return np.where(self.rate, np.minimum(forecast, MILLIONTHS), forecast)

    def _needed(self) -> np.ndarray:
        open_ends = np.maximum(self.ends_left, 1)
        left = self.target - self.actual
        wanted = ~self.rate & ~self.falling & ~self.is_due & (left > 0) & (self.ends_left > 0)
        return np.where(wanted, -(-left // open_ends), np.nan)
