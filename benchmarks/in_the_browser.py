"""How long people wait in Chromium: the first start, pages visible, the switch between pages."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring import median, say

from tracking.places import DASHBOARD, ROOT

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""


@contextmanager
def server(script: Path, folder: Path) -> Iterator[str]:
    """A Streamlit server in a process of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env={**os.environ, "TRACKING_DATABASE": str(folder / "none.duckdb"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
            else:
                break
        yield address
    finally:
        process.terminate()
        process.wait(30)


def measure(hello: Path, folder: Path) -> None:
    """First start, pages visible, and the switch between pages."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def new_page():
            return chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768}).new_page()

        def show(page, address: str, *drawn: str) -> None:
            page.goto(address)
            for selector in ("h1, h3", *drawn):
                page.locator(selector).first.wait_for(state="attached", timeout=60_000)
            page.wait_for_function(SETTLED, timeout=60_000)

        def switch(page, title: str) -> None:
            page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
            page.locator("h1, h3").filter(has_text=title).first.wait_for(timeout=60_000)
            page.wait_for_function(SETTLED, timeout=60_000)

        chart = "[role=row] .figure a"
        table = '[data-testid="stDataFrame"] canvas'
        with server(hello, folder) as plain:
            page = new_page()
            show(page, plain)
            visible = median(lambda: show(page, plain), 7)
            plain_switch = _switch_time(page, switch, "Hello", "World")
            page.context.close()
        page = new_page()
        begun = time.perf_counter()
        with server(DASHBOARD, folder) as address:
            show(page, address, chart)
            say("first start with the example, to the overview drawn", time.perf_counter() - begun, "s", 4)
            say("overview visible, warm (one chart)", median(lambda: show(page, address, chart), 7), "×", 2.5, visible)
            link = f"{address}/lagging"
            show(page, link, table)
            say(
                "lagging enterprises visible, warm (tables and two charts)",
                median(lambda: show(page, link, table), 7),
                "×",
                2.5,
                visible,
            )
            show(page, address, chart)
            taken = _switch_time(page, switch, "总览", "集体合同")
            say("page switch: overview and a theme, both with a chart", taken, "ms", 500, plain_switch)
            say("page switch: overview and a theme, to hello", taken, "×", 2, plain_switch)
        chromium.close()


def _switch_time(page, switch: Callable, one: str, other: str) -> float:
    """The slower of the two ways between two pages that were seen before."""
    there, back = [], []
    for turn in range(8):
        for title, taken in ((other, there), (one, back)):
            begun = time.perf_counter()
            switch(page, title)
            if turn:
                taken.append((time.perf_counter() - begun) * 1000)
    return max(statistics.median(there), statistics.median(back))
