"""What a column or row means: headings of one to four lines → indicator, period, basis, factor for 万元, own due day."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracking.catalogue import fold, meaning_of, words
from tracking.reading.layout.names import (
    BRACKETS,
    NUMBERING,
    TIME_OF_A_NAME,
    counts,
    longest_first,
    may_group,
    name_in,
    same_measure,
    themes_of,
)
from tracking.reading.layout.periods import is_only_time, period_said, plain_time

DUE_DAY = re.compile(r"(\d{1,2})月(?:底|(\d{1,2})日)前?$")
MONEY_UNITS = {"万元": 10_000, "千元": 1_000}
MEASURE_ALONE = re.compile(r"(?:金额|资金|数额)?\s*(?:(?:计量)?单位\s*[:：])?\s*(?:金额)?(万元|千元|元)")


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column or row of figures means: its indicator (None where the other direction says it), basis, factor for
    万元, the year, quarter and month it is about, its unit and, in a plan, its own due day; ``counted`` is a word such as 金额
    that fits only some indicators."""

    indicator: str | None
    basis: str | None = None
    money_factor: int = 1
    due: tuple[int, int | None] | None = None
    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    unit: str | None = None
    counted: str = ""

    @property
    def code(self) -> str:
        """The indicator of a column whose headings name one."""
        assert self.indicator is not None
        return self.indicator


def column_meaning(
    parts: list[str],
    names: Mapping[str, str],
    measures: Mapping[str, str],
    indicator: str | None = None,
    themes: Mapping[str, str] | None = None,
) -> ColumnMeaning | None:
    """What the headings of one column mean, the upper ones first: 新建工会 above 累计, or 职工培训（人次，累计） alone.

    None if they name no known indicator, or say more than we know: 工资集体协商 above 新签 is no collective contract, and
    职工人数 below 教育培训 is not the number of employees (``themes``: indicator → theme).
    ``indicator`` is what a person said the column is; then words that are not known are passed over, but not 累计 and 万元.
    """
    named: list[str] = []
    said: list[str] = []
    for part in parts:
        text, inner = _without_brackets(part.strip().rstrip("%％*＊").rstrip(), names)
        said += inner
        if measure := MEASURE_ALONE.fullmatch(text):
            said.append(measure.group(1))
        elif is_only_time(text) or meaning_of(text, "basis_quarter", "basis_cumulative") or _is_measure(text, measures):
            said.append(text)
        else:
            said += _time_in(text, names)
            named.append(text)
    code = indicator or _indicator_of(named, names, measures, themes or {})
    if code is None and not all(_says_only_that_it_counts(text) for text in named):
        return None
    if indicator:
        said += [word for text in named for word in ("累计", "当季", "本季", "万元", "千元") if word in text]
    return _with_words(code, said, measures.get(code, "") if code else "", strict=indicator is None)


def _says_only_that_it_counts(text: str) -> bool:
    """Whether a heading such as 完成情况 or 实际完成 says nothing of what is counted."""
    return bool(meaning_of(text, "amount", "counting_all") or "any" in themes_of(text))


def _without_brackets(text: str, names: Mapping[str, str]) -> tuple[str, list[str]]:
    """A heading without what stands in brackets at its end, and the words that stood there."""
    said: list[str] = []
    while fold(text) not in names and (last := BRACKETS.search(text)):
        inner = [word.strip() for word in re.split(r"[,，、;；/]", last.group(1)) if word.strip()]
        said += [found.group(1) if (found := MEASURE_ALONE.fullmatch(word)) else word for word in inner]
        text = text[: last.start()].strip()
    return text, said


def _is_measure(text: str, measures: Mapping[str, str]) -> bool:
    return text in measures.values() or bool(meaning_of(text, "other_measure"))


def not_a_figure(parts: list[str], names: Mapping[str, str] | None = None) -> bool:
    """Whether headings say that a column is no report: last year's, a target, a change, a rank, a part (其中)."""
    texts = [fold(BRACKETS.sub("", part)) for part in parts]
    starts, ends = tuple(words()["not_a_figure_start"]), words()["not_a_figure"]
    known = names or {}
    return any(
        meaning_of(text, "not_a_figure")
        or (text not in known and (text.startswith(starts) or (len(text) > 4 and text.endswith(ends))))
        for text in texts
    )


