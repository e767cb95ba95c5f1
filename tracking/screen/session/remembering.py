"""What is computed once for everybody who looks, by the values that it rests on; the longest unused is given up first.

Streamlit's own caches take a third of a millisecond for each question, which a page asks fifty times.
"""

import inspect
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

EVERYTHING: list["Remembered"] = []


class Remembered:
    """A function whose values are kept: ``most`` of them, each for so many ``seconds`` if that is given.

    Parameters whose names begin with an underscore do not count for what is the same; the others are given by place. Who
    asks for what somebody else is computing waits for it. Nobody may change what is returned.
    """

    def __init__(self, make: Callable, most: int, seconds: float = float("inf")):
        self._make, self._most, self._seconds = make, most, seconds
        self._counting = [
            place for place, name in enumerate(inspect.signature(make).parameters) if not name.startswith("_")
        ]
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple, tuple[float, object]] = OrderedDict()
        self._being_made: dict[tuple, threading.Lock] = {}
        EVERYTHING.append(self)

    def __call__(self, *given: object, **more: object) -> object:
        key = tuple(given[place] for place in self._counting)
        if (found := self._found(key)) is not None:
            return found[1]
        with self._lock:
            making = self._being_made.setdefault(key, threading.Lock())
        with making:
            if (found := self._found(key)) is None:
                found = time.monotonic(), self._make(*given, **more)
                with self._lock:
                    self._kept[key] = found
                    self._being_made.pop(key, None)
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
        return found[1]

    def _found(self, key: tuple) -> tuple[float, object] | None:
        with self._lock:
            if (found := self._kept.get(key)) is None or time.monotonic() - found[0] > self._seconds:
                return None
            self._kept.move_to_end(key)
            return found

    def knows(self, *given: object) -> bool:
        """Whether a value is kept by now."""
        return self._found(tuple(given[place] for place in self._counting)) is not None

    def clear(self) -> None:
        """Forget everything that is kept."""
        with self._lock:
            self._kept.clear()


def remembered(most: int, seconds: float = float("inf")) -> Callable[[Callable], Remembered]:
    """Keep what a function returns; see Remembered."""
    return lambda make: Remembered(make, most, seconds)


def forget_everything() -> None:
    """Forget all that is kept, of every function."""
    for one in EVERYTHING:
        one.clear()
