"""What the planner's gestures write: moves of campaigns and items. Until the last is written, the picture stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from smallbiz_crm.domain.campaigns import Campaign
from smallbiz_crm.domain.errors import CrmError
from smallbiz_crm.ui.campaigns.campaign_words import days_text
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.formats import day_short
from smallbiz_crm.words import _

if TYPE_CHECKING:
    from smallbiz_crm.services.workspace import Workspace

T = TypeVar("T")


class PlannerMoves(QObject):
    """Each move counts from what is stored when it is written, so that keys add up."""

    settled = Signal()
    """The last move is written or refused: what is stored can be shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._under_way = 0

    @property
    def is_moving(self) -> bool:
        return self._under_way > 0

    def move(self, campaign_id: int, start_by: int, end_by: int) -> None:
        """Move the first and the last day of a campaign."""

        def change(workspace: Workspace) -> Campaign:
            workspace.planning.move(campaign_id, start_by=start_by, end_by=end_by)
            return workspace.campaigns.get(campaign_id)

        def told(moved: Campaign) -> str:
            days = days_text(moved.starts_on, moved.ends_on, self._desk.today())
            words = _("“{name}” moved to {days}") if start_by == end_by else _("“{name}” is now {days}")
            return words.format(name=moved.name, days=days)

        self._write(change, told)

    def move_item(self, item_id: int, days: int) -> None:
        """Move a planned item."""

        def change(workspace: Workspace) -> date:
            return workspace.planning.move_item(item_id, days)

        self._write(change, lambda day: _("Planned for {day}").format(day=day_short(day)))

    def _write(self, change: Callable[[Workspace], T], told: Callable[[T], str]) -> None:
        self._under_way += 1

        def done(result: T) -> None:
            if self._ended():
                self._desk.say_done(told(result))

        def refused(error: CrmError) -> None:
            self._ended()
            self._desk.show_trouble(error)

        self._desk.write(change, then=done, refused=refused)

    def _ended(self) -> bool:
        """Whether that was the last one."""
        self._under_way -= 1
        if not self._under_way:
            self.settled.emit()
        return not self._under_way
