"""Finding something by what people type: a part of its name, the first letters of its pinyin, or its code."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tracking.reading import initials


@dataclass(frozen=True, slots=True)
class Findable:
    """Something that has a name: ``kind`` says what it is, ``code`` which one, ``about`` what tells it from its namesakes."""

    kind: str
    code: str
    name: str
    about: str = ""


@lru_cache(maxsize=50_000)
def initials_of(name: str) -> str:
    """The first letters of a name's sounds: 青禾恒泰 is qhht."""
    return initials(name)


def is_like(said: str, name: str, code: str = "") -> bool:
    """Whether a name has what was typed in it, or its pinyin's first letters have, or its code begins with it."""
    wanted = said.strip().lower()
    if not wanted or wanted in name.lower() or code.lower().startswith(wanted):
        return True
    return wanted.isascii() and wanted in initials_of(name)


def found_by(said: str, entries: Iterable[Findable], most: int) -> list[Findable]:
    """The first ``most`` entries that are like what was typed; those whose name begins with it come first."""
    wanted = said.strip().lower()
    like = [entry for entry in entries if is_like(wanted, entry.name, entry.code)]
    return sorted(like, key=lambda entry: not entry.name.lower().startswith(wanted))[:most] if wanted else []
