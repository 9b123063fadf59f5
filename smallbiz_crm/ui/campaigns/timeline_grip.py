"""What a drag on the timeline or in the month takes hold of: a whole bar, one of its ends, or a planned item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt

from smallbiz_crm.ui.campaigns.timeline_rows import Drag

Hold = Literal["whole", "start", "end"]


@dataclass(frozen=True, slots=True)
class Grip:
    """`item_id` is set when it is a planned item that is held."""

    campaign_id: int
    item_id: int | None
    part: Hold

    def drag(self, days: int) -> Drag:
        """What dragging it by days does."""
        start_by = 0 if self.part == "end" else days
        return Drag(self.campaign_id, self.item_id, start_by, 0 if self.part == "start" else days)


def cursor_of(grip: Grip | None) -> Qt.CursorShape:
    """What the pointer looks like over it."""
    if grip is None:
        return Qt.CursorShape.ArrowCursor
    return Qt.CursorShape.OpenHandCursor if grip.part == "whole" else Qt.CursorShape.SizeHorCursor
