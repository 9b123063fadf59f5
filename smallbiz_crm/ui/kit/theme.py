"""The look of the application: palette, font and the one style sheet of a theme; follows the system."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessibilityHints, QColor, QFont, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication

from smallbiz_crm.resources import resource
from smallbiz_crm.ui.kit import metrics
from smallbiz_crm.ui.kit.style import KitStyle
from smallbiz_crm.ui.kit.tokens import Tokens, load_tokens

Mode = Literal["system", "light", "dark", "contrast"]

_PLACEHOLDER = re.compile(r"@\{(?:(px|pt|half):)?([a-z0-9_.+]+)\}")

_PALETTE_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "danger",
    QPalette.ColorRole.ToolTipBase: "surface",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Highlight: "selection",
    QPalette.ColorRole.HighlightedText: "on_selection",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "hover",
    QPalette.ColorRole.Mid: "border",
    QPalette.ColorRole.Dark: "strong_border",
    QPalette.ColorRole.Shadow: "strong_border",
}
_DISABLED_ROLES = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.HighlightedText,
)


class Theme(QObject):
    """What the application looks like now. One per process, from `theme()`; for the GUI thread only."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tokens = load_tokens("light")
        self._colors: dict[str, QColor] = {}
        self._mode: Mode = "system"
        self._text_size = metrics.BASE_TEXT_SIZE
        self._application: QApplication | None = None
        self._style: KitStyle | None = None
        self._hints: QStyleHints | None = None
        self._contrast: QAccessibilityHints | None = None

    @property
    def mode(self) -> Mode:
        """What was asked for: may be ``system``."""
        return self._mode

    @property
    def name(self) -> str:
        """What is shown: ``light``, ``dark`` or ``contrast``."""
        return self._tokens.name

    @property
    def is_dark(self) -> bool:
        return self._tokens.dark

    @property
    def text_size(self) -> float:
        """The size of body text in points, 8 to 20."""
        return self._text_size

    def color(self, role: str) -> QColor:
        """The colour of a role of the theme file (``accent``, ``muted`` …). KeyError for others."""
        color = self._colors.get(role)
        if color is None:
            color = self._colors[role] = QColor(self._tokens.colors[role])
        return color

    def apply(
        self, app: QApplication, mode: Mode = "system", text_size: float = metrics.BASE_TEXT_SIZE
    ) -> None:
        """Show the application in `mode` with body text of `text_size` points (kept within 8 to 20)."""
        self._follow(app)
        self._mode = mode
        self._text_size = min(max(text_size, metrics.SMALLEST_TEXT_SIZE), metrics.LARGEST_TEXT_SIZE)
        if mode == "system":
            # Before the look at the system's choice: what was set here would be taken for it.
            app.styleHints().unsetColorScheme()
        self._show(self._wanted(app.styleHints().colorScheme()))

    def _follow(self, app: QApplication) -> None:
        if self._application is app:
            return
        self._application = app
        self._style = KitStyle()
        app.setStyle(self._style)
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._contrast = self._hints.accessibility()
        self._contrast.contrastPreferenceChanged.connect(self._on_system_contrast_changed)

    def _wanted(self, scheme: Qt.ColorScheme) -> Tokens:
        if self._mode != "system":
            return load_tokens(self._mode)
        preference = self._contrast.contrastPreference() if self._contrast else None
        if preference == Qt.ContrastPreference.HighContrast:
            return load_tokens("contrast")
        return load_tokens("dark" if scheme == Qt.ColorScheme.Dark else "light")

    def _on_system_changed(self, scheme: Qt.ColorScheme) -> None:
        wanted = self._wanted(scheme)
        if wanted is not self._tokens:
            self._show(wanted)

    def _on_system_contrast_changed(self) -> None:
        if self._hints is not None:
            self._on_system_changed(self._hints.colorScheme())

    def _show(self, tokens: Tokens) -> None:
        app, hints = self._application, self._hints
        if app is None or hints is None:
            return
        self._tokens = tokens
        self._colors = {}
        if self._mode != "system":
            hints.setColorScheme(Qt.ColorScheme.Dark if tokens.dark else Qt.ColorScheme.Light)
        font = QFont(app.font())
        font.setPointSizeF(self._text_size)
        app.setFont(font)
        app.setPalette(_palette(tokens))
        app.setStyleSheet(style_sheet(tokens, font))
        self.changed.emit()


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    for role, name in _PALETTE_ROLES.items():
        palette.setColor(role, QColor(tokens.colors[name]))
    for role in _DISABLED_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.colors["disabled"]))
    palette.setColor(
        QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(tokens.colors["sunken"])
    )
    return palette


@cache
def _template() -> str:
    return resource("app.qss.in").read_text(encoding="utf-8")


def style_sheet(tokens: Tokens, font: QFont) -> str:
    """The style sheet of a theme: ``@{role}`` is a colour, ``@{px:34}`` a length, ``@{pt:1.5}`` a size.

    ``@{half:16+2}`` is the radius that makes a square of 16 with an edge of 2 round: one that is larger by a
    pixel is not drawn at all.
    """
    pictures = resource("themes", tokens.name).as_posix()

    def fill(match: re.Match[str]) -> str:
        unit, name = match.groups()
        if unit == "px":
            return f"{metrics.px(font, float(name))}px"
        if unit == "half":
            inside, edge = name.split("+")
            return f"{(metrics.px(font, float(inside)) + 2 * metrics.px(font, float(edge))) // 2}px"
        if unit == "pt":
            return f"{font.pointSizeF() * float(name):.2f}pt"
        return pictures if name == "pictures" else _qss_color(tokens.colors[name])

    return _PLACEHOLDER.sub(fill, _template())


def _qss_color(color: str) -> str:
    return "transparent" if color == "#00000000" else color


@cache
def theme() -> Theme:
    """The one theme of the process."""
    return Theme()
