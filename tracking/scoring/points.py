"""The points of one item, by a unit's figures: whole hundredths, reckoned with fractions; no float decides anything.

Rule of the domain (考核): in proportion to completion, by verdict, per unit over or under, by rank, or by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tracking.scoring.rules import Item

SCORED, NOT_REPORTED, EXEMPT, NO_TARGET, NOT_DUE = "scored", "not_reported", "exempt", "no_target", "not_due"
NOTHING, OTHER_PERIOD, NOT_SCORED, VETOED = "nothing", "other_period", "not_scored", "vetoed"
LEFT_OUT = (EXEMPT, NO_TARGET, NOT_DUE, NOTHING, OTHER_PERIOD)
POINT = Fraction(1, 100)  # a percentage point
WORTH_TELLING = 50  # hundredths that one more unit, or a few, should bring
SLIGHT, BEHIND = Fraction(20, 100), Fraction(60, 100)  # of what is asked, where an item has a standard of its own


@dataclass(frozen=True)
class Figure:
    """What a unit did in an indicator and what was asked of it: both in the indicator's smallest unit, a rate in fractions of 1.

    ``whole`` is the denominator of a rate, else 1: one more of what is counted adds 1 ÷ whole. ``one`` is what counts as one unit over or
    under. ``final`` says that the due date has come: what is not met then is missed. ``why`` is SCORED, or why nothing is.
    """

    why: str = SCORED
    actual: Fraction | None = None
    goal: Fraction | None = None
    whole: int = 1
    comparator: str = "at_least"
    tolerance: Fraction = Fraction(0)
    status: str = ""
    one: Fraction = Fraction(1)
    final: bool = False

    def plus(self, more: int) -> "Figure":
        """The same with so many more of what is counted."""
        assert self.actual is not None
        return replace(self, actual=self.actual + Fraction(more, self.whole), status="")


def completion(figure: Figure) -> Fraction:
    """The share of what was asked that was done, never below 0; of a cap, a level kept or about a number at most 1. Where nothing was
    asked, what was done."""
    if figure.goal is None:
        return max(figure.actual or Fraction(0), Fraction(0))
    actual, goal = figure.actual or Fraction(0), figure.goal
    if figure.comparator == "at_most":
        return Fraction(1) if actual <= goal else max(goal, Fraction(0)) / actual
    if figure.comparator == "about" and abs(actual - goal) <= figure.tolerance:
        return Fraction(1)
    if goal <= 0:
        return Fraction(figure.comparator != "about")
    share = max(actual, Fraction(0)) / goal
    if figure.comparator == "about":
        return min(share, 1 / share) if share else share
    return min(share, Fraction(1)) if figure.comparator == "keep" else share


def verdict(figure: Figure) -> str:
    """The verdict that counts: that of the unit's own target, else by how much is short of what was asked."""
    if figure.status:
        return figure.status
    short = 1 - min(completion(figure), Fraction(1))
    if figure.final:
        return "missed" if short else "achieved"
    return (
        "on_pace"
        if not short
        else "slightly_behind"
        if short <= SLIGHT
        else "behind"
        if short <= BEHIND
        else "far_behind"
    )


def points_of(item: Item, figure: Figure) -> int:
    """The hundredths that an item earns by a figure that is scored; of a rank: ranked_points."""
    done = completion(figure)
    if item.how == "verdict":
        return rounded(item.points * Fraction(dict(item.shares).get(verdict(figure), 0), 100))
    if item.how == "proportion":
        beyond = max(done - 1, Fraction(0)) if item.most else Fraction(0)
        return rounded(item.points * min(done, Fraction(1))) + rounded(min(item.points * beyond, Fraction(item.most)))
    assert item.how == "per_unit"
    assert figure.actual is not None
    over = _over(figure, figure.actual, figure.goal or Fraction(0)) / one_of(item, figure)
    units = int(over)  # whole ones, towards none
    return max(0, item.points + (min(units * item.over, item.most) if units > 0 else units * item.step))


def _over(figure: Figure, actual: Fraction, goal: Fraction) -> Fraction:
    """By how much a figure is on the right side of what was asked, below 0 on the wrong one."""
    if figure.comparator == "about":
        return -max(abs(actual - goal) - figure.tolerance, Fraction(0))
    over = goal - actual if figure.comparator == "at_most" else actual - goal
    return min(over, Fraction(0)) if figure.comparator == "keep" else over


def one_of(item: Item, figure: Figure) -> Fraction:
    """What counts as one unit over or under: as the item says, else a percentage point of a rate, 10,000 yuan of money, one of what is counted."""
    if item.each is None:
        return figure.one
    return Fraction(item.each, 1_000_000) if figure.one == POINT else Fraction(item.each)


def ranked_points(item: Item, done: Sequence[Fraction]) -> list[int]:
    """The hundredths of an item by rank, for the completion of each unit of a group: the first earns all, the last ``lowest`` per cent, those
    between by their place; who is alike shares the better place."""
    last = len(done) - 1
    places = [place - 1 for place in places_of(done)]
    return [
        rounded(item.points * (100 - Fraction((100 - item.lowest) * place, last or 1)) / 100) if last else item.points
        for place in places
    ]


def places_of(reached: Sequence[Fraction | int]) -> list[int]:
    """The place of each, the most first, shared by equals: 1, 2, 2, 4."""
    first: dict[Fraction | int, int] = {}
    for place, one in enumerate(sorted(reached, reverse=True), start=1):
        first.setdefault(one, place)
    return [first[one] for one in reached]


def rounded(points: Fraction | int) -> int:
    """Whole hundredths, halves up."""
    return int((Fraction(points) * 2 + 1) // 2)


def what_more_brings(item: Item, figure: Figure) -> tuple[int, int]:
    """How many more of what is counted bring at least WORTH_TELLING hundredths, or all that is still to be had, and how many that are; (0, 0)
    where more brings nothing, or points are not earned by counting upwards."""
    if item.how not in ("proportion", "verdict", "per_unit") or figure.comparator not in (
        "at_least",
        "more_than",
        "keep",
    ):
        return 0, 0
    if figure.actual is None or figure.goal is None or figure.why != SCORED:
        return 0, 0
    now = points_of(item, figure)
    to_goal = max((figure.goal - figure.actual) * figure.whole, Fraction(0))
    most = -(-to_goal.numerator // to_goal.denominator) or 1
    best = points_of(item, figure.plus(most))
    if item.how == "verdict":  # what lies between rests on more than the figure
        return (most, best - now) if best > now and _can_be(figure, most) else (0, 0)
    wanted = min(now + WORTH_TELLING, best)
    if best <= now or not _can_be(figure, most):
        return 0, 0
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if points_of(item, figure.plus(middle)) >= wanted else (middle + 1, high)
    return low, points_of(item, figure.plus(low)) - now


def _can_be(figure: Figure, more: int) -> bool:
    """Whether so many more can be: of a rate no more than there are."""
    return figure.one != POINT or (figure.actual or 0) * figure.whole + more <= figure.whole
