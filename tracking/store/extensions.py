"""The engine's extensions that a shared database needs; they come as packages (extra ``shared``), never from the internet."""

import os
from importlib.util import find_spec
from pathlib import Path

import duckdb

from tracking.language import N_, Sentence
from tracking.store.engine import literal
from tracking.store.lock import StoreProblem

PACKAGES = {
    "postgres_scanner": "duckdb_extension_postgres_scanner",
    "ducklake": "duckdb_extension_ducklake",
    "httpfs": "duckdb_extension_httpfs",
}
MISSING = N_(
    "A database that offices share needs more packages of the program, and the engine in the version made for them"
    " (duckdb {version} is here): pip install union-target-tracking[shared]"
)
NO_KEYS = N_("The folder {folder} needs the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")


def load(connection: duckdb.DuckDBPyConnection, extension: str) -> None:
    """Load an extension from its package. Raises StoreProblem where it is not there or made for another engine."""
    spec = find_spec(PACKAGES[extension])
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        file = Path(folder) / "extensions" / f"v{duckdb.__version__}" / f"{extension}.duckdb_extension"
        if file.exists():
            connection.execute(f"load {literal(str(file))}")
            return
    raise StoreProblem(Sentence(MISSING, version=duckdb.__version__))


def reach_object_store(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    """Let the engine read and write s3://…, by the keys in the variables that other programs use for it too.

    AWS_ENDPOINT_URL names a store that is not Amazon's own; http:// means without encryption. Raises StoreProblem.
    """
    load(connection, "httpfs")
    said = {name: os.environ.get(f"AWS_{name}", "") for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "ENDPOINT_URL")}
    if not (said["ACCESS_KEY_ID"] and said["SECRET_ACCESS_KEY"]):
        raise StoreProblem(Sentence(NO_KEYS, folder=folder))
    options = {"key_id": said["ACCESS_KEY_ID"], "secret": said["SECRET_ACCESS_KEY"]}
    options["region"] = os.environ.get("AWS_REGION", "us-east-1")
    if said["ENDPOINT_URL"]:
        scheme, _colon, host = said["ENDPOINT_URL"].rpartition("://")
        options |= {"endpoint": host.rstrip("/"), "url_style": "path", "use_ssl": str(scheme != "http").lower()}
    words = ", ".join(f"{name} {literal(value)}" for name, value in options.items())
    connection.execute(f"create temporary secret objects (type s3, {words})")
