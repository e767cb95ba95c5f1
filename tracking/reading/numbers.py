"""One cell → a whole amount in the smallest unit, or the reason why not. Strict: nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracking.language import N_, _
from tracking.reading.catalogue import MEASURES, MONEY, words
from tracking.reading.problems import Fault

FULL_WIDTH = {0xFF10 + i: str(i) for i in range(10)} | {0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0xFF0D: "-", 0x2212: "-"}
BLANKS = re.compile(r"[\s\u00a0\u3000]+")
PLAIN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?\Z")
MULTIPLES = {
    word: factor
    for meaning, factor in (("thousand", 10**3), ("ten_thousand", 10**4), ("hundred_million", 10**8))
    for word in words()[meaning]
}
LARGEST = 10**12
FEN, MILLIONTHS = 100, 10**6

WHOLE_NUMBER = N_("a whole number in {measure}")
MONEY_EXPECTED = N_("an amount in 元 with at most two decimals")
PERCENTAGE = N_("a percentage such as 90%")
NOT_NEGATIVE = N_("a number of 0 or more")


@dataclass(frozen=True)
class Amount:
    """A cell's number: counts as they are, money in 分, rates in millionths, with the qualifier that stood beside it."""

    amount: int
    qualifier: str | None = None


def read_amount(cell: object, measure: str, percent: bool = False, money_factor: int = 1) -> Amount | Fault:
    """The amount in a cell that is not blank.

    ``percent`` says that Excel shows the number as a percentage; ``money_factor`` is 10,000 under a heading in 万元.
    A Fault has no place yet.
    """
    if isinstance(cell, bool | date | dict):
        return _fault(cell, measure)
    if isinstance(cell, int | float):
        return _scaled(Decimal(_shown(cell)), None, cell, measure, percent, money_factor)
    text = BLANKS.sub("", str(cell).translate(FULL_WIDTH))
    text, qualifier = _take_qualifier(text)
    text, percent_sign, factor, text_measure = _take_measure(text, measure)
    if text_measure is None:
        return _fault(cell, measure)
    if qualifier is None:
        text, qualifier = _take_qualifier(text)
    if text.endswith(tuple(MULTIPLES)):
        word = next(word for word in MULTIPLES if text.endswith(word))
        factor *= MULTIPLES[word]
        text = text.removesuffix(word)
    if not PLAIN.match(text):
        return _fault(cell, measure)
    factor = factor if factor > 1 or text_measure else money_factor
    number = Decimal(text.replace(",", "")) * (factor if measure != "%" else 1)
    return _scaled(number / (100 if percent_sign else 1), qualifier, cell, measure, percent_sign, 1)


def _take_qualifier(text: str) -> tuple[str, str | None]:
    for word in sorted(words()["qualifier_before"], key=len, reverse=True):
        if text.startswith(word):
            return text[len(word) :], word
    for word in sorted(words()["qualifier_after"], key=len, reverse=True):
        if text.endswith(word):
            return text[: -len(word)], word
    return text, None


def _take_measure(text: str, measure: str) -> tuple[str, bool, int, str | None]:
    """The text without its measure word; whether it was %, its factor, and the measure ('' none, None a wrong one)."""
    if text.endswith("%"):
        return text[:-1], True, 1, "%" if measure == "%" else None
    if measure == MONEY:
        for word, factor in (("万元", 10**4), ("元", 1)):
            if text.endswith(word):
                return text.removesuffix(word), False, factor, word
    for word in sorted(MEASURES, key=len, reverse=True):
        if text.endswith(word):
            return text.removesuffix(word), False, 1, word if word == measure else None
    return text, False, 1, ""


def _scaled(
    number: Decimal, qualifier: str | None, cell: object, measure: str, percent: bool, factor: int
) -> Amount | Fault:
    if not number.is_finite():
        return _fault(cell, measure)
    if measure == "%":
        if not percent and 0 < number <= 1:
            return Fault(_(PERCENTAGE), found=_shown(cell))
        scaled = number * MILLIONTHS / (1 if percent else 100)
    else:
        scaled = number * factor * (FEN if measure == MONEY else 1)
    if scaled != scaled.to_integral_value() or abs(scaled) > LARGEST:
        return _fault(cell, measure)
    if scaled < 0:
        return Fault(_(NOT_NEGATIVE), found=_shown(cell))
    return Amount(int(scaled), qualifier)


def _fault(cell: object, measure: str) -> Fault:
    expected = {MONEY: _(MONEY_EXPECTED), "%": _(PERCENTAGE)}.get(measure) or _(WHOLE_NUMBER, measure=measure)
    return Fault(expected, found=_shown(cell))


def _shown(cell: object) -> str:
    """A cell as Excel shows it in full: it keeps 15 digits of a number, so 0.1 + 0.2 is 0.3, and writes -2 for -2.0."""
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
