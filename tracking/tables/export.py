"""A table as a file."""

import pandas as pd

from tracking.reading.marking import FORMULA_SIGNS
from tracking.tables.told import in_words


def csv_of(table: pd.DataFrame) -> bytes:
    """A table for reading as UTF-8 with BOM; no text of it starts a formula."""
    texts = in_words(table).astype("str").replace("<NA>", "")
    harmless = texts.map(lambda text: f"'{text}" if text.startswith(FORMULA_SIGNS) else text)
    return harmless.to_csv(index=False).encode("utf-8-sig")
