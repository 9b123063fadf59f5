"""Giving a workspace a password, another one, or none: written anew beside it, verified, and swapped in whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store import schema
from smallbiz_crm.store.backup import BackupMade, count_rows, sync_folder, verified_rows
from smallbiz_crm.store.backup_folder import BackupFolder
from smallbiz_crm.store.engine import APPLICATION_ID, raw_connection
from smallbiz_crm.store.faults import known_trouble
from smallbiz_crm.store.keys import ENCRYPTING, Key, Secret, is_encrypted, new_key, unlock
from smallbiz_crm.store.lock import Holder, WriterLock
from smallbiz_crm.store.restore import look_at


@dataclass(frozen=True, slots=True)
class Reencrypted:
    """`backup` is the copy made before, as the file was then; `key` None when it is plain now."""

    file: Path
    key: Key | None
    backup: BackupMade
    rows: dict[str, int]


def reencrypt(
    path: Path,
    secret: Secret | None,
    new_password: str | None,
    now: datetime,
    holder: Holder,
    backups: Path | None = None,
) -> Reencrypted:
    """Encrypt a workspace that is not open here, change its password, or (None) remove it. `now` is local and aware.

    The file is as before until the new one was read back whole. Raises Refused or Trouble; nothing is changed then.
    """
    key = unlock(path, secret)
    fresh = None if new_password is None else new_key(new_password)
    seen = look_at(path, key)
    if seen.schema != schema.SCHEMA_VERSION:
        raise Trouble("file.older", file=str(path), version=seen.schema, known=schema.SCHEMA_VERSION)
    lock = WriterLock(path, holder)
    lock.acquire()
    part = path.with_name(path.name + ENCRYPTING)
    try:
        with known_trouble(path):
            kept = BackupFolder(path, backups, key).make(now, seen.step)
            rows = _export(path, key, part, fresh)
            if verified_rows(part, fresh) != rows:
                raise Trouble("backup.not_good", file=str(part))
            look_at(part, fresh)
        _swap(part, path)
    except OSError as error:
        raise Trouble("file.not_writable", file=str(path), reason=error.strerror or str(error)) from error
    finally:
        part.unlink(missing_ok=True)
        lock.release()
    return Reencrypted(path, fresh, kept, rows)


def _export(path: Path, key: Key | None, part: Path, fresh: Key | None) -> dict[str, int]:
    """Write all of the file into `part` under the new key; the rows per table.

    The file leaves write-ahead logging first, which fails while anybody else has it open: neither a log that
    belongs to the old pages nor a reader that would clear it away by name may stand beside the new file.
    """
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
    source = raw_connection(path, "maintenance", key)
    try:
        if source.execute("PRAGMA journal_mode=DELETE").fetchone()[0] != "delete":
            raise Trouble("file.locked", file=str(path))
        attached = "''" if fresh is None else f'"{fresh.literal()}"'
        source.execute(f"ATTACH ? AS fresh KEY {attached}", (str(part),))
        source.execute("BEGIN IMMEDIATE")
        source.execute("SELECT sqlcipher_export('fresh')")
        _carry_over(source)
        source.execute("COMMIT")
        return count_rows(source)
    finally:
        source.close()


def _carry_over(source: Any) -> None:
    """What the export leaves behind: whose file it is, and of which schema."""
    version = source.execute("PRAGMA main.user_version").fetchone()[0]
    source.execute(f"PRAGMA fresh.application_id={APPLICATION_ID}")
    source.execute(f"PRAGMA fresh.user_version={int(version)}")


def _swap(part: Path, path: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def open_copies(path: Path, backups: Path | None = None) -> list[Path]:
    """Copies of a workspace that anybody can read: made before it had a password, or moved aside."""
    folders = {BackupFolder(path, backups).path, path.parent / "backups"}
    found = (copy for folder in sorted(folders) for copy in sorted(folder.glob("*.crm")))
    return [copy for copy in found if copy.stem.startswith(f"{path.stem} ") and not is_encrypted(copy)]
