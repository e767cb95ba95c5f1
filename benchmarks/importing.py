"""What taking in 100,000 cells costs, from bytes to committed: processor time and memory of the program and its child."""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pandas as pd
from counties import township
from measuring import memory_watched, processor_seconds, say

from tracking.catalogue import standard_indicators
from tracking.handouts.templates import quarter_workbook
from tracking.intake import prepare_store, preview_file, store_preview
from tracking.places import ROOT
from tracking.store import Store


def measure(_hello: Path, folder: Path) -> None:
    """Write the workbook here, import it there."""
    indicators = standard_indicators()
    asked = indicators[(indicators["kind"] != "rate") & indicators["reported_by"].str.contains("enterprise")].head(40)
    units, _places = township("T", 2500)
    firms = [unit for unit in units if unit["kind"] == "enterprise"]
    figures = {(unit["unit"], code): 1 for unit in firms for code in asked["indicator"]}
    workbook = quarter_workbook("T镇总工会", 2020, 2, firms, asked.to_dict("records"), figures)
    (folder / "quarter.xlsx").write_bytes(workbook)
    run = subprocess.run([sys.executable, __file__, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout.splitlines()[-1])
    say(f"import of {found['cells']:,} cells, processor", found["processor"], "s", 3)
    say(f"import, peak memory of parent and child ({found['before']:.0f} MB before)", found["peak"], "MB", 350)


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
        before = processor_seconds()
        begun = time.perf_counter()
        with memory_watched() as memory:
            preview = preview_file(store, "quarter.xlsx", data)
            accepted = {question.key for question in preview.reading.questions}
            store_preview(store, preview, "the benchmark", None, accepted)
        wall, processor = time.perf_counter() - begun, processor_seconds() - before
        found = {
            "cells": int(preview.counts()["new"]),
            "indicators": len(asked),
            "wall": wall,
            "processor": processor,
            **memory,
        }
    print(json.dumps(found))


if __name__ == "__main__":
    import_cells(Path(sys.argv[1]))
