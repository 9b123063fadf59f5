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
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.words import _, left_out_sentence, ngettext

if TYPE_CHECKING:
    from smallbiz_crm.services.exports import Exported


def ask_export(desk: Desk, parent: QWidget, ids: Sequence[int]) -> QFileDialog:
    """Let the user say where these people are to be written, and as what."""
    people = list(ids)
    name = f"contacts {desk.today().isoformat()}.csv"
    title = _("Export {people}").format(people=people_words(len(people)))
    dialog = QFileDialog(parent, title, str(Path.home() / name))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    forms = _forms()
    dialog.setNameFilters(list(forms))
    dialog.setDefaultSuffix("csv")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_SUFFIXES[forms[chosen]]))
    dialog.selectFile(name)
    dialog.fileSelected.connect(
        lambda chosen: export(desk, people, Path(chosen), forms.get(dialog.selectedNameFilter(), "csv"))
    )
    dialog.open()
    return dialog


_SUFFIXES = {
    "csv": "csv",
    "xlsx": "xlsx",
    "vcard4": "vcf",
    "vcard3": "vcf",
    "google": "csv",
    "mailchimp": "csv",
}


def _forms() -> dict[str, str]:
    """The forms people can be written in, by what the chooser of files calls them."""
    return {
        _("Table") + " (*.csv)": "csv",
        _("Workbook") + " (*.xlsx)": "xlsx",
        _("Contact cards, vCard 4.0") + " (*.vcf)": "vcard4",
        _("Contact cards for older phones, vCard 3.0") + " (*.vcf)": "vcard3",
        _("Table for Google Contacts") + " (*.csv)": "google",
        _("Table for Mailchimp, only who opted in") + " (*.csv)": "mailchimp",
    }


def export(desk: Desk, ids: Sequence[int], target: Path, form: str = "csv") -> None:
    """Write these people into `target`, in the order of the list."""

    def say(exported: Exported) -> None:
        said = _("{people} in {file}").format(people=people_words(exported.rows), file=exported.file.name)
        if exported.left_out:
            said += ". " + left_out_sentence(exported.left_out)
        if exported.unguarded:
            said += " " + ngettext(
                "{n} cell looks like a formula; do not open the file in a spreadsheet.",
                "{n} cells look like formulas; do not open the file in a spreadsheet.",
                exported.unguarded,
            ).format(n=number(exported.unguarded))
        folder = QUrl.fromLocalFile(str(exported.file.parent))
        toast(said, _("Show in folder"), lambda: QDesktopServices.openUrl(folder))

    desk.run(
        _("Exporting"),
        lambda workspace, progress: workspace.exports.write(
            "contacts", target, form=form, ids=ids, progress=progress
        ),
        then=say,
    )
