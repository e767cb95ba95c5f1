"""Passwords: kept as salted Argon2id hashes, judged by how long guessing would take, never by how they are mixed."""

import secrets
import threading
import unicodedata
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tracking.language import _
from tracking.store import StoreProblem

SHORTEST, LONGEST = 12, 128
STRONG = 3  # of 0 to 4: ten thousand million guesses are not enough
GUESSED_FIRST = ("gonghui", "union", "tracker", "zonggonghui")
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
HASHER = PasswordHash((Argon2Hasher(),))
AT_ONCE = threading.BoundedSemaphore(2)  # a hash takes 64 MiB and a tenth of a second of two processors


def hash_of(password: str) -> str:
    """What is kept of a password."""
    with AT_ONCE:
        return HASHER.hash(_same(password))


def is_right(password: str, kept: str | None) -> bool:
    """Whether a password is the one of which ``kept`` was kept; costs the same where there is none (None)."""
    with AT_ONCE:
        right = HASHER.verify(_same(password)[: 4 * LONGEST], kept or _nobodys())
    return right and kept is not None


@cache
def _nobodys() -> str:
    """What is kept of a password that nobody knows: a name that nobody has costs as much as one that somebody has."""
    return HASHER.hash(secrets.token_hex())


def new_one_time_password() -> str:
    """A password that nobody chose: 80 bits in four groups, to be said or written once and replaced."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def refuse_weak(password: str, *known: str) -> None:
    """Raise StoreProblem for a password that is short, or that somebody who knows the person would guess soon."""
    from zxcvbn import zxcvbn

    said = _same(password)
    if not SHORTEST <= len(said) <= LONGEST:
        raise StoreProblem(
            _("A password has {least} to {most} characters; any may be used, spaces too.", least=SHORTEST, most=LONGEST)
        )
    about = [word for text in (*known, *GUESSED_FIRST) for word in (text, text.casefold()) if len(word) > 1]
    if zxcvbn(said[:72], user_inputs=about)["score"] < STRONG:
        raise StoreProblem(
            _("This password would be guessed soon. Three or four words that do not belong together make a good one.")
        )


def _same(password: str) -> str:
    """The password however the keyboard put its letters together."""
    return unicodedata.normalize("NFKC", password)
