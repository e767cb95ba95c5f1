"""A nation of 2.06 million unions and 99 million cells of one year, simulated: what questions cost from kept sums, how large the file
is, and how long the sums take to make. Not among the usual questions: ``benchmarks/run.py nation``, some ten minutes, 6 GB of disk."""

import statistics
import time
from pathlib import Path

from measuring import median, say

from tracking.catalogue import standard_indicators
from tracking.intake import prepare_store
from tracking.progress import load_parted
from tracking.quarters import period_of
from tracking.store import Store

PROVINCES, CITIES, COUNTIES, TOWNS, UNIONS = (
    31,
    11,
    9,
    12,
    56,
)  # each in the one before: 2.06 million unions in 36,828 towns
INDICATORS = 12
FIRST, LAST = period_of(2020, 1), period_of(2020, 4)
# A unit's code is its path without slashes: N, N01, N0102 …
LEVELS = {
    "province": f"select 'N' || format('{{:02d}}', p) as unit, 'N' as parent from range({PROVINCES}) as a(p)",
    "city": f"select parent || format('{{:02d}}', n) as unit, parent from (select unit as parent from province), range({CITIES}) as b(n)",
    "county": f"select parent || format('{{:02d}}', n) as unit, parent from (select unit as parent from city), range({COUNTIES}) as b(n)",
    "town": f"select parent || format('{{:02d}}', n) as unit, parent from (select unit as parent from county), range({TOWNS}) as b(n)",
    "firm": f"select parent || format('{{:03d}}', n) as unit, parent from (select unit as parent from town), range({UNIONS}) as b(n)",
}
PATH = (
    "'/N/' || left(unit, 3) || '/' || case when length(unit) >= 5 then left(unit, 5) || '/' else '' end"
    " || case when length(unit) >= 7 then left(unit, 7) || '/' else '' end"
    " || case when length(unit) >= 9 then left(unit, 9) || '/' else '' end"
    " || case when length(unit) > 9 then unit || '/' else '' end"
)


def measure(_hello: Path, folder: Path) -> None:
    """Fill, keep the sums of every node, ask."""
    path = folder / "nation.duckdb"
    codes = standard_indicators().query("kind == 'flow'")["indicator"].head(INDICATORS).tolist()
    with Store(path, keep_copy=False) as store:
        prepare_store(store)
        _fill(store, codes)
        store.settle()
        say("nation: file with 99 million cells", path.stat().st_size / 1024**2, "MB", 1024)
        begun = time.perf_counter()
        _keep_sums(store)
        say("nation: sums of every node, by SQL alone", time.perf_counter() - begun, "s", 600)
        _ask(store)
        store.opened._unsettled = True
        store.settle()
        say("nation: file with the sums of every node", path.stat().st_size / 1024**2, "MB", 1024)


def _fill(store: Store, codes: list[str]) -> None:
    """Units, places and four quarters, each as one submission; written by the engine itself."""
    with store.opened.cursor() as cursor:
        for level, sql in LEVELS.items():
            cursor.execute(f"create temp table {level} as {sql}")
        kinds = {"province": "county", "city": "county", "county": "county", "town": "township", "firm": "enterprise"}
        cursor.execute("insert into unit by name select 1 as submission, 'N' as unit, '全国' as name, 'county' as kind")
        cursor.execute("insert into place select 1, 'N', null, '/N/', date '1900-01-01'")
        for level, kind in kinds.items():
            cursor.execute(
                f"insert into unit by name select 1 as submission, unit, unit as name, '{kind}' as kind from {level}"
            )
            cursor.execute(f"insert into place select 1, unit, parent, {PATH}, date '1900-01-01' from {level}")
        cursor.execute("insert into submission by name select 1 as submission, 'units' as kind, '' as file_name, '' as sha256,"
                       " '' as received_by, now()::timestamp as received_at, 0 as row_count")  # fmt: skip
        for number, period in enumerate(range(FIRST, LAST + 1), start=2):
            cursor.execute(
                "insert into report by name select $1 as submission, unit, unnest($2) as indicator, $3 as period,"
                " hash(unit) % 7 as amount, 'value' as state, 'quarter' as basis, 'S' as sheet, 'A1' as cell from firm",
                [number, codes, period],
            )
            cursor.execute("insert into submission by name select $1 as submission, 'quarter' as kind, '' as file_name,"
                           " '' as sha256, '' as received_by, now()::timestamp as received_at, 0 as row_count", [number])  # fmt: skip
    store.opened._unsettled, store.opened._newest = True, 5


def _keep_sums(store: Store) -> None:
    """Rows of node_sum for towns, counties, cities and provinces at the end of the year."""
    for length in (9, 7, 5, 3):
        with store.opened.cursor() as cursor:
            cursor.execute(
                "insert into node_sum by name select left(unit, $1) as node, $2 as period, indicator,"
                " date '2020-01-01' as period_start, date '2020-12-31' as due_date, 5 as touched, 5 as checked, 5 as submissions,"
                " sum(amount)::bigint as actual, sum(amount)::bigint as fresh, 0 as carried, 0 as carried_beside,"
                " count(distinct unit) as expected, count(distinct unit) as reported, count(distinct unit) as answered,"
                " count(distinct unit) as this_quarter, 0 as lacking, false as planned from report group by all",
                [length, LAST],
            )


def _ask(store: Store) -> None:
    questions = {
        "one town": ["N000000 00".replace(" ", "")],
        "a county by its towns": [f"N000000{n:02}" for n in range(TOWNS)],
        "a province by its counties": [f"N00{c:02}{n:02}" for c in range(CITIES) for n in range(COUNTIES)],
        "the nation by province": [f"N{p:02}" for p in range(PROVINCES)],
    }
    for what, nodes in questions.items():
        say(f"nation, {what}, kept sums read", median(lambda nodes=nodes: store.kept_sums(nodes, LAST), 5), "ms", 100)
    times = []
    for county in ("N000000", "N150403", "N300808"):
        begun = time.perf_counter()
        load_parted(store, county, LAST)
        times.append(time.perf_counter() - begun)
    each = statistics.median(times)
    counties = PROVINCES * CITIES * COUNTIES
    say("nation: one county of 12 towns told from its cells, sums made", each, "s", 60)
    say(f"nation: all {counties:,} counties so, one after another, reckoned", each * counties / 3600, "h", 24)
    say("nation: that county told from kept sums", median(lambda: load_parted(store, "N150403", LAST), 5), "ms", 100)
