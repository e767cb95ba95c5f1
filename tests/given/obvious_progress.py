"""The slow, obvious second telling of the progress rules: one row, exact fractions, one small function per rule.

Amounts are in the smallest unit (a count, 分); everything about a rate is a fraction of 1. None means unknown."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

Row = dict[str, Any]
DAY = timedelta(days=1)
RISING = ("at_least", "more_than", "keep")


def amount(row: Row, column: str) -> Fraction | None:
    """A target-like figure: a rate is typed in millionths, everything else in its smallest unit."""
    return None if row[column] is None else Fraction(row[column], 10**6 if row["kind"] == "rate" else 1)


def level(row: Row, column: str = "actual") -> Fraction | None:
    """What was reached: a rate is a part over its denominator, and needs both."""
    rate = row["kind"] == "rate"
    part, whole = row["numerator" if rate and column == "actual" else column], row["denominator"] if rate else 1
    return Fraction(part, whole) if part is not None and whole else None


def goal(row: Row) -> Fraction:
    """More than N of something counted is at least N + 1; every other target is as typed."""
    return amount(row, "target") + (row["comparator"] == "more_than" and row["kind"] != "rate")


def has_no_target(row: Row) -> bool:
    """None typed, nothing to rise to, or a rate of 0/0; a cap of 0 is a real target."""
    nothing_of_nothing = row["kind"] == "rate" and row["denominator"] == 0 and row["numerator"] is not None
    return row["target"] is None or nothing_of_nothing or (row["comparator"] in RISING and goal(row) <= 0)


def meets(row: Row, value: Fraction) -> bool:
    """The plain comparison that the comparator names."""
    over = value - amount(row, "target")
    other = {"more_than": over > 0, "at_most": over <= 0, "about": abs(over) <= amount(row, "tolerance")}
    return other.get(row["comparator"], over >= 0)


def said_to_keep(row: Row) -> bool:
    """A level that the plan itself calls due all the time."""
    return "keep" in (row["comparator"], row["phasing"])


def start_unknown(row: Row) -> bool:
    """Nobody said, or not for every part of a sum, from which level a stock is to rise or fall."""
    return row["kind"] == "stock" and not said_to_keep(row) and (row["baseline"] is None or row["baseline_unknown"])


def stands_until_due(row: Row) -> bool:
    """A fall from an unknown level: 0 would be against the unit, so where it stands is good enough until the due date."""
    return start_unknown(row) and row["comparator"] == "at_most"


def judged_as_keep(row: Row) -> bool:
    """A level due all the time: said so, or the start of a stock meets the target already, or a rate has none typed."""
    if said_to_keep(row) or row["kind"] == "flow":
        return said_to_keep(row)
    if row["kind"] == "rate" and row["baseline"] is None:
        return True
    near = goal(row) - amount(row, "tolerance")
    wanted = {"at_most": path_start(row) <= goal(row), "about": path_start(row) >= near}
    return wanted.get(row["comparator"], path_start(row) >= goal(row))


def path_start(row: Row) -> Fraction:
    """The level the path starts from: 0 for a flow, and for a rise from a level that nobody said."""
    if stands_until_due(row):
        return max(goal(row), Fraction(row.get("stands", row["actual"]) or 0))
    return Fraction(0) if row["kind"] == "flow" or row["baseline"] is None else amount(row, "baseline")


def quarter_ends(first: date, last: date) -> list[date]:
    """The calendar quarter ends from the first day to the last, both counted."""
    ends = [date(y, m, 1) - DAY for y in range(first.year, last.year + 2) for m in (1, 4, 7, 10)]
    return [end for end in ends if first <= end <= last]


def by_days(first: date, last: date, as_of: date) -> Fraction:
    """Days gone ÷ days there are, both ends counted; 0 before the first, 1 from the last day on."""
    inside = first <= as_of < last
    return Fraction((as_of - first).days + 1, (last - first).days + 1) if inside else Fraction(as_of >= last)


def elapsed_share(first: date, last: date, as_of: date) -> Fraction:
    """Where the period begins and ends with a month: months gone, the running one by its days. Else days."""
    if not first <= as_of < last or not first.day == (last + DAY).day == 1:
        return by_days(first, last, as_of)
    months = [date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13)]
    months = [(month, (month + 31 * DAY).replace(day=1)) for month in months if first <= month <= last]
    gone = [
        Fraction(min(max((as_of + DAY - begin).days, 0), (end - begin).days), (end - begin).days)
        for begin, end in months
    ]
    return sum(gone, Fraction(0)) / len(months)


def seasonal_share(row: Row, first: date, as_of: date) -> Fraction:
    """Straight lines by days: 0 the day before the start, the percentages at quarter ends, 1 at the due date."""
    last = row["due_date"]
    if not first <= as_of < last:
        return Fraction(as_of >= last)
    typed = zip(quarter_ends(row["period_start"], last), row["phasing"].split("/"), strict=True)
    points = [(end, Fraction(int(percent), 100)) for end, percent in typed if first <= end < last]
    points = [(first - DAY, Fraction(0)), *points, (last, Fraction(1))]
    before, low = max(point for point in points if point[0] <= as_of)
    after, high = min(point for point in points if point[0] > as_of)
    return low + (high - low) * Fraction((as_of - before).days, (after - before).days)


def phasing_share(row: Row, as_of: date) -> Fraction:
    """The part of the way that should be done by now; a period starts no earlier than the unit opened."""
    first = max(row["period_start"], row["opened"] or row["period_start"])
    if judged_as_keep(row) or stands_until_due(row):
        return Fraction(judged_as_keep(row) or as_of >= row["due_date"])
    if row["phasing"] == "window":
        return by_days(row["window_opens"] or row["period_start"], row["due_date"], as_of)
    if row["phasing"] == "even":
        return elapsed_share(first, row["due_date"], as_of)
    return seasonal_share(row, first, as_of)


def due(row: Row, as_of: date) -> Fraction:
    """Baseline + share × (target − baseline); whole units are rounded in the unit's favour, rates are not."""
    if judged_as_keep(row):
        return goal(row)
    exact = path_start(row) + phasing_share(row, as_of) * (goal(row) - path_start(row))
    in_favour = ceil if row["comparator"] == "at_most" else floor
    return exact if row["kind"] == "rate" else Fraction(in_favour(exact))


