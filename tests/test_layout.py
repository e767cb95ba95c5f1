"""The house rules of the code: who may import what, what lies where, and how long things may get."""

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "tracking"
SQL = CODE / "sql"
MODULES = [ROOT / "dashboard.py", *sorted(CODE.rglob("*.py"))]

# Who may import a library of the right-hand side; a folder stands for everything in it. Names not listed are free.
MAY_IMPORT = {
    "duckdb": ("store",),
    "plotly": ("telling.charts",),
    "streamlit": ("dashboard", "screen"),
    "starlette": ("screen.gate",),
    "pwdlib": ("accounts",),
    "PIL": ("opening.pictures",),
    "zxcvbn": (),
    "xlsxwriter": ("office", "handouts"),
    "openpyxl": ("handouts.marking",),
    "docx": ("office", "report", "letters"),
    "filelock": ("store.lock",),
    "lxml": ("office", "report"),
    "python_calamine": ("opening",),
    "xlrd": ("opening.old_excel",),
    "babel": ("language",),
    "holidays": (),
    "icalendar": (),
    "platformdirs": ("places",),
    "psutil": ("watching",),
    "rapidfuzz": ("reading",),
    "typer": ("cli",),
}
# What only one command, page or act needs, only that pays for.
INSIDE_A_FUNCTION = {
    ("accounts.passwords", "zxcvbn"),
    ("cli.serving", "streamlit"),
    ("decisions.working_days", "holidays"),
    ("telling.calendar_file", "icalendar"),
    ("reading.indicators", "pypinyin"),
    ("reading.roster_names", "pypinyin"),
}
# A unionist with a calculator can check these; they know tables and numbers, and nothing of files or screens.
PURE = ("progress", "lagging")
NOT_IN_PURE = {"duckdb", "plotly", "docx", "lxml", "streamlit", "xlsxwriter", "python_calamine", "xlrd"}
# The way of the data, room by room. A room imports from those before it, never from those behind it, and only from its
# door: what its __init__ names. A room inside a room has a door of its own.
ROOMS = [
    "places",
    "watching",
    "rows",
    "language",
    "quarters",
    "harmless",
    "catalogue",
    "words",
    "opening",
    "reading",
    "store",
    "accounts",
    "registers",
    "intake",
    "office",
    "handouts",
    "handouts.templates",
    "handouts.marking",
    "progress",
    "lagging",
    "plan",
    "decisions",
    "evidence",
    "scoring",
    "telling",
    "telling.tables",
    "telling.charts",
    "report",
    "letters",
    "example",
    "screen",
    "screen.session",
    "screen.gate",
    "screen.pages",
    "cli",
    "dashboard",
]
TOP_LEVEL = {
    ".ci", ".editorconfig", ".gitignore", ".pre-commit-config.yaml", ".streamlit", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "README.md", "README.zh-CN.md", "benchmarks", "data", "dashboard.py", "docs", "pyproject.toml", "tests", "tools", "tracking",
}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 400, 50
TELLING_HTML = {"unsafe_allow_html", "unsafe_allow_javascript"}
SPEAKING_SQL = {"execute", "executemany", "sql", "read_sql"}


def name_of(path: Path) -> str:
    """A module's name without the leading tracking: reading.files, pages.overview, dashboard."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[1:] if parts[0] == "tracking" else parts
    return ".".join(part for part in parts if part != "__init__")


NAMED = {name_of(path): path for path in MODULES}
KNOWN = set(NAMED)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports_in(node: ast.AST) -> Iterator[str]:
    """Every module that the code below a node imports, with its full name."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from (alias.name for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            assert inner.level == 0, f"a relative import in line {inner.lineno}"
            yield inner.module
            if inner.module == "tracking":
                yield from (f"tracking.{alias.name}" for alias in inner.names)


@cache
def imported_by(path: Path) -> frozenset[str]:
    """Every module that a file imports, with its full name."""
    return frozenset(imports_in(tree_of(path)))


def libraries_of(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported_by(path)}


def functions_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def is_within(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(place + ".") for place in places)


def room_of(module: str) -> str:
    """The innermost room that a module lies in; the package itself is none."""
    return max((room for room in ROOMS if is_within(module, (room,))), key=len, default="")


def own_imports(path: Path) -> set[str]:
    """The modules of tracking that a module imports, as they are written: reading, telling.tables, store.engine …"""
    return {name.removeprefix("tracking.") for name in imported_by(path) if name.startswith("tracking.")} & KNOWN


