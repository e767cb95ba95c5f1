"""The copies beside a database, backups, and the way back: nothing newer is ever written over by something older."""

import os
import re
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest
from databases import DAMAGES, beside, contents, log_of, told_by
from hypothesis import given
from hypothesis import strategies as st
from townships import TWO_FIRMS, add_report, add_units

from tracking.accounts import add_person, who_signs_in
from tracking.intake.preview import prepare_store
from tracking.report.drafts import save_words
from tracking.screen.session.draft_file import DraftFile
from tracking.store import copies as copies_module
from tracking.store.backups import WouldReplace
from tracking.store.coming_back import DatabaseGone
from tracking.store.copies import DAYS, MONTHS, WEEKS, day_of, keep_by_day, worth_keeping
from tracking.store.lock import StoreBusy, StoreProblem
from tracking.store.store import Store, restore


@pytest.fixture
def own(of_two_firms: Path) -> Path:
    return of_two_firms


def report(store: Store, amount: int) -> int:
    return add_report(store, 2020, 1, {("A", "employee_training"): amount})


def copy_of(path: Path) -> Path:
    return Path(f"{path}.copy")


def kept(path: Path, word: str) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.{word}-*"))


# ---- what lies beside a database -------------------------------------------------------------------------------------


def test_an_older_backup_in_the_place_of_the_database_does_not_write_over_the_newer_copy(own, tmp_path):
    older = own.read_bytes()
    with Store(own) as store:
        report(store, 6)
    newer = contents(own)
    own.write_bytes(older)
    with Store(own) as store:
        assert len(store.read("submissions")) == 3
        assert re.search(
            r"holds 1 submissions, as of .*, that are not in it\. It is kept as own\.duckdb\.kept-\d{8}",
            store.warning(),
        )
    assert [contents(file) for file in kept(own, "kept")] == [newer]
    with Store(own) as store:
        assert store.warning() is None
    assert len(kept(own, "kept")) == 1, "once"


def test_a_database_that_is_gone_is_not_begun_anew_while_its_copy_is_there(own):
    before = contents(own)
    own.unlink()
    for _look in range(2):
        with pytest.raises(DatabaseGone, match=r"with 3 submissions\. This puts it back: tracking restore$"):
            Store(own)
    assert not own.exists()
    with Store(own, put_back=True) as store:
        assert told_by(store) == before
        assert store.warning().startswith(
            "The database own.duckdb was missing. It was put back from own.duckdb.copy, as of"
        )
    assert contents(own) == before


def test_a_database_that_is_gone_for_good_is_not_begun_anew_over_what_is_left_of_it(own):
    own.unlink()
    copy_of(own).write_bytes(b"noise" * 1000)
    for put_back in (False, True):
        with pytest.raises(DatabaseGone, match=r"cannot be read: own\.duckdb\.copy\. Nothing was changed"):
            Store(own, put_back=put_back)
    assert beside(own) == ["own.duckdb.copy"]
    copy_of(own).unlink()
    log_of(own).write_bytes(b"log")
    with pytest.raises(DatabaseGone, match=r"cannot be read: own\.duckdb\.wal\."):
        Store(own)


def test_a_copy_that_cannot_be_put_back_stays_where_it_is(own):
    own.unlink()
    with duckdb.connect(str(copy_of(own))) as connection:
        connection.execute("insert into schema_version values (9999, '9999_later.sql', '')")
    before = copy_of(own).read_bytes()
    with pytest.raises(StoreProblem, match="newer version of the program"):
        Store(own, put_back=True)
    assert copy_of(own).read_bytes() == before


def test_what_is_in_the_place_of_the_copy_and_is_none_of_ours_is_kept(own):
    copy_of(own).unlink()
    with duckdb.connect(str(copy_of(own))) as connection:
        connection.execute("create table q (i integer)")
    before = copy_of(own).read_bytes()
    Store(own).close()
    assert contents(copy_of(own)) == contents(own)
    assert [file.read_bytes() for file in kept(own, "kept")] == [before]


