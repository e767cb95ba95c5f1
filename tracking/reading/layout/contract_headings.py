"""Where a register of contracts stands on a sheet (集体合同台账), and what its columns say."""

import re
from dataclasses import dataclass
from functools import cache

from tracking.catalogue import fold, meaning_of, words
from tracking.opening import Sheet
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.tables import HEADER_SEARCH, Table
from tracking.reading.layout.titles import title_lines

DATED = ("contract_span", "contract_from", "contract_to", "contract_term", "contract_signed", "contract_filed")
MEANINGS = (*DATED, "contract_kind", "contract_employees", "contract_covers", "contract_renewal", "contract_ended",
            "contract_ended_why")  # fmt: skip
BESIDE = ("unit_code", "unit_name", "serial", "note", "village_name", "contact", "phone", "roster_contact", "roster_phone",
          "ownership", "sector", "employees", "roster_employees", "contact_label", "contract_number")  # fmt: skip
OTHERS = ("indicator", "target", "parent_code", "amount")  # headings of a plan, a report or a list of units


@dataclass(frozen=True)
class Part:
    """The columns of a table that tell one contract of each row, and the kinds that their heading names."""

    columns: dict[str, int]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """A table of contracts: its last row of headings, what its columns say of the unit, and the parts that tell contracts."""

    table: Table
    columns: dict[str, int]
    parts: list[Part]


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
            if cell is not None and meaning_of(_bare(str(cell)), "unit_name", "unit_code")
        ]
        if not keys:
            continue
        first, last = heading_rows(sheet, number, keys[0], _folded())
        drawn = _of_headings(sheet, last, headings(sheet, first, last))
        if drawn and _speaks_of_contracts([*title_lines(sheet), sheet.name, *drawn.table.header]):
            return drawn
    return None


def _speaks_of_contracts(texts: list[str]) -> bool:
    return any(says(text, "contract_spoken_of") for text in texts)


def _of_headings(sheet: Sheet, last: int, parts: list[list[str]]) -> Drawn | None:
    about: dict[str, int] = {}
    of_kinds: dict[tuple[str, ...], dict[str, int]] = {}
    strange = told = 0
    for column, texts in enumerate(parts):
        if not texts:
            continue
        if meaning := meaning_of(_bare(texts[-1]), *BESIDE):
            about.setdefault(meaning, column)
            continue
        if meaning_of(_bare(texts[-1]), *OTHERS):
            return None
        meaning, kinds = _meaning(texts)
        strange += meaning is None
        if meaning:
            own = of_kinds.setdefault(kinds, {})
            told += meaning not in own
            own.setdefault(meaning, column)
    general = of_kinds.pop((), {})
    groups = [Part({**general, **own}, kinds) for kinds, own in of_kinds.items()] or [Part(general, ())]
    groups = [part for part in groups if _tells_days(part.columns)]
    if not groups or strange > told:
        return None
    table = Table(sheet, last, [" / ".join(texts) for texts in parts], parts)
    return Drawn(table, about, groups)


def _tells_days(columns: dict[str, int]) -> bool:
    begins = "contract_from" in columns or "contract_signed" in columns
    return "contract_span" in columns or "contract_to" in columns or (begins and "contract_term" in columns)


def _meaning(texts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """What the headings of a column say of contracts, and the kinds that they name: 工资专项集体合同 / 起止日期."""
    kinds = tuple(dict.fromkeys(kind for text in texts for kind in kinds_in(text)))
    for text in reversed(texts):
        bare = _bare(text)
        if found := meaning_of(bare, *MEANINGS):
            return found, kinds
        for word in _kind_words():
            bare = bare.replace(word, "")
        if found := meaning_of(bare, *MEANINGS):
            return found, kinds
    return None, kinds


@cache
def _kind_words() -> list[str]:
    """The names of contracts that stand before what a heading says, the longest first."""
    return sorted(words()["contract_names"], key=len, reverse=True)


@cache
def _folded() -> dict[str, str]:
    return {fold(word): meaning for meaning in MEANINGS for word in words()[meaning]}


def _bare(text: str) -> str:
    return BRACKETS.sub("", " ".join(text.split()))


def kinds_in(text: str) -> list[str]:
    """The kinds of contract that a text names; 工资专项集体合同 is a wage agreement alone."""
    found = [kind for kind in ("womens", "wage") if says(text, f"contract_{kind}")]
    rest = re.sub(
        rf"(?:{'|'.join((*words()['contract_wage'], *words()['contract_womens']))})[^、，,/和及与]*", "", text
    )
    return [*(["collective"] if says(rest, "contract_collective") else []), *found]


def says(text: str, meaning: str) -> bool:
    """Whether one of the words of a meaning stands in a text."""
    return any(word in text for word in words()[meaning])
