"""What the lists of enterprises are narrowed to and sorted by; every choice is kept in the link."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from tracking.lagging import ORDERS, SIZE_STARTS, size_band
from tracking.language import _
from tracking.screen.session import NODE_KINDS, View, ask_part_of_name, choice_in_link, indicator_names, narrowed, once


@dataclass(frozen=True)
class Chosen:
    """Filters (an empty text is: all) and the order of the list."""

    place: str
    sector: str
    ownership: str
    size: str
    indicator: str
    order: str
    said: str = ""

    @property
    def indicators(self) -> set[str] | None:
        """The indicators that count; None for all."""
        return {self.indicator} if self.indicator else None

    def narrow(self, rows: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
        """The enterprises among ``rows`` (unit, sector, ownership, employees) that are wanted."""
        if self.place:
            path = units.loc[units["unit"] == self.place, "path"].iloc[0]
            rows = rows[rows["unit"].isin(units.loc[units["path"].str.startswith(path), "unit"])]
        if self.sector:
            rows = rows[rows["sector"] == self.sector]
        if self.ownership:
            rows = rows[rows["ownership"] == self.ownership]
        if self.size:
            rows = rows[size_band(rows["employees"]) == int(self.size)]
        return narrowed(rows.reset_index(drop=True), self.said, dict(zip(units["unit"], units["name"], strict=True)))


def choose_filters(view: View, promised: list[str]) -> Chosen:
    """The row of filters. ``promised`` are the indicators of which single enterprises have targets."""
    nodes, sectors, ownerships = once(view, "what to narrow to", lambda: _groups(view))
    names = {code: name for code, name in indicator_names(view).items() if code in promised}
    columns = iter(st.columns([5, 4, 4, 4, 6, 5, 5]))

    def choose(label: str, key: str, words: dict[str, str]) -> str:
        return choice_in_link(label, key, words, next(columns).selectbox)

    return Chosen(
        place=choose(_("Village or park"), "place", {"": _("All villages and parks"), **nodes}),
        sector=choose(_("Sector"), "sector", {"": _("All sectors"), **sectors}),
        ownership=choose(_("Ownership"), "ownership", {"": _("All kinds of ownership"), **ownerships}),
        size=choose(_("Size"), "size", {"": _("All sizes"), **{str(start): size_text(start) for start in SIZE_STARTS}}),
        indicator=choose(_("Indicator"), "of", {"": _("All indicators"), **names}),
        order=choose(_("Order"), "order", order_words()),
        said=ask_part_of_name("lagging", next(columns)),
    )


def _groups(view: View) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """The nodes below the unit, and the sectors and kinds of ownership of the enterprises there, each with its words."""
    path = view.units.loc[view.units["unit"] == view.unit, "path"].iloc[0]
    below = view.units[view.units["path"].str.startswith(path) & (view.units["unit"] != view.unit)]
    enterprises, nodes = below[below["kind"] == "enterprise"], below[below["kind"].isin(NODE_KINDS)]
    places = dict(zip(nodes["unit"], nodes["name"], strict=True))
    return places, _same(enterprises["sector"]), _same(enterprises["ownership"])


def _same(values: pd.Series) -> dict[str, str]:
    return {value: value for value in sorted(values.dropna().unique())}


def order_words() -> dict[str, str]:
    """What the list can be sorted by."""
    words = {
        "contribution": _("by share of the gap"),
        "index": _("by lag index"),
        "per_hundred": _("by gap per 100 employees"),
        "streak": _("by quarters running"),
    }
    return {order: words[order] for order in ORDERS}


def size_text(start: int) -> str:
    """A band of sizes in words."""
    place = SIZE_STARTS.index(start)
    if place == len(SIZE_STARTS) - 1:
        return _("{start} employees and more", start=start)
    return _("{start} to {end} employees", start=start, end=SIZE_STARTS[place + 1] - 1)
