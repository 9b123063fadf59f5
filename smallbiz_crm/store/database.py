"""The one file: making it, opening it, reading it from any thread, and writing it one step at a time."""

from __future__ import annotations

import errno
import os
import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from smallbiz_crm.domain.days import Clock
from smallbiz_crm.domain.errors import CrmError, NotFound, Refused, Trouble
from smallbiz_crm.store import reached, schema, search
from smallbiz_crm.store.engine import APPLICATION_ID, checkpoint, driver, open_engine
from smallbiz_crm.store.faults import OF_THE_DRIVER, known_trouble, trouble_of
from smallbiz_crm.store.keys import ENCRYPTING, Key, Secret, unlock
from smallbiz_crm.store.lock import Holder, WriterLock
from smallbiz_crm.store.nurture_stops import stop_where_due
from smallbiz_crm.store.places import synced_by
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.unit_of_work import Changes, UnitOfWork, guard_writes

Listener = Callable[[Changes], None]


def create_file(path: Path, key: Key | None = None) -> None:
    """Make an empty workspace at `path`, encrypted where there is a `key`.

    Raises Refused when a file is there or the folder is synchronised.
    """
    if path.suffix != ".crm":
        raise Refused("file.wrong_ending", file=str(path))
    if path.exists():
        raise Refused("file.exists", file=str(path))
    folder = synced_by(path)
    if folder is not None:
        raise Refused("file.in_synced_folder", file=str(path), folder=folder)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_WRONLY, 0o600))
        with known_trouble(path):
            _fill_new_file(part, key)
        part.replace(path)
    except OSError as error:
        raise Trouble("file.not_writable", file=str(path), reason=error.strerror or str(error)) from error
    finally:
        for leftover in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
            leftover.unlink(missing_ok=True)


def _fill_new_file(part: Path, key: Key | None) -> None:
    engine = open_engine(part, "writer", key)
    try:
        with engine.connect() as connection:
            with connection.begin():
                METADATA.create_all(connection, checkfirst=False)
                search.create_search_tables(connection)
                reached.create_reached_table(connection)
                connection.exec_driver_sql(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"
                )
                connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (schema.REVISION,))
                connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version={schema.SCHEMA_VERSION}")
            checkpoint(connection, part, always=True)
    finally:
        engine.dispose()


