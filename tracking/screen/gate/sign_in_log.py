"""Who signed in, who was refused, from where and when: a file beside the database. Nothing in it is taken away by the program."""

import re
import threading
from datetime import datetime

from tracking.accounts import person_named
from tracking.store import Store

_WRITING = threading.Lock()


def note(store: Store, name: str, address: str, outcome: str) -> None:
    """Add a line. A name that nobody has is not kept: it may be a password written into the wrong field."""
    known = person_named(store, name)
    at = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S%z}"
    line = re.sub(r"[\r\n]", " ", "\t".join([at, outcome, known.name if known else "?", address]))
    file = store.home.with_name(f"{store.home.name}.signed-in.log")
    with _WRITING, file.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
