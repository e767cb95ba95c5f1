"""The workbooks we hand out: the units, the plan and a quarter's figures, to be filled in with Excel or WPS.

Each writer returns the bytes of an .xlsx file. Hostile text stays text: nothing a cell holds becomes a formula.
"""

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracking.catalogue import CONTRACT_ENDS, KINDS, MONEY, PERCENT, THEMES, words
from tracking.opening import address
from tracking.reading import INDICATOR_HEADINGS
from tracking.rows import Row

QUARTERS = ("一", "二", "三", "四")
THEME_SHEETS = {
    "formation": "建会",
    "contracts": "集体合同",
    "assistance": "困难帮扶",
    "training": "培训",
    "other": "其他重点工作",
}
KIND_WORDS = {
    "enterprise": "企业",
    "village_federation": "村工会联合会",
    "park_federation": "园区工会联合会",
    "sector_federation": "行业工会联合会",
    "township": "乡镇总工会",
    "county": "县总工会",
}
UNIT_HEADINGS = (
    "单位代码", "单位名称", "上级代码", "单位类型", "经济类型", "行业", "职工数", "成立日期", "注销日期", "办公室联系人", "办公电话",
    "集体合同有效期至", "工资协议有效期至", "女职工专项合同有效期至",
)  # fmt: skip
UNIT_FIELDS = (
    "unit",
    "name",
    "parent",
    "kind",
    "ownership",
    "sector",
    "employees",
    "opened",
    "closed",
    "contact",
    "phone",
    *CONTRACT_ENDS,
)
UNIT_DATES = ("opened", "closed", *CONTRACT_ENDS)
MOVE_HEADINGS = ("单位代码", "变动日期", "原上级代码", "新上级代码")
EXEMPTION_HEADINGS = ("单位代码", "指标", "免考核起", "免考核止", "原因", "批准人", "文号")
PLAN_HEADINGS = (
    "单位代码", "单位名称", "指标", "目标", "比较方式", "允许偏差", "起始日", "完成期限", "进度安排", "窗口开启", "基数", "备注",
)  # fmt: skip
COMPARATORS = {"at_least": "不少于", "more_than": "超过", "at_most": "不超过", "keep": "保持", "about": "左右"}
COMPARATOR_WORDS = tuple(COMPARATORS.values())
PHASINGS = {"even": "均衡", "keep": "全年保持", "window": "时段"}
PHASING_WORDS = tuple(PHASINGS.values())
FOOTER = "填表人：          审核人：          填报日期："


class Template:
    """An XlsxWriter workbook with our formats."""

    def __init__(self) -> None:
        self.bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self.bytes, options)
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        boxed = {**base, "border": 1, "border_color": "#B7C3C0"}
        make = self.book.add_format
        self.title = make({**base, "font_name": "黑体", "font_size": 16})
        self.hint = make({**base, "font_color": "#60706C", "font_size": 10})
        self.head = make({**boxed, "bold": True, "align": "center", "bg_color": "#E3EEEC", "text_wrap": True})
        self.name = make({**boxed, "bg_color": "#F5F7F6"})
        self.open = make({**boxed, "bg_color": "#FFFBEA", "num_format": "#,##0.##"})
        self.percent = make({**boxed, "bg_color": "#FFFBEA", "num_format": "0.##%"})
        self.day = make({**boxed, "bg_color": "#FFFBEA", "num_format": "yyyy-mm-dd"})
        self.closed = make({**boxed, "bg_color": "#D9DEDC"})
        self.total = make({**boxed, "bold": True, "bg_color": "#EEF3F2", "num_format": "#,##0.##"})

    def sheet(self, name: str, title: str, hint: str, headings: Collection[str], header_row: int = 2) -> Worksheet:
        """A sheet with a title, a hint and a frozen header; printed on A4 landscape with the header on each page."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, hint, self.hint)
        sheet.set_row(0, 28)
        sheet.set_row(header_row, 48)
        for column, text in enumerate(headings):
            sheet.write_string(header_row, column, text, self.head)
        sheet.freeze_panes(header_row + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(header_row)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: object, form: Format) -> None:
        """Write a value as what it is: numbers and dates as such, everything else as text, nothing as a framed blank."""
        if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
            sheet.write_blank(row, column, None, form)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, form)
        else:
            sheet.write_string(row, column, str(value), form)

    def finish(self) -> bytes:
        """The file."""
        self.book.close()
        return self.bytes.getvalue()


def units_workbook(
    union: str,
    units: Sequence[Row] = (),
    moves: Sequence[tuple] = (),
    exemptions: Sequence[tuple] = (),
    blank_rows: int = 60,
) -> bytes:
    """The units workbook: the list of units, their moves and their exemptions. ``units`` rows use the store's names."""
    book = Template()
    hint = "一行一个单位；上级代码填本表中另一单位的代码，最上级留空。本表只登记办公室联系方式，请勿填写职工个人信息。"
    sheet = book.sheet("单位名册", f"{union}单位名册", hint, UNIT_HEADINGS)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, len(UNIT_FIELDS) - 1, 14)
    for number in range(len(units) + blank_rows):
        row: Row = units[number] if number < len(units) else {}
        for column, field in enumerate(UNIT_FIELDS):
            value = row.get(field)
            value = KIND_WORDS.get(value, value) if field == "kind" else value
            book.put(sheet, 3 + number, column, value, book.day if field in UNIT_DATES else book.open)
    kinds = {
        "validate": "list",
        "source": list(KIND_WORDS.values()),
        "error_title": "单位类型",
        "error_message": "请从列表中选择。",
    }
    sheet.data_validation(3, 3, 2 + len(units) + blank_rows, 3, kinds)
    _list_sheet(book, "变动", "单位变动", "单位换了上级时填一行，并在单位名册中改好上级代码。", MOVE_HEADINGS, moves)
    _list_sheet(book, "免考核", "免考核单位", "指标留空表示全部指标；原因必填。", EXEMPTION_HEADINGS, exemptions)
    return book.finish()


