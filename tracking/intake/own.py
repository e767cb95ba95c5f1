"""A union's own database, opened with the catalogue of this program."""

from pathlib import Path

from tracking.intake import prepare_store
from tracking.store import Store, StoreProblem, forget_new


def open_own(path: Path, holder: str, put_back: bool = False) -> Store:
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
        forget_new(path)
        raise
    return store
