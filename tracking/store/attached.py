"""Files that belong to a database and do not lie in it: beside it in a folder, each named by the hash of what it holds."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from tracking.language import N_, Sentence
from tracking.store.engine import told
from tracking.store.error_log import record
from tracking.store.lock import StoreProblem

NO_FOLDER = N_("This shared database lies in an object store, beside which no files are kept. Give a link instead.")
MISSING = N_("The file is not in {folder} any more. A backup may have it.")
ALTERED = N_("The file in {folder} is not what was stored: it was damaged or altered. A backup may have it.")
STAYS = N_("The file could not be removed from the disk. Please delete it by hand: {file}")
NAME = re.compile(r"[0-9a-f]{64}")


class Attachments:
    """The folder of a database. None of its files is ever written over; one is there only whole."""

    def __init__(self, folder: Path | None, database: Path):
        """``folder`` need not exist yet; None for a database beside which no files can be kept."""
        self.folder, self._database = folder, database

    @classmethod
    def beside(cls, database: Path) -> "Attachments":
        """Those of a database in a file."""
        return cls(database.with_name(database.name + ".evidence"), database)

    def put(self, data: bytes) -> bool:
        """Keep a file under hash_of(data); False where it is there already. Raises StoreProblem."""
        if self.folder is None:
            raise StoreProblem(Sentence(NO_FOLDER))
        place = self.folder / hash_of(data)
        try:
            if place.is_file() and hash_of(place.read_bytes()) == place.name:
                return False
            self.folder.mkdir(parents=True, exist_ok=True)
            part = self.folder / f".{uuid.uuid4().hex}.part"
            try:
                with part.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(part, place)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise told(error, self._database, "evidence") from error
        return True

    def get(self, sha256: str) -> bytes:
        """What the file with this hash holds. Raises StoreProblem where it is not there or was altered."""
        if self.folder is None or not NAME.fullmatch(sha256):
            raise StoreProblem(Sentence(NO_FOLDER))
        try:
            data = (self.folder / sha256).read_bytes()
        except FileNotFoundError:
            raise StoreProblem(Sentence(MISSING, folder=self.folder.name)) from None
        except OSError as error:
            raise told(error, self._database, "evidence") from error
        if hash_of(data) != sha256:
            raise StoreProblem(Sentence(ALTERED, folder=self.folder.name))
        return data

    def drop(self, sha256: str) -> None:
        """Remove a file for good. Harmless where it is gone; raises StoreProblem where it cannot be removed."""
        if self.folder is None or not NAME.fullmatch(sha256):
            return
        place = self.folder / sha256
        try:
            place.unlink(missing_ok=True)
        except OSError as error:
            record(error, self._database, "evidence")
            raise StoreProblem(Sentence(STAYS, file=str(place))) from error

    def take_along(self, to: "Attachments", hashes: Iterable[str]) -> list[str]:
        """Copy files to another folder; those that could not be, because they are missing or altered, or nothing is kept there."""
        lost = []
        for sha256 in sorted(set(hashes)):
            try:
                to.put(self.get(sha256))
            except StoreProblem:
                lost.append(sha256)
        return lost

    def all_there(self) -> list[str]:
        """The hashes of the files in the folder."""
        found = self.folder.iterdir() if self.folder and self.folder.is_dir() else ()
        return sorted(file.name for file in found if NAME.fullmatch(file.name))


def hash_of(data: bytes) -> str:
    """The SHA-256 of a file, as its name."""
    return hashlib.sha256(data).hexdigest()
