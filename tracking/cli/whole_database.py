"""Commands that take the whole database somewhere: backup, restore, copy, upgrade."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from tracking.cli.command import app, choices, open_store, say, say_warning
from tracking.intake import open_own
from tracking.language import _
from tracking.places import SharedAddress, address_of
from tracking.store import (
    Attachments,
    Store,
    StoreProblem,
    WouldReplace,
    bring_up_to_date,
    dated_copies,
    gone,
    restore,
    take_drafts_along,
    take_over,
)


def take_evidence_along(store: Store, to: Attachments, alone: bool = False) -> bool:
    """Copy the files that belong to a database, say which of them could not be copied, and whether that was none. ``alone``: of
    what lies there already nothing else is needed."""
    found = store.read("evidence_files")
    named = dict(zip(found["sha256"], found["title"], strict=True))
    lost = store.files.take_along(to, named)
    for sha256 in lost:
        say(_("Not copied, because it is missing, damaged or has no place there: {name}.", name=named[sha256]))
    for sha256 in set(to.all_there()) - set(named) if alone else ():
        to.drop(sha256)
    return not lost


Named = Annotated[Any, typer.Argument(parser=address_of, metavar="FILE|ducklake:…")]


@app.command()
def backup(
    file: Path,
    force: Annotated[bool, typer.Option(help="Replace a backup or database that is there.")] = False,
) -> None:
    """Write a consistent copy of the database."""
    with open_store() as store:
        try:
            store.backup(file, replace=force)
        except WouldReplace as problem:
            say(str(problem))
            if not sys.stdin.isatty():
                raise StoreProblem(_("Say --force to replace it.")) from None
            if not typer.confirm(_("Replace it?"), err=True):
                raise typer.Exit(1) from None
            store.backup(file, replace=True)
        file.with_name(f"{file.name}.drafts").unlink(missing_ok=True)
        take_drafts_along(store.home, file)
        whole = take_evidence_along(store, Attachments.beside(file.resolve()), alone=True)
    say(str(file))
    if not whole:
        raise typer.Exit(1)


@app.command("restore")
def bring_back(
    file: Annotated[
        Path | None, typer.Argument(help="The backup; else the copy beside a database that is missing.")
    ] = None,
) -> None:
    """Bring back a backup; what is there now is kept beside it under another name."""
    if choices.example:
        raise typer.BadParameter(_("The example is made anew each time; there is nothing to bring back."))
    own = choices.database
    if isinstance(own, SharedAddress):
        raise typer.BadParameter(_("Into a shared database a backup comes by this, while that is empty: tracking copy"))
    if file is None and not gone(own):
        copies = ", ".join(copy.name for copy in dated_copies(own))
        text = _("The database is there. Say which file is to take its place.")
        raise typer.BadParameter(
            text + (_(" Copies of earlier days lie beside it: {copies}", copies=copies) if copies else "")
        )
    if file is not None:
        state, kept = restore(own, file, "tracking restore")
        about = {"file": file.name, "as_of": state.as_of, "count": state.count}
        say(_("{file} was brought back, as of {as_of}, with {count} submissions.", **about))
        if kept:
            say(_("What was there before is kept as {kept}.", kept=str(kept)))
    with open_own(own, "tracking restore", put_back=True) as store:
        say_warning(store)


@app.command("copy")
def copy_database(source: Named, target: Named) -> None:
    """Copy a database with its whole history: from a file into an empty shared one, or out of it into a file."""
    if isinstance(source, Path) and not source.is_file():
        raise StoreProblem(_("There is no file {file}.", file=str(source)))
    if isinstance(target, Path):
        if target.exists():
            raise StoreProblem(_("{file} is there already. Please choose another name.", file=str(target)))
        with Store(source, "tracking copy") as store:
            store.backup(target)
            take_evidence_along(store, Attachments.beside(target.resolve()))
        with Store(target, "tracking copy") as store:
            count = len(store.read("submissions"))
    else:
        with TemporaryDirectory() as folder, Store(source, "tracking copy") as store:
            store.backup(Path(folder) / "whole.duckdb")
            count = take_over(target, Path(folder) / "whole.duckdb")
            with Store(target, "tracking copy") as there:
                take_evidence_along(store, there.files)
    say(_("{count} submissions were copied to {target}.", count=count, target=str(target)))


@app.command()
def upgrade() -> None:
    """Bring a shared database that an older version of the program made up to date."""
    if not isinstance(choices.database, SharedAddress):
        raise typer.BadParameter(_("A database in a file is brought up to date when it is opened."))
    bring_up_to_date(choices.database)
    say(_("The shared database is up to date."))
