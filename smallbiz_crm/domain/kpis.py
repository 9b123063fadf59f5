"""What a report may be asked for: which basis its rates have, and what it is narrowed to."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Basis(StrEnum):
    """What a rate of the funnel compares: what became of those who entered, or the events of a period."""

    COHORT = "cohort"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What people, deals, spend and metrics must have to be counted; what is None narrows nothing.

    People have the campaign and channel that they came from first, a segment as it picks today, and an owner; deals
    a source campaign and its channel, the segment of their main contact, an owner, a product and a region.
    """

    campaign_id: int | None = None
    channel: str | None = None
    segment_id: int | None = None
    owner_id: int | None = None
    product_id: int | None = None
    region: str | None = None

    def is_empty(self) -> bool:
        """Whether everything is counted."""
        return self == ReportFilter()

    def as_plain(self) -> dict[str, Any]:
        """What narrows, as plain values."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> ReportFilter:
        """The filter that `as_plain` told; what is not known any more is left out."""
        return cls(**{name: value for name, value in plain.items() if name in cls.__dataclass_fields__})


NO_FILTER = ReportFilter()
