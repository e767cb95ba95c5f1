"""What the sheets of the annex hold: indicators, themes, enterprises, who is behind or silent, and where figures come from."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.decisions import OPEN_END
from tracking.language import _, speaking
from tracking.office import Book, Cell, Chart, Column, Figure, shown, signed
from tracking.report.charts import charts_of
from tracking.report.document import SIGN_OFF, indicator_rows
from tracking.report.facts import Facts
from tracking.report.half_year import SOURCES as ANNEX_OF_SOURCES
from tracking.report.half_year import Report, data_note, period_words, title_of
from tracking.report.indicator_csv import PARTS, part_of
from tracking.report.tracing import cells_of
from tracking.report.wording import measure_of
from tracking.telling import exemption_text, row_status_text
from tracking.telling.tables import local_times
from tracking.words import THEME_WORDS, quarter_text

INDICATORS = [
    Column("序号", "center"), Column("主题", "center"), Column("指标", most=38), Column("计量单位", "center"), Column("全年目标"),
    Column("实际完成"), Column("分子"), Column("分母"), Column("目标完成率", bars=True), Column("序时应完成"), Column("较序时"),
    Column("状态", most=16), Column("余下每季需完成"), Column("上年同期完成"), Column("已报"), Column("应报"), Column("沿用"),
    Column("起算日"), Column("完成期限"),
]  # fmt: skip
TOTALS = [
    Column("序号", "center"), Column("指标", most=34), Column("计量单位", "center"), Column("全年目标"), Column("实际完成"),
    Column("目标完成率", bars=True), Column("序时应完成"), Column("较序时"), Column("状态", most=14), Column("上报", "center"),
    Column("完成期限"),
]  # fmt: skip
ENTERPRISES = [
    Column("企业", most=36), Column("村（园区）", most=22), Column("行业", most=16), Column("职工数"), Column("本季是否上报", "center"),
    Column("应完成指标数"), Column("滞后指标数"),
]  # fmt: skip
LAGGARDS = [
    Column("序号", "center"), Column("企业", most=40), Column("村（园区）", most=24), Column("滞后指标数"), Column("应完成指标数"),
    Column("差距最大的指标", most=38), Column("占差额"), Column("联系电话", "center", 20),
]  # fmt: skip
SILENT = [
    Column("序号", "center"), Column("企业", most=40), Column("村（园区）", most=24), Column("逾期（天）"), Column("职工数"),
    Column("占应报企业职工"), Column("联系部门", "center", 24), Column("联系电话", "center", 20),
]  # fmt: skip
SOURCES = [
    Column("单位", most=36), Column("指标", most=38), Column("季度", "center"), Column("数值", "right"), Column("计量单位", "center"),
    Column("口径", "center"), Column("限定词", "center"), Column("文件", most=36), Column("工作表", most=20), Column("单元格", "center"),
    Column("入库时间"),
]  # fmt: skip
MARKS = {"at_most": "≤", "more_than": ">", "about": "约"}
BASIS = {"quarter": "当季", "cumulative": "累计", "level": "期末"}
SAME = 1e-9  # of a figure: formulas and ours agree
OF_REPORTS, OF_COMPLETION = "图表:上报", "图表:完成率"
INDICATOR_NOTE = (
    "注：金额单位为万元；目标完成率=实际完成÷全年目标（压减类为已压减÷应压减）；较序时=实际完成−序时应完成，率为百分点；"
    "≤、>、约为目标的比较方式；上年同期有单位未报或起算日不同的不列；空白为未报或不适用，不是零。"
)
TOTAL_NOTE = (
    "注：金额单位为万元；目标完成率=实际完成÷全年目标（压减类为已压减÷应压减），较序时=实际完成−序时应完成，率为百分点，改动数字后自动重算；"
    "≤、>、约为目标的比较方式；上报=已报/应报单位（家）；空白为未报或不适用，不是零。分子分母、上年同期等见各主题表。"
)
SOURCE_NOTE = (
    "注：数值为上报原数，金额单位为元。发生数为各季之和（口径为累计的，是自当年1月1日起的数，以最近一期累计数加其后各季当季数）；"
    "存量为各单位最近一期期末数；率由分子、分母分别加总后相除。"
)


EXEMPT = [
    Column("序号", "center"), Column("单位", most=40), Column("指标", most=38), Column("原因", most=40), Column("起"), Column("止"),
    Column("批准人", most=24), Column("文号", most=24),
]  # fmt: skip
EXEMPT_NOTE = "注：免考核的不计入应报和分解合计，已上报的数仍计入合计；不填报的指标不计入该单位应报。止为空的没有期限。"


def report_workbook(report: Report) -> bytes:
    """The annex as an .xlsx file: totals, a sheet per theme, enterprises, who is behind or silent; sources where they are chosen."""
    with speaking("zh_CN"):
        book, facts = (
            Book(title_of(report.facts, "annex"), report.facts.unit_name, report.signed_on, data_note(report)),
            report.facts,
        )
        span = f"{facts.unit_name}{period_words(facts)}"
        themes = dict(indicator_rows(facts))
        charts = charts_of(facts)
        every = [row for rows in themes.values() for row in rows]
        whole = [chart for chart in charts if chart.alt.startswith(OF_COMPLETION)]
        book.sheet(
            "指标总表", f"{span}指标完成情况表", [TOTAL_NOTE], TOTALS, _total_lines(every), below=whole, foot=SIGN_OFF
        )
        for theme, name in THEME_WORDS.items():
            lines, title = _indicator_lines(facts, themes.get(theme, [])), f"{span}{_(name)}指标完成情况"
            book.sheet(_(name), title, [INDICATOR_NOTE], INDICATORS, lines, below=_theme_charts(facts, theme))
        reports = [chart for chart in charts if chart.alt == OF_REPORTS]
        told = _told_of_enterprises(facts)
        columns = [*ENTERPRISES, *(Column(heading, most=14) for heading in told)]
        lines = _enterprise_lines(facts, told)
        book.sheet(
            "企业明细",
            f"{span}企业指标明细",
            [_of_enterprises(facts)],
            columns,
            lines,
            beside=reports,
            first_page=len(ENTERPRISES),
        )
        book.sheet("滞后企业", f"{span}滞后企业名单", [
            "注：占差额=该企业欠进度数占全部企业欠进度数的比例，按单位落后指标加权平均。本季未报的企业另列，不作滞后判断。"
        ], LAGGARDS, _laggard_lines(facts), foot=SIGN_OFF)  # fmt: skip
        book.sheet(
            "未报企业",
            f"{span}未报企业名单",
            ["注：未报企业不作滞后判断。"],
            SILENT,
            _silent_lines(facts),
            foot=SIGN_OFF,
        )
        book.sheet("免考核", f"{span}免考核和不填报名单", [EXEMPT_NOTE], EXEMPT, _exempt_lines(facts), foot=SIGN_OFF)
        if any(key == ANNEX_OF_SOURCES for key, _title in report.annexes):
            book.sheet("数据来源", f"{span}数据来源", [SOURCE_NOTE], SOURCES, _source_lines(facts, every))
        return book.finish()


def sources_workbook(report: Report) -> bytes:
    """The cells behind every figure as an .xlsx file of its own."""
    with speaking("zh_CN"):
        facts = report.facts
        title = f"{facts.unit_name}{period_words(facts)}数据来源"
        book = Book(title, facts.unit_name, report.signed_on, data_note(report))
        rows = [row for _theme, found in indicator_rows(facts) for row in found]
        book.sheet("数据来源", title, [SOURCE_NOTE], SOURCES, _source_lines(facts, rows))
        return book.finish()


def _theme_charts(facts: Facts, theme: str) -> list[Chart]:
    """The report's charts, made from one theme's figures: completion, the path of its key indicator, who paid what."""
    if facts.progress.empty:
        return []
    narrow = replace(facts, progress=facts.progress[facts.progress["theme"] == theme])
    return [chart for chart in charts_of(narrow, paths=1) if chart.alt != OF_REPORTS]


def _total_lines(rows: list[dict]) -> Iterator[list[Cell]]:
    """What has a target first, as in annex 1 of the report."""
    for place, row in enumerate(sorted(rows, key=lambda row: pd.isna(row["target"])), start=1):
        measure = row["measure"]
        yield [
            number(place), row["name"], measure_of(measure), number(row["target"], measure, MARKS.get(row["comparator"], "")),
            number(row["actual"], measure), *_reckoned(row), row_status_text(row),
            f"{int(row['reported'])}/{int(row['expected'])}", _day(row["due_date"]) if pd.notna(row["target"]) else None,
        ]  # fmt: skip


def _reckoned(row: dict) -> list[Cell]:
    """目标完成率, 序时应完成 and 较序时: the first and the last as formulas wherever these give what was reckoned (of a target to
    reduce something they would not)."""
    measure, base = row["measure"], number(row["actual"], row["measure"])
    target, due = number(row["target"], measure), number(row["due"], measure)
    idle = row["status"] == "not_due"  # nothing is to be done yet, and no 0 % of it
    share, lag = (None, None) if idle else (number(row["completion"], "%"), gap(row["gap"], measure))
    if base and target and share and target.value and _is(base.value / target.value, share.value):
        share = share._replace(formula="[实际完成]/[全年目标]")
    times = 100 if measure == PERCENT else 1
    if base and due and lag and _is((base.value - due.value) * times, lag.value):
        lag = lag._replace(formula="([实际完成]-[序时应完成])" + f"*{times}" * (times != 1))
    return [share, due, lag]


def _is(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(1, abs(other))


def _indicator_lines(facts: Facts, rows: list[dict]) -> Iterator[list[Cell]]:
    for place, row in enumerate(rows, start=1):
        measure, planned = row["measure"], pd.notna(row["target"])
        part = row["part_measure"] if isinstance(row["part_measure"], str) else ""
        yield [
            number(place), _(THEME_WORDS[row["theme"]]), row["name"], measure_of(measure),
            number(row["target"], measure, MARKS.get(row["comparator"], "")), number(row["actual"], measure),
            *(number(part_of(row, name), part) for name in PARTS), *_reckoned(row),
            row_status_text(row), number(row["needed"], measure), number(_year_before(facts, row), measure),
            number(row["reported"]), number(row["expected"]), number(row["carried"]),
            _day(row["period_start"]) if planned else None, _day(row["due_date"]) if planned else None,
        ]  # fmt: skip


def _day(of: pd.Timestamp) -> datetime:
    return datetime.combine(of.date(), time())


def _year_before(facts: Facts, row: dict) -> float | None:
    """What was done a year ago, if all reported then and a sum began on the same day of the year; levels always compare."""
    past = facts.year_ago
    if past.empty:
        return None
    past = past[(past["indicator"] == row["indicator"]) & (past["reported"] >= past["expected"])]
    if row["kind"] != "stock":
        past = past[past["period_start"] == row["period_start"] - pd.DateOffset(years=1)]
    return past["actual"].iloc[0] if len(past) else None


def _parent_name(facts: Facts, unit: object) -> str | None:
    return facts.name_of_unit(unit).removesuffix("工会联合会") if isinstance(unit, str) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _of_enterprises(facts: Facts) -> str:
    counts = facts.expected_enterprises() if len(facts.progress) else pd.Series(dtype=int)
    return (
        f"注：应报企业{len(counts)}家，已报{int((counts > 0).sum())}家。一家企业一行；有分解目标的指标列出目标和完成，其余列出完成，金额单位为"
        "万元；率由下级的分子、分母加总得出，企业自身没有率目标的不列。村（园区）、镇本级上报的数不在本表内。空白为未报，不是零。"
    )


def _leaves(facts: Facts) -> pd.DataFrame:
    """The rows of enterprises with a target or a figure; of rates those with a target alone."""
    firms = set(facts.units.loc[facts.units["kind"] == "enterprise", "unit"])
    rows = facts.progress[facts.progress["leaf"] & facts.progress["unit"].isin(firms)]
    return rows[rows["target"].notna() | (rows["actual"].notna() & (rows["kind"] != "rate"))]


def _told_of_enterprises(facts: Facts) -> dict[str, tuple[str, str]]:
    """Heading → (indicator, column of the progress table) of what stands behind an enterprise: what has a target of the union,
    and what some enterprise has a target or a figure for that is not 0."""
    if facts.progress.empty:
        return {}
    headings: dict[str, tuple[str, str]] = {}
    planned = set(facts.planned["indicator"]) if len(facts.planned) else set()
    for _position, rows in _leaves(facts).groupby("position", sort=True):
        code, name, measure = rows["indicator"].iloc[0], rows["name"].iloc[0], measure_of(rows["measure"].iloc[0])
        split = rows["target"].notna().any()
        if split:
            headings[f"{name}目标（{measure}）"] = code, "target"
        if split or (rows["actual"] > 0).any() or (code in planned and rows["actual"].notna().any()):
            headings[f"{name}{'完成' if split else ''}（{measure}）"] = code, "actual"
    return headings


def _enterprise_lines(facts: Facts, told: dict[str, tuple[str, str]]) -> Iterator[list[Cell]]:
    """One line per enterprise: where it stands, whether it reported, how many targets it has and is behind in, its figures
    (of several targets for one indicator the last that is due)."""
    if facts.progress.empty:
        return
    leaves = _leaves(facts)
    ranked = facts.ranked.set_index("unit")[["targets", "behind"]].to_dict("index")
    rows = {(row["unit"], row["indicator"]): row for row in leaves.sort_values("due_date").to_dict("records")}
    reported = leaves.groupby("unit")["this_quarter"].any()
    parents = dict(zip(leaves["unit"], leaves["parent"], strict=True))
    about = facts.units[facts.units["unit"].isin(set(leaves["unit"]))]
    for unit in about.to_dict("records"):
        code, counts = unit["unit"], ranked.get(unit["unit"], {})
        figures: list[Cell] = []
        for indicator, column in told.values():
            row = rows.get((code, indicator))
            mark = MARKS.get(row["comparator"], "") if row and column == "target" else ""
            figures.append(number(row[column], row["measure"], mark) if row else None)
        yield [
            unit["name"], _parent_name(facts, parents[code]), _text(unit["sector"]), number(unit["employees"]),
            "是" if reported[code] else "否", number(counts.get("targets")), number(counts.get("behind")), *figures,
        ]  # fmt: skip


def _laggard_lines(facts: Facts) -> Iterator[list[Cell]]:
    """Enterprises behind that did report, as in the annex of the report."""
    behind = facts.behind
    names = dict(zip(facts.indicators["indicator"], facts.indicators["name"], strict=True))
    for place, row in enumerate(behind.to_dict("records"), start=1):
        yield [
            number(place), row["name"], _parent_name(facts, row["parent"]), number(row["behind"]), number(row["targets"]),
            names.get(row["worst"]), number(row["contribution"], "%"), _text(row["phone"]),
        ]  # fmt: skip


def _silent_lines(facts: Facts) -> Iterator[list[Cell]]:
    """Enterprises that sent nothing this quarter, with days overdue and their office."""
    for place, row in enumerate(facts.silent.to_dict("records"), start=1):
        yield [
            number(place), row["name"], _parent_name(facts, row["parent"]), number(facts.overdue), number(row["employees"]),
            number(row["share"], "%"), _text(row["contact"]), _text(row["phone"]),
        ]  # fmt: skip


def _exempt_lines(facts: Facts) -> Iterator[list[Cell]]:
    """The exemptions in force at the quarter's end, and what units are not to report."""
    about = dict(zip(facts.indicators["indicator"], facts.indicators["name"], strict=True))
    for place, row in enumerate(facts.exemptions.to_dict("records"), start=1):
        until = row["exempt_to"]
        yield [
            number(place), facts.name_of_unit(row["unit"]), about.get(row["indicator"], "全部指标"),
            exemption_text(row["code"], row["note"]), _day(row["exempt_from"]), None if until.year == OPEN_END.year else _day(until),
            _text(row["approved_by"]), _text(row["document"]),
        ]  # fmt: skip


