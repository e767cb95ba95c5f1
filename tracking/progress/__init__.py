"""Adding up and judging: from cells to the progress table."""

from tracking.progress.duty import load_duties
from tracking.progress.judge import (
    ACHIEVED,
    BEHIND,
    BEHIND_PACE,
    BEHIND_STATUSES,
    FAR_BEHIND,
    MISSED,
    ON_PACE,
    SLIGHT,
    SLIGHTLY_BEHIND,
)
from tracking.progress.load import load_progress, load_quarters
from tracking.progress.parts import split_whole, sum_of_parts
from tracking.progress.phasing import own_rhythm, phasing_share
from tracking.progress.source import Source
from tracking.progress.table import COLUMNS, with_names
from tracking.progress.unfinished import has_begun, has_ended, judged_today
