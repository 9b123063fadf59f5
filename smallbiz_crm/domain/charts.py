"""What a chart shows and in which colours, before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One colour of bars. `values` has one for each category; None is unknown and draws nothing."""

    name: str
    values: tuple[int | float | Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Bars grouped by category. Every text is shown as it is; `empty` stands where there is nothing to draw.

    `in_time`: the categories are months or the like, which run from left to right.
    """

    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    title: str = ""
    empty: str = ""
    in_time: bool = False

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"{len(series.values)} values for {len(self.categories)} categories")


@dataclass(frozen=True, slots=True)
class ChartColors:
    """Colours as ``#RRGGBB`` or ``#RRGGBBAA``; series take turns when there are more of them."""

    background: str
    text: str
    muted: str
    grid: str
    series: tuple[str, ...]


LIGHT = ChartColors("#FFFFFF", "#1A2230", "#566274", "#D9DFE7", ("#0B6E68", "#C2570C", "#3B4FA8", "#8A8F98"))
DARK = ChartColors("#1C222B", "#E8ECF2", "#A7B1C0", "#323C49", ("#4FC4B5", "#F2A65C", "#8FA8FF", "#6B7684"))
