"""Targets, for reading: every figure of a unit, its parts by village, and the path of one indicator."""

from datetime import date

import pandas as pd

from tracking.calendar import quarter_end
from tracking.figures import (
    THEME_WORDS,
    amount_text,
    completion_text,
    coverage_text,
    done_of_target_text,
    forecast_text,
    gap_text,
    percent_text,
    period_text,
    row_status_text,
    status_text,
)
from tracking.language import _, name_of
from tracking.progress.judge import BEHIND, SLIGHT

WORST_FIRST = {
    status: place
    for place, status in enumerate(
        (
            "missed",
            "far_behind",
            "behind",
            "slightly_behind",
            "not_reported",
            "on_pace",
            "achieved",
            "not_due",
            "exempt",
            "no_target",
        )
    )
}
KEY = ["indicator", "period_start", "due_date"]


def planned_rows(own: pd.DataFrame) -> pd.DataFrame:
    """The rows with a target, by theme, the worst first in each."""
    if own.empty:
        return own
    rows = own[own["target"].notna()].copy()
    rows["theme_place"] = rows["theme"].map(list(THEME_WORDS).index)
    rows["worst"] = rows["status"].map(WORST_FIRST)
    rows = rows.sort_values(["theme_place", "worst", "shortfall", "position"], ascending=[True, True, False, True])
    return rows.drop(columns=["theme_place", "worst"]).reset_index(drop=True)


def plan_text(plans: list[dict]) -> str:
    """Which plan the verdicts are against, and which limits are in force."""
    limits = _(
        "Limits: slightly behind up to {a}% of what is due and {b} points of the target; behind up to {c}% and {d} points.",
        a=SLIGHT[0],
        b=SLIGHT[1],
        c=BEHIND[0],
        d=BEHIND[1],
    )
    if not plans:
        return limits
    plan = plans[0]
    document = plan["document"] if isinstance(plan["document"], str) else "—"
    return _(
        "Plan version {version} ({document}). {limits}", version=int(plan["version"]), document=document, limits=limits
    )


def figures_table(rows: pd.DataFrame, before: pd.DataFrame, year_ago: pd.DataFrame, today: date) -> pd.DataFrame:
    """Every figure of some rows of one unit, for reading.

    ``before`` is the unit's progress a quarter earlier, ``year_ago`` four quarters earlier; both may be empty.
    """
    earlier, past = _actuals(before, KEY), _actuals(year_ago, ["indicator"])
    lines = []
    for row in rows.to_dict("records"):
        measure = row["measure"]
        was = earlier.get(tuple(row[name] for name in KEY))
        last = past.get((row["indicator"],))
        left = (row["due_date"].date() - today).days
        has_target = pd.notna(row["target"])
        lines.append(
            {
                _("Indicator"): name_of(row),
                _("Status"): row_status_text(row) + _made_by(row),
                _("Done"): done_text(row),
                _("Target"): _target_text(row),
                _("Due by now"): amount_text(row["due"], measure),
                _("Against due"): gap_text(row["gap"], measure),
                _("Completion"): completion_text(row) if has_target else "—",
                _("Needed a quarter"): amount_text(row["needed"], measure),
                _("Forecast"): forecast_text(row["forecast"], measure) if has_target else "—",
                _("Since last quarter"): _change_text(row, was),
                _("Year on year"): _year_on_year(row, last),
                _("Period"): period_text(row["period_start"], row["due_date"]),
                _("Days left"): str(max(left, 0)) if has_target else "—",
                _("Coverage"): coverage_text(row["reported"], row["expected"], row["carried"]),
                _("If the missing were at their due"): _band_text(row),
            }
        )
    return pd.DataFrame(lines)


def done_text(row) -> str:
    """What was done, with its measure; a rate with its parts."""
    return done_of_target_text(row) if row["measure"] == "%" else amount_text(row["actual"], row["measure"])


def _target_text(row) -> str:
    words = {
        "at_most": _("at most {x}"),
        "more_than": _("more than {x}"),
        "keep": _("keep {x}"),
        "about": _("about {x}"),
    }
    text = amount_text(row["target"], row["measure"])
    if text == "—":
        reasons = {"inconsistent": _("parts do not agree"), "partial": _("only some units have a part")}
        return reasons.get(row["target_source"], text)
    text = words.get(row["comparator"], "{x}").format(x=text)
    return text + (_(" (sum of parts)") if row["target_source"] == "breakdown" else "")


