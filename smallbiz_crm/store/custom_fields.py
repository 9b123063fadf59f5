"""Fields that the user defined, and their values on records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.custom_fields import (
    MICRO,
    CustomField,
    FieldType,
    FieldValue,
    clean_choices,
    read_field_value,
    tell_field_value,
)
from smallbiz_crm.domain.errors import CrmError, NotFound, Refused
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store.tables.workspace import field, field_value
from smallbiz_crm.store.unit_of_work import UnitOfWork

_VALUE = (field_value.c.text, field_value.c.number, field_value.c.day)
_USED = (
    select(func.count())
    .select_from(field_value)
    .where(field_value.c.field_id == field.c.id)
    .scalar_subquery()
)


def values_of(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Per record the values by field name, as text that reads back: numbers plain, days ISO."""
    query = (
        select(field_value.c.record_id, field.c.name, *_VALUE)
        .join(field, field.c.id == field_value.c.field_id)
        .where(field.c.kind == kind, field_value.c.record_id.in_(ids))
        .order_by(field.c.position, field.c.id)
    )
    values: dict[int, dict[str, str]] = {}
    for record_id, name, *value in connection.execute(query):
        values.setdefault(record_id, {})[name] = tell_field_value(FieldValue._make(value))
    return values


def values_by_field(connection: Connection, kind: str, record_id: int) -> dict[int, str]:
    """What a record holds, by the id of the field."""
    query = (
        select(field_value.c.field_id, *_VALUE)
        .join(field, field.c.id == field_value.c.field_id)
        .where(field.c.kind == kind, field_value.c.record_id == record_id)
    )
    return {row[0]: tell_field_value(FieldValue._make(row[1:])) for row in connection.execute(query)}


def values_in(
    connection: Connection, fields: Sequence[int], ids: Sequence[int]
) -> dict[tuple[int, int], str | Decimal | date]:
    """What records hold in these fields, by record and field: text, a number or a day."""
    query = select(field_value.c.record_id, field_value.c.field_id, *_VALUE)
    query = query.where(field_value.c.field_id.in_(fields), field_value.c.record_id.in_(ids))
    return {
        (record_id, field_id): Decimal(number) / MICRO if number is not None else day or text or ""
        for record_id, field_id, text, number, day in connection.execute(query)
    }


def list_fields(connection: Connection, kind: str) -> list[CustomField]:
    """The fields of a kind of record in the user's order."""
    query = select(field, _USED.label("used")).where(field.c.kind == kind)
    return [_field(row) for row in connection.execute(query.order_by(field.c.position, field.c.id))]


def find_field(connection: Connection, field_id: int) -> CustomField:
    row = connection.execute(select(field, _USED.label("used")).where(field.c.id == field_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="field", id=field_id)
    return _field(row)


def _field(row: Any) -> CustomField:
    choices = tuple(json.loads(row.choices)) if row.choices else ()
    return CustomField(row.id, row.kind, row.name, FieldType(row.type), choices, row.used)


# -- defining -------------------------------------------------------------------------------------------------


def add_field(unit: UnitOfWork, kind: str, name: str, field_type: FieldType, choices: list[str]) -> int:
    """Define a field behind the others. Raises Refused without a name, with one that is taken, or without choices."""
    shown = _require_name(unit, kind, name, None)
    position = select(func.max(field.c.position)).where(field.c.kind == kind)
    last = unit.connection.execute(position).scalar()
    return unit.insert(
        field,
        kind=kind,
        name=shown,
        match_name=fold(shown),
        type=field_type.value,
        choices=_stored_choices(field_type, choices),
        position=0 if last is None else last + 1,
    )


def edit_field(
    unit: UnitOfWork, field_id: int, *, name: str, field_type: FieldType, choices: list[str]
) -> None:
    """Rename a field, or change its type or choices; what is stored must fit. Raises Refused where it does not."""
    known = find_field(unit.connection, field_id)
    shown = _require_name(unit, known.kind, name, field_id)
    stored = _stored_choices(field_type, choices)
    fitting = tuple(json.loads(stored)) if stored else ()
    if (field_type, fitting) != (known.type, known.choices):
        _refit(unit, field_id, shown, field_type, fitting)
    unit.update(field, field_id, name=shown, match_name=fold(shown), type=field_type.value, choices=stored)


def _refit(
    unit: UnitOfWork, field_id: int, name: str, field_type: FieldType, choices: tuple[str, ...]
) -> None:
    query = select(field_value.c.id, *_VALUE).where(field_value.c.field_id == field_id)
    for value_id, *value in unit.connection.execute(query).all():
        told = tell_field_value(FieldValue._make(value))
        try:
            fresh = read_field_value(name, field_type, choices, told)
        except CrmError as error:
            raise Refused("field.value_in_the_way", field=name, value=told) from error
        if fresh is not None:
            unit.update(field_value, value_id, **fresh._asdict())


def order_fields(unit: UnitOfWork, ids: Sequence[int]) -> None:
    """Bring the fields of one kind into this order."""
    for position, field_id in enumerate(ids):
        unit.update(field, field_id, position=position)


def remove_field(unit: UnitOfWork, field_id: int) -> None:
    """Take a field away with all its values; undo brings both back."""
    known = find_field(unit.connection, field_id)
    held = select(field_value.c.id, field_value.c.record_id).where(field_value.c.field_id == field_id)
    for value_id, record_id in unit.connection.execute(held).all():
        unit.delete(field_value, value_id)
        unit.changes.touch(known.kind, (record_id,))
    unit.delete(field, field_id)


def _require_name(unit: UnitOfWork, kind: str, name: str, own: int | None) -> str:
    shown = clean_line(name)
    if not shown:
        raise Refused("field.needs_name")
    query = select(field.c.id).where(field.c.kind == kind, field.c.match_name == fold(shown))
    taken = unit.connection.execute(query).scalar()
    if taken not in (None, own):
        raise Refused("field.name_taken", name=shown)
    return shown


def _stored_choices(field_type: FieldType, choices: list[str]) -> str | None:
    if field_type is not FieldType.CHOICE:
        return None
    cleaned = clean_choices(choices)
    if not cleaned:
        raise Refused("field.needs_choices")
    return json.dumps(cleaned, ensure_ascii=False)


# -- filling in -----------------------------------------------------------------------------------------------


def set_value(unit: UnitOfWork, field_id: int, record_id: int, typed: str) -> None:
    """Write what was typed into a record's field; an empty text clears. Raises Refused for what does not fit."""
    known = find_field(unit.connection, field_id)
    value = read_field_value(known.name, known.type, known.choices, typed)
    query = select(field_value.c.id).where(
        field_value.c.field_id == field_id, field_value.c.record_id == record_id
    )
    held = unit.connection.execute(query).scalar()
    if value is None:
        if held is not None:
            unit.delete(field_value, held)
    elif held is None:
        unit.insert(field_value, field_id=field_id, record_id=record_id, **value._asdict())
    else:
        unit.update(field_value, held, **value._asdict())
    if unit.changes:
        unit.changes.touch(known.kind, (record_id,))