def test_of_days_weeks_and_months_a_copy_is_kept_and_no_more(own, monkeypatch):
    def of_its_day(_newest: int) -> str:
        return f"{datetime.fromtimestamp(copy_of(own).stat().st_mtime):%Y%m%d-%H%M%S}-000"

    monkeypatch.setattr(copies_module, "stamp_of", of_its_day)
    for days_gone in range(0, 480, 16):
        with Store(own) as store:
            report(store, days_gone)
        made = (datetime(2025, 1, 6, 9, 0) + timedelta(days=days_gone)).timestamp()
        os.utime(copy_of(own), (made, made))
    with Store(own) as store:
        report(store, 1000)
        report(store, 1001)
        store.settle()
        assert contents(copy_of(own)) == told_by(store)
    days = sorted((day_of(file) for file in kept(own, "copy")), reverse=True)
    assert days == sorted(worth_keeping(days), reverse=True)
    assert len({(day.year, day.month) for day in days}) == MONTHS
    assert len(days) <= DAYS + WEEKS + MONTHS
    held = [len(contents(file)["submission"]) for file in kept(own, "copy")]
    assert held == sorted(set(held)), "each holds what there was on its day"


@given(st.sets(st.dates(date(2020, 1, 1), date(2026, 12, 31)), max_size=120))
def test_the_newest_days_weeks_and_months_are_worth_keeping_whatever_days_there_are(days):
    kept_days = worth_keeping(days)
    assert kept_days <= days
    assert set(sorted(days)[-DAYS:]) <= kept_days
    assert worth_keeping(kept_days) == kept_days, "what was kept yesterday is kept today"
    months = sorted({(day.year, day.month) for day in days})[-MONTHS:]
    assert months == sorted({(day.year, day.month) for day in kept_days})[-MONTHS:]


def test_where_the_disk_is_nearly_full_the_oldest_copies_go_first(own, monkeypatch):
    names = [own.with_name(f"{own.name}.copy-2026010{day}-090000-000") for day in range(1, 5)]
    for name in names:
        name.write_bytes(b"x" * 1000)
    free = iter([100, 100, 10_000])
    monkeypatch.setattr(copies_module.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=next(free)))
    keep_by_day(own, 0)
    assert [name.exists() for name in names] == [False, False, True, True]


def test_a_file_whose_name_is_no_day_is_left_alone(own):
    strange = own.with_name(f"{own.name}.copy-20269999-what")
    strange.write_bytes(b"x")
    keep_by_day(own, 0)
    assert strange.exists()


def test_looking_alone_makes_no_copies_of_days_on_which_nothing_was_stored(own):
    then = time.time() - 3 * 86400
    os.utime(copy_of(own), (then, then))
    before = copy_of(own).stat().st_mtime_ns
    for _look in range(3):
        Store(own).close()
    assert beside(own) == ["own.duckdb", "own.duckdb.copy"]
    assert copy_of(own).stat().st_mtime_ns == before


def test_a_copy_that_is_missing_or_damaged_is_made_again_at_the_next_opening(own):
    for spoil in (Path.unlink, DAMAGES["it is noise"], DAMAGES["it is empty"]):
        spoil(copy_of(own))
        Store(own).close()
        assert contents(copy_of(own)) == contents(own)


def test_a_copy_that_cannot_be_written_is_told_until_it_can(own, run_tracking):
    copy_of(own).unlink()
    copy_of(own).mkdir()
    with Store(own) as store:
        report(store, 7)
        store.settle()
        assert store.warning().startswith("No copy of the database could be kept after the last change.")
        copy_of(own).rmdir()
        report(store, 8)
        store.settle()
        assert store.warning() is None
    copy_of(own).unlink()
    copy_of(own).mkdir()
    said = run_tracking("--database", own, "check")
    assert (said.returncode, said.stderr.startswith("No copy of the database could be kept")) == (0, True)


@pytest.mark.parametrize(
    "name", ["backup_copy.duckdb", "a.db", "put_beside.duckdb", "it's \"our\" data [1].duckdb", "数据 库 #1.duckdb", "temp.duckdb", "main.duckdb"]
)  # fmt: skip
def test_whatever_the_database_is_called_its_copy_is_made_and_brings_it_back(tmp_path, name):
    path = tmp_path / name
    with Store(path) as store:
        add_units(store, TWO_FIRMS)
        prepare_store(store)
        report(store, 5)
        expected = told_by(store)
        store.settle()
        assert contents(copy_of(path)) == expected
        assert store.warning() is None
        store.backup(tmp_path / "backup.duckdb")
    DAMAGES["it is noise"](path)
    with Store(path) as store:
        assert told_by(store) == expected
    restore(path, tmp_path / "backup.duckdb")
    assert contents(path) == expected


def test_what_a_killed_program_left_half_written_is_cleared_away(own):
    for ending in (".part", ".part.wal", ".copy.part", ".copy.part.wal", ".trial.part"):
        Path(f"{own}{ending}").write_bytes(b"half")
    Store(own).close()
    assert beside(own) == ["own.duckdb", "own.duckdb.copy"]


