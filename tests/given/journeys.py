"""The dashboard in a real Chromium: started, opened, clicked, typed into."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect
from townships import UNION, unit

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
HEADLESS = {"STREAMLIT_SERVER_HEADLESS": "true"}
SCREEN = {"width": 1366, "height": 768}
SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""
TOWNSHIP = unit("0001", None, "township", name=UNION)
FIRMS = [TOWNSHIP, unit("A", "0001"), unit("B", "0001"), unit("C", "0001")]
expect.set_options(timeout=20_000)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def dashboard(database: Path, port: int | None = None, **environment: str) -> Iterator[str]:
    """The command ``tracking serve`` in a process of its own; gives the dashboard's address."""
    port = port or free_port()
    command = [sys.executable, "-c", "from tracking.cli import main; main()", "serve", "--port", str(port)]
    log = database.with_suffix(".log")
    database.with_name(database.name + ".tour").touch()  # the hints were read
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **HEADLESS, "TRACKING_DATABASE": str(database), "PYTHONPATH": str(ROOT), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_healthy(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_healthy(address: str, process: subprocess.Popen, log: Path) -> None:
    for _attempt in range(300):
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace"))


def visit(page: Page, address: str) -> None:
    """Open an address and wait until the page is drawn."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script has run and the page is drawn."""
    page.wait_for_function(SETTLED, timeout=60_000)


def download(page: Page, button: Locator) -> tuple[str, bytes]:
    """The name and bytes of what a button hands out. While a page is drawn anew Streamlit refuses a button of the page before."""
    settle(page)
    with page.expect_download() as found:
        button.click()
    return found.value.suggested_filename, found.value.path().read_bytes()


def main_of(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def heading(page: Page) -> Locator:
    return main_of(page).locator("h1").first


def tile(page: Page, label: str) -> Locator:
    """The figure of one of the overview's tiles."""
    return main_of(page).locator(".tiles button").filter(has_text=label).locator("strong")


def grid(page: Page, name: str) -> Locator:
    """What a table's grid tells a screen reader: the rows in view. A grid is drawn once it is scrolled to."""
    region = page.get_by_role("region", name=name, exact=True)
    into_view(region)
    return region.locator("canvas table")


def type_into_cell(page: Page, region: Locator, at: tuple[int, int], text: str) -> None:
    """Type into a cell of a grid; on a canvas a cell is found by its place. What edits it is loaded when it is first wanted, and
    what is typed before is lost."""
    region.dblclick(position={"x": at[0], "y": at[1]}, force=True)
    expect(editor_of(page)).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type(text, delay=150)
    page.keyboard.press("Enter")


def editor_of(page: Page) -> Locator:
    """The field in which a cell of a grid is edited."""
    return page.locator("#portal textarea, #portal input").first


def sign_in(page: Page, address: str, name: str, password: str, to: str = "/") -> None:
    """Ask for a page, and sign in as somebody where that leads."""
    page.goto(f"{address}{to}")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("button")


def into_view(place: Locator) -> None:
    """Scroll to something that the page may be drawing anew: what was seen first is looked for again."""
    for _attempt in range(5):
        with suppress(Error):
            return place.scroll_into_view_if_needed(timeout=6_000)
    place.scroll_into_view_if_needed()


def choose_row(page: Page, name: str, row: int) -> None:
    """Tick a row of a table; the grid is drawn on a canvas, rows of 35 pixels below a header of 35."""
    expect(grid(page, name).locator("tr").nth(row + 1)).to_be_attached()
    page.get_by_role("region", name=name, exact=True).click(position={"x": 15, "y": 35 + 35 * row + 17})


def upload(page: Page, file_name: str, data: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator('input[type="file"]').set_input_files({"name": file_name, "mimeType": kind, "buffer": data})
    expect(main_of(page).get_by_role("heading", name=file_name)).to_be_visible()


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label)
    field.fill(text)
    field.press("Tab")


def form_field(page: Page, name: str) -> Locator:
    """A field or button of a form by the beginning of its key (session.forms.Form.key): exempt_reason."""
    return page.locator(f'[class*="st-key-{name}"]')


def typed(page: Page, name: str, text: str) -> None:
    """Type into a field of a form, and leave it."""
    place = form_field(page, name).locator("input, textarea")
    place.fill(text)
    place.press("Tab")
    settle(page)


def go(page: Page, title: str) -> None:
    """Choose a page in the sidebar."""
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    expect(heading(page)).to_contain_text(title)
