"""Stores as users have them."""

import pytest


@pytest.fixture
def keeps_copy() -> bool:
    """A copy is kept beside a store."""
    return True
