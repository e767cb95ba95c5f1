"""A register of enterprises that should have a union as an office keeps it (建会台账: 企业 | 摸底日期 | 发通知书日期 …) → its entries."""

import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from tracking.catalogue import meaning_of
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.dated_rows import DatedRows, says_none
from tracking.reading.layout.founding_headings import STEP_COLUMNS, DrawnFoundings, drawn_foundings
from tracking.reading.layout.spans import day_of
from tracking.reading.layout.tables import is_total, text_of
from tracking.reading.layout.titles import shown_sheets, title_lines
from tracking.reading.problems import Fault
from tracking.reading.sheets import Known, Reading, Shorts, UnitFinder, ask_about_names

FOOTER = re.compile(r"\s*(?:注[:：]|备注|说明|填表|制表|审核|资料截至)")
WHEN = re.compile(r"[上中下]旬|底|左右|初")  # about when, and no day
WITHOUT_YEAR = re.compile(r"(\d{1,2})\s*[月./-]\s*(\d{1,2})?\s*日?")


FOUNDING_COLUMNS = ("unit", *(f"{step.removeprefix('founding_')}_on" for step in STEP_COLUMNS), "stuck_reason", "promised_on", "note", "sheet",
                    "cell")  # fmt: skip


def read_foundings(book: Book, known: Known) -> Reading:
    """The entries of a register, a row each; ``tables["founding"]`` has FOUNDING_COLUMNS."""
    reading = Reading("foundings")
    sheets = [drawn for sheet in shown_sheets(book) if (drawn := drawn_foundings(sheet))]
    shorts = Shorts(sheets[0].table.sheet.name if sheets else "")
    finders = [UnitFinder(known, shorts=shorts) for _sheet in sheets]
    rows: dict[str, dict[str, Any]] = {}
    twice = 0
    for drawn, finder in zip(sheets, finders, strict=True):
        for row in _Sheet(drawn, known, finder, reading).rows():
            twice += row["unit"] in rows
            rows.setdefault(row["unit"], row)
    ask_about_names(finders, reading)
    if twice:
        text = _("{count} rows tell of an enterprise that stands further up already; the first was taken.", count=twice)
        reading.notes.append(text)
    if not rows and not reading.faults and not any(question.choices for question in reading.questions):
        reading.faults.append(Fault(_("The headings are right, but no enterprise is filled in.")))
    reading.tables["founding"] = pd.DataFrame(list(rows.values()), columns=FOUNDING_COLUMNS, dtype=object)
    return reading


class _Sheet(DatedRows):
    """One sheet with a register, read row by row."""

    def __init__(self, drawn: DrawnFoundings, known: Known, finder: UnitFinder, reading: Reading):
        self.table, self.columns, self.unread = drawn.table, drawn.columns, drawn.unread
        self.finder, self.reading = finder, reading
        self.kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
        titles = " ".join([*title_lines(self.table.sheet), self.table.sheet.name])
        found = re.search(r"(20\d\d)\s*年", titles)
        self.year = int(found[1]) if found else None

    def rows(self) -> list[dict[str, Any]]:
        """The enterprises of the sheet."""
        keys = [self.columns[key] for key in ("unit_name", "unit_code") if key in self.columns]
        found = []
        for number, cells in self.table.filled_rows(keys):
            if (
                is_total(cells)
                or not any(text_of(cells, column) for column in keys)
                or FOOTER.match(text_of(cells, keys[0]))
            ):
                continue
            unit = self.finder.find(self.table, number, cells, self.columns)
            if isinstance(unit, Fault):
                self.reading.faults.append(unit)
            elif isinstance(unit, str) and self.kinds.get(unit) != "enterprise":
                self.fault(number, keys[0], _("an enterprise"), cells)
            elif isinstance(unit, str):
                found.append(self._row(number, cells, unit, keys[0]))
        if self.unread:
            text = _("«{sheet}»: these columns say nothing of foundings that is kept: {columns}.",
                     sheet=self.table.sheet.name, columns=_(", ").join(self.unread))  # fmt: skip
            self.reading.notes.append(text)
        return found

    def _row(self, number: int, cells: list, unit: str, key: int) -> dict[str, Any]:
        """A row; what stands in place of a day (√, 已发) is kept as a remark, because when it was is not known."""
        row: dict[str, Any] = dict.fromkeys(FOUNDING_COLUMNS)
        row |= {"unit": unit, "sheet": self.table.sheet.name, "cell": address(number, key)}
        remarks = [self._remark(number, cells, name) for name in ("note", "founding_progress")]
        for meaning in STEP_COLUMNS:
            column = self.columns.get(meaning)
            if column is None or not text_of(cells, column) or says_none(cells[column]):
                continue
            day, text = self._day_of(cells[column]), text_of(cells, column)
            if (
                day is None
                and WHEN.search(text) is None
                and re.search(r"\d", text)
                and not meaning_of(text, "word_yes")
            ):
                self.fault(number, column, _("a date such as 2020-03-10"), cells)
            elif day is None:
                remarks.append(f"{self.table.header[column]}：{self.text(number, cells, column)}")
                at = address(number, column)
                self.reading.notes.append(_("«{sheet}» {cell}: «{said}» says no day, so it is kept as a remark.",
                                            sheet=self.table.sheet.name, cell=at, said=text))  # fmt: skip
            else:
                row[f"{meaning.removeprefix('founding_')}_on"] = day
        row["stuck_reason"] = self._remark(number, cells, "founding_stuck")
        row["promised_on"] = self._promised(number, cells)
        row["note"] = "；".join(filter(None, remarks))
        return row

    def _remark(self, number: int, cells: list, meaning: str) -> str:
        column = self.columns.get(meaning)
        return "" if says_none(text_of(cells, column)) else self.text(number, cells, column)

    def _day_of(self, cell: object, end: bool = False) -> date | None:
        """The day that a cell says; without a year (3月5日, 3.5) of the year that the title names."""
        if day := day_of(cell, end):
            return day
        found = WITHOUT_YEAR.fullmatch(str(cell).strip()) if self.year else None
        if found is None:
            return None
        return day_of(f"{self.year}年{found[1]}月{found[2]}日" if found[2] else f"{self.year}年{found[1]}月", end)

    def _promised(self, number: int, cells: list) -> date | None:
        """The day of a promise: a day, a month to its end, 三季度, 年底; words that say none are a fault."""
        column = self.columns.get("founding_promised")
        text = re.sub(r"(?:以?前|之前|左右|内|底前?)\Z", "", text_of(cells, column))
        if column is None or not text or says_none(cells[column]):
            return None
        year = re.match(r"(20\d\d)\s*年", text)
        about = int(year[1]) if year else self.year
        rest = text[year.end() :] if year else text
        months = {"": 12, "年": 12, "一季度": 3, "二季度": 6, "上半年": 6, "三季度": 9, "四季度": 12, "下半年": 12}
        if about and rest in months and re.search("年|季度", text_of(cells, column)):
            return day_of(f"{about}年{months[rest]}月", end=True)
        if (
            day := self._day_of(cells[column] if isinstance(cells[column], datetime | int | float) else text, end=True)
        ) is None:
            self.fault(number, column, _("a date such as 2020-03-10"), cells)
        return day
