"""One enterprise: its targets, all its quarters, and where each number came from."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from tracking.accounts import STATES, awaiting, reviews_of
from tracking.decisions import subject_words
from tracking.evidence import given_of_needed
from tracking.lagging import EVERYTHING, QUARTERS, REPORT, beside_peers, due_targets, kept_rate, rank_enterprises
from tracking.language import _
from tracking.places import page_file
from tracking.progress import BEHIND_STATUSES
from tracking.quarters import local_time
from tracking.registers import LAPSED
from tracking.screen.pages.correction_form import correction_form
from tracking.screen.pages.follow_up_form import record_form, withdraw_form
from tracking.screen.session import (
    cases_in,
    contracts_in,
    evidence_in,
    exempt_in,
    exemptions_in,
    follow_ups_in,
    history_of,
    indicator_names,
    needed_in,
    once_for_data,
    page_view,
    person_at_the_page,
    plain,
    progress_of,
    rows_of,
    say,
    searched,
    show_chart,
    show_table,
    standing_in,
    take_from_link,
    write_to_link,
)
from tracking.telling import (
    contract_state_text,
    contract_text,
    day_text,
    left_text,
    peers_text,
    percent_text,
    small_share_text,
    steps_text,
    stuck_text,
)
from tracking.telling.charts import contract_timeline
from tracking.telling.tables import (
    contracts_table,
    eight_quarters_table,
    end_text,
    evidence_table,
    exempt_quarters,
    figures_table,
    follow_ups_table,
    history_table,
    index_table,
    origins_table,
    planned_rows,
    quarter_and_date_table,
    what_exempts,
)
from tracking.words import quarter_text

view = page_view(_("One enterprise"))


def enterprises_with_figures() -> dict[str, dict]:
    """Code → what the list of units says of every enterprise that the progress table knows, and of those exempt."""
    known = {*view.slim["unit"], *exempt_in(view)["unit"]}
    found = view.units[(view.units["kind"] == "enterprise") & view.units["unit"].isin(known)]
    return {row["unit"]: row for row in found.to_dict("records")}


enterprises = once_for_data(view, "enterprises", enterprises_with_figures)
names = {code: row["name"] for code, row in enterprises.items()}
if not names:
    st.info(_("There is no enterprise below this unit."))
    st.stop()
take_from_link("enterprise", list(names), next(iter(names)))
listed = searched(names, "enterprise")
if st.session_state["enterprise"] not in listed:
    st.session_state["enterprise"] = listed[0]
code = st.selectbox(
    _("Enterprise"), listed, format_func=names.get, key="enterprise", label_visibility="collapsed"
)  # fmt: skip
write_to_link(enterprise=code)
about = enterprises[code]
st.markdown(f"## {plain(about['name'])}")
facts = [
    code,
    view.name_of_unit(about["parent"]),
    about["ownership"],
    about["sector"],
    _("{count} employees", count=int(about["employees"])) if pd.notna(about["employees"]) else None,
    _("opened {day}", day=day_text(about["opened"])) if pd.notna(about["opened"]) else None,
    _("closed {day}", day=day_text(about["closed"])) if pd.notna(about["closed"]) else None,
    about["contact"],
]
with st.container(horizontal=True, vertical_alignment="center"):
    st.caption(plain(" · ".join(str(fact) for fact in facts if isinstance(fact, str) and fact)))
    if isinstance(about["phone"], str) and about["phone"]:
        number = "".join(sign for sign in about["phone"] if sign in "+0123456789")
        st.link_button(plain(about["phone"]), f"tel:{number}", icon=":material/call:", type="tertiary")
names_of = indicator_names(view)


def show_exemptions() -> None:
    """Why the enterprise is not judged, or what it is not to report, and the way to record that."""
    found = exemptions_in(view)
    for row in found[found["unit"] == code].to_dict("records"):
        about = names_of[row["indicator"]] if isinstance(row["indicator"], str) else _("all indicators")
        what = what_exempts(row)
        st.info(plain(_("{what}: {about}, until {day}", what=what, about=about, day=end_text(row["exempt_to"]))))
    st.page_link(page_file("exemptions"), label=_("Record an exemption"), icon=":material/event_busy:",
                 query_params=view.link(exempt_unit=code))  # fmt: skip


def show_acceptance() -> None:
    """How the report of the quarter stands where it is accepted above, and which figures wait for that."""
    found = reviews_of(view.store, view.period)
    row = next(iter(found[found["unit"] == code].to_dict("records")), None)
    if row is None or row["state"] == "accepted":
        return
    figures = awaiting(view.store, view.period)
    waiting = _(", ").join(names_of[one] for one in figures.loc[figures["unit"] == code, "indicator"])
    text = _("{quarter}: {state} ({by}, {time}). Not accepted yet: {figures}.", quarter=quarter_text(view.period),
             state=_(STATES[row["state"]]), by=row["received_by"], time=local_time(row["received_at"]), figures=waiting)  # fmt: skip
    st.info(plain(text), icon=":material/hourglass_top:")


def show_evidence() -> None:
    """What was handed in as evidence this year, and the way to more."""
    found, needed = evidence_in(view), needed_in(view)
    mine, own_needed = found[found["unit"] == code], needed[needed["unit"] == code]
    if len(mine) or len(own_needed):
        st.markdown(f"## {_('Evidence')}")
    if len(own_needed):
        st.caption(
            _("Figures of this quarter with evidence: {part}", part=small_share_text(*given_of_needed(own_needed)))
        )
    if len(mine):
        table = evidence_table(mine, {code: about["name"]}, subject_words(names_of)).drop(columns=_("Unit"))
        show_table(table, "own_evidence", _("Evidence"))
    st.page_link(page_file("evidence"), label=_("Evidence: hand in, take out"), icon=":material/attach_file:",
                 query_params=view.link(evidence_unit=code))  # fmt: skip


def line_title() -> str:
    """What the time line of contracts shows."""
    return _("Contracts from the first day to the last; the line is today")


def contracts_drawn() -> tuple:
    """The contracts that the enterprise signed or is covered by, as a time line and as a table."""
    found = contracts_in(view)
    mine = found[found["unit"].eq(code) | found["covers"].map(lambda units: code in list(units))].reset_index(drop=True)
    return mine, contract_timeline(mine, view.today, line_title()), contracts_table(mine, names_of_units)


def show_contracts() -> None:
    """The enterprise's contracts as a time line and a list, what of them ends or lapsed, and the way to the register."""
    mine, line, table = once_for_data(view, f"contracts of {code}", contracts_drawn)
    ends = standing_in(view)
    ends = ends[ends["unit"].eq(code) & ends["state"].isin(["expiring", LAPSED])]
    if len(mine) or len(ends):
        st.markdown(f"## {_('Contracts on record')}")
    for row in ends.to_dict("records"):
        what = contract_text(row["kind"], row["extent"])
        told = _("{what}: {state}, {day} ({left})", what=what, state=contract_state_text(row["state"]),
                 day=day_text(row["until"]), left=left_text(row["left"], row["until"]))  # fmt: skip
        st.warning(plain(told))
    if len(mine):
        show_chart(line, "contract_line", line_title(), behind=table)
    st.page_link(page_file("register"), label=_("Contract register: record, renew, correct"), icon=":material/contract_edit:",
                 query_params=view.link(contract_unit=code))  # fmt: skip


