"""What the user can do with measured figures: see those of a campaign as a grid, and enter them."""

from __future__ import annotations

from datetime import date

from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.store import metrics as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database


class Metrics:
    def __init__(self, database: Database) -> None:
        self._database = database

    def grid(self, campaign_id: int) -> dict[date, dict[Metric, int]]:
        """Figures of a campaign by day; what was not measured is not there. Revenue in minor units."""
        with self._database.reading() as connection:
            return stored.grid_of(connection, campaign_id)

    def enter(self, campaign_id: int, cells: stored.Cells) -> int:
        """Write figures as one step; None takes one away. Returns how many changed."""
        with self._database.step("metric.entered") as unit:
            changed = stored.put_cells(unit, campaign_id, cells)
            unit.params |= {
                "count": changed,
                "name": trash.title_of(unit.connection, "campaign", campaign_id),
            }
        return changed
