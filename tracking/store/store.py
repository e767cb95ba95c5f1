"""Save and load: one process, one DuckDB file, a cursor for every query, one writer, nothing ever overwritten."""

import contextlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import pandas as pd

from tracking.language import _
from tracking.places import SharedAddress
from tracking.quarters import local_time
from tracking.store.as_of import OtherStore
from tracking.store.attached import Attachments
from tracking.store.backups import WouldReplace
from tracking.store.backups import restore as restore_backup
from tracking.store.coming_back import DatabaseGone, gone
from tracking.store.connected import Connected
from tracking.store.copies import forget_new
from tracking.store.door import refuse_text, refuse_texts
from tracking.store.engine import State, obstacle_of, quoted
from tracking.store.lock import StoreBusy, StoreProblem
from tracking.store.migrations import migrate
from tracking.store.opened import OpenDatabase
from tracking.store.schema import SQL, TABLES, prepare, sql_text
from tracking.store.shared import SharedDatabase

__all__ = [
    "SQL",
    "TABLES",
    "DatabaseGone",
    "IntegrityProblem",
    "NothingToStore",
    "OtherStore",
    "State",
    "Store",
    "StoreBusy",
    "StoreChanged",
    "StoreProblem",
    "WouldReplace",
    "changed_by",
    "forget_new",
    "gone",
    "migrate",
    "number_of",
    "obstacle_of",
    "refuse_text",
    "refuse_unless_seen",
    "restore",
    "safe_scope",
]

MOST_KEPT, LONGEST_KEPT = 64, 2000  # results of reads, and rows of each, that are kept until something is stored

Answer = TypeVar("Answer")
Tables = dict[str, pd.DataFrame] | Callable[[], dict[str, pd.DataFrame]]


class NothingToStore(Exception):
    """Raised by what makes the rows of a submission, where everything is stored already."""


class StoreChanged(StoreProblem):
    """Somebody stored something since what was looked at; nothing was stored. ``by`` and ``at`` (UTC) tell who and when."""

    def __init__(self, by: str = "", at: datetime | None = None) -> None:
        if at is None:
            text = _("In the meantime something else was stored, so nothing of this was. Please try again.")
        else:
            text = _("In the meantime {by} stored something else here ({time}), so nothing of yours was stored. Please look at"
                     " it and decide again.", by=by or "—", time=local_time(at))  # fmt: skip
        super().__init__(text)
        self.by, self.at = by, at


def refuse_unless_seen(seen: int | None, newest: Mapping | None) -> None:
    """Raise StoreChanged unless the newest submission about a thing is the one that somebody saw: 0 is none, None any.

    ``newest`` has submission, received_by and received_at, or is None where there is none.
    """
    if seen is not None and seen != number_of(newest):
        raise changed_by(newest)


def number_of(newest: Mapping | None) -> int:
    """The number of the newest submission about a thing; 0 where there is none."""
    return int(newest["submission"]) if newest else 0


def changed_by(newest: Mapping | None) -> StoreChanged:
    """The refusal that names whose submission was newer than what somebody saw."""
    return StoreChanged(newest["received_by"], newest["received_at"]) if newest else StoreChanged()


class IntegrityProblem(StoreProblem):
    """Rows that break a rule; ``rows`` has one row per breach: code, unit, indicator, detail."""

    def __init__(self, rows: pd.DataFrame):
        self.rows = rows
        codes = ", ".join(sorted(set(rows["code"])))
        super().__init__(_("The data would break these rules: {codes}. Nothing was stored.", codes=codes))


def restore(path: Path | str, file: Path | str, holder: str = "tracking") -> tuple[State, Path | None]:
    """Put a backup in the place of the database; what it holds, and under which name the old one is kept (backups)."""
    return restore_backup(Path(path), Path(file), holder, prepare)


