"""One database for several offices: PostgreSQL and a folder, many programs at once, nothing lost, one sentence for what fails."""

import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from killed import IN_OUR_PROCESSES, ROWS, importer, kill_during_import
from papers import PDF
from postgres import Copies, running_server
from townships import TWO_FIRMS, add_plan, add_report, add_units, quarter_file, report_rows, target, unit

from tracking.decisions import set_due_day
from tracking.evidence import Carrier, attach, evidence_files_wrong, evidence_of, file_of, looked_at
from tracking.intake.preview import prepare_store
from tracking.places import SharedAddress, address_of
from tracking.progress.load import load_progress
from tracking.quarters import period_of
from tracking.store import as_of, bring_up_to_date, take_over
from tracking.store import extensions as extensions_module
from tracking.store import shared as shared_module
from tracking.store.lock import StoreProblem
from tracking.store.schema import TABLES, sql_text
from tracking.store.store import Store, StoreChanged

SECOND_QUARTER = period_of(2020, 2)
FIRMS = [f"F{number}" for number in range(100)]


@pytest.fixture
def address(shared_copies: Copies, tmp_path: Path) -> SharedAddress:
    """An empty shared database with the standard catalogue."""
    return shared_copies.another(tmp_path / "rows")


@pytest.fixture
def own_server():
    """A server that a test may stop."""
    with running_server() as server:
        yield server


def town(address: SharedAddress, firms: list[str]) -> None:
    with Store(address) as store:
        add_units(store, [TWO_FIRMS[0], *(unit(code) for code in firms)])
        add_plan(store, [target("T", "employee_training", 1000)])


def trained(store: Store) -> int:
    """How many the enterprises of the township say they trained in the second quarter."""
    cells = store.read("cells", scope="/", first_period=SECOND_QUARTER, last_period=SECOND_QUARTER)
    return int(cells["amount"].sum())


# ---- several offices at once -----------------------------------------------------------------------------------------


def test_what_one_office_stores_the_other_sees_without_doing_anything(address):
    town(address, ["A", "B"])
    with Store(address) as here, Store(address) as there:
        assert trained(here) == 0
        add_report(there, 2020, 2, {("A", "employee_training"): 30})
        time.sleep(shared_module.LOOK_AGAIN + 0.1)
        assert (here.version(), trained(here)) == (there.version(), 30)


def test_what_rests_on_data_that_another_office_changed_is_refused_and_stores_nothing(address):
    town(address, ["A"])
    with Store(address) as here, Store(address) as there:
        seen, rows = here.version(), report_rows(2020, 2, {("A", "employee_training"): 1})
        add_report(there, 2020, 2, {("A", "employee_training"): 30})
        with pytest.raises(StoreChanged):
            here.add("quarter", {"report": rows}, unless_changed_since=seen)
        assert (here.version(), trained(here)) == (there.version(), 30)


def test_of_two_offices_that_decide_the_same_thing_the_second_sees_the_first(address):
    with Store(address) as here, Store(address) as there:
        set_due_day(here, SECOND_QUARTER, date(2020, 7, 15), "高温", "甲镇总工会", seen=0)
        with pytest.raises(StoreChanged, match="In the meantime 甲镇总工会 stored something else here"):
            set_due_day(there, SECOND_QUARTER, date(2020, 7, 20), "高温", "乙镇总工会", seen=0)


def test_while_one_office_looks_and_stores_no_other_can_and_numbers_rise(address):
    with Store(address) as here, Store(address) as there:
        with here.alone():
            add_units(here, TWO_FIRMS)
            waiting = subprocess.Popen([sys.executable, "-c", STORE_ONE, address.text], env=IN_OUR_PROCESSES)
            time.sleep(2)
            assert waiting.poll() is None, "it stored something meanwhile"
            newest = add_mark(here, "first")
        assert waiting.wait(30) == 0
        numbers = list(there.read("submissions").sort_values("received_at")["submission"])
        assert numbers == sorted(set(numbers))
        assert numbers[-1] > newest


