"""What is costly to make is made once in a run, by whichever process of it needs it first, and copied from then on."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tracking.intake.preview import prepare_store
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


def filled_once(fill: Callable[[Store], object]) -> object:
    """A fixture of the name of ``fill``: a store of the test's own, copied from one that was filled once in the run."""

    @pytest.fixture(name=fill.__name__)
    def filled(keeps_copy: bool, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
        def begun(store: Store) -> None:
            prepare_store(store)
            fill(store)

        place = Path(fill.__code__.co_filename)
        made = database_made_once(tmp_path_factory, f"{place.parent.name}.{place.stem}.{fill.__name__}", begun)
        with Store(copy_database(made, tmp_path / "tracking.duckdb"), "the tests", keeps_copy) as store:
            yield store

    return filled


def copy_database(made: Path, to: Path) -> Path:
    """Put a database, with the copy and the log beside it, where a test wants its own."""
    for ending in ("", ".copy", ".wal"):
        if Path(f"{made}{ending}").exists():
            shutil.copyfile(f"{made}{ending}", f"{to}{ending}")
    return to
