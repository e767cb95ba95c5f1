"""The bundle for Windows: complete from its wheels alone, clicked files that a Windows reads, nothing left to the internet."""

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CLICKED = ROOT / "tools" / "windows"


@pytest.fixture(scope="module")
def make_bundle():
    spec = importlib.util.spec_from_file_location("make_bundle", ROOT / "tools" / "make_bundle.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel(folder: Path, name: str, *needs: str) -> None:
    about = "\n".join(
        [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0", *(f"Requires-Dist: {need}" for need in needs)]
    )
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as package:
        package.writestr(f"{name}-1.0.dist-info/METADATA", about)


def test_what_is_needed_on_windows_alone_is_found_lacking_and_what_is_needed_elsewhere_is_not(make_bundle, tmp_path):
    wheel(
        tmp_path,
        "click",
        'colorama; platform_system == "Windows"',
        'uvloop; sys_platform != "win32"',
        "typing_extensions>=4",
    )
    wheel(tmp_path, "typing_extensions")
    wheel(tmp_path, "extra_of_it", 'pytest; extra == "test"', 'tomli; python_version < "3.11"')
    assert make_bundle.lacking(tmp_path, "3.12") == ["colorama"]


def test_the_bundle_installs_from_its_own_wheels(make_bundle, tmp_path):
    reachable = subprocess.run(
        [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", tmp_path / "one", "pip"]
    )
    if reachable.returncode:
        pytest.skip("no package index can be reached")
    made = make_bundle.make_bundle(tmp_path / "工会看板", "3.12")
    assert made.name == "工会看板.zip"
    wheels = {path.name.split("-")[0].lower() for path in (tmp_path / "工会看板" / "wheels").glob("*.whl")}
    assert {"union_target_tracking", "streamlit", "duckdb", "colorama", "tzdata", "pip"} <= wheels
    assert make_bundle.lacking(tmp_path / "工会看板" / "wheels", "3.12") == []
    said = (tmp_path / "工会看板" / "启动.bat").read_bytes()
    assert said.count(b"\r\n") == said.count(b"\n") > 40


def test_the_program_is_put_where_streamlit_takes_itself_for_installed(make_bundle, tmp_path, monkeypatch):
    package = tmp_path / "python-3.12.9-embed-amd64.zip"
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("python312._pth", "python312.zip\n.\n")

    def no_download(*arguments):
        if arguments[0] == "wheel":
            wheel(tmp_path / "out" / "wheels", "union_target_tracking")

    monkeypatch.setattr(make_bundle, "pip", no_download)
    make_bundle.make_bundle(tmp_path / "out", "3.12", package)
    (found,) = [
        line for line in (tmp_path / "out" / "python" / "python312._pth").read_text().splitlines() if "app" in line
    ]
    assert found == r"..\app\site-packages", "elsewhere it starts in its mode for developers, and refuses our port"
    assert r"--target app\site-packages " in (CLICKED / "启动.bat").read_text(encoding="utf-8")


def test_another_python_than_the_wheels_are_for_is_refused(make_bundle, tmp_path):
    with pytest.raises(SystemExit, match=r"is not Python 3\.12"):
        make_bundle.make_bundle(tmp_path / "out", "3.12", tmp_path / "python-3.11.9-embed-amd64.zip")


def test_what_is_clicked_makes_a_backup_before_it_sets_up_anew_and_says_what_is_in_the_way():
    start = (CLICKED / "启动.bat").read_text(encoding="utf-8")
    assert start.index(" backup ") < start.index("rmdir") < start.index("--no-index")
    assert "Windows 10" in start
    assert "pause" in start
    stop = (CLICKED / "停止.bat").read_text(encoding="utf-8")
    assert " stop" in stop
    for line in (*start.splitlines(), *stop.splitlines()):
        assert "http" not in line, "nothing comes from the internet"


def test_the_guide_and_what_is_clicked_show_pictures_that_are_there():
    import re

    for page, folder in (
        (ROOT / "docs" / "guide.zh.md", ROOT / "docs"),
        (ROOT / "docs" / "guide.md", ROOT / "docs"),
        (CLICKED / "使用说明.html", ROOT / "docs"),
    ):
        shown = re.findall(r"pictures/[\w.]+png", page.read_text(encoding="utf-8"))
        assert shown
        assert [picture for picture in shown if not (folder / picture).exists()] == []
