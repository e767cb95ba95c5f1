"""Progress: what was done against what is due, and the verdict. The arithmetic of domain §6, on tables."""

from tracking.progress.judge import judge
from tracking.progress.load import load_progress, load_quarters
from tracking.progress.table import COLUMNS, with_names

__all__ = ["COLUMNS", "judge", "load_progress", "load_quarters", "with_names"]
