"""The planner on paper and as a picture: what is seen, with all rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QMarginsF, QRectF, QSaveFile, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from smallbiz_crm.ui.campaigns.month_view import MonthView
from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline
from smallbiz_crm.ui.kit.messages import toast, trouble
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

TALLEST = 16_000
"""Pixels of a picture; more rows are left out, which is said."""
SHARPNESS = 2


def picture_of(view: MonthView | CampaignTimeline) -> QImage:
    """What is seen, twice as sharp: the month, or all rows of the timeline from the first day in sight."""
    if isinstance(view, MonthView):
        return _painted(view.size(), view.paint_whole)
    most = (TALLEST // SHARPNESS - view.head_height) // view.row_height
    rows = range(min(len(view.rows()), max(most, 1)))
    width = view.viewport().width()
    size = QSize(width, view.head_height + len(rows) * view.row_height)
    return _painted(size, lambda painter: view.paint_whole(painter, width, rows))


def _painted(size: QSize, paint: Callable[[QPainter], None]) -> QImage:
    image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(QColor(theme().color("surface")))
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return image


def save_picture(view: MonthView | CampaignTimeline, path: Path) -> bool:
    """Write a PNG; an older file stays whole when that fails. Says how it went."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        trouble(_("The picture was not saved"), file.errorString())
        return False
    image = picture_of(view)
    if not QImageWriter(file, QByteArray(b"png")).write(image) or not file.commit():
        trouble(_("The picture was not saved"), file.errorString())
        return False
    toast(_("Saved {file}").format(file=path.name))
    return True


def ask_and_save(view: MonthView | CampaignTimeline, parent: QWidget) -> None:
    """Ask where the picture is to be, and write it."""
    name, _kind = QFileDialog.getSaveFileName(
        parent, _("Save as a picture"), "plan.png", _("Picture (*.png)")
    )
    if name:
        path = Path(name)
        save_picture(view, path if path.suffix else path.with_suffix(".png"))


def ask_and_print(view: MonthView | CampaignTimeline, parent: QWidget) -> None:
    """Ask for a printer, and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: print_plan(view, printer))
    dialog.setModal(True)
    dialog.show()


def print_plan(view: MonthView | CampaignTimeline, printer: QPrinter) -> None:
    """The month on one page; the timeline on as many as its rows need, each with the head of days."""
    printer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    page = QRectF(printer.pageRect(QPrinter.Unit.DevicePixel))
    painter = QPainter()
    if not painter.begin(printer):
        trouble(_("It was not printed"), _("The printer cannot be reached. Choose another one."))
        return
    if isinstance(view, MonthView):
        scale = min(page.width() / view.width(), page.height() / view.height())
        painter.scale(scale, scale)
        view.paint_whole(painter)
    else:
        _print_rows(view, printer, painter, page)
    painter.end()


def _print_rows(view: CampaignTimeline, printer: QPrinter, painter: QPainter, page: QRectF) -> None:
    width = view.viewport().width()
    scale = page.width() / width
    room = int(page.height() / scale) - view.head_height
    at_once = max(1, room // view.row_height)
    total = len(view.rows())
    for first in range(0, max(total, 1), at_once):
        if first:
            printer.newPage()
        painter.save()
        painter.scale(scale, scale)
        view.paint_whole(painter, width, range(first, min(first + at_once, total)))
        painter.restore()
