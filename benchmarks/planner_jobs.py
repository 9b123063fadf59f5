"""Jobs of the planner: painting and dragging with 5,000 bars, in processor time, as other programs may run beside."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks.measure import Result, quantile, within
from benchmarks.window_jobs import settle

if TYPE_CHECKING:  # Qt is loaded when the job runs
    from smallbiz_crm.domain.campaigns import Campaign
    from smallbiz_crm.ui.campaigns.month_view import MonthView
    from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow
    from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline

BARS = 5_000
TODAY = date(2026, 5, 14)
FRAMES = 60


def planners(_count: int, scale: str) -> Iterator[Result]:
    """A full repaint, and a frame of a drag, of the month and of the timeline; the same at every scale."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from smallbiz_crm.ui.campaigns.month_view import MonthView
    from smallbiz_crm.ui.campaigns.planner_gaps import planned_rows
    from smallbiz_crm.ui.campaigns.timeline_view import CampaignTimeline
    from smallbiz_crm.ui.kit.theme import theme

    app = QApplication.instance() or QApplication([])
    theme().apply(app)  # pyright: ignore[reportArgumentType] - it is one
    rows = planned_rows(_campaigns(), [], TODAY)
    for name, view in (("month", MonthView()), ("timeline", CampaignTimeline())):
        yield from _measured(name, view, rows, scale)


def _campaigns() -> list[Campaign]:
    """Nearly four years of campaigns, the same each time."""
    from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus, Channel

    chance = random.Random(5)
    campaigns: list[Campaign] = []
    for number in range(BARS):
        first = TODAY + timedelta(days=chance.randrange(-700, 700))
        campaigns.append(
            Campaign(
                id=number + 1,
                name=f"Campaign {number}",
                channel=chance.choice(list(Channel)),
                objective=None,
                status=chance.choice(list(CampaignStatus)),
                starts_on=first,
                ends_on=first + timedelta(days=chance.randrange(40)),
                budget=90_000,
                audience=None,
                message=None,
                offer=None,
                notes=None,
                cost=chance.randrange(100_000),
                people=0,
                is_trashed=False,
            )
        )
    return campaigns


def _measured(
    name: str, view: MonthView | CampaignTimeline, rows: Sequence[TimelineRow], scale: str
) -> Iterator[Result]:
    """What painting and dragging take in one view."""
    from smallbiz_crm.ui.campaigns.month_view import MonthView
    from smallbiz_crm.ui.campaigns.timeline_rows import Drag

    view.resize(1_280, 760)
    view.show_rows(rows, TODAY, "EUR")
    view.show()
    settle(0.3)
    surface = view if isinstance(view, MonthView) else view.viewport()
    view.select_id(next(row.id for row in rows if (row.first or TODAY) >= TODAY))
    yield within(f"planner: paint the {name}, 5,000 bars", scale, _frames(surface.repaint), 16)
    held = view.current_id() or 0

    def drag(days: int) -> None:
        view.show_drag(Drag(held, None, days % 20, days % 20))

    yield within(f"planner: drag in the {name}, a frame", scale, _dragged(drag, surface.repaint), 16)
    view.hide()


def _frames(paint: Callable[[], None]) -> float:
    taken = [_cpu(paint) for _ in range(FRAMES)]
    return quantile(taken[5:], 0.95)


def _dragged(drag: Callable[[int], None], paint: Callable[[], None]) -> float:
    def frame(number: int) -> None:
        drag(number)
        paint()

    taken = [_cpu(lambda number=number: frame(number)) for number in range(FRAMES)]
    return quantile(taken[5:], 0.95)


def _cpu(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1_000
