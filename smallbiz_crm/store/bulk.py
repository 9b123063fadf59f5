"""Writes over many rows of a step: one statement changes or removes them, one puts their images into the journal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from smallbiz_crm.domain.errors import Conflict
from smallbiz_crm.store import images
from smallbiz_crm.store.tables.journal import journal_entry
from smallbiz_crm.store.unit_of_work import UnitOfWork, Values, part_of, unguarded

SEARCHED = {
    "contact": frozenset(("name", "nickname", "job_title", "company_id")),
    "company": frozenset(("name", "domain", "industry", "city")),
}
"""Columns whose words are in the search index: a change of others leaves it as it is."""
ENTRY_COLUMNS = ("step_id", "table_name", "row_id", "last_row_id", "operation", "before", "after")
FEW = 20
_LISTED = func.json_each(bindparam("ids")).table_valued("value", name="listed")


def ids_parameter(ids: Iterable[int]) -> dict[str, str]:
    """A list of ids as the one parameter that `json_each` reads them from."""
    return {"ids": json.dumps(list(ids), separators=(",", ":"))}


def is_listed(column: ColumnElement[int] | ColumnElement[int | None]) -> ColumnElement[bool]:
    """Whether a column holds one of the ids given with `ids_parameter`."""
    return column.in_(select(_LISTED.c.value))


def update_rows(unit: UnitOfWork, table: Table[Any], ids: Sequence[int], **values: Any) -> int:
    """Set the same values on many rows; returns how many of them differed."""
    plain, special = _sorted_out(unit, table, ids)
    changed = sum(unit.update(table, row_id, **values) for row_id in special)
    if len(plain) <= FEW:
        return changed + sum(unit.update(table, row_id, **values) for row_id in plain)
    differs = or_(
        *(
            table.c[name].is_distinct_from(literal(value, table.c[name].type))
            for name, value in values.items()
        )
    )
    told = ids_parameter(plain)
    found = select(table.c.id).where(is_listed(table.c.id), differs)
    touched = list(unit.connection.execute(found, told).scalars())
    if not touched:
        return changed
    told = ids_parameter(touched)
    records = _records_of(unit, table, told)
    before: list[Any] = []
    for name in (*values, "written_by"):
        before += [name, table.c[name]]
    image = _entries(unit, table, "update", func.json_object(*before), literal(images.dump(table, values)))
    with unguarded(unit.connection):
        unit.connection.execute(
            insert(journal_entry).from_select(ENTRY_COLUMNS, image.where(is_listed(table.c.id))), told
        )
        unit.connection.execute(
            update(table).where(is_listed(table.c.id)).values({**values, "written_by": unit.step_id}), told
        )
    unit.changes.changed[table.name] += len(touched)
    _note_records(unit, table, records, values)
    return changed + len(touched)


def delete_rows(unit: UnitOfWork, table: Table[Any], ids: Sequence[int]) -> None:
    """Remove many rows; what they held goes into the journal. Ids that are gone are left out."""
    plain, special = _sorted_out(unit, table, ids)
    for row_id in special:
        unit.delete(table, row_id)
    if not plain:
        return
    told = ids_parameter(plain)
    records = _records_of(unit, table, told)
    image = _entries(unit, table, "delete", images.row_image(table), literal(None))
    with unguarded(unit.connection):
        unit.connection.execute(
            insert(journal_entry).from_select(ENTRY_COLUMNS, image.where(is_listed(table.c.id))), told
        )
        gone = unit.connection.execute(delete(table).where(is_listed(table.c.id)), told).rowcount
    unit.adopt(table, deleted=gone, records=records)


def _sorted_out(unit: UnitOfWork, table: Table[Any], ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Rows that this step has not touched yet, and those it has, which are written one by one."""
    special = [row_id for row_id in dict.fromkeys(ids) if unit.has_touched(table, row_id)]
    return (list(dict.fromkeys(ids)), []) if not special else (sorted(set(ids) - set(special)), special)


def _records_of(unit: UnitOfWork, table: Table[Any], told: dict[str, str]) -> list[int]:
    owner = part_of(table)
    shown = table.c[owner[1]] if owner else table.c.id
    query = select(shown).distinct().where(is_listed(table.c.id), shown.is_not(None))
    return list(unit.connection.execute(query, told).scalars())


