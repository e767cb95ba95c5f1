"""A database always comes back: whatever part is damaged, when it is opened and while it is open."""

import os
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from databases import DAMAGES, another_log, beside, contents, copied, forget_what_was_read, log_of, noise, told_by
from townships import TWO_FIRMS, add_report, add_units, unit

from tracking.intake.preview import prepare_store
from tracking.store import engine
from tracking.store import opened as opened_module
from tracking.store.coming_back import DatabaseGone
from tracking.store.lock import StoreProblem
from tracking.store.store import Store

FIRMS = [TWO_FIRMS[0], *(unit(f"F{number}") for number in range(60))]


def report(store: Store, quarter: int, factor: int = 1) -> int:
    figures = {(f"F{n}", "employee_training"): factor * (n * 7919 % 1000 + 1) for n in range(60)}
    return add_report(store, 2020, quarter, figures)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed database with some quarters, and its copy."""
    path = tmp_path_factory.mktemp("good") / "good.duckdb"
    with Store(path) as store:
        prepare_store(store)
        add_units(store, FIRMS)
        for quarter in (1, 2, 3, 4):
            report(store, quarter)
    return path


@pytest.fixture
def damaged(good: Path, tmp_path: Path) -> Path:
    """The same once more, to be damaged."""
    return copied(good, tmp_path / "here")


@pytest.mark.parametrize("name", DAMAGES)
def test_whatever_is_damaged_comes_back_from_the_copy_is_kept_once_and_said(good, damaged, name):
    DAMAGES[name](damaged)
    broken = damaged.read_bytes()
    with Store(damaged) as store:
        assert told_by(store) == contents(good)
        assert re.match(
            r"The database good\.duckdb was damaged \([^)]+\)\. It was put back from good\.duckdb\.copy, as of"
            r" \d{4}-\d\d-\d\d \d\d:\d\d, with 6 submissions\. The damaged file is kept as good\.duckdb\.damaged-\d{8}",
            store.warning(),
        )
    kept = [name for name in beside(damaged) if ".damaged-" in name]
    assert [(damaged.parent / name).read_bytes() for name in kept] == [broken]
    with Store(damaged) as store:
        assert store.warning() is None, "the second look finds nothing wrong"
    assert len(beside(damaged)) == 3


def test_of_forty_blocks_of_noise_anywhere_in_the_file_every_one_that_harms_is_healed(good, tmp_path):
    chance, healed = random.Random(20200721), 0
    for number in range(40):
        path = copied(good, tmp_path / str(number))
        noise(path, chance)
        try:
            engine.look_at(path)
            harmless = True
        except StoreProblem:
            harmless = False
        with Store(path) as store:
            assert told_by(store) == contents(good)
            assert (store.warning() is None) == harmless
        healed += not harmless
    assert healed > 20, "most of the file is in use"


def test_a_log_of_another_database_is_put_aside_and_nothing_is_lost(good, damaged):
    another_log(damaged)
    with Store(damaged) as store:
        assert told_by(store) == contents(good)
        assert store.warning().startswith("The log of the database good.duckdb does not belong to it or is damaged")
    assert len([name for name in beside(damaged) if name.endswith(".wal")]) == 1


def test_a_log_that_is_damaged_does_not_take_along_what_the_copy_knows(damaged):
    with Store(damaged) as store:
        before = damaged.read_bytes()
        report(store, 1, factor=2)
        expected = told_by(store)
    damaged.write_bytes(before)  # as if it had been killed before its checkpoint …
    log_of(damaged).write_bytes(random.Random(3).randbytes(4000))  # … and the log was lost as well
    with Store(damaged) as store:
        assert told_by(store) == expected
        assert "its log is damaged" in store.warning()


def without_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no copy can be written: what is stored rests in the log."""

    def refuse(*_to: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opened_module, "write_copy", refuse)


@pytest.mark.parametrize(
    "name", ["its head is zeroed", "it is cut in half", "all but its head is noise", "it is empty"]
)
def test_what_only_the_log_holds_is_read_from_it_on_top_of_the_copy(damaged, monkeypatch, name):
    with Store(damaged) as store:
        without_copies(monkeypatch)
        report(store, 1, factor=2)
        report(store, 2, factor=3)
        store.settle()
        assert store.warning().startswith(
            "No copy of the database could be kept after the last change. What was stored is"
        )
        expected = told_by(store)
    monkeypatch.undo()
    DAMAGES[name](damaged)
    with Store(damaged) as store:
        assert told_by(store) == expected
        assert "with 8 submissions. 2 of them were read from its log." in store.warning()
    assert contents(damaged) == expected
    assert contents(Path(f"{damaged}.copy")) == expected


def test_where_the_copy_is_damaged_too_a_copy_of_an_earlier_day_is_put_back(good, damaged):
    os.replace(f"{damaged}.copy", f"{damaged}.copy-20200720-101500-123")
    Path(f"{damaged}.copy").write_bytes(bytes(50_000))
    DAMAGES["it is noise"](damaged)
    with Store(damaged) as store:
        assert told_by(store) == contents(good)
        assert "put back from good.duckdb.copy-20200720-101500-123" in store.warning()


