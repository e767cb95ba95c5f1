"""What stands in the way is a sentence: a full disk, what may not be written, locks; and the log of errors."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from databases import beside, contents, told_by
from townships import TWO_FIRMS, add_report, add_units, units_file

from tracking import cli
from tracking.intake.preview import prepare_store
from tracking.language import use_language
from tracking.store import engine, error_log, opened
from tracking.store.lock import StoreBusy, StoreProblem
from tracking.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
ONLY_POSIX = pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")


def report(store: Store, amount: int) -> int:
    return add_report(store, 2020, 1, {("A", "employee_training"): amount})


@pytest.fixture
def own(of_two_firms: Path) -> Path:
    return of_two_firms


# ---- a full disk -----------------------------------------------------------------------------------------------------

UNTIL_FULL = """
import resource, signal, sys
import pandas as pd
from tracking.store import Store, StoreProblem
from townships import report_rows
years = range(1700, 2100)  # so much at once that the disk is full before many acts
rows = pd.concat([report_rows(y, q, {(f, "employee_training"): y * q for f in "AB"}) for y in years for q in (1, 2, 3, 4)])
with Store(sys.argv[1], "the importer") as store:
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    refused = 0
    while refused < 3:
        try:
            print("stored", store.add("quarter", {"report": rows}), flush=True)
        except StoreProblem as problem:
            refused += 1
            print("refused", problem, flush=True)
        assert len(store.read("submissions")) > 2
        if len(store.read("submissions")) > 80:
            break
    print("warning", store.warning(), flush=True)
