"""The register of contracts (合同台账): kept as changes that append, read back, and how each stands."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from tracking.accounts import whole_of
from tracking.language import _
from tracking.registers.checking import doubts_of, faults_of, faults_of_renewal
from tracking.registers.contract import FIELDS, WARNED, Contract, Cover, DoubtfulContract, WrongContract
from tracking.store import OtherStore, Store, changed_by


def record_contracts(
    store: Store,
    contracts: Sequence[Contract],
    by: str,
    sure: bool = False,
    reason: str = "",
    seen: dict[int, int] | None = None,
) -> int:
    """Keep contracts, new ones and changes of others (with their number), as one submission, and return its number.

    ``sure``: also where something is odd. ``seen`` has the submission that somebody saw of a contract that is changed. Raises
    WrongContract with every fault at once, DoubtfulContract where something is odd, StoreChanged where one was changed meanwhile.
    """
    faults = [] if by.strip() else [_("Please say who you are: a name or an office.")]
    if any((contract.number or 0) > 0 for contract in contracts) and not reason.strip():
        faults.append(_("Say why what is on record is changed."))
    if faults:
        raise WrongContract(" ".join(faults))

    def tables() -> dict[str, pd.DataFrame]:
        return contract_tables(store, contracts, sure, seen or {})

    return store.add("contracts", tables, received_by=by.strip(), reason=reason.strip() or None)


def contract_tables(
    store: Store, contracts: Sequence[Contract], sure: bool = False, seen: dict[int, int] | None = None
) -> dict[str, pd.DataFrame]:
    """The rows of contracts for the store, new ones numbered, and those of what they cover; columns as sql/contract_changes.sql. Raises
    as record_contracts."""
    units = store.read("current_units", scope="/", day=store.today())
    kinds = dict(zip(units["unit"], units["kind"], strict=True))
    known = known_contracts(store)
    faults = [
        fault
        for contract in contracts
        for fault in (*faults_of(contract, kinds), *faults_of_renewal(contract, [*known, *contracts]))
    ]
    if faults:
        raise WrongContract(" ".join(dict.fromkeys(faults)))
    by_number = {one.number: one for one in known}
    for contract in contracts:
        if (number := contract.number or 0) <= 0:
            continue
        before = by_number.get(number)
        if before is None or before.unit != contract.unit:
            raise WrongContract(_("A contract is corrected where it stands; of another unit it is another contract."))
        _refuse_changed(store, number, (seen or {}).get(number))
        _refuse_unseen_covers(store, number, before)
    if not sure:
        staff = employees_of(units)
        doubts = [doubt for contract in contracts for doubt in doubts_of(contract, known, staff)]
        if doubts:
            raise DoubtfulContract(" ".join(dict.fromkeys(doubts)))
    return _rows(contracts, int(whole_of(store).read("newest_contract")["contract"].iloc[0]))


def _refuse_changed(store: Store, number: int, seen: int | None) -> None:
    """Raise StoreChanged where a contract was changed since the submission that somebody ``seen``."""
    found = store.read("contract_changes", contract=number).iloc[0].to_dict()
    if seen is not None and int(found["submission"]) != seen:
        raise changed_by(found)


def _refuse_unseen_covers(store: Store, number: int, before: Contract) -> None:
    """Raise WrongContract where a contract covers enterprises that whoever changes it does not see: these would be left out."""
    covers = whole_of(store).read("contract_covers_as_typed")
    if (covers["contract"] == number).sum() != len(before.covers):
        raise WrongContract(
            _(
                "This contract covers enterprises outside your branch, too, so somebody who sees all of them has to correct it."
            )
        )


def _rows(contracts: Sequence[Contract], last: int, withdrawn: bool = False) -> dict[str, pd.DataFrame]:
    """``number`` below 0 is what contracts that are new in this act call each other; they get the next numbers."""
    rows, covers = [], []
    new = [contract.number or 0 for contract in contracts if (contract.number or 0) <= 0]
    called = {name: last + place for place, name in enumerate(new, start=1) if name < 0}
    for contract in contracts:
        number = contract.number or 0
        if number <= 0:
            number = last = last + 1
        row = {name: getattr(contract, name) for name in (*FIELDS, "sheet", "cell")}
        row["renews"] = called.get(contract.renews or 0, contract.renews)
        rows.append({"contract": number, **{name: None if value == "" else value for name, value in row.items()},
                     "withdrawn": withdrawn})  # fmt: skip
        covers += [
            {"contract": number, "unit": cover.unit, "employees": cover.employees, "joined_on": cover.joined_on}
            for cover in (contract.covers if contract.extent != "own" and not withdrawn else ())
        ]
    return {
        "contract": pd.DataFrame(rows).astype({"employees": "Int64", "renews": "Int64"}),
        "contract_cover": pd.DataFrame(covers, columns=["contract", "unit", "employees", "joined_on"]).astype({"employees": "Int64"}),
    }  # fmt: skip


def withdraw_contract(store: Store, contract: Contract | None, by: str, reason: str, seen: int | None = None) -> int:
    """Take back a contract that was entered by mistake; what it said stays on record.

    Raises WrongContract without a contract, reason or name, or where another renews it; StoreChanged as record_contracts.
    """
    faults = [] if contract else [_("Choose the entry that is taken back.")]
    faults += [] if reason.strip() else [_("Say why the entry is taken back.")]
    faults += [] if by.strip() else [_("Please say who you are: a name or an office.")]
    if contract is None or contract.number is None or faults:
        raise WrongContract(" ".join(faults))
    number = contract.number

    def tables() -> dict[str, pd.DataFrame]:
        _refuse_changed(store, number, seen)
        if any(other.renews == number for other in known_contracts(store)):
            raise WrongContract(_("Another contract renews this one; take that back first, or correct it."))
        return _rows([contract], 0, withdrawn=True)

    return store.add("contracts", tables, received_by=by.strip(), reason=reason.strip())


def contracts_of(store: Store | OtherStore, scope: str, day: date) -> pd.DataFrame:
    """The contracts that units in a scope signed or are covered by, the last to end first; columns as sql/contracts.sql, and
    state (STATES) and left, the days until the end, on ``day``."""
    found = store.read("contracts", scope=scope, day=day)
    last = pd.to_datetime(found["last_day"])
    left = (last - pd.Timestamp(day)).dt.days
    newest = last.groupby([found["unit"], found["kind"], found["extent"]]).transform("max")
    states = [_state(row, followed, day) for row, followed in zip(found.to_dict("records"), last < newest, strict=True)]
    return found.assign(state=pd.Series(states, dtype="str"), left=left)


def _state(row: dict, followed: bool, day: date) -> str:
    """How a contract stands on a day: one of STATES; ``followed`` says that another of its unit and kind ends later."""
    last = pd.Timestamp(row["last_day"]).date()
    if not pd.isna(row["ended_on"]) and pd.Timestamp(row["ended_on"]).date() <= day:
        return "ended"
    if pd.Timestamp(row["valid_from"]).date() > day:
        return "to_come"
    if followed or not pd.isna(row["renewed_by"]):
        return "renewed" if last < day else "in_force"
    if last < day:
        return "lapsed"
    return "expiring" if (last - day).days <= WARNED[-1] else "in_force"


def known_contracts(store: Store | OtherStore) -> list[Contract]:
    """Every contract on record that can be seen."""
    found = store.read("contracts", scope="/", day=date.max)
    covers: dict[int, list[Cover]] = {}
    for row in store.read("contract_covers_as_typed").to_dict("records"):
        covers.setdefault(int(row["contract"]), []).append(Cover(row["unit"], _number(row["employees"]), _day(row["joined_on"])))  # fmt: skip
    return [contract_of(row, covers.get(int(row["contract"]), [])) for row in found.to_dict("records")]


def contract_of(row: dict, covers: Sequence[Cover] = ()) -> Contract:
    """A row of contracts_of as a contract."""
    return Contract(
        row["unit"], row["kind"], _day(row["valid_from"]), _day(row["valid_to"]), row["extent"], _number(row["employees"]),
        _day(row["signed_on"]), _day(row["filed_on"]), _number(row["renews"]), _day(row["ended_on"]),
        row["ended_reason"] or "", row["note"] or "", tuple(covers), int(row["contract"]),
    )  # fmt: skip


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _number(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def employees_of(units: pd.DataFrame) -> dict[str, int]:
    """Unit → its employees, where they are known."""
    known = units[units["employees"].notna()]
    return dict(zip(known["unit"], known["employees"].astype(int), strict=True))


def put_back(store: Store, before: OtherStore, submission: int) -> tuple[dict[str, pd.DataFrame], int, int]:
    """The rows that put back what held before a submission about contracts (columns as contract_tables), how many contracts that is,
    and how many stay because something else was stored over them since. ``before`` is the store as it was then."""
    now = store.read("contract_numbers", submission=submission)
    mine = [int(number) for number in now.loc[now["newest"] == submission, "contract"]]
    was = {contract.number: contract for contract in known_contracts(before)}
    found = {contract.number: contract for contract in known_contracts(store)}
    renewed = {contract.renews for number, contract in found.items() if number not in mine}
    put = [was[number] for number in mine if number in was]
    gone = [found[number] for number in mine if number in found and number not in was and number not in renewed]
    parts = [_rows(some, 0, withdrawn) for some, withdrawn in ((put, False), (gone, True)) if some]
    names = ("contract", "contract_cover") if parts else ()
    tables = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in names}
    return tables, len(put) + len(gone), len(now) - len(put) - len(gone)
