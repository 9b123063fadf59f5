"""Event mode: where one is just now, and the people met on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.contacts import Lifecycle


@dataclass(frozen=True, slots=True)
class EventMode:
    """The campaign at which everybody is met who is added now; `met` counts those met there today."""

    campaign_id: int
    name: str
    met: int


@dataclass(frozen=True, slots=True)
class MetPerson:
    """Somebody met on a day. `contacted_on` is the first call, meeting, e-mail or demo from that day on.

    `planned_on` is the day of the next follow-up.
    """

    id: int
    name: str
    company: str | None
    campaign: str | None
    lifecycle: Lifecycle
    contacted_on: date | None
    planned_on: date | None
