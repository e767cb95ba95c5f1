"""Lagging enterprises: who to phone today and why, where the gap lies, and what else is worth knowing."""

import pandas as pd
import streamlit as st

from tracking.lagging import (
    enterprises_not_reported,
    few_that_explain,
    has_parts,
    in_order,
    made_good,
    node_behind_in,
    without_union,
    worth_a_look,
)
from tracking.language import _, name_of
from tracking.screen.pages.lagging_filters import choose_filters
from tracking.screen.pages.lagging_unsplit import behind_and_unsplit, link_to_split, list_unsplit, say_unsplit
from tracking.screen.pages.letters import offer_paper
from tracking.screen.session import (
    exempt_in,
    follow_ups_in,
    history_of,
    idle_in,
    name_in_list,
    once,
    open_unit,
    page_view,
    plain,
    show_cards,
    show_chart,
    show_units,
    waiting_in,
)
from tracking.telling import (
    a_few_of,
    day_text,
    enterprises_behind,
    exemption_text,
    explained_text,
    legend_text,
    with_held,
)
from tracking.telling.charts import heat_map, pareto
from tracking.telling.tables import behind_table, doubts_table, no_union_table, silent_table, tell_quarter

LISTED, MAPPED = 1000, 25  # rows of the list, rows of the map
view = page_view(_("Lagging enterprises"))
if view.slim.empty:
    st.info(_("This unit did not stand in the tree in this quarter."))
    st.stop()
history = history_of(view, view.period)
now = history[history["period"] == view.period]
chosen = choose_filters(view, sorted(now["indicator"].unique()))
names = once(view, "names of indicators", lambda: view.indicators.set_index("indicator").apply(name_of, axis=1))
parents = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
silent = once(view, "silent", lambda: enterprises_not_reported(view.slim, view.units, view.ended, waiting_in(view)))


def everyone_behind() -> pd.DataFrame:
    """All enterprises that reported and are behind, for the indicators chosen."""
    weights = view.indicators.set_index("indicator")["weight"]
    found = enterprises_behind(view.slim, view.units, weights, view.unit, history, view.period, chosen.indicators)
    found = found[~found["unit"].isin(silent["unit"])].reset_index(drop=True)
    return found.assign(row=found.index)


everyone = once(view, f"behind {chosen.indicator}", everyone_behind)
behind = once(view, f"list {chosen}", lambda: in_order(chosen.narrow(everyone, view.units), chosen.order))


def told_in_words() -> pd.DataFrame:
    """The list as people read it."""
    named = everyone.assign(name=everyone["unit"].map(name_in_list(view)))
    return behind_table(named, parents, follow_ups_in(view))


told = once(view, f"told {chosen.indicator}", told_in_words)
readable = once(view, f"told {chosen}", lambda: told.iloc[behind["row"].head(LISTED)])
silent = chosen.narrow(silent, view.units)
few, share = few_that_explain(everyone["contribution"])


def list_with_links(key: str, codes: list[str], table: pd.DataFrame, alt: str, most: int, **more: object):
    """A sortable table; clicking a name opens that enterprise."""
    return show_units(view, key, codes, table, alt, most, **more)


def no_gap_text() -> str:
    """Why there is no gap to share out among enterprises."""
    if not view.ended:
        return _("The quarter is not over; who lags can be told after {day}.", day=day_text(view.as_of))
    if not split:
        return _("No target is split to enterprises, and the unit itself is behind in none that they report.")
    return _(
        "The unit itself is behind in nothing of which enterprises have promised parts: there is no gap to share out."
    )


def picked(event, rows: pd.DataFrame) -> list[str]:
    """The enterprises whose rows are ticked."""
    return [] if event is None else rows["unit"].iloc[event.selection.rows].tolist()


split = once(view, "split", lambda: has_parts(view.slim, view.units))
unsplit = behind_and_unsplit(view, chosen)
if len(unsplit) and not split:
    say_unsplit(view, unsplit, split)
    list_unsplit(view, unsplit, chosen, list_with_links)
st.markdown(f"## {_('Reported, and behind ({count})', count=len(behind))}")
with st.container(key="wide_behind"):
    event = list_with_links(
    "behind", behind["unit"].tolist(), readable, _("Enterprises behind"), 412,
    on_select="rerun", selection_mode="multi-row", row_height=76,
)  # fmt: skip
show_cards(view, "behind", behind["unit"].tolist(), readable, [_("Behind"), _("What is wrong"), _("Promised")])
if len(behind) > LISTED:
    st.caption(
        _("The first {count} of {total} in this order; the filters narrow the list.", count=LISTED, total=len(behind))
    )
if len(unsplit) and split:
    say_unsplit(view, unsplit, split)
picked_behind = picked(event, behind)
left, right = st.columns([9, 7])
with left:
    if few:
        title = explained_text(few, share)
        part = in_order(everyone[everyone["contribution"] > 0], "contribution")
        figure = once(view, f"pareto {chosen.indicator}", lambda: pareto(part, title))
        show_chart(figure, "pareto", title, lambda point: open_unit(view, part["unit"].iloc[point["point_index"]]))
    elif unsplit.empty:
        st.caption(no_gap_text())
