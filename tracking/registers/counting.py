"""What the registers count, beside what was reported, and of which indicators they count instead of the reports."""

from collections.abc import Collection, Mapping

import pandas as pd

from tracking.language import _
from tracking.quarters import quarter_end
from tracking.store import OtherStore, Store, StoreProblem, refuse_unless_seen

CARRIED = 4  # quarters
# Indicators that follow from the register of contracts → the kind of contract that they are about.
CONTRACTS = {
    "contract_enterprises": "collective",
    "contracts_in_force": "collective",
    "covered_employees": "collective",
    "contracts_signed": "collective",
    "new_union_contracts": "collective",
    "contracts_expired": "collective",
    "contracts_renewed": "collective",
    "wage_enterprises": "wage",
    "womens_contract_enterprises": "womens",
}
FOUNDINGS = (
    "survey_visits",
    "formation_notices",
    "formation_meetings",
    "new_unions",
)  # follow from that of enterprises without a union
COUNTED = (*CONTRACTS, *FOUNDINGS)


def register_beside_reports(store: Store | OtherStore, scope: str, period: int) -> pd.DataFrame:
    """One row per unit in a scope and indicator of COUNTED: unit, indicator, register, reported (missing where nobody says it).

    A level that was not reported this quarter is the one reported within a year before, as progress carries it; a flow is that
    of the quarter alone, of a year-to-date figure what it brought since.
    """
    day = quarter_end(period)
    counted = store.read("register_counted", scope=scope, first_period=period, last_period=period)
    units = store.read("current_units", scope=scope, day=day)
    inside = units.loc[~(units["closed"] <= pd.Timestamp(day)), "unit"]
    counted = counted[counted["unit"].isin(inside)].rename(columns={"amount": "register"})
    told = store.read("reported_amounts", scope=scope, day=day, first_period=period - CARRIED, last_period=period)
    told = told[told["indicator"].isin(list(COUNTED)) & told["unit"].isin(inside)].sort_values("period")
    kinds = store.read("current_indicators").set_index("indicator")["kind"]
    level = told["indicator"].map(kinds).eq("stock")
    levels = told[level].drop_duplicates(["unit", "indicator"], keep="last")
    reported = pd.concat([levels[["unit", "indicator", "amount"]], _flows(told[~level], period)])
    counted = _where_reported(store, counted, reported, units)
    columns = ["unit", "indicator", "register", "reported"]
    both = counted.merge(reported.rename(columns={"amount": "reported"}), "outer", ["unit", "indicator"])
    order = {code: place for place, code in enumerate(COUNTED)}
    rows = both.assign(place=both["indicator"].map(order)).sort_values(["place", "unit"], ignore_index=True)
    return rows[columns].astype({"register": "Int64", "reported": "Int64"})


def _where_reported(
    store: Store | OtherStore, counted: pd.DataFrame, reported: pd.DataFrame, units: pd.DataFrame
) -> pd.DataFrame:
    """The counts of steps that were taken at an enterprise with the unit that reports them: the nearest above it that told a figure, else
    the nearest that is asked."""
    asked = dict(store.read("current_indicators").set_index("indicator")["reported_by"].str.split(";"))
    steps = [code for code in FOUNDINGS if "enterprise" not in asked.get(code, ["enterprise"])]
    kinds, path = units.set_index("unit")["kind"], units.set_index("unit")["path"]
    told = set(zip(reported["unit"], reported["indicator"], strict=True))
    moved = counted["indicator"].isin(steps) & counted["unit"].map(kinds).eq("enterprise")

    def reporter(unit: str, code: str) -> str:
        above = str(path[unit]).strip("/").split("/")[-2::-1]
        who = [one for one in above if (one, code) in told] or [one for one in above if kinds.get(one) in asked[code]]
        return who[0] if who else unit

    rows = counted[moved]
    at = [reporter(unit, code) for unit, code in zip(rows["unit"], rows["indicator"], strict=True)]
    whole = pd.concat([counted[~moved], rows.assign(unit=at)])
    return whole.groupby(["unit", "indicator"])["register"].sum().reset_index()


