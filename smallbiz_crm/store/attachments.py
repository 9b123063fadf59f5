"""Files that live in the workspace: bytes in parts of 1 MB by their hash, written once."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from sqlalchemy import Connection, insert, select

from smallbiz_crm.domain.errors import NotFound, Refused, Trouble
from smallbiz_crm.store.tables.workspace import attachment, attachment_bytes
from smallbiz_crm.store.unit_of_work import UnitOfWork, unguarded

PART = 1024 * 1024
LARGEST = 25 * PART


def attach(unit: UnitOfWork, kind: str, record_id: int, path: Path) -> int:
    """Copy a file into the workspace as an attachment of a record. Raises Refused over 25 MB, NotFound without it."""
    content = _read(path)
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
        name=path.name,
        media_type=mimetypes.guess_type(path.name)[0],
        sha256=digest,
        size=len(content),
        added_on=unit.clock.today(),
    )


def _read(path: Path) -> bytes:
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
