"""The command ``tracking`` in this process."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tracking.cli.command import app


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "own.duckdb"


@pytest.fixture
def tracking(database: Path):
    """Runs a command on a database of its own, in this process."""

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, ["--database", str(database), *map(str, arguments)])

    return run


@pytest.fixture
def file(tmp_path: Path):
    """Puts bytes into a file."""

    def write(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write
