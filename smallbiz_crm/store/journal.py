"""Taking steps back: undo and redo read what a step did and do the reverse, or refuse and say what is in the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from smallbiz_crm.domain.errors import Conflict, NotFound, Refused
from smallbiz_crm.store import bulk, images
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import journal_entry, step
from smallbiz_crm.store.unit_of_work import UnitOfWork, part_of, table_of, unguarded

SHOWN_OBSTACLES = 5
MANY = 1_000_000
ERASED_IMAGE = "{}"
"""What is left of the image of a row of a person who was erased."""
BULK = 200
FEW_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line of the history. `changed` counts rows per table; `at` is microseconds UTC."""

    id: int
    kind: str
    code: str
    params: dict[str, Any]
    at: int
    is_undone: bool
    is_closed: bool
    takes_back: int | None
    changed: dict[str, int]


def _step_row(row: Row[Any]) -> StepRow:
    return StepRow(
        id=row.id,
        kind=row.kind,
        code=row.code,
        params=json.loads(row.params),
        at=row.happened_at,
        is_undone=row.taken_back_by is not None,
        is_closed=row.is_closed,
        takes_back=row.takes_back,
        changed=json.loads(row.counts),
    )


def list_steps(connection: Connection, limit: int, before: int | None = None) -> list[StepRow]:
    """The newest steps first; undo and redo are steps themselves."""
    query = select(step).order_by(step.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(step.c.id < before)
    return [_step_row(row) for row in connection.execute(query)]


def newest_step(connection: Connection) -> int:
    """The id of the newest step; 0 in a file without any."""
    return connection.execute(select(func.coalesce(func.max(step.c.id), 0))).scalar_one()


def find_step(connection: Connection, step_id: int) -> StepRow:
    row = connection.execute(select(step).where(step.c.id == step_id)).one_or_none()
    if row is None:
        raise NotFound("step.not_found", step=step_id)
    return _step_row(row)


def created_ids(connection: Connection, step_id: int, table_name: str) -> list[int]:
    """The ids of the rows of a table that a step created and that are still there."""
    blocks = select(journal_entry.c.row_id, journal_entry.c.last_row_id).where(
        journal_entry.c.step_id == step_id,
        journal_entry.c.table_name == table_name,
        journal_entry.c.operation == "create",
    )
    table = table_of(table_name)
    ids: list[int] = []
    for first, last in connection.execute(blocks).all():
        ids += connection.execute(select(table.c.id).where(table.c.id.between(first, last))).scalars()
    return ids


def next_undo(connection: Connection) -> StepRow | None:
    """The newest step that stands and can be taken back."""
    standing = select(step).where(
        step.c.kind == "do", step.c.taken_back_by.is_(None), step.c.is_closed.is_(False)
    )
    row = connection.execute(standing.order_by(step.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _step_row(row)


def next_redo(connection: Connection) -> StepRow | None:
    """The newest undo that stands, as long as nothing new was done after it."""
    last_done = select(func.coalesce(func.max(step.c.id), 0)).where(step.c.kind == "do").scalar_subquery()
    standing = select(step).where(
        step.c.kind == "undo", step.c.taken_back_by.is_(None), step.c.id > last_done
    )
    row = connection.execute(standing.order_by(step.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _step_row(row)


def take_back(unit: UnitOfWork, target: StepRow) -> None:
    """Reverse everything `target` did, inside `unit`, which becomes its undo (or the redo of an undo).

    Raises Conflict, naming what is in the way, when a row it created was changed or is referred to since, or when a
    field it wrote no longer holds what it left; Refused when it is undone already or can no longer be undone.
    """
    _require_standing(target)
    unit.kind = "redo" if target.kind == "undo" else "undo"
    unit.takes_back = target.id
    unit.code, unit.params = target.code, target.params
    unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    removed = _remove_created(unit, target)
    _reverse_updates(unit, target)
    _restore_deleted(unit, target)
    _require_unreferenced(unit, removed)
    with unguarded(unit.connection):
        unit.connection.execute(update(step).where(step.c.id == target.id).values(taken_back_by=unit.step_id))
        if target.kind == "undo":
            original = update(step).where(step.c.id == target.takes_back)
            unit.connection.execute(original.values(taken_back_by=None))


def _require_standing(target: StepRow) -> None:
    if target.is_undone:
        raise Refused("step.undone_already", step=target.id)
    if target.is_closed:
        raise Refused("step.closed", step=target.id)
    if target.kind == "redo":
        raise Refused("step.is_redo", step=target.id)


def _entries(target: StepRow, operation: str) -> Select[Any]:
    """The entries of a step in the order in which they are to be reversed."""
    query = select(journal_entry).where(
        journal_entry.c.step_id == target.id, journal_entry.c.operation == operation
    )
    return query.order_by(journal_entry.c.id.desc())


# -- rows that the step created are removed -------------------------------------------------------------------


def _remove_created(unit: UnitOfWork, target: StepRow) -> dict[str, list[tuple[int, int]]]:
    blocks: dict[str, list[tuple[int, int]]] = {}
    for entry in unit.connection.execute(_entries(target, "create")).all():
        blocks.setdefault(entry.table_name, []).append((entry.row_id, entry.last_row_id))
    for name in sorted(blocks, key=_depth, reverse=True):
        table = table_of(name)
        owner = part_of(table)
        gone = blocks.get(owner[0], []) if owner else []
        for first, last in blocks[name]:
            _remove_block(unit, target, table, first, last, gone)
    return blocks


def _depth(name: str) -> int:
    return _DEPTHS[name]


_DEPTHS = {table.name: index for index, table in enumerate(METADATA.sorted_tables)}


def _remove_block(
    unit: UnitOfWork,
    target: StepRow,
    table: Table[Any],
    first: int,
    last: int,
    gone: Sequence[tuple[int, int]],
) -> None:
    """Remove the rows of one block. `gone`: the blocks of their owners that go too, and are noted by themselves."""
    _require_untouched(unit.connection, target, table, first, last)
    inside = table.c.id.between(first, last)
    owner = part_of(table)
    records: Iterable[int] = range(first, last + 1)
    if owner:
        shown = table.c[owner[1]]
        stays = [~shown.between(*block) for block in gone[:FEW_BLOCKS]]
        records = unit.connection.execute(select(shown).distinct().where(inside, *stays)).scalars().all()
    image = select(
        literal(unit.step_id),
        literal(table.name),
        table.c.id,
        table.c.id,
        literal("delete"),
        images.row_image(table),
    ).where(inside)
    columns = ["step_id", "table_name", "row_id", "last_row_id", "operation", "before"]
    with unguarded(unit.connection):
        unit.connection.execute(insert(journal_entry).from_select(columns, image))
        unit.connection.execute(delete(table).where(inside))
    unit.adopt(table, deleted=last - first + 1, records=records)


def _require_untouched(
    connection: Connection, target: StepRow, table: Table[Any], first: int, last: int
) -> None:
    """Raise Conflict unless every row of the block is there and no step that stands wrote to it later."""
    inside = table.c.id.between(first, last)
    size = last - first + 1
    untouched = select(func.count()).select_from(table).where(inside, table.c.written_by == target.id)
    if connection.execute(untouched).scalar_one() == size:
        return
    present = connection.execute(select(func.count()).select_from(table).where(inside)).scalar_one()
    later = (
        select(step.c.id, step.c.code, step.c.params)
        .join(journal_entry, step.c.id == journal_entry.c.step_id)
        .where(
            journal_entry.c.table_name == table.name,
            journal_entry.c.row_id.between(first, last),
            journal_entry.c.operation != "create",
            step.c.kind == "do",
            step.c.taken_back_by.is_(None),
            step.c.id > target.id,
        )
        .order_by(step.c.id.desc())
        .limit(SHOWN_OBSTACLES)
    )
    obstacles = connection.execute(later).all()
    if obstacles or present != size:
        raise _in_the_way(target, table, obstacles)


def _in_the_way(target: StepRow, table: Table[Any], obstacles: Sequence[Any]) -> Conflict:
    return Conflict(
        "undo.changed_since",
        step=target.id,
        kind=table.name,
        by=sorted({row.id for row in obstacles}),
        by_code=obstacles[0].code if obstacles else None,
        by_params=json.loads(obstacles[0].params) if obstacles else {},
    )


def _require_unreferenced(unit: UnitOfWork, removed: dict[str, list[tuple[int, int]]]) -> None:
    """Refuse when a row that stays refers to one that was removed and did not come back."""
    for parent, blocks in removed.items():
        for child, found in _referring(parent):
            for first, last in blocks:
                row_id = unit.connection.execute(found, {"first": first, "last": last}).scalar()
                if row_id is not None:
                    raise Conflict("undo.referred_to", kind=parent, by_kind=child, by_id=row_id)


@cache
def _referring(name: str) -> tuple[tuple[str, Select[Any]], ...]:
    """By table that refers to `name`: the query for one of its rows that leads to a row ``first`` … ``last``, gone."""
    queries: list[tuple[str, Select[Any]]] = []
    for child in METADATA.tables.values():
        for key in child.foreign_keys:
            if key.column.table.name != name:
                continue
            parent = sql_table(name, sql_column("id")).alias()
            is_gone = ~exists().where(parent.c.id == key.parent)
            inside = key.parent.between(bindparam("first"), bindparam("last"))
            queries.append((child.name, select(child.c.id).where(inside, is_gone).limit(1)))
    return tuple(queries)


# -- fields that the step wrote go back -----------------------------------------------------------------------


def _reverse_updates(unit: UnitOfWork, target: StepRow) -> None:
    counted = select(journal_entry.c.table_name, func.count()).where(
        journal_entry.c.step_id == target.id, journal_entry.c.operation == "update"
    )
    done: set[str] = set()
    for name, count in unit.connection.execute(counted.group_by(journal_entry.c.table_name)).all():
        if count > BULK and bulk.reverse_updates(unit, target.id, table_of(name)):
            done.add(name)
    left = _entries(target, "update").where(journal_entry.c.table_name.not_in(done))
    for entry in unit.connection.execute(left).all():
        table = table_of(entry.table_name)
        if entry.before == ERASED_IMAGE:
            continue
        before, after = images.load(table, entry.before), images.load(table, entry.after)
        row = (
            unit.connection.execute(select(table).where(table.c.id == entry.row_id)).mappings().one_or_none()
        )
        if row is None:
            raise _in_the_way(target, table, ())
        left_by = after.pop("written_by", target.id)
        for name, value in after.items():
            if images.stored(table.c[name], row[name]) != images.stored(table.c[name], value):
                raise Conflict(
                    "undo.field_changed_since", step=target.id, kind=table.name, id=entry.row_id, field=name
                )
        if row["written_by"] != left_by:
            before.pop("written_by", None)
        unit.restore(table, entry.row_id, {name: row[name] for name in before}, before)


# -- rows that the step deleted come back ---------------------------------------------------------------------


def _restore_deleted(unit: UnitOfWork, target: StepRow) -> None:
    entries = journal_entry.c
    mine = (
        entries.step_id == target.id,
        entries.operation == "delete",
        entries.before != ERASED_IMAGE,
    )
    told = (entries.table_name, func.count(), func.min(entries.row_id), func.max(entries.row_id))
    places = (func.min(entries.id), func.max(entries.id))
    groups = unit.connection.execute(select(*told, *places).where(*mine).group_by(entries.table_name)).all()
    for name, count, first, last, begin, end in sorted(groups, key=lambda group: _depth(group[0])):
        table = table_of(name)
        # The entries of a table stand together, so that its part is read alone and not the whole step each time.
        where = (entries.id.between(begin, end), entries.step_id + 0 == target.id, *mine[1:])
        where = (*where, entries.table_name + "" == name)
        values = [images.image_column(column, entries.before) for column in table.columns]
        with unguarded(unit.connection):
            rows = select(*values).where(*where)
            unit.connection.execute(insert(table).from_select([c.name for c in table.columns], rows))
            is_block = count == last - first + 1
            unit.connection.execute(_note_restored(unit, table, where, (first, last) if is_block else None))
        records: Iterable[int] = range(first, last + 1)
        if not is_block or part_of(table):
            records = _records_of_images(unit, table, where)
        unit.adopt(table, created=count, records=records)


def _records_of_images(
    unit: UnitOfWork, table: Table[Any], where: tuple[ColumnElement[bool], ...]
) -> Sequence[int]:
    """The records that rows of these entries are, or are part of."""
    owner = part_of(table)
    shown = func.json_extract(journal_entry.c.before, f"$.{owner[1]}") if owner else journal_entry.c.row_id
    return unit.connection.execute(select(shown).distinct().where(*where)).scalars().all()


def _note_restored(
    unit: UnitOfWork,
    table: Table[Any],
    where: tuple[ColumnElement[bool], ...],
    block: tuple[int, int] | None,
) -> Insert:
    """The creation entries of rows that came back: one `block` where their ids are consecutive, else one each."""
    ids = journal_entry.c.row_id
    head = (literal(unit.step_id), literal(table.name))
    if block is not None:
        found = select(*head, literal(block[0]), literal(block[1]), literal("create"))
    else:
        found = select(*head, ids, ids, literal("create")).where(*where)
    columns = ["step_id", "table_name", "row_id", "last_row_id", "operation"]
    return insert(journal_entry).from_select(columns, found)
