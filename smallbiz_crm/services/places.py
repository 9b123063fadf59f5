"""Where things are kept on this machine: workspaces, the log, and which workspace was open last.

For the window and the command line alike. Touches no database, so that it may be asked before one is loaded.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs

from smallbiz_crm.store.places import synced_by

__all__ = [
    "PROGRAM",
    "backup_folder",
    "choose_backup_folder",
    "config_folder",
    "data_folder",
    "default_workspace",
    "keep_chart_fonts",
    "last_workspace",
    "log_folder",
    "recent_workspaces",
    "remember_workspace",
    "synced_by",
]

PROGRAM = "SmallBiz CRM"
_LAST = "last-workspace.txt"
_RECENT = "recent-workspaces.json"
_MOST_RECENT = 8
_FOLDERS = "backup-folders.json"


def data_folder() -> Path:
    """Where workspaces live unless the user chose another place. It need not exist yet."""
    return platformdirs.user_data_path(PROGRAM, appauthor=False)


def config_folder() -> Path:
    """Where the settings of this machine are; nothing in it is needed to read the data."""
    return platformdirs.user_config_path(PROGRAM, appauthor=False)


def log_folder() -> Path:
    return platformdirs.user_log_path(PROGRAM, appauthor=False)


def keep_chart_fonts() -> None:
    """Let matplotlib remember the fonts it found in the program's own folder; asked before the first chart."""
    folder = platformdirs.user_cache_path(PROGRAM, appauthor=False) / "charts"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("MPLCONFIGDIR", str(folder))


def default_workspace() -> Path:
    """The workspace that is made by itself on a first start."""
    return data_folder() / "My business.crm"


def last_workspace() -> Path | None:
    """The workspace that was open last, if it is still there."""
    try:
        path = Path((config_folder() / _LAST).read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        return None
    return path if path.is_absolute() and path.is_file() else None


def recent_workspaces() -> list[Path]:
    """The workspaces that were open lately and are still there, the newest first."""
    try:
        kept: Any = json.loads((config_folder() / _RECENT).read_text(encoding="utf-8"))
        paths = [Path(each) for each in kept if isinstance(each, str)]
        return [path for path in paths if path.is_absolute() and path.is_file()]
    except (OSError, ValueError, TypeError):
        return []


def backup_folder(workspace: Path) -> Path | None:
    """The folder that was chosen on this machine for the copies of a workspace; it may be gone."""
    chosen = _backup_folders().get(str(workspace.absolute()))
    return None if chosen is None else Path(chosen)


def choose_backup_folder(workspace: Path, folder: Path | None) -> None:
    """Put copies of a workspace there from now on; None: beside it again. Raises OSError."""
    chosen = _backup_folders()
    chosen.pop(str(workspace.absolute()), None)
    if folder is not None:
        chosen[str(workspace.absolute())] = str(folder.absolute())
    note = config_folder() / _FOLDERS
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(chosen, indent=1) + "\n", encoding="utf-8")


def _backup_folders() -> dict[str, str]:
    try:
        chosen: Any = json.loads((config_folder() / _FOLDERS).read_text(encoding="utf-8"))
        return {str(workspace): str(folder) for workspace, folder in chosen.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def remember_workspace(path: Path) -> None:
    """Open this workspace next time. A folder that cannot be written is no reason to stop."""
    note = config_folder() / _LAST
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(f"{path.absolute()}\n", encoding="utf-8")
        recent = [path.absolute(), *(each for each in recent_workspaces() if each != path.absolute())]
        kept = json.dumps([str(each) for each in recent[:_MOST_RECENT]], indent=1)
        note.with_name(_RECENT).write_text(f"{kept}\n", encoding="utf-8")
    except (OSError, ValueError):
        return
