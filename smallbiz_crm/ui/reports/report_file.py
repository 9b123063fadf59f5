"""A report as a file: asked where, written in the background."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.domain.figures import Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.reports.folders import documents_folder, show_in_folder
from smallbiz_crm.words import _, phrase


def ask_export(desk: Desk, owner: QWidget, report: Report) -> QFileDialog:
    """Ask where the report is to be written, as PDF, workbook or CSV."""
    title = phrase(f"report.{report.name}")
    dialog = QFileDialog(owner, _("Export the report"), str(documents_folder()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(
        [
            _("PDF document") + " (*.pdf)",
            _("Workbook") + " (*.xlsx)",
            _("CSV file") + " (*.csv)",
        ]
    )
    dialog.setDefaultSuffix("pdf")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(chosen[:-1].rpartition(".")[2]))
    dialog.selectFile(f"{title} {report.period.name}.pdf")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda chosen: _export(desk, owner, report, Path(chosen)))
    dialog.open()
    return dialog


def _export(desk: Desk, owner: QWidget, report: Report, target: Path) -> None:
    desk.run(
        _("Exporting the report"),
        lambda workspace, _progress: workspace.exports.report(report, target),
        then=lambda _made: toast(
            _("Exported to {file}").format(file=target.name),
            _("Show in folder"),
            lambda: show_in_folder(target),
        ),
        owner=owner,
    )
