"""通报: who has finished, who is on pace, who lags and who did not report, with a table of every enterprise."""

from collections.abc import Callable
from datetime import date, datetime, time

import pandas as pd
from docx.document import Document as WordDocument

from tracking.harmless import printable
from tracking.language import speaking
from tracking.letters.cases import DONE, LAGGING, ON_PACE, SLIGHT, Letters, fields_of
from tracking.letters.letter import add_title
from tracking.letters.wording_file import Wording
from tracking.office import (
    ANNEX_LIST,
    ANNEX_TITLE,
    DATED,
    FILED_AS,
    LABEL,
    NOTE,
    SIGNED,
    add_table,
    document_bytes,
    hold_together,
    indent,
    new_document,
)
from tracking.report import NUMERALS, Facts, day
from tracking.telling import task_text

LISTS = "{三张名单}"
ANNEX = "各企业分解任务完成情况表"
ABOUT = {
    DONE: "全部完成任务的企业",
    ON_PACE: "达到序时进度的企业",
    LAGGING: "低于序时进度的企业",
}
MOST_NAMED = 10
UNJUDGED = "未报送报表的企业"
HEADER = ["序号", "企业", "村（园区）", "有序时要求", "已完成", "达序时", "低于序时", "差距最大的任务"]
WIDTHS, ALIGNED = [11, 43, 21, 14, 14, 14, 12, 29], "cllccccl"


def notice_document(letters: Letters) -> bytes:
    """The notice to all, with its table, as a .docx file."""
    with speaking("zh_CN"):
        document, fields = new_document(), fields_of(letters)
        title = letters.wording.line("通报标题", fields)
        write_notice(
            document, letters.wording, ("通报标题", "通报正文"), fields, {LISTS: lambda: _lists(document, letters)}
        )
        sign_notice(document, ANNEX, letters.facts.unit_name, letters.facts.today)
        _annex(document, letters)
        made = datetime.combine(letters.facts.today, time())
        return document_bytes(document, printable(title.replace("|", "")), printable(letters.facts.unit_name), made)


def write_notice(
    document: WordDocument,
    wording: Wording,
    headings: tuple[str, str],
    fields: dict[str, str],
    parts: dict[str, Callable[[], None]],
) -> None:
    """Number, title and text of a notice, by the wording's two ``headings``; ``parts`` write what a line stands for."""
    if filed := wording.line("通报文号", fields):
        document.add_paragraph(filed, style=FILED_AS)
    add_title(document, wording.line(headings[0], fields))
    document.add_paragraph()
    for number, text in enumerate(wording.paragraphs(headings[1], fields)):
        if text in parts:
            parts[text]()
            continue
        paragraph = document.add_paragraph(text)
        if not number:
            indent(paragraph._p.get_or_add_pPr(), first=0)


def sign_notice(document: WordDocument, annex: str, union: str, today: date) -> None:
    """What stands below a notice: its annex, the union and the day, held together with its last line."""
    last = len(document.paragraphs) - 1
    document.add_paragraph()
    document.add_paragraph(f"附件：{annex}", style=ANNEX_LIST)
    document.add_paragraph()
    document.add_paragraph(printable(union), style=SIGNED)
    hold_together(document.paragraphs[last:])
    document.add_paragraph(day(today), style=DATED)


def begin_annex(document: WordDocument, title: str) -> None:
    """The annex of a notice on a page of its own, with its title."""
    document.add_paragraph("附件", style=LABEL).paragraph_format.page_break_before = True
    document.add_paragraph(printable(title), style=ANNEX_TITLE)


def _lists(document: WordDocument, letters: Letters) -> None:
    """A heading and the names for each list that has any; those only slightly behind are named apart."""
    lists = [(ABOUT[name], rows) for name, rows in letters.lists.items()] + [(UNJUDGED, silent_by_code(letters))]
    for number, (about, rows) in enumerate([(about, rows) for about, rows in lists if len(rows)]):
        slight = int(rows["slight"].sum()) if about == ABOUT[LAGGING] else 0
        extra = f"，其中{SLIGHT}{slight}家" if slight else ""
        document.add_paragraph(f"{NUMERALS[number]}、{about}（{len(rows)}家{extra}）", style="Heading 1")
        if about == ABOUT[LAGGING]:
            _names_behind(document, rows)
        else:
            document.add_paragraph(printable(_named(rows["name"].tolist())))


def _names_behind(document: WordDocument, rows: pd.DataFrame) -> None:
    """Those behind, and apart from them those slightly behind: at most ten in all, how far in the annex."""
    slightly = rows["slight"].astype(bool)
    behind, slight = rows.loc[~slightly, "name"].tolist(), rows.loc[slightly, "name"].tolist()
    if behind:
        document.add_paragraph(printable(_named(behind)))
    if slight and len(behind) + len(slight) <= MOST_NAMED:
        document.add_paragraph(printable(f"{SLIGHT}的：{_named(slight)}"))
    elif slight:
        document.add_paragraph(f"{SLIGHT}的{len(slight)}家见附件。")


def _named(names: list[str]) -> str:
    """At most ten names; the others stand in the annex."""
    return "、".join(names[:MOST_NAMED]) + ("等，其余见附件。" if len(names) > MOST_NAMED else "。")


def silent_by_code(letters: Letters) -> pd.DataFrame:
    """Those that did not report, in the order of their codes."""
    return letters.facts.silent.sort_values("unit")


def _annex(document: WordDocument, letters: Letters) -> None:
    facts = letters.facts
    begin_annex(document, ANNEX)
    add_table(document, HEADER, _annex_rows(letters), WIDTHS, ALIGNED, 9)
    text = (
        f"注：截至{day(facts.as_of)}，只计已有序时要求的任务。{LAGGING}和{SLIGHT}的企业按在总差距中所占份额由大到小排列，"
        "其余按单位代码排列。"
    )
    document.add_paragraph(printable(text), style=NOTE)


def _annex_rows(letters: Letters) -> list[list[str]]:
    """A line for each enterprise, those that did not report with dashes, under a heading for each list."""
    behind = letters.lists[LAGGING]
    slight = behind["slight"].astype(bool)
    groups = {
        DONE: letters.lists[DONE], ON_PACE: letters.lists[ON_PACE], LAGGING: behind[~slight], SLIGHT: behind[slight],
        UNJUDGED: silent_by_code(letters),
    }  # fmt: skip
    tasks = _worst_tasks(letters.facts)
    lines, number = [], 0
    for name, rows in groups.items():
        if len(rows):
            lines.append([f"{name}（{len(rows)}家）"])
        for row in rows.to_dict("records"):
            number += 1
            place = letters.facts.name_of_unit(row["parent"]).removesuffix("工会联合会")
            worst = "—" if name == UNJUDGED else tasks.get((row["unit"], row["worst"]), "—")
            lines.append([str(number), row["name"], place, *_counted(row, name), worst])
    return lines


def _counted(row: dict, name: str) -> list[str]:
    if name == UNJUDGED:
        return ["—"] * 4
    on_pace = row["targets"] - row["achieved"] - row["behind"]
    return [str(count) for count in (row["targets"], row["achieved"], on_pace, row["behind"])]


def _worst_tasks(facts: Facts) -> dict[tuple[str, str], str]:
    """(enterprise, indicator) → what its target is called."""
    keys = facts.ranked[["unit", "worst"]].rename(columns={"worst": "indicator"}).dropna()
    rows = facts.progress[facts.progress["target"].notna()].merge(keys).to_dict("records")
    return {(row["unit"], row["indicator"]): task_text(row) for row in rows}
