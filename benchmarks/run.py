"""What the dashboard costs, as ratios to a hello-world page measured in the same run. See README.md."""

import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pandas as pd
import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tracking.catalogue import standard_indicators  # noqa: E402
from tracking.example import open_example  # noqa: E402
from tracking.handouts.templates import quarter_workbook  # noqa: E402
from tracking.intake import prepare_store, preview_file, store_preview  # noqa: E402
from tracking.progress import load_progress  # noqa: E402
from tracking.quarters import period_of  # noqa: E402
from tracking.report import compose, gather, report_document, report_workbook  # noqa: E402
from tracking.store import Store  # noqa: E402

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
HELLO = """import streamlit as st

def first():
    st.subheader("Hello")

def second():
    st.subheader("World")

st.navigation([st.Page(first, title="Hello", default=True), st.Page(second, title="World")]).run()
"""
SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]');
}"""
LINES: list[dict] = []


def say(what: str, measured: float, unit: str, budget: float, hello: float | None = None) -> None:
    """One line of the table: a measure against its budget, both in ``unit`` (× is the ratio to hello itself)."""
    ratio = measured / hello if hello else None
    value = ratio if unit == "×" else measured
    LINES.append(
        {
            "what": what,
            "measured": f"{measured:,.0f} ms"
            if unit == "×"
            else f"{measured:,.2f} {unit}"
            if unit == "s"
            else f"{measured:,.0f} {unit}",
            "budget": f"{budget:g} {unit}",
            "to hello": f"{ratio:.2f} ×" if ratio else "—",
            "": "kept" if value <= budget else "OVER",
        }
    )
    print(".", end="", flush=True)


def median(action: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The median of some runs, in milliseconds."""
    taken = []
    for _run in range(times):
        begun = clock()
        action()
        taken.append((clock() - begun) * 1000)
    return statistics.median(taken)


# --- page scripts ---


def scripts(hello: Path) -> None:
    """Every page's script, warm."""
    from streamlit.testing.v1 import AppTest

    plain = AppTest.from_file(str(hello), default_timeout=60).run()
    hello_wall = median(plain.run, 15)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.context = {"locale": "zh-CN"}
    app.run()
    for page in (
        "overview",
        "contracts",
        "report",
        "printed",
        "lagging",
        "followup",
        "enterprise",
        "calendar",
        "exemptions",
        "plan",
        "changes",
        "imports",
        "records",
    ):
        app.switch_page(f"tracking/screen/pages/{page}.py").run()
        say(f"page script run: {page}", median(app.run, 15), "ms", 50, hello_wall)
        say(f"page script run: {page}, processor", median(app.run, 15, time.process_time), "ms", 60)


# --- a county ---


def fill_county(store: Store, towns: int = 20, each: int = 500) -> None:
    """A county of ten thousand enterprises, each with six promised parts of which about half are behind."""
    units = [{"unit": "C", "name": "县总工会", "kind": "county"}]
    places = [{"unit": "C", "parent": None, "path": "/C/", "valid_from": date(1900, 1, 1)}]
    for number in range(towns):
        more, where = township(f"T{number}", each)
        units, places = units + more, places + where
    table = pd.DataFrame(units)
    table["sector"] = [f"行业{number % 7}" for number in range(len(table))]
    store.add("units", {"unit": table, "place": pd.DataFrame(places)})
    indicators = standard_indicators()
    asked = indicators.loc[
        indicators["kind"].eq("flow") & indicators["reported_by"].str.contains("enterprise"), "indicator"
    ].head(6)
    firms = table.loc[table["kind"] == "enterprise", "unit"]
    grid = pd.MultiIndex.from_product([firms, asked], names=["unit", "indicator"]).to_frame(index=False)
    plan = {"plan_year": 2020, "version": 1, "in_force_from": date(2020, 1, 1)}
    targets = grid.assign(
        plan_year=2020, version=1, period_start=date(2020, 1, 1), due_date=date(2020, 12, 31), target=20, phasing="even",
        comparator="at_least", tolerance=0, window_opens=None, baseline=None, note=None, sheet="S", cell="A1",
    )  # fmt: skip
    store.add("plan", {"plan": pd.DataFrame({"unit": firms}).assign(**plan), "target": targets})
    for quarter in (1, 2):
        rows = grid.assign(
            period=period_of(2020, quarter), amount=grid.index % 11 + 1, state="value", basis="quarter", sheet="S",
            cell="A1",
        )  # fmt: skip
        store.add("quarter", {"report": rows})


