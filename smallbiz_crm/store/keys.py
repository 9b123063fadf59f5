"""The key of an encrypted workspace: derived from a password, or read from the recovery key on paper."""

from __future__ import annotations

import base64
import hashlib
import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Refused, Trouble

ROUNDS = 256_000
"""PBKDF2 with SHA-512, as SQLCipher does by default: its own tools open our files by the password."""
SHORTEST_PASSWORD = 8
PAGE_BYTES = 4_096
ENCRYPTING = ".encrypting"
"""Ending of the file that a workspace is written anew into; it takes its place when it is whole."""
_RAW_BYTES, _SALT_BYTES, _CHECK_BYTES = 32, 16, 2
_RECOVERY_LETTERS = 80
_GROUP = 5
_MISREAD = str.maketrans("018", "OIB")
_PLAIN_HEAD = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Key:
    """What the pages are encrypted with, and the salt that stands at the head of the file. Never shown by itself."""

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def literal(self) -> str:
        """As SQLCipher takes it, which spares it deriving anything."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"

    def recovery_text(self) -> str:
        """The key to be printed: groups of letters and digits with a check of their own."""
        content = self.raw + self.salt
        text = base64.b32encode(content + _check(content)).decode("ascii")
        return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


Secret = str | Key
"""A password, a recovery key as printed, or the key itself."""


def new_key(password: str) -> Key:
    """A key with a salt of its own. Raises Refused ``password.too_short``."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password.too_short", shortest=SHORTEST_PASSWORD)
    return _derived(password, os.urandom(_SALT_BYTES))


def read_recovery(text: str) -> Key | None:
    """The key that was printed, however it was typed; None when the text is none."""
    letters = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    if len(letters) != _RECOVERY_LETTERS:
        return None
    try:
        content = base64.b32decode(letters)
    except ValueError:
        return None
    key, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    return Key(key[:_RAW_BYTES], key[_RAW_BYTES:]) if check == _check(key) else None


def unlock(path: Path, secret: Secret | None) -> Key | None:
    """The key that opens a file; None for one that is not encrypted, whatever `secret` says.

    The password is stretched once here; every further connection takes the key. Raises Trouble
    ``file.needs_password`` or ``file.wrong_password``, which may as well mean that the file is damaged.
    """
    salt = _salt_of(path)
    if salt is None:
        return None
    if secret is None:
        raise Trouble("file.needs_password", file=str(path))
    key = secret if isinstance(secret, Key) else read_recovery(secret) or _derived(secret, salt)
    if not _opens(path, key):
        raise Trouble("file.wrong_password", file=str(path))
    return key


def unlock_connection(connection: Any, key: Key | None) -> None:
    """Give a new connection its key, before anything else is asked of it."""
    if key is not None:
        connection.execute("PRAGMA cipher_log_level=NONE")  # it would write to stderr, past every log of ours
        connection.execute(f'PRAGMA key="{key.literal()}"')


def is_encrypted(path: Path) -> bool:
    """Whether a file wants a password, or is damaged from its first bytes on."""
    return _salt_of(path) is not None


def _derived(password: str, salt: bytes) -> Key:
    told = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return Key(hashlib.pbkdf2_hmac("sha512", told, salt, ROUNDS, _RAW_BYTES), salt)


def _check(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_CHECK_BYTES]


def _salt_of(path: Path) -> bytes | None:
    """The first bytes of a file that may be encrypted; None when it is a plain database, or none of any kind.

    Read by the driver: a file that SQLite has open in this process must not be opened and closed beside it.
    """
    size = path.stat().st_size
    if not size or size % PAGE_BYTES:
        return None
    connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key=\"x'{'00' * _RAW_BYTES}'\"")
        row = connection.execute("PRAGMA cipher_salt").fetchone()
    except dbapi2.OperationalError:
        return None
    finally:
        connection.close()
    head = bytes.fromhex(row[0]) if row else _PLAIN_HEAD
    return None if head == _PLAIN_HEAD else head


def _opens(path: Path, key: Key) -> bool:
    """Whether the key fits the first page. A folder that may not be written holds no index of the log."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        _read_first_page(uri, key)
    except dbapi2.OperationalError:
        _read_first_page(f"{uri}&immutable=1", key)
    except dbapi2.DatabaseError:
        return False
    return True


def _read_first_page(uri: str, key: Key) -> None:
    connection = dbapi2.connect(uri, uri=True, timeout=2.0)
    try:
        unlock_connection(connection, key)
        connection.execute("PRAGMA user_version").fetchone()
    finally:
        connection.close()
