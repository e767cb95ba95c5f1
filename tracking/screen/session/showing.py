"""Tables on the screen: figures to the right, nothing cut off, and every column in order of its values."""

import re
import weakref
from collections import Counter

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from tracking.telling.charts import STATUS_INK
from tracking.telling.tables import Told

MEASURED = 300  # rows that decide how wide a column is
WIDEST = 340  # pixels
ROW, FRAME = 31, 2  # pixels: a row or the heading in the font of the theme, and the lines around a table
FIGURE = re.compile(
    r"(?!.*\.(?:xlsx|csv)$)[+−]?[0-9—][^–]*|—|"
)  # a period, 2019-10-01 – 2020-09-20, is read from the left
PREPARED: dict[int, tuple] = {}  # id of a table → the table, while it is there, and what _prepare made of it
pd.set_option("styler.render.max_elements", 10**8)  # the usual bound is for cells that are told one by one
LEAST = float("-inf")  # stands below every number where words say why there is none


class WithWords(pd.DataFrame):
    """A table of values that, asked for texts, gives the words in which they are told.

    Streamlit shows a Styler in words that begin as ``astype(str)`` of its table. Told cell by cell, as a Styler does it,
    they would take most of a page's time.
    """

    _metadata = ("words",)
    words: pd.DataFrame

    def astype(self, dtype: object, *more: object, **named: object) -> pd.DataFrame:
        """The words for texts; any other kind as always."""
        return self.words.copy() if dtype is str else super().astype(dtype, *more, **named)


def show_table(
    table: pd.DataFrame, key: str, alt: str, most: int | None = None, columns: dict | None = None, **more: object
):
    """A table as people read it, as high as its rows but not higher than ``most``; a heading sorts it by the values.

    Cells may be Told; ``columns`` are column settings of its own.
    """
    shown, settings, blank = _prepared(table)
    return st.dataframe(
        shown, hide_index=True, column_config=settings | (columns or {}), key=key, alt=alt,
        height=_height(len(table), most, more.get("row_height", ROW)), placeholder=blank, **more,
    )  # fmt: skip


def _prepared(table: pd.DataFrame) -> tuple[pd.DataFrame | Styler, dict, str]:
    """What _prepare makes of a table; once for a table that is shown again and again."""
    place = id(table)
    there, made = PREPARED.get(place, (None, None))
    if there is None or there() is not table:
        made = _prepare(table)
        PREPARED[place] = weakref.ref(table, lambda _gone: PREPARED.pop(place, None)), made
    return made


def _prepare(table: pd.DataFrame) -> tuple[pd.DataFrame | Styler, dict, str]:
    """The table as Streamlit takes it, the settings of its columns, and what stands where there is no value."""
    told = {name: cells for name, column in table.items() if (cells := _told(column))}
    blank = _blank(told)
    values = WithWords({name: _values(told[name], blank) if name in told else table[name].array for name in table})
    values.words = pd.DataFrame(
        {name: pd.array([cell.words for cell in told[name]], dtype="str") if name in told else _texts(table[name])
         for name in table}
    )  # fmt: skip
    settings = {name: _settings(values[name], values.words[name], name) for name in table}
    return _coloured(values, told), settings, blank


def _height(rows: int, most: int | None, row: int) -> int | str:
    """As high as the rows, unless that is more than is allowed."""
    return most if most and ROW + rows * row + FRAME > most else "content"


def _told(column: pd.Series) -> list[Told] | None:
    """The cells of a column in which one is Told; None for any other."""
    if column.dtype != object or not any(isinstance(cell, Told) for cell in column):
        return None
    return [cell if isinstance(cell, Told) else Told("" if pd.isna(cell) else str(cell)) for cell in column]


def _blank(told: dict[str, list[Told]]) -> str:
    """What stands where there is no value: the words that most cells without one have."""
    words = Counter(cell.words for cells in told.values() for cell in cells if cell.value is None)
    return words.most_common(1)[0][0] if words else "—"


def _values(cells: list[Told], blank: str) -> pd.api.extensions.ExtensionArray | np.ndarray:
    """What a column is sorted by: numbers, or texts; below all of them what has none."""
    if any(isinstance(cell.value, str) for cell in cells):
        return pd.array([cell.value or "" for cell in cells], dtype="str")
    if all(cell.value is None for cell in cells):
        return pd.array([cell.words for cell in cells], dtype="str")
    missing = {True: np.nan, False: LEAST}
    return np.array([missing[cell.words == blank] if cell.value is None else cell.value for cell in cells], dtype=float)


def _settings(values: pd.Series, words: pd.Series, name: str) -> dict:
    """Wide enough for what is written in it; figures to the right."""
    texts = set(words.head(MEASURED))
    right = pd.api.types.is_numeric_dtype(values.dtype) and values.dtype != bool
    right = right or (any(texts) and all(map(FIGURE.fullmatch, texts)))
    return st.column_config.Column(
        width=min(max(map(pixels_of, [*texts, name])) + 18, WIDEST), alignment="right" if right else "left"
    )


def _texts(values: pd.Series) -> pd.api.extensions.ExtensionArray:
    return values.astype("str").fillna("").replace("<NA>", "").array


def pixels_of(text: str) -> int:
    """How wide a text is in a table, in pixels."""
    return sum(13 if ord(letter) > 0x2190 or letter == "·" else 7 for letter in text)


def _coloured(values: WithWords, told: dict[str, list[Told]]) -> pd.DataFrame | Styler:
    """The values with their words, and their statuses in colour."""
    if not told:
        return values
    places: dict[str, list[str]] = {}
    for column, name in enumerate(values):
        for row, cell in enumerate(told.get(name, ())):
            if cell.status:
                places.setdefault(STATUS_INK[cell.status], []).append(f"row{row}_col{column}")
    styler = Styler(values)
    styles = [{"props": [("color", ink)], "selectors": cells} for ink, cells in places.items()]
    styler._translate = lambda *_sparse: {"cellstyle": styles}  # nothing about the cells beside the colours
    return styler
