"""One contract of the register: what kinds there are, who signed it, whom it covers, and from when until when it runs."""

from dataclasses import dataclass
from datetime import date, timedelta

from tracking.language import N_
from tracking.store import StoreProblem

KINDS = {
    "collective": N_("Collective contract"),
    "wage": N_("Wage agreement"),
    "womens": N_("Contract on women's rights"),
}
EXTENTS = {"own": N_("its own"), "regional": N_("regional"), "sectoral": N_("sectoral")}
LONGEST = {"collective": 3, "wage": 1, "womens": 3}  # years: by law three, by custom one
NOT_ON_RECORD = 0  # what a contract renews that the register does not have
WARNED = (30, 60, 90)  # days before its end
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)  # of any day of a contract
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
