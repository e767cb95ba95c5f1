"""The verdicts on a target and the rule for each: who is behind, and how far. The limits are one city's yellow and red."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

EXEMPT, NO_TARGET, ACHIEVED, MISSED, NOT_REPORTED = "exempt", "no_target", "achieved", "missed", "not_reported"
NOT_DUE, ON_PACE, SLIGHTLY_BEHIND, BEHIND_PACE, FAR_BEHIND = (
    *("not_due", "on_pace", "slightly_behind"),
    *("behind", "far_behind"),
)
STATUSES = (
    *(EXEMPT, NO_TARGET, ACHIEVED, MISSED, NOT_REPORTED, NOT_DUE),
    *(ON_PACE, SLIGHTLY_BEHIND, BEHIND_PACE, FAR_BEHIND),
)
BEHIND_STATUSES = (MISSED, FAR_BEHIND, BEHIND_PACE, SLIGHTLY_BEHIND)  # the worst first
SEVERITY = {status: place for place, status in enumerate(BEHIND_STATUSES)}

# at most so many per cent of what is due, and points of the whole target
SLIGHT_WITHIN = (20, 10)
BEHIND_WITHIN = (60, 30)


@dataclass(frozen=True)
class Standing:
    """What is known of every target that is judged, all [row]; judge.Measured finds it out.

    ``silent``: nobody said anything that counts. ``nothing_is_due``: no shortage is possible yet. ``shortage`` is how far the
    actual is on the wrong side of what is due, ``of_due`` and ``of_target`` what it is measured against: what is due since the
    start, and the whole way from the baseline to the target; all three whole numbers over the same denominator.
    ``one_is_missing``: the shortage is a single enterprise, person, agreement … and no money or share.
    """

    exempt: np.ndarray
    no_target: np.ndarray
    achieved: np.ndarray
    due_date_reached: np.ndarray
    target_not_met: np.ndarray
    silent: np.ndarray
    nothing_is_due: np.ndarray
    nothing_was_done: np.ndarray
    shortage: np.ndarray
    of_due: np.ndarray
    of_target: np.ndarray
    one_is_missing: np.ndarray


def verdicts(s: Standing) -> pd.api.extensions.ExtensionArray:
    """The status of every row: the first rule that holds, else far behind.

    Slightly behind is a shortage of at most 20 % of what is due since the start, and of 10 points of the whole target; behind at
    most 60 % and 30 points, or a single one that is missing before the due date; more is far behind. What a verdict becomes
    while the quarter still runs, unfinished.judged_today says.
    """
    rules = [
        (s.exempt, EXEMPT),
        (s.no_target, NO_TARGET),
        (s.achieved, ACHIEVED),
        (s.due_date_reached & s.target_not_met, MISSED),
        (s.silent & ~s.nothing_is_due, NOT_REPORTED),
        ((s.silent | s.nothing_was_done) & s.nothing_is_due, NOT_DUE),
        (s.shortage == 0, ON_PACE),
        (_within(s, *SLIGHT_WITHIN), SLIGHTLY_BEHIND),
        (_within(s, *BEHIND_WITHIN) | (s.one_is_missing & ~s.due_date_reached), BEHIND_PACE),
    ]
    found = np.select([rule for rule, _name in rules], range(len(rules)), len(rules))
    return pd.array([*(name for _rule, name in rules), FAR_BEHIND], dtype="str").take(found)


def _within(s: Standing, of_due: int, of_target: int) -> np.ndarray:
    """Whether the shortage is at most so many per cent of what is due, and so many points of the target."""
    return (s.shortage * 100 <= of_due * s.of_due) & (s.shortage * 100 <= of_target * s.of_target)
