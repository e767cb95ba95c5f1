"""The store: one process, a cursor for every query, all or nothing, nothing overwritten."""

import random
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from killed import ROWS, importer, kill_during_import
from pandas.testing import assert_frame_equal
from townships import LONG_AGO, TWO_FIRMS, add_report, add_units, report_rows, rows_of, target, unit

from tracking.catalogue import standard_indicators
from tracking.progress.load import load_progress
from tracking.quarters import period_of
from tracking.store import opened
from tracking.store import store as store_module
from tracking.store.lock import StoreBusy, StoreProblem
from tracking.store.migrations import migrate
from tracking.store.schema import SQL, TABLES
from tracking.store.store import IntegrityProblem, Store, StoreChanged, safe_scope

ROOT = Path(__file__).resolve().parents[2]
SUBMITTED = ("submission", *TABLES)
FIRST = period_of(2020, 1)


def contents(path: Path) -> dict[str, list[tuple]]:
    """Every row of every table of a closed database, sorted."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {t: connection.execute(f"select * from {t} order by all").fetchall() for t in SUBMITTED}


def counts(store: Store) -> dict[str, int]:
    """How many rows each table of an open database has."""
    with store.opened.cursor() as cursor:
        return {t: cursor.execute(f"select count(*) from {t}").fetchall()[0][0] for t in SUBMITTED}


# ---- many readers and writers ----------------------------------------------------------------------------------------


def test_eight_threads_reading_different_scopes_each_get_their_own_figures(store):
    firms = [f"F{number}" for number in range(8)]
    add_units(store, [TWO_FIRMS[0], *map(unit, firms)])
    add_report(store, 2020, 1, {(f, "employee_training"): 100 + n for n, f in enumerate(firms)})

    def read_often(number: int) -> list[list[tuple]]:
        scope = {"scope": f"/T/F{number}/", "first_period": FIRST, "last_period": FIRST}
        return [rows_of(store.read("cells", **scope), "unit", "amount") for _time in range(60)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(read_often, range(8)))
    assert answers == [[[(f"F{number}", 100 + number)]] * 60 for number in range(8)]


def test_threads_that_store_at_once_each_get_a_number_and_all_their_rows(store):
    firms = [f"F{number}" for number in range(8)]
    add_units(store, [TWO_FIRMS[0], *map(unit, firms)])

    def report_four_quarters(firm: str) -> list[int]:
        return [add_report(store, 2020, quarter, {(firm, "employee_training"): quarter}) for quarter in (1, 2, 3, 4)]

    with ThreadPoolExecutor(8) as threads:
        numbers = [number for given in threads.map(report_four_quarters, firms) for number in given]
    cells = store.read("cells", scope="/T/", first_period=FIRST, last_period=FIRST + 3)
    assert len(set(numbers)) == 32
    assert sorted(rows_of(cells, "unit", "period", "amount")) == [
        (firm, FIRST + quarter, quarter + 1) for firm in firms for quarter in range(4)
    ]


def test_numbers_of_submissions_rise_even_when_the_clock_goes_back(store, monkeypatch):
    add_units(store, TWO_FIRMS)
    before = store.version()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert add_report(store, 2020, 1, {("A", "employee_training"): 5}) == before + 1


# ---- one process -----------------------------------------------------------------------------------------------------

OPEN = """
import sys
from tracking.store import Store, StoreProblem
try:
    Store(sys.argv[1], "the second program")
except StoreProblem as problem:
    print(problem)
