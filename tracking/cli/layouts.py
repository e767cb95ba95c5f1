"""Commands about drawings: what was answered once about how offices draw their sheets, listed, shown, and forgotten."""

import getpass
import json
from typing import Annotated

import typer

from tracking.cli.command import group, open_store, say
from tracking.intake import forget_answer
from tracking.language import _
from tracking.reading import LAYOUT
from tracking.store import Store, StoreProblem

layouts = group("layouts", "Drawings of sheets that were answered about once: list, show, forget.")
Shape = Annotated[str, typer.Argument(help="The drawing, as the list names it.")]


@layouts.command("list")
def list_layouts() -> None:
    """Every drawing about which something was answered: its name, when, by whom, and its headings."""
    with open_store() as store:
        for row in _kept(store):
            shape = row["question"].removeprefix(LAYOUT)
            say(f"{shape}  {row['received_at']:%Y-%m-%d}  {row['received_by'] or '…'}  {row['said']}")


@layouts.command()
def show(shape: Shape) -> None:
    """The headings of a drawing, and what was answered about it."""
    with open_store() as store:
        row = _named(store, shape)
    say(row["said"])
    for key, answer in json.loads(row["answer"]).items():
        say(f"  {key}: {answer}")


@layouts.command()
def forget(shape: Shape, by: Annotated[str | None, typer.Option(help="Who forgets it.")] = None) -> None:
    """Forget a drawing: the next file of it is asked about again."""
    with open_store() as store:
        row = _named(store, shape)
        try:
            forget_answer(store, row["question"], by or getpass.getuser(), int(row["submission"]))
        except StoreProblem as problem:
            say(str(problem))
            raise typer.Exit(1) from None
    say(_("Forgotten: {what}.", what=row["said"]))


def _kept(store: Store) -> list[dict]:
    rows = store.read("remembered_answers").to_dict("records")
    return [row for row in rows if row["question"].startswith(LAYOUT)]


def _named(store: Store, shape: str) -> dict:
    row = next((row for row in _kept(store) if row["question"] == LAYOUT + shape), None)
    if row is None:
        raise typer.BadParameter(_("No drawing is named «{name}»; “tracking layouts list” lists them.", name=shape))
    return row
