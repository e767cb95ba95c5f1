"""What a column means: headings of one, two or three rows → indicator, quarter, basis, factor for 万元, own due day."""

import calendar
import re
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel

from tracking.catalogue import MEASURES, fold, meaning_of, words
from tracking.opening import Sheet

BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]\s*\Z")
DUE_DAY = re.compile(r"(\d{1,2})月(?:底|(\d{1,2})日)前?$")
YEAR = re.compile(r"(20\d\d)\s*年")
QUARTER = re.compile(r"(?<!前)(?:第?([一二三四1-4])季度)|(?:[Qq]([1-4])(?!\d))")
SPAN = re.compile(
    r"(?<![0-9])1\s*(?:月)?\s*[-—–~～至到]\s*(3|6|9|12)\s*月|截[至止][^0-9]{0,3}(?:20\d\d年)?(3|6|9|12)月(?:30日|31日)?底?"
    r"|(上半年)|(前三季度)|((?<=年)全年|\A全年)(?!目标|任务|计划|指标)"
)
FIRST_QUARTERS = re.compile(r"第?[一1]\s*[-—–~～至到、,，]\s*第?([二三四234])\s*季度")
CHINESE_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
MONEY_UNITS = {"万元": 10_000, "千元": 1_000}
MEASURE_ALONE = re.compile(r"(?:金额|资金|数额)?\s*(?:(?:计量)?单位\s*[:：])?\s*(?:金额)?(万元|千元|元)")
NUMBERING = re.compile(r"\A[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?(?=[^年月季])")
GROUP_ROWS = 2  # rows of headings above, and below, the one that names the units
SIMILAR = 0.6


@dataclass(frozen=True)
class ColumnMeaning:
    """What a column of figures means: its indicator (None in a form, whose rows say it), basis, factor for 万元, the
    year and quarter it is about and, in a plan, its own due day."""

    indicator: str | None
    basis: str | None = None
    money_factor: int = 1
    due: tuple[int, int | None] | None = None
    year: int | None = None
    quarter: int | None = None

    @property
    def code(self) -> str:
        """The indicator of a column whose headings name one."""
        assert self.indicator is not None
        return self.indicator


@dataclass(frozen=True)
class Period:
    """What a text says of time: year and quarter, None where it does not, and whether it counts from 1 January."""

    year: int | None = None
    quarter: int | None = None
    cumulative: bool = False