def rooms_entered(path: Path) -> set[str]:
    """The rooms that a module imports from, its own among them."""
    return {room_of(name) for name in own_imports(path)}


def offenders(found: dict[str, object]) -> dict[str, object]:
    """What was found in each module where anything was."""
    return {module: what for module, what in found.items() if what}


@pytest.mark.parametrize("library", MAY_IMPORT)
def test_a_library_is_imported_only_where_it_belongs(library):
    users = {module for module, path in NAMED.items() if library in libraries_of(path)}
    lazy = {module for module, lazily in INSIDE_A_FUNCTION if lazily == library}
    assert {user for user in users - lazy if not is_within(user, MAY_IMPORT[library])} == set()


@pytest.mark.parametrize(("module", "library"), sorted(INSIDE_A_FUNCTION))
def test_what_only_one_command_needs_is_imported_inside_it(module, library):
    tree = tree_of(CODE / f"{module.replace('.', '/')}.py")
    inside = [name for node in tree.body if isinstance(node, ast.FunctionDef) for name in imports_in(node)]
    everywhere = [name for name in imports_in(tree) if name.split(".")[0] == library]
    assert everywhere == [name for name in inside if name.split(".")[0] == library]
    assert len(everywhere) == 1


def test_the_arithmetic_imports_neither_store_nor_screen():
    pure = {module: path for module, path in NAMED.items() if is_within(module, PURE)}
    assert offenders({module: libraries_of(path) & NOT_IN_PURE for module, path in pure.items()}) == {}
    free = {"rows", "language", "quarters", "catalogue", *PURE}
    assert offenders({module: rooms_entered(path) - free for module, path in pure.items()}) == {}


def test_the_arithmetic_runs_without_store_or_screen_being_loaded():
    command = "import sys, tracking.progress, tracking.lagging; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in run.stdout.split()} & NOT_IN_PURE


def test_every_module_stands_in_a_room():
    """The package itself stands in none, and imports nothing."""
    assert [module for module in NAMED if not room_of(module)] == [""]
    assert own_imports(NAMED[""]) == set()


def test_nothing_imports_backwards():
    def behind(module: str) -> set[str]:
        return rooms_entered(NAMED[module]) - set(ROOMS[: ROOMS.index(room_of(module)) + 1])

    assert offenders({module: behind(module) for module in NAMED if module}) == {}


def test_no_modules_need_each_other_in_a_circle():
    """Not even for their types: whoever reads one would have to read all of them."""
    graphlib.TopologicalSorter({module: own_imports(NAMED[module]) - {module} for module in NAMED}).prepare()


def test_a_room_is_entered_by_its_door():
    """What lies inside a room is nobody else's business."""

    def inside(module: str) -> set[str]:
        imported = own_imports(NAMED[module])
        return {name for name in imported if room_of(name) != room_of(module) and name not in ROOMS}

    assert offenders({module: inside(module) for module in NAMED}) == {}


def test_the_craft_of_documents_knows_nothing_of_unions():
    craft = {module: path for module, path in NAMED.items() if is_within(module, ("office",))}
    assert (
        offenders({module: rooms_entered(path) - {"office", "harmless", "language"} for module, path in craft.items()})
        == {}
    )


def test_the_top_level_holds_only_what_the_readme_shows():
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()}
    found = [path.name for path in ROOT.iterdir() if path.name not in {".git", *ignored}]
    strange = [name for name in found if not any(Path(name).match(pattern) for pattern in ignored if pattern)]
    assert set(strange) <= TOP_LEVEL


