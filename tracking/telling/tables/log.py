"""The change log and what differs from a report that was handed in, for reading."""

from collections.abc import Callable, Mapping

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.language import N_, _, name_of
from tracking.telling import amount_text, day_text, percent_text, period_text, row_status_text, small_share_text
from tracking.telling.tables.changes import COMPARATOR_WORDS, KIND_NAMES, UNIT_FIELDS
from tracking.telling.tables.duties import end_text
from tracking.telling.tables.records import cell_text, local_times
from tracking.telling.tables.told import Told, number_or_none, tell_period, tell_status
from tracking.words import EXEMPTION_WORDS, PHASING_WORDS, quarter_text

WHAT_WORDS = {
    "figure": N_("figure corrected"),
    "late_figure": N_("figure after closing"),
    "target": N_("target"),
    "unit": N_("unit"),
    "move": N_("place in the tree"),
    "exemption": N_("exemption recorded"),
    "exemption_withdrawn": N_("exemption taken back"),
    "closed": N_("quarter closed"),
    "reopened": N_("quarter opened again"),
    "report_due": N_("day reports are due"),
    "moved_day": N_("day off moved by notice"),
}
WORKS_WORDS = {"true": N_("worked on"), "false": N_("a day off")}
TARGET_FIELDS = {
    "target": N_("Target"),
    "tolerance": N_("Tolerance"),
    "baseline": N_("Baseline"),
    "comparator": N_("Comparator"),
    "phasing": N_("Phasing"),
    "window_opens": N_("Window opens"),
}
SCALE = {MONEY: 100, PERCENT: 10**6}


def change_log_table(log: pd.DataFrame, names: Mapping[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """The change log for reading, a row per change: when, who, what, of which unit, old → new, and why.

    ``log`` is decisions.changes_since's; ``names`` maps units to their names.
    """
    about = {row["indicator"]: row for row in indicators.to_dict("records")}
    rows = log.to_dict("records")
    return pd.DataFrame(
        {
            _("When"): local_times(log["received_at"]),
            _("By"): log["received_by"],
            _("What"): [_what(row) for row in rows],
            _("Unit"): [names.get(row["unit"], row["unit"]) if pd.notna(row["unit"]) else "" for row in rows],
            _("Concerns"): [_subject(row, about) for row in rows],
            _("Before"): [_tell_value(row, "old_", about, names) for row in rows],
            _("After"): [_tell_value(row, "", about, names) for row in rows],
            _("Reason"): log["reason"].fillna(""),
            _("From"): [_origin(row) for row in rows],
        }
    )


def _what(row: dict) -> str:
    late = row["what"] == "figure" and row["after_closing"] is True
    return _("figure corrected after closing") if late else _(WHAT_WORDS[row["what"]])


def _subject(row: dict, about: dict[str, dict]) -> str:
    """What of the unit: indicator with quarter or period, or the field of a unit."""
    parts = [name_of(about[row["indicator"]]) if pd.notna(row["indicator"]) else ""]
    if row["what"] == "unit":
        parts.append(_(UNIT_FIELDS[row["field"]]))
    if row["what"] == "target":
        parts += [_(TARGET_FIELDS[row["field"]]), period_text(row["first_day"], row["last_day"])]
    if row["what"].startswith("exemption"):
        parts = [parts[0] or _("everything"), f"{day_text(row['first_day'])} – {end_text(row['last_day'])}"]
    if row["what"] == "move":
        parts.append(_("from {day}", day=day_text(row["first_day"])) if row["first_day"].year > 1900 else "")
    if row["what"] == "moved_day":
        parts.append(day_text(row["first_day"]))
    if pd.notna(row["period"]):
        parts.append(quarter_text(int(row["period"])))
    return " · ".join(filter(None, parts))


def _tell_value(row: dict, before: str, about: dict[str, dict], names: Mapping[str, str]) -> Told:
    return Told(_value(row, before, about, names), number_or_none(row[f"{before}amount"]))


def _value(row: dict, before: str, about: dict[str, dict], names: Mapping[str, str]) -> str:
    """One side of a change as people read it; nothing where there was none."""
    measure = about[row["indicator"]]["measure"] if pd.notna(row["indicator"]) else ""
    amount, text = row[f"{before}amount"], row[f"{before}text"]
    if row["what"] in ("figure", "late_figure"):
        state = row[f"{before}state"]
        return (
            ""
            if pd.isna(state)
            else cell_text({"amount": amount, "state": state, "basis": row[f"{before}basis"]}, measure)
        )
    if pd.notna(amount):
        return amount_text(int(amount) / SCALE.get(measure, 1), measure)
    if text is None or pd.isna(text):
        return ""
    if row["what"].startswith("exemption"):
        return _(EXEMPTION_WORDS[text]) if text in EXEMPTION_WORDS else text
    if row["what"] == "moved_day":
        return _(WORKS_WORDS[text])
    if row["field"] == "phasing":
        return _(PHASING_WORDS.get(text, text))
    if row["field"] == "comparator":
        return _(COMPARATOR_WORDS[text], x="").strip()
    if row["field"] == "kind":
        return _(KIND_NAMES[text])
    return names.get(text, text) if row["what"] == "move" else text


def _origin(row: dict) -> str:
    """The file, sheet and cell that a figure came with."""
    parts = [row["file_name"], row["sheet"], row["cell"]]
    return " ".join(part for part in parts if isinstance(part, str) and part)


def then_and_now_table(results: pd.DataFrame) -> pd.DataFrame:
    """One unit's results that differ (decisions.results_then_and_now), for reading: then → now."""
    rows = results.to_dict("records")

    def both(row: dict, text: Callable[[dict, str], str], value: str) -> Told:
        was, now = text(row, "then_"), text(row, "")
        return Told(now if was == now else f"{was} → {now}", number_or_none(row[value]))

    return pd.DataFrame(
        {
            _("Indicator"): [name_of(row) for row in rows],
            _("Status"): [tell_status(row["status"], str(both(row, _status, "actual"))) for row in rows],
            _("Done"): [both(row, lambda r, b: amount_text(r[f"{b}actual"], r["measure"]), "actual") for row in rows],
            _("Target"): [both(row, lambda r, b: amount_text(r[f"{b}target"], r["measure"]), "target") for row in rows],
            _("Due by now"): [both(row, lambda r, b: amount_text(r[f"{b}due"], r["measure"]), "due") for row in rows],
            _("Completion"): [both(row, lambda r, b: percent_text(r[f"{b}completion"]), "completion") for row in rows],
            _("Coverage"): [both(row, _coverage, "reported") for row in rows],
            _("Period"): [tell_period(row) for row in rows],
        }
    )


def _status(row: dict, before: str) -> str:
    said = {name: row[f"{before}{name}"] for name in ("status", "exemption", "exemption_note")}
    return row_status_text(said) if isinstance(said["status"], str) else "—"


def _coverage(row: dict, before: str) -> str:
    reported, expected = row[f"{before}reported"], row[f"{before}expected"]
    return "—" if pd.isna(expected) else small_share_text(reported, expected)
