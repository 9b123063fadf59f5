"""Where a workspace may live: the live file stays out of folders that another program synchronises."""

from __future__ import annotations

from pathlib import Path

_SYNCED_NAMES = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "nextcloud",
    "owncloud",
    "mobile documents",
)
_SYNCED_MARKS = (".stfolder", ".dropbox", ".nextcloudsync.log")


def synced_by(path: Path) -> str | None:
    """The folder above `path` that a synchronising program watches, or None."""
    for folder in path.absolute().parents:
        name = folder.name.lower()
        if any(name == known or name.startswith(f"{known} ") for known in _SYNCED_NAMES):
            return str(folder)
        if any((folder / mark).exists() for mark in _SYNCED_MARKS):
            return str(folder)
    return None
