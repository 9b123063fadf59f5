"""Paints the rows of Today's lists: a box to tick, two lines, a chip, and a button that shows under the pointer."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.icons import draw_icon
from smallbiz_crm.ui.kit.metrics import CAPTION, CONTROL_RADIUS, SMALL, px, scaled_font
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.today.agenda_model import AgendaModel
from smallbiz_crm.ui.today.agenda_row import AgendaRow, RowKind
from smallbiz_crm.words import _

Index = QModelIndex | QPersistentModelIndex

_BUTTON_ICONS = {RowKind.TASK: "snooze", RowKind.LEAD: "handshake"}
_LEAST_BAR_ROOM = 300
"""Design pixels of a row below which a campaign shows its share without the bar."""


class Parts(NamedTuple):
    """Where things stand in a row."""

    lead: QRect
    title: QRect
    note: QRect
    end: QRect
    bar: QRect
    button: QRect


class AgendaDelegate(QStyledItemDelegate):
    """For a list over an `AgendaModel`. The view sets `hovered_row`, `hovered_part` and `focused_row`."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row = -1
        self.hovered_part = ""
        self.focused_row = -1
        self.refresh()

    def refresh(self) -> None:
        """Take fonts anew."""
        font = QFont(self._view.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        medium, strong = QFont(font), QFont(font)
        medium.setWeight(QFont.Weight.Medium)
        strong.setWeight(QFont.Weight.DemiBold)
        caption = scaled_font(font, CAPTION)
        self._fonts = {
            "title": medium,
            "text": font,
            "strong": strong,
            "note": caption,
            "heading": scaled_font(font, CAPTION, QFont.Weight.DemiBold),
        }
        self._metrics = {look: QFontMetrics(each) for look, each in self._fonts.items()}
        self.padding = SMALL
        self._box = px(font, 18)
        self._lead = self._box + px(font, 12)
        self._button = px(font, 28)
        self._note_icon = px(font, 13)
        self._lines = self._metrics["title"].height() + self._metrics["note"].height()
        self._above_heading = px(font, 10)
        heading = self._metrics["heading"].height() + px(font, 4) + self._above_heading + px(font, 4)
        line, record = self._metrics["text"].height() + px(font, 12), self._lines + px(font, 10)
        self._heights = {
            RowKind.HEADING: heading,
            RowKind.MORE: line,
            RowKind.REMARK: line,
            RowKind.TASK: record,
            RowKind.DEAL: record,
            RowKind.PERSON: record,
            RowKind.LEAD: record,
            RowKind.CAMPAIGN: record,
        }

    # -- sizes --------------------------------------------------------------------------------------------

    def height_of(self, row: AgendaRow, number: int) -> int:
        """How high a row is; the first heading has no room above it."""
        height = self._heights[row.kind]
        return height - self._above_heading if row.kind is RowKind.HEADING and number == 0 else height

    def parts_of(self, row: AgendaRow, area: QRect, *, pointed: bool = True) -> Parts:
        """The places in a row that takes `area`, in the reading direction; room for the button when `pointed`."""
        room = area.adjusted(self.padding, 0, -self.padding, 0)
        middle, font = room.center().y(), self._fonts["text"]
        lead = QRect(room.left(), middle - self._box // 2, self._box, self._box)
        text_left = room.left() + self._lead
        end = self._end_of(row, room.adjusted(self._lead, 0, 0, 0))
        bar, button = QRect(), QRect()
        text_right = end.left() - self.padding
        if row.share is not None and room.width() >= px(font, _LEAST_BAR_ROOM):
            height = px(font, 8)
            bar = QRect(text_right - px(font, 84), middle - height // 2, px(font, 84), height)
            text_right = bar.left() - self.padding
        if pointed and row.has_button:
            button = QRect(text_right - self._button, middle - self._button // 2, self._button, self._button)
            text_right = button.left() - self.padding // 2
        top = middle - self._lines // 2
        title = QRect(text_left, top, text_right - text_left, self._metrics["title"].height())
        note = QRect(text_left, title.bottom() + 1, title.width(), self._metrics["note"].height())
        direction = self._view.layoutDirection()
        places = (lead, title, note, end, bar, button)
        return Parts(*(QStyle.visualRect(direction, area, place) for place in places))

    def _end_of(self, row: AgendaRow, room: QRect) -> QRect:
        """The chip or figure at the end of a row."""
        if not row.chip:
            return QRect(room.right(), room.top(), 0, room.height())
        if row.kind is RowKind.TASK:
            size = chip_size(row.chip, self._fonts["note"])
        else:
            size = QSize(
                self._metrics["strong"].horizontalAdvance(row.chip) + 1, self._metrics["strong"].height()
            )
        if row.share is not None:
            size.setWidth(max(size.width(), self._metrics["strong"].horizontalAdvance("100%") + 1))
        width = min(size.width(), room.width() // 2)
        return QRect(
            room.right() - width + 1, room.center().y() - size.height() // 2 + 1, width, size.height()
        )

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row = _row_of(index)
        return QSize(0, 0) if row is None else QSize(0, self.height_of(row, index.row()))

    # -- painting -----------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = _row_of(index)
        if row is None:
            return
        area: QRect = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.kind is RowKind.HEADING:
            self._paint_heading(painter, area, row)
        else:
            number = index.row()
            selected = number == self.focused_row
            self._paint_ground(painter, area, number, selected)
            if row.kind in (RowKind.MORE, RowKind.REMARK):
                self._paint_line(painter, area, row, selected)
            else:
                self._paint_record(painter, area, row, number, selected)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRect, row: AgendaRow) -> None:
        line = area.adjusted(self.padding, 0, -self.padding, -px(self._fonts["text"], 4))
        line.setTop(line.bottom() - self._metrics["heading"].height() + 1)
        self._write(painter, line, row.title, "heading", "text")
        used = self._metrics["heading"].horizontalAdvance(row.title) + self.padding
        rest = line.adjusted(used, 0, 0, 0) if not self._is_mirrored() else line.adjusted(0, 0, -used, 0)
        self._write(painter, rest, row.note, "note", "muted")

    def _paint_ground(self, painter: QPainter, area: QRect, number: int, selected: bool) -> None:
        if not selected and number != self.hovered_row:
            return
        colors = theme()
        painter.setPen(QPen(colors.color("focus"), 1.5) if selected else Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("selection" if selected else "hover"))
        radius = px(self._fonts["text"], CONTROL_RADIUS)
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), radius, radius)

    def _paint_line(self, painter: QPainter, area: QRect, row: AgendaRow, selected: bool) -> None:
        role = "accent" if row.kind is RowKind.MORE else "muted"
        parts = self.parts_of(row, area)
        draw_icon(painter, parts.lead.adjusted(1, 1, -1, -1), row.icon, "on_selection" if selected else role)
        line = QRect(parts.title.left(), area.top(), parts.title.width(), area.height())
        self._write(painter, line, row.title, "text", role, selected)

    def _paint_record(
        self, painter: QPainter, area: QRect, row: AgendaRow, number: int, selected: bool
    ) -> None:
        pointed = number in (self.hovered_row, self.focused_row)
        parts = self.parts_of(row, area, pointed=pointed)
        finishing = self._model().is_finishing(row.record)
        if row.kind is RowKind.TASK:
            self._paint_box(painter, parts.lead, number, selected, finishing)
        else:
            draw_icon(painter, parts.lead, row.icon, "on_selection" if selected else "muted")
        self._write(painter, parts.title, row.title, "title", "muted" if finishing else "text", selected)
        self._paint_note(painter, parts.note, row, selected)
        self._paint_end(painter, parts, row, selected)
        if parts.button.isValid():
            self._paint_button(painter, parts.button, row, number, selected)

    def _paint_note(self, painter: QPainter, place: QRect, row: AgendaRow, selected: bool) -> None:
        room = QRect(place)
        if row.kind is RowKind.TASK:
            side = self._note_icon
            spot = QRect(room.left(), room.center().y() - side // 2, side, side)
            if self._is_mirrored():
                spot.moveRight(room.right())
            draw_icon(painter, spot, row.icon, "on_selection" if selected else "muted")
            used = side + px(self._fonts["text"], 5)
            room = room.adjusted(0, 0, -used, 0) if self._is_mirrored() else room.adjusted(used, 0, 0, 0)
        self._write(painter, room, row.note, "note", "muted", selected)

    def _paint_end(self, painter: QPainter, parts: Parts, row: AgendaRow, selected: bool) -> None:
        if row.kind is RowKind.TASK:
            painter.setFont(self._fonts["note"])
            draw_chip(painter, parts.end, row.chip, row.chip_kind, selected=selected)
            return
        if parts.bar.isValid():
            self._paint_bar(painter, parts.bar, row.share or 0.0, selected)
        role = "danger" if row.chip_kind == "danger" else "text"
        self._write(painter, parts.end, row.chip, "strong", role, selected, at_end=True)

    def _paint_bar(self, painter: QPainter, place: QRect, share: float, selected: bool) -> None:
        colors = theme()
        area = QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = area.height() / 2
        painter.setPen(QPen(colors.color("on_selection" if selected else "strong_border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if selected else colors.color("sunken"))
        painter.drawRoundedRect(area, radius, radius)
        if share <= 0:
            return
        front = colors.color("on_selection" if selected else "danger" if share > 1 else "accent")
        painter.setPen(QPen(front, 1))
        painter.setBrush(front)
        filled = QRectF(area)
        filled.setWidth(max(area.width() * min(share, 1.0), area.height()))
        if self._is_mirrored():
            filled.moveRight(area.right())
        painter.drawRoundedRect(filled, radius, radius)

    def _paint_box(self, painter: QPainter, place: QRect, number: int, selected: bool, ticked: bool) -> None:
        colors = theme()
        pointed = number == self.hovered_row and self.hovered_part == "box"
        edge = "accent" if ticked else "on_selection" if selected else "strong_border"
        painter.setPen(QPen(colors.color(edge), px(self._fonts["text"], 1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush if selected else colors.color("surface"))
        if ticked:
            painter.setBrush(colors.color("accent"))
        radius = px(self._fonts["text"], 4)
        painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), radius, radius)
        if ticked or pointed:
            inner = px(self._fonts["text"], 3)
            tick = place.adjusted(inner, inner, -inner, -inner)
            role = "on_accent" if ticked else "on_selection" if selected else "muted"
            draw_icon(painter, tick, "check", role)

    def _paint_button(
        self, painter: QPainter, place: QRect, row: AgendaRow, number: int, selected: bool
    ) -> None:
        colors = theme()
        role = "on_selection" if selected else "muted"
        if number == self.hovered_row and self.hovered_part == "button":
            painter.setPen(QPen(colors.color("on_selection" if selected else "strong_border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush if selected else colors.color("surface"))
            radius = px(self._fonts["text"], CONTROL_RADIUS)
            painter.drawRoundedRect(QRectF(place).adjusted(1, 1, -1, -1), radius, radius)
        inner = px(self._fonts["text"], 6)
        name = _BUTTON_ICONS.get(row.kind, "bell")
        draw_icon(painter, place.adjusted(inner, inner, -inner, -inner), name, role)

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        text: str,
        look: str,
        role: str,
        selected: bool = False,
        *,
        at_end: bool = False,
    ) -> None:
        painter.setFont(self._fonts[look])
        painter.setPen(theme().color("on_selection" if selected else role))
        side = Qt.AlignmentFlag.AlignRight if at_end != self._is_mirrored() else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
        painter.drawText(
            room, flags | int(Qt.TextFlag.TextSingleLine), self._elided(text, room.width(), look)
        )

    def _elided(self, text: str, width: int, look: str) -> str:
        one_line = " ".join(text.split())
        return self._metrics[look].elidedText(one_line, Qt.TextElideMode.ElideRight, max(0, width))

    def _is_mirrored(self) -> bool:
        return self._view.isRightToLeft()

    def _model(self) -> AgendaModel:
        model = self._view.model()
        assert isinstance(model, AgendaModel)  # noqa: S101 - what the view was made with
        return model

    # -- tool tips ----------------------------------------------------------------------------------------

    def part_at(self, row: AgendaRow, area: QRect, point: QPoint) -> str:
        """What of a row is at a point: ``box``, ``button``, or nothing of its own."""
        parts = self.parts_of(row, area)
        reach = self.padding
        if row.kind is RowKind.TASK and parts.lead.adjusted(-reach, -reach, reach, reach).contains(point):
            return "box"
        if row.has_button and parts.button.contains(point):
            return "button"
        return ""

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        row = _row_of(index)
        if event.type() != QEvent.Type.ToolTip or row is None:
            return super().helpEvent(event, view, option, index)
        area = self._view.visualRect(index)
        part = self.part_at(row, area, event.pos())
        QToolTip.showText(event.globalPos(), self._tip(row, area, part), view)
        return True

    def _tip(self, row: AgendaRow, area: QRect, part: str) -> str:
        if part == "box":
            return _("Done (Space)")
        if part == "button":
            tips = {RowKind.TASK: _("Snooze and more"), RowKind.LEAD: _("Decide")}
            return tips.get(row.kind, _("Plan a follow-up"))
        if row.kind in (RowKind.HEADING, RowKind.REMARK, RowKind.MORE):
            return ""
        parts = self.parts_of(row, area)
        is_whole = self._elided(row.title, parts.title.width(), "title") == row.title
        is_note_whole = self._elided(row.note, parts.note.width() - 2 * self._note_icon, "note") == row.note
        return "" if is_whole and is_note_whole else f"{row.title}\n{row.note}"


def _row_of(index: Index) -> AgendaRow | None:
    model = index.model()
    return model.row_at(index.row()) if isinstance(model, AgendaModel) else None
