"""Handing over everything about a person, and erasing one: said before what goes, for it cannot be taken back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.domain.privacy import ErasurePreview
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.dialogs import FormDialog
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _, sentence
from smallbiz_crm.words.erasing import consequences


def export_person(desk: Desk, parent: QWidget, contact: Contact) -> QFileDialog:
    """Ask where to write everything about a person."""
    dialog = QFileDialog(parent, _("Export everything about {name}").format(name=contact.name), contact.name)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [
            _("Page, data and files in one archive (*.zip)"),
            _("Page to read (*.html)"),
            _("Data for programs (*.json)"),
        ]
    )
    dialog.setDefaultSuffix("zip")
    endings = ("zip", "html", "json")
    filters = dialog.nameFilters()
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings[filters.index(chosen)]))
    dialog.fileSelected.connect(lambda chosen: _write(desk, contact.id, Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _write(desk: Desk, contact_id: int, target: Path) -> None:
    desk.run(
        _("Exporting everything about one person"),
        lambda workspace, _progress: workspace.privacy.export(contact_id, target),
        then=lambda written: toast(_("Saved as {file}").format(file=written.name)),
    )


def ask_to_erase(desk: Desk, parent: QWidget, contact: Contact) -> EraseDialog | None:
    """Say what an erasure takes and leaves, and do it when it is confirmed."""
    try:
        told = desk.workspace.privacy.preview(contact.id)
    except CrmError as error:
        desk.show_trouble(error)
        return None
    dialog = EraseDialog(desk, parent, contact, told)
    dialog.open()
    dialog.cancel_button.setFocus()
    return dialog


class EraseDialog(FormDialog):
    """Enter does not erase by accident: the focus begins on Cancel."""

    def __init__(self, desk: Desk, parent: QWidget, contact: Contact, told: ErasurePreview) -> None:
        super().__init__(_("Erase {name}?").format(name=contact.name), _("Erase for good"), parent)
        self._desk = desk
        self._contact = contact
        for text in consequences(told):
            self.body.addWidget(Label(text, wrap=True))
        warning = Label(_("This cannot be undone."), "strong", wrap=True)
        self.body.addWidget(warning)
        self.submitted.connect(self._erase)

    def _erase(self) -> None:
        contact_id = self._contact.id

        def refuse(error: CrmError) -> None:
            self.show_problem(sentence(error))

        self.accept_button.setEnabled(False)
        self._desk.write(
            lambda workspace: workspace.privacy.erase(contact_id),
            then=lambda _none: self._on_erased(),
            refused=refuse,
            owner=self,
        )

    def _on_erased(self) -> None:
        self.accept()
        toast(_("The person was erased"))
