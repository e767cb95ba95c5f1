"""The register of contracts (合同台账): what ends soon or lapsed, every contract, who has none, and its counts beside reports."""

from datetime import datetime, time

import pandas as pd
import streamlit as st

from tracking.handouts.templates import contracts_workbook, in_order, template_name
from tracking.language import _, current_language, speaking
from tracking.office import EXCEL_TYPE
from tracking.quarters import local_time
from tracking.registers import CONTRACTS, KINDS, LAPSED, WARNED, warned, without_any
from tracking.screen.pages.letters import offer_paper
from tracking.screen.pages.register_counts import show_beside
from tracking.screen.pages.register_form import CHOSEN, choose_in_form, contract_form
from tracking.screen.session import (
    ask_part_of_name,
    choice_in_link,
    contracts_in,
    history_of,
    known_in,
    may_store,
    narrowed,
    once,
    once_for_data,
    page_view,
    plain,
    say,
    show_cards,
    show_list,
    show_units,
    standing_in,
    unionised_in,
)
from tracking.telling import calendar_of, contract_text
from tracking.telling.tables import contracts_table, standing_table
from tracking.words import quarter_text

CALENDAR_TYPE = "text/calendar"
SOON = ("expiring", LAPSED)

view = page_view(_("Contract register"))
names = once(view, "names of units", lambda: dict(zip(view.units["unit"], view.units["name"], strict=True)))
found, stands = contracts_in(view), standing_in(view)
unionised = unionised_in(view)
stores = not view.past and may_store("contracts")


def show_counts() -> None:
    """What is in force, what ends within 30, 60 and 90 days, what lapsed, and who has none."""
    counts = once_for_data(view, "contracts warned of", lambda: warned(stands))
    none = once_for_data(view, "without a contract", lambda: len(without_any(stands, unionised, "collective")))
    in_force = int(found["state"].isin(["in_force", "expiring"]).sum())
    first, second, third = (str(days) for days in WARNED)
    cards = [
        (_("In force today"), _("{count} contracts", count=in_force), _("in the register, today")),
        (_("Within {days} days", days=first), _("{count} contracts", count=counts[first]), _("expire; renew them now")),
        (_("Within {days} days", days=f"{int(first) + 1}–{second}"), _("{count} contracts", count=counts[second]), _("expire")),
        (_("Within {days} days", days=f"{int(second) + 1}–{third}"), _("{count} contracts", count=counts[third]), _("expire")),
        (_("Lapsed"), _("{count} contracts", count=counts[LAPSED]), _("not renewed")),
        (_("Without"), _("{count} enterprises", count=none), _("with a union, never signed")),
    ]  # fmt: skip
    for column, (label, value, detail) in zip(st.columns(len(cards)), cards, strict=True):
        column.metric(label, value, delta=detail, delta_color="off", delta_arrow="off")


def offer_files() -> None:
    """The register as a workbook, and the ends of contracts for a calendar."""
    language = current_language()

    def workbook() -> bytes:
        inside = set(found["contract"])
        mine = [one for one in known_in(view) if one.number in inside]
        return contracts_workbook(view.unit_name, in_order(mine, view.units), names, blank_rows=20)

    def calendar() -> bytes:
        with speaking(language):
            return calendar_of(
                stands[(stands["left"] >= 0) & (stands["until"] == stands["ends"])],
                datetime.combine(view.today, time()),
            )

    with st.container(horizontal=True):
        st.download_button(_("Register as Excel, to be filled in and taken in again"), workbook, template_name("contracts", 1, 1),
                           EXCEL_TYPE, key="register_excel", on_click="ignore", icon=":material/table:", type="tertiary")  # fmt: skip
        if len(stands):
            st.download_button(_("Ends of contracts for a calendar (.ics)"), calendar, f"{_('Ends of contracts')}.ics", CALENDAR_TYPE,
                               key="register_calendar", on_click="ignore", icon=":material/calendar_add_on:", type="tertiary")  # fmt: skip


