"""Files attached to records, and photos of people: added, read, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smallbiz_crm.domain.attachments import Attachment
from smallbiz_crm.exchange.photos import small_photo
from smallbiz_crm.store import attachments as stored
from smallbiz_crm.store import contact_changes, trash
from smallbiz_crm.store.database import Database

MUCH = 1024**3


class Files:
    """Every file lies in the workspace itself, at most 25 MB each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, kind: str, record_id: int) -> list[Attachment]:
        """The files of a record, the newest first."""
        with self._database.reading() as connection:
            return stored.attachments_of(connection, kind, record_id)

    def read(self, attachment_id: int) -> tuple[str, bytes]:
        """Name and content of an attached file."""
        with self._database.reading() as connection:
            return stored.read_attachment(connection, attachment_id)

    def attach(self, kind: str, record_id: int, paths: Sequence[Path]) -> list[int]:
        """Copy files into the workspace, as one step. Raises Refused over 25 MB, and then attaches none."""
        with self._database.step(
            "file.attached", count=len(paths), file=paths[0].name if paths else ""
        ) as unit:
            unit.params["name"] = trash.title_of(unit.connection, kind, record_id)
            made = [stored.attach(unit, kind, record_id, path) for path in paths]
            unit.changes.touch(kind, (record_id,))
            return made

    def remove(self, attachment_id: int) -> None:
        """Take a file from its record."""
        with self._database.step("file.removed") as unit:
            kind, record_id, name = stored.owner_of(unit.connection, attachment_id)
            unit.params |= {"file": name, "name": trash.title_of(unit.connection, kind, record_id)}
            stored.remove_attachment(unit, attachment_id)
            unit.changes.touch(kind, (record_id,))

    def is_much(self) -> bool:
        """Whether the files of the workspace take more than 1 GB in all."""
        with self._database.reading() as connection:
            return stored.stored_bytes(connection) > MUCH

    def set_photo(self, contact_id: int, path: Path) -> None:
        """Take a picture as a person's photo: PNG, JPEG or WebP, made small. Raises Refused for anything else."""
        media_type, content = small_photo(stored.read_file(path), path.name)
        with self._database.step("contact.photo_set") as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
            contact_changes.set_photo(unit, contact_id, media_type, content)

    def remove_photo(self, contact_id: int) -> None:
        """Take a person's photo away."""
        with self._database.step("contact.photo_removed") as unit:
            unit.params["name"] = trash.title_of(unit.connection, "contact", contact_id)
            contact_changes.remove_photo(unit, contact_id)

    def photo(self, contact_id: int) -> bytes | None:
        """A person's photo as a JPEG of at most 512 pixels a side."""
        with self._database.reading() as connection:
            return stored.photo_of(connection, contact_id)
