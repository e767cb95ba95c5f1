"""The last eight quarters of what single enterprises promised, read from the store and judged quarter by quarter."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd

from tracking.calendar import quarter_end, year_and_quarter
from tracking.lagging import QUARTERS, history_of
from tracking.progress import load_progress
from tracking.store import Store


def promised_rows(store: Store, unit: str, period: int) -> pd.DataFrame:
    """The progress table of what single units below ``unit`` promised; empty where it did not stand in the tree."""
    try:
        return load_progress(store, unit, *year_and_quarter(period), promised=True)
    except LookupError:
        return pd.DataFrame()


def load_history(store: Store, unit: str, period: int, quarters: int = QUARTERS) -> pd.DataFrame:
    """What lagging.history_of says of the quarters up to ``period``, for the enterprises below a unit."""
    span = range(period - quarters + 1, period + 1)
    path = store.read("unit_path", unit=unit, day=quarter_end(period))["path"]
    held = None
    if len(path):
        held = store.read("levels_held", scope=path.iloc[0], first_period=span[0], last_period=period - 1)
    with ThreadPoolExecutor(2) as pool:
        tables = pool.map(lambda number: promised_rows(store, unit, number), span)
        return history_of(dict(zip(span, tables, strict=True)), held)
