"""The register of contracts: what is refused, what is asked about, and what is kept as changes that append."""

from dataclasses import replace
from datetime import date

import pytest
from made_once import filled_once
from people import CANARY, HERE, fill_with_two_towns, give
from townships import add_units, unit

from tracking.accounts import as_seen_by, person_named
from tracking.registers import (
    Contract,
    Cover,
    DoubtfulContract,
    WrongContract,
    contract_tables,
    contracts_of,
    known_contracts,
    may_renew,
    record_contracts,
    withdraw_contract,
    years_after,
)
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged

VILLAGE = unit("V", "T", "village_federation", name="柳溪河湾村工会联合会")
TOWN = [unit("T", None, "township", name="柳溪镇总工会"), VILLAGE, *(unit(code, "V", employees=90) for code in "ABC")]
FIRST, LAST = date(2019, 3, 1), date(2021, 2, 28)
OWN = Contract("A", "collective", FIRST, LAST, employees=80, signed_on=date(2019, 2, 25))
REGIONAL = Contract("V", "collective", FIRST, LAST, "regional", 150, covers=(Cover("A"), Cover("B", 60)))


@filled_once
def town(store: Store) -> None:
    """A township with a village of three enterprises of 90 employees each."""
    add_units(store, TOWN)


def kept(store: Store) -> list[Contract]:
    return [replace(one, number=None) for one in known_contracts(store)]


def faults(store: Store, contract: Contract, **more: object) -> str:
    with pytest.raises(WrongContract) as problem:
        record_contracts(store, [contract], "经办", **more)
    return str(problem.value)


def test_a_contract_is_kept_as_it_was_typed(town):
    record_contracts(town, [OWN, REGIONAL], "经办")
    assert kept(town) == [OWN, REGIONAL]
    assert town.check().empty


def test_every_fault_is_said_at_once_and_nothing_is_stored(town):
    wrong = replace(OWN, kind="x", valid_to=date(2018, 1, 1), ended_on=date(2019, 1, 1), employees=-1)
    said = faults(town, wrong)
    for sentence in (
        "Choose what kind of contract it is.", "The last day lies before the first.",
        "The day on which it was ended does not lie after its first.", "Say why it was ended early.", "cannot be below 0",
    ):  # fmt: skip
        assert sentence in said
    assert known_contracts(town) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit": "X"}, "a unit of the list of units"),
        ({"unit": "V"}, "a regional or sectoral one is signed by the union above"),
        ({"valid_from": None}, "Say from which day the contract runs."),
        ({"signed_on": date(2021, 3, 1)}, "It was signed after its last day."),
        ({"ended_on": date(2021, 4, 1), "ended_reason": "停产"}, "It was ended after it had run out"),
        ({"extent": "regional"}, "a regional or sectoral one is signed by the union above"),
        ({"extent": "x"}, "Choose whether it is the enterprise's own"),
        ({"renews": 7}, "It renews a contract that is not on record."),
        ({"ended_on": FIRST, "ended_reason": "停产"}, "The day on which it was ended does not lie after its first."),
        ({"valid_to": date(9999, 12, 31)}, "A day lies before 1950-01-01 or after 2099-12-31"),
        ({"signed_on": date(1899, 1, 1)}, "A day lies before 1950-01-01"),
    ],
)
def test_what_cannot_be_is_refused(town, wrong, said):
    assert said in faults(town, replace(OWN, **wrong))


def test_a_regional_contract_names_the_enterprises_that_it_covers_and_no_union(town):
    assert "Choose the enterprises that it covers." in faults(town, replace(REGIONAL, covers=()))
    assert "Only enterprises are covered, not T." in faults(town, replace(REGIONAL, covers=(Cover("T"),)))


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"employees": 900}, "It covers 900 employees, but the enterprise has 90."),
        ({"valid_to": date(2024, 2, 28)}, "longer than 3 years"),
        ({"kind": "wage"}, "longer than a year"),
        ({"filed_on": date(2019, 2, 1)}, "It was filed (2019-02-01) before it was signed (2019-02-25)."),
        ({"signed_on": date(2017, 1, 1)}, "more than a year after it was signed"),
    ],
)
def test_what_is_odd_is_stored_only_when_somebody_says_that_it_is_right(town, odd, said):
    contract = replace(OWN, **odd)
    with pytest.raises(DoubtfulContract) as problem:
        record_contracts(town, [contract], "经办")
    assert said in str(problem.value)
    assert known_contracts(town) == []
    record_contracts(town, [contract], "经办", sure=True)
    assert kept(town) == [contract]


