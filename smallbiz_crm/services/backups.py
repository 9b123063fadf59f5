"""Verified copies of the workspace, and checking the workspace itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store.backup import BackupMade, make_backup
from smallbiz_crm.store.check import Finding, check_file, count_all, schema_version
from smallbiz_crm.store.database import Database

__all__ = ["BackupMade", "Backups", "Checked", "Finding"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `rows` counts the rows of every table."""

    ok: bool
    findings: tuple[Finding, ...]
    schema: int
    rows: dict[str, int]


class Backups:
    def __init__(self, database: Database) -> None:
        self._database = database

    def default_target(self) -> Path:
        """Beside the workspace, in the folder ``backups``, named by the day and time."""
        moment = self._database.clock.now().astimezone().strftime("%Y-%m-%d %H.%M.%S")
        source = self._database.path
        return source.parent / "backups" / f"{source.stem} {moment}.crm"

    def make(self, target: Path | None = None) -> BackupMade:
        """Write a copy, open it again, check it, and only then give it its name. Raises Trouble otherwise."""
        if target is not None:
            require_elsewhere(self._database.path, target)
        return make_backup(self._database.path, target or self.default_target())

    def rows(self) -> dict[str, int]:
        """Rows per table."""
        with self._database.reading() as connection:
            return count_all(connection)

    def check(self) -> Checked:
        """Look at the whole file; nothing is changed."""
        with self._database.looking() as connection:
            findings = check_file(connection)
            return Checked(not findings, tuple(findings), schema_version(connection), count_all(connection))
