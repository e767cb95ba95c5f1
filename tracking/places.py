"""Where things lie: what comes with the program, and the user's own database."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

PACKAGE = Path(__file__).resolve().parent
# Installed from a wheel, the data, the dashboard and its settings lie inside the package; in a clone, beside it.
INSTALLED = (PACKAGE / "data").is_dir()
ROOT = PACKAGE if INSTALLED else PACKAGE.parent
DATA = ROOT / "data"
DASHBOARD = ROOT / "dashboard.py"
SETTINGS = ROOT / ".streamlit" / "config.toml"
PAGES = PACKAGE / "screen" / "pages"

SHARED = "ducklake:"
_SETTING = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s'\\]|\\.)*)(?=\s|$)")
_SECRET = re.compile(r"(password\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)", re.IGNORECASE)


@dataclass(frozen=True)
class SharedAddress:
    """Where several offices' programs have one database: ducklake:postgres:dbname=… host=… data_path=…

    What stands behind the second colon are PostgreSQL's own settings (name=value, quoted as it wants them), and data_path,
    the folder with the rows.
    """

    text: str

    def __str__(self) -> str:
        """The address as it may be shown: without a password."""
        return _SECRET.sub(r"\1***", self.text)

    def settings(self) -> dict[str, str]:
        """Name → value; nothing where the address cannot be read."""
        found, at, text = {}, 0, self.text.removeprefix(SHARED + "postgres:")
        while match := _SETTING.match(text, at):
            value = match[2][1:-1] if match[2].startswith("'") else match[2]
            found[match[1]], at = re.sub(r"\\(.)", r"\1", value), match.end()
        return found if text != self.text and not text[at:].strip() and "dbname" in found else {}

    @property
    def home(self) -> Path:
        """What the program keeps of it on this computer (drafts, the log of errors) has this name, and an ending."""
        said = self.settings()
        where = "-".join(filter(None, [said.get("host"), said.get("port")]))
        name = "@".join(filter(None, [said.get("dbname", "shared"), where]))
        return _own_folder() / "shared" / re.sub(r"[^\w.@-]", "_", name)


def address_of(text: str) -> Path | SharedAddress:
    """What somebody named as the database: a file, or one that offices share."""
    return SharedAddress(text) if text.startswith(SHARED) else Path(text)


def usual_database() -> Path | SharedAddress:
    """The user's own database: TRACKING_DATABASE; else the one in data/ of a clone, or, where the program was installed
    from a wheel, in the folder that the system keeps for a user's data."""
    if named := os.environ.get("TRACKING_DATABASE"):
        return address_of(named)
    return (_own_folder() if INSTALLED else DATA) / "tracking.duckdb"


def text_of(database: Path | SharedAddress) -> str:
    """What address_of makes the database of again, from any folder."""
    return database.text if isinstance(database, SharedAddress) else str(database.resolve())


def home_of(database: Path | SharedAddress) -> Path:
    """The path that a store of this database has: the file, or where things of a shared one are kept here."""
    return database.home if isinstance(database, SharedAddress) else database.resolve()


def _own_folder() -> Path:
    return user_data_path("union-target-tracker", appauthor=False)


def cache_folder() -> Path:
    """Where the program may keep what it can make again."""
    return user_cache_path("union-target-tracker", appauthor=False)


def page_file(name: str) -> str:
    """The file of a page, as Streamlit asks for it: overview, lagging …"""
    return str(PAGES / f"{name}.py")
