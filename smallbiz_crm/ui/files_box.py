"""The files of a record: attached by choosing or dropping, opened from a private copy, saved elsewhere, removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from smallbiz_crm.domain.attachments import Attachment
from smallbiz_crm.domain.errors import CrmError, Trouble
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.formats import day_short, file_size
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, TIGHT
from smallbiz_crm.ui.kit.private_files import is_document, open_file, private_files
from smallbiz_crm.words import _, ngettext


class FilesBox(QWidget):
    """Give it a record with `show_record`; its owner calls that again when the record changed."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk = desk
        self._kind = kind
        self._record_id: int | None = None
        self._files: list[Attachment] = []
        self.rows: list[FileRow] = []
        self.setAcceptDrops(True)
        self.add_button = Button(_("Attach file"), "plus", "quiet")
        self.add_button.clicked.connect(self.choose)
        self._nothing = Label(_("No file yet. Files can be dropped here."), "muted", wrap=True)
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(HAIR)
        head = QHBoxLayout()
        head.addWidget(Label(_("Files"), "strong"), 1)
        head.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(TIGHT)
        layout.addLayout(head)
        layout.addWidget(self._nothing)
        layout.addLayout(self._rows_layout)

    def show_record(self, record_id: int) -> None:
        """List the files of a record."""
        files = self._desk.workspace.files.of(self._kind, record_id)
        if (record_id, files) == (self._record_id, self._files) and len(files) == len(self.rows):
            return
        self._record_id, self._files = record_id, files
        for row in self.rows:
            row.hide()
            self._rows_layout.removeWidget(row)
            row.deleteLater()
        self.rows = [FileRow(self._desk, each) for each in files]
        for row in self.rows:
            self._rows_layout.addWidget(row)
        self._nothing.setVisible(not files)

    def choose(self) -> QFileDialog:
        """Ask which files to attach."""
        dialog = QFileDialog(self, _("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda chosen: self.attach([Path(each) for each in chosen]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def attach(self, paths: list[Path]) -> None:
        """Copy files into the workspace, beside the record shown."""
        record_id = self._record_id
        if record_id is None or not paths:
            return
        said = ngettext("{n} file attached", "{n} files attached", len(paths)).format(n=len(paths))
        self._desk.write(
            lambda workspace: workspace.files.attach(self._kind, record_id, paths),
            said=said,
            then=lambda _ids: self._warn_when_much(),
        )

    def _warn_when_much(self) -> None:
        if self._desk.workspace.files.is_much():
            toast(_("The files in this workspace take more than 1 GB. Backups take as much each."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.attach(paths)


class FileRow(QWidget):
    """One file: a press opens it, its menu saves a copy or removes it."""

    def __init__(self, desk: Desk, file: Attachment) -> None:
        super().__init__()
        self._desk = desk
        self.file = file
        details = f"{file_size(file.size)} · {day_short(file.added_on)}"
        self.open_button = IconButton("file", _("Open {file}").format(file=file.name))
        self.open_button.clicked.connect(self.open)
        self.more_button = IconButton("more", _("More actions for {file}").format(file=file.name))
        self.more_button.clicked.connect(self._open_menu)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(file.name))
        words.addWidget(ElidedLabel(details, "caption"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, HAIR, 0, HAIR)
        layout.setSpacing(SMALL)
        layout.addWidget(self.open_button)
        layout.addLayout(words, 1)
        layout.addWidget(self.more_button)
        self.setAccessibleName(f"{file.name}, {details}")

    def open(self) -> None:
        """Show the file; what is no document is only offered to be saved."""
        if not is_document(self.file.name):
            self.save_copy()
            return
        content = self._content()
        if content is None:
            return
        try:
            path = private_files.write(self.file.name, content)
        except OSError as error:
            self._desk.show_trouble(Trouble("file.no_rights", file=str(error.filename or self.file.name)))
            return
        if not open_file(path):
            toast(_("No program was found that shows {file}.").format(file=self.file.name))

    def save_copy(self) -> QFileDialog:
        """Ask where to save the file."""
        dialog = QFileDialog(self, _("Save a copy"), self.file.name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._write_copy)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def menu(self) -> QMenu:
        """What can be done with the file."""
        menu = QMenu(self)
        menu.addAction(icon("file"), _("Open"), self.open)
        menu.addAction(icon("export"), _("Save a copy …"), self.save_copy)
        menu.addAction(icon("trash"), _("Remove"), self.remove)
        return menu

    def remove(self) -> None:
        """Take the file from its record; the toast brings it back."""
        file_id = self.file.id
        self._desk.write(
            lambda workspace: workspace.files.remove(file_id),
            said=_("{file} was removed").format(file=self.file.name),
        )

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def _write_copy(self, chosen: str) -> None:
        content = self._content()
        if content is None:
            return
        try:
            Path(chosen).write_bytes(content)
        except OSError:
            self._desk.show_trouble(Trouble("file.no_rights", file=chosen))
            return
        toast(_("Saved as {file}").format(file=Path(chosen).name))

    def _content(self) -> bytes | None:
        try:
            return self._desk.workspace.files.read(self.file.id)[1]
        except CrmError as error:
            self._desk.show_trouble(error)
            return None


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files that are being dropped."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
