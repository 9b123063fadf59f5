"""Measures the texts of a chart and cuts them to the room they have."""

# matplotlib leaves the types of its keyword arguments open, so that every call of it is partially unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smallbiz_crm.exchange.chart_fonts import writable

_LONGEST = 200
_SHORT = 4


class Ruler:
    """Measures in pixels of the picture; `renderer` is matplotlib's, `ratio` its dots for each of them."""

    def __init__(self, renderer: Any, ratio: float, families: Sequence[str]) -> None:
        self._renderer, self._ratio, self._families = renderer, ratio, families

    def written(self, text: str) -> str:
        """The text in letters that the fonts have."""
        return writable(text, self._families)

    def width(self, text: str) -> float:
        from matplotlib.font_manager import FontProperties

        measured = self._renderer.get_text_width_height_descent(text, FontProperties(), ismath=False)
        return float(measured[0]) / self._ratio

    def fitted(self, text: str, room: float) -> str:
        """The text on one line, cut with an ellipsis where it is wider than `room`."""
        line = self.written(text)
        if len(line) <= _SHORT or self.width(line[:_LONGEST]) <= room:
            return line[:_LONGEST]
        low, high = 1, min(len(line), _LONGEST)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(line[:middle] + "…") <= room else (low, middle - 1)
        return line[:low].rstrip() + "…"
