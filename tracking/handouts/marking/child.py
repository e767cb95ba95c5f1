"""Runs the program that marks an original workbook, in a process of its own: it may die, nobody else does."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tracking.handouts.marking.marks import Marks
from tracking.watching import watch

MEMORY, CPU_SECONDS, WALL_SECONDS = 1200 << 20, 40, 60


class Unmarkable(Exception):
    """The original cannot be marked: it is no .xlsx, or harms the program that tries."""


def mark_original(data: bytes, marks: Marks) -> bytes:
    """The workbook in ``data`` with its marks; raises Unmarkable."""
    if not data.startswith(b"PK\x03\x04"):
        raise Unmarkable
    root = str(Path(__file__).resolve().parents[3])
    task = json.dumps({
        "title": marks.title,
        "summary": marks.summary,
        "lines": [[line.sheet, line.cell, line.found, line.expected, line.asks] for line in marks.lines],
        "notes": {
            sheet: {cell: [note.text, note.colour] for cell, note in notes.items()}
            for sheet, notes in marks.notes.items()
        },
    })  # fmt: skip
    # What openpyxl writes to disk on its way is gone with the folder, also when the child is ended.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPATH": root, "TMPDIR": folder, "TMP": folder, "TEMP": folder}
        command = [sys.executable, "-m", "tracking.handouts.marking.original"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        ) as child:
            watch(child, MEMORY, WALL_SECONDS)
            try:
                output, _nothing = child.communicate(task.encode() + b"\n" + data, timeout=WALL_SECONDS)
            except subprocess.TimeoutExpired:  # also where something that the child began still holds the pipe
                child.kill()
                raise Unmarkable from None
    if child.returncode or not output.startswith(b"PK\x03\x04"):
        raise Unmarkable
    return output
