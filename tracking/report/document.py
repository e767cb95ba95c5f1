"""Writes a report as a Word document: text, signature, annexes with tables, charts and sources."""

import re
from datetime import datetime, time
from itertools import zip_longest

import pandas as pd
from docx.document import Document as WordDocument
from docx.shared import Pt

from tracking.harmless import printable
from tracking.lagging import behind_of
from tracking.language import speaking
from tracking.office import (
    ABOUT_DATA,
    ANNEX_LIST,
    ANNEX_LIST_MORE,
    ANNEX_TITLE,
    BODY_TEXT,
    CAPTION,
    DATED,
    LABEL,
    NOTE,
    PICTURE,
    SIGNED,
    add_table,
    add_text,
    document_bytes,
    hold_together,
    insert_chart,
    look_of,
    make_a_place,
    room_of,
)
from tracking.report.charts import charts_of
from tracking.report.contract_list import contract_list
from tracking.report.evidence_list import evidence_list
from tracking.report.facts import Facts
from tracking.report.founding_list import founding_list
from tracking.report.half_year import Report, blocks, data_note, period_words
from tracking.report.sentences.clauses import breaks_cap
from tracking.report.tracing import cells_behind, cells_of, files_text, how_reckoned, name_of_figure, row_of
from tracking.report.wording import amount, bare, day, percent, pieces, points
from tracking.rows import Row
from tracking.telling import exemption_text, row_status_text
from tracking.words import THEME_WORDS

STYLES = {"heading 1": "Heading 1", "heading 2": "Heading 2"}
SIGN_OFF = "填表人：　　　　　　审核人：　　　　　　负责人：　　　　　　（签字盖章）"
THEMES = tuple(THEME_WORDS)
LINE_OF_TITLE, WIDTH_OF_CHART = 20, 154
SECOND_PART = re.compile("和(?=(?:下半年|\\d{4}年)工作计划)")
QUARTERS = tuple(f"quarter{number}" for number in range(1, 5))


def report_document(report: Report, like: bytes | None = None) -> bytes:
    """The report as a .docx file, in the look of a reference document without faults (official layout else)."""
    with speaking("zh_CN"):
        look = look_of(like)
        document = look.document
        made = datetime.combine(report.signed_on, time())
        sources = _source_groups(report) if any(key == "annex_sources" for key, _title in report.annexes) else {}
        if report.kind != "annex":
            _write_text(document, report, sources)
        for number, (key, title) in enumerate(report.annexes, start=1):
            first = number == 1 and report.kind == "annex"
            label = f"附件{number if len(report.annexes) > 1 else ''}"
            _annex_head(document, label, title if not first else report.title, report.facts, new_page=not first)
            _ANNEXES[key](document, report, made, sources)
        return document_bytes(look.close(), printable(report.title), printable(report.facts.unit_name), made)


def _write_text(document: WordDocument, report: Report, sources: dict[str, int]) -> None:
    _title(document, report.title, report.facts)
    document.add_paragraph(style=BODY_TEXT)
    for style, text in blocks(report):
        paragraph = document.add_paragraph(style=STYLES.get(style, BODY_TEXT))
        anchored = (
            (piece, f"source{sources[_group(key)]}" if key and sources else None) for piece, key in pieces(text)
        )
        add_text(paragraph, anchored)
        if style == "place":
            make_a_place(paragraph, bare(text))
    first = len(document.paragraphs)
    document.add_paragraph(printable(f"（{data_note(report)}）"), style=ABOUT_DATA)
    _list_annexes(document, report)
    document.add_paragraph(printable(report.facts.unit_name), style=SIGNED)
    hold_together(document.paragraphs[first:])
    document.add_paragraph(day(report.signed_on), style=DATED)


def _title(document: WordDocument, title: str, facts: Facts, style: str = "Title") -> None:
    """A title too long for one line breaks between words of meaning, never within a name such as 义和镇."""
    run = document.add_paragraph(style=style).add_run()
    for number, line in enumerate(lines_of_title(title, facts.unit_name)):
        if number:
            run.add_break()
        run.add_text(printable(line))


def lines_of_title(title: str, union: str) -> list[str]:
    """A title in lines: before 和下半年工作计划 where it has two parts, then behind the union's name where that is needed."""
    if len(title) <= LINE_OF_TITLE:
        return [title]
    joint = SECOND_PART.search(title)
    parts = [title[: joint.start()], title[joint.start() :]] if joint else [title]
    if len(parts[0]) > LINE_OF_TITLE and parts[0].startswith(union) and parts[0] != union:
        parts[:1] = [union, parts[0].removeprefix(union)]
    return parts


