"""Labels of each role of the type scale, and cards to put them on. All plain text."""

from __future__ import annotations

import re
from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.metrics import LARGE, MEDIUM

LabelRole = Literal["body", "title", "section", "figure", "strong", "muted", "subtitle", "caption"]


LEAST_WRAPPED = 10
LONGEST_WORD = 16
"""Characters."""


def breakable(text: str) -> str:
    """The text with invisible places to break in its very long words, for labels that are only looked at."""
    return re.sub(rf"\S{{{LONGEST_WORD}}}(?=\S{{4}})", lambda found: found[0] + "\u200b", text)


class Label(QLabel):
    """A plain text label of one role. `wrap` lets long text take several lines."""

    def __init__(
        self, text: str = "", role: LabelRole = "body", parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if role != "body":
            self.setProperty("role", role)

    def minimumSizeHint(self) -> QSize:
        """A label that wraps gives way to less than its longest word, which may be an address of the web."""
        hint = super().minimumSizeHint()
        if self.wordWrap():
            hint.setWidth(min(hint.width(), self.fontMetrics().averageCharWidth() * LEAST_WRAPPED))
        return hint

    def set_tone(self, tone: Literal["", "success", "warning", "danger", "info"]) -> None:
        """Colour a caption; the words must say the same."""
        set_style_property(self, "tone", tone)


class ElidedLabel(Label):
    """A single line that gives way: cut with … when there is no room, whole in its tool tip."""

    def __init__(self, text: str = "", role: LabelRole = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 4), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        if shown == self.text():
            super().paintEvent(event)
        else:
            painter = QPainter(self)
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(room, int(self.alignment()) | int(Qt.TextFlag.TextSingleLine), shown)
        if self.toolTip() != (tip := "" if shown == self.text() else self.text()):
            self.setToolTip(tip)


class Card(QFrame):
    """A surface with a border and padding; `body` is its vertical layout."""

    def __init__(self, parent: QWidget | None = None, *, padding: int = LARGE, spacing: int = MEDIUM) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)


def line(parent: QWidget | None = None) -> QFrame:
    """A hairline across."""
    frame = QFrame(parent)
    frame.setProperty("role", "line")
    return frame


def scroll_area(content: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """A frameless area that scrolls `content` up and down and shows the surface behind it."""
    area = QScrollArea(parent)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def row(*items: QWidget | None, spacing: int = MEDIUM) -> QHBoxLayout:
    """A horizontal layout of the widgets; `None` is a stretch."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        else:
            layout.addWidget(item)
    return layout


def set_style_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and show the widget accordingly."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
