"""How much uploaded files may hold at once: of one person, and of everybody. What would be more is not kept."""

import contextlib
import ctypes
import gc
import threading
from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from tracking.opening import HELD_BACK, MEGABYTE, MOST_HELD

MOST_OF_ALL, M_MMAP_THRESHOLD, A_MOMENT = 4 * MOST_HELD, -3, 2.0  # A_MOMENT: seconds
_deciding = threading.Lock()


def bound_uploads() -> None:
    """Let this server keep no more than MOST_HELD bytes of a session's files and MOST_OF_ALL of everybody's."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    if isinstance(manager, MemoryUploadedFileManager) and "add_file" not in vars(manager):
        bound(manager)


def bound(manager: MemoryUploadedFileManager) -> None:
    """Make a keeper of files hold back what would be too much: it keeps HELD_BACK instead, which the reader refuses with a
    sentence, and lets the bytes go."""
    keep = manager.add_file
    _give_back_at_once()

    def add_file(session_id: str, file: object) -> None:
        with _deciding:
            mine, everybodys = (
                held_by(manager, session_id),
                sum(held_by(manager, one) for one in list(manager.file_storage)),
            )
            fits = mine + len(file.data) <= MOST_HELD and everybodys + len(file.data) <= MOST_OF_ALL
            keep(session_id, file if fits else file._replace(data=HELD_BACK))

    def let_go(forget: Callable, session_id: str, **which: str) -> None:
        before = held_by(manager, session_id)
        forget(session_id, **which)
        if before - held_by(manager, session_id) > MEGABYTE:
            collecting = threading.Timer(A_MOMENT, gc.collect)  # what was read of them goes in circles by then
            collecting.daemon = True
            collecting.start()

    manager.add_file = add_file
    for name in ("remove_file", "remove_session_files"):
        setattr(manager, name, partial(let_go, getattr(manager, name)))


def _give_back_at_once() -> None:
    """Let the C library of Linux give large blocks back to the system when they are freed; others do so by themselves."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, MEGABYTE)


KEPT, AWAY = "files kept", "files away"
KEPT_AT_MOST = 20 * MEGABYTE  # of the files of one person


def keep_for_import(files: list) -> None:
    """Keep files that were chosen elsewhere, so that they lie on the import page; more than KEPT_AT_MOST are not kept."""
    if sum(file.size for file in files) <= KEPT_AT_MOST:
        st.session_state[KEPT], st.session_state[AWAY] = list(files), True


def held_by(manager: MemoryUploadedFileManager, session_id: str) -> int:
    """How many bytes the files of a session hold."""
    return sum(len(file.data) for file in list(manager.file_storage.get(session_id, {}).values()))
