"""Follow-up: what is recorded, how promises are judged by later reports, what reasons are counted."""

from datetime import date

import pandas as pd
import pytest
from in_detail import in_detail
from made_once import filled_once
from tables_by_hand import progress_of, progress_row
from townships import TOWNSHIP, add_plan, add_report, add_units, rows_of, target, unit

from tracking.decisions.follow_up import (
    CONTACTS,
    PROMISE_ICONS,
    PROMISE_WORDS,
    REASONS,
    WrongFollowUp,
    follow_ups_of,
    record_follow_ups,
    withdraw_follow_up,
)
from tracking.lagging.history import history_of
from tracking.lagging.promises import STATES, judge_promises, kept_rate, reasons_of
from tracking.report.drafts import changed_figures, is_outdated, last_draft, record_draft
from tracking.report.facts import gather
from tracking.report.tracing import trace
from tracking.store.store import IntegrityProblem

Q1, Q2, Q3 = 8080, 8081, 8082
JULY_21 = date(2020, 7, 21)


def said(**more) -> dict:
    """A promise of A about proposals, made on 20 April after the first quarter, to be kept by 30 June."""
    return {
        "submission": 1, "unit": "A", "subject": "proposals", "period": Q1, "said_on": date(2020, 4, 20),
        "promised_on": date(2020, 6, 30), "reason": None,
    } | more  # fmt: skip


def reports(*statuses: str | None, first: int = Q1, indicator: str = "proposals") -> pd.DataFrame:
    """The verdicts of A's target, quarter by quarter."""
    return history_of(
        {
            first + place: progress_of(progress_row("A", indicator, status)) if status else pd.DataFrame()
            for place, status in enumerate(statuses)
        }
    )


NOBODY = pd.DataFrame({"unit": [], "period": [], "received_on": []})


def states(
    *entries: dict, history: pd.DataFrame, latest: int, today: date, reported: pd.DataFrame = NOBODY
) -> list[str]:
    return judge_promises(pd.DataFrame(entries), history, reported, latest, today)["state"].tolist()


# --- judged by later reports ---


@pytest.mark.parametrize(
    ("statuses", "latest", "today", "state"),
    [
        (["behind"], Q1, date(2020, 5, 1), "open"),
        (["behind"], Q1, date(2020, 6, 22), "open"),
        (["behind"], Q1, date(2020, 6, 23), "due_soon"),  # within a week
        (["behind"], Q1, date(2020, 6, 30), "due_soon"),  # the day itself still counts
        (["behind"], Q1, date(2020, 7, 1), "overdue"),  # and the report that tells is not in
        (["behind", "not_reported"], Q2, JULY_21, "overdue"),
        (["behind", "on_pace"], Q2, JULY_21, "kept"),
        (["behind", "achieved"], Q2, JULY_21, "kept"),
        (["behind", "slightly_behind"], Q2, JULY_21, "broken"),
        (["behind", "behind", "on_pace"], Q3, date(2020, 10, 20), "broken"),  # made good too late
        (["on_pace"], Q1, date(2020, 5, 1), "kept"),  # a corrected report of the same quarter
        (["behind", "exempt"], Q2, JULY_21, "lapsed"),
        (["behind", None], Q2, JULY_21, "lapsed"),
    ],
)
def test_a_promise_is_judged_by_the_reports_that_came_since(statuses, latest, today, state):
    assert states(said(), history=reports(*statuses), latest=latest, today=today) == [state]


def test_a_promise_for_a_day_within_a_quarter_is_told_by_that_quarters_report():
    august = said(period=Q2, said_on=date(2020, 7, 15), promised_on=date(2020, 8, 31))
    assert states(august, history=reports("behind", "behind"), latest=Q2, today=date(2020, 9, 15)) == ["overdue"]
    assert states(august, history=reports("behind", "behind", "on_pace"), latest=Q3, today=date(2020, 10, 9)) == [
        "kept"
    ]


def test_a_promise_about_everything_needs_every_target_on_pace():
    other = reports("on_pace", "behind", indicator="lectures")
    both = pd.concat([reports("behind", "on_pace"), other])
    everything, one = said(subject="everything"), said(submission=2)
    assert states(everything, one, history=both, latest=Q2, today=JULY_21) == ["broken", "kept"]


