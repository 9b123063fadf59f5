"""The rows of the timeline: each campaign with its first and last day and its planned items, and what moves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus, PlannedItem
from smallbiz_crm.ui.campaigns.budget import BudgetUse
from smallbiz_crm.ui.campaigns.campaign_words import days_text, items_text, word

MARGIN_BEFORE = timedelta(days=70)
MARGIN_AFTER = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """`first` and `last` are the days the bar covers, both None for a campaign without dates."""

    campaign: Campaign
    items: tuple[PlannedItem, ...]
    first: date | None
    last: date | None

    @property
    def id(self) -> int:
        return self.campaign.id

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
        return TimelineRow(campaign, items, first, last)


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


def row_sentence(row: TimelineRow, today: date, currency: str) -> str:
    """All that a bar shows, in words: for tool tips and screen readers."""
    campaign = row.campaign
    parts = [
        campaign.name,
        word("status", campaign.status),
        days_text(campaign.starts_on, campaign.ends_on, today),
        BudgetUse.of(campaign).sentence(currency),
        items_text(row.items),
    ]
    return " · ".join(part for part in parts if part)
