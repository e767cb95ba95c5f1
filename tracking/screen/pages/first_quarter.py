"""The third of the first steps: a quarter's figures of what the plan is about, typed for any quarter of the year."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from tracking.handouts.templates import planned_indicators, planned_quarter, template_name
from tracking.intake import store_typed
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.plan import PlanProblem
from tracking.quarters import period_of
from tracking.reading import Fault, ReportProblem, is_blank
from tracking.screen.session import Form, named, quarter_word, remembered
from tracking.store import Store, StoreProblem
from tracking.words import quarter_text

MOST_TYPED = 60  # units whose figures are typed here
CHOSEN = "first_quarter_of"


def every_fault(store_it: Callable[[], int | None]) -> None:
    """Store something, with every fault in one sentence each."""
    try:
        store_it()
    except PlanProblem as problem:
        raise StoreProblem(str(problem)) from problem
    except ReportProblem as problem:  # nobody sent a file whose name would say anything
        raise StoreProblem("\n".join(fault.sentence() for fault in problem.faults)) from problem


def targets_in(store: Store, units: pd.DataFrame, year: int) -> int:
    """How many targets the plan of the topmost of ``units`` has for a year."""
    found = store.read("plan_targets", units=[units["unit"].iloc[0]], plan_year=year, newest=True)
    return len(found)


def told_in(store: Store, year: int) -> pd.DataFrame:
    """Which units have a figure of which quarter of a year: columns unit, period."""
    return _told_in(store, str(store.path), store.version(), year)


@remembered(8)
def _told_in(_store: Store, path: str, version: int, year: int) -> pd.DataFrame:
    first, last = period_of(year, 1), period_of(year, 4)
    cells = _store.read("cells", scope="/", first_period=first, last_period=last)
    return cells.loc[cells["period"].between(first, last), ["unit", "period"]].drop_duplicates()


def quarter_step(store: Store, units: pd.DataFrame, year: int, quarters: list[int]) -> None:
    """Type a quarter's figures of what the plan is about, or hand out and import its workbook."""
    if units.empty or not targets_in(store, units, year):
        st.caption(_("First the units and the plan: the quarter asks for what the plan is about."))
        return
    st.markdown(_("Drop the workbooks that came in, whatever they look like, on the import page; or hand out the one that asks "
                  "for nothing but what the plan is about; or type the figures in below."))  # fmt: skip
    if st.session_state.get(CHOSEN) not in quarters:
        st.session_state[CHOSEN] = _to_begin_with(store, year, quarters)
    quarter = st.segmented_control(
        _("Quarter"), quarters, format_func={number: quarter_word(number) for number in quarters}.get, key=CHOSEN,
        required=True, persist_state="session",
    )  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        st.download_button(
            _("Quarter workbook of what is planned"), lambda: planned_quarter(store, year, quarter)[1],
            template_name("quarter", year, quarter), on_click="ignore",
            icon=":material/download:", key="planned_quarter",
        )  # fmt: skip
    asked = planned_indicators(store, year)
    told = told_in(store, year)
    told = set(told.loc[told["period"] == period_of(year, quarter), "unit"])
    kinds = set().union(*map(reporters, asked))
    waiting = units[units["kind"].isin(kinds) & ~units["unit"].isin(told)]
    if len(waiting) > MOST_TYPED:
        st.caption(_("More than {count} units: their figures come in as workbooks.", count=MOST_TYPED))
        return
    if told:
        st.caption(
            _(
                "Who has figures of the quarter is not listed any more; they are corrected on the page of the enterprise."
            )
        )
    if waiting.empty:
        return
    _type_in(store, year, quarter, waiting, asked)


def _to_begin_with(store: Store, year: int, quarters: list[int]) -> int:
    """The first quarter of which nothing is there, else the newest."""
    there = set(told_in(store, year)["period"])
    return next((quarter for quarter in quarters if period_of(year, quarter) not in there), quarters[-1])


def _type_in(store: Store, year: int, quarter: int, waiting: pd.DataFrame, asked: list[dict]) -> None:
    """The grid of the units that have no figure of the quarter yet, and its button."""
    rows = [
        {"unit": unit, "name": name, "kind": kind} | {row["indicator"]: "" for row in asked}
        for unit, name, kind in zip(waiting["unit"], waiting["name"], waiting["kind"], strict=True)
    ]
    form, column = Form(store, "first_quarter", year, quarter, len(rows)), st.column_config
    width = max(90, min(150, 860 // len(asked)))
    typed = form.grid(
        rows, pd.DataFrame, hide_index=True, placeholder="", height=min(31 * (len(rows) + 1) + 3, 420), alt=quarter_text(period_of(year, quarter)),
        column_order=["name", *(row["indicator"] for row in asked)],
        column_config={"name": column.TextColumn(_("Enterprise"), width=200, disabled=True, pinned=True)}
        | {
            row["indicator"]: column.TextColumn(
                f"{name_of(row)} ({row['measure']})", help=name_of(row), alignment="right", width=width
            )
            for row in asked
        },
    )  # fmt: skip
    st.caption(_("Blank is not reported; 0 is a figure. Levels are those at the quarter's end, all else what the quarter brought; "
                 "money in yuan, or in ten thousand with those words behind it. A copied range can be pasted."))  # fmt: skip
    zeros = st.checkbox(
        _("Who has at least one figure had none of the rest: store 0 where a quarter's own figure is blank"),
        key="blank_is_none",
    )
    form.by()

    def save(said: dict) -> int | None:
        figures = typed()
        refuse_what_is_not_asked(figures, asked)
        return _store_quarter(store, year, quarter, with_zeros(figures, asked) if zeros else figures, named(said))

    form.button(
        _("Store the figures"), lambda said: every_fault(lambda: save(said)), lambda _said: _("The figures are stored."),
        type="primary", below=True,
    )  # fmt: skip
    form.footer()


def reporters(indicator: dict) -> set[str]:
    """The kinds of units that report an indicator (a row of the catalogue)."""
    return {kind.removeprefix("unionised_") for kind in str(indicator["reported_by"]).split(";")}


def refuse_what_is_not_asked(rows: list[dict], asked: list[dict]) -> None:
    """Raise ReportProblem with every figure typed for a unit whose kind does not report it."""
    faults = [
        Fault(
            _("blank: this kind of unit does not report it"),
            cell=f"{row['name']}, {name_of(one)}",
            found=str(row[one["indicator"]]),
        )
        for row in rows
        for one in asked
        if not is_blank(row[one["indicator"]]) and row["kind"] not in reporters(one)
    ]
    if faults:
        raise ReportProblem("", faults)


def with_zeros(rows: list[dict], asked: list[dict]) -> list[dict]:
    """The rows, with 0 in the blanks of what a quarter brings (flows) where its kind reports it and the row has any figure."""
    flows = [one for one in asked if one["kind"] == "flow"]

    def filled(row: dict) -> dict:
        if all(is_blank(row[one["indicator"]]) for one in asked):
            return row
        blanks = [
            one["indicator"] for one in flows if row["kind"] in reporters(one) and is_blank(row[one["indicator"]])
        ]
        return row | dict.fromkeys(blanks, "0")

    return [filled(row) for row in rows]


def _store_quarter(store: Store, year: int, quarter: int, rows: list[dict], by: str) -> int | None:
    """Store typed figures by way of the workbook in which they would have been handed in."""
    figures = {
        (row["unit"], code): value for row in rows for code, value in row.items()
        if code not in ("unit", "name", "kind") and not is_blank(value)
    }  # fmt: skip
    return store_typed(store, *planned_quarter(store, year, quarter, figures), by, year, quarter)
