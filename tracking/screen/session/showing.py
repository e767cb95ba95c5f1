"""Tables on the screen: figures to the right, nothing cut off, and every column in order of its values."""

import re
import weakref
from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from tracking.language import _
from tracking.screen.session.plain_text import plain
from tracking.screen.session.tools import is_big, is_paper, note_table
from tracking.telling import help_for
from tracking.telling.charts import CONFIG, STATUS_INK
from tracking.telling.tables import Told, in_words

MEASURED = 300  # rows that decide how wide a column is
WIDEST = 340  # pixels
MOST_ON_PAPER = 400  # rows
LARGER = 1.45  # times, for a meeting
ROOM = 1000  # pixels that a table has on the smallest screen in use, 1280 wide
ROW, FRAME = 31, 2  # pixels: a row or the heading in the font of the theme, and the lines around a table
FIGURE = re.compile(
    r"(?!.*\.(?:xlsx|csv)$)[+−]?[0-9—][^–]*|—|"
)  # a period, 2019-10-01 – 2020-09-20, is read from the left
PREPARED: dict[
    tuple[int, str], tuple
] = {}  # id of a table and what is made of it → the table, while it is there, and that
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
    table: pd.DataFrame, key: str, alt: str, most: int | None = None, columns: dict | None = None, room: int = ROOM,
    **more: object,
):  # fmt: skip
    """A table as people read it, as high as its rows but not higher than ``most``; a heading sorts it by the values.

    Cells may be Told; ``columns`` are column settings of its own. The first columns are shown that have ``room`` (pixels), the
    others behind a switch.
    """
    note_table(alt, table)
    shown, settings, blank = made_of(table, "shown", _prepare)
    settings = settings | (columns or {})
    fitting = _fitting(settings, room)
    if is_paper() and len(table) <= MOST_ON_PAPER:
        told = in_words(table)[fitting]
        st.table(told.rename(columns=plain).map(lambda cell: plain(str(cell))).set_index(plain(fitting[0])))
        return None
    every = f"{key}_every"
    event = st.dataframe(
        shown, hide_index=True, column_config=settings, key=key, alt=alt, placeholder=blank,
        column_order=None if st.session_state.get(every) else fitting,
        height=_height(len(table), most, more.get("row_height", ROW)), **more,
    )  # fmt: skip
    if len(fitting) < len(settings):
        st.toggle(_("All {count} columns", count=len(settings)), key=every)
    return event


def show_chart(
    figure: object, key: str, alt: str, lead: Callable[[dict], None] | None = None, behind: pd.DataFrame | None = None,
    **more: object,
) -> None:  # fmt: skip
    """A Plotly figure; a click on a point of it calls ``lead`` with that point, and ``behind`` is the table that says the
    same."""
    drawn = _enlarged(figure) if is_big() else figure
    picked = {} if lead is None else {"on_select": "rerun", "selection_mode": "points"}
    event = st.plotly_chart(drawn, config=CONFIG, theme=None, key=key, alt=alt, **picked, **more)
    if lead is not None:
        _lead_once(f"{key} led", event.selection.points, lead)
    if behind is not None:
        figures = st.expander(_("Figures of this chart"), key=f"{key}_figures", on_change="rerun")
        if figures.open:  # drawn when it is asked for: a table takes as long as the rest of the page
            with figures:
                show_table(behind, f"{key}_behind", alt, room=420)


def _lead_once(key: str, points: list[dict], lead: Callable[[dict], None]) -> None:
    """Follow a click on a point once: it stays selected while what it led to is looked at and closed again."""
    before, now = st.session_state.get(key), str(points[:1])
    st.session_state[key] = now
    if points and now != before:
        lead(points[0])


def _enlarged(figure: object) -> dict:
    """A figure with larger letters and room for them, for a meeting."""

    def larger(part: object, name: str = "") -> object:
        if isinstance(part, dict):
            return {key: larger(value, key) for key, value in part.items()}
        if isinstance(part, list | tuple):
            return [larger(value, name) for value in part]
        grows = name in ("size", "height", "t", "b", "l", "r") and isinstance(part, int | float)
        return part * LARGER if grows else part

    whole = figure.to_plotly_json()
    layout = larger(whole["layout"])
    return {"data": whole["data"], "layout": layout}


def _fitting(settings: dict, room: int) -> list[str]:
    """The first columns that are not wider than ``room`` together, and at least two."""
    widths = [getattr(setting, "config", setting)["width"] or WIDEST for setting in settings.values()]
    ends = [sum(widths[: place + 1]) for place in range(len(widths))]
    return [name for place, name in enumerate(settings) if place < 2 or ends[place] <= room]


def made_of(table: pd.DataFrame, what: str, make: Callable[[pd.DataFrame], object]) -> object:
    """What ``make`` makes of a table, made once for a table that is shown again and again; ``what`` names it."""
    place = id(table), what
    there, made = PREPARED.get(place, (None, None))
    if there is None or there() is not table:
        made = make(table)
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
        width=min(max(map(pixels_of, [*texts, name])) + 18, WIDEST),
        alignment="right" if right else "left",
        help=help_for(name),
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
