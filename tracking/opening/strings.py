"""xl/sharedStrings.xml: texts with a part struck through, and what is left of those with a raised note mark."""

from dataclasses import dataclass, field

from tracking.opening.limits import MAX_SHARED_STRINGS, Refused
from tracking.opening.package import Package, local
from tracking.opening.shown import RaisedRuns


@dataclass
class Strings:
    """The numbers of the strings (as text, as cells name them) of which a part is struck through; ``without_marks``:
    number → the text without the note marks that are raised in it."""

    struck: set[str] = field(default_factory=set)
    without_marks: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.struck or self.without_marks)


def read_strings(package: Package) -> Strings:
    """The strings that look otherwise than their letters. Raises Refused for a false or huge count."""
    walk = _StringWalk()
    package.walk("xl/sharedStrings.xml", "sst", walk.start, walk.end, walk.text)
    if max(walk.claimed, walk.real + 1) > MAX_SHARED_STRINGS:
        raise Refused("too_many_cells")
    return walk.found


class _StringWalk:
    def __init__(self) -> None:
        self.found, self.claimed, self.real = Strings(), 0, -1
        self._run, self._spoken, self._phonetic = RaisedRuns(), False, False

    def start(self, tag: str, attributes: dict) -> None:
        match local(tag):
            case "sst":
                numbers = [attributes.get(name, "0") for name in ("count", "uniqueCount")]
                self.claimed = max(int(number) if number.isdecimal() else MAX_SHARED_STRINGS + 1 for number in numbers)
            case "si":
                self.real += 1
                self._run.clear()
            case "r":
                self._run.start(attributes)
            case "rPh":
                self._phonetic = True
            case "t":
                self._spoken = not self._phonetic
            case "vertAlign":
                self._run.raise_up(attributes)
            case "strike" if attributes.get("val", "1") not in ("0", "false"):
                self.found.struck.add(str(self.real))

    def text(self, characters: str) -> None:
        if self._spoken:
            self._run.say(characters)

    def end(self, tag: str) -> None:
        match local(tag):
            case "t":
                self._spoken = False
            case "rPh":
                self._phonetic = False
            case "si" if rest := self._run.rest:
                self.found.without_marks[str(self.real)] = rest
