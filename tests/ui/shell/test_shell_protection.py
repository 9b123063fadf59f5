"""A protected workspace in the window: its password asked for, set and removed; locked by key and by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rooms import small_rooms

from smallbiz_crm import app as program_module
from smallbiz_crm.app import Program, Session
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.days import SystemClock
from smallbiz_crm.services.encryption import protect_workspace
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.shell import locking
from smallbiz_crm.ui.shell.locking import IdleLock
from smallbiz_crm.ui.shell.passwords import AskPasswordDialog, NewPasswordDialog, RecoveryKeyDialog
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.protection_card import ProtectionCard
from smallbiz_crm.ui.shell.restore_dialog import RestoreDialog

WAIT = 20_000
T = TypeVar("T")
PASSWORD = "correct horse"


@pytest.fixture
def program(qtbot: QtBot, preferences: Preferences, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(program_module, "all_rooms", small_rooms)
    made = Program(preferences)
    yield made
    for session in list(made.sessions):
        session.window.leave()


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    workspace = Workspace.create(tmp_path / "mine.crm")
    workspace.contacts.add(NewContact("Ana"))
    workspace.close()
    return workspace.path


@pytest.fixture
def path(plain: Path) -> Path:
    protect_workspace(plain, None, PASSWORD, SystemClock(), "command")
    return plain


def opened(qtbot: QtBot, program: Program) -> Session:
    qtbot.waitUntil(lambda: program.sessions[-1].desk.is_open, timeout=WAIT)
    return program.sessions[-1]


def modal(qtbot: QtBot, kind: type[T]) -> T:
    """The dialog of that kind in front."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind), timeout=WAIT)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    return dialog


def unlock(qtbot: QtBot, program: Program, password: str = PASSWORD) -> Session:
    dialog = modal(qtbot, AskPasswordDialog)
    QTest.keyClicks(dialog.edit, password)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    return opened(qtbot, program)


def card(session: Session, preferences: Preferences, qtbot: QtBot) -> ProtectionCard:
    made = ProtectionCard(session.desk, preferences)
    made.setParent(session.window)
    made.refresh()
    return made


def test_the_password_is_asked_for_and_a_wrong_one_said_under_the_field(
    qtbot: QtBot, program: Program, path: Path
) -> None:
    program.start(path)
    dialog = modal(qtbot, AskPasswordDialog)
    QTest.keyClicks(dialog.edit, "wrong horse")
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.problem()), timeout=WAIT)
    assert "damaged" in dialog.problem()
    assert dialog.edit.selectedText()
    session = unlock(qtbot, program)
    assert session.desk.workspace.contacts.count() == 1
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=WAIT)


def test_the_recovery_key_opens_it_too(qtbot: QtBot, program: Program, plain: Path) -> None:
    key = protect_workspace(plain, None, PASSWORD, SystemClock(), "command").key
    assert key is not None
    program.start(plain)
    assert unlock(qtbot, program, key.recovery_text()).path == plain


def test_escape_leaves(qtbot: QtBot, program: Program, path: Path) -> None:
    program.start(path)
    QTest.keyClick(modal(qtbot, AskPasswordDialog), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not program.sessions, timeout=WAIT)


def test_a_password_is_set_in_the_settings_and_the_recovery_key_shown(
    qtbot: QtBot, program: Program, plain: Path, preferences: Preferences, tmp_path: Path
) -> None:
    program.start(plain)
    dialog = card(opened(qtbot, program), preferences, qtbot).ask_password()
    for typed, again, said in (("short", "", "At least 8"), (PASSWORD, "correct hose", "differ")):
        dialog.first.setText(typed)
        dialog.second.setText(again)
        dialog.submit()
        assert said in dialog.problem()
    dialog.second.setText(PASSWORD)
    dialog.submit()
    shown = modal(qtbot, RecoveryKeyDialog)
    shown.save(tmp_path / "key.txt")
    session = opened(qtbot, program)
    assert session.desk.workspace.key is not None
    printed = session.desk.workspace.key.recovery_text()
    assert printed.replace("-", "") in "".join((tmp_path / "key.txt").read_text().split()).replace("-", "")
    assert (tmp_path / "key.txt").stat().st_mode & 0o077 == 0
    shown.print_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not shown, timeout=WAIT)
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, QPrintDialog)
    asked.close()
    shown.accept()
    session.window.leave()
    assert Workspace.open(plain, secret=printed).contacts.count() == 1


