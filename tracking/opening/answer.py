"""How the two processes talk: a line of JSON for a sheet, a row or a refusal, so that neither holds the whole text.

A sheet is a line {"name": …}, followed by one list per row; the last line is {"format": …, "notes": […]} or
{"refused": code, "place": text}. Whatever does not end so was cut off.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import IO

from tracking.opening.book import Book, Sheet, is_error_value
from tracking.opening.limits import MAX_CELLS_OF_BOOK, MAX_CHARACTERS, MAX_CHARACTERS_OF_BOOK, Refused

SETS = ("uncached", "percent", "hidden_rows", "hidden_columns", "struck", "linked", "raised", "unseen", "hidden_zeros")


def tell(book: Book, stream: IO[str]) -> None:
    """Write a book row by row, without the blank cells at the ends of rows.

    Raises Refused if a cell holds more text than Excel allows, or all sheets together more than one process should
    hand to another.
    """
    budget = _Budget()
    for sheet in book.sheets:
        about: dict[str, object] = {name: sorted(found) for name in SETS if (found := getattr(sheet, name))}
        errors = {at: error if is_error_value(error) else "#ERROR!" for at, error in sheet.errors.items()}
        about |= {"name": sheet.name, "hidden": sheet.hidden, "errors": errors, "merged": sheet.merged}
        budget.spend(sum(len(getattr(sheet, name)) for name in (*SETS, "errors", "merged")))
        print(json.dumps(about), file=stream)
        for row in sheet.rows:
            while row and row[-1] is None:
                row.pop()
            budget.spend(len(row) + 1, [len(cell) for cell in row if isinstance(cell, str)])
            print(json.dumps(row, default=_as_json), file=stream)
    print(json.dumps({"format": book.format, "notes": book.notes}), file=stream)


class _Budget:
    """How many cells, marks and characters a book may still hold."""

    def __init__(self) -> None:
        self.cells, self.characters = MAX_CELLS_OF_BOOK, MAX_CHARACTERS_OF_BOOK

    def spend(self, cells: int, texts: Iterable[int] = ()) -> None:
        """Take these away; refuse the file where nothing is left."""
        self.cells -= cells
        for length in texts:
            if length > MAX_CHARACTERS:
                raise Refused("long_cell")
            self.characters -= length
        if self.cells < 0 or self.characters < 0:
            raise Refused("too_much")


def refuse(refused: Refused, stream: IO[str]) -> None:
    """Write a refusal; what was written before no longer counts."""
    print(json.dumps({"refused": refused.code, "place": refused.place}), file=stream)


def hear(lines: Iterable[bytes]) -> Book:
    """The book that was told. Raises Refused if it was refused, ValueError if the telling broke off."""
    book, rows = Book("", "", []), []
    same: dict[str, str] = {}
    for line in lines:
        said = json.loads(line)
        if isinstance(said, list):
            rows.append([_value(cell, same) for cell in said])
        elif "refused" in said:
            raise Refused(said["refused"], said["place"])
        elif "name" in said:
            rows = []
            sets = {name: set(said.get(name, ())) for name in SETS}
            merged = [tuple(corner) for corner in said["merged"]]
            sheet = Sheet(said["name"], rows, said["hidden"], said["errors"], merged=merged, **sets)
            book.sheets.append(sheet)
        else:
            book.format, book.notes = said["format"], said["notes"]
            return book
    raise ValueError("the answer broke off")


def _as_json(cell: object) -> dict:
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    raise TypeError(f"a cell cannot be {type(cell).__name__}")


def _value(cell: object, same: dict) -> object:
    """A cell as it was; equal texts and numbers become one object, because sheets repeat themselves."""
    if isinstance(cell, dict):
        return date.fromisoformat(cell["date"])
    return same.setdefault(cell, cell) if isinstance(cell, str) else cell
