"""Tables → Plotly figures. Status colours mean status and nothing else; each has an icon and a word too."""

from tracking.telling.charts.enterprises import heat_map, pareto
from tracking.telling.charts.progress_charts import (
    ACCENT,
    COLOURS,
    CONFIG,
    INK,
    LONGEST,
    STATUS_INK,
    hover_of,
    parts_of_gap,
    planned_path,
    share_of_target,
    shortened,
)

__all__ = [
    "ACCENT",
    "COLOURS",
    "CONFIG",
    "INK",
    "LONGEST",
    "STATUS_INK",
    "heat_map",
    "hover_of",
    "pareto",
    "parts_of_gap",
    "planned_path",
    "share_of_target",
    "shortened",
]