def add_mark(store: Store, word: str) -> int:
    return store.add("setting", {"setting": pd.DataFrame([{"name": word, "value": "1"}])})


STORE_ONE = """
import sys
import pandas as pd
from tracking.places import SharedAddress
from tracking.store import Store
with Store(SharedAddress(sys.argv[1])) as store:
    store.add("setting", {"setting": pd.DataFrame([{"name": "second", "value": "1"}])})
"""


def test_who_waits_too_long_for_another_office_reads_a_sentence_and_nothing_is_stored(address, monkeypatch):
    monkeypatch.setattr(shared_module, "MOST_WAITED", 1)
    with Store(address) as here, Store(address) as there, here.alone():
        before = there.version()
        with pytest.raises(StoreProblem, match=r"^Another office has been storing something .* nothing was stored"):
            add_units(there, TWO_FIRMS)
        assert there.version() == before


def test_two_processes_that_import_50_files_each_at_once_get_all_of_them_in(address, tmp_path):
    town(address, FIRMS)
    files = []
    for number, code in enumerate(FIRMS):
        files.append(tmp_path / f"{code}.xlsx")
        files[-1].write_bytes(quarter_file([unit(code)], {(code, "employee_training"): number + 1}))
    command = [sys.executable, "-c", "from tracking.cli import main; main()", "--database", address.text, "import"]
    both = [
        subprocess.Popen([*command, *map(str, part)], env=IN_OUR_PROCESSES, stderr=subprocess.PIPE, text=True)
        for part in (files[:50], files[50:])
    ]
    said = [process.communicate(timeout=600)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all("50 files: 50 stored, 0 unchanged, 0 refused." in text for text in said)
    with Store(address) as store:
        quarters = store.read("submissions").query("kind == 'quarter'")
        assert len(quarters) == len(set(quarters["submission"])) == 100
        assert set(quarters["file_name"]) == {file.name for file in files}
        cells = store.read("cells", scope="/", first_period=0, last_period=9999)
        told = {row["unit"]: row["amount"] for row in cells.to_dict("records")}
        assert told == {code: number + 1 for number, code in enumerate(FIRMS)}
        assert trained(store) == 5050
        assert store.check().empty


OPEN = "import sys\nfrom tracking.places import SharedAddress\nfrom tracking.store import Store\nStore(SharedAddress(sys.argv[1])).close()"


def test_two_offices_that_open_a_new_database_at_once_make_it_once(postgres, tmp_path):
    address = postgres.address(postgres.new_database(), tmp_path / "rows")
    command = [sys.executable, "-c", OPEN, address.text]
    both = [subprocess.Popen(command, env=IN_OUR_PROCESSES, stderr=subprocess.PIPE, text=True) for _office in range(3)]
    said = [process.communicate(timeout=120)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0, 0], said
    with Store(address) as store, store.opened.cursor() as cursor:
        versions = cursor.execute("select version from lake.main.schema_version order by all").fetchall()
        assert versions == [(number,) for number in range(1, shared_module.NEWEST + 1)]


# ---- kill -9 ---------------------------------------------------------------------------------------------------------

KILLS = 25


def test_kill_9_of_one_office_loses_nothing_acknowledged_leaves_no_half_and_holds_up_nobody(address):
    chance, acknowledged = random.Random(20200721), set()
    town(address, FIRMS[:15])
    with Store(address) as store:
        waiting = importer(address)
        for kill in range(1, KILLS + 1):
            process, waiting = waiting, importer(address) if kill < KILLS else None
            acknowledged |= set(kill_during_import(process, chance.uniform(0, 0.2)))
            began = time.monotonic()
            add_mark(store, f"after {kill}")
            assert time.monotonic() - began < 20, "the lock of the killed one was still held"
            stored = set(store.read("submissions").query("kind == 'quarter'")["submission"])
            with store.opened.cursor() as cursor:
                rows = dict(cursor.execute("select submission, count(*) from report group by all").fetchall())
            assert acknowledged <= stored, "an acknowledged import is lost"
            assert rows == dict.fromkeys(stored, ROWS), "an import is there by half"
        assert len(acknowledged) >= KILLS
        assert store.check().empty


# ---- when the network goes -------------------------------------------------------------------------------------------


def test_while_postgresql_is_gone_everything_is_one_sentence_and_afterwards_it_goes_on_by_itself(own_server, tmp_path):
    address = own_server.address(own_server.new_database(), tmp_path / "rows")
    with Store(address) as store:
        prepare_store(store)
        town_of_one(store)
        own_server.stop()
        for act in (lambda: trained(store), lambda: add_mark(store, "x"), store.version, lambda: store.read("cells")):
            store._kept.clear()
            time.sleep(shared_module.LOOK_AGAIN + 0.1)
            with pytest.raises(
                StoreProblem, match=r"cannot be reached: no PostgreSQL answers there\. Nothing was stored"
            ):
                act()
        own_server.start()
        assert trained(store) == 7
        add_report(store, 2020, 2, {("A", "employee_training"): 9})
        assert trained(store) == 9


def town_of_one(store: Store) -> None:
    add_units(store, TWO_FIRMS[:2])
    add_plan(store, [target("T", "employee_training", 1000)])
    add_report(store, 2020, 2, {("A", "employee_training"): 7})


@pytest.mark.parametrize("back", [False, True], ids=["it stays away", "it comes back"])
def test_a_connection_lost_in_the_middle_of_storing_stores_nothing_and_says_so(own_server, tmp_path, back):
    address = own_server.address(own_server.new_database(), tmp_path / "rows")
    with Store(address) as store:
        prepare_store(store)
        before = store.version()

        def interrupted() -> dict[str, pd.DataFrame]:
            own_server.stop()
            if back:
                own_server.start()
            return {"setting": pd.DataFrame([{"name": "x", "value": "1"}])}

        with pytest.raises(StoreProblem, match=r"was lost in the middle of this|cannot be reached"):
            store.add("setting", interrupted)
        if not back:
            own_server.start()
        assert store.version() == before
        assert add_mark(store, "y") > before
        assert list(store.read("settings")["name"]) == ["y"]


def test_an_earlier_state_is_told_again_after_the_connection_was_lost(own_server, tmp_path):
    address = own_server.address(own_server.new_database(), tmp_path / "rows")
    with Store(address) as store:
        prepare_store(store)
        town_of_one(store)
        earlier = store.as_of(store.version())
        add_report(store, 2020, 2, {("A", "employee_training"): 9})
        own_server.stop()
        own_server.start()
        assert (trained(store), trained(earlier)) == (9, 7)


# ---- in order, and elsewhere -----------------------------------------------------------------------------------------


def test_who_closes_a_database_of_many_small_files_merges_them_and_no_figure_changes(address, monkeypatch):
    monkeypatch.setattr(shared_module, "MOST_FILES", 10)
    town(address, FIRMS[:20])
    with Store(address) as store:
        for number, code in enumerate(FIRMS[:20]):
            add_report(store, 2020, 2, {(code, "employee_training"): number + 1})
        before = load_progress(store, "T", 2020, 2)
        files = files_of(store)
        assert files == 20
    with Store(address) as store:
        assert files_of(store) < 5
        pd.testing.assert_frame_equal(load_progress(store, "T", 2020, 2), before)
        assert add_report(store, 2020, 2, {("F0", "employee_training"): 2}) == store.version()


def files_of(store: Store) -> int:
    """In how many files the figures lie."""
    with store.opened.cursor() as cursor:
        return len(cursor.execute("select * from ducklake_list_files('lake', 'report')").fetchall())


def test_a_database_goes_from_a_file_into_a_shared_one_and_out_again_with_its_whole_history(
    example_database, postgres, tmp_path
):
    address = postgres.address(postgres.new_database(), tmp_path / "rows")
    with Store(example_database_copy(example_database, tmp_path)) as store:
        store.backup(tmp_path / "whole.duckdb")
        before, history = load_progress(store, "QHZ", 2020, 2), store.read("submissions")
    assert take_over(address, tmp_path / "whole.duckdb") == len(history)
    with Store(address) as store:
        pd.testing.assert_frame_equal(load_progress(store, "QHZ", 2020, 2), before)
        pd.testing.assert_frame_equal(store.read("submissions"), history)
        store.backup(tmp_path / "out.duckdb")
    with Store(tmp_path / "out.duckdb") as store:
        pd.testing.assert_frame_equal(load_progress(store, "QHZ", 2020, 2), before)
        pd.testing.assert_frame_equal(store.read("submissions"), history)
        assert store.check().empty
    with pytest.raises(StoreProblem, match=r"holds \d+ submissions already\. Only an empty one can take over another"):
        take_over(address, tmp_path / "whole.duckdb")


def test_a_file_that_one_office_handed_in_the_other_takes_out_and_a_copy_takes_it_along(
    address, tmp_path, postgres, run_tracking
):
    with Store(address) as here, Store(address) as there:
        town(address, ["A"])
        attach(here, Carrier("A", 8081, "figure", "employee_training"), [looked_at("通知.pdf", PDF)], "甲镇")
        row = evidence_of(there, "/", 8081, 8081).iloc[0]
        assert file_of(there, int(row["submission"]), int(row["item"])) == PDF
        assert here.files.folder == Path(f"{address.settings()['data_path']}.evidence")
    out = tmp_path / "out.duckdb"
    assert run_tracking("--database", out, "copy", address.text, out).returncode == 0
    assert (tmp_path / "out.duckdb.evidence" / row["sha256"]).read_bytes() == PDF
    other = postgres.address(postgres.new_database(), tmp_path / "other")
    assert run_tracking("--database", out, "copy", out, other.text).returncode == 0
    with Store(other) as copied:
        assert copied.files.get(row["sha256"]) == PDF
        assert evidence_files_wrong(copied).empty


def example_database_copy(example_database: Path, folder: Path) -> Path:
    copied = folder / "example.duckdb"
    copied.write_bytes(example_database.read_bytes())
    return copied


# ---- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["ducklake:union.ducklake", "ducklake:postgres:", "ducklake:postgres:host=a", "ducklake:postgres:dbname=a b"],
)
def test_an_address_that_is_none_is_a_sentence_with_an_example(text):
    with pytest.raises(StoreProblem, match=r"is no address of a shared database. Expected is, for example: ducklake:"):
        Store(address_of(text))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("dbname=a host=127.0.0.1 port=1", "no PostgreSQL answers there"),
        ("dbname=a host=no.such.computer.invalid", "no computer of that name is known"),
        ("dbname=nowhere host=127.0.0.1 port={port} user=union", "PostgreSQL there has no database of this name"),
        ("dbname=postgres host=127.0.0.1 port={port} user=stranger", "PostgreSQL there does not know this user"),
        (
            "dbname=postgres host=127.0.0.1 port={port} colour=red",
            "its address names a setting that PostgreSQL does not",
        ),
    ],
)
def test_why_a_shared_database_cannot_be_reached_is_a_sentence(postgres, tmp_path, words, why):
    text = f"ducklake:postgres:{words.format(port=postgres.port)} password=geheim data_path={tmp_path / 'rows'}"
    with pytest.raises(StoreProblem, match=f"cannot be reached: {why}") as problem:
        Store(SharedAddress(text))
    assert "geheim" not in f"{problem.value}{SharedAddress(text)}"
    assert not (tmp_path / "rows").exists()


