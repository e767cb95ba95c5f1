"""Who is to report and who did, and who is exempt, for reading."""

from datetime import date

import pandas as pd

from tracking.catalogue import NOT_ASKED
from tracking.decisions import OPEN_END, REPORT_WORDS
from tracking.language import N_, _
from tracking.quarters import quarter_end
from tracking.telling import day_text, exemption_text
from tracking.telling.tables.records import local_times
from tracking.telling.tables.told import Told, tell_day, tell_in_order, tell_part
from tracking.words import EXEMPTION_WORDS

DUTY_ICONS = {
    "missing": "○",
    "returned": "↩",
    "submitted": "◔",
    "awaited": "–",
    "late": "△",
    "in_time": "✓",
    "exempt": "◇",
    "not_asked": "◇",
}
STANDING = {"in_force": N_("in force"), "to_come": N_("to come"), "ended": N_("ended")}


def calendar_table(reports: pd.DataFrame, names: dict[str, str], reasons: dict[str, str]) -> pd.DataFrame:
    """The units that are to report a quarter (decisions.reports_of), for reading, with office contact and phone of those
    missing.

    ``names`` are those of the units, ``reasons`` why a unit is exempt or not asked.
    """
    rows = reports.to_dict("records")
    missing = [row["state"] in ("missing", "returned") for row in rows]
    return pd.DataFrame(
        {
            _("Unit"): [row["name"] for row in rows],
            _("State"): [
                tell_in_order(duty_text(row["state"]), list(REPORT_WORDS).index(row["state"])) for row in rows
            ],
            _("Reported on"): [tell_day(row["received_on"] if row["reported"] else None) for row in rows],
            _("Days late"): [row["days"] for row in rows],
            _("Indicators"): [tell_part(row["reported"], row["expected"]) for row in rows],
            _("Office"): [_text(row["contact"]) if gone else "" for row, gone in zip(rows, missing, strict=True)],
            _("Phone"): [_text(row["phone"]) if gone else "" for row, gone in zip(rows, missing, strict=True)],
            _("Exempt or not to report"): [reasons.get(row["unit"], "") for row in rows],
            _("Village or park"): [names.get(row["parent"], "—") for row in rows],
        }
    )


def duty_text(state: str) -> str:
    """Icon and word of how a unit's report stands: ○ 未报, △ 迟报, ✓ 按时, ◇ 免考核."""
    return f"{DUTY_ICONS[state]} {_(REPORT_WORDS[state])}"


def why_exempt(exemptions: pd.DataFrame, indicators: dict[str, str], most: int = 3) -> dict[str, str]:
    """Unit → why it is exempt from what: 免考核（停产歇业）；合理化建议 不填报（无此业务）."""
    found: dict[str, list[str]] = {}
    for row in exemptions.to_dict("records"):
        about = indicators.get(row["indicator"], "") if isinstance(row["indicator"], str) else ""
        found.setdefault(row["unit"], []).append(f"{about} {what_exempts(row)}".strip())
    return {unit: _("; ").join(words[:most]) + (" …" if len(words) > most else "") for unit, words in found.items()}


def exempt_quarters(exemptions: pd.DataFrame, period: int, quarters: int = 8) -> dict[str, dict[tuple[str, int], str]]:
    """Unit → (indicator, quarter) → the word in place of a missing figure: 免考核 or 不填报; exemptions of one indicator."""
    found: dict[str, dict[tuple[str, int], str]] = {}
    for row in exemptions[exemptions["indicator"].notna()].to_dict("records"):
        word = _(EXEMPTION_WORDS[NOT_ASKED]) if row["code"] == NOT_ASKED else _("exempt")
        for number in range(period - quarters, period + 1):
            if row["exempt_from"].date() <= quarter_end(number) <= row["exempt_to"].date():
                found.setdefault(row["unit"], {})[row["indicator"], number] = word
    return found


def what_exempts(row: dict) -> str:
    """免考核（停产歇业：设备检修）, or 不填报（无此业务）."""
    if row["code"] == NOT_ASKED:
        return _("not to report ({reason})", reason=_text(row["note"]))
    return _("exempt ({reason})", reason=exemption_text(row["code"], row["note"]))


def exemptions_table(
    exemptions: pd.DataFrame, names: dict[str, str], indicators: dict[str, str], day: date
) -> pd.DataFrame:
    """Exemptions (decisions.exemptions_of), for reading, with whether they are in force on a day."""
    rows = exemptions.to_dict("records")
    return pd.DataFrame(
        {
            _("Unit"): [names.get(row["unit"], row["unit"]) for row in rows],
            _("Indicator"): [indicators.get(row["indicator"], _("all indicators")) for row in rows],
            _("Reason"): [what_exempts(row) for row in rows],
            _("First day"): [tell_day(row["exempt_from"]) for row in rows],
            _("Last day"): [Told(end_text(row["exempt_to"]), f"{row['exempt_to']:%Y-%m-%d}") for row in rows],
            _("Stands"): [_tell_standing(row, day) for row in rows],
            _("Approved by"): [_text(row["approved_by"]) for row in rows],
            _("Document"): [_text(row["document"]) for row in rows],
            _("Recorded by"): [row["received_by"] for row in rows],
            _("Recorded"): local_times(exemptions["received_at"]),
        }
    )


def _tell_standing(row: dict, day: date) -> Told:
    standing = standing_of(row, day)
    return tell_in_order(_(STANDING[standing]), list(STANDING).index(standing))


def standing_of(row: dict, day: date) -> str:
    """Whether an exemption is in force on a day, still to come, or ended."""
    if row["exempt_from"].date() > day:
        return "to_come"
    return "in_force" if row["exempt_to"].date() >= day else "ended"


def end_text(day: pd.Timestamp) -> str:
    """The last day of an exemption; words where it has none."""
    return _("until further notice") if day.year == OPEN_END.year else day_text(day)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
