"""A union's first plan, typed against what it did the year before: the main indicators, each with last year's result."""

from collections.abc import Iterable, Sequence
from datetime import date

import pandas as pd

from tracking.language import name_of
from tracking.plan.saving import PlanProblem, save_plan
from tracking.plan.typed import phasing_typed, read_targets
from tracking.plan.versions import newest_versions
from tracking.progress import load_progress
from tracking.reading import is_blank
from tracking.store import Store

MAIN_INDICATORS = (
    *("formation_rate", "new_unions", "new_members", "contract_rate", "coverage_rate", "wage_enterprises"),
    *("womens_contract_enterprises", "mutual_insurance", "hardship_files", "warmth_households", "assistance_funds"),
    *("school_aid", "employee_training", "training_sessions", "cadre_training", "congress_enterprises"),
)


def first_targets(store: Store, unit: str, year: int, further: Sequence[str] = ()) -> list[dict]:
    """The main indicators, and ``further`` ones, as rows to type targets into: indicator, name, measure, last (the actual at
    last year's end, a number or None), target (blank), phasing (by which the target will be due, in words)."""
    try:
        table = load_progress(store, unit, year - 1, 4, alone=True)
        last = (
            table.drop_duplicates("indicator").set_index("indicator")["actual"].dropna().to_dict() if len(table) else {}
        )
    except LookupError:
        last = {}
    about = store.read("current_indicators").set_index("indicator", drop=False).to_dict("index")
    return [
        {
            "indicator": code,
            "name": name_of(about[code]),
            "measure": about[code]["measure"],
            "last": last.get(code),
            "target": "",
            "phasing": phasing_typed(about[code]["phasing"]),
        }
        for code in dict.fromkeys((*MAIN_INDICATORS, *further))
        if code in about
    ]


def first_plan(store: Store, unit: str, year: int, rows: Iterable[dict]) -> pd.DataFrame:
    """The targets that were typed (columns as targets_of). Raises PlanProblem with every fault at once."""
    typed = [{"indicator": row["indicator"], "target": row["target"]} for row in rows if not is_blank(row["target"])]
    targets, faults = read_targets(unit, typed, year, store.read("current_indicators"))
    if faults:
        raise PlanProblem(faults)
    return targets


def save_first_plan(
    store: Store, unit: str, year: int, rows: Iterable[dict], document: str | None, by: str
) -> int | None:
    """Store the rows in which a target was typed as version 1 of the unit's plan, in force from 1 January; the submission's
    number. Raises PlanProblem with every fault at once, PlanChanged where there is a plan by now."""
    targets = first_plan(store, unit, year, rows)
    based_on = dict.fromkeys(newest_versions(store, [unit], year), 0)
    return save_plan(store, targets, year, date(year, 1, 1), document or None, None, by, based_on)
