"""The timeline of campaigns under the user's hands: bars are selected, opened and moved by keys and mouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QBasicTimer, QPoint, Qt, QTimerEvent, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.ui.campaigns.timeline_canvas import TimelineCanvas
from smallbiz_crm.ui.campaigns.timeline_grip import Grip, Hold, cursor_of
from smallbiz_crm.ui.campaigns.timeline_rows import Drag, TimelineRow
from smallbiz_crm.ui.kit.messages import announce
from smallbiz_crm.ui.kit.metrics import px

_SCROLL_MILLISECONDS = 60
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CampaignTimeline(TimelineCanvas):
    """Up and down go from bar to bar, left and right to its planned items too; Enter opens, Home shows today.

    Ctrl+arrow moves by a day, Alt+arrow moves the last day alone, with Shift by a week. Shift+arrow and
    Shift+wheel scroll. The mouse drags bars, their ends and items, and draws a campaign on empty days; Esc undoes it.
    """

    selected = Signal(object)
    """The user went to another campaign: its id."""
    opened = Signal(object)
    """Enter or a click on a campaign: its id."""
    move_requested = Signal(int, int)
    """A campaign is to be moved: its id and by how many days. One without dates comes too, to be told so."""
    resize_requested = Signal(int, int, int)
    """The first and the last day of a campaign are to be moved: its id and by how many days each."""
    item_move_requested = Signal(int, int)
    """A planned item is to be moved: its id and by how many days."""
    create_requested = Signal(object, object)
    """A campaign was drawn on empty days: its first and its last."""
    menu_requested = Signal(object, QPoint)
    """A context menu is asked for: the campaign's id or None, and the place in global coordinates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: tuple[Grip | None, QPoint] | None = None
        self._grabbed_day = date(2000, 1, 1)
        self._edge_timer = QBasicTimer()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_rows(self, rows: Sequence[TimelineRow], today: date, currency: str) -> None:
        super().show_rows(rows, today, currency)
        if self._dragged is not None and self._row_of(self._dragged.campaign_id) is None:
            self._end_drag()

    def _go_to(self, number: int, *, item_id: int | None = None, scroll: bool = True) -> None:
        row = self._rows[number]
        is_new = (row.id, item_id) != (self._current_id, self._current_item)
        self._current_id, self._current_item = row.id, item_id
        self._tell_current()
        if scroll:
            self._bring_into_sight()
        self.viewport().update()
        if is_new:
            self.selected.emit(row.id)
            announce(self, self.accessibleDescription())

    def move_by(self, campaign_id: int, days: int) -> None:
        """Ask for a move and show it at once; what is stored is shown when it is heard of."""
        self.change(Drag(campaign_id, None, days, days))

    def change(self, drag: Drag) -> None:
        """Ask for what was dragged and show it at once; what is stored is shown when it is heard of."""
        number = self._row_of(drag.campaign_id)
        if number is None or drag.is_nothing:
            return
        if self._rows[number].first is not None or drag.item_id is not None:
            self._rows[number] = self._rows[number].dragged(drag)
            self._bring_into_sight()
            self._tell_current()
            self.viewport().update()
        if drag.item_id is not None:
            self.item_move_requested.emit(drag.item_id, drag.start_by)
        elif drag.start_by == drag.end_by:
            self.move_requested.emit(drag.campaign_id, drag.start_by)
        else:
            self.resize_requested.emit(drag.campaign_id, drag.start_by, drag.end_by)

    # -- dragging -----------------------------------------------------------------------------------------

    def _day_at(self, place: QPoint) -> date:
        return self._layout.scale.day_at(place.x() - self._scene().origin.x())

    def _grip_at(self, place: QPoint, number: int) -> Grip | None:
        """What a drag that begins at a point of a row takes hold of."""
        row = self._rows[number]
        if place.x() < self._layout.name_width:
            return None
        items = self._items_at(place, number)
        if items:
            return Grip(row.id, items[0].id, "whole")
        if not self._is_on_bar(place, number):
            return None
        bar, x, edge = self._layout.bar(number, row), place.x() - self._scene().origin.x(), px(self, 6)
        if bar is None or bar.width() < 4 * edge:
            return Grip(row.id, None, "whole")
        part: Hold = "start" if x < bar.left() + edge else "end" if x > bar.right() - edge else "whole"
        return Grip(row.id, None, part)

    def _start_drag(self, grip: Grip, pressed_at: QPoint) -> None:
        self._dragged = grip.drag(0)
        self._grabbed_day = self._day_at(pressed_at)
        self._edge_timer.start(_SCROLL_MILLISECONDS, self)
        sideways = grip.part != "whole"
        self.viewport().setCursor(
            Qt.CursorShape.SizeHorCursor if sideways else Qt.CursorShape.ClosedHandCursor
        )

    def _drag_to(self, place: QPoint) -> None:
        if self._drawn is not None:
            self._drawn = self._drawn[0], self._drawn[1], self._day_at(place)
        elif self._dragged is not None and self._press is not None and self._press[0] is not None:
            self._dragged = self._press[0].drag((self._day_at(place) - self._grabbed_day).days)
        self.viewport().update()

    def _end_drag(self) -> Drag | None:
        """Stop dragging or drawing; what was dragged."""
        done, self._dragged, self._press, self._drawn = self._dragged, None, None, None
        self._edge_timer.stop()
        self.viewport().unsetCursor()
        self.viewport().update()
        return done

    # -- keys ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        held = event.modifiers()
        week = 7 if held & _SHIFT else 1
        if key == Qt.Key.Key_Escape and (self._dragged is not None or self._drawn is not None):
            self._end_drag()
        elif key in _SIDEWAYS and held & (_CONTROL | _ALT):
            self._change_by_key(_STEPS[key] * week, only_end=bool(held & _ALT))
        elif key in _SIDEWAYS and held & _SHIFT:
            across = self.horizontalScrollBar()
            across.setValue(across.value() + _STEPS[key] * across.singleStep())
        elif key == Qt.Key.Key_Home:
            self.go_to_today()
        elif key in _ENTER:
            if self.current_id() is not None:
                self.opened.emit(self._current_id)
        elif self._rows and key in _SIDEWAYS:
            self._step_sideways(_STEPS[key])
        elif self._rows and (step := self._step_of(key)):
            number = self._row_of(self._current_id)
            wanted = self._first_in_sight() if number is None else number + step
            self._go_to(min(max(wanted, 0), len(self._rows) - 1))
        else:
            super().keyPressEvent(event)

    def _change_by_key(self, days: int, *, only_end: bool) -> None:
        """Move what the user is on, or only the last day of a campaign."""
        if self._current_id is None or (only_end and self._current_item is not None):
            return
        self.change(Drag(self._current_id, self._current_item, 0 if only_end else days, days))

    def _step_sideways(self, step: int) -> None:
        """Through a campaign, then its planned items by day, then the next campaign."""
        number = self._row_of(self._current_id)
        if number is None:
            self._go_to(self._first_in_sight())
            return
        places: list[int | None] = [None, *(item.id for item in self._rows[number].items)]
        at = places.index(self._current_item) + step
        if 0 <= at < len(places):
            self._go_to(number, item_id=places[at])
        elif 0 <= number + step < len(self._rows):
            items = self._rows[number + step].items
            self._go_to(number + step, item_id=items[-1].id if step < 0 and items else None)

    def _step_of(self, key: Qt.Key) -> int:
        page = max(1, self.verticalScrollBar().pageStep() // self._layout.row_height - 1)
        return {**_STEPS, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}.get(key, 0)

    def _first_in_sight(self) -> int:
        """The first row whose bar can be seen, else the first row on screen."""
        shown = self._scene().shown_rows
        for number in shown:
            bar = self._layout.bar(number, self._rows[number])
            if bar is not None and self._is_in_sight(bar):
                return number
        return shown.start

    # -- mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        number = self._row_at(place)
        in_body = place.x() >= self._layout.name_width and place.y() >= self._layout.head_height
        grip = None if number is None else self._grip_at(place, number)
        if number is not None:
            item_id = None if grip is None else grip.item_id
            self._go_to(number, item_id=item_id, scroll=not in_body)
        if event.button() == Qt.MouseButton.LeftButton and (number is not None or in_body):
            self._press = grip, place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._dragged is not None or self._drawn is not None:
            self._drag_to(place)
        elif self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            grip, start = self._press
            if (place - start).manhattanLength() < QApplication.startDragDistance():
                return
            if grip is not None:
                self._start_drag(grip, start)
            elif start.x() >= self._layout.name_width:
                self._drawn = (
                    start.y() - self._layout.bar_height // 2,
                    self._day_at(start),
                    self._day_at(start),
                )
                self._edge_timer.start(_SCROLL_MILLISECONDS, self)
            self._drag_to(place)
        else:
            number = self._row_at(place)
            self.viewport().setCursor(cursor_of(None if number is None else self._grip_at(place, number)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._drawn is not None:
            _top, first, last = self._drawn
            self._end_drag()
            self.create_requested.emit(min(first, last), max(first, last))
            return
        if self._dragged is not None:
            done = self._end_drag()
            if done is not None:
                self.change(done)
            return
        press, self._press = self._press, None
        place = event.position().toPoint()
        number = self._row_at(place)
        if press is None or number is None or self._rows[number].id != self._current_id:
            return
        if place.x() < self._layout.name_width or self._grip_at(place, number) is not None:
            self.opened.emit(self._current_id)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Scroll while a bar is dragged near an edge."""
        if event.timerId() != self._edge_timer.timerId():
            super().timerEvent(event)
            return
        place = self.viewport().mapFromGlobal(self.cursor().pos())
        margin, across = px(self, 28), self.horizontalScrollBar()
        if place.x() > self.viewport().width() - margin:
            across.setValue(across.value() + self._layout.scale.day_width)
        elif place.x() < self._layout.name_width + margin:
            across.setValue(across.value() - self._layout.scale.day_width)
        else:
            return
        self._drag_to(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            number = self._row_at(event.pos())
            campaign_id = None if number is None else self._rows[number].id
        else:
            campaign_id = self.current_id()
            name = None if campaign_id is None else self.name_rect(campaign_id)
            place = place if name is None else self.viewport().mapToGlobal(name.center())
        self.menu_requested.emit(campaign_id, place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & _SHIFT and event.angleDelta().y():
            across = self.horizontalScrollBar()
            across.setValue(across.value() - event.angleDelta().y())
            event.accept()
            return
        super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.current_id() is None and self._rows and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._go_to(self._first_in_sight())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
