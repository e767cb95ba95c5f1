"""Databases that are damaged on purpose, and what they hold."""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from tracking.store.schema import TABLES
from tracking.store.store import Store

SUBMITTED = ("submission", *TABLES)


def contents(path: Path) -> dict[str, list[tuple]]:
    """Every row of every table of a closed database, sorted."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {t: connection.execute(f"select * from {t} order by all").fetchall() for t in SUBMITTED}


def told_by(store: Store) -> dict[str, list[tuple]]:
    """Every row of every table of an open database, sorted."""
    with store.opened.cursor() as cursor:
        return {t: cursor.execute(f"select * from {t} order by all").fetchall() for t in SUBMITTED}


def beside(path: Path) -> list[str]:
    """The names of all files of a database, without the lock and the log of errors."""
    return sorted(f.name for f in path.parent.glob(f"{path.name}*") if not f.name.endswith((".lock", ".log")))


def log_of(path: Path) -> Path:
    """The engine's log of a database."""
    return path.with_name(path.name + ".wal")


def write_at(path: Path, place: int, data: bytes) -> None:
    """Write over a part of a file."""
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def noise(path: Path, chance: random.Random, length: int = 4096) -> None:
    """Write noise over a random part of a file."""
    write_at(path, chance.randrange(0, path.stat().st_size - length), chance.randbytes(length))


def another_log(path: Path) -> None:
    """Put the log of another database beside this one."""
    other = path.with_name("another.duckdb")
    with duckdb.connect(str(other), config={"storage_compatibility_version": "v1.5.0"}) as connection:
        connection.execute("create table q (i integer)")
        connection.execute("checkpoint")
        connection.execute("pragma disable_checkpoint_on_shutdown")
        connection.execute("insert into q values (1)")
    os.replace(log_of(other), log_of(path))
    other.unlink()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "its head is zeroed": lambda path: write_at(path, 0, bytes(3 * 4096)),
    "its first page is zeroed": lambda path: write_at(path, 0, bytes(4096)),
    "all of it is zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "its tail is zeroed": lambda path: write_at(path, path.stat().st_size // 2, bytes(path.stat().st_size // 2)),
    "it is cut in half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "it is cut to 100 bytes": lambda path: os.truncate(path, 100),
    "it is empty": lambda path: os.truncate(path, 0),
    "it is a letter": lambda path: path.write_bytes(b"Dear chair, " * 5000),
    "it is noise": lambda path: path.write_bytes(random.Random(1).randbytes(path.stat().st_size)),
    "all but its head is noise": lambda path: write_at(
        path, 3 * 4096, random.Random(2).randbytes(path.stat().st_size - 3 * 4096)
    ),
}


def copied(path: Path, folder: Path) -> Path:
    """A database and its copy once more, in a folder of its own."""
    folder.mkdir()
    for file in (path, path.with_name(path.name + ".copy")):
        shutil.copyfile(file, folder / file.name)
    return folder / path.name


def forget_what_was_read(store: Store) -> None:
    """Make the engine read from the disk again, as it does when memory is short; what is in use just then goes a bit later."""
    of_tables = "select sum(memory_usage_bytes) from duckdb_memory() where tag = 'BASE_TABLE'"
    for _time in range(50):
        store.opened._root.execute("set memory_limit = '1MB'")
        store.opened._root.execute("set memory_limit = '1GB'")
        if not store.opened._root.execute(of_tables).fetchall()[0][0]:
            break
        time.sleep(0.02)
    store._kept.clear()
