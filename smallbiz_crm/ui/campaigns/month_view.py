"""The month of campaigns under the user's hands: bars and items are selected, opened, moved and drawn."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from smallbiz_crm.ui.campaigns.month_canvas import MonthCanvas
from smallbiz_crm.ui.campaigns.month_layout import DAYS, Entry, More, entries_of
from smallbiz_crm.ui.campaigns.timeline_grip import Grip, cursor_of
from smallbiz_crm.ui.campaigns.timeline_rows import Drag
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.ui.kit.messages import announce

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_NOTCH = 120


class MonthView(MonthCanvas):
    """Arrows go through what is in the month and on to the next, Page up and down turn months, Home shows today.

    Ctrl+arrow moves by a day (up and down by a week, as does Shift), Alt+arrow moves the last day alone. The mouse
    drags bars, their ends and items, and draws a campaign over empty days; Esc undoes a drag.
    """

    selected = Signal(object)
    """The user went to another campaign: its id."""
    opened = Signal(object)
    """Enter or a click on a campaign or one of its items: the campaign's id."""
    move_requested = Signal(int, int)
    """A campaign is to be moved: its id and by how many days."""
    resize_requested = Signal(int, int, int)
    """The first and the last day of a campaign are to be moved: its id and by how many days each."""
    item_move_requested = Signal(int, int)
    """A planned item is to be moved: its id and by how many days."""
    create_requested = Signal(object, object)
    """A campaign was drawn on days: the first and the last."""
    menu_requested = Signal(object, QPoint)
    """A context menu is asked for: the campaign's id or None, and the place in global coordinates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: tuple[Grip | None, date, QPoint] | None = None
        self._turned = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # -- doing --------------------------------------------------------------------------------------------

    def _go_to(self, entry: Entry) -> None:
        is_new = entry.key != self._selected
        self._select(entry.key)
        self._bring_into_sight(entry)
        self._tell_current()
        self.update()
        if is_new:
            self.selected.emit(entry.row.id)
            announce(self, self._sentence(entry))

    def change(self, drag: Drag) -> None:
        """Ask for what was dragged and show it at once; what is stored is shown when it is heard of."""
        if drag.is_nothing:
            return
        self._rows = [row.dragged(drag) if row.id == drag.campaign_id else row for row in self._rows]
        self._held = None
        self._entries = entries_of(self._rows)
        self._lay_out()
        entry = self._entry(self._selected)
        if entry is not None:
            self._bring_into_sight(entry)
        self._tell_current()
        if drag.item_id is not None:
            self.item_move_requested.emit(drag.item_id, drag.start_by)
        elif drag.start_by == drag.end_by:
            self.move_requested.emit(drag.campaign_id, drag.start_by)
        else:
            self.resize_requested.emit(drag.campaign_id, drag.start_by, drag.end_by)

    def _step(self, step: int) -> None:
        """To the next of what is planned; without one, to the first in the month."""
        keys = [entry.key for entry in self._entries]
        if self._selected not in keys:
            first = next((each for each in self._entries if each.last >= self._month), None)
            if first is not None:
                self._go_to(first)
            return
        at = keys.index(self._selected) + step
        if 0 <= at < len(keys):
            self._go_to(self._entries[at])

    def day_menu(self, more: More) -> QMenu:
        """Everything of a day that does not fit, to open it."""
        day = self._start() + timedelta(days=more.week * DAYS + more.column)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setTitle(day_short(day))
        for entry in self._entries:
            if entry.first <= day <= entry.last:
                action = menu.addAction(entry.title.replace("&", "&&"))
                action.triggered.connect(lambda _on=False, entry=entry: self._open_entry(entry))
        return menu

    def _open_entry(self, entry: Entry) -> None:
        self._go_to(entry)
        self.opened.emit(entry.row.id)

    def _end_drag(self) -> None:
        self._dragged, self._drawn, self._press = None, None, None
        self.unsetCursor()
        self._lay_out()

    def _drag_to(self, place: QPoint) -> None:
        day = self._day_at(place)
        if self._press is None or day is None:
            return
        grip, pressed_day, _place = self._press
        if grip is None:
            self._drawn = min(pressed_day, day), max(pressed_day, day)
            self.update()
        else:
            self.show_drag(grip.drag((day - pressed_day).days))

    # -- events -------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and self._press is not None:
            self._end_drag()
        elif key in _STEPS and held & (_CONTROL | _ALT):
            upright = key in (Qt.Key.Key_Up, Qt.Key.Key_Down)
            days = _STEPS[key] * (7 if upright or held & _SHIFT else 1)
            only_end = bool(held & _ALT)
            if self._selected is not None and not (only_end and self._selected[1] is not None):
                self.change(Drag(*self._selected, 0 if only_end else days, days))
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Home:
            self.go_to_today()
        elif key in _ENTER and self._selected is not None:
            self.opened.emit(self._selected[0])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        segment, day = self._segment_at(place), self._day_at(place)
        if segment is not None:
            self._go_to(segment.entry)
        if event.button() == Qt.MouseButton.LeftButton and day is not None and self._more_at(place) is None:
            self._press = self._grip_at(place), day, place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._press is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = (place - self._press[2]).manhattanLength() >= QApplication.startDragDistance()
            if far or self._dragged is not None or self._drawn is not None:
                self._drag_to(place)
        elif self._more_at(place) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.setCursor(cursor_of(self._grip_at(place)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place, more = event.position().toPoint(), self._more_at(event.position().toPoint())
        press, dragged, drawn = self._press, self._dragged, self._drawn
        self._press = self._dragged = self._drawn = None
        if drawn is not None:
            self.update()
            self.create_requested.emit(*drawn)
        elif dragged is not None:
            if dragged.is_nothing:
                self._lay_out()
            self.change(dragged)
        elif more is not None and press is None:
            self.day_menu(more).popup(self.mapToGlobal(place))
        elif press is not None and press[0] is not None:
            self.opened.emit(press[0].campaign_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        day = self._day_at(place)
        if day is not None and self._segment_at(place) is None and self._more_at(place) is None:
            self.create_requested.emit(day, day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A whole notch turns a month; a touch pad counts up to one."""
        self._turned += event.angleDelta().y()
        if abs(self._turned) >= _NOTCH:
            self.turn(-1 if self._turned > 0 else 1)
            self._turned = 0
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        segment = self._segment_at(event.pos())
        campaign_id = segment.entry.row.id if segment else None
        place = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse and self._selected is not None:
            campaign_id, area = self._selected[0], self.rect_of(self._selected)
            place = place if area is None else self.mapToGlobal(area.center())
        self.menu_requested.emit(campaign_id, place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._selected is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self._step(1)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
