"""How a number is written in a cell: digits or numerals with a multiple, a measure and a qualifier around them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from tracking.catalogue import MEASURES, MONEY, PERCENT, measures_mean_the_same, words
from tracking.reading.numbers.chinese import NUMERALS, read_numeral

# Only these forms of wide characters are read; NFKC would make 101 of 10① and 52 of 5².
FULL_WIDTH = {0xFF10 + i: str(i) for i in range(10)} | {0xFF0E: ".", 0xFF05: "%", 0xFF0D: "-", 0x2212: "-"}
WITHOUT_WIDTH = re.compile("[\u200b-\u200e\u2060\ufeff]")
TEXT_MARKS = "'’‘＇"  # what forces Excel to keep a number as text
PLAIN = re.compile(r"([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:\.([0-9]+))?")
COMMA_FOR_POINT = re.compile(r"([0-9]+)[、，。·]([0-9]{1,2})")
MULTIPLES = {
    word: factor
    for meaning, factor in (("hundred", 100), ("thousand", 10**3), ("ten_thousand", 10**4), ("hundred_million", 10**8))
    for word in words()[meaning]
}


@dataclass(frozen=True)
class Spelling:
    """The number that is written, whether as a percentage, the code of what is doubtful in it, and its qualifier."""

    number: Fraction
    percent: bool = False
    doubt: str | None = None
    qualifier: str | None = None


def _any_of(known: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in known)


# The longest first: 场次 is not 场 with something behind it.
MEASURE_WORDS = sorted(
    {*MEASURES, *words()["measure_people"], *words()["measure_money"], *words()["other_measure"]}, key=len, reverse=True
)
_AFTER = _any_of(words()["qualifier_after"])
_PARTS = re.compile(
    rf"""(?P<before>{_any_of(words()["qualifier_before"])})?
    (?P<sign>-)?
    (?P<currency>[¥￥])?
    (?P<of_hundred>百分之)?
    (?P<figure>[0-9](?:[0-9\ ,，.、。·]*[0-9])?|[{NUMERALS}]+)
    (?:(?P<inner>{_AFTER})(?={_any_of(MULTIPLES)}))?
    (?P<multiple>(?:{_any_of(MULTIPLES)}){{0,2}})
    (?P<middle>{_AFTER})?
    (?P<measure>{_any_of(MEASURE_WORDS)})?
    (?P<after>{_AFTER})?""",
    re.VERBOSE,
)


def plain_text(cell: str) -> str | None:
    """A cell's text without what nobody sees; None if it hides control characters or turns its direction around.

    Blanks stay only inside a number, where a single one may separate thousands; more, a tab or a line break is
    left as a line break, which no number holds.
    """
    text = WITHOUT_WIDTH.sub("", cell)
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\t\r\n" for c in text):
        return None
    text = re.sub(r"\s+", lambda run: "\n" if len(run[0]) > 1 or run[0] in "\t\r\n\u2028\u2029" else " ", text)
    text = text.strip().translate(FULL_WIDTH)
    text = re.sub(r"(?<![0-9,，.])\s|\s(?![0-9,，.])", "", text)
    return text[1:] if text.startswith(tuple(TEXT_MARKS)) else text


def spelling_of(text: str, measure: str, money_factor: int) -> Spelling | None:
    """The number that a plain text says in a column of this measure; None if it says none, or another measure's."""
    bracketed = re.fullmatch(r"[(（](.+)[)）]", text)
    found = _PARTS.fullmatch("-" + bracketed.group(1) if bracketed else text)
    if found is None:
        return None
    part = found.groupdict()
    qualifiers = [part[where] for where in ("before", "inner", "middle", "after") if part[where]]
    percent = _says_percent(part)
    if len(qualifiers) > 1 or not _fits(part, measure, percent):
        return None
    number, doubt = _figure(part["figure"], part["multiple"])
    if number is None or (part["of_hundred"] and doubt == "comma_for_point"):
        return None
    if measure == MONEY and not (part["multiple"] or part["measure"]):
        number *= money_factor
    doubt = "chinese_numeral" if part["of_hundred"] else doubt
    number = -number if part["sign"] else number
    return Spelling(number / 100 if percent else number, percent, doubt, qualifiers[0] if qualifiers else None)


def _says_percent(part: dict[str, str | None]) -> bool:
    return part["measure"] == PERCENT or part["of_hundred"] is not None


def _fits(part: dict[str, str | None], measure: str, percent: bool) -> bool:
    """Whether a number's signs and words are those of its column: no 户 among 人次, no % or ¥ among people."""
    if measure == PERCENT:
        twice = part["measure"] and part["of_hundred"]
        return not part["multiple"] and not part["currency"] and part["measure"] in (None, PERCENT) and not twice
    if percent or (part["currency"] and measure != MONEY):
        return False
    alike = (words()["measure_people"], words()["measure_money"])
    said = part["measure"] or measure
    return measures_mean_the_same(said, measure) or any(said in group and measure in group for group in alike)


def _figure(figure: str, multiple: str) -> tuple[Fraction | None, str | None]:
    """The number of a figure and its multiple, and the code of what is doubtful in it."""
    if figure[0] in NUMERALS:
        number = read_numeral(figure + multiple)
        return (None if number is None else Fraction(number)), "chinese_numeral"
    factor = _factor(multiple)
    if factor is None:
        return None, None
    if plain := PLAIN.fullmatch(figure.replace("，", ",")):
        whole = plain.group(1).replace(",", "").replace(" ", "")
        return Fraction(f"{whole}.{plain.group(2) or 0}") * factor, None
    if comma := COMMA_FOR_POINT.fullmatch(figure):
        return Fraction(f"{comma.group(1)}.{comma.group(2)}") * factor, "comma_for_point"
    return None, None


def _factor(multiple: str) -> int | None:
    """What 万 or 百万 multiplies by; None for two multiples that nobody writes one after the other (万百)."""
    factors = [MULTIPLES[word] for word in re.findall(_any_of(MULTIPLES), multiple)]
    if len(factors) == 2 and not (factors[0] < factors[1] and factors[1] >= 10**4):
        return None
    return prod(factors)
