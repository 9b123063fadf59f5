"""Connections to the one file: pragmas, BEGIN IMMEDIATE for the writer, read-only readers, checkpoints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Cancelled
from smallbiz_crm.store.keys import Key, unlock_connection

APPLICATION_ID = 0x53424352  # "SBCR"
CHECKPOINT_BYTES = 4 * 1024 * 1024
BUSY_MILLISECONDS = 2_000
INSTRUCTIONS_BETWEEN_LOOKS = 20_000
Role = Literal["writer", "reader", "maintenance"]
_NO_INDEX = ("unable to open", "readonly")

_EVERY_CONNECTION = (
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
)
_WRITER = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=0",
    "PRAGMA cache_size=-65536",
)
_MAC = ("PRAGMA fullfsync=ON", "PRAGMA checkpoint_fullfsync=ON")

# Without an adapter the driver searches for one each time, which takes ten times as long as storing the value.
dbapi2.register_adapter(type(None), dict[None, None]().get)
dbapi2.register_adapter(bool, int)
dbapi2.register_adapter(bytes, bytes)


def raw_connection(path: Path, role: Role, key: Key | None = None) -> Any:
    """A driver connection in autocommit mode with our pragmas; transactions are opened by hand.

    `key` is that of an encrypted file, None for a plain one.
    """
    uri = f"{path.absolute().as_uri()}?mode={'rw' if role != 'reader' else 'ro'}"
    try:
        return _connected(uri, role, key)
    except dbapi2.OperationalError as error:
        if role != "reader" or not any(text in str(error) for text in _NO_INDEX):
            raise
        # A folder that may not be written holds no WAL index; the file is then read as it stands.
        return _connected(f"{uri}&immutable=1", role, key)


def _connected(uri: str, role: Role, key: Key | None) -> Any:
    connection = dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=2.0)
    try:
        unlock_connection(connection, key)
        _set_up(connection, role)
    except dbapi2.DatabaseError:
        connection.close()
        raise
    return connection


def _set_up(connection: Any, role: Role) -> None:
    for pragma in _EVERY_CONNECTION:
        connection.execute(pragma)
    if role == "reader":
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        connection.execute("PRAGMA journal_mode=TRUNCATE")
    for pragma in _WRITER + (_MAC if sys.platform == "darwin" else ()):
        connection.execute(pragma)


def open_engine(path: Path, role: Role, key: Key | None = None) -> Engine:
    """An engine over exactly one connection, so that its pragmas and its place in the WAL are known."""
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: raw_connection(path, role, key),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if role == "writer" else "BEGIN"
    event.listen(engine, "begin", _beginner(begin))
    return engine


def _beginner(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def driver(connection: Connection) -> Any:
    """The driver's own connection behind SQLAlchemy's, for pragmas, progress handlers and backup."""
    return connection.connection.driver_connection


@contextmanager
def interruptible(connection: Connection, is_stale: Callable[[], bool] | None) -> Generator[None]:
    """Raise Cancelled out of a long read once `is_stale` says so; it is asked about once a millisecond."""
    if is_stale is None:
        yield
        return
    handle = driver(connection)
    handle.set_progress_handler(lambda: int(is_stale()), INSTRUCTIONS_BETWEEN_LOOKS)
    try:
        yield
    except DBAPIError as error:
        if is_stale():
            raise Cancelled from error
        raise
    finally:
        handle.set_progress_handler(None, 0)


def checkpoint(connection: Connection, path: Path, *, always: bool = False) -> None:
    """Move the write-ahead log into the file when it has grown, or when the program is idle or leaves.

    Never waits for readers: what they still need stays in the log until the next time.
    """
    wal = path.with_name(path.name + "-wal")
    if always or (wal.exists() and wal.stat().st_size > CHECKPOINT_BYTES):
        raw = driver(connection)
        raw.execute("PRAGMA busy_timeout=0")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
