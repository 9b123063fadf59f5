"""A report on paper: its pages as they are in the PDF, looked at before they are printed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from smallbiz_crm.domain.figures import Report
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.messages import trouble
from smallbiz_crm.words import _, phrase

DOTS_PER_INCH = 200.0


def ask_print(desk: Desk, owner: QWidget, report: Report) -> None:
    """Set the pages in the background, then show them with what a printer can be asked for."""
    desk.run(
        _("Setting the pages"),
        lambda workspace, _progress: workspace.exports.report_pages(report, DOTS_PER_INCH),
        then=lambda pages: show_preview(owner, report, pages),
        owner=owner,
    )


class PrintPreview(QPrintPreviewDialog):
    """The pages in a window of their own; what is printed there is what is seen."""

    def __init__(self, owner: QWidget, report: Report, pages: Sequence[bytes]) -> None:
        self.images = [QImage.fromData(page) for page in pages]
        # The dialog does not keep the printer alive.
        self.sheet = QPrinter(QPrinter.PrinterMode.HighResolution)
        title = phrase(f"report.{report.name}")
        self.sheet.setDocName(f"{title} {report.period.name}")
        if self.images:
            self.sheet.setPageSize(_size_of(self.images[0]))
        self.sheet.setFullPage(True)
        self.sheet.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
        super().__init__(self.sheet, owner.window())
        self.setWindowTitle(_("Print {report}").format(report=title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.paintRequested.connect(lambda wanted: paint_pages(self.images, wanted))
        self.resize(owner.window().size() * 0.9)


def show_preview(owner: QWidget, report: Report, pages: Sequence[bytes]) -> PrintPreview:
    """Show the pages, to be printed from there."""
    dialog = PrintPreview(owner, report, pages)
    dialog.open()
    return dialog


def paint_pages(images: Sequence[QImage], printer: QPrinter) -> None:
    """Each picture on a sheet of its own, as large as the sheet."""
    painter = QPainter()
    if not painter.begin(printer):
        trouble(_("It was not printed"), _("The printer cannot be reached. Choose another one."))
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
    sheet.moveTopLeft(QRectF().topLeft())
    for number, image in enumerate(images):
        if number:
            printer.newPage()
        size = image.size().scaled(sheet.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (sheet.width() - size.width()) / 2
        painter.drawImage(QRectF(left, 0, size.width(), size.height()), image)
    painter.end()


def _size_of(image: QImage) -> QPageSize:
    """A4 or Letter, whichever the picture is."""
    is_tall = image.height() / max(1, image.width()) > 1.35
    return QPageSize(QPageSize.PageSizeId.A4 if is_tall else QPageSize.PageSizeId.Letter)