def shortage(row: Row, as_of: date) -> Fraction:
    """How far the actual is on the wrong side of what is due."""
    below, allowed = due(row, as_of) - level(row), amount(row, "tolerance")
    if row["comparator"] == "about":
        return max(Fraction(0), below - allowed, level(row) - goal(row) - allowed)
    return max(Fraction(0), -below if row["comparator"] == "at_most" else below)


def whole_way(row: Row) -> Fraction:
    """The distance from baseline to target; for a level to keep, the target."""
    return goal(row) if judged_as_keep(row) else abs(goal(row) - path_start(row))


def shortfall(row: Row, as_of: date) -> Fraction:
    """Shortage ÷ what is due; ÷ the whole way while nothing is due; over a cap of 0 it is everything."""
    due_way = 0 if judged_as_keep(row) else abs(due(row, as_of) - path_start(row))
    base = due_way or whole_way(row)
    return shortage(row, as_of) / base if base else Fraction(shortage(row, as_of) > 0)


def is_achieved(row: Row, as_of: date) -> bool:
    """Met: a stock or rate by what is fresh; at most, keep and about only once due and with all reports in."""
    if row["comparator"] in ("at_least", "more_than"):
        return meets(row, level(row, "actual" if row["kind"] == "flow" else "fresh"))
    all_in = row["known"] if row["leaf"] else (row["reported"], row["carried"]) == (row["expected"], 0)
    return meets(row, level(row)) and as_of >= row["due_date"] and all_in


def breach_is_proved(row: Row) -> bool:
    """More was used of a cap than it allows: what is missing can only add to that."""
    a_cap = row["kind"] == "flow" and row["comparator"] == "at_most"
    return a_cap and level(row) is not None and level(row) > goal(row)


