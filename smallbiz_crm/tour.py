"""Works through the sample company where there is no display: pictures of the pages and an accountant's pack."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from smallbiz_crm.app import set_up
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.services.places import keep_chart_fonts
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.look import Look
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms
from smallbiz_crm.words import _, sentence

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

WIDTH, HEIGHT = 1_280, 800
SETTLE_MS = 800
"""How long a page has to read and paint before its picture is taken."""


class Tour(QObject):
    """Shows one page after the other and keeps a picture of each; then closes the window and calls `done`."""

    def __init__(self, window: MainWindow, folder: Path, done: Callable[[], object]) -> None:
        super().__init__(window)
        self.pictures: list[Path] = []
        self._window = window
        self._folder = folder
        self._done = done
        self._rooms = iter([room.key for room in window.rooms.pages if not room.at_foot])
        self._next()

    def _next(self) -> None:
        key = next(self._rooms, None)
        if key is None:
            self._done()
            return
        self._window.go_to(key)
        QTimer.singleShot(SETTLE_MS, self, lambda: self._take(key))

    def _take(self, key: str) -> None:
        if self._window.desk.jobs.jobs:
            QTimer.singleShot(SETTLE_MS, self, lambda: self._take(key))
            return
        target = self._folder / f"{len(self.pictures) + 1} {key}.png"
        self._window.grab().save(str(target))
        self.pictures.append(target)
        self._next()


def main(arguments: Sequence[str]) -> int:
    """Fill the folder that `arguments` names and say what is in it. Returns 0, 2 without a folder, 3 in trouble."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.stderr.write(_("Name one folder to put the pictures into.") + "\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qInstallMessageHandler(_say_what_matters)
    keep_chart_fonts()
    folder = Path(arguments[0]).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = _work_through(folder)
    except CrmError as error:
        sys.stderr.write(sentence(error) + "\n")
        return 3
    except OSError as error:
        sys.stderr.write(
            _("{folder} cannot be written: {why}.").format(folder=folder, why=error.strerror) + "\n"
        )
        return 3
    said = [_("The sample company was worked through; the results are in {folder}:").format(folder=folder)]
    said += [f"  {file.relative_to(folder)}" for file in files]
    sys.stdout.write("\n".join(said) + "\n")
    return 0


def _say_what_matters(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on what Qt says, but not what a platform without a screen cannot do."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(message + "\n")


def _work_through(folder: Path) -> list[Path]:
    from smallbiz_crm.services.workspace import Workspace

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    workspace = Workspace.create(_free_name(folder), holder="window")
    try:
        workspace.sample.fill()
        with tempfile.TemporaryDirectory() as private:
            pictures = _take_pictures(app, workspace, folder, Preferences(Path(private) / "window.ini"))
        period = workspace.accountant.period()
        pack = workspace.accountant.build(period, folder / f"accountant {period.name}")
        return [workspace.path, *pictures, *(pack.target / file.name for file in pack.files)]
    finally:
        workspace.close()


def _take_pictures(
    app: QApplication, workspace: Workspace, folder: Path, preferences: Preferences
) -> list[Path]:
    set_up(app)
    preferences.theme = "light"
    Look(preferences).apply()
    window = MainWindow(Desk(workspace, inline=True), all_rooms(preferences), preferences)
    window.resize(WIDTH, HEIGHT)
    window.show()
    tour = Tour(window, folder, app.quit)
    app.exec()
    pictures = list(tour.pictures)
    window.leave()
    window.desk.close()
    window.deleteLater()
    return pictures


def _free_name(folder: Path) -> Path:
    """A name for the workspace that nothing has yet, so that an earlier one stays."""
    for number in count(1):
        path = folder / ("Sample company.crm" if number == 1 else f"Sample company {number}.crm")
        if not path.exists():
            return path
    raise AssertionError("numbers have no end")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
