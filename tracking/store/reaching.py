"""Reaching a shared database: what its address says, and why it cannot be reached, in sentences."""

import os
import re
import uuid
from pathlib import Path

from tracking.language import N_, Sentence
from tracking.places import SharedAddress
from tracking.store.lock import StoreProblem

WRONG_ADDRESS = N_(
    "{address} is no address of a shared database. Expected is, for example: ducklake:postgres:dbname=union"
    " host=10.0.0.5 user=union data_path=/srv/union"
)
NOT_REACHED = N_("The shared database {name} cannot be reached: {why}. Nothing was stored.")
NO_FOLDER = N_(
    "The folder {folder} of the shared database {name} cannot be written to: {why}. Nothing was stored. Please look whether"
    " it is connected on this computer, and whether you may write there."
)

# What PostgreSQL says, and ours; a name in quotes is gone from its words (_why).
WHYS = {
    "Connection refused": N_("no PostgreSQL answers there"),
    "could not translate host name": N_("no computer of that name is known"),
    "No route to host": N_("there is no way to that computer"),
    "Network is unreachable": N_("there is no way to that computer"),
    "timeout expired": N_("the computer does not answer"),
    "password authentication failed": N_("the user or the password is wrong"),
    "no password supplied": N_("it wants a password, which belongs into the file .pgpass or the variable PGPASSWORD"),
    "no pg_hba.conf entry": N_("PostgreSQL there lets nobody in from this computer (pg_hba.conf)"),
    "role does not exist": N_("PostgreSQL there does not know this user"),
    "database does not exist": N_("PostgreSQL there has no database of this name (createdb makes one)"),
    "permission denied": N_("this user may not write in that database"),
    "No such file or directory": N_("no PostgreSQL answers there"),
    "invalid connection option": N_("its address names a setting that PostgreSQL does not know"),
    "HTTP": N_("the object store with its rows does not answer, or not to these keys"),
    "too many clients": N_("too many programs have it open"),
}
UNKNOWN = N_("the connection failed")
FOLDER_WHYS = {
    FileNotFoundError: N_("there is no such folder"),
    NotADirectoryError: N_("there is no such folder"),
    PermissionError: N_("it may not be written to"),
}
# Of a network that fell silent both sides hear within a minute, and not after hours: the lock of a computer that was switched
# off goes with its connection.
PATIENCE = {
    "options": "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "50000",
}


def settings_of(address: SharedAddress) -> dict[str, str]:
    """What an address says: name → value. Raises StoreProblem where it cannot be read."""
    said = address.settings()
    if not said:
        raise StoreProblem(Sentence(WRONG_ADDRESS, address=str(address)))
    return said


def connection_words(said: dict[str, str]) -> str:
    """The settings as PostgreSQL's library wants them, with ours where nothing is said."""
    return " ".join(f"{name}={_quoted(value)}" for name, value in (PATIENCE | said).items() if name != "data_path")


def refuse_folder(folder: Path, new: bool, name: str) -> None:
    """Raise StoreProblem where nothing can be written into the folder; a new database's is made."""
    probe = folder / f".{uuid.uuid4().hex}"
    try:
        if new:
            folder.mkdir(exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = next((why for kind, why in FOLDER_WHYS.items() if isinstance(error, kind)), None)
        about = {"folder": str(folder), "name": name}
        raise StoreProblem(
            Sentence(NO_FOLDER, why=Sentence(why) if why else os.strerror(error.errno or 0), **about)
        ) from error


def not_reached(error: BaseException, name: str) -> StoreProblem:
    """What to raise where PostgreSQL does not answer, or says no."""
    said = re.sub(r'\s*"[^"]*"', "", str(error))
    why = Sentence(next((ours for theirs, ours in WHYS.items() if theirs in said), UNKNOWN))
    return StoreProblem(Sentence(NOT_REACHED, name=name, why=why))


def _quoted(value: str) -> str:
    """A value as PostgreSQL's library wants it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
