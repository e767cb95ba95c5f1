"""How many enterprises got how far on the way to a union, as a funnel."""

import pandas as pd
import plotly.graph_objects as go

from tracking.language import _
from tracking.registers import LISTED
from tracking.telling import step_text
from tracking.telling.charts.progress_charts import ACCENT, FONT, INK, safe

ROW, FRAME = 44, 60  # pixels


def founding_funnel(reached: pd.DataFrame, title: str) -> go.Figure:
    """``reached`` is registers.steps_reached: a bar for each step, with how many took it and the median of the days since the step
    before."""
    rows = reached.to_dict("records")
    names = [_("In the register") if row["step"] == LISTED else step_text(row["step"]) for row in rows]
    texts = [_in_words(row) for row in rows]
    figure = go.Figure(
        go.Funnel(
            y=[safe(name) for name in names], x=[row["count"] for row in rows], text=[safe(text) for text in texts],
            textinfo="text", textposition="auto", marker={"color": ACCENT}, connector={"fillcolor": "#EBF0EF"},
            hovertemplate="%{y}: %{text}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=FRAME + ROW * len(rows), margin={"l": 8, "r": 8, "t": 40, "b": 8},
        font={"family": FONT, "size": 12, "color": INK}, plot_bgcolor="white",
        yaxis={"automargin": True, "fixedrange": True}, xaxis={"fixedrange": True},
    )  # fmt: skip
    return figure


def _in_words(row: dict) -> str:
    count = _("{count} enterprises", count=row["count"])
    if pd.isna(row["median_days"]):
        return count
    return _("{what}, after {days} days", what=count, days=round(row["median_days"]))
