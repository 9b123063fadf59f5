"""Asks where the pack is to be written: as a folder or as a zip."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.days import Period
from smallbiz_crm.ui.reports.folders import documents_folder
from smallbiz_crm.words import _

ZIP = ".zip"


class PackTargetDialog(QFileDialog):
    """Emits `chosen` with the path; it ends in .zip when a zip is wanted. Opened with `open()`."""

    chosen = Signal(object)

    def __init__(self, period: Period, parent: QWidget, *, is_correction: bool = False) -> None:
        super().__init__(parent, _("Where should the pack go?"), str(documents_folder()))
        self._zip_filter = _("Zip file") + f" (*{ZIP})"
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setNameFilters([_("Folder") + " (*)", self._zip_filter])
        self.setLabelText(QFileDialog.DialogLabel.Accept, _("Make the pack"))
        name = default_name(period)
        self.selectFile(
            unused_name(documents_folder(), f"{name} {_('correction')}" if is_correction else name)
        )
        self.filterSelected.connect(self._on_filter_selected)
        self.fileSelected.connect(self._on_file_selected)

    def wants_zip(self) -> bool:
        return self.selectedNameFilter() == self._zip_filter

    def choose_zip(self) -> None:
        """Go to the zip, as if it had been chosen from the list of kinds."""
        self.selectNameFilter(self._zip_filter)
        self._on_filter_selected()

    def _on_filter_selected(self) -> None:
        self.setDefaultSuffix(ZIP.removeprefix(".") if self.wants_zip() else "")

    def _on_file_selected(self, name: str) -> None:
        needs_ending = self.wants_zip() and not name.lower().endswith(ZIP)
        self.chosen.emit(Path(name + ZIP if needs_ending else name))


def default_name(period: Period) -> str:
    """``accountant 2026-04``; for days of one's own the first and the last."""
    return _("accountant {period}").format(period=period.name.replace("..", _(" to ")))


def unused_name(folder: Path, name: str) -> str:
    """The name, numbered when the folder has it already: a dialog would go into a folder of that name."""
    candidate, count = name, 1
    while (folder / candidate).exists():
        count += 1
        candidate = f"{name} ({count})"
    return candidate
