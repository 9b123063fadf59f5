"""Who may write: a lock file of SQLite's own kind beside the workspace, which dies with its process."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Trouble

Holder = Literal["window", "command"]
WAIT_SECONDS = 10.0


class WriterLock:
    """Held while a process may write. A window holds it for as long as it is open, a command for one step."""

    def __init__(self, workspace: Path, holder: Holder) -> None:
        self.path = workspace.with_name(f".{workspace.name}.lock")
        self.workspace = workspace
        self.holder: Holder = holder
        self._connection: Any = None

    def acquire(self) -> None:
        """Take the lock; a command waits for other commands. Raises Trouble (file.open_in_window, file.busy)."""
        try:
            connection = dbapi2.connect(
                str(self.path), isolation_level=None, timeout=0.2, check_same_thread=False
            )
        except dbapi2.OperationalError as error:
            raise Trouble("file.folder_read_only", file=str(self.workspace)) from error
        try:
            self._take(connection)
        except dbapi2.DatabaseError as error:
            connection.close()
            raise self._refusal() from error
        self._connection = connection

    def _take(self, connection: Any) -> None:
        connection.execute("PRAGMA journal_mode=DELETE")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except dbapi2.OperationalError:
            if self.holder == "window" or self._held_by() == "window":
                raise
            connection.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}")
            connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE IF NOT EXISTS holder(name TEXT)")
        if connection.execute("SELECT name FROM holder").fetchall() == [(self.holder,)]:
            return
        connection.execute("DELETE FROM holder")
        connection.execute("INSERT INTO holder VALUES (?)", (self.holder,))
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")

    def _held_by(self) -> str | None:
        try:
            connection = dbapi2.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)
        except dbapi2.OperationalError:
            return None
        try:
            row = connection.execute("SELECT name FROM holder").fetchone()
        except dbapi2.DatabaseError:
            return None
        finally:
            connection.close()
        return None if row is None else row[0]

    def _refusal(self) -> Trouble:
        code = "file.open_in_window" if self._held_by() == "window" else "file.busy"
        return Trouble(code, file=str(self.workspace))

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
