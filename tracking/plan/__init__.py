"""What a plan means: the share of a target that is due on a day, and the parts of a whole."""

from tracking.plan.parts import left_behind, split_whole, sum_of_parts
from tracking.plan.phasing import elapsed_share, own_rhythm, phasing_share

__all__ = ["elapsed_share", "left_behind", "own_rhythm", "phasing_share", "split_whole", "sum_of_parts"]
