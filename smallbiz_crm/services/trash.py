"""The Trash: what lies in it, and taking it back out."""

from __future__ import annotations

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

    def restore(self, kind: str, record_id: int) -> None:
        """Take one record out of the Trash, whatever its kind."""
        with self._database.step(f"{kind}.restored", count=1) as unit:
            title = stored.title_of(unit.connection, kind, record_id)
            unit.params |= dict.fromkeys(("name", "title", "text", "payee"), title)
            stored.take_from_trash(unit, kind, [record_id])
