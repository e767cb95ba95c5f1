"""Progress table → Plotly figures."""

from tracking.telling.charts.enterprises import heat_map, pareto
from tracking.telling.charts.progress_charts import (
    CONFIG,
    STATUS_INK,
    bullet_rows,
    parts_of_gap,
    planned_path,
    shortened,
)
from tracking.telling.charts.side_by_side import spread_strip, unit_bars
