"""Texts of others, shown as they were typed wherever Streamlit reads Markdown: headings, captions, messages, labels, cells
of st.table. Its tables, boxes of choices and texts for screen readers show them as they are by themselves."""

import re

MARKS = re.compile(r"[\\`*_{}\[\]()#+!|<>~$:&]")
# What would begin a list, a line or a heading at the start of a line, and blanks that would make it code.
LINE_START = re.compile(r"^([ \t]*)(?:([-=])(?=[-=\s]|$)|(\d{1,9})([.])(?=\s|$))", re.MULTILINE)
INDENTED = re.compile(r"^[ \t](?= {3}| {0,2}\t)|^\t", re.MULTILINE)
# Addresses, icons, emoji and arrows are looked for after backslashes are gone. They are told by one sign, which is put into
# a span of its own (a colour directive without a colour): what stands before it and after it then makes none.
LOOKED_FOR = re.compile(
    r"(?<=https):(?=//)|(?<=http):(?=//)|(?<=www)\.|(?<=\S)@(?=\S)"  # addresses
    r"|:(?=[A-Za-z0-9_+-]+:|material/)"  # icons and emoji
    r"|(?<=-)[->](?=\s|$)|(?<=[<>~])=(?=\s|$)|(?<=<)-",  # arrows, dashes, comparisons
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """A text in which nothing counts as Markdown, and nothing becomes a link, an icon, an emoji or another sign."""
    parts, at = [], 0
    for found in LOOKED_FOR.finditer(str(text)):
        parts += [MARKS.sub(_escaped, str(text)[at : found.start()]), f":color[{MARKS.sub(_escaped, found[0])}]"]
        at = found.end()
    parts.append(MARKS.sub(_escaped, str(text)[at:]))
    lines = INDENTED.sub(lambda blank: f"&#{ord(blank[0])};", "".join(parts))
    return LINE_START.sub(_not_begun, lines)


def _escaped(mark: re.Match) -> str:
    return "\\" + mark[0]


def _not_begun(start: re.Match) -> str:
    blanks, sign, number, point = start.groups()
    return f"{blanks}\\{sign}" if sign else f"{blanks}{number}\\{point}"
