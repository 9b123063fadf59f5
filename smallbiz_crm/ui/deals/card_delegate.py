"""Paints the cards of the board: every string measured once, every colour asked of the theme."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from smallbiz_crm.domain.deals import DealCard
from smallbiz_crm.ui.deals.card_model import CardModel
from smallbiz_crm.ui.deals.card_words import CardFace, card_face
from smallbiz_crm.ui.kit.chips import chip_size, draw_chip
from smallbiz_crm.ui.kit.formats import number
from smallbiz_crm.ui.kit.metrics import CAPTION, CARD_RADIUS, px, scaled_font
from smallbiz_crm.ui.kit.theme import theme

_ELIDED_KEPT = 20_000
_FACES_KEPT = 2_000
_GHOST_OPACITY = 0.45
_ROLES = (
    *("surface", "hover", "border", "selection", "on_selection", "text"),
    *("muted", "warning", "focus", "accent", "accent_soft"),
)
_SELECTED = QStyle.StateFlag.State_Selected


class CardDelegate(QStyledItemDelegate):
    """For a list over a `CardModel`. The view sets `focused_row`, `hovered_row` (-1 for none) and `ghost_ids`."""

    def __init__(self, view: QListView, *, more_lines: int = 0) -> None:
        """`more_lines` stand below the next step: for the origin of a deal, and for what its stage still asks for."""
        super().__init__(view)
        self._view = view
        self._more_lines = more_lines
        self.focused_row = -1
        self.hovered_row = -1
        self.ghost_ids: frozenset[int] = frozenset()
        """The cards that are being moved and stand pale where they were."""
        self.refresh()

    def refresh(self) -> None:
        """Take fonts and colours anew."""
        font = QFont(self._view.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._fonts = {"strong": strong, "text": font, "caption": scaled_font(font, CAPTION)}
        self._metrics = {look: QFontMetrics(each) for look, each in self._fonts.items()}
        self._elided: dict[tuple[str, int, str], str] = {}
        self._faces: dict[int, tuple[DealCard, date, CardFace]] = {}
        self._chip_widths: dict[str, int] = {}
        colors = theme()
        self._colors = {role: colors.color(role) for role in _ROLES}
        self.padding = px(font, 12)
        self.spacing = px(font, 8)
        line, caption = self._metrics["text"].height(), self._metrics["caption"].height()
        chip = chip_size("X", self._fonts["caption"]).height()
        self._tops = [0, line + px(font, 1)]
        self._tops.append(self._tops[-1] + caption + px(font, 8))
        self._tops.append(self._tops[-1] + line + px(font, 6))
        self._heights = [line, caption, line, chip]
        for _line in range(self._more_lines):
            self._tops.append(self._tops[-1] + self._heights[-1] + px(font, 4))
            self._heights.append(caption)
        self._card_height = self._tops[-1] + self._heights[-1] + 2 * self.padding

    def item_height(self) -> int:
        """A card and the room under it."""
        return self._card_height + self.spacing

    def elided(self, text: str, width: int, look: str) -> str:
        """The text cut to `width`, from memory where it was cut before."""
        key = (text, width, look)
        shown = self._elided.get(key)
        if shown is None:
            if len(self._elided) >= _ELIDED_KEPT:
                self._elided.clear()
            one_line = " ".join(text.split())
            shown = self._metrics[look].elidedText(one_line, Qt.TextElideMode.ElideRight, max(0, width))
            self._elided[key] = shown
        return shown

    def picture(self, index: QModelIndex, size: QSize, ratio: float, count: int = 1) -> QPixmap:
        """A card as it looks while it is dragged, alone or as one of `count`; `size` in device-independent pixels."""
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        option = QStyleOptionViewItem()
        option.rect = QRect(QPoint(0, 0), size)  # pyright: ignore[reportAttributeAccessIssue]
        option.state = _SELECTED  # pyright: ignore[reportAttributeAccessIssue]
        painter = QPainter(pixmap)
        self.paint(painter, option, index)
        if count > 1:
            self._paint_count(painter, size, count)
        painter.end()
        return pixmap

    def _paint_count(self, painter: QPainter, size: QSize, count: int) -> None:
        text = number(count)
        painter.setFont(self._fonts["strong"])
        badge = chip_size(text, self._fonts["strong"])
        corner = QPoint(size.width() - badge.width() - 2, 2)
        draw_chip(painter, QRect(corner, badge), text, "accent")

    # -- painting -----------------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, CardModel):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue] - missing from the stubs
        area = rect.adjusted(1, 1, -1, -self.spacing)
        row = index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row == model.gap:
            self._paint_gap(painter, area)
        else:
            card = model.card_at(row)
            if card is not None:
                selected = bool(option.state & _SELECTED)  # pyright: ignore[reportAttributeAccessIssue]
                if card.id in self.ghost_ids:
                    painter.setOpacity(_GHOST_OPACITY)
                self._paint_ground(painter, area, row, selected)
                self._paint_words(painter, area, self._face(card, model), selected)
        painter.restore()

    def _paint_gap(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(QPen(self._colors["accent"], 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(self._colors["accent_soft"])
        radius = px(self._fonts["text"], CARD_RADIUS)
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _paint_ground(self, painter: QPainter, area: QRect, row: int, selected: bool) -> None:
        focused = row == self.focused_row
        ground = "selection" if selected else ("hover" if row == self.hovered_row else "surface")
        edge = "focus" if focused else ("on_selection" if selected else "border")
        width = 2.0 if focused else 1.0
        painter.setPen(QPen(self._colors[edge], width))
        painter.setBrush(self._colors[ground])
        inset = width / 2
        radius = px(self._fonts["text"], CARD_RADIUS)
        painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _face(self, card: DealCard, model: CardModel) -> CardFace:
        today = model.today()
        known = self._faces.get(card.id)
        if known is not None and known[0] is card and known[1] == today:
            return known[2]
        if len(self._faces) >= _FACES_KEPT:
            self._faces.clear()
        face = card_face(card, model.stage_of(card), today, names_stage=model.lane.names_stage)
        self._faces[card.id] = (card, today, face)
        return face

    def _paint_words(self, painter: QPainter, area: QRect, face: CardFace, selected: bool) -> None:
        room = area.adjusted(self.padding, self.padding, -self.padding, -self.padding)
        lines = [
            QRect(room.left(), room.top() + top, room.width(), height)
            for top, height in zip(self._tops, self._heights, strict=True)
        ]
        self._write(painter, lines[0], face.title, "strong", "text", selected)
        used = self._write_end(painter, lines[1], face.owner, "muted", selected, share=0.4)
        self._write(painter, self._before(lines[1], used), face.customer, "caption", "muted", selected)
        used = self._write_end(painter, lines[2], face.closing, "muted", selected)
        look, role = ("strong", "text") if face.has_amount else ("text", "muted")
        self._write(painter, self._before(lines[2], used), face.amount, look, role, selected)
        self._paint_foot(painter, lines[3], face, selected)
        more = [(text, role) for text, role in ((face.origin, "muted"), (face.missing, "warning")) if text]
        is_foot_free = face.chip is None and not face.age
        for line, (text, role) in zip(lines[3 if is_foot_free else 4 :], more, strict=False):
            self._write(painter, line, text, "caption", role, selected)

    def _paint_foot(self, painter: QPainter, line: QRect, face: CardFace, selected: bool) -> None:
        """Next step and age."""
        role = "warning" if face.is_worrying else "muted"
        room = self._before(line, self._write_end(painter, line, face.age, role, selected))
        if face.chip is None:
            return
        text, kind = face.chip
        painter.setFont(self._fonts["caption"])
        width = min(self._chip_width(text), room.width())
        left = room.right() - width + 1 if self._is_mirrored() else room.left()
        draw_chip(painter, QRect(left, line.top(), width, line.height()), text, kind, selected=selected)

    def _chip_width(self, text: str) -> int:
        width = self._chip_widths.get(text)
        if width is None:
            width = self._chip_widths[text] = chip_size(text, self._fonts["caption"]).width()
        return width

    def _before(self, line: QRect, used: int) -> QRect:
        """The line without what stands at its end."""
        used += self.spacing if used else 0
        return line.adjusted(used, 0, 0, 0) if self._is_mirrored() else line.adjusted(0, 0, -used, 0)

    def _write(self, painter: QPainter, room: QRect, text: str, look: str, role: str, selected: bool) -> None:
        painter.setFont(self._fonts[look])
        painter.setPen(self._colors["on_selection" if selected else role])
        painter.drawText(room, self._leading(), self.elided(text, room.width(), look))

    def _write_end(
        self, painter: QPainter, room: QRect, text: str, role: str, selected: bool, share: float = 2 / 3
    ) -> int:
        """Write a caption at the line's end, over at most a `share` of it, and tell its width."""
        if not text:
            return 0
        shown = self.elided(text, round(room.width() * share), "caption")
        painter.setFont(self._fonts["caption"])
        painter.setPen(self._colors["on_selection" if selected else role])
        painter.drawText(room, self._trailing(), shown)
        return self._metrics["caption"].horizontalAdvance(shown)

    def _is_mirrored(self) -> bool:
        return self._view.isRightToLeft()

    def _leading(self) -> int:
        side = Qt.AlignmentFlag.AlignRight if self._is_mirrored() else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def _trailing(self) -> int:
        side = Qt.AlignmentFlag.AlignLeft if self._is_mirrored() else Qt.AlignmentFlag.AlignRight
        return int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self.item_height())
