"""A union's first list of units: proposed from whatever sheets are at hand, or typed; stored as any list of enterprises is."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence

from tracking.catalogue import words
from tracking.intake.findings import as_typed_there
from tracking.intake.known import known_to
from tracking.intake.preview import preview_file, store_preview
from tracking.language import _
from tracking.opening import Book
from tracking.reading import (
    AS_PROPOSED,
    KEEP,
    OFFICE_CONTACTS,
    ROSTER_TOP,
    Fault,
    NamedUnit,
    ReportProblem,
    is_blank,
    similar_names,
    units_named,
)
from tracking.store import Store

# the questions of a list that whoever types it has answered by typing it
TYPED_ON_PURPOSE = {
    ROSTER_TOP: AS_PROPOSED,
    OFFICE_CONTACTS: KEEP,
    "roster_places": "new",
    "roster_new": "new",
    "roster_alike": "new",
}
# column of a row → what its heading means to readers
MEANINGS = {
    "name": "unit_name",
    "place": "parent_name",
    "employees": "employees",
    "phone": "phone",
    "code": "unit_code",
}


def proposed_units(store: Store, books: Iterable[Book], message: str = "") -> list[dict]:
    """The enterprises that some files and a message name, as rows to confirm: take, name, place, employees, phone, code, files.

    Not taken unless somebody ticks them: names of indicators, and names so like another's that they may be the same firm.
    """
    vocabulary = known_to(store).vocabulary()
    found = [unit for unit in units_named(books, message) if vocabulary.indicator(unit.name) is None]
    of_one = Counter(unit.code for unit in found)
    rows: list[dict] = []
    names: dict[str, list[str]] = {}
    for unit in sorted(found, key=lambda unit: (not unit.name.endswith(tuple(words()["company"])), -len(unit.files))):
        alike = similar_names(unit.name, names, 1)
        names[unit.name] = [unit.name]
        rows.append(_row(unit, alike[0] if alike else "", unit.code if of_one[unit.code] == 1 else ""))
    order = {unit.name: place for place, unit in enumerate(found)}
    return sorted(rows, key=lambda row: order[row["name"]])


def _row(unit: NamedUnit, alike: str, code: str) -> dict:
    files = _("{count} files", count=len(unit.files)) if unit.files else _("pasted")
    about = _("{files}; looks like {name}", files=files, name=alike) if alike else files
    return {
        "take": not alike,
        "name": unit.name,
        "place": unit.place,
        "employees": unit.employees,
        "phone": unit.phone,
        "code": code,
        "files": about,
    }


def list_of_units(union: str, rows: Sequence[dict]) -> bytes:
    """A list of enterprises as an office would send it, with the union in its title."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([union + words()["roster"][0]])
    writer.writerow(words()[meaning][0] for meaning in MEANINGS.values())
    for row in rows:
        said = row if not is_blank(row.get("place")) else {**row, "place": union}  # a blank would mean: the place above
        writer.writerow(["" if is_blank(said.get(key)) else str(said[key]).strip() for key in MEANINGS])
    return text.getvalue().encode("utf-8-sig")


def store_first_units(store: Store, union: str, rows: Sequence[dict], by: str) -> int | None:
    """Store the rows that are taken and have a name; villages and parks that they name are added. The submission's number.

    Raises ReportProblem with every fault at once.
    """
    taken = [row for row in rows if row.get("take") and not is_blank(row.get("name"))]
    name = _("units typed.csv")
    if not taken:
        raise ReportProblem(name, [Fault(_("at least one enterprise with a name"))])
    return store_typed(store, name, list_of_units(union, taken), by, answers=TYPED_ON_PURPOSE)


def store_typed(
    store: Store, name: str, data: bytes, by: str, year: int | None = None, quarter: int | None = None,
    answers: dict[str, str] | None = None, sure_of: str = "", sure: bool = False, reason: str | None = None,
) -> int | None:  # fmt: skip
    """Store what was typed by way of the file in which it would have been sent; the submission's number, None if nothing would
    change. Questions are answered by ``answers``, and those whose keys begin with ``sure_of``, or all
    (``sure``), by its having been typed. ``reason`` is wanted where
    stored figures are corrected.

    Raises ReportProblem with every fault at once.
    """
    try:
        preview = preview_file(store, name, data, year, quarter, answers=answers)
    except ReportProblem as problem:
        raise ReportProblem(name, as_typed_there(problem.faults, problem.reading)) from problem
    if preview.held:
        raise ReportProblem(name, as_typed_there(preview.held, preview.reading))
    keys = {question.key for question in preview.reading.questions}
    accepted = frozenset(key for key in keys if sure or (sure_of and key.startswith(sure_of)))
    return store_preview(store, preview, by, reason, accepted)
