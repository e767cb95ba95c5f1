"""Where a register of contracts stands on a sheet (集体合同台账), and what its columns say."""

import re
from dataclasses import dataclass
from functools import cache

from tracking.catalogue import fold, meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.spans import FIRST_SERIAL, span_said
from tracking.reading.layout.tables import HEADER_SEARCH, Table
from tracking.reading.layout.titles import period_of_lines, title_lines

DATED = ("contract_span", "contract_from", "contract_to", "contract_term", "contract_signed", "contract_filed")
MEANINGS = (*DATED, "contract_kind", "contract_employees", "contract_covers", "contract_renewal", "contract_ended",
            "contract_ended_why")  # fmt: skip
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|年")
BESIDE = ("unit_code", "unit_name", "serial", "note", "village_name", "contact", "phone", "roster_contact", "roster_phone",
          "ownership", "sector", "employees", "roster_employees", "contact_label", "contract_number")  # fmt: skip
OTHERS = ("indicator", "target", "parent_code", "amount")  # headings of a plan, a report or a list of units


@dataclass(frozen=True)
class Part:
    """The columns of a table that tell one contract of each row, and the kinds that their heading names."""

    columns: dict[str, int]
    kinds: tuple[str, ...]
    renewal: bool | None = None


@dataclass(frozen=True)
class Drawn:
    """A table of contracts: its last row of headings, what its columns say of the unit, the parts that tell contracts, and the headings
    that nobody knows."""

    table: Table
    columns: dict[str, int]
    parts: list[Part]
    unread: tuple[str, ...] = ()


def is_contract_register(sheet: Sheet) -> bool:
    """Whether a sheet is a register of contracts: a row for each unit, with the days from and to which one runs.

    A report of a quarter with a day of signing among its figures is none: most columns of a register speak of contracts.
    """
    return drawn_contracts(sheet) is not None


def drawn_contracts(sheet: Sheet) -> Drawn | None:
    """Where the contracts of a sheet stand and what its columns say; None where it is no register of contracts."""
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        keys = [
            c
            for c, cell in enumerate(cells)
            if cell is not None and meaning_of(bare(str(cell)), "unit_name", "unit_code")
        ]
        if not keys:
            continue
        first, last = heading_rows(sheet, number, keys[0], _folded())
        drawn = _of_headings(sheet, last, headings(sheet, first, last))
        spoken = drawn and _speaks_of_contracts([*title_lines(sheet), sheet.name, *drawn.table.header])
        if drawn and spoken and _holds_days(drawn):
            return drawn
    return None


def _holds_days(drawn: Drawn) -> bool:
    """Whether days and terms stand below the headings of days, and not numbers as in a report: 集体合同到期 | 5."""
    columns = {column for part in drawn.parts for meaning, column in part.columns.items() if meaning in DATED}
    cells = [cells[column] for _row, cells in drawn.table.rows() for column in columns if column < len(cells)]
    said = [cell for cell in cells if cell is not None and str(cell).strip()]
    days = sum(bool(span_said(cell) or YEAR.search(str(cell))) and not is_small(cell) for cell in said)
    return 2 * days >= len(said)


def is_small(cell: object) -> bool:
    """Whether a cell is a number too small to be a day of Excel's calendar."""
    return isinstance(cell, int | float) and cell < FIRST_SERIAL


def _speaks_of_contracts(texts: list[str]) -> bool:
    whole = " ".join(texts)
    other = says(whole, "other_contracts") and not says(whole, "collective_spoken_of")
    return says(whole, "contract_spoken_of") and not other


