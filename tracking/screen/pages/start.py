"""The first steps, each with its state: the units, the plan, this quarter. Each is done here, or by dropping what there is."""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import streamlit as st

from tracking.intake import File, proposed_units, store_first_units
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.plan import MAIN_INDICATORS, first_targets, store_first_plan
from tracking.quarters import period_of, quarter_end, quarters_ended
from tracking.reading import ReportProblem, read_book
from tracking.screen.pages.begin import begin
from tracking.screen.pages.first_quarter import every_fault, quarter_step, targets_in, told_in
from tracking.screen.session import (
    Form,
    is_example,
    keep_for_import,
    named,
    only_example,
    open_database,
    plain,
    quarter_word,
    say,
    stop_unless_they_store,
)
from tracking.store import Store
from tracking.telling import amount_text, measure_text

BLANK = {"take": True, "name": "", "place": "", "employees": "", "phone": "", "code": "", "files": ""}
EMPTY_ROWS = 15  # of the list to type units in
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "txt", "html", "htm"]


def steps(store: Store) -> None:
    """The three steps; the first that is not done is open."""
    for form in (forms := ("first_units", "first_plan", "first_quarter")):
        if text := st.session_state.pop(f"{form} said", None):
            st.toast(
                plain(text), icon=":material/check:"
            )  # above the grids it would move them, while somebody types there
    say(*forms)
    today = store.today()
    year, quarters = quarters_ended(today)
    period = period_of(year, quarters[-1])
    units = store.read("current_units", scope="/", day=max(today, quarter_end(period)))
    firms = units[units["kind"] == "enterprise"]
    planned = 0 if units.empty else targets_in(store, units, year)
    reported = _reported(store, firms, year)
    done = [
        len(firms) > 0,
        planned > 0,
        len(firms) > 0 and all(reported[quarter] >= len(firms) for quarter in quarters),
    ]
    states = (
        _("{count} enterprises, {places} villages and parks", count=len(firms), places=len(units) - len(firms) - 1)
        if len(firms) else _("none yet"),
        _("{count} targets for {year}", count=planned, year=year) if planned else _("none yet"),
        " · ".join(
            _("{quarter}: {reported} of {count} reported", quarter=quarter_word(quarter), reported=reported[quarter], count=len(firms))
            for quarter in quarters
        ) if len(firms) else _("none yet"),
    )  # fmt: skip
    names = (_("Units"), _("Plan for {year}", year=year), _("Figures for {year}", year=year))
    shows: tuple[Callable[[], None], ...] = (
        lambda: units_step(store, units),
        lambda: plan_step(store, units, year),
        lambda: quarter_step(store, units, year, quarters),
    )
    for number, (name, state, is_done, show) in enumerate(zip(names, states, done, shows, strict=True), start=1):
        mark = "✓" if is_done else "○"
        first = not is_done and all(done[: number - 1])
        with st.expander(f"{mark} {number}. **{plain(name)}** · {plain(state)}", expanded=first):
            show()
    if all(done[:2]) and any(reported.values()):
        st.page_link(page_file("overview"), label=_("To the overview"), icon=":material/dashboard:")


def _reported(store: Store, firms: pd.DataFrame, year: int) -> dict[int, int]:
    """How many enterprises have a figure of each quarter of a year."""
    told = told_in(store, year)
    return {
        quarter: int(firms["unit"].isin(told.loc[told["period"] == period_of(year, quarter), "unit"]).sum())
        for quarter in range(1, 5)
    }


def units_step(store: Store, units: pd.DataFrame) -> None:
    """Type the enterprises, or drop any sheets that name them and confirm what was found."""
    if len(units):
        st.caption(_("More units, and changes of those that are there, come in on the import page."))
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        return
    st.markdown(_("Drop what you have: a list of enterprises, last quarter's reports, a telephone list; or paste the list as it "
                  "stands in a message. The enterprises named there are put into the table, to be confirmed. Or type them in."))  # fmt: skip
    left, right = st.columns(2)
    files = left.file_uploader(
        _("Any sheets that name enterprises"), type=FILE_TYPES, accept_multiple_files=True, key="first_files"
    )
    message = right.text_area(
        _("Or a list as text"), key="first_message", height=96,
        placeholder=_("East Ridge Village: Hengtai Textiles Co., Ltd. (86 people), Yonggu Hardware (40 people)"),
    )  # fmt: skip
    form = Form(store, "first_units")
    _propose(store, form, files, message)
    column = st.column_config
    typed = form.grid(
        [dict(BLANK) for _row in range(EMPTY_ROWS)], pd.DataFrame, num_rows="dynamic", hide_index=True, height=360, placeholder="",
        alt=_("Enterprises"), column_config={
            "take": column.CheckboxColumn(_("Take"), width=60, default=True),
            "name": column.TextColumn(_("Enterprise"), width=240),
            "place": column.TextColumn(_("Village or park"), width=140),
            "employees": column.TextColumn(_("Employees"), width=80),
            "phone": column.TextColumn(_("Phone"), width=120),
            "code": column.TextColumn(_("Credit code"), width=180),
            "files": column.TextColumn(_("Found in"), width=160, disabled=True),
        },
    )  # fmt: skip
    form.by()
    union = store.read("settings").set_index("name")["value"].get("union", "")
    form.button(
        _("Store the units"), lambda said: every_fault(lambda: store_first_units(store, union, typed(), named(said))),
        lambda _said: _("The units are stored."), type="primary", below=True,
    )  # fmt: skip
    form.footer()


