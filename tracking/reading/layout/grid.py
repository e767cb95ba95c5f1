"""The cells of a sheet that belong together: merged ranges, and the lines of headings around the one that names the rows."""

import re
from collections.abc import Mapping

import numpy as np

from tracking.catalogue import MEASURES, meaning_of
from tracking.opening import Sheet
from tracking.reading.layout.headings import MEASURE_ALONE
from tracking.reading.layout.names import BRACKETS, name_in
from tracking.reading.layout.periods import is_only_time

GROUP_ROWS = 3  # rows of headings above, and below, the one that names the units


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
