"""Signed in for half an hour without a word and for eight hours at most; whoever guesses waits, and nobody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from made_once import filled_once
from people import OWN_WORDS, fill_with_two_towns, give

from tracking.accounts import Guesses, Sessions, change_person, choose_password, give_new_password
from tracking.store.store import Store

MINUTE, HOUR = 60.0, 3600.0


class Clock:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@filled_once
def towns(store: Store) -> None:
    """Two towns."""
    fill_with_two_towns(store)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


def test_a_session_ends_after_half_an_hour_without_a_word(towns, sessions, clock):
    token = sessions.begin(give(towns, "乙", "clerk"))
    clock.now += 29 * MINUTE
    assert sessions.person(towns, token).name == "乙"
    clock.now += 29 * MINUTE
    assert sessions.person(towns, token, touch=False).name == "乙"
    clock.now += 2 * MINUTE
    assert sessions.person(towns, token) is None
    assert sessions.person(towns, token) is None


def test_a_session_ends_after_eight_hours_however_busy(towns, sessions, clock):
    token = sessions.begin(give(towns, "乙", "clerk"))
    for _quarter in range(32):
        assert sessions.person(towns, token) is not None
        clock.now += 15 * MINUTE
    assert sessions.person(towns, token) is not None
    clock.now += 1
    assert sessions.person(towns, token) is None


def test_signing_out_a_new_password_and_disabling_end_every_session(towns, sessions):
    person = give(towns, "乙", "clerk")
    first, second, third = (sessions.begin(person) for _browser in range(3))
    sessions.end(first)
    assert sessions.person(towns, first) is None
    assert sessions.person(towns, second) is not None
    choose_password(towns, "乙", OWN_WORDS, "correct horse battery staple")
    assert sessions.person(towns, second) is None
    assert sessions.person(towns, third) is None


@pytest.mark.parametrize(
    "end",
    [
        lambda store: change_person(store, "乙", "管", disabled=True),
        lambda store: give_new_password(store, "乙", "管"),
    ],
)
def test_what_an_administrator_does_ends_them_too(towns, sessions, end):
    token = sessions.begin(give(towns, "乙", "clerk"))
    end(towns)
    assert sessions.person(towns, token) is None
    change_person(towns, "乙", "管", disabled=False)
    assert sessions.person(towns, token) is None


def test_another_role_or_branch_holds_at_once(towns, sessions):
    token = sessions.begin(give(towns, "乙", "clerk", unit="1"))
    change_person(towns, "乙", "管", roles=["viewer"], unit="10")
    found = sessions.person(towns, token)
    assert (found.roles, found.scope) == ({"viewer"}, "/C/10/")


@pytest.mark.parametrize("token", [None, "", "x", "0" * 43])
def test_nobody_has_a_token_that_was_not_given(towns, sessions, token):
    sessions.begin(give(towns, "乙", "clerk"))
    assert sessions.person(towns, token) is None


def test_of_a_token_of_256_bits_only_the_hash_is_kept(towns, sessions):
    person = give(towns, "乙", "clerk")
    tokens = {sessions.begin(person) for _time in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43
    assert not any(token in repr(sessions.__dict__) for token in tokens)


def test_after_five_tries_each_makes_the_next_wait_longer_up_to_a_minute(clock):
    guesses, waits = Guesses(clock), []
    for _try in range(12):
        waits.append(guesses.begin("乙", "10.0.0.7"))
        clock.now += waits[-1]
        guesses.begin("乙", "10.0.0.7")
    assert waits[:3] == [0, 0, 0]
    assert sorted(waits) == waits
    assert max(waits) == 60


def test_a_try_counts_when_it_begins_so_many_at_once_are_no_way_round(clock):
    guesses = Guesses(clock)
    with ThreadPoolExecutor(20) as many:
        found = list(many.map(lambda _try: guesses.begin("乙", "10.0.0.7"), range(60)))
    assert found.count(0) == 5


def test_whoever_guesses_locks_nobody_out_elsewhere(clock):
    guesses = Guesses(clock)
    for _try in range(1000):
        guesses.begin("主席", "10.0.0.7")
    assert guesses.begin("主席", "10.0.0.8") == 0
    assert guesses.begin("乙", "10.0.0.7") == 0
    assert guesses.begin(" 主席", "10.0.0.7") > 0


def test_who_tries_one_name_after_the_other_waits_too(clock):
    guesses = Guesses(clock)
    assert [guesses.begin(f"名{number}", "10.0.0.7") for number in range(30)] == [0] * 30
    assert guesses.begin("主席", "10.0.0.7") > 0
    assert guesses.begin("主席", "10.0.0.8") == 0


def test_the_right_password_and_a_quarter_of_an_hour_make_good(clock):
    guesses = Guesses(clock)
    for _try in range(7):
        guesses.begin("乙", "10.0.0.7")
    guesses.right("乙", "10.0.0.7")
    assert guesses.begin("乙", "10.0.0.7") == 0
    for _try in range(7):
        guesses.begin("乙", "10.0.0.7")
    clock.now += 16 * MINUTE
    assert [guesses.begin("乙", "10.0.0.7") for _try in range(5)] == [0] * 5


def test_names_without_end_do_not_fill_the_memory(clock):
    guesses = Guesses(clock)
    for number in range(30_000):
        guesses.begin(f"{number}" * 50, f"10.0.0.{number}")
        clock.now += 1
    assert len(guesses._wrong) <= 10_002
