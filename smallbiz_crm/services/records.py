"""Records as they are named outside the file: by their uid, and with what stands beside their plain row."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.store import outside
from smallbiz_crm.store.database import Database

__all__ = ["Records"]

LARGEST_ID = 2**63 - 1
FOUND_BY_UID = ("deal", "spend", "contact", "company", "campaign")


class Records:
    def __init__(self, database: Database) -> None:
        self._database = database

    def id_of(self, kind: str, name: str) -> int:
        """The id of a contact, company, deal or campaign named by its id or its uid. Raises NotFound."""
        found: int | None = None
        if name.isascii() and name.isdigit():
            found = int(name) if int(name) <= LARGEST_ID else None
        elif (uid := _uid(name)) is not None:
            with self._database.reading() as connection:
                found = outside.id_of_uid(connection, kind, uid)
        if found is None:
            raise NotFound("record.not_found", kind=kind, id=name)
        return found

    def find(self, uid: bytes) -> tuple[str, int] | None:
        """Kind and id of the deal, spend line, contact, company or campaign of that uid; None where it is gone."""
        with self._database.reading() as connection:
            for kind in FOUND_BY_UID:
                found = outside.id_of_uid(connection, kind, UUID(bytes=uid))
                if found is not None:
                    return kind, found
        return None

    def uids(self, kind: str, ids: Sequence[int]) -> dict[int, str]:
        """The uid of each record, as text."""
        with self._database.reading() as connection:
            return outside.uids_of(connection, kind, ids)

    def consents(self, contact_ids: Sequence[int]) -> dict[int, str]:
        """What people last said about e-mail; those who said nothing are left out."""
        with self._database.reading() as connection:
            return outside.email_consents(connection, contact_ids)


def _uid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