"""


@pytest.mark.file
def test_a_second_process_is_refused_with_a_sentence_that_names_the_first(store):
    command = [sys.executable, "-c", OPEN, str(store.path)]
    answer = subprocess.run(command, cwd=ROOT, env={"LC_ALL": "C", "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert re.fullmatch(
        r"The database tracking\.duckdb is in use by the tests \(process \d+, since \d{4}-\d\d-\d\d \d\d:\d\d\)\. "
        r"Close that program and try again\.\n",
        answer.stdout.decode(),
    )


@pytest.mark.file
def test_the_command_line_names_the_process_that_holds_the_database_and_exits_with_1(store, run_tracking):
    answer = run_tracking("--database", store.path, "check")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("The database tracking.duckdb is in use by the tests (process ")


@pytest.mark.file
def test_a_second_opening_in_the_same_process_is_refused_and_harms_nothing(store):
    with pytest.raises(StoreBusy):
        Store(store.path)
    assert store.version() > 0


def test_a_closed_database_can_be_opened_again_and_closing_twice_is_harmless(tmp_path):
    first = Store(tmp_path / "a.duckdb")
    first.close()
    first.close()
    with Store(tmp_path / "a.duckdb") as second:
        assert second.version() == 0


def test_the_lock_of_a_program_that_was_killed_does_not_keep_others_out(tmp_path):
    path = tmp_path / "a.duckdb"
    script = "import os, sys\nfrom tracking.store import Store\nStore(sys.argv[1])\nos.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script, str(path)], cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    assert Path(f"{path}.lock").exists()
    with Store(path) as store:
        assert store.version() == 0


# ---- kill -9 ---------------------------------------------------------------------------------------------------------

KILLS = 30


def test_kill_9_during_imports_loses_nothing_acknowledged_and_leaves_no_half(tmp_path):
    path, chance, acknowledged = tmp_path / "killed.duckdb", random.Random(20200721), set()
    with Store(path) as store:
        add_units(store, [TWO_FIRMS[0], *(unit(f"F{number}") for number in range(15))])
        store.add("indicators", {"indicator": standard_indicators()})
    waiting = importer(path)
    for kills in range(1, KILLS + 1):
        process, waiting = waiting, importer(path) if kills < KILLS else None
        acknowledged |= set(kill_during_import(process, chance.uniform(0, 0.25)))
        with Store(path) as store:
            stored = store.read("submissions").query("kind == 'quarter'")
            with store.opened.cursor() as cursor:
                rows = dict(cursor.execute("select submission, count(*) from report group by all").fetchall())
            assert acknowledged <= set(stored["submission"]), "an acknowledged import is lost"
            assert rows == dict.fromkeys(stored["submission"], ROWS), "an import is there by half"
            assert len(stored) <= len(acknowledged) + kills, "more than the one import that was under way is there"
            assert store.check().empty
    assert len(acknowledged) >= KILLS


def torn_in_a_checkpoint(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Import until a checkpoint writes over a block that was in use, and leave the file as if the program had been
    killed in the middle of that block: the first quarter of it is new."""
    log, checkpoint, torn = Path(f"{store.path}.wal"), opened.OpenDatabase._checkpoint, []

    def look(self: opened.OpenDatabase, cursor: duckdb.DuckDBPyConnection) -> None:
        before = store.path.read_bytes(), log.read_bytes()
        checkpoint(self, cursor)
        first, quarter = 3 * 4096, 1 << 16
        after = store.path.read_bytes()[first : first + quarter]
        torn.append((before[0][:first] + after + before[0][first + quarter :], before[1]))

    monkeypatch.setattr(opened.OpenDatabase, "_checkpoint", look)
    for number in range(100):
        add_report(store, 2020, 1, {("A", "employee_training"): number})
        store.settle()
        copy = store.path.with_name("torn.duckdb")
        copy.write_bytes(torn[-1][0])
        try:
            duckdb.connect(str(copy)).close()
        except duckdb.IOException:
            break
    else:
        pytest.fail("no checkpoint wrote in place")
    store.close()
    store.path.write_bytes(torn[-1][0])
    log.write_bytes(torn[-1][1])
    copy.unlink()
    monkeypatch.undo()


@pytest.mark.file
def test_a_file_torn_by_a_kill_in_a_checkpoint_is_put_back_with_all_that_was_stored(store, monkeypatch, run_tracking):
    add_units(store, TWO_FIRMS)
    torn_in_a_checkpoint(store, monkeypatch)
    newest, damaged = store.version(), store.path.read_bytes()
    said = run_tracking("--database", store.path, "check")
    assert said.returncode == 0
    kept = min(store.path.parent.glob("*.damaged-*"))
    assert said.stderr.startswith(
        "The database tracking.duckdb was damaged (parts of it are damaged). It was put back from tracking.duckdb.copy, as"
    )
    assert kept.name in said.stderr
    assert kept.read_bytes() == damaged
    with Store(store.path) as again:
        assert again.version() == newest
        assert again.warning() is None, "the second opening finds nothing wrong"
        assert again.check().empty


@pytest.mark.file
def test_a_damaged_file_without_a_copy_is_refused_and_left_alone(store, monkeypatch):
    add_units(store, TWO_FIRMS)
    torn_in_a_checkpoint(store, monkeypatch)
    Path(f"{store.path}.copy").unlink()
    before = store.path.read_bytes()
    with pytest.raises(
        StoreProblem, match=r"^The database tracking\.duckdb cannot be opened: parts of it are damaged\. No"
    ):
        Store(store.path)
    assert store.path.read_bytes() == before


@pytest.mark.file
def test_what_cannot_be_copied_stays_in_the_log_and_is_there_at_the_next_opening(store, monkeypatch):
    add_units(store, TWO_FIRMS)
    monkeypatch.setattr(opened.OpenDatabase, "backup", lambda *_to: (_ for _ in ()).throw(OSError("disk full")))
    before = store.path.read_bytes()
    number = add_report(store, 2020, 1, {("A", "employee_training"): 5})
    store.close()
    assert store.path.read_bytes() == before, "no checkpoint without a copy, not even at the end"
    with Store(store.path) as again:
        assert again.version() == number


# ---- migrations ------------------------------------------------------------------------------------------------------

GOOD = ("0001_first.sql", "create table a (x integer not null);\ninsert into a values (1);")
BAD = ("0002_second.sql", "create table b (y integer not null);\ninsert into nowhere values (1);")
MENDED = (BAD[0], "create table b (y integer not null);")


@pytest.fixture
def bare(tmp_path):
    """A database that nobody has migrated yet."""
    with duckdb.connect(str(tmp_path / "bare.duckdb")) as connection:
        yield connection


def tables_of(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in connection.execute("select table_name from duckdb_tables() order by all").fetchall()]


