"""The real program on a real X server: every page by its keys, with pictures and without a word of complaint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.app import Program
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.shell.preferences import Preferences

pytestmark = pytest.mark.x11

PAGES = ("today", "contacts", "deals", "campaigns", "reports")
WAIT = 20_000
SETTLE_MS = 1_200
"""How long a page has to read and draw what it shows."""


def picture(program: Program, target: Path) -> QImage:
    """What the X server shows of the window, kept as a file."""
    window = program.sessions[0].window
    shown = window.screen().grabWindow(window.winId())
    shown.save(str(target))
    return shown.toImage()


def test_the_five_pages_by_their_keys(qtbot: QtBot, qtlog: Any, tmp_path: Path):
    path = tmp_path / "Sample company.crm"
    workspace = Workspace.create(path)
    workspace.sample.fill()
    workspace.close()
    program = Program(Preferences(tmp_path / "window.ini"))
    program.start(path)
    session = program.sessions[0]
    qtbot.waitUntil(lambda: session.desk.is_open, timeout=WAIT)
    window = session.window
    window.resize(1_200, 740)
    window.activateWindow()  # a bare X server has no window manager to do it
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT)
    pictures: list[QImage] = []
    for number, key in enumerate(PAGES):
        target = QApplication.focusWidget() or window
        qtbot.keyClick(target, Qt.Key(Qt.Key.Key_1.value + number), Qt.KeyboardModifier.AltModifier)
        assert window.pages.current_key == key
        qtbot.waitUntil(lambda: not session.desk.jobs.jobs, timeout=WAIT)
        qtbot.wait(SETTLE_MS)
        image = picture(program, tmp_path / f"{key}.png")
        assert (image.width(), image.height()) == (window.width(), window.height())
        pictures.append(image)
    assert len({bytes(image.constBits()) for image in pictures}) == len(PAGES)
    window.leave()
    assert program.sessions == []
    assert [(record.log_type_name, record.message) for record in qtlog.records] == []
