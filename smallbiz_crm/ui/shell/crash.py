"""What happens when the program itself has a fault: one line of thought in the log, one dialog, data safe.

Known trouble never comes here: it is a `CrmError` and becomes a sentence where it happens.
"""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm import __version__
from smallbiz_crm.ui.kit.messages import trouble
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

FATAL_FILE = "fatal.txt"
KINDS_REMEMBERED = 200
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: "debug",
    QtMsgType.QtInfoMsg: "info",
    QtMsgType.QtWarningMsg: "warning",
    QtMsgType.QtCriticalMsg: "error",
    QtMsgType.QtFatalMsg: "critical",
}


class CrashHandler(QObject):
    """Takes every exception that nobody caught, in whatever thread, and every message of Qt.

    Each fault is logged once, with how often it came again when that is over. `watch` installs it for the
    process and `release` gives back what was there. To be made on the GUI thread.
    """

    _failed = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._seen: dict[str, int] = {}
        self._dialog: QWidget | None = None
        self._fatal: IO[str] | None = None
        self._has_log = False
        self._early: list[tuple[str, str]] = []
        self._lock = threading.RLock()
        self._is_watching = False
        self._failed.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Take over every way by which a fault can come out."""
        self._is_watching = True
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread
        sys.unraisablehook = self._take_unraisable
        qInstallMessageHandler(self._take_qt_message)

    def open_log(self) -> None:
        """Open the log file and the one for faults below Python; called once the window is painted."""
        from smallbiz_crm.ui.shell.log import LOG, open_log

        with self._lock:
            if self._has_log:
                return
            self._has_log = True
            if open_log(self._folder) is None:
                return
            for level, message in self._early:
                self._log_of_qt(level, message)
            self._early.clear()
            self._fatal = (self._folder / FATAL_FILE).open("a", encoding="utf-8")
            faulthandler.enable(self._fatal)
            LOG.info("SmallBiz CRM %s, Python %s, Qt %s, %s", *_versions())

    def release(self) -> None:
        """Give the hooks back and close the files."""
        self._is_watching = False
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        sys.unraisablehook = sys.__unraisablehook__
        qInstallMessageHandler(None)
        if self._early:
            self.open_log()
        if self._has_log:
            from smallbiz_crm.ui.shell.log import LOG, close_log

            for text, count in self._seen.items():
                if count > 1:
                    LOG.error("%d times in all: %s", count, text.rpartition("\n")[2])
            close_log()
        if self._fatal is not None:
            faulthandler.disable()
            self._fatal.close()
            self._fatal = None

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None = None
    ) -> None:
        """Log a failure that nobody caught and tell the user. Any thread."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        from smallbiz_crm.ui.shell.log import LOG, trace_text

        self.open_log()
        text = trace_text(kind, error, trace)
        with self._lock:
            if len(self._seen) >= KINDS_REMEMBERED:
                self._seen.clear()
            self._seen[text] = self._seen.get(text, 0) + 1
            is_new = self._seen[text] == 1
        if is_new:
            LOG.error("A fault of the program\n%s", text)
            sys.stderr.write(f"{text}\n")
            self._failed.emit(text)

    def _take_from_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _take_unraisable(self, arguments: UnraisableHookArgs) -> None:
        if arguments.exc_value is not None:
            self.take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def _take_qt_message(self, kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        level = _QT_LEVELS.get(kind, "warning")
        if level == "debug":
            return
        if self._has_log:
            self._log_of_qt(level, message)
        else:
            # What Qt says before the first paint waits for the log, which would hold the paint up.
            self._early.append((level, message))

    def _log_of_qt(self, level: str, message: str) -> None:
        from smallbiz_crm.ui.shell.log import LOG, without_home

        getattr(LOG, level)("Qt: %s", without_home(message))

    def _tell(self, text: str) -> None:
        if self._dialog is not None or not self._is_watching:
            return
        self._dialog = trouble(
            _("The program made a mistake"),
            _(
                "Your data is safe: all that was saved is in the file. You can go on; if the window behaves "
                "oddly, close it and start again. The details name the place in the program and hold no data "
                "of yours."
            ),
            details="\n".join((*_versions(), "", text)),
        )
        self._dialog.destroyed.connect(self._on_dialog_gone)

    def _on_dialog_gone(self) -> None:
        self._dialog = None


def _versions() -> tuple[str, str, str, str]:
    return (__version__, platform.python_version(), qVersion(), platform.platform())
