"""Verified copies of the workspace, and checking the workspace itself."""

from __future__ import annotations

from pathlib import Path

from smallbiz_crm.store.backup import BackupMade, make_backup
from smallbiz_crm.store.database import Database

__all__ = ["BackupMade", "Backups"]


class Backups:
    def __init__(self, database: Database) -> None:
        self._database = database

    def default_target(self) -> Path:
        """Beside the workspace, in the folder ``backups``, named by the day and minute."""
        moment = self._database.clock.now().astimezone().strftime("%Y-%m-%d %H.%M")
        source = self._database.path
        return source.parent / "backups" / f"{source.stem} {moment}.crm"

    def make(self, target: Path | None = None) -> BackupMade:
        """Write a copy, open it again, check it, and only then give it its name. Raises Trouble otherwise."""
        return make_backup(self._database.path, target or self.default_target())
