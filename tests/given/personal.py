"""Invented numbers that look like a person's, and looking for them in what was stored."""

import struct
from pathlib import Path

from tracking.reading.credit_code import CREDIT_ALPHABET, credit_code_is_valid
from tracking.reading.personal_numbers import ID_CHECKS, ID_WEIGHTS, numbers_in_text


def id_number(region: str = "110101", born: str = "19000101", number: str = "000") -> str:
    first = region + born + number
    return first + ID_CHECKS[sum(int(d) * w for d, w in zip(first, ID_WEIGHTS, strict=True)) % 11]


def with_luhn(first: str) -> str:
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(first))]
    return first + str(-sum(n // 10 + n % 10 for n in doubled) % 10)


def credit_code(first: str) -> str:
    return next(first + letter for letter in CREDIT_ALPHABET if credit_code_is_valid(first + letter))


ID = id_number()
MOBILE = "138" + "0000" + "0001"
LAND_LINE = "010" + "8000" + "0000"
CARD = with_luhn("622200" + "000000000000")


def kinds(text: str, is_code: bool = False) -> list[str]:
    return sorted({found.kind for found in numbers_in_text(text, is_code)})


def found_in(folder: Path, canary: str) -> list[str]:
    """The files below a folder that hold the canary as text, in two bytes a character, or as a binary number."""
    number = float(canary) if canary.isdecimal() else 0.0
    needles = [canary.encode(), canary.encode("utf-16-le"), canary[:17].encode()]
    needles += [struct.pack("<d", number), struct.pack("<q", int(number))] if number else []
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]
