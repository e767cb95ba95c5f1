"""Units side by side: who has which place and why, who is far off, and that silence is no zero."""

import numpy as np
import pandas as pd
import pytest
from counties import PROMISED, TOWNS, TRAINED, compared_in, fill_with_county
from hypothesis import given
from hypothesis import strategies as st
from tables_by_hand import progress_row
from townships import add_plan, target

from tracking.example import open_example
from tracking.language import use_language
from tracking.store.store import Store
from tracking.telling.side_by_side import MAIN, SideBySide, compared, spread_of
from tracking.telling.tables import in_words, one_target_table, order_of, side_by_side_table, spread_text


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> SideBySide:
    with Store(tmp_path_factory.mktemp("county") / "county.duckdb", keep_copy=False) as store:
        fill_with_county(store)
        return compared_in(store)


def of_towns(found: SideBySide, key: str, column: str) -> dict[str, object]:
    """Town → what stands in a column of one target."""
    table = found.parts[key].set_index("unit")[column]
    return {name: table[code] for name, code in TOWNS.items()}


def test_every_town_has_the_place_that_what_it_reached_gives_it_and_equal_ones_share_theirs(county):
    assert of_towns(county, "employee_training", "reached") == {name: done / 100 for name, done in TRAINED.items()}
    assert of_towns(county, "employee_training", "place") == {"甲": 1, "乙": 2, "丙": 2, "丁": 4, "戊": 5}


def test_the_parts_of_the_gap_are_shares_of_what_all_who_are_behind_lack(county):
    shares = of_towns(county, "employee_training", "gap_share")
    assert {name: round(share, 6) for name, share in shares.items() if pd.notna(share)} == {"丁": 0.1, "戊": 0.9}


def test_last_year_stands_beside_this_one(county):
    assert of_towns(county, "employee_training", "last_year") == dict.fromkeys(TOWNS, 40)


def test_the_overall_place_follows_from_how_many_targets_are_on_pace(county):
    overall = county.overall.set_index("unit")
    assert {name: (overall.at[code, "held"], overall.at[code, "judged"]) for name, code in TOWNS.items()} == {
        "甲": (2, 2), "乙": (2, 2), "丙": (1, 2), "丁": (1, 2), "戊": (1, 2),
    }  # fmt: skip
    assert [overall.at[code, "place"] for code in TOWNS.values()] == [1, 1, 3, 3, 3]
    assert [overall.at[code, "reported"] for code in TOWNS.values()] == [2] * 5


def test_the_enterprises_of_the_county_itself_are_counted_apart(county):
    assert county.single == 1
    assert county.units == list(TOWNS.values())


def test_what_the_county_has_no_target_for_is_compared_where_two_towns_have_one(tmp_path):
    with Store(tmp_path / "county.duckdb", keep_copy=False) as store:
        fill_with_county(store)
        for code, phasing in (("T1", "even"), ("T2", "0/20/100/100"), ("T3", "even")):
            more = [target(code, "new_members", 50, phasing=phasing)] if code != "T3" else []
            add_plan(store, [target(code, "proposals", 5, phasing=phasing), *more], version=2)
        found = compared_in(store)
    assert found.about.own.set_index("indicator")["target"].isna()["proposals"], "parts that do not agree have no sum"
    assert {"proposals", "new_members"} <= set(found.rows)
    assert of_towns(found, "proposals", "place") == {"甲": 3, "乙": 3, "丙": 3, "丁": 1, "戊": 1}


def test_small_wholes_are_told_as_they_are_and_larger_ones_in_per_cent(county):
    use_language("zh_CN")
    table = in_words(side_by_side_table(county, ["employee_training", "proposals"]))
    told = dict(zip(table["单位"], table.iloc[:, -1], strict=True))
    assert told["甲镇总工会"] == "● 1/2"
    assert told["丙镇总工会"] == "■ 2.5%"
    assert PROMISED["丙"] == 40


