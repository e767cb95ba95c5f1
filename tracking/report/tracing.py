"""From a figure of the report back: what it is, how it was reckoned, and the reports, files and cells it adds up from."""

from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from tracking.lagging import behind_of
from tracking.language import N_, _, name_of
from tracking.quarters import period_of, quarter_of
from tracking.report.counted import LISTED, LISTS, laggards_in, plan_cell
from tracking.report.facts import FIRST_VERSION, Facts
from tracking.telling import amount_text, baseline_mark, gap_text, number_text, percent_text, row_coverage_text
from tracking.telling.tables import tell_cell, tell_quarter

WHAT = {
    "actual": N_("done"),
    "target": N_("target"),
    "was": N_("target before the adjustment"),
    "completion": N_("completion"),
    "gap": N_("against due"),
    "due": N_("due by now"),
    "baseline": N_("level when the period began"),
    "change": N_("change since the period began"),
    "needed": N_("needed a quarter"),
    "left": N_("left to do"),
    "pace": N_("needed pace to the pace so far"),
    "last_year": N_("change on the year before"),
    "parts": N_("numerator and denominator"),
    "numerator": N_("numerator"),
    "denominator": N_("denominator"),
    "coverage": N_("units that reported"),
    "lapsed": N_("expired and not renewed"),
    "laggards": N_("enterprises behind"),
    "laggard_share": N_("share of three enterprises in the shortfall"),
    "laggards_lack": N_("what the enterprises behind lack"),
    "laggards_few": N_("what three enterprises lack"),
    "carried": N_("units carried forward"),
    "quarter1": N_("first quarter"),
    "quarter2": N_("second quarter"),
    "quarter3": N_("third quarter"),
    "quarter4": N_("fourth quarter"),
}
MOST_RUNS = 4
PARTS = ("numerator", "denominator")


@dataclass(frozen=True)
class Trace:
    """Where one figure comes from: its name, how it was reckoned, and either a list or cells.

    ``cells`` has one row per report cell: unit, indicator, period, amount, state, basis, sheet, cell, file_name.
    ``listed`` is a table for the eye where the figure counts something.
    """

    name: str
    how: str
    cells: pd.DataFrame
    listed: pd.DataFrame


def row_of(facts: Facts, key: str) -> dict | None:
    """The progress row that a key is about; None for a figure that counts units or targets."""
    parts = key.split(".")
    return facts.rows_by_key.get((parts[1], parts[2])) if len(parts) == 3 and len(facts.own) else None


def name_of_figure(facts: Facts, key: str) -> str:
    """What a figure is: 新建企业工会 · 较序时."""
    row, what = row_of(facts, key), key.split(".")[0]
    if row is None:
        return _(LISTS[what]) if what in LISTS else key
    return f"{name_of(row)} · {_(WHAT[what])}"


def trace(facts: Facts, key: str) -> Trace:
    """Follow one figure. Raises KeyError for a key that no figure has."""
    row, what = row_of(facts, key), key.split(".")[0]
    if row is None:
        if what not in LISTS:
            raise KeyError(key)
        listed = LISTED[what](facts, *key.split(".")[1:])
        return Trace(
            name_of_figure(facts, key), _("counted: {count}", count=len(listed)), cells_of(facts, None), listed
        )
    if what.startswith("laggard"):
        cells = cells_behind(facts, what, row)
        return Trace(name_of_figure(facts, key), _("parts of the plan against due"), cells, laggards_in(facts, row))
    listed = plan_cell(facts, row) if what in ("target", "was", "due", "baseline") else pd.DataFrame()
    return Trace(name_of_figure(facts, key), how_reckoned(facts, what, row), cells_behind(facts, what, row), listed)


def cells_behind(facts: Facts, what: str, row: dict) -> pd.DataFrame:
    """The cells of one figure: of a quarter alone, of the level at the start, of this year and the last, or of all."""
    if what in ("target", "was"):
        return cells_of(facts, None)
    if what.startswith("laggard"):
        units = set(behind_of(facts.progress, row)["unit"])
        cells = cells_of(facts, row)
        return cells[cells["unit"].isin(units)]
    if what.startswith("quarter"):
        number = period_of(facts.year, int(what[-1]))
        before = [cells_of(facts, row, number - 1)] if number % 4 else []
        return pd.concat([cells_of(facts, row, number), *before]).drop_duplicates(["unit", "period"])
    if what == "baseline":
        return cells_of(facts, row, quarter_of(row["period_start"].date()) - 1)
    if what == "last_year":
        year = pd.DateOffset(years=1)
        then = row | {"period_start": row["period_start"] - year}
        return pd.concat([cells_of(facts, row), cells_of(facts, then, facts.period - 4)])
    if what in ("numerator", "denominator"):
        part = facts.indicators.set_index("indicator").loc[row["indicator"], what]
        cells = cells_of(facts, row)
        return cells[cells["indicator"] == part]
    return cells_of(facts, row)


