"""The command ``tracking``: for scripts, for scheduled runs, and so that anyone can check the figures.

Exit codes: 0 done; 1 the data have faults (listed, nothing stored) or the database is in use; 2 wrong usage.
"""

import getpass
import json
import os
import sys
from contextlib import contextmanager, nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import pandas as pd
import typer

from tracking.calendar import period_of, quarter_end
from tracking.example import open_example
from tracking.figures import amount_text, coverage_text, gap_text, period_text, quarter_text, status_text
from tracking.handout import template_for
from tracking.intake import (
    open_questions,
    prepare_store,
    preview_file,
    store_preview,
)
from tracking.lagging import enterprises_not_reported, rank_enterprises
from tracking.language import _, current_language, name_of, use_language
from tracking.progress import COLUMNS, load_progress
from tracking.reading.catalogue import DATA
from tracking.reading.problems import ReportProblem
from tracking.report.drafts import current_report
from tracking.report.facts import gather
from tracking.report.half_year import KIND_OF_QUARTER, WrongKind
from tracking.store import Store, StoreProblem
from tracking.tables import cell_text

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Targets and progress of a township trade union.")


class Format(StrEnum):
    """How tables are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Basis(StrEnum):
    """What a figure without a word of its own means."""

    quarter = "quarter"
    cumulative = "cumulative"


class Template(StrEnum):
    """The workbooks we hand out."""

    units = "units"
    plan = "plan"
    quarter = "quarter"


class Kind(StrEnum):
    """The reports there are."""

    half_year = "half-year"
    quarter = "quarter"
    annual = "annual"
    annex = "annex"


class _Choices:
    database: Path
    example: bool = False
    format: Format = Format.table


choices = _Choices()
TODAY = date.today()
Year = Annotated[int, typer.Option(min=1990, max=2100)]
Quarter = Annotated[int, typer.Option(min=1, max=4)]


@app.callback()
def choose(
    database: Annotated[
        Path | None, typer.Option(help="The database; else TRACKING_DATABASE, else data/tracking.duckdb.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How tables are printed.")] = Format.table,
    example: Annotated[bool, typer.Option(help="Work on a private copy of the invented example.")] = False,
) -> None:
    """Targets and progress of a township trade union."""
    use_language(current_language())
    choices.database = database or Path(os.environ.get("TRACKING_DATABASE") or DATA / "tracking.duckdb")
    choices.format, choices.example = form, example


@contextmanager
def _store(if_missing: str = "refuse"):
    """The database chosen; where there is none yet: refuse, create it, or use a scratch one that is thrown away."""
    missing = not choices.example and not choices.database.exists()
    if missing and if_missing == "refuse":
        file = str(choices.database)
        raise StoreProblem(
            _("There is no database at {file} yet. Import the units workbook first, or use --example.", file=file)
        )
    with TemporaryDirectory() if missing and if_missing == "scratch" else nullcontext() as folder:
        path = Path(folder) / "scratch.duckdb" if folder else choices.database
        with open_example() if choices.example else Store(path, " ".join(["tracking", *sys.argv[1:2]])) as store:
            prepare_store(store)
            yield store


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _print(table: pd.DataFrame) -> None:
    """Print a table in the format chosen; JSON has null where there is nothing and whole numbers as such."""
    if choices.format is Format.json:
        rows = [{name: _json(value) for name, value in row.items()} for row in table.to_dict("records")]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif choices.format is Format.csv:
        typer.echo(table.to_csv(index=False), nl=False)
    else:
        with pd.option_context("display.width", 250, "display.max_columns", None, "display.max_colwidth", 40):
            typer.echo(table.to_string(index=False, na_rep="—") if len(table) else _("Nothing to show."))


def _json(value: object) -> object:
    if isinstance(value, pd.Timestamp | date):
        return str(value)[:10]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, str | bool):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


@app.command()
def serve(port: int = 8501) -> None:
    """Open the dashboard in the browser."""
    from streamlit.web import cli as streamlit

    if choices.example:
        os.environ["TRACKING_EXAMPLE"] = "1"
    else:
        os.environ["TRACKING_DATABASE"] = str(choices.database.resolve())
    root = Path(__file__).resolve().parents[1]
    os.chdir(root)
    sys.argv = ["streamlit", "run", str(root / "dashboard.py"), "--server.port", str(port)]
    streamlit.main()


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    year: Annotated[int | None, typer.Option(min=1990, max=2100)] = None,
    quarter: Annotated[int | None, typer.Option(min=1, max=4)] = None,
    basis: Annotated[Basis | None, typer.Option(help="What figures mean where the file does not say.")] = None,
    by: Annotated[str | None, typer.Option(help="Who takes the files in.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why stored figures are corrected.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
    yes: Annotated[bool, typer.Option(help="Agree to every proposal.")] = False,
) -> None:
    """Take in workbooks of units, a plan or a quarter; each is stored whole or not at all."""
    failed, stored = False, 0
    new = not choices.example and not choices.database.exists()
    with _store("scratch" if dry_run else "create") as store:
        for path in files:
            try:
                preview = preview_file(
                    store, path.name, path.read_bytes(), year, quarter, basis.value if basis else None
                )
                _show_preview(preview, dict(store.read("current_indicators")[["indicator", "measure"]].values))
                accepted = {question.key for question in preview.reading.questions} if yes else set()
                if dry_run:
                    failed |= bool(open_questions(preview, accepted))
                    continue
                done = store_preview(store, preview, by or getpass.getuser(), reason, accepted)
                stored += bool(done)
                _say(_("Stored.") if done else _("Everything in this file is stored already; nothing changed."))
            except ReportProblem as problem:
                failed = True
                _say(
                    _(
                        "{file} was not taken in; nothing was stored. {count} faults:",
                        file=path.name,
                        count=len(problem.faults),
                    )
                )
                for fault in problem.faults:
                    _say("  " + fault.sentence())
    if new and not stored and not dry_run:
        for file in (choices.database, choices.database.with_suffix(".lock")):
            file.unlink(missing_ok=True)
    raise typer.Exit(int(failed))


def _show_preview(preview, measures: dict[str, str]) -> None:
    counts = preview.counts()
    about = preview.reading.period
    what = quarter_text(about) if about is not None else str(preview.reading.plan_year or "")
    _say(f"{preview.file_name}: {preview.reading.kind} {what}".rstrip())
    _say("  " + _("{new} new, {corrected} corrected, {withdrawn} withdrawn, {unchanged} unchanged", **counts))
    if preview.reading.kind == "quarter":
        changed = preview.changes[preview.changes["change"].isin(["corrected", "withdrawn"])]
        for row in changed.to_dict("records"):
            old = {"amount": row["old_amount"], "state": row["old_state"], "basis": row["old_basis"]}
            measure = measures[row["indicator"]]
            values = f"{cell_text(old, measure)} → {cell_text(row, measure)}"
            _say(f"  {row['unit']} {row['indicator']}: {values} ({row['sheet']} {row['cell']})")
        _say("  " + _("{count} enterprises still without any figure", count=len(preview.missing)))
    for question in preview.reading.questions:
        _say("  ? " + question.text)


@app.command()
def template(
    kind: Template,
    output: Annotated[Path, typer.Option("-o", "--output")],
    year: Year = TODAY.year,
    quarter: Quarter = (TODAY.month - 1) // 3 + 1,
) -> None:
    """Write a workbook to fill in."""
    with _store("scratch") as store:
        output.write_bytes(template_for(store, kind.value, year, quarter)[1])
    _say(str(output))


@app.command()
def progress(
    year: Year,
    quarter: Quarter,
    unit: Annotated[str | None, typer.Option(help="The unit's code; else the topmost unit.")] = None,
    children: Annotated[bool, typer.Option(help="Also every unit below it.")] = False,
    plan_version: Annotated[int | None, typer.Option(help="Another version of the plan than the one in force.")] = None,
) -> None:
    """Print the progress table."""
    with _store() as store:
        table, unit = _load(store, unit, year, quarter, plan_version)
        indicators = store.read("current_indicators").set_index("indicator")
    table = table if children else table[table["unit"] == unit]
    if choices.format is Format.table:
        _print(_readable(table, indicators))
    else:
        table = table[list(COLUMNS)].copy()
        for day in ("period_start", "due_date"):
            table[day] = table[day].dt.strftime("%Y-%m-%d")
        _print(table)


def _readable(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The progress table for the eye: figures with their measure, statuses in words."""
    rows = table.to_dict("records")
    amounts = ((_("Done"), "actual"), (_("Target"), "target"), (_("Due by now"), "due"))
    return pd.DataFrame(
        {
            _("Unit"): [row["unit"] for row in rows],
            _("Indicator"): [name_of(indicators.loc[row["indicator"]]) for row in rows],
            _("Status"): [status_text(row["status"]) for row in rows],
            **{heading: [amount_text(row[column], row["measure"]) for row in rows] for heading, column in amounts},
            _("Against due"): [gap_text(row["gap"], row["measure"]) for row in rows],
            _("Coverage"): [coverage_text(row["reported"], row["expected"], row["carried"]) for row in rows],
            _("Period"): [period_text(row["period_start"], row["due_date"]) for row in rows],
        }
    )