# ---- backups ---------------------------------------------------------------------------------------------------------


def test_a_backup_harms_nothing_that_is_there(own, tmp_path):
    other = tmp_path / "other.duckdb"
    with Store(other) as store:
        prepare_store(store)
    letter, folder, foreign = tmp_path / "report.docx", tmp_path / "folder", tmp_path / "foreign.duckdb"
    letter.write_bytes(b"PK" + bytes(5000))
    folder.mkdir()
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("create table q (i integer)")
    (tmp_path / "damaged.duckdb").write_bytes(own.read_bytes()[:60_000])
    refused = {
        own: "A backup needs another file",
        other: r"other\.duckdb is another database \(as of .*, 1 submissions\), of which this one knows 0",
        letter: "is no database, so it was left as it is",
        folder: "is a folder",
        foreign: "cannot be read: it is not a database of this program",
        tmp_path / "damaged.duckdb": "cannot be read",
        copy_of(own): "a name that the program uses",
        Path(f"{other}.copy"): "a name that the program uses",
        Path(f"{own}.lock"): "a name that the program uses",
        tmp_path / "nowhere" / "backup.duckdb": "There is no folder",
    }
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".lock"}
    with Store(own) as store:
        for target, why in refused.items():
            if target == copy_of(own):
                continue
            with pytest.raises(StoreProblem, match=why):
                store.backup(target)
        with pytest.raises(StoreProblem, match="is no database"):
            store.backup(letter, replace=True)
    assert {file: file.read_bytes() for file in before} == before
    assert not list(tmp_path.rglob("*.part*"))


def test_a_backup_onto_a_database_that_somebody_has_open_is_refused_also_by_force(own, tmp_path):
    with Store(tmp_path / "open.duckdb", "the dashboard") as used, Store(own) as store:
        add_units(used, TWO_FIRMS)
        for replace in (False, True):
            with pytest.raises(StoreBusy, match=r"open\.duckdb is in use by the dashboard"):
                store.backup(used.path, replace)
        assert len(used.read("submissions")) == 1


def test_an_older_backup_is_replaced_only_when_that_is_said(own, tmp_path):
    target = tmp_path / "backup.duckdb"
    with Store(own) as store:
        store.backup(target)
        report(store, 9)
        with pytest.raises(WouldReplace, match=r"older backup of this database \(as of .*, 3 submissions\)"):
            store.backup(target)
        assert len(contents(target)["submission"]) == 3
        store.backup(target, replace=True)
        assert contents(target) == told_by(store)
    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "backup.duckdb",
        "own.duckdb",
        "own.duckdb.copy",
        "own.duckdb.lock",
    ]


# ---- the way back ----------------------------------------------------------------------------------------------------


def test_a_drill_everything_is_there_again_after_backup_damage_and_restore(own, tmp_path, run_tracking):
    def tracking(*arguments: object):
        done = run_tracking("--database", own, *arguments)
        assert done.returncode == 0, done.stderr
        return done

    with Store(own) as store:
        first = add_person(store, "管", ["administrator"], "/", "测试")
        save_words(store, "T", "half-year", 8081, {"lead": "今年"}, "甲")
        store.add(
            "answers",
            {"remembered_answer": pd.DataFrame([{"question": "heading 会员", "answer": "members", "said": "会员"}])},
        )
    drafts = DraftFile(own.with_name(own.name + ".drafts"))
    drafts.keep("somebody", "record", {"reason": "没写完"})
    tracking("backup", tmp_path / "backup.duckdb")
    expected = contents(own)
    with Store(own) as store:
        report(store, 9)
    later = contents(own)
    DAMAGES["its head is zeroed"](own)
    copy_of(own).write_bytes(bytes(100))
    assert run_tracking("--database", own, "check").returncode == 1
    log_of(own).write_bytes(b"a log of the damaged one")
    broken = own.read_bytes()
    said = tracking("restore", tmp_path / "backup.duckdb")
    assert re.match(
        r"backup\.duckdb was brought back, as of \d{4}-\d\d-\d\d \d\d:\d\d, with 6 submissions\.\nWhat was there",
        said.stderr,
    )
    assert contents(own) == expected
    assert contents(tmp_path / "backup.duckdb") == expected, "the backup stays"
    assert [file.read_bytes() for file in kept(own, "kept") if file.suffix != ".wal"] == [broken]
    assert not log_of(own).exists()
    tracking("check")
    assert later != expected
    with Store(own) as store:
        assert who_signs_in(store, "管", first)
        assert len(store.read("report_words", unit="T", kind="half-year", period=8081)) == 1
        assert len(store.read("remembered_answers")) == 1
    own.with_name(own.name + ".drafts").unlink()
    own.rename(own.with_name("old.duckdb"))  # another computer
    tracking("restore", tmp_path / "backup.duckdb")
    assert DraftFile(own.with_name(own.name + ".drafts")).of("somebody", "record").fields == {"reason": "没写完"}


