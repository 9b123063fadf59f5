"""Where all the data is, where its copies go, and when the newest was made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from smallbiz_crm.services.places import choose_backup_folder
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.formats import file_size
from smallbiz_crm.ui.kit.labels import Card, ElidedLabel, Label, row
from smallbiz_crm.ui.shell.files import WorkspaceFiles
from smallbiz_crm.ui.shell.history_page import moment_text
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.backups import BackupState


class FileCard(Card):
    """The card of the settings page about the workspace as a file."""

    def __init__(self, desk: Desk, files: WorkspaceFiles) -> None:
        super().__init__()
        self._desk = desk
        self._files = files
        self.place = ElidedLabel("")
        self.file_size = Label("", "caption")
        self.folder = ElidedLabel("")
        self.newest = Label("", "caption", wrap=True)
        self.back_up_button = Button(_("Back up now"), "backup")
        self.back_up_button.clicked.connect(files.back_up)
        restore = Button(_("Restore …"), "restore")
        restore.clicked.connect(files.ask_restore)
        show = Button(_("Show in folder"), "folder")
        show.clicked.connect(lambda: files.show_folder())
        choose = Button(_("Put backups elsewhere …"), "folder")
        choose.clicked.connect(self._ask_folder)
        self.beside = Button(_("Put them beside the file"))
        self.beside.clicked.connect(lambda: self.choose(None))
        self.body.addWidget(Label(_("The file with all your data"), "section"))
        for part in (self.place, self.file_size):
            self.body.addWidget(part)
        self.body.addLayout(row(show, None))
        self.body.addWidget(Label(_("Backups"), "section"))
        for part in (self.folder, self.newest):
            self.body.addWidget(part)
        self.body.addLayout(row(self.back_up_button, restore, None))
        self.body.addLayout(row(choose, self.beside, None))

    def refresh(self) -> None:
        """Say where things are; the folder of copies may be a stick that takes its time."""
        path = self._desk.workspace.path
        self.place.setText(str(path))
        self.file_size.setText(_("Size: {size}").format(size=file_size(path.stat().st_size)))
        self._desk.writer.submit(self._desk.workspace.backups.state, self._show_state, owner=self)

    def _show_state(self, state: BackupState) -> None:
        self.folder.setText(str(state.folder))
        self.beside.setVisible(state.folder != self._desk.workspace.path.parent / "backups")
        if not state.is_there:
            said = _("This folder is not there now. Connect the disk, or choose another folder.")
        elif state.newest is None:
            said = _("None yet. One is made each time you leave after a change.")
        else:
            when = moment_text(state.newest.made_at.astimezone(), self._desk.today())
            said = _("The newest is from {when}. One is made each time you leave after a change.").format(
                when=when
            )
        self.newest.setText(said)

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Where backups go"), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.fileSelected.connect(lambda name: self.choose(Path(name)))
        dialog.open()

    def choose(self, folder: Path | None) -> None:
        """Put backups there from now on, and one at once, which proves that the folder can be written."""
        choose_backup_folder(self._desk.workspace.path, folder)
        self._files.back_up()
        self.refresh()
