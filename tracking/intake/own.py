"""A union's own database: begun, and opened with the catalogue of this program."""

from pathlib import Path

from tracking.intake.preview import prepare_store, start_union
from tracking.places import SharedAddress
from tracking.store import Store, StoreProblem, forget_new


def open_own(path: Path | SharedAddress, holder: str, put_back: bool = False) -> Store:
    """Open or create a database and bring its catalogue up to date; where that cannot be stored, it can still be read.

    Raises StoreProblem; a database that was made just now is then gone again.
    """
    store = Store(path, holder, put_back=put_back)
    try:
        prepare_store(store)
    except StoreProblem:
        if store.version() > 0:
            return store
        store.close()
        _forget(path)
        raise
    return store


def begin_union(path: Path | SharedAddress, name: str) -> None:
    """Make a union's database, with nothing in it but its name. Raises StoreProblem; then there is none."""
    new = isinstance(path, Path) and not path.exists()
    with open_own(path, "dashboard") as store:
        try:
            start_union(store, name)
        except StoreProblem:
            store.close()
            if new:
                _forget(path)
            raise


def _forget(path: Path | SharedAddress) -> None:
    if isinstance(path, Path):
        forget_new(path)