def test_no_two_files_of_tests_have_one_name():
    """pytest imports them by their names alone, and would not run the second."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert {name for name in names if names.count(name) > 1} == set()


def test_files_stay_short():
    lengths = {module: len(path.read_text(encoding="utf-8").splitlines()) for module, path in NAMED.items()}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_short():
    def long_ones(path: Path) -> list[str]:
        return [node.name for node in functions_in(path) if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION]

    assert offenders({module: long_ones(path) for module, path in NAMED.items()}) == {}


def test_every_module_and_every_public_name_says_what_it_is():
    def silent(path: Path) -> list[str]:
        tree = tree_of(path)
        public = [
            node for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and node.name != "N_"
        ]  # fmt: skip
        told = {"the module itself": ast.get_docstring(tree)} | {node.name: ast.get_docstring(node) for node in public}
        return [name for name, said in told.items() if not said]

    assert offenders({module: silent(path) for module, path in NAMED.items()}) == {}


def tables_at(door: Path) -> list[ast.FunctionDef]:
    """The functions that a door hands out and whose annotations say that they return a table, or several."""
    tables: list[ast.FunctionDef] = []
    for line in tree_of(door).body:
        if isinstance(line, ast.ImportFrom) and line.module and line.module.startswith("tracking."):
            handed = {alias.name for alias in line.names}
            inside = ROOT / line.module.replace(".", "/")
            tree = tree_of(inside / "__init__.py" if inside.is_dir() else inside.with_suffix(".py"))
            tables += [
                node for node in tree.body
                if isinstance(node, ast.FunctionDef) and node.name in handed and node.returns
                and "DataFrame" in ast.unparse(node.returns)
            ]  # fmt: skip
    return tables


def test_a_table_that_crosses_a_door_has_its_columns_named_in_one_place():
    """The docstring lists them after a colon ("One row per …: unit, name, …" or "Columns: unit, name, …"); or it says
    "columns as" or "columns of", and which function, list of names, ``parameter`` or file of SQL names them; or the table
    is one "for reading", whose headings stand as _("…") in the function itself and nowhere else."""
    known = {node.name for path in MODULES for node in functions_in(path)}
    known |= {f"sql/{path.name}" for path in SQL.glob("*.sql")}

    def named(table: ast.FunctionDef) -> bool:
        said = " ".join((ast.get_docstring(table) or "").split())
        parameters = {f"``{one.arg}``" for one in (*table.args.args, *table.args.kwonlyargs)}
        listed = re.search(r"(?:one row (?:per|each)|columns)\b[^.:]*: [\w (]+[\w)](?:,| and) ", said, re.IGNORECASE)
        pointed = re.search(r"columns (?:as|of) (``\w+``|[\w/]+(?:\.sql)?)", said, re.IGNORECASE)
        headings = [
            key for node in ast.walk(table) if isinstance(node, ast.Dict) for key in node.keys
            if isinstance(key, ast.Call) and ast.unparse(key).startswith("_(")
        ]  # fmt: skip
        for_reading = "for reading" in said and len(headings) > 1
        return bool(listed or (pointed and pointed[1] in known | parameters) or for_reading)

    doors = {module: path for module, path in NAMED.items() if path.name == "__init__.py"}
    assert any(tables_at(path) for path in doors.values())
    unnamed = {module: [table.name for table in tables_at(path) if not named(table)] for module, path in doors.items()}
    assert offenders(unnamed) == {}


def test_html_is_never_let_through():
    """A name in a workbook could otherwise bring a script along."""

    def let_through(path: Path) -> set[str]:
        return TELLING_HTML & {node.arg for node in ast.walk(tree_of(path)) if isinstance(node, ast.keyword)}

    assert offenders({module: let_through(path) for module, path in NAMED.items()}) == {}


def test_sql_is_spoken_in_the_store_alone():
    def spoken(path: Path) -> set[str]:
        calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
        return SPEAKING_SQL & {func.attr for func in calls if isinstance(func, ast.Attribute)}

    elsewhere = {module: path for module, path in NAMED.items() if not is_within(module, ("store",))}
    assert offenders({module: spoken(path) for module, path in elsewhere.items()}) == {}


def test_every_sql_file_opens_by_saying_what_its_rows_are():
    first = {path: path.read_text(encoding="utf-8").splitlines()[0] for path in SQL.rglob("*.sql")}
    assert [path.name for path, line in first.items() if not line.startswith("-- ")] == []
    queries = {path.name: line for path, line in first.items() if path.parent == SQL and path.stem != "views"}
    assert queries
    assert {
        name: line for name, line in queries.items()
        if not (line.startswith(("-- One row per ", "-- One row: ")) and line.endswith((".", "):")))
    } == {}  # fmt: skip


def test_every_query_is_asked_somewhere():
    words = {
        node.value
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {path.stem for path in SQL.glob("*.sql")} - words == set()


def test_every_name_in_the_table_of_imports_exists():
    """A rule about a module that is gone guards nothing."""
    named = {place for places in MAY_IMPORT.values() for place in places} | set(PURE) | set(ROOMS)
    assert named - KNOWN == set()
