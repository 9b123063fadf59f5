"""A column of the board: the head with name, count and sums over the list of cards; folded, only a narrow strip."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from smallbiz_crm.domain.deals import StageTotal
from smallbiz_crm.ui.deals.amounts import deals_text, show_whole, sum_text
from smallbiz_crm.ui.deals.card_list import CardList
from smallbiz_crm.ui.deals.card_model import CardModel, dragged_deals
from smallbiz_crm.ui.deals.lanes import Lane
from smallbiz_crm.ui.kit.buttons import IconButton
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.icons import icon
from smallbiz_crm.ui.kit.labels import ElidedLabel, Label
from smallbiz_crm.ui.kit.metrics import HAIR, SMALL, TIGHT, em, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.stage_words import Swatch
from smallbiz_crm.words import _

COLUMN_WIDTH = 240
ANY_WIDTH = 16_777_215


class BoardColumn(QFrame):
    """Head and cards of a lane. The head takes drops too, and so does a folded column."""

    folded_changed = Signal(bool)

    def __init__(self, lane: Lane, model: CardModel) -> None:
        super().__init__()
        self.lane = lane
        self.cards = CardList(model)
        self.is_folded = False
        self._name = ElidedLabel(lane.name, "strong")
        self._count = Label("", "muted")
        self._sum = ElidedLabel("", "muted")
        self._weighted = ElidedLabel("", "caption")
        self._swatch = Swatch(lane.colour)
        self.fold_button = IconButton("chevron-left", "")
        self.fold_button.clicked.connect(lambda: self.set_folded(not self.is_folded))
        self._strip = _Strip(lane.name)
        self._strip.hide()
        self._lay_out()
        self.setAcceptDrops(True)
        self.set_folded(False)
        theme().changed.connect(self._fit)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SMALL)
        top.addWidget(self._swatch)
        top.addWidget(self._name)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self.fold_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(HAIR)
        layout.addLayout(top)
        layout.addWidget(self._sum)
        layout.addWidget(self._weighted)
        layout.addSpacing(TIGHT)
        layout.addWidget(self.cards, 1)
        layout.addWidget(self._strip, 1)

    def set_folded(self, folded: bool) -> None:
        """Show only a narrow strip, or the whole column again; the focus stays on the button."""
        is_new = folded != self.is_folded
        self.is_folded = folded
        for part in (self._swatch, self._name, self._count, self._sum, self._weighted, self.cards):
            part.setHidden(folded)
        self._strip.setVisible(folded)
        self.fold_button.setIcon(
            icon("chevron-right" if folded else "chevron-left", "muted", "on_accent_soft")
        )
        text = _("Unfold {name}") if folded else _("Fold {name}")
        self.fold_button.setAccessibleName(text.format(name=self.lane.name))
        self.fold_button.setToolTip(text.format(name=self.lane.name))
        self._fit()
        if is_new:
            self.folded_changed.emit(folded)

    def _fit(self) -> None:
        self.fold_button.setMaximumHeight(px(self, 24))
        self.setMinimumWidth(em(self, 2.4) if self.is_folded else px(self, COLUMN_WIDTH))
        self.setMaximumWidth(em(self, 2.4) if self.is_folded else ANY_WIDTH)

    def show_total(self, total: StageTotal, currency: str) -> None:
        """Count, sum and weighted sum; what has no rate is counted beside the sum."""
        self._count.setText(number(total.count))
        self._sum.setText(sum_text(total, currency))
        weighted = ""
        if not self.lane.is_closed:
            weighted = _("{amount} weighted").format(amount=show_whole(total.weighted, currency))
        self._weighted.setText(weighted)
        self._strip.set_text(f"{self.lane.name} · {number(total.count)}")
        parts = [self.lane.name, deals_text(total.count), self._sum.text(), weighted]
        told = ", ".join(part for part in parts if part)
        self.cards.setAccessibleName(told)
        self.fold_button.setAccessibleDescription(told)

    def head_texts(self) -> tuple[str, str, str, str]:
        """Name, count, sum and weighted sum as shown."""
        return self._name.text(), self._count.text(), self._sum.text(), self._weighted.text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._over_head(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._over_head(event)

    def _over_head(self, event: QDragMoveEvent) -> None:
        ids = dragged_deals(event.mimeData())
        if not ids or not self.lane.takes_drops:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self.cards.hovered.emit(ids, self.mapToGlobal(event.position().toPoint()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.cards.left.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        self.cards.dropEvent(event)


class _Strip(QWidget):
    """A folded column: its name and count, written from top to bottom."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def set_text(self, text: str) -> None:
        self._text = text
        self.setToolTip(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(em(self, 2), em(self, 8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().color("border"))
        painter.setBrush(theme().color("sunken"))
        radius = px(self, 8)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        painter.setPen(theme().color("muted"))
        painter.translate(self.width(), 0)
        painter.rotate(90)
        room = QRect(SMALL, 0, self.height() - 2 * SMALL, self.width())
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()
