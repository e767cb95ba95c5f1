"""What a cell says of days: one day in any spelling, a first and a last one, a term."""

import calendar
import re
from datetime import date, datetime, timedelta

from tracking.reading.layout.periods import as_date, plain_time
from tracking.reading.numbers.chinese import read_numeral

DAY = re.compile(
    r"(?<!\d)(\d{4})(?:\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?|\s*([-./])\s*(\d{1,2})(?:\s*\4\s*(\d{1,2}))?\s*日?)(?!\d)"
)
TO = r"\s*[-—–~～至到]+\s*"
SAME_YEAR = re.compile(TO + r"(\d{1,2})\s*[./月]\s*(\d{1,2})\s*日?")
MONTHS = re.compile(rf"(\d{{4}})\s*[年./]\s*(\d{{1,2}})\s*月?{TO}(\d{{1,2}})\s*月?")  # 2020.1-12月
COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
NUMERAL = "[一二两三四五六七八九十壹贰叁肆伍]"
TERM = re.compile(rf"(?<![\d{NUMERAL[1:-1]}])(\d{{1,2}}|{NUMERAL}{{1,3}})\s*(年半|周?年|个月)(?![\d度])")
BARE_TERM = re.compile(rf"\d|{NUMERAL}")
IN_NUMERALS = re.compile(rf"({NUMERAL}{{1,3}})(?=\s*[月日])")
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000  # days of Excel's calendar, 1982 to 2064
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)  # of any contract
LONGEST_TERM = 120  # months


def day_of(cell: object, end: bool = False) -> date | None:
    """The day that a cell says: a date in any spelling, a number of Excel's calendar, 20200310; of a month alone its first or
    (``end``) last day. None for others, and for days of no contract (before 1950, after 2099)."""
    day = _day_of(cell, end)
    return day if day and EARLIEST <= day <= LATEST else None


def _day_of(cell: object, end: bool) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str) and re.fullmatch(r"\d{5}", cell.strip()):
        cell = int(cell)
    if isinstance(cell, int | float) and FIRST_SERIAL < cell < LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(cell))
    text = _plain(cell)
    if MONTHS.fullmatch(text):
        return None  # 2020.1-12 are months
    if day := as_date(text if isinstance(cell, str) else cell):
        return day
    if found := COMPACT.fullmatch(text):
        return _calendar_day(*map(int, found.groups()))
    found = DAY.fullmatch(text)
    return _day_found(found, end) if found else None


def _plain(cell: object) -> str:
    """A text as everybody types days: 二〇二〇年三月一日 is 2020年3月1日; without a time of day."""
    text = plain_time(str(int(cell) if isinstance(cell, float) else cell)).strip()
    text = IN_NUMERALS.sub(lambda found: str(read_numeral(found[1]) or found[1]), text)
    return re.sub(r"\s+0?0:00(:00)?\Z", "", text)


def _day_found(found: re.Match, end: bool) -> date | None:
    year, month, day = int(found[1]), int(found[2] or found[5]), found[3] or found[6]
    if not day:
        day = str(calendar.monthrange(year, month)[1] if end else 1) if 1 <= month <= 12 else "0"
    return _calendar_day(year, month, int(day))


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def span_said(cell: object) -> tuple[date | None, date | None, int | None] | None:
    """First day, last day and months of a cell such as 2020.3.1-2022.2.28, 2020年3月至2022年2月, 2020-3-1起三年; None if it says
    none. A day alone, which may be either, is the last."""
    if day := day_of(cell, end=True):
        return None, day, None
    text = COMPACT.sub(r"\1-\2-\3", _plain(cell))
    if months := MONTHS.fullmatch(text):
        year, first_month, last_month = map(int, months.groups())
        first = _calendar_day(year, first_month, 1)
        last = (
            _calendar_day(year, last_month, calendar.monthrange(year, last_month)[1]) if 1 <= last_month <= 12 else None
        )
        return (first, last, None) if first and last else None
    found = list(DAY.finditer(text))
    term = term_said(DAY.sub(" ", text))
    if len(found) == 2:
        days = _day_found(found[0], False), _day_found(found[1], True)
        return None if None in days else (*days, None)
    if len(found) == 1:
        first = _day_found(found[0], False)
        if (later := SAME_YEAR.fullmatch(text[found[0].end() :])) and first:
            last = _calendar_day(first.year, int(later.group(1)), int(later.group(2)))
            return (first, last, None) if last else None
        return (first, None, term) if first and (term or text.rstrip().endswith("起")) else None
    return (None, None, term) if term and not found else None


def term_said(text: str) -> int | None:
    """The months of a term: 三年, 36个月, 一年半; of a number alone so many years. None where it says none, or more than ten years."""
    plain = text.strip()
    if BARE_TERM.fullmatch(plain):
        return _whole(plain) * 12 or None
    found = TERM.search(plain)
    if not found:
        return None
    number = _whole(found[1])
    months = number if found[2] == "个月" else number * 12 + (6 if found[2] == "年半" else 0)
    return months if 0 < months <= LONGEST_TERM else None


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 2 if text == "两" else read_numeral(text) or 0


def months_on(day: date, months: int) -> date:
    """The same day some months later (or before, below 0); of a month without it the first of the next."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return day.replace(year=year, month=month)
    return date(year + month // 12, month % 12 + 1, 1)
