"""Stores as users have them."""

from pathlib import Path

import pytest
from made_once import copy_database, database_made_once
from townships import TWO_FIRMS, add_report, add_units

from tracking.intake.preview import prepare_store
from tracking.store.store import Store


@pytest.fixture
def keeps_copy() -> bool:
    """A copy is kept beside a store."""
    return True


@pytest.fixture
def of_two_firms(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database of two firms with one figure, and the copy beside it."""

    def fill(store: Store) -> None:
        prepare_store(store)
        add_units(store, TWO_FIRMS)
        add_report(store, 2020, 1, {("A", "employee_training"): 5})

    return copy_database(database_made_once(tmp_path_factory, "two_firms", fill), tmp_path / "own.duckdb")
