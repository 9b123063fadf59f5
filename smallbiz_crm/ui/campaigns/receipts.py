"""Receipts of spend: opened from a private copy, saved elsewhere, or taken from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.errors import CrmError, Trouble
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.private_files import is_document, open_file, private_files
from smallbiz_crm.words import _


def open_receipt(desk: Desk, parent: QWidget, spend_id: int) -> None:
    """Show the newest receipt of a line; what is no document is only offered to be saved."""
    try:
        found = desk.workspace.spending.receipt(spend_id)
    except CrmError as error:
        desk.show_trouble(error)
        return
    if found is None:
        toast(_("This line has no receipt."))
        return
    name, content = found
    if not is_document(name):
        save_copy(desk, parent, name, content)
        return
    try:
        path = private_files.write(name, content)
    except OSError as error:
        desk.show_trouble(Trouble("file.no_rights", file=str(error.filename or name)))
        return
    if not open_file(path):
        toast(_("No program was found that shows {file}.").format(file=name))


def save_copy(desk: Desk, parent: QWidget, name: str, content: bytes) -> QFileDialog:
    """Ask where to save a receipt."""
    dialog = QFileDialog(parent, _("Save a copy of the receipt"), name)
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


def choose_receipt(parent: QWidget, take: Callable[[Path], object]) -> QFileDialog:
    """Ask for a receipt's file."""
    dialog = QFileDialog(parent, _("Choose a receipt"))
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
