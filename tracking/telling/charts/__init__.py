"""Progress table → what is drawn: Plotly figures, and the rows of the overview."""

from tracking.telling.charts.contracts import contract_timeline
from tracking.telling.charts.enterprises import heat_map, pareto
from tracking.telling.charts.foundings import founding_funnel
from tracking.telling.charts.progress_charts import (
    CONFIG,
    STATUS_INK,
    parts_of_gap,
    planned_path,
    shortened,
)
from tracking.telling.charts.side_by_side import spread_strip, unit_bars
from tracking.telling.charts.target_rows import paths_of, target_rows