def says_nothing_of_its_own(parts: list[str], names: Mapping[str, str], measures: Mapping[str, str]) -> bool:
    """Whether headings say only how or when is counted, not what: 人数, 当季, 一季度."""
    texts = [BRACKETS.sub("", part).strip() for part in parts]
    return all(
        (bool(themes_of(text)) and not name_in(text, names, measures))
        or is_only_time(text)
        or text in measures.values()
        or bool(meaning_of(text, "basis_quarter", "basis_cumulative", "amount", "counting", "counting_all"))
        for text in texts
    )


def _indicator_of(
    named: list[str], names: Mapping[str, str], measures: Mapping[str, str], themes: Mapping[str, str]
) -> str | None:
    """The indicator that headings above one another name: 集体合同 above 新签 is 新签集体合同, 组织建设 above 新建 is 新建.

    Where one of several names it, the others must be groups of its own theme, or say how it is counted.
    """
    for text in ("".join(reversed(named)), "".join(named)):
        if code := name_in(text, names, measures):
            return code
    known = {place: code for place, text in enumerate(named) if (code := name_in(text, names, measures))}
    if not known:
        return None
    last, code = max(known), known[max(known)]
    outranked = [named[place] for place, other in known.items() if other != code]
    if not all(may_group(text, themes.get(code)) or fold(text) in fold(named[last]) for text in outranked):
        return None
    for place, text in enumerate(named):
        if place in known:
            continue
        above = may_group(text, themes.get(code)) or meaning_of(text, "counting") or fold(text) in fold(named[last])
        if not (counts(text, measures.get(code, "")) or (place < last and above)):
            return None
    return code


def _time_in(text: str, names: Mapping[str, str]) -> list[str]:
    """The words for a period or basis that are written in one with a name: 上半年发展会员, 发展会员累计."""
    bare = fold(NUMBERING.sub("", text.strip()))
    if bare in names:
        return []
    time = TIME_OF_A_NAME.match(plain_time(bare))
    said = [time[0].rstrip("末底止内")] if time and time[0] and period_said(time[0]).quarter else []
    rest = bare[len(time[0]) :] if time else bare
    for meaning in ("basis_quarter", "basis_cumulative"):
        said += [word for word in longest_first(meaning) if rest.startswith(word) or rest.endswith(word)][:1]
    return said


def _with_words(indicator: str | None, said: list[str], measure: str, strict: bool) -> ColumnMeaning | None:
    meant = ColumnMeaning(indicator)
    for word in said:
        time = period_said(word)
        if word in MONEY_UNITS and measure in ("元", ""):
            meant = replace(meant, money_factor=MONEY_UNITS[word])
        elif meaning := meaning_of(word, "basis_quarter", "basis_cumulative"):
            meant = replace(meant, basis=meaning.removeprefix("basis_"))
        elif day := _due_day(word):
            meant = replace(meant, due=day)
        elif is_only_time(word):
            if time.odd or time.october:
                return None
            meant = replace(meant, year=time.year or meant.year, quarter=time.quarter or meant.quarter)
            meant = replace(meant, month=time.month or meant.month)
            if time.cumulative or meaning_of(word[-2:], "basis_cumulative"):
                meant = replace(meant, basis="cumulative")
            elif time.quarter and not meant.basis:
                meant = replace(meant, basis="quarter")
        elif strict and not same_measure(word, measure):
            return None
    return meant


def _due_day(text: str) -> tuple[int, int | None] | None:
    """(month, day) of 9月20日前, (month, None) of 6月底前; None if it is no such day in every year."""
    match = DUE_DAY.match(text)
    if not match:
        return None
    month, day = int(match.group(1)), int(match.group(2) or 1)
    real = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2021, month)[1]
    return (month, day if match.group(2) else None) if real else None
