"""Statuses, themes, measures, reasons and quarters in words, to be said in the reader's language by language._"""

from tracking.catalogue import NOT_ASKED
from tracking.language import N_, _
from tracking.quarters import year_and_quarter

STATUS_WORDS = {
    "exempt": N_("exempt"),
    "no_target": N_("no target"),
    "achieved": N_("achieved"),
    "missed": N_("missed"),
    "not_reported": N_("not reported"),
    "not_due": N_("not due yet"),
    "on_pace": N_("on pace"),
    "slightly_behind": N_("slightly behind"),
    "behind": N_("behind"),
    "far_behind": N_("far behind"),
}
STATUS_ICONS = {
    "exempt": "◇",
    "no_target": "·",
    "achieved": "✓",
    "missed": "✕",
    "not_reported": "○",
    "not_due": "–",
    "on_pace": "●",
    "slightly_behind": "◐",
    "behind": "▲",
    "far_behind": "■",
}
EXEMPTION_WORDS = {
    "newly_opened": N_("newly opened"),
    "stopped": N_("production stopped or closed down"),
    "relocated": N_("relocated"),
    "merged": N_("merged or reorganised"),
    "hardship": N_("in difficulties"),
    "disaster": N_("disaster"),
    "other": N_("other"),
    NOT_ASKED: N_("not to report"),
}
THEME_WORDS = {
    "formation": N_("Union formation"),
    "contracts": N_("Collective contracts"),
    "assistance": N_("Hardship assistance"),
    "training": N_("Training"),
    "other": N_("Other key work"),
}
THEME_SHORT = {
    "formation": N_("Formation"),
    "contracts": N_("Contracts"),
    "assistance": N_("Hardship"),
    "training": N_("Training"),
    "other": N_("Other"),
}
MEASURE_WORDS = {
    "家": N_("enterprises"),
    "个": N_("units"),
    "份": N_("documents"),
    "人": N_("people"),
    "名": N_("persons"),
    "人次": N_("attendances"),
    "户": N_("households"),
    "项": N_("items"),
    "件": N_("cases"),
    "期": N_("sessions"),
    "场": N_("events"),
    "元": N_("yuan"),
    "%": "%",
}

KIND_NAMES = {
    "enterprise": N_("enterprise"),
    "village_federation": N_("village federation"),
    "park_federation": N_("park federation"),
    "sector_federation": N_("sector federation"),
    "township": N_("township union"),
    "county": N_("county union"),
}
COUNTED_WORDS = {
    "flow": N_("what happened in the quarter"),
    "stock": N_("level at its end"),
    "rate": N_("rate"),
}
PHASING_WORDS = {"even": N_("even"), "keep": N_("due all the time"), "window": N_("window")}


def quarter_text(period: int) -> str:
    """A quarter by itself: 2020年二季度, 2020 Q2."""
    year, quarter = year_and_quarter(period)
    return _((N_("{year} Q1"), N_("{year} Q2"), N_("{year} Q3"), N_("{year} Q4"))[quarter - 1], year=year)
