"""Installed from a wheel, far from any clone: the command, the example, the dashboard, and where the user's data lie."""

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest

from tracking.places import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds the wheel; the libraries it needs are those of the tests, by a path of their own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    subprocess.run(build, check=True)
    (wheel,) = folder.glob("*.whl")
    place = folder / "environment"
    venv.create(place)
    scripts, packages = (
        Path(sysconfig.get_path(name, "venv", {"base": str(place), "platbase": str(place)}))
        for name in ("scripts", "purelib")
    )
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    python = scripts / Path(sys.executable).name
    install = [
        sys.executable,
        "-m",
        "pip",
        f"--python={python}",
        "install",
        "-q",
        "--no-deps",
        "--force-reinstall",
        wheel,
    ]
    subprocess.run(install, check=True)
    return scripts / "tracking"


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, object]:
    """A folder and a home where nothing lies yet."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKING", "PYTHON"))}
    home = {"HOME": str(tmp_path / "home"), "XDG_DATA_HOME": str(tmp_path / "home" / "data"), "LC_ALL": "C.UTF-8"}
    return {"cwd": tmp_path, "env": {**kept, **home, "STREAMLIT_SERVER_HEADLESS": "true"}}


def test_the_installed_command_tells_the_same_progress_of_the_example_as_the_clone(installed, elsewhere, run_tracking):
    asked = ("--example", "progress", "--year", "2020", "--quarter", "2", "--format", "json")
    done = subprocess.run([installed, *asked], capture_output=True, text=True, check=True, **elsewhere)
    assert len(json.loads(done.stdout)) > 20
    assert json.loads(done.stdout) == json.loads(run_tracking(*asked).stdout)


def test_every_page_of_the_installed_dashboard_lies_where_it_is_looked_for(installed, elsewhere):
    code = """
from streamlit.testing.v1 import AppTest
from tracking.places import DASHBOARD, INSTALLED, page_file
assert INSTALLED
app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
for page in ("plan", "imports", "report"):
    app = app.switch_page(page_file(page)).run()
    print(len(app.exception), len(app.main.children) > 0)
"""
    python = installed.parent / Path(sys.executable).name
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, **elsewhere)
    assert done.stdout.splitlines() == ["0 True"] * 3


def test_the_installed_dashboard_answers_and_keeps_the_users_database_in_the_users_own_folder(installed, elsewhere):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = elsewhere["cwd"] / "served.log"
    with log.open("w") as output:
        served = subprocess.Popen([installed, "serve", "--port", str(port)], stdout=output, stderr=output, **elsewhere)
    try:
        assert answer(f"http://127.0.0.1:{port}/_stcore/health", served, log) == "ok"
    finally:
        served.terminate()
        served.wait(30)
    assert str(elsewhere["cwd"] / "home" / "data" / "union-target-tracker" / "tracking.duckdb") in log.read_text()


def answer(address: str, served: subprocess.Popen, log: Path) -> str:
    """What the server answers as soon as it does."""
    for _attempt in range(300):
        assert served.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5) as said:
                return said.read().decode()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(log.read_text())
