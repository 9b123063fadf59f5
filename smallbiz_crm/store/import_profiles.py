"""What was said about files with certain columns, kept as JSON by those columns."""

from __future__ import annotations

from sqlalchemy import Connection, select

from smallbiz_crm.store.tables.workspace import import_profile
from smallbiz_crm.store.unit_of_work import UnitOfWork


def find_profile(connection: Connection, header: str) -> str | None:
    """The JSON kept for a header."""
    query = select(import_profile.c.mapping).where(import_profile.c.header == header)
    return connection.execute(query).scalar()


def keep_profile(unit: UnitOfWork, header: str, mapping: str) -> None:
    """Keep the JSON for a header, in place of what was kept before."""
    query = select(import_profile.c.id).where(import_profile.c.header == header)
    row_id = unit.connection.execute(query).scalar()
    if row_id is None:
        unit.insert(import_profile, header=header, mapping=mapping)
    else:
        unit.update(import_profile, row_id, mapping=mapping)
