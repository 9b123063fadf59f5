"""Paints the rows of a list: one look at the model per cell, nothing measured twice."""

from __future__ import annotations

from collections.abc import Callable
from unicodedata import bidirectional

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
)

from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.metrics import CAPTION, em, px, scaled_font
from smallbiz_crm.ui.kit.paged_model import PagedTableModel
from smallbiz_crm.ui.kit.theme import theme

_ELIDED_KEPT = 20_000
FindMarks = Callable[[str], list[tuple[int, int]]]
_RIGHT_TO_LEFT = frozenset(("R", "AL"))
_SELECTED = QStyle.StateFlag.State_Selected


class RowDelegate(QStyledItemDelegate):
    """For views on a `PagedTableModel`. The view sets `hovered_row` and `focused_row` (-1 for none)."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row = -1
        self.focused_row = -1
        self._find_marks: FindMarks | None = None
        self._marks: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Take font and colours anew."""
        font = QFont(self._view.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._fonts = {"text": font, "muted": font, "strong": strong}
        self._metrics = {look: QFontMetrics(shown) for look, shown in self._fonts.items()}
        self._chip_font = scaled_font(font, CAPTION)
        self.padding = px(font, 10)
        colors = theme()
        self._elided: dict[tuple[str, int, str], str] = {}
        self._marks.clear()
        self._mark = colors.color("accent_soft")
        self._selection, self._on_selection = colors.color("selection"), colors.color("on_selection")
        self._hover, self._line = colors.color("hover"), colors.color("border")
        self._pens = {
            "text": colors.color("text"),
            "muted": colors.color("muted"),
            "strong": colors.color("text"),
        }

    def row_height(self) -> int:
        return em(self._fonts["text"], 1) + 2 * px(self._fonts["text"], 10)

    def elided(self, text: str, width: int, look: str = "text") -> str:
        """The text cut to `width`, from memory where it was cut before."""
        key = (text, width, look)
        shown = self._elided.get(key)
        if shown is None:
            if len(self._elided) >= _ELIDED_KEPT:
                self._elided.clear()
            one_line = text if "\n" not in text else " ".join(text.split())
            shown = self._metrics[look].elidedText(one_line, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = shown
        return shown

    def _background(self, row: int, selected: bool) -> QColor | None:
        if selected:
            return self._selection
        return self._hover if row == self.hovered_row else None

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, PagedTableModel):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        selected = bool(option.state & _SELECTED)  # pyright: ignore[reportAttributeAccessIssue]
        self._paint_ground(painter, rect, index.row(), selected)
        if index.row() == self.focused_row and index.column() == 0:
            self._paint_focus(painter, rect)
        self._paint_words(painter, model, index.row(), index.column(), rect, selected)

    def paint_rows(self, painter: QPainter, model: PagedTableModel, area: QRect) -> None:
        """Paint all cells of the view in `area` of its viewport, as `paint` would one by one."""
        view = self._view
        places = [(n, view.columnViewportPosition(n), view.columnWidth(n)) for n in range(len(model.columns))]
        shown = [
            place
            for place in places
            if place[2] and place[1] <= area.right() and sum(place[1:]) > area.left()
        ]
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        if first < 0 or not shown:
            return
        last = model.rowCount() - 1 if last < 0 else last
        left, right = min(place[1] for place in shown), max(sum(place[1:]) for place in shown)
        selected = self._selected_between(first, last)
        for row in range(first, last + 1):
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            self._paint_ground(painter, QRect(left, top, right - left, height), row, row in selected)
            for number, x, width in shown:
                rect = QRect(x, top, width, height)
                if row == self.focused_row and number == 0:
                    self._paint_focus(painter, rect)
                self._paint_words(painter, model, row, number, rect, row in selected)

    def _selected_between(self, first: int, last: int) -> set[int]:
        selection = self._view.selectionModel().selection()
        spans = (selection.at(number) for number in range(selection.size()))
        return {row for span in spans for row in range(max(first, span.top()), min(last, span.bottom()) + 1)}

    def _paint_ground(self, painter: QPainter, rect: QRect, row: int, selected: bool) -> None:
        background = self._background(row, selected)
        if background is not None:
            painter.fillRect(rect, background)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        width = px(self._fonts["text"], 3)
        painter.fillRect(rect.x(), rect.y(), width, rect.height() - 1, self._on_selection)

    def _paint_words(
        self, painter: QPainter, model: PagedTableModel, row: int, number: int, rect: QRect, selected: bool
    ) -> None:
        text, chip = model.cell(row, number)
        if not text:
            return
        room = rect.adjusted(self.padding, 0, -self.padding, -1)
        if chip is not None:
            self._paint_chip(painter, room, text, chip, selected)
            return
        look = model.look(row, number)
        painter.setFont(self._fonts[look])
        painter.setPen(self._on_selection if selected else self._pens[look])
        shown = self.elided(text, room.width(), look)
        if self._find_marks is not None and not selected:
            self._paint_marks(painter, room, model.columns[number].alignment, shown, look)
        painter.drawText(room, model.columns[number].alignment, shown)

    def mark_with(self, find_marks: FindMarks | None) -> None:
        """Mark the stretches of each text that `find_marks` finds, from the next painting on; None marks nothing."""
        self._find_marks = find_marks
        self._marks.clear()

    def _paint_marks(
        self, painter: QPainter, room: QRect, alignment: Qt.AlignmentFlag, shown: str, look: str
    ) -> None:
        """Lay a soft ground under the words that were searched for; text from right to left stays plain."""
        key = (shown, look)
        places = self._marks.get(key)
        if places is None:
            metrics = self._metrics[look]
            found = [] if self._find_marks is None else self._find_marks(shown)
            if found and _is_right_to_left(shown):
                found = []
            places = [
                (metrics.horizontalAdvance(shown, start), metrics.horizontalAdvance(shown, end))
                for start, end in found
            ]
            if len(self._marks) >= _ELIDED_KEPT:
                self._marks.clear()
            self._marks[key] = places
        if not places or alignment & Qt.AlignmentFlag.AlignRight or self._view.isRightToLeft():
            return
        height = self._metrics[look].height()
        top = room.center().y() - height // 2
        for left, right in places:
            painter.fillRect(room.left() + left, top, right - left, height, self._mark)

    def _paint_chip(self, painter: QPainter, room: QRect, text: str, chip: str, selected: bool) -> None:
        size = chip_size(text, self._chip_font)
        width = min(size.width(), room.width())
        left = room.right() - width + 1 if self._view.isRightToLeft() else room.left()
        area = QRect(left, room.center().y() - size.height() // 2, width, size.height())
        painter.setFont(self._chip_font)
        draw_chip(painter, area, text, chip, selected=selected)  # pyright: ignore[reportArgumentType]

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.row_height())

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        model = index.model()
        if event.type() != QEvent.Type.ToolTip or not isinstance(model, PagedTableModel):
            return super().helpEvent(event, view, option, index)
        text = model.text(index.row(), index.column())
        width = self._view.columnWidth(index.column()) - 2 * self.padding
        is_cut = self.elided(text, width, model.look(index.row(), index.column())) != text
        QToolTip.showText(event.globalPos(), text if is_cut else "", view)
        return True


def _is_right_to_left(text: str) -> bool:
    return not text.isascii() and any(bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
