"""A quarter's report of one's own units, typed: what was told before and what is due stand beside each figure (填报)."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracking.accounts import STATES, asked_of, awaiting, marked_in, reviews_of
from tracking.handouts.templates import planned_indicators, planned_quarter
from tracking.intake import every_finding, store_typed
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.quarters import quarter_of, year_and_quarter
from tracking.reading import as_typed, is_blank
from tracking.screen.pages.first_quarter import every_fault, reporters
from tracking.screen.session import (
    Form,
    named,
    open_database,
    person_at_the_page,
    plain,
    progress_of,
    say,
    stop_unless_they_store,
    today_of,
    whole_store,
)
from tracking.store import StoreProblem
from tracking.telling import amount_text
from tracking.telling.tables import cell_text
from tracking.words import quarter_text

QUARTERS = 4  # that can still be filled in, the newest first

store = open_database()
today = today_of(store)
now = quarter_of(today)
units = store.read("current_units", scope="/", day=today)
st.title(_("Fill in"), anchor=False)
stop_unless_they_store()


def asked_indicators(year: int) -> list[dict]:
    """What the plans of the year need, those of units above among them: whoever fills in sees what is asked, and not their targets."""
    return planned_indicators(whole_store(), year)


def rows_of_unit(unit: str, period: int, asked: list[dict]) -> list[dict]:
    """One row per indicator asked: its name, what was told last quarter, target, due and the figure as it was handed in or stands."""
    progress = progress_of(store, unit, period)
    progress = (
        progress[progress["unit"] == unit].drop_duplicates("indicator").set_index("indicator")
        if len(progress)
        else progress
    )
    cells = store.read("cells", scope="/", first_period=period - 1, last_period=period)
    cells = cells[cells["unit"] == unit]
    waiting = awaiting(store, period)
    here = pd.concat([cells[cells["period"] == period], waiting[waiting["unit"] == unit]]).drop_duplicates(
        "indicator", keep="last"
    )
    here, last = here.set_index("indicator"), cells[cells["period"] == period - 1].set_index("indicator")
    marked = marked_in(store, period).get(unit, set())

    def told(rows: pd.DataFrame, code: str, field: str, measure: str) -> str:
        value = rows[field].get(code) if field in rows else None
        return "—" if value is None or pd.isna(value) else amount_text(float(value), measure)

    def figure(rows: pd.DataFrame, row: dict) -> str:
        """What was told of the quarter; a year-to-date figure is not typed here, and stays as it is."""
        found = rows.loc[row["indicator"]] if row["indicator"] in rows.index else None
        told = found is not None and pd.notna(found["amount"]) and found["basis"] != "cumulative"
        return as_typed(int(found["amount"]), row["measure"]) if told else ""

    return [
        {
            "indicator": row["indicator"],
            "name": ("● " if row["indicator"] in marked else "") + f"{name_of(row)} ({row['measure']})",
            "last": cell_text(last.loc[row["indicator"]].to_dict(), row["measure"])
            if row["indicator"] in last.index
            else "—",
            "target": told(progress, row["indicator"], "target", row["measure"]),
            "due": told(progress, row["indicator"], "due", row["measure"]),
            "figure": figure(here, row),
        }
        for row in asked
    ]


def figures_of(unit: str, rows: list[dict]) -> dict[tuple[str, str], object]:
    """The figures of a grid, as the quarter's workbook takes them."""
    return {(unit, row["indicator"]): row["figure"] for row in rows if not is_blank(row["figure"])}


def say_state(unit: str, period: int) -> None:
    """How the report stands: not handed in, handed in, returned with its reason, accepted."""
    found = reviews_of(store, period)
    row = next(iter(found[found["unit"] == unit].to_dict("records")), None)
    person = person_at_the_page()
    if row is None:
        asked = asked_of(store, person) if person else None
        st.caption(_("Not handed in yet. What you hand in is looked at and accepted above.") if asked else
                   _("Not filled in yet, or stored already: what is stored counts at once."))  # fmt: skip
    elif row["state"] == "returned":
        marks = _(" Figures marked ● are not right.") if marked_in(store, period).get(unit) else ""
        st.warning(plain(_("Returned by {by}: {reason}.", by=row["received_by"], reason=row["reason"]) + marks))
    else:
        st.caption(plain(f"{_(STATES[row['state']])} · {row['received_by']}"))


