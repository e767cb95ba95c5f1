"""What a register of foundings counts, told the slow and obvious way: one enterprise, one quarter, one step after another."""

from datetime import date

from tracking.registers import Founding


def quarter_of_day(day: date | None) -> int | None:
    return None if day is None else day.year * 4 + (day.month - 1) // 3


def told_of(entries: list[Founding], parents: dict[str, str], unit: str, period: int) -> dict[str, int]:
    """Indicator → what the register counts of a unit in a quarter; ``parents`` has the unit above each, the town's is ""."""
    found = {"survey_visits": 0, "formation_notices": 0, "formation_meetings": 0, "new_unions": 0}
    meetings = set()
    for entry in entries:
        if entry.unit == unit:
            found["survey_visits"] += quarter_of_day(entry.surveyed_on) == period
            found["formation_notices"] += quarter_of_day(entry.noticed_on) == period
            found["new_unions"] += quarter_of_day(entry.founded_on) == period
        above = parents[entry.unit]
        while above and parents[above]:
            above = parents[above]
        if above == unit and quarter_of_day(entry.talked_on) == period:
            meetings.add(entry.talked_on)
    found["formation_meetings"] = len(meetings)
    return found
