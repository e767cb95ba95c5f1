"""Eight quarters of one enterprise, the parts of its lag index, and what was said to it, for reading."""

import pandas as pd

from tracking.decisions import CONTACTS, PROMISE_ICONS, PROMISE_WORDS, REASONS
from tracking.lagging import STATES
from tracking.language import _
from tracking.rows import Row
from tracking.telling import row_status_text
from tracking.telling.tables.told import (
    AS_SORTED,
    Told,
    tell_amount,
    tell_day,
    tell_in_order,
    tell_number,
    tell_quarter,
    tell_row_status,
    tell_share,
    tell_status,
)
from tracking.words import quarter_text


def eight_quarters_table(history: pd.DataFrame, names: dict[str, str], periods: range) -> pd.DataFrame:
    """One row per indicator of one enterprise, one column per quarter, the newest first: icon, word and what is special about it.

    Columns: Indicator, and the quarters in words.
    """
    lines: dict[str, dict[str, Told]] = {}
    for row in history.to_dict("records"):
        cells = lines.setdefault(names.get(row["indicator"], row["indicator"]), {})
        heading = quarter_text(int(row["period"]))
        cells[heading] = _both(cells.get(heading), tell_status(row["status"], quarter_cell(row)))
    headings = [quarter_text(period) for period in reversed(periods)]
    return pd.DataFrame(
        [
            {_("Indicator"): name, **{heading: cells.get(heading, Told("", "")) for heading in headings}}
            for name, cells in lines.items()
        ]
    )


def _both(one: Told | None, other: Told) -> Told:
    """Two verdicts of an indicator in one cell, in the place and colour of the worse."""
    if one is None:
        return other
    worse = min(one, other, key=lambda cell: AS_SORTED.index(cell.status))
    return tell_status(worse.status, f"{one}\n{other}")


def quarter_cell(row: Row) -> str:
    """The status of one target in one quarter; 补回 and 当期 are marks beside it, never a status."""
    if row["made_good"]:
        return _("{status} (made good later)", status=row_status_text(row, reason=False))
    if row["short_now"] and not row["behind"]:
        return _("{status} (this quarter short)", status=row_status_text(row, reason=False))
    if row["behind"] and pd.notna(row["quarter_done"]) and not row["short_now"]:
        return _("{status} (this quarter done)", status=row_status_text(row, reason=False))
    return row_status_text(row, reason=False)


def quarter_and_date_table(now: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """当期 and 累计 side by side, for reading: what this quarter by itself should have brought and did, and the sum to date."""
    rows = now.to_dict("records")
    return pd.DataFrame(
        {
            _("Indicator"): [names.get(row["indicator"], row["indicator"]) for row in rows],
            _("This quarter: due"): [tell_amount(row["quarter_due"], row["measure"]) for row in rows],
            _("This quarter: done"): [tell_amount(row["quarter_done"], row["measure"]) for row in rows],
            _("This quarter"): [_quarter_verdict(row) for row in rows],
            _("To date: due"): [tell_amount(row["due"], row["measure"]) for row in rows],
            _("To date: done"): [tell_amount(row["actual"], row["measure"]) for row in rows],
            _("To date"): [tell_row_status(row) for row in rows],
        }
    )


def _quarter_verdict(row: Row) -> str:
    if pd.isna(row["quarter_done"]):
        return "—"
    if not row["quarter_due"] and not row["quarter_done"]:
        return _("nothing due")
    return _("short") if row["short_now"] else _("met")


def index_table(due: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """The parts of one enterprise's lag index, for reading: shortfall × weight of every target that is due."""
    whole = due["weight"].sum() or 1
    rows = due.sort_values(["lag", "indicator"], ascending=[False, True]).to_dict("records")
    return pd.DataFrame(
        {
            _("Indicator"): [names.get(row["indicator"], row["indicator"]) for row in rows],
            _("Lacking of what is due"): [tell_share(row["lag"], 1) for row in rows],
            _("Weight"): [tell_number(row["weight"]) for row in rows],
            _("Adds to the index"): [
                tell_number(part, f"{part:.3f}") for part in (row["lag"] * row["weight"] / whole for row in rows)
            ],
        }
    )


def follow_ups_table(
    follow_ups: pd.DataFrame, subjects: dict[str, str], enterprises: dict[str, str] | None = None
) -> pd.DataFrame:
    """Contacts with enterprises, for reading; with ``enterprises`` (unit → name) their names first."""
    rows = follow_ups.to_dict("records")
    columns = {
        _("State"): [tell_in_order(state_text(row["state"]), STATES.index(row["state"])) for row in rows],
        _("Promised day"): [tell_day(row["promised_on"]) for row in rows],
        _("Concerns"): [subjects.get(row["subject"], row["subject"]) for row in rows],
        _("About"): [tell_quarter(row["period"]) for row in rows],
        _("Reason"): [reason_text(row) for row in rows],
        _("Measures"): [_text(row["measures"]) for row in rows],
        _("Who"): [_text(row["responsible"]) for row in rows],
        _("Spoken on"): [tell_day(row["said_on"]) for row in rows],
        _("How"): [_(CONTACTS[row["contact"]]) for row in rows],
        _("Recorded by"): [row["received_by"] for row in rows],
    }
    if enterprises is not None:
        columns = {_("Enterprise"): [enterprises.get(row["unit"], row["unit"]) for row in rows], **columns}
    return pd.DataFrame(columns)


def state_text(state: str) -> str:
    """Icon and word of a promise's state."""
    return f"{PROMISE_ICONS[state]} {_(PROMISE_WORDS[state])}"


def reason_text(row: Row) -> str:
    """The coded reason, with what was added in words."""
    words = _text(row["reason_text"])
    if not isinstance(row["reason"], str):
        return words
    return _(REASONS[row["reason"]]) + (f": {words}" if words else "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