class Database:
    """Reads over one read-only connection per thread; writes in steps over one writer connection.

    `holder` says who writes: a window keeps the writer lock from `open` to `close`, a command for each step, and
    None opens the file for reading alone.
    """

    def __init__(self, path: Path, clock: Clock, holder: Holder | None) -> None:
        self.path = path
        self.clock = clock
        self.holder: Holder | None = holder
        self.key: Key | None = None
        self.listeners: list[Listener] = []
        self._writing = threading.RLock()
        self._local = threading.local()
        self._engines: list[Engine] = []
        self._idle_readers: deque[Connection] = deque()
        self._writer: Connection | None = None
        self._lock = WriterLock(path, holder) if holder else None

    def open(self, secret: Secret | None = None) -> None:
        """Check that the file is a workspace of ours and take the lock where a window holds it.

        `secret` opens one that is encrypted; the key is kept until `close`.
        """
        if not self.path.exists():
            raise NotFound("file.not_found", file=str(self.path))
        if self.path.is_dir():
            raise Refused("file.is_folder", file=str(self.path))
        if not os.access(self.path, os.R_OK):
            raise Trouble("file.unreadable", file=str(self.path), reason=os.strerror(errno.EACCES))
        with known_trouble(self.path):
            self.key = unlock(self.path, secret)
        with known_trouble(self.path), self.looking() as connection:
            version = schema.require_ours(connection, self.path)
        if self._lock is not None and self.holder == "window":
            self._lock.acquire()
            self.path.with_name(self.path.name + ENCRYPTING).unlink(missing_ok=True)
        if version < schema.SCHEMA_VERSION:
            self._migrate(version)

    def _migrate(self, version: int) -> None:
        """Bring an older file up to date, with a verified copy of it kept in the folder ``backups``."""
        if self.holder is None:
            raise Trouble("file.older", file=str(self.path), version=version, known=schema.SCHEMA_VERSION)
        from smallbiz_crm.store.migrate import migrate_file  # Alembic is loaded only when a file needs it

        with self._writing, self._locked():
            backup = self.path.parent / "backups" / f"{self.path.stem} schema {version}.crm"
            migrate_file(self.path, backup, self.key)

    # -- reading ------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """A consistent view of the file for the calling thread; nested calls share the outer view."""
        outer: Connection | None = getattr(self._local, "reader", None)
        if outer is not None:
            yield outer
            return
        connection = self._take_reader()
        self._local.reader = connection
        try:
            with known_trouble(self.path):
                yield connection
        finally:
            self._local.reader = None
            connection.rollback()
            self._idle_readers.append(connection)

    def _take_reader(self) -> Connection:
        """A reader that nobody uses; there are as many as threads ever read at once."""
        try:
            return self._idle_readers.pop()
        except IndexError:
            with known_trouble(self.path):
                return self._connect("reader")

    @contextmanager
    def looking(self) -> Generator[Connection]:
        """A read-only connection of its own that remembers nothing: for checking the file as it lies there."""
        with known_trouble(self.path):
            engine = open_engine(self.path, "reader", self.key)
            try:
                with engine.connect() as connection:
                    yield connection
            finally:
                engine.dispose()

    def interrupt_reading(self, connection: Connection) -> None:
        driver(connection).interrupt()

    def _connect(self, role: Any) -> Connection:
        engine = open_engine(self.path, role, self.key)
        self._engines.append(engine)
        return engine.connect()

    # -- writing ------------------------------------------------------------------------------------------

    @contextmanager
    def step(self, code: str, **params: object) -> Generator[UnitOfWork]:
        """One step: everything inside is committed together with its journal, or nothing is.

        A step that changes nothing leaves no trace. Listeners hear of the changes after the commit.
        """
        with self._writing:
            with self._locked():
                changes = yield from self._run_step(code, params)
            if changes:
                for listener in list(self.listeners):
                    listener(changes)

    def rebuild_derived(self) -> None:
        """Make what is derived (search, stages reached) anew. No step: nothing that the user wrote changes."""
        with self._writing, self._locked(), known_trouble(self.path):
            connection = self._writer_connection()
            with connection.begin():
                search.rebuild(connection)
                reached.rebuild(connection)
            checkpoint(connection, self.path)

    def _run_step(self, code: str, params: dict[str, object]) -> Generator[UnitOfWork, None, Changes | None]:
        connection = self._writer_connection()
        try:
            connection.begin()
            unit = UnitOfWork(connection, code, params, self.clock)
            yield unit
            if not unit.changes:
                connection.rollback()
                return None
            stop_where_due(unit)
            search.refresh(unit)
            reached.refresh(unit)
            unit.write_step()
            connection.commit()
        except BaseException as error:
            connection.rollback()
            trouble = trouble_of(error, self.path) if isinstance(error, OF_THE_DRIVER) else None
            if trouble is not None and not isinstance(error, CrmError):
                raise trouble from error
            raise
        checkpoint(connection, self.path)
        return unit.changes

    @contextmanager
    def _locked(self) -> Generator[None]:
        if self._lock is None:
            raise Trouble("file.opened_for_reading", file=str(self.path))
        if self.holder == "window":
            yield
            return
        self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    def _writer_connection(self) -> Connection:
        if self._writer is None:
            with known_trouble(self.path):
                if not os.access(self.path, os.W_OK):
                    raise Trouble("file.read_only", file=str(self.path))
                self._writer = self._connect("writer")
            guard_writes(self._writer)
        return self._writer

    def settle(self) -> None:
        """Move the write-ahead log into the file; called when idle and on leaving."""
        with self._writing:
            if self._writer is not None and not self._writer.in_transaction():
                checkpoint(self._writer, self.path, always=True)

    def close(self) -> None:
        with self._writing:
            try:
                with known_trouble(self.path):
                    self.settle()
            finally:
                # The writer goes last: only a connection that may write takes the empty log away with it.
                writer = self._writer.engine if self._writer is not None else None
                for engine in sorted(self._engines, key=lambda engine: engine is writer):
                    engine.dispose()
                self._engines.clear()
                self._idle_readers.clear()
                self._writer = None
                self.key = None
                if self._lock is not None:
                    self._lock.release()
