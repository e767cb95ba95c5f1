"""How a report writes figures: 8.5万元, 90%, 百分点, no leading zeros; and how each figure remembers where it is from.

A sentence is a plain string in which every figure is wrapped by ``cited(text, key)``; ``pieces`` takes it apart again.
A key is ``what.indicator.due date`` (actual.new_unions.20200930), or ``what`` alone (silent), and is what a trace needs.
``spoken(role, text)`` says what a sentence is in its section (opening, matters …); ``sentences`` takes a paragraph apart again.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from tracking.catalogue import MONEY, PERCENT, phrases
from tracking.quarters import year_and_quarter
from tracking.rows import Row
from tracking.telling import number_text, percent_text

BEGIN, MIDDLE, END = "\ue000", "\ue001", "\ue002"
ROLE_BEGIN, ROLE_END = "\ue003", "\ue004"
ROLE = re.compile(f"{ROLE_BEGIN}([^{ROLE_END}]*){ROLE_END}")
CITED = re.compile(f"{BEGIN}([^{MIDDLE}]*){MIDDLE}([^{END}]*){END}")
SPAN = ("一季度", "上半年", "前三季度", "全年")
QUARTER = ("一季度", "二季度", "三季度", "四季度")
SMALL_SUM = 10_000  # yuan, below which money is not told in 万元
NUMERALS = "一二三四五六七八九十"
AT_LEAST, NEARLY = {"余", "多", "以上"}, {"近"}


def cited(text: str, key: str) -> str:
    """A figure as the report prints it, with the key that leads to its sum, reports, files and cells."""
    return f"{BEGIN}{key}{MIDDLE}{text}{END}"


def spoken(role: str, text: str) -> str:
    """A sentence with its role in the section."""
    return f"{ROLE_BEGIN}{role}{ROLE_END}{text}"


def together(told: dict[str, str]) -> str:
    """The sentences of a paragraph, role → text, in one text with their roles."""
    return "".join(spoken(role, text) for role, text in told.items() if text)


def sentences(paragraph: str) -> list[tuple[str, str]]:
    """(role, text) of a paragraph's sentences in order; the role is "" where none is marked."""
    first, *rest = ROLE.split(paragraph)
    return [("", first)] * bool(first) + list(zip(rest[::2], rest[1::2], strict=True))


def pieces(text: str) -> list[tuple[str, str | None]]:
    """A sentence as (text, key) pairs in order; the key is None between figures."""
    text = ROLE.sub("", text)
    found: list[tuple[str, str | None]] = []
    place = 0
    for match in CITED.finditer(text):
        if match.start() > place:
            found.append((text[place : match.start()], None))
        found.append((match[2], match[1]))
        place = match.end()
    if place < len(text):
        found.append((text[place:], None))
    return found


def bare(text: str) -> str:
    """A sentence as people read it."""
    return ROLE.sub("", CITED.sub(lambda match: match[2], text))


def without_marks(text: str) -> str:
    """Somebody's own words without letters that would be taken for marks."""
    return re.sub(f"[{BEGIN}{MIDDLE}{END}{ROLE_BEGIN}{ROLE_END}]", "", text)


def key_of(what: str, row: Row) -> str:
    """The key of one figure of a progress row."""
    return f"{what}.{row['indicator']}.{row['due_date']:%Y%m%d}"


def measure_of(measure: str) -> str:
    """The word after a number; money is printed in 万元."""
    return "万元" if measure == MONEY else measure


def amount(value: float | None, measure: str) -> str:
    """A figure with its measure, no blank between: 45家, 16.45万元, 90%."""
    if value is None or pd.isna(value):
        return "—"
    if measure == PERCENT:
        return percent(value)
    if measure == MONEY and 0 < abs(value) < SMALL_SUM:
        return f"{float(value):.2f}".rstrip("0").removesuffix(".") + "元"
    return number_text(value, measure).replace(",", "") + measure_of(measure)


def percent(share: float) -> str:
    """A share in per cent, one decimal where it is needed, never rounded onto a whole that it does not reach."""
    return percent_text(share, 1).replace(",", "")


def rounded(share: float) -> str:
    """A share, growth or difference in per cent to one decimal, rounded half up; what is little is never 0."""
    tenths = (Decimal(repr(round(float(share), 13))) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return percent_text(share, 2) if not tenths and share else f"{tenths:f}".removesuffix(".0") + "%"


def points(share: float) -> str:
    """A difference of two rates, in percentage points: 2个百分点."""
    return f"{rounded(abs(share)).rstrip('%')}个百分点"


def day(of: date | pd.Timestamp, year: bool = True) -> str:
    """2020年7月10日, or 7月10日 where the year is plain."""
    return (f"{of.year}年" if year else "") + f"{of.month}月{of.day}日"


def end_of(period: int) -> str:
    """The month in which a quarter ends: 6月底."""
    return f"{year_and_quarter(period)[1] * 3}月底"


def joined(names: Iterable[str], last: str = "、") -> str:
    """Some names in a row: 甲、乙和丙 with ``last`` = 和."""
    names = list(names)
    if len(names) < 2 or last == "、":
        return "、".join(names)
    return "、".join(names[:-1]) + last + names[-1]


def some(names: Iterable[str], most: int = 5) -> str:
    """The first of some names; 等 where there are more."""
    names = list(names)
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    first = "" if not tens else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return first + (NUMERALS[ones - 1] if ones else "")


def qualified(number: str, measure: str, qualifiers: Iterable[str]) -> str:
    """A sum with the words that stood beside its parts: 1400多人 if some said 多, 近 if some said 近, else 约."""
    said = {word for word in qualifiers if isinstance(word, str) and word}
    if not said:
        return number + measure
    if said <= AT_LEAST:
        return f"{number}{'余' if said == {'余'} else '多'}{measure}"
    return f"{'近' if said <= NEARLY else '约'}{number}{measure}"


def phrase(row: Row, number: str) -> str:
    """What was done, as a clause: 新建企业工会6家. An indicator of the township's own gives its name."""
    known = phrases().get(row["indicator"])
    return known["phrase"].replace("{n}", number) if known else row["name"] + number


def season(indicator: str) -> str | None:
    """When in the year something happens that has its season: 8—9月."""
    known = phrases().get(indicator)
    return known["season"] or None if known else None
