"""The first steps, each with its state: the units, the plan, this quarter. Each is done here, or by dropping what there is."""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import streamlit as st

from tracking.handouts.templates import planned_indicators, planned_quarter, template_name
from tracking.intake import File, preview_file, proposed_units, store_first_plan, store_first_units, store_preview
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.plan import MAIN_INDICATORS, PlanProblem, first_targets
from tracking.quarters import period_of, quarter_end, quarters_ended
from tracking.reading import ReportProblem, is_blank, read_book
from tracking.screen.pages.begin import begin
from tracking.screen.session import (
    Form,
    is_example,
    keep_for_import,
    only_example,
    open_database,
    plain,
    quarter_word,
    say,
)
from tracking.store import Store, StoreProblem
from tracking.telling import amount_text, measure_text
from tracking.words import quarter_text

BLANK = {"take": True, "name": "", "place": "", "employees": "", "phone": "", "code": "", "files": ""}
EMPTY_ROWS, MOST_TYPED = 15, 60  # rows of the list to type units in; enterprises whose figures are typed here
FILE_TYPES = ["xlsx", "xlsm", "xls", "et", "xlsb", "ods", "csv", "txt", "html", "htm"]


def steps(store: Store) -> None:
    """The three steps; the first that is not done is open."""
    say("first_units", "first_plan", "first_quarter")
    today = store.today()
    year, quarters = quarters_ended(today)
    period = period_of(year, quarters[-1])
    units = store.read("current_units", scope="/", day=max(today, quarter_end(period)))
    firms = units[units["kind"] == "enterprise"]
    planned = 0 if units.empty else _targets(store, units, year)
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


def _targets(store: Store, units: pd.DataFrame, year: int) -> int:
    found = store.read("plan_targets", units=[units["unit"].iloc[0]], plan_year=year, newest=True)
    return len(found)


def _reported(store: Store, firms: pd.DataFrame, year: int) -> dict[int, int]:
    """How many enterprises have a figure of each quarter of a year."""
    told = _told_in(store, year)
    return {
        quarter: int(firms["unit"].isin(told.loc[told["period"] == period_of(year, quarter), "unit"]).sum())
        for quarter in range(1, 5)
    }


