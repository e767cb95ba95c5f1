"""What changed since the last time somebody looked from this computer."""

from datetime import date

import pandas as pd
import streamlit as st

from tracking.decisions import results_then_and_now
from tracking.language import _, name_of
from tracking.screen.session import (
    View,
    drafts_of,
    is_example,
    is_large,
    newest_data,
    once,
    plain,
    progress_of,
    show_table,
    this_browser,
)
from tracking.store import Store
from tracking.telling import a_few_of, day_text, status_text
from tracking.telling.tables import then_and_now_table

NAMED = 3  # targets named in the sentence


def show_what_changed(view: View) -> None:
    """A sentence on the results of this unit and quarter that are not what they were at the last look, with the table behind
    it; nothing where nothing came in meanwhile. A large unit as it was would have to be reckoned anew: nothing of those."""
    store = view.store
    if not isinstance(store, Store) or is_example(store) or is_large(store, view.unit, view.period):
        return
    looked = drafts_of(store).visit(this_browser(), date.today(), store.version())
    if looked is None or looked[1] >= newest_data(store):
        return
    day, version = looked
    changed = once(view, f"changed since {version}", lambda: _changed(view, version))
    if changed.empty:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="changed"):
        st.caption(plain(_changed_text(changed, day)))
        with st.popover(_("See the changes"), type="tertiary", key="changed_since"):
            show_table(then_and_now_table(changed), "changed_table", _("Then and now"), most=455, room=900)


def _changed(view: View, version: int) -> pd.DataFrame:
    then = progress_of(view.store.as_of(version, view.today), view.unit, view.period, alone=True)
    return results_then_and_now(then, view.own)


def _changed_text(changed: pd.DataFrame, day: date) -> str:
    """自7月18日查看以来，3 项结果有变化：互助保障参保 ▲ 滞后 → ● 达序时 ……"""
    said = _("Since the last look on {day}, {count} results have changed", day=day_text(day), count=len(changed))
    moved = changed[
        changed["status"].notna() & changed["then_status"].notna() & (changed["status"] != changed["then_status"])
    ]
    names = [
        f"{name_of(row)} {status_text(row['then_status'])} → {status_text(row['status'])}"
        for row in moved.to_dict("records")
    ]
    return _("{said}: {names}.", said=said, names=a_few_of(names, NAMED)) if names else _("{said}.", said=said)
