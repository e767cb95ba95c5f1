"""What is costly to make is made once in a run, by whichever process of it needs it first, and copied from then on."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tracking.store.store import Store


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that ``make`` has filled once for all processes of this run; nobody writes into it."""
    base = folders.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, part = shared / name, shared / f"{name}.part"
    with FileLock(shared / f"{name}.lock"):
        if not made.exists():
            part.mkdir()
            make(part)
            part.rename(made)
    return made


def database_made_once(folders: pytest.TempPathFactory, name: str, fill: Callable[[Store], object]) -> Path:
    """A closed database, and the copy beside it, that ``fill`` has filled once for all processes of this run."""

    def make(folder: Path) -> None:
        with Store(folder / "made.duckdb") as store:
            fill(store)

    return made_once(folders, name, make) / "made.duckdb"


def copy_database(made: Path, to: Path) -> Path:
    """Put a database, and the copy beside it, where a test wants its own."""
    for ending in ("", ".copy"):
        shutil.copyfile(f"{made}{ending}", f"{to}{ending}")
    return to
