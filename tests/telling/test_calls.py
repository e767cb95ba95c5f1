"""What to say on the phone: what is wrong, in words of both languages."""

from datetime import date

import pandas as pd
import pytest
from tables_by_hand import CATALOGUE, NODE, enterprises, progress_of, progress_row
from townships import rows_of

from tracking.catalogue import phrases
from tracking.lagging.history import history_of
from tracking.language import use_language
from tracking.telling.calls import (
    enterprises_behind,
    is_commitment,
    peers_text,
    several,
    strip_text,
    with_held,
    wrong_text,
)

WEIGHTS = pd.Series({"proposals": 1, "new_members": 2})
UNITS = enterprises(A=100, B=50)


def wage(**more) -> dict:
    """The promise of one enterprise to sign a wage agreement by the end of June."""
    one = {"target": 1.0, "due": 1.0, "actual": 0.0, "due_date": pd.Timestamp(date(2020, 6, 30))} | more
    return progress_row("A", "wage_enterprises", "missed", **one)


@pytest.mark.parametrize(
    ("row", "streak", "chinese", "english"),
    [
        (
            wage(),
            2,
            "工资集体协商协议未签订，任务已于2020年6月30日到期",
            "Enterprises with a wage agreement in force: not done; was to be done by 2020-06-30",
        ),
        (
            progress_row("A", "employee_training", "behind", target=30.0, due=15.0, actual=8.0),
            1,
            "职工及职工代表培训 8/30 人次，序时应完成 15 人次",
            "Employees and their representatives trained 8/30 attendances; due by now 15 attendances",
        ),
        (
            progress_row("A", "new_members", "missed", target=30.0, actual=8.0),
            1,
            "发展会员 8/30 人，任务已于2020年12月31日到期",
            "New members 8/30 people; was to be done by 2020-12-31",
        ),
        (
            progress_row("A", "dispute_mediations", "behind", comparator="at_most", due=2.0, actual=4.0, target=5.0),
            3,
            "劳动争议调解 已用 4/5 件，超过序时控制数 2 件，连续三季超过序时",
            "Labour disputes mediated used 4/5 cases; more than the 2 cases allowed by now; over it three quarters running",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_figures(row, streak, chinese, english):
    use_language("zh_CN")
    assert wrong_text(row, streak) == chinese
    use_language("en")
    assert wrong_text(row, streak) == english


def test_one_thing_that_an_earlier_quarter_reported_is_asked_about():
    row = wage(held=8079)
    use_language("zh_CN")
    assert wrong_text(row) == (
        "现无有效的工资集体协商协议（2019年四季度末曾有效），任务已于2020年6月30日到期，请核实是否到期未续签或填报有误"
    )
    own = row | {"indicator": "own", "name": "职工之家", "theme": "other"}
    assert wrong_text(own).startswith("职工之家现报为无（2019年四季度末曾有）")
    assert wrong_text(own).endswith("请核实填报是否有误")
    use_language("en")
    assert wrong_text(row) == (
        "Enterprises with a wage agreement in force: none now (there was one at the end of 2019 Q4); "
        "was to be done by 2020-06-30; please check whether it ran out and was not renewed, or a figure is wrong"
    )


def test_the_list_and_the_map_ask_about_it_too():
    rows = progress_of(wage(), progress_row("B", "wage_enterprises", "missed", target=1.0, due=1.0, actual=0.0))
    held = pd.DataFrame({"unit": ["A"], "indicator": ["wage_enterprises"], "held": [8080]})
    history = history_of({8081: rows}, held)
    texts = [wrong_text(row) for row in with_held(rows, history).to_dict("records")]
    assert ["2020 Q1" in text for text in texts] == [True, False]
    listed = enterprises_behind(rows, UNITS, WEIGHTS, NODE, history, 8081)
    assert dict(zip(listed["unit"], listed["wrong"], strict=True)) == {"A": texts[:1], "B": texts[1:]}


def test_quarters_running_that_reach_back_before_the_plan_are_said_since_when():
    row = progress_row("A", "proposals", "behind", actual=1.0)
    use_language("zh_CN")
    assert wrong_text(row | {"since": 8080}, 2).endswith("，连续两季低于序时")
    assert wrong_text(row | {"since": 8076}, 6).endswith("，连续六季低于序时（2019年一季度起）")


def test_a_small_number_is_told_as_it_is_and_never_in_per_cent():
    row = progress_row("A", "proposals", "behind", target=2.0, due=2.0, actual=1.0)
    assert "1/2" in wrong_text(row)
    assert "%" not in wrong_text(row)


def test_only_a_promise_of_one_thing_is_a_commitment():
    assert is_commitment(wage())
    assert not is_commitment(wage(target=2.0))
    assert not is_commitment(wage(measure="%", target=1.0))
    assert not is_commitment(wage(measure="元", target=1.0))


def test_every_phrase_for_what_is_undone_belongs_to_an_indicator():
    undone = {code: row["undone"] for code, row in phrases().items() if row["undone"]}
    assert set(undone) <= set(CATALOGUE.index)
    assert all("未" in words for words in undone.values())


def test_every_phrase_for_what_is_undone_has_a_task_and_for_a_level_one_for_what_lapsed():
    for code, row in phrases().items():
        assert bool(row["task"]) == bool(row["undone"]), code
        level = bool(row["undone"]) and CATALOGUE.loc[code, "kind"] == "stock"
        assert ("{quarter}" in row["lapsed"]) == level, code


def test_of_many_things_wrong_the_worst_are_told_and_the_rest_counted():
    assert several(["a", "b", "c", "d"]) == "a; b and 2 more"
    assert several(["a", "b"]) == "a; b"


def test_a_strip_is_read_without_colour():
    assert strip_text(["no_target", "not_reported", "behind", "achieved"]) == "·○▲✓"


def test_a_comparison_names_how_many_and_by_what():
    row = {"quartile": 4, "peers": 6, "alike": "sector_and_size"}
    assert peers_text(row) == "last quarter of 7 of its sector and size"
    assert peers_text({**row, "quartile": pd.NA}) == "—"


def behind_of(*rows: dict, indicators: set[str] | None = None) -> pd.DataFrame:
    table = progress_of(*rows, progress_row(NODE, "proposals", "behind", actual=1.0))
    history = history_of({8081: table[table["leaf"]]})
    return enterprises_behind(table, UNITS, WEIGHTS, NODE, history, 8081, indicators)


def test_who_is_behind_is_listed_with_the_worst_thing_first():
    table = behind_of(
        progress_row("A", "proposals", "slightly_behind", actual=4.5),
        progress_row("A", "new_members", "behind", actual=3.0),
        progress_row("B", "proposals", "on_pace"),
    )
    assert rows_of(table, "unit", "behind", "targets", "streak") == [("A", 2, 2, 1)]
    assert [text.split(" ")[0] for text in table["wrong"].iloc[0]] == ["New", "Improvement"]
    assert table["strip"].iloc[0] == ["no_target"] * 7 + ["behind"]


def test_narrowed_to_an_indicator_only_its_own_words_are_said():
    rows = [progress_row("A", code, "behind", actual=3.0) for code in ("proposals", "new_members")]
    table = behind_of(*rows, indicators={"proposals"})
    assert table["wrong"].tolist() == [["Improvement proposals 3/10 items; due by now 5 items"]]
    assert behind_of(rows[0], indicators={"new_members"}).empty


def test_an_index_is_written_as_its_parts_and_the_weights_of_all_that_is_due():
    table = behind_of(
        progress_row("A", "proposals", "slightly_behind", actual=4.0, shortfall=0.2),
        progress_row("A", "new_members", "behind", actual=2.0, shortfall=1.4),
        progress_row("A", "employee_training", "on_pace", shortfall=0.0),
    )
    assert table["formula"].tolist() == ["(New members 100% × 2 + Improvement proposals 20% × 1) ÷ 4"]
    assert table["index"].tolist() == pytest.approx([(1 * 2 + 0.2 * 1) / 4])
