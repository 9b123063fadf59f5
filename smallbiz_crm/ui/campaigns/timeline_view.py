"""The timeline of campaigns under the user's hands: bars are selected, opened and moved by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QBasicTimer, QPoint, Qt, QTimerEvent, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from smallbiz_crm.domain.campaigns import Campaign, PlannedItem
from smallbiz_crm.ui.campaigns.timeline_canvas import TimelineCanvas
from smallbiz_crm.ui.campaigns.timeline_rows import row_sentence
from smallbiz_crm.ui.kit.messages import announce
from smallbiz_crm.ui.kit.metrics import px

_SCROLL_MILLISECONDS = 60
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CampaignTimeline(TimelineCanvas):
    """Arrows go from bar to bar, Enter opens, Ctrl+arrow moves by a day (with Shift a week), Home shows today.

    Shift+arrow and Shift+wheel scroll through the days. A bar is dragged by the mouse; Esc puts it back.
    """

    selected = Signal(object)
    """The user went to another campaign: its id."""
    opened = Signal(object)
    """Enter or a click on a campaign: its id."""
    move_requested = Signal(int, int)
    """A campaign is to be moved: its id and by how many days. One without dates comes too, to be told so."""
    menu_requested = Signal(object, QPoint)
    """A context menu is asked for: the campaign's id or None, and the place in global coordinates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: tuple[int | None, QPoint] | None = None
        self._grabbed_day = date(2000, 1, 1)
        self._edge_timer = QBasicTimer()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_campaigns(
        self, campaigns: Iterable[Campaign], items: Iterable[PlannedItem], today: date, currency: str
    ) -> None:
        super().show_campaigns(campaigns, items, today, currency)
        if self._dragged is not None and self._row_of(self._dragged[0]) is None:
            self._end_drag()

    def _go_to(self, number: int, *, scroll: bool = True) -> None:
        row = self._rows[number]
        is_new = row.id != self._current_id
        self._current_id = row.id
        self._tell_current()
        if scroll:
            self._bring_into_sight()
        self.viewport().update()
        if is_new:
            self.selected.emit(row.id)
            announce(self, row_sentence(row, self._today, self._currency))

    def move_by(self, campaign_id: int, days: int) -> None:
        """Ask for a move and show it at once; what is stored is shown when it is heard of."""
        number = self._row_of(campaign_id)
        if number is None or not days:
            return
        row = self._rows[number]
        if row.first is not None:
            self._rows[number] = row.moved(days)
            self._bring_into_sight()
            self._tell_current()
            self.viewport().update()
        self.move_requested.emit(campaign_id, days)

    # -- dragging -----------------------------------------------------------------------------------------

    def _day_at(self, place: QPoint) -> date:
        return self._layout.scale.day_at(place.x() - self._scene().origin.x())

    def _start_drag(self, campaign_id: int, pressed_at: QPoint) -> None:
        self._dragged = campaign_id, 0
        self._grabbed_day = self._day_at(pressed_at)
        self._edge_timer.start(_SCROLL_MILLISECONDS, self)
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def _drag_to(self, place: QPoint) -> None:
        if self._dragged is not None:
            self._dragged = self._dragged[0], (self._day_at(place) - self._grabbed_day).days
            self.viewport().update()

    def _end_drag(self) -> tuple[int, int] | None:
        """Stop dragging; the campaign and the days it was dragged by."""
        done, self._dragged, self._press = self._dragged, None, None
        self._edge_timer.stop()
        self.viewport().unsetCursor()
        self.viewport().update()
        return done

    # -- keys ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        control, shift = bool(event.modifiers() & _CONTROL), bool(event.modifiers() & _SHIFT)
        if key == Qt.Key.Key_Escape and self._dragged is not None:
            self._end_drag()
        elif key in _SIDEWAYS and control:
            if self._current_id is not None:
                self.move_by(self._current_id, _STEPS[key] * (7 if shift else 1))
        elif key in _SIDEWAYS and shift:
            across = self.horizontalScrollBar()
            across.setValue(across.value() + _STEPS[key] * across.singleStep())
        elif key == Qt.Key.Key_Home:
            self.go_to_today()
        elif key in _ENTER:
            if self.current_id() is not None:
                self.opened.emit(self._current_id)
        elif self._rows and (step := self._step_of(key)):
            number = self._row_of(self._current_id)
            wanted = self._first_in_sight() if number is None else number + step
            self._go_to(min(max(wanted, 0), len(self._rows) - 1))
        else:
            super().keyPressEvent(event)

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
        if number is None:
            return
        self._go_to(number, scroll=place.x() < self._layout.name_width)
        if event.button() == Qt.MouseButton.LeftButton:
            campaign_id = self._rows[number].id if self._is_on_bar(place, number) else None
            self._press = campaign_id, place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._dragged is not None:
            self._drag_to(place)
        elif self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            campaign_id, start = self._press
            far = (place - start).manhattanLength() >= QApplication.startDragDistance()
            if campaign_id is not None and far:
                self._start_drag(campaign_id, start)
                self._drag_to(place)
        else:
            number = self._row_at(place)
            on_bar = number is not None and self._is_on_bar(place, number)
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if on_bar else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._dragged is not None:
            done = self._end_drag()
            if done is not None:
                self.move_by(*done)
            return
        press, self._press = self._press, None
        place = event.position().toPoint()
        number = self._row_at(place)
        if press is None or number is None or self._rows[number].id != self._current_id:
            return
        if place.x() < self._layout.name_width or self._is_on_bar(place, number):
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
