"""Where a file may be written (anywhere but over the workspace itself), and its checksum."""

from __future__ import annotations

from pathlib import Path

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.exchange.checksum import file_sha256


def require_elsewhere(workspace: Path, target: Path) -> None:
    """Raise Refused ``file.is_the_workspace`` when `target` is the workspace, under whatever name."""
    is_same = target.absolute() == workspace.absolute()
    if is_same or (target.exists() and workspace.exists() and target.samefile(workspace)):
        raise Refused("file.is_the_workspace", file=str(target))


def checksum(file: Path) -> str:
    """SHA-256 of a file that is not open: a workspace only once it is closed."""
    return file_sha256(file)
