"""The language of the screen: English source strings, Chinese from locale/zh_CN (gettext).

A language holds for the thread that chose it, so that two people can look in two languages at once.
"""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import read_po

if TYPE_CHECKING:  # rows are of pandas, which processes that only speak need not load
    from tracking.rows import Row

LANGUAGES = {"zh_CN": "中文", "en": "English"}
CATALOGUE = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "tracking.po"
_chosen = threading.local()


@cache
def _translations() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        said = [(message.id, message.string) for message in read_po(file, locale="zh_CN")]
    return {text: own for text, own in said if isinstance(text, str) and isinstance(own, str) and text and own}


def use_language(language: str) -> None:
    """Choose the language of this thread: ``zh_CN`` or ``en``."""
    _chosen.language = language if language in LANGUAGES else "en"


def current_language() -> str:
    """The language of this thread; before one is chosen, that of the operating system's user."""
    return getattr(_chosen, "language", None) or language_for(os.environ.get("LC_ALL") or os.environ.get("LANG") or "")


def language_for(locale: str | None) -> str:
    """The language offered to somebody whose browser or terminal says this locale."""
    return "zh_CN" if (locale or "").lower().startswith("zh") else "en"


def _(text: str, **parts: object) -> str:
    """The text in the language of this thread, with its {parts} filled in. English says 1 enterprise where the text has
    {count} enterprises."""
    if current_language() == "zh_CN":
        translated = _translations().get(text, text)
    else:
        translated = _singular(text, parts) if any(map(_is_one, parts.values())) else text
    return translated.format(**parts) if parts else translated


def counted(number: str, word: str) -> str:
    """A number with what it counts: 45 家; in English 45 enterprises, 1 enterprise."""
    return f"{number} {ONE_OF.get(word, word) if _is_one(number) and current_language() == 'en' else word}"


# English: what one of them is called, and what it does
ONE_OF = {
    **{f"{word}s": word for word in (
        "enterprise", "unit", "target", "promise", "day", "household", "attendance", "document", "person", "item", "case",
        "session", "event", "file", "figure", "row", "fault", "quarter", "change", "place", "village", "sentence", "employee",
        "question", "part", "column", "result", "indicator", "cell", "name", "correction", "list", "sheet", "point", "year",
    )},
    "people": "person", "are": "is", "were": "was", "have": "has", "lack": "lacks", "stand": "stands", "make": "makes",
    "differ": "differs", "need": "needs", "look": "looks", "hold": "holds", "begin": "begins", "tell": "tells",
}  # fmt: skip
ONE_MORE = ("other", "more", "reported", "kept", "report")  # words between a number and what it counts
COUNTS = re.compile(rf"\{{(\w+)(?::[^}}]*)?\}}((?: (?:{'|'.join(ONE_MORE)}))*) ([a-z]+)\b(?!,| of )( [a-z]+)?")


def _is_one(value: object) -> bool:
    return str(value).lstrip("+−-") == "1" if isinstance(value, int | str) else False


def _singular(text: str, parts: dict[str, object]) -> str:
    def said(found: re.Match) -> str:
        name, between, word, verb = found.groups()
        if not _is_one(parts.get(name)) or word not in ONE_OF:
            return found[0]
        verb = verb or ""
        end = f" {ONE_OF[verb[1:]]}" if verb[1:] in ONE_OF and not verb.endswith("s") else verb
        return found[0][: found.start(2) - found.start()] + f"{between} {ONE_OF[word]}{end}"

    return COUNTS.sub(said, text)


def N_(text: str) -> str:
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


class Sentence:
    """A text that is put into words when it is shown, in the language of whoever looks; its parts may be such texts."""

    def __init__(self, text: str, **parts: object):
        self.text, self.parts = text, parts

    def __str__(self) -> str:
        return _(self.text, **self.parts)


def name_of(row: "Row") -> str:
    """The name of an indicator (a row with ``name`` and ``name_en``) in the language of this thread."""
    return row["name"] if current_language() == "zh_CN" else row["name_en"]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while: official documents are Chinese, whatever the screen speaks."""
    before = getattr(_chosen, "language", None)
    use_language(language)
    try:
        yield
    finally:
        _chosen.language = before