def test_a_schema_file_that_fails_leaves_nothing_and_is_applied_once_it_is_mended(bare):
    with pytest.raises(duckdb.Error, match="nowhere"):
        migrate(bare, [GOOD, BAD])
    assert tables_of(bare) == ["a", "schema_version"], "0002 made b before it failed"
    assert migrate(bare, [GOOD, MENDED]) == [MENDED[0]]
    assert tables_of(bare) == ["a", "b", "schema_version"]


def test_schema_files_are_applied_once(bare):
    assert migrate(bare, [GOOD, MENDED]) == [GOOD[0], MENDED[0]]
    assert migrate(bare, [GOOD, MENDED]) == []
    assert bare.execute("select x from a").fetchall() == [(1,)]


def test_a_schema_file_edited_after_it_was_applied_is_refused(bare):
    migrate(bare, [GOOD])
    with pytest.raises(StoreProblem, match=r"^The schema file 0001_first\.sql was changed after it was applied\.$"):
        migrate(bare, [(GOOD[0], GOOD[1] + " ")])


def test_a_schema_file_with_the_line_ends_of_windows_is_the_same_file(bare):
    migrate(bare, [GOOD])
    assert migrate(bare, [(GOOD[0], GOOD[1].replace("\n", "\r\n"))]) == []


