"""The catalogue as a table: what is counted, in what, by whom, and by which names sheets may call it."""

from collections.abc import Iterable

import pandas as pd

from tracking.catalogue import standard_indicators
from tracking.language import N_, _, name_of
from tracking.telling.tables.changes import KIND_NAMES
from tracking.words import COUNTED_WORDS, THEME_WORDS


def reporters_text(codes: str) -> str:
    """Who reports an indicator, in words: enterprises with a union, the township union."""
    words = {**KIND_NAMES, "unionised_enterprise": N_("enterprise with a union")}
    return _(", ").join(_(words[code]) for code in codes.split(";") if code)


def indicators_table(rows: Iterable[dict], measures: dict[str, str]) -> pd.DataFrame:
    """One row per indicator: its name, its work, measure (``measures`` in words), how it is counted, who reports it, its other
    names and whether it is one of the township's own."""
    standard = set(standard_indicators()["indicator"])
    return pd.DataFrame(
        [
            {
                _("Indicator"): name_of(row),
                _("Work"): _(THEME_WORDS[row["theme"]]),
                _("Counted in"): measures.get(row["measure"], row["measure"]),
                _("Counted as"): _(COUNTED_WORDS[row["kind"]]),
                _("Whose"): _("standard") if row["indicator"] in standard else _("our own"),
                _("Reported by"): reporters_text(row["reported_by"]) or "—",
                _("Also called"): row["synonyms"].replace(";", _(", ")),
            }
            for row in rows
        ]
    )
