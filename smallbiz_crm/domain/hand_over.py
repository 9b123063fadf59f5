"""The hand-over from marketing to sales: who waits for a decision, until when, and what is told about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.contacts import Lifecycle

MAY_QUALIFY = frozenset((Lifecycle.NONE, Lifecycle.LEAD, Lifecycle.RETURNED, Lifecycle.DISQUALIFIED))
MAY_ACCEPT = MAY_QUALIFY | {Lifecycle.MQL}
MAY_RETURN = frozenset((Lifecycle.LEAD, Lifecycle.MQL, Lifecycle.SQL))


@dataclass(frozen=True, slots=True)
class Clock:
    """The promise of a first contact for one lead.

    `left` counts hours or, with `in_hours` false, working days until it runs out; below zero it is late by so many.
    Once contacted, `contacted_on` says when and the clock stands.
    """

    due_on: date
    left: int
    in_hours: bool
    contacted_on: date | None

    @property
    def is_late(self) -> bool:
        return self.contacted_on is None and self.left < 0


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """An MQL that sales has not decided on. `since` is None where nobody knows the day: then there is no clock."""

    id: int
    name: str
    company: str | None
    campaign: str | None
    since: date | None
    clock: Clock | None


@dataclass(frozen=True, slots=True)
class LifecycleStep:
    """One entry into a stage, as it is told on the card; `is_backwards` when it led to an earlier one."""

    stage: Lifecycle
    on: date | None
    campaign: str | None
    reason: str | None
    note: str | None
    is_backwards: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """Why a lead goes back to marketing; with `again_on` a follow-up of `again_text` is planned for that day."""

    reason: str
    note: str = ""
    again_on: date | None = None
    again_text: str = ""


@dataclass(frozen=True, slots=True)
class CampaignFeedback:
    """What sales made of a campaign's leads: people handed over and accepted, why others went back, the deals.

    Reasons are pairs of a name (None where none was given) and how often, the most frequent first.
    """

    handed_over: int
    accepted: int
    returned: tuple[tuple[str | None, int], ...]
    open_deals: int
    won_deals: int
    lost_deals: int
    lost: tuple[tuple[str | None, int], ...]


class FeedbackScope(StrEnum):
    """Over what the word of sales is summed: one campaign, all of its channel, the people of its segment."""

    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class AudienceShare:
    """How many of the audience and of the buyers have a value in a field."""

    value: str
    audience: int
    buyers: int


@dataclass(frozen=True, slots=True)
class AudienceSplit:
    """Those who bought beside those who were meant: per field its values, what most buyers have first.

    `audience` and `buyers` count the people; fields that no buyer has filled are left out.
    """

    audience: int
    buyers: int
    fields: tuple[tuple[str, tuple[AudienceShare, ...]], ...]


@dataclass(frozen=True, slots=True)
class CampaignRevenue:
    """Revenue of won deals credited to a campaign by each model, and its marketing spend, both in home minor units."""

    by_model: dict[Attribution, int]
    spend: int