def test_a_database_of_a_newer_program_is_refused_untouched_and_let_go(tmp_path):
    path = tmp_path / "newer.duckdb"
    Store(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into schema_version values (9999, '9999_later.sql', '')")
    with pytest.raises(StoreProblem, match=r"newer version of the program\. Please update the program\.$"):
        Store(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from schema_version where version = 9999")
    Store(path).close()


def test_a_database_from_before_the_ends_of_contracts_gets_their_columns_and_keeps_its_rows(tmp_path):
    path, first = tmp_path / "older.duckdb", SQL / "schema" / "0001_initial.sql"
    with duckdb.connect(str(path)) as connection:
        migrate(connection, [(first.name, first.read_text(encoding="utf-8"))])
        connection.execute(
            "insert into unit by name select 1 as submission, 'A' as unit, '旧厂' as name, 'enterprise' as kind"
        )
        connection.execute("insert into place values (1, 'A', null, '/A/', date '1900-01-01')")
    ends = ("unit", "name", "contract_until", "wage_until", "womens_until")
    with Store(path) as store:
        assert rows_of(store.read("unit_versions"), *ends) == [("A", "旧厂", None, None, None)]
        later = {"unit": "A", "name": "旧厂", "kind": "enterprise", "wage_until": date(2020, 9, 30)}
        store.add("units", {"unit": pd.DataFrame([later])})
    with Store(path) as store:
        units = store.read("current_units", scope="/", day=date(2020, 6, 30))
        assert rows_of(units, *ends) == [("A", "旧厂", None, pd.Timestamp(2020, 9, 30), None)]
        assert counts(store)["unit"] == 2, "the older description is still there"


# ---- rules that a row must keep --------------------------------------------------------------------------------------


def report(**broken: object) -> dict[str, pd.DataFrame]:
    return {"report": report_rows(2020, 1, {("A", "employee_training"): 5}).assign(**broken)}


def plan(*targets: dict, planned: str | None = None) -> dict[str, pd.DataFrame]:
    key = {"plan_year": 2020, "version": 1}
    plans = [{"unit": planned or targets[0]["unit"], **key, "in_force_from": LONG_AGO}]
    return {"plan": pd.DataFrame(plans), "target": pd.DataFrame([row | key for row in targets])}


def place(path: str, parent: str | None = "T", code: str = "A") -> dict[str, pd.DataFrame]:
    return {"place": pd.DataFrame([{"unit": code, "parent": parent, "path": path, "valid_from": LONG_AGO}])}


def rate(numerator: str | None, denominator: str | None) -> dict[str, pd.DataFrame]:
    told = {"numerator": numerator, "denominator": denominator, "reported_by": "", "phasing": "keep"}
    words = dict.fromkeys(("theme", "name", "name_en", "measure", "synonyms"), "x")
    row = {"indicator": "own_rate", "kind": "rate", "position": 99, "weight": 1, **words, **told}
    return {"indicator": pd.DataFrame([row]).astype({"numerator": "str", "denominator": "str"})}


def follow_up(**more: object) -> dict[str, pd.DataFrame]:
    row = {"unit": "A", "subject": "everything", "period": 8081, "said_on": date(2020, 7, 1), "contact": "call"}
    return {"follow_up": pd.DataFrame([row | more])}


def evidence(**more: object) -> dict[str, pd.DataFrame]:
    row = {"item": 1, "unit": "A", "period": 8081, "carrier": "figure", "subject": "employee_training", "title": "t",
           "link": "https://a.cn"}  # fmt: skip
    return {"evidence": pd.DataFrame([row | more])}


def contract(*others: dict, **more: object) -> dict[str, pd.DataFrame]:
    row = {
        "contract": 1,
        "unit": "A",
        "kind": "wage",
        "extent": "own",
        "valid_from": date(2020, 1, 1),
        "withdrawn": False,
    }
    return {"contract": pd.DataFrame([row | more, *(row | other for other in others)])}


def exemption(**more: object) -> dict[str, pd.DataFrame]:
    row = {
        "unit": "A",
        "indicator": None,
        "exempt_from": date(2020, 1, 1),
        "exempt_to": date(2020, 12, 31),
        "reason": "x",
    }
    return {"exemption": pd.DataFrame([row | more], dtype=object)}


TWICE = {"report": pd.concat([report()["report"]] * 2)}
NEW = {"unit": pd.DataFrame([{"unit": "C", "name": "no place", "kind": "enterprise"}])}
TRAINING = target("A", "employee_training", 5)
RULES = {"rules": "r", "version": 1, "year": 2020, "kinds": "township", "missing": "none", "in_force": False}

BROKEN = [
    ("report_of_unknown_unit", report(unit="X"), ("X", "employee_training", "A1")),
    ("report_of_unknown_indicator", report(indicator="x"), ("A", "x", "A1")),
    ("report_of_rate", report(indicator="wage_rate"), ("A", "wage_rate", "A1")),
    ("report_without_amount", report(amount=pd.NA), ("A", "employee_training", "A1")),
    ("report_without_amount", report(amount=0), ("A", "employee_training", "A1")),
    ("report_without_amount", report(state="zero"), ("A", "employee_training", "A1")),
    ("report_without_amount", report(state="zero", amount=pd.NA), ("A", "employee_training", "A1")),
    ("report_without_amount", report(state="exempt"), ("A", "employee_training", "A1")),
    ("report_without_amount", report(state="missing"), ("A", "employee_training", "A1")),
    ("report_without_amount", report(state="guessed"), ("A", "employee_training", "A1")),
    ("report_of_unknown_basis", report(basis="half"), ("A", "employee_training", "A1")),
    ("report_twice_in_one_submission", TWICE, ("A", "employee_training", "A1")),
    ("target_of_unknown_unit", plan(TRAINING | {"unit": "X"}), ("X", "employee_training", "A1")),
    ("target_of_unknown_indicator", plan(TRAINING | {"indicator": "x"}), ("A", "x", "A1")),
    ("target_twice_in_one_version", plan(TRAINING, TRAINING), ("A", "employee_training", "A1")),
    (
        "target_due_before_it_starts",
        plan(TRAINING | {"due_date": date(2019, 12, 31)}),
        ("A", "employee_training", "A1"),
    ),
    ("target_without_plan", plan(TRAINING, planned="B"), ("A", "employee_training", "A1")),
    ("target_negative", plan(TRAINING | {"target": -1}), ("A", "employee_training", "A1")),
    ("target_negative", plan(TRAINING | {"tolerance": -1}), ("A", "employee_training", "A1")),
    ("path_without_slashes", place("/T/A"), ("A", None, "/T/A")),
    ("path_without_slashes", place("T/A/"), ("A", None, "T/A/")),
    ("path_without_slashes", place("/T/B/"), ("A", None, "/T/B/")),
    ("place_below_unknown_unit", place("/X/A/", "X"), ("A", None, "X")),
    ("unit_without_place", NEW, ("C", None, "no place")),
    ("rate_without_parts", rate("members", None), (None, "own_rate", "x")),
    ("rate_without_parts", rate("members", "x"), (None, "own_rate", "x")),
    ("follow_up_of_unknown_unit", follow_up(unit="X"), ("X", "everything", "2020-07-01")),
    ("follow_up_of_unknown_subject", follow_up(subject="x"), ("A", "x", "2020-07-01")),
    ("promise_before_it_was_made", follow_up(promised_on=date(2020, 6, 30)), ("A", "everything", "2020-06-30")),
    ("withdrawal_of_nothing", follow_up(withdraws=7), ("A", "everything", "7")),
    ("exemption_of_unknown_unit", exemption(unit="X"), ("X", None, "2020-01-01")),
    ("exemption_of_unknown_indicator", exemption(indicator="x"), ("A", "x", "2020-01-01")),
    ("exemption_ends_before_it_begins", exemption(exempt_to=date(2019, 12, 31)), ("A", None, "2020-01-01")),
    ("not_asked_of_no_indicator", exemption(code="not_asked"), ("A", None, "2020-01-01")),
    ("exemption_taken_back_that_never_was", exemption(withdrawn=True), ("A", None, "2020-01-01")),
    ("evidence_of_unknown_unit", evidence(unit="X"), ("X", "employee_training", "t")),
    ("evidence_of_unknown_indicator", evidence(subject="x"), ("A", "x", "t")),
    ("evidence_of_nothing", evidence(carrier="follow_up", subject="everything", carried=7), ("A", "everything", "t")),
    ("evidence_of_nothing", evidence(carrier="plan", subject=None, carried=7), ("A", None, "t")),
    ("evidence_of_nothing", evidence(carrier="x"), ("A", "employee_training", "t")),
    ("evidence_without_file_or_link", evidence(link=None), ("A", "employee_training", "t")),
    ("evidence_without_file_or_link", evidence(link="javascript:alert(1)"), ("A", "employee_training", "t")),
    *(
        (
            "evidence_without_file_or_link",
            evidence(**{"link": None, "sha256": "0" * 64, "kind": "pdf", "bytes": 1} | wrong),
            ("A", "employee_training", "t"),
        )
        for wrong in (
            {"sha256": "../../etc/passwd"},
            {"kind": "exe"},
            {"kind": None},
            {"bytes": None},
            {"link": "https://a.cn"},
        )
    ),
    ("evidence_taken_back_that_never_was", evidence(withdraws=7), ("A", "employee_training", "t")),
    (
        "evidence_asked_of_unknown_indicator",
        {"evidence_asked": pd.DataFrame([{"indicator": "x", "asked": True}])},
        (None, "x", None),
    ),
    ("contract_of_unknown_unit", contract(unit="X"), ("X", None, "1")),
    ("contract_of_unknown_kind", contract(kind="x"), ("A", None, "1")),
    ("contract_of_unknown_kind", contract(extent="x"), ("A", None, "1")),
    ("contract_of_unknown_kind", contract(employees=-1), ("A", None, "1")),
    ("contract_ends_before_it_begins", contract(valid_to=date(2019, 12, 31)), ("A", None, "1")),
    ("contract_ends_before_it_begins", contract(ended_on=date(2019, 12, 31)), ("A", None, "1")),
    ("contract_twice_in_one_submission", contract({}), ("A", None, "1")),
    ("contract_renews_itself_or_nothing", contract(renews=1), ("A", None, "1")),
    ("contract_renews_itself_or_nothing", contract(renews=7), ("A", None, "1")),
    ("founding_of_no_enterprise", {"founding": pd.DataFrame([{"unit": "X", "withdrawn": False}])}, ("X", None, None)),
    (
        "founding_twice_in_one_submission",
        {"founding": pd.DataFrame([{"unit": "A", "withdrawn": False}] * 2)},
        ("A", None, None),
    ),
    ("cover_of_no_contract", {"contract_cover": pd.DataFrame([{"contract": 1, "unit": "A"}])}, ("A", None, "1")),
    (
        "score_of_unknown_unit",
        {"score_team": pd.DataFrame([{"rules": "r", "unit": "X", "team": "t"}])},
        ("X", None, None),
    ),
    (
        "score_item_of_unknown_indicator",
        {
            "score_rules": pd.DataFrame([RULES]),
            "score_item": pd.DataFrame(
                [{"rules": "r", "version": 1, "position": 1, "item": "i", "how": "rank", "points": 1, "indicator": "x"}]
            ),
        },
        (None, "x", "i"),
    ),
    (
        "score_item_of_no_rules",
        {
            "score_item": pd.DataFrame(
                [{"rules": "r", "version": 1, "position": 1, "item": "i", "how": "hand", "points": 1}]
            )
        },
        (None, None, "i"),
    ),
    (
        "register_counts_unknown_indicator",
        {"register_counts": pd.DataFrame([{"indicator": "x", "since_period": 8081}])},
        (None, "x", None),
    ),
    ("evidence_of_nothing", evidence(carrier="contract", subject="wage", carried=7), ("A", "wage", "t")),
    (
        "two_accounts_of_one_person",
        {"identity": pd.DataFrame([{"account": one, "issuer": "i", "subject": "s"} for one in "AB"])},
        (None, None, "A, B"),
    ),
    (
        "reports_due_before_the_quarter_ends",
        {"report_due": pd.DataFrame([{"period": 8081, "due_on": date(2020, 6, 30)}])},
        (None, None, "2020-06-30"),
    ),
]


@pytest.mark.parametrize(("code", "tables", "breach"), BROKEN)
def test_a_submission_that_breaks_a_rule_is_named_and_stores_nothing(store, code, tables, breach):
    add_units(store, TWO_FIRMS)
    before = counts(store)
    with pytest.raises(IntegrityProblem, match=f"^The data would break these rules: {code}\\. Nothing") as problem:
        store.add("quarter", tables)
    assert rows_of(problem.value.rows, "code", "unit", "indicator", "detail") == [(code, *breach)]
    assert counts(store) == before


def test_a_report_that_belongs_to_no_submission_is_found_by_the_check(tmp_path):
    path = tmp_path / "tampered.duckdb"
    with Store(path) as store:
        store.add("indicators", {"indicator": standard_indicators()})
        add_units(store, TWO_FIRMS)
        add_report(store, 2020, 1, {("A", "employee_training"): 5})
        assert store.check().empty
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into report by name select * replace (7 as submission) from report")
    with Store(path) as store:
        found = rows_of(store.check(), "code", "unit", "indicator", "detail")
    assert found == [("report_without_submission", "A", "employee_training", "A1")]


def test_a_contract_that_changes_its_unit_breaks_a_rule(store):
    add_units(store, TWO_FIRMS)
    store.add("contracts", contract())
    with pytest.raises(IntegrityProblem, match="contract_of_two_units"):
        store.add("contracts", contract(unit="B"))


def test_every_rule_was_seen_to_fire():
    text = (SQL / "integrity.sql").read_text(encoding="utf-8")
    rules = set(re.findall(r"^select '(\w+)'", text, re.MULTILINE))
    for kind in re.findall(r"^    select '(\w+)'", text, re.MULTILINE):
        rules |= {f"{kind}_of_unknown_unit", f"{kind}_of_unknown_{'subject' if kind == 'follow_up' else 'indicator'}"}
    elsewhere = {"report_without_submission", "contract_of_two_units"}
    assert rules == {code for code, _tables, _breach in BROKEN} | elsewhere


def test_the_example_breaks_no_rule(example):
    assert example.check().empty


# ---- all or nothing, and nothing overwritten -------------------------------------------------------------------------


class PulledPlug(pd.DataFrame):
    """Rows that end the program while they are being stored, as Ctrl-C does."""

    def assign(self, **_columns: object) -> pd.DataFrame:
        raise KeyboardInterrupt


def test_an_interrupted_submission_leaves_nothing_and_the_next_one_is_stored(store):
    add_units(store, TWO_FIRMS)
    before = counts(store)
    with pytest.raises(KeyboardInterrupt):
        store.add("quarter", report() | {"exemption": PulledPlug([{"unit": "A"}])})
    assert counts(store) == before
    add_report(store, 2020, 1, {("A", "employee_training"): 5})
    assert counts(store)["report"] == 1


def test_rows_for_a_table_that_is_none_of_ours_are_refused_whole(store):
    before = counts(store)
    with pytest.raises(ValueError, match="schema_version"):
        store.add("quarter", {"schema_version": pd.DataFrame([{"version": 2}])})
    assert counts(store) == before


@pytest.mark.file
def test_nothing_is_stored_on_a_disk_that_is_nearly_full(store, monkeypatch):
    before = counts(store)
    monkeypatch.setattr(opened, "SMALLEST_FREE_DISK", 1 << 62)
    with pytest.raises(StoreProblem, match=r"^The disk is nearly full, so nothing was stored\."):
        add_units(store, TWO_FIRMS)
    assert counts(store) == before


def test_after_a_correction_the_old_row_is_still_there_and_the_new_one_counts(store):
    add_units(store, TWO_FIRMS)
    first = add_report(store, 2020, 1, {("A", "employee_training"): 50})
    second = add_report(store, 2020, 1, {("A", "employee_training"): 5})
    third = add_report(store, 2020, 1, {("A", "employee_training"): "missing"})
    history = rows_of(store.read("unit_reports", unit="A"), "amount", "state", "in_force")
    assert history == [(None, "missing", True), (5, "value", False), (50, "value", False)]
    corrections = store.read("corrections")
    assert rows_of(corrections, "submission", "old_amount", "amount", "state") == [
        (third, 5, None, "missing"),
        (second, 50, 5, "value"),
    ]
    assert first < second < third
    cells = store.read("cells", scope="/T/", first_period=FIRST, last_period=FIRST)
    assert cells.empty, "what was withdrawn is missing, not 0"


def test_no_statement_of_ours_changes_or_removes_a_row():
    changing = re.compile(r"\b(update|delete|truncate|drop|merge|alter(?! table \w+ add column))\b", re.IGNORECASE)
    files = sorted(SQL.rglob("*.sql"))
    kept = re.findall(r"(?:from|into|update)\s+(\w+)", (SQL / "keep_sums.sql").read_text(encoding="utf-8"))
    assert set(kept) == {"node_sum", "rows_to_keep", "submission"}, "sums beside the log are made from it, and anew"
    found = [
        f"{file.name}: {line}"
        for file in files
        if file.name != "keep_sums.sql"
        for line in file.read_text(encoding="utf-8").splitlines()
        if changing.search(line.split("--")[0])
    ]
    assert len(files) > 20
    assert found == []
    code = "".join(file.read_text(encoding="utf-8") for file in Path(store_module.__file__).parent.glob("*.py"))
    assert (
        re.findall(r"(?i)update\s+\w+\s+set|delete\s+from|drop\s+table|truncate\s+\w|or\s+replace|on\s+conflict", code)
        == []
    )


def files_of(store: Store) -> dict[str, bytes]:
    """The bytes of the database and of its copy."""
    return {file.name: file.read_bytes() for file in (store.path, Path(f"{store.path}.copy"))}


def has_log(store: Store) -> bool:
    """Whether something is in the engine's log."""
    log = Path(f"{store.path}.wal")
    return log.exists() and log.stat().st_size > 0


@pytest.mark.file
def test_an_act_writes_its_own_rows_into_the_log_and_leaves_file_and_copy_alone(store):
    add_units(store, TWO_FIRMS)
    store.settle()
    before = files_of(store)
    add_report(store, 2020, 1, {("A", "employee_training"): 5})
    first = Path(f"{store.path}.wal").stat().st_size
    add_report(store, 2020, 2, {("A", "employee_training"): 5})
    assert files_of(store) == before
    assert 0 < first < 4096, "a few hundred bytes a row, whatever is stored beside it"
    assert Path(f"{store.path}.wal").stat().st_size < 2 * first


def settled(store: Store) -> bool:
    """Whether the log is empty, and file and copy hold all that was stored."""
    held = store.read("submissions")
    with duckdb.connect(f"{store.path}.copy", read_only=True) as copy:
        in_copy = copy.execute("select count(*) from submission").fetchall()[0][0]
    return not has_log(store) and in_copy == len(held)


@pytest.mark.file
def test_what_was_stored_goes_from_the_log_into_file_and_copy_when_nobody_stores_for_a_while(store, monkeypatch):
    monkeypatch.setattr(opened, "IDLE", 0.3)
    add_units(store, TWO_FIRMS)
    for number in range(4):
        add_report(store, 2020, 1, {("A", "employee_training"): number})
        time.sleep(0.15)
    assert has_log(store), "somebody is storing"
    until = time.monotonic() + 20
    while has_log(store) and time.monotonic() < until:
        time.sleep(0.05)
    assert settled(store)
    add_report(store, 2020, 2, {("A", "employee_training"): 5})
    assert has_log(store)
    while has_log(store) and time.monotonic() < until:
        time.sleep(0.05)
    assert settled(store), "and again"


@pytest.mark.file
def test_what_was_stored_goes_from_the_log_into_file_and_copy_when_that_has_grown(store, monkeypatch):
    add_units(store, TWO_FIRMS)
    assert has_log(store)
    monkeypatch.setattr(opened, "MOST_IN_LOG", 1000)
    add_report(store, 2020, 1, {("A", "employee_training"): 5})
    assert settled(store)


@pytest.mark.file
def test_what_was_stored_goes_from_the_log_into_file_and_copy_when_the_program_ends(store):
    add_units(store, TWO_FIRMS)
    newest = store.version()
    store.close()
    assert not has_log(store)
    with duckdb.connect(str(store.path), read_only=True) as file:
        assert file.execute("select max(submission) from submission").fetchall() == [(newest,)]


@pytest.mark.file
@pytest.mark.parametrize("harm", ["a byte of it is flipped", "its end is zeroed", "it is cut"])
def test_of_a_log_damaged_at_its_end_every_act_before_the_damage_comes_back(store, harm):
    add_units(store, TWO_FIRMS)
    store.settle()
    numbers = [add_report(store, 2020, 1, {("A", "employee_training"): number}) for number in range(9)]
    file, log = store.path.read_bytes(), Path(f"{store.path}.wal").read_bytes()
    spoiled = {
        "a byte of it is flipped": log[:-40] + bytes([log[-40] ^ 255]) + log[-39:],
        "its end is zeroed": log[:-300] + bytes(300),
        "it is cut": log[:-40],
    }[harm]
    copy = Path(f"{store.path}.copy").read_bytes()
    store.close()  # as if it had been killed before, and the disk had lost a part
    store.path.write_bytes(file)
    Path(f"{store.path}.copy").write_bytes(copy)
    Path(f"{store.path}.wal").write_bytes(spoiled)
    with Store(store.path) as again:
        held = set(again.read("submissions")["submission"])
        assert held & set(numbers) == set(numbers[:-1])
        assert again.check().empty
        if harm != "it is cut":
            assert "8 of them were read from its log; what else that may have held" in again.warning()


def test_a_reader_in_the_middle_of_a_query_does_not_make_an_import_fail(store):
    add_units(store, TWO_FIRMS)
    stop = threading.Event()

    def read_on() -> int:
        times = 0
        while not stop.is_set():
            store.read("current_units", scope="/", day=date(2020, 6, 30))
            times += 1
        return times

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read_on) for _thread in range(2)]
        for quarter in (1, 2, 3, 4):
            add_report(store, 2020, quarter, {("A", "employee_training"): 5})
        stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert counts(store)["report"] == 4


