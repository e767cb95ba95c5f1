"""Tables as files: no text of them starts a formula, numbers stay numbers, and nothing stands where nothing is."""

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

from tracking.harmless import harmless
from tracking.office import Book, Cell, Column, Figure
from tracking.telling.tables.told import in_words

NUMBER = re.compile(
    r"([+−-]?)(\d[\d,]*)(\.\d+)?(%?)( \D[^0-9]{0,12})?"
)  # a figure with its measure: 8.5 万元, +3 家, 90%


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV, with its headings. Lines end with CR LF, so that either within a cell is quoted."""
    told = in_words(table)
    return told.rename(columns=harmless).map(harmless).to_csv(index=False, lineterminator="\r\n")


def csv_of(table: pd.DataFrame) -> bytes:
    """A table for reading as UTF-8 with BOM."""
    return csv_text(table).encode("utf-8-sig", "replace")


def excel_of(tables: Iterable[tuple[str, pd.DataFrame]], title: str, author: str, day: date, note: str) -> bytes:
    """Tables for reading as an .xlsx file, a sheet each with title, note and filter; a figure is a number in the form in which
    it is read."""
    book = Book(title, author, day, note)
    names: set[str] = set()
    for name, table in tables:
        sheet = _sheet_name(name, names)
        names.add(sheet.lower())
        told = in_words(table).astype(object).where(lambda cells: cells.notna(), "")
        columns = [Column(str(heading), most=48) for heading in told]
        rows = ([_cell(cell) for cell in row] for row in told.itertuples(index=False, name=None))
        book.sheet(sheet, f"{title} · {name}", [], columns, rows)
    return book.finish()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and that no other sheet has."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:28] or "1"
    return plain if plain.lower() not in taken else f"{plain[:25]} {len(taken) + 1}"


def _cell(value: object) -> Cell:
    """What is read as a figure becomes one, all else is text."""
    text = str(value)
    found = NUMBER.fullmatch(text)
    if not found:
        return None if text in ("", "—") else text
    sign, whole, decimals, percent, word = found.groups()
    number = float(whole.replace(",", "") + (decimals or "")) * (-1 if sign in ("−", "-") else 1)
    places = len(decimals or ".") - 1
    return Figure(
        number / 100 if percent else number, 100 if percent else 1, places, places, percent, "", word or "", sign == "+"
    )
