"""A register of contracts as an office keeps it (集体合同台账: 企业 | 签订日期 | 起止日期 | 覆盖人数) → its contracts, a row each."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from tracking.catalogue import fold, meaning_of
from tracking.language import _
from tracking.opening import Book, address
from tracking.reading.dated_rows import DatedRows, says_none
from tracking.reading.layout.contract_headings import Drawn, Part, drawn_contracts, kinds_in, says
from tracking.reading.layout.spans import months_on, span_said, term_said
from tracking.reading.layout.tables import is_total, text_of
from tracking.reading.layout.titles import shown_sheets, title_lines
from tracking.reading.numbers import Amount, Proposal, as_fault, read_amount
from tracking.reading.problems import LEAVE_OUT, Fault, Question, in_sheet
from tracking.reading.sheets import Known, Reading, Shorts, UnitFinder, ask_about_names

SIGNED_BY_ITSELF, EXTENTS = "own", ("regional", "sectoral")
REST_OF_A_LIST = re.compile(r"等\s*(?:\d+\s*)?(?:家|户|个)?(?:企业)?\s*\Z")
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
    covers: list[tuple[str, int | None]] = field(default_factory=list)


def read_contracts(book: Book, known: Known) -> Reading:
    """The contracts of a register; ``tables["contract"]`` has CONTRACT_COLUMNS: covers is a list of units with the number of employees or None, renewal True, False or
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
    ask_about_names(finders, reading)
    rows = _gathered(rows, known, reading)
    if not rows and not reading.faults and not any(question.choices for question in reading.questions):
        reading.faults.append(Fault(_("The headings are right, but no contract is filled in.")))
    reading.tables["contract"] = pd.DataFrame([asdict(row) for row in rows], columns=CONTRACT_COLUMNS, dtype=object)
    return reading


