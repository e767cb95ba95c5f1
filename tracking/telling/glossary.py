"""The words that a new reader asks about, each in a sentence or two: help beside every heading, and a list of all."""

from functools import cache

from tracking.language import N_, _, current_language

GLOSSARY = {
    N_("Due by now"): N_("What should be reached by the day shown: the target times the share that the plan's phasing asks for by "
                         "then, from the baseline on."),
    N_("Against due"): N_("What was done less what is due by now, in the target's own measure; of a rate in percentage points."),
    N_("Completion"): N_("What was done as a share of the whole target; of a level that is to fall, how much of the way is done."),
    N_("Status"): N_("Judged by what is due: on pace, slightly behind (up to 20% of what is due), behind (up to 60%), far behind; "
                     "missed once the due date is over."),
    N_("Needed a quarter"): N_("What each quarter that is left must bring, so that the target is reached."),
    N_("Forecast"): N_("Where the year ends if it goes on as so far, by the target's own season."),
    N_("Year on year"): N_("The change on the same quarter a year before: per cent of it, percentage points for a rate."),
    N_("Since last quarter"): N_("The change since the end of the quarter before."),
    N_("Coverage"): N_("How many of the units that are to report did. A level of who did not is carried forward from the unit's last "
                       "report, at most four quarters; nothing is carried of what happens in a quarter."),
    N_("If the missing were at their due"): N_("The figure, and the verdict, if each unit that did not report were just at what is "
                                               "due of it: an assumption, not a limit."),
    N_("Behind"): N_("How many of the enterprise's targets that are due are behind."),
    N_("Of the gap"): N_("The enterprise's part of what all enterprises lack where the union itself is behind, by the weights of the "
                         "indicators."),
    N_("Lag index"): N_("The weighted mean of what is lacking of what is due, from 0 (nothing) to 1 (all)."),
    N_("Eight quarters"): N_("One sign for each of the last eight quarters, the oldest first: the worst status of its targets."),
    N_("Quarters running"): N_("How many quarters in a row, up to now, it was behind."),
    N_("Gap points per 100 employees"): N_("Its part of the gap for every hundred employees, so that small and large can be compared."),
    N_("Among peers"): N_("Where its lag index stands among enterprises of like sector or size."),
    N_("Baseline"): N_("The level at the start of the period, from which a rising or falling level is counted."),
    N_("Phasing"): N_("How much of the target is due at each quarter's end: even, all year, or percentages such as 30/70/90/100."),
    N_("Window opens"): N_("Before this day nothing of the target is due: it belongs to a season."),
    N_("Tolerance"): N_("How far from a target that says “about” still counts as reached."),
    N_("On pace"): N_("Targets achieved or on pace, of those that can be judged by now."),
    N_("Rank"): N_("The place by targets on pace; equal ones share it."),
    N_("Promised"): N_("The newest promise that counts, with its day and whether it was kept."),
    N_("Kept of those due"): N_("Promises kept, of those whose day has come; judged from the reports that came after."),
}  # fmt: skip
# what is said elsewhere than in a heading
MARKS = {
    N_("carried forward"): N_("The last level that a unit reported stands in for this quarter's, because it did not report or is exempt; "
                              "such sums bear *."),
    N_("exempt"): N_("Not judged and not expected to report, with a reason and for a time; what it does report stays in the sums."),
    N_("≤"): N_("A cap: the target may not be exceeded, and less is better."),
}  # fmt: skip


def help_for(heading: str) -> str | None:
    """What a heading, in the reader's language, means; None for one that needs no words."""
    return _of_headings(current_language()).get(heading)


@cache
def _of_headings(_language: str) -> dict[str, str]:
    return {_(term): _(meaning) for term, meaning in GLOSSARY.items()}


def glossary() -> dict[str, str]:
    """Every word that is explained, in the reader's language, with its meaning."""
    return {_(term): _(meaning) for term, meaning in (GLOSSARY | MARKS).items()}
