"""Working days of the Chinese calendar: weekends, public holidays and the days moved for them, as far as notices are known."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from tracking.language import _
from tracking.store import Store, StoreProblem, refuse_unless_seen

Moved = Mapping[date, bool]  # day → whether it is worked on


class WrongMovedDay(StoreProblem):
    """A moved day that cannot be kept; the message has a sentence for each fault."""


def moved_days(store: Store) -> dict[date, bool]:
    """The days of which somebody said that they are worked on, or off."""
    found = store.read("moved_days")
    return {day.date(): bool(works) for day, works in zip(found["moved_on"], found["works"], strict=True)}


def newest_moved_day(store: Store) -> dict | None:
    """What was said last of any day: moved_on, works, submission, received_by, received_at, reason; None where nothing was."""
    found = store.read("moved_days")
    return found.sort_values("submission").iloc[-1].to_dict() if len(found) else None


def works_on(day: date, moved: Moved) -> bool:
    """Whether people work on a day: what somebody said of it, else what the package holidays knows (State Council notices)."""
    if day in moved:
        return moved[day]
    from holidays.countries.china import China

    return bool(China(years=day.year).is_working_day(day))


def working_day_from(day: date, moved: Moved) -> date:
    """The day itself if people work on it, else the first on which they do."""
    while not works_on(day, moved):
        day += timedelta(days=1)
    return day


def move_day(store: Store, day: date, works: bool, reason: str, by: str, seen: int | None = None) -> int:
    """Say that a day is worked on, or off, by a notice that is not known here.

    Raises WrongMovedDay with every fault at once, StoreChanged where somebody said something of any day since the
    submission that was ``seen`` (0: nothing); nothing is stored then.
    """
    faults = []
    if not reason.strip():
        faults.append(_("Say by which notice."))
    if not by.strip():
        faults.append(_("Say who notes the day."))
    if faults:
        raise WrongMovedDay(" ".join(faults))

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, newest_moved_day(store))
        return {"moved_day": pd.DataFrame([{"moved_on": day, "works": works}])}

    return store.add("calendar", tables, received_by=by.strip(), reason=reason.strip())
