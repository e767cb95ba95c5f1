"""What people read: figures, what needs attention, whom to phone and what to say."""

from tracking.telling.attention import Attention, a_few_of, pace_ratio, sentences_for
from tracking.telling.calendar_file import calendar_of
from tracking.telling.calls import (
    before_its_period,
    behind_rows,
    enterprises_behind,
    explained_text,
    has_lapsed,
    is_commitment,
    is_undone,
    lapse_doubt,
    lapsed_text,
    peers_text,
    several,
    strip_text,
    task_text,
    times_text,
    with_held,
    wrong_text,
)
from tracking.telling.contracts import (
    CONTRACT_ICONS,
    contract_state_text,
    contract_text,
    contracts_attention,
    left_text,
)
from tracking.telling.figures import (
    amount_text,
    baseline_mark,
    brief_union,
    completion_text,
    counted_reasons,
    coverage_text,
    day_text,
    done_of_target_text,
    elapsed_text,
    exempt_text,
    exemption_text,
    figure_key,
    forecast_text,
    gap_text,
    is_cap,
    legend_text,
    measure_text,
    name_with_period,
    number_text,
    part_name,
    percent_text,
    period_text,
    row_coverage_text,
    row_status_text,
    short_coverage_text,
    short_gap_text,
    small_share_text,
    status_text,
    target_key,
    to_date_text,
)
from tracking.telling.finding import Findable, found_by, is_like
from tracking.telling.foundings import STEP_ICONS, foundings_text, step_text, steps_text, stuck_text
from tracking.telling.glossary import glossary, help_for
from tracking.telling.scoring import (
    figures_text,
    more_text,
    place_text,
    points_text,
    team_text,
    why_text,
)
from tracking.telling.side_by_side import SideBySide, Spread, compare_units, compared, part_rows, spread_of
from tracking.telling.unit_quarter import UnitQuarter
from tracking.telling.verdict import BEHIND, COMING, HELD, SLIGHT, UNKNOWN, Verdict, verdict_of, verdict_text
