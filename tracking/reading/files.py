"""A file's bytes → its sheets, opened in a child process with limits on memory and time."""

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil

from tracking.language import N_, _
from tracking.reading.child import MAX_FILE, MEMORY
from tracking.reading.problems import Fault, ReportProblem

WALL_SECONDS = 60
REFUSALS = {
    "empty": N_("The file is empty."),
    "too_large": N_("The file is larger than 20 MB."),
    "encrypted": N_("The file opens only with a password. Remove the password in Excel or WPS and save it again."),
    "old_excel": N_("This is the old Excel format (.xls). Save it as .xlsx in Excel or WPS and try again."),
    "not_a_table": N_("This is not a spreadsheet. Choose an .xlsx or .csv file."),
    "web_page": N_("This is a web page saved under another name. Open it in Excel or WPS and save it as .xlsx."),
    "unknown_encoding": N_("The text of this file cannot be read. Save it as .xlsx, or as .csv in UTF-8."),
    "damaged": N_("The file is damaged or incomplete. Open it in Excel or WPS, save it again and try again."),
    "swollen": N_("The file would unpack to far more than its size; it was not opened."),
    "doctype": N_("The file contains declarations that a workbook never needs; it was not opened."),
    "not_xlsx": N_("This is not an Excel workbook (.xlsx)."),
    "too_many_cells": N_(
        "The sheet reaches too far (more than 20,000 rows or 400 columns). Delete the empty rows and columns."
    ),
    "died": N_("The file made the reader stop, so it was not taken in. Save it again in Excel or WPS and try again."),
    "too_slow": N_("Reading this file took too long and was stopped."),
}


@dataclass
class Sheet:
    """One sheet: ``rows`` from A1 on, blank cells None; the sets hold cell addresses as Excel shows them."""

    name: str
    rows: list[list]
    hidden: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    uncached: set[str] = field(default_factory=set)
    percent: set[str] = field(default_factory=set)


@dataclass
class Book:
    """One file: its name, the SHA-256 of its bytes and its sheets."""

    file_name: str
    sha256: str
    sheets: list[Sheet]


def read_book(file_name: str, data: bytes) -> Book:
    """Open a file in a child process.

    Raises ReportProblem with one sentence if it is no table, unsafe, or makes the reader die.
    """
    if len(data) > MAX_FILE:
        raise _refusal(file_name, "too_large")
    answer = _ask_child(file_name, data)
    if "refused" in answer:
        raise _refusal(file_name, answer["refused"])
    sheets = [
        Sheet(
            sheet["name"],
            [[_value(cell) for cell in row] for row in sheet["rows"]],
            sheet["hidden"],
            sheet["errors"],
            set(sheet["uncached"]),
            set(sheet["percent"]),
        )
        for sheet in answer["sheets"]
    ]
    return Book(file_name, hashlib.sha256(data).hexdigest(), sheets)


def _refusal(file_name: str, code: str) -> ReportProblem:
    return ReportProblem(file_name, [Fault(_(REFUSALS[code]))])


def _value(cell: object) -> object:
    if isinstance(cell, dict):
        return date.fromisoformat(cell["date"]) if "date" in cell else cell["time"]
    return cell


def _ask_child(file_name: str, data: bytes) -> dict:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tracking.reading.child"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        watcher = threading.Thread(target=_watch_memory, args=(child,), daemon=True)
        watcher.start()
        try:
            output, _nothing = child.communicate(data, timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise _refusal(file_name, "too_slow") from None
    try:
        return json.loads(output)
    except ValueError:
        raise _refusal(file_name, "died") from None


def _watch_memory(child: subprocess.Popen) -> None:
    """End a child that outgrows its limit, also where the system has no limit of its own (Windows)."""
    try:
        process = psutil.Process(child.pid)
        while child.poll() is None:
            if process.memory_info().rss > MEMORY:
                child.kill()
            time.sleep(0.1)
    except psutil.Error:
        return