class Store:
    """One database. Close it, or use it as a context manager, so that the next program can have it."""

    scope: str | None = None  # the branch of which alone it tells anything; None for all (see Branch)

    def __init__(
        self, path: Path | str | SharedAddress, holder: str = "tracking", keep_copy: bool = True, put_back: bool = False
    ):
        """Open or create the database; without ``keep_copy`` for one that can be made anew, such as the example.

        A damaged one is put back in its newest good state, and ``warning`` says so; so is a missing one with ``put_back``.
        Raises StoreBusy if another process has the database, DatabaseGone where it is missing and its copy is there,
        StoreProblem if it is damaged for good, cannot be opened or reached, or is of another version than this program.
        """
        self.opened: Connected = (
            SharedDatabase(path) if isinstance(path, SharedAddress) else OpenDatabase(path, holder, keep_copy, put_back)
        )
        self.path = self.opened.path
        self._kept_for = -1
        self._kept: dict[str | None, dict[tuple, pd.DataFrame]] = {}  # by catalogue
        self.clock = lambda: datetime.now(UTC)  # the example stands still at a day of its own

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the database back, in order. Harmless when done twice."""
        self.opened.close()

    def warning(self) -> str | None:
        """What people should know of how the database was found and is kept, in sentences; None where all is well."""
        return self.opened.warning()

    def settle(self) -> None:
        """Put in order what storing left behind: the log of a file, the small files of a shared database."""
        self.opened.settle()

    def backup(self, target: Path | str, replace: bool = False) -> None:
        """Write a consistent copy into a file, through the engine.

        Raises WouldReplace where an older backup is there and may not be replaced, StoreProblem where harm would be done.
        """
        self.opened.backup(target, replace)

    def alone(self) -> AbstractContextManager[None]:
        """While this is open, nobody else stores anything, here or in another office's program."""
        return self.opened.alone()

    def undisturbed(self, act: Callable[[], Answer]) -> Answer:
        """What ``act`` returns, which looks and stores; once more, while nobody else can, where somebody stored in between."""
        try:
            return act()
        except StoreChanged:
            with self.alone():
                return act()

    def read(
        self,
        query: str,
        tables: dict[str, pd.DataFrame] | None = None,
        catalog: str | None = None,
        **parameters: object,
    ) -> pd.DataFrame:
        """The result of ``sql/<query>.sql`` with its $parameters; ``tables`` are frames that the query names.

        ``catalog`` is where its tables are looked up, if not in the database itself (see OtherStore). A short result without
        ``tables`` is kept until something is stored.
        """
        asked = query, tuple(sorted(parameters.items()))
        if tables or any(isinstance(value, list | dict) for value in parameters.values()):
            return self._read(query, tables, catalog, parameters)
        version = self.version()
        if self._kept_for != version:
            self._kept_for, self._kept = version, {}
        if asked not in (kept := self._kept.setdefault(catalog, {})):
            found = self._read(query, None, catalog, parameters)
            if len(found) > LONGEST_KEPT or self.version() != version:
                return found
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[asked] = found
        return kept[asked].copy(deep=False)

    def _read(
        self, query: str, tables: dict[str, pd.DataFrame] | None, catalog: str | None, parameters: dict[str, object]
    ) -> pd.DataFrame:
        sql = sql_text(query)
        used = {name: value for name, value in parameters.items() if f"${name}" in sql}
        if "scope" in used:
            safe_scope(str(used["scope"]))

        def ask() -> pd.DataFrame:
            with self.opened.cursor() as cursor:
                for name, table in (tables or {}).items():
                    cursor.register(name, table)
                if catalog:
                    cursor.execute(f"use {catalog}")
                return cursor.execute(sql, used or None).df()

        return self.opened.asked(f"{query}.sql", ask)

    def as_of(self, submission: int, day: date | None = None) -> OtherStore:
        """This store as it was when that submission had been taken in, on that day."""
        catalog = f"as_of_{int(submission)}"
        self.opened.attach_for_good(catalog, submission)
        return OtherStore(self, catalog, submission, day)

    @property
    def home(self) -> Path:
        """Where the database is: what belongs to it lies beside it. The path names what is read, too (see Branch)."""
        return self.opened.path

    @property
    def files(self) -> Attachments:
        """The files that belong to what is stored; what may be read of them, its rows say."""
        return self.opened.files

    @contextlib.contextmanager
    def imagined(self, tables: dict[str, pd.DataFrame]) -> Iterator[OtherStore]:
        """This store as it would be with some more rows, for a preview; nothing is stored. Rows have no submission."""
        catalog = f"imagined_{time.time_ns()}"
        last = self.version()
        self.opened.attach(catalog, last, tables, self.scope)
        try:
            yield OtherStore(self, catalog, last)
        finally:
            self.opened.detach(catalog)

    def today(self) -> date:
        """Today; in the example, the day at which it stands still."""
        settings = self.read("settings").set_index("name")["value"]
        return date.fromisoformat(settings["today"]) if "today" in settings else date.today()

    def version(self) -> int:
        """The number of the newest submission: it changes whenever the data do, so caches can be keyed by it."""
        return self.opened.newest()

    def add(self, kind: str, tables: Tables, unless_changed_since: int | None = None, **about: object) -> int:
        """Store one submission, whole or not at all, and return its number.

        ``tables`` maps table names to rows without the submission column, or is a function that makes them: it is called
        when nobody else can store anything any more, so it can look whether what somebody saw still stands, and refuse by
        raising. ``about`` takes file_name, sha256, received_by, period, plan_year, reason and withdraws. Raises
        StoreProblem when a text may not be kept (door.py), IntegrityProblem when a row breaks a rule, StoreChanged where the
        newest submission is another than ``unless_changed_since``, and NothingToStore where ``tables`` does.
        """
        with self.opened.writing() as cursor:
            newest, where = self.version(), f"{quoted(self.opened.source)}.main"
            if unless_changed_since not in (None, newest):
                raise StoreChanged
            if callable(tables):
                tables = tables()
            refuse_texts(tables, about)
            submission = max(newest + 1, time.time_ns() // 1_000_000)
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
                "withdraws": about.get("withdraws"),
            }
            cursor.execute(
                f"insert into {where}.submission ({', '.join(row)}) values ({', '.join('$' + name for name in row)})",
                row,
            )
            for table, rows in tables.items():
                if table not in TABLES:
                    raise ValueError(table)
                if len(rows):
                    cursor.register("rows_to_add", rows.assign(submission=submission))
                    cursor.execute(f"insert into {where}.{table} by name select * from rows_to_add")
                    cursor.unregister("rows_to_add")
            broken = cursor.execute(sql_text("integrity"), {"submission": submission}).df()
            if len(broken):
                raise IntegrityProblem(broken)
            return submission

    def kept_sums(self, nodes: Iterable[str], period: int) -> pd.DataFrame:
        """What is kept of some nodes and a quarter; columns as kept_sums.sql."""
        return self._read("kept_sums", None, None, {"nodes": "\n".join(nodes), "period": period})

    def keep_sums(self, digests: pd.DataFrame, nodes: Iterable[str], period: int, checked: int) -> None:
        """Keep what nodes add up to in a quarter beside the log (progress.kept), and that it holds for all ``nodes`` up to the
        submission ``checked``. It can be made anew from the log at any time, so what cannot be kept is not."""
        told = {"nodes": "\n".join(nodes), "period": period, "checked": checked}
        with self.opened.keeping() as cursor:
            if cursor is None:
                return
            cursor.register("rows_to_keep", digests)
            for sql in sql_text("keep_sums").split(";\n\n"):
                cursor.execute(sql, {name: value for name, value in told.items() if f"${name}" in sql})

    def check(self) -> pd.DataFrame:
        """One row per breach of a rule in the whole database: code, unit, indicator, detail. None is right."""
        return self.read("integrity", submission=None)


def safe_scope(path: str) -> str:
    """A path of the tree, checked: it begins and ends with a slash, so that /1/1 never takes in /1/10."""
    if not re.fullmatch(r"/([^/\x00-\x1f\x7f]+/)*", path):
        raise ValueError(f"not a path of the tree: {path!r}")
    return path
