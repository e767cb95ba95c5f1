"""The register of contracts for reading: each contract, how those of each enterprise stand, and counts beside reports."""

from collections.abc import Collection, Mapping

import pandas as pd

from tracking.language import _
from tracking.registers import CONTRACTS, apart, sums_beside
from tracking.telling import CONTRACT_ICONS, amount_text, contract_state_text, contract_text, left_text
from tracking.telling.tables.told import Told, tell_amount, tell_day, tell_employees, tell_in_order, tell_part

NAMED, RATE = 3, "renewal_rate"
ORDER = {state: place for place, state in enumerate(CONTRACT_ICONS)}


def contracts_table(found: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Contracts (registers.contracts_of), for reading; ``names`` are those of units."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            _("Signed by"): [names.get(row["unit"], row["unit"]) for row in rows],
            _("Contract"): [contract_text(row["kind"], row["extent"]) for row in rows],
            _("How it stands"): [tell_in_order(contract_state_text(row["state"]), ORDER[row["state"]]) for row in rows],
            _("First day"): [tell_day(row["valid_from"]) for row in rows],
            _("Last day"): [_until(row) for row in rows],
            _("Time left"): [_left(row) for row in rows],
            _("Employees covered"): [tell_employees(row["employees"]) for row in rows],
            _("Signed on"): [tell_day(row["signed_on"]) for row in rows],
            _("Filed on"): [tell_day(row["filed_on"]) for row in rows],
            _("Renewal"): [_renewal(row) for row in rows],
            _("Covers"): [_covers(row["covers"], names) for row in rows],
            _("Note"): [" · ".join(filter(None, map(_text, (row["ended_reason"], row["note"])))) for row in rows],
        }
    )


