"""The place in a form for a receipt: a file is chosen or dropped, and its name is shown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImageWriter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from smallbiz_crm.ui.campaigns.receipts import choose_receipt, dropped_file
from smallbiz_crm.ui.kit.buttons import Button, IconButton
from smallbiz_crm.ui.kit.labels import ElidedLabel
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.metrics import MEDIUM, SMALL, TIGHT
from smallbiz_crm.ui.kit.private_files import private_files
from smallbiz_crm.words import _


class ReceiptField(QFrame):
    """`path` is the file to be attached, None when there is no new one."""

    def __init__(self, kept: str | None = None, parent: QWidget | None = None) -> None:
        """`kept` is the name of the receipt that the line has already."""
        super().__init__(parent)
        self.path: Path | None = None
        self._kept = kept
        self.setProperty("role", "sunken")
        self.setAcceptDrops(True)
        self.words = ElidedLabel("", "muted")
        self.forget_button = IconButton("close", _("Take the file away again"))
        self.forget_button.clicked.connect(self.forget)
        self.paste_button = Button(_("Paste"), "copy", "quiet")
        self.paste_button.setToolTip(_("Paste a file or a picture that was copied"))
        self.paste_button.clicked.connect(self.paste)
        self.choose_button = Button(_("Choose file …"), "paperclip")
        self.choose_button.clicked.connect(lambda: choose_receipt(self, self.take))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, TIGHT, TIGHT, TIGHT)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.forget_button)
        layout.addWidget(self.paste_button)
        layout.addWidget(self.choose_button)
        self._show()

    def take(self, path: Path) -> None:
        """Attach this file."""
        self.path = path
        self._show()

    def paste(self) -> None:
        """Attach the file, or the picture, that was copied."""
        copied = QGuiApplication.clipboard().mimeData()
        path = dropped_file(copied)
        if path is None and copied.hasImage():
            content = QByteArray()
            buffer = QBuffer(content)
            buffer.open(QBuffer.OpenModeFlag.WriteOnly)
            QImageWriter(buffer, QByteArray(b"png")).write(QGuiApplication.clipboard().image())
            path = private_files.write(_("Pasted receipt.png"), bytes(content.data()))
        if path is None:
            toast(_("There is no file and no picture to paste. Copy one first."))
        else:
            self.take(path)

    def forget(self) -> None:
        """Attach no new file after all."""
        self.path = None
        self._show()
        self.choose_button.setFocus()

    def _show(self) -> None:
        if self.path is not None:
            text = _("Receipt: {file}").format(file=self.path.name)
        elif self._kept:
            text = _("Receipt: {file}. Drop a file here to replace it").format(file=self._kept)
        else:
            text = _("Drop a receipt here")
        self.words.setText(text)
        self.forget_button.setVisible(self.path is not None)
        self.choose_button.setAccessibleDescription(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            self.take(path)
            event.acceptProposedAction()
