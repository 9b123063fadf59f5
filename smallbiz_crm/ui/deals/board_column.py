"""A column of the board: the head with name, count and sums over the list of cards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from smallbiz_crm.domain.deals import Outcome, Stage, StageTotal
from smallbiz_crm.ui.deals.amounts import deals_text, show_whole, sum_text
from smallbiz_crm.ui.deals.card_list import CardList
from smallbiz_crm.ui.deals.card_model import CardModel, dragged_deal
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, TIGHT
from smallbiz_crm.words import _


class BoardColumn(QFrame):
    """A stage: head and cards. The head takes drops too."""

    def __init__(self, stage: Stage, model: CardModel) -> None:
        super().__init__()
        self.stage = stage
        self.cards = CardList(model)
        self._name = ElidedLabel(stage.name, "strong")
        self._count = Label("", "muted")
        self._sum = ElidedLabel("", "muted")
        self._weighted = ElidedLabel("", "caption")
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self._name)
        top.addWidget(self._count)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addLayout(top)
        layout.addWidget(self._sum)
        layout.addWidget(self._weighted)
        layout.addSpacing(TIGHT)
        layout.addWidget(self.cards, 1)
        self.setAcceptDrops(True)

    def show_total(self, total: StageTotal, currency: str) -> None:
        """Count, sum and weighted sum; what has no rate is counted beside the sum."""
        self._count.setText(number(total.count))
        self._sum.setText(sum_text(total, currency))
        weighted = ""
        if self.stage.kind is Outcome.OPEN:
            weighted = _("{amount} weighted").format(amount=show_whole(total.weighted, currency))
        self._weighted.setText(weighted)
        parts = [self.stage.name, deals_text(total.count), self._sum.text(), weighted]
        self.cards.setAccessibleName(", ".join(part for part in parts if part))

    def head_texts(self) -> tuple[str, str, str, str]:
        """Name, count, sum and weighted sum as shown."""
        return self._name.text(), self._count.text(), self._sum.text(), self._weighted.text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._over_head(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._over_head(event)

    def _over_head(self, event: QDragMoveEvent) -> None:
        deal_id = dragged_deal(event.mimeData())
        if deal_id is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.cards.hovered.emit(deal_id, self.mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.cards.left.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        self.cards.dropEvent(event)
