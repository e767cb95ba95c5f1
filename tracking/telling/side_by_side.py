"""Units side by side: what each has of the targets of the node above them, its place, its part of the gap, who is far off."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tracking.catalogue import PERCENT
from tracking.progress import ACHIEVED, BEHIND_STATUSES, ON_PACE
from tracking.rows import Row
from tracking.telling.figures import is_cap, target_key
from tracking.telling.unit_quarter import UnitQuarter
from tracking.words import THEME_WORDS

FEWEST_TO_SPREAD = 4
FENCE = 1.5  # times the middle half: Tukey, Exploratory Data Analysis (1977), 2C
HELD = (ACHIEVED, ON_PACE)
JUDGED = (*HELD, *BEHIND_STATUSES)
MAIN = 8


@dataclass(frozen=True)
class Spread:
    """How what units reached is spread: the middle one, between which the middle half lies, and who is far below or above."""

    middle: float
    lower: float
    upper: float
    low: list[str]
    high: list[str]


@dataclass(frozen=True)
class SideBySide:
    """The units right below a node, without its enterprises. ``rows`` are what they are compared in, rows of the progress
    table with names by target_key: the node's own targets, and what two of the units have a target for; ``parts`` has for
    each what the units have of it (compared).

    ``overall`` has one row per unit in the node's order: unit, name, held and judged (of its targets that are split, as
    counts), place (shared; none where nothing is judged), reported and expected (enterprises at and below it).
    """

    about: UnitQuarter
    units: list[str]
    rows: dict[str, dict]
    parts: dict[str, pd.DataFrame]
    overall: pd.DataFrame

    @cached_property
    def split(self) -> list[str]:
        """The keys of which two of the units have a target, or whose rate can be compared without one."""
        return [key for key, table in self.parts.items() if table["reached"].notna().sum() > 1]

    def main(self) -> list[str]:
        """The keys shown first: what can be compared, the weightiest before the others, by theme; at most so many."""
        keys = sorted(self.split, key=lambda key: -self.rows[key]["weight"])[:MAIN]
        return [key for key in self.rows if key in keys]

    def of_theme(self, theme: str) -> list[str]:
        """The keys of one theme."""
        return [key for key, row in self.rows.items() if row["theme"] == theme]

    @property
    def single(self) -> int:
        """How many enterprises stand right below the node, and are in none of the units."""
        units = self.about.units
        return int((units["parent"].eq(self.about.unit) & units["kind"].eq("enterprise")).sum())


def compare_units(about: UnitQuarter, earlier: pd.DataFrame, progress: pd.DataFrame | None = None) -> SideBySide:
    """The units below a node compared; ``earlier`` is the progress table, with names, a year before (it may be empty);
    ``progress`` is a part of the one of now that has all rows of the units and one of each enterprise, where there is one."""
    progress = about.progress if progress is None else progress
    below = about.units[about.units["parent"].eq(about.unit) & about.units["kind"].ne("enterprise")]
    gone = below["closed"].notna() & (pd.to_datetime(below["closed"]) <= pd.Timestamp(about.as_of))
    units = below.loc[~gone, "unit"].tolist()
    rows = _rows_compared(about, units, progress) if len(progress) else {}
    now, then = _by_indicator(progress, units), _by_indicator(earlier, units)
    tables = {
        key: compared(
            now.get(row["indicator"], progress[:0]), then.get(row["indicator"], earlier[:0]), units, row, about.ended
        )
        for key, row in rows.items()
    }
    return SideBySide(about, units, rows, tables, _overall(about, units, list(tables.values()), progress))


def _by_indicator(progress: pd.DataFrame, units: list[str]) -> dict[str, pd.DataFrame]:
    """Indicator → the rows of these units: a county's table is gone through once, and not for every target."""
    if progress.empty:
        return {}
    return {str(code): rows for code, rows in progress[progress["unit"].isin(units)].groupby("indicator", sort=False)}


def _rows_compared(about: UnitQuarter, units: list[str], progress: pd.DataFrame) -> dict[str, dict]:
    """The node's targets, and of what has none the target of the first unit, where two have one; by theme and position."""
    own = about.own[about.own["target"].notna()].to_dict("records")
    found = {target_key(row): row for row in own}
    parts = progress[progress["unit"].isin(units) & progress["target"].notna()]
    for code, rows in parts.groupby("indicator", sort=False):
        if rows["unit"].nunique() > 1 and code not in {row["indicator"] for row in own}:
            row = rows.iloc[0].to_dict()
            found[target_key(row)] = row
    themes = list(THEME_WORDS)
    order = sorted(found.items(), key=lambda one: (themes.index(one[1]["theme"]), one[1]["position"]))
    return dict(order)


