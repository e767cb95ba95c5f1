"""What is wrong or odd about a contract, and which one it looks like the renewal of."""

from collections.abc import Iterable
from datetime import date, timedelta

from tracking.language import _
from tracking.registers.contract import EARLIEST, EXTENTS, KINDS, LATEST, LONGEST, RENEWED_WITHIN, Contract, years_after


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
        (
            contract.ended_on and contract.ended_on - timedelta(days=1),
            _("The day on which it was ended does not lie after its first."),
        ),
    ):
        if end is not None and end < contract.valid_from:
            faults.append(text)
    days = (contract.signed_on, contract.valid_from, contract.valid_to, contract.filed_on, contract.ended_on)
    if any(day is not None and not EARLIEST <= day <= LATEST for day in days):
        faults.append(
            _(
                "A day lies before {first} or after {last}; leave out the last day where it is not known.",
                first=EARLIEST,
                last=LATEST,
            )
        )
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
    known = [
        other
        for other in known
        if (other.unit, other.kind) == (contract.unit, contract.kind) or other.renews or other.number == contract.renews
    ]
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
    before = others.get(contract.renews) if contract.renews else None
    if before and before.unit != contract.unit:
        doubts.append(_("It renews a contract that another unit signed."))
    if before and any(other.renews == contract.renews and other.number != contract.number for other in known):
        doubts.append(_("Another contract renews the same one already."))
    return [*doubts, *_overlaps(contract, others.values())]


def faults_of_renewal(contract: Contract, known: Iterable[Contract]) -> list[str]:
    """What is wrong about what a contract is said to renew; ``known`` are those on record that can be seen."""
    if not contract.renews:
        return []
    before = next((other for other in known if other.number == contract.renews), None)
    if before is None:
        return [_("It renews a contract that is not on record.")]
    faults = [_("It renews a contract of another kind.")] if before.kind != contract.kind else []
    if contract.valid_from and before.begins >= contract.valid_from:
        faults.append(_("It renews a contract that began later ({first}).", first=before.begins))
    return faults


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
