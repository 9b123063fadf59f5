"""Where a file may be written: anywhere but over the workspace itself."""

from __future__ import annotations

from pathlib import Path

from smallbiz_crm.domain.errors import Refused


def require_elsewhere(workspace: Path, target: Path) -> None:
    """Raise Refused ``file.is_the_workspace`` when `target` is the workspace, under whatever name."""
    is_same = target.absolute() == workspace.absolute()
    if is_same or (target.exists() and workspace.exists() and target.samefile(workspace)):
        raise Refused("file.is_the_workspace", file=str(target))
