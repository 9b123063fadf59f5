"""What the user can do with the variants of a message: add them, enter their counts, see which is better."""

from __future__ import annotations

from typing import Any

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.variants import Variant
from smallbiz_crm.store import variants as stored
from smallbiz_crm.store.database import Database

EDITABLE = frozenset(("name", "message", "shown", "responded"))


class Variants:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, campaign_id: int) -> list[Variant]:
        """The variants of a campaign, in the order they were added."""
        with self._database.reading() as connection:
            return stored.variants_of(connection, campaign_id)

    def add(self, campaign_id: int, name: str, **fields: Any) -> int:
        """Add a variant; `message`, `shown` and `responded` may follow. Returns its id."""
        _require_known(fields)
        with self._database.step("variant.added", name=name) as unit:
            return stored.add_variant(unit, campaign_id, {"name": name, **fields})

    def edit(self, variant_id: int, **fields: Any) -> None:
        """Change name, message or counts. Raises Refused where more responded than were shown it."""
        _require_known(fields)
        with self._database.step("variant.edited") as unit:
            stored.edit_variant(unit, variant_id, fields)

    def remove(self, variant_id: int) -> None:
        with self._database.step("variant.removed") as unit:
            stored.remove_variant(unit, variant_id)


def _require_known(fields: dict[str, Any]) -> None:
    unknown = set(fields) - EDITABLE
    if unknown:
        known = ", ".join(sorted(EDITABLE))
        raise Refused("field.unknown", field=", ".join(sorted(unknown)), known=known)
