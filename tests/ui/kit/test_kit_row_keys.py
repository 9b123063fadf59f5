"""J and K stand for the arrows in lists, alone and held down; with other keys they mean something else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from smallbiz_crm.ui.kit.row_keys import as_arrow

PLAIN = Qt.KeyboardModifier.NoModifier


def pressed(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


def test_j_and_k_are_down_and_up():
    assert as_arrow(pressed(Qt.Key.Key_J)).key() == Qt.Key.Key_Down
    assert as_arrow(pressed(Qt.Key.Key_K)).key() == Qt.Key.Key_Up


def test_other_keys_stay_what_they_are():
    for event in (pressed(Qt.Key.Key_L), pressed(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)):
        assert as_arrow(event) is event
