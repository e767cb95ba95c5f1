"""Papers on the units below a node, side by side: the notice to them, a poster of A3 and a workbook."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pandas as pd
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from tracking.harmless import printable
from tracking.language import speaking
from tracking.letters.cases import common_fields, reported_clause
from tracking.letters.letter import add_title
from tracking.letters.notice import sign_notice, write_notice
from tracking.letters.wording_file import Wording, WrongWording
from tracking.office import (
    ANNEX_TITLE,
    LABEL,
    NOTE,
    PICTURE,
    Book,
    Cell,
    Chart,
    Column,
    add_table,
    document_bytes,
    insert_chart,
    new_document,
    room_of,
)
from tracking.report import NUMERALS, SPAN, Facts, day, end_of, gap, number, totals, units_chart
from tracking.telling import SideBySide, brief_union, legend_text, name_with_period, row_status_text
from tracking.telling.tables import in_words, side_by_side_table

LISTS = "{下级名单}"
HEADINGS = ("下级通报标题", "下级通报正文")
TOWNS, PLACES = ("各镇（街道）", "各镇（街道）总工会"), ("各村（社区）、园区", "各村（社区）、园区工会联合会")
MOST_NAMED = 10
A3_MM, EDGE_MM, CHARTS_ACROSS = (420, 297), 18, 4
HEAD_MM, ROW_MM, LOWEST_MM = 44, 6.3, 50  # of a poster: title and note, a row of its table, a chart that can be read
UNITS = [
    Column("序号", "center"), Column("单位", most=30), Column("位次"), Column("达序时项数"), Column("应判项数"), Column("已报企业"),
    Column("应报企业"),
]  # fmt: skip
EACH = [
    Column("指标", most=34), Column("位次"), Column("单位", most=30), Column("全年目标"), Column("实际完成"), Column("完成率", bars=True),
    Column("序时应完成"), Column("较序时"), Column("状态", most=16), Column("已报"), Column("应报"), Column("上年同期"), Column("占缺口"),
]  # fmt: skip
UNITS_NOTE = "注：位次按达序时项数占应判项数排列，相同的并列；完成率为目标完成率，率为率本身；空白为未报、免考核或没有该项任务，不是零。"
EACH_NOTE = (
    "注：金额单位为万元；位次按完成率（率按率本身）排列，并列的相同，未报、免考核的不排；占缺口=该单位欠序时数占各单位欠序时数合计的比例；空白为未报或"
    "不适用，不是零。"
)


def missing_words(wording: Wording) -> list[str]:
    """The headings of a wording that a notice to the units below needs and that have no text."""
    return [f"【{name}】" for name in HEADINGS if not wording.sections.get(name)]


def below_word(found: SideBySide) -> tuple[str, str]:
    """What the units below are called together, and whom a notice to them is addressed to."""
    kinds = set(found.about.units.loc[found.about.units["unit"].isin(found.units), "kind"])
    return TOWNS if "township" in kinds else PLACES


# ---- the notice ------------------------------------------------------------------------------------------------------


def units_notice(found: SideBySide, facts: Facts, wording: Wording) -> bytes:
    """The notice to the units below, with a table of all of them, as a .docx file.

    Raises WrongWording where the wording has no text for it.
    """
    if missing := missing_words(wording):
        raise WrongWording([f"letters.txt: {'、'.join(missing)}"])
    with speaking("zh_CN"):
        fields = {name: printable(text) for name, text in _fields(found, facts, wording).items()}
        document, title = new_document(), wording.line(HEADINGS[0], fields)
        write_notice(document, wording, HEADINGS, fields, {LISTS: lambda: _lists(document, found)})
        sign_notice(document, _annex_title(found), facts.unit_name, facts.today)
        _annex(document, found, facts)
        return _bytes(document, title.replace("|", ""), facts)


def _fields(found: SideBySide, facts: Facts, wording: Wording) -> dict[str, str]:
    below, addressed = below_word(found)
    fields = common_fields(facts, wording)
    asked = [("下级慢时", _slow(found)), ("下级未报齐时", _incomplete(found))]
    demands = [wording.line(heading, fields).rstrip("。；") for heading, rows in asked if len(rows)]
    return fields | {
        "下级": below,
        "主送下级": addressed,
        "主要指标": totals(facts),
        "上报情况": reported_clause(facts),
        "下级要求": "；".join(filter(None, demands)) + "。" if any(demands) else "",
    }


def _good(found: SideBySide) -> pd.DataFrame:
    table = found.overall[found.overall["judged"] > 0]
    return table[table["held"] == table["judged"]].sort_values("judged", ascending=False, kind="stable")


def _slow(found: SideBySide) -> pd.DataFrame:
    """Who is on pace in less than half of what can be judged, the furthest behind first."""
    table = found.overall[2 * found.overall["held"] < found.overall["judged"]]
    return table.sort_values("place", ascending=False, kind="stable")


def _incomplete(found: SideBySide) -> pd.DataFrame:
    return found.overall[found.overall["reported"] < found.overall["expected"]]


def _lists(document: WordDocument, found: SideBySide) -> None:
    """A heading and the names for each list that has any, at most ten."""
    lists = [
        ("各项任务均达序时的单位", _good(found), "（{judged}项）"),
        ("达序时不足一半的单位", _slow(found), "（{held}/{judged}项）"),
        ("报表未齐的单位", _incomplete(found), "（{reported}/{expected}家）"),
    ]
    for place, (heading, rows, figures) in enumerate([one for one in lists if len(one[1])]):
        document.add_paragraph(f"{NUMERALS[place]}、{heading}（{len(rows)}个）", style="Heading 1")
        names = [row["name"] + figures.format_map(row) for row in rows.head(MOST_NAMED).to_dict("records")]
        more = "等，其余见附件。" if len(rows) > MOST_NAMED else "。"
        document.add_paragraph(printable("、".join(names) + more))


def _annex_title(found: SideBySide) -> str:
    return f"{below_word(found)[0]}目标任务完成情况表"


def _annex(document: WordDocument, found: SideBySide, facts: Facts) -> None:
    """The table of all units on pages that lie across."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        *(section.left_margin, section.right_margin),
        *(section.top_margin, section.bottom_margin),
    )
    document.add_paragraph("附件", style=LABEL)
    document.add_paragraph(_annex_title(found), style=ANNEX_TITLE)
    _add_units(document, found, found.main(), 36, 10.5)
    document.add_paragraph(legend_text(), style=NOTE)
    document.add_paragraph(printable(f"注：截至{day(facts.as_of)}。{UNITS_NOTE.removeprefix('注：')}"), style=NOTE)


