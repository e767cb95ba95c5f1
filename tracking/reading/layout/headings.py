"""What a column or row means: headings of one to four lines → indicator, period, basis, factor for 万元, own due day."""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from rapidfuzz.distance import Indel

from tracking.catalogue import MEASURES, fold, meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.periods import is_only_time, period_said, plain_time

BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]\s*\Z")
DUE_DAY = re.compile(r"(\d{1,2})月(?:底|(\d{1,2})日)前?$")
MONEY_UNITS = {"万元": 10_000, "千元": 1_000}
MEASURE_ALONE = re.compile(r"(?:金额|资金|数额)?\s*(?:(?:计量)?单位\s*[:：])?\s*(?:金额)?(万元|千元|元)")
NUMBERING = re.compile(
    r"\A(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])\s*|\A[一二三四五六七八九十](?=[^一二三四五六七八九十年月季])(?!线)"
)
GROUP_ROWS = 3  # rows of headings above, and below, the one that names the units
SIMILAR = 0.6
TIME_OF_A_NAME = re.compile(
    r"\A(?:20\d\d年度?)?(?:第?[一二三四1-4]季度|上半年|前三季度|截[至止]\d{1,2}月底?|\d{1,2}[-—–~～至到]\d{1,2}月份?)?(?:末|底|止|内)?"
)


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column or row of figures means: its indicator (None where the other direction says it), basis, factor for
    万元, the year, quarter and month it is about, its unit and, in a plan, its own due day."""

    indicator: str | None
    basis: str | None = None
    money_factor: int = 1
    due: tuple[int, int | None] | None = None
    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    unit: str | None = None

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
        text, inner = _without_brackets(part.strip(), names)
        said += inner
        if measure := MEASURE_ALONE.fullmatch(text):
            said.append(measure.group(1))
        elif is_only_time(text) or meaning_of(text, "basis_quarter", "basis_cumulative") or _is_measure(text, measures):
            said.append(text)
        else:
            said += _time_in(text, names)
            named.append(text)
    code = indicator or _indicator_of(named, names, measures, themes or {})
    if code is None and not all(_says_only_that_itcounts(text) for text in named):
        return None
    if indicator:
        said += [word for text in named for word in ("累计", "当季", "本季", "万元", "千元") if word in text]
    return _with_words(code, said, measures.get(code, "") if code else "", strict=indicator is None)


def _says_only_that_itcounts(text: str) -> bool:
    """Whether a heading such as 完成情况 or 实际完成 says nothing of what is counted."""
    return bool(meaning_of(text, "amount", "counting_all") or "any" in _themes_of(text))


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
        (bool(_themes_of(text)) and not name_in(text, names, measures))
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
    if not all(fold(text) in fold(named[last]) or _may_group(text, themes.get(code)) for text in outranked):
        return None
    for place, text in enumerate(named):
        if place in known:
            continue
        above = _may_group(text, themes.get(code)) or meaning_of(text, "counting") or fold(text) in fold(named[last])
        if not (counts(text, measures.get(code, "")) or (place < last and above)):
            return None
    return code


def name_in(text: str, names: Mapping[str, str], measures: Mapping[str, str]) -> str | None:
    """The indicator that a text names, as it stands or without numbering, time, 开展 before and 人数 behind it."""
    for bare, counted in _spellings(text):
        code = names.get(bare)
        if code and (not counted or counts(counted, measures.get(code, ""))):
            return code
    return None


def bare_spellings(text: str) -> list[str]:
    """The spellings of a heading without brackets, numbering, time, 是否签订 before and 签订情况 behind it."""
    plain = BRACKETS.sub("", text.strip())
    return list(dict.fromkeys(bare for bare, _counted in _spellings(plain)))


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Ever barer spellings of a name, each with the word for counting (人数, 份数) that was taken off its end."""
    whole = fold(text)
    if not whole:
        return
    yield whole, ""
    bare = fold(NUMBERING.sub("", text.strip()))
    bare = fold(TIME_OF_A_NAME.sub("", plain_time(bare), count=1))
    starts = _longest_first("basis_quarter", "basis_cumulative", "verb_before")
    yield bare, ""
    while start := next((word for word in starts if bare.startswith(word) and bare != word), None):
        bare = bare.removeprefix(start)
        yield bare, ""
    ends = _longest_first("basis_quarter", "basis_cumulative", "verb_after")
    if end := next((word for word in ends if bare.endswith(word) and bare != word), None):
        bare = bare.removesuffix(end)
        yield bare, ""
    for word in _longest_first("counting", "counting_all"):
        if bare.endswith(word) and bare != word:
            yield bare.removesuffix(word), word
            yield bare.removesuffix(word) + "人数", word