def _made_by(row) -> str:
    """What a verdict rests on, where that is not plain."""
    if row["status"] == "not_reported" and row["this_quarter"]:
        return _(" (an earlier quarter is missing)")
    return ""


def _band_text(row) -> str:
    if pd.isna(row["high"]) or row["high"] == row["low"]:
        return "—"
    text = amount_text(row["high"], row["measure"])
    return text if row["high_status"] == row["low_status"] else f"{text} · {status_text(row['high_status'])}"


def _actuals(table: pd.DataFrame, key: list[str]) -> dict[tuple, float]:
    if table.empty:
        return {}
    return {tuple(row[name] for name in key): row["actual"] for row in table.to_dict("records")}


def _change_text(row, was: float | None) -> str:
    if was is None or pd.isna(was) or pd.isna(row["actual"]):
        return "—"
    return gap_text((row["actual"] - was) * (100 if row["measure"] == "%" else 1), row["measure"])


def _year_on_year(row, last: float | None) -> str:
    """The change on the same quarter a year ago: per cent of it, points for a rate."""
    if last is None or pd.isna(last) or pd.isna(row["actual"]):
        return "—"
    if row["measure"] == "%":
        return gap_text((row["actual"] - last) * 100, "%")
    if last == 0:
        return _("from 0")
    change = (row["actual"] - last) / last
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{percent_text(abs(change), 1)}"


def breakdown_table(parts: pd.DataFrame, label: pd.Series) -> pd.DataFrame:
    """One indicator by village or park; ``label`` names the parts. Columns about targets only where one has a target."""
    table = pd.DataFrame(
        {
            _("Part"): label,
            _("Status"): [row_status_text(row) for row in parts.to_dict("records")],
            _("Done"): [done_text(row) for row in parts.to_dict("records")],
            _("Target"): [_target_text(row) for row in parts.to_dict("records")],
            _("Against due"): [gap_text(row["gap"], row["measure"]) for row in parts.to_dict("records")],
            _("Coverage"): [
                coverage_text(r, e, c)
                for r, e, c in zip(parts["reported"], parts["expected"], parts["carried"], strict=True)
            ],
        }
    )
    planned = parts["target"].notna().any() or (parts["target_source"] != "none").any()
    return table if planned else table.drop(columns=[_("Status"), _("Target"), _("Against due")])


def path_points(tables: list[pd.DataFrame], past: list[pd.DataFrame], key: tuple) -> pd.DataFrame:
    """One row per quarter for a planned path: label, due, target, actual, last_year.

    ``tables`` holds one unit's progress for the year's quarters in order (empty ones for quarters to come), ``past``
    the same of the year before; ``key`` is (indicator, period_start, due_date).
    """
    lines = []
    for number in range(4):
        now, then = _row_of(tables[number], key), _row_of(past[number], _a_year_before(key))
        lines.append(
            {
                "label": _quarter_end_label(number + 1),
                "due": now["due"] if now is not None else None,
                "target": now["target"] if now is not None else None,
                "actual": now["actual"] if now is not None and now["this_quarter"] else None,
                "last_year": then["actual"] if then is not None else None,
            }
        )
    return pd.DataFrame(lines).astype({"due": float, "target": float, "actual": float, "last_year": float})


def _row_of(table: pd.DataFrame, key: tuple) -> dict | None:
    if table.empty:
        return None
    rows = table[table["indicator"] == key[0]]
    exact = rows[(rows["period_start"] == key[1]) & (rows["due_date"] == key[2])]
    return exact.iloc[0].to_dict() if len(exact) else None


def _a_year_before(key: tuple) -> tuple:
    """The same period a year earlier: two targets of an indicator are not compared with one another's past."""
    year = pd.DateOffset(years=1)
    return key[0], key[1] - year, key[2] - year


def _quarter_end_label(quarter: int) -> str:
    return _("end of month {month}", month=quarter_end(quarter - 1 + 4 * 2000).month)
