"""The list of spend lines, two lines of words each: payee and gross, then day, category and what it was for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from smallbiz_crm.domain.campaigns import Spend
from smallbiz_crm.ui.campaigns.amounts import show_money
from smallbiz_crm.ui.kit.formats import day
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.labels import set_style_property
from smallbiz_crm.ui.kit.metrics import CAPTION, px, scaled_font
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

SpendRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


def facts_text(line: Spend) -> str:
    """``15/05/2026 · Events · Stand, 9 m²``, and what is odd about the line."""
    parts = (day(line.spent_on), *oddities(line), line.category, line.description)
    return " · ".join(part for part in parts if part)


def oddities(line: Spend) -> list[str]:
    """What deserves a second look; all of it is allowed."""
    odd: list[str] = []
    if line.is_campaign_trashed:
        odd.append(_("“{name}” is in the Trash").format(name=line.campaign))
    if line.is_outside:
        odd.append(_("outside the campaign's days"))
    if not line.fits_tax:
        odd.append(_("tax does not fit its rate"))
    return odd


def net_and_tax(line: Spend) -> str:
    """How the gross comes about, where there is tax."""
    if not line.tax:
        return ""
    net, tax = show_money(line.net, line.currency), show_money(line.tax, line.currency)
    return _("{net} + {tax} tax").format(net=net, tax=tax)


def line_sentence(line: Spend) -> str:
    """All of a line in words."""
    parts = [line.payee, show_money(line.gross, line.currency), net_and_tax(line), facts_text(line)]
    parts.append(_("with a receipt") if line.receipt else _("without a receipt"))
    return " · ".join(part for part in parts if part)


class SpendModel(QAbstractListModel):
    """Spend lines in the order given."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Spend] = []

    def show_lines(self, lines: Sequence[Spend]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def lines(self) -> Sequence[Spend]:
        return self._lines

    def row_of(self, spend_id: int | None) -> int:
        """The row of a line, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.id == spend_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == SpendRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line_sentence(line)
        if role == Qt.ItemDataRole.ToolTipRole:
            return line_sentence(line).replace(" · ", "\n")
        return None


class SpendDelegate(QStyledItemDelegate):
    """Paints a line; a paper clip says that there is a receipt."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Take the font anew."""
        plain = QFont(self._view.font())
        plain.setFeature(QFont.Tag("tnum"), 1)
        self._strong = QFont(plain)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._small = scaled_font(plain, CAPTION)
        self._heights = QFontMetrics(self._strong).height(), QFontMetrics(self._small).height()
        self._pad, self._side = px(plain, 8), px(plain, 16)

    def clip_area(self, rect: QRect) -> QRect:
        """Where the paper clip of a line is: at the trailing end of its first words."""
        side = self._side + self._pad
        left = rect.left() if self._view.isRightToLeft() else rect.right() - side + 1
        return QRect(left, rect.top(), side, rect.height())

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, sum(self._heights) + 2 * self._pad)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(SpendRole)
        if not isinstance(line, Spend):
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        selected = bool(option.state & _SELECTED)  # pyright: ignore[reportAttributeAccessIssue]
        colors = theme()
        if selected:
            painter.fillRect(rect, colors.color("selection"))
            if self._view.hasFocus():
                painter.fillRect(
                    rect.x(), rect.y(), px(self._strong, 3), rect.height(), colors.color("on_selection")
                )
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, colors.color("border"))
        clip = self.clip_area(rect)
        if line.receipt:
            side, center = self._side, clip.center()
            place = QRect(center.x() - side // 2, center.y() - side // 2, side, side)
            draw_icon(painter, place, "paperclip", "on_selection" if selected else "muted")
        room = rect.adjusted(self._pad, self._pad, -self._pad - clip.width(), -self._pad)
        if self._view.isRightToLeft():
            room = rect.adjusted(self._pad + clip.width(), self._pad, -self._pad, -self._pad)
        first, second = self._heights
        top = QRect(room.left(), room.top(), room.width(), first)
        below = QRect(room.left(), room.top() + first, room.width(), second)
        gross = show_money(line.gross, line.currency)
        self._paint_pair(
            painter, top, (line.payee, gross), self._strong, "on_selection" if selected else "text"
        )
        small = "on_selection" if selected else "muted"
        self._paint_pair(painter, below, (facts_text(line), net_and_tax(line)), self._small, small)

    def _paint_pair(
        self, painter: QPainter, room: QRect, words: tuple[str, str], font: QFont, role: str
    ) -> None:
        """Words at the start, cut where they meet those at the end."""
        start, end = words
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme().color(role))
        taken = min(metrics.horizontalAdvance(end) + self._pad if end else 0, room.width() * 2 // 3)
        mode = Qt.TextElideMode.ElideRight
        painter.drawText(room, _TRAILING, metrics.elidedText(end, mode, taken))
        painter.drawText(room, _LEADING, metrics.elidedText(start, mode, room.width() - taken))


class SpendLines(QListView):
    """Enter or a double click opens a line, a click on its clip the receipt, Delete asks for the Trash."""

    opened = Signal(int)
    receipt_requested = Signal(int)
    trash_requested = Signal(int)
    menu_requested = Signal(int, QPoint)

    def __init__(self) -> None:
        super().__init__()
        self.records = SpendModel()
        self._lines_delegate = SpendDelegate(self)
        set_style_property(self, "role", "bare")
        self.setAccessibleName(_("Spend"))
        self.setModel(self.records)
        self.setItemDelegate(self._lines_delegate)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._line_at(index).id))
        theme().changed.connect(self._on_theme_changed)

    def show_lines(self, lines: Sequence[Spend]) -> None:
        """Show these; the line the user is on stays, or gives its place to the next one."""
        if lines == self.records.lines():
            return
        current, place = self.current_id(), self.currentIndex().row()
        self.records.show_lines(lines)
        if current is None or not lines:
            return
        row = self.records.row_of(current)
        self.select_row(min(place, len(lines) - 1) if row < 0 else row)

    def current_id(self) -> int | None:
        """The line the user is on."""
        line = self.currentIndex().data(SpendRole)
        return line.id if isinstance(line, Spend) else None

    def select_row(self, row: int) -> None:
        """Go to a row."""
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.records.index(row, 0), flags)

    def clip_area(self, row: int) -> QRect:
        """Where the paper clip of a row is, in the viewport."""
        return self._lines_delegate.clip_area(self.visualRect(self.records.index(row, 0)))

    def _line_at(self, index: Index) -> Spend:
        return self.records.lines()[index.row()]

    def _on_menu_requested(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if index.isValid():
            self.menu_requested.emit(self._line_at(index).id, self.viewport().mapToGlobal(place))

    def _on_theme_changed(self) -> None:
        self._lines_delegate.refresh()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Typing letters does nothing here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.current_id()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None:
            self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Delete and current is not None:
            self.trash_requested.emit(current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if self._line_at(index).receipt and self.clip_area(index.row()).contains(place):
            self.receipt_requested.emit(self._line_at(index).id)
