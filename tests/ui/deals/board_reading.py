"""What tests ask of a board: who stands where, and keys sent to where the focus is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.board_column import BoardColumn
from smallbiz_crm.ui.deals.closing import LostPopover, WonPopover
from smallbiz_crm.ui.deals.page import DealsPage

CONTROL = Qt.KeyboardModifier.ControlModifier
_MOVE = Qt.DropAction.MoveAction
_LEFT = Qt.MouseButton.LeftButton


def stage_id(workspace: Workspace, name: str) -> int:
    return next(stage.id for stage in workspace.deals.stages() if stage.name == name)


def column(page: DealsPage, name: str) -> BoardColumn:
    return next(each for each in page.board.columns if each.lane.name == name)


def titles(page: DealsPage) -> dict[str, list[str]]:
    """The cards of each column that has any, a gap as ``…``."""
    found: dict[str, list[str]] = {}
    for each in page.board.columns:
        model = each.cards.model_of_cards()
        cards = [model.card_at(row) for row in range(model.rowCount())]
        if cards:
            found[each.lane.name] = ["…" if card is None else card.title for card in cards]
    return found


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Send a key to where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


class Drag:
    """A deal that is dragged from one column over another, and may be dropped there."""

    def __init__(self, deal_id: int, source: BoardColumn, target: BoardColumn) -> None:
        model = source.cards.model_of_cards()
        self._source = source
        self._target = target
        # Qt's events only point at the data, so that it has to live as long as the drag.
        self._data = model.mimeData([model.index(model.row_of(deal_id), 0)])
        self._place = target.cards.viewport().rect().center()
        source.cards.dragged.emit([deal_id])
        self._send(QDragEnterEvent)
        assert self._send(QDragMoveEvent).isAccepted()

    def _send(self, kind: type[QDragMoveEvent]) -> QDragMoveEvent:
        event = kind(self._place, _MOVE, self._data, _LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._target.cards.viewport(), event)
        return event

    def drop(self, *, on_head: bool = False) -> Qt.DropAction:
        """Let go over the cards or the head of the target; what is told to the source."""
        event = QDropEvent(QPointF(self._place), _MOVE, self._data, _LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._target if on_head else self._target.cards.viewport(), event)
        self.end()
        return event.dropAction()

    def end(self) -> None:
        """The drag is over for the source."""
        self._source.cards.dragged.emit(None)


def won_popover() -> WonPopover:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, WonPopover)
    return popup


def lost_popover() -> LostPopover:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, LostPopover)
    return popup
