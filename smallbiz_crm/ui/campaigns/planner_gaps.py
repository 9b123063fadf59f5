"""What a plan gives to think about: campaigns that get in each other's way, and weeks with nothing planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from smallbiz_crm.domain.campaigns import Campaign, CampaignStatus, Channel, PlannedItem
from smallbiz_crm.ui.campaigns.timeline_rows import TimelineRow, rows_of, shifted
from smallbiz_crm.ui.kit.formats import locale, number
from smallbiz_crm.words import ngettext

WEEKS_AHEAD = 12
_STILL_ON = (CampaignStatus.PLANNED, CampaignStatus.RUNNING)
_WEEK = timedelta(days=7)


def planned_rows(
    campaigns: Iterable[Campaign], items: Iterable[PlannedItem], today: date
) -> list[TimelineRow]:
    """The rows that all views of the plan show, each with what it clashes with."""
    rows = rows_of(campaigns, items, today)
    met = clashes(rows, today)
    return [replace(row, clash=met[row.id]) if row.id in met else row for row in rows]


def clashes(rows: Iterable[TimelineRow], today: date) -> dict[int, Campaign]:
    """Campaigns that share a channel and days with another, each with one it meets; what is over does not count."""
    by_channel: dict[Channel, list[TimelineRow]] = defaultdict(list)
    for row in rows:
        on = row.campaign.status in _STILL_ON and row.last is not None and row.last >= today
        if on and row.campaign.channel is not Channel.OTHER:
            by_channel[row.campaign.channel].append(row)
    found: dict[int, Campaign] = {}
    for group in by_channel.values():
        longest: TimelineRow | None = None
        for row in sorted(group, key=lambda each: (each.first or date.max, each.id)):
            if longest is not None and (row.first or date.max) <= (longest.last or date.min):
                found.setdefault(longest.id, row.campaign)
                found[row.id] = longest.campaign
            if longest is None or (row.last or date.min) > (longest.last or date.min):
                longest = row
    return found


def week_start(day: date, first_weekday: int) -> date:
    """The first day of the week of a day; `first_weekday` is 1 for Monday … 7 for Sunday."""
    return shifted(day, -((day.isoweekday() - first_weekday) % 7))


def empty_weeks(rows: Sequence[TimelineRow], today: date, first_weekday: int) -> list[date]:
    """The first days of the weeks ahead, this one with it, in which no campaign runs and nothing is planned."""
    begin = week_start(today, first_weekday)
    taken: set[int] = set()
    for row in rows:
        if row.campaign.status is CampaignStatus.CANCELLED:
            continue
        if row.first is not None and row.last is not None:
            taken.update(_weeks(begin, row.first, row.last))
        for item in row.items:
            taken.update(_weeks(begin, item.planned_on, item.planned_on))
    return [begin + week * _WEEK for week in range(WEEKS_AHEAD) if week not in taken]


def _weeks(begin: date, first: date, last: date) -> range:
    start = max((first - begin).days // 7, 0)
    end = min((last - begin).days // 7, WEEKS_AHEAD - 1)
    return range(start, end + 1)


def gap_words(rows: Sequence[TimelineRow], today: date) -> list[str]:
    """``2 clashes``, ``3 empty weeks ahead``; nothing where there are none, or no plan at all."""
    if not rows:
        return []
    words: list[str] = []
    clashing = sum(row.clash is not None for row in rows)
    empty = len(empty_weeks(rows, today, locale().firstDayOfWeek().value))
    if clashing:
        words.append(
            ngettext("{n} campaign clashes", "{n} campaigns clash", clashing).format(n=number(clashing))
        )
    if empty:
        words.append(ngettext("{n} empty week ahead", "{n} empty weeks ahead", empty).format(n=number(empty)))
    return words
