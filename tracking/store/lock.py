"""One process has the database: our own lock file beside it, which says who."""

import contextlib
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from tracking.language import N_, Sentence


class StoreProblem(Exception):
    """The database cannot do what was asked; the message is a sentence for its user."""


class StoreBusy(StoreProblem):
    """Another process holds the database."""


HELD = N_("The database {file} is in use by {holder} (process {pid}, since {since}). Close that program and try again.")
NO_FOLDER = N_("There is no folder {folder}. Make it, or connect the disk it is on, and try again.")
NO_LOCK = N_(
    "The database {file} cannot be opened: its lock file {lock} cannot be written. Please look whether the folder may be"
    " written to, whether the disk is full, and whether something else has that name."
)
LOCK_OFFSET = 1 << 20  # the lock lies beyond the text, so that others can read who holds it, on Windows too


def lock_of(path: Path) -> Path:
    """The lock file of a database: with its whole name, so that a.duckdb and a.db have one each."""
    return path.with_name(path.name + ".lock")


def no_folder(path: Path) -> StoreProblem:
    """What to raise where the folder of a file is not there."""
    return StoreProblem(Sentence(NO_FOLDER, folder=str(path.parent)))


def take_lock(path: Path, holder: str) -> IO[str]:
    """Hold ``<database>.lock`` for as long as this process has the database open.

    DuckDB's own lock is lost as soon as anything in this process opens and closes the file, so it is not enough.
    Raises StoreBusy where another process has it, StoreProblem where it cannot be written.
    """
    lock_path = lock_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_folder(path) from error
    try:
        file = lock_path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreProblem(Sentence(NO_LOCK, file=path.name, lock=lock_path.name)) from error
    try:
        _lock(file)
    except OSError:
        file.close()
        raise StoreBusy(Sentence(HELD, file=path.name, **_who_holds(lock_path))) from None
    with contextlib.suppress(OSError):  # the lock is held; who holds it is a courtesy that a full disk cannot give
        file.seek(0)
        file.truncate()
        json.dump({"holder": holder, "pid": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M}"}, file)
        file.flush()
    return file


def release_lock(file: IO[str]) -> None:
    """Let others have the database. Harmless when done twice."""
    with contextlib.suppress(OSError):  # what a full disk did not take of the courtesy
        file.close()


def _who_holds(lock_path: Path) -> dict[str, str]:
    """Holder, pid and since, as far as the lock file says."""
    found: object = None
    with contextlib.suppress(ValueError, OSError):
        found = json.loads(lock_path.read_text(encoding="utf-8", errors="replace"))
    said = found if isinstance(found, dict) else {}
    return {name: str(said.get(name, "?"))[:60] for name in ("holder", "pid", "since")}


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(LOCK_OFFSET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
