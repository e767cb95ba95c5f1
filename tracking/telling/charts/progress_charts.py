"""Progress table → figures: a bullet a target, the path of one indicator, what each part adds."""

from html import escape

import pandas as pd
import plotly.graph_objects as go

from tracking.language import _, name_of
from tracking.rows import Row
from tracking.telling import (
    amount_text,
    completion_text,
    gap_text,
    part_name,
    period_text,
    row_coverage_text,
    row_status_text,
    status_text,
)

WIDEST = 26  # letters beside a bar, Chinese ones counted twice
COLOURS = {
    "achieved": "#0b5d3b",
    "on_pace": "#2e8f5b",
    "slightly_behind": "#3c72b8",
    "behind": "#c97f00",
    "far_behind": "#b3261e",
    "missed": "#7d1f1a",
    "not_reported": "#8d9a97",
    "not_due": "#b4c0bd",
    "no_target": "#b4c0bd",
    "exempt": "#b4c0bd",
}
# The colours of the words: those of the areas, darker where words would be hard to read.
STATUS_INK = COLOURS | {"on_pace": "#237849", "behind": "#9a6100"} | dict.fromkeys(
    ("not_reported", "not_due", "no_target", "exempt"), "#60706c"
)  # fmt: skip
INK, FAINT, TRACK, ACCENT = "#1d2b28", "#60706c", "#ebf0ef", "#0f6b6b"
FONT = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
CONFIG = {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False}
LONGEST = 1.06


def safe(text: str) -> str:
    """A text in which nothing counts as markup. (Plotly does not know &quot;, and needs no quotes escaped.)"""
    return escape(text, quote=False)


def shortened(name: str, longest: int = WIDEST) -> str:
    """A name that fits beside a bar; Chinese letters count twice."""
    for place in range(1, len(name) + 1):
        if _width(name[:place]) > longest:
            return name[: place - 1] + "…"
    return name


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def share_of_target(row: Row, column: str) -> float | None:
    """How far along the track from baseline (or 0) to target a figure lies."""
    value, target = row[column], row["target"]
    if pd.isna(value) or pd.isna(target):
        return None
    if (
        row["comparator"] == "at_most"
        and row["kind"] == "stock"
        and pd.notna(row["baseline"])
        and row["baseline"] > target
    ):
        return max(0.0, (row["baseline"] - value) / (row["baseline"] - target))
    return max(0.0, value / target) if target else float(value > 0)


def lines_of(row: Row) -> list[str]:
    """Every figure behind one bar, in lines, the name and the status first."""
    measure = row["measure"]
    lines = [
        f"{name_of(row)} · {row_status_text(row)}",
        _(
            "done {actual}, target {target}",
            actual=amount_text(row["actual"], measure),
            target=amount_text(row["target"], measure),
        ),
        _(
            "due by now {due}, against due {gap}",
            due=amount_text(row["due"], measure),
            gap=gap_text(row["gap"], measure),
        ),
        _("completion {share}", share=completion_text(row)),
        period_text(row["period_start"], row["due_date"]),
        row_coverage_text(row),
    ]
    if why := _why_so_judged(row):
        lines.append(why)
    if row["high_status"] != row["status"]:
        lines.append(_("if the missing were at their due: {status}", status=status_text(row["high_status"])))
    if row["measure"] == "%":
        lines.insert(1, _("{part} of {whole}", part=part_name(row, "numerator"), whole=part_name(row, "denominator")))
    return lines


def _why_so_judged(row: Row) -> str:
    """Why a bar beyond its tick can be behind, or one short of it on pace."""
    if row["comparator"] == "at_most":
        return _("may not be exceeded: less is better")
    return _("about the target: a little less or more holds, too") if row["comparator"] == "about" else ""


def hover_of(row: Row) -> str:
    """Every figure behind one bar, in lines of Plotly's markup."""
    first, *lines = map(safe, lines_of(row))
    name, status = first.rsplit(" · ", 1)
    return "<br>".join([f"<b>{name}</b> · {status}", *lines])


def planned_path(points: pd.DataFrame, title: str, measure: str) -> go.Figure:
    """The cumulative figure of one indicator against its planned path and last year's.

    ``points`` has one row per quarter: label, due, actual, last_year, and status; rates as fractions of 1.
    """
    figure = go.Figure()
    scale = 100 if measure == "%" else 1
    unit = "%" if measure == "%" else measure
    labels = points["label"].tolist()

    def line(column: str, name: str, colour: str, dash: str, symbol: str, size: int = 8) -> None:
        texts = [amount_text(value, measure) for value in points[column]]
        figure.add_scatter(
            x=labels, y=points[column] * scale, name=name, mode="lines+markers", text=texts,
            line={"color": colour, "dash": dash, "width": 2 if dash != "solid" else 3},
            marker={"symbol": symbol, "size": size, "color": colour},
            hovertemplate=f"{name}: %{{text}}<extra></extra>",
        )  # fmt: skip

    line("due", _("planned path"), INK, "dash", "line-ew-open")
    line("last_year", _("last year"), "#9aa7a4", "dot", "circle-open", 7)
    line("actual", _("done"), ACCENT, "solid", "circle")
    target = points["target"].dropna()
    if len(target):
        figure.add_hline(y=target.iloc[-1] * scale, line={"color": "#b4c0bd", "width": 1})
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=290,
        margin={"l": 52, "r": 24, "t": 34, "b": 0},
        font={"family": FONT, "size": 12, "color": INK},
        plot_bgcolor="white",
        legend={"orientation": "h", "y": -0.16, "x": 0},
        xaxis={"type": "category", "fixedrange": True},
        yaxis={
            "rangemode": "tozero",
            "gridcolor": "#ebf0ef",
            "ticksuffix": unit if unit == "%" else "",
            "fixedrange": True,
        },
        hovermode="x unified",
    )
    return figure


def parts_of_gap(parts: pd.DataFrame, title: str) -> go.Figure:
    """What each unit adds to a total, the largest first: bars with their figure. ``parts``: name, actual, text, status."""
    names = [safe(name) for name in parts["name"]]
    figure = go.Figure(
        go.Bar(
            x=parts["actual"],
            y=list(range(len(parts))),
            orientation="h",
            hovertext=names,
            text=parts["text"],
            textposition="outside",
            cliponaxis=False,
            marker_color=[COLOURS[status] for status in parts["status"]],
            hovertemplate="%{hovertext}: %{text}<extra></extra>",
        )
    )
    figure.update_layout(
        title={"text": safe(title), "font": {"size": 13}, "x": 0, "xanchor": "left"},
        height=60 + 26 * max(len(parts), 2),
        margin={"l": 90, "r": 100, "t": 34, "b": 0},
        font={"family": FONT, "size": 12, "color": INK},
        plot_bgcolor="white",
        xaxis={"visible": False, "fixedrange": True},
        yaxis={
            "autorange": "reversed",
            "fixedrange": True,
            "tickvals": list(range(len(parts))),
            "ticktext": [safe(shortened(name, 24)) for name in parts["name"]],
        },
    )
    return figure