def _list_annexes(document: WordDocument, report: Report) -> None:
    """附件说明, one blank line below the text; then room for the signature."""
    document.add_paragraph(style=BODY_TEXT)
    annexes = report.annexes
    for number, (_key, title) in enumerate(annexes, start=1):
        begin = "附件：" if number == 1 else ""
        text = f"{begin}{f'{number}.' if len(annexes) > 1 else ''}{title}"
        document.add_paragraph(printable(text), style=ANNEX_LIST if number == 1 else ANNEX_LIST_MORE)
    if annexes:
        document.add_paragraph(style=BODY_TEXT)
        document.add_paragraph(style=BODY_TEXT)


def _annex_head(document: WordDocument, label: str, title: str, facts: Facts, new_page: bool) -> None:
    paragraph = document.add_paragraph(label, style=LABEL)
    if new_page:
        paragraph.paragraph_format.page_break_before = True
    _title(document, title, facts, ANNEX_TITLE)


def _sign_off(document: WordDocument) -> None:
    paragraph = document.add_paragraph(SIGN_OFF, style=NOTE)
    paragraph.paragraph_format.space_before = Pt(18)


def indicator_rows(facts: Facts) -> list[tuple[str, list[dict]]]:
    """(theme, rows) of what the indicator table shows: everything with a target, and what else was done."""
    if facts.own.empty:
        return []
    rows = facts.own[facts.own["target"].notna() | (facts.own["actual"] > 0)].to_dict("records")
    themes = {theme: [row for row in rows if row["theme"] == theme] for theme in THEMES}
    return [(theme, found) for theme, found in themes.items() if found]


def status_words(row: Row) -> str:
    """Icon and word of a status; a dash where there is no target."""
    if breaks_cap(row):
        return "✕ 超出控制数"
    if row["status"] == "not_reported" and row["this_quarter"]:  # an earlier quarter is what is missing
        return "○ 缺数"
    return "—" if row["status"] == "no_target" else row_status_text(row)


def target_words(row: Row) -> str:
    """The target with its comparator, and its due date where that is not the year's end."""
    text = amount(row["target"], row["measure"])
    if text == "—":
        return text
    text = {"at_most": f"≤{text}", "more_than": f">{text}", "about": f"{text}左右"}.get(row["comparator"], text)
    early = (row["due_date"].month, row["due_date"].day) != (12, 31)
    return f"{row['due_date'].month}.{row['due_date'].day}前{text}" if early else text


def done_words(row: Row) -> str:
    """What was done; of a rate with its parts."""
    text = amount(row["actual"], row["measure"])
    if row["measure"] == "%" and pd.notna(row["numerator"]):
        return f"{int(row['numerator'])}/{int(row['denominator'])}{row['part_measure']}，{text}"
    start = row["period_start"]
    if row["kind"] == "flow" and pd.notna(row["target"]) and start.month > 1:
        return f"{text}（{start.year}.{start.month}起）"
    return text


def gap_words(row: Row) -> str:
    """较序时 with its sign."""
    if pd.isna(row["gap"]) or row["status"] == "not_due":
        return "—"
    sign = "+" if row["gap"] > 0 else "−" if row["gap"] < 0 else ""
    return sign + (
        points(row["gap"] / 100).replace("个", "") if row["measure"] == "%" else amount(abs(row["gap"]), row["measure"])
    )


def indicator_cells(number: int, row: dict) -> list[str]:
    """A row of the indicator table: 序号, 指标, 目标, 完成, 完成率, 较序时, 状态, 上报."""
    unknown = row["status"] == "not_reported"  # what is known is no verdict
    idle = unknown or pd.isna(row["completion"]) or pd.isna(row["target"]) or row["status"] == "not_due"
    share, star = "—" if idle else percent(row["completion"]), "*" if row["carried"] else ""
    return [
        str(number),
        row["name"],
        target_words(row),
        done_words(row) + star,
        share,
        "—" if unknown else gap_words(row),
        status_words(row),
        f"{int(row['reported'])}/{int(row['expected'])}",
    ]