def part_rows(progress: pd.DataFrame, units: list[str], row: Row) -> pd.DataFrame:
    """Each unit's row for one target: that of the same period, else its first of the indicator; columns as ``progress``."""
    parts = progress[progress["unit"].isin(units) & (progress["indicator"] == row["indicator"])]
    same = (parts["period_start"] == row["period_start"]) & (parts["due_date"] == row["due_date"])
    return parts[same.groupby(parts["unit"]).transform("max") == same].drop_duplicates("unit")


def compared(
    progress: pd.DataFrame, earlier: pd.DataFrame, units: list[str], row: Row, ended: bool = True
) -> pd.DataFrame:
    """One row per unit in its order, also of one that has nothing of the target; columns as ``progress``, and:

    reached (by which they are ranked: of a rate the rate, of a cap the share used, else the completion; a fraction of 1),
    place (the best is 1, equal ones share it), gap_share (its part of what all units that are behind lack), last_year (what
    it had done a year earlier, in the indicator's measure). Who did not report or is exempt has no place.
    """
    table = part_rows(progress, units, row).set_index("unit").reindex(units).reset_index()
    known = table["status"].isin(JUDGED) | (table["target"].isna() & (table["reported"] > 0))
    rate = row["measure"] == PERCENT
    if rate:
        reached = table["actual"]
    elif is_cap(row):
        reached = table["actual"] / table["target"].where(table["target"] > 0)
    else:
        reached = table["completion"]
    reached = reached.astype(float).where(known)
    less_is_better = row["comparator"] == "at_most" and (rate or is_cap(row))
    short = table["gap"].where((table["comparator"] == "at_most") | (table["gap"] > 0), -table["gap"]).clip(lower=0)
    short = short.where(table["status"].isin(BEHIND_STATUSES), 0.0).fillna(0.0)
    silent = table["status"].eq("no_target") & (table["reported"] == 0) & (table["expected"] > 0)
    return table.assign(
        status=table["status"].mask(silent, "not_reported" if ended else "not_due"),
        reached=reached,
        place=reached.rank(method="min", ascending=less_is_better),
        gap_share=(short / short.sum()).where(short > 0) if short.sum() > 0 else np.nan,
        last_year=table["unit"].map(_a_year_before(earlier, units, row)).astype(float),
    )


def _a_year_before(earlier: pd.DataFrame, units: list[str], row: Row) -> dict[str, float]:
    if earlier.empty:
        return {}
    year = pd.DateOffset(years=1)
    then = {"indicator": row["indicator"]} | {name: row[name] - year for name in ("period_start", "due_date")}
    rows = part_rows(earlier, units, then)
    return dict(zip(rows["unit"], rows["actual"], strict=True))


def _overall(about: UnitQuarter, units: list[str], tables: list[pd.DataFrame], progress: pd.DataFrame) -> pd.DataFrame:
    every = pd.concat(tables) if tables else pd.DataFrame({"unit": [], "status": []})
    held, judged = (every[every["status"].isin(names)].groupby("unit").size() for names in (HELD, JUDGED))
    found = pd.DataFrame({"unit": units, "name": [about.name_of_unit(unit) for unit in units]})
    found = found.assign(**{
        name: found["unit"].map(counts).fillna(0).astype(int)
        for name, counts in (("held", held), ("judged", judged))
    })  # fmt: skip
    share = (found["held"] / found["judged"].where(found["judged"] > 0)).astype(float)
    reports = _reports_below(about, units, progress)
    return found.assign(place=share.rank(method="min", ascending=False), **reports)


def _reports_below(about: UnitQuarter, units: list[str], progress: pd.DataFrame) -> dict[str, list[int]]:
    """How many enterprises at and below each unit reported, and how many were expected to."""
    if progress.empty:
        return {"reported": [0] * len(units), "expected": [0] * len(units)}
    seen = about.expected_in(progress)
    depth = about.units.loc[about.units["unit"] == about.unit, "path"].iloc[0].count("/")
    path = about.units.set_index("unit")["path"].reindex(seen.index)
    part = path.str.split("/").str[depth]
    reported, expected = (
        counts.reindex(units, fill_value=0).astype(int).tolist()
        for counts in ((seen > 0).groupby(part.to_numpy()).sum(), seen.groupby(part.to_numpy()).size())
    )
    return {"reported": reported, "expected": expected}


def spread_of(table: pd.DataFrame) -> Spread | None:
    """How ``reached`` of a compared table is spread; None for fewer than four units that reached something.

    Quartiles by linear interpolation; far off is who lies more than one and a half times the middle half beyond it.
    """
    known = table[table["reached"].notna()]
    if len(known) < FEWEST_TO_SPREAD:
        return None
    lower, middle, upper = np.percentile(known["reached"], [25, 50, 75]).tolist()
    beyond = FENCE * (upper - lower)
    low = known[known["reached"] < lower - beyond].sort_values("reached")
    high = known[known["reached"] > upper + beyond].sort_values("reached", ascending=False)
    return Spread(middle, lower, upper, low["unit"].tolist(), high["unit"].tolist())