# ---- backups and damage ----------------------------------------------------------------------------------------------


def test_a_backup_opens_and_says_what_the_database_says(example, tmp_path):
    target_file = tmp_path / "it's a backup.duckdb"
    example.backup(target_file)
    assert [file.name for file in tmp_path.iterdir()] == [target_file.name], "no half-written file is left"
    with Store(target_file) as copy:
        assert counts(copy) == counts(example)
        assert_frame_equal(load_progress(copy, "QHZ", 2020, 2), load_progress(example, "QHZ", 2020, 2))
        for query in ("submissions", "all_places", "plan_versions", "corrections", "settings"):
            assert_frame_equal(copy.read(query), example.read(query))


@pytest.mark.file
def test_a_backup_holds_every_row_of_every_table(store, tmp_path):
    add_units(store, TWO_FIRMS)
    add_report(store, 2020, 1, {("A", "employee_training"): 5, ("B", "members"): 0})
    store.backup(tmp_path / "copy.duckdb")
    store.close()
    assert contents(tmp_path / "copy.duckdb") == contents(store.path)


def test_a_backup_onto_the_database_itself_is_refused(store):
    with pytest.raises(StoreProblem, match=r"^A backup needs another file than the database itself\.$"):
        store.backup(store.path)
    assert store.version() > 0


