"""Lists that lead on: a click on the first column of a row opens what the row is about."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.places import page_file
from tracking.screen.session.drawn import drawn_by
from tracking.screen.session.showing import made_of, show_table
from tracking.screen.session.view import View
from tracking.screen.session.window import close_window
from tracking.telling.tables import in_words

NAME = 190  # pixels


def open_unit(view: View, unit: str) -> None:
    """Go to an enterprise's page, or to the overview of a union."""
    close_window()
    if view.kind_of(unit) == "enterprise":
        st.switch_page(page_file("enterprise"), query_params=view.link(enterprise=unit))
    st.switch_page(page_file("overview"), query_params=view.link(unit=unit))


def show_list(
    key: str, table: pd.DataFrame, alt: str, lead: Callable[[int], None], most: int | None = None, width: int = NAME,
    columns: dict | None = None, **more: object,
):  # fmt: skip
    """A table as show_table draws it; a click on the first column of a row calls ``lead`` with the row's place. Without rows
    it says so."""
    if table.empty:
        st.caption(_("None."))
        return None
    opened = f"{key}_open"
    if at := st.session_state.get(opened):
        lead(at["row"])
    name = table.columns[0]
    button = st.column_config.ButtonColumn(
        name, key=opened, type="tertiary", alignment="left", pinned=True, width=width
    )
    return show_table(table, key, alt, most, {name: button} | (columns or {}), **more)


_drawn = drawn_by("cards", str(Path(__file__).with_name("cards")), "<ul></ul>")
MOST_CARDS = 60


def show_cards(view: View, key: str, units: Sequence[str], table: pd.DataFrame, lines: Sequence[str]) -> None:
    """A list of units for a phone, where its table would not fit (frame.css shows one or the other): each with what stands in
    the columns ``lines``, and its telephone number to be dialled."""

    def cards_of(table: pd.DataFrame) -> list[dict]:
        phones = dict(zip(view.units["unit"], view.units["phone"], strict=True))
        told = in_words(table.head(MOST_CARDS)).astype(object).to_dict("records")
        return [
            {
                "name": str(row[table.columns[0]]),
                "lines": [f"{name}: {row[name]}" for name in lines if name in row and str(row[name]) not in ("", "—")],
                "phone": phones.get(unit) if isinstance(phones.get(unit), str) else "",
            }
            for unit, row in zip(units, told, strict=False)
        ]

    cards = made_of(table, "cards", cards_of)
    with st.container(key=f"narrow_{key}"):
        clicked = _drawn(data={"cards": cards}, key=f"cards_{key}", on_open_change=lambda: None)
    if (number := clicked.get("open")) is not None:
        open_unit(view, units[int(number)])


def show_units(
    view: View, key: str, units: Sequence[str], table: pd.DataFrame, alt: str, most: int | None = None, **more: object
):
    """A list of which each row is about one of ``units``: a click on its name opens that."""
    return show_list(key, table, alt, lambda row: open_unit(view, units[row]), most, **more)
