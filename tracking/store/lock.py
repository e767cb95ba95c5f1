"""One process has the database: our own lock file beside it, which says who."""

import contextlib
import json
import os
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

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
TEXT_AT = 1  # byte 0 is what is locked, and nobody else may read it on Windows


def lock_of(path: Path) -> Path:
    """The lock file of a database: with its whole name, so that a.duckdb and a.db have one each."""
    return path.with_name(path.name + ".lock")


def no_folder(path: Path) -> StoreProblem:
    """What to raise where the folder of a file is not there."""
    return StoreProblem(Sentence(NO_FOLDER, folder=str(path.parent)))


def take_lock(path: Path, holder: str) -> FileLock:
    """Hold ``<database>.lock`` for as long as this process has the database open.

    DuckDB's own lock is lost as soon as anything in this process opens and closes the file, so it is not enough.
    Raises StoreBusy where another process has it, StoreProblem where it cannot be written.
    """
    lock_path = lock_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_folder(path) from error
    lock = FileLock(
        lock_path,
        thread_local=False,
        fallback_to_soft=False,
        preserve_lock_file=True,
        on_acquired=lambda descriptor: _say_who_holds(descriptor, holder),
    )
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise StoreBusy(Sentence(HELD, file=path.name, **_who_holds(lock_path))) from None
    except OSError as error:
        raise StoreProblem(Sentence(NO_LOCK, file=path.name, lock=lock_path.name)) from error
    return lock


def release_lock(lock: FileLock) -> None:
    """Let others have the database. Harmless when done twice."""
    lock.release(force=True)


def _say_who_holds(descriptor: int, holder: str) -> None:
    said = {"holder": holder, "pid": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M}"}
    with contextlib.suppress(OSError):  # the lock is held; who holds it is a courtesy that a full disk cannot give
        os.ftruncate(descriptor, 0)
        os.write(descriptor, b" " * TEXT_AT + json.dumps(said).encode())


def _who_holds(lock_path: Path) -> dict[str, str]:
    """Holder, pid and since, as far as the lock file says."""
    found: object = None
    with contextlib.suppress(ValueError, OSError), lock_path.open(encoding="utf-8", errors="replace") as file:
        file.seek(TEXT_AT)
        found = json.load(file)
    said = found if isinstance(found, dict) else {}
    return {name: str(said.get(name, "?"))[:60] for name in ("holder", "pid", "since")}
