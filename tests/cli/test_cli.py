"""The command ``tracking``: what it prints, what it stores, and with which code it ends."""

import io
import json
import sys
from pathlib import Path

import docx
import pandas as pd
import pytest
from made_once import copy_database, made_once
from townships import TWO_FIRMS, plan_file, quarter_file, rows_of, units_file, workbook
from typer.testing import CliRunner, Result

from tracking.cli.command import app
from tracking.places import usual_database
from tracking.progress.statuses import STATUSES
from tracking.reading.files import read_book
from tracking.store.lock import StoreProblem
from tracking.store.schema import TABLES
from tracking.store.store import Store

# the progress table; these names are promised to scripts
DOCUMENTED = [
    "unit", "indicator", "period_start", "due_date", "measure", "target", "comparator", "baseline", "phasing_share",
    "due", "actual", "numerator", "denominator", "completion", "gap", "shortfall", "status", "needed", "forecast",
    "reported", "expected", "carried", "low", "high", "low_status", "high_status", "plan_version", "target_source",
    "exemption", "exemption_note", "baseline_unknown",
]  # fmt: skip
TRAINING = {("A", "employee_training"): 30, ("B", "employee_training"): 12}

SECOND_QUARTER = ("--year", "2020", "--quarter", "2")


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a township of two firms and its plan, made by the command. Read only: copy it."""

    def make(folder: Path) -> None:
        (folder / "units.xlsx").write_bytes(units_file(TWO_FIRMS))
        (folder / "plan.xlsx").write_bytes(plan_file([{"单位代码": "T", "指标": "职工培训", "目标": 100}]))
        files = [str(folder / name) for name in ("units.xlsx", "plan.xlsx")]
        done = CliRunner().invoke(
            app, ["--database", str(folder / "own.duckdb"), "import", *files, "--by", "the clerk"]
        )
        assert done.exit_code == 0, done.output

    return made_once(tmp_path_factory, "imported", make) / "own.duckdb"


@pytest.fixture
def town(imported, tracking, database):
    """The database with a township of two firms and its plan."""
    copy_database(imported, database)
    return tracking


def rows_in(database: Path) -> dict[str, int]:
    with Store(database) as store, store.opened.cursor() as cursor:
        return {
            name: cursor.execute(f"select count(*) from {name}").fetchall()[0][0] for name in ("submission", *TABLES)
        }


def training(result: Result) -> dict:
    (row,) = [row for row in json.loads(result.stdout) if row["indicator"] == "employee_training"]
    return row


# ---- progress --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example_rows(run_tracking) -> list[dict]:
    answer = run_tracking("--example", "--format", "json", "progress", *SECOND_QUARTER, "--children")
    assert (answer.returncode, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def test_json_has_exactly_the_documented_keys_in_their_order(example_rows):
    assert len(example_rows) > 1000
    assert {tuple(row) for row in example_rows} == {tuple(DOCUMENTED)}


def test_statuses_in_json_are_identifiers_in_every_language(example_rows):
    said = {row[column] for row in example_rows for column in ("status", "low_status", "high_status")}
    assert said <= set(STATUSES)
    assert {"achieved", "on_pace", "behind", "not_reported", "exempt", "no_target"} <= said


def test_json_holds_numbers_days_and_null_where_there_is_nothing(example_rows):
    rows = {row["indicator"]: row for row in example_rows if row["unit"] == "QHZ"}
    wages = rows["wage_rate"]
    assert (wages["numerator"], wages["denominator"], wages["actual"], wages["measure"]) == (43, 50, 0.86, "%")
    training = rows["cadre_training"]
    assert (training["actual"], training["numerator"]) == (53, None)
    assert type(training["actual"]) is int
    assert (rows["new_members"]["period_start"], rows["new_members"]["due_date"]) == ("2019-10-01", "2020-09-30")
    assert rows["assistance_funds"]["actual"] == 164_500, "money is in yuan"


def test_csv_has_the_same_columns_and_rows(town):
    rows = json.loads(town("--format", "json", "progress", *SECOND_QUARTER, "--children").stdout)
    table = pd.read_csv(io.StringIO(town("--format", "csv", "progress", *SECOND_QUARTER, "--children").stdout))
    assert list(table.columns) == DOCUMENTED
    assert rows_of(table, "unit", "indicator", "status") == [(r["unit"], r["indicator"], r["status"]) for r in rows]


def test_the_table_for_the_eye_says_names_measures_and_words(town, file):
    data = quarter_file(TWO_FIRMS, TRAINING, cumulative=["employee_training"])
    assert town("import", file("q2.xlsx", data)).exit_code == 0
    lines = town("progress", *SECOND_QUARTER).stdout.splitlines()
    (line,) = [line for line in lines if "Employees and their representatives trained" in line]
    assert " ".join(lines[0].split()) == "Unit Indicator Status Done Target Due by now Against due Coverage Period"
    assert " ".join(line.split()) == (
        "T Employees and their representatives trained ◐ slightly behind 42 attendances 100 attendances 50 attendances "
        "−8 attendances 2/3 units reported calendar year 2020"
    )


def test_progress_is_of_the_topmost_unit_unless_another_is_named(town):
    answers = [town("--format", "json", "progress", *SECOND_QUARTER, *more) for more in ((), ("--unit", "A"))]
    assert [{row["unit"] for row in json.loads(answer.stdout)} for answer in answers] == [{"T"}, {"A"}]


def test_another_version_of_the_plan_can_be_asked_for(town, file):
    adjusted = plan_file([{"单位代码": "T", "指标": "职工培训", "目标": 80}], 调整原因="年中调整")
    assert town("import", file("plan2.xlsx", adjusted)).exit_code == 0
    command = ("--format", "json", "progress", *SECOND_QUARTER)
    targets = [training(town(*command, *more))["target"] for more in ((), ("--plan-version", 1))]
    assert targets == [80, 100]


def test_lagging_lists_who_is_behind_and_who_did_not_report(town, file):
    breakdown = plan_file([], breakdown={"职工培训": {"A": 40, "B": 40}}, units=TWO_FIRMS[1:])
    first = quarter_file(TWO_FIRMS, {("A", "employee_training"): 4, ("B", "employee_training"): 10}, quarter=1)
    second = quarter_file(TWO_FIRMS, {("A", "employee_training"): 3})
    files = [file("parts.xlsx", breakdown), file("q1.xlsx", first), file("q2.xlsx", second)]
    assert town("import", *files).exit_code == 0
    rows = json.loads(town("lagging", *SECOND_QUARTER, "--format", "json").stdout)
    assert [(row["list"], row["unit"], row["streak"]) for row in rows] == [
        ("behind", "A", 2),
        ("not_reported", "B", None),
    ]
    assert rows[0]["wrong"].startswith("Employees and their representatives trained 7/40 attendances")
    assert town("lagging", *SECOND_QUARTER, "--theme", "contracts", "--format", "csv").stdout.count("behind") <= 1
    assert json.loads(town("--format", "json", "lagging", *SECOND_QUARTER, "--sector", "nothing").stdout) == []
    assert town("lagging", *SECOND_QUARTER, "--village", "nowhere").exit_code == 2


def test_letters_writes_a_letter_each_the_notice_the_call_list_and_the_messages(
    tracking, example_database, database, tmp_path
):
    copy_database(example_database, database)
    folder = tmp_path / "paper"
    answer = tracking("letters", *SECOND_QUARTER, "-o", folder)
    assert (answer.exit_code, answer.stderr.split(",")[0]) == (0, "28 letters")
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    assert [name for name in found if "/" not in name] == [
        "call list.docx",
        "letters.docx",
        "messages.txt",
        "notice.docx",
    ]
    assert len([name for name in found if name.startswith("one each/工作提示函_")]) == 17
    assert (folder / "messages.txt").read_bytes().startswith("\ufeff【青禾镇总工会】".encode())
    assert all((folder / name).read_bytes().startswith(b"PK") for name in found if name.endswith(".docx"))
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    assert tracking("letters", *SECOND_QUARTER, "-o", in_the_way).exit_code == 2
    assert tracking("letters", *SECOND_QUARTER, "-o", folder, "--unit", "nobody").exit_code == 2


# ---- import ----------------------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_would_change_and_stores_nothing(town, file, database):
    before = rows_in(database)
    answer = town("import", file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING)), "--dry-run")
    assert answer.exit_code == 0
    assert answer.stderr.splitlines() == [
        "q2.xlsx: quarter 2020 Q2",
        "  2 new, 0 corrected, 0 withdrawn, 0 unchanged",
        "  0 enterprises still without any figure",
        "  = «培训» A «序号»: aside",
        "  = «培训» B «单位代码»: unit",
        "  = «培训» C «单位名称»: unit",
        "  = «培训» D «职工及职工代表培训（人次）»: employee_training",
        "  2 units, such as 柳溪A厂, have no figures for an earlier quarter of the year: until these come, their sums are"
        " not known.",
    ]
    assert rows_in(database) == before


def test_an_import_stores_who_took_in_which_file(town, file, database):
    assert town("import", file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING)), "--by", "Ms Li").exit_code == 0
    with Store(database) as store:
        newest = store.read("submissions").iloc[0]
    assert (newest["kind"], newest["file_name"], newest["received_by"], newest["row_count"]) == (
        "quarter",
        "q2.xlsx",
        "Ms Li",
        2,
    )


def test_importing_the_same_file_twice_says_that_nothing_changed_and_ends_with_0(town, file):
    path = file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING))
    answers = [town("import", path) for _time in range(2)]
    assert [answer.exit_code for answer in answers] == [0, 0]
    assert [answer.stderr.splitlines()[-1] for answer in answers] == [
        "Stored.",
        "Everything in this file is stored already; nothing changed.",
    ]


def test_an_import_of_several_files_ends_with_how_many_were_stored_unchanged_and_refused(town, file):
    good = file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING))
    wrong = file("wrong.xlsx", quarter_file(TWO_FIRMS, {("A", "employee_training"): "30份"}))
    answer = town("import", good, wrong, good)
    assert answer.exit_code == 1
    assert answer.stderr.splitlines()[-1] == "3 files: 1 stored, 1 unchanged, 1 refused."
    assert "files:" not in town("import", good).stderr


def test_faults_are_listed_all_at_once_nothing_is_stored_and_the_command_ends_with_1(town, file, database):
    before = rows_in(database)
    wrong = quarter_file(TWO_FIRMS, {("A", "employee_training"): "30份", ("B", "employee_training"): -1})
    answer = town("import", file("wrong.xlsx", wrong))
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.splitlines() == [
        "wrong.xlsx was not taken in; nothing was stored. 2 faults:",
        "  «培训» D5: found «30份», expected a whole number in 人次",
        "  «培训» D6: found «-1», expected a number of 0 or more",
    ]
    assert rows_in(database) == before


def test_a_wrong_file_does_not_keep_the_others_out(town, file):
    right = file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING))
    answer = town("import", file("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\1" * 99), right)
    assert answer.exit_code == 1
    assert training(town("--format", "json", "progress", *SECOND_QUARTER))["actual"] == 42


def test_a_correction_needs_a_reason_and_shows_old_and_new(town, file):
    assert town("import", file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING))).exit_code == 0
    corrected = file("again.xlsx", quarter_file(TWO_FIRMS, {("A", "employee_training"): 3}))
    without, given = town("import", corrected), town("import", corrected, "--reason", "a slip")
    assert (without.exit_code, given.exit_code) == (1, 0)
    assert "  A reason is needed, because this changes what is stored already." in without.stderr.splitlines()
    assert "  A employee_training: 30 → 3 (培训 D5)" in given.stderr.splitlines()


def test_questions_end_a_dry_run_with_1_and_yes_agrees_to_them(town, file, database):
    rows = [["2020年二季度"], ["单位代码", "职工培训"], ["A", 5], ["合计", 6]]
    path = file("q2.xlsx", workbook(("S", rows)))
    before = rows_in(database)
    assert [town("import", path, *more).exit_code for more in (("--dry-run",), (), ("--dry-run", "--yes"))] == [1, 1, 0]
    assert rows_in(database) == before
    assert town("import", path, "--yes").exit_code == 0
    assert rows_in(database)["report"] == 1


def test_a_file_that_says_neither_quarter_nor_basis_takes_them_from_the_command(town, file):
    bare = file("figures.csv", "单位代码,职工培训\nA,30\nB,12\n".encode("gb18030"))
    assert town("import", bare).exit_code == 1
    assert town("import", bare, *SECOND_QUARTER, "--basis", "cumulative").exit_code == 0
    row = training(town("--format", "json", "progress", *SECOND_QUARTER))
    assert (row["actual"], row["reported"]) == (42, 2), "year to date, so no quarter is missing"


# ---- one round -------------------------------------------------------------------------------------------------------


def test_progress_is_judged_on_a_day_of_the_next_quarter_and_on_no_other(town):
    dues = [
        {
            row["indicator"]: row["due"]
            for row in json.loads(town("--format", "json", "progress", *SECOND_QUARTER, *on).stdout)
        }
        for on in ((), ("--on", "2020-09-30"))
    ]
    assert dues[0] != dues[1]
    refused = town("progress", *SECOND_QUARTER, "--on", "2020-06-01")
    assert refused.exit_code == 2
    assert "2020-06-30" in refused.output


def test_templates_import_progress_check_and_backup_make_a_round(town, file, tmp_path, database):
    empty = tmp_path / "template.xlsx"
    assert town("template", "quarter", "-o", empty, *SECOND_QUARTER).exit_code == 0
    (sheet,) = [sheet for sheet in read_book("t", empty.read_bytes()).sheets if sheet.name == "培训"]
    filled = quarter_file([*TWO_FIRMS], TRAINING | {("T", "employee_training"): 8})
    (ours,) = read_book("f", filled).sheets
    assert ours.rows[0] == sheet.rows[0][: len(ours.rows[0])], "the same title"
    assert [row[1:3] for row in ours.rows[3:6]] == [row[1:3] for row in sheet.rows[3:6]], "the same units"
    assert ours.rows[2][3] in sheet.rows[2], "the same heading"
    assert town("import", file("filled.xlsx", filled)).exit_code == 0
    assert town("check").stderr == "All rules hold.\n"
    copy = tmp_path / "copy.duckdb"
    assert town("backup", copy).exit_code == 0
    command = ("--format", "json", "progress", *SECOND_QUARTER)
    answers = [CliRunner().invoke(app, ["--database", str(path), *command]) for path in (database, copy)]
    assert training(answers[0])["actual"] == 50
    assert answers[0].stdout == answers[1].stdout


@pytest.mark.parametrize("kind", ["units", "plan"])
def test_a_template_names_the_units_that_are_known(town, tmp_path, kind):
    path = tmp_path / "template.xlsx"
    assert town("template", kind, "-o", path).exit_code == 0
    cells = {cell for sheet in read_book("t", path.read_bytes()).sheets for row in sheet.rows for cell in row}
    assert {"T", "A", "B", "柳溪A厂"} <= cells


def test_check_lists_what_is_broken_and_ends_with_1(town, database):
    import duckdb

    with duckdb.connect(str(database)) as connection:
        connection.execute("insert into unit (submission, unit, name, kind) values (1, 'X', 'nowhere', 'enterprise')")
    answer = town("--format", "json", "check")
    assert (answer.exit_code, json.loads(answer.stdout)) == (
        1,
        [{"code": "unit_without_place", "unit": "X", "indicator": None, "detail": "nowhere"}],
    )


# ---- wrong usage, and what the store cannot do -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("progress",),
        ("progress", "--year", "2020", "--quarter", "5"),
        ("progress", "--year", "20", "--quarter", "2"),
        ("progress", *SECOND_QUARTER, "--unit", "X"),
        ("import",),
        ("import", "nowhere.xlsx"),
        ("import", __file__, "--basis", "half"),
        ("template", "letter", "-o", "x.xlsx"),
        ("template", "units"),
        ("--format", "xml", "check"),
        ("count",),
        (),
    ],
)
def test_wrong_usage_ends_with_2_and_prints_no_table(town, arguments):
    answer = town(*arguments)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_progress_without_any_units_says_what_to_do_first(tracking, database):
    Store(database).close()
    answer = tracking("progress", *SECOND_QUARTER)
    assert (answer.exit_code, answer.stderr) == (1, "There are no units yet. Import the units workbook first.\n")


@pytest.mark.parametrize("command", [("progress", *SECOND_QUARTER), ("check",), ("backup", "x.duckdb")])
def test_a_command_that_only_reads_never_makes_a_database(run_tracking, database, command):
    answer = run_tracking("--database", database, *command)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        f"There is no database at {database} yet. Import the units workbook first, or use --example.\n"
    )
    assert not database.exists()


def test_a_template_and_a_dry_run_need_no_database_and_make_none(tracking, file, tmp_path, database):
    assert tracking("template", "units", "-o", tmp_path / "units.xlsx").exit_code == 0
    assert tracking("import", file("own.xlsx", units_file(TWO_FIRMS)), "--dry-run").exit_code == 0
    assert not database.exists()


@pytest.mark.parametrize("command", [("progress", *SECOND_QUARTER), ("import", __file__), ("backup", "x.duckdb")])
def test_while_another_process_holds_the_database_every_command_says_who_and_ends_with_1(store, run_tracking, command):
    version = store.version()
    answer = run_tracking("--database", store.path, *command)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("The database tracking.duckdb is in use by the tests (process ")
    assert store.version() == version


def test_a_file_that_is_no_database_is_one_sentence_without_a_traceback(run_tracking, file):
    answer = run_tracking("--database", file("letter.duckdb", b"Dear chair, " * 2000), "check")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("The database letter.duckdb cannot be opened: ")
    assert answer.stderr.count("\n") == 1


def test_the_database_is_named_by_the_environment_unless_the_command_names_one(run_tracking, tmp_path, file):
    by_environment, by_option = tmp_path / "environment.duckdb", tmp_path / "option.duckdb"
    units = file("units.xlsx", units_file(TWO_FIRMS))
    for more in ((), ("--database", by_option)):
        assert run_tracking(*more, "import", units, TRACKING_DATABASE=str(by_environment)).returncode == 0
        assert (by_environment.exists(), by_option.exists()) == (True, bool(more))


def test_the_example_is_a_private_copy_that_leaves_nothing_behind(run_tracking, tmp_path):
    own, temporary = tmp_path / "own.duckdb", tmp_path / "temporary"
    temporary.mkdir()
    answer = run_tracking("--example", "check", TRACKING_DATABASE=str(own), TMPDIR=str(temporary))
    assert (answer.returncode, answer.stderr) == (0, "All rules hold.\n")
    assert (own.exists(), list(temporary.iterdir())) == (False, [])


def test_the_command_speaks_the_language_of_the_user(run_tracking, tmp_path):
    answer = run_tracking("--database", tmp_path / "own.duckdb", "check", LC_ALL="zh_CN.UTF-8")
    assert answer.returncode == 1
    assert answer.stderr.strip().endswith("。")


def test_messages_of_this_process_follow_its_language(tracking, database, chinese):
    Store(database).close()
    assert tracking("progress", *SECOND_QUARTER).stderr.strip().endswith("。")


@pytest.mark.parametrize(("ending", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfunit,")])
def test_a_report_is_written_as_word_excel_or_csv(town, tmp_path, ending, begins):
    done = town("report", *SECOND_QUARTER, "-o", tmp_path / f"r.{ending}")
    assert done.exit_code == 0, done.output
    assert (tmp_path / f"r.{ending}").read_bytes().startswith(begins)


def test_a_report_is_of_the_kind_usual_for_the_quarter_unless_another_is_named(town, file, tmp_path):
    assert town("import", file("q.xlsx", quarter_file(TWO_FIRMS, TRAINING)), "--by", "x").exit_code == 0
    titles = {}
    for kind in (None, "quarter", "annex"):
        chosen = ("--kind", kind) if kind else ()
        assert town("report", *SECOND_QUARTER, *chosen, "-o", tmp_path / "r.docx").exit_code == 0
        lines = [p.text for p in docx.Document(tmp_path / "r.docx").paragraphs]
        titles[kind] = next(line for line in lines if line.startswith("柳溪镇总工会")).replace("\n", "")
    assert titles == {
        None: "柳溪镇总工会2020年上半年工作总结和下半年工作计划",
        "quarter": "柳溪镇总工会2020年上半年工作简报",
        "annex": "柳溪镇总工会2020年上半年目标完成情况附表",
    }


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--quarter", "1", "--kind", "half-year"), "Choose quarter 2"),
        (("--quarter", "2", "--kind", "annual"), "Choose quarter 4"),
        (("--quarter", "2", "--unit", "nobody"), "No unit has the code nobody"),
    ],
)
def test_a_report_that_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(town, tmp_path, arguments, says):
    done = town("report", "--year", "2020", *arguments, "-o", tmp_path / "r.docx")
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (tmp_path / "r.docx").exists()


def test_a_report_of_another_kind_of_file_is_refused(town, tmp_path):
    done = town("report", *SECOND_QUARTER, "-o", tmp_path / "r.odt")
    assert done.exit_code == 2
    assert "not r.odt" in done.stderr


# ---- closing and changes ---------------------------------------------------------------------------------------------


def test_a_quarter_is_closed_opened_again_and_what_changed_is_listed(town, file):
    data = file("q2.xlsx", quarter_file(TWO_FIRMS, TRAINING))
    assert town("import", data, "--by", "the clerk").exit_code == 0
    closed = town("quarter", "close", *SECOND_QUARTER, "--by", "the chair", "--reason", "half-year report")
    assert (closed.exit_code, closed.stderr) == (0, "2020 Q2 is closed.\n")
    later = file("q2b.xlsx", quarter_file(TWO_FIRMS, {("A", "employee_training"): 31}))
    refused = town("import", later, "--by", "the clerk")
    assert refused.exit_code == 1
    assert "A reason is needed" in refused.stderr
    assert town("import", later, "--by", "the clerk", "--reason", "counted again").exit_code == 0
    assert town("quarter", "reopen", *SECOND_QUARTER, "--by", "the chair", "--reason", "late reports").exit_code == 0
    status = town("quarter", "status")
    assert status.stderr == "Closed now: —\n"
    assert [line.split()[-2:] for line in status.stdout.splitlines()[1:]] == [
        ["late", "reports"],
        ["half-year", "report"],
    ]
    listed = town("--format", "json", "changes", "--since", "2020-01-01")
    rows = [(row["What"], row["Unit"], row["Before"], row["After"], row["Reason"]) for row in json.loads(listed.stdout)]
    assert rows == [
        ("quarter opened again", "", "", "", "late reports"),
        ("figure corrected after closing", "柳溪A厂", "30", "31", "counted again"),
        ("quarter closed", "", "", "", "half-year report"),
    ]
    assert json.loads(town("--format", "json", "changes", "--since", "2020-01-01", "--unit", "B").stdout) == [
        row for row in json.loads(listed.stdout) if not row["Unit"]
    ]
    assert json.loads(town("--format", "json", "changes", "--since", "2999-01-01").stdout) == []


def test_what_cannot_be_closed_is_said_in_a_sentence(town):
    done = town("quarter", "close", *SECOND_QUARTER)
    assert isinstance(done.exception, StoreProblem)
    assert "no figures yet" in str(done.exception)
    assert town("changes", "--since", "July").exit_code == 2
    assert town("changes", "--since", "2020-01-01", "--unit", "nobody").exit_code == 2


def test_a_target_is_split_shown_first_and_stored_when_asked(town, database):
    split = ("plan", "split", "T", "employee_training", "--year", "2020", "--over", "enterprises", "--by", "equal")
    shown = town("--format", "csv", *split, "--dry-run")
    assert shown.exit_code == 0, shown.output
    assert pd.read_csv(io.StringIO(shown.stdout))[["unit", "part"]].values.tolist() == [["A", 50], ["B", 50]]
    assert "Sum of parts 100 attendances, target 100 attendances, parts − whole 0." in shown.stderr
    with Store(database) as store:
        assert len(store.read("plan_versions")) == 1
    stored = town(*split, "--by-whom", "the chair")
    assert (stored.exit_code, stored.stderr.splitlines()[-1]) == (0, "Stored.")
    again = town(*split)
    assert again.stderr.splitlines()[-1] == "All parts are as they were; nothing changed."
    with Store(database) as store:
        assert rows_of(store.read("plan_versions"), "unit", "version") == [("A", 1), ("B", 1), ("T", 1)]


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("T", "contract_rate", "--by", "equal"), 1, "T has 0 targets of its own for contract_rate in 2020"),
        (("T", "employee_training", "--by", "employees"), 1, "None of the units has a weight of this kind"),
        (("nobody", "employee_training", "--by", "equal"), 1, "nobody has 0 targets of its own"),
        (("T", "employee_training", "--by", "equal", "--due", "2020-09-30"), 1, "T has 0 targets of its own"),
        (("T", "employee_training", "--by", "height"), 2, ""),
    ],
)
def test_what_cannot_be_split_is_a_sentence_and_stores_nothing(town, arguments, code, sentence):
    run = town("plan", "split", *arguments, "--year", "2020", "--over", "children")
    assert (run.exit_code, sentence in run.stderr) == (code, True), run.output
    assert "Stored." not in run.stderr


def test_a_split_over_a_plan_that_is_there_needs_a_reason(town, file):
    plan = plan_file([{"单位代码": "A", "指标": "合理化建议", "目标": 5}])
    assert town("import", file("more.xlsx", plan), "--by", "the clerk").exit_code == 0
    split = ("plan", "split", "T", "employee_training", "--year", "2020", "--over", "children", "--by", "equal")
    run = town(*split)
    assert (run.exit_code, run.stderr.splitlines()[-1]) == (1, "A plan that is changed within its year needs a reason.")
    assert town(*split, "--reason", "分解").exit_code == 0


def test_the_plan_exported_is_taken_in_again_unchanged(town, tmp_path):
    file = tmp_path / "plan.xlsx"
    assert town("plan", "export", "--year", "2020", "-o", file).exit_code == 0
    run = town("import", file, "--by", "the clerk")
    assert "0 new, 0 corrected, 0 withdrawn, 1 unchanged" in run.stderr
    assert town("plan", "export", "--year", "2020", "--unit", "nobody", "-o", file).exit_code == 2


def test_two_versions_of_a_plan_are_compared(town, file):
    plan = plan_file([{"单位代码": "T", "指标": "职工培训", "目标": 150}], 调整原因="县里追加", 执行日期="2020-07-01")
    assert town("import", file("newer.xlsx", plan), "--by", "the clerk").exit_code == 0
    compared = ("plan", "diff", "--year", "2020", "--old", "1", "--new", "2")
    told = town("--format", "json", *compared, "--quarter", "2")
    row = json.loads(told.stdout)[0]
    assert (row["change"], row["old_target"], row["target"], row["old_status"]) == ("changed", 100, 150, "not_reported")
    assert "at least 150 attendances" in town(*compared).stdout
    assert town("plan", "diff", "--year", "2020", "--old", "1", "--new", "3").exit_code == 2


def test_a_report_is_written_as_text_and_without_a_section_or_with_its_sources(town, tmp_path):
    assert town("report", *SECOND_QUARTER, "-o", tmp_path / "r.txt").exit_code == 0
    assert "工作总结" in (tmp_path / "r.txt").read_text(encoding="utf-8-sig").splitlines()[0]
    less = town("report", *SECOND_QUARTER, "-o", tmp_path / "less.txt", "--without", "problems")
    assert less.exit_code == 0
    assert "存在问题" not in (tmp_path / "less.txt").read_text(encoding="utf-8-sig")
    more = town("report", *SECOND_QUARTER, "-o", tmp_path / "more.docx", "--with-sources", "--detailed")
    assert more.exit_code == 0
    assert (tmp_path / "more.docx").stat().st_size > 10_000
    wrong = town("report", *SECOND_QUARTER, "-o", tmp_path / "r.docx", "--without", "appendix")
    assert wrong.exit_code == 2
    assert "appendix is no section" in wrong.stderr


def test_a_pdf_is_made_where_an_office_is_found_and_else_a_sentence_says_so(town, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    done = town("report", *SECOND_QUARTER, "-o", tmp_path / "r.pdf")
    assert done.exit_code == 1
    assert "needs LibreOffice" in done.stderr
    assert not (tmp_path / "r.pdf").exists()


def test_serve_names_the_database_that_the_pages_will_open_whatever_folder_it_was_named_from(tmp_path, monkeypatch):
    import streamlit.web.cli

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKING_DATABASE", "")
    monkeypatch.setattr(sys, "argv", ["tracking"])
    for name in ("get_external_ip", "get_internal_ip"):
        monkeypatch.setattr(f"streamlit.net_util.{name}", lambda: None)
    monkeypatch.setattr(streamlit.web.cli, "main", lambda: None)
    done = CliRunner().invoke(app, ["--database", "mine.duckdb", "serve"])
    assert done.exit_code == 0, done.output
    assert f"Its database is {tmp_path / 'mine.duckdb'}." in done.output
    assert usual_database() == tmp_path / "mine.duckdb"
