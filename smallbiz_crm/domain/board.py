"""What a board of deals is narrowed to and ordered by, and the columns of the forecast: months of expected close."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from smallbiz_crm.domain.days import add_months

UNDATED = -1
OVERDUE = 0
LATER = 1_000_000
MONTHS_AHEAD = 6
"""Months that the forecast shows at least."""
MOST_MONTHS = 12


class CardOrder(StrEnum):
    """How the cards of a column stand; those of closed deals stand with the newest first, except by value."""

    URGENCY = "urgency"
    VALUE = "value"
    CLOSE = "close"
    HAND = "hand"


class Layout(StrEnum):
    BOARD = "board"
    FORECAST = "forecast"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What deals must have to be shown; what is None or empty narrows nothing.

    `month` is ``YYYY-MM`` of the expected close, of a closed deal of the day it closed.
    """

    search: str = ""
    campaign_id: int | None = None
    owner_id: int | None = None
    product_id: int | None = None
    region: str | None = None
    month: str | None = None
    is_stale: bool = False
    has_no_next_step: bool = False

    def is_empty(self) -> bool:
        """Whether it shows everything."""
        return self == BoardFilter()


@dataclass(frozen=True, slots=True)
class BoardView:
    """A way of looking at the deals that the user named; `hidden` are the ids of folded columns."""

    name: str
    narrowed: BoardFilter
    order: CardOrder
    layout: Layout
    hidden: tuple[int, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """Everything but the name, as plain values."""
        return {
            "filter": asdict(self.narrowed),
            "order": self.order.value,
            "layout": self.layout.value,
            "hidden": list(self.hidden),
        }

    @classmethod
    def from_plain(cls, name: str, plain: dict[str, Any]) -> BoardView:
        """The view that `as_plain` wrote; what is not understood is left out."""
        known = BoardFilter.__dataclass_fields__
        narrowed = {key: value for key, value in plain.get("filter", {}).items() if key in known}
        return cls(
            name,
            BoardFilter(**narrowed),
            CardOrder(plain.get("order", CardOrder.URGENCY)),
            Layout(plain.get("layout", Layout.BOARD)),
            tuple(plain.get("hidden", ())),
        )


def month_number(day: date) -> int:
    """A calendar month as one number that grows by 1 from month to month."""
    return day.year * 12 + day.month - 1


def first_of_month(number: int) -> date:
    """The first day of a month by its number."""
    return date(number // 12, number % 12 + 1, 1)


def last_of_month(number: int) -> date:
    """The last day of a month by its number."""
    return date.fromordinal(first_of_month(number + 1).toordinal() - 1)


def forecast_column(expected: date | None, today: date, last: int) -> int:
    """The column a deal stands in: undated, overdue, its month, or later than the month `last`."""
    if expected is None:
        return UNDATED
    if expected < today:
        return OVERDUE
    number = month_number(expected)
    return number if number <= last else LATER


def forecast_columns(latest: date | None, today: date) -> list[int]:
    """The columns from left to right: overdue, the months from this one on, later if needed, undated."""
    this = month_number(today)
    needed = this if latest is None else month_number(latest)
    last = min(max(needed, this + MONTHS_AHEAD - 1), this + MOST_MONTHS - 1)
    months = list(range(this, last + 1))
    return [OVERDUE, *months, *([LATER] if needed > last else []), UNDATED]


def day_in_month(before: date | None, number: int, today: date) -> date:
    """The day a deal is expected on when it is put into a month: the same as before where that is still to come."""
    last = last_of_month(number)
    if before is None:
        return last
    moved = add_months(before, number - month_number(before))
    return moved if moved >= today else last
