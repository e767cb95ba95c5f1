"""Backups: written where they harm nothing, and brought back."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.store.attached import Attachments
from tracking.store.copies import ENDINGS, copy_of, set_aside_now
from tracking.store.engine import (
    State,
    Unreadable,
    as_sentences,
    clear_away,
    connect,
    log_of,
    look_at,
    part_of,
    state_in,
)
from tracking.store.lock import StoreProblem, no_folder, release_lock, take_lock

ITSELF = N_("A backup needs another file than the database itself.")
FOLDER = N_("{file} is a folder. A backup needs the name of a file.")
OUR_OWN = N_("{file} has a name that the program uses for its own files. Please choose another name for the backup.")
NO_DATABASE = N_("{file} is there already and is no database, so it was left as it is. Please choose another name.")
DAMAGED = N_("{file} is there already and cannot be read: {why}. Choose another name, or say --force to replace it.")
ANOTHER = N_(
    "{file} is another database (as of {as_of}, {count} submissions), of which this one knows {known}. Choose another"
    " name, or say --force to replace it."
)
OLDER = N_("{file} is an older backup of this database (as of {as_of}, {count} submissions).")
NO_FILE = N_("There is no file {file}.")
NOT_OURS = N_("{file} cannot be brought back: {why}. Nothing was changed.")


class WouldReplace(StoreProblem):
    """A backup would take the place of an older one of the same database; ask, and say that it may be replaced."""


@contextlib.contextmanager
def backup_target(path: Path, target: Path, state: State, replace: bool) -> Iterator[None]:
    """Hold the place of a backup while it is written; ``state`` is what the database holds.

    Raises WouldReplace for an older backup of this database, StoreProblem where a backup would do harm: onto the
    database itself, a folder, one of the program's own files, a file of another kind, another database, one in use.
    """
    if target == path or (target.exists() and path.exists() and target.samefile(path)):
        raise StoreProblem(Sentence(ITSELF))
    if target.is_dir():
        raise StoreProblem(Sentence(FOLDER, file=str(target)))
    if not target.parent.is_dir():
        raise no_folder(target)
    if target.name.endswith(ENDINGS) or any(f".{word}-" in target.name for word in ("copy", "kept", "damaged")):
        raise StoreProblem(Sentence(OUR_OWN, file=target.name))
    if not target.exists():
        yield
        return
    with _held(target):
        _refuse_to_lose(target, state, replace)
        yield
        clear_away(log_of(target))


@contextlib.contextmanager
def _held(target: Path) -> Iterator[None]:
    """Nobody else has this database open; its lock file goes again if it was not there."""
    lock = target.with_name(target.name + ".lock")
    was_there = lock.exists()
    held = take_lock(target, "tracking backup")
    try:
        yield
    finally:
        release_lock(held)
        if not was_there:
            with contextlib.suppress(OSError):
                lock.unlink(missing_ok=True)


def _refuse_to_lose(target: Path, state: State, replace: bool) -> None:
    try:
        there = look_at(target)
    except Unreadable as problem:
        if problem.kind == "other" and not replace:
            raise StoreProblem(Sentence(DAMAGED, file=target.name, why=problem.why)) from problem
        if not _is_database(target) or problem.kind == "obstacle":
            raise StoreProblem(Sentence(NO_DATABASE, file=target.name)) from problem
        if not replace:
            raise StoreProblem(Sentence(DAMAGED, file=target.name, why=problem.why)) from problem
        return
    if replace:
        return
    about = {"file": target.name, "as_of": there.as_of, "count": there.count}
    if there.submissions <= state.submissions:
        raise WouldReplace(Sentence(OLDER, **about))
    raise StoreProblem(Sentence(ANOTHER, known=len(there.submissions & state.submissions), **about))


def _is_database(file: Path) -> bool:
    """Whether a file begins as the engine's files do, damaged or not."""
    with file.open("rb") as opened:
        return opened.read(12)[8:] == b"DUCK"


def restore(
    path: Path, file: Path, holder: str, prepare: Callable[[duckdb.DuckDBPyConnection], None]
) -> tuple[State, Path | None]:
    """Put a backup in the place of the database, whose files are kept beside it; what it holds, and what was kept.

    The backup is read to its end, copied and brought up to date (``prepare``) before anything is moved; it stays where it
    is. Raises StoreBusy while anybody has the database, StoreProblem where the file is no good; then nothing was changed.
    """
    path, file = path.resolve(), file.resolve()
    if not file.is_file():
        raise StoreProblem(Sentence(NO_FILE if not file.is_dir() else FOLDER, file=str(file)))
    if path.exists() and path.samefile(file):
        raise StoreProblem(Sentence(ITSELF))
    lock, part = take_lock(path, holder), part_of(path)
    try:
        with as_sentences(path, "restore"):
            state = _bring(file, part, prepare)
            kept = set_aside_now(path, "kept") if path.exists() or log_of(path).exists() else None
            if kept:
                _drop_copy_of(path, kept)
            os.replace(part, path)
            take_drafts_along(file, path)
            given = Attachments.beside(file)
            given.take_along(Attachments.beside(path), given.all_there())
        return state, kept
    finally:
        clear_away(part)
        release_lock(lock)


def take_drafts_along(path: Path, to: Path) -> None:
    """Put what people typed and did not store yet beside a backup, or back beside the database, where nothing of that kind is."""
    drafts, there = path.with_name(f"{path.name}.drafts"), to.with_name(f"{to.name}.drafts")
    if drafts.is_file() and not there.exists():
        shutil.copyfile(drafts, there)


def _drop_copy_of(path: Path, kept: Path) -> None:
    """The copy beside the old database goes where that holds all of it; else it stays, and the next opening keeps it."""
    with contextlib.suppress(Unreadable):
        if look_at(copy_of(path)).submissions <= look_at(kept).submissions:
            copy_of(path).unlink()


def _bring(file: Path, part: Path, prepare: Callable[[duckdb.DuckDBPyConnection], None]) -> State:
    """Copy a backup, with what its log holds, and bring it up to date; what it holds."""
    try:
        look_at(file)
    except Unreadable as problem:
        raise StoreProblem(Sentence(NOT_OURS, file=file.name, why=problem.why)) from problem
    shutil.copyfile(file, part)
    if log_of(file).exists():
        shutil.copyfile(log_of(file), log_of(part))
    with connect(part) as connection:
        prepare(connection)
        connection.execute("checkpoint")
        return state_in(connection)
