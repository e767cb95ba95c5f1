"""What a text says of time: a title, a heading, the name of a sheet or file → year, quarter, month, sums from 1 January."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from tracking.catalogue import fold, meaning_of

CHINESE = {
    "元": 1,
    **{numeral: number for number, numeral in enumerate("一二三四五六七八九十", 1)},
    "十一": 11,
    "十二": 12,
}
DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0D: "-", 0xFF0E: "."}
CHINESE_YEAR = re.compile(rf"二[〇○零][{''.join(DIGITS)}]{{2}}(?=\s*年)")
A_MONTH = r"(1[0-2]|0?[1-9]|十[一二]|[元一二三四五六七八九十])"
TO = r"\s*(?:月\s*份?)?\s*[-—–~～至到]{1,2}\s*"
YEAR = re.compile(r"(20\d\d)\s*(?:年|(?=[./]\s*(?:1[0-2]|0?[1-9])(?!\d)))")
QUARTER = re.compile(
    r"(?<!前)(?<![、,，和及])(?:第\s*?)?([一二三四1-4])\s*(?:个)?季度(?!末?前)|(?:(?<![A-Za-z])[Qq]([1-4])(?!\d))"
)
MONTHS = re.compile(rf"(?<![0-9]){A_MONTH}{TO}{A_MONTH}\s*月")
LISTED = re.compile(rf"(?<![0-9]){A_MONTH}(?:月?\s*[、,，]\s*{A_MONTH}){{1,5}}\s*月(?!\s*\d)")
UNTIL = re.compile(
    rf"截[至止][^0-9]{{0,3}}(?:20\d\d\s*[年./])?\s*{A_MONTH}\s*(?:月|[./]\s*\d{{1,2}})(?:\d{{1,2}}日)?底?"
)
HALF = re.compile(r"(上半年)|(前三季度)|((?<=年)全年|\A全年)(?!目标|任务|计划|指标)")
FIRST_QUARTERS = re.compile(r"第?[一1]\s*[-—–~～至到、,，和及]\s*第?([二三四234])\s*季度")
LATER_QUARTERS = re.compile(r"第?([二三四2-4])\s*[-—–~～至到、,，和及]\s*第?[二三四2-4]\s*季度")
END = re.compile(r"(?<![0-9十])(?:(0?[369]|12|[三六九]|十二)\s*月\s*(?:底|末|三十一?日|3[01]日))(?!前)")
ONE_MONTH = re.compile(
    rf"(?<![0-9-—–~～至到一二三四五六七八九十]){A_MONTH}\s*月(?!\s*[底末\d]|[一二三四五六七八九十]+日)(?:\s*份)?"
)
DOTTED_MONTH = re.compile(r"20\d\d\s*[./]\s*(1[0-2]|0?[1-9])(?![\d./])")
SUMS = re.compile("累计|年初至今|年初以来")
# The year of union statistics begins on 1 October: 2025年10月至2026年6月, 去年10月以来.
SINCE_OCTOBER = re.compile(
    r"(?:(20\d\d)\s*[年.]|去年|上年)?\s*(?<![0-9])(?:10|十)\s*(?:月(?:份|\s*1\s*日)?\s*)?"
    rf"(?:以来|{TO}(?:(20\d\d)\s*[年.]|今年|本年)\s*{A_MONTH}(?:\s*月\s*(?:份|底|末|3[01]日)?)?)"
)


@dataclass(frozen=True)
class Period:
    """What a text says of time: year, quarter or month, None where it does not, and whether it counts from 1 January.

    ``odd`` is a span that is no quarter and no sum to the end of one, as it is written: 1—8月, 二、三季度, 下半年. ``october``:
    the sums count from 1 October of the year before.
    """

    year: int | None = None
    quarter: int | None = None
    cumulative: bool = False
    month: int | None = None
    odd: str = ""
    october: bool = False


@lru_cache(maxsize=5_000)
def period_said(text: str) -> Period:
    """The year and quarter that a title, heading or file name speaks of: 二季度, 4-6月, 1—6月, 上半年, 截至6月底."""
    text = plain_time(text)
    if since := SINCE_OCTOBER.search(text):
        return _since_october(since, text)
    number, sums = _year_in(text), bool(SUMS.search(text))
    if first := FIRST_QUARTERS.search(text):
        return Period(number, _number(first.group(1)), True)
    if later := LATER_QUARTERS.search(text):
        return Period(number, odd=later.group(0))
    if half := HALF.search(text):
        return Period(number, 2 if half.group(1) else 3 if half.group(2) else 4, True)
    if months := MONTHS.search(text):
        return _of_months(number, _number(months.group(1)), _number(months.group(2)), sums, months.group(0))
    if listed := LISTED.search(text):
        return _of_months(number, _number(listed.group(1)), _number(listed.group(2)), sums, listed.group(0))
    if until := UNTIL.search(text):
        return _of_months(number, 1, _number(until.group(1)), True, until.group(0))
    if quarter := QUARTER.search(text):
        return Period(number, _number(quarter.group(1) or quarter.group(2)), sums)
    if end := END.search(text):
        return Period(number, _number(end.group(1)) // 3, sums)
    if month := DOTTED_MONTH.search(text) or ONE_MONTH.search(text):
        return Period(number, cumulative=sums, month=_number(month.group(1)))
    return Period(number, cumulative=sums, odd="下半年" if "下半年" in text else "")


def plain_time(text: str) -> str:
    """A text with its years and digits as everybody types them: 二〇二六年 is 2026年."""
    return CHINESE_YEAR.sub(lambda found: "".join(DIGITS[letter] for letter in found[0]), text.translate(WIDE))


def is_only_time(text: str) -> bool:
    """Whether a heading says a period and nothing else: 2020年二季度, 1-6月累计, 4月, 上半年合计."""
    rest = without_time(text)
    said = period_said(text)
    return bool(said.quarter or said.year or said.month or said.odd) and (
        not rest or bool(meaning_of(rest, "basis_quarter", "basis_cumulative", "total", "amount", "counting_all"))
    )


def without_time(text: str) -> str:
    """What a text says besides time, folded."""
    rest = plain_time(text)
    for said in (
        SINCE_OCTOBER,
        FIRST_QUARTERS,
        LATER_QUARTERS,
        HALF,
        MONTHS,
        LISTED,
        UNTIL,
        QUARTER,
        END,
        DOTTED_MONTH,
        ONE_MONTH,
        YEAR,
    ):
        rest = said.sub("", rest)
    return fold(re.sub(r"\A[(（](.*)[)）]\Z", r"\1", rest.replace("下半年", "").strip()))


def _year_in(text: str) -> int | None:
    """The year of a text; of two that stand in it the one just before its quarter or span, and None where neither does."""
    years = {int(year) for year in YEAR.findall(text)}
    if len(years) < 2:
        return next(iter(years), None)
    spans = (FIRST_QUARTERS, HALF, MONTHS, LISTED, QUARTER, END)
    starts = {found.start() for span in spans for found in span.finditer(text)}
    before = {int(year.group(1)) for year in YEAR.finditer(text) if year.end() in starts}
    return next(iter(before)) if len(before) == 1 else None


def _since_october(since: re.Match, text: str) -> Period:
    """The end of a span that began in October: in its own words, else in what else the text says of time."""
    begun, ended, month = since.groups()
    if month is None:
        rest = period_said(text.replace(since.group(0), ""))
        return replace(rest, year=rest.year or (int(begun) + 1 if begun else None), cumulative=True, october=True)
    year = int(ended) if ended else int(begun) + 1 if begun else _year_in(text.replace(since.group(0), ""))
    last = _number(month)
    if last not in (3, 6, 9):
        return Period(year, cumulative=True, odd=since.group(0))
    return Period(year, last // 3, True, october=True)


def _of_months(year: int | None, first: int, last: int, sums: bool, written: str) -> Period:
    if first == 1 and last % 3 == 0:
        return Period(year, last // 3, True if last > 3 else sums)
    if last % 3 == 0 and first == last - 2 and not sums:
        return Period(year, last // 3)
    if first == last:
        return Period(year, cumulative=sums, month=last)
    return Period(year, cumulative=sums, odd=written)


def _number(text: str) -> int:
    return CHINESE.get(text) or int(text)


def day_said(cell: object) -> tuple[int | None, int] | None:
    """(year or None, month) of a cell that is a day: a date, 2026.4.2, 4月2日; None for others."""
    if isinstance(cell, int | float):
        return None
    if day := as_date(cell):
        return day.year, day.month
    found = re.fullmatch(r"\s*(1[0-2]|0?[1-9])\s*[月.]\s*(3[01]|[12]\d|0?[1-9])\s*日?\s*", str(cell))
    return (None, int(found.group(1))) if found else None


def as_date(cell: object) -> date | None:
    """A date typed as a date or as 2020-03-10, 2020.3.10, 2020/3/10, 2020年3月10日; None if it is none."""
    if isinstance(cell, date):
        return cell
    match = re.match(r"\s*(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*\Z", str(cell))
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
