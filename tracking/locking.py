"""One process has the database: our own lock file beside it, which says who."""

import contextlib
import json
import os
from datetime import datetime
from pathlib import Path

from tracking.language import N_, _


class StoreProblem(Exception):
    """The database cannot do what was asked; the message is a sentence for its user."""


class StoreBusy(StoreProblem):
    """Another process holds the database."""


HELD = N_("The database {file} is in use by {holder} (process {pid}, since {since}). Close that program and try again.")
LOCK_OFFSET = 1 << 20  # the lock lies beyond the text, so that others can read who holds it, on Windows too


def take_lock(path: Path, holder: str):
    """Hold ``<database>.lock`` for as long as this process has the database open.

    DuckDB's own lock is lost as soon as anything in this process opens and closes the file, so it is not enough.
    """
    lock_path = path.with_suffix(".lock")
    file = lock_path.open("a+", encoding="utf-8")
    try:
        _lock(file)
    except OSError:
        file.close()
        text = lock_path.read_text(encoding="utf-8", errors="replace")
        with contextlib.suppress(ValueError):
            who = json.loads(text)
            raise StoreBusy(_(HELD, file=path.name, **who)) from None
        raise StoreBusy(_(HELD, file=path.name, holder="?", pid="?", since="?")) from None
    file.seek(0)
    file.truncate()
    json.dump({"holder": holder, "pid": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M}"}, file)
    file.flush()
    return file


def _lock(file) -> None:
    if os.name == "nt":
        import msvcrt

        file.seek(LOCK_OFFSET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
