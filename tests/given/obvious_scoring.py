"""The points of an item, told the slow and obvious way: with decimals of many places, one case after another."""

from decimal import ROUND_HALF_UP, Decimal, getcontext

getcontext().prec = 60
HUNDREDTH = Decimal(1)


def half_up(points: Decimal) -> int:
    # a quotient that is a half but for the last of sixty places is a half
    return int(points.quantize(Decimal("1e-40"), ROUND_HALF_UP).quantize(HUNDREDTH, ROUND_HALF_UP))


def share_done(actual: Decimal, goal: Decimal, comparator: str, tolerance: Decimal) -> Decimal:
    """The share of what was asked that was done."""
    if comparator == "at_most":
        return Decimal(1) if actual <= goal else goal / actual
    if comparator == "about" and goal - tolerance <= actual <= goal + tolerance:
        return Decimal(1)
    if goal == 0:
        return Decimal(0 if comparator == "about" else 1)
    if comparator == "keep" and actual > goal:
        return Decimal(1)
    if comparator == "about" and actual > goal:
        return goal / actual
    return actual / goal


def proportion(points: int, most: int, done: Decimal) -> int:
    """All points at the whole, beyond it up to ``most`` more."""
    if done <= 1:
        return half_up(points * done)
    return points + min(most, half_up(points * (done - 1)))


def per_unit(points: int, step: int, over: int, most: int, each: Decimal, actual: Decimal, goal: Decimal) -> int:
    """Counted one whole unit after another."""
    earned, left = points, abs(actual - goal)
    while left >= each:
        left -= each
        earned += over if actual > goal else -step
    return max(0, min(earned, points + most))


def total(base: int, full: int, nominal: int, bonus: int, off: int) -> int:
    """What is left of a hundred points is scaled to all of them, then bonus and points off."""
    scaled = Decimal(base) if full in (0, nominal) else Decimal(base) * nominal / full
    return max(0, half_up(scaled) + bonus - off)
