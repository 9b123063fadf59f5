"""Where things lie on this machine: the default workspace, the one opened last, the log. Knows no Qt."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import cast

PROGRAM = "SmallBiz CRM"
LOG_FILE = "smallbiz-crm.log"
_STATE_FILE = "state.json"
_LAST = "last_workspace"


def data_folder() -> Path:
    """Where workspaces live unless the user chose another place."""
    import platformdirs

    return platformdirs.user_data_path(PROGRAM, appauthor=False)


def log_folder() -> Path:
    import platformdirs

    return platformdirs.user_log_path(PROGRAM, appauthor=False)


def default_workspace() -> Path:
    """The workspace of those who never chose one; it need not exist yet."""
    return data_folder() / "My business.crm"


def last_workspace() -> Path | None:
    """The workspace that was opened last, by the window or by a writing command; it may be gone since."""
    try:
        state: object = json.loads((data_folder() / _STATE_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    name = cast("dict[str, object]", state).get(_LAST) if isinstance(state, dict) else None
    return Path(name) if isinstance(name, str) and name else None


def remember_workspace(path: Path) -> None:
    """Make `path` the one opened last. A machine that cannot keep it forgets it: nothing depends on it."""
    place = path.absolute()
    if place == last_workspace():
        return
    folder = data_folder()
    part = folder / f".{_STATE_FILE}.{os.getpid()}.part"
    with suppress(OSError, UnicodeError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.write_text(json.dumps({_LAST: str(place)}), encoding="utf-8")
        part.replace(folder / _STATE_FILE)


def chosen_workspace(path: Path | None = None) -> Path:
    """`path`, else the one opened last if it is still there, else the default one."""
    if path is not None:
        return path
    last = last_workspace()
    return last if last is not None and last.exists() else default_workspace()