def test_a_town_that_did_not_report_is_a_row_and_no_zero(tmp_path):
    use_language("zh_CN")
    with Store(tmp_path / "county.duckdb", keep_copy=False) as store:
        fill_with_county(store, silent="丙")
        found = compared_in(store)
    row = in_words(side_by_side_table(found, list(found.rows))).set_index("单位").loc["丙镇总工会"]
    assert row.tolist() == ["—", "—", "0/2", "○ 未报", "○ 未报"]
    assert pd.isna(of_towns(found, "employee_training", "place")["丙"])
    assert of_towns(found, "employee_training", "place")["丁"] == 3, "the places of the others close up"
    assert order_of(found, "employee_training")[-1] == TOWNS["丙"]


def test_the_table_of_one_target_begins_with_the_best_and_says_what_each_adds_to_the_gap(county):
    use_language("zh_CN")
    table = in_words(one_target_table(county, "employee_training"))
    assert table["单位"].tolist() == [f"{name}镇总工会" for name in TOWNS]
    assert table["占缺口"].tolist() == ["—", "—", "—", "10%", "90%"]
    assert table["同比"].iloc[0] == "+50%"


def test_who_is_far_off_the_middle_is_named(county):
    use_language("zh_CN")
    spread = spread_of(county.parts["employee_training"])
    assert (spread.middle, spread.lower, spread.upper) == (0.5, 0.45, 0.5)
    assert spread.low == [TOWNS["戊"]]
    text = spread_text(county, "employee_training", spread)
    assert text == "中位数 50%，居中的一半在 45% 至 50% 之间；明显偏低：戊镇总工会 5%；明显偏高：甲镇总工会 60%"


def test_three_units_have_no_middle():
    parts = pd.DataFrame({"unit": ["A", "B", "C", "D"], "reached": [0.1, 0.2, 0.3, np.nan]})
    assert spread_of(parts) is None


def part(code: str, **more: object) -> dict:
    return progress_row(unit=code, **more)


def test_of_a_cap_the_least_used_is_the_best():
    rows = [part(code, indicator="proposals", comparator="at_most", target=10.0, actual=used, completion=np.nan,
                 status="on_pace") for code, used in (("A", 4.0), ("B", 1.0), ("C", 4.0))]  # fmt: skip
    table = compared(pd.DataFrame(rows), pd.DataFrame(), ["A", "B", "C"], rows[0])
    assert table["place"].tolist() == [2, 1, 2]


@given(st.lists(st.one_of(st.none(), st.integers(0, 300)), min_size=2, max_size=12), st.randoms())
def test_places_do_not_depend_on_the_order_of_the_units_and_nobody_better_stands_below(done, chance):
    codes = [f"U{number}" for number in range(len(done))]
    rows = [part(code, indicator="proposals", target=100.0, actual=np.nan if value is None else float(value),
                 completion=np.nan if value is None else value / 100,
                 status="not_reported" if value is None else "behind") for code, value in zip(codes, done, strict=True)]  # fmt: skip
    first = compared(pd.DataFrame(rows), pd.DataFrame(), codes, rows[0]).set_index("unit")["place"]
    mixed = codes.copy()
    chance.shuffle(mixed)
    again = compared(pd.DataFrame(rows), pd.DataFrame(), mixed, rows[0]).set_index("unit")["place"]
    assert first.equals(again.reindex(codes))
    for code, value in zip(codes, done, strict=True):
        better = [other for other in done if other is not None and value is not None and other > value]
        assert pd.isna(first[code]) if value is None else first[code] == len(better) + 1


def test_the_villages_of_the_example_are_compared_in_what_is_split_and_in_rates():
    use_language("zh_CN")
    with open_example() as store:
        found = compared_in(store, "QHZ")
    assert found.single == 0
    assert len(found.units) == 7
    assert len(found.main()) <= MAIN
    assert {"formation_rate", "contract_rate", "employee_training", "mutual_insurance"} <= set(found.main())
    row = in_words(side_by_side_table(found, ["contract_rate"])).set_index("单位").loc["河湾村工会联合会"]
    assert row["集体合同签订率"] == "5/6"