def _add_units(document: WordDocument, found: SideBySide, keys: list[str], names: float, size: float) -> None:
    """All units in the order of their places, as broad as the page; ``names`` is how broad these are, in millimetres."""
    table = in_words(side_by_side_table(found, keys, _by_place(found)))
    counts = [0.3 * names, 0.45 * names, 0.45 * names]
    rest = (room_of(document) - names - sum(counts)) / max(len(keys), 1)
    widths = [names, *counts, *[min(rest, names)] * len(keys)]
    add_table(document, list(table.columns), table.to_numpy().tolist(), widths, "l" + "c" * (len(widths) - 1), size)


def _by_place(found: SideBySide) -> list[str]:
    return found.overall.sort_values("place", kind="stable", na_position="last")["unit"].tolist()


def _bytes(document: WordDocument, title: str, facts: Facts) -> bytes:
    made = datetime.combine(facts.today, time())
    return document_bytes(document, printable(title), printable(facts.unit_name), made)


# ---- poster and workbook ---------------------------------------------------------------------------------------------


def units_poster(found: SideBySide, facts: Facts) -> bytes:
    """One sheet of A3 to hang up: all units with their main targets, and bars of the first few of these, as a .docx file."""
    with speaking("zh_CN"):
        document = new_document()
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = map(Mm, A3_MM)
        for side in ("top", "bottom", "left", "right"):
            setattr(section, f"{side}_margin", Mm(EDGE_MM))
        title = f"{below_word(found)[0]}工会{facts.year}年{SPAN[facts.quarter - 1]}目标任务完成情况"
        add_title(document, printable(title))
        document.add_paragraph(
            printable(f"{facts.unit_name}　截至{end_of(facts.period)}　{reported_clause(facts)}"), style=PICTURE
        )
        keys, width = found.main(), A3_MM[0] - 2 * EDGE_MM
        _add_units(document, found, keys, 60, 12)
        _draw(document.add_paragraph(style=PICTURE), list(_charts(found, facts, keys)), len(found.units), width, facts)
        document.add_paragraph(legend_text(), style=NOTE)
        document.add_paragraph(printable(UNITS_NOTE), style=NOTE)
        return _bytes(document, title, facts)


