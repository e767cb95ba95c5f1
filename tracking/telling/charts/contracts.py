"""The contracts of an enterprise as a time line: one row for each kind, a bar from the first day of each to its last."""

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from tracking.language import _
from tracking.registers import KINDS
from tracking.telling import contract_state_text, contract_text, day_text
from tracking.telling.charts.progress_charts import ACCENT, FONT, INK, TRACK, safe

OVER = "#C3CECB"  # of a contract that does not hold today
DAY = 86_400_000  # milliseconds
ROW, FRAME = 34, 66  # pixels


def contract_timeline(found: pd.DataFrame, today: date, title: str) -> go.Figure:
    """``found`` are contracts of one enterprise (registers.contracts_of); those in force are drawn dark, a line is today."""
    kinds = [kind for kind in KINDS if kind in set(found["kind"])]
    names = [contract_text(kind) for kind in kinds]
    figure = go.Figure()
    for row in found.to_dict("records"):
        first, last = pd.Timestamp(row["valid_from"]), pd.Timestamp(row["until"])
        if not pd.isna(row["ended_on"]):
            last = min(last, pd.Timestamp(row["ended_on"]))
        holds = first <= pd.Timestamp(today) <= last
        span = f"{day_text(first)} – {day_text(last)}"
        figure.add_bar(
            base=[first], x=[(last - first).days * DAY + DAY], y=[contract_text(row["kind"])], orientation="h",
            marker={"color": ACCENT if holds else OVER, "line": {"color": "white", "width": 2}}, width=0.56, showlegend=False,
            hovertext=[f"<b>{safe(contract_text(row['kind'], row['extent']))}</b><br>{span}<br>{safe(contract_state_text(row['state']))}"],
            hovertemplate="%{hovertext}<extra></extra>", text=[day_text(last)], textposition="inside", insidetextanchor="end",
            textfont={"color": "white" if holds else INK, "size": 11}, constraintext="inside",
        )  # fmt: skip
    figure.add_vline(x=pd.Timestamp(today).to_pydatetime(), line={"color": INK, "width": 1.5, "dash": "dot"})
    figure.add_annotation(
        x=pd.Timestamp(today).to_pydatetime(),
        y=1,
        yref="paper",
        yanchor="bottom",
        showarrow=False,
        text=safe(_("today")),
    )
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=FRAME + ROW * max(len(kinds), 1), margin={"l": 8, "r": 8, "t": 40, "b": 24}, barmode="overlay",
        font={"family": FONT, "size": 12, "color": INK}, plot_bgcolor="white",
        xaxis={"type": "date", "tickformat": "%Y", "dtick": "M12", "gridcolor": TRACK, "fixedrange": True},
        yaxis={"categoryorder": "array", "categoryarray": [safe(name) for name in reversed(names)], "automargin": True, "fixedrange": True},
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"family": FONT, "size": 12, "color": INK}},
    )  # fmt: skip
    return figure
