"""The dashboard under AppTest: opened on a database, gone through, typed into, read."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from made_once import copy_database, database_made_once
from shown_tables import words_shown
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest
from townships import UNION, add_plan, add_report, add_units, target, unit

from tracking.handouts.templates.known import FIRST_UNIT
from tracking.intake.preview import prepare_store
from tracking.language import use_language
from tracking.places import DASHBOARD, page_file
from tracking.screen import session
from tracking.screen.session import database as session_database
from tracking.screen.session import remembering
from tracking.store.store import Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LOCALES = {"zh-CN": "zh_CN", "en-GB": "en"}
WORDS_EXPLAINED = ("**序时应完成**", "**Due by now**")  # the list of all of them, on every page
THEMES = ("formation", "contracts", "assistance", "training", "other")
WITH_QUARTER = (
    *(
        "overview",
        *THEMES,
        "compare",
        "report",
        "printed",
        "lagging",
        "followup",
        "enterprise",
        "calendar",
        "exemptions",
        "evidence",
        "register",
        "founding",
        "scoring",
    ),
    *("plan", "changes"),
)
PAGES = (*WITH_QUARTER, "start", "imports", "indicators", "records")
TOWNSHIP = unit(FIRST_UNIT, None, "township", name=UNION)
FIRMS = [TOWNSHIP, *(unit(code, FIRST_UNIT, employees=100) for code in "ABC")]
# Each AppTest looks for components in every package that is installed, which takes longer than most of our pages.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Callable[..., AppTest]]:
    """Opens the dashboard on a database. What a page computed is kept for the next test, as it is between people, unless the
    test is marked fresh."""
    monkeypatch.delenv("TRACKING_EXAMPLE", raising=False)
    held: list[Path] = []

    def open_on(database: Path, locale: str = "en-GB", page: str = "overview", **link: str) -> AppTest:
        monkeypatch.setenv("TRACKING_DATABASE", str(database))
        held.append(database)
        app = AppTest.from_file(str(DASHBOARD), default_timeout=60)
        app.context = {"locale": locale}
        for name, value in link.items():
            app.query_params[name] = value
        return app.run() if page == "overview" else app.switch_page(page_file(page)).run()

    yield open_on
    for database in set(held):
        monkeypatch.setenv("TRACKING_DATABASE", str(database))
        session.open_database().close()
    if request.node.get_closest_marker("fresh"):
        session.forget_everything()
    use_language("en")


def forget_what_was_computed() -> None:
    """Forget all that pages keep, but for the open database."""
    for one in remembering.EVERYTHING:
        if one is not session_database._open:
            one.clear()


@pytest.fixture
def no_database(example: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where no database is: the dashboard shows the example, here the one that all tests share."""
    monkeypatch.setattr("tracking.screen.session.database.open_example", lambda _holder: Shared(example))
    return tmp_path / "none.duckdb"


class Shared:
    """A store that others look at too, and that therefore stays open."""

    def __init__(self, store: Store):
        self._store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def __enter__(self) -> "Shared":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing: others still look."""


@pytest.fixture
def empty(empty_database: Path, tmp_path: Path) -> Path:
    """A database of one's own into which nothing has been imported."""
    return copy_database(empty_database, tmp_path / "own.duckdb")