def period_said(text: str) -> Period:
    """The year and quarter that a title, heading or file name speaks of: 二季度, 1—6月, 上半年, 截至6月底."""
    year, span, first = YEAR.search(text), SPAN.search(text), FIRST_QUARTERS.search(text)
    number = int(year.group(1)) if year else None
    if first:
        return Period(number, CHINESE_QUARTERS.get(first.group(1)) or int(first.group(1)), True)
    if span:
        month = span.group(1) or span.group(2) or ("6" if span.group(3) else "9" if span.group(4) else "12")
        return Period(number, int(month) // 3, True)
    quarter = QUARTER.search(text)
    said = (quarter.group(1) or quarter.group(2)) if quarter else None
    return Period(number, (CHINESE_QUARTERS.get(said) or int(said)) if said else None, bool(said) and "累计" in text)


def is_only_time(text: str) -> bool:
    """Whether a heading says a period and nothing else: 2020年二季度, 1-6月累计."""
    rest = fold(re.sub(SPAN, "", re.sub(QUARTER, "", re.sub(YEAR, "", text))))
    said = period_said(text)
    return bool(said.quarter or said.year) and (not rest or bool(meaning_of(rest, "basis_quarter", "basis_cumulative")))


def column_meaning(
    parts: list[str], names: dict[str, str], measures: dict[str, str], indicator: str | None = None
) -> ColumnMeaning | None:
    """What the headings of one column mean, the upper ones first: 新建工会 above 累计, or 职工培训（人次，累计） alone.

    None if they name no known indicator, or say more than we know: 工资集体协商 above 新签 is no collective contract.
    ``indicator`` is what a person said the column is; then words that are not known are passed over, but not 累计 and 万元.
    """
    named: list[str] = []
    said: list[str] = []
    for part in parts:
        text = part.strip()
        while fold(text) not in names and (last := BRACKETS.search(text)):
            inner = [word.strip() for word in re.split(r"[,，、;；/]", last.group(1)) if word.strip()]
            said += [found.group(1) if (found := MEASURE_ALONE.fullmatch(word)) else word for word in inner]
            text = text[: last.start()].strip()
        measure = MEASURE_ALONE.fullmatch(text)
        if measure:
            said.append(measure.group(1))
            continue
        about = is_only_time(text) or meaning_of(text, "basis_quarter", "basis_cumulative") or text in measures.values()
        (said if about else named).append(text)
    code = indicator or _indicator_of(named, names)
    if code is None and named:
        return None
    if indicator:
        said += [word for text in named for word in ("累计", "当季", "本季", "万元", "千元") if word in text]
    return _with_words(code, said, measures.get(code, "") if code else "", strict=indicator is None)


def not_a_figure(parts: list[str]) -> bool:
    """Whether headings say that a column is no report: last year's, a target, a change, a rank, a part (其中)."""
    texts = [fold(BRACKETS.sub("", part)) for part in parts]
    starts = tuple(words()["not_a_figure_start"])
    return any(meaning_of(text, "not_a_figure") or text.startswith(starts) for text in texts)


def says_nothing_of_its_own(parts: list[str], measures: dict[str, str]) -> bool:
    """Whether headings say only how or when is counted, not what: 人数, 当季, 一季度."""
    texts = [BRACKETS.sub("", part).strip() for part in parts]
    return all(
        _is_neutral(text)
        or is_only_time(text)
        or text in measures.values()
        or bool(meaning_of(text, "basis_quarter", "basis_cumulative", "amount"))
        for text in texts
    )


def _indicator_of(named: list[str], names: dict[str, str]) -> str | None:
    """The indicator that headings above one another name: 集体合同 above 新签 is 新签集体合同, 组织建设 above 新建 is 新建.

    Where one of several names it, the others must be groups that say nothing of their own.
    """
    for text in ("".join(reversed(named)), "".join(named)):
        if text and fold(text) in names:
            return names[fold(text)]
    known = [text for text in named if fold(text) in names]
    others = [text for text in named if text not in known]
    if len({names[fold(text)] for text in known}) == 1 and all(map(_is_neutral, others)):
        return names[fold(known[0])]
    return None


def _is_neutral(text: str) -> bool:
    """Whether a heading only groups or counts: 一、组织建设情况, 完成数."""
    bare = NUMBERING.sub("", fold(text))
    return any(
        meaning_of(part, "neutral_heading") for part in (bare, bare.removesuffix("情况"), bare.removesuffix("工作"))
    )


def _with_words(indicator: str | None, said: list[str], measure: str, strict: bool) -> ColumnMeaning | None:
    basis, factor, due, year, quarter = None, 1, None, None, None
    for word in said:
        time = period_said(word)
        if word in MONEY_UNITS and measure in ("元", ""):
            factor = MONEY_UNITS[word]
        elif meaning := meaning_of(word, "basis_quarter", "basis_cumulative"):
            basis = meaning.removeprefix("basis_")
        elif day := _due_day(word):
            due = day
        elif is_only_time(word):
            year, quarter = time.year or year, time.quarter or quarter
            if time.cumulative or meaning_of(word[-2:], "basis_cumulative"):
                basis = "cumulative"
        elif strict and fold(word) != fold(measure):
            return None
    return ColumnMeaning(indicator, basis, factor, due, year, quarter)


def _due_day(text: str) -> tuple[int, int | None] | None:
    """(month, day) of 9月20日前, (month, None) of 6月底前; None if it is no such day in every year."""
    match = DUE_DAY.match(text)
    if not match:
        return None
    month, day = int(match.group(1)), int(match.group(2) or 1)
    real = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2021, month)[1]
    return (month, day if match.group(2) else None) if real else None


def similar_indicators(parts: list[str], names: dict[str, str]) -> list[str]:
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


def heading_rows(sheet: Sheet, row: int, column: int, names: dict[str, str]) -> tuple[int, int]:
    """The first and last row of the headings around ``row``, in which ``column`` names the units."""
    spans = merged_at(sheet, row, row)
    first, last = row, spans.get((row, column), (row, column, row, column))[2]
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


def _is_below(sheet: Sheet, row: int, column: int, names: dict[str, str]) -> bool:
    """Whether a row goes on with the headings: it names no unit, holds no figure, and says something of ours."""
    cells = [cell for cell in sheet.rows[row] if cell is not None and str(cell).strip()]
    if cell_at(sheet, row, column) is not None or any(not isinstance(cell, str) for cell in cells):
        return False
    return any(is_ours(cell, names) for cell in cells)


def _is_above(sheet: Sheet, row: int, column: int, names: dict[str, str]) -> bool:
    """Whether a row groups the headings below it: a merged cell beside the units' column, or several words of ours."""
    groups = [span for span in sheet.merged if span[0] == row and span[1] > column and span[3] > span[1]]
    if groups:
        return True
    cells = [cell for cell in sheet.rows[row][column + 1 :] if isinstance(cell, str) and cell.strip()]
    return bool(cells) and all(is_ours(cell, names) for cell in cells)


def is_ours(cell: object, names: dict[str, str]) -> bool:
    """Whether a heading says something that we know: an indicator, a period, 当季 or 累计."""
    text = str(cell).strip()
    return (
        fold(BRACKETS.sub("", text)) in names
        or is_only_time(text)
        or bool(meaning_of(text, "basis_quarter", "basis_cumulative"))
        or text in MEASURES
        or bool(MEASURE_ALONE.fullmatch(text))
    )