def test_what_is_renewed_is_of_the_same_kind_began_earlier_and_is_renewed_once(town):
    record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    after = replace(OWN, valid_from=date(2021, 3, 1), valid_to=None, signed_on=None, renews=first.number)
    with pytest.raises(WrongContract, match="of another kind"):
        record_contracts(town, [replace(after, kind="wage")], "经办", sure=True)
    with pytest.raises(WrongContract, match="began later"):
        record_contracts(
            town, [replace(after, valid_from=date(2018, 3, 1), valid_to=date(2018, 12, 31))], "经办", sure=True
        )
    with pytest.raises(DoubtfulContract, match="another unit signed"):
        record_contracts(town, [replace(after, unit="B")], "经办")
    record_contracts(town, [after], "经办")
    with pytest.raises(DoubtfulContract, match="renews the same one already"):
        record_contracts(town, [replace(after, valid_from=date(2021, 3, 2))], "经办")


def test_three_years_less_a_day_are_not_longer_than_three_years(town):
    assert years_after(date(2019, 3, 1), 3) == date(2022, 2, 28)
    assert years_after(date(2020, 2, 29), 1) == date(2021, 2, 28)
    for kind, last in (("wage", date(2021, 2, 28)), ("collective", date(2023, 2, 28))):
        leap = Contract("B", kind, date(2020, 2, 29), None)
        assert leap.until == last
        record_contracts(town, [leap], "经办")
    assert {row["until"].date() for row in contracts_of(town, "/T/", FIRST).to_dict("records")} == {
        date(2021, 2, 28),
        date(2023, 2, 28),
    }
    record_contracts(town, [replace(OWN, valid_to=date(2022, 2, 28))], "经办")


def test_two_of_a_kind_at_the_same_time_are_asked_about_and_a_renewal_that_begins_early_is_not(town):
    record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    second = replace(OWN, valid_from=date(2021, 2, 1), valid_to=date(2023, 1, 31), signed_on=None)
    with pytest.raises(DoubtfulContract, match="at the same time"):
        record_contracts(town, [second], "经办")
    record_contracts(
        town, [replace(second, renews=first.number), replace(second, kind="womens"), replace(second, unit="B")], "经办"
    )
    assert len(known_contracts(town)) == 4


def test_a_contract_that_ended_early_overlaps_with_none_after_it(town):
    record_contracts(town, [replace(OWN, ended_on=date(2020, 1, 1), ended_reason="搬迁")], "经办")
    record_contracts(town, [replace(OWN, valid_from=date(2020, 1, 1), signed_on=None)], "经办")


def test_a_renewal_is_proposed_where_one_begins_when_another_of_its_unit_and_kind_ends(town):
    record_contracts(town, [OWN, replace(OWN, unit="B")], "经办")
    known = known_contracts(town)
    after = replace(OWN, valid_from=date(2021, 3, 1), valid_to=None)
    assert may_renew(after, known).number == known[0].number
    assert may_renew(replace(after, valid_from=date(2022, 3, 10)), known) is None, "more than a year later"
    assert may_renew(replace(after, kind="wage"), known) is None
    second = replace(after, number=9, renews=known[0].number, valid_to=date(2022, 2, 28))
    third = replace(OWN, valid_from=date(2022, 3, 1), valid_to=None)
    assert may_renew(third, [*known, second]).number == 9, "the last of a chain"


def test_a_correction_appends_a_row_with_its_reason_and_the_old_one_stays(town):
    record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    with pytest.raises(WrongContract, match="Say why what is on record is changed"):
        record_contracts(town, [replace(first, employees=85)], "经办")
    record_contracts(town, [replace(first, employees=85)], "主席", reason="漏填5人")
    assert kept(town) == [replace(OWN, employees=85)]
    changes = town.read("contract_changes", contract=first.number)
    assert changes["employees"].tolist() == [85, 80]
    assert changes["reason"].tolist()[0] == "漏填5人"


def test_a_contract_keeps_its_unit(town):
    record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    with pytest.raises(WrongContract, match="corrected where it stands"):
        record_contracts(town, [replace(first, unit="B")], "经办", reason="错")


def test_of_two_who_change_one_contract_the_second_is_told_of_the_first(town):
    number = record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    record_contracts(town, [replace(first, employees=85)], "甲", reason="一", seen={first.number: number})
    with pytest.raises(StoreChanged, match="甲"):
        record_contracts(town, [replace(first, employees=70)], "乙", reason="二", seen={first.number: number})
    with pytest.raises(StoreChanged):
        withdraw_contract(town, first, "乙", "录错", seen=number)


def test_an_entry_by_mistake_is_taken_back_but_not_one_that_another_renews(town):
    record_contracts(town, [OWN], "经办")
    (first,) = known_contracts(town)
    record_contracts(
        town, [replace(OWN, valid_from=date(2021, 3, 1), valid_to=None, signed_on=None, renews=first.number)], "经办"
    )
    with pytest.raises(WrongContract, match="Another contract renews this one"):
        withdraw_contract(town, first, "经办", "录错")
    second = next(one for one in known_contracts(town) if one.renews)
    withdraw_contract(town, second, "经办", "录错")
    withdraw_contract(town, first, "经办", "录错")
    assert known_contracts(town) == []
    assert len(town.read("contract_changes", contract=first.number)) == 2
    for said in ({"by": "", "reason": "x"}, {"by": "x", "reason": " "}):
        with pytest.raises(WrongContract):
            withdraw_contract(town, first, **said)


