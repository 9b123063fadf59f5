"""Copies of the file that count: made by VACUUM INTO, opened again, checked, and only then given their name."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store.faults import known_trouble
from smallbiz_crm.store.keys import Key, unlock_connection
from smallbiz_crm.store.tables import METADATA


@dataclass(frozen=True, slots=True)
class BackupMade:
    """`rows` counts the rows of every table in the copy."""

    file: Path
    sha256: str
    rows: dict[str, int]


def make_backup(source: Path, target: Path, key: Key | None = None) -> BackupMade:
    """Write a verified copy of `source` to `target`; an existing file there is replaced only by a good copy.

    The copy of an encrypted file takes the same `key`.
    """
    part = target.with_name(target.name + ".part")
    try:
        with known_trouble(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            _copy(source, part, key)
            rows = verified_rows(part, key)
        _settle(part, target)
    except OSError as error:
        raise Trouble("file.not_writable", file=str(target), reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):  # what stays behind is swept away by the next copy
            part.unlink(missing_ok=True)
    return BackupMade(target, _digest(target), rows)


def _copy(source: Path, part: Path, key: Key | None) -> None:
    """Read through a connection of its own that may not write: VACUUM INTO refuses one that is `query_only`."""
    connection = dbapi2.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=2.0)
    try:
        unlock_connection(connection, key)
        connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()


def verified_rows(part: Path, key: Key | None) -> dict[str, int]:
    """Rows per table of a copy that was read whole. Raises Trouble ``backup.not_good``."""
    connection = dbapi2.connect(f"{part.absolute().as_uri()}?mode=ro", uri=True)
    try:
        unlock_connection(connection, key)
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Trouble("backup.not_good", file=str(part))
        return count_rows(connection)
    finally:
        connection.close()


def count_rows(connection: Any) -> dict[str, int]:
    """Rows per table over a driver connection: of the tables that are there, since a copy may be of an older schema."""
    there = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - our own names
        for name in sorted(METADATA.tables.keys() & {row[0] for row in there})
    }


def _settle(part: Path, target: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.chmod(0o600)
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk, where the system knows of that."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
