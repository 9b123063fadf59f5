"""Verified copies of the workspace, made by themselves when it matters; looking at them, and checking the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smallbiz_crm.domain.backups import FRESH_FOR, OLD_AFTER, BackupCopy
from smallbiz_crm.domain.days import Clock
from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.services.places import backup_folder
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store import restore as stored
from smallbiz_crm.store.backup import BackupMade, make_backup
from smallbiz_crm.store.backup_folder import BackupFolder, newest_of
from smallbiz_crm.store.check import Finding, check_file, count_all, schema_version
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.everything import fingerprint
from smallbiz_crm.store.journal import newest_step
from smallbiz_crm.store.keys import Secret
from smallbiz_crm.store.lock import Holder
from smallbiz_crm.store.recover import Recovered, recover
from smallbiz_crm.store.restore import CopySeen, Restored

__all__ = [
    "BackupCopy",
    "BackupMade",
    "BackupState",
    "Backups",
    "Checked",
    "CopySeen",
    "Finding",
    "Recovered",
    "Restored",
    "recover_workspace",
    "restore_workspace",
]

UNREADABLE = frozenset(("check.pages", "check.unreadable"))
"""Findings after which rows can no longer be counted."""
LARGE_STEP = 10_000
"""Rows from which a step is backed up before it is written."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; `rows` counts the rows of every table, `content` is the fingerprint of what they hold.

    A file too damaged to be read has no rows and no content.
    """

    ok: bool
    findings: tuple[Finding, ...]
    schema: int
    rows: dict[str, int]
    content: str | None


@dataclass(frozen=True, slots=True)
class BackupState:
    """How safe the workspace is: its newest copy, whether the folder is there, whether a copy is overdue."""

    folder: Path
    newest: BackupCopy | None
    is_there: bool
    is_overdue: bool


class Backups:
    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def folder(self) -> BackupFolder:
        """Where copies go: the place chosen on this machine, else ``backups`` beside the workspace."""
        return BackupFolder(self._database.path, backup_folder(self._database.path), self._database.key)

    def make(self, target: Path | None = None) -> BackupMade:
        """Write a copy, open it again, check it, and only then give it its name. Raises Trouble otherwise.

        Without a `target` it goes into the folder of copies, which is thinned out afterwards.
        """
        if target is not None:
            require_elsewhere(self._database.path, target)
            return make_backup(self._database.path, target, self._database.key)
        return self.folder.make(self._now(), self._newest_step())

    def make_if_changed(self) -> BackupMade | None:
        """Write a copy unless the newest one holds the newest step; called on leaving."""
        newest = newest_of(self.folder.copies())
        step = self._newest_step()
        if not step or (newest is not None and newest.step == step):
            return None
        return self.make()

    def make_before(self, rows: int) -> BackupMade | None:
        """Write a copy before a step over more than 10,000 rows, unless one is younger than an hour."""
        return self.make_unless_fresh() if rows > LARGE_STEP else None

    def make_unless_fresh(self) -> BackupMade | None:
        """Write a copy unless one is younger than an hour."""
        newest = newest_of(self.folder.copies())
        if newest is not None and self._now() - newest.made_at <= FRESH_FOR:
            return None
        return self.make()

    def copies(self) -> Sequence[BackupCopy]:
        """What the folder holds, the newest first."""
        return self.folder.copies()

    def state(self) -> BackupState:
        """Whether there is a copy to fall back on. Overdue: changed since, and the newest is over a week old."""
        folder = self.folder
        newest = newest_of(folder.copies())
        step = self._newest_step()
        is_changed = newest is None or newest.step != step
        age = None if newest is None else self._now() - newest.made_at
        is_overdue = bool(step) and is_changed and age is not None and age > OLD_AFTER
        chosen = backup_folder(self._database.path)
        return BackupState(folder.path, newest, chosen is None or chosen.is_dir(), is_overdue)

    def look_at(self, copy: Path, password: str | None = None) -> CopySeen:
        """What a copy holds, by the password of this workspace unless another is given.

        Raises NotFound or Trouble where it is no whole workspace.
        """
        return stored.look_at(copy, password or self._database.key)

    def rows(self) -> dict[str, int]:
        """Rows per table."""
        with self._database.reading() as connection:
            return count_all(connection)

    def check(self) -> Checked:
        """Look at the whole file; nothing is changed."""
        with self._database.looking() as connection:
            findings = check_file(connection, is_encrypted=self._database.key is not None)
            version = schema_version(connection)
            if UNREADABLE & {found.code for found in findings}:
                return Checked(False, tuple(findings), version, {}, None)
            rows, content = count_all(connection), fingerprint(connection)
            return Checked(not findings, tuple(findings), version, rows, content)

    def rebuild(self) -> None:
        """Make what is derived from the rows anew: the search index. Not a step; there is nothing to undo."""
        self._database.rebuild_derived()

    def _now(self) -> datetime:
        return self._database.clock.now().astimezone()

    def _newest_step(self) -> int:
        with self._database.reading() as connection:
            return newest_step(connection)


def recover_workspace(damaged: Path, target: Path, secret: Secret | None = None) -> Recovered:
    """Save what can be read of a damaged workspace into a new file. The damaged one is left as it is.

    Raises Refused when `target` is there already, NotFound or Trouble where nothing at all can be read.
    """
    if not damaged.is_file():
        raise NotFound("file.not_found", file=str(damaged))
    return recover(damaged, target, secret)


def restore_workspace(
    copy: Path, workspace: Path, clock: Clock, holder: Holder, secret: Secret | None = None
) -> Restored:
    """Put a copy in the place of a workspace that is not open; what stood there is kept beside the backups.

    `secret` opens a copy that is encrypted; the workspace then has its password.

    Raises NotFound, Refused or Trouble that names the file; the workspace is then as it was.
    """
    require_elsewhere(workspace, copy)
    return stored.restore(copy, workspace, clock.now().astimezone(), holder, secret)