class _Sheet(DatedRows):
    """One sheet with a register of contracts, read row by row."""

    def __init__(self, drawn: Drawn, known: Known, finder: UnitFinder, reading: Reading, file_name: str):
        self.table, self.columns, self.parts, self.unread = drawn.table, drawn.columns, drawn.parts, drawn.unread
        self.known, self.finder, self.reading = known, finder, reading
        self.unit_kinds = dict(zip(known.units["unit"], known.units["kind"], strict=True))
        self.titles = [*title_lines(self.table.sheet)[:1], self.table.sheet.name, file_name]

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
        if self.unread:
            unread = _(", ").join(self.unread)
            self.reading.notes.append(_("«{sheet}»: these columns say nothing of contracts that is kept: {columns}.", sheet=self.table.sheet.name, columns=unread))  # fmt: skip
        if undated:
            note = _("«{sheet}»: {count} rows name no day of a contract and were left out.", sheet=self.table.sheet.name, count=undated)  # fmt: skip
            self.reading.notes.append(note)

    def _is_dated(self, part: Part, cells: list) -> bool:
        days = [
            part.columns[m]
            for m in ("contract_span", "contract_from", "contract_to", "contract_signed")
            if m in part.columns
        ]
        return any(text_of(cells, column) and not says_none(cells[column]) for column in days)

    def _contracts(self, number: int, cells: list, part: Part, unit: str) -> Iterator[ContractRow]:
        before = len(self.reading.faults)
        said = text_of(cells, part.columns.get("contract_kind"))
        kinds = tuple(kinds_in(said)) or part.kinds or self._kinds_of_sheet(number)
        signed = self.day(number, cells, part.columns.get("contract_signed"))
        first, last = self._span(number, cells, part, signed)
        ended = self.day(number, cells, part.columns.get("contract_ended"))
        filed = self.day(number, cells, part.columns.get("contract_filed"), words_too=True)
        employees, covers = self._employees(number, cells, part), self._covers(number, cells, part)
        extent = self._extent(said, number, unit)
        if extent == SIGNED_BY_ITSELF:
            covers = self._own_covers(number, part, unit, covers)
        elif self.unit_kinds.get(unit) != "enterprise" and not covers:
            expected = _("the names of the enterprises that the contract covers")
            self.fault(number, part.columns.get("contract_covers", self.columns.get("unit_name", 0)), expected, cells)
        if len(self.reading.faults) > before or first is None or not kinds:
            return
        note = self.text(number, cells, self.columns.get("note"))
        row = ContractRow(
            unit, "", extent, first, last, self.table.sheet.name, address(number, min(part.columns.values())), employees,
            signed, filed, part.renewal or self._renewal(cells, part, note), ended,
            self.text(number, cells, part.columns.get("contract_ended_why")), note, covers,
        )  # fmt: skip
        yield from (replace(row, kind=kind) for kind in kinds)

    @staticmethod
    def _renewal(cells: list, part: Part, note: str) -> bool | None:
        for text in (text_of(cells, part.columns.get("contract_renewal")), note):
            if meaning := meaning_of(text, "renewal_yes", "renewal_no"):
                return meaning == "renewal_yes"
        return None

    def _kinds_of_sheet(self, number: int) -> tuple[str, ...]:
        """The kind of contract that a title names, where it names one; else it is asked once for the sheet."""
        said = next((tuple(kinds) for text in self.titles if (kinds := kinds_in(text))), ())
        if len(said) == 1:
            return said
        names = {
            "collective": _("Collective contract"),
            "wage": _("Wage agreement"),
            "womens": _("Contract on women's rights"),
        }
        text = _("«{sheet}» does not say what kind of contracts it lists. Which are they?", sheet=self.table.sheet.name)
        answer = self._ask("contract_kind", text, number, {**names, LEAVE_OUT: _("none of these: leave the sheet out")})
        return (answer,) if answer in names else ()

    def _ask(self, what: str, text: str, number: int, choices: dict[str, str]) -> str:
        """The answer to a question that is asked once for the sheet."""
        key = f"{what} {fold(self.table.sheet.name)}"
        answer = self.known.answers.get(key, "")
        if key not in {question.key for question in self.reading.questions}:
            cell = (address(number, 0),)
            asked = Question(key, text, cell, tuple(choices.items()), answer, sheet=self.table.sheet.name)
            self.reading.questions.append(asked)
        return answer if answer in choices else ""

    def _extent(self, said: str, number: int, unit: str) -> str:
        """Whether a contract is an enterprise's own, regional or sectoral: by its row, else by who signed it; of enterprises below a
        title that names an extent it is asked."""
        own = self.unit_kinds.get(unit) == "enterprise"
        named = next((one for one in EXTENTS if says(said, f"contract_{one}")), "")
        titled = {one for text in self.titles for one in EXTENTS if says(text, f"titled_{one}")}
        if named or not own:
            usual = (
                "sectoral" if self.unit_kinds.get(unit) == "sector_federation" or titled == {"sectoral"} else "regional"
            )
            return named or usual
        if len(titled) != 1 or says(" ".join(self.titles), "contract_included"):
            return SIGNED_BY_ITSELF
        (extent,) = titled
        text = _("«{sheet}» names regional or sectoral contracts, and enterprises in its rows. Are these contracts of the unions above them that"
                 " cover the enterprises?", sheet=self.table.sheet.name)  # fmt: skip
        answer = self._ask("contract_extent", text, number, {extent: _("yes: they cover the enterprises"), SIGNED_BY_ITSELF: _("no: each enterprise has its own")})  # fmt: skip
        return answer or SIGNED_BY_ITSELF

    def _own_covers(self, number: int, part: Part, unit: str, covers: list[tuple]) -> list[tuple]:
        """An enterprise's own contract covers itself; one that names others needs the union that signed it."""
        if any(code != unit for code, _staff in covers):
            expected = _(
                "the union that signed the contract, where it covers other enterprises, or 区域性 or 行业性 as its kind"
            )
            self.reading.faults.append(self.table.fault(number, part.columns["contract_covers"], expected))
        return []

    def _covers(self, number: int, cells: list, part: Part) -> list[tuple[str, int | None]]:
        """The enterprises that a cell names, with the number of employees in brackets behind a name."""
        column = part.columns.get("contract_covers")
        if column is None or says_none(cells[column] if column < len(cells) else None):
            return []
        found: dict[str, int | None] = {}
        for text in SEPARATORS.split(REST_OF_A_LIST.sub("", text_of(cells, column))):
            name = re.sub(r"\A\d+[.、]\s*", "", text.strip())
            staff = re.search(r"[（(](\d+)\s*人[)）]\s*\Z", name)
            name = name[: staff.start()] if staff else name
            if not name or re.fullmatch(r"[\d.]+\s*[家个]?", name) or says(name, "this_enterprise"):
                continue
            unit = self.finder.by_name(self.table, number, column, name)
            if isinstance(unit, Fault):
                self.reading.faults.append(unit)
            elif unit:
                found.setdefault(unit, int(staff[1]) if staff else None)
        return list(found.items())

    def _span(self, number: int, cells: list, part: Part, signed: date | None) -> tuple[date | None, date | None]:
        """The first and the last day; without a first day it runs from the day of signing, without a last by its term."""
        first = self.day(number, cells, part.columns.get("contract_from"))
        last = self.day(number, cells, part.columns.get("contract_to"), end=True)
        term = self._term(number, cells, part.columns.get("contract_term"))
        column = part.columns.get("contract_span")
        if column is not None and text_of(cells, column) and not says_none(cells[column]):
            said = span_said(cells[column]) or (None, None, term_said(text_of(cells, column)))
            if not any(said):
                self.fault(number, column, _("the first and the last day, such as 2020-03-01至2022-02-28"), cells)
                return None, None
            first, last, term = said[0] or first, said[1] or last, said[2] or term
        if first is None and last is not None and term:
            first = months_on(last, -term) + timedelta(days=1)
        first = first or signed
        if last is None and first and term:
            last = months_on(first, term) - timedelta(days=1)
        end = part.columns.get("contract_to", part.columns.get("contract_span", 0))
        if first is None:
            expected = _("the day from which the contract runs, or on which it was signed, beside its end")
            self.reading.faults.append(self.table.fault(number, end, expected))
        elif last is not None and last < first:
            expected = _("a last day after the first ({first})", first=first)
            self.reading.faults.append(self.table.fault(number, end, expected, str(last)))
        return first, last

    def _term(self, number: int, cells: list, column: int | None) -> int | None:
        if column is None or not text_of(cells, column) or says_none(cells[column]):
            return None
        if (term := term_said(text_of(cells, column))) is None:
            self.fault(number, column, _("a term such as 3年 or 36个月"), cells)
        return term

    def _employees(self, number: int, cells: list, part: Part) -> int | None:
        column = part.columns.get("contract_employees", self.columns.get("employees"))
        if column is None or not text_of(cells, column) or says_none(cells[column]):
            return None
        amount = read_amount(cells[column], "人")
        if isinstance(amount, Amount):
            return amount.amount
        fault = as_fault(amount, cells[column], "人") if isinstance(amount, Proposal) else amount
        self.reading.faults.append(in_sheet(fault, self.table.sheet.name, address(number, column)))
        return None


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
        there = {code for code, _staff in found[key].covers}
        named = [(row.unit, row.employees), *row.covers]
        found[key].covers += [(code, staff) for code, staff in named if code not in there]
        gathered += 1
    if gathered:
        reading.notes.append(_("{count} rows name enterprises that a regional or sectoral contract covers; they were gathered to {contracts} "
                               "contracts of the unions above them.", count=gathered, contracts=len(found)))  # fmt: skip
    return kept
