"""Event mode: where one is just now, and the people met on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import Lifecycle

THERE = (TouchKind.REGISTERED, TouchKind.ATTENDED, TouchKind.MET)
"""The touches of an event, from the least to the most."""


def furthest(kinds: Iterable[str]) -> TouchKind:
    """The most that is among the kinds of touches of an event; met where none of them is."""
    there = set(kinds)
    return next((kind for kind in reversed(THERE) if kind.value in there), TouchKind.MET)


@dataclass(frozen=True, slots=True)
class EventMode:
    """The campaign at which everybody is met who is added now; `met` counts those met there today."""

    campaign_id: int
    name: str
    met: int


@dataclass(frozen=True, slots=True)
class MetPerson:
    """Somebody met on a day or at an event. `contacted_on` is the first call, meeting, e-mail or demo from then on.

    `planned_on` is the day of the next follow-up; `how` is the most that happened: registered, attended or met.
    """

    id: int
    name: str
    company: str | None
    campaign: str | None
    lifecycle: Lifecycle
    contacted_on: date | None
    planned_on: date | None
    how: TouchKind = TouchKind.MET
