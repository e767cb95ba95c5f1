"""Commands around the data: import, template, export, check."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from tracking.cli.command import (
    TODAY,
    Quarter,
    UnitCode,
    Year,
    app,
    missing_file,
    no_unit,
    open_store,
    print_table,
    refuse_file,
    say,
    topmost,
)
from tracking.decisions import clock_set_back
from tracking.evidence import evidence_files_wrong
from tracking.handouts.templates import template_for
from tracking.intake import HELD_BACK, Preview, open_questions, preview_file, store_preview
from tracking.language import _
from tracking.opening import address
from tracking.plan import exchange_files
from tracking.progress import kept_sums_that_differ
from tracking.reading import ReportProblem
from tracking.store import Store, forget_new
from tracking.telling.tables import cell_text
from tracking.words import quarter_text

YES = "yes"
SHOWN = 6  # choices of a question, at the terminal


class Basis(StrEnum):
    """What a figure without a word of its own means."""

    quarter = "quarter"
    indicators = "indicators"
    cumulative = "cumulative"


class Template(StrEnum):
    """The workbooks we hand out."""

    units = "units"
    plan = "plan"
    quarter = "quarter"
    contracts = "contracts"
    foundings = "foundings"


@app.command("import")
def import_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    year: Annotated[int | None, typer.Option(min=1990, max=2100)] = None,
    quarter: Annotated[int | None, typer.Option(min=1, max=4)] = None,
    basis: Annotated[Basis | None, typer.Option(help="What figures mean where the file does not say.")] = None,
    by: Annotated[str | None, typer.Option(help="Who takes the files in.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why stored figures are corrected.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Only show what would change.")] = False,
    yes: Annotated[bool, typer.Option(help="Agree to every proposal, but not to which unit a name is.")] = False,
    answers: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON: the key of a question and the answer to it.")
    ] = None,
) -> None:
    """Take in workbooks of units, a plan or a quarter; each is stored whole or not at all."""
    failed, said, ends = False, _read_answers(answers), {"stored": 0, "unchanged": 0, "refused": 0}
    new = None if dry_run else missing_file()
    with _nothing_left(new, ends) as opened, open_store("scratch" if dry_run else "create") as store:
        opened.append(store)

        def take_in(path: Path) -> bool:
            """Show what a file would change, and store it; whether it is all right."""
            preview = preview_file(
                store, path.name, path.read_bytes(), year, quarter, basis.value if basis else None, said
            )
            measures = dict(store.read("current_indicators")[["indicator", "measure"]].values)
            _show_preview(preview, measures, with_layout=dry_run)
            asked = [question for question in preview.reading.questions if not question.choices]
            accepted = {q.key for q in asked if said.get(q.key) == YES or (yes and q.key != HELD_BACK)}
            if dry_run:
                return not open_questions(preview, accepted)
            done = store_preview(store, preview, by or getpass.getuser(), reason, accepted)
            ends["stored" if done else "unchanged"] += 1
            say(_("Stored.") if done else _("Everything in this file is stored already; nothing changed."))
            return True

        for path in files:
            try:
                failed |= not store.undisturbed(partial(take_in, path))
            except ReportProblem as problem:
                failed = True
                ends["refused"] += 1
                _say_refused(problem)
    if len(files) > 1 and not dry_run:
        text = _("{count} files: {stored} stored, {unchanged} unchanged, {refused} refused.", count=len(files), **ends)
        say(text)
    raise typer.Exit(int(failed))


def _say_refused(problem: ReportProblem) -> None:
    text = _(
        "{file} was not taken in; nothing was stored. {count} faults:",
        file=problem.file_name,
        count=len(problem.faults),
    )
    say("\n  ".join([text, *(fault.sentence() for fault in problem.faults)]))


@contextmanager
def _nothing_left(new: Path | None, ends: dict[str, int]) -> Iterator[list]:
    """A database that was made for an import of which nothing was stored goes again, once it was opened and closed."""
    opened: list[Store] = []
    try:
        yield opened
    finally:
        if new and opened and not ends["stored"]:
            forget_new(new)


def _show_preview(preview: Preview, measures: dict[str, str], with_layout: bool) -> None:
    counts = preview.counts()
    about = preview.reading.period
    what = quarter_text(about) if about is not None else str(preview.reading.plan_year or "")
    say(f"{preview.file_name}: {preview.reading.kind} {what}".rstrip())
    say("  " + _("{new} new, {corrected} corrected, {withdrawn} withdrawn, {unchanged} unchanged", **counts))
    if preview.reading.kind == "quarter":
        changed = preview.changes[preview.changes["change"].isin(["corrected", "withdrawn"])]
        for row in changed.to_dict("records"):
            old = {"amount": row["old_amount"], "state": row["old_state"], "basis": row["old_basis"]}
            measure = measures[row["indicator"]]
            values = f"{cell_text(old, measure)} → {cell_text(row, measure)}"
            say(f"  {row['unit']} {row['indicator']}: {values} ({row['sheet']} {row['cell']})")
        say("  " + _("{count} enterprises still without any figure", count=len(preview.missing)))
    for name, (_sheet, tables) in preview.reading.read.items() if with_layout else ():
        for column in (column for table in tables for column in table.columns()):
            meaning = column.meaning.indicator if column.meaning and column.meaning.indicator else column.role
            say(f"  = «{name}» {address(0, column.number)[:-1]} «{column.heading}»: {meaning}")
    for fault in preview.held:
        say("  ! " + fault.sentence())
    for question in preview.reading.questions:
        say(f"  ? [{question.key}] {question.text}")
        for value, text in question.choices[:SHOWN]:
            say(f"      {'*' if value == question.answer else '-'} {value}: {text}")
        if len(question.choices) > SHOWN:
            say("      " + _("… and {count} more", count=len(question.choices) - SHOWN))
    for note in preview.reading.notes:
        say("  " + note)


def _read_answers(path: Path | None) -> dict[str, str]:
    """Question key → answer, from a JSON file; ends the command with a sentence if it is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig")) if path else {}
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise typer.BadParameter(_("The file of answers must be JSON such as {example}", example='{"unit …": "A"}'))
    return found


