"""The progress table: one row per unit, indicator and target period, computed once and rendered everywhere."""

from datetime import date

import numpy as np
import pandas as pd

from tracking.progress.adding_up import Sums
from tracking.progress.judge import Measured
from tracking.progress.records import NONE, whole
from tracking.progress.statuses import NO_TARGET
from tracking.progress.targets import levels_at_start
from tracking.quarters import last_day, quarter_end

COLUMNS = (
    "unit", "indicator", "period_start", "due_date", "measure", "target", "comparator", "baseline", "phasing_share",
    "due", "actual", "numerator", "denominator", "completion", "gap", "shortfall", "status", "needed", "forecast",
    "reported", "expected", "carried", "low", "high", "low_status", "high_status", "plan_version", "target_source",
    "exemption", "exemption_note", "baseline_unknown",
)  # fmt: skip
ABOUT = ("indicator", "theme", "measure", "kind")
BESIDE = ("kind", "theme", "parent", "leaf", "phasing", "tolerance", "window_opens", "this_quarter", "carried_beside")


def progress_table(
    sums: Sums, planned: pd.DataFrame, only: np.ndarray | None = None, day: date | None = None
) -> pd.DataFrame:
    """Judge every unit's indicators at the end of a quarter; with ``only`` (numbers) those units' alone.

    On a later ``day`` the quarter's figures are judged by what is due then; what is due after the quarter is not missed,
    because nobody can have told it yet.

    ``planned`` are the targets of targets.all_targets; what is reported or expected for the calendar year without any
    target has a row, too. Returns one row per unit, indicator and target period with COLUMNS and, beside them, BESIDE.
    baseline_unknown: the verdict rests on a level at the period's start that nobody said, wholly or of some parts.
    """
    unit, span, line = _places(sums, planned, only)
    rows = _rows(sums, planned, unit, span, line)
    end = quarter_end(sums.period)
    measured = Measured(rows, day or end, end)
    high, has_high = _if_all_were_at_their_due(rows, sums, measured, unit, span)
    judged = measured.judged(high, has_high) | {"reported": rows["reported_units"].array}
    without = judged["status"] == NO_TARGET
    for name in ("completion", "gap", "shortfall"):
        judged[name] = np.where(without, np.nan, judged[name])
    columns = {name: judged[name] if name in judged else rows[name].array for name in (*COLUMNS, *BESIDE)}
    return pd.DataFrame(columns, copy=False)


