"""Reports handed in from below: whether a node asks for that, and returning and accepting them (审核). Nobody accepts their own."""

from collections.abc import Iterable, Mapping

import pandas as pd

from tracking.accounts.people import Person, whole_of
from tracking.language import N_, _
from tracking.store import OtherStore, Store, StoreProblem, changed_by, refuse_unless_seen

ASKS = {
    "off": N_("not asked for: what is stored counts at once"),
    "marked": N_("counts at once, and is shown as not accepted yet"),
    "held": N_("counts once it is accepted"),
}
STATES = {"submitted": N_("handed in"), "returned": N_("returned"), "accepted": N_("accepted")}
FIGURE = ["unit", "indicator", "period", "amount", "state", "basis", "qualifier", "note", "sheet", "cell"]


def rules_of(store: Store) -> pd.DataFrame:
    """What units ask of reports from below them; columns as sql/acceptance_rules.sql."""
    return store.read("acceptance_rules")


def set_rule(store: Store, unit: str, asks: str, by: str, seen: int | None = None) -> int:
    """Have a unit ask that reports from below are accepted, or not any more (``asks``: a key of ASKS).

    Raises StoreProblem; StoreChanged where somebody set another rule since the submission ``seen`` (0: none).
    """
    if asks not in ASKS:
        raise ValueError(asks)

    def tables() -> dict[str, pd.DataFrame]:
        found = rules_of(store)
        refuse_unless_seen(seen, next(iter(found[found["unit"] == unit].to_dict("records")), None))
        return {"acceptance_rule": pd.DataFrame([{"unit": unit, "asks": asks}])}

    return store.add("acceptance", tables, received_by=by, reason=f"{unit}: {asks}")


def asked_of(store: Store, person: Person) -> tuple[str, str] | None:
    """Which unit above a person's branch asks that their reports are accepted, and how: of those that ask for most the nearest; None
    where none does."""
    rules = rules_of(whole_of(store))
    asks = dict(zip(rules["unit"], rules["asks"], strict=True))
    above = [code for code in str(person.scope or "/").split("/") if code][:-1]
    for wanted in ("held", "marked"):
        if found := [code for code in above if asks.get(code) == wanted]:
            return found[-1], wanted
    return None


def handed_in(store: Store, person: Person, rows: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The rows that are stored where a person stores some: their figures are handed in where a unit above asks for that."""
    figures = rows.get("report")
    if figures is None or figures.empty or (asked := asked_of(store, person)) is None:
        return rows
    node, asks = asked
    reports = figures[["unit", "period"]].drop_duplicates().assign(state="submitted", node=node)
    if asks == "marked":
        return rows | {"review": reports}
    return {table: part for table, part in rows.items() if table != "report"} | {
        "held_report": figures,
        "review": reports,
    }


def reviews_of(store: Store | OtherStore, period: int | None) -> pd.DataFrame:
    """The reports handed in for a quarter (None: for any), returned and accepted ones too; columns as sql/reviews.sql."""
    return store.read("reviews", period=period)


def units_waiting(store: Store | OtherStore, period: int) -> frozenset[str]:
    """The units whose report for a quarter is handed in and not accepted yet."""
    found = reviews_of(store, period)
    return frozenset(found.loc[found["state"] == "submitted", "unit"])


def awaiting(store: Store, period: int) -> pd.DataFrame:
    """The figures of a quarter that are handed in and not accepted yet; columns as sql/awaiting.sql."""
    return store.read("awaiting", period=period)


def marked_in(store: Store, period: int) -> dict[str, set[str]]:
    """Unit → the indicators whose figures were marked when its report was last returned."""
    found = store.read("marked_figures", period=period)
    return {str(unit): set(rows["indicator"]) for unit, rows in found.groupby("unit")}


def accept(store: Store, units: Iterable[str], period: int, by: str, seen: Mapping[str, int] | None = None) -> int:
    """Accept the reports of some units for a quarter: what was held counts from now on.

    A held figure over which somebody stored another one since stays as it is. Raises StoreProblem; StoreChanged where a report is not
    as it was ``seen`` (unit → submission of its newest state) any more.
    """
    return _decide(store, list(units), period, "accepted", "", (), by, seen)


def give_back(
    store: Store, unit: str, period: int, reason: str, marked: Iterable[str], by: str, seen: int | None = None
) -> int:
    """Return the report of a unit for a quarter, with a reason and the indicators whose figures are ``marked``; as accept."""
    if not reason.strip():
        raise StoreProblem(_("Say why the report is returned."))
    return _decide(
        store, [unit], period, "returned", reason.strip(), marked, by, None if seen is None else {unit: seen}
    )


def _decide(
    store: Store, units: list[str], period: int, state: str, reason: str, marked: Iterable[str], by: str,
    seen: Mapping[str, int] | None,
) -> int:  # fmt: skip
    waiting = awaiting(store, period)
    files = waiting.loc[waiting["unit"].isin(units), "file_name"].unique()

    def tables() -> dict[str, pd.DataFrame]:
        found = reviews_of(store, period).set_index("unit")
        for unit in units:
            row = found.loc[unit].to_dict() if unit in found.index else None
            if row is None or row["state"] != "submitted" or (seen and seen.get(unit) != row["submission"]):
                raise changed_by(row)
        told = pd.DataFrame({"unit": units, "period": period, "state": state, "node": found.loc[units, "node"].tolist(),
                             "reason": reason or None}).astype({"reason": object})  # fmt: skip
        rows = {"review": told}
        if state == "accepted":
            now = awaiting(store, period)
            rows["report"] = now[now["unit"].isin(units) & now["held"] & ~now["overtaken"]][FIGURE].reset_index(
                drop=True
            )
        elif indicators := list(marked):
            rows["marked_figure"] = pd.DataFrame({"unit": units[0], "indicator": indicators, "period": period})
        return rows

    file_name = files[0] if len(files) == 1 else ""
    return store.add("review", tables, received_by=by, period=period, reason=reason or None, file_name=file_name)


def refuse_wrong_review(store: Store, person: Person, rows: Mapping[str, pd.DataFrame]) -> None:
    """Raise StoreProblem unless a decision is about reports handed in below the person, none of them their own, and what comes to
    count with it is what was handed in."""
    for period, told in rows["review"].groupby("period"):
        found = reviews_of(store, int(str(period))).set_index("unit")
        waiting = awaiting(store, int(str(period)))
        waiting = waiting[waiting["unit"].isin(told["unit"])]
        below = found.loc[[unit for unit in told["unit"] if unit in found.index]]
        own = set(below["handed_in_by"]) | set(waiting["received_by"])
        if person.name in own:
            raise StoreProblem(_("Nobody accepts or returns what they handed in themselves. Nothing was stored."))
        paths = [store.read("unit_path", unit=node, day=store.today())["path"].tolist() for node in set(below["node"])]
        if len(below) < len(told) or not all(path and path[0].startswith(str(person.scope)) for path in paths):
            raise StoreProblem(
                _("This is accepted by somebody of the unit that asked for it, or above. Nothing was stored.")
            )
        figures = rows.get("report")
        if figures is not None and not _told(figures) <= _told(waiting[waiting["held"]]):
            raise StoreProblem(_("Only figures that were handed in are accepted. Nothing was stored."))


def _told(rows: pd.DataFrame) -> set[tuple]:
    return set(
        rows[["unit", "indicator", "period", "state", "basis"]]
        .assign(amount=rows["amount"].astype(str))
        .itertuples(index=False, name=None)
    )
