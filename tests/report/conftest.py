"""Reports: that of the example, and those of small townships made for one rule."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from claims import false_claims
from in_detail import in_detail
from made_once import copy_database
from townships import TOWNSHIP, add_plan, add_report, add_units, unit

from tracking.report.facts import gather
from tracking.report.half_year import Report, compose
from tracking.store.store import Store

FIRMS = ("A", "B", "C", "D")


@pytest.fixture(scope="module")
def half_year(example: Store) -> Report:
    """The half-year report of the example township."""
    return in_detail(gather(example, "QHZ", 2020, 2), "half-year")


@pytest.fixture
def report_on(empty_database: Path, tmp_path: Path) -> Iterator[Callable[..., Report]]:
    """Makes the report of a township of four firms: plan targets and each quarter's figures, by quarter. Every one is read by
    the checker of claims."""
    opened: list[Store] = []

    def report(
        targets: list[dict],
        quarters: dict[int, dict],
        quarter: int = 2,
        units: list | None = None,
        detailed: bool = True,
        **more,
    ) -> Report:
        database = copy_database(empty_database, tmp_path / f"{len(opened)}.duckdb")
        store = Store(database, "the tests", keep_copy=False)
        opened.append(store)
        add_units(store, units or [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)])
        if targets:
            add_plan(store, targets)
        for number, figures in quarters.items():
            add_report(store, 2020, number, figures)
        kind = {1: "quarter", 2: "half-year", 3: "quarter", 4: "annual"}[quarter]
        facts = gather(store, "T", 2020, quarter)
        made = in_detail(facts, kind, **more) if detailed else compose(facts, kind, **more)
        assert false_claims(made) == []
        return made

    yield report
    for store in opened:
        store.close()
