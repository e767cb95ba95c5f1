"""Texts of others, made harmless: names of files that every system takes, cells that run nothing, text that XML can hold."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

# Control characters but tabs and ends of lines; soft hyphens, letters without width, fillers; marks that turn the
# direction of writing or begin a line; halves of characters; characters lost before; tags.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffd-\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff]"
)
LONGEST_NAME = 200  # letters of the name of a unit or file
FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
# Windows keeps these for devices, whatever ending follows.
DEVICES = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|\Z)", re.IGNORECASE)
LONGEST_STEM, MOST_BYTES = 80, 180  # letters; file systems count bytes and allow 255 with the ending
# What begins a formula; the wide forms are typed by Chinese keyboards. Blanks before it do not help.
FORMULA_SIGNS = tuple("=+-@\t\r\n\0＝＋－＠")
Value = TypeVar("Value")
UNPRINTABLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def file_name(stem: str, ending: str) -> str:
    """A name for a file: what no system allows is _, long names are cut before the ending (such as .docx)."""
    plain = UNSEEN.sub("_", FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem)))
    plain = plain[:LONGEST_STEM].encode("utf-8")[:MOST_BYTES].decode("utf-8", "ignore").strip(" .\u3000")
    if not plain or DEVICES.match(plain):
        plain = f"_{plain}"
    return plain + ending


def file_names(stems: Iterable[tuple[str, str]], ending: str) -> list[str]:
    """A name of its own for each (name, code): where two are alike, or differ in small and capital letters only, the code
    or a number tells the later ones apart."""
    taken: set[str] = set()
    names = []
    for stem, code in stems:
        name, number = file_name(stem, ending), 1
        while name.casefold() in taken:
            more = f"_{FORBIDDEN.sub('_', code)}" if number == 1 else f"_{number}"
            name, number = file_name(stem, f"{more}{ending}"), number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def harmless(value: Value) -> Value | str:
    """A text that begins no formula: with an apostrophe before it where it would; what is no text, as it is."""
    if isinstance(value, str) and (value.startswith(FORMULA_SIGNS) or value.lstrip().startswith(FORMULA_SIGNS)):
        return f"'{value}"
    return value


def printable(text: str) -> str:
    """A text without the letters that no Office file may hold."""
    return UNPRINTABLE.sub("", text)
