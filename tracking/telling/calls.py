"""Who to phone today and what to say: the two lists with what is wrong in words."""

from collections.abc import Iterable

import pandas as pd

from tracking.catalogue import MONEY, PERCENT, phrases
from tracking.lagging import beside_peers, due_targets, in_order, rank_enterprises, streaks, strips
from tracking.language import N_, _, current_language, name_of
from tracking.progress import MISSED
from tracking.quarters import quarter_of
from tracking.rows import Row
from tracking.telling.figures import (
    amount_text,
    baseline_mark,
    day_text,
    done_of_target_text,
    name_with_period,
    percent_text,
)
from tracking.words import STATUS_ICONS, quarter_text

TIMES = (N_("two"), N_("three"), N_("four"), N_("five"), N_("six"), N_("seven"), N_("eight"))
TOLD = 2  # of what is wrong, in one line


def enterprises_behind(
    progress: pd.DataFrame,
    units: pd.DataFrame,
    weights: pd.Series,
    node: str,
    history: pd.DataFrame,
    period: int,
    indicators: set[str] | None = None,
) -> pd.DataFrame:
    """One row per enterprise with a target that is behind: the columns of rank_enterprises, and streak (the longest of
    its indicators), since, wrong (sentences, the worst first), formula (how its index is made up), strip (a status per
    quarter), peers, quartile and alike.

    ``progress`` has name and name_en; ``history`` is lagging.history_of up to ``period``. ``indicators`` narrows it to
    some. Who did not report at all is not among them: without a figure there is no verdict.
    """
    ranked = rank_enterprises(progress, units, weights, node, indicators)
    ranked = ranked.merge(beside_peers(ranked), on="unit", how="left")
    table = ranked[ranked["behind"] > 0].copy()
    run = streaks(history, period)
    if indicators is not None:
        run = run[run["indicator"].isin(indicators)]
    longest = run.sort_values("streak", ascending=False).drop_duplicates("unit").set_index("unit")
    table["streak"] = table["unit"].map(longest["streak"]).fillna(1).astype(int)
    table["since"] = table["unit"].map(longest["since"]).fillna(period).astype(int)
    due = due_targets(progress, units, weights)
    due = due[due["unit"].isin(table["unit"])]
    if indicators is not None:
        due = due[due["indicator"].isin(indicators)]
    wrong = behind_rows(due, history, period)
    table["wrong"] = table["unit"].map(
        {unit: [wrong_text(row, row["streak"]) for row in rows] for unit, rows in wrong.items()}
    )
    table["formula"] = table["unit"].map(index_formulas(due)).fillna("0")
    seen = strips(history, period)
    states = dict(zip(seen.index, seen.to_numpy().tolist(), strict=True))
    unknown = ["no_target"] * len(seen.columns)
    table["strip"] = [states.get(unit, unknown) for unit in table["unit"]]
    return in_order(table, "contribution")


def behind_rows(due: pd.DataFrame, history: pd.DataFrame, period: int) -> dict[str, list[dict]]:
    """Enterprise → the rows of lagging.due_targets that are behind, the worst first, each with streak and since
    (lagging.streaks) and held (lagging.history_of)."""
    run = {
        (unit, code): (int(count), int(since))
        for unit, code, count, since in streaks(history, period)[["unit", "indicator", "streak", "since"]].to_numpy()
    }
    behind = with_held(due[due["is_behind"]], history)
    rows = behind.assign(order=behind["lag"] * behind["weight"]).sort_values("order", ascending=False, kind="stable")
    found: dict[str, list[dict]] = {}
    for row in rows.to_dict("records"):
        key = (row["unit"], row["indicator"])
        streak, since = run.get(key, (1, period))
        found.setdefault(row["unit"], []).append(row | {"streak": streak, "since": since})
    return found