def _load(
    store: Store, unit: str | None, year: int, quarter: int, plan_version: int | None
) -> tuple[pd.DataFrame, str]:
    unit = unit or _topmost(store, year, quarter)
    try:
        return load_progress(store, unit, year, quarter, plan_version), unit
    except LookupError:
        raise _no_unit(unit) from None


def _topmost(store: Store, year: int, quarter: int) -> str:
    units = store.read("current_units", scope="/", day=quarter_end(period_of(year, quarter)))
    if units.empty:
        _say(_("There are no units yet. Import the units workbook first."))
        raise typer.Exit(1)
    return units["unit"].iloc[0]


def _no_unit(code: str) -> typer.Exit:
    _say(_("No unit has the code {code}.", code=code))
    return typer.Exit(2)


@app.command()
def report(
    year: Year,
    quarter: Quarter,
    output: Annotated[Path, typer.Option("-o", "--output", help="A .docx, .xlsx or .csv file.")],
    unit: Annotated[str | None, typer.Option(help="The unit's code; else the topmost unit.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Else the one usual for the quarter.")] = None,
) -> None:
    """Write the half-year report, a briefing, the annual report or the tables alone."""
    from tracking.report.document import report_document
    from tracking.report.workbook import report_csv, report_workbook

    writers = {".docx": report_document, ".xlsx": report_workbook, ".csv": report_csv}
    if output.suffix.lower() not in writers:
        _say(_("The report can be a .docx, .xlsx or .csv file, not {name}.", name=output.name))
        raise typer.Exit(2)
    with _store() as store:
        unit = unit or _topmost(store, year, quarter)
        try:
            facts = gather(store, unit, year, quarter)
            made = current_report(store, facts, kind.value if kind else KIND_OF_QUARTER[quarter])
        except LookupError:
            raise _no_unit(unit) from None
        except WrongKind as problem:
            _say(str(problem))
            raise typer.Exit(2) from None
        output.write_bytes(writers[output.suffix.lower()](made))
    _say(str(output))


