"""The program on a database that offices share: every command and every page does there what it does on a file."""

from pathlib import Path

import pandas as pd
import pytest
from apps import LOCALES, PAGES, WITH_QUARTER, tables, texts
from made_once import copy_database
from postgres import Server
from townships import TWO_FIRMS, quarter_file, units_file
from typer.testing import CliRunner

from tracking.cli.command import app
from tracking.places import SharedAddress
from tracking.progress.load import load_progress
from tracking.store.lock import StoreProblem
from tracking.store.store import Store

SECOND_QUARTER = ("--year", "2020", "--quarter", "2")
READING = [
    ("progress", *SECOND_QUARTER),
    ("lagging", *SECOND_QUARTER),
    ("compare", *SECOND_QUARTER),
    ("changes", "--since", "2020-01-01"),
    ("check",),
]


@pytest.fixture(scope="module")
def both(example_database, postgres: Server, tmp_path_factory) -> tuple[Path, SharedAddress]:
    """The example in a file and in a shared database, which the command copied from it. Read only."""
    folder = tmp_path_factory.mktemp("both")
    file = copy_database(example_database, folder / "example.duckdb")
    address = postgres.address(postgres.new_database(), folder / "rows")
    done = CliRunner().invoke(app, ["copy", str(file), address.text])
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    return file, address


def told(database: object, *command: str) -> str:
    done = CliRunner().invoke(app, ["--database", getattr(database, "text", str(database)), *command])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_a_command_says_of_a_shared_database_what_it_says_of_a_file(both, command):
    file, address = both
    assert told(address, *command) == told(file, *command)


@pytest.mark.fresh
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_of_a_shared_database_what_it_shows_of_a_file(both, opened, page):
    quarter = {"year": "2020", "quarter": "2"} if page in WITH_QUARTER else {}
    shown = []
    for database in both:
        drawn = opened(getattr(database, "text", database), next(iter(LOCALES)), page, **quarter)
        assert not drawn.exception
        shown.append((texts(drawn), tables(drawn)))
    (of_file, of_rows), (of_shared, shared_rows) = shown
    assert of_shared == of_file
    assert len(shared_rows) == len(of_rows)
    for mine, theirs in zip(shared_rows, of_rows, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)


def test_workbooks_are_taken_into_a_shared_database_and_come_out_as_a_file(postgres: Server, tmp_path):
    address = postgres.address(postgres.new_database(), tmp_path / "rows")
    (tmp_path / "units.xlsx").write_bytes(units_file(TWO_FIRMS))
    (tmp_path / "q2.xlsx").write_bytes(quarter_file(TWO_FIRMS[1:], {("A", "employee_training"): 30}))
    told(address, "import", str(tmp_path / "units.xlsx"), str(tmp_path / "q2.xlsx"), "--by", "the clerk")
    told(address, "backup", str(tmp_path / "backup.duckdb"))
    told(address, "copy", address.text, str(tmp_path / "out.duckdb"))
    for name in ("backup.duckdb", "out.duckdb"):
        with Store(tmp_path / name) as out, Store(address) as shared:
            pd.testing.assert_frame_equal(load_progress(out, "T", 2020, 2), load_progress(shared, "T", 2020, 2))
            assert out.check().empty


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("restore", "backup.duckdb"), "tracking copy"),
        (("copy", "none.duckdb", "{address}"), "There is no file none.duckdb."),
        (("copy", "{address}", "{file}"), "is there already"),
        (("copy", "{file}", "{address}"), "Only an empty one can take over another."),
    ],
)
def test_what_would_write_over_something_is_refused_in_a_sentence(both, command, said):
    file, address = both
    words = [word.format(file=file, address=address.text) for word in command]
    done = CliRunner().invoke(app, ["--database", address.text, *words])
    assert done.exit_code != 0
    assert said in done.output + str(done.exception if isinstance(done.exception, StoreProblem) else "")


def test_upgrade_is_for_shared_databases_and_harmless_when_nothing_is_old(both):
    file, address = both
    done = CliRunner().invoke(app, ["--database", address.text, "upgrade"])
    assert (done.exit_code, done.output) == (0, "The shared database is up to date.\n")
    assert CliRunner().invoke(app, ["--database", str(file), "upgrade"]).exit_code == 2


def test_the_command_tells_a_wrong_address_in_one_sentence(run_tracking):
    done = run_tracking("--database", "ducklake:postgres:dbname=a host=127.0.0.1 port=1 password=geheim", "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("The shared database a@127.0.0.1-1 cannot be reached: no PostgreSQL answers there.")
    assert "geheim" not in done.stderr
