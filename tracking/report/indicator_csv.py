"""The indicator table as CSV: plain English names, raw numbers, nothing that a spreadsheet would take for a formula."""

import csv
import io
from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import MONEY
from tracking.harmless import harmless
from tracking.report.document import indicator_rows
from tracking.report.half_year import Report

COLUMNS = (
    "unit", "unit_name", "indicator", "name", "measure", "period_start", "due_date", "target", "comparator", "due", "actual",
    "numerator", "denominator", "completion", "gap", "status", "reported", "expected", "carried", "plan_version",
)  # fmt: skip
PARTS = ("numerator", "denominator")


def report_csv(report: Report) -> bytes:
    """The rows of the indicator table with COLUMNS, as UTF-8 with BOM; lines end with CR LF.

    Money is in yuan, rates are shares of 1, the gap of a rate is in percentage points, days are ISO; what is not known
    is empty. A text that a spreadsheet could run begins with an apostrophe.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for _theme, rows in indicator_rows(report.facts):
        for row in rows:
            said = row | {"unit_name": report.facts.unit_name}
            said |= {part: part_of(row, part) for part in PARTS}
            said["comparator"] = row["comparator"] if pd.notna(row["target"]) else None
            writer.writerow([_plain(said[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def part_of(row: dict, part: str) -> float | None:
    """The numerator or denominator of a rate; money in yuan."""
    return row[part] / 100 if row["part_measure"] == MONEY and pd.notna(row[part]) else row[part]


def _plain(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    number = float(value)
    return str(int(number)) if number.is_integer() else repr(number)
