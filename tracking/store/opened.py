"""A database that is open: read through when it is opened, copied before each checkpoint, and put back where it is damaged."""

import contextlib
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.store.attached import Attachments
from tracking.store.backups import backup_target
from tracking.store.coming_back import LOG_DAMAGED, NOTHING_GOOD, add_log_to_copy, come_back, gone
from tracking.store.connected import Connected
from tracking.store.copies import clear_half_written, copy_of, forget_new, keep_by_day, set_aside, stamp_of
from tracking.store.engine import (
    OF_THE_QUESTION,
    State,
    Unreadable,
    as_sentences,
    connect,
    has_log,
    kept_or_not,
    kind_of,
    log_of,
    look_at,
    read_everything,
    state_in,
    told,
    why_of,
    write_copy,
)
from tracking.store.error_log import record
from tracking.store.lock import StoreProblem, release_lock, take_lock
from tracking.store.schema import TABLES, newest_in, prepare

CLOSED = N_("The database {file} cannot be opened: {why}.")
COPY_KNEW_MORE = N_(
    "The copy beside the database {file} holds {more} submissions, as of {as_of}, that are not in it. It is kept as {kept};"
    " this brings it back: tracking restore {path}"
)
UNCOPIED = N_(
    "No copy of the database could be kept after the last change. What was stored is in its log (.wal). {why}"
)
WRITTEN_OVER = N_(
    "Another program wrote over {file} while it was open here, so nothing was stored. It was opened anew: please look at"
    " the records what is in it, and try again."
)

INTERRUPTED = N_(
    "The database was damaged in the middle of this and was put back, so it was not stored. Please try again."
)
DISK_FULL = N_("The disk is nearly full, so nothing was stored. Free some space and try again.")

SMALLEST_FREE_DISK = 200 * 1024**2
MOST_IN_LOG = 16 * 1024**2  # bytes, before what was stored goes from the log into the file
IDLE = 20.0  # seconds after the last act, when it goes there, too


