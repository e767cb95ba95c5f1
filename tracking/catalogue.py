"""The data people edit: indicators.csv, the words that sheets use (words.csv) and what reports say (phrases.csv)."""

import csv
import re
from functools import cache, lru_cache
from io import StringIO

import pandas as pd

from tracking.places import DATA

THEMES = ("formation", "contracts", "assistance", "training", "other")
KINDS = ("flow", "stock", "rate")
MONEY, PERCENT = "元", "%"
NOT_ASKED = "not_asked"  # the code of an exemption: this unit is not to report this indicator (不填报)
MEASURES = ("家", "个", "份", "人", "名", "人次", "户", "项", "件", "期", "场", MONEY, PERCENT)
REPORTERS = (
    "enterprise",
    "unionised_enterprise",
    "village_federation",
    "park_federation",
    "sector_federation",
    "township",
)
UNIT_KINDS = ("enterprise", "village_federation", "park_federation", "sector_federation", "township", "county")
CONTRACT_ENDS = ("contract_until", "wage_until", "womens_until")
INDICATOR_COLUMNS = [
    "code",
    "theme",
    "name",
    "name_en",
    "measure",
    "kind",
    "numerator",
    "denominator",
    "phasing",
    "weight",
    "reported_by",
    "synonyms",
]


def standard_indicators() -> pd.DataFrame:
    """One row per standard indicator: the columns of data/indicators.csv, ``code`` named ``indicator``, and position."""
    text = (DATA / "indicators.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    return indicator_table(rows)


def indicator_table(rows: list[dict[str, str]], first_position: int = 0) -> pd.DataFrame:
    """The store's indicator rows for catalogue lines; blank numerators and denominators become missing."""
    table = pd.DataFrame(rows, columns=INDICATOR_COLUMNS).rename(columns={"code": "indicator"})
    table["position"] = range(first_position, first_position + len(table))
    table["weight"] = table["weight"].astype("int64")
    for part in ("numerator", "denominator"):
        table[part] = table[part].mask(table[part] == "")
    return table


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Meaning → the words that say it, as they stand in data/words.csv."""
    text = (DATA / "words.csv").read_text(encoding="utf-8-sig")
    return {row["meaning"]: tuple(row["words"].split(";")) for row in csv.DictReader(StringIO(text))}


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Indicator → phrase (what was done, {n} for the figure), season and undone (what an enterprise has not done)."""
    text = (DATA / "phrases.csv").read_text(encoding="utf-8-sig")
    return {row["code"]: row for row in csv.DictReader(StringIO(text))}


@cache
def measures() -> dict[str, dict[str, str]]:
    """Indicator → section of a report (of 其他重点工作 alone; others have that of their theme), and measure: what is to be done."""
    text = (DATA / "measures.csv").read_text(encoding="utf-8-sig")
    return {row["code"]: row for row in csv.DictReader(StringIO(text))}


@cache
def openings() -> dict[tuple[str, str], list[str]]:
    """(section, mix of its verdicts: held, mostly, behind or none) → the sentences that may open it (总领句)."""
    text = (DATA / "openings.csv").read_text(encoding="utf-8-sig")
    found: dict[tuple[str, str], list[str]] = {}
    for row in csv.DictReader(StringIO(text)):
        found.setdefault((row["section"], row["mix"]), []).append(row["text"])
    return found


@cache
def wordings() -> dict[str, list[str]]:
    """Words of a report → other words of like meaning, the first offered first; empty ones leave it out."""
    text = (DATA / "wordings.csv").read_text(encoding="utf-8-sig")
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(StringIO(text)):
        found.setdefault(row["words"], []).append(row["other"])
    return found


@lru_cache(maxsize=20_000, typed=True)  # the names of units and indicators are folded for every file again
def fold(text: object) -> str:
    """A name reduced to what must agree: no blanks, quotes or dots, half-width letters, lower case."""
    plain = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in str(text))
    return re.sub(r"[\s\u3000“”\"'‘’《》·•、,.:。;]", "", plain).lower()


@cache
def folded_words(prefix: str = "") -> dict[str, str]:
    """Folded word → its meaning, for all meanings that begin with ``prefix``."""
    return {fold(word): meaning for meaning, known in words().items() if meaning.startswith(prefix) for word in known}


def meaning_of(text: object, *meanings: str) -> str | None:
    """Which of the meanings a cell says, or None."""
    folded = fold(text)
    return next((m for m in meanings if folded in _folded(m)), None)


@cache
def measures_mean_the_same(one: str, other: str) -> bool:
    """Whether two measures are read as one: 起 = 件, 次 = 场, 张 = 份, 条 = 项 or 件, 场次 = 场, 班次 = 期, 名 = 人."""
    return one == other or any({one, other} <= set(alike.split("=")) for alike in words()["measures_alike"])


@cache
def _folded(meaning: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words()[meaning])