def county(folder: Path) -> None:
    """The list of lagging enterprises of a county: first, again, and sorted or narrowed."""
    from streamlit.testing.v1 import AppTest

    path = folder / "county.duckdb"
    with Store(path) as store:
        prepare_store(store)
        fill_county(store)
    os.environ["TRACKING_DATABASE"] = str(path)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=300)
    app.context = {"locale": "zh-CN"}
    app.query_params["unit"] = "C"
    app.run()
    app.switch_page("tracking/screen/pages/lagging.py")
    say("county of 10,000 enterprises: lagging list, first", median(app.run, 1) / 1000, "s", 30)
    say("county of 10,000 enterprises: lagging list, again", median(app.run, 9, time.process_time), "ms", 60)
    changes = iter([("order", "index"), ("sector", "行业1"), ("order", "streak"), ("sector", "行业2"), ("size", "100"),
                    ("sector", ""), ("order", "per_hundred")])  # fmt: skip

    def change() -> None:
        key, value = next(changes)
        app.selectbox(key=key).select(value).run()

    say("county of 10,000 enterprises: sorted or narrowed anew", median(change, 7, time.process_time), "ms", 60)
    os.environ["TRACKING_DATABASE"] = str(folder / "none.duckdb")


# --- in the browser ---


@contextmanager
def server(script: Path, folder: Path) -> Iterator[str]:
    """A Streamlit server in a process of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env={**os.environ, "TRACKING_DATABASE": str(folder / "none.duckdb"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
            else:
                break
        yield address
    finally:
        process.terminate()
        process.wait(30)


def browser(hello: Path, folder: Path) -> None:
    """First start, pages visible, and the switch between pages."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def new_page():
            return chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768}).new_page()

        def show(page, address: str, *drawn: str) -> None:
            page.goto(address)
            for selector in ("h3", *drawn):
                page.locator(selector).first.wait_for(state="attached", timeout=60_000)
            page.wait_for_function(SETTLED, timeout=60_000)

        def switch(page, title: str) -> None:
            page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
            page.locator("h3").filter(has_text=title).first.wait_for(timeout=60_000)
            page.wait_for_function(SETTLED, timeout=60_000)

        chart = ".st-key-bullets .annotation-text"
        table = '[data-testid="stDataFrame"] canvas'
        with server(hello, folder) as plain:
            page = new_page()
            show(page, plain)
            visible = median(lambda: show(page, plain), 7)
            plain_switch = _switch_time(page, switch, "Hello", "World")
            page.context.close()
        page = new_page()
        begun = time.perf_counter()
        with server(ROOT / "dashboard.py", folder) as address:
            show(page, address, chart)
            say("first start with the example, to the overview drawn", time.perf_counter() - begun, "s", 5)
            say("overview visible, warm (one chart)", median(lambda: show(page, address, chart), 7), "×", 4.5, visible)
            link = f"{address}/lagging"
            show(page, link, table)
            say(
                "lagging enterprises visible, warm (tables and two charts)",
                median(lambda: show(page, link, table), 7),
                "×",
                4.5,
                visible,
            )
            show(page, address, chart)
            taken = _switch_time(page, switch, "总览", "集体合同")
            say("page switch: overview and a theme, both with a chart", taken, "ms", 500, plain_switch)
            say("page switch: overview and a theme, to hello", taken, "×", 2, plain_switch)
        chromium.close()