@pytest.mark.parametrize(
    ("arrived", "today", "state"),
    [
        (None, date(2020, 7, 15), "due_soon"),
        (None, date(2020, 7, 19), "overdue"),
        (date(2020, 7, 18), date(2020, 7, 19), "kept"),
        (date(2020, 7, 19), date(2020, 7, 19), "broken"),  # the report came a day late
    ],
)
def test_a_promise_to_report_is_judged_by_the_day_the_figures_came(arrived, today, state):
    entry = said(subject="report", period=Q2, said_on=date(2020, 7, 12), promised_on=date(2020, 7, 18))
    came = pd.DataFrame({"unit": ["A"], "period": [Q2], "received_on": [arrived]}) if arrived else NOBODY
    assert states(entry, history=reports("behind"), latest=Q2, today=today, reported=came) == [state]


def test_a_day_put_off_before_it_came_is_replaced_and_one_broken_stays_broken():
    first = said(submission=1, promised_on=date(2020, 5, 31))
    put_off = said(submission=2, said_on=date(2020, 5, 20), promised_on=date(2020, 6, 30))
    again = said(submission=3, said_on=date(2020, 7, 15), promised_on=date(2020, 9, 30), period=Q2)
    history = reports("behind", "behind")
    assert states(first, put_off, again, history=history, latest=Q2, today=JULY_21) == ["replaced", "broken", "open"]


def test_a_talk_without_a_promise_is_only_noted():
    assert states(said(promised_on=None), history=reports("behind"), latest=Q1, today=JULY_21) == ["noted"]


def test_the_order_of_the_entries_changes_no_state():
    entries = [said(submission=1, promised_on=date(2020, 5, 31)), said(submission=2, said_on=date(2020, 5, 20))]
    history = reports("behind", "on_pace")
    there = states(*entries, history=history, latest=Q2, today=JULY_21)
    assert states(*entries[::-1], history=history, latest=Q2, today=JULY_21) == there[::-1]


def test_the_rate_of_kept_promises_counts_only_those_that_came_due():
    judged = pd.DataFrame({"unit": list("AAAB"), "state": ["kept", "broken", "open", "replaced"]})
    assert rows_of(kept_rate(judged), "unit", "kept", "due") == [("A", 1, 2)]


def test_of_several_reasons_of_one_enterprise_the_newest_counts():
    entries = pd.DataFrame(
        [
            said(reason="seasonal", submission=1),
            said(reason="stopped", submission=2, said_on=date(2020, 5, 1)),
            said(reason="stopped", unit="B"),
            said(reason="other", unit="C", period=Q1 - 1),  # about the year before
            said(unit="D"),
        ]
    )
    found = reasons_of(entries, set("ABCD"), Q1, Q2)
    assert found.to_dict() == {"A": "stopped", "B": "stopped"}


def test_every_state_has_a_word_and_an_icon_of_its_own():
    assert set(STATES) == set(PROMISE_WORDS) == set(PROMISE_ICONS)
    assert len(set(PROMISE_ICONS.values())) == len(PROMISE_ICONS)


# --- recorded ---


@filled_once
def town(store):
    """A and B promised proposals; A was behind in the first quarter and is on pace in the second, B did not report it."""
    add_units(store, [TOWNSHIP, unit("A"), unit("B")])
    add_plan(store, [target("A", "proposals", 8), target("B", "proposals", 8), target("T", "proposals", 40)])
    add_report(store, 2020, 1, {("A", "proposals"): 0, ("B", "proposals"): 0})
    add_report(store, 2020, 2, {("A", "proposals"): 4, ("T", "survey_visits"): 1})


def entry(**more) -> dict:
    return {"unit": "A", "subject": "proposals", "period": Q1, "said_on": date(2020, 4, 20), "contact": "call"} | more


def test_what_was_said_is_kept_with_who_recorded_it_and_judged(town):
    record_follow_ups(town, [entry(promised_on=date(2020, 6, 30), reason="stopped", measures="复工后补齐")], "办公室")
    found = follow_ups_of(town, "T", Q2)
    assert rows_of(found, "unit", "subject", "reason", "measures", "received_by", "state") == [
        ("A", "proposals", "stopped", "复工后补齐", "办公室", "kept")
    ]
    assert follow_ups_of(town, "A", Q2)["state"].tolist() == ["kept"]
    assert follow_ups_of(town, "B", Q2).empty


