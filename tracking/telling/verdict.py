"""Whether the year's plan holds, in a sentence: what is due by now and holds, what is behind, what is still to come."""

from dataclasses import dataclass

import pandas as pd

from tracking.language import N_, _
from tracking.progress import BEHIND_PACE, FAR_BEHIND, MISSED

HELD = ("achieved", "on_pace")
SLIGHT = ("slightly_behind",)
BEHIND = (BEHIND_PACE, FAR_BEHIND, MISSED)
UNKNOWN = ("not_reported",)
COMING = ("not_due",)


@dataclass(frozen=True)
class Verdict:
    """How many targets of a unit have which status, and how many stand above and below where they stood a year before."""

    counts: dict[str, int]
    above: int = 0
    below: int = 0

    def of(self, *statuses: str) -> int:
        """How many targets have one of these statuses."""
        return sum(self.counts.get(status, 0) for status in statuses)

    @property
    def due(self) -> int:
        """How many can be judged by now: neither still to come, nor without figures, nor exempt."""
        return self.of(*HELD, *SLIGHT, *BEHIND)


def verdict_of(planned: pd.DataFrame, year_ago: pd.DataFrame) -> Verdict:
    """The verdict on a unit's rows with a target; ``year_ago`` has its rows of the same quarter a year before, or none."""
    judged = planned[planned["status"] != "no_target"] if len(planned) else planned
    if judged.empty:
        return Verdict({})
    counts = {str(status): int(count) for status, count in judged["status"].value_counts().items()}
    if year_ago.empty:
        return Verdict(counts)
    then = year_ago.drop_duplicates("indicator").set_index("indicator")["actual"]
    change = judged["actual"] - judged["indicator"].map(then)
    return Verdict(counts, int((change > 0).sum()), int((change < 0).sum()))


def verdict_text(verdict: Verdict, period: int) -> str:
    """Whether the plan holds at a quarter's end: 时间过半，任务未全部过半：已到节点21项，达序时13项（含完成4项）……; nothing where
    there is no target."""
    if not verdict.counts:
        return ""
    held = verdict.of(*HELD)
    if not verdict.due:
        said = _("No target can be judged yet")
    elif held == verdict.due:
        said = _(ALL_HOLD[period % 4], count=held)
    else:
        said = _(NOT_ALL_HOLD[period % 4], count=verdict.due, parts=_(", ").join(_parts(verdict)))
    return said + _rest(verdict) + _(".")


ALL_HOLD = (
    N_("A quarter of the year is gone and the plan holds: all {count} targets due by now are achieved or on pace"),
    N_("Half the year is gone and the plan holds: all {count} targets due by now are achieved or on pace"),
    N_(
        "Three quarters of the year are gone and the plan holds: all {count} targets due by now are achieved or on pace"
    ),
    N_("The year is over and the plan was kept: all {count} targets due are achieved"),
)
NOT_ALL_HOLD = (
    N_("A quarter of the year is gone, and the plan does not hold everywhere: of {count} targets due by now {parts}"),
    N_("Half the year is gone, and the plan does not hold everywhere: of {count} targets due by now {parts}"),
    N_(
        "Three quarters of the year are gone, and the plan does not hold everywhere: of {count} targets due by now {parts}"
    ),
    N_("The year is over, and the plan was not kept everywhere: of {count} targets due {parts}"),
)


def _parts(verdict: Verdict) -> list[str]:
    done, slight, behind = verdict.of("achieved"), verdict.of(*SLIGHT), verdict.of(*BEHIND)
    parts = [_("{count} are achieved or on pace ({done} achieved)", count=verdict.of(*HELD), done=done)]
    if slight:
        parts.append(_("{count} slightly behind", count=slight))
    if behind:
        parts.append(_("{count} behind", count=behind) + _worst(verdict))
    return parts


def _worst(verdict: Verdict) -> str:
    """Of those behind, how many are worse than that."""
    words = ((FAR_BEHIND, N_("{count} far behind")), (MISSED, N_("{count} missed")))
    said = [_(word, count=verdict.of(status)) for status, word in words if verdict.of(status)]
    return _(" ({what})", what=_(", ").join(said)) if said else ""


def _rest(verdict: Verdict) -> str:
    """What cannot be judged by now, and how the targets stand beside last year."""
    parts = [_(word, count=verdict.of(*statuses)) for statuses, word in (
        (COMING, N_("{count} are not due yet")), (UNKNOWN, N_("{count} cannot be judged for want of figures")), (("exempt",), N_("{count} are exempt")),
    ) if verdict.of(*statuses)]  # fmt: skip
    if verdict.above or verdict.below:
        parts.append(
            _("beside last year {above} stand higher, {below} lower", above=verdict.above, below=verdict.below)
        )
    return "".join(_("; {part}", part=part) for part in parts)
