"""The search box over every page: to any enterprise, village or indicator by name, pinyin's first letters or code."""

import pandas as pd
import streamlit as st

from tracking.language import _, current_language, name_of
from tracking.places import page_file
from tracking.quarters import quarter_end, quarter_of
from tracking.screen.session.kept import newest_data, newest_quarter, today_of
from tracking.screen.session.link import leave_out_of_link, write_to_link
from tracking.screen.session.plain_text import plain
from tracking.screen.session.remembering import remembered
from tracking.store import OtherStore, Store
from tracking.telling import Findable, found_by, is_like

FOUND = 8  # things listed at most
ICONS, THEME_ICON = {"enterprise": ":material/factory:", "unit": ":material/account_tree:"}, ":material/straighten:"


def jump_box() -> None:
    """The box; what is found stands below it, each a link."""
    st.text_input(_("Search"), key="jump", label_visibility="collapsed", icon=":material/search:",
                  placeholder=_("enterprise, village, indicator"), width=260)  # fmt: skip


def show_found(store: Store | OtherStore) -> None:
    """What the box found, or that it found nothing."""
    said = st.session_state.get("jump", "")
    if not said.strip():
        return
    found = found_by(said, _entries(store, str(store.path), newest_data(store), current_language()), FOUND)
    with st.container(horizontal=True, key="found"):
        if not found:
            st.caption(_("Nothing has this in its name, its pinyin's first letters or its code."))
        for entry in found:
            st.page_link(
                page_file(_page_of(entry)), label=plain(entry.name + (f" · {entry.about}" if entry.about else "")),
                icon=ICONS.get(entry.kind, THEME_ICON), query_params=_link_to(entry),
            )  # fmt: skip


def _page_of(entry: Findable) -> str:
    if entry.kind == "enterprise":
        return "enterprise"
    return "overview" if entry.kind == "unit" else entry.kind


def _link_to(entry: Findable) -> dict[str, str]:
    chosen = {name: st.session_state[name] for name in ("unit", "year", "quarter") if st.session_state.get(name)}
    if entry.kind == "enterprise":
        return {**chosen, "enterprise": entry.code}
    return {**chosen, "unit": entry.code} if entry.kind == "unit" else {**chosen, "indicator": entry.code}


@remembered(256)
def _entries(_store: Store, path: str, version: int, language: str) -> list[Findable]:
    """All units that stand now, and all indicators."""
    latest = newest_quarter(_store)
    day = quarter_end(latest if latest is not None else quarter_of(today_of(_store)))
    units = _store.read("current_units", scope="/", day=day)
    names = dict(zip(units["unit"], units["name"], strict=True))
    above = units["parent"].map(names).fillna("")
    entries = [
        Findable("enterprise" if kind == "enterprise" else "unit", code, name, parent)
        for code, name, kind, parent in zip(units["unit"], units["name"], units["kind"], above, strict=True)
    ]
    about = _store.read("current_indicators").to_dict("records")
    return [*(Findable(row["theme"], row["indicator"], name_of(row)) for row in about), *entries]


def ask_part_of_name(key: str, place=st) -> str:
    """A field for what the units of a list are to have in their names; kept in the link."""
    name = f"{key}_said"
    said = st.query_params.get(name)
    if said is not None and name not in st.session_state:
        st.session_state[name] = said
    typed = place.text_input(_("Search"), key=name, label_visibility="collapsed", icon=":material/search:",
                             placeholder=_("name, pinyin or code")).strip()  # fmt: skip
    if typed:
        write_to_link(**{name: typed})
    else:
        leave_out_of_link(name)
    return typed


def narrowed(rows: pd.DataFrame, said: str, names: dict[str, str]) -> pd.DataFrame:
    """The rows of units whose names are like what was typed; columns as ``rows``, of which unit is the code."""
    if not said:
        return rows
    return rows[[is_like(said, names.get(unit, unit), unit) for unit in rows["unit"]]].reset_index(drop=True)