def test_a_new_shared_database_asks_for_the_folder_with_its_rows(postgres):
    with pytest.raises(StoreProblem, match=r"^There is no shared database at union_\d+@.* yet.*data_path=/srv/union$"):
        Store(postgres.address(postgres.new_database(), None))


@pytest.mark.parametrize("harm", ["gone", "a file"])
def test_a_folder_that_cannot_be_written_to_is_a_sentence_and_nothing_is_made(postgres, tmp_path, harm):
    database = postgres.new_database()
    if harm == "a file":
        (tmp_path / "share").write_bytes(b"")
    with pytest.raises(
        StoreProblem, match=r"share/rows of the shared database .* cannot be written to: there is no such"
    ):
        Store(postgres.address(database, tmp_path / "share" / "rows"))
    assert postgres.says("select count(*) from pg_tables where schemaname = 'public'", database) == "0"


def test_a_share_that_is_not_connected_is_a_sentence_before_anything_is_stored(address, tmp_path):
    (tmp_path / "rows").rename(tmp_path / "elsewhere")
    with pytest.raises(
        StoreProblem, match=r"rows of the shared database .* cannot be written to: there is no such folder"
    ):
        Store(address)
    (tmp_path / "elsewhere").rename(tmp_path / "rows")
    with Store(address) as store:
        assert store.check().empty


