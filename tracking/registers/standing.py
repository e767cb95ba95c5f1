"""How the contracts of each enterprise stand on a day: in force, about to end, lapsed without a new one, or none at all."""

from collections.abc import Collection, Iterable
from datetime import date

import pandas as pd

from tracking.registers.contract import WARNED
from tracking.store import OtherStore, Store

IN_FORCE, EXPIRING, LAPSED, ENDED, TO_COME, NONE = "in_force", "expiring", "lapsed", "ended", "to_come", "none"
ENDS = {"collective": "contract_until", "wage": "wage_until", "womens": "womens_until"}  # columns of the list of units
COLUMNS = ["unit", "name", "parent", "kind", "contract", "extent", "since", "until", "employees", "ended_on", "state", "left",
           "ends"]  # fmt: skip


def standing(store: Store | OtherStore, scope: str, day: date, places: date | None = None) -> pd.DataFrame:
    """One row per enterprise that exists on a day and kind of contract that it ever had: unit, name, parent, kind, contract,
    extent, since, until, employees, ended_on, state, left and ends.

    It tells the contract that is in force on the day and ends last; ``state`` is one of in_force, expiring (it ends within the
    last of WARNED days and nothing follows it), to_come, lapsed or ended (early), ``left`` the days until its end, ``ends`` the last day of all that it has of the kind. An enterprise
    of which the register has no contract of a kind, or an earlier one, stands with the end that the list of units says (contract missing).
    ``places``: the day whose tree counts, else the day itself.
    """
    units = store.read("current_units", scope=scope, day=places or day)
    stamp = pd.Timestamp(day)
    there = units[units["kind"].eq("enterprise") & ~(units["opened"] > stamp) & ~(units["closed"] <= stamp)]
    covers = store.read("contract_covers", scope=scope, day=places or day)
    covers = covers[covers["unit"].isin(there["unit"])]
    found = pd.concat([covers, _of_the_list(there, covers)], ignore_index=True)
    for name in ("since", "until", "last_day", "ended_on"):
        found[name] = pd.to_datetime(found[name])
    lasts = found.groupby(["unit", "kind"])["last_day"].transform("max")
    found = found.assign(now=found["since"].le(stamp) | found["since"].isna(), ends=lasts)
    order = ["now", "last_day"]  # one in force that ends last, else the one that ended last, else the first to come
    newest = found.sort_values(order, kind="stable").drop_duplicates(["unit", "kind"], keep="last")
    states = [_state(row, stamp) for row in newest.to_dict("records")]
    names = there.set_index("unit")
    rows = newest.assign(
        name=newest["unit"].map(names["name"]), parent=newest["unit"].map(names["parent"]),
        state=pd.Series(states, newest.index, dtype="str"), until=newest["last_day"],
        left=(newest["last_day"] - stamp).dt.days.astype("Int64"),
    )  # fmt: skip
    return rows[COLUMNS].sort_values(["until", "name", "unit"], ignore_index=True)


def _of_the_list(units: pd.DataFrame, covers: pd.DataFrame) -> pd.DataFrame:
    """The ends that the list of units says of kinds of contract of which the register has none of the enterprise, or an earlier one."""
    rows = units.rename(columns={column: kind for kind, column in ENDS.items()})
    rows = rows.melt(["unit"], list(ENDS), "kind", "until").dropna(subset="until")
    lasts = covers.groupby(["unit", "kind"])["last_day"].max().rename("known_until").reset_index()
    rows = rows.merge(lasts, how="left")
    rows = rows[rows["known_until"].isna() | (pd.to_datetime(rows["until"]) > pd.to_datetime(rows["known_until"]))]
    return rows.assign(last_day=rows["until"], extent="own").reindex(columns=covers.columns)


def _state(row: dict, day: pd.Timestamp) -> str:
    if not row["now"]:
        return TO_COME
    if row["last_day"] < day:
        if row["ends"] > day:
            return TO_COME
        return ENDED if not pd.isna(row["ended_on"]) else LAPSED
    return EXPIRING if (row["ends"] - day).days <= WARNED[-1] else IN_FORCE


def ending_between(stands: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """One row per enterprise and contract (``standing``) that ends from ``first`` to ``last``, both included, with no other after
    it: unit, name, parent, contract (the kind) and until. Sorted by until, then name."""
    rows = stands[
        stands["ends"].between(pd.Timestamp(first), pd.Timestamp(last)) & ~stands["state"].isin([TO_COME, ENDED])
    ]
    return rows[["unit", "name", "parent", "kind", "until"]].rename(columns={"kind": "contract"}).reset_index(drop=True)


def without_any(stands: pd.DataFrame, unionised: Collection[str], kind: str) -> list[str]:
    """The enterprises with a union that never had a contract of a kind, or whose only one was ended early."""
    known = set(stands.loc[stands["kind"].eq(kind) & stands["state"].ne(ENDED), "unit"])
    return [unit for unit in unionised if unit not in known]


def warned(stands: pd.DataFrame) -> dict[str, int]:
    """How many contracts end within 30, 60 and 90 days (by days, each without those before it), and how many lapsed."""
    soon = stands[stands["state"] == EXPIRING]["left"]
    counts = {str(days): int(soon.between(before, days).sum()) for before, days in _spans(WARNED)}
    return counts | {LAPSED: int((stands["state"] == LAPSED).sum())}


def _spans(ends: Iterable[int]) -> list[tuple[int, int]]:
    starts, found = 0, []
    for end in ends:
        found.append((starts, end))
        starts = end + 1
    return found
