"""What a plan would change: the verdicts of a quarter as they are, and as they would be with the new targets."""

from collections.abc import Mapping, Sequence

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.plan.saving import LONG_AGO, plan_tables, with_plan
from tracking.plan.versions import as_rows
from tracking.progress import load_progress, load_quarters, own_rhythm
from tracking.quarters import period_of
from tracking.store import OtherStore, Store

UNSEEN = 1_000_000  # a version newer than any
SIDES = ("status", "target", "due", "completion")


def effect_of(
    store: Store,
    unit: str,
    year: int,
    quarter: int,
    rows: pd.DataFrame,
    based_on: Mapping[str, int] | None = None,
    below: bool = False,
) -> pd.DataFrame:
    """What the verdicts at a quarter's end are, and what they would be if ``rows`` were the plan in force.

    ``rows`` (columns as targets_of) are all the targets that the units in ``based_on`` (or among the rows) would have; with
    ``below`` these units' verdicts are told, else those of ``unit`` alone. One row per target in either plan: unit,
    indicator, period_start, due_date, measure, comparator, kind, actual, numerator, denominator and old_status, status,
    old_target, target, old_due, due, old_completion, completion; figures as in the progress table.
    """
    units = list(based_on) if based_on is not None else list(rows["unit"].unique())
    with with_plan(store, rows, year, based_on) as imagined:
        tables = [load_progress(source, unit, year, quarter, alone=not below) for source in (store, imagined)]
    shown = [table[table["target"].notna() & table["unit"].isin(units if below else [unit])] for table in tables]
    return _side_by_side(*(table.to_dict("records") for table in shown))


def _side_by_side(before: Sequence[dict], after: Sequence[dict]) -> pd.DataFrame:
    """Pairs of the same target; one whose period changed is paired where its indicator stands alone on both sides."""
    old = {_key(row): row for row in before}
    pairs = [(old.pop(_key(row), {}), row) for row in after]
    for place, (was, now) in enumerate(pairs):
        alike = [key for key in old if key[:2] == _key(now)[:2]]
        alone = [row for _was, row in pairs if _key(row)[:2] == _key(now)[:2]]
        if not was and len(alike) == len(alone) == 1:
            pairs[place] = (old.pop(alike[0]), now)
    pairs += [(row, {}) for row in old.values()]
    about = ("unit", "indicator", "period_start", "due_date", "measure", "comparator", "kind", "actual", "numerator",
             "denominator")  # fmt: skip
    lines = []
    for was, now in pairs:
        either = now or was
        line = {name: either[name] for name in about}
        for name in SIDES:
            line |= {f"old_{name}": was.get(name), name: now.get(name)}
        lines.append(line)
    columns = [*about, *(f"{old}{name}" for name in SIDES for old in ("old_", ""))]
    return pd.DataFrame(lines, columns=columns, dtype="object")


def _key(row: dict) -> tuple:
    return row["unit"], row["indicator"], row["period_start"], row["due_date"]


def path_with(
    store: Store, unit: str, year: int, rows: pd.DataFrame, based_on: Mapping[str, int]
) -> list[pd.DataFrame]:
    """The unit's own figures at the year's four quarter ends as they would be with these targets; columns as progress_table."""
    with with_plan(store, rows, year, based_on) as imagined:
        return _quarters(imagined, unit, year)


def quarters_of_year(store: Store | OtherStore, unit: str, year: int) -> list[pd.DataFrame]:
    """The unit's own figures at a year's four quarter ends, empty where it did not stand in the tree; columns as
    progress_table."""
    return _quarters(store, unit, year)


def _quarters(store: Store | OtherStore, unit: str, year: int) -> list[pd.DataFrame]:
    found = load_quarters(store, unit, [(period_of(year, quarter), True) for quarter in (1, 2, 3, 4)])
    return [pd.DataFrame() if table is None else table for table in found]


def rhythm_of_last_year(store: Store, unit: str, indicator: str, year: int) -> tuple[str | None, list[float | None]]:
    """The rhythm of the year before as a phasing such as 12/45/80/100, and the figures at its four quarter ends.

    None for the phasing where a quarter is unknown, nothing was done, or more was done earlier than in the end; figures as
    in the progress table, None where there is none. A rate has no rhythm, nor has a level without a baseline.
    """
    # A target of another period would stand in the place of the calendar year's figure.
    nothing = {of: plan_tables(as_rows(pd.DataFrame()), {unit: UNSEEN}, of, LONG_AGO) for of in (year - 1, year)}
    plans = pd.concat([tables["plan"] for tables in nothing.values()])
    with store.imagined({"plan": plans}) as without_targets:
        tables = quarters_of_year(without_targets, unit, year - 1)
    rows = [_whole_year(table, indicator, year - 1) for table in tables]
    levels = [None if pd.isna(row.get("actual")) else row["actual"] for row in rows]
    known = [level for level in levels if level is not None]
    if len(known) < len(levels) or any(row["measure"] == PERCENT for row in rows):
        return None, levels
    scale = 100 if rows[0]["measure"] == MONEY else 1
    start = rows[-1]["baseline"] if rows[-1]["kind"] == "stock" else 0
    if pd.isna(start):
        return None, levels
    return own_rhythm([round(level * scale) for level in known], round(start * scale)), levels


def _whole_year(table: pd.DataFrame, indicator: str, year: int) -> dict:
    """The row of the calendar year; an empty one where there is none."""
    if table.empty:
        return {}
    rows = table[table["indicator"] == indicator]
    first, last = pd.Timestamp(year, 1, 1), pd.Timestamp(year, 12, 31)
    rows = rows[(rows["period_start"] == first) & (rows["due_date"] == last) & (rows["this_quarter"] > 0)]
    return rows.iloc[0].to_dict() if len(rows) else {}