def test_a_folder_connected_elsewhere_on_this_computer_is_named_in_the_address(address, tmp_path):
    town(address, ["A"])
    (tmp_path / "rows").rename(tmp_path / "elsewhere")
    moved = SharedAddress(address.text.replace("/rows", "/elsewhere"))
    with Store(moved) as store:
        assert trained(store) == 0


def test_a_database_of_an_older_program_is_left_alone_until_somebody_says_upgrade(postgres, tmp_path, monkeypatch):
    address = postgres.address(postgres.new_database(), tmp_path / "rows")
    files = shared_module.schema_files()
    with monkeypatch.context() as patch:
        patch.setattr(shared_module, "schema_files", lambda: files[:-1])
        patch.setattr(shared_module, "NEWEST", len(files) - 1)
        patch.setattr(as_of, "TABLES", TABLES[: -files[-1][1].count("create table")])
        patch.setattr(
            as_of, "sql_text", lambda name: sql_text(name).partition("-- One row per contract of the register")[0]
        )
        older = Store(address)
    before = postgres.says("select max(snapshot_id) from ducklake_snapshot", name_of(address))
    with pytest.raises(StoreProblem, match=r"was made by an older version of the program.*tracking upgrade$"):
        Store(address)
    assert postgres.says("select max(snapshot_id) from ducklake_snapshot", name_of(address)) == before
    bring_up_to_date(address)
    with Store(address) as store:
        prepare_store(store)
        assert store.check().empty
    with monkeypatch.context() as patch:
        patch.setattr(shared_module, "NEWEST", len(files) - 1)
        with pytest.raises(StoreProblem, match=r"^Meanwhile another office brought the shared database"):
            add_mark(older, "from the older program")
        patch.setattr(shared_module, "schema_files", lambda: files[:-1])
        with pytest.raises(StoreProblem, match="made by a newer version of the program"):
            Store(address)
    older.close()


def name_of(address: SharedAddress) -> str:
    return address.settings()["dbname"]


def test_without_the_packages_for_it_the_sentence_says_what_to_install(address, monkeypatch):
    monkeypatch.setattr(extensions_module, "find_spec", lambda _name: None)
    with pytest.raises(StoreProblem, match=r"needs more packages .*: pip install union-target-tracking\[shared\]$"):
        Store(address)


def test_nothing_is_asked_of_the_internet(address):
    with Store(address) as store, store.opened.cursor() as cursor:
        settings = "select name, value from duckdb_settings() where name like 'auto%extensions'"
        assert dict(cursor.execute(settings).fetchall())["autoinstall_known_extensions"] == "false"


def test_a_shared_address_is_read_as_postgresql_reads_it():
    text = r"ducklake:postgres:dbname=union host = db data_path='C:\\工会 数据\'s' password='a b'"
    said = SharedAddress(text).settings()
    assert said == {"dbname": "union", "host": "db", "data_path": r"C:\工会 数据's", "password": "a b"}
    assert "a b" not in str(SharedAddress(text))
    assert isinstance(address_of("tracking.duckdb"), Path)
