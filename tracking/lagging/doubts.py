"""Too good to be true: figures worth a second look, found by counting coincidences; nothing here is an accusation.

No mean and no standard deviation: most figures of enterprises are small or zero. Figures under LEAST are left out, as
small numbers agree by chance, and a coincidence must repeat in at least SEVERAL figures or FIRMS enterprises.
"""

import pandas as pd

from tracking.catalogue import MONEY

LEAST, SEVERAL, FIRMS = 5, 3, 5
JUMP_OF, MOST_BEFORE = 10, 0.25
EXACT, EXACT_FOR_ALL, SAME_AGAIN, LAST_JUMP, AS_ASKED = "exact", "exact_for_all", "same_again", "last_jump", "as_asked"
COLUMNS = ["unit", "indicator", "doubt", "count", "of"]


def worth_a_look(history: pd.DataFrame, cells: pd.DataFrame, indicators: pd.DataFrame, period: int) -> pd.DataFrame:
    """One row per coincidence: unit (none where it concerns all), indicator (none where it concerns several), doubt,
    count and of.

    exact: every one of at least 3 targets of an enterprise stands at exactly 100 %. exact_for_all: so does every one of
    at least 5 enterprises with a target of the same indicator. same_again: at least 3 flows of this quarter, all that
    are not 0, are the figures of the quarter before. last_jump: at most a quarter of a target of 10 or more was done
    before the quarter in which it fell due, and then all of it. as_asked: at least 3 figures typed this quarter equal what
    was asked for by now, or the whole target, and no other figure with a target does not.

    ``history`` is lagging.history_of; ``cells`` has unit, indicator, period, amount, basis of the quarter and the one before.
    """
    now = history[(history["period"] == period) & history["actual"].notna()] if len(history) else history
    found = [_same_again(cells, indicators, period)]
    if len(now):
        found += [_exact(now), _exact_for_all(now), _last_jump(history, now, period), _as_asked(now, cells, period)]
    rows = [part for part in found if len(part)]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(rows, ignore_index=True).sort_values(["doubt", "unit", "indicator"], ignore_index=True)[COLUMNS]


def _rows(counts: pd.DataFrame, doubt: str) -> pd.DataFrame:
    """Rows of COLUMNS from unit or indicator, count and of."""
    return counts.reset_index().assign(doubt=doubt).reindex(columns=COLUMNS)


def _large(rows: pd.DataFrame) -> pd.DataFrame:
    """Targets large enough that meeting them exactly is a coincidence: no commitments of one thing, no rates."""
    return rows[(rows["target"] >= LEAST) & (rows["kind"] != "rate")]


def _exact(now: pd.DataFrame) -> pd.DataFrame:
    rows = _large(now)
    counts = (rows["actual"] == rows["target"]).groupby(rows["unit"]).agg(count="sum", of="size")
    return _rows(counts[(counts["count"] == counts["of"]) & (counts["of"] >= SEVERAL)], EXACT)


def _exact_for_all(now: pd.DataFrame) -> pd.DataFrame:
    rows = _large(now)
    counts = (rows["actual"] == rows["target"]).groupby(rows["indicator"]).agg(count="sum", of="size")
    return _rows(counts[(counts["count"] == counts["of"]) & (counts["of"] >= FIRMS)], EXACT_FOR_ALL)


def _same_again(cells: pd.DataFrame, indicators: pd.DataFrame, period: int) -> pd.DataFrame:
    flows = set(indicators.loc[indicators["kind"] == "flow", "indicator"])
    typed = cells[cells["indicator"].isin(flows) & (cells["amount"] > 0) & (cells["basis"] == "quarter")]
    key = ["unit", "indicator"]
    now, before = (typed.loc[typed["period"] == number, [*key, "amount"]] for number in (period, period - 1))
    both = now.merge(before, on=key, how="outer", suffixes=("", "_before"))
    both["same"] = both["amount"].eq(both["amount_before"]).fillna(False).astype(bool)
    both["large"] = both["same"] & (both["amount"] >= LEAST).fillna(False).astype(bool)
    counts = both.groupby("unit").agg(count=("large", "sum"), same=("same", "sum"), of=("same", "size"))
    return _rows(counts[(counts["same"] == counts["of"]) & (counts["count"] >= SEVERAL)], SAME_AGAIN)


def _last_jump(history: pd.DataFrame, now: pd.DataFrame, period: int) -> pd.DataFrame:
    due_now = (now["due_date"].dt.year * 4 + now["due_date"].dt.quarter - 1) == period
    rows = now[due_now & (now["kind"] == "flow") & (now["target"] >= JUMP_OF) & (now["actual"] >= now["target"])]
    key = ["unit", "indicator", "period_start", "due_date"]
    before = history.loc[(history["period"] == period - 1) & (history["reported"] > 0), [*key, "actual"]]
    both = rows.merge(before, on=key, suffixes=("", "_before"))
    began = both["period_start"].dt.year * 4 + both["period_start"].dt.quarter - 1
    jumped = both[(began < period) & (both["actual_before"] <= MOST_BEFORE * both["target"])]
    return jumped.assign(doubt=LAST_JUMP, count=jumped["actual"] - jumped["actual_before"], of=jumped["actual"])[
        COLUMNS
    ]


def _as_asked(now: pd.DataFrame, cells: pd.DataFrame, period: int) -> pd.DataFrame:
    typed = cells.loc[cells["period"] == period, ["unit", "indicator", "amount"]]
    rows = _large(now).merge(typed, on=["unit", "indicator"])
    rows = rows[rows["measure"] != MONEY]
    equal = (rows["amount"] == rows["due"]) | (rows["amount"] == rows["target"])
    counts = equal.groupby(rows["unit"]).agg(count="sum", of="size")
    return _rows(counts[(counts["count"] == counts["of"]) & (counts["of"] >= SEVERAL)], AS_ASKED)
