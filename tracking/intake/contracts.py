"""The contracts of a file beside the register: which are new or say something else, which renew others, and what is odd."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from tracking.intake.asking import ask_about_rows
from tracking.intake.comparing import Preview
from tracking.language import _
from tracking.reading import AS_PROPOSED, LEAVE_OUT, Known, Reading
from tracking.registers import (
    NOT_ON_RECORD,
    Contract,
    Cover,
    contract_tables,
    doubts_of,
    employees_of,
    faults_of,
    faults_of_renewal,
    known_contracts,
    may_renew,
)
from tracking.rows import Row, plain_whole
from tracking.store import Store

RENEWALS, UNKNOWN_RENEWALS, DOUBTS, FAULTS = (
    "contract_renewals",
    "contract_renewals_unknown",
    "contract_doubts",
    "contract_faults",
)
NAMED_AT_MOST = 8
GIVEN = ("employees", "signed_on", "valid_to", "filed_on", "ended_on", "ended_reason", "note")
COLUMNS = ["change", "unit", "kind", "extent", "valid_from", "valid_to", "employees", "signed_on", "filed_on", "renews", "covers",
           "sheet", "cell", "contract"]  # fmt: skip


def compare_contracts(store: Store, preview: Preview, known: Known) -> None:
    """Put the contracts of a file beside those on record.

    One is known by its unit, kind, extent and first day; what its row leaves blank stays as it is stored. ``changes`` has
    COLUMNS: renews the first day of the contract that it renews (or «…» for one that is not on record), covers how many
    enterprises, contract the Contract to be stored.
    """
    stored = known_contracts(store)
    rows = _each_once(preview.reading)
    by_key = {_key(contract): contract for contract in stored}
    found = [_over(by_key.get(_key(row)), row, -place) for place, row in enumerate(rows, start=1)]
    renewal = preview.reading.tables["contract"]["renewal"].tolist()
    found = _with_renewals(
        found, [renewal[place] for place in _places(preview.reading, rows)], stored, preview.reading, known
    )
    found = _without_wrong(found, store, stored, preview.reading, known)
    found = _without_doubtful(found, stored, store, preview.reading, known)
    lines = [_line(contract, by_key.get(_key(contract))) for contract in found]
    preview.changes = pd.DataFrame(lines, columns=COLUMNS)


def contract_rows(store: Store, changed: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables of the contracts that a file changes (``changes`` of its preview)."""
    return contract_tables(store, changed["contract"].tolist(), sure=True) if len(changed) else {}


def _key(contract: Contract) -> tuple:
    return contract.unit, contract.kind, contract.extent, contract.valid_from


def _each_once(reading: Reading) -> list[Contract]:
    """The rows as contracts; of two that say the same contract the first, with a note."""
    found: dict[tuple, Contract] = {}
    twice = 0
    for row in reading.tables["contract"].to_dict("records"):
        contract = _contract(row)
        twice += _key(contract) in found
        found.setdefault(_key(contract), contract)
    if twice:
        reading.notes.append(
            _("{count} rows tell a contract that stands further up already; the first was taken.", count=twice)
        )
    return list(found.values())


def _places(reading: Reading, contracts: Sequence[Contract]) -> list[int]:
    """Where in the table of the file each contract stands."""
    at = {(sheet, cell, kind): n for n, (sheet, cell, kind) in enumerate(
        reading.tables["contract"][["sheet", "cell", "kind"]].itertuples(index=False, name=None))}  # fmt: skip
    return [at[contract.sheet, contract.cell, contract.kind] for contract in contracts]


def _contract(row: Row) -> Contract:
    said = {name: plain_whole(row[name]) for name in (*GIVEN, "unit", "kind", "extent", "valid_from", "sheet", "cell")}
    texts = {name: said[name] or "" for name in ("ended_reason", "note")}
    return Contract(**{**said, **texts}, covers=tuple(Cover(code, staff) for code, staff in row["covers"]))


def _over(stored: Contract | None, row: Contract, number: int) -> Contract:
    """A row as a change of the contract that is stored, which keeps what the row leaves blank; else as a new one."""
    if stored is None:
        return replace(row, number=number)
    said = {name: value for name in GIVEN if (value := getattr(row, name)) not in (None, "")}
    of_unit = {cover.unit: cover for cover in stored.covers}
    covers = (
        tuple(
            replace(
                of_unit.get(cover.unit, cover), employees=cover.employees or of_unit.get(cover.unit, cover).employees
            )
            for cover in row.covers
        )
        or stored.covers
    )
    return replace(stored, **said, covers=covers, sheet=row.sheet, cell=row.cell)


