"""A real Chromium for every journey; where there is none, journeys are skipped."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from journeys import CHROMIUM, FLAGS, SCREEN, dashboard
from playwright.sync_api import Browser, Page, sync_playwright

# On a deep link Streamlit looks for its server below the page's own path first, and finds it one level up.
PROBES = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and skip it where there is no Chromium."""
    missing = pytest.mark.skipif(
        not Path(CHROMIUM).exists(), reason=f"there is no {CHROMIUM}: apt-get install chromium"
    )
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(missing)


@pytest.fixture(scope="session")
def example_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard without a database of its own: it shows the example."""
    with dashboard(tmp_path_factory.mktemp("example") / "own.duckdb") as address:
        yield address


@pytest.fixture
def own_database(tmp_path: Path) -> Path:
    """Where a user's own database would be; there is none yet."""
    return tmp_path / "own.duckdb"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a browser of a locale; afterwards nothing may have asked another host or logged an error."""
    contexts, asked, complaints = [], set(), []

    def complain(message) -> None:
        expected = message.text.startswith("Failed to load resource") and PROBES.search(message.location["url"])
        if message.type == "error" and not expected:
            complaints.append(f"{message.text} {message.location['url']}")

    def open_with(locale: str = "zh-CN") -> Page:
        context = chromium.new_context(locale=locale, viewport=SCREEN)
        contexts.append(context)
        context.on("request", lambda request: asked.add(request.url))
        context.on("console", complain)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.on("websocket", lambda socket: asked.add(socket.url))
        page.set_default_timeout(30_000)
        return page

    yield open_with
    for context in contexts:
        context.close()
    assert asked, "no request was seen at all"
    assert {urlparse(url).hostname for url in asked if urlparse(url).scheme not in ("data", "blob")} == {"127.0.0.1"}
    assert complaints == []
