"""The register of foundings as a board: a column for each step, a card for each enterprise; a move is told, and stored with its day."""

import pandas as pd

from tracking.language import _
from tracking.registers import LISTED, STEPS
from tracking.screen.session import drawn_by
from tracking.telling import day_text, step_text, stuck_text

_drawn = drawn_by("founding_board", __file__, '<div class="frame"></div>')


def show_board(cases: pd.DataFrame, chosen: str | None, moves: bool) -> tuple[str | None, dict | None]:
    """Draw the open cases and who founded one (registers.open_cases), the largest first in each column; return the enterprise that was
    clicked, and the move that was made (unit, step), if any. ``moves`` says whether who looks may move cards."""
    counts = cases["step"].value_counts()
    data = {
        "columns": [
            {"step": step, "title": step_text(step), "count": int(counts.get(step, 0)),
             "counted": _("{count} enterprises", count=int(counts.get(step, 0)))}
            for step in (LISTED, *STEPS)
        ],
        "cards": [_card(row) for row in cases.to_dict("records")],
        "chosen": chosen or "",
        "moves": moves,
        "hint": _("Drag a card to the step that was taken, or choose it and press Shift with an arrow; the day is asked below before anything is stored."),
    }  # fmt: skip
    told = _drawn(data=data, key="founding_board", on_chosen_change=lambda: None, on_moved_change=lambda: None)
    return told.get("chosen"), told.get("moved")


def _card(row: dict) -> dict:
    employees = "" if pd.isna(row["employees"]) else _("{count} employees", count=int(row["employees"]))
    since = "" if pd.isna(row["since"]) else day_text(row["since"])
    promised = (
        ""
        if pd.isna(row["promised_on"]) or row["step"] == "founded_on"
        else _("promised for {day}", day=day_text(row["promised_on"]))
    )
    marks = ["done"] if row["step"] == "founded_on" else ["stuck"] if row["stuck"] or row["late"] else []
    lines = [*filter(None, (employees, since)), *([promised] if promised and not row["late"] else [])]
    return {"unit": row["unit"], "name": row["name"], "step": row["step"], "lines": lines, "marks": marks,
            "warning": stuck_text(row)}  # fmt: skip
