"""One window per workspace: a second start finds the first through a local socket and has it come forward."""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
from PySide6.QtCore import QObject, Signal

from smallbiz_crm.services.places import PROGRAM

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1_000
GREETING_MS = 100
_SHOW, _CAPTURE, _ANSWER = b"show\n", b"capture\n", b"shown\n"


def socket_name(workspace: Path) -> str:
    """What the first window of a workspace listens on: the same for every spelling of the path."""
    real = os.path.normcase(workspace.resolve())
    digest = hashlib.sha256(real.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    if sys.platform == "win32":
        return f"smallbiz-crm-{digest}"
    with warnings.catch_warnings():
        # Where the session names no such folder a private one under /tmp is taken, which is just as good.
        warnings.simplefilter("ignore", UserWarning)
        return str(platformdirs.user_runtime_path(PROGRAM, appauthor=False) / digest)


def raise_first_window(workspace: Path, *, to_capture: bool = False) -> bool:
    """Whether a window of this workspace is there and came forward, or showed its capture line alone.

    Waits at most a second, without events.
    """
    name = socket_name(workspace)
    if sys.platform != "win32" and not Path(name).exists():
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.write(_CAPTURE if to_capture else _SHOW)
    answered = socket.waitForReadyRead(ANSWER_MS) and socket.readAll().data() == _ANSWER
    socket.disconnectFromServer()
    return answered


class FirstWindow(QObject):
    """Listens while a window holds a workspace; `asked` means that it should come forward."""

    asked = Signal()
    capture_asked = Signal()
    """Only the capture line is wanted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server: QLocalServer | None = None

    def listen(self, workspace: Path) -> bool:
        """Be found by later starts; whether that is possible. What a crash left behind is taken over."""
        from PySide6.QtNetwork import QLocalServer

        name = socket_name(workspace)
        if sys.platform != "win32":
            Path(name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        QLocalServer.removeServer(name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        return self._server.listen(name)

    def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _on_connection(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            is_capture = _greeting_of(socket) == _CAPTURE
            socket.write(_ANSWER)
            socket.flush()
            (self.capture_asked if is_capture else self.asked).emit()


def _greeting_of(socket: QLocalSocket) -> bytes:
    """What a later start says first; it says it at once, so that hardly anything is waited for."""
    if not socket.canReadLine():
        socket.waitForReadyRead(GREETING_MS)
    return bytes(socket.readLine().data())
