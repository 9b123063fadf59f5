"""Fields that the user defined, and their values on records."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, select

from smallbiz_crm.store.tables.workspace import field, field_value

MICRO = 1_000_000


def values_of(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Per record the values by field name, as text that reads back: numbers plain, days ISO."""
    query = (
        select(
            field_value.c.record_id, field.c.name, field_value.c.text, field_value.c.number, field_value.c.day
        )
        .join(field, field.c.id == field_value.c.field_id)
        .where(field.c.kind == kind, field_value.c.record_id.in_(ids))
        .order_by(field.c.position)
    )
    values: dict[int, dict[str, str]] = {}
    for row in connection.execute(query):
        if row.number is not None:
            shown = format((Decimal(row.number) / MICRO).normalize(), "f")
        else:
            shown = row.text if row.day is None else row.day.isoformat()
        values.setdefault(row.record_id, {})[row.name] = shown or ""
    return values
