"""The first steps, each with its state: the units, the plan, this quarter. Each is done here, or by dropping what there is."""

from collections.abc import Callable, Iterable

import pandas as pd
import streamlit as st

from tracking.handouts.templates import planned_indicators, planned_quarter, template_name
from tracking.intake import File, preview_file, proposed_units, store_first_units, store_preview
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.plan import PlanProblem, first_targets, save_first_plan
from tracking.quarters import period_of, quarter_end, quarter_of, year_and_quarter
from tracking.reading import ReportProblem, is_blank, read_book
from tracking.screen.pages.begin import begin
from tracking.screen.session import Form, is_example, only_example, open_database, plain, say
from tracking.store import Store, StoreProblem
from tracking.telling import amount_text, measure_text
from tracking.words import quarter_text

EMPTY_ROWS, MOST_TYPED = 15, 60  # rows of the list to type units in; enterprises whose figures are typed here
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "txt", "html", "htm"]


def steps(store: Store) -> None:
    """The three steps; the first that is not done is open."""
    say("first_units", "first_plan", "first_quarter")
    today = store.today()
    period = quarter_of(today) - 1
    year, quarter = year_and_quarter(period)
    units = store.read("current_units", scope="/", day=max(today, quarter_end(period)))
    firms = units[units["kind"] == "enterprise"]
    planned = 0 if units.empty else _targets(store, units, year)
    reported = _reported(store, firms, period)
    done = [len(firms) > 0, planned > 0, len(firms) > 0 and reported >= len(firms)]
    states = (
        _("{count} enterprises, {places} villages and parks", count=len(firms), places=len(units) - len(firms) - 1)
        if len(firms) else _("none yet"),
        _("{count} targets for {year}", count=planned, year=year) if planned else _("none yet"),
        _("{reported} of {count} enterprises reported", reported=reported, count=len(firms)) if len(firms) else _("none yet"),
    )  # fmt: skip
    names = (_("Units"), _("Plan for {year}", year=year), quarter_text(period))
    shows: tuple[Callable[[], None], ...] = (
        lambda: units_step(store, units),
        lambda: plan_step(store, units, year),
        lambda: quarter_step(store, units, year, quarter),
    )
    for number, (name, state, is_done, show) in enumerate(zip(names, states, done, shows, strict=True), start=1):
        mark = "✓" if is_done else "○"
        first = not is_done and all(done[: number - 1])
        with st.expander(f"{mark} {number}. **{plain(name)}** · {plain(state)}", expanded=first):
            show()
    if all(done[:2]) and reported:
        st.page_link(page_file("overview"), label=_("To the overview"), icon=":material/dashboard:")


def _targets(store: Store, units: pd.DataFrame, year: int) -> int:
    found = store.read("plan_targets", units=[units["unit"].iloc[0]], plan_year=year, newest=True)
    return len(found)


def _reported(store: Store, firms: pd.DataFrame, period: int) -> int:
    """How many enterprises have a figure of the quarter."""
    return int(firms["unit"].isin(_told_in(store, period)).sum())


def _told_in(store: Store, period: int) -> pd.Series:
    """The units of which there is a figure of a quarter."""
    cells = store.read("cells", scope="/", first_period=period, last_period=period)
    return cells.loc[cells["period"] == period, "unit"]


def units_step(store: Store, units: pd.DataFrame) -> None:
    """Type the enterprises, or drop any sheets that name them and confirm what was found."""
    if len(units):
        st.caption(_("More units, and changes of those that are there, come in on the import page."))
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        return
    st.markdown(_("Drop what you have: a list of enterprises, last quarter's reports, a telephone list. The enterprises that "
                  "they name are listed below to be confirmed. Or type them in."))  # fmt: skip
    files = st.file_uploader(
        _("Any sheets that name enterprises"), type=FILE_TYPES, accept_multiple_files=True, key="first_files"
    )
    rows = _proposed(store, files) if files else []
    blank = {"take": True, "name": "", "place": "", "employees": "", "phone": "", "code": "", "files": ""}
    form = Form(store, "first_units", *sorted(file.file_id for file in files))
    column = st.column_config
    typed = form.grid(
        rows or [dict(blank) for _row in range(EMPTY_ROWS)], pd.DataFrame, num_rows="dynamic", hide_index=True, height=360,
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
        _("Store the units"), lambda said: _kept(lambda: store_first_units(store, union, typed(), said["by"])),
        lambda _said: _("The units are stored."), type="primary",
    )  # fmt: skip
    form.footer()


def _kept(store_it: Callable[[], int | None]) -> None:
    """Store something, with every fault in one sentence each."""
    try:
        store_it()
    except PlanProblem as problem:
        raise StoreProblem(str(problem)) from problem


def _proposed(store: Store, files: Iterable[File]) -> list[dict]:
    """The enterprises that the files name, found once for them; files that cannot be read are named."""
    files = list(files)
    key = "first units", *sorted(file.file_id for file in files)
    if st.session_state.get("first units of") != key:
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
        st.session_state["first units"], st.session_state["first units of"] = proposed_units(store, books), key
    found = st.session_state["first units"]
    if not found:
        st.info(_("These files name no enterprise that could be recognised; type them in below."))
    return found


