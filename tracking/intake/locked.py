"""Quarters whose figures are locked: what comes later needs a reason and is marked."""

import pandas as pd

from tracking.language import _
from tracking.quarters import local_day
from tracking.store import OtherStore, Store


def locks_of(store: Store | OtherStore) -> pd.DataFrame:
    """One row per quarter that is closed now: period, received_at (when), received_by (by whom), submission."""
    found = store.read("closings")
    return found[found["newest"] & found["closed"]].reset_index(drop=True)


def notes_on_locks(locks: pd.DataFrame, changes: pd.DataFrame) -> list[str]:
    """A sentence for every closed quarter in which a file would add or change figures; ``changes`` has period, change."""
    changed = set(changes.loc[changes["change"] != "unchanged", "period"])
    return [
        _(
            "{year} Q{quarter} was closed on {day} by {by}. What this file adds or changes there needs a reason and is"
            " marked as a correction after closing.",
            year=row["period"] // 4,
            quarter=row["period"] % 4 + 1,
            day=local_day(row["received_at"]),
            by=row["received_by"],
        )
        for row in locks.to_dict("records")
        if row["period"] in changed
    ]
