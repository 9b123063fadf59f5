"""The rows of the timeline: each campaign with its first and last day and its planned items, and what moves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus, PlannedItem
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import days_text, items_text, word
from smallbiz_crm.words import _


@dataclass(frozen=True, slots=True)
class Drag:
    """How far the first and the last day of a campaign are dragged, or one of its items (then both are equal)."""

    campaign_id: int
    item_id: int | None
    start_by: int
    end_by: int

    @property
    def is_nothing(self) -> bool:
        return not self.start_by and not self.end_by


MARGIN_BEFORE = timedelta(days=70)
MARGIN_AFTER = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """`first` and `last` are the days the bar covers, both None for a campaign without dates."""

    campaign: Campaign
    items: tuple[PlannedItem, ...]
    first: date | None
    last: date | None

    clash: Campaign | None = None
    """Another campaign on the same channel in the same days."""

    @property
    def id(self) -> int:
        return self.campaign.id

    def item(self, item_id: int | None) -> PlannedItem | None:
        """The planned item of that id, when it is in this row."""
        return next((item for item in self.items if item.id == item_id), None)

    def dragged(self, drag: Drag) -> TimelineRow:
        """The row as it will be once a drag is let go of; no earlier end than its start."""
        if drag.item_id is not None:
            items = tuple(
                replace(item, planned_on=shifted(item.planned_on, drag.start_by))
                if item.id == drag.item_id
                else item
                for item in self.items
            )
            return replace(self, items=items)
        if drag.start_by == drag.end_by:
            return self.moved(drag.start_by)
        if self.first is None or self.last is None:
            return self
        first, last = shifted(self.first, drag.start_by), shifted(self.last, drag.end_by)
        first, last = min(first, self.last if drag.start_by else first), max(last, self.first)
        return replace(
            self, campaign=replace(self.campaign, starts_on=first, ends_on=last), first=first, last=last
        )

    def moved(self, days: int) -> TimelineRow:
        """The row as it will be after a move: its open items go with it."""
        campaign = moved_campaign(self.campaign, days)
        items = self.items
        if campaign.starts_on is not None:
            items = tuple(
                item if item.done_on else replace(item, planned_on=shifted(item.planned_on, days))
                for item in items
            )
        first = None if self.first is None else shifted(self.first, days)
        last = None if self.last is None else shifted(self.last, days)
        return TimelineRow(campaign, items, first, last, self.clash)


def shifted(day: date, days: int) -> date:
    """`days` later, kept within the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def moved_campaign(campaign: Campaign, days: int) -> Campaign:
    """The campaign with each of its days `days` later."""
    starts_on = None if campaign.starts_on is None else shifted(campaign.starts_on, days)
    ends_on = None if campaign.ends_on is None else shifted(campaign.ends_on, days)
    return replace(campaign, starts_on=starts_on, ends_on=ends_on)


def rows_of(campaigns: Iterable[Campaign], items: Iterable[PlannedItem], today: date) -> list[TimelineRow]:
    """Rows in order of their first day; those without dates at the end, by name."""
    by_campaign: dict[int, list[PlannedItem]] = defaultdict(list)
    for item in items:
        by_campaign[item.campaign_id].append(item)
    rows = [_row(campaign, tuple(by_campaign[campaign.id]), today) for campaign in campaigns]
    return sorted(rows, key=_place)


def _row(campaign: Campaign, items: tuple[PlannedItem, ...], today: date) -> TimelineRow:
    first = campaign.starts_on or campaign.ends_on
    last = campaign.ends_on or first
    if campaign.ends_on is None and first is not None and campaign.status is CampaignStatus.RUNNING:
        last = max(first, today)
    return TimelineRow(campaign, items, first, last)


def _place(row: TimelineRow) -> tuple[bool, date, date, str, int]:
    far = date.max
    return row.first is None, row.first or far, row.last or far, row.campaign.name.casefold(), row.id


def span_of(rows: Sequence[TimelineRow], today: date) -> tuple[date, date]:
    """The days the timeline covers: everything planned and today, with room on both sides."""
    days = [today]
    for row in rows:
        days += [day for day in (row.first, row.last) if day is not None]
        days += [item.planned_on for item in row.items]
    before, after = -MARGIN_BEFORE.days, MARGIN_AFTER.days
    return shifted(min(days), before), shifted(max(days), after)


def clash_text(row: TimelineRow) -> str:
    """Which campaign is on the same channel in the same days; nothing when there is none."""
    return (
        ""
        if row.clash is None
        else _("Clashes with “{name}” on the same channel").format(name=row.clash.name)
    )


def row_sentence(row: TimelineRow, today: date, currency: str) -> str:
    """All that a bar shows, in words: for tool tips and screen readers."""
    campaign = row.campaign
    parts = [
        campaign.name,
        word("status", campaign.status),
        days_text(campaign.starts_on, campaign.ends_on, today),
        BudgetUse.of(campaign).sentence(currency),
        items_text(row.items),
        clash_text(row),
    ]
    return " · ".join(part for part in parts if part)
