"""Save and load: one process, one DuckDB file, a cursor for every query, one writer, nothing ever overwritten."""

import contextlib
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from tracking.language import _
from tracking.locking import StoreBusy, StoreProblem, take_lock
from tracking.store.door import refuse_text, refuse_texts
from tracking.store.migrations import migrate
from tracking.store.other import OtherStore, make_catalog

__all__ = [
    "SQL",
    "TABLES",
    "IntegrityProblem",
    "OtherStore",
    "Store",
    "StoreBusy",
    "StoreChanged",
    "StoreProblem",
    "migrate",
    "refuse_text",
    "safe_scope",
]

SQL = Path(__file__).parents[1] / "sql"
STORAGE_VERSION = "v1.5.0"
SMALLEST_FREE_DISK = 200 * 1024**2
NEVER_BY_ITSELF = "1TB"  # of log, before the engine makes a checkpoint that nobody copied the file for
DAMAGED = "Corrupt database file"
TABLES = (
    "unit",
    "place",
    "indicator",
    "plan",
    "target",
    "report",
    "exemption",
    "report_due",
    "closed_quarter",
    "setting",
    "report_words",
    "report_section",
    "report_figure",
    "report_template",
    "follow_up",
    "remembered_answer",
)


Tables = dict[str, pd.DataFrame] | Callable[[], dict[str, pd.DataFrame]]


class StoreChanged(StoreProblem):
    """Somebody stored something since the version that was looked at; nothing was stored."""

    def __init__(self) -> None:
        super().__init__(_("In the meantime something else was stored, so nothing of this was. Please try again."))


