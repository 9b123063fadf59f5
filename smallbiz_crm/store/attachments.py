"""Files that live in the workspace: bytes in parts of 1 MB by their hash, written once."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from sqlalchemy import Connection, func, insert, select

from smallbiz_crm.domain.attachments import Attachment
from smallbiz_crm.domain.errors import NotFound, Refused, Trouble
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.tables.workspace import attachment, attachment_bytes
from smallbiz_crm.store.unit_of_work import UnitOfWork, unguarded

PART = 1024 * 1024
LARGEST = 25 * PART


def attach(unit: UnitOfWork, kind: str, record_id: int, path: Path) -> int:
    """Copy a file into the workspace as an attachment of a record. Raises Refused over 25 MB, NotFound without it."""
    return attach_bytes(unit, kind, record_id, path.name, read_file(path), mimetypes.guess_type(path.name)[0])


def attach_bytes(
    unit: UnitOfWork, kind: str, record_id: int, name: str, content: bytes, media_type: str | None
) -> int:
    """Keep content in the workspace as an attachment of a record; equal content is kept once. Returns the id."""
    digest = hashlib.sha256(content).hexdigest()
    known = select(attachment_bytes.c.part).where(attachment_bytes.c.sha256 == digest).limit(1)
    if unit.connection.execute(known).scalar() is None:
        parts = [
            {"sha256": digest, "part": number, "bytes": content[start : start + PART]}
            for number, start in enumerate(range(0, max(len(content), 1), PART))
        ]
        with unguarded(unit.connection):
            unit.connection.execute(insert(attachment_bytes), parts)
    return unit.insert(
        attachment,
        record_kind=kind,
        record_id=record_id,
        name=name,
        media_type=media_type,
        sha256=digest,
        size=len(content),
        added_on=unit.clock.today(),
    )


def attachments_of(connection: Connection, kind: str, record_id: int) -> list[Attachment]:
    """The files of a record, the newest first."""
    columns = (attachment.c.id, attachment.c.name, attachment.c.media_type, attachment.c.size)
    query = (
        select(*columns, attachment.c.added_on)
        .where(attachment.c.record_kind == kind, attachment.c.record_id == record_id)
        .order_by(attachment.c.id.desc())
    )
    return [Attachment(*row) for row in connection.execute(query)]


def owner_of(connection: Connection, attachment_id: int) -> tuple[str, int, str]:
    """Kind and id of the record that a file is attached to, and the file's name. Raises NotFound."""
    columns = (attachment.c.record_kind, attachment.c.record_id, attachment.c.name)
    row = connection.execute(select(*columns).where(attachment.c.id == attachment_id)).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="attachment", id=attachment_id)
    return row[0], row[1], row[2]


def remove_attachment(unit: UnitOfWork, attachment_id: int) -> None:
    """Take a file from its record; its bytes stay for undo."""
    unit.delete(attachment, attachment_id)


def stored_bytes(connection: Connection) -> int:
    """What the attached files of the workspace take, in bytes."""
    return connection.execute(select(func.sum(func.length(attachment_bytes.c.bytes)))).scalar() or 0


def read_file(path: Path) -> bytes:
    """What a file holds. Raises Refused over 25 MB, NotFound without it, Trouble where it cannot be read."""
    if not path.is_file():
        raise NotFound("file.not_found", file=str(path))
    if path.stat().st_size > LARGEST:
        raise Refused("attachment.too_large", file=str(path), limit_mb=LARGEST // PART)
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble("file.unreadable", file=str(path), reason=error.strerror or str(error)) from error


def attachment_of(connection: Connection, kind: str, record_id: int) -> tuple[int, str] | None:
    """Id and name of the newest file of a record."""
    query = (
        select(attachment.c.id, attachment.c.name)
        .where(attachment.c.record_kind == kind, attachment.c.record_id == record_id)
        .order_by(attachment.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


def read_attachment(connection: Connection, attachment_id: int) -> tuple[str, bytes]:
    """Name and content of an attached file."""
    row = connection.execute(
        select(attachment.c.name, attachment.c.sha256).where(attachment.c.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise NotFound("record.not_found", kind="attachment", id=attachment_id)
    parts = (
        select(attachment_bytes.c.bytes)
        .where(attachment_bytes.c.sha256 == row.sha256)
        .order_by(attachment_bytes.c.part)
    )
    return row.name, b"".join(connection.execute(parts).scalars())


def photo_of(connection: Connection, contact_id: int) -> bytes | None:
    """What a person's photo holds."""
    query = select(contact.c.photo_id).where(contact.c.id == contact_id)
    photo_id = connection.execute(query).scalar()
    return None if photo_id is None else read_attachment(connection, photo_id)[1]
