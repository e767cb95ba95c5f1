"""A table as CSV: no text of it starts a formula, numbers stay numbers, and nothing stands where nothing is."""

import pandas as pd

from tracking.harmless import harmless
from tracking.telling.tables.told import in_words


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV, with its headings. Lines end with CR LF, so that either within a cell is quoted."""
    told = in_words(table)
    return told.rename(columns=harmless).map(harmless).to_csv(index=False, lineterminator="\r\n")


def csv_of(table: pd.DataFrame) -> bytes:
    """A table for reading as UTF-8 with BOM."""
    return csv_text(table).encode("utf-8-sig", "replace")
