"""Enterprises → figures: where the gap lies (Pareto), and enterprise × indicator as a map of statuses."""

import pandas as pd
import plotly.graph_objects as go

from tracking.catalogue import words
from tracking.language import _, name_of
from tracking.progress import BEHIND_STATUSES, SEVERITY
from tracking.rows import Row
from tracking.telling import percent_text, row_status_text, wrong_text
from tracking.telling.charts.progress_charts import ACCENT, COLOURS, FAINT, FONT, INK, TRACK, safe, shortened
from tracking.words import STATUS_ICONS

MOST_BARS = 20
DARK = {"achieved", "on_pace", "slightly_behind", "far_behind", "missed", "behind"}


def pareto(ranked: pd.DataFrame, title: str) -> go.Figure:
    """Bars: each enterprise's share of the gap; line: the shares so far; hovering shows the parts of its lag index.

    ``ranked`` has name, contribution, index and formula (calls.index_formulas), the largest first.
    """
    total, ranked = len(ranked), ranked.head(MOST_BARS)
    names, contribution = ranked["name"].tolist(), ranked["contribution"].tolist()
    so_far = pd.Series(contribution).cumsum().tolist()
    places = list(range(len(names)))
    texts = [
        f"<b>{safe(name)}</b><br>{_('{share} of the gap', share=percent_text(share, 1))}"
        f"<br>{_('the first {count}: {share}', count=place + 1, share=percent_text(sum_, 1))}"
        f"<br>{_('lag index {index}', index=f'{index:.2f}')} = {'<br>+ '.join(map(safe, formula.split(' + ')))}"
        for place, (name, share, sum_, index, formula) in enumerate(
            zip(names, contribution, so_far, ranked["index"], ranked["formula"], strict=True)
        )
    ]
    hover = {"hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>", "showlegend": False}
    figure = go.Figure()
    figure.add_bar(x=places, y=contribution, marker_color=ACCENT, **hover)
    figure.add_scatter(
        x=places, y=so_far, mode="lines+markers", line={"color": INK, "width": 1.5}, marker={"size": 4}, **hover
    )
    if total > MOST_BARS:
        title += _(" (the first {count} of {total})", count=MOST_BARS, total=total)
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=226,
        margin={"l": 40, "r": 8, "t": 30, "b": 74},
        font={"family": FONT, "size": 11, "color": INK},
        plot_bgcolor="white",
        bargap=0.25,
        xaxis={
            "tickvals": places,
            "ticktext": [safe(shortened(brief(name), 13)) for name in names],
            "tickangle": -50,
            "fixedrange": True,
        },
        yaxis={"range": [0, 1.04], "tickformat": ".0%", "dtick": 0.5, "gridcolor": TRACK, "fixedrange": True},
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"family": FONT, "size": 12, "color": INK}},
    )
    return figure


def brief(name: str) -> str:
    """A firm's name without what all firms' names end with."""
    endings = (ending for ending in words()["company"] if name.endswith(ending) and name != ending)
    return name.removesuffix(next(endings, ""))


def heat_map(rows: pd.DataFrame, names: dict[str, str], title: str) -> go.Figure:
    """One square per enterprise and indicator: colour and icon of its status; clicked, it gives both codes.

    ``rows`` are progress-table rows of single targets with name and name_en; ``names`` gives the enterprises to show, in
    their order. Where an enterprise has two targets of an indicator the worse one is shown.
    """
    shown = rows[rows["unit"].isin(names)].assign(order=rows["status"].map(SEVERITY).fillna(9))
    shown = shown.sort_values("order", kind="stable").drop_duplicates(["unit", "indicator"])
    columns = shown.sort_values("position").drop_duplicates("indicator")
    across = {code: place for place, code in enumerate(columns["indicator"])}
    down = {unit: place for place, unit in enumerate(names)}
    found = shown.to_dict("records")
    figure = go.Figure(
        go.Scatter(
            x=[across[row["indicator"]] for row in found],
            y=[down[row["unit"]] for row in found],
            mode="markers+text",
            marker={"symbol": "square", "size": 21, "color": [COLOURS[row["status"]] for row in found]},
            text=[STATUS_ICONS[row["status"]] for row in found],
            textfont={"size": 13, "color": ["white" if row["status"] in DARK else INK for row in found]},
            customdata=[[row["unit"], row["indicator"]] for row in found],
            hovertext=[_hover(row, names[row["unit"]]) for row in found],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
            unselected={"marker": {"opacity": 1}},
        )
    )
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=150 + 25 * len(names),
        width=200 + 84 * max(len(across), 3),
        margin={"l": 170, "r": 60, "t": 110, "b": 8},
        font={"family": FONT, "size": 12, "color": INK},
        plot_bgcolor="white",
        xaxis={
            "side": "top", "tickvals": list(across.values()), "range": [-0.6, max(len(across), 3) - 0.4],
            "ticktext": [safe(shortened(name_of(row), 18)) for row in columns.to_dict("records")],
            "tickangle": -25, "showgrid": False, "zeroline": False, "fixedrange": True,
        },
        yaxis={
            "tickvals": list(down.values()), "ticktext": [safe(shortened(brief(name), 22)) for name in names.values()],
            "range": [len(names) - 0.4, -0.6], "gridcolor": TRACK, "zeroline": False, "fixedrange": True,
        },
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"family": FONT, "size": 12, "color": INK}},
        dragmode=False,
        clickmode="event+select",
    )  # fmt: skip
    figure.update_xaxes(tickfont={"color": FAINT})
    return figure


def _hover(row: Row, name: str) -> str:
    what = wrong_text(row) if row["status"] in BEHIND_STATUSES else name_of(row)
    return f"<b>{safe(name)}</b><br>{safe(what)}<br>{safe(row_status_text(row))}"
