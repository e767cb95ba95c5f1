"""What a cell says of days: one day in any spelling, a first and a last one, a term in years."""

import calendar
import re
from datetime import date, timedelta

from tracking.reading.layout.periods import as_date, plain_time
from tracking.reading.numbers.chinese import read_numeral

DAY = re.compile(
    r"(?<!\d)(\d{4})(?:\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|\s*([-./])\s*(\d{1,2})(?:\s*\4\s*(\d{1,2}))?\s*日?)(?!\d)"
)
SAME_YEAR = re.compile(r"\s*(?:[-—–~～至到]+)\s*(\d{1,2})\s*[./月]\s*(\d{1,2})\s*日?\s*\Z")
COMPACT = re.compile(r"(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
TERM = re.compile(r"([\d一二两三四五六]+)\s*年")
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000  # days of Excel's calendar, 1982 to 2064


def day_of(cell: object, end: bool = False) -> date | None:
    """The day that a cell says: a date in any spelling, a number of Excel's calendar, 20200310; of a month alone its first or
    (``end``) last day."""
    if isinstance(cell, int | float) and FIRST_SERIAL < cell < LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    if day := as_date(cell):
        return day
    text = plain_time(str(int(cell) if isinstance(cell, float) else cell)).strip()
    if found := COMPACT.fullmatch(text):
        return _calendar_day(*map(int, found.groups()))
    found = DAY.fullmatch(text)
    return _day_found(found, end) if found else None


def _day_found(found: re.Match, end: bool) -> date | None:
    year, month, day = int(found[1]), int(found[2] or found[5]), found[3] or found[6]
    if not day:
        day = str(calendar.monthrange(year, month)[1] if end else 1) if 1 <= month <= 12 else "0"
    return _calendar_day(year, month, int(day))


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def span_said(cell: object) -> tuple[date | None, date | None, int | None] | None:
    """First day, last day and years of a cell such as 2020.3.1-2022.2.28, 2020年3月至2022年2月, 2020-3-1起三年; None if it says none."""
    if day := day_of(cell):
        return day, None, None
    text = plain_time(str(cell))
    found = list(DAY.finditer(text))
    term = TERM.search(DAY.sub("", text))
    years = whole_years(term.group(1)) if term else None
    if len(found) == 2:
        days = _day_found(found[0], False), _day_found(found[1], True)
        return None if None in days else (*days, None)
    if len(found) == 1:
        first = _day_found(found[0], False)
        if (later := SAME_YEAR.fullmatch(text[found[0].end() :])) and first:
            last = _calendar_day(first.year, int(later.group(1)), int(later.group(2)))
            return (first, last, None) if last else None
        return (first, None, years) if first and (years or text.rstrip().endswith("起")) else None
    return (None, None, years) if years and not found else None


def whole_years(text: str) -> int | None:
    """A number of years as it is written: 3, 三, 两."""
    return int(text) if text.isdigit() else 2 if text == "两" else read_numeral(text)


def years_on(day: date, years: int) -> date:
    """The same day some years later."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
