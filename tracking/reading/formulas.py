"""Texts that a spreadsheet would run, made harmless in whatever we write for one."""

# What begins a formula; the wide forms are typed by Chinese keyboards. Blanks before it do not help.
FORMULA_SIGNS = tuple("=+-@\t\r\n\0＝＋－＠")


def harmless(value: object) -> object:
    """A text that begins no formula: with an apostrophe before it where it would; what is no text, as it is."""
    if isinstance(value, str) and (value.startswith(FORMULA_SIGNS) or value.lstrip().startswith(FORMULA_SIGNS)):
        return f"'{value}"
    return value
