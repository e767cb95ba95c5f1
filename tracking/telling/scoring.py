"""The year's scoring in words: points, what an item was reckoned from, why it earned what it did, and what more would bring."""

from collections.abc import Mapping
from fractions import Fraction

from tracking.catalogue import MONEY, PERCENT
from tracking.language import N_, _
from tracking.rows import Row
from tracking.scoring import HUNDREDTHS, Line, Sheet, completion
from tracking.telling.figures import amount_text, percent_text
from tracking.words import KIND_NAMES

WHY = {
    "not_reported": N_("not reported"), "exempt": N_("exempt, left out"), "no_target": N_("no target, left out"),
    "not_due": N_("nothing is due yet, left out"),
    "nothing": N_("nothing there to score, left out"),
    "other_period": N_("its target runs another period than the year, left out"), "not_scored": N_("to be scored by hand"), "vetoed": N_("veto"),
}  # fmt: skip


def points_text(points: int) -> str:
    """Points with their decimals, as few as there are: 7.5."""
    return f"{points / HUNDREDTHS:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def figures_text(line: Line, measures: Mapping[str, str]) -> tuple[str, str]:
    """What was done and what was asked of it; blank where an item has none. ``measures`` are those of the indicators."""
    measure, figure = measures.get(line.item.indicator or ""), line.figure
    if measure is None or figure.actual is None:
        return "", ""
    asked = "" if figure.goal is None else _amount(figure.goal, measure)
    if measure == PERCENT:
        return f"{_amount(figure.actual, measure)} ({int(figure.actual * figure.whole)}/{figure.whole})", asked
    return _amount(figure.actual, measure), asked


def _amount(amount: Fraction, measure: str) -> str:
    if measure == PERCENT:
        return percent_text(float(amount))
    return amount_text(float(amount) / 100 if measure == MONEY else float(amount), measure)


def why_text(line: Line) -> str:
    """Why an item earned what it did."""
    if line.why in WHY and not line.marks:
        return _(WHY[line.why])
    if line.marks:
        return "; ".join(
            filter(None, (" · ".join(filter(None, (mark.reason, mark.evidence, mark.by))) for mark in line.marks))
        )
    if line.item.how == "proportion":
        return _("completion {share}", share=percent_text(float(completion(line.figure))))
    if line.item.how in ("verdict", "rank") and line.share is not None:
        return _("{share} of the points", share=percent_text(float(line.share)))
    if line.item.how == "per_unit" and line.points != line.item.points:
        change = points_text(line.points - line.item.points)
        return _("{change} against the full points", change=change if change.startswith("−") else f"+{change}")
    return ""


def more_text(line: Line, indicators: Mapping[str, Row]) -> str:
    """What a few more would bring: 再签2家，+1.5分; blank where nothing. ``indicators`` are rows of the catalogue by their code."""
    if not line.more:
        return ""
    about = indicators[str(line.item.indicator)]
    if about["kind"] == "rate":
        about = indicators[str(about["numerator"])]
    return _("{count} more: +{points}", count=amount_text(line.more, about["measure"]), points=points_text(line.gain))


def team_text(team: str) -> str:
    """What a group is called."""
    return _(KIND_NAMES[team]) if team in KIND_NAMES else team


def place_text(sheet: Sheet) -> str:
    """The place of a unit in its group; of one with a veto, that."""
    return _("veto") if sheet.vetoed else "—" if sheet.place is None else str(sheet.place)