def _list_sheet(
    book: Template, name: str, title: str, hint: str, headings: Collection[str], rows: Sequence[tuple]
) -> None:
    sheet = book.sheet(name, title, hint, headings)
    sheet.set_column(0, len(headings) - 1, 20)
    for number in range(len(rows) + 20):
        for column in range(len(headings)):
            book.put(sheet, 3 + number, column, rows[number][column] if number < len(rows) else None, book.open)


def plan_workbook(
    union: str,
    year: int,
    targets: Sequence[Row],
    breakdown: Mapping[str, Mapping[str, object]] | None = None,
    breakdown_units: Sequence[Row] = (),
    about: Mapping[str, str] | None = None,
) -> bytes:
    """The plan workbook. ``targets`` rows have the headings of PLAN_HEADINGS as keys; blanks take the defaults.

    ``breakdown`` maps a heading such as 签订集体合同企业（家，6月底前） to {unit code: target}: one sheet, a unit a row.
    """
    book = Template()
    hint = "目标留空的行不计。比较方式留空为“不少于”；起止日期留空为全年；进度安排留空按指标的惯例。"
    sheet = book.sheet("年度计划", f"{union}{year}年度计划", hint, PLAN_HEADINGS, header_row=6)
    said = about or {}
    for place, field in ((2, "文号"), (3, "执行日期"), (4, "调整原因")):
        sheet.write_string(place, 0, f"{field}：{said.get(field, '')}", book.name)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 2, 28)
    sheet.set_column(3, 11, 13)
    last = 7 + max(len(targets) + 20, 30)
    for number in range(7, last):
        row: Row = targets[number - 7] if number - 7 < len(targets) else {}
        for column, heading in enumerate(PLAN_HEADINGS):
            value = row.get(heading)
            form = book.name if column < 3 and value else book.open
            percent = heading in ("目标", "基数", "允许偏差") and str(row.get("指标", "")).endswith("率")
            book.put(sheet, number, column, value, book.percent if percent else form)
    sheet.data_validation(7, 4, last, 4, {"validate": "list", "source": list(COMPARATOR_WORDS)})
    phasing = {"validate": "list", "source": list(PHASING_WORDS), "error_type": "information",
               "error_title": "进度安排", "error_message": "也可填各季末累计百分比，如 30/70/90/100。"}  # fmt: skip
    sheet.data_validation(7, 8, last, 8, phasing)
    if breakdown:
        _breakdown_sheet(book, union, year, breakdown, breakdown_units)
    return book.finish()


def _breakdown_sheet(
    book: Template, union: str, year: int, breakdown: Mapping[str, Mapping[str, object]], units: Sequence[Row]
) -> None:
    hint = "一行一个单位，一列一个指标；空白表示没有目标。表头括号内可写期限，如（6月底前）。"
    sheet = book.sheet("分解", f"{union}{year}年度计划分解", hint, ("单位代码", "单位名称", *breakdown))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 1 + len(breakdown), 14)
    for number, unit in enumerate(units, start=3):
        book.put(sheet, number, 0, unit["unit"], book.name)
        book.put(sheet, number, 1, unit["name"], book.name)
        for column, targets in enumerate(breakdown.values(), start=2):
            book.put(sheet, number, column, targets.get(unit["unit"]), book.open)


