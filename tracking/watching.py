"""The parent's eye on a process that opens other people's files: it ends when it wants too much memory or time."""

import subprocess
import threading
import time
from socket import AF_INET, AF_INET6, gethostname

import psutil

A_WHILE, A_MOMENT = 10.0, 0.1  # seconds


def watch(child: subprocess.Popen, memory: int, seconds: float) -> list[str]:
    """End a child that outgrows its limits (bytes, wall clock), also where the system has no limit of its own (Windows).

    Watches from a thread of its own. The list is empty, and holds too_slow once the child was ended for its time.
    """
    ended: list[str] = []
    deadline = time.monotonic() + seconds
    threading.Thread(target=_look, args=(child, memory, deadline, ended), daemon=True).start()
    return ended


def addresses_of_this_computer() -> set[str]:
    """The addresses and the name under which others may reach this computer."""
    found = {
        one.address for each in psutil.net_if_addrs().values() for one in each if one.family in (AF_INET, AF_INET6)
    }
    return {address.partition("%")[0] for address in found} | {gethostname().lower()}


def end_who_listens(port: int, command: str) -> bool:
    """End the process of this user that serves a port of this computer and has ``command`` in its command line; whether there
    was one. Nothing else is ended, whatever serves the port."""
    for connection in psutil.net_connections("tcp"):
        if (
            connection.status != psutil.CONN_LISTEN
            or getattr(connection.laddr, "port", None) != port
            or connection.pid is None
        ):
            continue
        process = psutil.Process(connection.pid)
        if any(command in part for part in process.cmdline()):
            process.terminate()
            _wait_for_the_end(process)
            return True
    return False


def _wait_for_the_end(process: psutil.Process) -> None:
    """Until a process is gone, or waits for nothing but its parent; one that will not go is ended hard."""
    for _moment in range(int(A_WHILE / A_MOMENT)):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(A_MOMENT)
    process.kill()


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
