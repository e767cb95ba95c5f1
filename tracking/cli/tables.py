"""Commands that print tables: progress, lagging, compare."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from tracking.accounts import units_waiting
from tracking.cli.command import (
    Format,
    Quarter,
    UnitCode,
    Year,
    app,
    choices,
    facts_for,
    load,
    no_unit,
    open_store,
    print_table,
    say,
)
from tracking.decisions import subject_words
from tracking.evidence import given_of_needed
from tracking.lagging import enterprises_not_reported, load_history
from tracking.language import _, name_of
from tracking.progress import COLUMNS, has_ended, load_quarters, with_names
from tracking.quarters import period_of, quarter_end
from tracking.report import Facts
from tracking.telling import (
    SideBySide,
    amount_text,
    compare_units,
    enterprises_behind,
    gap_text,
    period_text,
    row_coverage_text,
    row_status_text,
    several,
    small_share_text,
)
from tracking.telling.tables import evidence_archive, evidence_table, order_of, side_by_side_table


class Theme(StrEnum):
    """The themes of the catalogue."""

    formation = "formation"
    contracts = "contracts"
    assistance = "assistance"
    training = "training"
    other = "other"


@app.command()
def progress(
    year: Year,
    quarter: Quarter,
    unit: UnitCode = None,
    children: Annotated[bool, typer.Option(help="Also every unit below it.")] = False,
    plan_version: Annotated[int | None, typer.Option(help="Another version of the plan than the one in force.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="A day in the next quarter: the figures by what is due then."),
    ] = None,
) -> None:
    """Print the progress table."""
    period = period_of(year, quarter)
    if on and not quarter_end(period) <= on.date() <= quarter_end(period + 1):
        days = {"first": quarter_end(period), "last": quarter_end(period + 1)}
        raise typer.BadParameter(_("The day must lie between {first} and {last}.", **days), param_hint="--on")
    with open_store() as store:
        table, unit = load(store, unit, year, quarter, plan_version, on.date() if on else None)
        indicators = store.read("current_indicators").set_index("indicator")
    table = table if children else table[table["unit"] == unit]
    if choices.format is Format.table:
        print_table(_readable(table, indicators))
    else:
        table = table[list(COLUMNS)].copy()
        for day in ("period_start", "due_date"):
            table[day] = table[day].dt.strftime("%Y-%m-%d")
        print_table(table)


def _readable(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The progress table for the eye: figures with their measure, statuses in words."""
    rows = table.to_dict("records")
    amounts = ((_("Done"), "actual"), (_("Target"), "target"), (_("Due by now"), "due"))
    return pd.DataFrame(
        {
            _("Unit"): [row["unit"] for row in rows],
            _("Indicator"): [name_of(indicators.loc[row["indicator"]]) for row in rows],
            _("Status"): [row_status_text(row) for row in rows],
            **{heading: [amount_text(row[column], row["measure"]) for row in rows] for heading, column in amounts},
            _("Against due"): [gap_text(row["gap"], row["measure"]) for row in rows],
            _("Coverage"): [row_coverage_text(row) for row in rows],
            _("Period"): [period_text(row["period_start"], row["due_date"]) for row in rows],
        }
    )


@app.command()
def lagging(
    year: Year,
    quarter: Quarter,
    unit: UnitCode = None,
    theme: Annotated[Theme | None, typer.Option(help="Only targets of this theme.")] = None,
    village: Annotated[str | None, typer.Option(help="Only below this village or park: its code or name.")] = None,
    sector: Annotated[str | None, typer.Option(help="Only enterprises of this sector.")] = None,
) -> None:
    """Print the enterprises to phone: those behind, with what is wrong, and those that did not report."""
    with open_store() as store:
        progress, unit = load(store, unit, year, quarter, None)
        period = period_of(year, quarter)
        units = store.read("current_units", scope="/", day=quarter_end(period))
        indicators = store.read("current_indicators")
        history, today = load_history(store, unit, period), store.today()
        waiting = units_waiting(store, period)
    wanted = set(indicators.loc[indicators["theme"] == theme, "indicator"]) if theme else None
    named, weights = with_names(progress, indicators), indicators.set_index("indicator")["weight"]
    behind = enterprises_behind(named, units, weights, unit, history, period, wanted)
    silent = enterprises_not_reported(progress, units, has_ended(period, today), waiting)
    behind = behind[~behind["unit"].isin(silent["unit"])]
    behind, silent = (_below(rows, units, village, sector) for rows in (behind, silent))
    print_table(_to_phone(behind, silent, units.set_index("unit")["name"]))


