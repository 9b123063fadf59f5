"""``--capture``: the capture line alone, from a program that runs or from none, gone once the person is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rooms import small_rooms

from smallbiz_crm import app as program_module
from smallbiz_crm.app import Program
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.shell.preferences import Preferences

WAIT = 20_000


@pytest.fixture
def program(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(program_module, "all_rooms", small_rooms)
    made = Program(preferences)
    yield made
    for session in list(made.sessions):
        session.window.leave()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    Workspace.create(tmp_path / "shop.crm").close()
    return tmp_path / "shop.crm"


def names(file: Path) -> list[str]:
    workspace = Workspace.open(file, holder=None)
    try:
        return [each.name for each in workspace.contacts.get_many(workspace.contacts.ids())]
    finally:
        workspace.close()


def test_one_line_is_saved_and_the_program_is_gone(qtbot: QtBot, program: Program, file: Path):
    assert program.start(file, to_capture=True)
    session = program.sessions[0]
    capture = session.capture
    assert capture is not None
    assert not session.window.isVisible()
    capture.line.edit.setText("Tom Becker, Nordlicht GmbH")
    qtbot.keyClick(capture.line.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.sessions == [], timeout=WAIT)
    assert names(file) == ["Tom Becker"]


def test_the_window_is_as_high_as_the_chips_need(qtbot: QtBot, program: Program, file: Path):
    program.start(file, to_capture=True)
    session = program.sessions[0]
    qtbot.waitUntil(lambda: session.desk.is_open, timeout=WAIT)
    capture = session.capture
    assert capture is not None
    before = capture.height()
    capture.line.edit.setText(
        "Ana Pérez, Nordlicht GmbH, 0170 555 1234, a@b.example, ask for it #one #two #three !fri"
    )
    capture.resize(capture.width() // 2, before)
    qtbot.waitUntil(lambda: capture.height() > before, timeout=WAIT)
    assert capture.line.geometry().bottom() < capture.height()


def test_escape_ends_it_with_nothing_saved(qtbot: QtBot, program: Program, file: Path):
    program.start(file, to_capture=True)
    session = program.sessions[0]
    qtbot.waitUntil(lambda: session.desk.is_open, timeout=WAIT)
    assert session.capture is not None
    qtbot.keyClick(session.capture.line.edit, Qt.Key.Key_Escape)
    assert program.sessions == []
    assert names(file) == []


def test_in_a_running_program_the_window_stays(qtbot: QtBot, program: Program, file: Path):
    program.start(file)
    session = program.sessions[0]
    qtbot.waitUntil(lambda: session.desk.is_open, timeout=WAIT)
    session.first.capture_asked.emit()
    assert session.capture is not None
    session.capture.close()
    assert session.capture is None
    assert session.window.isVisible()


def test_what_cannot_be_opened_brings_the_whole_window(qtbot: QtBot, program: Program, tmp_path: Path):
    program.start(tmp_path / "nowhere.crm", to_capture=True)
    qtbot.waitUntil(lambda: program.sessions[0].window.isVisible(), timeout=WAIT)
