"""What a register of contracts counts, told the slow and obvious way: one enterprise, one quarter, one contract after another."""

from datetime import date, timedelta

from tracking.registers import Contract

ONE_DAY = timedelta(days=1)


def last_day(contract: Contract) -> date:
    """The last day on which a contract holds."""
    end = contract.until
    return min(end, contract.ended_on - ONE_DAY) if contract.ended_on else end


def covered_since(contract: Contract, unit: str) -> date | None:
    """Since when a contract covers an enterprise; None where it does not."""
    if contract.extent == "own":
        return contract.valid_from if contract.unit == unit else None
    for cover in contract.covers:
        if cover.unit == unit:
            return max(contract.valid_from, cover.joined_on or contract.valid_from)
    return None


def quarter_of_day(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def told_of(contracts: list[Contract], unit: str, staff: int, period: int) -> dict[str, int]:
    """Indicator → what the register counts of an enterprise at the end of a quarter (a level) or in it (a flow)."""
    next_month = period % 4 * 3 + 4
    end = date(period // 4 + (next_month > 12), next_month if next_month <= 12 else 1, 1) - ONE_DAY
    by_number = {one.number: one for one in contracts}
    found = dict.fromkeys(
        ("contract_enterprises", "wage_enterprises", "womens_contract_enterprises", "covered_employees", "contracts_expired",
         "contracts_renewed", "contracts_in_force", "contracts_signed"), 0)  # fmt: skip
    level = {"collective": "contract_enterprises", "wage": "wage_enterprises", "womens": "womens_contract_enterprises"}
    for one in contracts:
        if one.unit == unit and one.kind == "collective":
            if one.valid_from <= end <= last_day(one):
                found["contracts_in_force"] += 1
            if one.renews is None and quarter_of_day(one.signed_on or one.valid_from) == period:
                found["contracts_signed"] += 1
        since = covered_since(one, unit)
        if since is None:
            continue
        if since <= end <= last_day(one):
            found[level[one.kind]] = 1
            if one.kind == "collective":
                said = one.employees if one.extent == "own" else next(c.employees for c in one.covers if c.unit == unit)
                found["covered_employees"] = max(found["covered_employees"], staff if said is None else said)
        if one.kind != "collective":
            continue
        if one.ended_on is None and since <= one.until and quarter_of_day(one.until) == period:
            found["contracts_expired"] = 1
        if one.renews is None or since != one.valid_from:
            continue
        before = by_number.get(one.renews)
        ran_out = before is None or (before.ended_on is None and covered_since(before, unit) is not None)
        ended = before.until if before else one.valid_from - ONE_DAY
        if before is None and quarter_of_day(ended) == period:
            found["contracts_expired"] = 1
        if ran_out and quarter_of_day(max(one.signed_on or one.valid_from, ended)) == period:
            found["contracts_renewed"] = 1
    return found