def plan_step(store: Store, units: pd.DataFrame, year: int) -> None:
    """Type the targets beside last year's results, or drop the plan on the import page."""
    if units.empty:
        st.caption(_("First the units: a plan is somebody's."))
        return
    if _targets(store, units, year):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        return
    unit = units["unit"].iloc[0]
    st.markdown(_("Type the year's targets; leave blank what the plan does not have. Other indicators, due dates and splitting "
                  "among enterprises are on the page Plan; a plan as a workbook or a table is imported."))  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
    told = [
        {**row, "last": amount_text(row["last"], row["measure"]), "measure": measure_text(row["measure"])}
        for row in first_targets(store, unit, year)
    ]  # fmt: skip
    form, column = Form(store, "first_plan", unit, year), st.column_config
    typed = form.grid(
        told, pd.DataFrame, hide_index=True, height=360, alt=_("Targets"), column_order=["name", "last", "target", "measure"],
        column_config={
            "name": column.TextColumn(_("Indicator"), width=260, disabled=True),
            "last": column.TextColumn(_("Done in {year}", year=year - 1), width=140, disabled=True, alignment="right"),
            "target": column.TextColumn(_("Target for {year}", year=year), width=140, alignment="right"),
            "measure": column.TextColumn(_("Measure"), width=100, disabled=True),
        },
    )  # fmt: skip
    form.field(st.text_input, _("Document"), "document", "")
    form.by()
    form.button(
        _("Store the plan"),
        lambda said: _kept(lambda: save_first_plan(store, unit, year, typed(), str(said["document"]), str(said["by"]))),
        lambda _said: _("The plan is stored."), type="primary",
    )  # fmt: skip
    form.footer()


def quarter_step(store: Store, units: pd.DataFrame, year: int, quarter: int) -> None:
    """Type this quarter's figures of what the plan is about, or hand out and import its workbook."""
    if units.empty or not _targets(store, units, year):
        st.caption(_("First the units and the plan: the quarter asks for what the plan is about."))
        return
    st.markdown(_("Drop the workbooks that came in, whatever they look like, on the import page; or hand out the one that asks "
                  "for nothing but what the plan is about; or type the figures in below."))  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        st.download_button(
            _("Quarter workbook of what is planned"), lambda: planned_quarter(store, year, quarter)[1],
            template_name("quarter", year, quarter), on_click="ignore",
            icon=":material/download:", key="planned_quarter",
        )  # fmt: skip
    firms = units[units["kind"] == "enterprise"]
    asked = [row for row in planned_indicators(store, year) if "enterprise" in row["reported_by"]]
    if len(firms) > MOST_TYPED or not asked:
        return
    period = period_of(year, quarter)
    waiting = firms[~firms["unit"].isin(_told_in(store, period))]
    if waiting.empty:
        return
    rows = [
        {"unit": unit, "name": name} | {row["indicator"]: "" for row in asked}
        for unit, name in zip(waiting["unit"], waiting["name"], strict=True)
    ]
    form, column = Form(store, "first_quarter", year, quarter, len(rows)), st.column_config
    typed = form.grid(
        rows, pd.DataFrame, hide_index=True, height=min(38 * (len(rows) + 1), 420), alt=quarter_text(period),
        column_order=["name", *(row["indicator"] for row in asked)],
        column_config={"name": column.TextColumn(_("Enterprise"), width=220, disabled=True, pinned=True)}
        | {row["indicator"]: column.TextColumn(f"{name_of(row)} ({row['measure']})", alignment="right") for row in asked},
    )  # fmt: skip
    st.caption(_("Blank is not reported; 0 is a figure. Levels are those at the quarter's end, all else what the quarter brought; "
                 "money in yuan."))  # fmt: skip
    form.by()
    form.button(
        _("Store the figures"), lambda said: _store_quarter(store, year, quarter, typed(), said["by"]),
        lambda _said: _("The figures are stored."), type="primary",
    )  # fmt: skip
    form.footer()


def _store_quarter(store: Store, year: int, quarter: int, rows: list[dict], by: str) -> None:
    """Store typed figures by way of the workbook in which they would have been handed in."""
    figures = {
        (row["unit"], code): value for row in rows for code, value in row.items()
        if code not in ("unit", "name") and not is_blank(value)
    }  # fmt: skip
    name, data = planned_quarter(store, year, quarter, figures)
    preview = preview_file(store, name, data, year, quarter)
    if preview.held:
        raise ReportProblem(name, preview.held)
    store_preview(store, preview, by)


store = open_database()
st.title(_("First steps"), anchor=False)
if only_example():
    st.info(_("The dashboard was started with the example only. Start it with “tracking serve” to use your own data."))
elif is_example(store):
    begin()
else:
    steps(store)
