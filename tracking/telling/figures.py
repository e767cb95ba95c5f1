"""Figures as people read them. Rounding never changes what a figure says: a miss is never 100 %, a bit never 0 %."""

from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import pandas as pd

from tracking.catalogue import MONEY, NOT_ASKED, PERCENT, words
from tracking.language import N_, _, counted, current_language, name_of
from tracking.quarters import quarter_end, quarter_start, year_and_quarter
from tracking.rows import Row
from tracking.words import EXEMPTION_WORDS, MEASURE_WORDS, STATUS_ICONS, STATUS_WORDS


def status_text(status: str) -> str:
    """The icon and the word of a status, never colour alone."""
    return f"{STATUS_ICONS[status]} {_(STATUS_WORDS[status])}"


def brief_union(name: str) -> str:
    """A union's name without what the names of all of them end with."""
    endings = (ending for ending in words()["union_endings"] if name.endswith(ending) and name != ending)
    return name.removesuffix(next(endings, ""))


def legend_text() -> str:
    """What the icons of the statuses mean, for where they stand alone: ✓ 已完成 ● 达序时 …"""
    shown = (
        *("achieved", "on_pace", "slightly_behind", "behind"),
        *("far_behind", "missed", "not_reported", "not_due"),
    )
    return " · ".join(status_text(status) for status in shown)


def row_status_text(row: Row, reason: bool = True) -> str:
    """The status of a row of the progress table; of one that is exempt with the reason: ◇ 免考核（停产歇业）; of one that
    rests on a level that nobody said with that: ● 达序时（基数未填）. Both are left out, or a mark, without ``reason``."""
    if row["status"] != "exempt" or not isinstance(row.get("exemption"), str):
        return status_text(row["status"]) + baseline_mark(row, short=not reason)
    asked = row["exemption"] != NOT_ASKED
    word = status_text("exempt") if asked else f"{STATUS_ICONS['exempt']} {_(EXEMPTION_WORDS[NOT_ASKED])}"
    note = row["exemption_note"] if isinstance(row["exemption_note"], str) else ""
    why = exemption_text(row["exemption"], note) if asked else note
    return _("{status} ({reason})", status=word, reason=why) if reason and why else word


def baseline_mark(row: Row, short: bool = False) -> str:
    """What a verdict is marked with that rests on a level at the period's start that nobody said: （基数未填）, or †."""
    if row.get("baseline_unknown") not in (True,):
        return ""
    return "†" if short else _(" (baseline not filled in)")


def exemption_text(code: str, note: object) -> str:
    """A coded reason, with what was added in words: 停产歇业：设备检修."""
    word = _(EXEMPTION_WORDS[code])
    return _("{reason}: {note}", reason=word, note=note) if isinstance(note, str) and note else word


def counted_reasons(codes: pd.Series) -> str:
    """How often each coded reason occurs: 停产歇业 2 家、新成立 1 家."""
    counts = codes.value_counts()
    words = [(_(word), int(counts[code])) for code, word in EXEMPTION_WORDS.items() if code in counts]
    return _(", ").join(_("{reason} {count}", reason=word, count=count) for word, count in words)


def exempt_text(codes: pd.Series) -> str:
    """How many enterprises are exempt, and why: 本季免考核企业：2 家（停产歇业 2 家）. ``codes`` has one for each."""
    return _("Enterprises exempt this quarter: {count} ({reasons})", count=len(codes), reasons=counted_reasons(codes))


def measure_text(measure: str) -> str:
    """The word of a measure after a figure: 家 in Chinese, enterprises in English."""
    return _(MEASURE_WORDS[measure]) if measure in MEASURE_WORDS else measure


def _told_in(measure: str) -> str:
    """The word of what a figure is told in: of money 万元, which English does not count in."""
    if measure != MONEY:
        return measure_text(measure)
    return _("10,000 yuan") if current_language() == "zh_CN" else _("yuan")


def percent_text(share: Fraction | float | None, places: int = 2) -> str:
    """A share as a percentage with up to ``places`` decimals.

    It is rounded half up, but never onto a whole per cent (without decimals: onto 0 or 100) that it does not reach or
    has left: 99.996 % prints 99.99 %.
    """
    if isinstance(share, Fraction):
        exact = Decimal(share.numerator) / Decimal(share.denominator)
    elif share is None or pd.isna(share):
        return "—"
    else:
        exact = _exact(share)
    return f"{_kept(exact * 100, places)}%".replace("-", "−")


def _exact(number: float) -> Decimal:
    """A float as the number it stands for, without what binary arithmetic added: (0.93 − 0.86) × 100 is 7."""
    return Decimal(repr((round(float(number), 13) or float(number)) + 0.0))


