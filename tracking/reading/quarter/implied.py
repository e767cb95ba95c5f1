"""A rate of completion that is printed without its target: the targets that it implies, to be offered as 推算."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tracking.catalogue import MONEY, meaning_of
from tracking.opening import address
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.tables import Table
from tracking.reading.numbers import is_blank
from tracking.reading.quarter.cells import Figure, Figures

LARGEST = 10  # times a target that may have been reached
FRACTIONS_UP_TO = Decimal("1.5")  # 0.486 without a sign is 48.6 %, 48.6 is too


@dataclass(frozen=True)
class Implied:
    """What was done, the rate printed beside it, and the whole targets between which it can have been computed."""

    unit: str
    indicator: str
    year: int
    amount: int
    printed: str
    low: int
    best: int
    high: int
    sheet: str
    cell: str


def targets_implied(table: Table, columns: list[int], rows: list[Figure], figures: Figures) -> Iterator[Implied]:
    """The target of every figure of a table that has a rate of completion beside it; none where the table prints targets.

    Of 本季 and 累计 in one row the latter was set against the target. ``columns`` are those of the figures.
    """
    said = [
        meaning_of(BRACKETS.sub("", parts[-1]), "target", "completion_rate") if parts else None for parts in table.parts
    ]
    rates = [number for number, meaning in enumerate(said) if meaning == "completion_rate"]
    if not rates or "target" in said:
        return
    own_rate: dict[int, int] = {}
    for rate in rates:
        before = [column for column in columns if column < rate and not any(column < other < rate for other in rates)]
        own_rate |= dict.fromkeys(before if len(rates) == 1 else before[-2:], rate)
    cells_of = dict(table.rows())
    found: dict[tuple, tuple[Figure, int]] = {}
    for figure in rows:
        column = next((n for n in own_rate if address(figure.row, n) == figure.cell), None)
        if column is None or not figure.amount or figures.about[figure.indicator]["kind"] == "rate":
            continue
        key = figure.unit, figure.indicator, figure.row
        if key not in found or figure.basis == "cumulative":
            found[key] = figure, own_rate[column]
    for figure, rate in found.values():
        cells = cells_of[figure.row]
        printed = cells[rate] if rate < len(cells) else None
        percent = address(figure.row, rate) in table.sheet.percent
        share = None if is_blank(printed) else share_printed(printed, percent)
        if share is None or figure.amount is None:
            continue
        step = 100 if figures.about[figure.indicator]["measure"] == MONEY else 1
        between = between_targets(figure.amount, *share, step)
        if between:
            told = f"{(share[0] * 100).normalize():f}%"
            year = figure.period // 4
            yield Implied(figure.unit, figure.indicator, year, figure.amount, told, *between, figure.sheet,
                          address(figure.row, rate))  # fmt: skip


def share_printed(cell: object, percent: bool) -> tuple[Decimal, Decimal] | None:
    """A rate as a share of 1, and half a unit of its last digit; None for what is none: 48.6% is 0.486 ± 0.0005."""
    text = str(cell).strip().rstrip("%％").strip()
    try:
        number = Decimal(repr(cell) if isinstance(cell, float) else text)
    except ArithmeticError:
        return None
    signed = isinstance(cell, str) and text != str(cell).strip()
    if not number.is_finite() or number <= 0:
        return None
    places = -int(number.as_tuple().exponent)
    half = Decimal("0.5").scaleb(-max(places, 0))
    if signed or not (percent or number <= FRACTIONS_UP_TO):
        number, half = number / 100, half / 100
    return (number, half) if number <= LARGEST else None


def between_targets(amount: int, share: Decimal, half: Decimal, step: int = 1) -> tuple[int, int, int] | None:
    """The lowest, the likeliest and the highest whole target (of ``step``) of which ``amount`` is the share, rounded; None
    where none is.

    36 at 48.6 % is 74; 1,240 at 47.2 % is 2,625 to 2,629. A rate that was not rounded leaves a hundredth of a point.
    """
    exact = Fraction(amount) / Fraction(share)
    for room in (Fraction(half), Fraction(5, 100_000)):
        low = math.floor(Fraction(amount) / (Fraction(share) + room) / step) + 1
        high = math.floor(Fraction(amount) / (Fraction(share) - room) / step) if share > room else 0
        if low <= high:
            best = min(max(round(exact / step), low), high)
            return low * step, (_roundest(low, best, high) if step > 1 else best) * step, high * step
    return None


def _roundest(low: int, best: int, high: int) -> int:
    """The number between two with the most noughts, the nearest to the likeliest: money is planned in round sums."""
    for power in range(len(str(high)), 0, -1):
        near = round(best, -power)
        if low <= near <= high:
            return near
    return best
