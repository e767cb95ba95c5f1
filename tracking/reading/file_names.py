"""Names of units and of other people's files as names of files, which every system takes, each once."""

import re
import unicodedata
from collections.abc import Iterable

from tracking.reading.distorted import UNSEEN

FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
# Windows keeps these for devices, whatever ending follows.
DEVICES = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|\Z)", re.IGNORECASE)
LONGEST, MOST_BYTES = 80, 180  # letters; file systems count bytes and allow 255 with the ending


def file_name(stem: str, ending: str) -> str:
    """A name for a file: what no system allows is _, long names are cut before the ending (such as .docx)."""
    plain = UNSEEN.sub("_", FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem)))
    plain = plain[:LONGEST].encode("utf-8")[:MOST_BYTES].decode("utf-8", "ignore").strip(" .\u3000")
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
