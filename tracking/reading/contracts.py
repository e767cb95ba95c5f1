"""A register of contracts as an office keeps it (集体合同台账: 企业 | 签订日期 | 起止日期 | 覆盖人数) → its contracts, a row each."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from tracking.catalogue import fold, meaning_of
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.layout.contract_headings import Drawn, Part, drawn_contracts, kinds_in, says
from tracking.reading.layout.spans import TERM, day_of, span_said, whole_years, years_on
from tracking.reading.layout.tables import is_total, text_of
from tracking.reading.layout.titles import shown_sheets, title_lines
from tracking.reading.numbers import Amount, Proposal, as_fault, is_blank, read_amount
from tracking.reading.problems import LEAVE_OUT, Fault, Question, in_sheet
from tracking.reading.sheets import Known, Reading, Shorts, UnitFinder

SIGNED_BY_ITSELF = "own"
SEPARATORS = re.compile(r"[、，,;；/\n]+")
CONTRACT_COLUMNS = ["unit", "kind", "extent", "employees", "signed_on", "valid_from", "valid_to", "filed_on", "renewal", "ended_on",
                    "ended_reason", "note", "covers", "sheet", "cell"]  # fmt: skip


@dataclass
class ContractRow:
    """A contract as a sheet tells it; ``renewal`` says whether it renews one, None where nobody said."""

    unit: str
    kind: str
    extent: str
    valid_from: date
    valid_to: date | None
    sheet: str
    cell: str
    employees: int | None = None
    signed_on: date | None = None
    filed_on: date | None = None
    renewal: bool | None = None
    ended_on: date | None = None
    ended_reason: str = ""
    note: str = ""
    covers: list[str] = field(default_factory=list)


def read_contracts(book: Book, known: Known) -> Reading:
    """The contracts of a register; ``tables["contract"]`` has CONTRACT_COLUMNS: covers is a list of units, renewal True, False or
    None where the sheet does not say."""
    reading = Reading("contracts")
    sheets = [(sheet, drawn) for sheet in shown_sheets(book) if (drawn := drawn_contracts(sheet))]
    shorts = Shorts(sheets[0][0].name if sheets else "")
    finders = [UnitFinder(known, shorts=shorts) for _sheet in sheets]
    rows = [
        row
        for (_sheet, drawn), finder in zip(sheets, finders, strict=True)
        for row in _Sheet(drawn, known, finder, reading, book.file_name).rows()
    ]
    if finders:
        finders[0].ask_about_shorts()
        finders[0].ask_about_codes()
    reading.questions += {q.key: q for finder in finders for q in finder.questions.values()}.values()
    rows = _gathered(rows, known, reading)
    if not rows and not reading.faults and not any(question.choices for question in reading.questions):
        reading.faults.append(Fault(_("The headings are right, but no contract is filled in.")))
    reading.tables["contract"] = pd.DataFrame([asdict(row) for row in rows], columns=CONTRACT_COLUMNS, dtype=object)
    return reading


class _Sheet:
    """One sheet with a register of contracts, read row by row."""

    def __init__(self, drawn: Drawn, known: Known, finder: UnitFinder, reading: Reading, file_name: str):
        self.table, self.columns, self.parts = drawn.table, drawn.columns, drawn.parts
        self.known, self.finder, self.reading = known, finder, reading
        self.unit_kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
        self.titles = [*title_lines(self.table.sheet)[:1], self.table.sheet.name, file_name]
        self.kinds_said = next((tuple(kinds) for text in self.titles if (kinds := kinds_in(text))), ())

    def rows(self) -> Iterator[ContractRow]:
        """The contracts of every row of the sheet that names a day."""
        keys = [self.columns[key] for key in ("unit_name", "unit_code") if key in self.columns]
        undated = 0
        for number, cells in self.table.filled_rows(keys):
            if is_total(cells):
                continue
            told = [part for part in self.parts if self._is_dated(part, cells)]
            if not told:
                undated += any(text_of(cells, column) for column in keys)
                continue
            unit = self.finder.find(self.table, number, cells, self.columns)
            if isinstance(unit, Fault):
                self.reading.faults.append(unit)
            if isinstance(unit, str):
                for part in told:
                    yield from self._contracts(number, cells, part, unit)
        if undated:
            note = _("«{sheet}»: {count} rows name no day of a contract and were left out.", sheet=self.table.sheet.name, count=undated)  # fmt: skip
            self.reading.notes.append(note)

    def _is_dated(self, part: Part, cells: list) -> bool:
        days = [
            part.columns[m]
            for m in ("contract_span", "contract_from", "contract_to", "contract_signed")
            if m in part.columns
        ]
        return any(text_of(cells, column) and not _says_none(cells[column]) for column in days)

    def _contracts(self, number: int, cells: list, part: Part, unit: str) -> Iterator[ContractRow]:
        before = len(self.reading.faults)
        said = text_of(cells, part.columns.get("contract_kind"))
        kinds = tuple(kinds_in(said)) or part.kinds or self.kinds_said or self._ask_kind(number)
        signed = self._day(number, cells, part, "contract_signed")
        first, last = self._span(number, cells, part, signed)
        ended = self._day(number, cells, part, "contract_ended")
        filed = self._day(number, cells, part, "contract_filed", words_too=True)
        employees = self._employees(number, cells, part)
        if len(self.reading.faults) > before or first is None or not kinds:
            return
        covers = self._covers(number, cells, part)
        extent = self._extent([said] if said else self.titles, unit, covers)
        renewal = text_of(cells, part.columns.get("contract_renewal"))
        row = ContractRow(
            unit, "", extent, first, last, self.table.sheet.name, address(number, min(part.columns.values())), employees,
            signed, filed, True if meaning_of(renewal, "renewal_yes", "word_yes") else False if meaning_of(renewal, "renewal_no", "word_no") else None,
            ended, text_of(cells, part.columns.get("contract_ended_why")), text_of(cells, self.columns.get("note")), covers,
        )  # fmt: skip
        yield from (replace(row, kind=kind) for kind in kinds)

    def _ask_kind(self, number: int) -> tuple[str, ...]:
        """The kind of contract where neither a column nor a title names one: asked once for the sheet."""
        key = f"contract_kind {fold(self.table.sheet.name)}"
        answer = self.known.answers.get(key, "")
        names = {
            "collective": _("Collective contract"),
            "wage": _("Wage agreement"),
            "womens": _("Contract on women's rights"),
        }
        choices = (*names.items(), (LEAVE_OUT, _("none of these: leave the sheet out")))
        text = _("«{sheet}» does not say what kind of contracts it lists. Which are they?", sheet=self.table.sheet.name)
        if key not in {question.key for question in self.reading.questions}:
            cell = (address(number, 0),)
            self.reading.questions.append(Question(key, text, cell, choices, answer, sheet=self.table.sheet.name))
        return (answer,) if answer in names else ()

    def _extent(self, texts: list[str], unit: str, covers: list[str]) -> str:
        said = next((one for text in texts for one in ("regional", "sectoral") if says(text, f"contract_{one}")), "")
        if said:
            return said
        if self.unit_kinds.get(unit) == "enterprise" and not covers:
            return SIGNED_BY_ITSELF
        return "sectoral" if self.unit_kinds.get(unit) == "sector_federation" else "regional"

    def _covers(self, number: int, cells: list, part: Part) -> list[str]:
        column = part.columns.get("contract_covers")
        found = []
        for name in SEPARATORS.split(text_of(cells, column)) if column is not None else ():
            if name.strip() and not re.fullmatch(r"[\d.]+\s*[家个]?", name.strip()):
                unit = self.finder.by_name(self.table, number, column or 0, name.strip())
                if isinstance(unit, Fault):
                    self.reading.faults.append(unit)
                elif unit:
                    found.append(unit)
        return list(dict.fromkeys(found))

    def _span(self, number: int, cells: list, part: Part, signed: date | None) -> tuple[date | None, date | None]:
        """The first and the last day; without a first day it runs from the day of signing, without a last by its term."""
        first, last = (
            self._day(number, cells, part, "contract_from"),
            self._day(number, cells, part, "contract_to", end=True),
        )
        column, term = part.columns.get("contract_span"), self._term(text_of(cells, part.columns.get("contract_term")))
        if column is not None and text_of(cells, column) and not _says_none(cells[column]):
            said = span_said(cells[column])
            if said is None:
                expected = _("the first and the last day, such as 2020-03-01至2022-02-28")
                self.reading.faults.append(self.table.fault(number, column, expected, text_of(cells, column)))
                return None, None
            first, last, term = said[0] or first, said[1] or last, said[2] or term
        if first is None and last is not None and term:
            first = years_on(last, -term) + timedelta(days=1)
        first = first or signed
        if last is None and first and term:
            last = years_on(first, term) - timedelta(days=1)
        if first is None:
            column = part.columns.get("contract_to", part.columns.get("contract_span", 0))
            expected = _("the day from which the contract runs, or on which it was signed, beside its end")
            self.reading.faults.append(self.table.fault(number, column, expected))
        elif last is not None and last < first:
            column = part.columns.get("contract_to", part.columns.get("contract_span", 0))
            expected = _("a last day after the first ({first})", first=first)
            self.reading.faults.append(self.table.fault(number, column, expected, str(last)))
        return first, last

    @staticmethod
    def _term(text: str) -> int | None:
        if found := TERM.search(text):
            return whole_years(found.group(1))
        return int(text) if text.isdigit() and 0 < int(text) < 10 else None

    def _day(self, number: int, cells: list, part: Part, meaning: str, end: bool = False, words_too: bool = False) -> date | None:  # fmt: skip
        column = part.columns.get(meaning)
        if column is None or not text_of(cells, column) or _says_none(cells[column]):
            return None
        if day := day_of(cells[column], end):
            return day
        if words_too and not re.search(r"\d", text_of(cells, column)):
            return None  # 已备案
        expected = _("a date such as 2020-03-10")
        self.reading.faults.append(self.table.fault(number, column, expected, text_of(cells, column)))
        return None

    def _employees(self, number: int, cells: list, part: Part) -> int | None:
        column = part.columns.get("contract_employees", self.columns.get("employees"))
        if column is None or not text_of(cells, column) or _says_none(cells[column]):
            return None
        amount = read_amount(cells[column], "人")
        if isinstance(amount, Amount):
            return amount.amount
        fault = as_fault(amount, cells[column], "人") if isinstance(amount, Proposal) else amount
        self.reading.faults.append(in_sheet(fault, self.table.sheet.name, address(number, column)))
        return None


def _says_none(cell: object) -> bool:
    return is_blank(cell) or bool(meaning_of(cell, "not_applicable_proposed", "word_no"))


def _gathered(rows: list[ContractRow], known: Known, reading: Reading) -> list[ContractRow]:
    """Rows that say of an enterprise that a regional or sectoral contract covers it, gathered to the contract that the union
    above signed: one of each union, kind and span."""
    kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
    found: dict[tuple, ContractRow] = {}
    kept, gathered = [], 0
    for row in rows:
        if row.extent == SIGNED_BY_ITSELF or kinds.get(row.unit) != "enterprise":
            kept.append(row)
            continue
        above = known.paths.get(row.unit, "//").split("/")[-3]
        key = (above, row.kind, row.extent, row.valid_from, row.valid_to)
        if key not in found:
            found[key] = replace(row, unit=above, employees=None, covers=[])
            kept.append(found[key])
        found[key].covers.append(row.unit)
        gathered += 1
    if gathered:
        reading.notes.append(_("{count} rows name enterprises that a regional or sectoral contract covers; they were gathered to {contracts} "
                               "contracts of the unions above them.", count=gathered, contracts=len(found)))  # fmt: skip
    return kept
