"""What the user can do with fields of their own: define, order, fill in, take away."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.domain.custom_fields import FIELD_KINDS, CustomField, FieldType
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.store import custom_fields as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database


class Fields:
    """Fields of contacts, companies, deals and campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, kind: str) -> list[CustomField]:
        """The fields of a kind of record in the user's order."""
        with self._database.reading() as connection:
            return stored.list_fields(connection, kind)

    def values(self, kind: str, record_id: int) -> dict[int, str]:
        """What a record holds by field, as text that reads back: numbers plain, days ISO, ``yes`` or ``no``."""
        with self._database.reading() as connection:
            return stored.values_by_field(connection, kind, record_id)

    def add(
        self,
        kind: str,
        name: str,
        field_type: FieldType | str = FieldType.TEXT,
        choices: Sequence[str] = (),
    ) -> int:
        """Define a field. Raises Refused without a name, with one that is taken, or for a choice without choices."""
        if kind not in FIELD_KINDS:
            raise Refused("field.unknown_word", value=kind, field="kind", known=", ".join(FIELD_KINDS))
        with self._database.step("field.added", name=name.strip()) as unit:
            return stored.add_field(unit, kind, name, FieldType(field_type), list(choices))

    def edit(
        self, field_id: int, *, name: str, field_type: FieldType | str, choices: Sequence[str] = ()
    ) -> None:
        """Rename a field, or change its type or choices; Refused where a stored value would not fit."""
        with self._database.step("field.edited", name=name.strip()) as unit:
            stored.edit_field(
                unit, field_id, name=name, field_type=FieldType(field_type), choices=list(choices)
            )

    def order(self, ids: Sequence[int]) -> None:
        """Bring the fields of one kind into this order."""
        with self._database.step("field.ordered") as unit:
            stored.order_fields(unit, ids)

    def remove(self, field_id: int) -> None:
        """Take a field away with all its values, as one step."""
        with self._database.step("field.removed") as unit:
            unit.params["name"] = stored.find_field(unit.connection, field_id).name
            stored.remove_field(unit, field_id)

    def set_value(self, field_id: int, record_id: int, typed: str) -> None:
        """Fill in a record's field; an empty text clears. Raises Refused for what does not fit its type."""
        with self._database.step("field.filled") as unit:
            known = stored.find_field(unit.connection, field_id)
            unit.params |= {
                "field": known.name,
                "name": trash.title_of(unit.connection, known.kind, record_id),
            }
            stored.set_value(unit, field_id, record_id, typed)
