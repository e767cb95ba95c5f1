"""Accounts: what is kept of a password, who may sign in, and that somebody is always left who sees to the others."""

import pytest
from made_once import filled_once
from people import OWN_WORDS, fill_with_two_towns, give

from tracking.accounts import (
    add_person,
    change_person,
    choose_password,
    give_new_password,
    has_people,
    people_of,
    person_named,
    who_signs_in,
)
from tracking.accounts.passwords import LONGEST, hash_of, is_right, refuse_weak
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged


@filled_once
def towns(store: Store) -> None:
    """Two towns."""
    fill_with_two_towns(store)


def test_before_anybody_has_an_account_nobody_signs_in(towns):
    assert not has_people(towns)
    assert who_signs_in(towns, "管", "") is None


def test_the_first_account_is_an_administrators(towns):
    with pytest.raises(StoreProblem, match="administrator who may sign in is needed first"):
        add_person(towns, "乙", ["clerk"], "1", "测试")
    assert not has_people(towns)
    add_person(towns, "管", ["administrator"], "/", "测试")
    assert has_people(towns)


@pytest.mark.parametrize("last", [{"disabled": True}, {"roles": ["clerk"]}])
def test_the_last_administrator_stays_one(towns, last):
    give(towns, "管", "administrator")
    give(towns, "乙", "clerk")
    with pytest.raises(StoreProblem, match="Nobody would be left"):
        change_person(towns, "管", "管", **last)
    give(towns, "丙", "administrator")
    change_person(towns, "管", "管", **last)


def test_a_one_time_password_is_replaced_by_one_of_their_own(towns):
    given = add_person(towns, "管", ["administrator"], "/", "测试")
    assert person_named(towns, "管").one_time
    assert who_signs_in(towns, "管", given) is not None
    choose_password(towns, "管", given, OWN_WORDS)
    assert not person_named(towns, "管").one_time
    assert who_signs_in(towns, "管", given) is None
    assert who_signs_in(towns, "管", OWN_WORDS).name == "管"


def test_no_two_one_time_passwords_are_alike_and_none_is_stored(towns):
    given = add_person(towns, "管", ["administrator"], "/", "测试")
    again = give_new_password(towns, "管", "测试")
    assert given != again
    stored = towns.read("accounts").to_csv()
    assert given not in stored
    assert again not in stored
    assert "$argon2id$" in stored


def test_one_name_is_one_person_however_it_is_written(towns):
    add_person(towns, "Zhang", ["administrator"], "/", "测试")
    with pytest.raises(StoreProblem, match="already"):
        add_person(towns, "ＺＨＡＮＧ ", ["clerk"], "/", "测试")
    assert person_named(towns, "zhang").name == "Zhang"


@pytest.mark.parametrize("name", ["", "  ", "长" * 500, "13800138000", "a\u202eb", "甲\n2026\tsigned in\t管"])
def test_a_name_that_nobody_should_have_is_refused(towns, name):
    with pytest.raises(StoreProblem):
        add_person(towns, name, ["administrator"], "/", "测试")


@pytest.mark.parametrize(("roles", "unit"), [([], "/"), (["king"], "/"), (["administrator"], "NOWHERE")])
def test_roles_and_branches_are_those_there_are(towns, roles, unit):
    with pytest.raises(StoreProblem):
        add_person(towns, "管", roles, unit, "测试")


def test_somebody_without_a_branch_has_no_scope_and_one_that_moved_has_the_new_one(towns):
    assert give(towns, "乙", "clerk", unit=None).scope is None
    assert give(towns, "丙", "clerk", unit="1").scope == "/C/1/"
    assert give(towns, "丁", "clerk", unit="/").scope == "/"


def test_a_disabled_account_signs_in_no_more_and_stays_in_the_records(towns):
    give(towns, "乙", "clerk")
    change_person(towns, "乙", "管", disabled=True)
    assert who_signs_in(towns, "乙", OWN_WORDS) is None
    assert [one.name for one in people_of(towns)] == ["乙", "管"]
    change_person(towns, "乙", "管", disabled=False)
    assert who_signs_in(towns, "乙", OWN_WORDS) is not None


def test_two_administrators_at_one_account_the_second_sees_the_first(towns):
    seen = give(towns, "乙", "clerk").submission
    change_person(towns, "乙", "管", seen, roles=["viewer"])
    with pytest.raises(StoreChanged, match="管"):
        change_person(towns, "乙", "另一位", seen, unit="1")
    assert person_named(towns, "乙").roles == {"viewer"}


def test_every_change_stands_in_the_log_with_who_made_it(towns):
    give(towns, "乙", "clerk", unit="1")
    change_person(towns, "乙", "管", roles=["viewer"], disabled=True)
    log = towns.read("submissions").query("kind == 'account'")
    assert log["received_by"].tolist() == ["管", "乙", "测试", "管", "测试"]
    assert log["reason"].iloc[0] == "乙: viewer, 1, disabled"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12 to"),
        ("x" * (LONGEST + 1), "12 to"),
        ("123456789012", "guessed"),
        ("qwertyuiop12", "guessed"),
        ("aaaaaaaaaaaaaaaa", "guessed"),
        ("zhangsanfeng", "guessed"),
        ("gonghuigonghui", "guessed"),
    ],
)
def test_a_password_that_would_be_guessed_soon_is_refused(password, why):
    with pytest.raises(StoreProblem, match=why):
        refuse_weak(password, "zhangsanfeng")


@pytest.mark.parametrize("password", [OWN_WORDS, "correct horse battery staple", "Tr4m-lupin-glacier"])
def test_letters_of_any_kind_make_a_good_password(password):
    refuse_weak(password, "乙")


def test_a_password_is_the_same_however_the_keyboard_composes_it():
    kept = hash_of("caf\u00e9 au lait noir")
    assert is_right("cafe\u0301 au lait noir", kept)
    assert not is_right("cafe au lait noir", kept)
    assert not is_right("cafe\u0301 au lait noir", None)


@pytest.mark.parametrize("old", ["wrong", ""])
def test_a_new_password_needs_the_present_one(towns, old):
    give(towns, "乙", "clerk")
    with pytest.raises(StoreProblem, match="present password"):
        choose_password(towns, "乙", old, "correct horse battery staple")
    with pytest.raises(StoreProblem, match="the old one"):
        choose_password(towns, "乙", OWN_WORDS, OWN_WORDS)
