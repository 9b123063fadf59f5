"""Files attached to records: shown from a private copy, saved elsewhere, chosen or dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QWidget

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.field import Field
from smallbiz_crm.ui.kit.labels import ElidedLabel
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL, TIGHT
from smallbiz_crm.ui.kit.private_files import is_document, open_file, private_files
from smallbiz_crm.words import _


def show_document(desk: Desk, parent: QWidget, title: str, name: str, content: bytes) -> None:
    """Show a file in its own program; what is no document is only offered to be saved, in a dialog of `title`."""
    if not is_document(name):
        save_copy(desk, parent, title, name, content)
        return
    try:
        path = private_files.write(name, content)
    except OSError as error:
        desk.show_trouble(Trouble("file.no_rights", file=str(error.filename or name)))
        return
    if not open_file(path):
        toast(_("No program was found that shows {file}.").format(file=name))


def save_copy(desk: Desk, parent: QWidget, title: str, name: str, content: bytes) -> QFileDialog:
    """Ask where to save a file."""
    dialog = QFileDialog(parent, title, name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

    def write(chosen: str) -> None:
        try:
            Path(chosen).write_bytes(content)
        except OSError:
            desk.show_trouble(Trouble("file.no_rights", file=chosen))
            return
        toast(_("Saved as {file}").format(file=Path(chosen).name))

    dialog.fileSelected.connect(write)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def choose_document(parent: QWidget, title: str, take: Callable[[Path], object]) -> QFileDialog:
    """Ask for a document or a picture."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    documents = _("Documents and pictures")
    dialog.setNameFilters(
        [f"{documents} (*.pdf *.png *.jpg *.jpeg *.webp *.heic *.tif *.tiff *.eml *.txt)", _("All files (*)")]
    )
    dialog.fileSelected.connect(lambda chosen: take(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dropped, if it is just one."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None


class FileField(Field):
    """A file, chosen or dropped; its value is the path of a new one, None when there is none."""

    def __init__(self, label: str, *, kept: str | None = None) -> None:
        """`kept` is the name of the file that the record has already."""
        super().__init__(label, stacked=True)
        self._path: Path | None = None
        self._label, self._kept = label, kept
        self.place = _Place(self)
        self.words = ElidedLabel("", "muted")
        self.forget_button = IconButton("close", _("Take the file away again"))
        self.forget_button.clicked.connect(self.forget)
        self.choose_button = Button(_("Choose file …"), "paperclip")
        self.choose_button.clicked.connect(lambda: choose_document(self, self._label, self.set_value))
        layout = QHBoxLayout(self.place)
        layout.setContentsMargins(MEDIUM, TIGHT, TIGHT, TIGHT)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.forget_button)
        layout.addWidget(self.choose_button)
        self.set_input(self.place)
        self._show()

    def value(self) -> Path | None:
        return self._path

    def set_value(self, value: Path | None) -> None:
        self._path = value
        self._show()

    def commit(self) -> bool:
        return True

    def forget(self) -> None:
        """Attach no new file after all."""
        self.set_value(None)
        self.choose_button.setFocus()

    def _show(self) -> None:
        if self._path is not None:
            text = self._path.name
        elif self._kept:
            text = _("{file}. Drop a file here to replace it").format(file=self._kept)
        else:
            text = _("Drop a file here")
        self.words.setText(text)
        self.forget_button.setVisible(self._path is not None)
        self.choose_button.setAccessibleDescription(f"{self._label}: {text}")


class _Place(QFrame):
    """Where a file may be dropped."""

    def __init__(self, field: FileField) -> None:
        super().__init__()
        self._field = field
        self.setProperty("role", "sunken")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            self._field.set_value(path)
            event.acceptProposedAction()
