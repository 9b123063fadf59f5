"""What the window itself can do, registered once: menus, palette, shortcuts and the help page read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from smallbiz_crm.services.places import recent_workspaces
from smallbiz_crm.ui.desk import Desk, Page, label_of
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell.look import MODES, Look
from smallbiz_crm.words import N_, _

if TYPE_CHECKING:
    from smallbiz_crm.ui.shell.main_window import MainWindow

CREATED_IN = (
    ("contacts", N_("New contact"), "person"),
    ("deals", N_("New deal"), "deals"),
    ("campaigns", N_("New campaign"), "campaigns"),
)

QUESTION_MARK = ("?", "Shift+?")
"""How keyboards send it: some systems tell of the Shift key that it takes, some do not."""

EXPORTED = (
    ("contacts", N_("Export contacts …")),
    ("companies", N_("Export companies …")),
    ("deals", N_("Export deals …")),
    ("campaigns", N_("Export campaigns …")),
    ("spend", N_("Export spend …")),
)


class Commands(QObject):
    """Registers the shell's commands on the desk and keeps their words and states true."""

    def __init__(self, window: MainWindow, look: Look) -> None:
        super().__init__(window)
        self._window = window
        self._desk: Desk = window.desk
        self._look = look
        self._need_workspace: list[QAction] = []
        self._add_file()
        self._add_edit()
        self._add_record()
        self._add_view()
        self._add_help()
        theme().changed.connect(self._show_look)
        window.pages.shown.connect(lambda _key: self._show_page_commands())
        window.panels.panel_changed.connect(self._show_page_commands)
        self._desk.opened.connect(self._on_opened)
        self._show_look()
        self._show_page_commands()
        for action in self._need_workspace:
            action.setEnabled(self._desk.is_open)

    # -- registering --------------------------------------------------------------------------------------

    def _add(
        self,
        menu: str,
        group: str,
        text: str,
        run: Callable[[], object],
        keys: Sequence[str] = (),
        picture: str | None = None,
        *,
        early: bool = False,
    ) -> QAction:
        """`early` commands work before the workspace is open."""
        shown = icon(picture, "muted") if picture else None
        action = self._desk.add_command(text, run, menu=menu, icon=shown)
        action.setProperty("group", group)
        action.setProperty("name", text)
        action.setShortcuts([QKeySequence(key) for key in keys])
        if not early:
            self._need_workspace.append(action)
        return action

    def _add_file(self) -> None:
        files = self._window.files
        self._add("file", "open", _("New workspace …"), files.ask_new, ["Ctrl+Shift+N"], "file", early=True)
        self._add("file", "open", _("Open …"), files.ask_open, ["Ctrl+O"], "folder", early=True)
        for path in recent_workspaces():
            action = self._add(
                "file/recent", "open", path.stem.replace("&", "&&"), self._opens(path), [], "file", early=True
            )
            action.setProperty("name", _("Open {name}").format(name=path.stem))
            action.setToolTip(str(path))
        self._add("file", "exchange", _("Import …"), self._import, ["Ctrl+I"], "import")
        for kind, text in EXPORTED:
            self._add(
                "file/export", "exchange", _(text), lambda kind=kind: files.ask_export(kind), [], "export"
            )
        self._add("file/export", "exchange", _("Export the calendar …"), files.ask_calendar, [], "calendar")
        self._add("file/export", "exchange", _("Export everything …"), files.ask_everything, [], "export")
        self._add("file", "keep", _("Back up now"), files.back_up, [], "backup")
        self._add("file", "keep", _("Restore a backup …"), files.ask_restore, [], "restore")
        self._add("file", "keep", _("Show the file’s folder"), files.show_folder, [], "external")
        self.lock = self._add(
            "file", "keep", _("Lock"), self._desk.lock_requested.emit, ["Ctrl+Shift+L"], "lock"
        )
        leave = self._add("file", "last", _("Quit"), self._window.close, ["Ctrl+Q"], "close", early=True)
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _add_edit(self) -> None:
        desk, window = self._desk, self._window
        self.undo = self._add("edit", "undo", _("Undo"), desk.undo, ["Ctrl+Z"], "undo")
        self.redo = self._add("edit", "undo", _("Redo"), desk.redo, ["Ctrl+Shift+Z", "Ctrl+Y"], "redo")
        anything = _("Find anything")
        self._add("edit", "find", anything, window.find_anything, ["Ctrl+K"], "search", early=True)
        self.find = self._add(
            "edit", "find", _("Find on this page"), window.find_on_page, ["Ctrl+F"], "search"
        )

    def _add_record(self) -> None:
        window = self._window
        self.new = self._add(
            "record", "page", _("New on this page"), window.create_record, ["Ctrl+N"], "plus"
        )
        for key, text, picture in CREATED_IN:
            if window.rooms.has(key):
                self._add("record", "new", _(text), lambda key=key: window.create_in(key), [], picture)
        self._add("record", "card", _("My card"), self._show_my_card, ["Ctrl+Shift+M"], "qr")
        self.close_panel = self._add("record", "panel", _("Close panel"), window.panels.close_panel)

    def _add_view(self) -> None:
        window, look = self._window, self._look
        for number, room in enumerate(window.rooms.pages, start=1):
            keys = ["Ctrl+,"] if room.key == "settings" else [] if room.at_foot else [f"Alt+{number}"]
            group = "foot" if room.at_foot else "pages"
            show = self._shows(room.key)
            self._add("view", group, _(room.title), show, keys, room.icon, early=True)
        self._add("view/text", "", _("Larger text"), look.larger, ["Ctrl++", "Ctrl+="], early=True)
        self._add("view/text", "", _("Smaller text"), look.smaller, ["Ctrl+-"], early=True)
        self._add("view/text", "", _("Standard text size"), look.standard, ["Ctrl+0"], early=True)
        group = QActionGroup(self)
        self.themes: dict[str, QAction] = {}
        for mode, text in MODES:
            action = self._add("view/theme", "", _(text), lambda mode=mode: look.set_mode(mode), early=True)
            action.setProperty("name", _("Theme: {name}").format(name=_(text)))
            action.setCheckable(True)
            group.addAction(action)
            self.themes[mode] = action
        self._add("view", "focus", _("Next area of the window"), window.next_area, ["F6"], early=True)

    def _add_help(self) -> None:
        if self._window.rooms.has("help"):
            self._add(
                "help", "", _("Open the help"), self._shows("help", "shortcuts"), ["F1"], "help", early=True
            )
            self._add("help", "", _("Keyboard shortcuts"), self.show_keys, QUESTION_MARK, "list", early=True)
            about = self._shows("help", "about")
            told = self._add("help", "", _("About SmallBiz CRM"), about, [], "info", early=True)
            told.setMenuRole(QAction.MenuRole.AboutRole)

    def _opens(self, path: Path) -> Callable[[], object]:
        return lambda: self._window.files.open_requested.emit(path)

    def _shows(self, key: str, argument: object = None) -> Callable[[], object]:
        return lambda: self._window.go_to(key, argument)

    # -- keeping true -------------------------------------------------------------------------------------

    def name_steps(self) -> None:
        """Say in Edit → Undo and Redo which step each would take; called before they are shown."""
        if not self._desk.is_open:
            return
        history = self._desk.workspace.history
        undone, redone = history.next_undo(), history.next_redo()
        self.undo.setText(_("Undo: {step}").format(step=label_of(undone)) if undone else _("Undo"))
        self.redo.setText(_("Redo: {step}").format(step=label_of(redone)) if redone else _("Redo"))
        self.undo.setEnabled(undone is not None)
        self.redo.setEnabled(redone is not None)

    def release_steps(self) -> None:
        """Let both keys work again after the menu closed: what they find then is what counts."""
        self.undo.setEnabled(self._desk.is_open)
        self.redo.setEnabled(self._desk.is_open)

    def _on_opened(self) -> None:
        for action in self._need_workspace:
            action.setEnabled(True)
        self.lock.setEnabled(self._desk.workspace.key is not None)
        self._show_page_commands()

    def _show_page_commands(self) -> None:
        page = self._window.current_page()
        self.find.setEnabled(page is not None and type(page).focus_find is not Page.focus_find)
        can_create = page is not None and type(page).create_record is not Page.create_record
        self.new.setEnabled(can_create and self._desk.is_open)
        self.close_panel.setEnabled(self._window.panels.panel is not None)

    def _show_look(self) -> None:
        for mode, action in self.themes.items():
            action.setChecked(mode == theme().mode)

    def show_keys(self) -> None:
        """Bring up the sheet of all keys."""
        from smallbiz_crm.ui.shell.key_sheet import KeySheet

        KeySheet(self._desk, self._window).open()

    def _show_my_card(self) -> None:
        from smallbiz_crm.ui.my_card import show_card

        show_card(self._desk, self._window)

    def _import(self) -> None:
        self._desk.open_page("contacts", "import")
