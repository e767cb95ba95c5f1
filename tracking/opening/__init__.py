"""Bytes → sheets: opens one file in a process of its own, with limits.

That process is ``python -m tracking.opening``; nothing of the program outside this folder is imported here, so that it starts fast.
"""

from tracking.opening.answer import hear
from tracking.opening.book import Book, Sheet, address
from tracking.opening.limits import (
    HELD_BACK,
    MAX_COLUMNS,
    MAX_FILE,
    MAX_ROWS,
    MEGABYTE,
    MEMORY,
    MOST_HELD,
    MOST_OPENED,
    Refused,
    limit_this_process,
)
