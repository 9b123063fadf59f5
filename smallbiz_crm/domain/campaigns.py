"""Campaigns, planned items, spend and touches: frozen rows and the words they may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.money import tax_of

FULL_SHARE = 10_000


class Channel(StrEnum):
    EVENT = "event"
    EMAIL = "email"
    SOCIAL = "social"
    SEARCH = "search"
    ADS = "ads"
    CONTENT = "content"
    REFERRAL = "referral"
    PRINT = "print"
    PR = "pr"
    PARTNER = "partner"
    OTHER = "other"


class Objective(StrEnum):
    AWARENESS = "awareness"
    LEADS = "leads"
    NURTURE = "nurture"
    RETENTION = "retention"


class CampaignStatus(StrEnum):
    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class PlannedKind(StrEnum):
    POST = "post"
    SEND = "send"
    EVENT = "event"
    TASK = "task"


class TouchKind(StrEnum):
    MET = "met"
    ATTENDED = "attended"
    REGISTERED = "registered"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    DOWNLOADED = "downloaded"
    VISITED = "visited"
    REFERRED = "referred"
    SOURCE = "source"


TOUCH_POINTS = {
    TouchKind.MET: 10,
    TouchKind.ATTENDED: 10,
    TouchKind.REGISTERED: 5,
    TouchKind.OPENED: 1,
    TouchKind.CLICKED: 3,
    TouchKind.REPLIED: 8,
    TouchKind.DOWNLOADED: 5,
    TouchKind.VISITED: 2,
    TouchKind.REFERRED: 10,
    TouchKind.SOURCE: 0,
}


@dataclass(frozen=True, slots=True)
class Campaign:
    """A marketing effort. Money in minor units of the home currency; `cost` is net plus tax not recovered."""

    id: int
    name: str
    channel: Channel
    objective: Objective | None
    status: CampaignStatus
    starts_on: date | None
    ends_on: date | None
    budget: int | None
    audience: str | None
    message: str | None
    offer: str | None
    notes: str | None
    cost: int
    people: int
    is_trashed: bool


@dataclass(frozen=True, slots=True)
class PlannedItem:
    id: int
    campaign_id: int
    campaign: str
    title: str
    kind: PlannedKind
    planned_on: date
    planned_time: str | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Spend:
    """A dated cost line. Amounts in minor units of `currency`; `recoverable_share` in 10⁻⁴; `cost` in home money."""

    id: int
    campaign_id: int | None
    campaign: str | None
    spent_on: date
    payee: str
    description: str | None
    category: str
    is_marketing: bool
    net: int
    tax: int
    gross: int
    recoverable_share: int
    currency: str
    cost: int | None
    reference: str | None
    receipt: str | None
    is_trashed: bool


@dataclass(frozen=True, slots=True)
class Touch:
    id: int
    contact_id: int
    contact: str
    campaign_id: int | None
    campaign: str | None
    kind: str
    touched_on: date
    points: int


def recoverable_tax(tax: int, share: int) -> int:
    """The part of the tax that comes back, in minor units; `share` in 10⁻⁴."""
    return tax_of(tax, share)


def cost_of(net: int, tax: int, share: int) -> int:
    """What a line really costs: net plus the tax that cannot be recovered."""
    return net + tax - recoverable_tax(tax, share)
