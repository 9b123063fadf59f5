"""Which schema this program writes, and whether a file holds exactly that."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store.engine import APPLICATION_ID
from smallbiz_crm.store.tables import METADATA

SCHEMA_VERSION = 10
REVISION = "0010"


def version_of(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def require_ours(connection: Connection, path: Path) -> int:
    """The version of the file. Raises Trouble unless it is a workspace of ours, not newer than this program."""
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise Trouble("file.not_a_workspace", file=str(path))
    version = version_of(connection)
    if version > SCHEMA_VERSION:
        raise Trouble("file.newer", file=str(path), version=version, known=SCHEMA_VERSION)
    if version == SCHEMA_VERSION and not _has_our_schema(connection):
        raise Trouble("file.foreign_schema", file=str(path))
    return version


def _has_our_schema(connection: Connection) -> bool:
    """Tables and columns as declared, and nothing that could run code: no view, no trigger."""
    found = connection.exec_driver_sql("SELECT type, name FROM sqlite_master").all()
    if any(kind in ("view", "trigger") for kind, _ in found):
        return False
    names = {name for kind, name in found if kind == "table"}
    columns = connection.exec_driver_sql(
        "SELECT m.name, group_concat(c.name) FROM sqlite_master m, pragma_table_info(m.name) c "
        "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' GROUP BY m.name"
    ).all()
    held = {name: set(listed.split(",")) for name, listed in columns}
    return all(
        table.name in names and {column.name for column in table.columns} == held.get(table.name)
        for table in METADATA.tables.values()
    )
