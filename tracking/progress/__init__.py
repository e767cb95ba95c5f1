"""Progress: what was done against what is due, and the verdict. The arithmetic of domain §6, on tables."""

from tracking.progress.judge import judge
from tracking.progress.table import COLUMNS, load_progress, with_names

__all__ = ["COLUMNS", "judge", "load_progress", "with_names"]
