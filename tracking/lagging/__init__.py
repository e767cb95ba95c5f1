"""Lagging: who is behind and by how much, since when, beside whom, who promised what, and what looks too good to be true."""

from tracking.lagging.doubts import worth_a_look
from tracking.lagging.history import (
    QUARTERS,
    history_from,
    load_history,
    made_good,
    promised_tables,
    quarters_to,
    streaks,
    strips,
)
from tracking.lagging.lists import (
    behind_of,
    enterprises_not_reported,
    idle_units,
    needs_a_push,
    without_union,
)
from tracking.lagging.peers import SIZE_STARTS, beside_peers, size_band
from tracking.lagging.promises import (
    BROKEN,
    DUE_SOON,
    EVERYTHING,
    OPEN,
    OVERDUE,
    REPORT,
    STATES,
    WAITING,
    judge_promises,
    kept_rate,
    reasons_of,
)
from tracking.lagging.ranking import ORDERS, due_targets, few_that_explain, in_order, node_behind_in, rank_enterprises
from tracking.lagging.unsplit import adds_per_hundred, behind_without_parts, has_parts