class OpenDatabase(Connected):
    """The file of a store, and the one lock on it."""

    def __init__(self, path: Path | str, holder: str, keep_copy: bool, put_back: bool):
        """Open or create; see Store."""
        super().__init__(Path(path).resolve())
        self.files = Attachments.beside(self.path)
        self._keep_copy, self._put_back = keep_copy, put_back
        self._said: list[Sentence] = []  # how the database was found
        self._uncopied: Sentence | None = None
        self._unsettled, self._stored_at = (
            False,
            0.0,
        )  # whether the log holds something, and since when nothing was added
        self._waiting: threading.Timer | None = None
        self._lock_file = take_lock(self.path, holder)
        new = not self.path.exists() and not gone(self.path)
        try:
            self._open()
            self._put_back = False
        except BaseException:
            with contextlib.suppress(AttributeError, duckdb.Error):
                self._root.close()
            if new:
                forget_new(self.path)
            self.close()
            raise

    def close(self) -> None:
        """Give the database back, with nothing left in its log. Harmless when done twice."""
        if self._waiting:
            self._waiting.cancel()
        if connection := getattr(self, "_root", None):
            self.settle()
            connection.close()
        release_lock(self._lock_file)

    def warning(self) -> str | None:
        """What people should know of how the database was found and is kept, in sentences; None where all is well."""
        said = [*self._said, *([self._uncopied] if self._uncopied else [])]
        return " ".join(map(str, said)) or None

    # ---- opening, and coming back ------------------------------------------------------------------------------------

    def _open(self, settle: bool = True) -> None:
        """Open the file, all of which is read, putting back what is damaged; ``settle``: copy it, and empty its log."""
        clear_half_written(self.path)
        with as_sentences(self.path, "opening"):
            copied = self._connect_or_come_back()
            prepare(self._root)
            self._attach_views()
            with self._root.cursor() as cursor:
                state = state_in(cursor)
                self._newest = state.newest
                self._copied = self._keep_what_knows_more(copied, state) if copied else None
                self._unsettled = has_log(self.path) or (self._keep_copy and self._copied != state.newest)
                if settle and self._unsettled:
                    self._checkpoint(cursor)
        self._remember_file()

    def _connect_or_come_back(self) -> State | None:
        """Open the file as ``_root``, or what is put in its place; what its copy holds, None where none is good."""
        if self._keep_copy and (problem := gone(self.path)):
            if not (self._put_back and problem.good):
                raise problem
            self._said.append(come_back(self.path, None, TABLES))
        log = has_log(self.path)
        try:
            self._connect()
        except duckdb.Error as error:
            if kind_of(error) == "obstacle":
                raise StoreProblem(Sentence(CLOSED, file=self.path.name, why=why_of(error))) from error
            record(error, self.path, "opening")
            self._come_back(why_of(error), error)
        copied = self._state_of_copy()
        if log and copied and self._root_state().submissions < copied.submissions:
            self._root.close()
            self._come_back(Sentence(LOG_DAMAGED))
            copied = self._state_of_copy()
        return copied

    def _connect(self) -> None:
        """Open the file and read all of it. Raises duckdb.Error."""
        self._root = connect(self.path)
        try:
            self.source = str(self._root.execute("select current_database()").fetchall()[0][0])
            read_everything(self._root)
        except BaseException:
            self._root.close()
            raise

    def _come_back(self, why: Sentence, error: Exception | None = None) -> None:
        if not self._keep_copy:
            raise StoreProblem(Sentence(NOTHING_GOOD, file=self.path.name, why=why)) from error
        self._said.append(come_back(self.path, why, TABLES))
        self._connect()

    def _root_state(self) -> State:
        try:
            return state_in(self._root)
        except duckdb.CatalogException:
            return State(frozenset(), 0, "")

    def _state_of_copy(self) -> State | None:
        if not self._keep_copy or not copy_of(self.path).exists():
            return None
        try:
            return look_at(copy_of(self.path))
        except Unreadable as problem:
            if problem.kind != "damage" and copy_of(self.path).is_file():  # it may be good, and is not written over
                set_aside(self.path, copy_of(self.path), "kept", f"{datetime.now():%Y%m%d-%H%M%S}")
            return None

    def _keep_what_knows_more(self, copied: State, state: State) -> int | None:
        """The newest submission in the copy; where that knows what the database does not, it is kept, and None."""
        more = copied.submissions - state.submissions
        if not more:
            return copied.newest
        kept = set_aside(self.path, copy_of(self.path), "kept", stamp_of(copied.newest))
        about = {"file": self.path.name, "kept": kept.name, "path": str(kept), "as_of": copied.as_of, "more": len(more)}
        self._said.append(Sentence(COPY_KNEW_MORE, **about))
        return None

    def _came_back(self, root: duckdb.DuckDBPyConnection, error: BaseException | None, settle: bool = True) -> bool:
        """After an error of ``root``: whether the database was opened anew meanwhile or now, so that asking again helps.

        Nobody stores anything while it is closed, and readers wait. Raises StoreProblem where it cannot be opened again.
        """
        if not isinstance(error, duckdb.Error) or not self._lock_file.is_locked:
            return False
        with self._swapping:  # an error of any kind may be that the cursor was closed just then
            if self._root is not root:
                return True
        if isinstance(error, OF_THE_QUESTION):
            return False
        with self.alone():
            if self._root is not root:
                return True
            with contextlib.suppress(duckdb.Error), root.cursor() as cursor:
                read_everything(cursor)
                return False
            self._open_anew(settle)
            return True

    def _open_anew(self, settle: bool = True, another: bool = False) -> None:
        """Close and open the file; ``another`` took its place, to which the log does not belong."""
        with self._swapping:
            self._root.close()
            if another and self._keep_copy:
                add_log_to_copy(self.path, TABLES)
            self._open(settle)

    # ---- storing -----------------------------------------------------------------------------------------------------

    def newest(self) -> int:
        """The number of the newest submission."""
        return self._newest

    @contextlib.contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One act of storing, whole or not at all, while nobody else stores; StoreProblem where it was undone."""
        self._refuse_full_disk()
        with self.alone():
            self._refuse_changed_file()
            try:
                yield from self._stored_whole()
            finally:
                self._remember_file()

    def _stored_whole(self) -> Iterator[duckdb.DuckDBPyConnection]:
        root, before = self._root, self._newest
        cursor = self.asked("begin", self.cursor)
        with cursor:
            try:
                cursor.begin()
                yield cursor
                if self._root is not root:
                    raise StoreProblem(Sentence(INTERRUPTED))
                cursor.commit()
                self._newest = newest_in(cursor)  # while the lock is held: the next writer looks at it
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):
                    cursor.rollback()
                if not isinstance(error, duckdb.Error):
                    raise
                problem = told(error, self.path, "commit")
                self._came_back(root, error)
                with contextlib.suppress(duckdb.Error), self.cursor() as again:
                    self._newest = newest_in(again)  # whether it was stored nevertheless
                if self._newest == before:
                    raise problem from error
        stored = self._newest
        self._settle_when_due()
        if self._newest != stored:
            raise StoreProblem(Sentence(INTERRUPTED))

    def _refuse_full_disk(self) -> None:
        with as_sentences(self.path, "disk"):
            free = shutil.disk_usage(self.path.parent).free
        if free < SMALLEST_FREE_DISK:
            raise StoreProblem(Sentence(DISK_FULL))

    @contextlib.contextmanager
    def keeping(self) -> Iterator[duckdb.DuckDBPyConnection | None]:
        """One transaction on what is kept beside the log and can be made anew; None where it cannot be kept now."""
        with self.alone(), self.cursor() as cursor:
            if self._look_of_file() != self._file:
                yield None
                return
            with kept_or_not(cursor, self.path):
                yield cursor
            self._settle_when_due()

    # ---- what another program does to the file -----------------------------------------------------------------------

    def _look_of_file(self) -> tuple[int, int, int] | None:
        with contextlib.suppress(OSError):
            found = self.path.stat()
            return found.st_ino, found.st_size, found.st_mtime_ns
        return None

    def _remember_file(self) -> None:
        """Note how the file looks now, to notice when another program writes over it or takes it away."""
        self._file = self._look_of_file()

    def _refuse_changed_file(self) -> None:
        """Open the file anew where another program touched it, and store nothing where it says something else now."""
        newest = self._newest
        if (look := self._look_of_file()) == self._file:
            return
        if look is None:
            with contextlib.suppress(StoreProblem):
                self.backup(copy_of(self.path))  # all of it is still open here
        self._open_anew(another=look is not None)
        if self._newest != newest:
            raise StoreProblem(Sentence(WRITTEN_OVER, file=self.path.name))

    # ---- settling: what was stored goes from the log into the file, and is copied beside it --------------------------

    def settle(self) -> None:
        """Leave nothing in the log, and the newest state in the copy. Harmless where all of it is there already.

        What was committed is safe in the log; this is done when that has grown, when nobody stores anything, and at the end,
        never for each act: it costs as much as all that is stored.
        """
        with self.alone():
            if not self._unsettled or not self._lock_file.is_locked:
                return
            if self._look_of_file() != self._file:
                return  # another program touched it: the next act, or the next opening, looks what it says
            with self.cursor() as cursor:
                self._checkpoint(cursor)
            self._remember_file()

    def _settle_when_due(self) -> None:
        """After an act: now, where the log has grown; else when nothing was stored for a while."""
        self._unsettled, self._stored_at = True, time.monotonic()
        log = log_of(self.path)
        if not log.exists() or log.stat().st_size > MOST_IN_LOG:
            self.settle()
        elif not self._waiting:
            self._wait(IDLE)

    def _wait(self, seconds: float) -> None:
        self._waiting = threading.Timer(seconds, self._settle_if_idle)
        self._waiting.daemon = True
        self._waiting.start()

    def _settle_if_idle(self) -> None:
        with self.alone():
            rest = self._stored_at + IDLE - time.monotonic()
            self._waiting = None
            if rest > 0 and self._unsettled:
                self._wait(rest)
            else:
                self.settle()

    def _checkpoint(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Leave nothing in the write-ahead log. What was committed stays committed if this cannot be done now.

        A checkpoint writes some blocks of the file in place, and a program killed in the middle of one leaves a file that
        does not open any more; so everything is copied beside it first, and without the copy the log is left as it is.
        """
        root = self._root
        try:
            if self._keep_copy and self._copied != self._newest:
                if self._copied is not None:
                    keep_by_day(self.path, self._copied)
                self.backup(copy_of(self.path))
                self._copied = self._newest
            cursor.execute("checkpoint")
            self._unsettled, self._uncopied = False, None
        except (duckdb.Error, OSError, StoreProblem) as error:
            known = isinstance(error, StoreProblem)
            problem = error if isinstance(error, StoreProblem) else told(error, self.path, "checkpoint")
            self._uncopied = Sentence(UNCOPIED, why=problem.args[0])
            self._came_back(root, error.__cause__ if known else error, settle=False)

    def backup(self, target: Path | str, replace: bool = False) -> None:
        """Write a consistent copy through the engine; an open file itself is never read by other means.

        Raises WouldReplace where an older backup is there and may not be replaced, StoreProblem where harm would be done.
        """
        target = Path(target).resolve()
        with as_sentences(self.path, "backup"), self.cursor() as cursor:
            if target == copy_of(self.path):
                write_copy(cursor, target, self.source)
                return
            with backup_target(self.path, target, state_in(cursor), replace):
                write_copy(cursor, target, self.source)