@cache
def _longest_first(*meanings: str) -> tuple[str, ...]:
    """The words of some meanings, folded, the longest first."""
    return tuple(sorted({fold(word) for meaning in meanings for word in words()[meaning]}, key=lambda w: (-len(w), w)))


def _time_in(text: str, names: Mapping[str, str]) -> list[str]:
    """The words for a period or basis that are written in one with a name: 上半年发展会员, 发展会员累计."""
    bare = fold(NUMBERING.sub("", text.strip()))
    if bare in names:
        return []
    time = TIME_OF_A_NAME.match(plain_time(bare))
    said = [time[0].rstrip("末底止内")] if time and time[0] and period_said(time[0]).quarter else []
    rest = bare[len(time[0]) :] if time else bare
    for meaning in ("basis_quarter", "basis_cumulative"):
        said += [word for word in _longest_first(meaning) if rest.startswith(word) or rest.endswith(word)][:1]
    return said


COUNTED = {"人数": "人名", "人": "人名", "人次": "人次", "家数": "家个", "个数": "个家", "户数": "户", "份数": "份", "件数": "件",
           "起数": "件", "项数": "项", "期数": "期", "班次": "期", "场数": "场", "场次": "场", "次数": "场", "金额": "元", "资金": "元"}  # fmt: skip


def counts(text: str, measure: str) -> bool:
    """Whether a word says only how many, in a measure that fits: 人数 of people, 份数 of contracts, 数 and 合计 of all."""
    bare = fold(text)
    if meaning_of(bare, "counting_all") or fold(measure) == bare:
        return True
    return measure != "" and measure in COUNTED.get(bare, "")


def _themes_of(text: str) -> set[str]:
    """The themes that a group's heading may stand over, all of them for 基本情况; none for words that say something else."""
    bare = NUMBERING.sub("", fold(text))
    spellings = {
        bare,
        *(bare.removesuffix(end) for end in ("情况", "工作", "工作情况", "完成情况", "活动", "统计")),
    } - {""}
    return {
        meaning.removeprefix("group_")
        for meaning, known in words().items()
        if meaning.startswith("group_") and spellings & set(map(fold, known))
    }


def themes_within(text: str) -> set[str]:
    """The themes of all groups whose words stand in a text such as a title."""
    bare = fold(text)
    return {
        meaning.removeprefix("group_")
        for meaning, known in words().items()
        if meaning.startswith("group_") and any(len(word) > 1 and fold(word) in bare for word in known)
    } - {"any"}


def measures_said(text: str) -> str:
    """The measures in which a heading that ends with 人次, 金额 or 户数 may be counted, one beside the other."""
    bare = fold(text)
    return next((measures for word, measures in COUNTED.items() if len(word) > 1 and bare.endswith(word)), "")


def _may_group(text: str, theme: str | None) -> bool:
    """Whether a heading is a group that may stand above an indicator of this theme."""
    themes = _themes_of(text)
    return bool(themes) and ("any" in themes or theme is None or theme in themes)


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
            if time.odd:
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


def same_measure(word: str, measure: str) -> bool:
    """Whether a word for a measure says the same as the catalogue's: 起 is 件, 名 is 人."""
    pair = {fold(word), fold(measure)}
    return len(pair) == 1 or any(pair <= set(alike.split("=")) for alike in words()["measures_alike"])


def _due_day(text: str) -> tuple[int, int | None] | None:
    """(month, day) of 9月20日前, (month, None) of 6月底前; None if it is no such day in every year."""
    match = DUE_DAY.match(text)
    if not match:
        return None
    month, day = int(match.group(1)), int(match.group(2) or 1)
    real = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2021, month)[1]
    return (month, day if match.group(2) else None) if real else None


def similar_indicators(parts: list[str], names: Mapping[str, str]) -> list[str]:
    """The indicators whose names or synonyms look like the headings, the likest first, each once."""
    said = [fold(BRACKETS.sub("", part)) for part in parts]
    likeness: dict[str, float] = {}
    for name, code in names.items():
        best = max((_likeness(text, name) for text in said if text), default=0)
        likeness[code] = max(likeness.get(code, 0), best)
    return sorted((code for code in likeness if likeness[code] >= SIMILAR), key=lambda code: -likeness[code])


def _likeness(text: str, name: str) -> float:
    """0 to 1; a heading that holds the whole name counts more than one that shares some letters with it."""
    held = SIMILAR + (1 - SIMILAR) * len(name) / len(text) if len(name) > 2 and name in text else 0
    return max(held, Indel.normalized_similarity(text, name))


def heading_rows(sheet: Sheet, row: int, column: int, names: Mapping[str, str]) -> tuple[int, int]:
    """The first and last row of the headings around ``row``, in which ``column`` names the units."""
    spans = merged_at(sheet, row, row)
    first, last = row, min(spans.get((row, column), (row, column, row, column))[2], len(sheet.rows) - 1)
    if last == row:
        while last < min(row + GROUP_ROWS, len(sheet.rows) - 1) and _is_below(sheet, last + 1, column, names):
            last += 1
    while first > max(0, row - GROUP_ROWS) and _is_above(sheet, first - 1, column, names):
        first -= 1
    return first, last


