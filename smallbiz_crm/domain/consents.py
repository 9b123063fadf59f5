"""What people said about being written to, called or sent post: channels, states, and who may be mailed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ConsentChannel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


class ConsentState(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"


CLOSED_STATES = (ConsentState.REFUSED, ConsentState.UNSUBSCRIBED, ConsentState.BOUNCED)
"""Whoever stands so on a channel is left out of every mailing over it."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One thing said; the newest of a channel holds. `given_on` is null when nobody knows the day."""

    id: int
    channel: ConsentChannel
    state: ConsentState
    given_on: date | None
    source: str | None
