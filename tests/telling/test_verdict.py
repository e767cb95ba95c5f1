"""The verdict on a plan: what it counts, and that it says what the report's lead says."""

import re

import pandas as pd
import pytest

from tracking.report import gather
from tracking.report.sentences.lead import lead_counts
from tracking.report.wording import bare
from tracking.telling.verdict import HELD, verdict_of, verdict_text

Q2 = 8081


def rows(*statuses: str, actual: float = 5.0) -> pd.DataFrame:
    """Targets with these statuses, each of an indicator of its own."""
    names = [f"i{number}" for number in range(len(statuses))]
    return pd.DataFrame({"indicator": names, "status": statuses, "actual": actual})


def test_what_is_not_due_or_not_known_is_not_counted_among_what_is_due():
    verdict = verdict_of(
        rows("achieved", "on_pace", "behind", "not_due", "not_reported", "exempt", "no_target"), pd.DataFrame()
    )
    assert (verdict.due, verdict.of(*HELD)) == (3, 2)


def test_a_plan_that_holds_is_said_to_hold():
    said = verdict_text(verdict_of(rows("achieved", "on_pace", "not_due"), pd.DataFrame()), Q2)
    assert said == (
        "Half the year is gone and the plan holds: all 2 targets due by now are achieved or on pace; 1 is not due yet."
    )


def test_a_plan_that_does_not_hold_says_how_much_is_behind_and_how_far(chinese):
    verdict = verdict_of(
        rows("achieved", "on_pace", "slightly_behind", "far_behind", "missed", "behind"), pd.DataFrame()
    )
    assert verdict_text(verdict, Q2) == (
        "时间过半，任务未全部过半：已到节点 6 项，其中完成或达序时 2 项（含已完成 1 项）、略低于序时 1 项、"
        "滞后 3 项（其中严重滞后 1 项、到期未完成 1 项）。"
    )


def test_targets_are_counted_above_and_below_where_they_stood_a_year_before():
    year_ago = pd.DataFrame({"indicator": ["i0", "i1", "i2"], "actual": [4.0, 6.0, 5.0]})
    verdict = verdict_of(rows("on_pace", "on_pace", "on_pace", "on_pace"), year_ago)
    assert (verdict.above, verdict.below) == (1, 1)


def test_where_nothing_is_promised_nothing_is_said():
    assert verdict_text(verdict_of(rows("no_target"), pd.DataFrame()), Q2) == ""
    assert verdict_text(verdict_of(pd.DataFrame(), pd.DataFrame()), Q2) == ""


@pytest.mark.parametrize("quarter", [1, 2, 3, 4])
def test_the_overview_counts_as_the_reports_lead_does(example, chinese, quarter):
    facts = gather(example, "QHZ", 2020, quarter)
    verdict = verdict_of(facts.planned, facts.year_ago)
    said = bare(lead_counts(facts))
    counted = {
        "完成或达序时进度的": verdict.of(*HELD),
        "低于序时进度的": verdict.due - verdict.of(*HELD),
        "未到实施时间的": verdict.of("not_due"),
    }
    found = {words: int(number[1]) for words in counted if (number := re.search(rf"{words}(\d+)项", said))}
    assert found == {words: count for words, count in counted.items() if words in found}
    assert found
