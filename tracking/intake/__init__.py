"""A file, or a figure typed by hand → a preview → the store, all or nothing."""

from tracking.intake.baselines import baselines_asked, without_baseline
from tracking.intake.comparing import Preview
from tracking.intake.correction import cell_now, preview_correction, store_correction
from tracking.intake.differences import target_changes, unit_changes
from tracking.intake.drop import Choices, Drop, File, Found
from tracking.intake.findings import every_finding, findings_about
from tracking.intake.first_units import list_of_units, proposed_units, store_first_units, store_typed
from tracking.intake.founded import confirm_founded, figures_of_founded
from tracking.intake.holding_back import HELD_BACK
from tracking.intake.known import forget_answer, known_to
from tracking.intake.locked import locks_of
from tracking.intake.own import begin_union, open_own
from tracking.intake.own_indicators import newest_indicators, own_indicators, record_indicator
from tracking.intake.preview import (
    latest_quarter,
    open_questions,
    prepare_store,
    preview_book,
    preview_file,
    store_preview,
)
from tracking.intake.storing import Done, store_clean, store_seen
from tracking.intake.verdicts import VERDICTS, Verdict, counts_without_dashes, is_stored, verdicts_in