"""


def run_script(script: str, *arguments: object) -> subprocess.CompletedProcess:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'given'}", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@ONLY_POSIX
@pytest.mark.parametrize("more", [-200_000, 1000, 5000, 20_000, 100_000, 300_000])
def test_a_disk_that_fills_in_the_middle_loses_nothing_acknowledged_and_raises_only_sentences(own, more):
    run = run_script(UNTIL_FULL, own, own.stat().st_size + more)
    assert run.returncode == 0, run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    lines = run.stdout.splitlines()
    stored = {int(line.split()[1]) for line in lines if line.startswith("stored ")}
    refused = [line for line in lines if line.startswith("refused ")]
    assert stored
    assert len(refused) == 3, "the disk did get full"
    assert all("could not do this: the disk is full" in line for line in refused), refused
    assert not [name for name in beside(own) if ".part" in name], "nothing half written is left"
    with Store(own) as store:
        assert stored <= set(store.read("submissions")["submission"])
        assert store.check().empty
        assert store.warning() is None


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, where this machine lets a test have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if (
        os.name == "nt"
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], capture_output=True).returncode
    ):
        pytest.skip("no disk of its own")
    yield disk
    subprocess.run(["umount", disk], check=True)


def store_until_full(store: Store, others: Path) -> tuple[list[int], str]:
    """Store again and again on a disk that somebody else fills; what was stored, and what was said at the end."""
    stored: list[int] = []
    for number in range(2000):
        with contextlib.suppress(OSError), others.open("ab", buffering=0) as file:
            file.write(bytes(1 << 20 if number == 0 else 40_000))
        try:
            stored.append(report(store, number))
        except StoreProblem as problem:
            return stored, str(problem)
    raise AssertionError("the disk did not get full")


def test_on_a_small_disk_that_is_full_what_is_there_can_be_read_and_every_refusal_is_a_sentence(
    small_disk, monkeypatch
):
    monkeypatch.setattr(opened, "SMALLEST_FREE_DISK", 0)
    path = small_disk / "own.duckdb"
    with Store(path) as store:
        prepare_store(store)
        add_units(store, TWO_FIRMS)
        stored, refused = store_until_full(store, small_disk / "others")
        assert "could not do this: the disk is full. What was stored before is still there." in refused
        assert set(stored) <= set(store.read("submissions")["submission"])
        assert not list(small_disk.glob("*.part*"))
    with Store(path) as store:
        assert set(stored) <= set(store.read("submissions")["submission"]), "also when it is opened on the full disk"
        assert store.check().empty
        with pytest.raises(StoreProblem, match="the disk is full"):
            store.backup(small_disk / "backup.duckdb")
    assert not (small_disk / "backup.duckdb").exists()
    (small_disk / "others").unlink()
    with Store(path) as store:
        report(store, 1)
        store.settle()
        assert contents(Path(f"{path}.copy")) == told_by(store)


def test_an_import_refused_at_the_start_leaves_no_new_database(tmp_path, monkeypatch, run_tracking):
    path, book = tmp_path / "new.duckdb", tmp_path / "units.xlsx"
    book.write_bytes(units_file(TWO_FIRMS))
    monkeypatch.setattr(opened, "SMALLEST_FREE_DISK", 1 << 62)
    with pytest.raises(StoreProblem, match="The disk is nearly full"):
        cli.app(["--database", str(path), "import", str(book)], standalone_mode=False)
    letter = tmp_path / "letter.xlsx"
    letter.write_bytes(b"Dear chair")
    assert run_tracking("--database", path, "import", letter).returncode == 1
    assert sorted(file.name for file in tmp_path.iterdir()) == ["letter.xlsx", "units.xlsx"]


# ---- what may not be written -----------------------------------------------------------------------------------------


@pytest.fixture
def read_only(own: Path, tmp_path: Path) -> Iterator[Path]:
    """The database in a folder in which nothing may be written, also not by root."""
    folder = own.parent
    if os.name == "nt" or subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        folder.chmod(0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("root may write everywhere")
        yield own
        folder.chmod(0o700)
        return
    subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    yield own
    subprocess.run(["umount", folder], check=True)


def test_a_folder_that_may_not_be_written_to_is_a_sentence(read_only, run_tracking):
    for arguments in (["check"], ["restore", read_only.with_name("own.duckdb.copy")]):
        said = run_tracking("--database", read_only, *arguments)
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr.startswith(
            "The database own.duckdb cannot be opened: its lock file own.duckdb.lock cannot be written"
        )
    with open_elsewhere(read_only) as store, pytest.raises(StoreProblem, match="may not be written to"):
        store.backup(read_only.with_name("backup.duckdb"))


def open_elsewhere(path: Path) -> Store:
    """Another database, in a folder that may be written to."""
    return Store(path.parents[1] / f"elsewhere-{path.parent.name}.duckdb")


@ONLY_POSIX
def test_a_file_that_may_not_be_written_to_is_a_sentence_and_is_not_taken_for_damage(own):
    before = own.read_bytes()

    def mount(*how: object) -> int:
        return subprocess.run(["mount", *map(str, how)], capture_output=True).returncode

    if mount("--bind", own, own):
        own.chmod(0o400)
        if os.access(own, os.W_OK):
            pytest.skip("root may write everywhere")
    else:
        mount("-o", "remount,ro,bind", own)
    try:
        with pytest.raises(StoreProblem, match="cannot be opened: it, or its folder, may not be written to"):
            Store(own)
    finally:
        subprocess.run(["umount", own], capture_output=True)
    assert own.read_bytes() == before
    assert beside(own) == ["own.duckdb", "own.duckdb.copy"]


def test_a_folder_that_is_missing_and_cannot_be_made_is_a_sentence(tmp_path, run_tracking):
    (tmp_path / "usb").write_bytes(b"no folder")
    with pytest.raises(StoreProblem, match=r"^There is no folder .*usb\. Make it, or connect the disk it is on"):
        Store(tmp_path / "usb" / "own.duckdb")
    said = run_tracking("--database", tmp_path / "usb" / "own.duckdb", "import", __file__)
    assert (said.returncode, said.stderr.startswith("There is no folder ")) == (1, True)
    assert [file.name for file in tmp_path.iterdir()] == ["usb"]


def test_a_database_that_is_a_folder_is_a_sentence(tmp_path):
    (tmp_path / "own.duckdb").mkdir()
    with pytest.raises(StoreProblem, match="cannot be opened: it is a folder"):
        Store(tmp_path / "own.duckdb")
    assert beside(tmp_path / "own.duckdb") == ["own.duckdb"]


def test_the_database_of_another_program_is_refused_untouched(tmp_path):
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table q (i integer)")
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match="database of another program"):
        Store(path)
    assert path.read_bytes() == before
    assert beside(path) == ["other.duckdb"]


# ---- locks -----------------------------------------------------------------------------------------------------------


def test_two_databases_of_one_name_and_two_endings_have_a_lock_each(tmp_path):
    with Store(tmp_path / "a.duckdb") as first, Store(tmp_path / "a.db") as second:
        assert first.version() == second.version() == 0
    (tmp_path / "a.lock").mkdir()  # where older versions had theirs
    Store(tmp_path / "a.duckdb").close()


def test_a_lock_file_that_is_a_folder_is_a_sentence(own):
    Path(f"{own}.lock").unlink(missing_ok=True)
    Path(f"{own}.lock").mkdir()
    with pytest.raises(StoreProblem, match=r"its lock file own\.duckdb\.lock cannot be written"):
        Store(own)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[1, 2]", '"x"', "null", '{"holder": {"a": 1}}', "\x00\xff" * 50, "{" * 5000]
)
def test_a_held_lock_with_any_text_in_it_is_a_sentence(own, text):
    with Store(own, "the tests"):
        Path(f"{own}.lock").write_text(text, encoding="utf-8")
        with pytest.raises(StoreBusy, match=r"is in use by .* \(process \?, since \?\)"):
            Store(own)


def test_reading_the_files_of_a_held_database_in_its_own_process_does_not_let_another_one_in(own, run_tracking):
    with Store(own, "the tests"):
        for file in (own, Path(f"{own}.lock")):
            file.read_bytes()
        said = run_tracking("--database", own, "check")
    assert said.returncode == 1
    assert said.stderr.startswith(f"The database own.duckdb is in use by the tests (process {os.getpid()}, since 20")


def test_a_database_is_given_back_by_whichever_thread_closes_it(own):
    store = Store(own)
    closing = threading.Thread(target=store.close)
    closing.start()
    closing.join()
    Store(own).close()


# ---- errors in sentences, and their log ------------------------------------------------------------------------------


def test_a_commit_that_fails_is_a_sentence_stores_nothing_and_others_read_on(own, monkeypatch):
    class Failing:
        """A cursor whose commit fails as on a full disk."""

        def __init__(self, cursor: duckdb.DuckDBPyConnection):
            self._cursor = cursor

        def __getattr__(self, name: str) -> object:
            return getattr(self._cursor, name)

        def __enter__(self) -> "Failing":
            return self

        def __exit__(self, *_exc: object) -> None:
            self._cursor.close()

        def commit(self) -> None:
            raise duckdb.TransactionException("Failed to commit: 某某 13812345678 No space left on device")

    with Store(own) as store:
        before, cursor = told_by(store), store.opened.cursor
        with monkeypatch.context() as patch:
            patch.setattr(store.opened, "cursor", lambda: Failing(cursor()))
            with pytest.raises(
                StoreProblem, match=r"^The database own\.duckdb could not do this: the disk is full\. What was"
            ):
                report(store, 6)
        assert told_by(store) == before
        report(store, 7)
    assert "138" not in Path(f"{own}.log").read_text(encoding="utf-8").partition("\n")[2]


def test_the_log_stays_small_and_says_no_figure_and_no_name(tmp_path):
    path = tmp_path / "own.duckdb"

    def fail(name: str, amount: int) -> None:
        raise ValueError(f"{name} {amount}")

    for _time in range(1200):
        try:
            fail("青禾恒泰 张三", 13812345678)
        except ValueError as error:
            number = error_log.record(error, path, "cells.sql")
    files = [Path(f"{path}.log"), Path(f"{path}.log.1")]
    assert sum(file.stat().st_size for file in files) < 3 * error_log.LARGEST
    text = files[0].read_text(encoding="utf-8")
    assert f"{number} cells.sql\n  builtins.ValueError\n" in text
    assert "test_store_trouble.py" in text
    assert "张三" not in text
    assert "13812345678" not in text
    assert str(ROOT) not in text


def test_an_error_is_told_also_where_no_log_can_be_written(tmp_path):
    problem = engine.told(OSError(28, "No space left on device"), tmp_path / "nowhere" / "own.duckdb", "x")
    assert (
        str(problem)
        == "The database own.duckdb could not do this: the disk is full. What was stored before is still there."
    )


def test_a_sentence_is_said_in_the_language_of_whoever_reads_it(own):
    Path(f"{own}.lock").unlink(missing_ok=True)
    Path(f"{own}.lock").mkdir()
    with pytest.raises(StoreProblem) as told:
        Store(own)
    use_language("zh_CN")
    assert str(told.value).startswith("数据库 own.duckdb 打不开：锁文件")


def test_the_command_line_says_a_sentence_where_a_file_stands_in_the_way(own, run_tracking, tmp_path):
    said = run_tracking("--database", own, "template", "units", "-o", tmp_path / "nowhere" / "units.xlsx")
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert said.stderr.strip().endswith("nowhere/units.xlsx: there is no such file or folder.")


UNFORESEEN = """
import sys
from tracking import cli
from tracking.cli import data
def fail(*_a):
    raise RuntimeError("张三 13812345678")
data.open_store = fail
cli.main()
"""


def test_the_command_line_says_a_sentence_with_a_number_where_nobody_foresaw_it(own):
    environment_script = f"import sys; sys.argv = ['tracking', '--database', {str(own)!r}, 'check']\n{UNFORESEEN}"
    run = run_script(environment_script)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("Something went wrong that was not foreseen. (This is no. ")
    assert "RuntimeError" in Path(f"{own}.log").read_text(encoding="utf-8")
    assert "张三" not in run.stderr + Path(f"{own}.log").read_text(encoding="utf-8")
