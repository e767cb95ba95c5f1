"""Targets, for reading: every figure of a unit, its parts by village, and the path of one indicator."""

from datetime import date

import pandas as pd

from tracking.language import N_, _, name_of
from tracking.progress import BEHIND_WITHIN, SLIGHT_WITHIN
from tracking.rows import Row
from tracking.telling import (
    amount_text,
    completion_text,
    done_of_target_text,
    forecast_text,
    is_cap,
    percent_text,
    status_text,
)
from tracking.telling.tables.told import (
    AS_SORTED,
    Told,
    number_or_none,
    tell_amount,
    tell_change,
    tell_coverage,
    tell_gap,
    tell_number,
    tell_period,
    tell_row_status,
)
from tracking.words import THEME_WORDS

KEY = ["indicator", "period_start", "due_date"]


def planned_rows(own: pd.DataFrame) -> pd.DataFrame:
    """The rows with a target, by theme, the worst first in each; columns as ``own``."""
    if own.empty:
        return own
    rows = own[own["target"].notna()].copy()
    rows["theme_place"] = rows["theme"].map(list(THEME_WORDS).index)
    rows["worst"] = rows["status"].map(AS_SORTED.index)
    rows = rows.sort_values(["theme_place", "worst", "shortfall", "position"], ascending=[True, True, False, True])
    return rows.drop(columns=["theme_place", "worst"]).reset_index(drop=True)


def plan_text(plans: list[dict]) -> str:
    """Which plan the verdicts are against, and which limits are in force."""
    limits = _(
        "Limits: slightly behind up to {a}% of what is due and {b} points of the target; behind up to {c}% and {d} points.",
        a=SLIGHT_WITHIN[0],
        b=SLIGHT_WITHIN[1],
        c=BEHIND_WITHIN[0],
        d=BEHIND_WITHIN[1],
    )
    if not plans:
        return limits
    plan = plans[0]
    if not isinstance(plan["document"], str):
        return _("Plan version {version}. {limits}", version=int(plan["version"]), limits=limits)
    return _(
        "Plan version {version} ({document}). {limits}",
        version=int(plan["version"]),
        document=plan["document"],
        limits=limits,
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
        has_target = pd.notna(row["target"])
        left = max((row["due_date"].date() - today).days, 0) if has_target else None
        lines.append(
            {
                _("Indicator"): name_of(row),
                _("Status"): tell_row_status(row, _made_by(row)),
                _("Done"): tell_done(row),
                _("Target"): tell_target(row),
                _("Due by now"): tell_amount(row["due"], measure),
                _("Against due"): tell_gap(row["gap"], measure),
                _("Year on year"): tell_year_on_year(row, last),
                _("Needed a quarter"): tell_amount(row["needed"], measure),
                _("Forecast"): _tell_forecast(row) if has_target else Told("—"),
                _("Completion"): tell_completion(row) if has_target else Told("—"),
                _("Since last quarter"): _tell_change(row, was),
                _("Period"): tell_period(row),
                _("Days left"): tell_number(left),
                _("Coverage"): tell_coverage(row),
                _("If the missing were at their due"): _tell_band(row),
            }
        )
    return pd.DataFrame(lines)


def unplanned_table(rows: pd.DataFrame, before: pd.DataFrame, year_ago: pd.DataFrame) -> pd.DataFrame:
    """What is reported of one unit without a target: done, beside the last quarter and the year before. ``rows``, ``before`` and
    ``year_ago`` are those of figures_table; columns as figures_table, but only those that need no target.
    """
    every = figures_table(rows, before, year_ago, date.max)
    return every[[_("Indicator"), _("Done"), _("Year on year"), _("Since last quarter"), _("Coverage")]]


def done_text(row: Row) -> str:
    """What was done, with its measure; a rate with its parts."""
    if row["measure"] != "%":
        return amount_text(row["actual"], row["measure"])
    told = ("measure", "comparator", "actual", "numerator", "denominator", "part_measure")
    return done_of_target_text({name: row[name] for name in told} | {"target": None})


def tell_done(row: Row) -> Told:
    """What was done, sorted by it."""
    return Told(done_text(row), number_or_none(row["actual"]))


def tell_completion(row: Row) -> Told:
    """Sorted by the share done; of a cap by the share used."""
    used = row["actual"] / row["target"] if is_cap(row) and row["target"] else row["completion"]
    return Told(completion_text(row), number_or_none(used))


def _tell_forecast(row: Row) -> Told:
    return Told(forecast_text(row["forecast"], row["measure"]), number_or_none(row["forecast"]))


def tell_target(row: Row) -> Told:
    """What is promised, with the word of its comparator, and whether it is a sum of parts."""
    return Told(_target_text(row), number_or_none(row["target"]))


def _target_text(row: Row) -> str:
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


def _made_by(row: Row) -> str:
    """What a verdict rests on, where that is not plain."""
    if row["status"] == "not_reported" and row["this_quarter"]:
        return _(" (an earlier quarter is missing)")
    return ""


def _tell_band(row: Row) -> Told:
    if pd.isna(row["high"]) or row["high"] == row["low"]:
        return Told("—")
    text = amount_text(row["high"], row["measure"])
    if row["high_status"] != row["low_status"]:
        text += f" · {status_text(row['high_status'])}"
    return Told(text, float(row["high"]))


def _actuals(table: pd.DataFrame, key: list[str]) -> dict[tuple, float]:
    if table.empty:
        return {}
    return {tuple(row[name] for name in key): row["actual"] for row in table.to_dict("records")}


def _tell_change(row: Row, was: float | None) -> Told:
    return Told("—") if _either_missing(row, was) else tell_change(row["actual"] - was, row["measure"])


def _either_missing(row: Row, before: float | None) -> bool:
    return before is None or pd.isna(before) or pd.isna(row["actual"])


def tell_year_on_year(row: Row, last: float | None) -> Told:
    """The change on the same quarter a year ago: per cent of it, points for a rate."""
    if _either_missing(row, last):
        return Told("—")
    if row["measure"] == "%":
        return tell_change(row["actual"] - last, "%")
    if last == 0:
        return Told(_("from 0"))
    change = (row["actual"] - last) / last
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return Told(f"{sign}{percent_text(abs(change), 1)}", float(change))


def breakdown_table(parts: pd.DataFrame, label: pd.Series) -> pd.DataFrame:
    """One indicator by village or park, for reading; ``label`` names the parts. Columns about targets only where one has a target."""
    rows = parts.to_dict("records")
    table = pd.DataFrame(
        {
            _("Part"): label.tolist(),
            _("Status"): [tell_row_status(row) for row in rows],
            _("Done"): [tell_done(row) for row in rows],
            _("Target"): [tell_target(row) for row in rows],
            _("Against due"): [tell_gap(row["gap"], row["measure"]) for row in rows],
            _("Coverage"): [tell_coverage(row) for row in rows],
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


def path_table(points: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The figures of a planned path (path_points), for reading."""
    return pd.DataFrame(
        {
            _("Quarter"): [Told(label, float(place)) for place, label in enumerate(points["label"])],
            _("Done"): [tell_amount(value, measure) for value in points["actual"]],
            _("Due by now"): [tell_amount(value, measure) for value in points["due"]],
            _("Last year"): [tell_amount(value, measure) for value in points["last_year"]],
        }
    )


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
    return _((N_("end of March"), N_("end of June"), N_("end of September"), N_("end of December"))[quarter - 1])
