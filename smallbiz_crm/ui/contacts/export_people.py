"""Writing the people listed, or those selected, into a file that the import reads back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.ui.contacts.looks import people_words
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.exports import Exported


def ask_export(desk: Desk, parent: QWidget, ids: Sequence[int]) -> QFileDialog:
    """Let the user say where these people are to be written, as CSV."""
    people = list(ids)
    name = f"contacts {desk.today().isoformat()}.csv"
    title = _("Export {people}").format(people=people_words(len(people)))
    dialog = QFileDialog(parent, title, str(Path.home() / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(_("Tables") + " (*.csv)")
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: export(desk, people, Path(chosen)))
    dialog.open()
    return dialog


def export(desk: Desk, ids: Sequence[int], target: Path) -> None:
    """Write these people into `target`, in the order of the list."""

    def say(exported: Exported) -> None:
        said = _("{people} in {file}").format(people=people_words(exported.rows), file=exported.file.name)
        folder = QUrl.fromLocalFile(str(exported.file.parent))
        toast(said, _("Show in folder"), lambda: QDesktopServices.openUrl(folder))

    desk.run(
        _("Exporting"),
        lambda workspace, progress: workspace.exports.write("contacts", target, ids=ids, progress=progress),
        then=say,
    )
