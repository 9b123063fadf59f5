"""How the program looks on this machine: theme and text size, applied at once and remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from smallbiz_crm.ui.kit.metrics import BASE_TEXT_SIZE, LARGEST_TEXT_SIZE, SMALLEST_TEXT_SIZE
from smallbiz_crm.ui.kit.theme import Mode, theme
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.words import N_

MODES: tuple[tuple[Mode, str], ...] = (
    ("system", N_("As the system")),
    ("light", N_("Light")),
    ("dark", N_("Dark")),
    ("contrast", N_("High contrast")),
)


class Look(QObject):
    """The one way to change theme and text size; `theme().changed` tells when it happened."""

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences

    def apply(self) -> None:
        """Show the application as remembered."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme().apply(app, self._preferences.theme, self._preferences.text_size)

    def set_mode(self, mode: Mode) -> None:
        self._preferences.theme = mode
        self.apply()

    def set_text_size(self, points: float) -> None:
        """Kept within 8 to 20 points."""
        self._preferences.text_size = min(max(points, SMALLEST_TEXT_SIZE), LARGEST_TEXT_SIZE)
        self.apply()

    def larger(self) -> None:
        self.set_text_size(self._preferences.text_size + 1)

    def smaller(self) -> None:
        self.set_text_size(self._preferences.text_size - 1)

    def standard(self) -> None:
        self.set_text_size(BASE_TEXT_SIZE)
