"""Files that leave the workspace only to be looked at: written for the user alone, and removed again."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QUrl
from PySide6.QtGui import QDesktopServices

_PREFIX = "smallbiz-crm-open-"
_LOCK = "in-use"
_LONGEST_NAME = 100
_KINDS = """pdf png jpg jpeg jfif gif webp bmp tif tiff heic avif txt csv tsv md eml ics vcf rtf
    odt ods odp doc docx xls xlsx ppt pptx xml json zip"""
DOCUMENTS = frozenset(f".{kind}" for kind in _KINDS.split())
"""Endings that are shown by a program; anything else might itself be one, and is never opened."""


class PrivateFiles:
    """A folder of this process alone, made when it is first needed and gone with `clear` or at the end."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._lock: QLockFile | None = None

    def write(self, name: str, content: bytes) -> Path:
        """Lay a file down that only the user may read (0600), under a name made safe. Raises OSError."""
        folder = Path(tempfile.mkdtemp(dir=self._made_folder()))
        path = folder / safe_name(name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        return path

    def clear(self) -> None:
        """Remove what was written: when the workspace is closed or locked."""
        if self._lock is not None:
            self._lock.unlock()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = self._lock = None

    def _made_folder(self) -> Path:
        if self._folder is None or not self._folder.is_dir():
            remove_left_behind()
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
            self._lock = QLockFile(str(self._folder / _LOCK))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
        return self._folder


def remove_left_behind() -> None:
    """Remove the folders of processes that ended without doing it; called at the start."""
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            lock = QLockFile(str(folder / _LOCK))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                lock.unlock()
                shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """The name without folders and without signs that some system does not allow; its ending stays."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign if sign.isalnum() or sign in " ._-()+" else "_" for sign in last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:_LONGEST_NAME] or "file"
    return f"{(stem or 'file')[:_LONGEST_NAME]}.{ending[:10]}"


def is_document(name: str) -> bool:
    """Whether a file of that name may be opened by another program."""
    return Path(safe_name(name)).suffix.lower() in DOCUMENTS


def open_file(path: Path) -> bool:
    """Have the system show a file; whether a program was found."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


private_files = PrivateFiles()
"""The files of this process."""

atexit.register(private_files.clear)
