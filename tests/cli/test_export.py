"""What leaves the program as text: lists as CSV, and everything that the command line prints."""

import ast
import csv
import io
import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from made_once import copy_database, database_made_once
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.decisions.closing import close_quarter
from tracking.intake.preview import prepare_store
from tracking.store.store import Store
from tracking.telling.tables.export import csv_of

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    "\u3000=1",
    "\n=1",
]
STEERING = "厂\x1b[2J\x1b]0;x\x07\x00\u202e\u200b\x9b\r"

SECOND_QUARTER = ("--year", "2020", "--quarter", "2")


def lines_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_and_no_heading_of_a_list_starts_a_formula(text):
    header, line = lines_of(csv_of(pd.DataFrame({text: [text]})))
    assert header == line == [f"'{text}"]


def test_a_list_with_nothing_in_some_cells_is_exported_with_nothing_there():
    table = pd.DataFrame({"a": ["x", None], "b": [None, "y"], "c": [1, None], "d": [pd.NaT, pd.Timestamp(2020, 1, 2)]})
    assert lines_of(csv_of(table))[1:] == [["x", "", "1.0", ""], ["", "y", "", "2020-01-02"]]
    for nothing in (pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame({"a": [None]}), pd.DataFrame({"a": [pd.NA]})):
        assert csv_of(nothing)
    mixed = pd.DataFrame({"a": ["x", 1, None, 2.5, float("nan"), True, date(2020, 1, 2)]})
    assert [line[0] for line in lines_of(csv_of(mixed))] == ["a", "x", "1", "", "2.5", "", "True", "2020-01-02"]


def test_negative_numbers_stay_numbers():
    table = pd.DataFrame({"gap": [-5, 3], "share": [-0.5, 1.0], "text": ["-5", "−5"]})
    assert lines_of(csv_of(table))[1:] == [["-5", "-0.5", "'-5"], ["3", "1.0", "−5"]]


@pytest.fixture
def hostile(database: Path, tmp_path_factory: pytest.TempPathFactory):
    """A township whose names came in before there was a door: they run in spreadsheets and steer terminals."""
    names = {code: f"{text}{STEERING}" for code, text in zip("ABCDEFGHIJKLM", FORMULAS, strict=True)}

    def fill(store: Store) -> None:
        prepare_store(store)
        add_units(store, [TOWNSHIP, *(unit(code, employees=9) for code in names)])
        add_plan(store, [target("T", "proposals", 40), *(target(code, "proposals", 4) for code in names)])
        add_report(store, 2020, 1, {(code, "proposals"): 1 for code in names})
        add_report(store, 2020, 2, {(code, "proposals"): 0 for code in names if code != "M"})
        close_quarter(store, 2020, 1, "办公室", "签字")
        add_report(store, 2020, 1, {("A", "proposals"): 3})
        add_plan(store, [target("T", "proposals", 50)], version=2)
        for code, name in names.items():
            store.opened._root.execute("update unit set name = $name where unit = $unit", {"name": name, "unit": code})
        store.opened._root.execute(
            "update submission set received_by = $who, reason = $who, file_name = $who", {"who": STEERING}
        )

    copy_database(database_made_once(tmp_path_factory, "hostile_names", fill), database)
    return names


COMMANDS = [
    ("progress", *SECOND_QUARTER, "--children"),
    ("lagging", *SECOND_QUARTER),
    ("quarter", "status"),
    ("changes", "--since", "2020-01-01"),
    ("plan", "diff", "--year", "2020", "--old", "1", "--new", "2"),
    ("plan", "split", "T", "proposals", "--year", "2020", "--over", "enterprises", "--by", "employees", "--dry-run"),
    ("check",),
    ("letters", *SECOND_QUARTER, "-o", "letters"),
    ("import", "x.csv", "--dry-run"),
    ("progress", *SECOND_QUARTER, "--unit", STEERING),
]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_nothing_that_is_printed_steers_the_terminal(tracking, hostile, tmp_path, monkeypatch, command, form):
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text(f"单位名称,合理化建议\n某{STEERING}厂,5\n", encoding="utf-8-sig")
    done = tracking("--format", form, *command)
    assert not isinstance(done.exception, Exception), done.exception
    said = done.stdout + done.stderr
    assert said
    assert not [letter for letter in said if not letter.isprintable() and letter not in "\n\t\u3000\xa0"]


@pytest.mark.parametrize("command", COMMANDS[:6], ids=lambda words: " ".join(words[:2]))
def test_no_cell_of_the_csv_of_any_command_starts_a_formula(tracking, hostile, command):
    printed = tracking("--format", "csv", *command).stdout
    rows = list(csv.reader(io.StringIO(printed)))
    assert len(rows) > 1
    signs = tuple("=+@\t\r＝＋－＠")
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(signs)]
    assert not [cell for row in rows for cell in row if cell.startswith("-") and not is_number(cell)]
    if command[0] == "lagging":
        assert {row[2].partition("厂")[0] for row in rows[1:]} >= {"'+1", "'-1+1", "'@SUM(1)", "'＝1"}


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_json_keeps_what_nobody_sees_as_an_escape(tracking, hostile):
    printed = tracking("--format", "json", "lagging", *SECOND_QUARTER).stdout
    names = {row["name"] for row in json.loads(printed)}
    assert hostile["B"] in names


def test_the_command_line_prints_in_one_place():
    found = []
    for path in (Path(__file__).parents[2] / "tracking" / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "print",
                "typer.echo",
                "typer.secho",
                "sys.stdout.write",
            ):
                found.append(f"{path.name}:{node.lineno}")
    assert len(found) == 1
    assert found[0].startswith("command.py")
