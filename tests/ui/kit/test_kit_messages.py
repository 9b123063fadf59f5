from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.ui.kit import messages
from smallbiz_crm.ui.kit.messages import (
    MessageHost,
    Toast,
    announce,
    banner,
    confirm,
    install_messages,
    toast,
    trouble,
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    QVBoxLayout(shown)
    shown.resize(900, 600)
    shown.show()
    shown.activateWindow()
    return shown


@pytest.fixture
def host(window: QWidget) -> MessageHost:
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    return install_messages(window, layout)


def _shown(message: Toast | None) -> Toast:
    assert message is not None
    return message


def test_toast_stands_at_the_foot_in_the_middle(host: MessageHost, window: QWidget) -> None:
    shown = _shown(toast("Deal moved to Won."))
    assert shown.isVisible()
    assert abs(shown.geometry().center().x() - window.rect().center().x()) <= 1
    assert shown.geometry().bottom() < window.height()
    window.resize(700, 500)
    assert shown.geometry().bottom() < 500
    assert abs(shown.geometry().center().x() - 350) <= 1


def test_at_most_two_toasts_stand_above_each_other(host: MessageHost) -> None:
    for text in ("one", "two", "three"):
        toast(text)
    assert [shown.label.text() for shown in host.toasts()] == ["two", "three"]
    older, newer = host.toasts()
    assert older.geometry().bottom() < newer.geometry().top()
    newer.dismiss()
    assert older.geometry().bottom() > newer.geometry().top()


def test_action_is_done_once_and_closes(host: MessageHost) -> None:
    done: list[str] = []
    shown = _shown(toast("Deleted.", "Undo", lambda: done.append("undo")))
    assert shown.action_button is not None
    shown.action_button.click()
    assert done == ["undo"]
    assert host.toasts() == []


def test_toast_goes_after_eight_seconds_unless_held(host: MessageHost, qtbot: QtBot) -> None:
    shown = _shown(toast("Deleted.", "Undo", lambda: None))
    assert shown.timer.interval() == 8_000
    assert shown.action_button is not None
    shown.action_button.setFocus()
    qtbot.waitUntil(shown.action_button.hasFocus)
    shown.timer.timeout.emit()
    assert host.toasts() == [shown]
    assert shown.timer.isActive()
    shown.action_button.clearFocus()
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    shown.timer.timeout.emit()
    assert host.toasts() == []


def test_toast_stays_under_the_pointer(host: MessageHost) -> None:
    shown = _shown(toast("Deleted."))
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    shown.timer.timeout.emit()
    assert host.toasts() == [shown]
    shown.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QGuiApplication.sendEvent(shown, QEvent(QEvent.Type.Leave))
    shown.timer.timeout.emit()
    assert host.toasts() == []


def test_escape_closes_a_focused_toast(host: MessageHost, qtbot: QtBot) -> None:
    shown = _shown(toast("Deleted.", "Undo", lambda: None))
    qtbot.keyClick(shown.close_button, Qt.Key.Key_Escape)
    assert host.toasts() == []


def test_long_text_wraps_within_the_window(host: MessageHost, window: QWidget) -> None:
    shown = _shown(toast("word " * 80, "Undo", lambda: None))
    assert shown.width() < window.width()
    assert shown.height() > 3 * shown.fontMetrics().height()
    assert window.rect().contains(shown.geometry())


def test_text_of_messages_is_plain(host: MessageHost) -> None:
    shown = _shown(toast("<b>x</b>"))
    assert shown.label.textFormat() == Qt.TextFormat.PlainText
    stands = banner("<b>x</b>")
    assert stands is not None
    assert stands.label.textFormat() == Qt.TextFormat.PlainText


def test_banner_stands_above_the_page_until_closed(host: MessageHost, window: QWidget) -> None:
    page = QLabel("page")
    layout = window.layout()
    assert layout is not None
    layout.addWidget(page)
    page.show()
    pressed: list[int] = []
    stands = banner("Opened read-only.", "warning", "Save a copy", lambda: pressed.append(1))
    assert stands is not None
    layout.activate()
    assert stands.geometry().bottom() < page.geometry().top()
    assert stands.action_button is not None
    stands.action_button.click()
    assert pressed == [1]
    assert stands.isVisible()
    stands.dismiss()
    assert not stands.isVisible()


def test_trouble_tells_and_lets_details_be_copied(host: MessageHost, qtbot: QtBot) -> None:
    dialog = trouble("Not saved", "The disk is full. Free some space.", "OSError 28")
    assert dialog.isVisible()
    assert dialog.isModal()
    words = [label.text() for label in dialog.findChildren(QLabel)]
    assert "The disk is full. Free some space." in words
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "OSError 28"
    buttons = {
        button.text(): button for button in dialog.findChildren(type(dialog.add_button("x", lambda: None)))
    }
    buttons["Copy details"].click()
    assert QGuiApplication.clipboard().text() == "OSError 28"
    assert dialog.isVisible()
    buttons["Close"].click()
    assert not dialog.isVisible()


def test_confirm_acts_only_on_yes(host: MessageHost, qtbot: QtBot) -> None:
    done: list[str] = []

    dialog = confirm("Empty the Trash?", "It cannot be undone.", "Empty", lambda: done.append("yes"))
    qtbot.waitUntil(lambda: dialog.focusWidget() is not None)
    assert dialog.focusWidget().text() == "Cancel"  # pyright: ignore[reportAttributeAccessIssue]
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert done == []
    dialog = confirm("Empty the Trash?", "It cannot be undone.", "Empty", lambda: done.append("yes"))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert done == []
    dialog = confirm("Empty the Trash?", "It cannot be undone.", "Empty", lambda: done.append("yes"))
    dialog.accept()
    assert done == ["yes"]


def test_without_a_window_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_hosts", [])
    window = QWidget()
    install_messages(window)
    assert toast("seen") is not None
    shiboken6.delete(window)
    assert toast("nobody sees this") is None
    assert banner("nor this") is None


def test_messages_are_announced_to_screen_readers(
    host: MessageHost, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    toast("Deal moved to Won.", "Undo", lambda: None)
    banner("Opened read-only.")
    trouble("Not saved", "The disk is full.").accept()
    assert said == ["Deal moved to Won.", "Opened read-only.", "Not saved. The disk is full."]


def test_announcing_really_works(window: QWidget) -> None:
    QAccessible.setActive(True)
    try:
        announce(window, "Saved")
    finally:
        QAccessible.setActive(False)
    assert window.mapToGlobal(QPoint(0, 0)) is not None