class IntegrityProblem(StoreProblem):
    """Rows that break a rule; ``rows`` has one row per breach: code, unit, indicator, detail."""

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows
        codes = ", ".join(sorted(set(rows["code"])))
        super().__init__(_("The data would break these rules: {codes}. Nothing was stored.", codes=codes))


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _newest_in(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest submission, 0 before the first."""
    return int(cursor.execute(_sql("newest_submission")).fetchall()[0][0])


class Store:
    """One database file. Close it, or use it as a context manager, so that the next program can have it."""

    def __init__(self, path: Path | str, holder: str = "tracking", keep_copy: bool = True):
        """Open or create the database; without ``keep_copy`` for one that can be made anew, such as the example.

        A file that a killed program left damaged is put back as it was after the last import; ``damaged`` then names
        the file in which the damaged one is kept. Raises StoreBusy if another process has the database, StoreProblem if
        it is damaged for good or newer than this program.
        """
        self.path = Path(path).resolve()
        self.damaged: str | None = None
        self._keep_copy = keep_copy
        self.clock = lambda: datetime.now(UTC)  # the example stands still at a day of its own
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._writing, self._attaching = threading.Lock(), threading.Lock()
        self._lock_file = take_lock(self.path, holder)
        try:
            self._connect()
            self._migrate()
            self._newest = _newest_in(self._root)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back. Harmless when done twice."""
        if connection := getattr(self, "_root", None):
            connection.close()
        if not self._lock_file.closed:
            self._lock_file.close()

    def _connect(self) -> None:
        config = {
            "storage_compatibility_version": STORAGE_VERSION,
            "autoinstall_known_extensions": False,
            "checkpoint_threshold": NEVER_BY_ITSELF,
        }
        try:
            try:
                self._root = duckdb.connect(str(self.path), config=config)
            except duckdb.IOException as error:
                if not (DAMAGED in str(error) and self._put_back_copy()):
                    raise
                self._root = duckdb.connect(str(self.path), config=config)
            self._root.execute("pragma disable_checkpoint_on_shutdown")
        except duckdb.Error as error:
            raise StoreProblem(
                _("The database {file} cannot be opened: {why}", file=self.path.name, why=str(error).splitlines()[0])
            ) from error

    def _migrate(self) -> None:
        files = sorted((SQL / "schema").glob("[0-9][0-9][0-9][0-9]_*.sql"))
        migrate(self._root, [(file.name, file.read_text(encoding="utf-8")) for file in files])
        self._root.execute(_sql("views"))
        with self._root.cursor() as cursor:
            self._checkpoint(cursor)

    def read(
        self,
        query: str,
        tables: dict[str, pd.DataFrame] | None = None,
        catalog: str | None = None,
        **parameters: object,
    ) -> pd.DataFrame:
        """The result of ``sql/<query>.sql`` with its $parameters; ``tables`` are frames that the query names.

        ``catalog`` is where its tables are looked up, if not in the database itself (see OtherStore).
        """
        sql = _sql(query)
        used = {name: value for name, value in parameters.items() if f"${name}" in sql}
        if "scope" in used:
            safe_scope(str(used["scope"]))
        with self._root.cursor() as cursor:
            for name, table in (tables or {}).items():
                cursor.register(name, table)
            if catalog:
                cursor.execute(f"use {catalog}")
            return cursor.execute(sql, used or None).df()

    def as_of(self, submission: int, day: date | None = None) -> OtherStore:
        """This store as it was when that submission had been taken in, on that day."""
        catalog = f"as_of_{int(submission)}"
        with self._attaching:
            make_catalog(self._root, catalog, TABLES, _sql("views"), submission)
        return OtherStore(self, catalog, submission, day)

    @contextlib.contextmanager
    def imagined(self, tables: dict[str, pd.DataFrame]) -> Iterator[OtherStore]:
        """This store as it would be with some more rows, for a preview; nothing is stored. Rows have no submission."""
        catalog = f"imagined_{time.time_ns()}"
        with self._attaching:
            make_catalog(self._root, catalog, TABLES, _sql("views"), self._newest, tables)
        try:
            yield OtherStore(self, catalog, self._newest)
        finally:
            with self._root.cursor() as cursor:
                cursor.execute(f"detach {catalog}")

    def warning(self) -> str | None:
        """What people should know of how the database was found, in a sentence; None where all was well."""
        if self.damaged is None:
            return None
        return _(
            "The database was damaged when the program last ended, and was put back as it was after the last import. The"
            " damaged file is kept as {file}. Please look at the records whether your last import is there.",
            file=self.damaged,
        )

    def version(self) -> int:
        """The number of the newest submission: it changes whenever the data do, so caches can be keyed by it."""
        return self._newest

    def add(self, kind: str, tables: Tables, unless_changed_since: int | None = None, **about: object) -> int:
        """Store one submission, whole or not at all, and return its number.

        ``tables`` maps table names to rows without the submission column, or is a function that makes them: it is called
        when nobody else can store anything any more, so it can look whether what somebody saw still stands, and refuse by
        raising. ``about`` takes file_name, sha256, received_by, period, plan_year and reason. Raises StoreProblem when a text
        may not be kept (door.py), IntegrityProblem when a row breaks a rule, StoreChanged where the newest submission is another than ``unless_changed_since``.
        """
        with self._transaction() as cursor:
            if unless_changed_since not in (None, self._newest):
                raise StoreChanged
            if callable(tables):
                tables = tables()
            refuse_texts(tables, about)
            submission = max(self._newest + 1, time.time_ns() // 1_000_000)
            row = {
                "submission": submission,
                "kind": kind,
                "file_name": str(about.get("file_name") or ""),
                "sha256": str(about.get("sha256") or ""),
                "received_by": str(about.get("received_by") or ""),
                "received_at": self.clock().replace(tzinfo=None),
                "period": about.get("period"),
                "plan_year": about.get("plan_year"),
                "reason": about.get("reason"),
                "row_count": sum(len(rows) for rows in tables.values()),
            }
            cursor.execute(
                f"insert into submission ({', '.join(row)}) values ({', '.join('$' + name for name in row)})", row
            )
            for table, rows in tables.items():
                if table not in TABLES:
                    raise ValueError(table)
                if len(rows):
                    cursor.register("rows_to_add", rows.assign(submission=submission))
                    cursor.execute(f"insert into {table} by name select * from rows_to_add")
                    cursor.unregister("rows_to_add")
            broken = cursor.execute(_sql("integrity"), {"submission": submission}).df()
            if len(broken):
                raise IntegrityProblem(broken)
        return submission

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        if shutil.disk_usage(self.path.parent).free < SMALLEST_FREE_DISK:
            raise StoreProblem(_("The disk is nearly full, so nothing was stored. Free some space and try again."))
        with self._writing, self._root.cursor() as cursor:
            try:
                cursor.begin()
                yield cursor
                cursor.commit()
            except BaseException as error:
                with contextlib.suppress(duckdb.Error):
                    cursor.rollback()
                if isinstance(error, duckdb.FatalException):
                    self._reopen()
                raise
            self._newest = _newest_in(cursor)  # while the lock is held: the next writer looks at it
            self._checkpoint(cursor)

    def _checkpoint(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Leave nothing in the write-ahead log. What was committed stays committed if this cannot be done now.

        A checkpoint writes some blocks of the file in place, and a program killed in the middle of one leaves a file that
        does not open any more; so everything is copied beside it first, and without the copy the log is left as it is.
        """
        try:
            if self._keep_copy:
                self.backup(self._copy)
            cursor.execute("checkpoint")
        except duckdb.FatalException:
            self._reopen()
        except (duckdb.Error, OSError):
            return

    @property
    def _copy(self) -> Path:
        """Where the database as it was after the last import is kept."""
        return self.path.with_name(self.path.name + ".copy")

    def _put_back_copy(self) -> bool:
        """Put the copy in the place of a damaged database, which is kept; whether there was a copy."""
        if not self._copy.exists():
            return False
        kept = self.path.with_name(f"{self.path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
        log, part = (self.path.with_name(self.path.name + ending) for ending in (".wal", ".part"))
        shutil.copyfile(self._copy, part)
        shutil.copyfile(self.path, kept)
        if log.exists():
            os.replace(log, kept.with_name(kept.name + ".wal"))
        os.replace(part, self.path)
        self.damaged = kept.name
        return True

    def _reopen(self) -> None:
        self._root.close()
        self._connect()

    def check(self) -> pd.DataFrame:
        """One row per breach of a rule in the whole database: code, unit, indicator, detail. None is right."""
        return self.read("integrity", submission=None)

    def backup(self, target: Path | str) -> None:
        """Write a consistent copy through the engine; an open file itself is never read by other means."""
        target = Path(target).resolve()
        if target == self.path:
            raise StoreProblem(_("A backup needs another file than the database itself."))
        part = target.with_name(target.name + ".part")
        part.unlink(missing_ok=True)
        quoted = str(part).replace("'", "''")
        with self._root.cursor() as cursor:
            source = cursor.execute("select current_database()").fetchall()[0][0]
            cursor.execute(f"attach '{quoted}' as backup_copy (storage_version '{STORAGE_VERSION}')")
            try:
                cursor.execute(f'copy from database "{source}" to backup_copy')
                cursor.execute("checkpoint backup_copy")
            finally:
                cursor.execute("detach backup_copy")
        os.replace(part, target)


def safe_scope(path: str) -> str:
    """A path of the tree, checked: it begins and ends with a slash, so that /1/1 never takes in /1/10."""
    if not re.fullmatch(r"/([^/]+/)*", path):
        raise ValueError(f"not a path of the tree: {path!r}")
    return path
