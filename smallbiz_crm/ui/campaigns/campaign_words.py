"""Campaigns in words: states, channels, days and counts as the page, the timeline and the panel say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from PySide6.QtCore import QDate

from smallbiz_crm.domain.campaigns import (
    Campaign,
    CampaignStatus,
    Channel,
    Objective,
    PlannedItem,
    PlannedKind,
)
from smallbiz_crm.ui.kit.chips import ChipKind
from smallbiz_crm.ui.kit.formats import day_and_month, day_short, locale, number, relative_day
from smallbiz_crm.words import _, ngettext, phrase

STATUS_CHIPS: dict[CampaignStatus, ChipKind] = {
    CampaignStatus.IDEA: "neutral",
    CampaignStatus.PLANNED: "info",
    CampaignStatus.RUNNING: "accent",
    CampaignStatus.DONE: "success",
    CampaignStatus.CANCELLED: "neutral",
}


def word(group: str, value: StrEnum | str | None) -> str:
    """The word of a fixed list (``status``, ``channel``, ``objective``, ``planned``, ``touch``); "" for none."""
    return "" if value is None else phrase(f"{group}.{value}")


def status_options() -> list[tuple[CampaignStatus, str]]:
    return [(status, word("status", status)) for status in CampaignStatus]


def channel_options() -> list[tuple[Channel, str]]:
    return [(channel, word("channel", channel)) for channel in Channel]


def objective_options() -> list[tuple[Objective | None, str]]:
    """The objectives, with a way to have none."""
    return [(None, _("None yet")), *((each, word("objective", each)) for each in Objective)]


def kind_options() -> list[tuple[PlannedKind, str]]:
    return [(kind, word("planned", kind)) for kind in PlannedKind]


def days_text(starts_on: date | None, ends_on: date | None, today: date) -> str:
    """``24 Apr – 1 Jun``, with the year where it is not this one; says which end is open."""
    if starts_on is None and ends_on is None:
        return _("no dates")
    if starts_on is None:
        return _("until {day}").format(day=_near_day(ends_on, today))
    if ends_on is None:
        return _("from {day}").format(day=_near_day(starts_on, today))
    if starts_on == ends_on:
        return _near_day(starts_on, today)
    first = day_and_month(starts_on) if starts_on.year == ends_on.year else _near_day(starts_on, today)
    return f"{first} – {_near_day(ends_on, today)}"


def _near_day(value: date | None, today: date) -> str:
    if value is None or value.year == today.year:
        return "" if value is None else day_and_month(value)
    return locale().toString(QDate(value.year, value.month, value.day), _("d MMM yyyy"))


def is_late(item: PlannedItem, today: date) -> bool:
    return item.done_on is None and item.planned_on < today


def item_day_text(item: PlannedItem, today: date) -> str:
    """When an item is due or was planned: ``Tomorrow``, ``3 days late``, ``Fri 15 May 14:00``."""
    shown = day_short(item.planned_on) if item.done_on else relative_day(item.planned_on, today)
    return f"{shown} {item.planned_time}" if item.planned_time else shown


def item_sentence(item: PlannedItem, today: date) -> str:
    """An item with its kind, day and whether it is done, for tool tips and screen readers."""
    state = _("done") if item.done_on else _("late") if is_late(item, today) else _("open")
    return f"{item.title} · {word('planned', item.kind)} · {day_short(item.planned_on)} · {state}"


def items_text(items: Sequence[PlannedItem]) -> str:
    """``2 of 4 planned items done``; nothing when none is planned."""
    if not items:
        return ""
    done = sum(item.done_on is not None for item in items)
    return ngettext("{done} of {n} planned item done", "{done} of {n} planned items done", len(items)).format(
        done=done, n=len(items)
    )


def campaign_subtitle(campaign: Campaign, today: date) -> str:
    """``Event · Leads · 24 Apr – 1 Jun`` under a campaign's name."""
    parts = [word("channel", campaign.channel), word("objective", campaign.objective)]
    parts.append(days_text(campaign.starts_on, campaign.ends_on, today))
    return " · ".join(part for part in parts if part)


def read_count(text: str) -> int | None:
    """A whole number that was typed, or none for nothing. Raises ValueError in words."""
    typed = "".join(text.split()).replace(locale().groupSeparator(), "")
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 9:
        raise ValueError(_("This is no whole number. Type it like 40."))
    return int(typed)


def show_count(value: int | None) -> str:
    """What a field shows: nothing for none."""
    return "" if value is None else number(value)


def offset_text(item: PlannedItem) -> str:
    """``14 days before the start``, ``on the start``; nothing where there is no start."""
    days = item.offset_days
    if days is None:
        return ""
    if days == 0:
        return _("on the first day")
    if days < 0:
        return ngettext("{n} day before the start", "{n} days before the start", -days).format(
            n=number(-days)
        )
    return ngettext("{n} day after the start", "{n} days after the start", days).format(n=number(days))


def item_facts(item: PlannedItem) -> str:
    """Kind, offset, who does it and how far its checklist is, under an item's title."""
    checks = ""
    if item.checks:
        checks = _("{done} of {n} ticked").format(done=number(item.checks_done), n=number(item.checks))
    parts = [word("planned", item.kind), offset_text(item), item.owner or "", item.content or "", checks]
    return " · ".join(part for part in parts if part)
