"""Which charts a report shows: completion against the pace, the path of key indicators, assistance, who reported."""

from functools import partial

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.harmless import printable
from tracking.office import FONT, GREY, INK, SMALL, TRACK, Chart, Drawn, Place, Workbook, base
from tracking.progress import BEHIND_STATUSES, SEVERITY
from tracking.quarters import period_of, quarter_end, quarter_of
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import HELD, due_at, same_row
from tracking.report.wording import amount, end_of, measure_of, percent

MOST_BARS, MOST_PATHS, MOST_PARTS = 26, 4, 7
LONGEST = 3.0  # times the target, to which bars are drawn in full
NEAR_AXIS = 0.18  # of the highest value: what lies below it has no label below it
TELLING = 0.1  # of the sum: a composition of which no named part has so much says nothing
LOOKS = {"实心": "达序时", "空心": "未达序时", "斜线": "缺数、暂不判断"}


def charts_of(facts: Facts, every_path: bool = False, paths: int = MOST_PATHS) -> list[Chart]:
    """The charts of a report in order; those with nothing to show are left out.

    ``paths`` is of how many indicators the path is shown, the worst first; with ``every_path`` of all that have a target.
    """
    found = [*_completion(facts), *_paths(facts, every_path, paths), *_assistance(facts), *_reports(facts)]
    return [chart for chart in found if chart.categories]


def _short(name: str, most: int = 13) -> str:
    name = printable(name)
    return name if len(name) <= most else name[: most - 1] + "…"


def _completion(facts: Facts) -> list[Chart]:
    """Horizontal bars: filled = on pace, hollow = behind, hatched = not judged; the grey bar below is what is due by now."""
    if facts.planned.empty:
        return []
    known = facts.planned[facts.planned["completion"].notna() & (facts.planned["status"] != "not_due")]
    rows = known.to_dict("records")
    parts = [rows[first : first + MOST_BARS] for first in range(0, len(rows), MOST_BARS)]
    charts = []
    for number, part in enumerate(parts):
        more = f"（{number + 1}）" if len(parts) > 1 else ""
        looks = [_look(row) for row in part]
        legend = "，".join(f"{look}为{word}" for look, word in LOOKS.items() if look in looks)
        charts.append(
            Chart(
                caption=f"目标完成率与序时进度{more}（截至{end_of(facts.period)}；{legend}）",
                alt=f"图表:完成率{number + 1}",
                sentence=f"各项目标的完成率与序时进度{more}，截至{end_of(facts.period)}",
                categories=[_short(row["name"]) for row in part],
                series={
                    "目标完成率": [round(row["completion"], 8) for row in part],
                    "序时应完成（占目标）": [_due_share(row) for row in part],
                },
                number_format="0.0%",
                draw=partial(_draw_completion, looks=looks, title="目标完成率与序时进度"),
                height=min(176, 28 + 7.2 * len(part)),
            )
        )
    return charts


def units_chart(row: dict, parts: list[dict], names: list[str], period: int) -> Chart:
    """Bars of what units reached of one target, the best first, with what is due of it by now; ``parts`` are rows of
    telling.compared that have a place, ``names`` their units'."""
    looks = [_look(part) if pd.notna(part["target"]) else "实心" for part in parts]
    legend = "，".join(f"{look}为{word}" for look, word in LOOKS.items() if look in looks)
    due = [_due_share(part) if pd.notna(part["due"]) and part["measure"] != PERCENT else None for part in parts]
    return Chart(
        caption=f"{row['name']}（截至{end_of(period)}；{legend}）",
        alt=f"图表:下级:{row['indicator']}",
        sentence=f"各单位{row['name']}完成情况，截至{end_of(period)}",
        categories=[_short(name) for name in names],
        series={"完成率": [round(part["reached"], 8) for part in parts], "序时应完成（占目标）": due},
        number_format="0.0%",
        draw=partial(_draw_completion, looks=looks, title=_short(row["name"], 20)),
        height=min(150, 24 + 6.2 * len(parts)),
    )


def _due_share(row: dict) -> float:
    if row["comparator"] == "at_most" and pd.notna(row["baseline"]) and row["baseline"] != row["target"]:
        return round((row["baseline"] - row["due"]) / (row["baseline"] - row["target"]), 4)
    return round(row["due"] / row["target"], 4) if row["target"] else 0.0


def _look(row: dict) -> str:
    """How a bar is drawn: what is missing is never drawn as not reached."""
    return "实心" if row["status"] in HELD else "空心" if row["status"] in BEHIND_STATUSES else "斜线"


