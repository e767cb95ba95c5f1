"""The copies that are kept beside a database by themselves: the newest, and of days, weeks and months before."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from tracking.store.engine import State, Unreadable, clear_away, log_of, look_at, part_of
from tracking.store.lock import lock_of

DAYS, WEEKS, MONTHS = 7, 4, 12  # in which something was stored, of each of which a copy is kept
ROOM = 3  # databases that are to fit on the disk beside the copies
DAY = re.compile(r"\.copy-(\d{4})(\d\d)(\d\d)-")
DAMAGED_KEPT = 5
ENDINGS = (
    ".copy",
    ".lock",
    ".wal",
    ".part",
    ".log",
    ".log.1",
    ".drafts",
    ".evidence",
)  # of the files that are the program's own


def copy_of(path: Path) -> Path:
    """Where the database as it was after the last import is kept."""
    return path.with_name(path.name + ".copy")


def dated_copies(path: Path) -> list[Path]:
    """The copies of earlier days, the newest first."""
    return sorted(path.parent.glob(_literally(path.name) + ".copy-*"), reverse=True)


def good_copy(path: Path) -> tuple[Path, State] | None:
    """The newest copy that opens and can be read to its end, and what it holds."""
    for file in (copy_of(path), *dated_copies(path)):
        if file.is_file():
            with contextlib.suppress(Unreadable):
                return file, look_at(file)
    return None


def there_is_a_copy(path: Path) -> bool:
    """Whether something is kept beside the database, good or not."""
    return copy_of(path).is_file() or bool(dated_copies(path))


def keep_by_day(path: Path, newest: int) -> None:
    """Before the copy is written anew: keep the one of an earlier day, and of those before what worth_keeping says. Where the
    disk is nearly full, the oldest go first.

    ``newest`` is the newest submission in the copy, whose day it is named by.
    """
    copy = copy_of(path)
    if copy.is_file() and date.fromtimestamp(copy.stat().st_mtime) < date.today():
        os.replace(copy, path.with_name(f"{path.name}.copy-{stamp_of(newest)}"))
    kept = worth_keeping(filter(None, map(day_of, dated_copies(path))))
    for old in dated_copies(path):
        if (day := day_of(old)) and day not in kept:
            old.unlink(missing_ok=True)
    for old in dated_copies(path)[:0:-1]:  # all but the newest
        if shutil.disk_usage(path.parent).free > ROOM * old.stat().st_size:
            return
        old.unlink(missing_ok=True)


def worth_keeping(days: Iterable[date]) -> set[date]:
    """Of days with a copy: the newest seven, the newest of each of the newest four weeks, and of the newest twelve months."""
    newest_first = sorted(set(days), reverse=True)
    weeks: dict[tuple, date] = {}
    months: dict[tuple, date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return {*newest_first[:DAYS], *list(weeks.values())[:WEEKS], *list(months.values())[:MONTHS]}


def day_of(copy: Path) -> date | None:
    """The day by which a dated copy is named; None for another file."""
    found = DAY.search(copy.name)
    with contextlib.suppress(ValueError):
        return date(*map(int, found.groups())) if found else None
    return None


def set_aside(path: Path, file: Path, word: str, stamp: str) -> Path:
    """Give a file of the database, and its log, a name of their own beside it, and return it; nothing is written over."""
    kept, more = path.with_name(f"{path.name}.{word}-{stamp}"), 1
    while kept.exists() or log_of(kept).exists():
        kept, more = path.with_name(f"{path.name}.{word}-{stamp}-{more}"), more + 1
    if log_of(file).exists():
        os.replace(log_of(file), log_of(kept))
    if file.exists():
        os.replace(file, kept)
    return kept


def set_aside_now(path: Path, word: str) -> Path:
    """Keep the database itself, and its log, under a name that says why and when."""
    return set_aside(path, path, word, f"{datetime.now():%Y%m%d-%H%M%S}")


def forget_oldest_damaged(path: Path) -> None:
    """Keep the last few damaged files; a failing disk would otherwise fill itself with them."""
    kept = sorted(path.parent.glob(_literally(path.name) + ".damaged-*"))
    kept = [file for file in kept if not file.name.endswith(".wal")]
    for old in kept[:-DAMAGED_KEPT]:
        clear_away(old)


def clear_half_written(path: Path) -> None:
    """Remove what a killed program left half written beside the database."""
    for part in (part_of(path), part_of(copy_of(path)), trial_of(path)):
        clear_away(part)


def trial_of(path: Path) -> Path:
    """Where it is tried what a log or a damaged file still holds."""
    return part_of(path.with_name(path.name + ".trial"))


def forget_new(path: Path) -> None:
    """Remove a database that was made just now and in which nothing was stored, with all that the program put beside it."""
    clear_half_written(path)
    clear_away(path)
    for file in (copy_of(path), lock_of(path)):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def stamp_of(submission: int) -> str:
    """The time at which a submission was numbered, for the name of a file that holds nothing newer."""
    moment = datetime.fromtimestamp(submission / 1000)
    return f"{moment:%Y%m%d-%H%M%S}-{submission % 1000:03}"


def _literally(name: str) -> str:
    """A name in which * and [ stand for themselves."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
