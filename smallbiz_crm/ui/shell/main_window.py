"""The one window: rail, page, side panel, banners, jobs under way. What it can do stands in `commands`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from smallbiz_crm.services.places import PROGRAM
from smallbiz_crm.ui.desk import Desk, Page, Touched
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.icons import application_icon
from smallbiz_crm.ui.kit.job_bar import JobBar
from smallbiz_crm.ui.kit.messages import confirm, install_messages, toast
from smallbiz_crm.ui.kit.metrics import px
from smallbiz_crm.ui.shell.commands import Commands
from smallbiz_crm.ui.shell.files import ENDING, WorkspaceFiles
from smallbiz_crm.ui.shell.finding import Recent
from smallbiz_crm.ui.shell.look import Look
from smallbiz_crm.ui.shell.menus import MenuBar
from smallbiz_crm.ui.shell.page_stack import PageStack
from smallbiz_crm.ui.shell.panel_host import PanelHost
from smallbiz_crm.ui.shell.preferences import Preferences, fitted_to_screens
from smallbiz_crm.ui.shell.rail import Rail
from smallbiz_crm.ui.shell.registry import Rooms
from smallbiz_crm.ui.shell.reminders import Reminders
from smallbiz_crm.ui.shell.sample_banner import SampleBanner
from smallbiz_crm.ui.shell.strip import Strip
from smallbiz_crm.ui.shell.upkeep import Upkeep
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.ui.shell.palette import Palette

COMPACT_BELOW = 1_000
FIRST_SIZE = QSize(1_280, 820)
PICTURES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"))
IMPORTABLE = frozenset((".csv", ".tsv", ".txt", ".vcf", ".vcard", ".xlsx", ".zip"))


class MainWindow(QMainWindow):
    """Shows one workspace. Lives from before it is open until everything is written.

    `closing` comes once, when the user leaves and nothing holds the window any more.
    """

    closing = Signal()

    def __init__(self, desk: Desk, rooms: Rooms, preferences: Preferences) -> None:
        super().__init__()
        self.desk = desk
        self.rooms = rooms
        self.preferences = preferences
        self._may_close = False
        self._palette: Palette | None = None
        self._recent = Recent(desk)
        self._named_field: Field | None = None
        self.setWindowIcon(application_icon())
        self.setWindowTitle(PROGRAM)
        self.setAcceptDrops(True)
        self.rail = Rail(rooms.pages)
        self.pages = PageStack(desk, rooms)
        self.panels = PanelHost(desk, rooms, self.pages, preferences)
        self._banners = Strip()
        self._job_strip = Strip(at_foot=True)
        self._job_strip.room.addWidget(JobBar(desk.jobs))
        self._lay_out()
        self.files = WorkspaceFiles(desk, self)
        self.commands = Commands(self, Look(preferences, self))
        self.setMenuBar(self._menu_bar())
        self.upkeep = Upkeep(desk, self)
        self.messages = install_messages(self, self._banners.room)
        self.reminders = Reminders(desk, self)
        SampleBanner(desk, self.pages)
        self.rail.chosen.connect(self.go_to)
        self.rail.find_requested.connect(self.find_anything)
        self.pages.shown.connect(self.rail.mark)
        desk.page_requested.connect(self.go_to)
        desk.record_requested.connect(self.panels.open_record)
        desk.import_requested.connect(self.ask_import)
        desk.opened.connect(self._show_title)
        desk.changed.connect(self._on_changed)
        self._restore_geometry()
        self.pages.show_page(rooms.pages[0].key)
        self.pages.focus_current()

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._banners)
        middle.addWidget(self.panels, 1)
        middle.addWidget(self._job_strip)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addLayout(middle, 1)
        self.setCentralWidget(body)

    def _menu_bar(self) -> MenuBar:
        bar = MenuBar(self.desk, self)
        edit = bar.menu("edit")
        edit.aboutToShow.connect(self.commands.name_steps)
        edit.aboutToHide.connect(self.commands.release_steps)
        return bar

    # -- going places -------------------------------------------------------------------------------------

    def current_page(self) -> Page | None:
        return self.pages.current()

    def go_to(self, key: str, argument: object = None) -> None:
        """Show a page and move the focus into it."""
        self.pages.show_page(key, argument)
        if not self.pages.isAncestorOf(QApplication.focusWidget() or self):
            self.pages.focus_current()

    def ask_import(self, kind: str = "", campaign: str = "") -> None:
        """Open the import over the page that is shown, for a kind of row and a campaign where they are known."""
        from smallbiz_crm.ui.contacts.import_wizard import ImportWizard

        ImportWizard(self.desk, self, kind=kind or None, campaign=campaign or None).open()

    def find_anything(self) -> None:
        """Open the palette."""
        if self._palette is None:
            from smallbiz_crm.ui.shell.palette import Palette

            self._palette = Palette(self.desk, self, self._recent)
        self._palette.open()

    @property
    def palette_shown(self) -> Palette | None:
        """The palette, once it was opened for the first time."""
        return self._palette

    def find_on_page(self) -> None:
        page = self.current_page()
        if page is not None:
            page.focus_find()

    def create_record(self) -> None:
        page = self.current_page()
        if page is not None:
            page.create_record()

    def create_in(self, key: str) -> None:
        """Go to a page and start its primary action."""
        self.go_to(key)
        self.create_record()

    def next_area(self) -> None:
        """Move the focus on: rail, page, panel, rail again."""
        if self.rail.isAncestorOf(QApplication.focusWidget() or self):
            self.pages.focus_current()
        elif self.panels.panel is not None and not self.panels.has_focus():
            self.panels.focus_panel()
        else:
            self.rail.focus_current()

    # -- size ---------------------------------------------------------------------------------------------

    def _restore_geometry(self) -> None:
        kept = self.preferences.geometry
        if kept is not None:
            self.setGeometry(fitted_to_screens(kept))
        else:
            room = self.screen().availableGeometry().size()
            self.resize(FIRST_SIZE.boundedTo(room))
        if self.preferences.is_maximized:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def _keep_geometry(self) -> None:
        if self.isVisible() and not self.isMinimized():
            self.preferences.is_maximized = self.isMaximized()
            if not self.isMaximized() and not self.isFullScreen():
                self.preferences.geometry = self.geometry()

    def _show_title(self) -> None:
        title = f"{self.desk.workspace.path.stem} – {PROGRAM}"
        event = self.desk.workspace.meetings.event()
        self.setWindowTitle(
            _("{title}, at {event}").format(title=title, event=event.name) if event else title
        )

    def _on_changed(self, touched: Touched) -> None:
        if {"setting", "campaign"} & touched.keys():
            self._show_title()

    # -- leaving ------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Close without asking again."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        running = [job.title for job in self.desk.jobs.jobs]
        if running and not self._may_close:
            event.ignore()
            confirm(
                _("Close while work is under way?"),
                _("Still running: {what}. Closing stops it, and nothing of it is kept.").format(
                    what=", ".join(running)
                ),
                _("Stop and close"),
                self.leave,
                self,
            )
            return
        has_saved_all = self._has_saved_all()
        if not has_saved_all and not self._may_close:
            event.ignore()
            return
        self._keep_geometry()
        self.preferences.save()
        super().closeEvent(event)
        self.closing.emit()

    def _has_saved_all(self) -> bool:
        """Have the field in use save what was typed; whether everything was taken.

        A field that holds something unfit is named once; closing again leaves it.
        """
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            focus.clearFocus()
        self.desk.writer.drain()
        for field in self.findChildren(Field):
            if field.state == "bad" and field.isVisible() and field is not self._named_field:
                self._named_field = field
                field.setFocus()
                toast(
                    _("“{field}” is not saved. Correct it, or close again.").format(field=field.label.text())
                )
                return False
        asking = QApplication.activeModalWidget()
        while asking is not None and asking is not self:
            asking = asking.parentWidget()
        return asking is None

    # -- events of the window -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail.set_compact(self.width() < px(self, COMPACT_BELOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.panels.panel is not None:
            self.panels.close_panel()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # A card dragged out of here has a source; it must not come in again on its way.
        if event.source() is None and what_was_dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        dropped = what_was_dropped(event.mimeData())
        if dropped is None:
            return
        event.acceptProposedAction()
        if isinstance(dropped, Path) and dropped.suffix.lower() == ENDING:
            self.files.open_requested.emit(dropped)
        elif isinstance(dropped, Path):
            self.desk.open_page("contacts", dropped)
        else:
            self.desk.open_page("today", dropped)


def what_was_dropped(content: QMimeData) -> Path | QMimeData | None:
    """A workspace to open or a file to import; the drop itself when it is a picture that may hold a code."""
    for url in content.urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower() in IMPORTABLE | {ENDING}:
            return path
    has_picture = any(Path(url.toLocalFile()).suffix.lower() in PICTURES for url in content.urls())
    return content if has_picture or content.hasImage() else None
