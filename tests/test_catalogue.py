"""The catalogue and the words that people edit: every real line is loaded and checked."""

import pytest

from tracking.catalogue import INDICATOR_COLUMNS, fold, standard_indicators, words
from tracking.reading.indicators import indicator_faults

ROWS = standard_indicators().rename(columns={"indicator": "code"}).fillna("").astype(str).to_dict("records")
CODES = {row["code"] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=[row["code"] for row in ROWS])
def test_every_line_of_the_catalogue_is_right_and_its_references_resolve(row: dict[str, str]) -> None:
    assert indicator_faults({name: row[name] for name in INDICATOR_COLUMNS}, CODES) == []


def test_a_wrong_line_of_a_catalogue_is_not_accepted() -> None:
    wrong = dict(
        zip(INDICATOR_COLUMNS, ["Bad", "x", "", "", "斤", "sum", "", "", "1/2", "a", "nobody", ""], strict=True)
    )
    columns = [column for column, _expected in indicator_faults(wrong, CODES)]
    assert columns == ["code", "theme", "kind", "measure", "name", "name_en", "reported_by", "phasing", "weight"]


def test_codes_are_used_once() -> None:
    assert len(CODES) == len(ROWS)


def test_no_name_or_synonym_means_two_indicators() -> None:
    meant: dict[str, set[str]] = {}
    for row in ROWS:
        for name in [row["name"], row["name_en"], *filter(None, row["synonyms"].split(";"))]:
            meant.setdefault(fold(name), set()).add(row["code"])
    assert {name: codes for name, codes in meant.items() if len(codes) > 1} == {}


def test_every_theme_of_the_domain_has_indicators_and_there_are_at_least_forty_five() -> None:
    assert {row["theme"] for row in ROWS} == {"formation", "contracts", "assistance", "training", "other"}
    assert len(ROWS) >= 45


@pytest.mark.parametrize(
    "name",
    ["集体协议", "工资集体协商协议书", "女职工权益保护专项协议", "组建率", "会员率", "厂事务公开", "先进单位"],
)
def test_the_synonyms_of_the_domain_are_understood(name: str) -> None:
    known = {fold(synonym) for row in ROWS for synonym in row["synonyms"].split(";")}
    assert fold(name) in known


def test_a_village_union_and_a_village_federation_are_never_one() -> None:
    known = {fold(name) for row in ROWS for name in [row["name"], *row["synonyms"].split(";")]}
    assert fold("村级工会联合会") in known
    assert fold("村联合工会") not in known


def test_every_meaning_of_a_word_has_at_least_one_word_and_no_word_is_blank() -> None:
    assert all(known and all(known) for known in words().values())


def test_the_files_open_cleanly_in_excel() -> None:
    from tracking.places import DATA

    for name in ("indicators.csv", "words.csv"):
        assert (DATA / name).read_bytes().startswith(b"\xef\xbb\xbf")
