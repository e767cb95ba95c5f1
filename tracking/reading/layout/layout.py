"""How a sheet is read: where its tables are, and what every column and row of them says of its figures.

A layout is proposed from evidence (headings with their groups, the values below them, known names, the title, the names of
sheet and file) and applied in one place (quarter/rows.py). A figure means what its column, its row and its table say
together: unit, indicator and period may each run down, across, or stand once for the whole table.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tracking.catalogue import MEASURES, fold, meaning_of
from tracking.reading.layout.headings import MONEY_UNITS
from tracking.reading.layout.names import BRACKETS, pieces_of
from tracking.reading.layout.periods import day_said, is_only_time
from tracking.reading.layout.tables import UNIT, Table, total_said
from tracking.reading.layout.titles import title_lines
from tracking.reading.layout.vocabulary import Vocabulary

KEYS = (*UNIT, "indicator", "serial", "note", "measure", "year", "quarter", "month", "basis", "personal_column")
BY_HEADING = ("serial", "note", "measure", "year", "quarter", "basis")
ENOUGH = 0.3  # the share of values that must be names we know, for a column to be one of names
SAMPLE = 200  # texts of a column that are looked up
HEADED = 0.4  # what a heading weighs beside such a share


@dataclass(frozen=True)
class Column:
    """The evidence about one column: what its heading says, and which share of the values below it are what."""

    number: int
    said: frozenset[str]
    clear: bool  # its heading is longer than 单位, 代码 or 项目
    filled: int
    numbers: float
    units: float
    codes: float
    indicators: float
    measures: float
    times: float
    dates: float
    words: float
    repeats: bool


@dataclass
class Layout:
    """How one table is read: ``keys`` are the columns that say something of their rows, by KEYS, ``indicator_group`` (the
    group beside an indicator), and ``village`` (a group of units that is none itself).

    ``indicator`` is that of its title, where no column and no row says one.
    """

    table: Table
    keys: dict[str, int] = field(default_factory=dict)
    indicator: str | None = None

    @property
    def lists_events(self) -> bool:
        """Whether every row is an event of its own: it has a day, and some unit has several."""
        return "date" in self.keys

    @property
    def units_down(self) -> bool:
        """Whether rows name their unit."""
        return any(key in self.keys for key in UNIT)

    @property
    def names(self) -> list[int]:
        """The columns in which a row says what it is, from left to right."""
        said = (*UNIT, "village", "serial", "indicator", "indicator_group")
        return sorted(self.keys[key] for key in said if key in self.keys)


def propose(table: Table, vocabulary: Vocabulary) -> Layout:
    """The layout of a table, whose headings were found: which columns name units, indicators and periods."""
    columns = _evidence(table, vocabulary)
    keys: dict[str, int] = {}

    def choose(key: str, weigh: Callable[[Column], float], least: float) -> None:
        free = [column for column in columns if column.number not in keys.values()]
        scores = {column.number: weigh(column) for column in free}
        if scores and max(scores.values()) >= least:
            keys[key] = max(scores, key=lambda number: scores[number])

    choose("unit_code", lambda c: ("unit_code" in c.said) * (c.codes + 0.5 * c.clear - c.indicators), ENOUGH)
    choose("unit_name", _as_units, ENOUGH)
    meant = [vocabulary.meaning(parts) for parts in _headings_of_figures(table, columns, keys)]
    across = any(meaning and meaning.indicator for meaning in meant)
    choose("indicator", lambda c: _as_indicators(c, across), ENOUGH)
    if "unit_name" in keys and "indicator" in keys:
        keys = _undecided(keys, columns)
    if "indicator" in keys:
        beside = [
            c.number
            for c in columns
            if c.number < keys["indicator"] and "indicator" in c.said and c.number not in keys.values()
        ]
        keys |= {"indicator_group": beside[-1]} if beside else {}
    if any(columns[keys[key]].repeats for key in UNIT if key in keys):
        choose(
            "date", lambda c: c.dates if any(word in "".join(_parts(table, c)) for word in ("日期", "时间")) else 0, 0.7
        )
    if "unit_name" in keys:
        choose(
            "village",
            lambda c: float(c.numbers == 0 and c.filled > 0 and c.number < keys["unit_name"] and not c.said),
            1,
        )
    choose(
        "measure", lambda c: c.measures if c.numbers == 0 and (c.said & {"measure", *UNIT} or not c.said) else 0, 0.6
    )
    choose("month", lambda c: c.times if "month" in c.said or not c.said else 0, 0.6)
    for key in BY_HEADING:
        choose(key, partial(_is_headed, key), 1)
    return Layout(table, keys, None if "indicator" in keys or across else _indicator_of_title(table, vocabulary))


def _indicator_of_title(table: Table, vocabulary: Vocabulary) -> str | None:
    """The indicator that the title or the sheet's name says, where no heading names one."""
    for text in (*title_lines(table.sheet), table.sheet.name):
        if code := vocabulary.indicator_within(text):
            return code
    return None


