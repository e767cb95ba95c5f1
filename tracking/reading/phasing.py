"""How a target is phased over its period where a plan does not say, and whether what it says fits."""

from datetime import date, timedelta

from tracking.quarters import quarter_end, quarter_of

FORMATION = ("unionised", "new_unions", "new_members")
FORMATION_PHASING = "20/60/100/100"


def default_phasing(indicator: str, about: dict, comparator: str, start: date, due: date) -> str:
    """The phasing of a target that types none: the catalogue's for a calendar year, else even.

    A cap is an allowance that may be used at any time, so it is judged whole (keep).
    """
    if comparator in ("at_most", "keep") and about["kind"] != "stock":
        return "keep"
    year = start.year
    if (start, due) == (date(year, 1, 1), date(year, 12, 31)) or about["phasing"] in ("keep", "window"):
        return about["phasing"]
    if indicator in FORMATION and start == date(year, 1, 1) and date(year, 6, 30) < due <= date(year, 9, 30):
        return "/".join(FORMATION_PHASING.split("/")[: len(quarter_ends_inside(start, due))])
    return "even"


def quarter_ends_inside(start: date, due: date) -> list[date]:
    """The calendar quarter ends of a period, its due date included."""
    ends, day = [], quarter_end(quarter_of(start))
    while day <= due:
        ends.append(day)
        day = quarter_end(quarter_of(day + timedelta(days=1)))
    return ends


def phasing_fits(phasing: str, start: date, due: date) -> bool:
    """Whether a phasing is a word, or one rising percentage for every quarter end of its period."""
    if phasing in ("even", "keep", "window"):
        return True
    ends, steps = quarter_ends_inside(start, due), phasing.split("/")
    if len(steps) != len(ends) or not all(step.isdigit() for step in steps):
        return False
    numbers = [int(step) for step in steps]
    return numbers == sorted(numbers) and numbers[-1] <= 100 and (ends[-1] != due or numbers[-1] == 100)