def _with_renewals(
    found: list[Contract], said: list[bool | None], stored: list[Contract], reading: Reading, known: Known
) -> list[Contract]:
    """The new contracts with what they renew: as the sheet says, else asked about once."""
    alike = _by_kind([*stored, *(contract for contract in found if (contract.number or 0) < 0)])
    before = {
        contract.number: may_renew(contract, alike[contract.unit, contract.kind])
        for contract in found
        if (contract.number or 0) < 0
    }
    open_ones = [c for c, told in zip(found, said, strict=True) if told is None and before.get(c.number)]
    lost = [c for c, told in zip(found, said, strict=True) if told and (c.number or 0) < 0 and not before[c.number]]
    linked = ask_about_rows(reading, known, RENEWALS, open_ones, _(
        "{count} contracts begin where others of the same kind end. Do they renew them? {names}", count=len(open_ones),
        names=_named(open_ones, known)), ((AS_PROPOSED, _("yes: they renew them")), ("new", _("no: they are new contracts"))))  # fmt: skip
    unknown = ask_about_rows(reading, known, UNKNOWN_RENEWALS, lost, _(
        "{count} contracts are said to be renewals, but no contract before them is on record: {names}", count=len(lost),
        names=_named(lost, known)), (
            (AS_PROPOSED, _("keep them as renewals of contracts that are not on record")), ("new", _("keep them as new contracts")),
            (LEAVE_OUT, _("leave them out"))))  # fmt: skip
    kept = []
    for contract, told in zip(found, said, strict=True):
        other = before.get(contract.number)
        if other and (told or (told is None and linked == AS_PROPOSED)):
            kept.append(replace(contract, renews=other.number))
        elif contract in lost:
            kept += (
                []
                if unknown == LEAVE_OUT
                else [replace(contract, renews=NOT_ON_RECORD if unknown == AS_PROPOSED else None)]
            )
        else:
            kept.append(contract)
    return kept


def _without_wrong(
    found: list[Contract], store: Store, stored: list[Contract], reading: Reading, known: Known
) -> list[Contract]:
    """The contracts without those that cannot be kept beside what is stored: whether the others are is asked once."""
    kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    by_number = {one.number: one for one in [*stored, *found]}
    wrong = {}
    for contract in found:
        before = [by_number[contract.renews]] if contract.renews in by_number else []
        if faults := [*faults_of(contract, kinds), *faults_of_renewal(contract, before)]:
            wrong[contract.number] = f"{contract.cell} {names.get(contract.unit, contract.unit)}: {' '.join(faults)}"
    bad = [contract for contract in found if contract.number in wrong]
    ask_about_rows(reading, known, FAULTS, bad, _("{count} contracts cannot be kept. {what}", count=len(wrong),
         what=" ".join(list(wrong.values())[:NAMED_AT_MOST])), ((LEAVE_OUT, _("leave them out")),))  # fmt: skip
    return [contract for contract in found if contract.number not in wrong]


def _without_doubtful(
    found: list[Contract], stored: list[Contract], store: Store, reading: Reading, known: Known
) -> list[Contract]:
    """The contracts without those that are odd, if somebody said so: it is asked once for the file, each with its cell."""
    employees = employees_of(store.read("current_units", scope="/", day=store.today()))
    changed = {contract.number for contract in found}
    others = [contract for contract in stored if contract.number not in changed]
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    before = {contract.number: contract for contract in stored}
    odd, alike = {}, _by_kind([*others, *found])
    for contract in found:
        doubts = doubts_of(contract, alike[contract.unit, contract.kind], employees)
        if doubts and not _same(contract, before.get(contract.number)):
            odd[contract.number] = f"{contract.cell} {names.get(contract.unit, contract.unit)}: {' '.join(doubts)}"
    doubtful = [contract for contract in found if contract.number in odd]
    listed = " ".join(list(odd.values())[:NAMED_AT_MOST])
    answer = ask_about_rows(reading, known, DOUBTS, doubtful, _("{count} contracts look odd. {what}", count=len(odd), what=listed), (
        (AS_PROPOSED, _("they are right: store them as they are")), (LEAVE_OUT, _("leave them out"))))  # fmt: skip
    return [contract for contract in found if contract.number not in odd or answer != LEAVE_OUT]


def _by_kind(contracts: Sequence[Contract]) -> dict[tuple[str, str], list[Contract]]:
    """Unit and kind → their contracts."""
    found: dict[tuple[str, str], list[Contract]] = {}
    for contract in contracts:
        found.setdefault((contract.unit, contract.kind), []).append(contract)
    return found


def _named(contracts: list[Contract], known: Known) -> str:
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    listed = _(", ").join(names.get(contract.unit, contract.unit) for contract in contracts[:NAMED_AT_MOST])
    return listed if len(contracts) <= NAMED_AT_MOST else f"{listed} …"


def _same(contract: Contract, stored: Contract | None) -> bool:
    return stored is not None and replace(contract, sheet="", cell="") == replace(stored, sheet="", cell="")


def _line(contract: Contract, stored: Contract | None) -> list[object]:
    change = "new" if stored is None else "unchanged" if _same(contract, stored) else "corrected"
    return [change, contract.unit, contract.kind, contract.extent, contract.valid_from, contract.valid_to, contract.employees,
            contract.signed_on, contract.filed_on, contract.renews, len(contract.covers), contract.sheet, contract.cell,
            contract]  # fmt: skip
