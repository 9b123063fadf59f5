"""The Trash: what lies in it, and taking it back out."""

from __future__ import annotations

from collections.abc import Sequence

from smallbiz_crm.store import trash as stored
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.trash import TrashedRecord

__all__ = ["Trash", "TrashedRecord"]


class Trash:
    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[TrashedRecord]:
        """Everything in the Trash, the newest first."""
        with self._database.reading() as connection:
            return stored.list_trash(connection)

    def restore(self, records: Sequence[tuple[str, int]]) -> None:
        """Take records, each a kind and an id, out of the Trash in one step."""
        if not records:
            return
        kind, record_id = records[0]
        code = f"{kind}.restored" if len(records) == 1 else "trash.restored"
        with self._database.step(code, count=len(records)) as unit:
            title = stored.title_of(unit.connection, kind, record_id)
            unit.params |= dict.fromkeys(("name", "title", "text", "payee"), title)
            for kind, record_id in records:
                stored.take_from_trash(unit, kind, [record_id])
