"""The plan: its versions, what a change would do to the verdicts, and how a whole is broken down."""

from tracking.planning.breakdown import breakdown_of, touched_by_moves
from tracking.planning.effect import effect_of, path_with, quarters_of_year, rhythm_of_last_year
from tracking.planning.exchange import plan_file_of
from tracking.planning.roster import OVER
from tracking.planning.saving import PlanChanged, PlanProblem, save_plan
from tracking.planning.splitting import BY, save_split, split_rows, split_target, target_named
from tracking.planning.typed import amount_typed, phasing_typed, read_phasing, read_targets, typed_rows
from tracking.planning.versions import newest_versions, plan_difference, targets_of, version_in_force, versions_of

__all__ = [
    "BY",
    "OVER",
    "PlanChanged",
    "PlanProblem",
    "amount_typed",
    "breakdown_of",
    "effect_of",
    "newest_versions",
    "path_with",
    "phasing_typed",
    "plan_difference",
    "plan_file_of",
    "quarters_of_year",
    "read_phasing",
    "read_targets",
    "rhythm_of_last_year",
    "save_plan",
    "save_split",
    "split_rows",
    "split_target",
    "target_named",
    "targets_of",
    "touched_by_moves",
    "typed_rows",
    "version_in_force",
    "versions_of",
]
