"""Enterprises on the way to a union in words: which step each took, whether it is stuck, and what needs somebody's attention."""

import pandas as pd

from tracking.language import N_, _
from tracking.registers import LISTED, STEPS
from tracking.telling.figures import day_text

STEP_ICONS = {LISTED: "·", "surveyed_on": "◔", "noticed_on": "◑", "talked_on": "◕", "prepared_on": "●", "approved_on": "◎",
              "founded_on": "✓"}  # fmt: skip
NOT_BEGUN = N_("Not begun")


def step_text(step: str) -> str:
    """What a step is called; of an enterprise that took none, that it has not begun."""
    return _(STEPS.get(step, NOT_BEGUN))


def steps_text(case: dict) -> str:
    """The steps that an enterprise took (a row of registers.open_cases), each with its day."""
    taken = [f"{step_text(step)} {day_text(case[step])}" for step in STEPS if not pd.isna(case[step])]
    return " → ".join(taken) or _(NOT_BEGUN)


def stuck_text(case: dict) -> str:
    """Why an enterprise is stuck, or for how long, and whether its promised day has passed; blank where neither."""
    told = []
    if case["stuck"] and isinstance(case["stuck_reason"], str):
        told.append(case["stuck_reason"])
    elif case["stuck"]:
        told.append(_("{days} days without a step", days=int(case["days"])))
    if case["late"]:
        told.append(_("promised for {day}, not kept", day=day_text(case["promised_on"])))
    return _("; ").join(told)


def foundings_text(cases: pd.DataFrame) -> str:
    """How many of the open cases are stuck, and of how many the promised day has passed; blank where none."""
    told = []
    if stuck := int(cases["stuck"].sum()):
        told.append(_("{count} are stuck", count=stuck))
    if late := int(cases["late"].sum()):
        told.append(_("{count} did not keep the day promised", count=late))
    return _("; ").join(told)
