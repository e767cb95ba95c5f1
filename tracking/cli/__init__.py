"""The command ``tracking``: for scripts, for scheduled runs, and so that anyone can check the figures.

Exit codes: 0 done; 1 the data have faults (listed, nothing stored) or the database is in use; 2 wrong usage.
"""

import sys

from tracking.cli import data, layouts, papers, people, quarters, scoring, serving, tables, whole_database
from tracking.cli import plan as planning
from tracking.cli.command import app, choices, say
from tracking.language import _
from tracking.places import home_of
from tracking.store import StoreProblem, obstacle_of, unforeseen

__all__ = [
    "app",
    "data",
    "layouts",
    "main",
    "papers",
    "people",
    "planning",
    "quarters",
    "scoring",
    "serving",
    "tables",
    "whole_database",
]


def main() -> None:
    """Run the command; what the store cannot do is one sentence, never a traceback."""
    try:
        app()
    except StoreProblem as problem:
        say(str(problem))
        sys.exit(1)
    except Exception as error:
        say(_sentence(error))
        sys.exit(1)


def _sentence(error: Exception) -> str:
    """What a person reads instead of a traceback: which file stands in the way, else a number of the log."""
    if isinstance(error, OSError) and error.filename and (why := obstacle_of(error)):
        return _("{file}: {why}.", file=str(error.filename), why=why)
    return str(unforeseen(error, home_of(choices.database)))
