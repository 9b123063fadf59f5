"""Companies, products, owners and campaigns in bulk, and filling the blanks of those that are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from smallbiz_crm.domain.text import clean_line, fold, fold_company, sort_key
from smallbiz_crm.store.external_keys import keep_keys
from smallbiz_crm.store.import_custom import write_custom
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, owner
from smallbiz_crm.store.tables.sales import product
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.unit_of_work import UnitOfWork

TABLES: dict[str, Any] = {"companies": company, "products": product, "owners": owner, "campaigns": campaign}
RECORDS = {"companies": "company", "products": "product", "owners": "owner", "campaigns": "campaign"}


def list_key(kind: str, name: str) -> str:
    """What two entries of the same name have in common."""
    shown = clean_line(name)
    if kind == "companies":
        return fold_company(shown)
    return sort_key(shown) if kind == "campaigns" else fold(shown)


def known_entries(connection: Connection, kind: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The rows that are there, by key."""
    table = TABLES[kind]
    if kind == "owners":
        rows = connection.execute(select(table)).mappings().all()
        return {list_key(kind, row["name"]): dict(row) for row in rows}
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(keys):
        key = table.c.sort_name if kind == "campaigns" else table.c.match_name
        query = select(table).where(key.in_(part), table.c.trashed_at.is_(None))
        found.update((row[key.name], dict(row)) for row in connection.execute(query).mappings())
    return found


def known_by_external_id(
    connection: Connection, kind: str, source: str, ids: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """The rows that are there, by the other system's id."""
    table, found = TABLES[kind], dict[str, dict[str, Any]]()
    for part in chunks(ids):
        query = (
            select(external_key.c.external_id, table)
            .join(table, table.c.id == external_key.c.record_id)
            .where(
                external_key.c.source == source,
                external_key.c.kind == RECORDS[kind],
                external_key.c.external_id.in_(part),
            )
        )
        found.update((row["external_id"], dict(row)) for row in connection.execute(query).mappings())
    return found


def name_columns(kind: str, name: str) -> dict[str, str]:
    shown = clean_line(name)
    if kind == "companies":
        return {"name": shown, "sort_name": sort_key(shown), "match_name": list_key(kind, name)}
    if kind == "campaigns":
        return {"name": shown, "sort_name": list_key(kind, name)}
    return {"name": shown} if kind == "owners" else {"name": shown, "match_name": list_key(kind, name)}


def write_entries(
    unit: UnitOfWork,
    kind: str,
    source: str,
    rows: Sequence[dict[str, Any]],
    external_ids: Sequence[str | None],
    custom: Sequence[Mapping[str, str]],
) -> None:
    """Create entries; all rows name the same columns. `external_ids` and `custom` values stand beside the rows."""
    if kind == "companies":
        rows = [{**row, "created_on": unit.clock.today()} for row in rows]
    first = unit.insert_many(TABLES[kind], rows)
    keep_keys(
        unit,
        source,
        RECORDS[kind],
        [(external_id, first + index) for index, external_id in enumerate(external_ids)],
    )
    write_custom(
        unit, RECORDS[kind], {first + index: values for index, values in enumerate(custom) if values}
    )


def fill_entry(
    unit: UnitOfWork, kind: str, row_id: int, values: dict[str, Any], custom: Mapping[str, str]
) -> bool:
    """Set columns and `custom` values of an entry that is there; True when a column differed."""
    if custom:
        write_custom(unit, RECORDS[kind], {row_id: custom}, replaces=True)
    return unit.update(TABLES[kind], row_id, **values)
