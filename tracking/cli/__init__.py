"""The command ``tracking``: for scripts, for scheduled runs, and so that anyone can check the figures.

Exit codes: 0 done; 1 the data have faults (listed, nothing stored) or the database is in use; 2 wrong usage.
"""

import sys

from tracking.cli import data, papers, quarters, tables
from tracking.cli.command import app, say
from tracking.store import StoreProblem

__all__ = ["app", "data", "main", "papers", "quarters", "tables"]


def main() -> None:
    """Run the command; what the store cannot do is one sentence, never a traceback."""
    try:
        app()
    except StoreProblem as problem:
        say(str(problem))
        sys.exit(1)