def show_founding() -> None:
    """How far an enterprise without a union got, and the way to the register."""
    mine = cases_in(view)
    for row in mine[mine["unit"] == code].to_dict("records"):
        st.markdown(f"## {_('On the way to a union')}")
        st.caption(plain(steps_text(row)))
        if warning := stuck_text(row):
            st.warning(plain(warning))
        st.page_link(page_file("founding"), label=_("Founding register: record a step"), icon=":material/domain_add:",
                     query_params=view.link(founding_unit=code))  # fmt: skip


names_of_units = once_for_data(
    view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True))
)
show_exemptions()
show_acceptance()
own = once_for_data(view, f"own {code}", lambda: rows_of(view, code))
planned = once_for_data(view, f"planned {code}", lambda: planned_rows(own))
st.markdown(f"## {_('Targets')}")
if planned.empty:
    st.caption(_("This enterprise has no target of its own."))
else:
    table = once_for_data(
        view,
        f"targets of {code}",
        lambda: figures_table(
            planned,
            progress_of(view.store, code, view.period - 1, alone=True),
            progress_of(view.store, code, view.period - 4, alone=True),
            view.today,
        ),
    )
    show_table(table, "enterprise_targets", _("Targets"))


def lag_parts() -> tuple[list[str], pd.DataFrame] | None:
    """What is said of the enterprise's lag, and the parts of its index; nothing where no target is due."""
    weights = view.indicators.set_index("indicator")["weight"]
    ranked = once_for_data(view, "ranked", lambda: rank_enterprises(view.slim, view.units, weights, view.unit))
    mine = ranked[ranked["unit"] == code]
    if mine.empty:
        return None
    row = mine.iloc[0]
    peers = once_for_data(view, "peers", lambda: beside_peers(ranked))
    words = [
        _("lag index {index}", index=f"{row['index']:.2f}"),
        _("{part} targets behind", part=small_share_text(row["behind"], row["targets"])),
        _("{share} of the gap", share=percent_text(row["contribution"], 1)),
        peers_text(peers[peers["unit"] == code].iloc[0]),
    ]
    return words, index_table(due_targets(own, view.units, weights), names_of)


