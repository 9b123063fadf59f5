"""Turns what SQLite reports into the program's own errors: the environment is trouble, all else is a bug."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Trouble

# SQLite's own wording, the only thing the driver passes on; the first that matches decides.
_MESSAGES = (
    ("database or disk is full", "disk.full"),
    ("disk i/o error", "disk.failed"),
    ("readonly database", "file.read_only"),
    ("database is locked", "file.locked"),
    ("database table is locked", "file.locked"),
    ("disk image is malformed", "file.damaged"),
    ("malformed database schema", "file.damaged"),
    ("could not decode to utf-8", "file.damaged"),
    ("file is not a database", "file.not_a_workspace"),
    ("file is encrypted", "file.not_a_workspace"),
    ("hmac check failed", "file.damaged"),
    ("unable to open database", "file.cannot_open"),
    ("interrupted", "work.interrupted"),
)


def trouble_of(error: BaseException, path: Path) -> Trouble | None:
    """The known trouble behind a database error, or None when it is a bug of ours."""
    if isinstance(error, UnicodeDecodeError):
        return Trouble("file.damaged", file=str(path))
    text = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    for message, code in _MESSAGES:
        if message in text:
            return Trouble(code, file=str(path))
    return None


# The driver reads text as UTF-8; the bytes of a damaged page need not be.
OF_THE_DRIVER = (DBAPIError, dbapi2.Error, UnicodeDecodeError)


@contextmanager
def known_trouble(path: Path) -> Generator[None]:
    """Raise `Trouble` in place of the driver's error where it is the environment's fault."""
    try:
        yield
    except OF_THE_DRIVER as error:
        trouble = trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error