with right:
    st.markdown(f"## {_('Did not report ({count})', count=len(silent))}")
    told_silent = once(view, f"silent told {chosen}", lambda: silent_table(silent, parents, view.overdue))
    with st.container(key="wide_silent"):
        silent_event = list_with_links(
            "silent", silent["unit"].tolist(), told_silent, _("Did not report"), 178, on_select="rerun",
            selection_mode="multi-row", room=400,
        )  # fmt: skip
    show_cards(view, "silent", silent["unit"].tolist(), told_silent, [_("Days overdue"), _("Office")])
st.caption(
    _(
        "Of the gap: the enterprise's part of what all enterprises lack where the unit itself is behind, by the weights of "
        "the indicators. Lag index: the weighted mean of what is lacking of what is due, 0 to 1. Click a name to open it."
    )
)


chosen_units = [*picked_behind, *picked(silent_event, silent)]
offer_paper(view, chosen_units or [*behind["unit"], *silent["unit"]], history, bool(chosen_units))


def show_map() -> None:
    """Enterprise × indicator, for the first of the list; a click opens the enterprise."""
    if behind.empty:
        st.caption(_("None."))
        return
    shown = dict(zip(behind["unit"].head(MAPPED), behind["name"].head(MAPPED), strict=True))
    title = _("Status of every promised part as of {day}", day=day_text(view.as_of))

    def promised() -> pd.DataFrame:
        return with_held(view.slim[view.slim["target"].notna()], history)

    def draw():
        rows = once(view, "promised", promised)
        return heat_map(rows[rows["unit"].isin(shown)], shown, title)

    figure = once(view, f"map {chosen}", draw)
    st.caption(legend_text())
    show_chart(figure, "map", title, lambda point: open_unit(view, point["customdata"][0]), width="content")
    if len(behind) > MAPPED:
        st.caption(_("The first {count} of the list above.", count=MAPPED))


def show_idle() -> None:
    """待推动: where the unit is behind and no enterprise is, those that have done nothing."""
    found = False
    for code in node_behind_in(view.slim, view.unit):
        idle = idle_in(view, code)
        if idle:
            found = True
            listed = a_few_of([view.name_of_unit(unit) for unit in idle], 12)
            st.markdown(
                plain(
                    _(
                        "{name}: {count} units have done nothing yet: {names}",
                        name=names[code],
                        count=len(idle),
                        names=listed,
                    )
                )
            )
    if not found:
        st.caption(_("None: wherever the unit is behind, single enterprises are too, or all have begun."))


def show_made_good() -> None:
    """补回: a miss that was made good stays in history."""
    good = made_good(history, view.period)
    table = pd.DataFrame(
        {
            _("Enterprise"): good["unit"].map(parents),
            _("Indicator"): good["indicator"].map(names),
            _("Last behind"): [tell_quarter(period) for period in good["missed"]],
            _("Made good"): [tell_quarter(period) for period in good["since"]],
        }
    )
    list_with_links("made_good", good["unit"].tolist(), table, _("Made good"), 300)


def show_doubts() -> None:
    """Too good to be true, said quietly and with the reason."""

    def look() -> pd.DataFrame:
        path = view.units.loc[view.units["unit"] == view.unit, "path"].iloc[0]
        cells = view.store.read("cells", scope=path, first_period=view.period - 1, last_period=view.period)
        return worth_a_look(history, cells, view.indicators, view.period)

    doubts = once(view, "doubts", look)
    doubts = doubts[doubts["unit"].isna() | doubts["unit"].isin(chosen.narrow(view.units, view.units)["unit"])]
    list_with_links(
        "doubts", doubts["unit"].tolist(), doubts_table(doubts, parents, names.to_dict()), _("Worth a look"), 300
    )
    st.caption(_("Coincidences like these happen in honest reports too; ask before you conclude."))


def show_exempt() -> None:
    """免考核: not counted among those that are to report."""
    found = chosen.narrow(
        exempt_in(view).merge(view.units[["unit", "sector", "ownership", "employees"]], on="unit"), view.units
    )
    table = pd.DataFrame(
        {
            _("Enterprise"): found["name"],
            _("Reason"): [exemption_text(code, note) for code, note in zip(found["code"], found["note"], strict=True)],
            _("Village or park"): found["parent"].map(parents),
        }
    )
    list_with_links("exempt", found["unit"].tolist(), table, _("Exempt"), 300)


def show_no_union() -> None:
    """应建未建."""
    no_union = chosen.narrow(
        once(view, "no union", lambda: without_union(view.slim, view.units)).assign(ownership=None), view.units
    )
    list_with_links("no_union", no_union["unit"].tolist(), no_union_table(no_union, parents), _("No union"), 300)


def show_not_split() -> None:
    """Who adds least where the unit is behind in what is not split to enterprises."""
    link_to_split(view, unsplit["unit"].iloc[0])
    list_unsplit(view, unsplit, chosen, list_with_links)


more = {
    "map": (_("Heat map"), show_map),
    "idle": (_("To be pushed"), show_idle),
    "made_good": (_("Made good"), show_made_good),
    "doubts": (_("Worth a look"), show_doubts),
    "no_union": (_("Without a union"), show_no_union),
    "exempt": (_("Exempt ({count})", count=len(exempt_in(view))), show_exempt),
}
if len(unsplit) and split:
    more["unsplit"] = _("Not split ({count})", count=len(unsplit)), show_not_split
part = st.segmented_control(
    _("More"), list(more), format_func=lambda key: more[key][0], default="map", key="more", required=True,
    label_visibility="collapsed",
)  # fmt: skip
more[part][1]()