def grid_of(form: Form, stored: list[dict], period: int) -> Callable[[], list[dict]]:
    """The grid in which figures are typed beside what was told before; what tells its rows by then."""
    column = st.column_config
    beside = {"last": _("Last quarter"), "target": _("Target"), "due": _("Due by now")}
    rows = form.grid(
        stored, pd.DataFrame, hide_index=True, placeholder="", alt=quarter_text(period),
        height=min(35 * (len(stored) + 1) + 3, 560), column_order=["name", "figure", *beside],
        column_config={"name": column.TextColumn(_("Indicator"), disabled=True, pinned=True, width=240)}
        | {key: column.TextColumn(word, disabled=True, alignment="right", width=110) for key, word in beside.items()}
        | {"figure": column.TextColumn(_("This quarter"), alignment="right", width=100)},
    )  # fmt: skip
    st.caption(_("Blank is not reported; 0 is a figure. Levels are those at the quarter's end, all else what the quarter brought; "
                 "money in yuan, or in ten thousand with those words behind it. A copied range can be pasted."))  # fmt: skip
    return rows


def fill_in(unit: str, period: int) -> None:
    """The grid of one unit's quarter, what strains a rule while it is typed, and the button that hands it in."""
    year, quarter = year_and_quarter(period)
    kind = units.set_index("unit").loc[unit, "kind"]
    asked = [row for row in asked_indicators(year) if kind in reporters(row)]
    if not asked:
        st.info(_("The plan of this year asks nothing of this unit."))
        return

    def workbook(typed: list[dict]) -> tuple[str, bytes]:
        return planned_quarter(store, year, quarter, figures_of(unit, typed), asked)

    form, stored = Form(store, "fill_in", unit, period), rows_of_unit(unit, period, asked)
    rows = grid_of(form, stored, period)
    if (typed := rows()) != stored:
        for finding in every_finding(store, *workbook(typed), year, quarter):
            st.warning(plain(finding))
    sure = st.checkbox(_("The figures are right as they are, also where a question is asked above"), key="fill_in_sure")
    left, right = st.columns(2)
    form.field(left.text_input, _("Why stored figures are corrected, if any are"), "reason", "")
    form.by(right)

    def save(said: dict) -> int | None:
        if not figures_of(unit, rows()):
            raise StoreProblem(_("There is no figure yet."))
        number = store_typed(
            store, *workbook(rows()), named(said), year, quarter, sure=sure, reason=said["reason"] or None
        )
        if number is None:
            raise StoreProblem(_("These are the figures that are stored already."))
        return number

    form.button(
        _("Hand in"), lambda said: every_fault(lambda: save(said)), lambda _said: _("The report was handed in."),
        type="primary", below=True,
    )  # fmt: skip
    form.footer()
    st.page_link(page_file("evidence"), label=_("Evidence: hand in, take out"), icon=":material/attach_file:",
                 query_params={"unit": unit, "year": str(year), "quarter": str(quarter), "evidence_unit": unit})  # fmt: skip


if units.empty:
    st.info(_("There are no units yet."))
    st.stop()
say("fill_in")
periods = [now - back for back in range(QUARTERS)]
left, right = st.columns(2)
period = left.selectbox(
    _("Quarter"), periods, index=1, format_func={one: quarter_text(one) for one in periods}.get, key="fill_in_quarter"
)
called = dict(zip(units["unit"], units["name"], strict=True))
unit = right.selectbox(_("Unit"), list(called), format_func=called.get, key="fill_in_unit")
say_state(unit, period)
fill_in(unit, period)
