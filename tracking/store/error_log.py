"""The log beside the database: the errors that nobody foresaw, each with a number, and never a figure or a name.

Messages of errors quote what was being read or stored, so none is written: only what kind of error it was, and where in
the program it arose.
"""

import os
import traceback
from datetime import datetime
from pathlib import Path

from tracking.language import N_, Sentence

LARGEST = 200_000  # bytes; a full log becomes the .1, and the .1 before it goes

UNFORESEEN = N_("Something went wrong that was not foreseen.")
IN_THE_LOG = N_("{what} (This is no. {number} in {log}.)")


def log_of(database: Path) -> Path:
    """Where the log of a database lies."""
    return database.with_name(database.name + ".log")


def record(error: BaseException, database: Path, about: str = "") -> str | None:
    """Write an error into the log and return its number; None where the log cannot be written."""
    moment, log = datetime.now(), log_of(database)
    number = f"{moment:%y%m%d-%H%M%S}-{moment.microsecond // 1000:03}"
    try:
        if log.exists() and log.stat().st_size > LARGEST:
            os.replace(log, log.with_name(log.name + ".1"))
        with log.open("a", encoding="utf-8") as file:
            file.write("\n".join([f"{number} {about}".rstrip(), *_trace(error), ""]))
    except OSError:
        return None
    return number


def unforeseen(error: BaseException, database: Path) -> Sentence:
    """The sentence for an error that nobody foresaw, which stands in the log from now on."""
    return with_number(Sentence(UNFORESEEN), record(error, database), database)


def with_number(what: Sentence, number: str | None, database: Path) -> Sentence:
    """A sentence that says where in the log more is to be found."""
    return Sentence(IN_THE_LOG, what=what, number=number, log=log_of(database).name) if number else what


def _trace(error: BaseException) -> list[str]:
    """Which error came of which, and through which lines of the program; the names of files without their folders."""
    lines, seen = [], set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        number = f" {cause.errno}" if isinstance(cause, OSError) and cause.errno else ""
        lines.append(f"  {type(cause).__module__}.{type(cause).__qualname__}{number}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"    {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return lines


def _place(file: str) -> str:
    parts = Path(file).parts
    return "/".join(parts[parts.index("tracking") :] if "tracking" in parts else parts[-1:])