def test_two_damaged_files_are_refused_with_a_sentence_and_looking_again_makes_no_more(damaged):
    DAMAGES["it is noise"](damaged)
    DAMAGES["it is cut in half"](Path(f"{damaged}.copy"))
    before = {name: (damaged.parent / name).read_bytes() for name in beside(damaged)}
    for _look in range(3):
        with pytest.raises(
            StoreProblem, match=r"cannot be opened: it is not a database\. No good copy of it lies beside it"
        ):
            Store(damaged)
    assert {name: (damaged.parent / name).read_bytes() for name in beside(damaged)} == before


# ---- while it is open ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all but its head is noise", "it is cut in half", "its tail is zeroed"])
def test_damage_met_by_a_reader_is_mended_while_everybody_goes_on(good, damaged, name):
    with Store(damaged) as store:
        expected = told_by(store)
        then = store.as_of(store.version())
        DAMAGES[name](damaged)
        forget_what_was_read(store)
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda _n: len(store.read("submissions")), range(40)))
            tables = list(threads.map(lambda _n: store.check(), range(8)))
        assert found == [6] * 40
        assert all(table.empty for table in tables)
        assert told_by(store) == expected
        assert len(then.read("submissions")) == 6, "a day looked back at is there again"
        assert "It was put back from good.duckdb.copy" in store.warning()
        report(store, 1, factor=5)
    assert len([name for name in beside(damaged) if ".damaged-" in name]) == 1
    assert len(contents(damaged)["submission"]) == 7


def test_damage_met_by_somebody_who_stores_loses_neither_what_was_there_nor_what_is_stored(damaged):
    with Store(damaged) as store:
        DAMAGES["all but its head is noise"](damaged)
        forget_what_was_read(store)
        stored = []
        for factor in (5, 6):
            try:
                stored.append(report(store, 1, factor))
            except StoreProblem:
                continue  # said, and not stored
        stored.append(report(store, 2, 7))
        held = set(store.read("submissions")["submission"])
    assert set(stored) <= held
    with Store(damaged) as store:
        assert set(stored) <= set(store.read("submissions")["submission"])
        assert store.check().empty


def test_a_database_damaged_for_good_while_it_is_open_is_a_sentence_each_time(damaged):
    with Store(damaged) as store:
        DAMAGES["all but its head is noise"](damaged)
        Path(f"{damaged}.copy").unlink()
        forget_what_was_read(store)
        for _look in range(3):
            with pytest.raises(StoreProblem, match="No good copy"):
                store.check()


def test_reads_never_fail_while_the_database_is_opened_anew(damaged):
    stop, failed = threading.Event(), []

    def read_on(store: Store) -> int:
        times = 0
        while not stop.is_set():
            try:
                store.read("submissions")
                times += 1
            except Exception as error:
                failed.append(repr(error.__cause__))
        return times

    with Store(damaged) as store, ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read_on, store) for _n in range(4)]
        for _time in range(8):
            with store.alone():
                store.opened._open_anew()
        stop.set()
        assert all(reader.result() for reader in readers)
    assert failed == []


def test_a_file_written_over_by_another_program_stores_nothing_and_is_opened_anew(good, damaged, tmp_path):
    with Store(tmp_path / "older.duckdb") as older:
        prepare_store(older)
    with Store(damaged) as store:
        number = report(store, 1, factor=9)
        damaged.write_bytes((tmp_path / "older.duckdb").read_bytes())
        with pytest.raises(StoreProblem, match=r"Another program wrote over good\.duckdb while it was open here"):
            report(store, 2, factor=9)
        assert len(store.read("submissions")) == 1
        assert "holds 7 submissions" in store.warning()
    kept = next(damaged.parent.glob("*.kept-*"))
    assert number in {row[0] for row in contents(kept)["submission"]}


def test_a_file_deleted_while_it_is_open_loses_nothing(damaged):
    with Store(damaged) as store:
        number = report(store, 1, factor=9)
        damaged.unlink()
        with pytest.raises(DatabaseGone):
            report(store, 2, factor=9)
    with pytest.raises(
        DatabaseGone, match=r"a copy of it is kept there: good\.duckdb\.copy, as of .*, with 7 submissions"
    ):
        Store(damaged)
    with Store(damaged, put_back=True) as store:
        assert number in set(store.read("submissions")["submission"])


def test_an_error_of_a_question_harms_nothing_and_is_a_sentence_with_a_number_in_the_log(damaged):
    with Store(damaged) as store:
        with pytest.raises(
            StoreProblem, match=r"could not do this\..*\(This is no\. (\S+) in good\.duckdb\.log\.\)"
        ) as told:
            store.read("current_units", scope="/", day="刘某某 13812345678")
        assert isinstance(told.value.__cause__, duckdb.Error)
    log = Path(f"{damaged}.log").read_text(encoding="utf-8")
    number = re.search(r"no\. (\S+) in", str(told.value))[1]
    assert f"{number} current_units.sql\n  _duckdb.ConversionException\n" in log
    assert "刘" not in log
    assert "138" not in log.replace(number, "")