def _flows(told: pd.DataFrame, period: int) -> pd.DataFrame:
    """What each flow brought in a quarter: unit, indicator, amount; left out where that cannot be told."""
    rows = []
    for (unit, indicator), own in told[told["period"] >= period // 4 * 4].groupby(["unit", "indicator"]):
        known = dict(zip(own["period"], zip(own["basis"], own["amount"], strict=True), strict=True))
        if period not in known:
            continue
        amount = _this_quarter(known, period)
        rows += [] if amount is None else [{"unit": unit, "indicator": indicator, "amount": amount}]
    return pd.DataFrame(rows, columns=["unit", "indicator", "amount"])


def _this_quarter(known: dict[int, tuple[str, int]], period: int) -> int | None:
    """What a quarter brought by its figure, this quarter's or for the year to date less what there was before."""
    basis, amount = known[period]
    if basis != "cumulative":
        return amount
    before = [_this_quarter(known, p) if p in known else None for p in range(period // 4 * 4, period)]
    last = next(
        (p for p in range(period - 1, period // 4 * 4 - 1, -1) if known.get(p, ("", 0))[0] == "cumulative"), None
    )
    if last is not None:
        before = [known[last][1], *before[last - period // 4 * 4 + 1 :]]
    return None if None in before else amount - sum(part or 0 for part in before)


def apart(beside: pd.DataFrame) -> pd.DataFrame:
    """The rows in which the register and the report differ, columns as register_beside_reports; nothing said counts as 0."""
    return beside[beside["register"].fillna(0) != beside["reported"].fillna(0)].reset_index(drop=True)


def sums_beside(beside: pd.DataFrame, codes: Collection[str] = COUNTED) -> pd.DataFrame:
    """One row per indicator (``codes``) of register_beside_reports: indicator, register, reported, and of how many units the register
    (more_in_register) or the report (more_reported) says more."""
    difference = (beside["register"].fillna(0) - beside["reported"].fillna(0)).astype("int64")
    rows = beside.assign(more_in_register=difference > 0, more_reported=difference < 0).groupby("indicator")
    found = rows[["register", "reported", "more_in_register", "more_reported"]].sum()
    return found.reindex(list(codes), fill_value=0).astype("int64").reset_index()


def counted_since(store: Store | OtherStore) -> dict[str, int]:
    """The indicators of which the register counts → the first quarter of which it does."""
    found = store.read("counted_by_register")
    return dict(zip(found["indicator"], found["since_period"].astype(int), strict=True))


def newest_counted(store: Store | OtherStore) -> dict | None:
    """Who last said of which indicators the register counts: submission, received_by, received_at; None before anybody did."""
    return next(iter(store.read("newest_register_counts").to_dict("records")), None)


def count_from_register(
    store: Store,
    indicators: Mapping[str, int],
    by: str,
    seen: int | None = None,
    of: Collection[str] = COUNTED,
) -> int:
    """From a quarter on (``indicators``: code → its first) a register counts of these indicators, and of the others (``of`` those
    that are spoken of) the reports.

    Raises StoreProblem for an indicator that does not follow from it, for a quarter that is closed, or where nothing changes;
    StoreChanged where somebody said so since the submission that was ``seen``.
    """
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    if strange := sorted(set(indicators) - set(COUNTED)):
        raise StoreProblem(_("{names} does not follow from a register.", names=_(", ").join(strange)))

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, newest_counted(store))
        now = counted_since(store)
        changed = {code: indicators.get(code) for code in of if indicators.get(code) != now.get(code)}
        if not changed:
            raise StoreProblem(_("This is what counts already."))
        closed = store.read("closings")
        shut = set(closed.loc[closed["closed"], "period"].astype(int)) if len(closed) else set()
        first = min(
            [period for period in (*changed.values(), *(now.get(code) for code in changed)) if period is not None]
        )
        if late := [period for period in shut if period >= first]:
            raise StoreProblem(_("The quarter {year} Q{quarter} is closed; choose a later one, or reopen it first.",
                                 year=max(late) // 4, quarter=max(late) % 4 + 1))  # fmt: skip
        rows = [{"indicator": code, "since_period": period} for code, period in changed.items()]
        return {"register_counts": pd.DataFrame(rows).astype({"since_period": "Int32"})}

    return store.add("setting", tables, received_by=by.strip())
