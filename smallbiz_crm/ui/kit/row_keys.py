"""J and K go down and up in every list, as the arrows do; letters are commands in lists and never search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ARROWS = {Qt.Key.Key_J: Qt.Key.Key_Down, Qt.Key.Key_K: Qt.Key.Key_Up}


def as_arrow(event: QKeyEvent) -> QKeyEvent:
    """The arrow that a plain J or K stands for; any other key as it is."""
    arrow = _ARROWS.get(Qt.Key(event.key()))
    if arrow is None or event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return event
    return QKeyEvent(event.type(), arrow, event.modifiers(), "", event.isAutoRepeat(), event.count())
