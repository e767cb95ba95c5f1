"""A database that several offices' programs have at once: DuckLake, with a PostgreSQL catalogue and a shared folder.

Only tables are kept there. The views and macros are each program's own, in a catalogue in memory that lies over the tables,
and so are the kept sums. Whoever stores something holds a lock in PostgreSQL meanwhile, as a thread holds one for a file:
so the numbers of submissions rise, and what somebody saw can be compared with what is there.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.places import SharedAddress
from tracking.store.as_of import make_catalog
from tracking.store.attached import Attachments
from tracking.store.backups import backup_target
from tracking.store.connected import Connected
from tracking.store.engine import OF_THE_QUESTION, as_sentences, kept_or_not, literal, state_in, told, write_copy
from tracking.store.error_log import record
from tracking.store.extensions import load, reach_object_store
from tracking.store.lock import StoreProblem
from tracking.store.migrations import migrate
from tracking.store.reaching import connection_words, not_reached, refuse_folder, settings_of
from tracking.store.schema import TABLES, newest_in, schema_files

NO_DATA_PATH = N_(
    "There is no shared database at {name} yet. To make one, say at the end of its address in which shared folder the rows"
    " are to lie: data_path=/srv/union"
)

OLDER = N_(
    "The shared database {name} was made by an older version of the program. When no office has it open, one of them brings"
    " it up to date: tracking upgrade"
)
OTHER_VERSION = N_(
    "Meanwhile another office brought the shared database {name} to another version of the program, so nothing was stored."
    " Please update the program here, and start it anew."
)
BUSY = N_(
    "Another office has been storing something in {name} for more than {seconds} seconds, so nothing was stored. Please try"
    " again."
)
LOST = N_(
    "The connection to the shared database {name} was lost in the middle of this, so it was not stored. Please try again."
)
NOT_EMPTY = N_("The shared database {name} holds {count} submissions already. Only an empty one can take over another.")

LOCK = 730_114_226_501  # the number of our lock in PostgreSQL; any would do, as long as every program has the same
MOST_WAITED = 60  # seconds for the lock
LOOK_AGAIN = 0.3  # seconds after which it is asked whether another office stored something
# Rows that lie in PostgreSQL itself until they are merged: none. Programs that read them just then would have to connect anew.
INLINED = 0
MOST_FILES = 200  # of a table, which are merged then
LOOK_AFTER = 50  # acts of this program, after which it looks how many files there are
MOST_FILES_OF_A_TABLE = """
    select max(files)::text
    from (select count(*) as files from ducklake_data_file where end_snapshot is null group by table_id) as tables
