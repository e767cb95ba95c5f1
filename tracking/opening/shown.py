"""A figure as a person sees it: number formats that divide (0!.0,), that write a unit behind (0.0,"万") or hide it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from tracking.opening.book import Sheet, address

TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|[_*].|\[([^\]]*)\]|(General|G/通用格式)|(.)', re.IGNORECASE | re.DOTALL)
CONDITION = re.compile(r"([<>=]+)(-?[\d.]+)\Z")
WORD = re.compile(r"[^\W\d_]|%")
PLACES = "0#?"
COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    "<": lambda a, b: a < b, "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip
FIGURE = re.compile(r"[-−(]?\d[\d,，]*(\.\d+)?")
DAY = re.compile(r"\d{4}\s*[-/.年]\s*\d")


@dataclass
class Section:
    """One part of a number format: for which numbers, by which power of ten they are divided, the words around."""

    condition: tuple[str, Decimal] | None = None
    power: int = 0
    before: str = ""
    behind: str = ""
    digits: str = ""
    says: bool = False
    plain: bool = True
    words: list[str] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether a number looks otherwise than it is held: divided, with words, filled up with zeros."""
        return self.plain and bool(self.power or self.before or self.behind or self.is_code)

    @property
    def is_code(self) -> bool:
        """Whether a number is filled up with zeros, as codes are: 0000."""
        return len(self.digits) > 1 and not self.digits.strip("0") and not self.power

    def show(self, number: Decimal) -> object:
        """The number as this part shows it, unrounded; None where nothing is seen."""
        if not self.says or (not number and self.digits and not self.digits.strip("#")):
            return None
        if not self.digits:
            return float(number)
        shown = abs(number).scaleb(-self.power)
        text = f"{shown.normalize():f}"
        if self.is_code and not shown % 1:
            text = text.zfill(len(self.digits))
        elif not (self.before or self.behind):
            return float(shown.copy_sign(number))
        return f"{self.before}{'-' if number < 0 else ''}{text}{self.behind}"


@lru_cache(maxsize=1000)
def format_of(code: str) -> Callable[[object], object] | None:
    """What makes a cell's number into what its number format shows; None for a format that shows it as it is."""
    sections = _sections(code)
    hides = any(not section.says or (section.digits and not section.digits.strip("#")) for section in sections)
    if not hides and not any(section.changes for section in sections):
        return None
    return lambda value: _as_shown(sections, value)


