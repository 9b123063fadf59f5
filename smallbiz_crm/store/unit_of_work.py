"""One step being written: every insert, update and delete passes here and leaves its mark in the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Table,
    Update,
    bindparam,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from smallbiz_crm.domain.days import Clock, to_micros
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.identity import new_uid, new_uids
from smallbiz_crm.domain.text import are_clean, clean_text
from smallbiz_crm.store import images
from smallbiz_crm.store.schema import SCHEMA_VERSION
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import id_counter, journal_entry, step

CHUNK = 5_000
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")

Values = Mapping[str, Any]


# Every step needs these: put together once, since that takes longer than their work.
_NEXT_ID = select(id_counter.c.next_id).where(id_counter.c.table_name == bindparam("name"))
_NEW_STEP = insert(step)
_NEW_ENTRY = insert(journal_entry)
_COUNTER = upsert(id_counter)
_COUNTED = _COUNTER.on_conflict_do_update(
    index_elements=["table_name"], set_={"next_id": _COUNTER.excluded.next_id}
)


def guard_writes(connection: Connection) -> None:
    """Make the connection refuse any statement that changes rows outside a unit of work: it would leave no trace."""

    def refuse(conn: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not conn.info.get("journalled") and statement.lstrip()[:7].upper().startswith(_WRITES):
            raise AssertionError(f"a write outside the journal: {statement[:60]}")

    event.listen(connection.engine, "before_cursor_execute", refuse)


@contextmanager
def unguarded(connection: Connection) -> Generator[None]:
    """Let writes through that the journal accounts for, or that are derived from journalled rows."""
    before = connection.info.get("journalled", False)
    connection.info["journalled"] = True
    try:
        yield
    finally:
        connection.info["journalled"] = before


@dataclass(slots=True)
class Changes:
    """What a step touched, per table: rows created, changed, deleted; and the records they are part of."""

    created: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    changed: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    deleted: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))
    records: dict[str, set[int]] = field(default_factory=lambda: defaultdict[str, set[int]](set))
    indexed: dict[str, set[int]] = field(default_factory=lambda: defaultdict[str, set[int]](set))
    """Those of `records` that are in the search index as they stand."""

    def touch(self, record: str, ids: Iterable[int]) -> None:
        """Note records whose rows or parts changed."""
        ids = ids if isinstance(ids, range) else set(ids)
        self.records[record].update(ids)
        if record in self.indexed:
            self.indexed[record].difference_update(ids)

    def counts(self) -> dict[str, int]:
        """Rows touched per table."""
        tables = sorted({*self.created, *self.changed, *self.deleted})
        return {
            name: self.created.get(name, 0) + self.changed.get(name, 0) + self.deleted.get(name, 0)
            for name in tables
        }

    def __bool__(self) -> bool:
        return bool(self.created or self.changed or self.deleted)


def table_of(name: str) -> Table[Any]:
    return METADATA.tables[name]


def part_of(table: Table[Any]) -> tuple[str, str] | None:
    """The record that rows of `table` are part of, and the column that leads there."""
    record: str | None = table.info.get("part_of")
    if record is None:
        return None
    column = f"{record}_id" if f"{record}_id" in table.c else "sequence_id"
    return record, column


@cache
def _select_before(table: Table[Any], names: tuple[str, ...]) -> Any:
    columns = [table.c[name] for name in names]
    return select(*columns, table.c.written_by).where(table.c.id == bindparam("row_id"))


@cache
def _update_row(table: Table[Any], names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*names, "written_by")}
    return update(table).where(table.c.id == bindparam("row_id")).values(values)


@cache
def _yes_no_columns(table: Table[Any]) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if isinstance(column.type, Boolean))


@cache
def _insert_statement(table: Table[Any], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{name}"' for name in ("id", "uid", "written_by", *names))
    return f'INSERT INTO "{table.name}" ({columns}) VALUES (?, ?, ?{", ?" * len(names)})'  # noqa: S608 - our names


def _insert_rows(
    connection: Connection, table: Table[Any], rows: Sequence[Values], first: int, step_id: int
) -> None:
    """One statement through the driver, prepared column by column: by row it would cost more than the insert."""
    names: list[str] = []
    columns: list[Iterable[Any]] = [range(first, first + len(rows)), new_uids(len(rows)), repeat(step_id)]
    for name in rows[0]:
        column = _as_stored(table.c[name], [row[name] for row in rows])
        if column is not None:
            names.append(name)
            columns.append(column)
    missing = [name for name in _yes_no_columns(table) if name not in rows[0]]
    columns += [repeat(0) for _ in missing]
    prepared = list(zip(*columns, strict=False))
    connection.exec_driver_sql(_insert_statement(table, (*names, *missing)), prepared)


def _as_stored(column: Column[Any], values: list[Any]) -> list[Any] | None:
    """The values as the driver takes them; None when all are null, since nulls are slow to hand over."""
    door = images.door(column)
    if door is None or (door is clean_text and are_clean(values)):
        return values if any(value is not None for value in values) else None
    stored = [None if value is None else door(value) for value in values]
    return stored if any(value is not None for value in stored) else None


class UnitOfWork:
    """The writes of one step, inside one transaction that the database opens and closes.

    Ids come from counters in the file. A row created here may be changed again without a further entry; a row
    changed several times has one entry with its first and last values.
    """

    def __init__(self, connection: Connection, code: str, params: Values, clock: Clock) -> None:
        self.connection = connection
        self.clock = clock
        self.code = code
        self.params = dict(params)
        self.kind = "do"
        self.takes_back: int | None = None
        self.is_closed = False
        self.changes = Changes()
        self._next_ids: dict[str, int] = {}
        self._blocks: dict[str, list[list[int]]] = defaultdict(list)
        self._updates: dict[tuple[str, int], tuple[dict[str, Any], dict[str, Any]]] = {}
        self._deletes: list[dict[str, Any]] = []
        self.new_records: dict[str, set[int]] = defaultdict(set)
        self.waiting_words: dict[str, dict[int, str]] = defaultdict(dict)
        """Words of new records, by kind and id, that are still to be put into the search index."""
        self.step_id = self.allocate(step, 1)

    # -- creating -----------------------------------------------------------------------------------------

    def allocate(self, table: Table[Any], count: int) -> int:
        """Take `count` ids of `table` in a row and return the first."""
        name = table.name
        if name not in self._next_ids:
            self._next_ids[name] = self.connection.execute(_NEXT_ID, {"name": name}).scalar() or 1
        first = self._next_ids[name]
        self._next_ids[name] = first + count
        return first

    def insert(self, table: Table[Any], **values: Any) -> int:
        """Create a row and return its id. Columns not named are null (false for yes/no columns)."""
        return self.insert_many(table, [values])

    def insert_many(self, table: Table[Any], rows: Sequence[Values]) -> int:
        """Create rows that all name the same columns; their ids are consecutive and the first is returned."""
        if not rows:
            return self._next_ids.get(table.name, 0)
        first = self.allocate(table, len(rows))
        with unguarded(self.connection):
            _insert_rows(self.connection, table, rows, first, self.step_id)
        self._note_block(table, first, first + len(rows) - 1)
        self._note_created(table, first, rows)
        return first

    def _note_block(self, table: Table[Any], first: int, last: int) -> None:
        blocks = self._blocks[table.name]
        if blocks and blocks[-1][1] == first - 1:
            blocks[-1][1] = last
        else:
            blocks.append([first, last])

    def _note_created(self, table: Table[Any], first: int, rows: Sequence[Values]) -> None:
        self.changes.created[table.name] += len(rows)
        owner = part_of(table)
        if owner is None:
            ids = range(first, first + len(rows))
            self.changes.touch(table.name, ids)
            self.new_records[table.name].update(ids)
        else:
            self.changes.touch(owner[0], {row[owner[1]] for row in rows})

    def note_indexed(self, record: str, ids: range) -> None:
        """The search index holds these new records; it is written again only for those that change hereafter."""
        self.new_records[record].difference_update(ids)
        self.changes.indexed[record].update(ids)

    def _created_here(self, table: Table[Any], row_id: int) -> bool:
        return any(first <= row_id <= last for first, last in self._blocks.get(table.name, ()))

    def has_touched(self, table: Table[Any], row_id: int) -> bool:
        """Whether this step created or changed the row before."""
        return (table.name, row_id) in self._updates or self._created_here(table, row_id)

    def changed_in(self, table: Table[Any], column: str) -> set[int] | None:
        """The rows of which this step changed a column; None where some were changed by statements of their own."""
        own = {row_id: before for (name, row_id), (before, _) in self._updates.items() if name == table.name}
        if self.changes.changed.get(table.name, 0) != len(own):
            return None
        return {row_id for row_id, before in own.items() if column in before}

    # -- changing -----------------------------------------------------------------------------------------

    def update(self, table: Table[Any], row_id: int, **values: Any) -> bool:
        """Set columns of one row; True when anything differed. Raises NotFound for an unknown id."""
        names = tuple(sorted(values))
        row = self.connection.execute(_select_before(table, names), {"row_id": row_id}).one_or_none()
        if row is None:
            raise NotFound("record.not_found", kind=table.name, id=row_id)
        before = {
            name: row[index]
            for index, name in enumerate(names)
            if images.stored(table.c[name], row[index]) != images.stored(table.c[name], values[name])
        }
        if not before:
            return False
        after = {name: values[name] for name in before}
        self._write_update(table, row_id, after)
        self._note_update(table, row_id, {**before, "written_by": row[-1]}, after)
        return True

    def _write_update(self, table: Table[Any], row_id: int, after: Values) -> None:
        parameters = {f"new_{name}": value for name, value in after.items()}
        parameters |= {"row_id": row_id, "new_written_by": self.step_id}
        with unguarded(self.connection):
            self.connection.execute(_update_row(table, tuple(after)), parameters)

    def _note_update(
        self, table: Table[Any], row_id: int, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        self._note_record(table, row_id, before, after)
        if self._created_here(table, row_id):
            return
        key = (table.name, row_id)
        if key in self._updates:
            first, last = self._updates[key]
            self._updates[key] = (before | first, last | after)
        else:
            self.changes.changed[table.name] += 1
            self._updates[key] = (before, dict(after))

    def _note_record(self, table: Table[Any], row_id: int, *images_of_row: Values) -> None:
        owner = part_of(table)
        if owner is None:
            self.changes.touch(table.name, (row_id,))
            return
        record, column = owner
        self.changes.touch(record, (image[column] for image in images_of_row if image.get(column)))
        current = self.connection.execute(select(table.c[column]).where(table.c.id == row_id)).scalar()
        if current is not None:
            self.changes.touch(record, (current,))

    # -- deleting -----------------------------------------------------------------------------------------

    def delete(self, table: Table[Any], row_id: int) -> None:
        """Remove one row; what it held goes into the journal. Raises NotFound for an unknown id."""
        row: Any = self.connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("record.not_found", kind=table.name, id=row_id)
        self._note_record(table, row_id, row)
        with unguarded(self.connection):
            self.connection.execute(delete(table).where(table.c.id == row_id))
        if self._created_here(table, row_id):
            self._forget_created(table, row_id)
            return
        earlier = self._updates.pop((table.name, row_id), ({}, {}))[0]
        if earlier:
            self.changes.changed[table.name] -= 1
        self.changes.deleted[table.name] += 1
        self._deletes.append(
            self._entry(table, row_id, "delete", before=images.dump(table, {**row, **earlier}))
        )

    def delete_where(self, table: Table[Any], ids: Iterable[int]) -> None:
        for row_id in ids:
            self.delete(table, row_id)

    def _forget_created(self, table: Table[Any], row_id: int) -> None:
        kept: list[list[int]] = []
        for first, last in self._blocks[table.name]:
            if not first <= row_id <= last:
                kept.append([first, last])
                continue
            kept += [[a, b] for a, b in ((first, row_id - 1), (row_id + 1, last)) if a <= b]
        self._blocks[table.name] = kept
        self.changes.created[table.name] -= 1

    # -- taking back -------------------------------------------------------------------------------------

    def restore(self, table: Table[Any], row_id: int, current: Values, values: Values) -> None:
        """Give columns of a row the values they had, `written_by` too where it is named."""
        with unguarded(self.connection):
            self.connection.execute(update(table).where(table.c.id == row_id).values(values))
        self._note_record(table, row_id, current, values)
        self.changes.changed[table.name] += 1
        self._updates[table.name, row_id] = (dict(current), dict(values))

    def adopt(
        self, table: Table[Any], *, deleted: int = 0, created: int = 0, records: Iterable[int] = ()
    ) -> None:
        """Count rows that `store.journal` removed or brought back in bulk, with entries of its own."""
        if deleted:
            self.changes.deleted[table.name] += deleted
        if created:
            self.changes.created[table.name] += created
        owner = part_of(table)
        self.changes.touch(owner[0] if owner else table.name, records)

    # -- closing ------------------------------------------------------------------------------------------

    def _entry(
        self,
        table: Table[Any],
        row_id: int,
        operation: str,
        *,
        before: str | None = None,
        after: str | None = None,
    ) -> dict[str, Any]:
        return {
            "step_id": self.step_id,
            "table_name": table.name,
            "row_id": row_id,
            "last_row_id": row_id,
            "operation": operation,
            "before": before,
            "after": after,
        }

    def write_journal(self) -> None:
        """Put what happened so far into the journal table; called by the database, and between bulk batches."""
        entries: list[dict[str, Any]] = []
        for name, blocks in self._blocks.items():
            for first, last in blocks:
                entries.append(self._entry(table_of(name), first, "create") | {"last_row_id": last})
        for (name, row_id), (before, after) in self._updates.items():
            table = table_of(name)
            entries.append(
                self._entry(
                    table,
                    row_id,
                    "update",
                    before=images.dump(table, before),
                    after=images.dump(table, after),
                )
            )
        entries += self._deletes
        if entries:
            with unguarded(self.connection):
                self.connection.execute(_NEW_ENTRY, entries)

    def write_step(self) -> None:
        """Close the step: its row, its entries, the counters of ids."""
        now = self.clock.now()
        row = {
            "id": self.step_id,
            "uid": new_uid(),
            "kind": self.kind,
            "code": self.code,
            "params": json.dumps(self.params, ensure_ascii=False, default=str),
            "happened_on": self.clock.today(),
            "happened_at": to_micros(now),
            "takes_back": self.takes_back,
            "taken_back_by": None,
            "is_closed": self.is_closed,
            "schema_version": SCHEMA_VERSION,
            "counts": json.dumps(self.changes.counts()),
        }
        self.write_journal()
        counters = [{"table_name": name, "next_id": value} for name, value in self._next_ids.items()]
        with unguarded(self.connection):
            self.connection.execute(_NEW_STEP, [row])
            self.connection.execute(_COUNTED, counters)
