"""Rows of tables, as far as types can tell them: columns have names, and any may hold anything."""

from typing import Any, Protocol

import pandas as pd


class Row(Protocol):
    """One row of a table, asked by the names of its columns: a dictionary and a row of pandas alike."""

    def __getitem__(self, column: str, /) -> Any: ...

    def get(self, column: str, default: Any = None, /) -> Any:
        """The value of a column that may not be there."""


def plain(value: Any) -> Any:
    """A value of a table as Python's own: None where there is none, a date for a moment."""
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def plain_whole(value: Any) -> Any:
    """A value as Python's own, a whole number as an int whatever column it stood in."""
    value = plain(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value
