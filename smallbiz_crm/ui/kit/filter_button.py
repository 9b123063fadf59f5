"""A button that narrows a list by one of several values, and says by which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QFont, QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import scaled_font
from smallbiz_crm.words import _

LONGEST = 24


class FilterButton(Button):
    """Opens a menu of the values there are. `chosen` carries the value, or None for all."""

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        icon_name: str,
        options: Callable[[], list[tuple[str, str]]],
        parent: QWidget | None = None,
    ) -> None:
        """`options` returns pairs of value and text, asked for when the menu opens."""
        super().__init__(title, icon_name, parent=parent)
        self.setIcon(icon(icon_name, "text", "on_accent_soft"))
        set_style_property(self, "kind", "filter")
        self._title = title
        self._options = options
        self._value: str | None = None
        self.setCheckable(True)
        self.clicked.connect(self._open_menu)

    def value(self) -> str | None:
        return self._value

    def choose(self, value: str | None) -> None:
        """Show a value without emitting `chosen`."""
        self._value = value
        text = next((text for key, text in self._options() if key == value), value) if value else None
        shown = "" if text is None else text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        self.setText(_("{title}: {value}").format(title=self._title, value=shown) if shown else self._title)
        self.setChecked(value is not None)

    def menu_of_options(self) -> QMenu:
        """All, then each value, the chosen one ticked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        everything: tuple[str | None, str] = (None, _("All"))
        for value, text in (everything, *self._options()):
            action = menu.addAction(text.replace("&", "&&"), partial(self._on_chosen, value))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            group.addAction(action)
        return menu

    def sizeHint(self) -> QSize:
        """Room for the heavier words of a value that is chosen."""
        heavy = QFontMetrics(scaled_font(self, 1.0, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        more = heavy - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)

    def _on_chosen(self, value: str | None) -> None:
        if value != self._value:
            self.choose(value)
            self.chosen.emit(value)

    def _open_menu(self) -> None:
        self.setChecked(self._value is not None)
        self.menu_of_options().popup(self.mapToGlobal(QPoint(0, self.height())))
