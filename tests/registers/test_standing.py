"""How the contracts of each enterprise stand on a day: one row for each kind, the list of units where the register has none."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from made_once import filled_once
from obvious_example import ends_of_contracts
from townships import UNION, add_units, rows_of, unit

from tracking.registers import (
    Contract,
    Cover,
    ending_between,
    known_contracts,
    record_contracts,
    standing,
    warned,
    without_any,
)
from tracking.store.store import Store
from tracking.telling import calendar_of, contracts_attention

TODAY = date(2020, 7, 21)
TOWN = [unit("T", None, "township", name=UNION), unit("V", "T", "village_federation"),
        unit("A", "V"), unit("B", "V", wage_until=date(2020, 8, 12)), unit("C", "V", closed=date(2020, 6, 30), contract_until=TODAY)]  # fmt: skip
OWN = Contract("A", "collective", date(2019, 1, 1), date(2020, 9, 1))


@filled_once
def town(store: Store) -> None:
    """A village of three enterprises; the list of units says when a wage agreement of B ends, and C has closed."""
    add_units(store, TOWN)


def stands(store: Store, day: date = TODAY) -> list[tuple]:
    return rows_of(standing(store, "/T/", day), "unit", "kind", "state", "left")


def test_where_the_register_has_none_of_a_kind_the_end_of_the_list_of_units_stands(town):
    assert stands(town) == [("B", "wage", "expiring", 22)]
    record_contracts(town, [Contract("B", "wage", date(2020, 5, 1), date(2021, 4, 30))], "x")
    assert stands(town) == [("B", "wage", "in_force", 283)]


def test_an_end_in_the_list_of_units_that_is_later_than_the_registers_stands(town):
    record_contracts(town, [Contract("B", "wage", date(2014, 5, 1), date(2015, 4, 30))], "x")
    assert stands(town) == [("B", "wage", "expiring", 22)]


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2020, 6, 2), "in_force"), (date(2020, 6, 3), "expiring"), (date(2020, 9, 1), "expiring"), (date(2020, 9, 2), "lapsed"), (date(2018, 12, 31), "to_come")],
)  # fmt: skip
def test_a_contract_expires_within_90_days_and_lapses_the_day_after(town, day, state):
    record_contracts(town, [OWN], "x")
    assert ("A", "collective", state) in [row[:3] for row in stands(town, day)]


def test_one_that_another_follows_warns_nobody_be_it_linked_or_not(town):
    record_contracts(town, [OWN], "x")
    record_contracts(town, [Contract("A", "collective", date(2020, 9, 2), date(2022, 9, 1))], "x")
    assert ("A", "collective", "in_force") in [row[:3] for row in stands(town)]
    assert [row[:3] for row in stands(town, date(2020, 9, 2))] == [
        ("B", "wage", "lapsed"),
        ("A", "collective", "in_force"),
    ]
    assert ending_between(standing(town, "/T/", TODAY), date(2020, 7, 1), date(2020, 12, 31))["unit"].tolist() == ["B"]


def test_a_regional_contract_stands_for_every_enterprise_that_it_covers(town):
    covers = Cover("A"), Cover("B", joined_on=date(2021, 1, 1))
    record_contracts(
        town, [Contract("V", "collective", date(2019, 1, 1), date(2021, 12, 31), "regional", covers=covers)], "x"
    )
    found = [row[:3] for row in stands(town)]
    assert ("A", "collective", "in_force") in found
    assert ("B", "collective", "to_come") in found


def test_who_had_one_that_ended_early_or_never_had_any_is_without(town):
    record_contracts(town, [replace(OWN, ended_on=date(2020, 5, 1), ended_reason="搬迁")], "x")
    found = standing(town, "/T/", TODAY)
    assert without_any(found, ["A", "B"], "collective") == ["A", "B"]
    assert without_any(found, ["A", "B"], "wage") == ["A"]


def test_contracts_are_counted_by_the_days_that_are_left(town):
    record_contracts(
        town,
        [
            OWN,
            replace(OWN, kind="womens", valid_to=date(2020, 7, 20)),
            replace(OWN, unit="B", valid_to=date(2020, 10, 19)),
        ],
        "x",
    )
    assert warned(standing(town, "/T/", TODAY)) == {"30": 1, "60": 1, "90": 1, "lapsed": 1}


def test_the_overview_names_the_first_to_end_each_once_and_how_many_lapsed(town):
    record_contracts(town, [replace(OWN, kind=kind) for kind in ("collective", "womens")], "x")
    record_contracts(town, [Contract("A", "wage", date(2019, 1, 1), date(2019, 12, 31))], "x")
    (sentence,) = contracts_attention(standing(town, "/T/", TODAY))
    assert sentence.start == "3 contracts expire within 90 days"
    assert sentence.rest == "柳溪B厂 2020-08-12, 柳溪A厂 2020-09-01; 1 lapsed, not renewed"
    assert contracts_attention(standing(town, "/T/", TODAY).iloc[:0]) == []
    assert len(known_contracts(town)) == 3


def test_the_calendar_has_an_entry_of_a_whole_day_for_each_end_and_no_text_begins_another(town):
    units = [unit("D", "V", name="柳溪D厂\r\nBEGIN:VEVENT,;", wage_until=date(2020, 9, 30))]
    add_units(town, [*TOWN, *units])
    text = calendar_of(standing(town, "/T/", TODAY), datetime(2020, 7, 21)).decode()
    assert text.count("BEGIN:VEVENT\r\n") == 2
    assert "DTSTART;VALUE=DATE:20200812\r\nDTEND;VALUE=DATE:20200813" in text
    assert "SUMMARY:柳溪B厂: Wage agreement expires" in text.replace("\r\n ", "")
    assert "TRIGGER:-P29DT15H" in text


def test_the_contracts_of_the_example_that_end_in_the_second_half_are_those_of_its_list_of_units(example):
    found = ending_between(
        standing(example, "/QHZ/", date(2020, 7, 21), date(2020, 6, 30)), date(2020, 7, 1), date(2020, 12, 31)
    )
    by_hand = {
        (unit, kind, until)
        for kind, ends in zip(("collective", "wage", "womens"), ends_of_contracts().values(), strict=True)
        for unit, until in ends.items()
        if until.year == 2020
    }
    assert {(unit, kind, until.date()) for unit, kind, until in rows_of(found, "unit", "contract", "until")} == by_hand
    assert len(by_hand) == 4 + 11 + 3
    assert found["until"].is_monotonic_increasing
