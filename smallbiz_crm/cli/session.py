"""What every command is given: which workspace, what day it is, and whether to speak JSON."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from smallbiz_crm.cli.failures import Committed
from smallbiz_crm.cli.passwords import ask_password, can_ask, given_password
from smallbiz_crm.domain.days import Clock, FixedClock, SystemClock
from smallbiz_crm.domain.errors import CrmError, NotFound, Trouble

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

T = TypeVar("T")
_DAMAGE_LOOKS_LIKE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)


class Session:
    """One run of the command line. Opening a workspace loads the database, so only commands that need it do."""

    def __init__(
        self,
        workspace: Path | None,
        today: date | None,
        committed: Committed,
        *,
        is_json: bool,
        password_file: Path | None = None,
    ) -> None:
        self._named = workspace
        self._committed = committed
        self.is_json = is_json
        self._password_file = password_file
        self.clock: Clock = SystemClock() if today is None else FixedClock(today)

    @contextmanager
    def reading(self) -> Generator[Workspace]:
        """The workspace for reading alone, which works beside an open window."""
        workspace = self._opened(None)
        with _guarded(workspace):
            yield workspace

    @contextmanager
    def writing(self) -> Generator[Workspace]:
        """The workspace for changing it; from now on it is the one opened last."""
        from smallbiz_crm.services.places import remember_workspace

        workspace = self._opened("command")
        workspace.on_change(lambda _changes: self._count_step())
        with _guarded(workspace):
            remember_workspace(workspace.path)
            yield workspace

    @cached_property
    def password(self) -> str | None:
        """The password that the line or the environment names."""
        return given_password(self._password_file)

    def _opened(self, holder: Literal["command"] | None) -> Workspace:
        from smallbiz_crm.services.workspace import Workspace

        path = self.path()
        return self.with_password(
            path, lambda secret: Workspace.open(path, clock=self.clock, holder=holder, secret=secret)
        )

    def with_password(self, path: Path, opening: Callable[[str | None], T]) -> T:
        """Open a file by the password given, or by one asked for where somebody sits at a terminal."""
        try:
            return opening(self.password)
        except Trouble as error:
            if error.code != "file.needs_password" or not can_ask():
                raise
        return opening(ask_password(path))

    def _count_step(self) -> None:
        self._committed.steps += 1

    def path(self) -> Path:
        """The workspace that this line means. Raises NotFound where none is named and none is known."""
        from smallbiz_crm.services.places import default_workspace, last_workspace

        path = self._named or last_workspace() or default_workspace()
        if self._named is None and not path.exists():
            raise NotFound("workspace.none", file=str(path))
        return path


@contextmanager
def _guarded(workspace: Workspace) -> Generator[None]:
    """Close the workspace in the end; blame the file, not the program, for values that no program wrote."""
    try:
        yield
    except _DAMAGE_LOOKS_LIKE as error:
        if _is_damaged(workspace):
            raise Trouble("file.damaged", file=str(workspace.path)) from error
        raise
    finally:
        workspace.close()


def _is_damaged(workspace: Workspace) -> bool:
    try:
        return not workspace.backups.check().ok
    except (CrmError, *_DAMAGE_LOOKS_LIKE):
        return True
