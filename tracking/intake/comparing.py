"""What a file would change: its rows beside what is stored, each new, corrected, unchanged or withdrawn."""

from collections.abc import Set
from dataclasses import dataclass, field

import pandas as pd

from tracking.intake.baselines import baselines_asked, without_baseline
from tracking.intake.differences import target_changes, unit_changes
from tracking.intake.locked import locks_of, notes_on_locks
from tracking.quarters import quarter_end
from tracking.reading import Fault, Known, Reading
from tracking.store import Store

CELL = ["unit", "indicator", "period"]


@dataclass
class Preview:
    """What a file would change. Nothing is stored yet.

    ``changes`` has one row per figure, target, unit or indicator: change (new, corrected, unchanged or withdrawn) and,
    for figures, unit, indicator, period, old and new amount, states and basis, and locked (its quarter is closed).
    ``details`` has the same for reading, of a plan (target_changes) and of a units workbook (unit_changes). ``missing``
    lists units of the quarter without any figure once the file is in. ``version`` is that of the data it was compared with.
    ``held`` are the faults that keep rows or cells of it out, while the rest can be stored.
    """

    file_name: str
    sha256: str
    reading: Reading
    changes: pd.DataFrame
    missing: pd.DataFrame = field(default_factory=pd.DataFrame)
    seen_before: dict | None = None
    answers: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    details: pd.DataFrame = field(default_factory=pd.DataFrame)
    held: list[Fault] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How many rows are new, corrected, unchanged and withdrawn; of a plan, how many targets."""
        changes = self.changes["change"] if len(self.changes) else pd.Series(dtype="object")
        if self.reading.kind == "plan":
            changes = self.details["change"].replace({"changed": "corrected", "dropped": "withdrawn"})
        found = changes.value_counts().to_dict()
        return {change: int(found.get(change, 0)) for change in ("new", "corrected", "unchanged", "withdrawn")}

    def changes_anything(self) -> bool:
        """Whether storing this file would add a row."""
        counts = self.counts()
        return any(counts[change] for change in ("new", "corrected", "withdrawn"))

    def needs_reason(self, accepted: Set[str] | None = None) -> bool:
        """Whether figures already stored, a closed quarter or a plan in force would change: the law asks for a reason.

        A dash changes a figure only if it is among the proposals ``accepted``, where they are known.
        """
        changes = self._agreed(accepted)
        late = "locked" in changes and (changes["locked"] & changes["change"].ne("unchanged")).any()
        return bool(late or self.changes_what_is_stored(accepted)) and not self.reading.about.get("reason")

    def changes_what_is_stored(self, accepted: Set[str] | None = None) -> bool:
        """Whether something stored would be corrected or withdrawn; ``accepted`` as in needs_reason."""
        changes = self._agreed(accepted)
        return bool(len(changes)) and bool(changes["change"].isin(["corrected", "withdrawn"]).any())

    def _agreed(self, accepted: Set[str] | None) -> pd.DataFrame:
        """The changes without the dashes that nobody agreed to."""
        changes = self.changes
        if accepted is None or self.reading.kind != "quarter":
            return changes
        return changes[changes["state"].ne("proposed") | changes["note"].isin(accepted)]


def set_beside_stored(store: Store, reading: Reading) -> None:
    """Put beside every figure of a quarter's file the cell in force (old_amount …) and its change; ``stored`` are all cells
    of the file's quarters."""
    rows = reading.tables["report"]
    if rows.empty:
        reading.tables["report"] = rows.assign(change=pd.Series(dtype=object))
        return
    periods = rows["period"]
    now = store.read("cells", scope="/", first_period=int(periods.min()), last_period=int(periods.max()))
    now = now.rename(columns={"amount": "old_amount", "state": "old_state", "basis": "old_basis"})
    both = rows.merge(now, on=CELL, how="left")
    same = (
        both["old_state"].eq(both["state"].replace("proposed", "exempt"))
        & both["old_basis"].eq(both["basis"])
        & (both["amount"].eq(both["old_amount"]).fillna(False) | both["amount"].isna())
    )
    fresh = both["old_state"].isna()
    both["change"] = "corrected"
    both.loc[fresh, "change"] = "new"
    both.loc[same.fillna(False) & ~fresh, "change"] = "unchanged"
    withdrawn = both["state"].eq("missing")
    both.loc[withdrawn & ~fresh, "change"] = "withdrawn"
    both.loc[withdrawn & fresh, "change"] = "unchanged"
    reading.tables |= {"report": both, "stored": now}