def _switch_time(page, switch: Callable, one: str, other: str) -> float:
    """The slower of the two ways between two pages that were seen before."""
    there, back = [], []
    for turn in range(8):
        for title, taken in ((other, there), (one, back)):
            begun = time.perf_counter()
            switch(page, title)
            if turn:
                taken.append((time.perf_counter() - begun) * 1000)
    return max(statistics.median(there), statistics.median(back))


# --- progress ---


def township(code: str, enterprises: int) -> tuple[list[dict], list[dict]]:
    """The units and places of one township below the county."""
    units = [{"unit": code, "name": f"{code}镇总工会", "kind": "township"}]
    places = [{"unit": code, "parent": "C", "path": f"/C/{code}/", "valid_from": date(1900, 1, 1)}]
    for number in range(enterprises):
        firm = f"{code}-{number}"
        units.append({"unit": firm, "name": f"{firm}厂", "kind": "enterprise", "employees": 100})
        places.append({"unit": firm, "parent": code, "path": f"/C/{code}/{firm}/", "valid_from": date(1900, 1, 1)})
    return units, places


def fill(store: Store, cells: int, enterprises: int = 60, quarters: int = 8) -> int:
    """Store a county of as many townships as give about so many cells, with a plan for the first; the cells stored."""
    indicators = standard_indicators()
    asked = indicators[(indicators["kind"] != "rate") & indicators["reported_by"].str.contains("enterprise")]
    each = enterprises * len(asked) * quarters
    units, places = (
        [{"unit": "C", "name": "县总工会", "kind": "county"}],
        [{"unit": "C", "parent": None, "path": "/C/", "valid_from": date(1900, 1, 1)}],
    )
    codes = [f"T{number}" for number in range(max(1, round(cells / each)))]
    for code in codes:
        more, where = township(code, enterprises)
        units, places = units + more, places + where
    store.add("units", {"unit": pd.DataFrame(units), "place": pd.DataFrame(places)})
    plan = {"unit": "T0", "plan_year": 2020, "version": 1, "in_force_from": date(2020, 1, 1)}
    targets = pd.DataFrame({"indicator": asked["indicator"], "phasing": asked["phasing"]}).assign(
        unit="T0", plan_year=2020, version=1, period_start=date(2020, 1, 1), due_date=date(2020, 12, 31), target=5000,
        comparator="at_least", tolerance=0, window_opens=None, baseline=None, note=None, sheet="S", cell="A1",
    )  # fmt: skip
    store.add("plan", {"plan": pd.DataFrame([plan]), "target": targets})
    firms = [unit["unit"] for unit in units if unit["kind"] == "enterprise"]
    grid = pd.MultiIndex.from_product([firms, asked["indicator"]], names=["unit", "indicator"]).to_frame(index=False)
    basis = dict(zip(asked["indicator"], asked["kind"].map({"stock": "level"}).fillna("quarter"), strict=True))
    for number in range(quarters):
        rows = grid.assign(
            period=period_of(2018, 3) + number, amount=grid.index % 7 + 1, state="value", basis=grid["indicator"].map(basis),
            sheet="S", cell="A1",
        )  # fmt: skip
        store.add("quarter", {"report": rows})
    return len(grid) * quarters


def progress(folder: Path) -> None:
    """The progress table of one township in databases of growing size."""
    with open_example() as example:
        cells = len(example.read("cells", scope="/", first_period=0, last_period=9999))
        say(
            f"progress table, the example ({cells:,} cells)",
            median(lambda: load_progress(example, "QHZ", 2020, 2), 9),
            "ms",
            20,
        )
    for wanted, budget in ((100_000, 20), (1_000_000, 50)):
        with Store(folder / f"{wanted}.duckdb") as store:
            prepare_store(store)
            cells = fill(store, wanted)
            taken = median(lambda store=store: load_progress(store, "T0", 2020, 2), 9)
        say(f"progress table, one township of {cells:,} cells", taken, "ms", budget)


# --- the report ---