def _source_lines(facts: Facts, rows: list[dict]) -> Iterator[list[Cell]]:
    """One line per report cell that a row shown adds up from, in the order of the rows; each cell once."""
    if not rows:
        return
    cells = pd.concat([cells_of(facts, row) for row in rows]).drop_duplicates(["unit", "indicator", "period"])
    about = facts.indicators.set_index("indicator")[["name", "measure"]].to_dict("index")
    times = pd.to_datetime(local_times(cells["received_at"])).dt.to_pydatetime()
    for cell, received in zip(cells.to_dict("records"), times, strict=True):
        name, measure = about[cell["indicator"]]["name"], about[cell["indicator"]]["measure"]
        yield [
            facts.name_of_unit(cell["unit"]), name, quarter_text(int(cell["period"])), _typed(cell, measure), measure,
            BASIS.get(cell["basis"], cell["basis"]), _text(cell["qualifier"]), _text(cell["file_name"]), _text(cell["sheet"]),
            _text(cell["cell"]), received,
        ]  # fmt: skip


def _typed(cell: dict, measure: str) -> Cell:
    """The figure as it was reported, money in yuan; a word where it does not apply."""
    if pd.isna(cell["amount"]):
        return "不适用"
    return number(int(cell["amount"]) / 100 if measure == MONEY else int(cell["amount"]))


def number(value: float | None, measure: str = "", mark: str = "") -> Figure | None:
    """A figure in its measure: counts whole, money in 万元, rates in per cent; ``mark`` (≤) stands before it."""
    return None if value is None or pd.isna(value) else _figure(value, measure, mark)


def _figure(value: float, measure: str, mark: str = "") -> Figure:
    if measure == PERCENT:
        return shown(float(value), 100, 1, "%", mark)
    if measure == MONEY:
        return shown(round(float(value) / 10_000, 6), 1, 2, "", mark)
    return shown(float(value), 1, 0 if float(value).is_integer() else 2, "", mark)


def gap(value: float | None, measure: str) -> Figure | None:
    """A gap to what is due, with its sign; of a rate in percentage points."""
    if value is None or pd.isna(value):
        return None
    if measure == PERCENT:
        return signed(shown(float(value), 1, 1, "", "", "百分点"))
    return signed(_figure(value, measure))