def _propose(store: Store, form: Form, files: Iterable[File], message: str) -> None:
    """Put the enterprises that files and a message name into the form, once for them, below those that stand there."""
    files = list(files)
    key = message, *sorted(file.file_id for file in files)
    if st.session_state.get("first units of") == key or not (files or message.strip()):
        return
    books, bar = [], st.progress(0.0)
    for number, file in enumerate(files, start=1):
        bar.progress(
            number / len(files),
            text=plain(_("{number} of {total}: {file}", number=number, total=len(files), file=file.name)),
        )
        try:
            books.append(read_book(file.name, file.getvalue()))
        except ReportProblem as problem:
            st.warning(plain(str(problem)))
    bar.empty()
    if files:
        keep_for_import(files)
    found = proposed_units(store, books, message)
    st.session_state["first units of"] = key
    if not found:
        st.info(_("No enterprise could be recognised there; type them in below."))
        return
    there = [row for row in form.kept.fields.get("rows", []) if row.get("name")]
    known = {row["name"] for row in there}
    form.fill(there + [row for row in found if row["name"] not in known])


def plan_step(store: Store, units: pd.DataFrame, year: int) -> None:
    """Type the targets beside last year's results, or drop the plan on the import page."""
    if units.empty:
        st.caption(_("First the units: a plan is somebody's."))
        return
    if targets_in(store, units, year):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        return
    unit = units["unit"].iloc[0]
    st.markdown(_("Type the year's targets; leave blank what the plan does not have. Other indicators, due dates and splitting "
                  "among enterprises are on the page Plan; a plan as a workbook or a table is imported."))  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        st.page_link(page_file("indicators"), label=_("Register an indicator of our own"), icon=":material/straighten:")
    form, column = Form(store, "first_plan", unit, year), st.column_config
    names = {row["indicator"]: name_of(row) for row in store.read("current_indicators").to_dict("records")}
    further = st.multiselect(
        _("Further indicators"), [code for code in names if code not in MAIN_INDICATORS], format_func=names.get,
        key="further_indicators", placeholder=_("Add what the plan has besides those below"),
    )  # fmt: skip
    _add_rows(form, store, unit, year, further)
    typed = form.grid(
        _rows_of_plan(store, unit, year), pd.DataFrame, hide_index=True, height="content", placeholder="",
        alt=_("Targets"), column_order=["name", "last", "target", "measure", "phasing"],
        column_config={
            "name": column.TextColumn(_("Indicator"), width=260, disabled=True),
            "last": column.TextColumn(_("Done in {year}", year=year - 1), width=140, alignment="right"),
            "target": column.TextColumn(_("Target for {year}", year=year), width=140, alignment="right"),
            "measure": column.TextColumn(_("Measure"), width=100, disabled=True),
            "phasing": column.TextColumn(_("Phasing"), width=140, disabled=True),
        },
    )  # fmt: skip
    st.caption(_("Money is in yuan, or in ten thousand with those words behind it. What was done last year may be left blank; of rates it is "
                 "computed."))  # fmt: skip
    form.field(st.text_input, _("Document"), "document", "")
    form.by()
    union = units["name"].iloc[0]

    form.button(
        _("Store the plan"),
        lambda said: every_fault(
            lambda: store_first_plan(store, union, unit, year, typed(), str(said["document"]), named(said))
        ),
        lambda _said: _("The plan is stored."), type="primary", below=True,
    )  # fmt: skip
    form.footer()


def _rows_of_plan(store: Store, unit: str, year: int, further: Sequence[str] = ()) -> list[dict]:
    """The rows of the grid in which a first plan is typed, as texts."""
    rows = []
    for row in first_targets(store, unit, year, further):
        last = "" if row["last"] is None else amount_text(row["last"], row["measure"])
        rows.append({**row, "last": last, "was": last, "measure": measure_text(row["measure"])})
    return rows


def _add_rows(form: Form, store: Store, unit: str, year: int, further: Sequence[str]) -> None:
    """Put the rows of further indicators into the draft, once."""
    if not further:
        return
    there = form.kept.fields.get("rows") or _rows_of_plan(store, unit, year)
    known = {row["indicator"] for row in there}
    if added := [row for row in _rows_of_plan(store, unit, year, further) if row["indicator"] not in known]:
        form.fill([*added, *there])


store = open_database()
st.title(_("First steps"), anchor=False)
stop_unless_they_store()
if only_example():
    st.info(_("The dashboard was started with the example only. Start it with “tracking serve” to use your own data."))
elif is_example(store):
    begin()
else:
    steps(store)