def reports() -> None:
    """The half-year report of the example: as the page makes it from what it shows, and as the command does from nothing."""
    with open_example() as example:
        facts = gather(example, "QHZ", 2020, 2)
        say(
            "half-year report in Word, from the page",
            median(lambda: report_document(compose(facts, "half-year")), 7),
            "ms",
            1000,
        )
        cold = median(lambda: report_document(compose(gather(example, "QHZ", 2020, 2), "half-year")), 7)
        say("half-year report in Word, read and made", cold, "ms", 1000)
        say(
            "its tables in Excel, from the page",
            median(lambda: report_workbook(compose(facts, "half-year")), 7),
            "ms",
            1000,
        )


# --- import ---


def import_cells(folder: Path) -> None:
    """Import one large quarterly workbook and print what it cost. Runs in a process of its own."""
    indicators = standard_indicators()
    asked = indicators[(indicators["kind"] != "rate") & indicators["reported_by"].str.contains("enterprise")].head(40)
    units, places = township("T", 2500)
    with Store(folder / "import.duckdb") as store:
        prepare_store(store)
        root = {"unit": "C", "name": "县总工会", "kind": "county"}
        place = {"unit": "C", "parent": None, "path": "/C/", "valid_from": date(1900, 1, 1)}
        store.add("units", {"unit": pd.DataFrame([root, *units]), "place": pd.DataFrame([place, *places])})
        data = (folder / "quarter.xlsx").read_bytes()
        before = _processor_seconds()
        begun = time.perf_counter()
        with _memory_watched() as memory:
            preview = preview_file(store, "quarter.xlsx", data)
            accepted = {question.key for question in preview.reading.questions}
            store_preview(store, preview, "the benchmark", None, accepted)
        wall, processor = time.perf_counter() - begun, _processor_seconds() - before
        found = {
            "cells": int(preview.counts()["new"]),
            "indicators": len(asked),
            "wall": wall,
            "processor": processor,
            **memory,
        }
    print(json.dumps(found))


@contextmanager
def _memory_watched() -> Iterator[dict[str, float]]:
    """MB in use before, and at most, by this process and its children together, looked at every 5 ms."""
    this, over = psutil.Process(), threading.Event()
    memory = {"before": this.memory_info().rss / 1024**2, "peak": 0.0}

    def watch() -> None:
        while not over.wait(0.005):
            used = 0
            for process in (this, *this.children(recursive=True)):
                with suppress(psutil.Error):
                    used += process.memory_info().rss
            memory["peak"] = max(memory["peak"], used / 1024**2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)


def importing(folder: Path) -> None:
    """Write the workbook here, import it there."""
    indicators = standard_indicators()
    asked = indicators[(indicators["kind"] != "rate") & indicators["reported_by"].str.contains("enterprise")].head(40)
    units, _places = township("T", 2500)
    firms = [unit for unit in units if unit["kind"] == "enterprise"]
    figures = {(unit["unit"], code): 1 for unit in firms for code in asked["indicator"]}
    workbook = quarter_workbook("T镇总工会", 2020, 2, firms, asked.to_dict("records"), figures)
    (folder / "quarter.xlsx").write_bytes(workbook)
    run = subprocess.run(
        [sys.executable, __file__, "import", str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout.splitlines()[-1])
    say(f"import of {found['cells']:,} cells, processor", found["processor"], "s", 6)
    say(f"import, peak memory of parent and child ({found['before']:.0f} MB before)", found["peak"], "MB", 350)


def main() -> None:
    """Measure everything and print the table."""
    with tempfile.TemporaryDirectory(prefix="union-target-benchmark-") as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        os.environ["TRACKING_DATABASE"] = str(folder / "none.duckdb")
        browser(hello, folder)
        scripts(hello)
        county(folder)
        progress(folder)
        reports()
        importing(folder)
    print()
    print(pd.DataFrame(LINES).to_string(index=False))


if __name__ == "__main__":
    if sys.argv[1:2] == ["import"]:
        import_cells(Path(sys.argv[2]))
    else:
        main()
