"""Putting a copy in the place of a workspace: looked at first, verified, swapped in whole, nothing deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import CrmError, NotFound, Trouble
from smallbiz_crm.store import schema
from smallbiz_crm.store.backup import BackupMade, count_rows, make_backup, sync_folder
from smallbiz_crm.store.backup_folder import BackupFolder
from smallbiz_crm.store.engine import APPLICATION_ID
from smallbiz_crm.store.faults import known_trouble
from smallbiz_crm.store.keys import Secret, unlock, unlock_connection
from smallbiz_crm.store.lock import Holder, WriterLock

SIDECARS = ("-wal", "-shm")
_RUNS_CODE = "SELECT 1 FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1"
"""No workspace of ours has any; reading one would run what somebody else wrote."""


@dataclass(frozen=True, slots=True)
class CopySeen:
    """What a copy holds. `step` is its newest step; `last_change` microseconds since 1970 in UTC, None without any."""

    file: Path
    schema: int
    rows: dict[str, int]
    step: int
    last_change: int | None
    is_encrypted: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is where the workspace went that stood there before, None where none did; `backup` a copy of it."""

    file: Path
    made: BackupMade
    aside: Path | None
    backup: BackupMade | None


def look_at(copy: Path, secret: Secret | None = None) -> CopySeen:
    """Read what a copy holds. Raises NotFound or Trouble where it is no whole workspace of ours.

    `secret` opens one that is encrypted.
    """
    if not copy.is_file():
        raise NotFound("file.not_found", file=str(copy))
    with known_trouble(copy):
        key = unlock(copy, secret)
        connection = dbapi2.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)
        try:
            unlock_connection(connection, key)
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise Trouble("file.not_a_workspace", file=str(copy))
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > schema.SCHEMA_VERSION:
                raise Trouble("file.newer", file=str(copy), version=version, known=schema.SCHEMA_VERSION)
            if connection.execute(_RUNS_CODE).fetchone():
                raise Trouble("file.foreign_schema", file=str(copy))
            if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise Trouble("file.damaged", file=str(copy))
            newest = connection.execute("SELECT max(id), max(happened_at) FROM step").fetchone()
            return CopySeen(copy, version, count_rows(connection), newest[0] or 0, newest[1], key is not None)
        finally:
            connection.close()


def restore(
    copy: Path, workspace: Path, now: datetime, holder: Holder, secret: Secret | None = None
) -> Restored:
    """Put a verified copy of `copy` in the place of `workspace`, which must not be open here.

    What stood there is backed up where it can be read, and moved aside in any case. `now` is local and aware.
    """
    look_at(copy, secret)
    key = unlock(copy, secret)
    lock = WriterLock(workspace, holder)
    workspace.parent.mkdir(parents=True, exist_ok=True)
    lock.acquire()
    try:
        part = workspace.with_name(f"{workspace.name}.restoring")
        made = make_backup(copy, part, key)
        try:
            look_at(part, key)
            kept = _back_up(workspace, now, secret)
            aside = _move_aside(workspace, now)
            part.replace(workspace)
            sync_folder(workspace.parent)
        finally:
            part.unlink(missing_ok=True)
    finally:
        lock.release()
    return Restored(workspace, BackupMade(workspace, made.sha256, made.rows), aside, kept)


def _back_up(workspace: Path, now: datetime, secret: Secret | None) -> BackupMade | None:
    """A copy of what is there now; a file that is damaged or has another password has none, and is only moved."""
    if not workspace.exists():
        return None
    try:
        seen = look_at(workspace, secret)
        return BackupFolder(workspace, key=unlock(workspace, secret)).make(now, seen.step)
    except CrmError:
        return None


def _move_aside(workspace: Path, now: datetime) -> Path | None:
    """Move the file and its log, never delete: the log may hold what only it holds."""
    if not workspace.exists():
        return None
    folder = workspace.parent / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{workspace.stem} replaced {now:%Y-%m-%d %H.%M.%S}.crm"
    for sidecar in SIDECARS:
        beside = workspace.with_name(workspace.name + sidecar)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + sidecar))
    workspace.replace(aside)
    return aside
