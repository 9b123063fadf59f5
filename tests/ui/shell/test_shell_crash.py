"""A fault of the program: in the log once, in one dialog, without a word of the user's data."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, qWarning
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.ui.kit.dialogs import KitDialog
from smallbiz_crm.ui.shell.crash import CrashHandler
from smallbiz_crm.ui.shell.log import FILE
from smallbiz_crm.ui.shell.main_window import MainWindow

SECRET = "Ana Pérez 0170 555"


def fail() -> None:
    raise ValueError(SECRET)


@pytest.fixture
def crashes(qapp: QApplication, tmp_path: Path) -> Iterator[CrashHandler]:
    handler = CrashHandler(tmp_path / "log")
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    handler.watch()
    yield handler
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        dialog.close()
    handler.release()
    sys.excepthook, threading.excepthook, sys.unraisablehook = before


def logged(tmp_path: Path) -> str:
    return (tmp_path / "log" / FILE).read_text(encoding="utf-8")


def take(handler: CrashHandler, times: int = 1) -> None:
    for _turn in range(times):
        try:
            fail()
        except ValueError as error:
            handler.take(type(error), error, error.__traceback__)


def test_a_fault_is_logged_once_without_data(
    qtbot: QtBot, window: MainWindow, crashes: CrashHandler, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    take(crashes, 20)
    text = logged(tmp_path)
    assert text.count("ValueError") == 1
    assert "in fail" in text
    assert SECRET not in text
    assert str(Path.home()) not in text
    assert SECRET not in capfd.readouterr().err
    crashes.release()
    assert "20 times in all: ValueError" in logged(tmp_path)


def test_one_dialog_tells_it_and_can_be_copied(qtbot: QtBot, window: MainWindow, crashes: CrashHandler):
    take(crashes)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    crashes.take(Trouble, Trouble("disk.full", file=SECRET))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, KitDialog)
    (details,) = dialog.findChildren(QPlainTextEdit)
    assert "in fail" in details.toPlainText()
    assert SECRET not in details.toPlainText()
    qtbot.wait(10)
    assert QApplication.activeModalWidget() is dialog
    dialog.close()
    take_again_after(qtbot, crashes)


def take_again_after(qtbot: QtBot, crashes: CrashHandler) -> None:
    """After the dialog was closed another fault is told again."""
    qtbot.wait(10)
    try:
        _ = {}["missing"]
    except KeyError as error:
        crashes.take(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()


def test_a_fault_of_a_thread_and_of_a_finaliser_arrive(crashes: CrashHandler, tmp_path: Path):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "in fail" in logged(tmp_path)

    class Fragile:
        def __del__(self) -> None:
            raise OSError(SECRET)

    Fragile()
    gc.collect()
    assert "OSError" in logged(tmp_path)
    assert SECRET not in logged(tmp_path)


def test_messages_of_qt_are_logged_without_the_home_folder(crashes: CrashHandler, tmp_path: Path):
    qWarning("said before the log is open")
    crashes.open_log()
    qWarning(f"cannot read {Path.home()}/Documents/x")
    text = logged(tmp_path)
    assert "Qt: cannot read ~/Documents/x" in text
    assert "Qt: said before the log is open" in text


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(qapp: QApplication, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    handler = CrashHandler(blocked / "log")
    handler.open_log()
    take(handler)
    handler.release()
    assert isinstance(handler, QObject)
    assert blocked.read_text() == "in the way"
