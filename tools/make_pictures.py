"""Take the pictures of the guide anew from the running example: python tools/make_pictures.py (needs the test extra and Chromium)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = 8599
PAGES = {
    "overview": "?year=2020&quarter=2",
    "contracts": "contracts?year=2020&quarter=2&indicator=wage_enterprises",
    "lagging": "lagging?year=2020&quarter=2",
    "register": "register?year=2020&quarter=2",
    "founding": "founding?year=2020&quarter=2",
    "scoring": "scoring?year=2020&quarter=2&score_part=sheet&scored_unit=QHZ-C1",
    "calendar": "calendar?year=2020&quarter=2",
    "report": "report?year=2020&quarter=2",
    "plan": "plan?year=2020&quarter=2",
    "compare": "compare?year=2020&quarter=2",
}  # fmt: skip
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}
DRAWN = """() => document.querySelector('[data-testid="stApp"]')?.getAttribute('data-test-script-state') === 'notRunning'
    && document.querySelector('h1') && !document.querySelector('[data-testid="stSkeleton"]')"""


def take(browser: Browser, address: str, name: str, language: str) -> None:
    """One picture of a page in one language, as large as a laptop's screen."""
    page = browser.new_context(locale=LANGUAGES[language], viewport={"width": 1366, "height": 768}).new_page()
    page.goto(address)
    page.wait_for_function(DRAWN, timeout=60_000)
    page.wait_for_timeout(1200)
    page.screenshot(path=str(PICTURES / f"{name}.{language}.png"))
    page.close()


def main() -> None:
    """Start the example and an empty union, and photograph both."""
    sys.path.insert(0, str(ROOT))
    from tracking.intake import begin_union

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        begin_union(Path(folder) / "empty.duckdb", "柳河镇总工会")
        PICTURES.mkdir(parents=True, exist_ok=True)
        for database, pages in (("none.duckdb", PAGES), ("empty.duckdb", {"start": "start"})):
            (Path(folder) / f"{database}.tour").touch()
            environment = os.environ | {
                "TRACKING_DATABASE": str(Path(folder) / database), "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONPATH": str(ROOT),
            }  # fmt: skip
            command = [sys.executable, "-c", "from tracking.cli import main; main()", "serve", "--port", str(PORT)]
            server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
            try:
                for _attempt in range(100):
                    try:
                        urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=2).close()
                        break
                    except OSError:
                        time.sleep(0.2)
                for name, path in pages.items():
                    for language in LANGUAGES:
                        take(browser, f"http://127.0.0.1:{PORT}/{path}", name, language)
            finally:
                server.terminate()
                server.wait(20)
        browser.close()


if __name__ == "__main__":
    main()
