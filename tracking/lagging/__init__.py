"""Lagging: who is behind and by how much, since when, beside whom, who promised what, and what looks too good to be true."""

from tracking.lagging.doubts import worth_a_look
from tracking.lagging.history import QUARTERS, history_of, made_good, streaks, strips
from tracking.lagging.lists import behind_of, contracts_ending, enterprises_not_reported, idle_units, without_union
from tracking.lagging.peers import beside_peers, size_band
from tracking.lagging.promises import STATES, WAITING, judge_promises, kept_rate, reasons_of
from tracking.lagging.ranking import ORDERS, due_targets, few_that_explain, in_order, node_behind_in, rank_enterprises

__all__ = [
    "ORDERS",
    "QUARTERS",
    "STATES",
    "WAITING",
    "behind_of",
    "beside_peers",
    "contracts_ending",
    "due_targets",
    "enterprises_not_reported",
    "few_that_explain",
    "history_of",
    "idle_units",
    "in_order",
    "judge_promises",
    "kept_rate",
    "made_good",
    "node_behind_in",
    "rank_enterprises",
    "reasons_of",
    "size_band",
    "streaks",
    "strips",
    "without_union",
    "worth_a_look",
]
