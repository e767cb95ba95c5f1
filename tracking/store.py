"""Save and load: one process, one DuckDB file, a cursor for every query, one writer, nothing ever overwritten."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from tracking.language import N_, _

SQL = Path(__file__).parent / "sql"
STORAGE_VERSION = "v1.5.0"
SMALLEST_FREE_DISK = 200 * 1024**2
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
)


class StoreProblem(Exception):
    """The database cannot do what was asked; the message is a sentence for its user."""


class StoreBusy(StoreProblem):
    """Another process holds the database."""


class IntegrityProblem(StoreProblem):
    """Rows that break a rule; ``rows`` has one row per breach: code, unit, indicator, detail."""

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows
        codes = ", ".join(sorted(set(rows["code"])))
        super().__init__(_("The data would break these rules: {codes}. Nothing was stored.", codes=codes))


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


class Store:
    """One database file. Close it, or use it as a context manager, so that the next program can have it."""

    def __init__(self, path: Path | str, holder: str = "tracking"):
        """Open or create the database.

        Raises StoreBusy if another process has it, StoreProblem if the file is damaged or newer than this program.
        """
        self.path = Path(path).resolve()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._writing = threading.Lock()
        self._lock_file = _take_lock(self.path, holder)
        try:
            self._connect()
            self._migrate()
            self._newest = int(self.read("newest_submission")["submission"].iloc[0])
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
        config = {"storage_compatibility_version": STORAGE_VERSION, "autoinstall_known_extensions": False}
        try:
            self._root = duckdb.connect(str(self.path), config=config)
        except duckdb.Error as error:
            raise StoreProblem(
                _("The database {file} cannot be opened: {why}", file=self.path.name, why=str(error).splitlines()[0])
            ) from error

    def _migrate(self) -> None:
        files = sorted((SQL / "schema").glob("[0-9][0-9][0-9][0-9]_*.sql"))
        migrate(self._root, [(file.name, file.read_text(encoding="utf-8")) for file in files])
        self._root.execute(_sql("views"))
        self._root.execute("checkpoint")

    def read(self, query: str, tables: dict[str, pd.DataFrame] | None = None, **parameters: object) -> pd.DataFrame:
        """The result of ``sql/<query>.sql`` with its $parameters; ``tables`` are frames that the query names."""
        sql = _sql(query)
        used = {name: value for name, value in parameters.items() if f"${name}" in sql}
        if "scope" in used:
            safe_scope(str(used["scope"]))
        with self._root.cursor() as cursor:
            for name, table in (tables or {}).items():
                cursor.register(name, table)
            return cursor.execute(sql, used or None).df()

    def version(self) -> int:
        """The number of the newest submission: it changes whenever the data do, so caches can be keyed by it."""
        return self._newest

    def add(self, kind: str, tables: dict[str, pd.DataFrame], **about: object) -> int:
        """Store one submission, whole or not at all, and return its number.

        ``tables`` maps table names to rows without the submission column. ``about`` takes file_name, sha256,
        received_by, period, plan_year and reason. Raises IntegrityProblem when a row breaks a rule.
        """
        with self._transaction() as cursor:
            submission = max(self._newest + 1, time.time_ns() // 1_000_000)
            row = {
                "submission": submission,
                "kind": kind,
                "file_name": str(about.get("file_name") or ""),
                "sha256": str(about.get("sha256") or ""),
                "received_by": str(about.get("received_by") or ""),
                "received_at": datetime.now(UTC).replace(tzinfo=None),
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
            broken = cursor.execute(_sql("checks"), {"submission": submission}).df()
            if len(broken):
                raise IntegrityProblem(broken)
        self._newest = submission
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
            self._checkpoint(cursor)

    def _checkpoint(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Leave nothing in the write-ahead log. What was committed stays committed if this cannot be done now."""
        try:
            cursor.execute("checkpoint")
        except duckdb.FatalException:
            self._reopen()
        except duckdb.TransactionException:
            return

    def _reopen(self) -> None:
        self._root.close()
        self._connect()

    def check(self) -> pd.DataFrame:
        """One row per breach of a rule in the whole database: code, unit, indicator, detail. None is right."""
        return self.read("checks", submission=None)

    def backup(self, target: Path | str) -> None:
        """Write a consistent copy through the engine; the file itself is never opened by other means."""
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
            finally:
                cursor.execute("detach backup_copy")
        os.replace(part, target)


def migrate(connection: duckdb.DuckDBPyConnection, files: list[tuple[str, str]]) -> list[str]:
    """Apply the numbered schema files that are not applied yet, each in a transaction; return their names.

    Raises StoreProblem for a database newer than the program or a file edited after it was applied.
    """
    connection.execute(
        "create table if not exists schema_version"
        " (version integer not null, name varchar not null, sha256 varchar not null)"
    )
    done = dict(connection.execute("select version, sha256 from schema_version").fetchall())
    if done and max(done) > max(int(name[:4]) for name, _sql_text in files):
        raise StoreProblem(_("This database was made by a newer version of the program. Please update the program."))
    applied = []
    for name, text in files:
        version, digest = int(name[:4]), hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
        if version in done:
            if done[version] != digest:
                raise StoreProblem(_("The schema file {file} was changed after it was applied.", file=name))
            continue
        connection.begin()
        try:
            connection.execute(text)
            connection.execute("insert into schema_version values (?, ?, ?)", [version, name, digest])
            connection.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                connection.rollback()
            raise
        applied.append(name)
    return applied


HELD = N_("The database {file} is in use by {holder} (process {pid}, since {since}). Close that program and try again.")
LOCK_OFFSET = 1 << 20  # the lock lies beyond the text, so that others can read who holds it, on Windows too


def _take_lock(path: Path, holder: str):
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


def safe_scope(path: str) -> str:
    """A path of the tree, checked: it begins and ends with a slash, so that /1/1 never takes in /1/10."""
    if not re.fullmatch(r"/([^/]+/)*", path):
        raise ValueError(f"not a path of the tree: {path!r}")
    return path
