"""One cell → a whole amount in the smallest unit, a proposal that a person must agree to, or the reason why not.

Strict: nothing is guessed, and never is another number read than the one written.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction
from math import isfinite

from tracking.catalogue import MONEY, PERCENT
from tracking.reading.numbers.faults import (
    AS_A_DATE,
    HIDDEN,
    NOT_NEGATIVE,
    ONE_NUMBER,
    TOO_LONG,
    fault_at,
    number_fault,
    shown,
    text_fault,
)
from tracking.reading.numbers.spelling import Spelling, plain_text, spelling_of
from tracking.reading.problems import Fault

__all__ = ["Amount", "Proposal", "as_fault", "as_typed", "is_blank", "leads_with_zero", "read_amount"]

LARGEST, LONGEST = 10**12, 200
FEN, MILLIONTHS = 100, 10**6


@dataclass(frozen=True)
class Amount:
    """A cell's number: counts as they are, money in 分, rates in millionths, with the qualifier that stood beside it."""

    amount: int
    qualifier: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What a cell seems to mean; a person must agree before it counts. ``amount`` and ``qualifier`` as in Amount.

    ``code``: chinese_numeral (三百二十), comma_for_point (4509、50 for 4509.50), fraction_or_percent (a bare 0.9 where a
    percentage is expected; 90 % is proposed).
    """

    amount: int
    code: str
    qualifier: str | None = None


def read_amount(cell: object, measure: str, percent: bool = False, money_factor: int = 1) -> Amount | Proposal | Fault:
    """The amount in a cell that is not blank.

    ``percent`` says that Excel shows the number as a percentage; ``money_factor`` is 10,000 under a heading in 万元
    and holds for a figure without a unit of its own. A Fault has no place yet.
    """
    if isinstance(cell, date | time | timedelta):
        return fault_at(cell, AS_A_DATE)
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return number_fault(cell, measure)
    if isinstance(cell, str):
        return _read_text(cell, measure, money_factor)
    # Five people shown as 500% say something else than their column asks for.
    if not isfinite(cell) or (percent and measure != PERCENT):
        return number_fault(shown(cell, percent), measure)
    # Almost all cells are whole numbers, and a Fraction is slow to make from text and to multiply.
    number = Fraction(int(cell) if cell == int(cell) else shown(cell))
    if measure == MONEY:
        number *= money_factor
    return _judge(Spelling(number, percent), shown(cell, percent), measure)


def as_fault(proposal: Proposal, cell: object, measure: str) -> Fault:
    """The fault of a cell where nobody can be asked whether the proposal is right."""
    return number_fault(cell, measure)


def is_blank(cell: object) -> bool:
    """Whether a cell shows nothing: it is empty, or holds only blanks and characters without width."""
    return cell is None or (isinstance(cell, str) and plain_text(cell) == "")


def as_typed(amount: int, measure: str) -> str:
    """A stored amount as people type it: money in 元, all else as it is."""
    return f"{amount / FEN:.2f}".removesuffix(".00") if measure == MONEY else str(amount)


def leads_with_zero(cell: object) -> bool:
    """Whether a number was typed as 007: it may have been a code."""
    text = plain_text(cell) if isinstance(cell, str) else None
    return text is not None and len(text) > 1 and text[0] == "0" and text[1].isdigit()


def _read_text(cell: str, measure: str, money_factor: int) -> Amount | Proposal | Fault:
    if len(cell) > LONGEST:
        return fault_at(cell, TOO_LONG)
    text = plain_text(cell)
    if text is None:
        return fault_at(cell, HIDDEN)
    spelling = spelling_of(text, measure, money_factor)
    return _judge(spelling, cell, measure) if spelling else text_fault(text, cell, measure)


def _judge(spelling: Spelling, cell: object, measure: str) -> Amount | Proposal | Fault:
    """A spelling as an amount in the smallest unit, or why it is none."""
    number, doubt = spelling.number, spelling.doubt
    if number < 0:
        return fault_at(cell, NOT_NEGATIVE)
    if measure == PERCENT and not spelling.percent:
        if not 0 < number <= 1:
            number /= 100
        elif doubt:
            return number_fault(cell, measure)
        else:
            doubt = "fraction_or_percent"
    scale = {PERCENT: MILLIONTHS, MONEY: FEN}.get(measure)
    scaled = number * scale if scale else number
    if scaled.denominator != 1 or scaled > LARGEST:
        # 5、6 people are two numbers, not 5.6 of them.
        return fault_at(cell, ONE_NUMBER) if doubt == "comma_for_point" else number_fault(cell, measure)
    if doubt:
        return Proposal(int(scaled), doubt, spelling.qualifier)
    return Amount(int(scaled), spelling.qualifier)