def quarter_workbook(
    union: str,
    year: int,
    quarter: int,
    units: Sequence[Row],
    indicators: Sequence[Row],
    figures: Mapping[tuple[str, str], object] | None = None,
    cumulative: Collection[str] = (),
    notes: Collection[str] = (),
    deeds: Mapping[str, str] | None = None,
) -> bytes:
    """The quarterly workbook: one sheet per theme, a unit a row, an indicator a column; grey where nothing is asked.

    ``indicators`` are catalogue rows; rates are left out, since they are computed. ``figures`` maps (unit, indicator)
    to what the cell holds; ``cumulative`` names the indicators whose column is 累计. With ``deeds`` (unit → text, or none)
    enterprises have a sheet to tell of their work in.
    """
    book, filled = Template(), figures or {}
    for theme, name in THEME_SHEETS.items():
        columns = [i for i in indicators if i["theme"] == theme and i["kind"] != "rate"]
        rows = [u for u in units if any(_asked(u, i) for i in columns)]
        if not columns or not rows:
            continue
        title = f"{union}{year}年{QUARTERS[quarter - 1]}季度工会工作上报表（{name}）"
        _sheet_of_theme(book, name, title, notes, rows, columns, filled, cumulative)
    if deeds is not None:
        _sheet_of_deeds(book, f"{union}{year}年{QUARTERS[quarter - 1]}季度工作情况", units, deeds)
    return book.finish()


def _sheet_of_theme(
    book: Template, name: str, title: str, notes: Collection[str], rows: Sequence[Row], columns: Sequence[Row],
    filled: Mapping[tuple[str, str], object], cumulative: Collection[str],
) -> None:  # fmt: skip
    headings = ["序号", "单位代码", "单位名称"]
    headings += [indicator_heading(i, i["indicator"] in cumulative) for i in columns]
    hint = (
        "没有发生填 0；不知道就留空（空白表示未报，不会当作 0）；灰格不填。表头未注明“累计”的填本季数，存量填季末数。"
    )
    sheet = book.sheet(name, title, " ".join([hint, *notes]), headings)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 28)
    sheet.set_column(3, 2 + len(columns), 13)
    for number, unit in enumerate(rows, start=3):
        for column, value in enumerate((number - 2, unit["unit"], unit["name"])):
            book.put(sheet, number, column, value, book.name)
        for column, indicator in enumerate(columns, start=3):
            value = filled.get((unit["unit"], indicator["indicator"]))
            form = book.open if _asked(unit, indicator) else book.closed
            book.put(sheet, number, column, value, form)
    _total_row(
        book,
        sheet,
        3,
        3 + len(rows),
        columns,
        [[filled.get((u["unit"], i["indicator"])) for u in rows] for i in columns],
    )
    sheet.write_string(5 + len(rows), 0, FOOTER, book.hint)


def _sheet_of_deeds(book: Template, title: str, units: Sequence[Row], deeds: Mapping[str, str]) -> None:
    hint = "选填：一两句话写清何时做了什么、效果如何，总工会写报告时选用。不写职工姓名和证件、电话号码。"
    sheet = book.sheet("工作情况", title, hint, ["单位代码", "单位名称", "工作情况"])
    for column, width in enumerate((22, 28, 80)):
        sheet.set_column(column, column, width)
    enterprises = [unit for unit in units if unit["kind"] == "enterprise"]
    for number, unit in enumerate(enterprises, start=3):
        for column, value in enumerate((unit["unit"], unit["name"])):
            book.put(sheet, number, column, value, book.name)
        book.put(sheet, number, 2, deeds.get(unit["unit"]), book.open)


def indicators_workbook(union: str, indicators: Sequence[Row] = (), blank_rows: int = 20) -> bytes:
    """The workbook for indicators of one's own: those there are, with blank lines for more."""
    book = Template()
    hint = "一行一个指标；前四栏必填，其余可留空（默认企业填报、均衡推进）。统计方式：当期发生数、期末数或比率；比率须填分子和分母指标。"
    sheet = book.sheet("自设指标", f"{union}自设指标表", hint, list(INDICATOR_HEADINGS.values()))
    sheet.set_column(0, len(INDICATOR_HEADINGS) - 1, 16)
    for number in range(len(indicators) + blank_rows):
        row = in_words(indicators[number]) if number < len(indicators) else {}
        for column, field in enumerate(INDICATOR_HEADINGS):
            book.put(sheet, 3 + number, column, row.get(field) or None, book.open)
    last = 2 + len(indicators) + blank_rows
    for column, field in enumerate(INDICATOR_HEADINGS):
        if prefix := {"theme": "theme_", "kind": "counted_"}.get(field):
            choices = [words()[f"{prefix}{code}"][0] for code in (THEMES if field == "theme" else KINDS)]
            sheet.data_validation(3, column, last, column, {"validate": "list", "source": choices})
    return book.finish()


