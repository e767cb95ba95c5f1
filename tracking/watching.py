"""The parent's eye on a process that opens other people's files: it ends when it wants too much memory or time."""

import subprocess
import threading
import time

import psutil


def watch(child: subprocess.Popen, memory: int, seconds: float) -> list[str]:
    """End a child that outgrows its limits (bytes, wall clock), also where the system has no limit of its own (Windows).

    Watches from a thread of its own. The list is empty, and holds too_slow once the child was ended for its time.
    """
    ended: list[str] = []
    deadline = time.monotonic() + seconds
    threading.Thread(target=_look, args=(child, memory, deadline, ended), daemon=True).start()
    return ended


def _look(child: subprocess.Popen, memory: int, deadline: float, ended: list[str]) -> None:
    try:
        process = psutil.Process(child.pid)
        while child.poll() is None:
            if time.monotonic() > deadline:
                ended.append("too_slow")
                child.kill()
            elif process.memory_info().rss > memory:
                child.kill()
            time.sleep(0.1)
    except psutil.Error:
        return
