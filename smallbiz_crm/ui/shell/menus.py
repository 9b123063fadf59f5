"""The menu bar: drawn from the desk's register of commands, in the order in which they were registered."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.words import N_, _

TITLES = {
    "file": N_("&File"),
    "file/recent": N_("Open recent"),
    "file/export": N_("Export"),
    "edit": N_("&Edit"),
    "record": N_("&Record"),
    "record/scan": N_("Scan a QR code"),
    "view": N_("&View"),
    "view/text": N_("Text size"),
    "view/theme": N_("Theme"),
    "help": N_("&Help"),
}
LAST = "last"
"""The group that stays at the foot of its menu."""


class MenuBar(QMenuBar):
    """A command stands in the menu that its property ``menu`` names; a slash leads into a submenu.

    Where the property ``group`` changes from one entry to the next there is a line. Commands without a menu
    are only in the palette, but their keys work. An empty menu is not shown.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, str] = {}
        self._feet: dict[str, QAction] = {}
        for key, title in TITLES.items():
            if "/" not in key:
                menu = self._menus[key] = self.addMenu(_(title))
                menu.menuAction().setVisible(False)
        for action in desk.commands:
            self._add(action)
        desk.command_added.connect(self._add)

    def menu(self, key: str) -> QMenu:
        """The menu of that key. Raises KeyError for one that no command asked for."""
        return self._menus[key]

    def _add(self, action: QAction) -> None:
        key = str(action.property("menu") or "")
        if key not in TITLES:
            self._window.addAction(action)
            return
        owner = key.partition("/")[0]
        group = str(action.property("group") or "")
        if key not in self._menus:
            self._separate(owner, group)
            self._menus[key] = self._menus[owner].addMenu(_(TITLES[key]))
        self._separate(key, group)
        self._insert(key, action)
        self._menus[owner].menuAction().setVisible(True)

    def _separate(self, key: str, group: str) -> None:
        menu = self._menus[key]
        if self._groups.get(key, group) != group and not menu.isEmpty():
            line = QAction(menu)
            line.setSeparator(True)
            self._insert(key, line)
            if group == LAST:
                self._feet[key] = line
        self._groups[key] = group

    def _insert(self, key: str, action: QAction) -> None:
        foot = self._feet.get(key)
        if foot is None or action.property("group") == LAST:
            self._menus[key].addAction(action)
        else:
            self._menus[key].insertAction(foot, action)
