"""The sample company fits the day on which it is filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock, season_of
from smallbiz_crm.services.workspace import Workspace


@pytest.mark.parametrize("today", [date(2026, 1, 20), date(2026, 6, 1), date(2026, 11, 22)])
def test_fairs_are_named_by_the_season_they_are_in(tmp_path: Path, today: date) -> None:
    workspace = Workspace.create(tmp_path / "sample.crm", clock=FixedClock(today))
    workspace.sample.fill()
    events = workspace.campaigns.list(where={"channel": "event"})
    assert len({event.name for event in events}) == 2
    for event in events:
        assert event.starts_on is not None
        assert event.name.split()[0] == season_of(event.starts_on).capitalize()
        assert all("{" not in item.title for item in workspace.campaigns.items(event.id))
    workspace.close()
