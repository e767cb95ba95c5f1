"""Numbers that belong to a person, told by their shape: ID cards, telephones, bank cards, passports and permits.

Shape and birth date decide, not the check digit: an ID typed as a number has lost its last digits in Excel, and nine of
ten such IDs would pass unseen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracking.reading.credit_code import credit_code_is_valid

PROVINCES = {
    *(str(n) for n in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66))),
    *("71", "81", "82", "83"),
}
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
SHORTEST = 8
# Digits may stand apart, 110101 19900101 123X or 138-0000-0000, with marks between them that nobody sees.
GROUP = re.compile(r"[0-9]+(?:[\s-]?[Xx](?![0-9A-Za-z]))?")
BETWEEN = re.compile(r"[\s()\-‐-―−\u200b-\u200f\ufeff]{1,3}\Z")
MOST_GROUPS = 6
MOBILE = re.compile(r"(?:0{0,2}86)?(1[3-9][0-9]{9})\Z")
LAND_LINE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]-)\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[\s\-‐-―]{0,2}[2-8][0-9]{2,3}[\s-]?[0-9]{4}(?![0-9])"
)
SCIENTIFIC = re.compile(r"\s*([1-9])(?:\.([0-9]{1,17}))?[Ee]\+?17\s*\Z")
DOCUMENT = re.compile(r"\s*(?:[EGDSPHMCWKegdsphmcwk][0-9]{8}(?:[0-9]{2})?|[Ee][A-Za-z][0-9]{7})\s*\Z")
FULL_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True)
class PersonalNumber:
    """One found number: its kind (id, mobile, land_line, bank_card, document) and where in the text it stands."""

    kind: str
    start: int
    end: int


def numbers_in_text(text: str, is_code: bool = False) -> Iterator[PersonalNumber]:
    """Every personal number that a text holds; ``is_code`` says that it stands in a column of units' codes."""
    if len(text) < SHORTEST:
        return
    plain = text.translate(FULL_WIDTH)
    groups = list(GROUP.finditer(plain))
    for first, group in enumerate(groups):
        if is_code and re.match("[0-9A-Za-z]", plain[group.start() - 1 : group.start()]):
            continue  # the digits of a longer code
        for last in range(first, min(first + MOST_GROUPS, len(groups))):
            if last > first and not BETWEEN.match(plain[groups[last - 1].end() : groups[last].start()]):
                break
            end = groups[last].end()
            if kind := _kind(plain[group.start() : end], is_code):
                yield PersonalNumber(kind, group.start(), end)
    if is_code:
        return
    for found in LAND_LINE.finditer(plain):
        yield PersonalNumber("land_line", found.start(), found.end())
    scientific = SCIENTIFIC.match(plain)
    if scientific and scientific[1] + (scientific[2] or "0")[0] in PROVINCES:
        yield PersonalNumber("id", 0, len(text))
    if DOCUMENT.match(plain) and not _is_a_day(re.sub(r"\D", "", plain)[:8]):
        yield PersonalNumber("document", 0, len(text))


def kind_of_number(number: float, is_code: bool = False) -> str | None:
    """The kind of a personal number that was typed as a number, of which Excel keeps 15 digits; None for a figure."""
    if not 1e10 <= number < 1e19 or number != int(number):
        return None
    digits = str(int(number)) if number < 1e15 else f"{number:.14e}".replace(".", "")[:15]
    length = len(str(int(number)))
    if length in (15, 18) and _is_id_beginning(digits[:14], length):
        return "id"
    if length == 11 and MOBILE.match(digits) and not digits.endswith("000000"):
        return "mobile"
    card = digits.startswith(("62", "4", "5", "3", "9558")) and not is_code
    return "bank_card" if length in (16, 17, 19) and card else None


def masked(text: str, is_code: bool = False) -> str:
    """The text with every personal number in it reduced to its first digits."""
    kept = {"id": 6, "mobile": 3, "land_line": 3, "bank_card": 4, "document": 1}
    out, at = "", 0
    for found in sorted(numbers_in_text(text, is_code), key=lambda one: (one.start, -one.end)):
        if found.start >= at:
            said = re.sub(r"[^0-9A-Za-z]", "", text[found.start : found.end].translate(FULL_WIDTH))
            out += text[at : found.start] + said[: kept[found.kind]] + "*" * 10
            at = found.end
    return out + text[at:]


def _kind(run: str, is_code: bool) -> str | None:
    """What a run of digits is, blanks and dashes left out."""
    digits = re.sub(r"[^0-9X]", "", run.upper())
    if _is_id(digits, is_code):
        return "id"
    if MOBILE.match(digits) and not digits.endswith("000000"):
        return "mobile"
    if 16 <= len(digits) <= 19 and digits.isdecimal() and _is_bank_card(digits, is_code):
        return "bank_card"
    return None


def _is_id(digits: str, is_code: bool) -> bool:
    if len(digits) == 15:
        return digits.isdecimal() and _is_id_beginning(digits, 15)
    if len(digits) != 18 or not digits[:17].isdecimal() or not _is_id_beginning(digits, 18):
        return False
    # The code of a union may be all digits and happen to hold a date. Its own check digit then is right.
    is_credit_code = credit_code_is_valid(digits)
    return not (is_credit_code and (is_code or not _id_check_is_right(digits)))


def _is_id_beginning(digits: str, length: int) -> bool:
    """Whether the first digits are a province and, at their place, a day on which somebody may have been born."""
    born = digits[6:14] if length == 18 else f"19{digits[6:12]}"
    return digits[:2] in PROVINCES and _is_a_day(born)


def _is_a_day(eight: str) -> bool:
    try:
        day = date(int(eight[:4]), int(eight[4:6]), int(eight[6:8]))
    except ValueError:
        return False
    return date(1900, 1, 1) <= day <= date.today()


def _id_check_is_right(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == digits[17]


def _is_bank_card(digits: str, is_code: bool) -> bool:
    """By the first digits that cards have and the check digit of Luhn; a code of a unit may look like one by chance."""
    if not digits.startswith(("62", "9558") if is_code else ("3", "4", "5", "6", "9558")):
        return False
    if len(digits) == 18 and credit_code_is_valid(digits):
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
