"""The way back: a damaged or missing database is replaced by the newest good state that can be had beside it."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.store.copies import (
    clear_half_written,
    copy_of,
    dated_copies,
    forget_oldest_damaged,
    good_copy,
    set_aside,
    set_aside_now,
    there_is_a_copy,
    trial_of,
)
from tracking.store.engine import (
    State,
    Unreadable,
    clear_away,
    connect,
    has_log,
    log_of,
    look_at,
    part_of,
    quoted,
    told,
)
from tracking.store.lock import StoreProblem

PUT_BACK = N_(
    "The database {file} was damaged ({why}). It was put back from {source}, as of {as_of}, with {count} submissions."
    " {log}The damaged file is kept as {kept}. Please look at the records whether your last import is there."
)
FETCHED = N_(
    "The database {file} was missing. It was put back from {source}, as of {as_of}, with {count} submissions. {log}"
)
WITHOUT_LOG = N_(
    "The log of the database {file} does not belong to it or is damaged, so it was opened without it, as of {as_of}, with"
    " {count} submissions. {log}The log is kept as {kept}.wal. Please look at the records whether your last import is there."
)
LOG_DAMAGED = N_("its log is damaged")
FROM_THE_LOG = N_("{more} of them were read from its log. ")
LOG_UNREAD = N_("{more} of them were read from its log; what else that may have held could not be read. ")
NOTHING_GOOD = N_(
    "The database {file} cannot be opened: {why}. No good copy of it lies beside it, so nothing was changed. If you have a"
    " backup, this brings it back: tracking restore FILE"
)
GONE = N_(
    "There is no database at {file}, but a copy of it is kept there: {copy}, as of {as_of}, with {count} submissions."
)
BY_COMMAND = N_("{gone} This puts it back: tracking restore")
GONE_FOR_GOOD = N_(
    "There is no database at {file}, and what is kept beside it cannot be read: {copy}. Nothing was changed. Move these"
    " files to another folder to begin anew."
)


HEAD_OF_ENTRY = 16  # bytes of an entry of the engine's log before what it says
DONE = bytes.fromhex("640064ffff")  # what the last entry of an act says


class DatabaseGone(StoreProblem):
    """The database is not there, but something of it is; nothing was made in its place.

    ``found`` says what is there, ``good`` whether it can be put back; the message also says by which command.
    """

    def __init__(self, found: Sentence, good: bool):
        super().__init__(Sentence(BY_COMMAND, gone=found) if good else found)
        self.found, self.good = found, good


def gone(path: Path) -> DatabaseGone | None:
    """What to raise where a database is missing although its copy or its log is there; None where all is as it should be."""
    if path.exists() or not (there_is_a_copy(path) or has_log(path)):
        return None
    if found := good_copy(path):
        copy, state = found
        said = Sentence(GONE, file=str(path), copy=copy.name, as_of=state.as_of, count=state.count)
        return DatabaseGone(said, good=True)
    kept = [file.name for file in (log_of(path), copy_of(path), *dated_copies(path)) if file.exists()]
    return DatabaseGone(Sentence(GONE_FOR_GOOD, file=str(path), copy=", ".join(kept)), good=False)


def come_back(path: Path, why: Sentence | None, tables: Iterable[str]) -> Sentence:
    """Put the newest good state in the place of a damaged database, which is kept, and say what was done.

    ``why`` is None for a database that is missing. Whatever is put back was opened and read before. Raises StoreProblem
    where nothing good is there; then nothing was changed.
    """
    part = part_of(path)
    try:
        source, state = _newest_good(path, part)
        if source != path:
            shutil.copyfile(source, part)
        more, all_of_it = _rescue(path, part, tables)
        state = look_at(part)
        kept = _put_in_place(part, path)
    except OSError as error:
        raise told(error, path, "coming back") from error
    except LookupError:
        raise StoreProblem(Sentence(NOTHING_GOOD, file=path.name, why=why)) from None
    finally:
        clear_half_written(path)
    log = Sentence(FROM_THE_LOG, more=more) if more else ""
    if has_log(kept) and not all_of_it:
        log = Sentence(LOG_UNREAD, more=more)
    about = {"file": path.name, "source": source.name, "as_of": state.as_of, "count": state.count, "log": log}
    if why is None:
        return Sentence(FETCHED, **about)
    return Sentence(WITHOUT_LOG if source == path else PUT_BACK, why=why, kept=kept.name, **about)


def add_log_to_copy(path: Path, tables: Iterable[str]) -> None:
    """Bring the copy up to date by the database's log, which goes: another file stands in the place of the database.

    What of the log cannot be read stays beside the copy under a name of its own.
    """
    if not (has_log(path) and copy_of(path).is_file()):
        return
    part, trial = part_of(copy_of(path)), trial_of(path)
    shutil.copyfile(copy_of(path), part)
    try:
        _part_with_log(path, part, trial)
        found, added = _add_later(trial, part, tables)
        os.replace(part, copy_of(path))
        if added == found:
            log_of(path).unlink()
    except (duckdb.Error, ValueError):
        pass
    finally:
        clear_half_written(path)
    if has_log(path):
        set_aside(path, log_of(path), "kept", f"{datetime.now():%Y%m%d-%H%M%S}")


def _newest_good(path: Path, part: Path) -> tuple[Path, State]:
    """Which file holds the newest state that can be read: a copy, or the database without its log; LookupError if none.

    Where it is the database, it lies in ``part`` already.
    """
    found = []
    if has_log(path) and path.exists():
        shutil.copyfile(path, part)
        with contextlib.suppress(Unreadable):
            found.append((path, look_at(part)))
    if copy := good_copy(path):
        found.append(copy)
    if not found:
        raise LookupError
    return max(found, key=lambda one: one[1].newest)


def _put_in_place(part: Path, path: Path) -> Path:
    """Keep the old file and its log, and put the new one in its place; the name of what was kept."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    kept = set_aside_now(path, "damaged")
    os.replace(part, path)
    forget_oldest_damaged(path)
    return kept


