"""统一社会信用代码, the code of every enterprise and union: 18 digits and letters with a check digit."""

import re

CREDIT_CODE = re.compile(r"[0-9A-Z]{18}\Z")
OWN_CODE = re.compile(r"(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9-]{3,17}\Z")
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code_is_valid(code: str) -> bool:
    """Whether the check digit of an 18-character 统一社会信用代码 is right (GB 32100-2015, modulo 31)."""
    if any(letter not in CREDIT_ALPHABET for letter in code):
        return False
    total = sum(CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def may_be_code(text: str) -> bool:
    """Whether a text may be a unit's code: a credit code whose check digit is right, or one of an office's own, such as LX101."""
    return credit_code_is_valid(text) if CREDIT_CODE.match(text) else bool(OWN_CODE.match(text))
