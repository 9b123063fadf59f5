"""One column of the board as a list: ids in order, cards read a few dozen at a time, a gap where one will land."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import inf
from typing import Any

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtCore import QPersistentModelIndex as Persistent

from smallbiz_crm.domain.board import CardOrder
from smallbiz_crm.domain.deals import DealCard, Stage
from smallbiz_crm.ui.deals.card_words import card_tip, spoken_card
from smallbiz_crm.ui.deals.lanes import Lane

MIME_TYPE = "application/x-smallbiz-deal"
BLOCK = 24
CARDS_KEPT = 3_000

IdRole = Qt.ItemDataRole.UserRole
CardRole = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | Persistent
Fetch = Callable[[Sequence[int]], Iterable[DealCard]]


class CardStore:
    """The cards looked at last, shared by all columns, so that a card that moves is not read again for nothing."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self.tell_more: Callable[[int], str] = lambda _deal_id: ""
        """What else there is to say of one deal, asked only for its tool tip."""
        self._cards: OrderedDict[int, DealCard | None] = OrderedDict()
        self.stages: dict[int, Stage] = {}
        self.order = CardOrder.URGENCY

    def card(self, ids: array[int], row: int, block: int = BLOCK) -> DealCard | None:
        """The card at `row` of a column, read with the `block` around it; None when it is gone."""
        deal_id = ids[row]
        if deal_id in self._cards:
            self._cards.move_to_end(deal_id)
            return self._cards[deal_id]
        first = row - row % block
        missing = [other for other in ids[first : first + block] if other not in self._cards]
        # Kept before fetching: when that fails, the failure is told once and not for every card painted.
        self._cards.update(dict.fromkeys(missing))
        self._cards.update((card.id, card) for card in self._fetch(missing))
        while len(self._cards) > CARDS_KEPT:
            self._cards.popitem(last=False)
        return self._cards.get(deal_id)

    def keep(self, cards: Iterable[DealCard]) -> None:
        """Take cards that were read already."""
        self._cards.update((card.id, card) for card in cards)

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """Read these again when they are next looked at; all of them without `ids`."""
        if ids is None:
            self._cards.clear()
            return
        for deal_id in ids:
            self._cards.pop(deal_id, None)


