"""What all commands share: the database and format chosen, and how things are said."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from enum import StrEnum
from functools import wraps
from inspect import Signature, signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import pandas as pd
import typer

from tracking.example import open_example
from tracking.harmless import UNSEEN
from tracking.intake import open_own
from tracking.language import _, current_language, use_language
from tracking.places import SharedAddress, address_of, usual_database
from tracking.progress import judged_today, load_progress
from tracking.quarters import period_of, quarter_end
from tracking.report import Facts, gather
from tracking.store import Store, StoreProblem, gone
from tracking.telling.tables import csv_text, in_words


class Format(StrEnum):
    """How tables are printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Choices:
    """What was said before the command and behind it."""

    database: Path | SharedAddress = usual_database()
    example: bool = False
    format: Format = Format.table


choices = Choices()
TODAY = date.today()
Year = Annotated[int, typer.Option(min=1990, max=2100)]
Quarter = Annotated[int, typer.Option(min=1, max=4)]
UnitCode = Annotated[str | None, typer.Option(help="The unit's code; else the topmost unit.")]
Database = Annotated[
    Any,  # Path | SharedAddress | None, which typer does not take
    typer.Option(
        parser=address_of,
        metavar="FILE|ducklake:…",
        help="The database; else TRACKING_DATABASE, else the usual one.",
    ),
]
HowPrinted = Annotated[Format | None, typer.Option("--format", help="How tables are printed; else as a table.")]
Example = Annotated[bool | None, typer.Option(help="Work on a private copy of the invented example.")]


def choose(database: Database = None, form: HowPrinted = None, example: Example = None) -> None:
    """Take what is said before a command or behind it; what is not said stays as it was."""
    choices.database = database or choices.database
    choices.format = form or choices.format
    choices.example = choices.example if example is None else example


class Commands(typer.Typer):
    """Commands, each of which takes --database, --format and --example too, as the program does before it."""

    def command(  # type: ignore[override]  # what a command is asked for here, and no more
        self, name: str | None = None
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        """As typer.Typer.command, for a function that knows nothing of these three."""
        register = super().command(name)

        def add(function: Callable[..., None]) -> Callable[..., None]:
            @wraps(function)
            def run(**said: Any) -> None:
                choose(**{word: said.pop(word) for word in SHARED})
                function(**said)

            every = Signature([*signature(function).parameters.values(), *SHARED.values()])
            run.__signature__ = every  # type: ignore[attr-defined]  # functools' wrapper has one, its stub says not
            run.__annotations__ = {**function.__annotations__, **choose.__annotations__}
            register(run)
            return function

        return add


SHARED = signature(choose).parameters
app = Commands(add_completion=False, no_args_is_help=True, help="Targets and progress of a township trade union.")


@app.callback()
def begin(database: Database = None, form: HowPrinted = None, example: Example = None) -> None:
    """Targets and progress of a township trade union."""
    use_language(current_language())
    choices.database, choices.format, choices.example = usual_database(), Format.table, False
    choose(database, form, example)


def group(name: str, about: str) -> Commands:
    """A group of commands below the program's own: tracking plan …"""
    made = Commands(no_args_is_help=True, help=about, callback=choose)
    app.add_typer(made, name=name)
    return made


def missing_file() -> Path | None:
    """The file chosen as the database where there is none yet; a shared one is made when it is opened."""
    own = choices.database
    return None if choices.example or isinstance(own, SharedAddress) or own.exists() else own


@contextmanager
def open_store(if_missing: str = "refuse") -> Iterator[Store]:
    """The database chosen; where there is none yet: refuse, create it, or use a scratch one that is thrown away."""
    missing = missing_file()
    if missing and (problem := gone(missing)):
        raise problem
    if missing and if_missing == "refuse":
        file = str(missing)
        raise StoreProblem(
            _("There is no database at {file} yet. Import the units workbook first, or use --example.", file=file)
        )
    with TemporaryDirectory() if missing and if_missing == "scratch" else nullcontext() as folder:
        path = Path(folder) / "scratch.duckdb" if folder else choices.database
        with open_example() if choices.example else open_own(path, " ".join(["tracking", *sys.argv[1:2]])) as store:
            found = say_warning(store)
            try:
                yield store
            finally:
                say_warning(store, found)


def say_warning(store: Store, said: str | None = None) -> str | None:
    """Tell how the database was found and is kept, unless that was said; what there is to tell."""
    warning = store.warning()
    if warning and warning != said:
        say(warning)
    return warning


def say(text: str) -> None:
    """Tell the person at the terminal; what a script reads goes elsewhere."""
    _put(text, err=True)


def _put(text: str, err: bool = False) -> None:
    """Print a text; what would steer the terminal, or nobody would see, is shown as □. Nothing else prints."""
    lines = text.replace("\r\n", "\n").rstrip("\n").replace("\r", "□")
    typer.echo(UNSEEN.sub("□", lines), err=err)


def print_table(table: pd.DataFrame) -> None:
    """Print a table in the format chosen; JSON has null where there is nothing and whole numbers as such."""
    table = in_words(table)
    if choices.format is Format.json:
        rows = [{name: _json(value) for name, value in row.items()} for row in table.to_dict("records")]
        text = json.dumps(rows, ensure_ascii=False, indent=1)
        _put(UNSEEN.sub(lambda unseen: json.dumps(unseen[0])[1:-1], text))
    elif choices.format is Format.csv:
        _put(csv_text(table))
    else:
        with pd.option_context("display.width", 250, "display.max_columns", None, "display.max_colwidth", 40):
            _put(table.to_string(index=False, na_rep="—") if len(table) else _("Nothing to show."))


def _json(value: Any) -> object:
    if isinstance(value, pd.Timestamp | date):
        return str(value)[:10]
    if value is None or pd.isna(value):
        return None
    if isinstance(value, str | bool):
        return value
    number = float(value)
    return int(number) if number.is_integer() else number


def load(
    store: Store, unit: str | None, year: int, quarter: int, plan_version: int | None, day: date | None = None
) -> tuple[pd.DataFrame, str]:
    """The progress table of a unit (the topmost else), and which unit it is; by what is due on a later ``day``."""
    unit = unit or topmost(store, year, quarter)
    try:
        table = load_progress(store, unit, year, quarter, plan_version, day=day)
        return judged_today(table, period_of(year, quarter), store.today()), unit
    except LookupError:
        raise no_unit(unit) from None


def topmost(store: Store, year: int, quarter: int) -> str:
    """The code of the topmost unit; ends the command where there are no units."""
    units = store.read("current_units", scope="/", day=quarter_end(period_of(year, quarter)))
    if units.empty:
        say(_("There are no units yet. Import the units workbook first."))
        raise typer.Exit(1)
    return units["unit"].iloc[0]


def no_unit(code: str) -> typer.Exit:
    """What to raise for a code that no unit has."""
    say(_("No unit has the code {code}.", code=code))
    return typer.Exit(2)


def facts_for(store: Store, unit: str | None, year: int, quarter: int) -> Facts:
    """What papers on a unit (the topmost else) are made from; ends the command where it is not known."""
    unit = unit or topmost(store, year, quarter)
    try:
        return gather(store, unit, year, quarter)
    except LookupError:
        raise no_unit(unit) from None


def refuse_file(output: Path) -> None:
    """End the command where a folder is wanted and a file has its name."""
    if output.exists() and not output.is_dir():
        say(_("{name} is a file; name a folder.", name=output.name))
        raise typer.Exit(2)
