"""Texts of others, shown as they are."""


def plain(text: str) -> str:
    """A text in which nothing counts as Markdown."""
    for letter in "\\`*_{}[]()#+!|<>~$:":
        text = str(text).replace(letter, "\\" + letter)
    return text
