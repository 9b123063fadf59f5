"""People and companies dragged out of the window as contact cards, which any mail program or folder takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.messages import toast
from smallbiz_crm.ui.kit.private_files import private_files
from smallbiz_crm.words import _, ngettext

Cards = Callable[[Desk, Sequence[int]], QMimeData | None]

MOST_CARDS = 500
"""A drag begins at once; more people go out by Export."""


def cards_of(desk: Desk, ids: Sequence[int]) -> QMimeData | None:
    """The cards of people as text and as a file; None where there is nothing to drag, which is said."""
    if len(ids) > MOST_CARDS:
        toast(_("Up to {n} people can be dragged out; Export takes them all.").format(n=number(MOST_CARDS)))
        return None

    def read() -> tuple[str, bytes]:
        content = b"".join(desk.workspace.exports.card(contact_id) for contact_id in ids)
        if len(ids) == 1:
            return desk.workspace.contacts.get(ids[0]).name, content
        return ngettext("{n} person", "{n} people", len(ids)).format(n=number(len(ids))), content

    return _laid_down(desk, read)


def company_card_of(desk: Desk, ids: Sequence[int]) -> QMimeData | None:
    """The card of a company as text and as a file; None where it cannot be made, which is said."""

    def read() -> tuple[str, bytes]:
        company = desk.workspace.companies.get(ids[0])
        return company.name, desk.workspace.exports.company_card(company.id)

    return _laid_down(desk, read)


def _laid_down(desk: Desk, read: Callable[[], tuple[str, bytes]]) -> QMimeData | None:
    """Cards as text and as a file of a name, which `read` gives."""
    try:
        name, content = read()
        path = private_files.write(f"{name}.vcf", content)
    except CrmError as error:
        desk.show_trouble(error)
        return None
    except OSError as error:
        toast(_("The card could not be laid down: {reason}").format(reason=error.strerror or str(error)))
        return None
    data = QMimeData()
    data.setData("text/vcard", content)
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


class DragOut:
    """Begins a drag from a widget once the mouse, pressed on somebody, has moved far enough."""

    def __init__(self, source: QWidget, desk: Desk, cards: Cards | None = None) -> None:
        """`cards` makes what is dragged; without it the cards of people."""
        self._cards = cards or cards_of
        self._source = source
        self._desk = desk
        self._start = QPoint()
        self._ids: Sequence[int] = ()

    @property
    def is_waiting(self) -> bool:
        """Whether the button is down and no drag has begun."""
        return bool(self._ids)

    def press(self, event: QMouseEvent, ids: Sequence[int]) -> None:
        """Note where the left button went down, and on whom."""
        self._ids = ids if event.button() == Qt.MouseButton.LeftButton else ()
        self._start = event.position().toPoint()

    def move(self, event: QMouseEvent) -> bool:
        """Whether this movement belongs to a drag."""
        if not self._ids or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        far = (event.position().toPoint() - self._start).manhattanLength()
        if far >= QApplication.startDragDistance():
            ids, self._ids = self._ids, ()
            data = self._cards(self._desk, ids)
            if data is not None:
                drag = QDrag(self._source)
                drag.setMimeData(data)
                drag.exec(Qt.DropAction.CopyAction)
        return True