def test_going_back_keeps_what_was_there_and_one_can_go_forward_again(own, tmp_path):
    with Store(own) as store:
        store.backup(tmp_path / "backup.duckdb")
        report(store, 9)
    newer = contents(own)
    state, aside = restore(own, tmp_path / "backup.duckdb")
    assert (state.count, contents(aside)) == (3, newer)
    with Store(own) as store:
        assert len(store.read("submissions")) == 3
        report(store, 10)
        assert store.warning() is None, "all of the old copy is in the database that was kept"
    restore(own, aside)
    assert contents(own) == newer


def test_a_file_that_is_no_good_backup_changes_nothing(own, tmp_path):
    foreign = tmp_path / "foreign.duckdb"
    with duckdb.connect(str(foreign)) as connection:
        connection.execute("create table q (i integer)")
    newer = tmp_path / "newer.duckdb"
    newer.write_bytes(own.read_bytes())
    with duckdb.connect(str(newer)) as connection:
        connection.execute("insert into schema_version values (9999, '9999_later.sql', '')")
    half, letter = tmp_path / "half.duckdb", tmp_path / "letter.docx"
    half.write_bytes(own.read_bytes()[:100_000])
    letter.write_bytes(b"Dear chair" * 1000)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith((".lock", ".log"))}
    for file, why in [
        (foreign, "it is not a database of this program"),
        (newer, "newer version of the program"),
        (half, "cannot be brought back"),
        (letter, "it is not a database"),
        (tmp_path, "is a folder"),
        (tmp_path / "nothing.duckdb", "There is no file"),
        (own, "needs another file"),
    ]:
        with pytest.raises(StoreProblem, match=why):
            restore(own, file)
    after = {file.name: file.read_bytes() for file in tmp_path.iterdir() if not file.name.endswith((".lock", ".log"))}
    assert after == before


def test_nothing_is_brought_back_under_a_program_that_has_the_database(own, tmp_path, run_tracking):
    with Store(own, "the dashboard") as store:
        store.backup(tmp_path / "backup.duckdb")
        said = run_tracking("--database", own, "restore", tmp_path / "backup.duckdb")
        assert (said.returncode, "is in use by the dashboard" in said.stderr) == (1, True)


def test_a_backup_of_an_older_program_is_brought_up_to_date(own, tmp_path):
    from tracking.store.migrations import migrate
    from tracking.store.schema import SQL

    first, older = SQL / "schema" / "0001_initial.sql", tmp_path / "older.duckdb"
    with duckdb.connect(str(older)) as connection:
        migrate(connection, [(first.name, first.read_text(encoding="utf-8"))])
    restore(own, older)
    with Store(own) as store:
        assert store.check().empty


def test_a_missing_database_is_put_back_by_one_command_which_every_other_command_names(own, run_tracking, tmp_path):
    before = contents(own)
    own.unlink()
    book = tmp_path / "units.xlsx"
    book.write_bytes(b"x")
    for arguments in (
        ["check"],
        ["progress", "--year", 2020, "--quarter", 1],
        ["import", book],
        ["import", book, "--dry-run"],
    ):
        said = run_tracking("--database", own, *arguments)
        assert (said.returncode, said.stdout) == (1, "")
        assert "This puts it back: tracking restore" in said.stderr
        assert not own.exists()
    said = run_tracking("--database", own, "restore")
    assert (said.returncode, said.stderr.startswith("The database own.duckdb was missing. It was put back")) == (
        0,
        True,
    )
    assert contents(own) == before
    assert run_tracking("--database", own, "restore").returncode == 2


def test_a_script_replaces_a_backup_only_by_force(own, tmp_path, run_tracking):
    target = tmp_path / "backup.duckdb"
    assert run_tracking("--database", own, "backup", target).returncode == 0
    with Store(own) as store:
        report(store, 9)
    said = run_tracking("--database", own, "backup", target)
    assert (said.returncode, "Say --force to replace it." in said.stderr) == (1, True)
    assert run_tracking("--database", own, "backup", target, "--force").returncode == 0
    assert contents(target) == contents(own)
    assert datetime.now() - datetime.fromtimestamp(target.stat().st_mtime) < timedelta(minutes=1)
