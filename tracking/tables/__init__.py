"""Progress table → tables for the eye: columns with names in the reader's language, figures with their measure."""

from tracking.tables.changes import changes_table, target_changes_table, unit_changes_table
from tracking.tables.duties import (
    calendar_table,
    end_text,
    exempt_quarters,
    exemptions_table,
    standing_of,
    what_exempts,
    why_exempt,
)
from tracking.tables.enterprises import behind_table, doubts_table, no_union_table, silent_table
from tracking.tables.export import csv_of
from tracking.tables.files import files_table, kind_text, verdict_counts_text, verdict_text, whose_text
from tracking.tables.history import (
    eight_quarters_table,
    follow_ups_table,
    index_table,
    quarter_and_date_table,
    reason_text,
    state_text,
)
from tracking.tables.log import WHAT_WORDS, change_log_table, then_and_now_table
from tracking.tables.records import (
    answers_table,
    cell_text,
    history_table,
    local_times,
    origins_table,
    records_table,
)
from tracking.tables.targets import breakdown_table, done_text, figures_table, path_points, plan_text, planned_rows

__all__ = [
    "WHAT_WORDS",
    "answers_table",
    "behind_table",
    "breakdown_table",
    "calendar_table",
    "cell_text",
    "change_log_table",
    "changes_table",
    "csv_of",
    "done_text",
    "doubts_table",
    "eight_quarters_table",
    "end_text",
    "exempt_quarters",
    "exemptions_table",
    "figures_table",
    "files_table",
    "follow_ups_table",
    "history_table",
    "index_table",
    "kind_text",
    "local_times",
    "no_union_table",
    "origins_table",
    "path_points",
    "plan_text",
    "planned_rows",
    "quarter_and_date_table",
    "reason_text",
    "records_table",
    "silent_table",
    "standing_of",
    "state_text",
    "target_changes_table",
    "then_and_now_table",
    "unit_changes_table",
    "verdict_counts_text",
    "verdict_text",
    "what_exempts",
    "whose_text",
    "why_exempt",
]