@pytest.mark.parametrize(
    ("day", "state", "left"),
    [
        (date(2019, 2, 28), "to_come", 731), (date(2019, 3, 1), "in_force", 730), (date(2020, 11, 29), "in_force", 91),
        (date(2020, 11, 30), "expiring", 90), (date(2021, 2, 28), "expiring", 0), (date(2021, 3, 1), "lapsed", -1),
    ],
)  # fmt: skip
def test_how_a_contract_stands_on_a_day(town, day, state, left):
    record_contracts(town, [OWN], "经办")
    (row,) = contracts_of(town, "/T/", day).to_dict("records")
    assert (row["state"], row["left"]) == (state, left)


def test_one_that_another_follows_is_told_as_renewed_be_it_linked_or_not(town):
    record_contracts(town, [OWN, replace(OWN, valid_from=date(2021, 3, 1), valid_to=None, signed_on=None)], "经办")
    states = contracts_of(town, "/T/", date(2021, 3, 2))["state"].tolist()
    assert sorted(states) == ["in_force", "renewed"]


def test_one_that_ended_early_or_was_renewed_is_told_as_that(town):
    record_contracts(town, [OWN, replace(OWN, unit="B", ended_on=date(2020, 1, 1), ended_reason="停产")], "经办")
    first = known_contracts(town)[0]
    record_contracts(
        town, [replace(OWN, valid_from=date(2021, 3, 1), valid_to=None, signed_on=None, renews=first.number)], "经办"
    )
    states = {
        row["unit"]: row["state"]
        for row in contracts_of(town, "/T/", date(2021, 3, 2)).to_dict("records")
        if row["valid_from"].date() == FIRST
    }
    assert states == {"A": "renewed", "B": "ended"}


# ---- branches ----------------------------------------------------------------------------------------------------------


@filled_once
def towns(store: Store) -> None:
    """Two towns; a clerk of the first, and one of its enterprise 1A."""
    fill_with_two_towns(store)
    give(store, "经办", "clerk", unit=HERE)
    give(store, "甲厂", "clerk", unit="1A")


def seen_by(store: Store, name: str):
    return as_seen_by(store, person_named(store, name))


def test_of_another_town_nobody_sees_a_contract_and_numbers_are_never_given_twice(towns):
    there = Contract("10A", "collective", FIRST, LAST, note=CANARY)
    record_contracts(towns, [there], "县")
    clerk = seen_by(towns, "经办")
    assert known_contracts(clerk) == []
    record_contracts(clerk, [Contract("1A", "wage", FIRST, date(2020, 2, 28))], "经办")
    assert [one.unit for one in known_contracts(clerk)] == ["1A"]
    assert len({one.number for one in known_contracts(towns)}) == 2
    with pytest.raises(WrongContract, match="a unit of the list of units"):
        record_contracts(clerk, [Contract("10A", "wage", FIRST, None)], "经办", sure=True)
    with pytest.raises(StoreProblem, match="outside your branch"):
        clerk.add("contracts", contract_tables(towns, [Contract("10A", "wage", FIRST, None)], sure=True))
    covering = Contract("1", "collective", FIRST, LAST, "regional", covers=(Cover("1A"), Cover("10A")))
    with pytest.raises(StoreProblem, match="outside your branch"):
        clerk.add("contracts", contract_tables(towns, [covering], sure=True))


def test_an_enterprise_sees_the_regional_contract_that_covers_it_and_not_who_else_is_covered(towns):
    record_contracts(
        towns, [Contract("1", "collective", FIRST, LAST, "regional", covers=(Cover("1A"), Cover("1B")))], "县"
    )
    firm = seen_by(towns, "甲厂")
    (one,) = known_contracts(firm)
    assert [cover.unit for cover in one.covers] == ["1A"]
    with pytest.raises(StoreProblem):
        record_contracts(firm, [replace(one, employees=5)], "甲厂", reason="x")


def test_a_correction_by_who_does_not_see_every_enterprise_that_is_covered_drops_none_of_them(towns):
    covers = Cover("1A"), Cover("1B"), Cover("10A", 55)
    record_contracts(towns, [Contract("1", "collective", FIRST, LAST, "regional", covers=covers)], "县", sure=True)
    clerk = seen_by(towns, "经办")
    (one,) = known_contracts(clerk)
    with pytest.raises(WrongContract, match="enterprises outside your branch"):
        record_contracts(clerk, [replace(one, note="错字")], "经办", reason="错字")
    assert len(known_contracts(towns)[0].covers) == 3


def test_nobody_renews_a_contract_that_they_do_not_see(towns):
    record_contracts(towns, [Contract("10A", "collective", FIRST, LAST)], "县")
    number = known_contracts(towns)[0].number
    with pytest.raises(WrongContract, match="not on record"):
        record_contracts(
            seen_by(towns, "经办"),
            [Contract("1A", "collective", date(2021, 3, 1), None, renews=number)],
            "经办",
            sure=True,
        )
