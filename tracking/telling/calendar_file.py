"""The ends of contracts as entries for a calendar program (.ics), with a reminder a month before."""

from datetime import datetime, time, timedelta

import pandas as pd

from tracking.language import _
from tracking.telling.contracts import contract_text

BEFORE = timedelta(days=30)
NAME = "-//Union Target Tracker//"


def calendar_of(stands: pd.DataFrame, now: datetime) -> bytes:
    """An .ics file with the last day of each contract (registers.standing) as an all-day entry."""
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", NAME)
    calendar.add("version", "2.0")
    for row in stands.to_dict("records"):
        until = pd.Timestamp(row["until"]).date()
        event, reminder = Event(), Alarm()
        event.add("uid", f"{row['unit']}-{row['kind']}-{until:%Y%m%d}@union-target-tracker")
        event.add("dtstamp", now)
        event.add("dtstart", until)
        event.add("dtend", until + timedelta(days=1))
        event.add(
            "summary",
            _("{name}: {contract} expires", name=row["name"], contract=contract_text(row["kind"], row["extent"])),
        )
        reminder.add("action", "DISPLAY")
        reminder.add("description", str(event["summary"]))
        reminder.add("trigger", datetime.combine(until, time(9)) - BEFORE - datetime.combine(until, time()))
        event.add_component(reminder)
        calendar.add_component(event)
    return calendar.to_ical()
