"""The content library: what one has to show or send, the stage of the buyer it serves, and when that is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deals import Outcome

LIKELY = 5_000
"""From this probability on, in 10⁻⁴, the buyer of an open deal is deciding and no longer comparing."""


class ContentKind(StrEnum):
    CASE_STUDY = "case_study"
    WHITEPAPER = "whitepaper"
    POST = "post"
    VIDEO = "video"
    PRESENTATION = "presentation"
    PRICE_LIST = "price_list"
    DATA_SHEET = "data_sheet"
    OTHER = "other"


class BuyerStage(StrEnum):
    AWARENESS = "awareness"
    INTEREST = "interest"
    CONSIDERATION = "consideration"
    DECISION = "decision"
    AFTER_SALE = "after_sale"


_STAGE_OF_PERSON = {
    Lifecycle.NONE: BuyerStage.AWARENESS,
    Lifecycle.LEAD: BuyerStage.INTEREST,
    Lifecycle.RETURNED: BuyerStage.INTEREST,
    Lifecycle.DISQUALIFIED: BuyerStage.AWARENESS,
    Lifecycle.MQL: BuyerStage.CONSIDERATION,
    Lifecycle.SQL: BuyerStage.CONSIDERATION,
    Lifecycle.OPPORTUNITY: BuyerStage.DECISION,
    Lifecycle.CUSTOMER: BuyerStage.AFTER_SALE,
}


@dataclass(frozen=True, slots=True)
class Content:
    """A piece of the library. `buyer_stage` None serves all; `uses` counts each time it was sent, shown or published.

    `files` are the names of its files; `used_on` is its last use, or None.
    """

    id: int
    title: str
    kind: ContentKind
    buyer_stage: BuyerStage | None
    url: str | None
    files: tuple[str, ...]
    uses: int
    used_on: date | None
    is_trashed: bool


@dataclass(frozen=True, slots=True)
class UsefulContent:
    """A piece that fits where a person or a deal stands; `sent_on` when it was used there last, or None."""

    content: Content
    sent_on: date | None


@dataclass(frozen=True, slots=True)
class ContentUse:
    """One use of a piece: on a person, a deal, or by a planned item of a campaign."""

    on: date
    contact: str | None
    deal: str | None
    campaign: str | None


def stage_of_person(lifecycle: Lifecycle) -> BuyerStage:
    """Where the buyer stands whom the lifecycle tells of."""
    return _STAGE_OF_PERSON[lifecycle]


def stage_of_deal(outcome: Outcome, probability: int) -> BuyerStage:
    """Where the buyer of a deal stands: `probability` in 10⁻⁴ is that of its stage or its own."""
    if outcome is Outcome.WON:
        return BuyerStage.AFTER_SALE
    if outcome is Outcome.LOST:
        return BuyerStage.INTEREST
    return BuyerStage.DECISION if probability >= LIKELY else BuyerStage.CONSIDERATION
