"""Progress table → tables for the eye: columns with names in the reader's language, figures with their measure."""

from tracking.telling.tables.changes import (
    COMPARATOR_WORDS,
    KIND_NAMES,
    changes_table,
    target_changes_table,
    unit_changes_table,
)
from tracking.telling.tables.contracts import (
    contract_changes_table,
    contracts_table,
    register_apart_table,
    register_sums_table,
    standing_table,
)
from tracking.telling.tables.duties import (
    calendar_table,
    end_text,
    exempt_quarters,
    exemptions_table,
    standing_of,
    what_exempts,
    why_exempt,
)
from tracking.telling.tables.eight_quarters import (
    eight_quarters_table,
    follow_ups_table,
    index_table,
    quarter_and_date_table,
    reason_text,
    state_text,
)
from tracking.telling.tables.enterprises import behind_table, doubts_table, no_union_table, silent_table
from tracking.telling.tables.evidence import carrier_text, evidence_archive, evidence_table, lacking_table
from tracking.telling.tables.export import csv_of, csv_text, excel_of
from tracking.telling.tables.files import files_table, kind_text, verdict_counts_text, verdict_text, whose_text
from tracking.telling.tables.foundings import (
    cases_table,
    founded_table,
    founding_changes_table,
    places_table,
    steps_table,
)
from tracking.telling.tables.indicators import indicators_table, reporters_text
from tracking.telling.tables.log import WHAT_WORDS, change_log_table, then_and_now_table
from tracking.telling.tables.plan import (
    BY_WORDS,
    OVER_WORDS,
    effect_table,
    effect_text,
    levels_table,
    parts_table,
    parts_text,
    phasing_text,
    stored_text,
    touched_table,
    versions_table,
)
from tracking.telling.tables.progress_tables import (
    breakdown_table,
    figures_table,
    path_points,
    path_table,
    plan_text,
    planned_rows,
    unplanned_table,
)
from tracking.telling.tables.records import (
    NOT_ACCEPTED,
    answers_table,
    cell_text,
    history_table,
    local_times,
    origins_table,
    records_table,
    tell_cell,
    told_cells_table,
)
from tracking.telling.tables.scoring import marks_table, objections_table, score_sheet_table, scores_table
from tracking.telling.tables.side_by_side import (
    one_target_table,
    order_of,
    reached_text,
    side_by_side_table,
    spread_text,
    tell_reached,
)
from tracking.telling.tables.told import (
    Told,
    in_words,
    tell_amount,
    tell_count_of,
    tell_day,
    tell_gap,
    tell_in_order,
    tell_part,
    tell_quarter,
    tell_row_status,
    tell_share,
)
