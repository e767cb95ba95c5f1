"""The register of enterprises that should have a union as a workbook (建会台账): to be filled in, handed on, and taken in again."""

import pandas as pd

from tracking.handouts.templates.workbooks import Template
from tracking.registers import STEPS
from tracking.rows import plain

STEP_NAMES = dict(
    zip(STEPS, ("摸底日期", "发通知书日期", "座谈日期", "筹备组成立日期", "批复日期", "成立日期"), strict=True)
)
HEADINGS = (
    "单位代码",
    "单位名称",
    "村（园区）",
    "职工人数",
    "企业性质",
    *STEP_NAMES.values(),
    "未建原因",
    "承诺建会日期",
    "备注",
)
HINT = "一行一家应建未建企业；已做到哪一步，就填哪一步的日期。企业须在单位名册中。请勿填写个人信息。"
WIDTHS = (22, 28, 22, 10, 10, 12, 14, 12, 16, 12, 12, 24, 14, 24)


def foundings_workbook(union: str, cases: pd.DataFrame, names: dict[str, str], blank_rows: int = 20) -> bytes:
    """The register (registers.open_cases) as a workbook; ``names`` are those of units. Read again, it changes nothing."""
    book = Template()
    sheet = book.sheet("建会台账", f"{union}应建未建企业建会台账", HINT, HEADINGS)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    rows = cases.to_dict("records")
    for place in range(len(rows) + blank_rows):
        cells = _cells(rows[place], names) if place < len(rows) else (None,) * len(HEADINGS)
        for column, value in enumerate(cells):
            day = HEADINGS[column].endswith("日期")
            book.put(sheet, 3 + place, column, value, book.day if day else book.open)
    return book.finish()


def _cells(row: dict, names: dict[str, str]) -> tuple:
    days = [plain(row[step]) for step in STEPS]
    return (row["unit"], row["name"], names.get(row["parent"], ""), plain(row["employees"]), plain(row["ownership"]), *days,
            plain(row["stuck_reason"]), plain(row["promised_on"]), plain(row["note"]))  # fmt: skip
