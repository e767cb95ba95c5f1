"""The register of contracts (合同台账): what is wrong or doubtful about one, kept as changes that append, and how each stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tracking.accounts import whole_of
from tracking.language import N_, _
from tracking.store import OtherStore, Store, StoreProblem, changed_by

KINDS = {
    "collective": N_("Collective contract"),
    "wage": N_("Wage agreement"),
    "womens": N_("Contract on women's rights"),
}
EXTENTS = {"own": N_("its own"), "regional": N_("regional"), "sectoral": N_("sectoral")}
LONGEST = {"collective": 3, "wage": 1, "womens": 3}  # years: by law three, by custom one
NOT_ON_RECORD = 0  # what a contract renews that the register does not have
WARNED = (30, 60, 90)  # days before its end
RENEWED_WITHIN = 365  # days between the end of a contract and one that may be its renewal
FIELDS = ("unit", "kind", "extent", "employees", "signed_on", "valid_from", "valid_to", "filed_on", "renews", "ended_on",
          "ended_reason", "note")  # fmt: skip
STATES = {
    "ended": N_("ended early"),
    "lapsed": N_("lapsed, not renewed"),
    "expiring": N_("expiring"),
    "in_force": N_("in force"),
    "to_come": N_("not begun yet"),
    "renewed": N_("renewed"),
}


class WrongContract(StoreProblem):
    """A contract that cannot be kept as it is; the message has a sentence for each fault."""


class DoubtfulContract(WrongContract):
    """A contract that is kept only when somebody says that it is right; the message says what is odd about it."""


@dataclass(frozen=True)
class Cover:
    """An enterprise that a regional or sectoral contract covers: how many of its employees, and since when if it joined later."""

    unit: str
    employees: int | None = None
    joined_on: date | None = None


@dataclass(frozen=True)
class Contract:
    """One contract: who signed it, what kind it is, and from when until when it runs; ``number`` where it is on record.

    ``renews`` is the number of the contract before it (NOT_ON_RECORD for one that the register does not have). ``ended_on`` is
    the first day on which it did not hold any more. Without ``valid_to`` its end is not known.
    """

    unit: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    extent: str = "own"
    employees: int | None = None
    signed_on: date | None = None
    filed_on: date | None = None
    renews: int | None = None
    ended_on: date | None = None
    ended_reason: str = ""
    note: str = ""
    covers: tuple[Cover, ...] = ()
    number: int | None = None
    sheet: str = ""
    cell: str = ""

    @property
    def begins(self) -> date:
        """The first day; only of a contract without faults."""
        assert self.valid_from is not None
        return self.valid_from

    @property
    def until(self) -> date:
        """The last day by its words; where nobody said, as long as one of its kind runs."""
        return self.valid_to or years_after(self.begins, LONGEST[self.kind])


def years_after(first: date, years: int) -> date:
    """The last day of a contract that begins on a day and runs some years."""
    try:
        return first.replace(year=first.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(first.year + years, 2, 28)


def faults_of(contract: Contract, kinds: dict[str, str]) -> list[str]:
    """What is wrong with a contract, a sentence each; ``kinds`` has the kind of each unit that is known."""
    faults = []
    if contract.kind not in KINDS:
        faults.append(_("Choose what kind of contract it is."))
    if contract.extent not in EXTENTS:
        faults.append(_("Choose whether it is the enterprise's own, regional or sectoral."))
    faults += _faults_of_units(contract, kinds)
    if contract.valid_from is None:
        return [*faults, _("Say from which day the contract runs.")]
    for end, text in (
        (contract.valid_to, _("The last day lies before the first.")),
        (contract.ended_on, _("The day on which it was ended lies before its first.")),
    ):
        if end is not None and end < contract.valid_from:
            faults.append(text)
    if contract.valid_to and contract.ended_on and contract.ended_on > contract.valid_to:
        faults.append(_("It was ended after it had run out; leave out the day on which it was ended."))
    if contract.ended_on and not contract.ended_reason.strip():
        faults.append(_("Say why it was ended early."))
    if contract.valid_to and contract.signed_on and contract.signed_on > contract.valid_to:
        faults.append(_("It was signed after its last day."))
    if contract.employees is not None and contract.employees < 0:
        faults.append(_("The number of employees covered cannot be below 0."))
    return faults


def _faults_of_units(contract: Contract, kinds: dict[str, str]) -> list[str]:
    faults = []
    if contract.unit not in kinds:
        faults.append(_("Choose who signed it: a unit of the list of units."))
    elif (contract.extent == "own") != (kinds[contract.unit] == "enterprise"):
        faults.append(
            _("An enterprise signs a contract of its own; a regional or sectoral one is signed by the union above.")
        )
    if contract.extent != "own":
        strange = [cover.unit for cover in contract.covers if kinds.get(cover.unit) != "enterprise"]
        if not contract.covers:
            faults.append(_("Choose the enterprises that it covers."))
        if strange:
            faults.append(_("Only enterprises are covered, not {names}.", names=_(", ").join(strange)))
    return faults


def doubts_of(contract: Contract, known: Iterable[Contract], employees: dict[str, int]) -> list[str]:
    """What is odd about a contract without faults, a sentence each; ``known`` are those on record, ``employees`` of units."""
    doubts = []
    years, first = LONGEST[contract.kind], contract.begins
    if contract.valid_to and contract.valid_to > years_after(first, years):
        most = _("{years} years", years=years) if years > 1 else _("a year")
        doubts.append(
            _("It runs from {first} to {last}, longer than {most}.", first=first, last=contract.valid_to, most=most)
        )
    if contract.filed_on and contract.signed_on and contract.filed_on < contract.signed_on:
        doubts.append(_("It was filed ({filed}) before it was signed ({signed}).", filed=contract.filed_on, signed=contract.signed_on))  # fmt: skip
    if contract.signed_on and (first - contract.signed_on).days > RENEWED_WITHIN:
        doubts.append(_("It begins ({first}) more than a year after it was signed ({signed}).", first=first, signed=contract.signed_on))  # fmt: skip
    there = employees.get(contract.unit)
    if contract.extent == "own" and contract.employees and there and contract.employees > there:
        doubts.append(
            _("It covers {count} employees, but the enterprise has {all}.", count=contract.employees, all=there)
        )
    others = {other.number: other for other in known}
    if contract.renews and contract.renews not in others:
        doubts.append(_("It renews a contract that is not on record."))
    before = others.get(contract.renews) if contract.renews else None
    if before and before.begins >= first:
        doubts.append(_("It renews a contract that began later ({first}).", first=before.begins))
    return [*doubts, *_overlaps(contract, others.values())]


def _overlaps(contract: Contract, known: Iterable[Contract]) -> list[str]:
    """Contracts of the unit and kind that hold on a day on which this one does, but for the end of the one that it renews."""
    doubts = []
    for other in known:
        same = other.unit == contract.unit and other.kind == contract.kind and other.extent == contract.extent == "own"
        chained = other.number == contract.renews or (other.renews and other.renews == contract.number)
        if same and other.number != contract.number and not chained and _last(contract) >= other.begins and _last(other) >= contract.begins:  # fmt: skip
            doubts.append(_("Another contract of this kind runs from {first} to {last}, at the same time.",
                            first=other.begins, last=other.until))  # fmt: skip
    return doubts


def _last(contract: Contract) -> date:
    ended = contract.ended_on - timedelta(days=1) if contract.ended_on else contract.until
    return min(contract.until, ended)


def may_renew(contract: Contract, known: Iterable[Contract]) -> Contract | None:
    """The contract that this one looks like the renewal of: of the same unit, kind and extent, ended when it begins or up to a
    year before, and renewed by no other."""
    known = list(known)
    taken = {other.renews for other in known if other.number != contract.number}
    found = [
        other
        for other in known
        if (other.unit, other.kind, other.extent) == (contract.unit, contract.kind, contract.extent)
        and other.number not in taken
        and other.number != contract.number
        and other.begins < contract.begins
        and -90 <= (contract.begins - _last(other)).days <= RENEWED_WITHIN
    ]
    return max(found, key=_last, default=None)


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
    faults = [fault for contract in contracts for fault in faults_of(contract, kinds)]
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
            for cover in (contract.covers if contract.extent != "own" else ())
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
    until = pd.to_datetime(found["until"])
    left = (until - pd.Timestamp(day)).dt.days
    states = [_state(row, day) for row in found.to_dict("records")]
    return found.assign(state=pd.Series(states, dtype="str"), left=left)


def _state(row: dict, day: date) -> str:
    """How a contract stands on a day: one of STATES."""
    until = pd.Timestamp(row["until"]).date()
    if not pd.isna(row["ended_on"]) and pd.Timestamp(row["ended_on"]).date() <= day:
        return "ended"
    if pd.Timestamp(row["valid_from"]).date() > day:
        return "to_come"
    if not pd.isna(row["renewed_by"]):
        return "renewed" if until < day else "in_force"
    if until < day:
        return "lapsed"
    return "expiring" if (until - day).days <= WARNED[-1] else "in_force"


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
