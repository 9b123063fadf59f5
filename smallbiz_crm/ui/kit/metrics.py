"""Sizes that follow the text: spacing steps in design pixels, and lengths measured from a font."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QGuiApplication
from PySide6.QtWidgets import QWidget

HAIR = 2
TIGHT = 4
SMALL = 8
MEDIUM = 12
LARGE = 16
PAGE = 24
WIDE = 32

CHIP_RADIUS = 4
CONTROL_RADIUS = 6
CARD_RADIUS = 10

BASE_TEXT_SIZE = 10.0
SMALLEST_TEXT_SIZE = 8.0
LARGEST_TEXT_SIZE = 20.0
CAPTION, SECTION, TITLE, FIGURE = 0.92, 1.15, 1.5, 1.6

_BASE_PIXELS = BASE_TEXT_SIZE * 96 / 72


def font_of(source: QWidget | QFont) -> QFont:
    return source if isinstance(source, QFont) else source.font()


def em(source: QWidget | QFont, factor: float = 1.0) -> int:
    """`factor` line heights of the widget's or the given font, in device-independent pixels."""
    return round(QFontMetricsF(font_of(source)).height() * factor)


def chars(source: QWidget | QFont, count: float) -> int:
    """The width of about `count` average characters of the font, in device-independent pixels."""
    return round(QFontMetricsF(font_of(source)).averageCharWidth() * count)


def px(source: QWidget | QFont, design: float) -> int:
    """`design` pixels as drawn for 10 pt text, grown or shrunk with the font; at least 1."""
    return max(1, round(design * _pixel_size(font_of(source)) / _BASE_PIXELS))


def _pixel_size(font: QFont) -> float:
    """Unrounded, unlike QFontInfo's."""
    screen = QGuiApplication.primaryScreen()
    if font.pixelSize() > 0 or screen is None:
        return float(QFontInfo(font).pixelSize())
    return font.pointSizeF() * screen.logicalDotsPerInchY() / 72


def scaled_font(source: QWidget | QFont, factor: float, weight: QFont.Weight | None = None) -> QFont:
    """A copy of the font, `factor` times as large: ``scaled_font(self, CAPTION)``."""
    font = QFont(font_of(source))
    font.setPointSizeF(font.pointSizeF() * factor)
    if weight is not None:
        font.setWeight(weight)
    return font