def is_silent(row: Row, as_of: date) -> bool:
    """Nothing is known of this quarter, or only a lower bound that is not on pace and proves nothing."""
    if level(row) is None or breach_is_proved(row):
        return level(row) is None
    return row["reported"] == 0 or (row["leaf"] and not row["known"] and shortage(row, as_of) > 0)


def is_something_due(row: Row, as_of: date) -> bool:
    """A cap is in force and a level to keep is due all the time; all else is due once its path has left its start."""
    a_cap = row["kind"] == "flow" and row["comparator"] == "at_most"
    return a_cap or judged_as_keep(row) or due(row, as_of) != path_start(row)


def status(row: Row, as_of: date) -> str:
    """The verdict: the first rule that matches."""
    if row["exempt"] or has_no_target(row):
        return "exempt" if row["exempt"] else "no_target"
    if level(row) is not None:
        can_miss = (row["known"] if row["leaf"] else row["reported"] > 0) or breach_is_proved(row)
        if is_achieved(row, as_of):
            return "achieved"
        if as_of >= row["due_date"] and not meets(row, level(row)) and can_miss:
            return "missed"
    silent = is_silent(row, as_of)
    if not is_something_due(row, as_of) and (silent or level(row) == path_start(row)):
        return "not_due"
    return "not_reported" if silent else how_far(row, as_of)


def how_far(row: Row, as_of: date) -> str:
    """On pace or one of the three ways of being behind."""
    short, of_due, way = shortage(row, as_of), shortfall(row, as_of), whole_way(row)
    if short == 0 or (of_due * 100 <= 20 and short * 100 <= way * 10):
        return "slightly_behind" if short else "on_pace"
    one_whole_unit = short == 1 and row["measure"] not in ("%", "元") and as_of < row["due_date"]
    return "behind" if one_whole_unit or (of_due * 100 <= 60 and short * 100 <= way * 30) else "far_behind"


def completion(row: Row) -> Fraction | None:
    """Actual ÷ target; a falling level prints the part of the way gone; a cap prints none."""
    if row["comparator"] != "at_most":
        return level(row) / amount(row, "target")
    falling = row["kind"] != "flow" and not judged_as_keep(row)
    return (level(row) - path_start(row)) / (goal(row) - path_start(row)) if falling else None


def needed(row: Row, as_of: date) -> Fraction | None:
    """What is left ÷ quarter ends still to come, rounded up, for a rising target of whole units not yet met."""
    left, last, tomorrow = goal(row) - level(row), row["due_date"], as_of + DAY
    if row["comparator"] not in ("at_least", "more_than") or row["kind"] == "rate" or left <= 0 or as_of >= last:
        return None
    quarters = (last.year - tomorrow.year) * 4 + (last.month - 1) // 3 - (tomorrow.month - 1) // 3 + 1
    return Fraction(ceil(left / quarters))


def forecast(row: Row, as_of: date) -> Fraction | None:
    """The way gone ÷ the share of the path, none while the share is under 10 %; a part of a whole at most 1."""
    if (share := phasing_share(row, as_of)) < Fraction(1, 10):
        return None
    end = level(row) if judged_as_keep(row) else path_start(row) + (level(row) - path_start(row)) / share
    return min(end, Fraction(1)) if row["kind"] == "rate" else end


def tell(row: Row, as_of: date) -> dict[str, Any]:
    """Every output of one row; a number that does not exist is None; high: all the missing at their own due."""
    told = dict.fromkeys(("phasing_share", "due", "completion", "gap", "shortfall", "needed", "forecast"))
    if not has_no_target(row):
        told |= {"phasing_share": phasing_share(row, as_of), "due": due(row, as_of)}
        if level(row) is not None:
            told |= {"completion": completion(row), "gap": level(row) - due(row, as_of)}
            told |= {rule.__name__: rule(row, as_of) for rule in (shortfall, needed, forecast)}
    high = dict.fromkeys(("actual", "numerator", "fresh"), row["high"])
    high |= {"reported": row["expected"], "carried": 0, "known": True, "stands": row["actual"]}
    told |= {"baseline_unknown": start_unknown(row) and not row["exempt"] and not has_no_target(row)}
    return told | {"status": status(row, as_of), "high_status": status({**row, **high}, as_of)}
