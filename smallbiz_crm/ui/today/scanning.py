"""Where a code to scan comes from: a picture file, the clipboard, a drop, or what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from smallbiz_crm.domain.errors import CrmError, Refused
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.latest import IsStale, NewestAnswer
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.domain.mecard import Scanned
    from smallbiz_crm.services.qr import Pixels
    from smallbiz_crm.services.workspace import Workspace

PICTURES = ("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff")
_CARDS = ("BEGIN:VCARD", "MECARD:", "BIZCARD:")


class Scanning(QObject):
    """Reads codes beside the window, so that a large picture never holds it up; the newest asked for counts."""

    found = Signal(object)
    """A `Scanned`."""
    failed = Signal(object)
    """A `CrmError`."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk = desk
        self._owner = owner
        self._reader = NewestAnswer(self, (CrmError,), inline=desk.is_inline)
        desk.closing.connect(self._reader.stop)

    def menu(self) -> QMenu:
        """The places a code can come from."""
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("file"), _("From a picture …"), self.ask_file)
        menu.addAction(icon("copy"), _("From the clipboard"), self.scan_clipboard)
        menu.addAction(icon("eye"), _("From the screen"), self.scan_screen)
        return menu

    def ask_file(self) -> QFileDialog:
        """Let the user choose a picture."""
        dialog = QFileDialog(self._owner, _("Scan a QR code"))
        dialog.setNameFilter(_("Pictures") + f" ({' '.join(f'*.{ending}' for ending in PICTURES)})")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.scan_file(Path(name)))
        dialog.open()
        return dialog

    def scan_file(self, path: Path) -> None:
        """Read the code in a picture."""
        self._ask(lambda workspace: workspace.qr.scan_file(path))

    def scan_clipboard(self) -> None:
        """Read what was copied: a picture, a picture's file, or the text of a card."""
        content: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if content is None:  # Qt says so of an empty clipboard on some systems
            self.failed.emit(Refused("qr.none"))
        elif not self.take(content):
            text = content.text().strip()
            if text:
                self._ask(lambda workspace: workspace.qr.understand(text))
            else:
                self.failed.emit(Refused("qr.none"))

    def scan_screen(self) -> None:
        """Read the code that some other window shows."""
        shots = [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]
        shots = [shot for shot in shots if not shot.isNull()]
        if not shots:
            self.failed.emit(Refused("qr.no_screen"))
            return
        self._ask(lambda workspace: _first(workspace, shots))

    def take(self, content: QMimeData) -> bool:
        """Read a picture, a picture's file or a card that was pasted or dropped; whether it is one.

        Cells of a table come as text and as a picture of it: they are text.
        """
        text = content.text().strip()
        if (path := picture_in(content)) is not None:
            self.scan_file(path)
        elif text.upper().startswith(_CARDS):
            self._ask(lambda workspace: workspace.qr.understand(text))
        elif content.hasImage() and not text:
            image = QImage(content.imageData())
            self._ask(lambda workspace: _first(workspace, [image]))
        else:
            return False
        return True

    def _ask(self, read: Callable[[Workspace], Scanned]) -> None:
        if not self._desk.is_open:
            return
        workspace = self._desk.workspace

        def work(_is_stale: IsStale) -> Scanned:
            return read(workspace)

        self._reader.ask(work, self.found.emit, self.failed.emit)


def picture_in(content: QMimeData) -> Path | None:
    """The first picture file of a drop or a copy."""
    for url in content.urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.suffix.lower().lstrip(".") in PICTURES:
            return path
    return None


def _first(workspace: Workspace, images: list[QImage]) -> Scanned:
    """The first code in any of the pictures. Raises Refused when there is none."""
    for image in images[:-1]:
        try:
            return workspace.qr.scan_pixels(_grey(image))
        except Refused:
            continue
    return workspace.qr.scan_pixels(_grey(images[-1]))


def _grey(image: QImage) -> Pixels:
    """The picture on white without its colours."""
    from smallbiz_crm.services.qr import Pixels

    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(flat.rect(), image)
    painter.end()
    grey = flat.convertToFormat(QImage.Format.Format_Grayscale8)
    return Pixels(grey.width(), grey.height(), grey.bytesPerLine(), bytes(grey.constBits()))
