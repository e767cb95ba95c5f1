"""The store as it was on a day, or as it would be with some more rows: another catalogue of views on the same tables."""

from datetime import date
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pandas as pd

from tracking.language import _
from tracking.store.attached import Attachments
from tracking.store.engine import quoted
from tracking.store.lock import StoreProblem
from tracking.store.schema import TABLES, sql_text

IMAGINED = pd.DataFrame(
    [{"kind": "", "file_name": "", "sha256": "", "received_by": "", "received_at": pd.Timestamp(0), "row_count": 0}]
)


class Present(Protocol):
    """The store of which another one shows an earlier or an imagined state."""

    @property
    def path(self) -> Path:
        """The database."""

    @property
    def home(self) -> Path:
        """As Store.home."""

    @property
    def files(self) -> Attachments:
        """As Store.files."""

    def read(self, query: str, tables: dict[str, pd.DataFrame] | None, catalog: str, **parameters: Any) -> pd.DataFrame:
        """As Store.read."""

    def today(self) -> date:
        """As Store.today."""


class OtherStore:
    """Reads like a Store and stores nothing. Everything it tells depends on the submissions up to its version alone."""

    def __init__(self, store: Present, catalog: str, version: int, day: date | None = None):
        """``day`` is the one it stands at; None for today."""
        self._store, self.catalog, self._version, self.day = store, catalog, version, day

    @property
    def path(self) -> Path:
        """A name of its own: what was read from it is never taken for what the store itself says."""
        return self._store.path.with_name(f"{self._store.path.name}@{self.catalog}")

    @property
    def home(self) -> Path:
        """Where the database is; see Store.home."""
        return self._store.home

    @property
    def files(self) -> Attachments:
        """The files that belong to what is stored; see Store.files."""
        return self._store.files

    def version(self) -> int:
        """The number of the last submission that it knows."""
        return self._version

    def read(self, query: str, tables: dict[str, pd.DataFrame] | None = None, **parameters: object) -> pd.DataFrame:
        """The result of ``sql/<query>.sql``; see Store.read."""
        return self._store.read(query, tables, self.catalog, **parameters)

    def today(self) -> date:
        """The day it stands at; see Store.today for one that stands at today."""
        return self.day or self._store.today()

    def add(self, *_tables: object, **_about: object) -> int:
        """Raises StoreProblem: what was handed in stays as it was."""
        raise StoreProblem(_("This shows an earlier state of the data, in which nothing can be stored."))


def make_catalog(
    root: duckdb.DuckDBPyConnection,
    catalog: str,
    source: str,
    last: int | None = None,
    more: dict[str, pd.DataFrame] | None = None,
    scope: str | None = None,
) -> None:
    """A catalogue in memory with a view on every table of ``source``, and the same views and macros.

    ``last`` is the submission up to which it knows what was stored, None for all; ``more`` are rows that count as one further
    submission; ``scope`` is the branch of which alone it knows anything (branch.sql), None for all. What exists already is
    left as it is.
    """
    with root.cursor() as cursor:
        known = {name for (name,) in cursor.execute("select database_name from duckdb_databases()").fetchall()}
        if catalog in known:
            return
        cursor.execute(f"attach ':memory:' as {catalog}")
        cursor.execute(f"use {catalog}")
        if scope is not None:
            cursor.execute("create table branch (top varchar)")
            cursor.execute("insert into branch values ($scope)", {"scope": scope})
            cursor.execute("create schema everything; set schema = 'everything'")
        more = {**more, "submission": IMAGINED} if more else {}
        for table in ("submission", *TABLES):
            rows = f"select * from {quoted(source)}.main.{table}"
            if last is not None:
                rows += f" where submission <= {int(last)}"
            if last is not None and table in more:
                cursor.register("rows_to_imagine", more[table].assign(submission=last + 1))
                cursor.execute(f"create table more_{table} as select * from {quoted(source)}.main.{table} limit 0")
                cursor.execute(f"insert into more_{table} by name select * from rows_to_imagine")
                cursor.unregister("rows_to_imagine")
                rows += f" union all select * from more_{table}"
            cursor.execute(f"create view {table} as {rows}")
        if scope is not None:
            cursor.execute("set schema = 'main'")
            cursor.execute(sql_text("branch"))
        cursor.execute(sql_text("views"))
