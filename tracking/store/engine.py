"""The engine's files: opened, read through, looked at, copied; and what its errors mean in words."""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.store.error_log import record, with_number
from tracking.store.lock import StoreProblem

STORAGE_VERSION = "v1.5.0"
NEVER_BY_ITSELF = "1TB"  # of log, before the engine makes a checkpoint that nobody copied the file for
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "storage_compatibility_version": STORAGE_VERSION,
    "autoinstall_known_extensions": False,
    "checkpoint_threshold": NEVER_BY_ITSELF,
}
# Words of the engine or the operating system, and ours. The obstacles are none of the file's own.
OBSTACLES = {
    "Could not set lock": N_("another program has it open"),
    "being used by another process": N_("another program has it open"),
    "Permission denied": N_("it, or its folder, may not be written to"),
    "Read-only file system": N_("it, or its folder, may not be written to"),
    "Operation not permitted": N_("it, or its folder, may not be written to"),
    "Is a directory": N_("it is a folder"),
    "No space left": N_("the disk is full"),
    "File too large": N_("the disk is full"),
    "quota": N_("the disk is full"),
    "No such file": N_("there is no such file or folder"),
    "Not a directory": N_("there is no such file or folder"),
    "Too many open files": N_("too many files are open"),
    "Out of Memory": N_("there is not enough memory"),
    "Cannot open file": N_("it cannot be opened"),
}
DAMAGES = {
    "replaying WAL": N_("its log does not belong to it or is damaged"),
    "not a valid DuckDB database": N_("it is not a database"),
    "Corrupt database file": N_("parts of it are damaged"),
    "Could not read enough bytes": N_("a part of it is missing"),
}
UNREADABLE = N_("parts of it cannot be read")
OTHERS = N_("it is not a database of this program")
COULD_NOT = N_("The database {file} could not do this: {why}. What was stored before is still there.")
COULD_NOT_DO = N_("The database {file} could not do this. What was stored before is still there.")
# Errors of a question or of rows, which say nothing about the file.
OF_THE_QUESTION = (duckdb.ProgrammingError, duckdb.DataError, duckdb.IntegrityError, duckdb.NotSupportedError)

Error = duckdb.Error | OSError


@dataclass(frozen=True)
class State:
    """What a database holds: each of its submissions (number, kind, hash of the file), and when the newest came in."""

    submissions: frozenset[tuple]
    newest: int
    as_of: str

    @property
    def count(self) -> int:
        """How many submissions there are."""
        return len(self.submissions)


class Unreadable(StoreProblem):
    """A file that cannot be read as a database of ours; ``why`` in a few words, ``kind`` is damage, other or obstacle."""

    def __init__(self, why: Sentence, kind: str):
        super().__init__(why)
        self.why, self.kind = why, kind


def connect(path: Path, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a file; nothing is moved from its log into it before somebody says so."""
    connection = duckdb.connect(str(path), read_only=read_only, config=CONFIG)
    connection.execute("pragma disable_checkpoint_on_shutdown")
    return connection


def read_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Read every block that holds rows, so that damage anywhere is found now and not by a reader. Raises duckdb.Error."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = current_database() and not internal and not temporary"
    )
    for schema, table in tables.fetchall():
        connection.execute(f"select bit_xor(hash(t)) from {quoted(schema)}.{quoted(table)} as t").fetchall()


def state_in(connection: duckdb.DuckDBPyConnection) -> State:
    """What an open database holds. Raises duckdb.Error."""
    rows = connection.execute("select submission, kind, sha256, received_at from submission order by all").fetchall()
    return State(frozenset(row[:3] for row in rows), *((rows[-1][0], _local(rows[-1][3])) if rows else (0, "—")))


def look_at(path: Path) -> State:
    """Open a file for reading alone, read all of it and say what it holds. Raises Unreadable."""
    try:
        with connect(path, read_only=True) as connection:
            read_everything(connection)
            return state_in(connection)
    except duckdb.CatalogException:
        raise Unreadable(Sentence(OTHERS), "other") from None
    except (duckdb.Error, OSError) as error:
        raise Unreadable(why_of(error), kind_of(error)) from error


def write_copy(connection: duckdb.DuckDBPyConnection, target: Path, source: str) -> None:
    """Write everything that the catalogue ``source`` of an open database holds into a file, whole or not at all.

    Raises duckdb.Error, OSError.
    """
    part, name = part_of(target), f"copy_{time.time_ns()}"
    clear_away(part)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"attach {literal(str(part))} as {name} (storage_version '{STORAGE_VERSION}')")
            try:
                cursor.execute(f"copy from database {quoted(source)} to {name}")
                cursor.execute(f"checkpoint {name}")
            finally:
                with contextlib.suppress(duckdb.Error):  # after a fatal one nothing more can be done with it
                    cursor.execute(f"detach {name}")
        os.replace(part, target)
    finally:
        clear_away(part)


def clear_away(part: Path) -> None:
    """Remove a half-written file and its log, if they are there: they would take room that is needed."""
    for file in (part, log_of(part)):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def part_of(target: Path) -> Path:
    """The name of a file while it is being written."""
    return target.with_name(target.name + ".part")


def log_of(path: Path) -> Path:
    """The engine's write-ahead log of a database."""
    return path.with_name(path.name + ".wal")


def has_log(path: Path) -> bool:
    """Whether there is something in the log."""
    return log_of(path).is_file() and log_of(path).stat().st_size > 0


def quoted(name: str) -> str:
    """A name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL wants it."""
    return "'" + text.replace("'", "''") + "'"


def kind_of(error: Error) -> str:
    """Whether an error at opening or reading is an obstacle or damage."""
    return "obstacle" if isinstance(error, OSError) or obstacle_of(error) else "damage"


def why_of(error: Error) -> Sentence:
    """What an error at opening or reading means, in a few words."""
    return Sentence(_found(error, OBSTACLES) or _found(error, DAMAGES) or UNREADABLE)


def obstacle_of(error: BaseException) -> Sentence | None:
    """What an error means in a few words where it is none of the program's or the file's own, such as a full disk."""
    found = _found(error, OBSTACLES)
    return Sentence(found) if found else None


def _found(error: BaseException, words: dict[str, str]) -> str | None:
    said = re.sub(r'"[^"]*"', "", str(error))  # without the path, which may hold any word
    return next((ours for theirs, ours in words.items() if theirs in said), None)


def told(error: Error, database: Path, about: str) -> StoreProblem:
    """The engine's error as a sentence for people, with the number it has in the log. ``about`` is what was being done."""
    if why := obstacle_of(error):
        what = Sentence(COULD_NOT, file=database.name, why=why)
    else:
        what = Sentence(COULD_NOT_DO, file=database.name)
    return StoreProblem(with_number(what, record(error, database, about), database))


@contextlib.contextmanager
def kept_or_not(cursor: duckdb.DuckDBPyConnection, database: Path) -> Iterator[None]:
    """A transaction on what can be made anew: where the engine does not do it, that stands in the log and nothing is kept."""
    try:
        cursor.begin()
        yield
        cursor.commit()
    except duckdb.Error as error:
        with contextlib.suppress(duckdb.Error):
            cursor.rollback()
        record(error, database, "keep_sums.sql")


@contextlib.contextmanager
def as_sentences(database: Path, about: str) -> Iterator[None]:
    """Whatever the engine or the operating system raises in here comes out as a StoreProblem."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise told(error, database, about) from error


def _local(received_at: datetime) -> str:
    return f"{received_at.replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