def test_a_file_that_is_no_database_gives_a_sentence_and_is_let_go_untouched(tmp_path):
    path = tmp_path / "letter.duckdb"
    path.write_bytes(b"Dear chair, here are our figures. " * 500)
    before = path.read_bytes()
    with pytest.raises(StoreProblem, match=r"^The database letter\.duckdb cannot be opened: \S") as problem:
        Store(path)
    assert "\n" not in str(problem.value)
    assert path.read_bytes() == before
    path.unlink()
    Store(path).close()


@pytest.mark.parametrize("path", ["/T", "T/", "//", "/T//A/", "", "/T/A"])
def test_a_scope_that_is_not_a_path_between_slashes_is_refused(path):
    with pytest.raises(ValueError, match="not a path"):
        safe_scope(path)


def test_a_scope_between_slashes_is_used_as_it_is():
    assert safe_scope("/T/V1/") == "/T/V1/"
    assert safe_scope("/") == "/", "everything"


def test_nothing_is_added_to_data_that_changed_since_they_were_looked_at(store):
    looked_at = store.version()
    add_units(store, TWO_FIRMS)
    before = counts(store)
    with pytest.raises(StoreChanged):
        store.add("quarter", {"report": report_rows(2020, 1, {("A", "proposals"): 4})}, unless_changed_since=looked_at)
    assert counts(store) == before
    now = store.version()
    store.add("quarter", {"report": report_rows(2020, 1, {("A", "proposals"): 4})}, unless_changed_since=now)
    assert store.version() > now


