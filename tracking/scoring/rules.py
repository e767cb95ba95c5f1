"""A rule set of the year's scoring (考核办法): its items, how points of each are earned, and what is wrong with it.

Points are whole hundredths throughout: 750 is 7.5 points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracking.catalogue import UNIT_KINDS
from tracking.language import N_, _
from tracking.store import StoreProblem

HUNDREDTHS = 100
LAST_QUARTER = 4  # at its end a year is scored whole
HOW = {
    "proportion": N_("in proportion to completion"),
    "verdict": N_("by verdict"),
    "per_unit": N_("per unit over or under"),
    "rank": N_("by rank in its group"),
    "hand": N_("by hand"),
    "bonus": N_("bonus points"),
    "deduction": N_("points off"),
    "veto": N_("veto"),
}
BY_FIGURES = ("proportion", "verdict", "per_unit", "rank")
BESIDES = ("bonus", "deduction", "veto")  # beside the full points
MISSING = {"none": N_("no points"), "leave": N_("the item is left out")}
VERDICTS = ("achieved", "on_pace", "slightly_behind", "behind", "far_behind", "missed")  # the best first
USUAL_SHARES = tuple(zip(VERDICTS, (100, 100, 80, 50, 20, 0), strict=True))


class WrongRules(StoreProblem):
    """A rule set, or a point scored by it, that cannot be kept; the message has a sentence for each fault."""


@dataclass(frozen=True)
class Item:
    """One item: its ``points`` in full, and how they are earned (HOW).

    ``standard`` is what earns all of them (of the indicator, in its smallest unit) where a unit's own target does not. ``each`` is what
    counts as one unit, ``step`` the points off for each that is short, ``over`` those for each beyond, ``most`` the most that may be earned
    beyond the full points; ``lowest`` the share in per cent
    that the last of a group earns; ``shares`` verdict → per cent. ``rule`` says it in the office's own words.
    """

    name: str
    how: str
    points: int
    indicator: str | None = None
    heading: str = ""
    standard: int | None = None
    each: int | None = None
    step: int = 0
    over: int = 0
    most: int = 0
    lowest: int = 0
    shares: tuple[tuple[str, int], ...] = USUAL_SHARES
    rule: str = ""


@dataclass(frozen=True)
class Rules:
    """A version of a rule set: for which year and which kinds of unit, on what document it rests, and its items."""

    name: str
    year: int
    kinds: tuple[str, ...]
    items: tuple[Item, ...]
    document: str = ""
    decided_on: date | None = None
    missing: str = "none"
    version: int = 0
    in_force: bool = False
    submission: int = 0

    @property
    def nominal(self) -> int:
        """The full points of all items, without what is given or taken beside them."""
        return sum(item.points for item in self.items if item.how not in BESIDES)


def faults_of_rules(rules: Rules, kinds_of: dict[str, str]) -> list[str]:
    """What is wrong with a rule set, a sentence each; ``kinds_of`` has the kind (flow, stock, rate) of each indicator that is known."""
    faults = [] if rules.name.strip() else [_("Give the rules a name.")]
    if not rules.items or not rules.nominal:
        faults.append(_("There is no item with points."))
    if not rules.kinds or any(kind not in UNIT_KINDS for kind in rules.kinds):
        faults.append(_("Choose which kinds of unit are scored."))
    if rules.missing not in MISSING:
        faults.append(_("Choose how an item without a report is scored."))
    names = [item.name for item in rules.items]
    for place, item in enumerate(rules.items, start=1):
        faults += [
            _("Item {place} ({name}): {what}", place=place, name=item.name or "—", what=what)
            for what in _faults_of_item(item, kinds_of, names.count(item.name) > 1)
        ]
    return faults


def _faults_of_item(item: Item, kinds_of: dict[str, str], twice: bool) -> list[str]:
    faults = [] if item.name.strip() else [_("it has no name.")]
    faults += [_("another item is called the same.")] if twice else []
    if item.how not in HOW:
        return [*faults, _("say how its points are earned.")]
    if item.points < 0 or (item.points == 0 and item.how not in BESIDES):
        faults.append(_("its points are not above 0."))
    if item.how in BY_FIGURES and item.indicator not in kinds_of:
        faults.append(_("name the indicator that it is scored by."))
    if item.how == "per_unit" and item.step <= 0 and item.over <= 0:
        faults.append(_("say how many points a unit more or less is."))
    if item.how == "rank" and not 0 <= item.lowest <= 100:
        faults.append(_("the share of the last lies between 0 and 100 %."))
    if min(item.step, item.over, item.most, item.standard or 0) < 0 or (item.each is not None and item.each <= 0):
        faults.append(_("a number of it lies below 0."))
    if item.how == "verdict":
        shares = dict(item.shares)
        told = [shares[verdict] for verdict in VERDICTS if verdict in shares]
        if set(shares) != set(VERDICTS) or not all(0 <= share <= 100 for share in told):
            faults.append(_("say for each verdict what share of the points it earns, 0 to 100 %."))
        elif told != sorted(told, reverse=True):
            faults.append(_("a worse verdict earns more than a better one."))
    return faults


def shares_text(shares: Sequence[tuple[str, int]]) -> str:
    """Shares as they are kept: achieved:100;on_pace:100;…"""
    return ";".join(f"{verdict}:{share}" for verdict, share in shares)


def shares_of(text: str | None) -> tuple[tuple[str, int], ...]:
    """The shares of such a text; the usual ones where it is blank."""
    parts = [part.split(":") for part in (text or "").split(";") if ":" in part]
    return tuple((verdict, int(share)) for verdict, share in parts) or USUAL_SHARES
