"""Who to phone today and what to say: the two lists with what is wrong in words."""

from collections.abc import Iterable

import pandas as pd

from tracking.figures import (
    STATUS_ICONS,
    amount_text,
    day_text,
    done_of_target_text,
    percent_text,
    quarter_text,
)
from tracking.lagging import beside_peers, due_targets, in_order, rank_enterprises, streaks, strips
from tracking.language import N_, _, current_language, name_of
from tracking.progress.judge import MISSED
from tracking.reading.catalogue import MONEY, PERCENT, phrases

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
    table["wrong"] = table["unit"].map(what_is_wrong(due[due["is_behind"]], run))
    table["formula"] = table["unit"].map(index_formulas(due)).fillna("0")
    seen = strips(history, period)
    states = dict(zip(seen.index, seen.to_numpy().tolist(), strict=True))
    unknown = ["no_target"] * len(seen.columns)
    table["strip"] = [states.get(unit, unknown) for unit in table["unit"]]
    return in_order(table, "contribution")


def what_is_wrong(behind: pd.DataFrame, run: pd.DataFrame) -> dict[str, list[str]]:
    """Enterprise → a sentence for each of its targets that is behind, the worst first. ``run`` is lagging.streaks."""
    lasted = {
        (unit, code): int(count) for unit, code, count in run[["unit", "indicator", "streak"]].to_numpy().tolist()
    }
    found: dict[str, list[str]] = {}
    rows = behind.assign(order=behind["lag"] * behind["weight"]).sort_values("order", ascending=False, kind="stable")
    for row in rows.to_dict("records"):
        found.setdefault(row["unit"], []).append(wrong_text(row, lasted.get((row["unit"], row["indicator"]), 1)))
    return found


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


def wrong_text(row, streak: int = 1) -> str:
    """What is wrong with one target, in words: 工资集体协商协议未签订，应于6月30日前完成；连续两季滞后."""
    text = _("{what}; {against}", what=_what(row), against=_against(row))
    return text + (_("; behind {times} quarters running", times=times_text(streak)) if streak > 1 else "")


def _what(row) -> str:
    """A commitment of one thing says that it is not done, anything else how much of how much."""
    if is_commitment(row) and not row["actual"]:
        undone = phrases().get(row["indicator"], {}).get("undone")
        return undone if undone and current_language() == "zh_CN" else _("{name}: not done", name=name_of(row))
    return f"{name_of(row)} {done_of_target_text(row)}"


def is_commitment(row) -> bool:
    """Whether a target is one thing that an enterprise promised to do or to have: 0 or 1."""
    return row["target"] == 1 and row["measure"] not in (MONEY, PERCENT)


def _against(row) -> str:
    over = row["comparator"] == "at_most" or (row["comparator"] == "about" and row["gap"] > 0)
    if row["status"] == MISSED:
        return _("was to be done by {day}", day=day_text(row["due_date"]))
    if over:
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


def peers_text(row) -> str:
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


def since_text(row) -> str:
    """How long, and since when: 连续两季（2020年一季度起）."""
    if row["streak"] < 2:
        return _("this quarter")
    return _("{times} quarters, since {quarter}", times=times_text(row["streak"]), quarter=quarter_text(row["since"]))


def explained_text(few: int, share: float) -> str:
    """How few enterprises explain how much: 8 家占全镇缺口的 76%."""
    return _("{few} enterprises make up {share} of the gap", few=few, share=percent_text(share, 0)) if few else ""