def _indicator_table(document: WordDocument, report: Report, _made: datetime, _sources: dict[str, int]) -> None:
    """The targets, a line each: on one page where there are not too many."""
    facts = report.facts
    planned = [row for _theme, rows in indicator_rows(facts) for row in rows if row["status"] != "no_target"]
    lines = [indicator_cells(number, row) for number, row in enumerate(planned, start=1)]
    header = ["序号", "指标", "全年目标", _done_heading(facts), "目标完成率", "较序时", "状态", "上报"]
    many = max((len(line[-1]) for line in lines), default=0) > len("57/61")
    widths = [6, 31, 19, 32, 13, 19, 22, 14] if many else [6, 32, 22, 31, 13, 20, 22, 10]
    add_table(document, header, lines, widths, "clrrrrcc", 8)
    text = "注：完成率=完成数÷全年目标（压减类为已压减÷应压减）；较序时=完成数−序时应完成；上报=已报/应报单位（家），含镇本级和村（园区）；*含沿用的存量。"
    alone = data_note(report) if report.kind == "annex" else ""  # it closes the text, where there is one
    document.add_paragraph(printable(f"{text}{alone}"), style=NOTE)
    _sign_off(document)


def _table_of_others(document: WordDocument, report: Report, _made: datetime, _sources: dict[str, int]) -> None:
    """What was done besides the targets, two indicators a line."""
    facts = report.facts
    cells = [
        [
            row["name"],
            done_words(row) + ("*" if row["carried"] else ""),
            f"{int(row['reported'])}/{int(row['expected'])}",
        ]
        for row in facts.unplanned.to_dict("records")
    ]
    half = -(-len(cells) // 2)
    pairs = zip_longest(cells[:half], cells[half:], fillvalue=["", "", ""])
    header = ["指标", _done_heading(facts), "上报"] * 2
    add_table(document, header, [[*left, *right] for left, right in pairs], [34, 28, 16] * 2, "lrclrc", 9)
    document.add_paragraph("注：以上指标未定年度目标；上报=已报/应报单位（家）；*含未报单位沿用的存量。", style=NOTE)


def _done_heading(facts: Facts) -> str:
    return f"{period_words(facts).removeprefix(f'{facts.year}年')}完成" if facts.quarter < 4 else "全年完成"


def _charts(document: WordDocument, report: Report, made: datetime, _sources: dict[str, int]) -> None:
    for number, chart in enumerate(charts_of(report.facts), start=1):
        insert_chart(document.add_paragraph(style=PICTURE), chart, made, min(WIDTH_OF_CHART, room_of(document)))
        caption = document.add_paragraph(printable(f"图{number}　{chart.caption}"), style=CAPTION)
        caption.paragraph_format.space_after = Pt(10)


def _laggard_list(document: WordDocument, report: Report, _made: datetime, _sources: dict[str, int]) -> None:
    facts = report.facts
    if len(facts.behind):
        _table_of_those_behind(document, facts)
    if len(facts.silent):
        if len(facts.behind):
            document.add_paragraph("未报企业（不作滞后判断）", style=CAPTION).paragraph_format.space_before = Pt(10)
        _table_of_the_silent(document, facts)
    if len(exempt := facts.exempt_enterprises()):
        why = [f"{row['name']}（{exemption_text(row['code'], row['note'])}）" for row in exempt.to_dict("records")]
        text = f"注：免予考核的企业{len(exempt)}家，不计入应报，不作滞后判断：{'、'.join(why)}。"
        document.add_paragraph(printable(text), style=NOTE)
    _sign_off(document)


def _table_of_those_behind(document: WordDocument, facts: Facts) -> None:
    behind = facts.behind
    names = facts.indicators.set_index("indicator")["name"]
    shared = behind["contribution"].sum() > 0  # where the unit itself is behind in nothing, there is no gap to share
    lines = [
        [
            str(number), row["name"], facts.name_of_unit(row["parent"]).removesuffix("工会联合会"), f"{row['behind']}/{row['targets']}",
            names.get(row["worst"], "—"), percent(row["contribution"]) if shared else "—", row["phone"] if isinstance(row["phone"], str) else "—",
        ]
        for number, row in enumerate(behind.to_dict("records"), start=1)
    ]  # fmt: skip
    header, widths = (
        ["序号", "企业", "村（园区）", "滞后/应完成指标", "差距最大的指标", "占差额", "联系电话"],
        [9, 44, 20, 17, 26, 13, 27],
    )
    align = "cllclrc"
    if set(behind["parent"]) == {facts.unit}:  # nothing stands between the union and its enterprises
        header, widths, align = header[:2] + header[3:], [9, 58, 20, 28, 14, 27], "clclrc"
        lines = [line[:2] + line[3:] for line in lines]
    add_table(document, header, lines, widths, align, 9)
    document.add_paragraph("注：占差额=该企业欠进度数占全部企业欠进度数的比例，按单位落后指标加权平均。", style=NOTE)


def _table_of_the_silent(document: WordDocument, facts: Facts) -> None:
    lines = [
        [str(number), row["name"], str(facts.overdue), percent(row["share"]), row["contact"] if isinstance(row["contact"], str)
         else "—", row["phone"] if isinstance(row["phone"], str) else "—"]
        for number, row in enumerate(facts.silent.to_dict("records"), start=1)
    ]  # fmt: skip
    header = ["序号", "企业", "逾期（天）", "占应报企业职工", "联系部门", "联系电话"]
    add_table(document, header, lines, [9, 56, 18, 22, 24, 27], "clrrcc", 9)


def _group(key: str) -> str:
    """What the figures of one indicator have in common: key without its first part; a count stands for itself."""
    what, _dot, rest = key.partition(".")
    return rest if rest.count(".") == 1 and what != "count" else what


def _source_groups(report: Report) -> dict[str, int]:
    """Group → its number in the annex, in the order in which the text names them."""
    groups: dict[str, int] = {}
    for key in report.figures():
        groups.setdefault(_group(key), len(groups) + 1)
    return groups


def _source_list(document: WordDocument, report: Report, _made: datetime, sources: dict[str, int]) -> None:
    """One row per indicator that the text names: its figures, how they were reckoned, and the cells they came from."""
    facts, figures = report.facts, report.figures()
    by_group: dict[str, list[str]] = {group: [] for group in sources}
    for key in figures:
        by_group[_group(key)].append(key)
    lines = []
    for group, keys in by_group.items():
        row = row_of(facts, keys[0])
        lines.append(
            [
                str(sources[group]),
                *(_source_of_row(facts, row, keys, figures) if row else _source_of_count(facts, keys, figures)),
            ]
        )
    header = ["序号", "指标和文中数字", "合计", "来源：文件、工作表和单元格（格数）"]
    names = [f"source{sources[group]}" for group in by_group]
    add_table(document, header, lines, [9, 52, 33, 62], "clll", 8, names)
    document.add_paragraph(
        "注：正文中的每个数字可按住Ctrl键点击，转到本表对应的行；逐个单元格的清单见Excel附表“数据来源”。", style=NOTE
    )


def _source_of_row(facts: Facts, row: dict, keys: list[str], figures: dict[str, str]) -> list[str]:
    said = "、".join(f"{name_of_figure(facts, key).split(' · ')[-1]}{figures[key]}" for key in keys)
    what = [key.split(".")[0] for key in keys]
    parts = {
        word: cells_behind(facts, word, row)
        for word in what
        if word in ("last_year", "baseline", *QUARTERS) or word.startswith("laggard")
    }
    cells = pd.concat([cells_of(facts, row), *parts.values()]).drop_duplicates(["unit", "indicator", "period"])
    total = f"{done_words(row)}；已报{int(row['reported'])}/{int(row['expected'])}家"
    if "due" in what or "gap" in what:
        total += f"；{how_reckoned(facts, 'due', row)}"
    plan = facts.plan_cells(row)
    files = [*files_text(cells), *(f"目标：{line}" for line in files_text(plan))]
    if any(word.startswith("laggard") for word in what):
        units = set(behind_of(facts.progress, row)["unit"])
        files += [f"分解目标：{line}" for line in files_text(facts.plan_cells(row, units))]
    return [f"{row['name']}：{said}", total, "；".join(files) or "—"]


def _source_of_count(facts: Facts, keys: list[str], figures: dict[str, str]) -> list[str]:
    said = "、".join(dict.fromkeys(figures[key] for key in keys))
    where = {
        "count": "附件“指标完成情况表”逐项计数",
        "silent": "附件“滞后企业名单”；应报单位减已报单位",
        "laggards": "附件“滞后企业名单”",
        "no_union": "应建会单位为1、已建会单位不为1的企业",
        "ending": "合同台账和单位名册中的到期日期",
        "follow": "督办台账",
        "deed": "企业上报的工作情况",
    }
    return [f"{name_of_figure(facts, keys[0])}：{said}", "—", where[keys[0].split(".")[0]]]


_ANNEXES = {
    "annex_indicators": _indicator_table,
    "annex_others": _table_of_others,
    "annex_charts": _charts,
    "annex_laggards": _laggard_list,
    "annex_contracts": contract_list,
    "annex_foundings": founding_list,
    "annex_evidence": evidence_list,
    "annex_sources": _source_list,
}