def _of_headings(sheet: Sheet, last: int, parts: list[list[str]]) -> Drawn | None:
    """A column that says again what one of its kind said, as 续签日期 beside 签订日期, begins another contract of each row."""
    about: dict[str, int] = {}
    rounds: dict[tuple[tuple[str, ...], int], dict[str, int]] = {}
    renewed: set[tuple[tuple[str, ...], int]] = set()
    unread: list[str] = []
    told = 0
    for column, texts in enumerate(parts):
        if not texts:
            continue
        if meaning := meaning_of(bare(texts[-1]), *BESIDE):
            about.setdefault(meaning, column)
            continue
        if meaning_of(bare(texts[-1]), *OTHERS):
            return None
        meaning, kinds, again = _meaning(texts)
        if meaning is None:
            unread.append(" ".join(texts))
            continue
        told += 1
        number = next(n for n in range(int(again), len(parts) + 1) if meaning not in rounds.get((kinds, n), {}))
        rounds.setdefault((kinds, number), {})[meaning] = column
        renewed |= {(kinds, number)} if again else set()
    general = rounds.pop(((), 0), {}) if any(kinds for kinds, _n in rounds) else {}
    beside = (
        {meaning: column for meaning, column in general.items() if meaning not in DATED}
        if _tells_days(general)
        else general
    )
    groups = [Part(general, ())] if _tells_days(general) else []
    groups += [
        Part({**beside, **own}, kinds, renewal=key in renewed) for key, own in rounds.items() for kinds in (key[0],)
    ]
    groups = [part for part in groups if _tells_days(part.columns) or (part.renewal and _begins(part.columns))]
    timed = period_of_lines([*title_lines(sheet), sheet.name])
    if not groups or len(unread) > told or (unread and (timed.quarter or timed.month)):
        return None
    table = Table(sheet, last, [" / ".join(texts) for texts in parts], parts)
    return Drawn(table, about, groups, tuple(unread))


def _begins(columns: dict[str, int]) -> bool:
    return "contract_from" in columns or "contract_signed" in columns


def _tells_days(columns: dict[str, int]) -> bool:
    return "contract_span" in columns or "contract_to" in columns or (_begins(columns) and "contract_term" in columns)


def _meaning(texts: list[str]) -> tuple[str | None, tuple[str, ...], bool]:
    """What the headings of a column say of contracts, the kinds that they name, and whether they say it of a renewal: 工资专项集体合同 /
    续签日期."""
    kinds = tuple(dict.fromkeys(kind for text in texts for kind in kinds_in(text)))
    again = any(text.startswith(words()["renewal_yes"]) for text in texts) and not meaning_of(
        bare(texts[-1]), "contract_renewal"
    )
    for text in reversed(texts):
        whole, short = " ".join(text.split()), bare(text)
        spellings = [whole, short]
        for word in (*_kind_words(), *words()["renewal_yes"]):
            short = short.replace(word, "")
            spellings.append(short)
        for spelling in spellings:
            if spelling and (found := meaning_of(spelling, *MEANINGS)):
                return found, kinds, again
    return None, kinds, again


@cache
def _kind_words() -> list[str]:
    """The names of contracts that stand before what a heading says, the longest first."""
    return sorted(words()["contract_names"], key=len, reverse=True)


@cache
def _folded() -> dict[str, str]:
    return {fold(word): meaning for meaning in MEANINGS for word in words()[meaning]}


def bare(text: str) -> str:
    """A heading without what stands in brackets."""
    return BRACKETS.sub("", " ".join(text.split()))


def kinds_in(text: str) -> list[str]:
    """The kinds of contract that a text names: 集体合同、工资专项集体合同 are two, 专项集体合同（工资） is a wage agreement alone."""
    found = set()
    for piece in re.split(r"[、，,/；;]|和|及|与", text):
        special = next((kind for kind in ("womens", "wage") if says(piece, f"contract_{kind}")), None)
        if special:
            found.add(special)
        elif says(piece, "contract_collective") and not says(piece, "contract_special"):
            found.add("collective")
    return [kind for kind in ("collective", "womens", "wage") if kind in found]


def says(text: str, meaning: str) -> bool:
    """Whether one of the words of a meaning stands in a text."""
    return any(word in text for word in words()[meaning])
