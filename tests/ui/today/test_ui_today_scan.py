"""Scanning into the capture line: from a picture, the clipboard and a drop on the window; and my card held up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from today_shown import Shown

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.my_card import show_card
from smallbiz_crm.ui.today.capture_line import CaptureLine

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def line(shown: Shown) -> CaptureLine:
    return shown.page.capture


@pytest.fixture
def card(workspace: Workspace, tmp_path: Path) -> Path:
    made = workspace.capture.add("Tom Becker, Nordlicht GmbH, +49 170 5551234", dry_run=False)
    file = workspace.qr.write(tmp_path / "tom.png", made.contact).file
    assert made.contact is not None
    workspace.contacts.trash([made.contact])
    return file


def names(workspace: Workspace) -> list[str]:
    return [each.name for each in workspace.contacts.get_many(workspace.contacts.ids())]


def test_a_scanned_badge_shows_how_it_is_read_and_enter_adds_it(
    qtbot: QtBot, line: CaptureLine, workspace: Workspace, card: Path
):
    line.scanning.scan_file(card)
    assert line.chips.texts()[:2] == ["Tom Becker", "Nordlicht GmbH"]
    assert line.edit.hasFocus()
    qtbot.keyClick(line.edit, Qt.Key.Key_Return)
    assert "Tom Becker" in names(workspace)


def test_what_was_typed_before_stays_beside_it(line: CaptureLine, card: Path):
    line.edit.setText("#retail !fri")
    line.scanning.scan_file(card)
    assert line.edit.text().startswith("Tom Becker")
    assert "retail" in line.chips.texts()


def test_a_picture_is_pasted_into_the_line(qtbot: QtBot, line: CaptureLine, card: Path):
    QGuiApplication.clipboard().setImage(QImage(str(card)))
    line.focus_line()
    qtbot.keyClick(line.edit, Qt.Key.Key_V, CONTROL)
    assert line.chips.texts()[0] == "Tom Becker"


def test_plain_text_is_pasted_as_ever(qtbot: QtBot, line: CaptureLine):
    QGuiApplication.clipboard().setText("Ana Berg, Acme")
    line.focus_line()
    qtbot.keyClick(line.edit, Qt.Key.Key_V, CONTROL)
    assert line.edit.text() == "Ana Berg, Acme"


def test_a_contact_card_is_pasted_as_a_person(qtbot: QtBot, line: CaptureLine):
    QGuiApplication.clipboard().setText("MECARD:N:Berg,Ana;ORG:Acme;;")
    line.focus_line()
    qtbot.keyClick(line.edit, Qt.Key.Key_V, CONTROL)
    assert line.edit.text() == "Ana Berg, Acme"


def test_a_link_waits_for_a_name(line: CaptureLine):
    QGuiApplication.clipboard().setText("https://acme.example/ana")
    line.scanning.scan_clipboard()
    assert line.edit.text() == ", https://acme.example/ana"
    assert line.edit.cursorPosition() == 0


def test_a_dropped_picture_is_scanned(shown: Shown, card: Path):
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(card))])
    shown.page.open_with(content)
    assert shown.page.capture.chips.texts()[0] == "Tom Becker"


def test_a_picture_without_a_code_says_so(line: CaptureLine):
    empty = QImage(200, 200, QImage.Format.Format_RGB32)
    empty.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(empty)
    line.scanning.scan_clipboard()
    assert line.hint.text().startswith("No QR code was found")


def test_my_card_fills_the_screen_and_is_read_from_it(qtbot: QtBot, shown: Shown, workspace: Workspace):
    workspace.settings.set("business.person", "Marta Łaska")
    screen = show_card(shown.desk, shown.window)
    assert screen is not None
    assert screen.isFullScreen()
    assert screen.name.text() == "Marta Łaska"
    shown.page.capture.scanning.found.connect(lambda scanned: read.append(scanned.text))
    read: list[str] = []
    QGuiApplication.clipboard().setImage(screen.grab().toImage())
    shown.page.capture.scanning.scan_clipboard()
    assert read == ["MECARD:N:Marta Łaska;;"]
    with qtbot.waitSignal(screen.destroyed):
        qtbot.keyClick(screen, Qt.Key.Key_Escape)


def test_an_empty_card_says_what_to_do(desk: Desk, shown: Shown):
    assert show_card(desk, shown.window) is None
    assert any(isinstance(each, QWidget) and each.isVisible() for each in QApplication.topLevelWidgets())
