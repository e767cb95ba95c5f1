"""Where things lie: what comes with the program, and the user's own database."""

import os
from pathlib import Path

from platformdirs import user_data_path

PACKAGE = Path(__file__).resolve().parent
# Installed from a wheel, the data, the dashboard and its settings lie inside the package; in a clone, beside it.
INSTALLED = (PACKAGE / "data").is_dir()
ROOT = PACKAGE if INSTALLED else PACKAGE.parent
DATA = ROOT / "data"
DASHBOARD = ROOT / "dashboard.py"
SETTINGS = ROOT / ".streamlit" / "config.toml"
PAGES = PACKAGE / "screen" / "pages"


def usual_database() -> Path:
    """The user's own database: TRACKING_DATABASE; else the one in data/ of a clone, or, where the program was installed
    from a wheel, in the folder that the system keeps for a user's data."""
    if named := os.environ.get("TRACKING_DATABASE"):
        return Path(named)
    folder = user_data_path("union-target-tracker", appauthor=False) if INSTALLED else DATA
    return folder / "tracking.duckdb"


def page_file(name: str) -> str:
    """The file of a page, as Streamlit asks for it: overview, lagging …"""
    return str(PAGES / f"{name}.py")
