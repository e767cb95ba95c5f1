"""The sentences for a cell that holds no amount: a number is expected, one number, or a figure instead of words."""

import re

from tracking.catalogue import MONEY, PERCENT
from tracking.language import N_, _
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


def fault_at(cell: object, expected: str) -> Fault:
    """The fault of a cell that calls for one of the sentences above."""
    return Fault(_(expected), found=shown(cell))


def number_fault(cell: object, measure: str) -> Fault:
    """The fault of a cell that should hold a number of its column's measure."""
    expected = {MONEY: MONEY_EXPECTED, PERCENT: PERCENTAGE}.get(measure, WHOLE_NUMBER)
    return Fault(_(expected, measure=measure), found=shown(cell))


def text_fault(text: str, cell: object, measure: str) -> Fault:
    """The fault of a text that is no number: words, several numbers, or a number that cannot be read."""
    numbers = len(NUMBERS.findall(text))
    if numbers > 1:
        return fault_at(cell, ONE_NUMBER)
    if not numbers and any(letter.isalpha() for letter in text):
        return fault_at(cell, NO_WORDS)
    return number_fault(cell, measure)


def shown(cell: object, percent: bool = False) -> str:
    """A cell as Excel shows it: 15 digits of a number, -2 for -2.0, 90% for 0.9 in that format, the start of a long text.

    What would break a line or turn the text around is shown by its code.
    """
    if isinstance(cell, int | float) and percent:
        return f"{cell * 100:.15g}%"
    text = f"{cell:.15g}" if isinstance(cell, float) else " ".join(str(cell).split())
    text = text if len(text) <= SHOWN * 5 else text[:SHOWN] + "…"
    return "".join(c if c.isprintable() or c.isspace() else f"[U+{ord(c):04X}]" for c in text)
