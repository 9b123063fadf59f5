"""The month's few numbers, each of which opens the place where its records are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.figures import FigureTile, Tone
from smallbiz_crm.ui.kit.metrics import MEDIUM
from smallbiz_crm.words import _


class TileWords(NamedTuple):
    """What a tile says; an empty caption leaves the one it has."""

    value: str
    note: str
    tone: Tone = ""
    caption: str = ""


class Tiles(QWidget):
    """Four tiles in a row, or two by two where it is narrow."""

    late_pressed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.pipeline = FigureTile(_("Open deals"), pressable=True)
        self.won = FigureTile(_("Won this month"), pressable=True)
        self.late = FigureTile(_("Late follow-ups"), pressable=True)
        self.spent = FigureTile(_("Marketing spend this month"), pressable=True)
        self.pipeline.pressed.connect(lambda: desk.open_page("deals"))
        self.won.pressed.connect(lambda: desk.open_page("reports", "sales"))
        self.late.pressed.connect(self.late_pressed)
        self.spent.pressed.connect(lambda: desk.open_page("campaigns"))
        self._by_name = {
            "pipeline": self.pipeline,
            "won": self.won,
            "late": self.late,
            "spent": self.spent,
        }
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(MEDIUM)
        self._columns = 0
        self.set_columns(4)

    def tiles(self) -> list[FigureTile]:
        """All four in reading order."""
        return list(self._by_name.values())

    def set_columns(self, count: int) -> None:
        """Lay them out in `count` columns of the same width."""
        if count == self._columns:
            return
        self._columns = count
        for place, tile in enumerate(self.tiles()):
            self._grid.addWidget(tile, place // count, place % count)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < count else 0)

    def show_words(self, words: Mapping[str, TileWords]) -> None:
        """Show what was read of some tiles: ``pipeline``, ``won``, ``late``, ``spent``."""
        for name, said in words.items():
            tile = self._by_name[name]
            if said.caption:
                tile.caption.setText(said.caption)
            tile.show_figure(said.value, said.note, said.tone)
