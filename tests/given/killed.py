"""A process that imports until it is killed."""

import subprocess
import sys
import time
from pathlib import Path

from tracking.places import SharedAddress, text_of

ROOT = Path(__file__).resolve().parents[2]
IN_OUR_PROCESSES = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests' / 'given'}", "LC_ALL": "C.UTF-8"}
ROWS = 60  # of each import
KEEP_IMPORTING = """
import sys
import pandas as pd
from tracking.places import address_of
from tracking.store import Store
from townships import report_rows
rows = pd.concat([report_rows(2020, q, {(f"F{n}", "employee_training"): n + 1 for n in range(15)}) for q in (1, 2, 3, 4)])
sys.stdin.readline()
with Store(address_of(sys.argv[1]), "the importer") as store:
    while True:
        print(store.add("quarter", {"report": rows}), flush=True)
"""


def importer(database: Path | SharedAddress) -> subprocess.Popen:
    """A process that waits for a line and then imports until it is killed, saying each number once it is stored."""
    command = [sys.executable, "-c", KEEP_IMPORTING, text_of(database)]
    return subprocess.Popen(command, env=IN_OUR_PROCESSES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def kill_during_import(process: subprocess.Popen, delay: float) -> list[int]:
    """The numbers that a process acknowledged before it was killed, so long after its first."""
    process.stdin.write("go\n")
    process.stdin.flush()
    first = process.stdout.readline()
    time.sleep(delay)
    process.kill()
    rest = process.communicate()[0]
    return [int(line) for line in [first, *rest.splitlines(keepends=True)] if line.endswith("\n")]