@pytest.mark.file
def test_the_next_writer_knows_the_version_before_it_has_the_lock(store, monkeypatch):
    seen = []
    monkeypatch.setattr(
        store.opened, "_settle_when_due", lambda: seen.append((store.version(), store.opened._writing.locked()))
    )
    add_units(store, TWO_FIRMS)
    assert seen == [(int(store.read("newest_submission")["submission"].iloc[0]), True)]


def test_of_two_who_looked_at_the_same_data_one_is_refused(store):
    add_units(store, TWO_FIRMS)
    looked_at = store.version()

    def add(code: str) -> bool:
        try:
            rows = report_rows(2020, 1, {(code, "proposals"): 4})
            return bool(store.add("quarter", {"report": rows}, unless_changed_since=looked_at))
        except StoreChanged:
            return False

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, ["A", "B", "A", "B"])) == [False, False, False, True]


# ---- as it was, and as it would be -----------------------------------------------------------------------------------


def test_a_store_as_of_a_submission_tells_what_was_known_then_whatever_comes_later(store):
    add_units(store, TWO_FIRMS)
    then = add_report(store, 2020, 1, {("A", "employee_training"): 5})
    past = store.as_of(then)
    before = {query: past.read(query, **ASKED) for query in QUERIES}
    add_report(store, 2020, 1, {("A", "employee_training"): 9, ("B", "employee_training"): 1})
    add_units(store, [*TWO_FIRMS, unit("C")])
    again = store.as_of(then)
    for query in QUERIES:
        assert_frame_equal(again.read(query, **ASKED), before[query])
    assert cells_now(again) == [("A", 5)]
    assert cells_now(store) == [("A", 9), ("B", 1)]
    assert again.version() == then
    assert again.path != store.path, "nothing read from one is taken for the other's"