def _is_headed(key: str, column: Column) -> float:
    return float(key in column.said)


def _parts(table: Table, column: Column) -> list[str]:
    return table.parts[column.number] if column.number < len(table.parts) else []


def _as_units(column: Column) -> float:
    """How much speaks for a column of units' names."""
    if column.measures > 0.6 or column.numbers > 0.5 or column.indicators > column.units or column.times > 0.5:
        return 0
    return column.units + ("unit_name" in column.said) * (HEADED + 0.1 * column.clear)


def _as_indicators(column: Column, across: bool) -> float:
    """How much speaks for a column of indicators' names; less where headings name indicators already."""
    if column.numbers > 0.5 or column.measures > 0.6 or column.units > column.indicators or column.times > 0.5:
        return 0
    if column.words > 0.5:
        return 0
    return column.indicators + ("indicator" in column.said) * HEADED - 0.5 * across


def _undecided(keys: dict[str, int], columns: list[Column]) -> dict[str, int]:
    """The keys without a column of units that only its heading 单位 calls so, beside a column of indicators."""
    units = columns[keys["unit_name"]]
    return {key: c for key, c in keys.items() if key != "unit_name"} if not units.units and not units.clear else keys


def _headings_of_figures(table: Table, columns: list[Column], keys: dict[str, int]) -> list[list[str]]:
    free = [column.number for column in columns if column.number not in keys.values()]
    return [table.parts[number] for number in free if number < len(table.parts) and table.parts[number]]


def _evidence(table: Table, vocabulary: Vocabulary) -> list[Column]:
    lines = [cells for _row, cells in table.rows()]
    width = max([len(table.parts), *map(len, lines)], default=0)
    found = []
    for number in range(width):
        parts = table.parts[number] if number < len(table.parts) else []
        plain = [piece for part in parts for piece in pieces_of(BRACKETS.sub("", part))]
        said = {key for key in KEYS for part in (*parts, *plain) if meaning_of(part, key)}
        cells = [cells[number] for cells in lines if number < len(cells) and cells[number] is not None]
        texts = [text for cell in cells if isinstance(cell, str) and (text := cell.strip()) and not total_said(text)]

        def share(test: Callable[[str], object], texts: list[str] = texts[:SAMPLE]) -> float:
            return sum(bool(test(text)) for text in texts) / len(texts) if texts else 0.0

        found.append(
            Column(
                number,
                frozenset(said),
                any(len(fold(part)) > 2 for part in plain),
                len(cells),
                sum(isinstance(cell, int | float) for cell in cells) / len(cells) if cells else 0.0,
                share(vocabulary.knows_unit),
                share(vocabulary.is_code),
                share(vocabulary.indicator),
                share(is_measure),
                share(is_only_time),
                sum(day_said(cell) is not None for cell in cells[:SAMPLE]) / len(cells[:SAMPLE]) if cells else 0.0,
                share(lambda text: meaning_of(text, "word_yes", "word_no")),
                len(set(texts)) < len(texts),
            )
        )
    return found


def is_measure(text: str) -> bool:
    """Whether a text is a measure and nothing else: 家, 人次, 万元, 场次."""
    return text in MEASURES or text in MONEY_UNITS or bool(meaning_of(text, "other_measure"))
