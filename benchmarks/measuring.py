"""How things are measured, and the lines of the table."""

import resource
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil

LINES: list[dict] = []


def say(what: str, measured: float, unit: str, budget: float, hello: float | None = None) -> None:
    """One line of the table: a measure against its budget, both in ``unit`` (× is the ratio to hello itself)."""
    ratio = measured / hello if hello else None
    value = ratio if unit == "×" else measured
    LINES.append(
        {
            "what": what,
            "measured": f"{measured:,.0f} ms"
            if unit == "×"
            else f"{measured:,.2f} {unit}"
            if unit in ("s", "h", "")
            else f"{measured:,.0f} {unit}",
            "budget": f"{budget:g} {unit}" if budget < float("inf") else "—",
            "to hello": f"{ratio:.2f} ×" if ratio else "—",
            "": "" if budget == float("inf") else "kept" if value <= budget else "OVER",
        }
    )
    print(".", end="", flush=True)


def median(action: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of some runs, in milliseconds."""
    taken = []
    for _run in range(times):
        begun = clock()
        action()
        taken.append((clock() - begun) * 1000)
    return statistics.median(taken)


@contextmanager
def memory_watched() -> Iterator[dict[str, float]]:
    """MB in use before, and at most, by this process and its children together, looked at every 5 ms."""
    this, over = psutil.Process(), threading.Event()
    memory = {"before": this.memory_info().rss / 1024**2, "peak": 0.0}

    def watch() -> None:
        while not over.wait(0.005):
            used = 0
            for process in (this, *this.children(recursive=True)):
                with suppress(psutil.Error):
                    used += process.memory_info().rss
            memory["peak"] = max(memory["peak"], used / 1024**2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)