def cells_of(facts: Facts, row: dict | None, period: int | None = None) -> pd.DataFrame:
    """The report cells that a row's figure adds up from: all quarters of a flow, the latest level of every
    unit; columns as sql/sources.sql.

    ``period`` is the quarter at whose end the figure stands, the report's own if it is not given.
    """
    if row is None:
        return facts.sources.iloc[:0]
    period = facts.period if period is None else period
    key = (row["indicator"], row["period_start"], period)
    if key not in facts.cells_found:
        facts.cells_found[key] = _find_cells(facts, row, period)
    return facts.cells_found[key]


def _find_cells(facts: Facts, row: dict, period: int) -> pd.DataFrame:
    if row["kind"] != "rate":
        return _cells_of_indicator(facts, row["indicator"], row["kind"], row, period)
    about = facts.indicators.set_index("indicator").loc[row["indicator"]]
    kinds = facts.indicators.set_index("indicator")["kind"]
    top, bottom = (_cells_of_indicator(facts, about[part], kinds[about[part]], row, period, True) for part in PARTS)
    both = top[["unit", "period"]].merge(bottom[["unit", "period"]]).sort_values("period")
    if kinds[about["numerator"]] == "stock":
        both = both.drop_duplicates("unit", keep="last")
    pairs = set(zip(both["unit"], both["period"], strict=True))
    cells = pd.concat([top, bottom])
    return cells[[pair in pairs for pair in zip(cells["unit"], cells["period"], strict=True)]]


def _cells_of_indicator(
    facts: Facts, indicator: str, kind: str, row: dict, period: int, every: bool = False
) -> pd.DataFrame:
    """A flow's cells from the period's start on, those that a later 累计 figure takes in left out; a level's latest cells.

    ``every`` keeps all quarters, for a rate to find the quarter in which both of its parts were reported.
    """
    cells = facts.cells.get(indicator, facts.sources.iloc[:0])
    if kind == "flow":
        first = quarter_of(row["period_start"].date())
        cells = cells[cells["period"].between(first, period)]
        return cells if every or first % 4 else _since_cumulative(cells)
    cells = cells[cells["unit"].isin(facts.standing) & cells["period"].between(period - 4, period)]
    cells = cells[~cells["unit"].isin(cells.loc[(cells["period"] == period) & (cells["state"] == "exempt"), "unit"])]
    cells = cells[cells["amount"].notna()]
    return cells if every else cells.drop_duplicates("unit", keep="last")