def contract_changes_table(changes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """What a file would change in the register (intake.compare_contracts), for reading; ``names`` are those of units."""
    rows = changes[changes["change"] != "unchanged"].to_dict("records")
    words = {"new": _("new"), "corrected": _("changed")}
    return pd.DataFrame(
        {
            _("Change"): [words[row["change"]] for row in rows],
            _("Signed by"): [names.get(row["unit"], row["unit"]) for row in rows],
            _("Contract"): [contract_text(row["kind"], row["extent"]) for row in rows],
            _("First day"): [tell_day(row["valid_from"]) for row in rows],
            _("Last day"): [tell_day(row["valid_to"], _("not known")) for row in rows],
            _("Employees covered"): [tell_employees(row["employees"]) for row in rows],
            _("Renewal"): [_renewal(row) for row in rows],
            _("Covers"): [_("{count} enterprises", count=row["covers"]) if row["covers"] else "" for row in rows],
            _("Cell"): [f"{row['sheet']} {row['cell']}" for row in rows],
        }
    )


def _until(row: dict) -> Told:
    """The last day; of a contract whose end nobody said the latest that it can be."""
    told = tell_day(row["until"])
    return Told(_("at the latest {day}", day=told.words), told.value) if pd.isna(row["valid_to"]) else told


def _left(row: dict) -> Told:
    """How long a contract still runs; below 0 since when it does not."""
    left = None if pd.isna(row["left"]) else int(row["left"])
    if left is not None and left < 0:
        return Told("−" + _("{days} days", days=-left), left)
    return Told(left_text(left, row["until"]), left)


def _renewal(row: dict) -> str:
    if pd.isna(row["renews"]):
        return _("new")
    return _("renewal") if row["renews"] else _("renewal of one not on record")


def _covers(units: list[str], names: Mapping[str, str]) -> str:
    listed = _(", ").join(names.get(unit, unit) for unit in list(units)[:NAMED])
    count = _("{count} enterprises", count=len(units))
    return f"{count}: {listed}{' …' if len(units) > NAMED else ''}" if len(units) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def standing_table(stands: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """How the contracts of enterprises stand (registers.standing), with whom to phone, for reading."""
    about = units.set_index("unit")
    rows = stands.to_dict("records")
    return pd.DataFrame(
        {
            _("Enterprise"): [row["name"] for row in rows],
            _("Contract"): [contract_text(row["kind"], row["extent"]) for row in rows],
            _("Last day"): [tell_day(row["until"]) for row in rows],
            _("Time left"): [_left(row) for row in rows],
            _("How it stands"): [tell_in_order(contract_state_text(row["state"]), ORDER[row["state"]]) for row in rows],
            _("Contact"): [_text(about["contact"].get(row["unit"])) for row in rows],
            _("Phone"): [_text(about["phone"].get(row["unit"])) for row in rows],
            _("Village or park"): [_text(about["name"].get(row["parent"])) for row in rows],
        }
    )


def register_sums_table(
    beside: pd.DataFrame,
    indicators: pd.DataFrame,
    units: Mapping[str, str],
    counts: Mapping[str, int],
    codes: Collection[str] = tuple(CONTRACTS),
) -> pd.DataFrame:
    """What the register counts beside what was reported (registers.register_beside_reports), an indicator (``codes``) a row, for reading:
    the difference, who causes it, and which of the two counts (``counts``: registers.counted_since)."""
    about = indicators.set_index("indicator")
    differ = apart(beside)
    lines = []
    for row in sums_beside(beside, codes).to_dict("records"):
        code, measure = row["indicator"], about.loc[row["indicator"], "measure"]
        who = [units.get(unit, unit) for unit in differ.loc[differ["indicator"] == code, "unit"]]
        lines.append(
            {
                _("Indicator"): about.loc[code, "shown"],
                _("Register"): tell_amount(row["register"], measure),
                _("Reported figure"): tell_amount(row["reported"], measure),
                _("Difference"): _difference(row["register"] - row["reported"], measure),
                _("Who causes it"): _(", ").join(who[:NAMED]) + (_(" and {count} other units", count=len(who) - NAMED) if len(who) > NAMED else ""),
                _("What counts"): _("register") if code in counts else _("reported figure"),
            }
        )  # fmt: skip
    rate = _rate_line(sums_beside(beside), about, counts) if set(codes) >= set(CONTRACTS) else []
    return pd.DataFrame([*lines, *rate])


def _rate_line(sums: pd.DataFrame, about: pd.DataFrame, counts: Mapping[str, int]) -> list[dict]:
    """The renewal rate of the quarter by each of the two, where the catalogue has it."""
    if RATE not in about.index:
        return []
    parts = [str(about.loc[RATE, part]) for part in ("numerator", "denominator")]
    by_part = {row["indicator"]: row for row in sums.to_dict("records")}
    renewed, expired = (by_part[part] for part in parts)
    both = set(parts) <= set(counts)
    return [
        {
            _("Indicator"): about.loc[RATE, "shown"],
            _("Register"): tell_part(renewed["register"], expired["register"]),
            _("Reported figure"): tell_part(renewed["reported"], expired["reported"]),
            _("Difference"): Told(""),
            _("Who causes it"): "",
            _("What counts"): _("register") if both else _("reported figure"),
        }
    ]


def _difference(value: int, measure: str) -> Told:
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return Told(f"{sign}{amount_text(abs(value), measure)}" if value else _("none"), float(value))


def register_apart_table(
    beside: pd.DataFrame, indicators: pd.DataFrame, units: Mapping[str, str], codes: Collection[str] = tuple(CONTRACTS)
) -> tuple[pd.DataFrame, list[str]]:
    """Every unit and indicator (``codes``) in which the register and the report differ, for reading; and the units of the rows."""
    about = indicators.set_index("indicator")
    rows = [row for row in apart(beside).to_dict("records") if row["indicator"] in codes]
    table = pd.DataFrame(
        {
            _("Unit"): [units.get(row["unit"], row["unit"]) for row in rows],
            _("Indicator"): [about.loc[row["indicator"], "shown"] for row in rows],
            _("Register"): [_amount(row, "register", about) for row in rows],
            _("Reported figure"): [_amount(row, "reported", about) for row in rows],
        }
    )
    return table, [row["unit"] for row in rows]


def _amount(row: dict, name: str, about: pd.DataFrame) -> Told:
    missing = _("not in the register") if name == "register" else _("not reported")
    if pd.isna(row[name]):
        return Told(missing)
    return tell_amount(row[name], about.loc[row["indicator"], "measure"])
