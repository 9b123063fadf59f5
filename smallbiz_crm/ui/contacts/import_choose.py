"""The first page of the import: drop a file, choose one, or paste what was copied."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from smallbiz_crm.ui.kit.buttons import Button
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.labels import Label
from smallbiz_crm.ui.kit.metrics import CARD_RADIUS, MEDIUM, PAGE, em, px
from smallbiz_crm.ui.kit.private_files import private_files
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".vcf", ".vcard", ".zip")


class ChooseFile(QWidget):
    """`chosen` carries the path."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._is_over = False
        self.problem = Label("", "caption", wrap=True)
        self.problem.set_tone("danger")
        self.problem.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.problem.hide()
        self.choose_button = Button(_("Choose a file"), "folder")
        self.choose_button.clicked.connect(self.ask)
        self.paste_button = Button(_("Paste what was copied"), kind="quiet")
        self.paste_button.clicked.connect(self.paste)
        known = Label(
            _(
                "CSV files, workbooks (XLSX) and contact cards (vCard) of Google, Outlook, LinkedIn, HubSpot, "
                "Pipedrive, Mailchimp, Eventbrite and others are recognised. "
                "Nothing is written before you have seen it. A zip of everything is read into an empty workspace."
            ),
            "muted",
            wrap=True,
        )
        known.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = Label(_("Drop a file here"), "strong")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE, em(self, 4.5), PAGE, PAGE)
        layout.setSpacing(MEDIUM)
        layout.addStretch(1)
        layout.addWidget(words)
        layout.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.paste_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.problem)
        layout.addWidget(known)
        layout.addStretch(1)

    def ask(self) -> QFileDialog:
        """Open the chooser of the system."""
        dialog = QFileDialog(self, _("Choose a file to import"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        kinds = " ".join(f"*{ending}" for ending in ENDINGS)
        dialog.setNameFilters(
            [_("Tables and contact cards ({kinds})").format(kinds=kinds), _("All files (*)")]
        )
        dialog.fileSelected.connect(lambda path: self.chosen.emit(Path(path)))
        dialog.open()
        return dialog

    def paste(self) -> None:
        """Take the file, the cells of a table or the contact card on the clipboard."""
        clipboard = QApplication.clipboard()
        data: QMimeData | None = clipboard.mimeData()
        path = _file_of(data) if data is not None else None
        text = clipboard.text().strip()
        if path is not None:
            self.chosen.emit(path)
            return
        if not text:
            self.show_problem(_("There is nothing to paste. Copy a table or a contact card first."))
            return
        is_card = text[:20].upper().startswith("BEGIN:VCARD")
        name = _("Pasted card") + ".vcf" if is_card else _("Pasted table") + ".csv"
        try:
            written = private_files.write(name, text.encode("utf-8", "replace"))
        except OSError as error:
            self.show_problem(
                _("What was copied could not be laid down: {reason}").format(reason=error.strerror)
            )
            return
        self.chosen.emit(written)

    def show_problem(self, text: str) -> None:
        """Say why a file cannot be read; an empty text takes that away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            self._show_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.chosen.emit(path)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colors.color("accent" if self._is_over else "strong_border"), 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(colors.color("accent_soft" if self._is_over else "background"))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), CARD_RADIUS, CARD_RADIUS)
        side = px(self, 36)
        place = QRect((self.width() - side) // 2, self.choose_button.y() - em(self, 3) - side, side, side)
        draw_icon(painter, place, "import", "muted")
        painter.end()

    def _show_over(self, is_over: bool) -> None:
        self._is_over = is_over
        self.update()


def _dropped(event: QDropEvent) -> Path | None:
    return _file_of(event.mimeData())


def _file_of(data: QMimeData) -> Path | None:
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if urls and urls[0].isLocalFile() else None
