"""Commands about the plan: split a target, write the plan as a workbook, compare two versions."""

import getpass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracking.cli.command import Format, UnitCode, Year, choices, group, no_unit, open_store, print_table, say, topmost
from tracking.language import _
from tracking.plan import (
    BY,
    OVER,
    PlanChanged,
    PlanProblem,
    plan_difference,
    plan_file_of,
    save_split,
    split_target,
    target_named,
    versions_of,
)
from tracking.telling.tables import parts_table, parts_text, target_changes_table

plan = group("plan", "The plan: split a target, export it, compare versions.")
Over = StrEnum("Over", {word: word for word in OVER})  # type: ignore[misc]  # the words are said in tracking.plan
By = StrEnum("By", {word: word for word in BY if word != "hand"})  # type: ignore[misc]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day such as 2020-07-01; else today.")]


@plan.command()
def split(
    unit: Annotated[str, typer.Argument(help="The unit whose target is split.")],
    indicator: Annotated[str, typer.Argument(help="The indicator's code.")],
    year: Year,
    over: Annotated[Over, typer.Option(help="Among whom.")],
    by: Annotated[By, typer.Option(help="In the ratio of what.")],
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Which target, if there are several.")
    ] = None,
    in_force_from: Day = None,
    dry_run: Annotated[bool, typer.Option(help="Only show the parts.")] = False,
    reason: Annotated[str | None, typer.Option(help="Why; needed where a unit has a plan already.")] = None,
    document: Annotated[str | None, typer.Option(help="The document's number.")] = None,
    who: Annotated[str | None, typer.Option("--by-whom", help="Who changes the plan.")] = None,
) -> None:
    """Split a target among the units below, exactly to the whole, and store it as a new version of their plans."""
    with open_store() as store:
        today = store.today()
        day = today if today.year == year else date(year, 12, 31) if today.year > year else date(year, 1, 1)
        try:
            whole = target_named(store, unit, indicator, year, due=due.date() if due else None)
            period = whole["period_start"], whole["due_date"]
            parts = split_target(store, unit, indicator, year, period, over.value, by.value, day)
            measure = store.read("current_indicators").set_index("indicator")["measure"][indicator]
            print_table(
                parts_table(parts, measure) if choices.format is Format.table else parts.drop(columns="version")
            )
            say(parts_text(parts, whole["target"], measure))
            if not dry_run:
                amounts, versions = (dict(zip(parts["unit"], parts[c], strict=True)) for c in ("part", "version"))
                start = in_force_from.date() if in_force_from else day
                by_whom = who or getpass.getuser()
                stored = save_split(store, unit, whole, year, amounts, versions, start, document, reason, by_whom)
                say(_("Stored.") if stored else _("All parts are as they were; nothing changed."))
        except LookupError:
            raise no_unit(unit) from None
        except PlanProblem as problem:
            for fault in problem.faults:
                say(fault.sentence())
            raise typer.Exit(1) from None
        except PlanChanged as problem:
            say(str(problem))
            raise typer.Exit(1) from None


@plan.command()
def export(
    year: Year,
    output: Annotated[Path, typer.Option("-o", "--output", help="An .xlsx file.")],
    unit: UnitCode = None,
    day: Day = None,
) -> None:
    """Write the plan in force as the plan workbook; taken in again unchanged it changes nothing."""
    with open_store() as store:
        unit = unit or topmost(store, year, 4)
        try:
            output.write_bytes(plan_file_of(store, unit, year, (day.date() if day else store.today()))[1])
        except LookupError:
            raise no_unit(unit) from None
    say(str(output))


@plan.command()
def diff(
    year: Year,
    old: Annotated[int, typer.Option(help="The number of a version.", min=1)],
    new: Annotated[int, typer.Option(help="The number of another.", min=1)],
    unit: UnitCode = None,
    quarter: Annotated[int | None, typer.Option(min=1, max=4, help="Also the verdicts at this quarter's end.")] = None,
) -> None:
    """Print what differs between two versions of a unit's plan."""
    with open_store() as store:
        unit = unit or topmost(store, year, quarter or 4)
        known = versions_of(store, unit, year)["version"].tolist()
        for version in (old, new):
            if version not in known:
                text = _(
                    "{unit} has no version {version} of its plan for {year}.", unit=unit, version=version, year=year
                )
                say(text)
                raise typer.Exit(2)
        changes = plan_difference(store, unit, year, old, new, quarter)
        units, indicators = store.read("unit_versions"), store.read("current_indicators")
    if choices.format is Format.table:
        headings = _("Version {number}", number=old), _("Version {number}", number=new)
        print_table(target_changes_table(changes, units, indicators, headings))
    else:
        print_table(changes)
