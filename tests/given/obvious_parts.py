"""The slow, obvious second telling of what firms' yearly targets add up to (分解合计), firm by firm and quarter by quarter."""

from datetime import date, timedelta
from typing import Any

Firm = dict[str, Any]  # target, closed, exempt (from, to), moves (day, parent), parent, done (of each quarter so far)
START, DAY = date(2020, 1, 1), timedelta(days=1)
ENDS = (date(2020, 3, 31), date(2020, 6, 30), date(2020, 9, 30), date(2020, 12, 31))


def village_on(firm: Firm, day: date) -> str:
    """Below which village the firm stood."""
    return ([firm["parent"]] + [parent for since, parent in firm["moves"] if since <= day])[-1]


def done_in(firm: Firm, village: str, quarter: int) -> int:
    """What the firm did by the end of a quarter in the quarters at whose end it stood below the village."""
    ends = zip(firm["done"][:quarter], ENDS[:quarter], strict=True)
    return sum(done or 0 for done, end in ends if village_on(firm, end) == village)


def is_exempt(firm: Firm, day: date) -> bool:
    """Whether the firm is exempt on a day."""
    return any(first <= day <= last for first, last in firm["exempt"])


def exempt_all_along(firm: Firm, quarter: int) -> bool:
    """On every single day from the period's start to the quarter's end."""
    days = (ENDS[quarter - 1] - START).days + 1
    return all(is_exempt(firm, START + number * DAY) for number in range(days))


def share_of(firm: Firm, village: str, quarter: int) -> int:
    """What of the firm's target stands in the village's sum."""
    end, rest = ENDS[quarter - 1], firm["target"]
    if exempt_all_along(firm, quarter):
        return 0
    stood = list(dict.fromkeys(village_on(firm, ENDS[number]) for number in range(quarter)))
    now, leaves = village_on(firm, end), is_exempt(firm, end) or bool(firm["closed"] and firm["closed"] <= end)
    share = {}
    for other in stood:
        if other != now:
            share[other] = min(rest, done_in(firm, other, quarter))
            rest -= share[other]
    share[now] = min(rest, done_in(firm, now, quarter)) if leaves else rest
    return share.get(village, 0)


def sum_of(firms: list[Firm], village: str, quarter: int) -> tuple[int, int]:
    """The target of a village without one of its own, and what was done there."""
    return tuple(sum(tell(firm, village, quarter) for firm in firms) for tell in (share_of, done_in))