def test_a_unit_that_is_not_known_has_no_follow_ups(town):
    assert follow_ups_of(town, "nobody", Q2).empty


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"contact": "telepathy"}, "Choose how"),
        ({"reason": "laziness"}, "Choose one of the reasons"),
        ({"reason": "other", "reason_text": "  "}, "Say in words"),
        ({"promised_on": date(2020, 4, 19)}, "before the day of the talk"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_nothing_is_stored(town, wrong, sentence):
    with pytest.raises(WrongFollowUp, match=sentence):
        record_follow_ups(town, [entry(), entry(**wrong)], "办公室")
    assert follow_ups_of(town, "T", Q2).empty


def test_all_faults_are_said_at_once(town):
    with pytest.raises(WrongFollowUp, match=r"Say in words.*before the day of the talk"):
        record_follow_ups(town, [entry(reason="other", promised_on=date(2020, 1, 1))], "办公室")


@pytest.mark.parametrize("wrong", [{"unit": "nobody"}, {"subject": "nothing"}])
def test_an_entry_about_nobody_or_nothing_breaks_a_rule_and_is_not_stored(town, wrong):
    with pytest.raises(IntegrityProblem):
        record_follow_ups(town, [entry(**wrong)], "办公室")
    assert town.check().empty


def test_an_entry_is_taken_back_with_a_reason_and_stays_in_the_database(town):
    record_follow_ups(town, [entry(), entry(unit="B")], "办公室")
    found = follow_ups_of(town, "T", Q2)
    mine = found[found["unit"] == "A"].iloc[0].to_dict()
    with pytest.raises(WrongFollowUp):
        withdraw_follow_up(town, mine, "办公室", " ")
    withdraw_follow_up(town, mine, "办公室", "记错企业")
    assert follow_ups_of(town, "T", Q2)["unit"].tolist() == ["B"]
    kept = town.read("submissions")
    assert rows_of(kept[kept["kind"] == "follow_up"], "reason") == [("记错企业",), (None,)]
    assert town.check().empty


def test_a_follow_up_makes_no_figure_out_of_date(town):
    before = town.read("newest_data")["submission"].iloc[0]
    record_follow_ups(town, [entry()], "办公室")
    assert town.read("newest_data")["submission"].iloc[0] == before


# --- in the report ---


def text_of(report) -> str:
    from tracking.report.half_year import blocks
    from tracking.report.wording import bare

    return "\n".join(bare(text) for _style, text in blocks(report))


def test_the_report_counts_reasons_and_tells_promises(town):
    record_follow_ups(
        town,
        [
            entry(promised_on=date(2020, 6, 30)),
            entry(
                unit="B", subject="report", period=Q2, said_on=JULY_21, promised_on=date(2099, 1, 1), reason="stopped"
            ),
        ],
        "办公室",
    )
    facts = gather(town, "T", 2020, 2)
    report = in_detail(facts, "half-year")
    text = text_of(report)
    assert "滞后和未报企业中已了解原因的，为停产1家。" in text
    assert "已有1家企业承诺完成时限，为柳溪B厂（2099年1月1日前），按时核对、逐项销号。" in text
    assert "年内到期的1项承诺中，已兑现1项。" in text
    keys = [key for key in report.figures() if key.startswith("follow.")]
    assert keys
    for key in keys:
        assert len(trace(facts, key).listed) == int("".join(filter(str.isdigit, report.figures()[key])))


def test_without_follow_ups_the_report_says_nothing_of_them(town):
    assert "承诺" not in text_of(in_detail(gather(town, "T", 2020, 2), "half-year"))


def test_a_promise_recorded_after_the_draft_is_a_change_of_the_report(town):
    report = in_detail(gather(town, "T", 2020, 2), "half-year")
    record_draft(town, report, "a.docx", "x")
    record_follow_ups(town, [entry(promised_on=date(2020, 6, 30))], "办公室")
    now = in_detail(gather(town, "T", 2020, 2), "half-year")
    draft = last_draft(town, "T", "half-year", Q2)
    assert is_outdated(now, draft)
    assert [key for key, _then, _now in changed_figures(now, draft)] == ["follow.contacts", "follow.kept", "follow.due"]


def test_every_reason_and_contact_is_said_in_chinese(chinese):
    from tracking.language import _

    words = [_(word) for word in (*REASONS.values(), *CONTACTS.values(), *PROMISE_WORDS.values())]
    assert all(not word.isascii() for word in words)