def _draw(paragraph: Paragraph, charts: list[Chart], rows: int, width: float, facts: Facts) -> None:
    """As many charts side by side as there is room for below a table of so many rows."""
    room = A3_MM[1] - 2 * EDGE_MM - HEAD_MM - (rows + 1) * ROW_MM
    if room < LOWEST_MM:
        return
    made = datetime.combine(facts.today, time())
    for chart in charts[:CHARTS_ACROSS]:
        insert_chart(paragraph, replace(chart, height=min(chart.height, room)), made, width / CHARTS_ACROSS - 1)


def _charts(found: SideBySide, facts: Facts, keys: list[str]) -> Iterator[Chart]:
    names = found.overall.set_index("unit")["name"]
    for key in keys:
        parts = found.parts[key]
        ranked = parts[parts["place"].notna()].sort_values("place", kind="stable").to_dict("records")
        if ranked:
            brief = [brief_union(names[row["unit"]]) for row in ranked]
            yield units_chart(found.rows[key], ranked, brief, facts.period)


def units_workbook(found: SideBySide, facts: Facts) -> bytes:
    """All units, and each target unit by unit, as an .xlsx file with formulas and charts."""
    with speaking("zh_CN"):
        title = f"{facts.unit_name}{facts.year}年{SPAN[facts.quarter - 1]}{below_word(found)[0]}对比表"
        book = Book(title, facts.unit_name, facts.today, f"截至{end_of(facts.period)}；{reported_clause(facts)}。")
        keys = list(found.rows)
        shown = [key for key in keys if found.parts[key]["reached"].notna().any()]
        columns = [*UNITS, *(Column(name_with_period(found.rows[key]), most=14) for key in shown)]
        book.sheet("对比总表", title, [UNITS_NOTE], columns, _unit_lines(found, shown), first_page=len(columns))
        charts = list(_charts(found, facts, found.main()))
        book.sheet("逐项对比", title, [EACH_NOTE], EACH, _each_lines(found, keys), beside=charts)
        return book.finish()


def _unit_lines(found: SideBySide, keys: list[str]) -> Iterator[list[Cell]]:
    overall = found.overall.set_index("unit").to_dict("index")
    parts = {key: found.parts[key].set_index("unit")["reached"] for key in keys}
    for place, unit in enumerate(_by_place(found), start=1):
        row = overall[unit]
        yield [
            number(place), row["name"], number(row["place"]), *(number(row[name]) for name in ("held", "judged", "reported", "expected")),
            *(number(parts[key][unit], "%") for key in keys),
        ]  # fmt: skip


def _each_lines(found: SideBySide, keys: list[str]) -> Iterator[list[Cell]]:
    names = found.overall.set_index("unit")["name"]
    for key in keys:
        rows = found.parts[key].sort_values("place", kind="stable", na_position="last").to_dict("records")
        for row in rows:
            if not isinstance(row["status"], str):
                continue
            measure = row["measure"]
            yield [
                name_with_period(found.rows[key]), number(row["place"]), names[row["unit"]], number(row["target"], measure),
                number(row["actual"], measure), number(row["reached"], "%"), number(row["due"], measure),
                gap(row["gap"], measure), row_status_text(row), number(row["reported"]), number(row["expected"]),
                number(row["last_year"], measure), number(row["gap_share"], "%"),
            ]  # fmt: skip
