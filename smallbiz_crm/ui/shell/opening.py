"""Opening a workspace: after the window was painted, off the GUI thread, and what to offer when it cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.places import synced_by
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.messages import banner
from smallbiz_crm.ui.shell.files import WorkspaceFiles
from smallbiz_crm.words import _, sentence

if TYPE_CHECKING:
    from smallbiz_crm.domain.days import Clock
    from smallbiz_crm.services.encryption import Key, Secret
    from smallbiz_crm.services.workspace import Workspace
    from smallbiz_crm.ui.shell.new_workspace import NewWorkspace

NEVER_PAINTED_MS = 1_000
_PASSING = frozenset(("file.busy", "file.locked", "file.open_in_window", "file.no_rights"))
"""Trouble that may be over when one tries again."""
_READABLE = frozenset(
    ("file.busy", "file.locked", "file.open_in_window", "file.folder_read_only", "file.read_only")
)
"""Trouble that stands in the way of writing only."""


def open_workspace(
    path: Path, clock: Clock | None, *, only_look: bool = False, secret: Secret | None = None
) -> Workspace:
    """Open a workspace for a window. Loads the database library, so it is called off the GUI thread.

    With `only_look` it takes no lock and refuses every change.
    """
    from smallbiz_crm.services.workspace import Workspace

    return _loaded(Workspace.open(path, clock=clock, holder=None if only_look else "window", secret=secret))


def make_workspace(wanted: NewWorkspace, clock: Clock | None) -> Workspace:
    """Make a workspace and open it for a window. Off the GUI thread, like `open_workspace`."""
    from smallbiz_crm.services.workspace import Workspace

    workspace = Workspace.create(wanted.path, currency=wanted.currency, clock=clock, holder="window")
    if wanted.name:
        workspace.settings.set("business.name", wanted.name)
    return _loaded(workspace)


def restored_workspace(copy: Path, path: Path, clock: Clock | None, secret: Secret | None) -> Workspace:
    """Put a copy in the place of a workspace and open that. Off the GUI thread, like `open_workspace`."""
    from smallbiz_crm.domain.days import SystemClock
    from smallbiz_crm.services.backups import restore_workspace

    restore_workspace(copy, path, clock or SystemClock(), "window", secret)
    return open_workspace(path, clock, secret=secret)


def protected_workspace(
    path: Path, clock: Clock | None, key: Key | None, new_password: str | None
) -> Workspace:
    """Give a workspace another password, or none, and open it. Off the GUI thread, like `open_workspace`."""
    from smallbiz_crm.domain.days import SystemClock
    from smallbiz_crm.services.encryption import protect_workspace

    done = protect_workspace(path, key, new_password, clock or SystemClock(), "window")
    return open_workspace(path, clock, secret=done.key)


def _loaded(workspace: Workspace) -> Workspace:
    """The workspace with those services loaded that Today reads first, so that the window need not wait for it."""
    for name in (
        "settings",
        "history",
        "sample",
        "contacts",
        "deals",
        "follow_ups",
        "campaigns",
        "spending",
        "capture",
        "reports",
    ):
        getattr(workspace, name)
    return workspace


def warn_of_place(path: Path) -> None:
    """Say what may happen to a workspace where it lies: it is protected, or another program copies it."""
    if not os.access(path, os.W_OK):
        banner(_("This file is protected: nothing can be changed until it may be written."), "warning")
    folder = synced_by(path)
    if folder is not None:
        said = _(
            "This file lies in {folder}, which another program copies while it is in use; that can damage it. "
            "Close SmallBiz CRM, move the file to a folder of this machine alone and open it there."
        )
        banner(said.format(folder=folder), "warning")


class AfterFirstPaint(QObject):
    """Calls `act` once, as soon as a window has been painted; after a second where it never is."""

    def __init__(self, window: QWidget, act: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._act = act
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._timer.start(NEVER_PAINTED_MS)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._timer.interval():
            self._window.removeEventFilter(self)
            self._timer.start(0)
        return super().eventFilter(watched, event)

    def _on_time(self) -> None:
        self._window.removeEventFilter(self)
        self._act()
        self.deleteLater()


class CannotOpenDialog(KitDialog):
    """Says why a workspace cannot be opened, and offers what can be done instead."""

    again = Signal()
    look_requested = Signal()
    left = Signal()

    def __init__(self, path: Path, error: CrmError, files: WorkspaceFiles, parent: QWidget) -> None:
        super().__init__(_("{file} cannot be opened").format(file=path.name), parent, width=30)
        self._files = files
        self._is_answered = False
        self.body.addWidget(Label(sentence(error), wrap=True))
        self.body.addWidget(Label(str(path), "caption", wrap=True))
        self.add_button(_("Close"), self.reject, left=True)
        self.add_button(_("New workspace …"), self._make_new)
        if error.code in _READABLE:
            self.look_button = self.add_button(_("Only look"), self._only_look)
        self.open_button = self.add_button(_("Open another …"), self._open_other, "primary")
        if error.code in _PASSING:
            self.open_button.setProperty("kind", None)
            self.again_button = self.add_button(_("Try again"), self._try_again, "primary")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def _try_again(self) -> None:
        self.accept()
        self.again.emit()

    def _only_look(self) -> None:
        self.accept()
        self.look_requested.emit()

    def _open_other(self) -> None:
        dialog = self._files.ask_open()
        dialog.accepted.connect(self.accept)

    def _make_new(self) -> None:
        dialog = self._files.ask_new()
        dialog.accepted.connect(self.accept)

    def reject(self) -> None:
        super().reject()
        self.left.emit()
