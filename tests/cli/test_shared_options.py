"""--database, --format and --example are understood before and behind every command."""

import json

import pytest
import typer
from apps import Shared
from townships import TWO_FIRMS, units_file
from typer.testing import CliRunner

from tracking.cli import app
from tracking.cli.command import SHARED, choices

WORDS = {"--database", "--format", "--example"}


def every_command(node: object, name: str = "tracking") -> dict[str, set[str]]:
    """Command → the options it takes."""
    found = {name: {option for parameter in node.params for option in parameter.opts}}
    for below, inner in getattr(node, "commands", {}).items():
        found |= every_command(inner, f"{name} {below}")
    return found


def test_every_command_takes_what_may_be_said_before_it():
    found = every_command(typer.main.get_command(app))
    assert len(found) > 15
    assert {name: WORDS - options for name, options in found.items() if not options >= WORDS} == {}
    assert len(SHARED) == len(WORDS)


@pytest.fixture(autouse=True)
def _one_example(example, monkeypatch):
    """How the example is made is told elsewhere; here it is the one that all tests share."""
    monkeypatch.setattr("tracking.cli.command.open_example", lambda: Shared(example))


@pytest.mark.parametrize(
    "said",
    [
        ("--example", "--format", "json", "lagging", "--year", "2020", "--quarter", "2"),
        ("--example", "lagging", "--year", "2020", "--quarter", "2", "--format", "json"),
        ("--format", "csv", "lagging", "--year", "2020", "--quarter", "2", "--format", "json", "--example"),
    ],
)
def test_the_example_and_the_format_may_be_said_before_the_command_or_behind_it(said):
    done = CliRunner().invoke(app, said)
    assert (done.exit_code, done.stderr) == (0, "")
    assert {row["list"] for row in json.loads(done.stdout)} == {"behind", "not_reported"}


@pytest.mark.parametrize("said", [("--example", "quarter", "status"), ("quarter", "--example", "status"),
                                  ("quarter", "status", "--example")])  # fmt: skip
def test_a_command_of_a_group_knows_them_in_all_three_places(said):
    done = CliRunner().invoke(app, said)
    assert done.exit_code == 0, done.output
    assert "2020 Q1" in done.output


def test_the_database_may_be_said_behind_the_command(tmp_path, file):
    own = tmp_path / "elsewhere.duckdb"
    units = file("units.xlsx", units_file(TWO_FIRMS))
    assert CliRunner().invoke(app, ["import", str(units), "--by", "clerk", "--database", str(own)]).exit_code == 0
    assert own.exists()


def test_what_one_call_said_is_forgotten_by_the_next():
    CliRunner().invoke(app, ["quarter", "status", "--example", "--format", "json"])
    CliRunner().invoke(app, ["quarter", "status"])
    assert (choices.example, choices.format.value) == (False, "table")
