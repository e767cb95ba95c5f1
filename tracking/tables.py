"""Progress table → tables for the eye: columns with names in the reader's language, figures with their measure."""

from datetime import date, datetime

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
    number_text,
    percent_text,
    period_text,
    quarter_text,
    small_share_text,
    status_text,
)
from tracking.language import _, name_of
from tracking.progress.judge import BEHIND, SLIGHT
from tracking.reading.catalogue import MONEY

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
                _("Status"): status_text(row["status"]) + _made_by(row),
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


def enterprise_table(ranked: pd.DataFrame, names: pd.Series, parents: dict[str, str]) -> pd.DataFrame:
    """Enterprises with targets, for reading; ``names`` maps indicators to names."""
    return pd.DataFrame(
        {
            _("Enterprise"): ranked["name"],
            _("Behind"): [small_share_text(b, t) for b, t in zip(ranked["behind"], ranked["targets"], strict=True)],
            _("Furthest behind"): ranked["worst"].map(names).fillna("—"),
            _("Share of the shortfall"): (ranked["contribution"] * 100).round(1),
            _("Phone"): ranked["phone"].fillna("—"),
            _("Lag index"): ranked["index"].round(2),
            _("Village or park"): ranked["parent"].map(parents),
            _("Employees"): ranked["employees"].astype("Int64"),
            _("Sector"): ranked["sector"].fillna("—"),
            _("Ownership"): ranked["ownership"].fillna("—"),
        }
    )


def silent_table(silent: pd.DataFrame, parents: dict[str, str], overdue: int) -> pd.DataFrame:
    """Enterprises that did not report, with their office contact."""
    return pd.DataFrame(
        {
            _("Enterprise"): silent["name"],
            _("Phone"): silent["phone"].fillna("—"),
            _("Days overdue"): max(overdue, 0),
            _("Office"): silent["contact"].fillna("—"),
            _("Share of employees"): (silent["share"] * 100).round(1),
            _("Employees"): silent["employees"].astype("Int64"),
            _("Village or park"): silent["parent"].map(parents),
        }
    )


def no_union_table(found: pd.DataFrame, parents: dict[str, str]) -> pd.DataFrame:
    """Enterprises that should have a union and have none."""
    return pd.DataFrame(
        {
            _("Enterprise"): found["name"],
            _("Village or park"): found["parent"].map(parents),
            _("Sector"): found["sector"].fillna("—"),
            _("Employees"): found["employees"].astype("Int64"),
        }
    )