def with_held(rows: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """Rows of the progress table with the last earlier quarter that reported something (lagging.history_of); columns as
    ``rows``, and held."""
    known = history[history["held"].notna()].drop_duplicates(["unit", "indicator"])
    held = known.set_index(["unit", "indicator"])["held"].to_dict()
    found = [held.get(key) for key in rows[["unit", "indicator"]].itertuples(index=False, name=None)]
    return rows.assign(held=pd.Series(found, index=rows.index, dtype="Int64"))


def index_formulas(due: pd.DataFrame) -> dict[str, str]:
    """Enterprise → how its lag index is made up: (培训 100%×1＋合理化建议 40%×2)÷5, over its targets that are due."""
    whole = due.groupby("unit")["weight"].sum()
    rows = due[due["lag"] > 0].sort_values(["lag", "indicator"], ascending=[False, True], kind="stable")
    parts: dict[str, list[str]] = {}
    for row in rows[["unit", "name", "name_en", "lag", "weight"]].to_dict("records"):
        part = _(
            "{name} {lag} × {weight}", name=name_of(row), lag=percent_text(row["lag"], 1), weight=f"{row['weight']:g}"
        )
        parts.setdefault(row["unit"], []).append(part)
    return {
        unit: _("({parts}) ÷ {weights}", parts=" + ".join(found), weights=f"{whole[unit]:g}")
        for unit, found in parts.items()
    }


def wrong_text(row: Row, streak: int = 1) -> str:
    """What is wrong with one target, in words: 互助保障参保 5/104 人，序时应完成 51 人，连续两季低于序时.

    A commitment of one thing has no streak: it is done or not, and its day is named. One that the enterprise had before
    (``row["held"]``) is not said to have never been done: it is to be looked into.
    """
    text = _("{what}; {against}", what=_what(row), against=_against(row)) + baseline_mark(row)
    if is_commitment(row):
        return text + (_("; please check whether {doubt}", doubt=lapse_doubt(row)) if has_lapsed(row) else "")
    if streak < 2:
        return text
    text += (
        _("; over it {times} quarters running", times=times_text(streak))
        if is_over(row)
        else _("; behind {times} quarters running", times=times_text(streak))
    )
    return text + (_(", since {quarter}", quarter=quarter_text(row["since"])) if before_its_period(row) else "")


def before_its_period(row: Row) -> bool:
    """Whether the quarters running behind began under an earlier plan than the target's."""
    return pd.notna(row.get("since")) and row["since"] < quarter_of(row["period_start"])


def _what(row: Row) -> str:
    """A commitment of one thing says that it is not done, anything else how much of how much."""
    if has_lapsed(row):
        return lapsed_text(row)
    if is_undone(row):
        undone = phrases().get(row["indicator"], {}).get("undone")
        return undone if undone and current_language() == "zh_CN" else _("{name}: not done", name=name_of(row))
    return f"{name_with_period(row)} {done_of_target_text(row)}"


def lapsed_text(row: Row) -> str:
    """A commitment that is not there any more: 现无有效的工资集体协商协议（2020年一季度末曾有效）."""
    quarter = quarter_text(row["held"])
    lapsed = phrases().get(row["indicator"], {}).get("lapsed")
    if lapsed and current_language() == "zh_CN":
        return lapsed.replace("{quarter}", quarter)
    return _("{name}: none now (there was one at the end of {quarter})", name=name_of(row), quarter=quarter)


def lapse_doubt(row: Row) -> str:
    """What may be behind it that something is not there any more."""
    if row["theme"] == "contracts":
        return _("it ran out and was not renewed, or a figure is wrong")
    return _("the figure is right")


def is_undone(row: Row) -> bool:
    """Whether a commitment of one thing has not been met at all."""
    return is_commitment(row) and not row["actual"]


def has_lapsed(row: Row) -> bool:
    """Whether a level of one is nothing now though an earlier quarter reported it."""
    return is_undone(row) and row["kind"] == "stock" and pd.notna(row.get("held"))


def task_text(row: Row) -> str:
    """A target's name; a commitment of one thing by what is to be done: 签订工资集体协商协议."""
    task = phrases().get(row["indicator"], {}).get("task") if is_commitment(row) else None
    return task if task and current_language() == "zh_CN" else name_of(row)


def is_commitment(row: Row) -> bool:
    """Whether a target is one thing that an enterprise promised to do or to have: 0 or 1."""
    return row["target"] == 1 and row["measure"] not in (MONEY, PERCENT)


def is_over(row: Row) -> bool:
    """Whether too much was done, not too little."""
    return row["comparator"] == "at_most" or (row["comparator"] == "about" and row["gap"] > 0)


def _against(row: Row) -> str:
    if row["status"] == MISSED:
        return _("was to be done by {day}", day=day_text(row["due_date"]))
    if is_over(row):
        return _("more than the {due} allowed by now", due=amount_text(row["due"], row["measure"]))
    return _("due by now {due}", due=amount_text(row["due"], row["measure"]))


def times_text(count: int) -> str:
    """A number of quarters as people say it: 两, 三 …."""
    return _(TIMES[count - 2]) if 2 <= count <= len(TIMES) + 1 else str(count)


def strip_text(strip: Iterable[str]) -> str:
    """A status per quarter as icons, the oldest first."""
    return "".join(STATUS_ICONS[status] for status in strip)


def several(wrong: list[str], most: int = TOLD) -> str:
    """The first of some sentences, and how many more there are."""
    text = _("; ").join(wrong[:most])
    left = len(wrong) - most
    return text + (_(" and {count} more", count=left) if left > 0 else "")


def peers_text(row: Row) -> str:
    """Where an enterprise stands among its like: 同行业同规模6家中居后四分之一."""
    if pd.isna(row["quartile"]):
        return "—"
    words = (_("best quarter"), _("second quarter"), _("third quarter"), _("last quarter"))
    alike = _("sector and size") if row["alike"] == "sector_and_size" else _("size")
    return _(
        "{quarter} of {count} of its {alike}",
        quarter=words[int(row["quartile"]) - 1],
        count=int(row["peers"]) + 1,
        alike=alike,
    )


def since_text(row: Row) -> str:
    """How long, and since when: 连续两季（2020年一季度起）."""
    if row["streak"] < 2:
        return _("this quarter")
    return _("{times} quarters, since {quarter}", times=times_text(row["streak"]), quarter=quarter_text(row["since"]))


def explained_text(few: int, share: float) -> str:
    """How few enterprises explain how much: 8 家占全镇缺口的 76%."""
    return _("{few} enterprises make up {share} of the gap", few=few, share=percent_text(share, 0)) if few else ""
