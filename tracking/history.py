"""The last eight quarters of what single enterprises promised, read from the store and judged quarter by quarter."""

from datetime import date

import pandas as pd

from tracking.calendar import quarter_end
from tracking.intake import today_of
from tracking.lagging import QUARTERS, history_of
from tracking.progress import load_quarters
from tracking.progress.unfinished import judged_today
from tracking.store import Store


def load_history(
    store: Store, unit: str, period: int, quarters: int = QUARTERS, today: date | None = None
) -> pd.DataFrame:
    """What lagging.history_of says of the quarters up to ``period``, for the enterprises below a unit.

    A quarter in which the unit did not stand in the tree is left empty; one that has not ended ``today`` (the store's
    own day else) has nobody silent.
    """
    span = range(period - quarters + 1, period + 1)
    path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
    held = None
    if len(path):
        held = store.read("levels_held", scope=path.iloc[0], first_period=span[0], last_period=period - 1)
    tables = load_quarters(store, unit, [(number, False) for number in span], promised=True)
    today = today or today_of(store)
    found = {
        number: pd.DataFrame() if table is None else judged_today(table, number, today)
        for number, table in zip(span, tables, strict=True)
    }
    return history_of(found, held)
