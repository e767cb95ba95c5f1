"""What figures are read from: a store, the store as it was on a day, or as it would be with some more rows."""

from datetime import date
from typing import Any, Protocol

import pandas as pd


class Source(Protocol):
    """Answers the questions of tracking/sql, and knows its day; this room asks nothing else of a store."""

    def read(self, query: str, **parameters: Any) -> pd.DataFrame:
        """The result of ``sql/<query>.sql``, whose first line says what its rows are, with its $parameters."""

    def today(self) -> date:
        """The day it stands at."""
