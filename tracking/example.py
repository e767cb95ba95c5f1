"""The invented example township: its workbooks and follow-ups, read by the production code into a private database."""

import csv
import hashlib
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from tracking.decisions import close_quarter, record_follow_ups
from tracking.intake import known_to, prepare_store, preview_book, store_preview
from tracking.places import DATA, PACKAGE, cache_folder
from tracking.reading import read_book, read_scoring_rules
from tracking.scoring import (
    Rules,
    items_of_rows,
    put_in_force,
    record_mark,
    record_rules,
    rules_in_force,
    rules_on_record,
)
from tracking.store import Store, StoreProblem

EXAMPLE = DATA / "example"
TODAY = "2020-07-21"
# each with the day on which it is taken in, the oldest first
FILES = {
    "单位名册.xlsx": "2019-01-08",
    "2019年度计划.xlsx": "2019-01-15",
    "2019年一季度上报表.xlsx": "2019-04-09",
    "2019年二季度上报表.xlsx": "2019-07-09",
    "2019年三季度上报表.xlsx": "2019-10-12",
    "2019年四季度上报表.xlsx": "2020-01-09",
    "2020年度计划.xlsx": "2020-01-15",
    "2020年一季度上报表.xlsx": "2020-04-09",
    "2020年一季度上报表（更正）.xlsx": "2020-04-16",
    "2020年二季度上报表.xlsx": "2020-07-09",
    "合同台账.xlsx": "2020-07-13",
    "建会台账.xlsx": "2020-07-14",
}
RULES, RULES_AFTER, RULES_OF = "考核细则.xlsx", "2020年度计划.xlsx", "2020-01-15"
CLOSED_AFTER, CLOSED_ON = "2020年一季度上报表.xlsx", "2020-04-13"  # the briefing was handed in, then a slip was found


class _StoreInItsFolder(Store):
    """A store in a folder of its own, which is thrown away with it."""

    def __init__(self, holder: str, begin_with: Path | None = None):
        self._folder = tempfile.TemporaryDirectory(prefix="union-target-example-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / "example.duckdb"
        if begin_with:
            shutil.copyfile(begin_with, path)
        super().__init__(path, holder, keep_copy=False)


def open_example(holder: str = "tracking") -> Store:
    """A store with the example in a folder of its own; nothing of a user's is read or written. It is made once for each version
    of the program and of the example, and copied from then on."""
    made = cache_folder() / f"example-{_fingerprint()}.duckdb"
    if made.exists():
        with suppress(StoreProblem, OSError):
            return _StoreInItsFolder(holder, made)
    store = _StoreInItsFolder(holder)
    fill_with_example(store)
    _keep(store, made)
    return store


def _keep(store: Store, made: Path) -> None:
    """Keep the example as it was made, in the place of those of other versions; where that is not possible it is made again."""
    with suppress(StoreProblem, OSError):
        made.parent.mkdir(parents=True, exist_ok=True)
        part = made.with_name(f"{made.stem}-{os.getpid()}.new")
        store.backup(part)
        for old in made.parent.glob("example-*.duckdb"):
            old.unlink(missing_ok=True)
        os.replace(part, made)


def _fingerprint() -> str:
    """What the example is made from and by: all data and all of the program, in a few letters."""
    whole = hashlib.sha256()
    for file in sorted([*DATA.rglob("*.*"), *PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]):
        if "__pycache__" not in file.parts and file.suffix in (".py", ".sql", ".csv", ".xlsx"):
            whole.update(file.name.encode() + file.read_bytes())
    return whole.hexdigest()[:16]


def fill_with_example(store: Store) -> None:
    """Import the example's workbooks, oldest first, as a clerk would."""
    store.clock = partial(_on, next(iter(FILES.values())))
    prepare_store(store)
    settings = pd.DataFrame([{"name": "example", "value": "1"}, {"name": "today", "value": TODAY}])
    store.add("setting", {"setting": settings}, received_by="example")
    with ThreadPoolExecutor(2) as opening:
        books = opening.map(lambda name: read_book(name, (EXAMPLE / name).read_bytes()), FILES)
    for (name, day), book in zip(FILES.items(), books, strict=True):
        store.clock = partial(_on, day)
        preview = preview_book(store, book)
        accepted = {question.key for question in preview.reading.questions}
        store_preview(store, preview, "青禾镇总工会", "更正一季度误报数" if "更正" in name else None, accepted)
        if name == RULES_AFTER:
            _record_rules(store)
        if name == CLOSED_AFTER:
            store.clock = partial(_on, CLOSED_ON)
            close_quarter(store, 2020, 1, "青禾镇总工会", "一季度简报已上报")
    store.clock = partial(_on, TODAY)
    _score_by_hand(store)
    for entry in _follow_ups():
        record_follow_ups(store, [entry], "青禾镇总工会")


def _record_rules(store: Store) -> None:
    """The rules by which villages and parks are scored, in force."""
    rows, _notes = read_scoring_rules(read_book(RULES, (EXAMPLE / RULES).read_bytes()), known_to(store))
    indicators = store.read("current_indicators")
    items = items_of_rows(rows, dict(zip(indicators["indicator"], indicators["measure"], strict=True)))
    kinds, decided_on = ("village_federation", "park_federation"), date.fromisoformat(RULES_OF)
    record_rules(
        store, Rules("村（园区）工会考核办法", 2020, kinds, items, "青工发〔2020〕5号", decided_on), "青禾镇总工会"
    )
    put_in_force(store, rules_on_record(store)[0], "青禾镇总工会")


def _score_by_hand(store: Store) -> None:
    """What data/example/手工评分.csv gives and takes."""
    (rules,) = rules_in_force(store, 2020)
    for row in _rows_of("手工评分.csv"):
        points = int(row["points"])
        record_mark(
            store, rules, 2020, row["unit"], row["item"], points, row["reason"], row["evidence"], "青禾镇总工会"
        )


def _on(day: str) -> datetime:
    """The time of day that it is now, on another day."""
    return datetime.combine(date.fromisoformat(day), datetime.now().time()).astimezone(UTC)


def _follow_ups() -> list[dict]:
    """The calls, visits and promises of data/example/督办台账.csv; days as days, blanks as nothing."""
    rows = _rows_of("督办台账.csv")
    days = ("said_on", "promised_on")
    return [
        {**row, "period": int(row["period"]), **{name: row[name] and date.fromisoformat(row[name]) for name in days}}
        for row in rows
    ]


def _rows_of(name: str) -> list[dict[str, Any]]:
    """The rows of a CSV file of the example, blanks as nothing."""
    text = (EXAMPLE / name).read_text(encoding="utf-8-sig")
    return [{key: value or None for key, value in row.items()} for row in csv.DictReader(StringIO(text))]
