"""Figures of the reports that the user pinned: each against what was promised for it, each opening its report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.domain.report_views import ReportView
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.figures import FigureTile, Tone
from smallbiz_crm.ui.kit.metrics import MEDIUM


class PinnedWords(NamedTuple):
    """What a pinned tile says, and the view that it opens."""

    view: ReportView
    value: str
    note: str
    tip: str
    tone: Tone = ""


class PinnedTiles(QWidget):
    """The tiles in rows of as many columns as the tiles above them have; nothing where nothing is pinned."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.tiles: list[FigureTile] = []
        self._columns = 4
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        self.hide()

    def show_words(self, words: Sequence[PinnedWords]) -> None:
        """Show these figures in place of those there were."""
        for tile in self.tiles:
            self._grid.removeWidget(tile)
            tile.deleteLater()
        self.tiles = []
        for said in words:
            tile = FigureTile(said.view.name, pressable=True)
            tile.show_figure(said.value, said.note, said.tone)
            tile.setToolTip(said.tip)
            tile.setAccessibleDescription(said.tip)
            tile.pressed.connect(lambda view=said.view: self.desk.open_page("reports", view))
            self.tiles.append(tile)
        self.setVisible(bool(words))
        self._arrange()

    def set_columns(self, count: int) -> None:
        """Lay them out in `count` columns of the same width."""
        if count != self._columns:
            self._columns = count
            self._arrange()

    def _arrange(self) -> None:
        for place, tile in enumerate(self.tiles):
            self._grid.addWidget(tile, place // self._columns, place % self._columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)