def _draw_completion(book: Workbook, chart: Chart, place: Place, looks: list[str], title: str) -> Drawn:
    drawn = book.add_chart({"type": "bar"})
    border = {"color": INK, "width": 1}
    fills = {
        "实心": {"fill": {"color": INK}, "border": border},
        "空心": {"fill": {"color": "white"}, "border": border},
        "斜线": {
            "pattern": {"pattern": "wide_upward_diagonal", "fg_color": GREY, "bg_color": "white"},
            "border": border,
        },
    }
    points = [fills[look] for look in looks]
    drawn.add_series({
        "name": place.name(0), "categories": place.categories(chart), "values": place.values(chart, 0), "gap": 35,
        "fill": {"color": INK}, "border": {"color": INK, "width": 1}, "points": points,
        "data_labels": {"value": True, "num_format": "0.0%", "font": SMALL},
    })  # fmt: skip
    drawn.add_series({
        "name": place.name(1), "categories": place.categories(chart), "values": place.values(chart, 1),
        "fill": {"color": TRACK}, "border": {"color": GREY, "width": 0.5},
    })  # fmt: skip
    base(drawn, title)
    longest = max([1.0, *(value for values in chart.series.values() for value in values if value is not None)])
    drawn.set_x_axis({
        "num_font": FONT, "num_format": "0%", "min": 0, "max": min(LONGEST, -(-longest * 10 // 2) / 5 + 0.2),
        "major_gridlines": {"visible": True, "line": {"color": TRACK, "width": 0.5}},
    })  # fmt: skip
    drawn.set_y_axis({"num_font": FONT, "reverse": True, "interval_unit": 1, "major_gridlines": {"visible": False}})
    return drawn


def _paths(facts: Facts, every: bool, most: int) -> list[Chart]:
    """What was done quarter by quarter against the planned path, of so many indicators, the worst first, then the weightiest;
    or of all."""
    rows = facts.planned[facts.planned["kind"] != "rate"] if len(facts.planned) else facts.planned
    if rows.empty:
        return []
    open_rows = rows[rows["actual"].notna() & (rows["status"] != "not_due")].copy()
    open_rows["place"] = open_rows["status"].map(SEVERITY).fillna(len(SEVERITY))
    order = open_rows.sort_values(["place", "weight", "position"], ascending=[True, False, True])
    key = rows[rows["actual"].notna()] if every else order[order["status"] != "not_reported"].head(most)
    return [_path(facts, row) for row in key.sort_values("position").to_dict("records")]


def _path(facts: Facts, row: dict) -> Chart:
    scale = 10_000 if row["measure"] == MONEY else 1
    first = quarter_of(row["period_start"].date())
    quarters = list(range(max(first, period_of(facts.year, 1)), quarter_of(row["due_date"].date()) + 1))
    tables = [*facts.earlier, facts.own]
    done: list[float | None] = []
    for number in quarters:
        place = number - period_of(facts.year, 1)
        then = same_row(tables[place], row) if 0 <= place < len(tables) else None
        known = then if then and pd.notna(then["actual"]) and then["this_quarter"] else None
        done.append(round(known["actual"] / scale, 4) if known else None)
    return Chart(
        caption=f"{row['name']}累计完成与计划进度（{measure_of(row['measure'])}，截至{end_of(facts.period)}）",
        alt=f"图表:进度:{row['indicator']}",
        sentence=f"{row['name']}{amount(row['actual'], row['measure'])}，计划{amount(row['due'], row['measure'])}",
        categories=[f"{quarter_end(number).month}月底" for number in quarters],
        series={"累计完成": done, "计划进度": [round(due_at(row, number) / scale, 4) for number in quarters]},
        number_format="0.##",
        draw=lambda book, chart, place: _draw_path(book, chart, place, row["name"], measure_of(row["measure"])),
        height=66,
    )


def _draw_path(book: Workbook, chart: Chart, place: Place, name: str, measure: str) -> Drawn:
    drawn = book.add_chart({"type": "line"})
    looks = ((INK, "solid", "circle"), (GREY, "dash", "square"))
    done, planned = chart.series.values()
    ahead = [here >= there for here, there in zip(done, planned, strict=True) if here is not None and there is not None]
    upper = 0 if ahead and ahead[-1] else 1  # the labels of the higher line stand above it, those of the other below
    for number, (colour, dash, marker) in enumerate(looks):
        where = {
            "position": "above" if number == upper else "below",
            "custom": _left_out(chart, number, number == upper),
        }
        labels = {"value": True, "num_format": chart.number_format, "font": SMALL, **where}
        drawn.add_series({
            "name": place.name(number), "categories": place.categories(chart), "values": place.values(chart, number),
            "line": {"color": colour, "width": 2, "dash_type": dash},
            "marker": {"type": marker, "size": 6, "fill": {"color": colour if number == 0 else "white"}, "border": {"color": colour}},
            "data_labels": labels,
        })  # fmt: skip
    base(drawn, f"{printable(name)}（{measure}）")
    drawn.set_x_axis({"num_font": FONT})
    drawn.set_y_axis(
        {"num_font": FONT, "min": 0, "major_gridlines": {"visible": True, "line": {"color": TRACK, "width": 0.5}}}
    )
    return drawn


def _left_out(chart: Chart, number: int, above: bool) -> list[dict | None]:
    """Which labels of a line are left out: those that would stand on the axis, and where the other line runs on their side."""
    values = list(chart.series.values())
    highest = max([value for line in values for value in line if value is not None], default=0)
    found: list[dict | None] = []
    for here, there in zip(values[number], values[1 - number], strict=True):
        crossed = here is not None and there is not None and (here < there if above else here > there)
        low = here is None or (not above and here < NEAR_AXIS * highest)
        found.append({"delete": True} if crossed or low else None)
    return found


def _assistance(facts: Facts) -> list[Chart]:
    """Where assistance money was paid out: the parts of one sum, the largest first, each with its share."""
    rows = facts.progress
    if rows.empty:
        return []
    own = facts.own[(facts.own["indicator"] == "assistance_funds") & facts.own["actual"].notna()]
    if own.empty or own["actual"].iloc[0] <= 0:
        return []
    parts = rows[(rows["parent"] == facts.unit) & (rows["indicator"] == "assistance_funds") & (rows["actual"] > 0)]
    parts = parts.drop_duplicates("unit").sort_values("actual", ascending=False, kind="stable")
    rest = float(own["actual"].iloc[0] - parts["actual"].sum())
    paid = zip(parts["unit"], parts["actual"].tolist(), strict=True)
    named: dict[str, float] = {facts.name_of_unit(unit).removesuffix("工会联合会"): value for unit, value in paid}
    if rest > 0.005:
        named[f"{facts.unit_name}本级"] = rest
    named = dict(sorted(named.items(), key=lambda pair: -pair[1]))
    shown = dict(list(named.items())[: MOST_PARTS - 1]) if len(named) > MOST_PARTS else named
    if len(shown) < len(named):
        shown["其他"] = sum(named.values()) - sum(shown.values())
    told = [value for name, value in shown.items() if name != "其他"]
    if len(shown) < 2 or max(told) < TELLING * sum(shown.values()):
        return []
    return [
        Chart(
            caption=f"帮扶资金构成（万元，截至{end_of(facts.period)}）",
            alt="图表:帮扶资金",
            sentence=f"帮扶资金构成，截至{end_of(facts.period)}",
            categories=[
                f"{_short(name, 10)}（{percent(value / sum(shown.values()))}）" for name, value in shown.items()
            ],
            series={"帮扶资金（万元）": [round(value / 10_000, 4) for value in shown.values()]},
            number_format="0.##",
            draw=_draw_composition,
            height=34 + 7.0 * len(shown),
        )
    ]


def _draw_composition(book: Workbook, chart: Chart, place: Place) -> Drawn:
    drawn = book.add_chart({"type": "bar"})
    drawn.add_series({
        "name": place.name(0), "categories": place.categories(chart), "values": place.values(chart, 0), "gap": 40,
        "fill": {"color": INK}, "border": {"color": INK},
        "data_labels": {"value": True, "num_format": chart.number_format, "font": SMALL},
    })  # fmt: skip
    base(drawn, "帮扶资金构成（万元）")
    drawn.set_legend({"none": True})
    drawn.set_x_axis({"num_font": FONT, "major_gridlines": {"visible": True, "line": {"color": TRACK, "width": 0.5}}})
    drawn.set_y_axis({"num_font": FONT, "reverse": True, "major_gridlines": {"visible": False}})
    return drawn


def _reports(facts: Facts) -> list[Chart]:
    """Who reported, by village, park or township: 已报 filled, 未报 hollow."""
    if facts.progress.empty:
        return []
    counts = facts.expected_enterprises()
    parent = facts.units.set_index("unit")["parent"]
    by_part = pd.DataFrame({"part": counts.index.map(parent.to_dict()), "seen": (counts > 0).to_numpy()})
    sums = by_part.groupby("part")["seen"].agg(["sum", "size"]).sort_values("size", ascending=False, kind="stable")
    if len(sums) < 2 or len(sums) > MOST_BARS or counts.gt(0).all():
        return []
    return [
        Chart(
            caption=f"各村（园区）企业上报情况（家，截至{end_of(facts.period)}）",
            alt="图表:上报",
            sentence=f"各村（园区）企业上报情况，截至{end_of(facts.period)}",
            categories=[_short(facts.name_of_unit(unit).removesuffix("工会联合会")) for unit in sums.index],
            series={"已报": [int(n) for n in sums["sum"]], "未报": [int(n) for n in sums["size"] - sums["sum"]]},
            number_format="0;;",
            draw=_draw_reports,
            height=34 + 7.0 * len(sums),
        )
    ]


def _draw_reports(book: Workbook, chart: Chart, place: Place) -> Drawn:
    drawn = book.add_chart({"type": "bar", "subtype": "stacked"})
    for number, fill in enumerate((INK, "white")):
        drawn.add_series({
            "name": place.name(number), "categories": place.categories(chart), "values": place.values(chart, number), "gap": 40,
            "fill": {"color": fill}, "border": {"color": INK, "width": 1},
            "data_labels": {"value": True, "num_format": chart.number_format, "font": SMALL | ({} if number else {"color": "white"})},
        })  # fmt: skip
    base(drawn, "企业上报情况（家）")
    drawn.set_x_axis({"num_font": FONT, "major_gridlines": {"visible": True, "line": {"color": TRACK, "width": 0.5}}})
    drawn.set_y_axis({"num_font": FONT, "reverse": True, "major_gridlines": {"visible": False}})
    return drawn
