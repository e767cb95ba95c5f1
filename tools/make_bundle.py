"""Make one folder, and a zip of it, from which the program is set up on a Windows computer without internet.

    python tools/make_bundle.py OUT [--python python-3.12.x-embed-amd64.zip] [--python-version 3.12]

Run on a connected computer of any system. In OUT lie: the wheels of the program and of all that it needs, for 64-bit Windows;
Python itself, if its embeddable package (python.org, "Windows embeddable package (64-bit)") is given; and what is clicked there:
启动.bat, 停止.bat and 使用说明.html. Whether the wheels are complete is tried at the end by a dry installation from them alone.
"""

import argparse
import email
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
CLICKED = ROOT / "tools" / "windows"
PICTURES = ROOT / "docs" / "pictures"
NAME = "union-target-tracking"
FOR_WINDOWS = ["--platform", "win_amd64", "--implementation", "cp", "--only-binary=:all:"]


def make_bundle(out: Path, version: str, python: Path | None = None) -> Path:
    """Fill the folder and return the zip beside it. ``version`` is Python's, 3.12. Raises SystemExit with a sentence where
    something is missing."""
    if python and f"python-{version}." not in python.name:
        raise SystemExit(f"{python.name} is not Python {version}; say --python-version, or give another package")
    wheels = out / "wheels"
    shutil.rmtree(out, ignore_errors=True)
    wheels.mkdir(parents=True)
    pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
    (own,) = wheels.glob("*.whl")
    target = ["--python-version", version, *FOR_WINDOWS]
    wanted = [str(own), "pip"]
    while wanted:  # pip leaves out what is needed on Windows alone: it asks the system that it runs on
        pip("download", "--dest", str(wheels), "--find-links", str(wheels), *target, *wanted)
        wanted = lacking(wheels, version)
    try_complete(wheels, target)
    if python:
        with zipfile.ZipFile(python) as package:
            package.extractall(out / "python")
        (paths,) = (out / "python").glob("python*._pth")
        paths.write_text(paths.read_text(encoding="utf-8") + "..\\app\\site-packages\nimport site\n", encoding="utf-8")
    for file in CLICKED.iterdir():
        text = file.read_text(encoding="utf-8")
        (out / file.name).write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8"))
    if PICTURES.is_dir():
        shutil.copytree(PICTURES, out / "pictures")
    (out / "VERSION.txt").write_text(own_version() + "\r\n", encoding="ascii", newline="")
    return Path(shutil.make_archive(str(out), "zip", out.parent, out.name))


def lacking(wheels: Path, version: str) -> list[str]:
    """What the wheels of a folder need on Windows, with this version of Python, and no wheel there is."""
    windows = {
        "sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64",
        "python_version": version, "python_full_version": f"{version}.0", "implementation_name": "cpython",
        "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip
    there, needed = set(), {}
    for wheel in wheels.glob("*.whl"):
        there.add(canonicalize_name(wheel.name.split("-")[0]))
        with zipfile.ZipFile(wheel) as package:
            (about,) = (
                name for name in package.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1
            )
            told = email.message_from_bytes(package.read(about))
        for line in told.get_all("Requires-Dist", []):
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate(windows):
                needed[canonicalize_name(one.name)] = f"{one.name}{one.specifier}"
    return [text for name, text in sorted(needed.items()) if name not in there]


def own_version() -> str:
    """The version of this program."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def pip(*arguments: str) -> None:
    """Run pip. Raises SystemExit with what it said where it fails."""
    done = subprocess.run([sys.executable, "-m", "pip", "-q", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr.strip() or f"pip {arguments[0]} failed")


def try_complete(wheels: Path, target: list[str]) -> None:
    """Install from the wheels alone, without storing anything. Raises SystemExit where one is missing."""
    pip("install", "--dry-run", "--ignore-installed", "--ignore-requires-python", "--no-index", "--find-links", str(wheels), *target, "--target",
        str(wheels.parent / "app" / "site-packages"), NAME)  # fmt: skip


def main() -> None:
    """Read the command line and say where the bundle lies."""
    said = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    said.add_argument("out", type=Path)
    said.add_argument("--python", type=Path, help="Python's embeddable package for 64-bit Windows")
    said.add_argument("--python-version", default="3.12")
    choices = said.parse_args()
    made = make_bundle(choices.out, choices.python_version, choices.python)
    print(f"{made}  {made.stat().st_size // 2**20} MB")


if __name__ == "__main__":
    main()
