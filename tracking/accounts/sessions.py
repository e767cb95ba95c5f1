"""Who is signed in, and how long somebody waits who guesses passwords. Both are kept in memory: a restart signs everybody out."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tracking.accounts.people import Person, person_named, same_name
from tracking.store import Store

IDLE, ABSOLUTE = 30 * 60.0, 8 * 60 * 60.0  # seconds without a word, and at most
FREE_TRIES, FREE_OF_ALL, LONGEST_WAIT, FORGOTTEN = 5, 30, 60.0, 15 * 60.0  # tries for one name, for all; seconds
MOST_COUNTED = 10_000


@dataclass
class _Session:
    account: str
    password: str  # what was kept of it when the session began: it ends with another one
    begun: float
    used: float


class Sessions:
    """The sessions of one running dashboard. Of a token of 256 bits only its hash is kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock, self._lock = clock, threading.Lock()
        self._open: dict[str, _Session] = {}

    def begin(self, person: Person) -> str:
        """Sign a person in; the token that their browser keeps."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._open = {key: one for key, one in self._open.items() if not self._is_over(one)}
            self._open[_hashed(token)] = _Session(person.name, person.password, now, now)
        return token

    def person(self, store: Store, token: str | None, touch: bool = True) -> Person | None:
        """Who has this token; None where nobody has, not any more, or is disabled by now. Looking keeps it alive, with ``touch``."""
        key = _hashed(token or "")
        with self._lock:
            session = self._open.get(key)
            if session is None or self._is_over(session):
                self._open.pop(key, None)
                return None
        found = person_named(store, session.account)
        if found is None or found.disabled or found.password != session.password:
            self.end(token)
            return None
        if touch:
            session.used = self._clock()
        return found

    def end(self, token: str | None) -> None:
        """Sign out. Harmless when done twice."""
        with self._lock:
            self._open.pop(_hashed(token or ""), None)

    def _is_over(self, session: _Session) -> bool:
        now = self._clock()
        return now - session.used > IDLE or now - session.begun > ABSOLUTE


class Guesses:
    """Wrong passwords by name and address: after some, each makes the next try wait longer, for this name from there alone; after
    many, for every name from there.

    Somebody who guesses the chair's password on one computer so keeps nobody from signing in on another.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock, self._lock = clock, threading.Lock()
        self._wrong: dict[tuple[str, str], tuple[int, float]] = {}

    def begin(self, name: str, address: str) -> int:
        """Begin a try, which counts as wrong until it is ``right``, so that many at once count, too; 0, or how many seconds it has
        to wait and is none."""
        now = self._clock()
        counted = ((_pair(name, address), FREE_TRIES), (("", address), FREE_OF_ALL))
        with self._lock:
            if len(self._wrong) >= MOST_COUNTED:
                self._wrong = {key: seen for key, seen in self._wrong.items() if now - seen[1] < FORGOTTEN}
            if wait := max(self._wait(key, free, now) for key, free in counted):
                return wait
            for key, _free in counted:
                count, last = self._wrong.get(key, (0, now))
                self._wrong[key] = (1 if now - last > FORGOTTEN else count + 1), now
        return 0

    def _wait(self, key: tuple[str, str], free: int, now: float) -> int:
        count, last = self._wrong.get(key, (0, 0.0))
        wait = min(2.0 ** (count - free + 1), LONGEST_WAIT) if count >= free else 0.0
        return max(0, round(last + wait - now + 0.5)) if wait else 0

    def right(self, name: str, address: str) -> None:
        """The password was right: nothing is held against anybody any more."""
        with self._lock:
            self._wrong.pop(_pair(name, address), None)
            self._wrong.pop(("", address), None)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _pair(name: str, address: str) -> tuple[str, str]:
    return same_name(name)[:100], address
