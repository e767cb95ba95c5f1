"""What a county costs: an act and a page of 18 towns with 12,600 enterprises and 7 million cells, beside a township; and how
fast pandas, SQLite and DuckDB alone add the same cells up."""

import os
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
from counties import fill
from measuring import median, say

from tracking.catalogue import standard_indicators
from tracking.intake import prepare_store
from tracking.places import DASHBOARD, page_file
from tracking.progress import load_parted
from tracking.quarters import period_of
from tracking.store import Store

TOWNS, EACH = 18, 700
PAGES = {
    "overview": 0.2,
    "compare": 0.2,
    "contracts": 0.2,
    "lagging": 0.2,
    "calendar": 0.2,
}  # seconds, after one import
NOW = period_of(2020, 2)
SUMS = """
select n.town, r.indicator, sum(r.amount) from ({newest}) as r join enterprise as n on n.unit = r.unit
where r.period between {first} and {last} group by n.town, r.indicator
"""


def measure(_hello: Path, folder: Path) -> None:
    """An act and pages, then the peers on the same cells."""
    kinds = standard_indicators()
    asked = int(((kinds["kind"] != "rate") & kinds["reported_by"].str.contains("enterprise")).sum())
    costs = []
    for name, towns, firms in (("township", 1, 60), ("county", TOWNS, EACH)):
        with Store(folder / f"{name}.duckdb") as store:
            prepare_store(store)
            cells = fill(store, towns * firms * asked * 8, enterprises=firms)
            store.settle()
            costs.append({what: median(act, 5, time.process_time) for what, act in _acts(store).items()})
            if towns > 1:
                _sums(store)
    for what in costs[0]:
        say(
            f"{what}, a township ({costs[0][what]:.0f} ms) and {cells:,} cells: ratio",
            costs[1][what] / costs[0][what],
            "",
            1.5,
        )
    _pages(folder / "county.duckdb")
    _peers(folder / "county.duckdb", folder)


def _acts(store: Store) -> dict[str, Callable[[], object]]:
    codes = store.read("current_indicators").query("kind != 'rate'")["indicator"].head(40)
    report = pd.DataFrame({"unit": "T0-3", "indicator": codes, "period": NOW, "amount": 3, "state": "value",
                           "basis": "quarter", "sheet": "S", "cell": "A1"})  # fmt: skip
    call = pd.DataFrame(
        [{"unit": "T0-3", "subject": "report", "period": NOW, "said_on": date(2020, 7, 20), "contact": "phone"}]
    )
    return {
        "one phone note stored, processor": lambda: store.add("follow_up", {"follow_up": call}),
        "one enterprise's quarter stored, processor": lambda: store.add("quarter", {"report": report}),
    }


def _sums(store: Store) -> None:
    begun = time.process_time()
    load_parted(store, "C", NOW)
    say("county told from its towns, sums made for the first time, processor", time.process_time() - begun, "s", 3)
    say("county told from its towns, sums kept", median(lambda: load_parted(store, "C", NOW), 5), "ms", 100)
    act = _acts(store)["one enterprise's quarter stored, processor"]

    def after() -> float:
        act()
        begun = time.perf_counter()
        load_parted(store, "C", NOW)
        return (time.perf_counter() - begun) * 1000

    say("county told from its towns, one of them changed", sorted(after() for _time in range(3))[1], "ms", 400)


def _pages(path: Path) -> None:
    from streamlit.testing.v1 import AppTest

    from tracking.screen.session import open_database

    os.environ["TRACKING_DATABASE"] = str(path)
    for page, budget in PAGES.items():
        app = AppTest.from_file(str(DASHBOARD), default_timeout=300)
        app.query_params["unit"] = "C"
        app.switch_page(page_file(page))
        begun = time.process_time()
        app.run()
        first, act = time.process_time() - begun, _acts(open_database())["one enterprise's quarter stored, processor"]
        say(f"county, {page}: first, processor", first, "s", 3)
        act()
        begun = time.process_time()
        app.run()
        say(f"county, {page}: after one import, processor", time.process_time() - begun, "s", budget)
    open_database().close()


def _peers(path: Path, folder: Path) -> None:
    """The same question to others: what each town has done of each indicator this year, corrections counted once."""
    newest = "select unit, indicator, period, arg_max(amount, submission) as amount from report group by all"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("create temp table enterprise as select unit, split_part(path, '/', 3) as town from place")
        sql = SUMS.format(newest=newest, first=NOW - 1, last=NOW)
        say("peer: plain DuckDB on the log", median(lambda: connection.execute(sql).fetchall(), 3), "ms", float("inf"))
        cells = connection.execute("select submission, unit, indicator, period, amount from report").df()
        towns = connection.execute("select unit, town from enterprise").df()

    def with_pandas() -> None:
        last = cells.sort_values("submission", kind="stable").drop_duplicates(
            ["unit", "indicator", "period"], keep="last"
        )
        year = last[last["period"].between(NOW - 1, NOW)].merge(towns, on="unit")
        year.groupby(["town", "indicator"])["amount"].sum()

    say("peer: pandas, the cells in memory", median(with_pandas, 1), "ms", float("inf"))
    with sqlite3.connect(folder / "peer.sqlite") as other:
        cells.to_sql("report", other, index=False, chunksize=100_000)
        towns.to_sql("enterprise", other, index=False)
        other.execute("create index by_unit on enterprise (unit, town)")
        other.execute("create index covering on report (period, unit, indicator, submission, amount)")
        newest = f"select unit, indicator, period, amount, max(submission) from report where period between {NOW - 1} and {NOW} group by unit, indicator, period"  # fmt: skip
        sql = SUMS.format(newest=newest, first=NOW - 1, last=NOW)
        say("peer: SQLite with a covering index", median(lambda: other.execute(sql).fetchall(), 1), "ms", float("inf"))