def in_words(indicator: Row) -> dict[str, str]:
    """A line of the catalogue as people write it: 困难帮扶, 期末数, 企业;乡镇总工会."""
    row = {"code": str(indicator["indicator"])} | {
        field: "" if pd.isna(indicator[field]) else str(indicator[field])
        for field in INDICATOR_HEADINGS
        if field != "code"
    }
    reporters = [f"kind_{kind}" if f"kind_{kind}" in words() else f"reporter_{kind}"
                 for kind in row["reported_by"].split(";") if kind]  # fmt: skip
    return row | {
        "theme": words()[f"theme_{row['theme']}"][0],
        "kind": words()[f"counted_{row['kind']}"][0],
        "reported_by": ";".join(words()[kind][0] for kind in reporters),
        "name_en": "" if row["name_en"] == row["name"] else row["name_en"],
    }


def _total_row(
    book: Template, sheet: Worksheet, first: int, last: int, columns: Sequence[Row], values: list[list]
) -> None:
    sheet.write_string(last, 0, "", book.total)
    sheet.write_string(last, 1, "合计", book.total)
    sheet.write_string(last, 2, "", book.total)
    for column, column_values in enumerate(values, start=3):
        total = sum(value for value in column_values if isinstance(value, int | float))
        span = f"{address(first, column)}:{address(last - 1, column)}"
        if any(isinstance(value, str) for value in column_values):
            book.put(sheet, last, column, None, book.total)
        else:
            sheet.write_formula(last, column, f"=SUM({span})", book.total, total)


def _asked(unit: Row, indicator: Row) -> bool:
    """Whether a unit is asked for an indicator; of an enterprise anything that some enterprise reports."""
    reporters = indicator["reported_by"].split(";")
    return unit["kind"] in reporters or (unit["kind"] == "enterprise" and "unionised_enterprise" in reporters)


def indicator_heading(indicator: Row, cumulative: bool = False) -> str:
    """The heading of an indicator's column: its name, its measure and whether it is year to date."""
    return f"{indicator['name']}（{indicator['measure']}{'，累计' if cumulative else ''}）"


def blank_targets(unit: str, name: str, indicators: Sequence[Row]) -> list[dict[str, str]]:
    """Rows of the plan workbook for one unit and every indicator, to be filled in or left blank."""
    return [{"单位代码": unit, "单位名称": name, "指标": indicator["name"]} for indicator in indicators]


def planned_targets(
    targets: Sequence[Row], names: Mapping[str, str], indicators: Mapping[Any, Row]
) -> list[dict[str, object]]:
    """Rows of the plan workbook for stored targets, nothing left to a default: what is read back is what was written.

    ``names`` are those of the units, ``indicators`` maps codes to catalogue rows.
    """
    rows = []
    for target in targets:
        about = indicators[target["indicator"]]
        amounts = {name: _typed(target[name], about) for name in ("target", "tolerance", "baseline")}
        values = (
            target["unit"], names.get(target["unit"], ""), about["name"], amounts["target"],
            COMPARATORS[target["comparator"]], amounts["tolerance"] if target["tolerance"] else None,
            target["period_start"], target["due_date"], PHASINGS.get(target["phasing"], target["phasing"]),
            target["window_opens"], amounts["baseline"], target["note"],
        )  # fmt: skip
        rows.append(dict(zip(PLAN_HEADINGS, values, strict=True)))
    return rows


def _typed(amount: int | None, about: Row) -> object:
    """A stored amount as it stands in a workbook: a count, 元, a share that the cell shows as a percentage."""
    if amount is None or about["measure"] not in (MONEY, PERCENT):
        return amount
    if about["measure"] == MONEY:
        return amount / 100
    # only the cells of an indicator named 率 are formatted as percentages
    return amount / 1_000_000 if about["name"].endswith("率") else f"{amount / 10_000:.4f}%"


def template_name(kind: str, year: int, quarter: int) -> str:
    """The file name under which a template is handed out."""
    names = {
        "units": "单位名册.xlsx",
        "plan": f"{year}年度计划.xlsx",
        "indicators": "自设指标表.xlsx",
        **{"contracts": "合同台账.xlsx", "foundings": "建会台账.xlsx"},
    }
    return names.get(kind) or f"{year}年{QUARTERS[quarter - 1]}季度上报表.xlsx"
