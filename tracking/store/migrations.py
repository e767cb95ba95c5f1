"""The schema's numbered files, applied in order, each once."""

import contextlib
import hashlib

import duckdb

from tracking.language import _
from tracking.store.lock import StoreProblem


def migrate(connection: duckdb.DuckDBPyConnection, files: list[tuple[str, str]]) -> list[str]:
    """Apply the numbered schema files that are not applied yet, each in a transaction; return their names.

    Raises StoreProblem for a database newer than the program or a file edited after it was applied.
    """
    tables = {
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables() where not internal and database_name = current_database()"
        ).fetchall()
    }
    if tables and "schema_version" not in tables:
        raise StoreProblem(_("This is a database of another program. Nothing was changed in it."))
    connection.execute(
        "create table if not exists schema_version"
        " (version integer not null, name varchar not null, sha256 varchar not null)"
    )
    done = dict(connection.execute("select version, sha256 from schema_version").fetchall())
    if done and max(done) > max(int(name[:4]) for name, _sql_text in files):
        raise StoreProblem(_("This database was made by a newer version of the program. Please update the program."))
    applied = []
    for name, text in files:
        version, digest = int(name[:4]), hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
        if version in done:
            if done[version] != digest:
                raise StoreProblem(_("The schema file {file} was changed after it was applied.", file=name))
            continue
        connection.begin()
        try:
            connection.execute(text)
            connection.execute("insert into schema_version values (?, ?, ?)", [version, name, digest])
            connection.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                connection.rollback()
            raise
        applied.append(name)
    return applied


def make_views(connection: duckdb.DuckDBPyConnection, views: str) -> None:
    """Make the views and macros where they are not those of this program yet; what is right already is not written."""
    digest = hashlib.sha256(views.encode()).hexdigest()
    with contextlib.suppress(duckdb.CatalogException):
        if connection.execute("select views_made_from()").fetchall() == [(digest,)]:
            return
    connection.begin()
    connection.execute(views)
    connection.execute("drop macro if exists views_made_from")
    connection.execute(f"create macro views_made_from() as '{digest}'")
    connection.commit()
