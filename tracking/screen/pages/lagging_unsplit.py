"""Where the unit is behind and its target is not split to enterprises: that it is not, and who adds little meanwhile."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracking.lagging import adds_per_hundred, behind_without_parts
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.screen.pages.lagging_filters import Chosen
from tracking.screen.session import View, once, plain, progress_of
from tracking.telling import a_few_of, amount_text, number_text
from tracking.telling.tables import Told, tell_count_of

COLUMNS, LISTED = 4, 1000  # indicators beside one another, rows of the list


def targets_above(view: View) -> tuple[str, pd.DataFrame]:
    """The unit, or where it has no target the nearest one above that has some, and its own rows."""
    unit, rows = view.unit, view.own
    while not rows["target"].notna().any():
        above = view.units.loc[view.units["unit"] == unit, "parent"]
        if above.empty or not isinstance(above.iloc[0], str):
            return view.unit, view.own
        unit = above.iloc[0]
        found = progress_of(view.store, unit, view.period, alone=True)
        rows = found if len(found) else rows
    return unit, rows


def behind_and_unsplit(view: View, chosen: Chosen) -> pd.DataFrame:
    """The targets of the unit (or the nearest above with some) that are behind and of which no enterprise has a part."""
    _unit, own = once(view, "targets above", lambda: targets_above(view))
    behind = once(view, "behind without parts", lambda: behind_without_parts(own, view.slim, view.units))
    return behind[behind["indicator"] == chosen.indicator] if chosen.indicator else behind


def say_unsplit(view: View, behind: pd.DataFrame, split: bool) -> None:
    """Which targets are behind and not split to enterprises; where none is ``split``, more loudly and with the way there."""
    unit = behind["unit"].iloc[0]
    names = a_few_of([name_of(row) for row in behind.to_dict("records")], 6)
    about = {"count": len(behind), "names": names, "unit": view.name_of_unit(unit)}
    if split:
        st.caption(
            plain(_("Targets of {unit} that are behind and not split to enterprises: {count} ({names}).", **about))
        )
        return
    st.info(plain(_("No target is split to enterprises, so none of them can be behind. Targets of {unit} that are: {count} "
                "({names}).", **about)))  # fmt: skip
    link_to_split(view, unit)


def link_to_split(view: View, unit: str) -> None:
    """The way to where a unit's targets are split."""
    st.page_link(page_file("plan"), label=_("Split targets to enterprises"), icon=":material/call_split:",
                 query_params=view.link(unit=unit, tab="breakdown"))  # fmt: skip


def list_unsplit(view: View, behind: pd.DataFrame, chosen: Chosen, show: Callable) -> None:
    """Who adds least to these targets; ``show`` draws a table whose first column opens the enterprise."""
    adding = once(view, f"adds {chosen.indicator}", lambda: _adding(view, behind))
    found = once(view, f"adds {chosen}", lambda: chosen.narrow(adding, view.units))
    st.markdown(f"## {_('Who adds least for its size ({count})', count=len(found))}")
    table = once(
        view, f"adding {chosen}", lambda: adding_table(found.head(LISTED), behind.head(COLUMNS), view.name_of_unit)
    )
    show("unsplit", found["unit"].tolist(), table, _("Who adds least for its size"), 328)
    st.caption(_("Those that reported 0 come first, then those that add least per 100 employees; who did not report stands "
                 "in the other list."))  # fmt: skip
    seen = view.expected_enterprises()
    if blank := [unit for unit in seen.index[seen > 0] if unit not in set(adding["unit"])]:
        names = a_few_of([view.name_of_unit(unit) for unit in blank], 6)
        st.caption(plain(_("{count} enterprises reported but left these blank, which is not 0; ask them: {names}",
                           count=len(blank), names=names)))  # fmt: skip


def _adding(view: View, behind: pd.DataFrame) -> pd.DataFrame:
    return adds_per_hundred(view.progress, view.units, behind["indicator"].tolist())


def adding_table(found: pd.DataFrame, behind: pd.DataFrame, unit_name: Callable[[str], str]) -> pd.DataFrame:
    """Who adds how much to targets that are behind, for reading (unsplit.adds_per_hundred), the furthest ones."""
    rows = found.to_dict("records")
    columns = {
        _("Enterprise"): [row["name"] for row in rows],
        _("At 0"): [tell_count_of(row["zeros"], row["told"]) for row in rows],
    }
    for target in behind.to_dict("records"):
        heading = _("{name}: per 100 employees", name=name_of(target))
        columns[heading] = [_tell_added(row, target) for row in rows]
    columns[_("Phone")] = [row["phone"] if isinstance(row["phone"], str) else "—" for row in rows]
    columns[_("Employees")] = pd.array([row["employees"] for row in rows], dtype="Int64")
    columns[_("Village or park")] = [unit_name(row["parent"]) for row in rows]
    return pd.DataFrame(columns)


def _tell_added(row: dict, target: dict) -> Told:
    """What an enterprise did, and how much that is for 100 employees: 9 人（6.1）."""
    done, share = (row.get((name, target["indicator"])) for name in ("done", "per_hundred"))
    if done is None or pd.isna(done):
        return Told("—")
    measure = target["part_measure"] if target["measure"] == "%" else target["measure"]
    text = amount_text(done, measure)
    if share is None or pd.isna(share):
        return Told(text)
    return Told(_("{rate} ({parts})", rate=number_text(round(share, 1), ""), parts=text), float(share))