@app.command()
def template(
    kind: Template,
    output: Annotated[Path, typer.Option("-o", "--output")],
    year: Year = TODAY.year,
    quarter: Quarter = (TODAY.month - 1) // 3 + 1,
) -> None:
    """Write a workbook to fill in."""
    with open_store("scratch") as store:
        output.write_bytes(template_for(store, kind.value, year, quarter)[1])
    say(str(output))


@app.command()
def export(
    year: Year,
    quarter: Quarter,
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder; it is made if there is none.")],
    unit: UnitCode = None,
) -> None:
    """Write units, plan and a quarter's figures as workbooks, for the union above to take in."""
    refuse_file(output)
    with open_store() as store:
        unit = unit or topmost(store, year, quarter)
        try:
            files = exchange_files(store, unit, year, quarter)
        except LookupError:
            raise no_unit(unit) from None
    output.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (output / name).write_bytes(content)
        say(str(output / name))


@app.command()
def check() -> None:
    """Check every rule that stored data must keep; print the breaches."""
    with open_store() as store:
        wrong = [store.check(), kept_sums_that_differ(store), evidence_files_wrong(store)]
        broken, told = pd.concat(wrong), clock_set_back(store)
        more = set(store.files.all_there()) - set(store.read("evidence_files")["sha256"])
    if told:
        say(told)
    if more:  # of a database that was put aside, or of an act that was cut off
        say(_("{count} files of evidence belong to nothing in this database.", count=len(more)))
    if len(broken):
        print_table(broken)
        raise typer.Exit(1)
    say(_("All rules hold."))
