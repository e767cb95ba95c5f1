"""A store as users have it: a copy is kept beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_once import copy_database

from tracking.store.store import Store


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store with the standard catalogue, of which a copy is kept."""
    with Store(copy_database(empty_database, tmp_path / "tracking.duckdb"), "the tests") as made:
        yield made
