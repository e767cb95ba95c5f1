"""What the chair should do next: a handful of sentences, each with the page that shows more."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from tracking.lagging import behind_of
from tracking.language import _
from tracking.progress import SEVERITY
from tracking.quarters import quarter_of
from tracking.telling.figures import (
    amount_text,
    baseline_mark,
    done_of_target_text,
    name_with_period,
    number_text,
    percent_text,
    target_key,
)


@dataclass(frozen=True)
class Attention:
    """One sentence: the status that colours it, a short bold start, the rest, and the page it links to."""

    status: str
    start: str
    rest: str
    page: str
    params: dict[str, str] = field(default_factory=dict)


def sentences_for(
    progress: pd.DataFrame,
    node: str,
    ranked: pd.DataFrame,
    silent: pd.DataFrame,
    no_union: pd.DataFrame,
    period: int,
    overdue: int,
    most: int = 5,
    waiting: int = 0,
    evidence: tuple[int, int] = (0, 0),
    more: Sequence[Attention] = (),
    steps: str = "",
) -> list[Attention]:
    """The most pressing things of a node, at most ``most``: what is behind, who did not report, who has no union.

    ``progress`` has name and name_en. The tables ranked, silent and no_union are those of tracking.lagging;
    ``waiting`` counts the reports that were handed in and are not accepted yet, ``evidence`` the figures that have some and
    those of which it is asked; ``more`` are sentences about what else needs attention, ``steps`` says how those without a union get on.
    """
    own = progress[(progress["unit"] == node) & progress["status"].isin(SEVERITY)].copy()
    own["severity"] = own["status"].map(SEVERITY)
    own = own.sort_values(["severity", "shortfall"], ascending=[True, False], kind="stable")
    others = [_waiting(waiting)] if waiting else []
    unknown = progress[(progress["unit"] == node) & (progress["status"] == "not_reported")]
    if len(unknown):
        others.append(_unknown(len(unknown)))
    if len(silent):
        others.append(_silent(silent, overdue))
    if len(no_union):
        others.append(_no_union(no_union, steps))
    others += more
    if evidence[0] < evidence[1]:
        others.append(_without_evidence(*evidence))
    worst = own.head(max(most - len(others), 0)).to_dict("records")
    return [*(_behind(row, ranked, progress, period) for row in worst), *others][:most]


def _behind(row: dict, ranked: pd.DataFrame, progress: pd.DataFrame, period: int) -> Attention:
    measure = row["measure"]
    due = _("due by now {due}", due=amount_text(row["due"], measure))
    rest = [done_of_target_text(row), due + baseline_mark(row)]
    if pd.notna(row["needed"]):
        rest.append(_needed_text(row, period))
    elif row["status"] != "missed" and measure == "%":
        rest.append(_("{points} points short", points=number_text(-row["gap"] / 100, "%")))
    share = _share_of_few(progress, row, ranked)
    if share:
        rest.append(share)
    return Attention(
        row["status"], name_with_period(row), _("; ").join(rest), row["theme"], {"indicator": target_key(row)}
    )


def _needed_text(row: dict, period: int) -> str:
    quarters = quarter_of(row["due_date"].date()) - period
    text = _(
        "{needed} a quarter needed in the next {quarters}",
        needed=amount_text(row["needed"], row["measure"]),
        quarters=quarters,
    )
    ratio = pace_ratio(row, period)
    return text + (_(", {ratio} times the pace so far", ratio=f"{float(ratio):.1f}") if ratio else "")


def pace_ratio(row: dict, period: int) -> Fraction | None:
    """What a quarter must bring from now on ÷ what a quarter brought so far; for even phasing and something done."""
    if row["phasing"] != "even" or row["kind"] != "flow" or not row["actual"] or pd.isna(row["needed"]):
        return None
    gone = period - quarter_of(row["period_start"].date()) + 1
    left = quarter_of(row["due_date"].date()) - period
    if gone <= 0 or left <= 0:
        return None
    remaining = Fraction(str(row["target"])) - Fraction(str(row["actual"]))
    return (remaining / left) / (Fraction(str(row["actual"])) / gone)


def _share_of_few(progress: pd.DataFrame, row: dict, ranked: pd.DataFrame) -> str | None:
    """How few enterprises explain most of a shortage."""
    short = behind_of(progress, row).set_index("unit")["short"]
    if len(short) < 4 or short.sum() <= 0:
        return None
    few = max(1, round(len(short) / 3))
    share = short.iloc[:few].sum() / short.sum()
    names = ranked.set_index("unit")["name"].reindex(short.index[:few]).dropna().tolist()
    return _(
        "{few} enterprises make up {share} of the shortfall: {names}",
        few=few,
        share=percent_text(share, 0),
        names=a_few_of(names),
    )


def a_few_of(names: list[str], most: int = 2) -> str:
    """The first of some names, and whether there are more."""
    listed = _(", ").join(names[:most])
    return _("{names} and others", names=listed) if len(names) > most else listed


def _unknown(count: int) -> Attention:
    start = _("{count} targets cannot be judged", count=count)
    return Attention(
        "not_reported", start, _("figures of this or an earlier quarter are missing; import them"), "imports"
    )


def _silent(silent: pd.DataFrame, overdue: int) -> Attention:
    start = _("{count} enterprises did not report", count=len(silent))
    named = zip(silent["name"], silent["phone"], strict=True)
    rest = a_few_of([f"{name} {phone}" if isinstance(phone, str) else name for name, phone in named])
    if (share := silent["share"].sum()) > 0:  # where nobody said how many employees they have, it is not known
        rest += _("; {share} of the employees", share=percent_text(share, 1))
    if overdue > 0:
        rest += _("; {days} days overdue", days=overdue)
    return Attention("not_reported", start, rest, "lagging")


def _waiting(count: int) -> Attention:
    start = _("{count} reports wait to be accepted", count=count)
    return Attention(
        "not_due", start, _("handed in from below; look what changed, then accept or return them"), "review"
    )


def _without_evidence(given: int, needed: int) -> Attention:
    start = _("{count} figures are without evidence", count=needed - given)
    return Attention("not_due", start, _("evidence {part}; see which", part=f"{given}/{needed}"), "evidence")


def _no_union(no_union: pd.DataFrame, steps: str) -> Attention:
    start = _("{count} enterprises lack a union", count=len(no_union))
    rest = _("they should have one; the largest is {name}", name=no_union["name"].iloc[0])
    return Attention("not_due", start, _("; ").join(filter(None, (rest, steps))), "founding")