def test_copies_without_a_password_are_said_and_removed(
    qtbot: QtBot, program: Program, path: Path, preferences: Preferences
) -> None:
    program.start(path)
    shown = card(unlock(qtbot, program), preferences, qtbot)
    qtbot.waitUntil(lambda: not shown.copies.isHidden(), timeout=WAIT)
    assert shown.copies.text().startswith("1 backup")
    shown.ask_remove_copies()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    shown._remove(shown._copies)
    qtbot.waitUntil(shown.copies.isHidden, timeout=WAIT)


def test_the_password_is_removed(qtbot: QtBot, program: Program, path: Path) -> None:
    program.start(path)
    unlock(qtbot, program).desk.password_requested.emit(None)
    session = opened(qtbot, program)
    qtbot.waitUntil(lambda: len(program.sessions) == 1, timeout=WAIT)
    assert session.desk.workspace.key is None
    assert session.desk.workspace.contacts.count() == 1


def test_a_change_that_fails_leaves_it_open_as_it_was(
    qtbot: QtBot, program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.start(path)
    unlock(qtbot, program).desk.password_requested.emit("short")
    session = opened(qtbot, program)
    assert session.desk.workspace.key is not None
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()


def test_it_is_locked_by_a_key_of_the_menu(qtbot: QtBot, program: Program, path: Path) -> None:
    program.start(path)
    session = unlock(qtbot, program)
    assert session.window.commands.lock.isEnabled()
    assert session.window.commands.lock.shortcut().toString() == "Ctrl+Shift+L"
    session.window.commands.lock.trigger()
    dialog = modal(qtbot, AskPasswordDialog)
    assert len(program.sessions) == 1
    assert program.sessions[0] is not session
    assert program.sessions[0].path is None
    assert dialog.path == path
    assert unlock(qtbot, program).desk.workspace.contacts.count() == 1


def test_a_workspace_without_a_password_cannot_be_locked(qtbot: QtBot, program: Program, plain: Path) -> None:
    program.start(plain)
    assert not opened(qtbot, program).window.commands.lock.isEnabled()


def test_it_is_locked_when_nobody_touched_it_for_long(
    qtbot: QtBot, program: Program, path: Path, preferences: Preferences, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1_000.0]
    monkeypatch.setattr(locking, "_moments", lambda: (moment[0], moment[0]))
    program.start(path)
    session = unlock(qtbot, program)
    lock = session.window.findChild(IdleLock)
    assert lock is not None
    locked: list[bool] = []
    session.desk.lock_requested.connect(lambda: locked.append(True))
    moment[0] += 14 * 60
    lock.look()
    handle = session.window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    moment[0] += 14 * 60
    lock.look()
    assert not locked
    preferences.lock_minutes = 0
    moment[0] += 60 * 60
    lock.look()
    assert not locked
    preferences.lock_minutes = 15
    lock.look()
    assert locked
    modal(qtbot, AskPasswordDialog)


def test_a_backup_with_another_password_is_asked_for_and_restored(
    qtbot: QtBot, program: Program, path: Path
) -> None:
    workspace = Workspace.open(path, secret=PASSWORD)
    workspace.backups.make()
    workspace.close()
    protect_workspace(path, PASSWORD, "battery staple", SystemClock(), "command")
    program.start(path)
    session = unlock(qtbot, program, "battery staple")
    dialog = session.window.files.ask_restore()
    assert isinstance(dialog, RestoreDialog)
    qtbot.waitUntil(lambda: not dialog.password.isHidden(), timeout=WAIT)
    assert "another password" in dialog.seen.text()
    QTest.keyClicks(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.restore_button.isEnabled, timeout=WAIT)
    dialog.restore()
    qtbot.waitUntil(lambda: program.sessions[-1] is not session, timeout=WAIT)
    restored = opened(qtbot, program)
    restored.window.leave()
    Workspace.open(path, secret=PASSWORD).close()


def test_a_new_password_dialog_shows_what_is_typed_on_request(
    qtbot: QtBot, program: Program, plain: Path
) -> None:
    program.start(plain)
    dialog = NewPasswordDialog(opened(qtbot, program).window, is_change=False)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.first.setText(PASSWORD)
    assert PASSWORD not in dialog.first.displayText()
    dialog.show_box.click()
    assert dialog.first.displayText() == PASSWORD
