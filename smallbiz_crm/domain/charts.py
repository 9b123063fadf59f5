"""What a chart shows and in which colours, before anything is drawn, and where its marks are afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

ChartValue = int | float | Decimal | Fraction | None


class Shape(StrEnum):
    """How values become marks.

    BARS stand or lie as there is room, ROWS always lie, STACKED stand on one another, LINES run through points,
    FAN is a middle line in the band between the first and the last series, HEAT a cell for each value: a series is
    a line of cells.
    """

    BARS = "bars"
    ROWS = "rows"
    STACKED = "stacked"
    LINES = "lines"
    FAN = "fan"
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One colour of marks. `values` has one for each category; None is unknown and draws nothing."""

    name: str
    values: tuple[ChartValue, ...]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """Series by category. Every text is shown as it is; `empty` stands where there is nothing to draw.

    `in_time`: the categories are months or the like, which run from left to right.
    """

    categories: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    title: str = ""
    empty: str = ""
    in_time: bool = False
    shape: Shape = Shape.BARS

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(f"{len(series.values)} values for {len(self.categories)} categories")


@dataclass(frozen=True, slots=True)
class ChartMark:
    """Where the value of a category of a series is in a picture, in its pixels from the upper left corner."""

    series: int
    category: int
    left: float
    top: float
    right: float
    bottom: float

    def distance(self, x: float, y: float) -> float:
        """How far a point is from the mark; 0 on it."""
        across = max(self.left - x, 0.0, x - self.right)
        down = max(self.top - y, 0.0, y - self.bottom)
        return float((across**2 + down**2) ** 0.5)


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart as a file, PNG or SVG, and where its marks are."""

    content: bytes
    marks: tuple[ChartMark, ...] = ()


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
