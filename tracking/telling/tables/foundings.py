"""The register of enterprises that should have a union, for reading: each with its step, the steps counted, and figures to confirm."""

from collections.abc import Mapping

import pandas as pd

from tracking.language import _
from tracking.registers import LISTED, STEPS
from tracking.telling import STEP_ICONS, step_text, stuck_text
from tracking.telling.tables.told import Told, tell_day, tell_employees, tell_in_order, tell_quarter

ORDER = {step: place for place, step in enumerate(STEP_ICONS)}


def cases_table(cases: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """How far each enterprise got (registers.open_cases), with whom to phone, for reading; ``names`` are those of units."""
    rows = cases.to_dict("records")
    return pd.DataFrame(
        {
            _("Enterprise"): [row["name"] for row in rows],
            _("Employees"): [tell_employees(row["employees"]) for row in rows],
            _("Step"): [tell_in_order(f"{STEP_ICONS[row['step']]} {step_text(row['step'])}", ORDER[row["step"]]) for row in rows],
            _("Since"): [tell_day(row["since"]) for row in rows],
            _("For"): [_days(row["days"]) for row in rows],
            _("Stuck"): [stuck_text(row) for row in rows],
            _("Promised for"): [tell_day(row["promised_on"]) for row in rows],
            _("From notice to founding"): [_months(row["months"]) for row in rows],
            _("Ownership"): [_text(row["ownership"]) for row in rows],
            _("Village or park"): [names.get(row["parent"], "") for row in rows],
            _("Contact"): [_text(row["contact"]) for row in rows],
            _("Phone"): [_text(row["phone"]) for row in rows],
            _("Note"): [_text(row["note"]) for row in rows],
        }
    )  # fmt: skip


def founding_changes_table(changes: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """What a file would change in the register (intake.compare_foundings), for reading; ``names`` are those of units."""
    rows = changes[changes["change"] != "unchanged"].to_dict("records")
    words = {"new": _("new"), "corrected": _("changed")}
    return pd.DataFrame(
        {
            _("Change"): [words[row["change"]] for row in rows],
            _("Enterprise"): [names.get(row["unit"], row["unit"]) for row in rows],
            **{step_text(step): [tell_day(row[step]) for row in rows] for step in STEPS},
            _("Why it is stuck"): [row["stuck_reason"] for row in rows],
            _("Promised for"): [tell_day(row["promised_on"]) for row in rows],
            _("Note"): [row["note"] for row in rows],
            _("Cell"): [f"{row['sheet']} {row['cell']}" for row in rows],
        }
    )


def steps_table(reached: pd.DataFrame) -> pd.DataFrame:
    """How many enterprises took each step (registers.steps_reached), and after how many days, for reading."""
    rows = reached.to_dict("records")
    return pd.DataFrame(
        {
            _("Step"): [_("In the register") if row["step"] == LISTED else step_text(row["step"]) for row in rows],
            _("Took it"): [_firms(row["count"]) for row in rows],
            _("Days since the step before (median)"): [_days(row["median_days"]) for row in rows],
        }
    )


def places_table(places: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """How many enterprises of each village or park stand at each step (registers.steps_by_place), for reading."""
    return pd.DataFrame(
        {
            _("Village or park"): [names.get(unit, unit) for unit in places["parent"]],
            _("Open"): [_firms(count) for count in places["open"]],
            **{step_text(step): [_firms(count) for count in places[step]] for step in (LISTED, *STEPS)},
        }
    )


def founded_table(found: pd.DataFrame, names: Mapping[str, str], indicators: Mapping[str, str]) -> pd.DataFrame:
    """The figures that unions founded bring (intake.figures_of_founded), for reading; ``names`` of units and ``indicators``."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            _("Enterprise"): [names.get(row["unit"], row["unit"]) for row in rows],
            _("Quarter"): [tell_quarter(row["period"]) for row in rows],
            _("Indicator"): [indicators.get(row["indicator"], row["indicator"]) for row in rows],
            _("Stored"): [Told(_("not reported")) if pd.isna(row["old_amount"]) else _firms(row["old_amount"]) for row in rows],
            _("As founded"): [_firms(row["amount"]) for row in rows],
        }
    )  # fmt: skip


def _firms(count: int) -> Told:
    return Told(_("{count} enterprises", count=int(count)), float(count))


def _days(count: float | None) -> Told:
    return Told("—") if count is None or pd.isna(count) else Told(_("{days} days", days=round(count)), float(count))


def _months(count: float | None) -> Told:
    return Told("—") if count is None or pd.isna(count) else Told(_("{count} months", count=f"{count:g}"), float(count))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
