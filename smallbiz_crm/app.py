"""The window's composition root: paints first, opens the workspace next, and ends with everything written."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.places import (
    PROGRAM,
    default_workspace,
    keep_chart_fonts,
    last_workspace,
    log_folder,
    remember_workspace,
)
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import application_icon
from smallbiz_crm.ui.kit.messages import banner, toast, trouble
from smallbiz_crm.ui.kit.private_files import private_files, remove_left_behind
from smallbiz_crm.ui.shell.crash import CrashHandler
from smallbiz_crm.ui.shell.locking import IdleLock
from smallbiz_crm.ui.shell.look import Look
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.opening import (
    AfterFirstPaint,
    CannotOpenDialog,
    make_workspace,
    open_workspace,
    protected_workspace,
    restored_workspace,
    warn_of_place,
)
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms
from smallbiz_crm.ui.shell.single import FirstWindow, raise_first_window
from smallbiz_crm.words import _, sentence

if TYPE_CHECKING:
    from smallbiz_crm.domain.days import Clock
    from smallbiz_crm.services.backups import BackupState
    from smallbiz_crm.services.encryption import Key, Secret
    from smallbiz_crm.services.workspace import Workspace
    from smallbiz_crm.ui.shell.capture_window import CaptureWindow
    from smallbiz_crm.ui.shell.new_workspace import NewWorkspace
    from smallbiz_crm.ui.shell.passwords import AskPasswordDialog

_MINIMIZED = Qt.WindowState.WindowMinimized


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of the window; `today` makes the clock stand still on a day.

    With `capture` only the capture line is shown.
    """

    workspace: Path | None = None
    today: date | None = None
    capture: bool = False


def run(options: Options) -> int:
    """Show the window until it is closed. Returns the exit code: 3 where there is no display."""
    if not has_display():
        sys.stderr.write(
            _("There is no display here, so the window cannot be shown. Use a command (--help lists them).")
            + "\n"
        )
        return 3
    app = QApplication(sys.argv[:1])
    set_up(app)
    crashes = CrashHandler(log_folder())
    crashes.watch()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        program = Program(Preferences(), _clock(options.today), after_paint=crashes.open_log)
        return app.exec() if program.start(options.workspace, to_capture=options.capture) else 0
    finally:
        crashes.release()


def has_display() -> bool:
    """Whether Qt will find a screen; asking Qt itself would end the process."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def set_up(app: QApplication) -> None:
    """Name the program to the desktop and speak its language in Qt's own dialogs."""
    app.setApplicationName(PROGRAM)
    app.setApplicationDisplayName(PROGRAM)
    app.setDesktopFileName("smallbiz-crm")
    app.setWindowIcon(application_icon())
    if QLocale().language() not in (QLocale.Language.English, QLocale.Language.C):
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(QLocale(), "qtbase", "_", folder):
            app.installTranslator(translator)


def _clock(today: date | None) -> Clock | None:
    if today is None:
        return None
    from smallbiz_crm.domain.days import FixedClock

    return FixedClock(today)