def compare_quarter(store: Store, preview: Preview, known: Known) -> None:
    """Say which of the changes are in closed quarters, and list the enterprises that would still have no figure."""
    rows = preview.changes = preview.reading.tables["report"]
    if rows.empty:
        return
    periods, now = rows["period"].unique(), preview.reading.tables["stored"]
    locks = locks_of(store)
    preview.changes = rows.assign(locked=rows["period"].isin(locks["period"]))
    preview.reading.notes[:0] = notes_on_locks(locks, preview.changes)
    day = quarter_end(int(max(periods)))
    units = store.read("current_units", scope="/", day=day)
    existing = units[~(units["opened"] > pd.Timestamp(day)) & ~(units["closed"] <= pd.Timestamp(day))]
    enterprises = existing[existing["kind"] == "enterprise"]
    exempt = store.read("exemptions", scope="/", day=day)
    have = set(rows["unit"]) | set(now["unit"]) | set(exempt.loc[exempt["indicator"].isna(), "unit"])
    preview.missing = enterprises[~enterprises["unit"].isin(have)][["unit", "name", "contact", "phone"]]


def compare_plan(store: Store, preview: Preview, known: Known) -> None:
    """Compare every unit's targets with its newest version: a unit's plan is new, corrected or unchanged as a whole."""
    rows = preview.reading.tables["target"]
    columns = ["unit", "indicator", "period_start", "due_date", "target", "comparator", "tolerance", "phasing",
               "window_opens", "baseline"]  # fmt: skip
    now = store.read("plan_targets", units=None, plan_year=preview.reading.plan_year, newest=True)
    signed = pd.Series([_signature(row) for row in now[columns].to_dict("records")], dtype="object")
    stored = {unit: set(signed[now["unit"] == unit]) for unit in now["unit"].unique()}
    changes = []
    for unit, own in rows.groupby("unit", sort=False):
        same = {_signature(row) for row in own[columns].to_dict("records")} == stored.get(unit)
        change = "unchanged" if same else "corrected" if unit in stored else "new"
        changes.append(own.assign(change=change))
    preview.changes = pd.concat(changes)
    preview.details = target_changes(now[now["unit"].isin(rows["unit"])], rows)
    if asked := baselines_asked(without_baseline(store, rows), known.indicators):
        preview.reading.notes.append(asked)


def _signature(row: dict) -> tuple:
    return tuple(
        "" if pd.isna(v) else str(pd.Timestamp(v).date()) if hasattr(v, "year") else str(v) for v in row.values()
    )


def compare_units(store: Store, preview: Preview, known: Known) -> None:
    """Compare units, their places and exemptions with what is known."""
    rows = preview.reading.tables["unit"]
    columns = list(rows.columns)
    stored = {row["unit"]: _signature({c: row[c] for c in columns}) for row in known.units.to_dict("records")}
    moved = set(preview.reading.tables["place"]["unit"])
    changes = []
    for row in rows.to_dict("records"):
        before = stored.get(row["unit"])
        same = before == _signature(row) and row["unit"] not in moved
        changes.append("unchanged" if same else "new" if before is None else "corrected")
    listed = rows.assign(change=changes)
    exemptions = preview.reading.tables["exemption"]
    now = store.read("exemptions", scope="/", day=None)
    known_exemptions = {_signature(row) for row in now[exemptions.columns.tolist()].to_dict("records")}
    fresh = [_signature(row) not in known_exemptions for row in exemptions.to_dict("records")]
    gone = store.read("exemptions_taken_back")
    taken_back = {_signature(row) for row in gone.to_dict("records")}
    preview.reading.tables["exemption"] = exemptions[fresh]
    preview.changes = pd.concat([listed, exemptions[fresh].assign(change="new")])
    again = [_signature(row) in taken_back for row in exemptions.loc[fresh, gone.columns].to_dict("records")]
    tables = preview.reading.tables | {"exemption": exemptions[fresh].assign(taken_back=again)}
    preview.details = unit_changes(known.units, listed, _last_parents(store.read("all_places")), tables)


def _last_parents(places: pd.DataFrame) -> dict[str, str | None]:
    """The unit above each unit, at its newest place."""
    newest = places.sort_values("valid_from").drop_duplicates("unit", keep="last")
    return dict(zip(newest["unit"], newest["parent"], strict=True))


def compare_indicators(store: Store, preview: Preview, known: Known) -> None:
    """Compare the lines of a catalogue with those known."""
    rows = preview.reading.tables["indicator"]
    columns = [c for c in rows.columns if c != "position"]
    stored = {row["indicator"]: _signature({c: row[c] for c in columns}) for row in known.indicators.to_dict("records")}
    changes = []
    for row in rows[columns].to_dict("records"):
        before = stored.get(row["indicator"])
        changes.append("unchanged" if before == _signature(row) else "new" if before is None else "corrected")
    preview.changes = rows.assign(change=changes)


COMPARE = {
    "quarter": compare_quarter,
    "plan": compare_plan,
    "units": compare_units,
    "indicators": compare_indicators,
}
