"""Units side by side → figures: a bar for each in one target, and how all of them are spread."""

import pandas as pd
import plotly.graph_objects as go

from tracking.catalogue import PERCENT
from tracking.language import _
from tracking.rows import Row
from tracking.telling import SideBySide, Spread, brief_union, name_with_period, percent_text
from tracking.telling.charts.progress_charts import (
    ACCENT,
    COLOURS,
    FAINT,
    FONT,
    INK,
    LONGEST,
    STATUS_INK,
    TRACK,
    hover_of,
    safe,
    share_of_target,
    shortened,
)
from tracking.telling.tables import tell_reached

ROW, HEAD = 19, 30  # pixels
UNJUDGED = "#8fb5b3"  # of a bar without a target of its own
LONGEST_NAME = 14  # letters, Chinese ones counted twice
BAND = "#dfeceb"
HOVER = {"align": "left", "bgcolor": "white", "font": {"family": FONT, "size": 12, "color": INK}}


def unit_bars(found: SideBySide, key: str, units: list[str]) -> go.Figure:
    """A bar for each unit, in the order given: done, the tick what is due by now, the end of the track its target. Of a rate
    without a target of its own the bar is the rate, and a dotted line the target of the node above."""
    rows = found.parts[key].set_index("unit", drop=False).loc[units].to_dict("records")
    names = found.overall.set_index("unit")["name"]
    heights = list(range(len(rows), 0, -1))
    lengths = [None if row["status"] == "not_reported" else _length(row, "actual") for row in rows]
    told = [tell_reached(row) for row in rows]
    hover = [f"<b>{safe(names[row['unit']])}</b><br>" + (hover_of(row) if isinstance(row["status"], str) else _("nothing of this")) for row in rows]  # fmt: skip
    figure = go.Figure()
    bars = {"y": heights, "orientation": "h", "width": 0.66, "showlegend": False, "customdata": units}
    figure.add_bar(x=[1.0] * len(rows), marker_color=TRACK, hovertext=hover, hovertemplate="%{hovertext}<extra></extra>",
                   **bars)  # fmt: skip
    figure.add_bar(
        x=[min(length or 0, LONGEST) for length in lengths],
        marker_color=[_colour(row) for row in rows],
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
        **bars,
    )
    labels = [
        _word(1.1, height, safe(cell.words), STATUS_INK.get(cell.status or "no_target", INK), "left")
        for height, cell in zip(heights, told, strict=True)
    ]
    labels += [
        _word(-0.03, height, safe(shortened(brief_union(names[row["unit"]]), LONGEST_NAME)), INK, "right")
        for height, row in zip(heights, rows, strict=True)
    ]
    figure.update_layout(
        title={"text": safe(shortened(name_with_period(found.rows[key]), 34)), "font": {"size": 12}, "x": 0.02,
               "xanchor": "left", "y": 1, "yanchor": "top", "yref": "container", "pad": {"t": 6}},
        annotations=labels, shapes=[*_ticks(rows, heights), *_goal(found.rows[key], rows, len(rows))],
        barmode="overlay", height=HEAD + ROW * len(rows) + 6, margin={"l": 0, "r": 0, "t": HEAD, "b": 4},
        font={"family": FONT, "size": 12, "color": INK}, plot_bgcolor="white", hoverlabel=HOVER, clickmode="event+select",
        xaxis={"range": [-0.72, 1.75], "visible": False, "fixedrange": True},
        yaxis={"range": [0.4, len(rows) + 0.6], "visible": False, "fixedrange": True}, dragmode=False,
    )  # fmt: skip
    figure.update_traces(unselected={"marker": {"opacity": 1}})
    return figure


def _colour(row: Row) -> str:
    return UNJUDGED if row["status"] == "no_target" else COLOURS.get(row["status"], TRACK)


def _length(row: Row, column: str) -> float | None:
    if row["measure"] == PERCENT and pd.isna(row["target"]):
        return None if pd.isna(row[column]) else float(row[column])
    return share_of_target(row, column)


def _ticks(rows: list[dict], heights: list[int]) -> list[dict]:
    line = {"color": INK, "width": 2}
    dues = [(height, share_of_target(row, "due")) for height, row in zip(heights, rows, strict=True)]
    return [
        {"type": "line", "x0": min(due, LONGEST), "x1": min(due, LONGEST), "y0": y - 0.42, "y1": y + 0.42, "line": line}
        for y, due in dues
        if due
    ]


def _goal(node: Row, rows: list[dict], count: int) -> list[dict]:
    """The target of the node above, where its units have none for a rate."""
    if node["measure"] != PERCENT or pd.isna(node["target"]) or any(pd.notna(row["target"]) for row in rows):
        return []
    line = {"color": FAINT, "width": 1.5, "dash": "dot"}
    return [{"type": "line", "x0": node["target"], "x1": node["target"], "y0": 0.5, "y1": count + 0.5, "line": line}]


def _word(x: float, y: float, text: str, colour: str, anchor: str) -> dict:
    font = {"color": colour, "size": 11}
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": anchor, "yanchor": "middle", "font": font}


def spread_strip(found: SideBySide, key: str, spread: Spread, title: str) -> go.Figure:
    """A dot for each unit along what it reached, the middle half as a band, the middle one as a line; who is far off is named."""
    parts = found.parts[key]
    parts = parts[parts["reached"].notna()]
    names = found.overall.set_index("unit")["name"]
    rows = parts.to_dict("records")
    far = {*spread.low, *spread.high}
    figure = go.Figure(
        go.Scatter(
            x=parts["reached"],
            y=[0] * len(parts),
            mode="markers+text",
            customdata=parts["unit"],
            marker={"size": 13, "color": [_colour(row) for row in rows], "line": {"color": "white", "width": 1},
                    "opacity": 0.85},
            text=[safe(shortened(brief_union(names[row["unit"]]), LONGEST_NAME)) if row["unit"] in far else "" for row in rows],
            textposition=["top center" if number % 2 else "bottom center" for number in range(len(rows))],
            hovertext=[f"<b>{safe(names[row['unit']])}</b><br>{hover_of(row)}" for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
            unselected={"marker": {"opacity": 0.85}},
        )
    )  # fmt: skip
    figure.add_shape(type="rect", x0=spread.lower, x1=spread.upper, y0=-0.5, y1=0.5, fillcolor=BAND, line_width=0,
                     layer="below")  # fmt: skip
    figure.add_shape(type="line", x0=spread.middle, x1=spread.middle, y0=-0.5, y1=0.5,
                     line={"color": ACCENT, "width": 2}, layer="below")  # fmt: skip
    figure.add_annotation(x=spread.middle, y=-0.5, yanchor="top", showarrow=False, font={"color": ACCENT, "size": 11},
                          text=_("middle {share}", share=percent_text(spread.middle, 1)))  # fmt: skip
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"}, height=140,
        margin={"l": 8, "r": 8, "t": 34, "b": 30}, font={"family": FONT, "size": 11, "color": INK}, plot_bgcolor="white",
        xaxis={"tickformat": ".0%", "gridcolor": TRACK, "zeroline": False, "fixedrange": True, "side": "bottom"},
        yaxis={"range": [-0.95, 0.95], "visible": False, "fixedrange": True}, hoverlabel=HOVER,
    )  # fmt: skip
    return figure
