"""The plan: its versions, what a change would do to the verdicts, and how a whole is broken down."""

from tracking.plan.breakdown import breakdown_of, touched_by_moves
from tracking.plan.draft import Draft, as_frame, edited, next_year
from tracking.plan.effect import effect_of, path_with, quarters_of_year, rhythm_of_last_year
from tracking.plan.exchange import exchange_files, exchange_zip, plan_file_of
from tracking.plan.first import MAIN_INDICATORS, first_targets, save_first_plan
from tracking.plan.first_results import store_first_plan
from tracking.plan.roster import OVER
from tracking.plan.saving import PlanChanged, PlanProblem, plan_tables, refuse_if_changed, save_plan
from tracking.plan.splitting import BY, read_parts, save_split, split_rows, split_target, target_named
from tracking.plan.typed import DAYS, TYPED, amount_typed, phasing_typed, read_targets, typed_rows
from tracking.plan.versions import (
    newest_versions,
    plan_difference,
    same_targets,
    targets_of,
    targets_of_versions,
    version_in_force,
    versions_of,
)
