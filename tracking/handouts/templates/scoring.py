"""A rule set of the year's scoring as a workbook (考核办法): to be edited, handed on, and read again."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracking.handouts.templates.workbooks import Template

HOW_NAMES = {
    "proportion": "按完成率", "verdict": "按进度档次", "per_unit": "按超欠数", "rank": "按名次", "hand": "人工评分", "bonus": "加分项",
    "deduction": "扣分项", "veto": "一票否决",
}  # fmt: skip
FIELDS = {
    "heading": "考核项目", "item": "考核内容", "points": "分值", "rule": "评分标准", "how": "计分方式", "indicator": "指标", "standard": "满分标准",
    "each": "每几个计一次", "step": "每欠扣分", "over": "每超加分", "most": "最多加分", "lowest": "末位比例（%）", "shares": "各档比例（%）",
}  # fmt: skip
WIDTHS = (16, 28, 8, 44, 12, 28, 12, 14, 10, 10, 10, 14, 24)
HINT = ("计分方式：按完成率、按进度档次、按超欠数、按名次、人工评分、加分项、扣分项、一票否决。满分标准留空的按各单位自己的目标计分。"
        "各档比例依次为已完成/达序时/略低于序时/滞后/严重滞后/未完成。")  # fmt: skip


def rules_workbook(
    title: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str], blank_rows: int = 20
) -> bytes:
    """A rule set (rows of scoring.TYPED) as a workbook; ``names`` are those of indicators. Read again, it says the same."""
    book = Template()
    sheet = book.sheet("考核办法", title, HINT, tuple(FIELDS.values()))
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for place in range(len(rows) + blank_rows):
        row = rows[place] if place < len(rows) else {}
        for column, field in enumerate(FIELDS):
            value = row.get(field)
            value = (
                HOW_NAMES.get(str(value))
                if field == "how"
                else names.get(str(value))
                if field == "indicator"
                else value
            )
            book.put(sheet, 3 + place, column, value or None, book.open)
    last = 2 + len(rows) + blank_rows
    column = list(FIELDS).index("how")
    sheet.data_validation(3, column, last, column, {"validate": "list", "source": list(HOW_NAMES.values())})
    return book.finish()
