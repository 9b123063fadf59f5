"""What a report is asked for, and which part of the period can be seen from where one looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from smallbiz_crm.domain.attribution import Attribution
from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.kpis import NO_FILTER, Basis, ReportFilter


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked for. `as_of` is a day of the past to see things from, `today` the day it is."""

    period: Period
    today: date
    basis: Basis = Basis.COHORT
    attribution: Attribution = Attribution.FIRST
    as_of: date | None = None
    wanted: ReportFilter = NO_FILTER

    @property
    def seen_from(self) -> date:
        return self.as_of or self.today

    @property
    def seen(self) -> Period:
        """The part of the period that lies before the day things are seen from."""
        end = self.period.end
        if self.as_of is None or (end is not None and end <= self.as_of):
            return self.period
        return replace(self.period, end=self.as_of)