def _kept(number: Decimal, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    rounded = number.quantize(step, ROUND_HALF_UP)
    edge = rounded == rounded.to_integral_value() if places else rounded in (0, 100)
    if edge and rounded != number:
        rounded = number.quantize(step, ROUND_FLOOR if number < rounded else ROUND_CEILING)
    return _trimmed(rounded)


def _trimmed(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_text(value: float | None, measure: str, signed: bool = False) -> str:
    """A figure without its measure: counts with thousands separators, money in 万元, rates in per cent."""
    if value is None or pd.isna(value):
        return "—"
    sign = "+" if signed and value > 0 else "−" if value < 0 else ""
    if measure == PERCENT:
        return sign + percent_text(abs(value)).rstrip("%")
    if measure == MONEY:
        return sign + _kept(_exact(round(abs(float(value)), 4)) / 10_000, 2)
    return f"{sign}{abs(round(value)):,}" if float(value).is_integer() else f"{sign}{abs(value):,.2f}"


def _told(value: float | None, measure: str, signed: bool = False) -> str:
    """As number_text, but money in what the reader's language counts it in: 16.45 (万元), 164,500 (yuan)."""
    if measure != MONEY or current_language() == "zh_CN" or value is None or pd.isna(value):
        return number_text(value, measure, signed)
    sign = "+" if signed and value > 0 else "−" if value < 0 else ""
    return sign + _kept(_exact(round(abs(float(value)), 4)), 2)


def amount_text(value: float | None, measure: str) -> str:
    """A figure with its measure: 45 家, 8.5 万元, 90%."""
    number = _told(value, measure)
    if number == "—":
        return number
    if measure == PERCENT:
        return f"{number}%"
    return counted(number, _told_in(measure))


def gap_text(gap: float | None, measure: str) -> str:
    """A gap to what is due, signed, with its measure; of a rate in percentage points."""
    if gap is None or pd.isna(gap):
        return "—"
    if measure == PERCENT:
        return _("{number} pts", number=number_text(gap / 100, PERCENT, signed=True))
    return counted(_told(gap, measure, signed=True), _told_in(measure))


def short_gap_text(gap: float | None, measure: str) -> str:
    """A gap where its measure stands beside it already: signed, of a rate in percentage points."""
    return gap_text(gap, measure) if measure == PERCENT else _told(gap, measure, signed=True)


def done_of_target_text(row: Row) -> str:
    """What was done of what is promised: 312/500 人; of a cap what is used, 已用 3/5 人; a rate with its target and its
    parts, 90% / 92%（45/50 家）."""
    if row["measure"] == PERCENT:
        return _rate_text(row)
    unit = _told_in(row["measure"])
    done, target = _told(row["actual"], row["measure"]), _told(row["target"], row["measure"])
    if target == "—":
        return done if done == "—" else f"{done} {unit}"
    if is_cap(row):
        return _("used {used}/{cap}", used=done, cap=f"{target} {unit}")
    return f"{done}/{'≤' if row['comparator'] == 'at_most' else ''}{target} {unit}"


def _rate_text(row: Row) -> str:
    """A rate, its target and its parts, as far as they are known."""
    rate = percent_text(row["actual"])
    if pd.notna(row["target"]):
        rate += f" / {'≤' if row['comparator'] == 'at_most' else ''}{percent_text(row['target'])}"
    if pd.isna(row["numerator"]) or pd.isna(row["denominator"]):
        return rate
    parts = f"{int(row['numerator']):,}/{int(row['denominator']):,} {measure_text(row['part_measure'])}"
    return _("{rate} ({parts})", rate=rate, parts=parts)


def is_cap(row: Row) -> bool:
    """Whether a target is a number of deeds that may not be exceeded."""
    return row["comparator"] == "at_most" and row["kind"] == "flow"


def part_name(row: Row, part: str) -> str:
    """The name of a rate's numerator or denominator, with its figure and measure."""
    name = row[f"{part}_name"] if current_language() == "zh_CN" else row[f"{part}_name_en"]
    return name if pd.isna(row[part]) else f"{name} {int(row[part]):,} {measure_text(row['part_measure'])}"


def forecast_text(value: float | None, measure: str) -> str:
    """A forecast; of things that are counted, the whole ones only."""
    if value is not None and not pd.isna(value) and measure not in (MONEY, PERCENT):
        value = floor(value)
    return amount_text(value, measure)


def completion_text(row: Row) -> str:
    """Completion of a rising target; a cap says what is used (已用 3/5), a falling level the part of the way done."""
    if is_cap(row):
        used, cap = _told(row["actual"], row["measure"]), _told(row["target"], row["measure"])
        return _("used {used}/{cap}", used=used, cap=cap)
    if row["comparator"] == "at_most" and pd.notna(row["completion"]):
        return _("{share} of the way", share=percent_text(row["completion"]))
    return percent_text(row["completion"])


def coverage_text(reported: int, expected: int, carried: int = 0, beside: int = 0) -> str:
    """How many of the expected units reported: 已报 45/49 家，另 4 家未报沿用前季；应报以外 1 家（如免考核）也沿用.

    ``carried`` units count with an earlier level, ``beside`` of them without being expected to report.
    """
    text = _("{reported}/{expected} units reported", reported=int(reported), expected=int(expected))
    return text + _carried_text(int(carried) - int(beside), int(beside))


def _carried_text(within: int, beside: int) -> str:
    text = _(", {carried} of the others carried forward", carried=within) if within else ""
    return text + (_("; besides them {carried} not to report (such as exempt)", carried=beside) if beside else "")


def row_coverage_text(row: Row) -> str:
    """The coverage of a row of the progress table."""
    return coverage_text(row["reported"], row["expected"], row["carried"], row["carried_beside"])


def short_coverage_text(row: Row) -> str:
    """The coverage of a row below a heading that says what it is: 45/49，沿用 4，应报外 1."""
    text = small_share_text(row["reported"], row["expected"])
    within, beside = int(row["carried"] - row["carried_beside"]), int(row["carried_beside"])
    text += _(", carried {count}", count=within) if within else ""
    return text + (_(", not to report but carried {count}", count=beside) if beside else "")


def small_share_text(part: int, whole: int) -> str:
    """A part of a small whole as it is, 1/2, never as 50 %."""
    return f"{int(part)}/{int(whole)}"


def day_text(day: date | pd.Timestamp) -> str:
    """A day in words of the language: 2020年6月30日, 2020-06-30."""
    return _("{year}-{month:02d}-{day:02d}", year=day.year, month=day.month, day=day.day)


def period_text(start: date, due: date) -> str:
    """A target's period; only its due date where it is the calendar year."""
    if (start.month, start.day, due.month, due.day) == (1, 1, 12, 31) and start.year == due.year:
        return _("calendar year {year}", year=start.year)
    return f"{day_text(start)} – {day_text(due)}"


def own_period_text(start: date, due: date) -> str:
    """A period other than the calendar year, short: 9月20日前, 2019.10–2020.9; nothing for the calendar year."""
    if start.month == start.day == 1 and start.year == due.year:
        return "" if (due.month, due.day) == (12, 31) else _("by {month:02d}-{day:02d}", month=due.month, day=due.day)
    months = start.day == 1 and (due + timedelta(days=1)).day == 1
    days = ("", "") if months else (f".{start.day}", f".{due.day}")
    return f"{start.year}.{start.month}{days[0]}–{due.year}.{due.month}{days[1]}"


def name_with_period(row: Row) -> str:
    """The name of a target's indicator and, in brackets, its period where that is not the calendar year."""
    own = own_period_text(row["period_start"], row["due_date"]) if pd.notna(row["target"]) else ""
    return _("{name} ({period})", name=name_of(row), period=own) if own else name_of(row)


def target_key(row: Row) -> str:
    """What tells a target of a unit from its others: its indicator and, if it is not the calendar year, its period."""
    if pd.isna(row["target"]) or not own_period_text(row["period_start"], row["due_date"]):
        return row["indicator"]
    return f"{row['indicator']} {row['period_start']:%Y-%m-%d} {row['due_date']:%Y-%m-%d}"


def figure_key(what: str, row: Row) -> str:
    """The name by which a report knows a figure of a row, such as what was done: actual.wage_enterprises.20201231."""
    return f"{what}.{row['indicator']}.{row['due_date']:%Y%m%d}"


def to_date_text(period: int) -> str:
    """The year up to the end of a quarter: 2020年上半年."""
    year, quarter = year_and_quarter(period)
    names = (
        N_("first quarter of {year}"),
        N_("first half of {year}"),
        N_("first three quarters of {year}"),
        N_("whole year {year}"),
    )
    return _(names[quarter - 1], year=year)


def elapsed_text(period: int, today: date, day: date | None = None) -> str:
    """How far the year is at a quarter's end: 截至6月底 · 时间过半; before that, that the quarter is still to come or not
    over: 四季度尚未开始; on a ``day`` after it: 数据截至6月底，按7月16日的序时要求."""
    if day:
        return _(
            "figures to {end}, judged by what is due on {day}", end=day_text(quarter_end(period)), day=day_text(day)
        )
    quarter = period % 4 + 1
    name = _((N_("Q1"), N_("Q2"), N_("Q3"), N_("Q4"))[quarter - 1])
    if today < quarter_start(period):
        return _("{quarter} has not begun", quarter=name)
    if today <= quarter_end(period):
        return _(
            "{quarter} is not over; judged by what is due on {day}", quarter=name, day=day_text(quarter_end(period))
        )
    return _(
        (
            N_("end of March · a quarter of the year gone"),
            N_("end of June · half the year gone"),
            N_("end of September · three quarters gone"),
            N_("end of December · the year is over"),
        )[quarter - 1]
    )
