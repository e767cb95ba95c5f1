"""One enterprise that should have a union and the steps on its way to one (建会台账): what is wrong, and what is odd, about them."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracking.language import N_, _
from tracking.registers.contract import EARLIEST
from tracking.store import StoreProblem

# The steps in their order: the field with its day → what the step is called.
STEPS = {
    "surveyed_on": N_("Surveyed"),
    "noticed_on": N_("Notice sent"),
    "talked_on": N_("Meeting held"),
    "prepared_on": N_("Preparatory group"),
    "approved_on": N_("Approved"),
    "founded_on": N_("Union founded"),
}
LISTED = "listed"  # where an enterprise stands that took no step yet
STUCK_AFTER = 60  # days at a step
FOUNDING_FIELDS = (*STEPS, "stuck_reason", "promised_on", "note")


class WrongFounding(StoreProblem):
    """An entry that cannot be kept as it is; the message has a sentence for each fault."""


class DoubtfulFounding(WrongFounding):
    """An entry that is kept only when somebody says that it is right; the message says what is odd about it."""


@dataclass(frozen=True)
class Founding:
    """How far an enterprise got on the way to a union: the day of each step that was taken, why it is stuck, what was promised."""

    unit: str
    surveyed_on: date | None = None
    noticed_on: date | None = None
    talked_on: date | None = None
    prepared_on: date | None = None
    approved_on: date | None = None
    founded_on: date | None = None
    stuck_reason: str = ""
    promised_on: date | None = None
    note: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def days(self) -> dict[str, date]:
        """The steps that were taken, in their order → the day of each."""
        return {step: day for step in STEPS if (day := getattr(self, step)) is not None}

    @property
    def step(self) -> str:
        """The furthest step that was taken, else LISTED."""
        return next(reversed(self.days), LISTED)


def faults_of_founding(entry: Founding, kinds: dict[str, str], today: date) -> list[str]:
    """What is wrong with an entry, a sentence each; ``kinds`` has the kind of each unit that is known."""
    faults = []
    if kinds.get(entry.unit) != "enterprise":
        faults.append(_("Choose an enterprise of the list of units."))
    for step, day in entry.days.items():
        if day > today:
            text = _(
                "{step} on {day}: that day has not come; a day to come is a promise.", step=_(STEPS[step]), day=day
            )
            faults.append(text)
    days = [*entry.days.values(), *([entry.promised_on] if entry.promised_on else [])]
    if any(day < EARLIEST for day in days):
        faults.append(_("A day lies before {first}.", first=EARLIEST))
    return faults


def doubts_of_founding(entry: Founding, has_union: bool) -> list[str]:
    """What is odd about an entry without faults, a sentence each; ``has_union`` says that it reported one."""
    doubts = []
    days = list(entry.days.items())
    for (before, first), (after, later) in pairwise(days):
        if later < first:
            doubts.append(_("{after} ({later}) lies before {before} ({first}).", after=_(STEPS[after]), later=later,
                            before=_(STEPS[before]), first=first))  # fmt: skip
    if has_union and entry.founded_on is None:
        doubts.append(_("It reported that it has a union; say on which day that was founded."))
    return doubts
