"""The button of a company's panel out of which its contact card is dragged, or saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFileDialog

from smallbiz_crm.domain.contacts import Company
from smallbiz_crm.ui.contacts.drag_out import DragOut, company_card_of
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.private_files import safe_name
from smallbiz_crm.words import _


class CardButton(IconButton):
    """Dragged, it gives the company's card; clicked, or by Enter, it asks where to save it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("export", _("Contact card: drag it out, or click to save it"))
        self._desk = desk
        self._company: Company | None = None
        self._drag_out = DragOut(self, desk, company_card_of)
        self.clicked.connect(self.ask)

    def show_company(self, company: Company) -> None:
        """Whose card it gives."""
        self._company = company

    def ask(self) -> QFileDialog | None:
        """Let the user say where the card is to be saved."""
        company = self._company
        if company is None:
            return None
        dialog = QFileDialog(self, _("Save the contact card"), str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Contact cards") + " (*.vcf)"])
        dialog.setDefaultSuffix("vcf")
        dialog.selectFile(safe_name(f"{company.name}.vcf"))
        dialog.fileSelected.connect(lambda chosen: self.save(company.id, Path(chosen)))
        dialog.open()
        return dialog

    def save(self, company_id: int, target: Path) -> None:
        """Write the card."""
        self._desk.run(
            _("Saving the contact card"),
            lambda workspace, _progress: workspace.exports.save_company_card(company_id, target),
            then=lambda done: toast(_("The card is in {file}").format(file=done.file.name)),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag_out.press(event, () if self._company is None else (self._company.id,))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_out.move(event):
            self.setDown(self.isDown() and self._drag_out.is_waiting)
            return
        super().mouseMoveEvent(event)
