"""Commands that write files to hand out: report."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracking.cli.command import Quarter, UnitCode, Year, app, no_unit, open_store, say, topmost
from tracking.language import _
from tracking.report.drafts import current_report
from tracking.report.facts import gather
from tracking.report.half_year import KIND_OF_QUARTER, WrongKind


class Kind(StrEnum):
    """The reports there are."""

    half_year = "half-year"
    quarter = "quarter"
    annual = "annual"
    annex = "annex"


@app.command()
def report(
    year: Year,
    quarter: Quarter,
    output: Annotated[Path, typer.Option("-o", "--output", help="A .docx, .xlsx or .csv file.")],
    unit: UnitCode = None,
    kind: Annotated[Kind | None, typer.Option(help="Else the one usual for the quarter.")] = None,
) -> None:
    """Write the half-year report, a briefing, the annual report or the tables alone."""
    from tracking.report.document import report_document
    from tracking.report.workbook import report_csv, report_workbook

    writers = {".docx": report_document, ".xlsx": report_workbook, ".csv": report_csv}
    if output.suffix.lower() not in writers:
        say(_("The report can be a .docx, .xlsx or .csv file, not {name}.", name=output.name))
        raise typer.Exit(2)
    with open_store() as store:
        unit = unit or topmost(store, year, quarter)
        try:
            facts = gather(store, unit, year, quarter)
            made = current_report(store, facts, kind.value if kind else KIND_OF_QUARTER[quarter])
        except LookupError:
            raise no_unit(unit) from None
        except WrongKind as problem:
            say(str(problem))
            raise typer.Exit(2) from None
        output.write_bytes(writers[output.suffix.lower()](made))
    say(str(output))