def show_ending() -> None:
    """What ends within 90 days or lapsed, with whom to phone, those that end first before those that lapsed."""
    said = ask_part_of_name("register_ending", st.columns([2, 5])[0]) if stands["state"].isin(SOON).any() else ""

    def look() -> tuple[pd.DataFrame, pd.DataFrame]:
        rows = of_kind(stands[stands["state"].isin(SOON)])
        over = rows["left"] < 0
        rows = pd.concat([rows[~over], rows[over].sort_values("left", ascending=False)], ignore_index=True)
        rows = narrowed(rows, said, names)
        return rows, standing_table(rows, view.units)

    rows, table = once(view, f"ending {kind} {said}", look)
    units = rows["unit"].tolist()
    with st.container(key="wide_ending"):
        show_units(view, "ending", units, table, _("Contracts that expire or lapsed"), most=420)
    if units:
        show_cards(view, "ending", units, table, [_("Contract"), _("Last day"), _("Time left")])
    if not view.slim.empty:
        offer_paper(view, list(dict.fromkeys(units)), history_of(view, view.period), picked=False)
    if (stands["contract"].isna() & stands["state"].isin(SOON)).any():
        st.caption(_("Where the register has no contract of a kind, the end stands as the list of units says it."))


def show_all() -> None:
    """Every contract; a click chooses one for the form below."""
    rows = of_kind(found).reset_index(drop=True)
    said = ask_part_of_name("register_all", st.columns([2, 5])[0]) if len(rows) else ""
    rows = narrowed(rows, said, names)

    def choose(row: int) -> None:
        choose_in_form(int(rows.iloc[row]["contract"]))

    table = once(view, f"contracts {kind} {said}", lambda: contracts_table(rows, names))
    show_list("contracts", table, _("All contracts"), choose, most=420)
    chosen = rows[rows["contract"].astype(str) == st.session_state.get(CHOSEN)]
    for row in chosen.to_dict("records"):
        changes = view.store.read("contract_changes", contract=int(row["contract"]))
        told = [f"{local_time(one['received_at'])} {one['received_by'] or '—'}: {one['reason'] or one['file_name'] or _('recorded')}"
                for one in changes.to_dict("records")]  # fmt: skip
        name = f"{names.get(row['unit'], row['unit'])} · {contract_text(row['kind'], row['extent'])}"
        st.caption(plain(_("{what}: {changes}", what=name, changes="; ".join(told))))


def show_without() -> None:
    """The enterprises with a union that have no contract of the kind, the largest first."""
    about = kind or "collective"
    st.caption(_("Enterprises with a union at the end of {quarter} that never had this: {contract}. The largest first.",
                 quarter=quarter_text(view.period), contract=contract_text(about)))  # fmt: skip
    firms = view.units.set_index("unit").reindex(without_any(stands, unionised, about)).reset_index()
    table = pd.DataFrame(
        {
            _("Enterprise"): firms["name"],
            _("Employees"): firms["employees"].astype("Int64"),
            _("Village or park"): firms["parent"].map(names),
            _("Contact"): firms["contact"].fillna(""),
            _("Phone"): firms["phone"].fillna(""),
        }
    )
    show_units(view, "without_contract", firms["unit"].tolist(), table, _("Enterprises without a contract"), most=420)


def of_kind(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the kind of contract that was chosen."""
    return rows[rows["kind"] == kind] if kind else rows


say("contract", "contract_back", "register_counts")
show_counts()
parts = {
    "ending": (_("Ending or lapsed"), show_ending),
    "all": (_("All contracts"), show_all),
    "without": (_("Without one"), show_without),
    "beside": (_("Beside the reports"), lambda: show_beside(view, tuple(CONTRACTS), names)),
}
left, right = st.columns([3, 2], vertical_alignment="bottom")
with left:
    part = choice_in_link(
        _("Show"),
        "register_part",
        {key: word for key, (word, _show) in parts.items()},
        st.segmented_control,
        required=True,
    )
with right:
    kinds = {"": _("All kinds"), **{code: _(word) for code, word in KINDS.items()}}
    kind = choice_in_link(_("Kind of contract"), "register_kind", kinds) if part != "beside" else ""
parts[part][1]()
offer_files()
if stores:
    contract_form(view, found, names)
