"""Acts on record: quarters closed, exemptions, follow-ups, due days, files taken back."""

from tracking.decisions.closing import (
    Seen,
    Snapshot,
    changes_since,
    clock_set_back,
    close_quarter,
    closings_of,
    open_before,
    reopen_quarter,
    results_then_and_now,
    seen_of,
    snapshots_of,
    submission_before,
)
from tracking.decisions.due_days import REPORT_WORDS, due_day_set, is_put_off, report_due_of, reports_of, set_due_day
from tracking.decisions.exemption import (
    OPEN_END,
    exempt_enterprises,
    exempt_from_indicator,
    exemptions_of,
    newest_exemption,
    record_exemption,
    withdraw_exemption,
)
from tracking.decisions.follow_up import (
    CONTACTS,
    PROMISE_ICONS,
    PROMISE_WORDS,
    REASONS,
    follow_ups_of,
    record_follow_ups,
    subject_words,
    withdraw_follow_up,
)
from tracking.decisions.taking_back import KINDS, preview_taking_back, take_back
from tracking.decisions.working_days import move_day, moved_days, newest_moved_day, working_day_from
