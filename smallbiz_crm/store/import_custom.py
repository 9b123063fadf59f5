"""Custom fields in bulk: what an import finds of them, and the values it writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from smallbiz_crm.domain.custom_fields import CustomField, FieldType, FieldValue, read_field_value
from smallbiz_crm.domain.text import clean_line, fold
from smallbiz_crm.store.custom_fields import list_fields
from smallbiz_crm.store.tables.workspace import field, field_value
from smallbiz_crm.store.unit_of_work import UnitOfWork


def fields_by_name(connection: Connection, kind: str) -> dict[str, CustomField]:
    """The fields of a kind of record by their folded names."""
    return {fold(one.name): one for one in list_fields(connection, kind)}


def write_custom(
    unit: UnitOfWork, kind: str, values: Mapping[int, Mapping[str, str]], *, replaces: bool = False
) -> None:
    """Values of custom fields, which fit their types; a field of text is made where there is none of the name.

    `replaces`: some of the records hold a value already, which gives way.
    """
    if not values:
        return
    fields = _with_new_ones(unit, kind, [name for custom in values.values() for name in custom])
    found: dict[tuple[int, int], FieldValue] = {}
    for record_id, custom in values.items():
        for name, text in custom.items():
            its = fields[fold(name)]
            value = read_field_value(its.name, its.type, its.choices, text)
            if value is not None:
                found.setdefault((its.id, record_id), value)
    if replaces:
        _drop_values(unit, found.keys())
    rows = [
        {"field_id": field_id, "record_id": record_id, **value._asdict()}
        for (field_id, record_id), value in found.items()
    ]
    unit.insert_many(field_value, rows)


def _with_new_ones(unit: UnitOfWork, kind: str, names: Collection[str]) -> dict[str, CustomField]:
    fields = fields_by_name(unit.connection, kind)
    for name in dict.fromkeys(names):
        key, shown = fold(name), clean_line(name)
        if key not in fields:
            made = unit.insert(
                field,
                kind=kind,
                name=shown,
                match_name=key,
                type=FieldType.TEXT.value,
                position=len(fields),
            )
            fields[key] = CustomField(made, kind, shown, FieldType.TEXT)
    return fields


def _drop_values(unit: UnitOfWork, places: Collection[tuple[int, int]]) -> None:
    """Take away what stands at these places, (field id, record id)."""
    records = {record_id for _, record_id in places}
    query = select(field_value.c.id, field_value.c.field_id, field_value.c.record_id)
    for row in unit.connection.execute(query.where(field_value.c.record_id.in_(records))).all():
        if (row.field_id, row.record_id) in places:
            unit.delete(field_value, row.id)
