"""What every test may rely on: English, no database of a user's, an empty store and the example."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps import empty, no_database, opened, own, small_township  # noqa: F401  (fixtures)
from hypothesis import settings
from made_once import copy_database, database_made_once
from people import signed_in  # noqa: F401  (fixture)
from postgres import INSTALLED, Copies, Server, running_server

from tracking.example import fill_with_example
from tracking.intake.preview import prepare_store
from tracking.language import use_language
from tracking.store import error_log
from tracking.store.store import Store

# The processes that tests start compile the program once and not each time, whatever this machine says.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# The same cases in every run; --hypothesis-profile=explore looks for new ones.
settings.register_profile("tests", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("tests")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--shared`` runs the tests that take ``store`` or ``example`` against a database in PostgreSQL."""
    parser.addoption("--shared", action="store_true", help="databases that offices share, in a PostgreSQL of the tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--shared``, what is about a database in a file of its own is left out, and what takes no store, too."""
    if config.getoption("--shared"):
        kept = [item for item in items if _is_for_shared(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def _is_for_shared(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"store", "example"}) and not item.get_closest_marker("file")


@pytest.fixture(scope="session", autouse=True)
def _no_database_of_a_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that names no database gets none, whatever is on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_DATA_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setitem(os.environ, "TRACKING_DATABASE", str(tmp_path_factory.mktemp("none") / "no.duckdb"))
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Messages are compared in English; a test that wants another language calls use_language, for itself only."""
    use_language("en")
    yield
    use_language("en")


@pytest.fixture(autouse=True)
def unforeseen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """The errors that a page told as unforeseen; a test that expects one clears the list, in all others they fail."""
    found: list[BaseException] = []
    tell = error_log.unforeseen

    def note(error: BaseException, *about: object) -> object:
        found.append(error)
        return tell(error, *about)

    monkeypatch.setattr(error_log, "unforeseen", note)
    yield found
    assert found == [], "a page told of an error that nobody foresaw"


@pytest.fixture
def chinese() -> None:
    """The screen speaks Chinese during this test."""
    use_language("zh_CN")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the standard catalogue and nothing else. Read only: copy it."""
    return database_made_once(tmp_path_factory, "empty", prepare_store)


@pytest.fixture(scope="session")
def example_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the example township. Read only: copy it."""
    use_language("en")
    return database_made_once(tmp_path_factory, "example", fill_with_example)


@pytest.fixture
def keeps_copy() -> bool:
    """Whether the stores of these tests keep a copy beside them at every act, as users' do; only tests/store looks at it."""
    return False


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server."""
    if not INSTALLED:
        pytest.skip("PostgreSQL is not installed")
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def shared_copies(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Empty shared databases with the standard catalogue."""
    return Copies(postgres, tmp_path_factory.mktemp("shared"), prepare_store)


@pytest.fixture
def store(request: pytest.FixtureRequest, empty_database: Path, keeps_copy: bool, tmp_path: Path) -> Iterator[Store]:
    """An empty store with the standard catalogue and nothing else."""
    if request.config.getoption("--shared"):
        with Store(request.getfixturevalue("shared_copies").another(tmp_path / "rows")) as made:
            yield made
        return
    with Store(copy_database(empty_database, tmp_path / "tracking.duckdb"), "the tests", keeps_copy) as made:
        yield made


@pytest.fixture(scope="session")
def example(
    request: pytest.FixtureRequest, example_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The example township. Read only: all tests share it."""
    if request.config.getoption("--shared"):
        server = request.getfixturevalue("postgres")
        with Store(server.address(server.new_database(), tmp_path_factory.mktemp("example") / "rows")) as made:
            fill_with_example(made)
            yield made
        return
    copied = copy_database(example_database, tmp_path_factory.mktemp("example") / "example.duckdb")
    with Store(copied, "the tests", keep_copy=False) as made:
        yield made


@pytest.fixture(scope="session")
def run_tracking() -> Callable[..., subprocess.CompletedProcess]:
    """Runs the command ``tracking`` with these arguments in a process of its own."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", "from tracking.cli import main; main()"]
    language = {"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(root)}

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*command, *map(str, arguments)],
            env={**os.environ, **language, **environment},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return run
