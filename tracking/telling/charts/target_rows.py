"""Every target of a unit as a row that a browser draws: how far it is, what is due, its path beside last year's."""

from collections.abc import Sequence

import pandas as pd

from tracking.language import _
from tracking.telling import (
    amount_text,
    completion_text,
    done_of_target_text,
    figure_key,
    name_with_period,
    row_status_text,
    short_coverage_text,
    short_gap_text,
    target_key,
)
from tracking.telling.charts.progress_charts import COLOURS, LONGEST, STATUS_INK, lines_of, share_of_target
from tracking.words import THEME_SHORT

KEY = ["indicator", "period_start", "due_date"]


def target_rows(planned: pd.DataFrame, paths: dict[tuple, list[list[float | None]]]) -> list[dict]:
    """One entry per row with a target, in the order given (tables.planned_rows); nothing in it is markup.

    ``bar`` and ``tick`` are what is done and what is due, of the length of the longest bar; ``path`` is what stood at the
    quarters' ends, last year's and this year's four each, of the highest of them (paths_of); ``figure`` is the key by which
    report.trace knows what was done.
    """
    found = []
    theme = None
    for row in planned.to_dict("records"):
        done, due = share_of_target(row, "actual"), share_of_target(row, "due")
        found.append(
            {
                "key": target_key(row),
                "theme": row["theme"],
                "group": _(THEME_SHORT[row["theme"]]) if row["theme"] != theme else "",
                "name": name_with_period(row),
                "bar": min(done or 0, LONGEST) / LONGEST,
                "track": 1 / LONGEST,
                "tick": None if not due else min(due, LONGEST) / LONGEST,
                "colour": COLOURS[row["status"]],
                "ink": STATUS_INK[row["status"]],
                "of": row["status"],
                "status": row_status_text(row, reason=False),
                "done": done_of_target_text(row).replace(" / ", "/") + ("*" if row["carried"] else ""),
                "gap": short_gap_text(row["gap"], row["measure"]),
                "due": amount_text(row["due"], row["measure"]),
                "completion": completion_text(row),
                "coverage": short_coverage_text(row),
                "path": _scaled(paths.get(tuple(row[name] for name in KEY))),
                "hover": "\n".join(lines_of(row)),
                "figure": figure_key("actual", row),
            }
        )
        theme = row["theme"]
    return found


def paths_of(
    planned: pd.DataFrame, this_year: Sequence[pd.DataFrame], last_year: Sequence[pd.DataFrame]
) -> dict[tuple, list[list[float | None]]]:
    """Indicator, start and due date of each target → what stood at the ends of last year's quarters and of this year's.

    ``this_year`` and ``last_year`` hold the unit's own rows at the ends of four quarters each; None stands where nothing came
    in.
    """
    year = pd.DateOffset(years=1)
    now, then = [_actuals(table) for table in this_year], [_actuals(table) for table in last_year]
    found = {}
    for row in planned.to_dict("records"):
        key = tuple(row[name] for name in KEY)
        before = key[0], key[1] - year, key[2] - year
        found[key] = [[table.get(before) for table in then], [table.get(key) for table in now]]
    return found


def _actuals(table: pd.DataFrame) -> dict[tuple, float]:
    if table.empty:
        return {}
    told = table[table["this_quarter"].astype(bool) & table["actual"].notna()]
    return dict(zip(zip(*(told[name] for name in KEY), strict=True), told["actual"].astype(float), strict=True))


def _scaled(path: list[list[float | None]] | None) -> list[list[float | None]] | None:
    """A path between 0 and 1; None where there are not two points to draw a line between."""
    told = [value for line in path or [] for value in line if value is not None]
    if len(told) < 2:
        return None
    highest = max(told) or 1
    return [[None if value is None else max(value, 0) / highest for value in line] for line in path or []]
