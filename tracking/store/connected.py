"""What every question and every act goes through, whatever kind of database it is: a cursor for each, one writer."""

import contextlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

import duckdb
import pandas as pd

from tracking.store.as_of import make_catalog
from tracking.store.attached import Attachments
from tracking.store.engine import told

TIMES = 5  # that a question is asked before its error is told

Answer = TypeVar("Answer")


class Connected(ABC):
    """An open database. Everything here is for the store alone; what its users may know goes through Store."""

    _root: duckdb.DuckDBPyConnection
    source: str  # the catalogue in which the tables are
    files: Attachments  # that belong to what is stored

    def __init__(self, path: Path):
        """``path`` is the file, or where the program keeps what belongs to a shared database on this computer."""
        self.path = path
        # Catalogues of earlier days and of branches, which are made again where it is opened anew: up to which submission, whose.
        self._views: dict[str, tuple[int | None, str | None]] = {}
        self._writing, self._attaching, self._swapping = threading.Lock(), threading.Lock(), threading.RLock()
        self._writer: int | None = None  # the thread that has ``_writing``
        self._newest = 0

    # ---- what each kind of database does in its own way -------------------------------------------------------------

    @abstractmethod
    def newest(self) -> int:
        """The number of the newest submission."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """One act of storing, whole or not at all, while nobody else stores; StoreProblem where it was undone."""

    @abstractmethod
    def keeping(self) -> AbstractContextManager[duckdb.DuckDBPyConnection | None]:
        """One transaction on what is kept beside the log and can be made anew; None where it cannot be kept now."""

    @abstractmethod
    def backup(self, target: Path | str, replace: bool = False) -> None:
        """Write a consistent copy into a file. Raises WouldReplace, StoreProblem."""

    @abstractmethod
    def settle(self) -> None:
        """Put in order what storing left behind. Harmless where nothing did."""

    @abstractmethod
    def warning(self) -> str | None:
        """What people should know of how the database was found and is kept; None where all is well."""

    @abstractmethod
    def close(self) -> None:
        """Give the database back. Harmless when done twice."""

    @abstractmethod
    def _came_back(self, root: duckdb.DuckDBPyConnection, error: BaseException | None) -> bool:
        """After an error of ``root``: whether the database was opened anew meanwhile or now, so that asking again helps."""

    # ---- asking ------------------------------------------------------------------------------------------------------

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of the open database; waits while it is being opened anew."""
        with self._swapping:
            return self._root.cursor()

    def asked(self, about: str, ask: Callable[[], Answer]) -> Answer:
        """What ``ask`` returns; asked again where the database was opened anew meanwhile. Raises StoreProblem."""
        for _time in range(TIMES):
            root = self._root
            try:
                return ask()
            except duckdb.Error as error:
                last = error
                if not self._came_back(root, error):
                    break
        raise told(last, self.path, about) from last

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else stores anything meanwhile; also inside an act of storing."""
        if self._writer == threading.get_ident():
            yield
            return
        with self._writing:
            self._writer = threading.get_ident()
            try:
                with self._before_other_programs():
                    yield
            finally:
                self._writer = None

    def _before_other_programs(self) -> AbstractContextManager[None]:
        """Other programs that have the database, too, do not store anything meanwhile."""
        return contextlib.nullcontext()

    def attach_for_good(self, catalog: str, last: int | None, scope: str | None = None) -> None:
        """A catalogue of what had been stored up to a submission, or of one branch; it is there for as long as the database is
        open."""
        if catalog not in self._views:
            self.attach(catalog, last, scope=scope)
            self._views[catalog] = last, scope

    def attach(
        self, catalog: str, last: int | None, more: dict[str, pd.DataFrame] | None = None, scope: str | None = None
    ) -> None:
        """A catalogue of the submissions up to ``last`` and some more rows; see make_catalog."""

        def make() -> None:
            with self._attaching, self.cursor() as cursor:
                make_catalog(cursor, catalog, self.source, last, more, scope)

        self.asked("views.sql", make)

    def detach(self, catalog: str) -> None:
        """Take a catalogue away; harmless where it is gone, because the database came back meanwhile."""
        with contextlib.suppress(duckdb.Error), self.cursor() as cursor:
            cursor.execute(f"detach {catalog}")

    def _attach_views(self) -> None:
        for catalog, (last, scope) in self._views.items():
            make_catalog(self._root, catalog, self.source, last, scope=scope)