# ---- what only the log or the damaged file still holds ---------------------------------------------------------------


def _rescue(path: Path, part: Path, tables: Iterable[str]) -> tuple[int, bool]:
    """Add to ``part`` the submissions that came after it, each whole, from the damaged file or from its log on top of the
    part; how many could be read, and whether that was all of them."""
    trial, more = trial_of(path), 0
    for make in (_damaged_itself, _part_with_log, _part_with_sound_log):
        clear_away(trial)
        try:
            if make(path, part, trial):
                found, added = _add_later(trial, part, tables)
                more += added
                if added == found and make is not _part_with_sound_log:
                    return more, True
        except (duckdb.Error, ValueError):
            continue
        finally:
            clear_away(trial)
    return more, False


def _damaged_itself(path: Path, _part: Path, trial: Path) -> bool:
    """Make the trial file: the damaged one with its log, which may open although some of its rows are lost."""
    if path.exists():
        shutil.copyfile(path, trial)
        if has_log(path):
            shutil.copyfile(log_of(path), log_of(trial))
    return path.exists()


def _part_with_log(path: Path, part: Path, trial: Path) -> bool:
    """Make the trial file: the good state with the damaged file's log, under the head of a log of its own."""
    if not has_log(path):
        return False
    _put_under(part, log_of(path).read_bytes(), trial)
    return True


def _part_with_sound_log(path: Path, part: Path, trial: Path) -> bool:
    """Make the trial file: the good state with as many of the log's acts as come before what is damaged of it."""
    log = log_of(path).read_bytes() if has_log(path) else b""
    ends = _acts(log)
    sound, unsound = 0, len(ends)
    while sound < unsound:
        middle = (sound + unsound + 1) // 2
        _put_under(part, log[: ends[middle - 1]], trial)
        try:
            connect(trial).close()
            sound = middle
        except duckdb.Error:
            unsound = middle - 1
    if sound:
        _put_under(part, log[: ends[sound - 1]], trial)
    return sound > 0


def _put_under(part: Path, log: bytes, trial: Path) -> None:
    """Make the trial file: a good state with a log, under the head of a log of its own."""
    clear_away(trial)
    shutil.copyfile(part, trial)
    with connect(trial) as connection:
        connection.execute("create table made_for_its_log (nothing integer)")
    own = log_of(trial).read_bytes()
    log_of(trial).write_bytes(own[: _head(own)] + log[_head(log) :])


def _head(log: bytes) -> int:
    """Where the first entry of a log ends, which says what database it belongs to. Raises ValueError for no log."""
    return log.index(b"\xff\xff") + 2


def _acts(log: bytes) -> list[int]:
    """Where each act ends in a log, whose entries are a length and a checksum of 8 bytes each, and what is to be done."""
    ends, place = [], log.find(b"\xff\xff") + 2
    while place + HEAD_OF_ENTRY <= len(log):
        told = place + HEAD_OF_ENTRY
        place = told + int.from_bytes(log[place : place + 8], "little")
        if log[told:place] == DONE:
            ends.append(place)
    return ends


def _add_later(trial: Path, part: Path, tables: Iterable[str]) -> tuple[int, int]:
    """Copy the submissions that one file has and the other has not yet, in their order, up to the first that is not whole;
    how many there are, and how many were copied."""
    added = 0
    with connect(part) as connection:
        connection.execute(f"attach '{str(trial).replace(chr(39), chr(39) * 2)}' as put_beside (read_only)")
        found = connection.execute(
            "select submission, row_count from put_beside.main.submission"
            " where submission > (select coalesce(max(submission), 0) from main.submission) order by all"
        ).fetchall()
        for submission, row_count in found:
            connection.begin()
            try:
                if _add_one(connection, submission, tables) != row_count:
                    raise ValueError(submission)
                connection.commit()
            except (duckdb.Error, ValueError):
                with contextlib.suppress(duckdb.Error):
                    connection.rollback()
                break
            added += 1
        connection.execute("detach put_beside")
        connection.execute("checkpoint")
    return len(found), added


def _add_one(connection: duckdb.DuckDBPyConnection, submission: int, tables: Iterable[str]) -> int:
    """Copy one submission; how many rows it has."""
    rows = 0
    for table in ("submission", *tables):
        answer = connection.execute(
            f"insert into main.{quoted(table)} by name select * from put_beside.main.{quoted(table)}"
            f" where submission = {int(submission)}"
        )
        rows += answer.fetchall()[0][0] if table != "submission" else 0
    return rows
