"""Reports in the style 详细 and with their sources: every figure is told and can be followed."""

from tracking.report.facts import Facts
from tracking.report.half_year import DETAILED, Report, compose, default_sections


def in_detail(facts: Facts, kind: str, chosen: list | None = None, words: dict | None = None) -> Report:
    """A report as compose makes it, in that style."""
    sources = kind not in ("quarter", "annex")
    usual = [(key, shown or (key == "annex_sources" and sources)) for key, shown in default_sections(kind)]
    return compose(facts, kind, [*(chosen or usual), (DETAILED, True)], words)
