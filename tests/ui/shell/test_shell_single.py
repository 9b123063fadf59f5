"""Two starts on one workspace: the second finds the first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.shell.single import FirstWindow, raise_first_window, socket_name

ROOT = Path(__file__).resolve().parents[3]

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from smallbiz_crm.ui.shell.single import raise_first_window
app = QCoreApplication([])
print(raise_first_window(Path(sys.argv[1]), to_capture=len(sys.argv) > 2))
"""


def start_second(workspace: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(workspace), *more], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_second_start_has_the_first_come_forward(qtbot: QtBot, tmp_path: Path):
    first = FirstWindow()
    assert first.listen(tmp_path / "a.crm")
    with qtbot.waitSignal(first.asked, timeout=20_000):
        second = start_second(tmp_path / "." / "a.crm")
    assert second.communicate(timeout=20)[0].strip() == "True"
    first.stop()


def test_a_second_start_can_ask_for_the_capture_line_alone(qtbot: QtBot, tmp_path: Path):
    first = FirstWindow()
    assert first.listen(tmp_path / "a.crm")
    with qtbot.assertNotEmitted(first.asked), qtbot.waitSignal(first.capture_asked, timeout=20_000):
        second = start_second(tmp_path / "a.crm", "capture")
    assert second.communicate(timeout=20)[0].strip() == "True"
    first.stop()


def test_another_workspace_is_not_meant(qapp: QApplication, tmp_path: Path):
    first = FirstWindow()
    first.listen(tmp_path / "a.crm")
    assert not raise_first_window(tmp_path / "b.crm")
    first.stop()
    assert not raise_first_window(tmp_path / "a.crm")


def test_what_a_crash_left_behind_is_taken_over(qapp: QApplication, tmp_path: Path):
    name = Path(socket_name(tmp_path / "a.crm"))
    if name.is_absolute():
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text("left behind")
    assert not raise_first_window(tmp_path / "a.crm")
    first = FirstWindow()
    assert first.listen(tmp_path / "a.crm")
    first.stop()