class Session(QObject):
    """One window and what it shows, from the first paint until the file is closed."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self._program = program
        self.desk = Desk()
        self.window = MainWindow(self.desk, all_rooms(program.preferences), program.preferences)
        self.first = FirstWindow(self)
        self._workspace: Workspace | None = None
        self._only_looks = False
        self._is_replaced = False
        self._asking: AskPasswordDialog | None = None
        self.capture: CaptureWindow | None = None
        self._idle_lock = IdleLock(self.desk, program.preferences, self.window)
        self.window.files.open_requested.connect(self._on_open_requested)
        self.window.files.create_requested.connect(self._on_create_requested)
        self.desk.restore_requested.connect(self._on_restore_requested)
        self.desk.password_requested.connect(self._on_password_requested)
        self.desk.lock_requested.connect(self._on_lock_requested)
        self.window.closing.connect(self._on_closing)
        self.first.asked.connect(self.come_forward)
        self.first.capture_asked.connect(self.show_capture)

    def load(self, path: Path, *, only_look: bool = False, secret: Secret | None = None) -> None:
        """Open a workspace; the default one is made where it is not there yet. `secret` opens a protected one."""
        from smallbiz_crm.ui.shell.new_workspace import NewWorkspace, home_currency

        clock = self._program.clock
        if path == default_workspace() and not path.exists():
            wanted = NewWorkspace(path, home_currency())
            self._begin(path, lambda: make_workspace(wanted, clock))
        else:
            self._only_looks = only_look
            self._begin(path, lambda: open_workspace(path, clock, only_look=only_look, secret=secret))

    def restore(self, copy: Path, path: Path, secret: Secret | None) -> None:
        """Put a copy in the place of the workspace and show that."""
        self._begin(path, lambda: restored_workspace(copy, path, self._program.clock, secret))

    def protect(self, path: Path, key: Key | None, new_password: str | None) -> None:
        """Give a workspace another password, or none, and show it; where that fails, as it was."""

        def on_failed(error: CrmError) -> None:
            self.load(path, secret=key)
            trouble(_("The password is as it was"), sentence(error), parent=self.window)

        def on_done(workspace: Workspace) -> None:
            self._on_opened(workspace)
            self._tell_protected(workspace)

        clock = self._program.clock
        self.desk.writer.submit(
            lambda: protected_workspace(path, clock, key, new_password), on_done, on_failed, owner=self
        )

    def _tell_protected(self, workspace: Workspace) -> None:
        from smallbiz_crm.ui.shell.passwords import RecoveryKeyDialog

        if workspace.key is None:
            toast(_("The password is removed: whoever has the file can read it."))
        else:
            RecoveryKeyDialog(workspace.path, workspace.key.recovery_text(), self.window).open()

    def make(self, wanted: NewWorkspace) -> None:
        """Make a workspace and show it."""
        self._begin(wanted.path, lambda: make_workspace(wanted, self._program.clock))

    def show_capture(self) -> CaptureWindow:
        """Show the capture line in a window of its own; the session ends with it where no other is shown."""
        from smallbiz_crm.ui.shell.capture_window import CaptureWindow

        if self.capture is None:
            self.capture = CaptureWindow(self.desk)
            self.capture.closed.connect(self._on_capture_closed)
        self.capture.come_forward()
        return self.capture

    def _on_capture_closed(self) -> None:
        self.capture = None
        if not self.window.isVisible():
            self.window.leave()

    def come_forward(self) -> None:
        """Raise the window, since somebody asked for it again."""
        self.window.setWindowState(self.window.windowState() & ~_MINIMIZED)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _begin(self, path: Path, opening: Callable[[], Workspace]) -> None:
        self.desk.writer.submit(
            opening, self._on_opened, lambda error: self._on_refused(path, error), owner=self
        )

    @property
    def path(self) -> Path | None:
        """The open workspace's file."""
        return self._workspace.path if self._workspace is not None else None

    def _on_opened(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.desk.attach(workspace)
        if self._asking is not None:
            self._asking.accept()
            self._asking = None
        if self._only_looks:
            banner(_("Opened to look at only: nothing can be changed here."), "warning", closable=False)
        else:
            remember_workspace(workspace.path)
            self.first.listen(workspace.path)
            warn_of_place(workspace.path)
            self._look_at_backups(workspace)
        self._program.close_others(self)

    def _look_at_backups(self, workspace: Workspace) -> None:
        failed, self._program.preferences.failed_backup = self._program.preferences.failed_backup, ""
        if failed:
            banner(_("The last backup could not be made.") + " " + failed, "warning")
        else:
            self.desk.writer.submit(workspace.backups.state, self._warn_of_backups, owner=self)

    def _warn_of_backups(self, state: BackupState) -> None:
        if not state.is_there:
            said = _(
                "Backups go to {folder}, which is not there now. Connect it, or choose another in Settings."
            )
            banner(said.format(folder=state.folder), "warning")
        elif state.is_overdue:
            banner(
                _("The newest backup is more than a week old."),
                "warning",
                _("Back up now"),
                self.window.files.back_up,
            )

    def _back_up(self, workspace: Workspace) -> None:
        """A copy of what was changed; what is in the way of it is said with the next start."""
        if self._only_looks or self._is_replaced:
            return
        try:
            workspace.backups.make_if_changed()
        except CrmError as error:
            self._program.preferences.failed_backup = sentence(error)
            self._program.preferences.save()

    def _on_refused(self, path: Path, error: CrmError) -> None:
        if error.code == "file.open_in_window" and raise_first_window(path):
            self.window.leave()
            return
        if not self.window.isVisible():
            self.come_forward()
        if error.code in ("file.needs_password", "file.wrong_password"):
            self._ask_password(path)
            return
        if self._asking is not None:
            self._asking.accept()
            self._asking = None
        dialog = CannotOpenDialog(path, error, self.window.files, self.window)
        dialog.again.connect(lambda: self.load(path))
        dialog.look_requested.connect(lambda: self.load(path, only_look=True))
        dialog.left.connect(self.window.leave)
        dialog.open()

    def _ask_password(self, path: Path) -> None:
        """Ask for the password, or say in the dialog that is open that it was not the right one."""
        if self._asking is not None and self._asking.path == path:
            self._asking.say_wrong()
            return
        from smallbiz_crm.ui.shell.passwords import AskPasswordDialog

        self._asking = dialog = AskPasswordDialog(path, self.window.files, self.window)
        dialog.given.connect(lambda password: self.load(path, only_look=self._only_looks, secret=password))
        dialog.left.connect(self.window.leave)
        dialog.open()

    def _on_open_requested(self, path: Path) -> None:
        if self.desk.is_open:
            self._program.show_another(path, lambda session: session.load(path))
        else:
            self.load(path)

    def _on_create_requested(self, wanted: NewWorkspace) -> None:
        if self.desk.is_open:
            self._program.show_another(wanted.path, lambda session: session.make(wanted))
        else:
            self.make(wanted)

    def _on_restore_requested(self, copy: Path, password: str | None) -> None:
        if self._workspace is not None:
            path, secret = self._workspace.path, password or self._workspace.key
            self._is_replaced = True
            self._program.show_instead(self, lambda session: session.restore(copy, path, secret))

    def _on_password_requested(self, new_password: str | None) -> None:
        if self._workspace is not None:
            path, key = self._workspace.path, self._workspace.key
            self._is_replaced = True
            self._program.show_instead(self, lambda session: session.protect(path, key, new_password))

    def _on_lock_requested(self) -> None:
        if self._workspace is not None and self._workspace.key is not None:
            path = self._workspace.path
            self._program.show_instead(self, lambda session: session.load(path))

    def _on_closing(self) -> None:
        self.desk.close()
        self.window.upkeep.stop()
        self.first.stop()
        if self._workspace is not None:
            self.window.hide()
            self._back_up(self._workspace)
            self._workspace.close()
        private_files.clear()
        self._program.forget(self)


class Program:
    """The windows there are. Another workspace gets a window of its own; the one before closes once it is open."""

    def __init__(
        self,
        preferences: Preferences,
        clock: Clock | None = None,
        after_paint: Callable[[], object] | None = None,
    ) -> None:
        self.preferences = preferences
        self.clock = clock
        self.sessions: list[Session] = []
        self._after_paint = after_paint
        Look(preferences).apply()

    def start(self, workspace: Path | None = None, *, to_capture: bool = False) -> bool:
        """Show the first window; False when another process shows this workspace and came forward."""
        path = (workspace or last_workspace() or default_workspace()).absolute()
        if raise_first_window(path, to_capture=to_capture):
            return False
        self._show(lambda session: session.load(path), to_capture=to_capture)
        return True

    def show_another(self, path: Path, begin: Callable[[Session], object]) -> None:
        """Open a second workspace beside the one that is open, or bring the window forward that shows it."""
        for session in self.sessions:
            if session.path == path.absolute():
                session.come_forward()
                return
        self._show(begin)

    def show_instead(self, old: Session, begin: Callable[[Session], object]) -> None:
        """Show a window in the place of one that closes its workspace first."""
        self._show(begin)
        old.window.leave()

    def close_others(self, opened: Session) -> None:
        for session in list(self.sessions):
            if session is not opened:
                session.window.close()

    def forget(self, session: Session) -> None:
        """A window closed and its workspace with it."""
        self.sessions.remove(session)
        session.window.deleteLater()
        session.deleteLater()

    def _show(self, begin: Callable[[Session], object], *, to_capture: bool = False) -> None:
        session = Session(self)
        self.sessions.append(session)
        if to_capture:
            shown: QWidget = session.show_capture()
            session.desk.record_requested.connect(lambda _kind, _id: session.come_forward())
        else:
            shown = session.window
            shown.show()
        AfterFirstPaint(shown, lambda: self._on_painted(session, begin))

    def _on_painted(self, session: Session, begin: Callable[[Session], object]) -> None:
        if self._after_paint is not None:
            self._after_paint()
            self._after_paint = None
            remove_left_behind()
            keep_chart_fonts()
        begin(session)
