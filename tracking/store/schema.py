"""What a database of this program has in it: its tables, and the views and macros on them."""

from functools import cache
from pathlib import Path

import duckdb

from tracking.store.migrations import make_views, migrate

SQL = Path(__file__).parents[1] / "sql"
TABLES = (
    "unit",
    "place",
    "indicator",
    "plan",
    "target",
    "report",
    "exemption",
    "report_due",
    "closed_quarter",
    "setting",
    "report_words",
    "report_section",
    "report_figure",
    "report_template",
    "follow_up",
    "remembered_answer",
    "deed",
    "moved_day",
    "account",
    "acceptance_rule",
    "review",
    "marked_figure",
    "held_report",
    "evidence",
    "evidence_asked",
    "identity",
    "contract",
    "contract_cover",
    "register_counts",
    "founding",
    "score_rules",
    "score_item",
    "score_mark",
    "score_team",
    "score_objection",
    "score_result",
)


@cache
def sql_text(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def newest_in(connection: duckdb.DuckDBPyConnection) -> int:
    """The number of the newest submission, 0 before the first."""
    return int(connection.execute(sql_text("newest_submission")).fetchall()[0][0])


def schema_files() -> list[tuple[str, str]]:
    """The numbered files of the schema: name and text."""
    files = sorted((SQL / "schema").glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return [(file.name, file.read_text(encoding="utf-8")) for file in files]


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Give an open file the tables, views and macros of this program, where it has not got them yet."""
    migrate(connection, schema_files())
    make_views(connection, sql_text("views"))
