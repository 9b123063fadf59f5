"""Chips: a few words on a soft ground, as a label, as a button, or painted by a delegate."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import CHIP_RADIUS, px
from smallbiz_crm.ui.kit.theme import theme

ChipKind = Literal["neutral", "accent", "success", "warning", "danger", "info"]

_COLORS = {
    "neutral": ("muted", "sunken"),
    "accent": ("on_accent_soft", "accent_soft"),
    "success": ("success", "success_soft"),
    "warning": ("warning", "warning_soft"),
    "danger": ("danger", "danger_soft"),
    "info": ("info", "info_soft"),
}


class Chip(QLabel):
    """A word or two about a state. The words say it; the kind only colours them."""

    def __init__(self, text: str, kind: ChipKind = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("chip", kind)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_chip(self, text: str, kind: ChipKind) -> None:
        self.setText(text)
        set_style_property(self, "chip", kind)


class ChipButton(QPushButton):
    """A chip that can be pressed, to change or remove what it says."""

    def __init__(self, text: str, kind: ChipKind = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("chip", kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


def chip_size(text: str, font: QFont) -> QSize:
    """The room that `draw_chip` takes with this font."""
    metrics = QFontMetrics(font)
    return QSize(metrics.horizontalAdvance(text) + 2 * px(font, 8), metrics.height() + 2 * px(font, 2))


def draw_chip(painter: QPainter, rect: QRect, text: str, kind: ChipKind, *, selected: bool = False) -> None:
    """Paint a chip into `rect` with the painter's font, elided to fit; `selected` is for a selection."""
    front, back = _COLORS[kind]
    colors = theme()
    font = painter.font()
    edge = colors.color("on_selection" if selected else "chip_edge")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1) if edge.alpha() else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if selected else colors.color(back))
    radius = px(font, CHIP_RADIUS)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setPen(colors.color("on_selection" if selected else front))
    room = rect.adjusted(px(font, 6), 0, -px(font, 6), 0)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