"""
KEPT_FOR = "30 days"  # what merging replaced


class SharedDatabase(Connected):
    """A database that this program has open beside other offices' programs."""

    source = "lake"

    def __init__(self, address: SharedAddress, upgrade: bool = False):
        """Open or create it; ``upgrade`` brings an older one up to date. Raises StoreProblem."""
        super().__init__(address.home)
        said = settings_of(address)
        self._folder, self._info = said.get("data_path"), connection_words(said)
        self._looked, self._snapshot, self._untidy, self._closed = 0.0, "", 0, False
        self._gate: duckdb.DuckDBPyConnection | None = None
        with as_sentences(self.path, "opening"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        self._connect(upgrade)

    # ---- opening -----------------------------------------------------------------------------------------------------

    def _connect(self, upgrade: bool = False) -> None:
        """Open it as ``_root``. Raises StoreProblem, with nothing left open."""
        root = duckdb.connect(config={"autoinstall_known_extensions": False})
        try:
            load(root, "postgres_scanner")
            load(root, "ducklake")
            root.execute(f"set global ducklake_default_data_inlining_row_limit = {INLINED}")
            root.execute("set global ducklake_max_retry_count = 100")
            self._attach(root, upgrade)
            make_catalog(root, "present", self.source)
            with root.cursor() as cursor:
                cursor.execute("use present")
                cursor.execute("create table node_sum as select * from lake.main.node_sum limit 0")
        except duckdb.Error as error:
            root.close()
            record(error, self.path, "opening")
            raise not_reached(error, self.path.name) from error
        except BaseException:
            root.close()
            raise
        self._root = root
        self._snapshot = ""
        self._attach_views()

    def _attach(self, root: duckdb.DuckDBPyConnection, upgrade: bool) -> None:
        """Attach the catalogue and the tables, which are made where there are none, by one program alone."""
        root.execute(f"attach {literal(self._info)} as gate (type postgres, read_only)")
        there = _answer(root, "select to_regclass('ducklake_metadata')::text")
        folder = self._folder
        if there:
            folder = folder or _answer(root, "select value from ducklake_metadata where key = 'data_path'")
        if not folder:
            raise StoreProblem(Sentence(NO_DATA_PATH, name=self.path.name))
        if folder.startswith("s3://"):
            reach_object_store(root, folder)
        else:
            refuse_folder(Path(folder), not there, self.path.name)
        own = None if folder.startswith("s3://") else Path(folder.rstrip("/\\") + ".evidence")
        self.files = Attachments(own, self.path)
        options = [f"data_path {literal(folder)}", "override_data_path true"] if self._folder or not there else []
        words = f" ({', '.join(options)})" if options else ""
        with contextlib.nullcontext() if there else self._locked(root):
            root.execute(f"attach {literal('ducklake:postgres:' + self._info)} as lake{words}")
        with root.cursor() as cursor:
            cursor.execute("use lake")
            if _version(cursor) != NEWEST:
                self._make_tables(root, cursor, upgrade)

    def _make_tables(self, root: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, upgrade: bool) -> None:
        """Make the tables of a new database, by one program alone; those of an older one only as an upgrade."""
        with self._locked(root):
            if 0 < _version(cursor) < NEWEST and not upgrade:
                raise StoreProblem(Sentence(OLDER, name=self.path.name))
            migrate(cursor, schema_files())

    def close(self) -> None:
        """Give the database back. Harmless when done twice."""
        if self._closed:
            return
        self._settle_when_due(after=1)
        self._closed = True
        self._root.close()

    def warning(self) -> str | None:
        """None: how a shared database is kept is PostgreSQL's and the folder's matter."""
        return None

    def _came_back(self, root: duckdb.DuckDBPyConnection, error: BaseException | None) -> bool:
        """After an error of ``root``: whether it was connected anew meanwhile or now, so that asking again helps."""
        if not isinstance(error, duckdb.Error) or self._closed:
            return False
        with self._swapping:
            if self._root is not root:
                return True
            if isinstance(error, OF_THE_QUESTION):
                return False
            # The old connection is left to those who use it still: closed under an open transaction whose PostgreSQL is
            # gone, the engine would end the whole program.
            self._connect()
            return True

    # ---- asking ------------------------------------------------------------------------------------------------------

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor that sees the tables through this program's views."""
        cursor = super().cursor()
        cursor.execute("use present")
        return cursor

    def newest(self) -> int:
        """The number of the newest submission, of whichever office."""
        if self._writer != threading.get_ident() and time.monotonic() - self._looked > LOOK_AGAIN:
            self._look()
        return self._newest

    def _look(self) -> None:
        def ask() -> tuple[str, int]:
            with self.cursor() as cursor:
                snapshot = _answer(cursor, "select max(snapshot_id)::text from ducklake_snapshot") or ""
                return snapshot, self._newest if snapshot == self._snapshot else newest_in(cursor)

        self._snapshot, self._newest = self.asked("newest_submission.sql", ask)
        self._looked = time.monotonic()

    # ---- storing -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _before_other_programs(self) -> Iterator[None]:
        self.asked("lock", self._ping)
        with self._locked(self._root):
            self._look()
            yield

    def _ping(self) -> None:
        with self.cursor() as cursor:
            _answer(cursor, "select 1")

    @contextlib.contextmanager
    def _locked(self, root: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Hold the lock in PostgreSQL. It goes with the connection, so that a program that is killed holds up nobody."""
        with root.cursor() as gate:
            gate.begin()
            try:
                self._take_lock(gate)
                self._gate = gate
                yield
            finally:
                self._gate = None
                with contextlib.suppress(duckdb.Error):
                    gate.rollback()

    def _take_lock(self, gate: duckdb.DuckDBPyConnection) -> None:
        try:
            _answer(gate, f"select set_config('lock_timeout', '{MOST_WAITED}s', true)")
            _answer(gate, f"select pg_advisory_xact_lock({LOCK})::text")
        except duckdb.Error as error:
            if "lock timeout" in str(error):
                raise StoreProblem(Sentence(BUSY, name=self.path.name, seconds=MOST_WAITED)) from error
            raise not_reached(error, self.path.name) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One act of storing, whole or not at all, while no office stores anything else; StoreProblem where it was undone."""
        with self.alone():
            root, mine = self._root, 0
            with self.cursor() as cursor:
                try:
                    cursor.begin()
                    self._refuse_other_version(cursor)
                    yield cursor
                    mine = newest_in(cursor)
                    self._refuse_without_lock()
                    cursor.commit()
                except BaseException as error:
                    with contextlib.suppress(duckdb.Error):
                        cursor.rollback()
                    if not isinstance(error, duckdb.Error):
                        raise
                    self._say_what_became(root, error, mine)
            self._newest = mine
            self._untidy += 1
        self._settle_when_due(after=LOOK_AFTER)

    def _say_what_became(self, root: duckdb.DuckDBPyConnection, error: duckdb.Error, mine: int) -> None:
        """After an error: raise StoreProblem, unless the submission ``mine`` is there nevertheless."""
        if isinstance(error, OF_THE_QUESTION):
            raise told(error, self.path, "commit") from error
        record(error, self.path, "commit")
        self._came_back(root, error)
        with as_sentences(self.path, "commit"), self.cursor() as cursor:
            if not cursor.execute("select 1 from submission where submission = $mine", {"mine": mine}).fetchall():
                raise StoreProblem(Sentence(LOST, name=self.path.name)) from error

    def _refuse_other_version(self, cursor: duckdb.DuckDBPyConnection) -> None:
        if _version(cursor) != NEWEST:
            raise StoreProblem(Sentence(OTHER_VERSION, name=self.path.name))

    def _refuse_without_lock(self) -> None:
        """Just before something is stored for good: whether the lock is still held."""
        try:
            if self._gate is None:
                raise StoreProblem(Sentence(LOST, name=self.path.name))
            _answer(self._gate, "select 1")
        except duckdb.Error as error:
            raise StoreProblem(Sentence(LOST, name=self.path.name)) from error

    @contextlib.contextmanager
    def keeping(self) -> Iterator[duckdb.DuckDBPyConnection | None]:
        """One transaction on the sums that this program keeps for itself."""
        with self._attaching, self.cursor() as cursor, kept_or_not(cursor, self.path):
            yield cursor

    # ---- in order, and elsewhere -------------------------------------------------------------------------------------

    def _settle_when_due(self, after: int) -> None:
        """Settle where one of the tables lies in many files, and this program has stored something so many times; what was
        stored is there, whether this can be done now or not."""
        if self._untidy < after:
            return
        self._untidy = 0
        try:
            with self.cursor() as cursor:
                most = _answer(cursor, MOST_FILES_OF_A_TABLE)
            if int(most or 0) > MOST_FILES:
                self.settle()
        except (duckdb.Error, StoreProblem) as error:
            record(error, self.path, "settle")

    def settle(self) -> None:
        """Merge the small files that single submissions left, and take away what merging replaced a month ago."""
        past = f"older_than => now() - interval '{KEPT_FOR}'"
        with self.alone(), self._root.cursor() as cursor:
            try:
                cursor.execute("call ducklake_merge_adjacent_files('lake')")
                cursor.execute(f"call ducklake_expire_snapshots('lake', {past})")
                cursor.execute(f"call ducklake_cleanup_old_files('lake', {past})")
                cursor.execute(f"call ducklake_delete_orphaned_files('lake', {past})")
            except duckdb.Error as error:  # what was stored is there as it is; another time will do
                record(error, self.path, "settle")

    def backup(self, target: Path | str, replace: bool = False) -> None:
        """Write all that is stored into one file, as of one moment. Raises WouldReplace, StoreProblem."""
        target = Path(target).resolve()
        with (
            as_sentences(self.path, "backup"),
            self.cursor() as cursor,
            backup_target(self.path, target, state_in(cursor), replace),
        ):
            write_copy(cursor, target, self.source)

    def take_over(self, file: Path) -> int:
        """Take over a copy of another database, whole or not at all; how many submissions. Raises StoreProblem."""
        with self.writing() as cursor:
            count = len(state_in(cursor).submissions)
            if count:
                raise StoreProblem(Sentence(NOT_EMPTY, name=self.path.name, count=count))
            cursor.execute(f"attach {literal(str(file))} as given (read_only)")
            for table in ("submission", *TABLES):
                cursor.execute(f"insert into lake.main.{table} by name select * from given.main.{table}")
            count = len(state_in(cursor).submissions)
        with self.cursor() as cursor:
            cursor.execute("detach given")
        return count


def take_over(address: SharedAddress, file: Path) -> int:
    """Take a copy of another database over into an empty shared one; how many submissions. Raises StoreProblem."""
    database = SharedDatabase(address)
    try:
        return database.take_over(file)
    finally:
        database.close()


def bring_up_to_date(address: SharedAddress) -> None:
    """Give a shared database the schema of this program. Raises StoreProblem."""
    SharedDatabase(address, upgrade=True).close()


NEWEST = int(schema_files()[-1][0][:4])


def _answer(connection: duckdb.DuckDBPyConnection, question: str) -> str | None:
    """What PostgreSQL says to a question with one answer."""
    rows = connection.execute("select * from postgres_query('gate', $question)", {"question": question}).fetchall()
    return str(rows[0][0]) if rows and rows[0][0] is not None else None


def _version(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest schema file that was applied; 0 where there are no tables of ours."""
    try:
        return int(cursor.execute("select max(version) from lake.main.schema_version").fetchall()[0][0] or 0)
    except duckdb.CatalogException:
        return 0
