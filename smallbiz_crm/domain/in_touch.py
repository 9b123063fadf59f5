"""Staying in touch: how often one wants to hear from a person, and who is going cold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ColdContact:
    """A person not heard of for longer than the cadence; `days_over` counts the days since it ran out."""

    id: int
    name: str
    company: str | None
    last_on: date
    cadence_days: int
    days_over: int
