"""The year's scoring on paper: the notice (考核情况通报) with its table, and a workbook whose formulas reckon the points again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from docx.document import Document as WordDocument

from tracking.catalogue import MONEY, PERCENT
from tracking.handouts.templates import HOW_NAMES
from tracking.harmless import printable
from tracking.language import speaking
from tracking.letters.cases import sign_of
from tracking.letters.letter import add_title
from tracking.letters.notice import begin_annex, sign_notice
from tracking.office import (
    FILED_AS,
    NOTE,
    Book,
    Cell,
    Column,
    Figure,
    add_table,
    document_bytes,
    new_document,
)
from tracking.report import NUMERALS, SPAN
from tracking.rows import Row
from tracking.scoring import BESIDES, HUNDREDTHS, LAST_QUARTER, NOT_REPORTED, Line, Rules, Sheet, completion, one_of
from tracking.telling import place_text, points_text, team_text, why_text

MOST_COLUMNS, MOST_NAMED = 7, 3
DETAIL, TOTAL = "评分明细", "汇总"


@dataclass(frozen=True)
class Scored:
    """What is put on paper: whose scoring it is, by which rules, of which year up to which quarter, and on which day it is written."""

    union: str
    rules: Rules
    sheets: Sequence[Sheet]
    year: int
    quarter: int
    today: date
    indicators: Mapping[str, Row]
    closed: bool = False

    @property
    def span(self) -> str:
        """The year, or the part of it that is scored provisionally."""
        return f"{self.year}年度" if self.quarter == LAST_QUARTER else f"{self.year}年{SPAN[self.quarter - 1]}"

    @property
    def teams(self) -> dict[str, list[Sheet]]:
        """Group → its sheets, the first place first."""
        found: dict[str, list[Sheet]] = {}
        for sheet in self.sheets:
            found.setdefault(sheet.team, []).append(sheet)
        return found

    @property
    def state(self) -> str:
        """Whether the points are final."""
        return "已定稿" if self.closed else "年终计分，未定稿" if self.quarter == LAST_QUARTER else "按序时暂计"


# ---- the notice --------------------------------------------------------------------------------------------------------


def score_notice(scored: Scored) -> bytes:
    """The notice in official layout, with a table of all units, as a .docx file."""
    with speaking("zh_CN"):
        document = new_document()
        title = f"关于{scored.span}|工会工作考核情况的通报"
        if sign := sign_of(scored.rules.document):
            document.add_paragraph(f"{sign}发〔{scored.today.year}〕　　号", style=FILED_AS)
        add_title(document, title)
        document.add_paragraph()
        for text in _opening(scored):
            document.add_paragraph(printable(text))
        for number, (heading, texts) in enumerate(_parts(scored)):
            document.add_paragraph(f"{NUMERALS[number]}、{heading}", style="Heading 1")
            for text in texts:
                document.add_paragraph(printable(text))
        annex = f"{scored.span}考核得分表"
        sign_notice(document, annex, scored.union, scored.today)
        _annex(document, scored, annex)
        made = datetime.combine(scored.today, time())
        return document_bytes(document, printable(title.replace("|", "")), printable(scored.union), made)


def _opening(scored: Scored) -> Iterator[str]:
    document = f"（{scored.rules.document}）" if scored.rules.document else ""
    yield f"按照《{scored.rules.name}》{document}，对{len(scored.sheets)}个单位{scored.span}的工作进行了考核。现将结果通报如下。"
    if scored.quarter != LAST_QUARTER:
        yield "本次为年中考核，按截至期末序时应完成数暂计得分；尚未到节点和尚未评定的项目不计入，得分折算为满分。年终按全年目标计分。"


def _parts(scored: Scored) -> list[tuple[str, list[str]]]:
    parts = [("考核结果", [_of_team(team, sheets) for team, sheets in scored.teams.items()])]
    if lost := _lost(scored):
        parts.append(("主要失分项目", [lost]))
    if vetoed := [sheet.name for sheet in scored.sheets if sheet.vetoed]:
        parts.append(("一票否决", [f"{'、'.join(vetoed)}因一票否决事项，不参加排名。"]))
    if silent := [sheet.name for sheet in scored.sheets if any(line.why == NOT_REPORTED for line in sheet.lines)]:
        names = "、".join(silent[:MOST_NAMED]) + (f"等{len(silent)}个单位" if len(silent) > MOST_NAMED else "")
        how = "相应项目不得分" if scored.rules.missing == "none" else "相应项目不计入"
        parts.append(("报表情况", [f"{names}有未报数据，{how}，请及时补报。"]))
    return parts


def _of_team(team: str, sheets: list[Sheet]) -> str:
    """村（园区）工会联合会5个单位，平均得分82.31分，第一名…"""
    ranked = [sheet for sheet in sheets if sheet.place is not None]
    mean = sum(sheet.total for sheet in ranked) / len(ranked) if ranked else 0
    best = "；".join(f"第{sheet.place}名{sheet.name}，{points_text(sheet.total)}分" for sheet in ranked[:MOST_NAMED])
    return f"{team_text(team)}组共{len(sheets)}个单位，平均得分{points_text(round(mean))}分。{best}。"


def _lost(scored: Scored) -> str:
    """The items of which the smallest share of the points was earned, at most three."""
    shares = []
    for number, item in enumerate(scored.rules.items):
        full = sum(sheet.lines[number].full for sheet in scored.sheets)
        points = sum(min(sheet.lines[number].points, sheet.lines[number].full) for sheet in scored.sheets)
        if full and item.how not in BESIDES and points < full:
            shares.append((points / full, item.name))
    told = [f"“{name}”平均得分率{share * 100:.1f}%" for share, name in sorted(shares)[:MOST_NAMED]]
    return f"失分较多的是：{'，'.join(told)}。" if told else ""


def _annex(document: WordDocument, scored: Scored, title: str) -> None:
    begin_annex(document, title)
    groups = _columns(scored.rules)
    header = ["名次", "单位", *groups, "加分", "扣分", "得分"]
    rows = []
    for team, sheets in scored.teams.items():
        rows.append([f"{team_text(team)}（{len(sheets)}个）"])
        rows += [
            [place_text(sheet), sheet.name, *(_group_text(sheet, places) for places in groups.values()),
             points_text(sheet.bonus), points_text(-sheet.deduction), points_text(sheet.total)]
            for sheet in sheets
        ]  # fmt: skip
    add_table(document, header, rows, [10, 42, *[16] * len(groups), 11, 11, 14], "cl" + "c" * (len(groups) + 3), 9)
    document.add_paragraph(
        f"注：{scored.state}；各栏为得分/计入满分，未计入的记“—”；得分为折算后加、扣分的合计，并列的名次相同。",
        style=NOTE,
    )


def _columns(rules: Rules) -> dict[str, list[int]]:
    """Heading of a column → the places of its items: an item each where there are few, else the headings of the rules."""
    items = [(number, item) for number, item in enumerate(rules.items) if item.how not in BESIDES]
    names = [item.name if len(items) <= MOST_COLUMNS else item.heading or "其他" for _number, item in items]
    found: dict[str, list[int]] = {}
    for name, (number, _item) in zip(names, items, strict=True):
        found.setdefault(name, []).append(number)
    return found


def _group_text(sheet: Sheet, places: list[int]) -> str:
    points, full = (sum(getattr(sheet.lines[place], name) for place in places) for name in ("points", "full"))
    return f"{points_text(points)}/{points_text(full)}" if full else "—"


# ---- the workbook ------------------------------------------------------------------------------------------------------

LINES = [Column("单位", most=36), Column("组别", most=24), Column("考核项目", most=20), Column("考核内容", most=36), Column("计分方式", "center", 12),
         Column("计入分值"), Column("完成"), Column("应完成"), Column("每几个"), Column("每欠扣分"), Column("每超加分"), Column("最多加分"), Column("系数"),
         Column("得分"), Column("其中超额"), Column("说明", most=40)]  # fmt: skip
TOTALS = [Column("组别", most=24), Column("名次", "center"), Column("单位", most=36), Column("项目得分"), Column("其中超额"), Column("计入满分"), Column("折算得分"),
          Column("加分"), Column("扣分"), Column("一票否决", "center"), Column("总分")]  # fmt: skip


def score_workbook(scored: Scored) -> bytes:
    """Totals and every item of every unit as an .xlsx file; its formulas reckon points, totals and places again."""
    with speaking("zh_CN"):
        title = f"{scored.union}{scored.span}考核得分表"
        document = f"（{scored.rules.document}）" if scored.rules.document else ""
        book = Book(title, scored.union, scored.today, f"依据《{scored.rules.name}》{document}；{scored.state}。")
        book.sheet(
            TOTAL,
            title,
            ["项目得分、折算得分、总分和名次由公式算出。"],
            TOTALS,
            [_total_row(scored, sheet) for sheet in scored.sheets],
        )
        rows = [_line_row(scored, sheet, line) for sheet in scored.sheets for line in sheet.lines]
        book.sheet(DETAIL, title, ["得分由公式按完成数和应完成数算出；人工评分、加分、扣分为评定数。"], LINES, rows)
        return book.finish()


def _points(points: int, formula: str = "") -> Figure:
    return Figure(points / HUNDREDTHS, 1, 2, 2, formula=formula)


def _total_row(scored: Scored, sheet: Sheet) -> list[Cell]:
    beside = {"bonus": HOW_NAMES["bonus"], "deduction": HOW_NAMES["deduction"]}
    own = f"'{DETAIL}'!$A:$A,[单位]"
    not_beside = "".join(f",'{DETAIL}'!$E:$E,\"<>{word}\"" for word in beside.values())
    nominal = scored.rules.nominal / HUNDREDTHS
    place = '=IF([一票否决]="是","—",COUNTIFS($A:$A,[组别],$K:$K,">"&[总分],$J:$J,"<>是")+1)'
    return [
        team_text(sheet.team),
        "—" if sheet.place is None else Figure(sheet.place, 1, 0, 0, formula=place.removeprefix("=")),
        sheet.name,
        _points(sheet.base, f"SUMIFS('{DETAIL}'!$N:$N,{own}{not_beside})"),
        _points(sheet.beyond, f"SUMIFS('{DETAIL}'!$O:$O,{own}{not_beside})"),
        _points(sheet.full, f"SUMIFS('{DETAIL}'!$F:$F,{own})"),
        _points(sheet.scaled, f"IF(OR([计入满分]=0,[计入满分]={nominal:g}),[项目得分],ROUND(([项目得分]-[其中超额])*{nominal:g}/[计入满分],2)+[其中超额])"),
        *(_points(points, f"SUMIFS('{DETAIL}'!$N:$N,{own},'{DETAIL}'!$E:$E,\"{beside[how]}\")")
          for how, points in (("bonus", sheet.bonus), ("deduction", -sheet.deduction))),
        "是" if sheet.vetoed else "",
        _points(sheet.total, "MAX(0,[折算得分]+[加分]+[扣分])"),
    ]  # fmt: skip


def _line_row(scored: Scored, sheet: Sheet, line: Line) -> list[Cell]:
    item, figure = line.item, line.figure
    about = scored.indicators.get(item.indicator or "")
    rate = about is not None and about["measure"] == PERCENT
    unit = 100 if about is not None and about["measure"] == MONEY else 1
    numbers: list[Cell] = [None] * 7
    formula = ""
    if line.full and figure.actual is not None:
        numbers[0] = _number(float(figure.actual) / unit, rate)
    if line.full and figure.goal is not None:
        numbers[1] = _number(float(figure.goal) / unit, rate)
    upward = figure.comparator in ("at_least", "more_than") and (figure.goal or 0) > 0
    if line.share is not None:
        numbers[6], formula = Figure(float(line.share), 1, 4, 4), "ROUND([计入分值]*[系数],2)"
    elif line.full and item.how == "proportion" and figure.goal is not None:
        numbers[6] = Figure(float(completion(figure)), 1, 4, 4, formula="[完成]/[应完成]" if upward else "")
        numbers[5] = _points(item.most)
        formula = "ROUND([计入分值]*MIN(1,[系数]),2)+ROUND(MIN([计入分值]*MAX(0,[系数]-1),[最多加分]),2)"
    elif line.full and item.how == "per_unit" and upward:
        numbers[2:6] = (
            _number(float(one_of(item, figure)) / unit, rate),
            _points(item.step),
            _points(item.over),
            _points(item.most),
        )
        units = "TRUNC(ROUND(([完成]-[应完成])/[每几个],6))"
        formula = f"MAX(0,[计入分值]+IF({units}>0,MIN({units}*[每超加分],[最多加分]),{units}*[每欠扣分]))"
    return [
        sheet.name, team_text(sheet.team), item.heading, item.name, HOW_NAMES[item.how], _points(line.full), *numbers,
        _points(line.points, formula), _points(max(line.points - line.full, 0) if item.how not in BESIDES else 0,
                                                "MAX(0,[得分]-[计入分值])" if item.how not in BESIDES else ""), why_text(line),
    ]  # fmt: skip


def _number(value: float, rate: bool) -> Figure:
    return Figure(value, 100, 2, 2, "%") if rate else Figure(value, 1, 0 if value.is_integer() else 2, 0)
