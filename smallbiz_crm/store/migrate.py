"""Bringing a file of an older schema up to this program's: after a verified backup, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store import schema
from smallbiz_crm.store.backup import make_backup
from smallbiz_crm.store.engine import driver, open_engine
from smallbiz_crm.store.faults import known_trouble
from smallbiz_crm.store.keys import Key

SCRIPTS = Path(__file__).parent / "migrations"


def migrate_file(path: Path, backup: Path, key: Key | None = None) -> None:
    """Migrate `path` to the newest schema, with a copy at `backup` made and checked first.

    Foreign keys are off while tables are rebuilt (a batch migration would otherwise cascade) and checked before
    the commit. Raises Trouble ``file.migration_failed`` when rows got lost or keys broke; the file is then as it was.
    """
    make_backup(path, backup, key)
    with known_trouble(path):
        engine = open_engine(path, "writer", key)
        try:
            with engine.connect() as connection:
                driver(connection).execute("PRAGMA foreign_keys=OFF")
                with connection.begin():
                    before = _counts(connection)
                    run_scripts(connection, "head")
                    _require_kept(connection, before, path)
                    connection.exec_driver_sql(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
        finally:
            engine.dispose()


def run_scripts(connection: Connection, revision: str) -> None:
    """Run Alembic's scripts over an open transaction. Alembic is imported only here."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _counts(connection: Connection) -> dict[str, int]:
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite_%'"
    ).scalars()
    return {name: _count(connection, name) for name in list(names)}


def _count(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608 - from the schema


def _require_kept(connection: Connection, before: dict[str, int], path: Path) -> None:
    broken: list[Any] = driver(connection).execute("PRAGMA foreign_key_check").fetchmany(1)
    after = _counts(connection)
    lost = [
        name for name, count in before.items() if name != "alembic_version" and after.get(name, 0) < count
    ]
    if broken or lost:
        raise Trouble("file.migration_failed", file=str(path), tables=", ".join(lost))
