"""The figures of a report as tiles, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from smallbiz_crm.domain.figures import Report
from smallbiz_crm.services.kpis import kpi
from smallbiz_crm.ui.figure_words import capital, figure_text, value_text
from smallbiz_crm.ui.kit.figures import FigureTile
from smallbiz_crm.ui.kit.metrics import MEDIUM, px
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.words import _

NARROWEST = 172


class FigureTiles(QWidget):
    """A tile for each key. Emits `pressed` with the key of the figure that was clicked."""

    pressed = Signal(str)

    def __init__(self, report: str, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: dict[str, FigureTile] = {}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        for key in keys:
            tile = FigureTile(kpi(report, key).title(), pressable=True)
            tile.pressed.connect(lambda key=key: self.pressed.emit(key))
            self.tiles[key] = tile
        self._arrange()
        theme().changed.connect(self._arrange)

    def show_report(self, report: Report, before: Report | None = None) -> None:
        """`before` is the report that the figures are compared with; its values stand in the notes."""
        for key, tile in self.tiles.items():
            text = figure_text(report.name, key, report.figures, report.currency)
            note, tip = text.note, text.tip
            if before is not None:
                then = _("before: {value}").format(value=value_text(before.figures[key], before.currency))
                note, tip = then, f"{tip}\n{capital(then)}"
            tile.show_figure(text.value, note, text.tone)
            tile.setToolTip(tip)
            tile.setAccessibleDescription(tip)

    def _arrange(self) -> None:
        """As many columns as fit; where the rows come out even with it, the first and the last tile are double."""
        count = len(self.tiles)
        columns = max(1, min(count, (self.width() + MEDIUM) // (px(self, NARROWEST) + MEDIUM)))
        if columns == self._columns:
            return
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        has_double = count % columns != 0 and (count + 2) % columns == 0
        place = 0
        for number, tile in enumerate(self.tiles.values()):
            span = 2 if has_double and number in (0, count - 1) else 1
            self._grid.addWidget(tile, place // columns, place % columns, 1, span)
            place += span
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
