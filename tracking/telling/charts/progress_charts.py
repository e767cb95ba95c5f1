"""Progress table → figures: a bullet a target, the path of one indicator, what each part adds."""

from html import escape
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from tracking.language import _, current_language, name_of
from tracking.rows import Row
from tracking.telling import (
    amount_text,
    completion_text,
    done_of_target_text,
    gap_text,
    name_with_period,
    part_name,
    period_text,
    row_coverage_text,
    row_status_text,
    short_gap_text,
    status_text,
)
from tracking.words import THEME_SHORT

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


def bullet_rows(rows: pd.DataFrame, title: str, row_height: int = 23) -> go.Figure:
    """One bullet a target: bar = done, tick = due, end of the track = target; themes in order, worst first in each.

    ``rows`` are progress-table rows of one unit with name and name_en.
    """
    figure = go.Figure()
    count = len(rows)
    heights = list(range(count, 0, -1))
    figure.add_bar(
        y=heights, x=[1.0] * count, orientation="h", marker_color=TRACK, width=0.62, hoverinfo="skip", showlegend=False
    )
    shares = [share_of_target(row, "actual") for row in rows.to_dict("records")]
    dues = [share_of_target(row, "due") for row in rows.to_dict("records")]
    colours = [COLOURS[status] for status in rows["status"]]
    figure.add_bar(
        y=heights,
        x=[min(share, LONGEST) if share is not None else 0 for share in shares],
        orientation="h",
        marker_color=colours,
        width=0.62,
        hovertext=[hover_of(row) for row in rows.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    figure.update_layout(
        annotations=_bullet_words(rows, heights, title),
        shapes=[*_due_ticks(heights, dues), *_lines_between_themes(heights, rows["theme"].tolist())],
        barmode="overlay",
        height=row_height * count + 30,
        margin={"l": 0, "r": 0, "t": 24, "b": 4},
        font={"family": FONT, "size": 12, "color": INK},
        plot_bgcolor="white",
        paper_bgcolor="white",
        xaxis={"domain": [0.33, _column(0.5, 0.48)], "range": [0, LONGEST], "visible": False, "fixedrange": True},
        yaxis={"range": [0.4, count + 0.6], "visible": False, "fixedrange": True},
        hoverlabel={"align": "left", "bgcolor": "white", "font": {"family": FONT, "size": 12, "color": INK}},
    )
    return figure


def _due_ticks(heights: list[int], dues: list[float | None]) -> list[dict]:
    line = {"color": INK, "width": 2}
    marks = [
        (height, min(due, LONGEST)) for height, due in zip(heights, dues, strict=True) if due is not None and due > 0
    ]
    return [{"type": "line", "x0": x, "x1": x, "y0": y - 0.42, "y1": y + 0.42, "line": line} for y, x in marks]


def _lines_between_themes(heights: list[int], themes: list[str]) -> list[dict]:
    line = {"color": "#d8dfdd", "width": 1}
    edges = [y + 0.5 for y, (above, below) in zip(heights[1:], pairwise(themes), strict=True) if above != below]
    return [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line} for y in edges]


def _bullet_words(rows: pd.DataFrame, heights: list[int], title: str) -> list[dict]:
    """The words around the bullets. (One list: a figure checks all of them again for every one added singly.)"""
    words = []

    def put(x: float, y: float | None, text: str, colour: str = INK, anchor: str = "left", size: int = 12) -> None:
        above = {"y": 1, "yref": "paper", "yanchor": "bottom"}
        beside = {"y": y, "yref": "y", "yanchor": "middle"}
        font = {"color": colour, "size": size}
        place = {"x": x, "xref": "paper", "xanchor": anchor, **(above if y is None else beside)}
        words.append({"text": text, "showarrow": False, "font": font, **place})

    put(0.0, None, safe(title), FAINT, size=11)
    put(0.33, None, _("bar: done, line: due"), FAINT, size=11)
    put(_column(0.52, 0.49), None, _("status"), FAINT, size=11)
    put(_column(0.64, 0.635), None, _("done / target"), FAINT, size=11)
    put(1.0, None, _("against due"), FAINT, "right", 11)
    theme = None
    for height, row in zip(heights, rows.to_dict("records"), strict=True):
        if row["theme"] != theme:
            theme = row["theme"]
            put(0.0, height, f"<b>{safe(_(THEME_SHORT[theme]))}</b>", ACCENT)
        put(0.32, height, safe(shortened_name(row)), anchor="right")
        put(_column(0.52, 0.49), height, safe(row_status_text(row, reason=False)), COLOURS[row["status"]])
        put(
            _column(0.64, 0.635),
            height,
            safe(done_of_target_text(row).replace(" / ", "/")) + ("*" if row["carried"] else ""),
        )
        put(1.0, height, safe(short_gap_text(row["gap"], row["measure"])), COLOURS[row["status"]], "right")
    return words


def _column(chinese: float, english: float) -> float:
    """Where a column begins: English words are wider."""
    return chinese if current_language() == "zh_CN" else english


def shortened_name(row: Row) -> str:
    """A target's name that fits beside its bar, its own period never cut off."""
    whole, name = name_with_period(row), name_of(row)
    period = whole.removeprefix(name)
    return shortened(name, WIDEST - _width(period)) + period


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


def hover_of(row: Row) -> str:
    """Every figure behind one bar, in lines."""
    measure = row["measure"]
    lines = [
        f"<b>{safe(name_of(row))}</b> · {safe(row_status_text(row))}",
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
    if row["high_status"] != row["status"]:
        lines.append(_("if the missing were at their due: {status}", status=status_text(row["high_status"])))
    if row["measure"] == "%":
        lines.insert(
            1, safe(_("{part} of {whole}", part=part_name(row, "numerator"), whole=part_name(row, "denominator")))
        )
    return "<br>".join(lines)


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
