"""How much uploaded files may hold at once: of one person, and of everybody. What would be more is not kept."""

import threading

from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from tracking.reading.opening.limits import HELD_BACK, MOST_HELD

MOST_OF_ALL = 4 * MOST_HELD
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

    def add_file(session_id: str, file: object) -> None:
        with _deciding:
            mine, everybodys = (
                held_by(manager, session_id),
                sum(held_by(manager, one) for one in list(manager.file_storage)),
            )
            fits = mine + len(file.data) <= MOST_HELD and everybodys + len(file.data) <= MOST_OF_ALL
            keep(session_id, file if fits else file._replace(data=HELD_BACK))

    manager.add_file = add_file


def held_by(manager: MemoryUploadedFileManager, session_id: str) -> int:
    """How many bytes the files of a session hold."""
    return sum(len(file.data) for file in list(manager.file_storage.get(session_id, {}).values()))