QUERIES = ("cells", "current_units", "submissions", "current_indicators", "settings", "all_places")
ASKED = {"scope": "/", "day": date(2020, 3, 31), "first_period": 8080, "last_period": 8083}


def cells_now(store) -> list[tuple]:
    return sorted(rows_of(store.read("cells", **ASKED), "unit", "amount"))


def test_nothing_can_be_stored_in_the_past(store):
    add_units(store, TWO_FIRMS)
    with pytest.raises(StoreProblem, match="earlier state"):
        store.as_of(store.version()).add("quarter", {})


def test_a_store_with_imagined_rows_tells_what_would_be_and_the_store_itself_does_not_change(store):
    add_units(store, TWO_FIRMS)
    add_report(store, 2020, 1, {("A", "employee_training"): 5})
    rows = report_rows(2020, 1, {("A", "employee_training"): 7, ("B", "employee_training"): 2})
    with store.imagined({"report": rows}) as imagined:
        assert cells_now(imagined) == [("A", 7), ("B", 2)]
        assert len(imagined.read("submissions")) == len(store.read("submissions")) + 1
    assert cells_now(store) == [("A", 5)]
    with store.imagined({}) as nothing:
        assert cells_now(nothing) == [("A", 5)]


def test_many_threads_may_look_at_the_same_day_at_once(store):
    add_units(store, TWO_FIRMS)
    then = add_report(store, 2020, 1, {("A", "employee_training"): 5})
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _n: cells_now(store.as_of(then)), range(40)))
    assert found == [[("A", 5)]] * 40


def test_what_was_read_is_kept_until_something_is_stored_and_never_changed_by_who_read_it(store, monkeypatch):
    asked = []
    monkeypatch.setattr(store, "_read", lambda query, *more: asked.append(query) or Store._read(store, query, *more))
    first = store.read("submissions")
    first["kind"] = "something else"
    assert store.read("submissions")["kind"].tolist() == ["indicators"]
    assert asked == ["submissions"]
    add_units(store, TWO_FIRMS)
    assert len(store.read("submissions")) == 2
    assert asked == ["submissions", "submissions"]