def _places(sums: Sums, planned: pd.DataFrame, only: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The rows of the table in their order: unit, span, and the line of ``planned`` or -1, all [row]."""
    records, spans = sums.records, sums.spans
    first, last = (np.datetime64(f"{sums.period // 4}-{day}") for day in ("01-01", "12-31"))
    this_year = (spans.start == first) & (spans.due == last)
    taken = np.zeros(sums.exempt.shape, dtype=bool)
    taken[planned["unit"], spans.indicator[planned["span"]]] = True
    reported = sums.has["actual"] | sums.has["numerator"] | (sums.total["expected"] > 0)
    free = np.argwhere(reported & this_year & ~taken[:, spans.indicator])
    unit, span = (np.concatenate([planned[name], free[:, n]]) for n, name in enumerate(("unit", "span")))
    line = np.concatenate([np.arange(len(planned)), np.full(len(free), NONE)])
    shown = sums.roster.existing[unit]
    if only is not None:
        shown &= np.isin(unit, only)
    unit, span, line = unit[shown], span[shown], line[shown]
    position = records.catalogue["position"].to_numpy()[spans.indicator[span]]
    order = np.lexsort((spans.start[span], position, sums.roster.rank[unit]))
    return unit[order], span[order], line[order]


def _rows(sums: Sums, planned: pd.DataFrame, unit: np.ndarray, span: np.ndarray, line: np.ndarray) -> pd.DataFrame:
    """What judge needs of every row, and what the table shows beside it."""
    records, roster, indicator = sums.records, sums.roster, sums.spans.indicator[span]
    leaf, stock = roster.leaf[unit], records.kind[indicator] == "stock"
    not_begun = (records.kind[indicator] == "flow") & (sums.spans.start[span] > last_day(sums.period))
    total = {name: values[unit, span] for name, values in sums.total.items()}
    has = {name: there[unit, span] | (not_begun & (name in ("actual", "fresh"))) for name, there in sums.has.items()}
    target, baseline, tolerance = (_whole_of(planned[name], line) for name in ("target", "baseline", "tolerance"))
    # a level counts every unit, so the sum of some units' targets for it says nothing
    source = _texts_of(planned["target_source"], line, "none")
    partial = stock & (source == "breakdown") & (np.append(planned["parts"], 0)[line] < total["expected"])
    source[partial] = "partial"
    level, has_level = levels_at_start(sums, unit, span, baseline[0], baseline[1] & ~partial)
    has_level &= baseline[1] | (source != "breakdown")  # a sum of parts has the sum of their levels
    told = np.where(leaf, total["answered"], total["reported"])
    return pd.DataFrame(
        {
            "unit": _texts(records.units, unit),
            "parent": _texts(roster.parent, unit),
            "leaf": leaf,
            **{name: records.catalogue[name].array.take(indicator) for name in ABOUT},
            **{name: _whole(total[name], has[name]) for name in has if name != "baseline"},
            **{name: _whole(total[name]) for name in ("expected", "carried", "carried_beside", "this_quarter")},
            "reported_units": _whole(total["reported"]),
            "reported": _whole(np.where(not_begun, np.maximum(total["expected"], 1), told)),
            "known": (total["reported"] >= 1) | not_begun,
            "exempt": sums.exempt[unit, indicator],
            **{
                name: _perhaps(words, sums.exemption[unit, indicator])
                for name, words in (("exemption", records.exemption_code), ("exemption_note", records.exemption_note))
            },
            "opened": np.where(leaf, roster.opened[unit], np.datetime64("NaT")),
            "period_start": sums.spans.start[span].astype("datetime64[us]"),
            "due_date": sums.spans.due[span].astype("datetime64[us]"),
            "target": _whole(target[0], target[1] & ~partial),
            "baseline": _whole(level, has_level),
            "baseline_unknown": np.append(planned["baseline_unknown"].to_numpy(dtype=bool), False)[line],
            "tolerance": _whole(tolerance[0]),
            "comparator": _texts_of(planned["comparator"], line, "at_least"),
            "phasing": _texts_of(planned["phasing"], line, "even"),
            "window_opens": np.append(planned["window_opens"].to_numpy(), np.datetime64("NaT"))[line],
            "plan_version": np.append(planned["plan_version"], np.nan)[line],
            "target_source": source,
        },
        copy=False,
    )


def _whole_of(column: pd.Series, line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers of the lines, and where there is one; none for the line -1."""
    numbers, there = whole(column)
    return np.append(numbers, 0)[line], np.append(there, False)[line]


def _whole(numbers: np.ndarray, there: np.ndarray | None = None) -> pd.arrays.IntegerArray:
    """Whole numbers, missing where there is none."""
    return pd.arrays.IntegerArray(numbers, np.zeros(len(numbers), dtype=bool) if there is None else ~there)


def _texts_of(column: pd.Series, line: np.ndarray, usual: str) -> pd.api.extensions.ExtensionArray:
    """The words of the lines; the usual one for the line -1."""
    return _texts(np.append(column.to_numpy(dtype=object), usual), line)


def _texts(words: np.ndarray | pd.Index, chosen: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The chosen words, the last one for -1."""
    return pd.array(np.asarray(words, dtype=object), dtype="str").take(chosen)


def _perhaps(words: np.ndarray, chosen: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """The chosen words, missing for -1."""
    return pd.array(words, dtype="str").take(chosen, allow_fill=True)


def _if_all_were_at_their_due(
    rows: pd.DataFrame, sums: Sums, measured: Measured, unit: np.ndarray, span: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Every row's figure (of a rate the numerator) if each unit that did not report were at its own due, if it has one."""
    records, indicator = sums.records, sums.spans.indicator
    silent = measured.leaf & (whole(rows["reported_units"])[0] == 0) & (measured.expected > 0)
    lacking = np.zeros(sums.expected.shape, dtype=np.int64)
    np.add.at(lacking, (unit[silent], span[silent]), measured.lacking()[silent])
    sums.total["lacking"] += records.tree.sums(lacking, sums.roster.path)
    above = sums.total["lacking"]
    of_indicator = np.zeros(sums.exempt.shape[::-1], dtype=np.int64)
    np.add.at(of_indicator, indicator, above.T)
    (actual, has_actual), (part, has_part) = whole(rows["actual"]), whole(rows["numerator"])
    room = np.maximum(0, whole(rows["denominator"])[0] - part)
    of_part = np.minimum(of_indicator[records.numerator[indicator[span]], unit], room)
    gain = np.where(measured.leaf, 0, np.where(measured.rate, of_part, above[unit, span]))
    now, there = np.where(measured.rate, part, actual), np.where(measured.rate, has_part, has_actual)
    return now + gain, there | (gain > 0)


def with_names(table: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Columns as progress_table, and of the indicators name, name_en, weight and position; of a rate numerator_name,
    numerator_name_en, denominator_name, denominator_name_en and part_measure (the measure of both parts)."""
    codes = pd.Index(indicators["indicator"])
    number = codes.get_indexer(table["indicator"])

    def about(column: str, of: np.ndarray) -> pd.api.extensions.ExtensionArray:
        return indicators[column].array.take(of, allow_fill=bool((of == NONE).any()))

    named = {name: about(name, number) for name in ("name", "name_en", "weight", "position")}
    for part in ("numerator", "denominator"):
        of_part = codes.get_indexer(indicators[part])[number]
        named |= {f"{part}_name": about("name", of_part), f"{part}_name_en": about("name_en", of_part)}
    measure = about("measure", codes.get_indexer(indicators["numerator"])[number])
    return table.assign(**named, part_measure=measure)