def headings(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """The headings of every column, the upper ones first; a group's heading counts for all columns below it."""
    spans, width = merged_at(sheet, first, last), max((len(cells) for cells in sheet.rows[first : last + 1]), default=0)
    found: list[list[str]] = []
    for column in range(width):
        parts: list[str] = []
        for row in range(first, last + 1):
            text = _heading_at(sheet, row, column, spans)
            if not text and row < last and any(_heading_at(sheet, r, column, spans) for r in range(row + 1, last + 1)):
                text = _group_left_of(sheet, row, column, spans)
            if text and text not in parts:
                parts.append(text)
        found.append(parts)
    return found


def merged_at(sheet: Sheet, first: int, last: int) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """Cell (row, column) of the rows from first to last → the merged range that it belongs to."""
    return {
        (row, column): span
        for span in sheet.merged
        for row in range(max(first, span[0]), min(last, span[2]) + 1)
        for column in range(span[1], span[3] + 1)
    }


def merged_cells(sheet: Sheet) -> np.ndarray | None:
    """Whether a cell, by row and column, belongs to a merged range; None where nothing is merged.

    However many ranges a file claims, and however far they reach, this costs as much as the sheet is large.
    """
    if not sheet.merged:
        return None
    height, width = len(sheet.rows), max(map(len, sheet.rows), default=0)
    corners = np.zeros((height + 1, width + 1), dtype="int32")
    for first_row, first_column, last_row, last_column in sheet.merged:
        top, bottom = min(first_row, height), min(last_row + 1, height)
        left, right = min(first_column, width), min(last_column + 1, width)
        corners[top, left] += 1
        corners[bottom, right] += 1
        corners[top, right] -= 1
        corners[bottom, left] -= 1
    return corners.cumsum(axis=0).cumsum(axis=1) > 0


def cell_at(sheet: Sheet, row: int, column: int) -> object:
    """The value of a cell, None beyond the sheet."""
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return cells[column] if column < len(cells) else None


def _heading_at(sheet: Sheet, row: int, column: int, spans: dict) -> str:
    top = spans.get((row, column), (row, column))
    cell = cell_at(sheet, top[0], top[1])
    return "" if cell is None else " ".join(str(cell).split())


def _group_left_of(sheet: Sheet, row: int, column: int, spans: dict) -> str:
    """The heading of a group whose cells were not merged: it stands over the first of its columns."""
    if any((row, other) in spans for other in range(column + 1)):
        return ""
    for other in range(column - 1, -1, -1):
        if text := _heading_at(sheet, row, other, spans):
            return text
        if not _heading_at(sheet, row + 1, other, spans):
            return ""
    return ""


def _is_below(sheet: Sheet, row: int, column: int, names: Mapping[str, str]) -> bool:
    """Whether a row goes on with the headings: it names no unit, holds no figure, and says something of ours."""
    cells = [cell for cell in sheet.rows[row] if cell is not None and str(cell).strip()]
    name = cell_at(sheet, row, column)
    if (name is not None and not meaning_of(name, "measure")) or any(not isinstance(cell, str) for cell in cells):
        return False
    return any(is_ours(cell, names) or meaning_of(cell, "counting", "counting_all", "amount") for cell in cells)


def _is_above(sheet: Sheet, row: int, column: int, names: Mapping[str, str]) -> bool:
    """Whether a row groups the headings below it: a merged cell beside the units' column, or several words of ours."""
    cells = [cell for cell in sheet.rows[row] if cell is not None and str(cell).strip()]
    if not cells or any(re.search("[:：]", str(cell)) for cell in cells):
        return False  # 填报单位：某厂 | 填报日期：7月2日
    if any(span[0] == row and span[1] > column and span[3] > span[1] for span in sheet.merged):
        return True
    beside = [cell for cell in sheet.rows[row][column + 1 :] if isinstance(cell, str) and cell.strip()]
    return len(beside) > 1 and all(is_ours(cell, names) for cell in beside)


def is_ours(cell: object, names: Mapping[str, str]) -> bool:
    """Whether a heading says something that we know: an indicator, a period, 当季 or 累计."""
    text = str(cell).strip()
    return (
        bool(name_in(BRACKETS.sub("", text), names, {}))
        or is_only_time(text)
        or bool(meaning_of(text, "basis_quarter", "basis_cumulative", "other_measure"))
        or text.strip("（()）") in MEASURES
        or bool(MEASURE_ALONE.fullmatch(text.strip("（()）")))
    )
