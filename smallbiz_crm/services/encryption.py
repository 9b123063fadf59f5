"""Protecting a workspace with a password: setting, changing and removing it, and the copies that have none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from smallbiz_crm.domain.days import Clock
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.services.places import backup_folder
from smallbiz_crm.store import encryption as stored
from smallbiz_crm.store.encryption import Reencrypted
from smallbiz_crm.store.keys import SHORTEST_PASSWORD, Key, Secret
from smallbiz_crm.store.lock import Holder

__all__ = [
    "SHORTEST_PASSWORD",
    "Key",
    "Reencrypted",
    "Secret",
    "open_copies",
    "protect_workspace",
    "remove_copies",
]


def protect_workspace(
    path: Path, secret: Secret | None, new_password: str | None, clock: Clock, holder: Holder
) -> Reencrypted:
    """Encrypt a workspace that is not open, give it another password, or (None) take the password away.

    A verified copy is made first. Raises Refused or Trouble that names the file; the workspace is then as it was.
    """
    now = clock.now().astimezone()
    return stored.reencrypt(path, secret, new_password, now, holder, backup_folder(path))


def open_copies(path: Path) -> list[Path]:
    """Copies of a workspace that can be read without its password."""
    return stored.open_copies(path, backup_folder(path))


def remove_copies(copies: Iterable[Path]) -> int:
    """Remove copies for good; how many. Raises Trouble for the first that cannot be removed."""
    count = 0
    for copy in copies:
        try:
            copy.unlink(missing_ok=True)
        except OSError as error:
            raise Trouble("file.no_rights", file=str(copy)) from error
        count += 1
    return count
