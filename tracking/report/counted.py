"""What the report counts, as lists for the eye: targets, enterprises, contracts and follow-ups behind one number."""

from collections.abc import Callable

import pandas as pd

from tracking.decisions import subject_words
from tracking.lagging import behind_of
from tracking.language import N_, _, name_of
from tracking.progress import BEHIND_STATUSES, MISSED
from tracking.report.facts import Facts, behind_or_silent, said_status
from tracking.report.sentences.clauses import HELD
from tracking.telling import exemption_text
from tracking.telling.tables import (
    follow_ups_table,
    tell_amount,
    tell_count_of,
    tell_day,
    tell_gap,
    tell_quarter,
    tell_row_status,
    tell_share,
)

LISTS = {
    "count": N_("targets by status"),
    "silent": N_("enterprises that were to report, and those that did"),
    "laggards": N_("enterprises behind"),
    "no_union": N_("enterprises that should have a union and have none"),
    "ending": N_("contracts that end next"),
    "deed": N_("what an enterprise told of its work"),
    "follow": N_("what was said to enterprises and promised"),
}


def plan_cell(facts: Facts, row: dict) -> pd.DataFrame:
    """Where in the plan a target stands: file, sheet, cell and note."""
    rows = facts.plan_cells(row)
    return pd.DataFrame(
        {
            _("File"): rows["file_name"],
            _("Sheet"): rows["sheet"],
            _("Cell"): rows["cell"],
            _("Note"): rows["note"].fillna(""),
        }
    )


def _counted(facts: Facts, status: str = "", theme: str | None = None) -> pd.DataFrame:
    found = facts.planned if theme is None else facts.planned[facts.planned["theme"] == theme]
    wanted = {
        "held": HELD,
        "held_items": HELD,
        "behind_all": BEHIND_STATUSES,
        "behind_rest": BEHIND_STATUSES,
        "slow": tuple(status for status in BEHIND_STATUSES if status != MISSED),
        "": tuple(said_status(found)),
    }
    rows = found[said_status(found).isin(wanted.get(status, (status,)))].to_dict("records")
    return pd.DataFrame(
        {
            _("Indicator"): [name_of(row) for row in rows],
            _("Status"): [tell_row_status(row) for row in rows],
            _("Done"): [tell_amount(row["actual"], row["measure"]) for row in rows],
            _("Target"): [tell_amount(row["target"], row["measure"]) for row in rows],
        }
    )


def _reporters(facts: Facts, detail: str = "") -> pd.DataFrame:
    if detail.startswith("exempt"):
        rows = facts.exempt_enterprises()
        rows = rows[rows["code"].eq(detail.removeprefix("exempt_")) | (detail == "exempt")]
        why = [exemption_text(code, note) for code, note in zip(rows["code"], rows["note"], strict=True)]
        return pd.DataFrame({_("Enterprise"): rows["name"].tolist(), _("Reason"): why})
    counts = facts.expected_enterprises().sort_values(kind="stable")
    return pd.DataFrame(
        {
            _("Enterprise"): [facts.name_of_unit(unit) for unit in counts.index],
            _("Figures this quarter"): counts.tolist(),
        }
    )


def _laggards(facts: Facts, _detail: str = "") -> pd.DataFrame:
    rows = facts.ranked.to_dict("records")
    return pd.DataFrame(
        {
            _("Enterprise"): [row["name"] for row in rows],
            _("Behind"): [tell_count_of(row["behind"], row["targets"]) for row in rows],
            _("Share of the shortfall"): [tell_share(row["contribution"], 1) for row in rows],
        }
    )


def laggards_in(facts: Facts, row: dict) -> pd.DataFrame:
    """The enterprises behind in a target's indicator, each with its own part of the plan."""
    rows = behind_of(facts.progress, row).to_dict("records")
    plan = facts.plan_cells(row, {part["unit"] for part in rows}).set_index("unit")
    places = {
        unit: f"{line['sheet']}!{line['cell']}" if line["cell"] else line["file_name"]
        for unit, line in plan.to_dict("index").items()
    }
    return pd.DataFrame(
        {
            _("Enterprise"): [facts.name_of_unit(part["unit"]) for part in rows],
            _("Target"): [tell_amount(part["target"], part["measure"]) for part in rows],
            _("Done"): [tell_amount(part["actual"], part["measure"]) for part in rows],
            _("Due by now"): [tell_amount(part["due"], part["measure"]) for part in rows],
            _("Against due"): [tell_gap(part["gap"], part["measure"]) for part in rows],
            _("In the plan"): [places.get(part["unit"], "") for part in rows],
        }
    )


def _without_union(facts: Facts, _detail: str = "") -> pd.DataFrame:
    return pd.DataFrame({_("Enterprise"): facts.no_union["name"], _("Employees"): facts.no_union["employees"]})


def _ending(facts: Facts, contract: str = "", over: str = "") -> pd.DataFrame:
    rows, gone = facts.ending, facts.ending["until"] < pd.Timestamp(facts.today)
    if contract in ("over", "soon"):
        rows = rows[gone == (contract == "over")]
    elif contract:
        rows = rows[(rows["contract"] == contract) & (gone == bool(over))]
    return pd.DataFrame({_("Enterprise"): rows["name"], _("Until"): [tell_day(day) for day in rows["until"]]})


def _followed(facts: Facts, what: str = "") -> pd.DataFrame:
    """The follow-ups behind a count: all of them, those with a reason, those promised, due, kept or overdue."""
    rows = facts.follow_ups
    states = {
        "promised": ["open", "due_soon"], "overdue": ["overdue"], "due": ["kept", "broken"], "kept": ["kept"],
    }  # fmt: skip
    if what in states:
        rows = rows[rows["state"].isin(states[what])]
    elif what != "contacts":
        rows = rows[rows["reason"].notna() & rows["unit"].isin(behind_or_silent(facts))].drop_duplicates("unit")
        rows = rows if what == "reasons" else rows[rows["reason"] == what.removeprefix("reason_")]
    names = {row["indicator"]: name_of(row) for row in facts.indicators.to_dict("records")}
    return follow_ups_table(rows, subject_words(names), facts.names)


def _told(facts: Facts, unit: str = "") -> pd.DataFrame:
    """What a unit told beside its figures, with the cell that it stands in."""
    rows = facts.deeds[facts.deeds["unit"] == unit]
    return pd.DataFrame(
        {
            _("Quarter"): [tell_quarter(int(period)) for period in rows["period"]],
            _("Text"): rows["body"],
            _("File"): rows["file_name"],
            _("Sheet"): rows["sheet"],
            _("Cell"): rows["cell"],
        }
    )


LISTED: dict[str, Callable[..., pd.DataFrame]] = {
    "count": _counted,
    "silent": _reporters,
    "laggards": _laggards,
    "no_union": _without_union,
    "ending": _ending,
    "follow": _followed,
    "deed": _told,
}