def breakdown_table(parts: pd.DataFrame, label: pd.Series) -> pd.DataFrame:
    """One indicator by village or park; ``label`` names the parts. Columns about targets only where one has a target."""
    table = pd.DataFrame(
        {
            _("Part"): label,
            _("Status"): parts["status"].map(status_text),
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


def history_table(cells: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """A unit's cells in force: an indicator a row, a quarter a column; 累计 figures say so, blanks stay blank."""
    about = indicators.set_index("indicator")
    order = {code: place for place, code in enumerate(indicators["indicator"])}
    cells = cells.assign(place=cells["indicator"].map(order)).sort_values(["place", "period"])
    lines: dict[str, dict[str, str]] = {}
    for period in sorted(cells["period"].unique()):
        heading = quarter_text(int(period))
        for row in cells[cells["period"] == period].to_dict("records"):
            lines.setdefault(row["indicator"], {})[heading] = cell_text(row, about.loc[row["indicator"], "measure"])
    table = pd.DataFrame.from_dict(lines, orient="index").fillna("")
    table = table.loc[sorted(table.index, key=order.get)] if len(table) else table
    names = [f"{name_of(about.loc[code])} ({about.loc[code, 'measure']})" for code in table.index]
    table.insert(0, _("Indicator"), names)
    return table.reset_index(drop=True)


def cell_text(row, measure: str) -> str:
    """One reported cell as it was understood."""
    if row["state"] == "exempt":
        return _("does not apply")
    if row["state"] == "missing":
        return _("withdrawn")
    amount = int(row["amount"]) / (100 if measure == MONEY else 1)
    text = f"{amount:,.2f}".rstrip("0").rstrip(".") if measure == MONEY else number_text(amount, measure)
    return text + (_(" (year to date)") if row["basis"] == "cumulative" else "")


def local_times(times: pd.Series) -> pd.Series:
    """Stored times (UTC) as this computer's clock shows them."""
    here = datetime.now().astimezone().tzinfo
    return times.dt.tz_localize("UTC").dt.tz_convert(here).dt.strftime("%Y-%m-%d %H:%M")


def origins_table(reports: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Where each figure of a unit came from, the newest first, corrections included."""
    about = indicators.set_index("indicator")
    return pd.DataFrame(
        {
            _("Quarter"): [quarter_text(int(period)) for period in reports["period"]],
            _("Indicator"): [name_of(about.loc[code]) for code in reports["indicator"]],
            _("Figure"): [cell_text(row, about.loc[row["indicator"], "measure"]) for row in reports.to_dict("records")],
            _("Qualifier"): reports["qualifier"].fillna(""),
            _("File"): reports["file_name"],
            _("Sheet"): reports["sheet"],
            _("Cell"): reports["cell"],
            _("Received"): local_times(reports["received_at"]),
            _("By"): reports["received_by"],
            _("Reason"): reports["reason"].fillna(""),
            _("In force"): ["✓" if newest else "" for newest in reports["in_force"]],
        }
    )


def records_table(submissions: pd.DataFrame) -> pd.DataFrame:
    """What was taken in, the newest first."""
    kinds = {
        "units": _("list of units"),
        "plan": _("plan"),
        "quarter": _("quarter"),
        "indicators": _("indicators"),
        "setting": _("settings"),
        "report": _("report"),
    }
    about = [
        quarter_text(int(period)) if pd.notna(period) else str(int(year)) if pd.notna(year) else ""
        for period, year in zip(submissions["period"], submissions["plan_year"], strict=True)
    ]
    return pd.DataFrame(
        {
            _("Received"): local_times(submissions["received_at"]),
            _("File"): submissions["file_name"],
            _("What"): submissions["kind"].map(kinds),
            _("About"): about,
            _("Rows"): submissions["row_count"],
            _("By"): submissions["received_by"],
            _("Reason"): submissions["reason"].fillna(""),
            "SHA-256": submissions["sha256"].str[:12],
        }
    )


def changes_table(changes: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """What a quarterly file would change, old → new, what is new last."""
    words = {"new": _("new"), "corrected": _("corrected"), "withdrawn": _("withdrawn"), "unchanged": _("unchanged")}
    order = {"corrected": 0, "withdrawn": 1, "new": 2, "unchanged": 3}
    rows = changes.assign(place=changes["change"].map(order)).sort_values("place", kind="stable").to_dict("records")
    names = units.set_index("unit")["name"]
    about = indicators.set_index("indicator")
    lines = []
    for row in rows:
        measure = about.loc[row["indicator"], "measure"]
        old = {"amount": row["old_amount"], "state": row["old_state"], "basis": row["old_basis"]}
        new = {**row, "state": "exempt" if row["state"] == "proposed" else row["state"]}
        lines.append(
            {
                _("Change"): words[row["change"]],
                _("Unit"): names.get(row["unit"], row["unit"]),
                _("Indicator"): name_of(about.loc[row["indicator"]]),
                _("Quarter"): quarter_text(int(row["period"])),
                _("Stored"): "" if pd.isna(row["old_state"]) else cell_text(old, measure),
                _("In the file"): cell_text(new, measure),
                _("Cell"): f"{row['sheet']} {row['cell']}",
            }
        )
    return pd.DataFrame(lines)


def path_points(tables: list[pd.DataFrame], past: list[pd.DataFrame], key: tuple) -> pd.DataFrame:
    """One row per quarter for a planned path: label, due, target, actual, last_year.

    ``tables`` holds one unit's progress for the year's quarters in order (empty ones for quarters to come), ``past``
    the same of the year before; ``key`` is (indicator, period_start, due_date).
    """
    lines = []
    for number in range(4):
        now, then = _row_of(tables[number], key), _row_of(past[number], (key[0], None, None))
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
    exact = rows[(rows["period_start"] == key[1]) & (rows["due_date"] == key[2])] if key[1] is not None else rows
    return exact.iloc[0].to_dict() if len(exact) else None


def _quarter_end_label(quarter: int) -> str:
    return _("end of month {month}", month=quarter_end(quarter - 1 + 4 * 2000).month)
