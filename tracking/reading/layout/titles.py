"""What stands above the tables of a sheet: which quarter or year it is about, and whether it is a plan or a report."""

import re
from datetime import date

from tracking.catalogue import INDICATOR_COLUMNS, fold, meaning_of, words
from tracking.opening import Book, Sheet
from tracking.reading.layout.periods import Period, as_date, period_said
from tracking.reading.layout.tables import HEADER_SEARCH, UNIT, is_footer

FILLED_IN = re.compile("填报日期|填报时间|填表日期|填表时间|报送时间|报送日期|制表日期|制表时间|上报日期|上报时间")
SHORT = 12  # letters of a line such as （累计数）, as against one that explains how to fill in
MOST_IN_A_TITLE = 3  # cells in a line of titles: 填报单位, 季度, 单位：人
INDICATOR_HEADINGS = {
    "name": "指标名称", "theme": "工作类别", "measure": "计量单位", "kind": "统计方式", "reported_by": "由谁填报", "synonyms": "别名",
    "numerator": "分子指标", "denominator": "分母指标", "phasing": "进度安排", "weight": "权重", "name_en": "英文名称", "code": "代码",
}  # fmt: skip
NEEDED_OF_INDICATORS = {"name", "measure", "kind"}


def title_lines(sheet: Sheet) -> list[str]:
    """The lines above the first header, without those that only say when and by whom it was filled in."""
    lines = []
    for cells in sheet.rows[:HEADER_SEARCH]:
        said = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
        if len(said) > 1 and any(meaning_of(text, *UNIT, "indicator") for text in said):
            break
        if said and (len(said) == 1 or (cells[0] is not None and len(said) <= MOST_IN_A_TITLE)):
            lines.append(" ".join(text for text in said if not is_footer(text)))
    return lines


def period_of_lines(lines: list[str]) -> Period:
    """What lines say of time: the year of the line that says a quarter, a month or another span, else of another."""
    found = [period_said(line) for line in lines]
    telling = next((said for said in found if said.quarter), None) or next(
        (s for s in found if s.month or s.odd), Period()
    )
    year = telling.year or next((said.year for said in found if said.year), None)
    sums = any("累计" in line and (len(line) <= SHORT or line.endswith(("表", "情况"))) for line in lines)
    sums = sums or any("年初至今" in line and len(line) <= 2 * SHORT for line in lines)
    october = any(said.october for said in found)
    return Period(year, telling.quarter, telling.cumulative or sums, telling.month, telling.odd, october)


def sheet_period(sheet: Sheet) -> Period:
    """What a sheet's titles say of time, else its name; a name such as 累计 says that its figures are sums."""
    own, named = period_of_lines(title_lines(sheet)), period_said(sheet.name)
    sums = named.cumulative if own.quarter is None else own.cumulative
    sums = sums or own.cumulative or bool(meaning_of(sheet.name, "basis_cumulative"))
    telling = own if own.quarter or own.month or own.odd else named
    october = own.october or named.october
    return Period(own.year or named.year, telling.quarter, sums, telling.month, telling.odd, october)


def days_filled_in(sheet: Sheet) -> list[date]:
    """The days that a sheet says it was filled in on: 填报日期：2026年7月4日, also with the day in the next cell."""
    days = []
    for cells in sheet.rows:
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and FILLED_IN.search(cell):
                beside = cells[column + 1 : column + 3]
                days += [day for text in (FILLED_IN.split(cell)[-1].strip(" ：:"), *beside) if (day := as_date(text))][
                    :1
                ]
    return days


def said_period(book: Book) -> Period:
    """What a book's sheets say of time, the first that says a quarter before the others; else its file name."""
    found = [sheet_period(sheet) for sheet in shown_sheets(book)] + [period_said(book.file_name)]
    telling = next((said for said in found if said.quarter), None) or next(
        (s for s in found if s.month or s.odd), Period()
    )
    year = telling.year or next((said.year for said in found if said.year), None)
    sums = any(said.cumulative for said in found[:-1])
    return Period(year, telling.quarter, sums, telling.month, telling.odd, any(said.october for said in found))


def is_plan(sheet: Sheet) -> bool:
    """Whether a sheet by its titles holds targets: 计划, 分解 or 目标, but no quarter and no 完成情况."""
    text = " ".join([*title_lines(sheet), sheet.name])
    planned = any(word in text for word in ("计划", "分解", "目标"))
    return planned and sheet_period(sheet).quarter is None and "完成情况" not in text


def is_of_another_time(sheet: Sheet) -> bool:
    """Whether a sheet's name says that it is last year's, for comparison."""
    return fold(sheet.name).startswith(tuple(words()["not_a_figure_start"])) or bool(
        meaning_of(sheet.name, "not_a_figure")
    )


def shown_sheets(book: Book) -> list[Sheet]:
    """The sheets that a person sees, without the list of faults that came with a file sent back to its sender."""
    return [sheet for sheet in book.sheets if not sheet.hidden and not _is_list_of_faults(sheet)]


def _is_list_of_faults(sheet: Sheet) -> bool:
    return bool(sheet.rows and sheet.rows[0]) and str(sheet.rows[0][0]).startswith("问题清单")


def header_of_indicators(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the headings of a list of indicators, and the column of each field; None where a sheet is none."""
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        said = [re.sub(r"[(（].*", "", str(cell)).strip() if cell is not None else "" for cell in cells]
        if {"code", "theme", "reported_by"} <= set(said):
            return number, {name: said.index(name) for name in INDICATOR_COLUMNS if name in said}
        columns = {field: said.index(heading) for field, heading in INDICATOR_HEADINGS.items() if heading in said}
        if columns.keys() >= NEEDED_OF_INDICATORS:
            return number, columns
    return None
