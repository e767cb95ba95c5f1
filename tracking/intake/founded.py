"""An enterprise that founded its union becomes one that has one: what its figures would say, proposed and confirmed."""

from collections.abc import Collection

import pandas as pd

from tracking.language import _
from tracking.quarters import quarter_end, quarter_of
from tracking.registers import known_foundings
from tracking.store import Store, StoreProblem, changed_by

LEVELS, FOUNDED = ("should_unionise", "unionised"), "new_unions"
COLUMNS = ["unit", "indicator", "period", "old_amount", "old_basis", "amount", "state", "basis"]


def figures_of_founded(store: Store) -> pd.DataFrame:
    """One row per figure that does not say what the register of foundings does: unit, indicator, period, old_amount and old_basis (missing
    where nothing was reported), amount, state and basis, as it would be with the union founded on the day on record.

    From the quarter of the founding on the enterprise has a union (已建), and should have one (应建); in that quarter it is a new
    one (新建), and in what was reported for the year to date since. A quarter later that was not reported stays so. A quarter that still runs
    is not told of: its report is to come.
    """
    first = {unit: quarter_of(entry.founded_on) for unit, entry in known_foundings(store).items() if entry.founded_on}
    if not first:
        return pd.DataFrame(columns=COLUMNS)
    today = store.today()
    last = quarter_of(today) - (quarter_end(quarter_of(today)) > today)
    told = store.read("cells", scope="/", first_period=min(first.values()), last_period=max(last, min(first.values())))
    told = told[told["unit"].isin(first) & told["indicator"].isin([*LEVELS, FOUNDED])]
    known = {(row["unit"], row["indicator"], int(row["period"])): row for row in told.to_dict("records")}
    rows = []
    for unit, begun in first.items():
        for indicator in (*LEVELS, FOUNDED):
            for period in range(begun, last + 1):
                old = known.get((unit, indicator, period))
                if not _is_wrong(indicator, old, period, begun):
                    continue
                basis = "level" if indicator in LEVELS else old["basis"] if old else "quarter"
                rows.append([unit, indicator, period, old["amount"] if old else None, old["basis"] if old else None, 1, "value", basis])  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"old_amount": "Int64"})


def _is_wrong(indicator: str, old: dict | None, period: int, begun: int) -> bool:
    """Whether a figure, or none, contradicts a founding in the quarter ``begun``."""
    if old is None:
        return period == begun
    if indicator in LEVELS:
        return not old["amount"]
    counts = period == begun or (old["basis"] == "cumulative" and period // 4 == begun // 4)
    return counts and not old["amount"]


def confirm_founded(
    store: Store, units: Collection[str], by: str, reason: str, seen: pd.DataFrame | None = None
) -> int:
    """Store the figures of figures_of_founded of some enterprises, and return the submission's number.

    Raises StoreProblem without a name, an enterprise or a reason, StoreChanged where something else would be stored than was ``seen``.
    """
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    if not reason.strip():
        raise StoreProblem(_("Say on what this rests, such as the number of the approval."))

    def tables() -> dict[str, pd.DataFrame]:
        found = figures_of_founded(store)
        mine = found[found["unit"].isin(list(units))].reset_index(drop=True)
        before = mine if seen is None else seen[seen["unit"].isin(list(units))].reset_index(drop=True)
        if not mine.equals(before):
            _refuse_changed(store, before if mine.empty else mine)
        if mine.empty:
            raise StoreProblem(_("Choose an enterprise whose union is founded and does not stand in the figures yet."))
        rows = mine[["unit", "indicator", "period", "amount", "state", "basis"]].assign(
            sheet="", cell="", qualifier=None, note=None
        )
        return {"report": rows.astype({"amount": "Int64"})}

    return store.add("quarter", tables, received_by=by.strip(), reason=reason.strip())


def _refuse_changed(store: Store, rows: pd.DataFrame) -> None:
    """Raise StoreChanged: the figures of the first of these enterprises are others by now."""
    told = store.read("unit_reports", unit=rows["unit"].iloc[0])
    newest = told[told["indicator"].isin(rows["indicator"]) & told["in_force"]].sort_values(
        "received_at", ascending=False
    )
    raise changed_by(next(iter(newest.to_dict("records")), None))