def show_lag() -> None:
    """The lag index with its parts, and where the enterprise stands among its like."""
    found = once_for_data(view, f"lag {code}", lag_parts)
    if found is None:
        return
    words, parts = found
    st.caption(plain(" · ".join(word for word in words if word != "—")))
    with st.expander(_("How the lag index is made up")):
        show_table(parts, "index_parts", _("How the lag index is made up"))


def quarters() -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The last eight quarters of every target, and this quarter beside the sum to date."""
    history = history_of(view, view.period)
    mine = history[history["unit"] == code]
    if mine.empty:
        return None
    periods = range(view.period - QUARTERS + 1, view.period + 1)
    now = mine[mine["period"] == view.period]
    return eight_quarters_table(mine, names_of, periods), quarter_and_date_table(now, names_of)


def show_quarters() -> None:
    """The last eight quarters, and the quarter by itself."""
    found = once_for_data(view, f"eight quarters {code}", quarters)
    if found is None:
        return
    eight, now = found
    st.markdown(f"## {_('The last eight quarters')}")
    show_table(eight, "eight_quarters", _("The last eight quarters"))
    if len(now):
        st.caption(_("This quarter by itself, and the sum to date:"))
        show_table(now, "quarter_and_date", _("This quarter and the sum to date"))


def show_follow_up() -> None:
    """What was said to the enterprise and what it promised; a form for more."""
    st.markdown(f"## {_('Follow-up')}")
    say("follow_up", "withdraw")
    found = follow_ups_in(view)
    mine = found[found["unit"] == code]
    if len(mine):
        rates = kept_rate(mine)
        if len(rates):
            part = small_share_text(rates["kept"].iloc[0], rates["due"].iloc[0])
            st.caption(_("Promises kept: {part}", part=part))
        show_table(follow_ups_table(mine, subject_words(names_of)), "own_follow_ups", _("Follow-up"))
        if not view.past:
            withdraw_form(view, mine, names_of)
    if view.past:
        return
    behind = planned.loc[planned["status"].isin(BEHIND_STATUSES), "indicator"].tolist()
    others = [indicator for indicator in planned["indicator"] if indicator not in behind]
    silent = view.ended and own["this_quarter"].sum() == 0
    first = [REPORT, EVERYTHING] if silent else [EVERYTHING]
    with st.expander(_("Record a call, a visit or a promise"), expanded=bool(behind) and mine.empty):
        subjects = list(dict.fromkeys([*first, *behind, *others, REPORT]))
        record_form(view, code, subjects, names_of)


def figures_of_quarters() -> tuple[pd.DataFrame, pd.DataFrame]:
    """All quarters of every indicator: those with something, and those with nothing but zeros."""
    cells = view.store.read("cells", scope=about["path"], first_period=view.period - 8, last_period=view.period)
    cells = cells[cells["unit"] == code]
    something = cells.groupby("indicator")["amount"].transform("sum") != 0
    exempt = exempt_quarters(view.store.read("exemptions", scope=about["path"], day=None), view.period)
    waiting = not_accepted(range(view.period - 8, view.period + 1))
    busy = history_table(cells[something], view.indicators, exempt.get(code), waiting)
    return busy, history_table(cells[~something], view.indicators, waiting=waiting)


def not_accepted(periods: Iterable[int]) -> set[tuple[str, int]]:
    """Indicator and quarter of the enterprise's figures that are not accepted yet; asked only where people have accounts."""
    if person_at_the_page() is None:
        return set()
    found = pd.concat([awaiting(view.store, period) for period in periods])
    return set(found.loc[found["unit"] == code, ["indicator", "period"]].itertuples(index=False, name=None))


show_lag()
show_follow_up()
show_founding()
show_contracts()
show_evidence()
show_quarters()
st.markdown(f"## {_('All quarters')}")
st.caption(_("Blank means not reported; 0 is a figure; Σ is year to date, as it was reported. Money is in yuan."))
busy, idle = once_for_data(view, f"quarters {code}", figures_of_quarters)
show_table(busy, "enterprise_quarters", _("All quarters"))
with st.expander(_("Indicators with nothing but zeros ({count})", count=len(idle))):
    show_table(idle, "enterprise_zeros", _("Indicators with nothing but zeros"))
if not view.past:
    say("correct")
    with st.expander(_("Set one figure right"), icon=":material/edit:", expanded="correct" in st.query_params):
        correction_form(view, code, about["kind"])
st.markdown(f"## {_('Where each number came from')}")
origins = once_for_data(
    view, f"origins {code}", lambda: origins_table(view.store.read("unit_reports", unit=code), view.indicators)
)
show_table(origins, "enterprise_origins", _("Where each number came from"), most=420)
