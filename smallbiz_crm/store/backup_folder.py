"""The folder that holds a workspace's copies: what is in it, its manifest, and thinning it out."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from smallbiz_crm.domain.backups import BackupCopy, to_remove
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store.backup import BackupMade, make_backup
from smallbiz_crm.store.keys import Key

_MOMENT = "%Y-%m-%d %H.%M.%S"
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}\.[0-9]{2}\.[0-9]{2}")


class BackupFolder:
    """Copies are named by the workspace and the local day and time; the manifest holds what was verified of each."""

    def __init__(self, workspace: Path, folder: Path | None = None, key: Key | None = None) -> None:
        self.workspace = workspace
        self._key = key
        self.path = folder or workspace.parent / "backups"
        self._manifest = self.path / f"{workspace.stem} backups.json"

    def target(self, now: datetime) -> Path:
        """The name of a copy made now (local time)."""
        path = self.path / f"{self.workspace.stem} {now:{_MOMENT}}.crm"
        number = 2
        while path.exists():
            path = self.path / f"{self.workspace.stem} {now:{_MOMENT}} {number}.crm"
            number += 1
        return path

    def copies(self) -> list[BackupCopy]:
        """The copies that are there, the newest first. A folder that is gone holds none."""
        known = self._read_manifest()
        found: list[BackupCopy] = []
        with suppress(OSError):
            for path in self.path.glob(f"{_glob_safe(self.workspace.stem)} *.crm"):
                copy = self._copy_of(path, known.get(path.name, {}))
                if copy is not None:
                    found.append(copy)
        return sorted(found, key=lambda copy: copy.made_at, reverse=True)

    def _copy_of(self, path: Path, told: dict[str, Any]) -> BackupCopy | None:
        stamp = _STAMP.match(path.name[len(self.workspace.stem) + 1 :])
        if stamp is None:
            return None
        try:
            named = datetime.strptime(stamp[0], _MOMENT).astimezone()
            made_at = datetime.fromisoformat(told["made_at"]) if told else named
            size = path.stat().st_size
        except (OSError, ValueError):
            return None
        return BackupCopy(
            path.name, made_at, size, told.get("step", 0), told.get("sha256", ""), told.get("rows", {})
        )

    def make(self, now: datetime, step: int) -> BackupMade:
        """Write a verified copy, note it in the manifest, and thin the folder out. `now` is local and aware."""
        self.sweep()
        made = make_backup(self.workspace, self.target(now), self._key)
        known = self._read_manifest()
        known[made.file.name] = {
            "made_at": now.isoformat(),
            "step": step,
            "sha256": made.sha256,
            "rows": made.rows,
        }
        self._write_manifest(known)
        self.thin(now)
        return made

    def thin(self, now: datetime) -> list[BackupCopy]:
        """Remove what need not be kept; what was removed."""
        gone = to_remove(self.copies(), now, shutil.disk_usage(self.path).free)
        for copy in gone:
            with suppress(OSError):  # one that cannot be removed now is tried again with the next copy
                (self.path / copy.name).unlink()
        if gone:
            names = {copy.name for copy in self.copies()}
            self._write_manifest(
                {name: told for name, told in self._read_manifest().items() if name in names}
            )
        return gone

    def sweep(self) -> None:
        """Remove what a copy that was cut off left behind."""
        with suppress(OSError):
            for part in self.path.glob(f"{_glob_safe(self.workspace.stem)} *.crm.part"):
                part.unlink(missing_ok=True)

    def _read_manifest(self) -> dict[str, dict[str, Any]]:
        try:
            told: Any = json.loads(self._manifest.read_text(encoding="utf-8"))
            return dict(told["copies"])
        except (OSError, ValueError, TypeError, LookupError):
            return {}  # copies are found by their names all the same

    def _write_manifest(self, copies: dict[str, dict[str, Any]]) -> None:
        part = self._manifest.with_name(self._manifest.name + ".part")
        try:
            part.write_text(json.dumps({"copies": copies}, indent=1) + "\n", encoding="utf-8")
            part.chmod(0o600)
            part.replace(self._manifest)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise Trouble("file.not_writable", file=str(self._manifest), reason=reason) from error


def newest_of(copies: Iterable[BackupCopy]) -> BackupCopy | None:
    return max(copies, key=lambda copy: copy.made_at, default=None)


def _glob_safe(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)
