"""Everything about the workspace as a file: open another, make a new one, back up, show where it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.services.places import data_folder
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.backups import BackupMade
    from smallbiz_crm.services.exports import Exported
    from smallbiz_crm.ui.shell.new_workspace import NewWorkspaceDialog
    from smallbiz_crm.ui.shell.restore_dialog import RestoreDialog

ENDING = ".crm"


class WorkspaceFiles(QObject):
    """Asks by dialogs that do not block; the answers arrive as signals that the program acts on."""

    open_requested = Signal(object)
    """A `Path`."""
    create_requested = Signal(object)
    """A `NewWorkspace`."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask_open(self) -> QFileDialog:
        """Let the user choose a workspace file."""
        dialog = QFileDialog(self._window, _("Open a workspace"), str(self._folder()))
        dialog.setNameFilter(_("Workspaces") + f" (*{ENDING})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_requested.emit(Path(name)))
        dialog.open()
        return dialog

    def ask_new(self) -> NewWorkspaceDialog:
        """Let the user name a new workspace."""
        from smallbiz_crm.ui.shell.new_workspace import NewWorkspaceDialog

        dialog = NewWorkspaceDialog(self._folder(), self._window)
        dialog.chosen.connect(self.create_requested)
        dialog.open()
        return dialog

    def back_up(self) -> None:
        """Write a verified copy into the folder ``backups`` beside the file."""
        self._desk.run(
            _("Backing up"), lambda workspace, _progress: workspace.backups.make(), then=self._on_backed_up
        )

    def ask_restore(self) -> RestoreDialog:
        """Let the user choose a copy to put back."""
        from smallbiz_crm.ui.shell.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._desk, self._window)
        dialog.chosen.connect(self._desk.restore_requested)
        dialog.open()
        return dialog

    def ask_export(self, kind: str) -> QFileDialog:
        """Let the user say where all records of a kind are to be written, as CSV."""
        name = f"{kind} {self._desk.today().isoformat()}.csv"
        dialog = QFileDialog(self._window, _("Export"), str(Path.home() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Tables") + " (*.csv)")
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self.export(kind, Path(chosen)))
        dialog.open()
        return dialog

    def export(self, kind: str, target: Path) -> None:
        """Write all of a kind into a file that the import reads back as the same records."""
        self._desk.run(
            _("Exporting"),
            lambda workspace, progress: workspace.exports.write(kind, target, progress=progress),
            then=self._on_exported,
        )

    def ask_calendar(self) -> QFileDialog:
        """Let the user say where open follow-ups and planned items are to be written, as a calendar."""
        name = f"calendar {self._desk.today().isoformat()}.ics"
        dialog = QFileDialog(self._window, _("Export"), str(Path.home() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Calendar, as events") + " (*.ics)", _("Calendar, as to-dos") + " (*.ics)"])
        dialog.setDefaultSuffix("ics")
        dialog.selectFile(name)

        def write(chosen: str) -> None:
            is_todos = dialog.selectedNameFilter() == dialog.nameFilters()[1]
            self.export_calendar(Path(chosen), as_todos=is_todos)

        dialog.fileSelected.connect(write)
        dialog.open()
        return dialog

    def export_calendar(self, target: Path, *, as_todos: bool = False) -> None:
        """Write open follow-ups and planned items as events with an alarm, or as to-dos."""
        self._desk.run(
            _("Exporting"),
            lambda workspace, _progress: workspace.calendar.write(target, as_todos=as_todos),
            then=self._on_exported,
        )

    def ask_everything(self) -> QFileDialog:
        """Let the user say where the whole workspace is to be written, as a zip of tables and attached files."""
        name = f"{self._desk.workspace.path.stem} {self._desk.today().isoformat()}.zip"
        dialog = QFileDialog(self._window, _("Export everything"), str(Path.home() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Tables and attached files") + " (*.zip)")
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda chosen: self.export_everything(Path(chosen)))
        dialog.open()
        return dialog

    def export_everything(self, target: Path) -> None:
        """Write all tables and attached files into a zip that an empty workspace reads back."""
        self._desk.run(
            _("Exporting"),
            lambda workspace, progress: workspace.everything.write(target, progress),
            then=self._on_exported,
        )

    def show_folder(self, file: Path | None = None) -> None:
        """Open the folder of the workspace, or of `file`, in the system's file manager."""
        folder = (file or self._desk.workspace.path).parent
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _on_backed_up(self, made: BackupMade) -> None:
        toast(
            _("Backed up as {file}. The copy was opened and checked.").format(file=made.file.name),
            _("Show in folder"),
            lambda: self.show_folder(made.file),
        )

    def _on_exported(self, exported: Exported) -> None:
        said = ngettext("{n} record is in {file}.", "{n} records are in {file}.", exported.rows)
        toast(
            said.format(n=number(exported.rows), file=exported.file.name),
            _("Show in folder"),
            lambda: self.show_folder(exported.file),
        )

    def _folder(self) -> Path:
        return self._desk.workspace.path.parent if self._desk.is_open else data_folder()