def _told_in(store: Store, year: int) -> pd.DataFrame:
    """Which units have a figure of which quarter of a year; read once for what is stored: columns unit, period."""
    key, version = f"told in {year}", store.version()
    if st.session_state.get(f"{key} at") != version:
        cells = store.read("cells", scope="/", first_period=period_of(year, 1), last_period=period_of(year, 4))
        own = cells["period"].between(period_of(year, 1), period_of(year, 4))
        st.session_state[key] = cells.loc[own, ["unit", "period"]].drop_duplicates()
        st.session_state[f"{key} at"] = version
    return st.session_state[key]


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
        [dict(BLANK) for _row in range(EMPTY_ROWS)], pd.DataFrame, num_rows="dynamic", hide_index=True, height=360,
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
    except ReportProblem as problem:  # nobody sent a file whose name would say anything
        raise StoreProblem("\n".join(fault.sentence() for fault in problem.faults)) from problem


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
    if _targets(store, units, year):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        return
    unit = units["unit"].iloc[0]
    st.markdown(_("Type the year's targets; leave blank what the plan does not have. Other indicators, due dates and splitting "
                  "among enterprises are on the page Plan; a plan as a workbook or a table is imported."))  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("plan"), label=_("Go to the plan"), icon=":material/edit_calendar:")
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
    form, column = Form(store, "first_plan", unit, year), st.column_config
    names = {row["indicator"]: name_of(row) for row in store.read("current_indicators").to_dict("records")}
    further = st.multiselect(
        _("Further indicators"), [code for code in names if code not in MAIN_INDICATORS], format_func=names.get,
        key="further_indicators", placeholder=_("Add what the plan has besides those below"),
    )  # fmt: skip
    _add_rows(form, store, unit, year, further)
    typed = form.grid(
        _rows_of_plan(store, unit, year), pd.DataFrame, hide_index=True, height=38 * (len(MAIN_INDICATORS) + 1),
        alt=_("Targets"), column_order=["name", "last", "target", "measure", "phasing"],
        column_config={
            "name": column.TextColumn(_("Indicator"), width=260, disabled=True),
            "last": column.TextColumn(_("Done in {year}", year=year - 1), width=140, alignment="right"),
            "target": column.TextColumn(_("Target for {year}", year=year), width=140, alignment="right"),
            "measure": column.TextColumn(_("Measure"), width=100, disabled=True),
            "phasing": column.TextColumn(_("Phasing"), width=140, disabled=True),
        },
    )  # fmt: skip
    st.caption(_("Money may be typed in ten thousand yuan, as 12万元. What was done last year may be left blank; of rates it is "
                 "computed."))  # fmt: skip
    form.field(st.text_input, _("Document"), "document", "")
    form.by()
    union = units["name"].iloc[0]

    form.button(
        _("Store the plan"),
        lambda said: _kept(
            lambda: store_first_plan(store, union, unit, year, typed(), str(said["document"]), str(said["by"]))
        ),
        lambda _said: _("The plan is stored."), type="primary",
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


def quarter_step(store: Store, units: pd.DataFrame, year: int, quarters: list[int]) -> None:
    """Type a quarter's figures of what the plan is about, or hand out and import its workbook."""
    if units.empty or not _targets(store, units, year):
        st.caption(_("First the units and the plan: the quarter asks for what the plan is about."))
        return
    st.markdown(_("Drop the workbooks that came in, whatever they look like, on the import page; or hand out the one that asks "
                  "for nothing but what the plan is about; or type the figures in below."))  # fmt: skip
    quarter = st.segmented_control(
        _("Quarter"), quarters, default=quarters[-1], format_func={number: quarter_word(number) for number in quarters}.get,
        key="first_quarter_of", required=True,
    )  # fmt: skip
    with st.container(horizontal=True):
        st.page_link(page_file("imports"), label=_("Go to the import page"), icon=":material/upload_file:")
        st.download_button(
            _("Quarter workbook of what is planned"), lambda: planned_quarter(store, year, quarter)[1],
            template_name("quarter", year, quarter), on_click="ignore",
            icon=":material/download:", key="planned_quarter",
        )  # fmt: skip
    asked = planned_indicators(store, year)
    kinds = {kind.removeprefix("unionised_") for row in asked for kind in str(row["reported_by"]).split(";")}
    told = _told_in(store, year)
    told = set(told.loc[told["period"] == period_of(year, quarter), "unit"])
    waiting = units[units["kind"].isin(kinds) & ~units["unit"].isin(told)]
    if len(waiting) > MOST_TYPED:
        st.caption(_("More than {count} units: their figures come in as workbooks.", count=MOST_TYPED))
        return
    if waiting.empty:
        return
    rows = [
        {"unit": unit, "name": name} | {row["indicator"]: "" for row in asked}
        for unit, name in zip(waiting["unit"], waiting["name"], strict=True)
    ]
    form, column = Form(store, "first_quarter", year, quarter, len(rows)), st.column_config
    width = max(90, min(150, 860 // len(asked)))
    typed = form.grid(
        rows, pd.DataFrame, hide_index=True, height=min(38 * (len(rows) + 1), 420), alt=quarter_text(period_of(year, quarter)),
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
                 "money in yuan, or as 1.2万元. A copied range can be pasted."))  # fmt: skip
    zeros = st.checkbox(
        _("Who has at least one figure had none of the rest: store 0 where a quarter's own figure is blank"),
        key="blank_is_none",
    )
    flows = {row["indicator"] for row in asked if row["kind"] == "flow"}
    form.by()
    form.button(
        _("Store the figures"),
        lambda said: _kept(
            lambda: _store_quarter(store, year, quarter, with_zeros(typed(), flows) if zeros else typed(), said["by"])
        ),
        lambda _said: _("The figures are stored."), type="primary",
    )  # fmt: skip
    form.footer()


def with_zeros(rows: list[dict], flows: set[str]) -> list[dict]:
    """The rows, with 0 in the blanks of ``flows`` where a row has any figure."""

    def has_any(row: dict) -> bool:
        return any(not is_blank(value) for code, value in row.items() if code not in ("unit", "name"))

    return [
        {code: "0" if code in flows and is_blank(value) else value for code, value in row.items()}
        if has_any(row)
        else row
        for row in rows
    ]


def _store_quarter(store: Store, year: int, quarter: int, rows: list[dict], by: str) -> int | None:
    """Store typed figures by way of the workbook in which they would have been handed in."""
    figures = {
        (row["unit"], code): value for row in rows for code, value in row.items()
        if code not in ("unit", "name") and not is_blank(value)
    }  # fmt: skip
    name, data = planned_quarter(store, year, quarter, figures)
    preview = preview_file(store, name, data, year, quarter)
    if preview.held:
        raise ReportProblem(name, preview.held)
    return store_preview(store, preview, by)


store = open_database()
st.title(_("First steps"), anchor=False)
if only_example():
    st.info(_("The dashboard was started with the example only. Start it with “tracking serve” to use your own data."))
elif is_example(store):
    begin()
else:
    steps(store)
