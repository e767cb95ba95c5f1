"""A township's own indicators, in a file of the form of data/indicators.csv."""

import re

from tracking.catalogue import (
    INDICATOR_COLUMNS,
    KINDS,
    MEASURES,
    REPORTERS,
    THEMES,
    fold,
    indicator_table,
    standard_indicators,
)
from tracking.harmless import LONGEST_NAME
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.distorted import too_long
from tracking.reading.layout.tables import text_of
from tracking.reading.layout.titles import shown_sheets
from tracking.reading.problems import Fault
from tracking.reading.sheets import Known, Reading


def read_indicators(book: Book, known: Known) -> Reading:
    """A township's own indicators, in a file of the form of data/indicators.csv; ``tables`` gets indicator."""
    reading = Reading("indicators")
    sheet = next(s for s in shown_sheets(book) if s.rows and "code" in [str(cell) for cell in s.rows[0]])
    header = ["" if cell is None else str(cell) for cell in sheet.rows[0]]
    rows = []
    for number, cells in enumerate(sheet.rows[1:], start=1):
        if not any(cells):
            continue
        row = {name: text_of(cells, header.index(name) if name in header else None) for name in INDICATOR_COLUMNS}
        rows.append((number, row))
    codes = set(known.indicators["indicator"]) | {row["code"] for _number, row in rows}
    taken = dict.fromkeys(standard_indicators()["indicator"], "data/indicators.csv")
    for number, row in rows:
        at = address(number, header.index("code"))
        if row["code"] in taken:
            expected = _("a code used once; it stands in {cell} too", cell=taken[row["code"]])
            reading.faults.append(Fault(expected, sheet.name, at, row["code"]))
        taken[row["code"]] = at
        for column, name, other in _names_taken(row, known):
            expected = _("a name that does not mean {other} already", other=other)
            at = address(number, header.index(column))
            reading.faults.append(Fault(expected, sheet.name, at, name))
        for column, expected in indicator_faults(row, codes):
            at = address(number, header.index(column) if column in header else 0)
            reading.faults.append(Fault(expected, sheet.name, at, str(row[column])[:LONGEST_NAME]))
    first = int(known.indicators["position"].max()) + 1 if len(known.indicators) else 0
    if not reading.faults:
        reading.tables["indicator"] = indicator_table([row for _number, row in rows], first)
    return reading


def _names_taken(row: dict[str, str], known: Known) -> list[tuple[str, str, str]]:
    """(column, name, indicator) for every name or synonym that means another indicator already: later headings of it would
    silently go to the new one."""
    means, about = known.indicator_names(), known.by_indicator()
    said = [("name", row["name"]), *(("synonyms", name) for name in row["synonyms"].split(";"))]
    found = [(column, name, means.get(fold(name), row["code"])) for column, name in said if name]
    return [(column, name, about[code]["name"]) for column, name, code in found if code != row["code"]]


def indicator_faults(row: dict[str, str], codes: set[str]) -> list[tuple[str, str]]:
    """(column, what is expected) for everything wrong with one line of a catalogue."""
    faults = []
    phasing = row["phasing"]
    quarters = phasing.split("/")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", row["code"]):
        faults.append(("code", _("a code of small letters, digits and underscores")))
    for column, allowed in (("theme", THEMES), ("kind", KINDS), ("measure", MEASURES)):
        if row[column] not in allowed:
            faults.append((column, _("one of {choices}", choices=", ".join(allowed))))
    for column in ("name", "name_en"):
        if not row[column]:
            faults.append((column, _("a name")))
        faults += [(column, fault.expected) for fault in too_long("", "", row[column])]
    parts = [row["numerator"], row["denominator"]]
    if row["kind"] == "rate" and not all(part in codes for part in parts):
        faults.append(("numerator", _("two indicators of the catalogue as numerator and denominator")))
    if row["kind"] != "rate" and (any(parts) or not row["reported_by"]):
        faults.append(("reported_by", _("who reports it, and no numerator or denominator")))
    for kind in filter(None, row["reported_by"].split(";")):
        if kind not in REPORTERS:
            faults.append(("reported_by", _("one of {choices}", choices=", ".join(REPORTERS))))
    if phasing not in ("even", "keep", "window") and not (
        len(quarters) == 4
        and all(q.isdigit() for q in quarters)
        and quarters[3] == "100"
        and [int(q) for q in quarters] == sorted(int(q) for q in quarters)
    ):
        faults.append(("phasing", _("even, keep, window, or four rising percentages such as 30/70/90/100")))
    if not row["weight"].isdigit():
        faults.append(("weight", _("a whole number")))
    return faults