def _since_cumulative(cells: pd.DataFrame) -> pd.DataFrame:
    """Of every unit and year the cells from its latest year-to-date figure on."""
    typed = cells[cells["basis"] == "cumulative"]
    if typed.empty:
        return cells
    anchor = typed.groupby([typed["unit"], typed["period"] // 4])["period"].max().to_dict()
    keep = [
        period >= anchor.get((unit, period // 4), 0)
        for unit, period in zip(cells["unit"], cells["period"], strict=True)
    ]
    return cells[keep]


def how_reckoned(facts: Facts, what: str, row: dict) -> str:
    """The sum or formula in figures."""
    measure = row["measure"]

    def text(name: str) -> str:
        return amount_text(row[name], measure)

    done = _sum_text(facts, row)
    if what == "target":
        document = facts.plan.get("document")
        return _("plan {year}, {document}", year=facts.year, document=document if isinstance(document, str) else "—")
    if what == "was":
        return _("plan {year}, version {version}", year=facts.year, version=FIRST_VERSION)
    if what == "completion" and row["comparator"] == "at_most" and row["kind"] == "stock":
        now, goal, start = text("actual"), text("target"), text("baseline")
        return f"({start} − {now}) ÷ ({start} − {goal}) = {percent_text(row['completion'])}; {done}"
    if what in ("completion", "gap", "left", "change"):
        other = {"completion": "target", "gap": "due", "left": "target", "change": "baseline"}[what]
        result = {
            "completion": percent_text(row["completion"]),
            "gap": gap_text(row["gap"], measure),
            "left": amount_text(abs(row["target"] - row["actual"]), measure),
            "change": amount_text(row["actual"] - (row["baseline"] or 0), measure),
        }[what]
        turned = what == "left" and row["target"] > row["actual"]
        pair = (text(other), text("actual")) if turned else (text("actual"), text(other))
        return f"{pair[0]} {'÷' if what == 'completion' else '−'} {pair[1]} = {result}; {done}"
    if what == "due" and row["baseline_unknown"]:
        return text("due") + baseline_mark(row)
    if what == "due":
        return _("{base} + {share} × ({target} − {base}), in the unit's favour", base=text("baseline") if row["kind"] != "rate"
                 else "0", share=percent_text(row["phasing_share"]), target=text("target")) + f" = {text('due')}"  # fmt: skip
    if what == "needed":
        quarters = quarter_of(row["due_date"].date()) - facts.period
        return f"({text('target')} − {text('actual')}) ÷ {quarters} = {text('needed')}"
    if what == "last_year":
        past = facts.year_ago[facts.year_ago["indicator"] == row["indicator"]]["actual"]
        return _("{now}; a year before {then}", now=text("actual"), then=amount_text(past.iloc[0], measure))
    if what in ("coverage", "carried"):
        return row_coverage_text(row)
    return done


def _sum_text(facts: Facts, row: dict) -> str:
    coverage = row_coverage_text(row)
    if row["kind"] == "rate":
        parts = f"{number_text(row['numerator'], '')} ÷ {number_text(row['denominator'], '')}"
        return f"{parts} = {percent_text(row['actual'])}; {coverage}"
    count = len(cells_of(facts, row))
    return _(
        "{total} is the sum of {count} reported figures", total=amount_text(row["actual"], row["measure"]), count=count
    ) + f"; {coverage}"  # fmt: skip


def cells_table(facts: Facts, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells behind a figure, for reading: whose, the figure as it was typed, and where it stood."""
    about = facts.indicators.set_index("indicator")
    rows = cells.to_dict("records")
    return pd.DataFrame(
        {
            _("Unit"): [facts.name_of_unit(row["unit"]) for row in rows],
            _("Indicator"): [name_of(about.loc[row["indicator"]]) for row in rows],
            _("Quarter"): [tell_quarter(row["period"]) for row in rows],
            _("Figure"): [tell_cell(row, about.loc[row["indicator"], "measure"]) for row in rows],
            _("File"): [row["file_name"] for row in rows],
            _("Sheet"): [row["sheet"] for row in rows],
            _("Cell"): [row["cell"] for row in rows],
        }
    )


def files_text(cells: pd.DataFrame) -> list[str]:
    """The files, sheets and cells behind a figure in few words: 2020年二季度上报表.xlsx 二季度!F5:F61 (57)."""
    columns: dict[tuple[str, str], dict[str, list[int]]] = {}
    for file, sheet, cell in zip(cells["file_name"], cells["sheet"], cells["cell"], strict=True):
        letters = cell.rstrip("0123456789")
        columns.setdefault((file, sheet), {}).setdefault(letters, []).append(int(cell[len(letters) :] or 0))
    found = []
    for (file, sheet), spans in columns.items():
        if not sheet:  # typed into the program
            found.append(f"{file or '无文号'}（系统内录入）({sum(map(len, spans.values()))})")
            continue
        ranges = [_range(letters, sorted(rows)) for letters, rows in spans.items()]
        found.append(f"{file} {sheet}!{','.join(ranges)} ({sum(map(len, spans.values()))})")
    return found


def _range(letters: str, rows: list[int]) -> str:
    """F5:F9,F11 for single rows and runs; where there are many runs, from the first row to the last."""
    starts = [row for before, row in pairwise([rows[0] - 2, *rows]) if row != before + 1]
    ends = [row for row, after in pairwise([*rows, rows[-1] + 2]) if after != row + 1]
    runs = zip(starts, ends, strict=True) if len(starts) <= MOST_RUNS else [(rows[0], rows[-1])]
    return ",".join(f"{letters}{first}" + (f":{letters}{last}" if last > first else "") for first, last in runs)
