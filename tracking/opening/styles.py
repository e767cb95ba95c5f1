"""xl/styles.xml: which cell styles show a percentage or another number than they hold, which strike text through."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tracking.opening.package import Package, local
from tracking.opening.shown import format_of

PERCENT_FORMATS = {9, 10}
LITERAL = re.compile(r'"[^"]*"|\\.|_.')


@dataclass
class Styles:
    """The numbers of the cell styles (as text, as cells name them) that show a percentage or strike through; ``shown``:
    those that show another number than the cell holds, with what makes the one into the other."""

    percent: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    shown: dict[str, Callable[[object], object]] = field(default_factory=dict)


def is_percent_format(code: str) -> bool:
    """Whether a number format multiplies by a hundred: it has a % that is not a literal."""
    return "%" in LITERAL.sub("", code)


def read_styles(package: Package) -> Styles:
    """The styles of a workbook; none if it has no such part."""
    walk = _StyleWalk()
    package.walk("xl/styles.xml", "styleSheet", walk.start, walk.end)
    percent_formats = {number for number, code in walk.formats.items() if is_percent_format(code)}
    percent_formats |= {str(number) for number in PERCENT_FORMATS} - set(walk.formats)
    shown = {number: seen for number, code in walk.formats.items() if (seen := format_of(code))}
    return Styles(
        {str(at) for at, (number, _font) in enumerate(walk.styles) if number in percent_formats},
        {str(at) for at, (_number, font) in enumerate(walk.styles) if font in walk.struck_fonts},
        {str(at): shown[number] for at, (number, _font) in enumerate(walk.styles) if number in shown},
    )


class _StyleWalk:
    def __init__(self) -> None:
        self.formats: dict[str, str] = {}
        self.styles: list[tuple[str, str]] = []
        self.struck_fonts: set[str] = set()
        self._fonts, self._inside = 0, ""

    def start(self, tag: str, attributes: dict) -> None:
        match local(tag):
            case "fonts" | "cellXfs" | "dxfs" as part:
                self._inside = part
            case "numFmt" if self._inside != "dxfs":
                self.formats[attributes.get("numFmtId", "0")] = attributes.get("formatCode", "")
            case "font" if self._inside == "fonts":
                self._fonts += 1
            case "strike" if self._inside == "fonts" and attributes.get("val", "1") not in ("0", "false"):
                self.struck_fonts.add(str(self._fonts - 1))
            case "xf" if self._inside == "cellXfs":
                self.styles.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    def end(self, tag: str) -> None:
        if local(tag) == self._inside:
            self._inside = ""