def _entries(
    unit: UnitOfWork, table: Table[Any], operation: str, before: ColumnElement[Any], after: ColumnElement[Any]
) -> Any:
    """One entry a row of `table`."""
    head = (literal(unit.step_id), literal(table.name), table.c.id, table.c.id, literal(operation))
    return select(*head, before, after).order_by(table.c.id)


def _note_records(unit: UnitOfWork, table: Table[Any], records: Sequence[int], values: Values) -> None:
    owner = part_of(table)
    record = owner[0] if owner else table.name
    searched = SEARCHED.get(record)
    is_unsearched = owner is None and searched is not None and searched.isdisjoint(values)
    fresh = set(records) - unit.changes.records.get(record, set[int]()) if is_unsearched else set[int]()
    unit.changes.touch(record, records)
    if fresh:
        unit.changes.indexed[record].update(fresh)


# -- taking many changes back ---------------------------------------------------------------------------------


def reverse_updates(unit: UnitOfWork, target_id: int, table: Table[Any]) -> bool:
    """Give the rows of `table` that a step changed the values that they had, in a few statements.

    False where that needs a look at each row: different columns, a row changed twice, or written again since.
    Raises Conflict when a field no longer holds what the step left.
    """
    mine = (
        journal_entry.c.step_id == target_id,
        journal_entry.c.operation == "update",
        journal_entry.c.table_name == table.name,
    )
    names = _shared_columns(unit, mine)
    if names is None or any(type(table.c[name].type).__name__ == "LargeBinary" for name in names):
        return False
    joined = (journal_entry.c.row_id == table.c.id, *mine)
    left_by = func.coalesce(func.json_extract(journal_entry.c.after, "$.written_by"), target_id)
    count = select(func.count()).select_from(journal_entry).where(*mine)
    same = select(func.count()).select_from(table).where(*joined, table.c.written_by == left_by)
    if unit.connection.execute(count).scalar_one() != unit.connection.execute(same).scalar_one():
        return False
    _require_as_left(unit, target_id, table, joined, names)
    _restore_all(unit, table, joined, names)
    return True


def _shared_columns(unit: UnitOfWork, mine: tuple[ColumnElement[bool], ...]) -> list[str] | None:
    """The columns that every one of these entries holds before and after; None where they are not the same."""
    keys = "(SELECT group_concat(k.key) FROM json_each(journal_entry.{}) k WHERE k.key <> 'written_by')"
    before, after = text(keys.format("before")), text(keys.format("after"))
    query = select(before, after, func.count(), func.count(journal_entry.c.row_id.distinct()))
    rows = unit.connection.execute(
        query.select_from(journal_entry).where(*mine).group_by(text("1"), text("2")).limit(2)
    ).all()
    if len(rows) != 1 or rows[0][2] != rows[0][3]:
        return None
    names = str(rows[0][0]).split(",")
    return names if sorted(names) == sorted(str(rows[0][1]).split(",")) else None


def _require_as_left(
    unit: UnitOfWork,
    target_id: int,
    table: Table[Any],
    joined: tuple[ColumnElement[bool], ...],
    names: list[str],
) -> None:
    for name in names:
        left = func.json_extract(journal_entry.c.after, f"$.{name}")
        found = select(table.c.id).where(*joined, table.c[name].is_distinct_from(left)).limit(1)
        row_id = unit.connection.execute(found).scalar()
        if row_id is not None:
            raise Conflict("undo.field_changed_since", step=target_id, kind=table.name, id=row_id, field=name)


def _restore_all(
    unit: UnitOfWork, table: Table[Any], joined: tuple[ColumnElement[bool], ...], names: list[str]
) -> None:
    owner = part_of(table)
    shown = table.c[owner[1]] if owner else table.c.id
    records = list(unit.connection.execute(select(shown).distinct().where(*joined)).scalars())
    now: list[Any] = []
    for name in (*names, "written_by"):
        now += [name, table.c[name]]
    entries = _entries(unit, table, "update", func.json_object(*now), journal_entry.c.before).where(*joined)
    back: dict[Any, Any] = {
        table.c[name]: images.image_column(table.c[name], journal_entry.c.before) for name in names
    }
    back[table.c.written_by] = func.json_extract(journal_entry.c.before, "$.written_by")
    with unguarded(unit.connection):
        unit.connection.execute(insert(journal_entry).from_select(ENTRY_COLUMNS, entries))
        changed = unit.connection.execute(update(table).where(*joined).values(back)).rowcount
    unit.changes.changed[table.name] += changed
    _note_records(unit, table, records, dict.fromkeys(names))