@app.command()
def enterprises(
    year: Year,
    quarter: Quarter,
    behind: Annotated[bool, typer.Option(help="Only those behind in something.")] = False,
) -> None:
    """Print the enterprises: targets that are due, how many are behind, lag index, and whether they reported."""
    with _store() as store:
        table, unit = _load(store, None, year, quarter, None)
        units = store.read("current_units", scope="/", day=quarter_end(year * 4 + quarter - 1))
        weights = store.read("current_indicators").set_index("indicator")["weight"]
    ranked = rank_enterprises(table, units, weights, unit)
    silent = enterprises_not_reported(table, units)
    ranked["reported"] = ~ranked["unit"].isin(silent["unit"])
    if behind:
        ranked = ranked[ranked["behind"] > 0]
    columns = ["unit", "name", "parent", "employees", "targets", "behind", "index", "contribution", "worst", "reported"]
    _print(ranked[columns])


@app.command()
def check() -> None:
    """Check every rule that stored data must keep; print the breaches."""
    with _store() as store:
        broken = store.check()
    if len(broken):
        _print(broken)
        raise typer.Exit(1)
    _say(_("All rules hold."))


@app.command()
def backup(file: Path) -> None:
    """Write a consistent copy of the database."""
    with _store() as store:
        store.backup(file)
    _say(str(file))


def main() -> None:
    """Run the command; what the store cannot do is one sentence, never a traceback."""
    try:
        app()
    except StoreProblem as problem:
        _say(str(problem))
        sys.exit(1)
