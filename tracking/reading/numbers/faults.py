"""The sentences for a cell that holds no amount: a number is expected, one number, or a figure instead of words."""

import re

from tracking.language import N_, _
from tracking.reading.catalogue import MONEY, PERCENT
from tracking.reading.problems import Fault

WHOLE_NUMBER = N_("a whole number in {measure}")
MONEY_EXPECTED = N_("an amount in 元 with at most two decimals")
PERCENTAGE = N_("a percentage such as 90%")
NOT_NEGATIVE = N_("a number of 0 or more")
ONE_NUMBER = N_("one number; several stand here")
NO_WORDS = N_("a figure instead of words")
AS_A_DATE = N_("a number; the cell is formatted as a date or time")
TOO_LONG = N_("a number alone; this text is very long")
HIDDEN = N_("a number without invisible control characters; type it anew")

SHOWN = 40
# 1e5, 0x10 and 1_000 are one number of a programmer, 12:30 is one time.
NUMBERS = re.compile(r"[0-9](?:[0-9A-Za-z_.,:]*[0-9A-Za-z])?")


def number_fault(cell: object, measure: str, expected: str | None = None) -> Fault:
    """The fault of a cell, with the sentence for its measure unless a more telling one is given."""
    by_measure = {MONEY: MONEY_EXPECTED, PERCENT: PERCENTAGE}.get(measure, WHOLE_NUMBER)
    sentence = _(expected) if expected else _(by_measure, measure=measure)
    return Fault(sentence, found=shown(cell))


def text_fault(text: str, cell: object, measure: str) -> Fault:
    """The fault of a text that is no number: words, several numbers, or a number that cannot be read."""
    numbers = len(NUMBERS.findall(text))
    words = any(letter.isalpha() for letter in text)
    return number_fault(cell, measure, ONE_NUMBER if numbers > 1 else NO_WORDS if words and not numbers else None)


def shown(cell: object, percent: bool = False) -> str:
    """A cell as Excel shows it: 15 digits of a number, -2 for -2.0, 90% for 0.9 in that format, the start of a long text.

    What would break a line or turn the text around is shown by its code.
    """
    if isinstance(cell, int | float) and percent:
        return f"{cell * 100:.15g}%"
    text = f"{cell:.15g}" if isinstance(cell, float) else " ".join(str(cell).split())
    text = text if len(text) <= SHOWN * 5 else text[:SHOWN] + "…"
    return "".join(c if c.isprintable() or c.isspace() else f"[U+{ord(c):04X}]" for c in text)