class CardModel(QStringListModel):
    """The deals of one column. A drop is not carried out here: `move_requested` asks for it.

    The rows themselves are kept by Qt, as empty strings: a list asks for their number once for every row it
    lays out, and an answer from Python would cost more than all the rest.
    """

    move_requested = Signal(object, int)
    """Ids of the deals, key of the column."""

    def __init__(
        self, lane: Lane, store: CardStore, today: Callable[[], date], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.lane = lane
        self.today = today
        self._store = store
        self._ids = array("q")
        self._gap = -1

    # -- content ------------------------------------------------------------------------------------------

    def set_ids(self, ids: array[int]) -> None:
        """Show these deals in this order; a gap is closed."""
        if ids == self._ids and self._gap < 0:
            self.repaint()
            return
        self._ids = ids
        self._gap = -1
        self.setStringList([""] * len(ids))

    def ids(self) -> array[int]:
        """All deals in order; not to be changed."""
        return self._ids

    def id_at(self, row: int) -> int | None:
        """The deal at a row; None for the gap and outside."""
        place = self._place(row)
        return None if place is None else self._ids[place]

    def row_of(self, deal_id: int) -> int:
        """The row of a deal, or -1."""
        try:
            place = self._ids.index(deal_id)
        except ValueError:
            return -1
        return place + 1 if 0 <= self._gap <= place else place

    def card_at(self, row: int) -> DealCard | None:
        place = self._place(row)
        return None if place is None else self._store.card(self._ids, place)

    def stage_of(self, card: DealCard) -> Stage:
        """The stage that a card stands in."""
        return self._store.stages[card.stage_id]

    def repaint(self) -> None:
        """Say that cards may read differently."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def _place(self, row: int) -> int | None:
        if row == self._gap:
            return None
        place = row - 1 if 0 <= self._gap < row else row
        return place if 0 <= place < len(self._ids) else None

    # -- the gap ------------------------------------------------------------------------------------------

    @property
    def gap(self) -> int:
        """The row of the gap, or -1."""
        return self._gap

    def open_gap(self, card: DealCard) -> int:
        """Make room where `card` would land if it came to this column today; the row."""
        self.close_gap()
        return self.open_gap_at(self.landing_row(card, self.today() if self.lane.is_closed else None))

    def open_gap_at(self, row: int) -> int:
        """Make room in front of the card that stands at a row without a gap; the row."""
        if row == self._gap:
            return row
        self.close_gap()
        self._gap = row
        self.insertRows(row, 1)
        return row

    def id_below_gap(self) -> int | None:
        """The deal that the gap stands in front of; None at the end."""
        return self._ids[self._gap] if 0 <= self._gap < len(self._ids) else None

    def close_gap(self) -> None:
        if self._gap >= 0:
            row, self._gap = self._gap, -1
            self.removeRows(row, 1)

    def landing_row(self, card: DealCard, closed_on: date | None, ids: array[int] | None = None) -> int:
        """Where `card`, closed on a day or open, stands by the order of the column (or of other `ids`)."""
        among = self._ids if ids is None else ids
        order = self._store.order
        wanted = _order(card, closed_on, order)
        low, high = 0, len(among)
        while low < high:
            middle = (low + high) // 2
            other = self._store.card(among, middle, block=1)
            if other is not None and _order(other, other.closed_on, order) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    # -- Qt -----------------------------------------------------------------------------------------------

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == IdRole:
            return self.id_at(index.row())
        if role not in _CARD_ROLES:
            return None
        card = self.card_at(index.row())
        if card is None:
            return None
        if role == CardRole:
            return card
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_card(card, self.stage_of(card), self.today())
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = card_tip(card, self.stage_of(card), self.today())
            return "\n".join(filter(None, (tip, self._store.tell_more(card.id))))
        return card.title

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if index.row() == self._gap:
            return Qt.ItemFlag.ItemIsDropEnabled | Qt.ItemFlag.ItemNeverHasChildren
        return _CARD_FLAGS

    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        ids = [deal_id for index in indexes if (deal_id := self.id_at(index.row())) is not None]
        if ids:
            data.setData(MIME_TYPE, QByteArray(" ".join(map(str, ids)).encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def canDropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, _parent: Index
    ) -> bool:
        return self.lane.takes_drops and data.hasFormat(MIME_TYPE)

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, _parent: Index
    ) -> bool:
        """Ask for the move. Never true: the view must not take the card away before it was written."""
        ids = dragged_deals(data)
        if ids and self.lane.takes_drops:
            self.move_requested.emit(ids, self.lane.key)
        return False


_CARD_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemIsDropEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)
_CARD_ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        CardRole,
    )
)


def dragged_deals(data: QMimeData) -> list[int]:
    """The deals that are being dragged, if they are any."""
    told = bytes(data.data(MIME_TYPE).data()).split()
    return [int(digits) for digits in told if digits.isdigit()]


def _order(card: DealCard, closed_on: date | None, order: CardOrder) -> tuple[float | date, ...]:
    """How cards stand in a column, as the database orders them: by value all, else the newest closed first."""
    if order is CardOrder.VALUE:
        return (inf if card.value is None else -card.value, card.id)
    if closed_on is not None:
        return (-closed_on.toordinal(), date.max, date.max, -card.id)
    step, close = card.next_step_on or date.max, card.expected_close or date.max
    if order is CardOrder.CLOSE:
        return (1, close, step, card.id)
    if order is CardOrder.HAND:
        return (1, inf if card.position is None else card.position, step, close, card.id)
    return (1, step, close, card.id)
