"""The command that scores a year (考核): points and places, the sheet of a unit, the notice and the workbook."""

from pathlib import Path
from typing import Annotated

import typer

from tracking.cli.command import Quarter, UnitCode, Year, app, open_store, print_table, say, topmost
from tracking.language import _
from tracking.scoring import LAST_QUARTER, Rules, Sheet, closed_sheets, rules_in_force, rules_on_record, scores
from tracking.store import Store
from tracking.telling.tables import in_words, score_sheet_table, scores_table


@app.command()
def score(
    year: Year,
    quarter: Quarter = LAST_QUARTER,
    rules: Annotated[str | None, typer.Option(help="The rules' name, where several are in force.")] = None,
    version: Annotated[int | None, typer.Option(help="A version of the rules that is not in force, to try it.")] = None,
    unit: UnitCode = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .docx notice or a .xlsx workbook with formulas.")
    ] = None,
) -> None:
    """Print the points and places of a year, or of it so far; of one unit its score sheet."""
    with open_store() as store:
        used = _chosen(store, year, rules, version)
        closed = closed_sheets(store, used.name, year) if quarter == LAST_QUARTER and version is None else None
        used, sheets = closed or (used, scores(store, used, year, quarter))
        indicators = {row["indicator"]: row for row in store.read("current_indicators").to_dict("records")}
        if output:
            _write(store, output, used, sheets, (year, quarter), closed is not None)
            say(str(output))
        elif unit:
            print_table(in_words(score_sheet_table(_sheet(sheets, unit), indicators)))
        else:
            print_table(in_words(scores_table(sheets)))


def _chosen(store: Store, year: int, name: str | None, version: int | None) -> Rules:
    found = (
        rules_in_force(store, year)
        if version is None
        else [one for one in rules_on_record(store) if one.version == version]
    )
    found = [one for one in found if name in (None, one.name)]
    if len(found) == 1:
        return found[0]
    if found:
        say(
            _(
                "Several rules are in force: {names}. Choose one with --rules.",
                names=_(", ").join(one.name for one in found),
            )
        )
    else:
        say(_("There are no such rules; write them on the page «Scoring»."))
    raise typer.Exit(2)


def _sheet(sheets: list[Sheet], unit: str) -> Sheet:
    found = [sheet for sheet in sheets if sheet.unit == unit]
    if not found:
        say(_("{unit} is not scored by these rules.", unit=unit))
        raise typer.Exit(2)
    return found[0]


def _write(store: Store, output: Path, rules: Rules, sheets: list[Sheet], when: tuple[int, int], closed: bool) -> None:
    from tracking.letters import Scored, score_notice, score_workbook

    writers = {".docx": score_notice, ".xlsx": score_workbook}
    if output.suffix.lower() not in writers:
        say(_("The scores can be a .docx or .xlsx file, not {name}.", name=output.name))
        raise typer.Exit(2)
    units = store.read("unit_versions").set_index("unit")["name"]
    indicators = {row["indicator"]: row for row in store.read("current_indicators").to_dict("records")}
    scored = Scored(units[topmost(store, *when)], rules, sheets, *when, store.today(), indicators, closed)
    output.write_bytes(writers[output.suffix.lower()](scored))
