"""The heading of a list, where the arrow of the sorted column never stands on its words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

# Hard spaces as wide as the arrow: the style sheet draws it over the end of words that are aligned to it.
_ROOM_FOR_ARROW = "\u00a0" * 4


class ListHeader(QHeaderView):
    """Moves the words of a sorted column aside when they stand on the side of the arrow."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        is_sorted = section == self.sortIndicatorSection() and self.isSortIndicatorShown()
        alignment: Qt.AlignmentFlag = option.textAlignment  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
        if is_sorted and alignment & Qt.AlignmentFlag.AlignRight:
            option.text += _ROOM_FOR_ARROW  # pyright: ignore[reportAttributeAccessIssue] - not in the stubs