def _below(rows: pd.DataFrame, units: pd.DataFrame, village: str | None, sector: str | None) -> pd.DataFrame:
    """The enterprises of one village and sector."""
    if village:
        node = units[(units["unit"] == village) | (units["name"] == village)]
        if node.empty:
            raise no_unit(village)
        inside = units["path"].str.startswith(node["path"].iloc[0])
        rows = rows[rows["unit"].isin(units.loc[inside, "unit"])]
    return rows[rows["sector"] == sector] if sector else rows


def _to_phone(behind: pd.DataFrame, silent: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Both lists as one table: those behind first, then those that did not report."""
    columns = [
        "list",
        "unit",
        "name",
        "parent",
        "phone",
        "targets",
        "behind",
        "index",
        "contribution",
        "streak",
        "wrong",
    ]
    words = behind["wrong"].map(lambda sentences: several(sentences, len(sentences)))
    both = [behind.assign(list="behind", wrong=words), silent.assign(list="not_reported")]
    table = pd.concat([rows.reindex(columns=columns) for rows in both if len(rows)] or [pd.DataFrame(columns=columns)])
    return table.assign(parent=table["parent"].map(names))


@app.command()
def compare(
    year: Year,
    quarter: Quarter,
    unit: UnitCode = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A .docx file (the notice to the units) or .xlsx; else printed."),
    ] = None,
    poster: Annotated[bool, typer.Option("--poster", help="As .docx the poster of A3 instead of the notice.")] = False,
) -> None:
    """Compare the units right below a unit: the towns of a county, the villages and parks of a township."""
    if output and output.suffix.lower() not in (".docx", ".xlsx"):
        raise typer.BadParameter(_("The comparison can be a .docx or .xlsx file, not {name}.", name=output.name))
    with open_store() as store:
        facts = facts_for(store, unit, year, quarter)
        earlier = load_quarters(store, facts.unit, [(facts.period - 4, False)])[0]
    found = compare_units(facts, pd.DataFrame() if earlier is None else with_names(earlier, facts.indicators))
    if output is None:
        print_table(side_by_side_table(found, found.main(), order_of(found, "place")))
        return
    output.write_bytes(_compared_on_paper(output, found, facts, poster))
    say(str(output))


def _compared_on_paper(output: Path, found: SideBySide, facts: Facts, poster: bool) -> bytes:
    from tracking.letters import WrongWording, read_wording, units_notice, units_poster, units_workbook

    if output.suffix.lower() == ".xlsx":
        return units_workbook(found, facts)
    if poster:
        return units_poster(found, facts)
    try:
        return units_notice(found, facts, read_wording())
    except WrongWording as problem:
        for fault in problem.faults:
            say(fault)
        raise typer.Exit(1) from None


@app.command()
def evidence(
    year: Year,
    quarter: Quarter,
    unit: UnitCode = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A zip file for all files listed.")] = None,
) -> None:
    """Print the evidence that was handed in for a year up to a quarter, and how many figures have what is asked of them."""
    with open_store() as store:
        facts = facts_for(store, unit, year, quarter)
        units = dict(zip(facts.units["unit"], facts.units["name"], strict=True))
        subjects = subject_words({row["indicator"]: name_of(row) for row in facts.indicators.to_dict("records")})
        print_table(evidence_table(facts.evidence, units, subjects))
        if len(facts.needed):
            say(
                _(
                    "Figures of this quarter with evidence: {part}",
                    part=small_share_text(*given_of_needed(facts.needed)),
                )
            )
        if output:
            output.write_bytes(evidence_archive(store, facts.evidence, units, subjects, facts.unit_name))
            say(str(output))