def _as_shown(sections: list[Section], value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number = Decimal(repr(value))
    section = _section_for(sections, number)
    return value if section.says and not section.plain else section.show(number)


def _section_for(sections: list[Section], number: Decimal) -> Section:
    if any(section.condition for section in sections):
        for section in sections[:2]:
            if section.condition is None or COMPARED[section.condition[0]](number, section.condition[1]):
                return section
        return sections[min(2, len(sections) - 1)]
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _sections(code: str) -> list[Section]:
    """The parts of a format, split at semicolons: positive, negative, zero (the one for texts is left out)."""
    found, tokens = [Section()], list(TOKEN.finditer(code))
    for token in tokens:
        _literal, _escaped, bracket, general, sign = token.groups()
        section = found[-1]
        if sign == ";":
            found.append(Section())
        elif general:
            section.words.append("0")
        elif bracket is not None and (condition := CONDITION.match(bracket)) and condition[1] in COMPARED:
            section.condition = (condition[1], Decimal(condition[2]))
        elif sign:
            section.words.append(sign)
        else:
            section.words.append(f'"{token[1] if token[1] is not None else token[2] or ""}')
    parts = found[:3]
    for section in parts:
        _understand(section)
    return parts


def _understand(section: Section) -> None:
    """Find out from the signs of a part how it divides and what it writes; not plain where it is a day, a fraction …"""
    points, decimals, behind_comma, started, closed = 0, False, 0, False, False
    after_point = 0
    for sign in section.words:
        if sign.startswith('"'):
            text = sign[1:]
            if text == "." and started and not closed:
                points, after_point = points + 1, 0
            elif text.strip():
                section.says = True
                closed = started
                if started:
                    section.behind += "".join(WORD.findall(text))
                else:
                    section.before += "".join(WORD.findall(text))
            continue
        if sign in PLACES:
            section.plain &= not closed
            section.says = started = True
            behind_comma = 0
            after_point += 0 if decimals else 1
            section.digits += "" if decimals else sign
        elif sign == "," and started:
            behind_comma += 1
        elif sign == "-" and started:
            section.plain = False
        elif sign == ".":
            decimals = True
            section.digits += "."
        elif sign not in " -+()¥$￥":
            section.says, section.plain = True, False
    section.plain &= points <= 1 and not (points and decimals)
    section.says |= section.plain and started
    section.power = 3 * behind_comma + (after_point if points else 0)


def from_text(number: object, text: str) -> object:
    """A number of which a file also keeps the text that is shown: itself, divided as the text is, or the text.

    A text that rounds leaves the number; one that shows none (####) does, too; an empty one shows nothing: None."""
    if not text.strip():
        return None
    figures = list(FIGURE.finditer(text))
    if len(figures) != 1 or DAY.search(text):
        return text if DAY.search(text) else number
    digits = figures[0][0].strip("-−(").replace(",", "").replace("，", "")
    value, shown = abs(Decimal(repr(number))), Decimal(digits)
    places = -int(shown.as_tuple().exponent)
    power = max(value.adjusted() - shown.adjusted(), 0) if value and shown else 0
    for scale in (power, power - 1, power + 1):
        if scale >= 0 and abs(value.scaleb(-scale) - shown) <= Decimal("0.5").scaleb(-places):
            break
    else:
        return text
    before, behind = ("".join(WORD.findall(part)) for part in (text[: figures[0].start()], text[figures[0].end() :]))
    exact = value.scaleb(-scale).copy_sign(Decimal(repr(number)))
    return f"{before}{exact.normalize():f}{behind}" if before or behind else float(exact)


def put_as_shown(sheet: Sheet) -> None:
    """Put what a person sees into the cells of ``instead``; a 0 that is not seen is a blank, another figure is noted."""
    for (row, column), seen in sheet.instead.items():
        cells = sheet.rows[row] if row < len(sheet.rows) else []
        value = cells[column] if column < len(cells) else None
        if value is None:
            continue
        shown = seen(value)
        if shown is not None:
            cells[column] = shown
        elif value == 0:
            cells[column] = None
            sheet.hidden_zeros.add(address(row, column))
        else:
            sheet.unseen.add(address(row, column))


class RaisedRuns:
    """The text of a cell run by run; ``rest`` is what is left without the raised ones, nothing if none is raised."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """A new text begins."""
        self._low: list[str] = []
        self._is_raised = self._any = False

    def start(self, _attributes: object = None) -> None:
        """A run begins; it stands on the line until it is raised."""
        self._is_raised = False

    def raise_up(self, attributes: dict) -> None:
        """The run stands above the line, if its mark-up says so."""
        self._is_raised = attributes.get("val") == "superscript"
        self._any |= self._is_raised

    def say(self, characters: str) -> None:
        """Characters of the run."""
        if not self._is_raised:
            self._low.append(characters)

    @property
    def rest(self) -> str:
        return "".join(self._low).strip() if self._any else ""


def low_part(text: str, runs: list[tuple[int, bool]]) -> str:
    """What stands on the line of a text of which runs (from which character on, whether raised) are told."""
    if not any(is_raised for _start, is_raised in runs):
        return ""
    starts = [(0, False), *runs, (len(text), False)]
    parts = pairwise(starts)
    return "".join(text[start:end] for (start, is_raised), (end, _raised) in parts if not is_raised).strip()


def leave_out_mark(sheet: Sheet, row: int, column: int, rest: str) -> None:
    """Note that a cell says only the rest of its text, which is what stands on the line."""
    sheet.raised.add(address(row, column))
    sheet.instead[row, column] = lambda _value: rest