@pytest.fixture(scope="session")
def small_township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a small township (see ``own``). Read only: copy it."""
    return database_made_once(tmp_path_factory, "own", fill_with_small_township)


@pytest.fixture
def own(small_township: Path, tmp_path: Path) -> Path:
    """A township of three enterprises that promised 40 proposals and has 7 of two enterprises after 2020 Q1."""
    return copy_database(small_township, tmp_path / "own.duckdb")


def fill_with_small_township(store: Store) -> None:
    prepare_store(store)
    add_units(store, FIRMS)
    add_plan(store, [target(FIRST_UNIT, "proposals", 40)])
    add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 3})


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, XLSX) for name, data in files])
    return app.run()


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(page_file(page)).run()


def texts(app: AppTest) -> str:
    """Every sentence on the page."""
    kinds = (app.title, app.caption, app.markdown, app.info, app.error, app.success)
    drawn = [draft["title"] + "\n" + "\n".join(line for _style, line in lines_of(draft)) for draft in drafts(app)]
    listed = [text for one in target_lists(app) for text in words_of_list(one)]
    said = [element.value for kind in kinds for element in kind]
    return "\n".join([*(text for text in said if not text.startswith(WORDS_EXPLAINED)), *drawn, *listed])


def components(app: AppTest) -> list[dict]:
    """What the page sends to its own parts in the browser."""
    return [json.loads(one.proto.json) for one in app.get("bidi_component")]


def target_lists(app: AppTest) -> list[dict]:
    """The list of targets that the page sends to the browser: verdict, tiles, rows, attention, notes."""
    return [one for one in components(app) if "attention" in one]


def words_of_list(drawn: dict) -> list[str]:
    """Every text of a list of targets."""
    tiles = [text for tile in drawn["tiles"] for text in (tile["label"], tile["value"], tile["detail"])]
    rows = [row[name] for row in drawn["rows"] for name in ("group", "name", "status", "done", "due", "gap")]
    attention = [text for one in drawn["attention"] for text in (one["start"], one["rest"])]
    return [drawn["title"], drawn["verdict"], *tiles, *rows, *attention, *drawn["notes"]]


def drafts(app: AppTest) -> list[dict]:
    """What the page sends to the browser of a report's draft: title, blocks and outline."""
    return [one for one in components(app) if "blocks" in one]


def lines_of(draft: dict) -> list[tuple[str, str]]:
    """(style, text) of the paragraphs of a draft; what is struck is left out."""
    return [
        (
            block.get("style", "heading"),
            block.get("text")
            or "".join(piece for one in block["sentences"] if not one["struck"] for piece, _figure in one["pieces"]),
        )
        for block in draft["blocks"]
    ]


def tables(app: AppTest) -> list[pd.DataFrame]:
    return [words_shown(table) for table in app.dataframe]


def store_button(app: AppTest):
    return next(button for button in app.button if button.label == "Store")


def links(app: AppTest) -> list[tuple[str, str]]:
    """Page and query of every link in the page."""
    drawn = [tuple(one["href"].split("?")) for listed in target_lists(app) for one in listed["attention"]]
    return [*((link.proto.page, link.proto.query_string) for link in app.get("page_link")), *drawn]


def bullets(app: AppTest) -> list[str]:
    """The words in the rows of the overview's list."""
    names = ("name", "status", "done", "gap")
    return [row[name] for listed in target_lists(app) for row in listed["rows"] for name in names]


def metrics(app: AppTest) -> dict[str, str]:
    """The large figures of a page, by what is said above each."""
    tiles = {tile["label"]: tile["value"] for listed in target_lists(app) for tile in listed["tiles"]}
    return {**{metric.label: metric.value for metric in app.metric}, **tiles}


def word(both: tuple[str, str], locale: str) -> str:
    return both[0] if LOCALES[locale] == "zh_CN" else both[1]


def words_box(app: AppTest, section: str):
    return next(box for box in app.text_area if box.label == section)


def field(app: AppTest, name: str):
    """A field or button of a form: record_reason is the field reason of the form record (session.forms.Form.key)."""
    kinds = ("text_input", "text_area", "selectbox", "multiselect", "date_input", "number_input", "checkbox", "button")
    found = [one for kind in kinds for one in app.get(kind) if (one.key or "").split(" ")[0] == name]
    assert len(found) == 1, f"{name}: {[one.key for one in found]}"
    return found[0]


def pressed(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def add_quarter(database: Path) -> None:
    with Store(database) as store:
        add_report(store, 2020, 2, {("A", "proposals"): 1, ("B", "proposals"): 1, ("C", "proposals"): 0})
