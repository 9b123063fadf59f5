"""What a report is made of: figures with their parts, tables, the records behind. Undefined is None, never zero.

The functions that work the figures out stand beside the words they are about: `funnel_kpis`, `campaign_kpis`,
`sales_kpis`, `pipeline_kpis`, `promise_kpis`, `customer_kpis`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from smallbiz_crm.domain.days import Period
from smallbiz_crm.domain.kpis import NO_FILTER, ReportFilter
from smallbiz_crm.domain.money import divide_half_up


class Unit(StrEnum):
    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    DAYS = "days"
    TIMES = "times"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its parts. Money in minor units of the home currency, rates as fractions of one.

    `note` is a code for words: why the figure is undefined, or what was left out.
    """

    key: str
    unit: Unit
    value: int | Fraction | None
    numerator: int | None = None
    denominator: int | None = None
    note: str | None = None
    note_params: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row of a table: the record or word it stands for (`label` None = unassigned), then its figures."""

    key: int | str | None
    label: str | None
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period and the tables whose rows add up to them.

    `series` are rows that charts show beside them, as the months around the period. `narrowed` says what the values
    of the filter are called, field by field, None for a record that is gone.
    """

    name: str
    period: Period
    currency: str
    figures: dict[str, Figure]
    tables: dict[str, list[ReportRow]]
    basis: str | None = None
    attribution: str | None = None
    as_of: date | None = None
    wanted: ReportFilter = NO_FILTER
    narrowed: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    series: Mapping[str, list[ReportRow]] = field(default_factory=dict[str, list[ReportRow]])

    def rows(self, table: str) -> list[ReportRow]:
        """The rows of a table or of a series; none of one that it does not have."""
        return self.tables.get(table) or list(self.series.get(table, ()))


@dataclass(frozen=True, slots=True)
class RecordsBehind:
    """The records that a figure, or one of its parts, is made of: contacts, deals, spend lines or campaigns.

    `values` says of each record what it counts for, in `unit` (money in minor units of the home currency); without
    them each counts for one. `rest` is what belongs to no record, as a metric of no campaign. The values and the
    rest make `total`. `is_sum` is false where they are not summed: the total is then how many they are. `name` is
    what is listed, marked for the catalogue; `notes` what was noted of each, if anything is to be shown.
    """

    kind: str
    ids: Sequence[int]
    name: str = ""
    unit: Unit = Unit.COUNT
    values: Sequence[int] = ()
    rest: int = 0
    is_sum: bool = True
    notes: Sequence[str] = ()

    @property
    def total(self) -> int:
        """What the figure or its part is, made from the records."""
        if not self.is_sum:
            return len(self.ids)
        return (sum(self.values) if self.values else len(self.ids)) + self.rest


def as_decimal(value: Fraction, digits: int = 6) -> Decimal:
    """Rounded half up to `digits` decimals."""
    scale = 10**digits
    return Decimal(divide_half_up(value.numerator * scale, value.denominator)) / scale


def shown_value(figure: Figure) -> Any:
    """The value for a machine: whole numbers as they are, rates and days with six decimals, undefined None."""
    if isinstance(figure.value, Fraction):
        return float(as_decimal(figure.value))
    return figure.value


def by_key(figures: Iterable[Figure]) -> dict[str, Figure]:
    return {figure.key: figure for figure in figures}


# -- shapes of figures ----------------------------------------------------------------------------------------


def count(key: str, value: int | None, note: str | None = None) -> Figure:
    return Figure(key, Unit.COUNT, value, note=note)


def ratio(key: str, part: int | None, whole: int | None, note: str) -> Figure:
    """part ÷ whole; undefined with `note` where the whole is zero or either is unknown."""
    if part is None or not whole:
        return Figure(key, Unit.RATE, None, part, whole, note)
    return Figure(key, Unit.RATE, Fraction(part, whole), part, whole)


def money_per(key: str, amount: int | None, number: int | None, note: str) -> Figure:
    """amount ÷ number in minor units, half up; undefined with `note` where there is nothing to divide by."""
    if amount is None or not number:
        return Figure(key, Unit.MONEY, None, amount, number, note)
    return Figure(key, Unit.MONEY, divide_half_up(amount, number), amount, number)


def cost_per(key: str, spend: int, number: int | None) -> Figure:
    """Spend ÷ number; with spend and nobody, or somebody and no spend, it is undefined and says which."""
    if not number:
        note = "spent_without_result" if spend else "nothing_spent"
        return Figure(key, Unit.MONEY, None, spend, number, note)
    if not spend:
        return Figure(key, Unit.MONEY, None, spend, number, "no_spend")
    return Figure(key, Unit.MONEY, divide_half_up(spend, number), spend, number)
