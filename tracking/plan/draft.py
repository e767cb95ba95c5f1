"""What a person is about to change, kept until it is stored: the rows of a grid with the edits made in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd


@dataclass
class Draft:
    """Rows being edited. ``based_on`` maps the units concerned to the newest version of their plans that was seen.

    A grid tells its edits by the positions of the rows it was given, so these (``shown``) stay as they are while it is on
    the screen, and ``rows`` are told anew from them; ``turn`` names a grid that was given other rows. ``seen`` is what the
    person was last shown of the differences, ``begun`` the signature of the rows that it began with.
    """

    based_on: dict[str, int]
    rows: list[dict]
    shown: list[dict] = field(default_factory=list)
    turn: int = 0
    seen: str = ""
    begun: str = ""

    def __post_init__(self) -> None:
        self.shown = self.shown or [dict(row) for row in self.rows]
        self.begun = self.begun or self.signature()

    def begin(self, based_on: dict[str, int], rows: list[dict]) -> None:
        """Begin anew with what is stored by now."""
        self.based_on = based_on
        self.replace(rows)
        self.begun = self.signature()

    @property
    def is_changed(self) -> bool:
        """Whether anything was edited since it was begun."""
        return self.signature() != self.begun

    def take(self, edits: Mapping) -> None:
        """Take over what a grid says was edited, added and deleted since it was given its rows."""
        self.rows = edited(self.shown, edits)

    def show_again(self) -> None:
        """Give the rows as they are now to a new grid."""
        self.shown = [dict(row) for row in self.rows]
        self.turn += 1

    def replace(self, rows: list[dict]) -> None:
        """Put other rows in place of the ones edited."""
        self.rows = rows
        self.show_again()

    def keep_typed(self, fresh: list[dict], name: str, column: str, proposed: str) -> bool:
        """Take over fresh rows, but for the cells of a column that a person typed over what was proposed (another column).

        ``name`` is the column that rows are known by. Returns whether something typed was kept.
        """
        typed = {row[name]: row[column] for row in self.rows if row[column] != row[proposed]}
        self.replace([row | {column: typed.get(row[name], row[column])} for row in fresh])
        return bool(typed)

    def change(self, position: int, **cells: object) -> None:
        """Change cells of one row elsewhere than in the grid."""
        self.replace([row | cells if place == position else row for place, row in enumerate(self.rows)])

    def signature(self) -> str:
        """Tells rows that differ apart."""
        return repr(self.rows)

    def is_as_seen(self) -> bool:
        """Whether the rows are those whose differences the person was shown."""
        return self.seen == self.signature()


def edited(rows: list[dict], edits: Mapping) -> list[dict]:
    """Rows with what was edited in a grid: edited_rows (position → cells), added_rows and deleted_rows (positions)."""
    changes = {int(place): cells for place, cells in edits.get("edited_rows", {}).items()}
    gone = {int(place) for place in edits.get("deleted_rows", [])}
    kept = [{**row, **changes.get(place, {})} for place, row in enumerate(rows) if place not in gone]
    added = [cells for cells in edits.get("added_rows", []) if any(value not in (None, "") for value in cells.values())]
    return kept + [dict(cells) for cells in added]


def as_frame(rows: list[dict], columns: list[str], days: tuple[str, ...] = ()) -> pd.DataFrame:
    """Rows of a draft as a grid takes them: texts, and ``days`` as days; columns as ``columns``."""
    frame = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=columns, dtype="object")
    for name in columns:
        if name in days:
            frame[name] = pd.to_datetime(frame[name].map(_day), errors="coerce")
        else:
            frame[name] = (
                frame[name].map(lambda value: "" if value is None or pd.isna(value) else str(value)).astype("str")
            )
    return frame


def _day(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or value == "" else str(value)[:10]


def next_year(rows: list[dict]) -> list[dict]:
    """Typed targets with every day a year later: a start for the next year's plan."""
    days = ("period_start", "due_date", "window_opens")
    return [{**row, **{name: _a_year_later(row[name]) for name in days}} for row in rows]


def _a_year_later(day: date | None) -> date | None:
    if day is None:
        return None
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
