"""The photo of a person in the head of the panel, or the first letters of the name; a press changes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu

from smallbiz_crm.domain.contacts import Contact
from smallbiz_crm.ui.contacts.drag_out import DragOut
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.files_box import dropped_files
from smallbiz_crm.ui.kit.icons import draw_icon, icon
from smallbiz_crm.ui.kit.metrics import em
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

SIDE = 2.6
"""Line heights."""


class Portrait(QAbstractButton):
    """A round picture. A picture file may be dropped on it, and the person dragged out of it as a card."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._contact: Contact | None = None
        self._letters = ""
        self._photo: QPixmap | None = None
        self._drag_out = DragOut(self, desk)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(_("Photo. Drag it out for a contact card."))
        self.clicked.connect(self._open_menu)

    def show_contact(self, contact: Contact) -> None:
        """Show whose panel this is."""
        self._contact = contact
        self._letters = initials(contact) if contact.is_named else ""
        content = self._desk.workspace.files.photo(contact.id) if contact.has_photo else None
        self._photo = QPixmap()
        if content is None or not self._photo.loadFromData(content):
            self._photo = None
        self.setAccessibleName(_("Photo of {name}").format(name=contact.name))
        self.setEnabled(not contact.is_erased)
        self.update()

    def has_photo(self) -> bool:
        """Whether a photo is shown."""
        return self._photo is not None

    def choose(self) -> QFileDialog:
        """Ask for a picture."""
        dialog = QFileDialog(self.window(), _("Choose a photo"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{_('Pictures')} (*.png *.jpg *.jpeg *.webp)", _("All files (*)")])
        dialog.fileSelected.connect(lambda chosen: self.take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def take(self, path: Path) -> None:
        """Make this picture the person's photo."""
        contact = self._contact
        if contact is not None:
            self._desk.write(
                lambda workspace: workspace.files.set_photo(contact.id, path), said=_("Photo changed")
            )

    def remove(self) -> None:
        """Take the photo away."""
        contact = self._contact
        if contact is not None:
            self._desk.write(
                lambda workspace: workspace.files.remove_photo(contact.id), said=_("Photo removed")
            )

    def menu(self) -> QMenu:
        """What can be done with the photo."""
        menu = QMenu(self)
        menu.addAction(icon("person"), _("Choose a photo …"), self.choose)
        if self._photo is not None:
            menu.addAction(icon("trash"), _("Remove the photo"), self.remove)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.mapToGlobal(QPoint(0, self.height())))

    def sizeHint(self) -> QSize:
        side = em(self, SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        side = min(self.width(), self.height())
        circle = QRectF(1.5, 1.5, side - 3, side - 3)
        shape = QPainterPath()
        shape.addEllipse(circle)
        painter.fillPath(shape, colors.color("accent_soft"))
        if self._photo is not None:
            painter.setClipPath(shape)
            edge = min(self._photo.width(), self._photo.height())
            left, top = (self._photo.width() - edge) / 2, (self._photo.height() - edge) / 2
            painter.drawPixmap(circle, self._photo, QRectF(left, top, edge, edge))
            painter.setClipping(False)
        elif self._letters:
            painter.setPen(colors.color("on_accent_soft"))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), self._letters)
        else:
            inset = side // 4
            place = circle.toRect().adjusted(inset, inset, -inset, -inset)
            draw_icon(painter, place, "person", "on_accent_soft")
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(colors.color("accent"))
            pen.setWidthF(2)
            painter.setPen(pen)
            painter.drawEllipse(circle)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag_out.press(event, () if self._contact is None else (self._contact.id,))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_out.move(event):
            self.setDown(self.isDown() and self._drag_out.is_waiting)
            return
        super().mouseMoveEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if len(dropped_files(event.mimeData())) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = dropped_files(event.mimeData())
        if len(paths) == 1:
            event.acceptProposedAction()
            self.take(paths[0])


def initials(contact: Contact) -> str:
    """The first letters of the first and the last name: ``AP`` for Dr. Ana Pérez."""
    words = [part for part in (contact.given_name, contact.family_name) if part] or contact.name.split()[:1]
    return "".join(word[0].upper() for word in words if word[:1].isalnum())
