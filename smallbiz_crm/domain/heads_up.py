"""The heads-up for sales: which running campaigns a person is in, and which open deals a planned one would reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.campaigns import Channel


@dataclass(frozen=True, slots=True)
class RunningCampaign:
    """A campaign that runs today and reaches somebody; `ends_on` is None while its end is open."""

    id: int
    name: str
    channel: Channel
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class ReachedDeal:
    """An open deal with somebody in the audience of a campaign; `contact` is who. Amount in minor units, net."""

    id: int
    title: str
    contact: str
    stage: str
    amount: int | None
    currency: str
