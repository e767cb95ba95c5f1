"""Who is to report how many indicators in a quarter, and how many of them are in, unit by unit."""

import numpy as np
import pandas as pd

from tracking.catalogue import NOT_ASKED
from tracking.progress.adding_up import asked_of
from tracking.progress.records import NONE, Roster, read_grid, read_records
from tracking.progress.source import Source
from tracking.quarters import last_day, quarter_end


def load_duties(store: Source, unit: str, period: int, cut: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row per unit at and below a unit that reports something itself at the end of a quarter, or would.

    Columns: unit, and as counts of its own indicators (no rates) expected, reported (of those expected), exempt, not_asked.
    Empty where the unit did not stand in the tree. What stands at or below a path of ``cut`` is left out.
    """
    path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
    if path.empty:
        return pd.DataFrame({name: [] for name in ("unit", "expected", "reported", "exempt", "not_asked")})
    records = read_records(store, path.iloc[0], cut)
    counted = np.flatnonzero(records.kind != "rate")
    grid = read_grid(store, records, records.needed(counted), (period - 4) // 4 * 4, period)
    asked = asked_of(records, Roster(records, last_day(period)), grid, period)[:, counted]
    exemption = records.exemptions_on(last_day(period))[:, counted]
    told = grid.told[period - grid.first][:, counted]
    not_asked = np.append(records.exemption_code == NOT_ASKED, False)[exemption]
    exempt = (exemption != NONE) & ~not_asked
    expected = asked & (exemption == NONE)
    found = pd.DataFrame(
        {
            "unit": records.units,
            "expected": expected.sum(axis=1),
            "reported": (expected & told).sum(axis=1),
            "exempt": (asked & exempt).sum(axis=1),
            "not_asked": (asked & not_asked).sum(axis=1),
        }
    )
    return found[pd.Series(asked.any(axis=1))].reset_index(drop=True)
