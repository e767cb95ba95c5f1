"""Units side by side, for reading: all of them by what they are compared in, and one target unit by unit."""

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.language import _
from tracking.rows import Row
from tracking.telling import (
    SideBySide,
    Spread,
    a_few_of,
    completion_text,
    is_cap,
    name_with_period,
    percent_text,
    small_share_text,
    status_text,
)
from tracking.telling.tables.progress_tables import (
    done_text,
    tell_completion,
    tell_done,
    tell_target,
    tell_year_on_year,
)
from tracking.telling.tables.told import (
    Told,
    number_or_none,
    tell_coverage,
    tell_gap,
    tell_number,
    tell_part,
    tell_row_status,
    tell_share,
)
from tracking.words import STATUS_ICONS

SMALL = 10  # of a whole: below it a part is told as 1/2 and not as 50 %


def reached_text(row: Row) -> str:
    """What a unit has of a target, in a few letters: 59%, of a small whole 1/2, of a cap what is used, – of nothing due."""
    if row["measure"] == PERCENT:
        if 0 < row["denominator"] < SMALL:
            return small_share_text(row["numerator"], row["denominator"])
        return percent_text(row["actual"], 1)
    if is_cap(row):
        return completion_text(row)
    if pd.isna(row["target"]):
        return done_text(row)
    if row["target"] < SMALL and row["measure"] != MONEY and float(row["actual"]).is_integer():
        return small_share_text(row["actual"], row["target"])
    return percent_text(row["completion"], 1)


def tell_reached(row: Row) -> Told:
    """What a unit has of a target with the icon and in the colour of its status, sorted by what was reached; a unit that
    did not report is no zero, and one that has nothing of the target is a dash."""
    status = row["status"]
    if not isinstance(status, str) or (status == "no_target" and pd.isna(row["actual"])):
        return Told("—")
    if status in ("not_reported", "exempt"):
        return Told(status_text(status), None, status)
    if pd.isna(row["actual"]):
        return Told(status_text(status), None, status)
    icon = "" if status == "no_target" else f"{STATUS_ICONS[status]} "
    return Told(icon + reached_text(row), number_or_none(row["reached"]), status)


def side_by_side_table(
    found: SideBySide, keys: list[str], order: list[str] | None = None, last_year: bool = False
) -> pd.DataFrame:
    """One row per unit (in an ``order`` of its own): its place, targets on pace of those judged, who reported, and what it
    reached of each of some targets, or how that has changed on ``last_year``."""
    overall = {row["unit"]: row for row in found.overall.to_dict("records")}
    shown = [overall[unit] for unit in order or found.units]
    columns = {
        _("Unit"): [row["name"] for row in shown],
        _("Rank"): [tell_number(row["place"]) for row in shown],
        _("On pace"): [_tell_counts(row["held"], row["judged"]) for row in shown],
        _("Reported"): [_tell_counts(row["reported"], row["expected"]) for row in shown],
    }
    for key in keys:
        tell = _tell_beside_last_year if last_year else tell_reached
        reached = {row["unit"]: tell(row) for row in found.parts[key].to_dict("records")}
        columns[name_with_period(found.rows[key])] = [reached[row["unit"]] for row in shown]
    return pd.DataFrame(columns)


def _tell_beside_last_year(row: Row) -> Told:
    """How much more or less a unit has than a year before, in the colour of its status."""
    if not isinstance(row["status"], str):
        return Told("—")
    told = tell_year_on_year(row, row["last_year"])
    return Told(told.words, told.value, None if row["status"] == "no_target" else row["status"])


def _tell_counts(part: int, whole: int) -> Told:
    return tell_part(part, whole) if whole else Told("—")


def one_target_table(found: SideBySide, key: str) -> pd.DataFrame:
    """One target unit by unit, for reading, in the order of order_of: place, done, target, completion, gap, who reported,
    last year and the part of the gap."""
    names = found.overall.set_index("unit")["name"]
    parts = found.parts[key].set_index("unit", drop=False).loc[order_of(found, key)]
    lines = []
    for row in parts.to_dict("records"):
        line = {_("Unit"): names[row["unit"]], _("Rank"): tell_number(row["place"])}
        if isinstance(row["status"], str):
            line |= {
                _("Status"): tell_row_status(row),
                _("Done"): tell_done(row),
                _("Target"): tell_target(row),
                _("Completion"): tell_completion(row),
                _("Against due"): tell_gap(row["gap"], row["measure"]),
                _("Coverage"): tell_coverage(row),
                _("Year on year"): tell_year_on_year(row, row["last_year"]),
                _("Of the gap"): tell_share(row["gap_share"], 1),
            }
        lines.append(line)
    table = pd.DataFrame(lines).map(lambda cell: cell if isinstance(cell, str | Told) else Told("—"))
    if parts["target"].isna().all():
        return table.drop(columns=[_("Status"), _("Target"), _("Completion"), _("Against due"), _("Of the gap")])
    return table


def order_of(found: SideBySide, by: str) -> list[str]:
    """The units in order: by a target (its key) the best first, who has no place last; by ``reported`` who has most; else by
    their own places."""
    table = found.overall
    if by in found.parts:
        table = table.assign(order=table["unit"].map(found.parts[by].set_index("unit")["place"]))
    elif by == "reported":
        table = table.assign(order=-table["reported"] / table["expected"].where(table["expected"] > 0))
    else:
        table = table.assign(order=table["place"])
    return table.sort_values("order", kind="stable", na_position="last")["unit"].tolist()


def spread_text(found: SideBySide, key: str, spread: Spread | None) -> str:
    """How what units reached is spread, in a sentence: the middle one, the middle half, and who is far off it."""
    if spread is None:
        return _("Too few units reported for a middle to be told.")
    names = found.overall.set_index("unit")["name"]
    parts = [
        _(
            "The middle one is at {middle}; the middle half lies from {lower} to {upper}",
            middle=percent_text(spread.middle, 1),
            lower=percent_text(spread.lower, 1),
            upper=percent_text(spread.upper, 1),
        )
    ]
    rows = found.parts[key].set_index("unit").to_dict("index")
    for units, words in ((spread.low, _("far below: {names}")), (spread.high, _("far above: {names}"))):
        if units:
            told = [f"{names[unit]} {reached_text(rows[unit])}" for unit in units]
            parts.append(words.format(names=a_few_of(told, 4)))
    if not spread.low and not spread.high:
        parts.append(_("none is far off"))
    return _("; ").join(parts)
