"""A file's bytes → its sheets, opened in a child process with limits on memory and time."""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

from tracking.harmless import LONGEST_NAME, UNSEEN
from tracking.language import N_, _
from tracking.opening import (
    HELD_BACK,
    MAX_COLUMNS,
    MAX_FILE,
    MAX_ROWS,
    MEGABYTE,
    MEMORY,
    MOST_HELD,
    Book,
    Refused,
    hear,
)
from tracking.reading.personal_numbers import masked
from tracking.reading.problems import Fault, ReportProblem
from tracking.watching import watch

Answer = TypeVar("Answer")
WALL_SECONDS = 60
OPENED_AT_ONCE = 2  # by all who use this program; the others wait their turn
REFUSALS = {
    "empty": N_("The file is empty."),
    "nothing_in_it": N_("No cell of this file is filled in."),
    "too_large": N_("The file is larger than 20 MB."),
    "held_back": N_(
        "The files chosen are together larger than {place} MB, so this one was not read. Store or remove some of them, then "
        "choose it again."
    ),
    "encrypted": N_("The file opens only with a password. Remove the password in Excel or WPS and save it again."),
    "not_a_table": N_("This is not a spreadsheet. Choose an .xlsx or .csv file."),
    "picture": N_("This is a picture. Figures can only be read from a spreadsheet: ask for the Excel file."),
    "only_pictures": N_("The workbook holds pictures and no filled cell. Figures cannot be read from a picture."),
    "pdf": N_("This is a PDF. Figures can only be read from a spreadsheet: ask for the Excel file."),
    "word_document": N_("This is a text document. Copy its table into Excel or WPS and save it as .xlsx."),
    "presentation": N_("This is a presentation. Copy its table into Excel or WPS and save it as .xlsx."),
    "numbers": N_("This is a file of Apple Numbers. Export it as .xlsx there and try again."),
    "archive": N_("This is an archive of files. Unpack it and choose the spreadsheets in it."),
    "lock_file": N_(
        "This is the note that Excel, WPS or LibreOffice leaves beside a file that is open. "
        "Choose the file of the same name without ~$ or .~lock."
    ),
    "web_page": N_("This web page holds no table."),
    "unknown_encoding": N_("Line {place}: the text cannot be read. Save the file as .xlsx, or as .csv in UTF-8."),
    "two_encodings": N_(
        "The text of this file can be read in two ways, and nothing in it says which. "
        "Save it as .xlsx, or as .csv in UTF-8."
    ),
    "open_quote": N_(
        "Line {place}: a quotation mark is opened there and not closed, or closed in the middle of a cell. "
        "Correct it, or save the file as .xlsx."
    ),
    "ragged": N_(
        "Line {place} has more cells than the heading. A number or name with a comma in it must stand in "
        "quotation marks; or save the file as .xlsx."
    ),
    "damaged": N_("The file is damaged or incomplete. Open it in Excel or WPS, save it again and try again."),
    "odd_package": N_("The file is put together as no spreadsheet program does it; it was not opened."),
    "swollen": N_("The file would unpack to far more than its size; it was not opened."),
    "doctype": N_("The file contains declarations that a workbook never needs; it was not opened."),
    "too_many_cells": N_(
        "The sheet reaches too far (more than 20,000 rows or 400 columns). Delete the empty rows and columns."
    ),
    "too_many_merged": N_("A sheet has more than 20,000 merged cells; it was not opened."),
    "long_cell": N_("A cell holds more than 32,767 characters, more than Excel allows."),
    "too_much": N_("The sheets hold more cells or text than can be read at once. Send the sheets that are needed."),
    "died": N_("The file made the reader stop, so it was not taken in. Save it again in Excel or WPS and try again."),
    "too_slow": N_("Reading this file took too long and was stopped."),
}
NOTES = {
    "macros": N_("The workbook contains macros. They were not run and are not needed."),
    "links": N_("The workbook takes figures from other workbooks; the figures stored in it were read."),
    "pictures": N_("The workbook contains pictures. What they show was not read."),
    "comments": N_("The workbook contains comments. They were not read."),
    "read_as_gbk": N_("The text was read as GBK. Check that the names look right."),
    "read_as_utf16": N_("The text was read as UTF-16."),
}


_turns = threading.BoundedSemaphore(OPENED_AT_ONCE)


def read_book(file_name: str, data: bytes) -> Book:
    """Open a file in a child process. Its name is kept without what nobody can see in it, and not longer than any name is.

    Raises ReportProblem with one sentence if it is no table, unsafe, or makes the reader die.
    """
    file_name = UNSEEN.sub("", file_name)[:LONGEST_NAME]
    try:
        if data == HELD_BACK:
            raise Refused("held_back", MOST_HELD // MEGABYTE)
        if len(data) > MAX_FILE:
            raise Refused("too_large")
        book = ask_child("tracking.opening", data, hear)
        if any(_overlap(sheet.merged) for sheet in book.sheets):
            raise Refused("damaged")
    except Refused as refused:
        raise ReportProblem(masked(file_name), [Fault(_(REFUSALS[refused.code], place=refused.place))]) from None
    book.file_name, book.sha256 = file_name, hashlib.sha256(data).hexdigest()
    return book


def _overlap(merged: list[tuple[int, int, int, int]]) -> bool:
    """Whether merged ranges surely lie over one another: together they have more cells than a sheet may have.

    No spreadsheet program writes that, and readers may then go through all of them cell by cell.
    """
    cells = sum((last_row - row + 1) * (last_column - column + 1) for row, column, last_row, last_column in merged)
    return cells > MAX_ROWS * MAX_COLUMNS


def ask_child(module: str, data: bytes, hear: Callable[[IO[bytes]], Answer]) -> Answer:
    """What a module of ``opening`` answers in a process of its own, as ``hear`` understands it; two at a time. Raises Refused."""
    with _turns:
        return _ask_child(module, data, hear)


def _ask_child(module: str, data: bytes, hear: Callable[[IO[bytes]], Answer]) -> Answer:
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", module]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        ended = watch(child, MEMORY, WALL_SECONDS)
        with suppress(OSError):  # a child that died takes nothing more
            child.stdin.write(data)
        with suppress(OSError):
            child.stdin.close()
        try:
            return hear(child.stdout)
        except (ValueError, KeyError, TypeError):
            raise Refused(ended[0] if ended else "died") from None
        finally:
            child.kill()
