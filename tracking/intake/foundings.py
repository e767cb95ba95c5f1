"""The entries of a file beside the register of foundings: which are new or say something else, and what is odd about them."""

from dataclasses import replace

import pandas as pd

from tracking.intake.asking import ask_about_rows
from tracking.intake.comparing import Preview
from tracking.language import _
from tracking.reading import AS_PROPOSED, LEAVE_OUT, Known
from tracking.registers import (
    STEPS,
    Founding,
    doubts_of_founding,
    faults_of_founding,
    founding_tables,
    known_foundings,
    with_union,
)
from tracking.rows import plain
from tracking.store import Store

DOUBTS, FAULTS, OTHER_DAYS = "founding_doubts", "founding_faults", "founding_days"
NAMED_AT_MOST = 8
COLUMNS = ["change", *Founding.__dataclass_fields__, "founding"]


def compare_foundings(store: Store, preview: Preview, known: Known) -> None:
    """Put the entries of a file beside those on record, which are known by their enterprise; what a row leaves blank stays.

    ``changes`` has COLUMNS: the fields of an entry, and the Founding to be stored. A day that would become another, and what is odd, is
    asked about once for the file, each with its cell; what cannot be kept is left out when somebody said so.
    """
    stored, unions, today = known_foundings(store), with_union(store), store.today()
    kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    rows = [Founding(**{str(name): plain(value) for name, value in row.items()})
            for row in preview.reading.tables["founding"].to_dict("records")]  # fmt: skip
    found = [_over(stored.get(row.unit), row) for row in rows]
    wrong, moved, odd = {}, {}, {}
    for entry in found:
        before, name = stored.get(entry.unit), f"{entry.cell} {names.get(entry.unit, entry.unit)}: "
        other = [_("{step} {old} → {new}", step=_(STEPS[step]), old=day, new=getattr(entry, step))
                 for step, day in (before.days if before else {}).items() if getattr(entry, step) != day]  # fmt: skip
        if faults := faults_of_founding(entry, kinds, today):
            wrong[entry.unit] = name + " ".join(faults)
        elif other:
            moved[entry.unit] = name + _(", ").join(other)
        elif not _same(entry, before) and (doubts := doubts_of_founding(entry, entry.unit in unions)):
            odd[entry.unit] = name + " ".join(doubts)
    keep, leave = (AS_PROPOSED, _("they are right: store them as they are")), (LEAVE_OUT, _("leave them out"))
    left = set(wrong)
    for key, about, text, choices in (
        (FAULTS, wrong, _("{count} entries cannot be kept. {what}", count=len(wrong), what=_some(wrong)), (leave,)),
        (OTHER_DAYS, moved, _("{count} entries say another day than the register. {what}", count=len(moved), what=_some(moved)), (keep, leave)),
        (DOUBTS, odd, _("{count} entries look odd. {what}", count=len(odd), what=_some(odd)), (keep, leave)),
    ):  # fmt: skip
        entries = [entry for entry in found if entry.unit in about]
        if ask_about_rows(preview.reading, known, key, entries, text, choices) == LEAVE_OUT:
            left |= set(about)
    lines = [_line(entry, stored.get(entry.unit)) for entry in found if entry.unit not in left]
    preview.changes = pd.DataFrame(lines, columns=COLUMNS)


def founding_rows(store: Store, changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of the entries that a file changes (``changes`` of its preview)."""
    return founding_tables(store, changed["founding"].tolist(), sure=True) if len(changed) else {}


def _over(stored: Founding | None, row: Founding) -> Founding:
    """A row over what is stored, which stays where the row is blank."""
    if stored is None:
        return row
    said = {name: value for name in Founding.__dataclass_fields__ if (value := getattr(row, name)) not in (None, "")}
    return replace(stored, **said)


def _same(entry: Founding, stored: Founding | None) -> bool:
    return stored is not None and replace(entry, sheet="", cell="") == replace(stored, sheet="", cell="")


def _line(entry: Founding, stored: Founding | None) -> list[object]:
    change = "new" if stored is None else "unchanged" if _same(entry, stored) else "corrected"
    return [change, *(getattr(entry, name) for name in Founding.__dataclass_fields__), entry]


def _some(told: dict[str, str]) -> str:
    return " ".join(list(told.values())[:NAMED_AT_MOST])
