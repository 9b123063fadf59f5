"""Keeping the ids that records have in other systems: one id of one source leads to one record."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from smallbiz_crm.domain.text import clean_text
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.told import TOLD, told_rows
from smallbiz_crm.store.unit_of_work import UnitOfWork, table_of


@cache
def _holders(kind: str) -> Any:
    """Who holds the ids told: the key's own id, and whether the record lies in the Trash or is gone."""
    record = table_of(kind)
    is_away = record.c.trashed_at.is_not(None) if "trashed_at" in record.c else record.c.id.is_(None)
    return (
        select(external_key.c.external_id, external_key.c.id, is_away | record.c.id.is_(None))
        .join_from(TOLD, external_key, external_key.c.external_id == TOLD.c.value)
        .join(record, record.c.id == external_key.c.record_id, isouter=True)
        .where(external_key.c.source == bindparam("source"), external_key.c.kind == kind)
    )


def keep_keys(unit: UnitOfWork, source: str, kind: str, keys: Iterable[tuple[str | None, int]]) -> None:
    """Note by which id of `source` each new record of `kind` is known: pairs of that id, or None, and record.

    An id that a living record holds stays with it; one whose record lies in the Trash goes over to the new one.
    """
    told: dict[str, int] = {}
    for external_id, record_id in keys:
        if external_id:
            told.setdefault(clean_text(external_id), record_id)
    for external_id, key_id, is_away in told_rows(unit.connection, _holders(kind), told, source=source):
        record_id = told.pop(external_id)
        if is_away:
            unit.update(external_key, key_id, record_id=record_id)
    rows = [
        {"source": source, "kind": kind, "external_id": external_id, "record_id": record_id}
        for external_id, record_id in told.items()
    ]
    unit.insert_many(external_key, rows)
