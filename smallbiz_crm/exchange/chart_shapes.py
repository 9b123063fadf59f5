"""The marks of a chart on its axes: bars, stacks, lines, a fan and cells; each tells where it put them."""

# matplotlib leaves the types of its keyword arguments open, so that every call of it is partially unknown.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from smallbiz_crm.domain.charts import ChartColors, ChartSpec, ChartValue, Shape

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUP_WIDTH = 0.8
_CRISP = 8
_MANY_POINTS = 60
_BAND = 0.22
_CELL_GAP = 0.03
# Beside its colour each line has a dash and a point of its own, for print and for eyes that mix colours up.
_DASHES = ("-", "--", "-.", ":")
_POINTS = ("o", "s", "^", "D", "v", "P")


class Placed(NamedTuple):
    """A mark in the units of the axes, from one corner to the other."""

    series: int
    category: int
    corner: tuple[float, float]
    other: tuple[float, float]


def color_of(colors: ChartColors, index: int) -> str:
    return colors.series[index % len(colors.series)]


def colors_of(spec: ChartSpec, colors: ChartColors) -> list[str]:
    """The colour of each series; parts of a stack are one hue, paler from part to part, whatever eyes see it."""
    from matplotlib.colors import to_hex

    count = len(spec.series)
    if spec.shape is not Shape.STACKED:
        return [color_of(colors, index) for index in range(count)]
    return [to_hex(shade(colors, 1 - 0.75 * index / max(count - 1, 1))) for index in range(count)]


def put_shapes(axes: Axes, spec: ChartSpec, colors: ChartColors, *, lies: bool, slot: float) -> list[Placed]:
    """Draw the values; `slot` is the room of a category in pixels."""
    if spec.shape is Shape.LINES:
        return _put_lines(axes, spec, colors)
    if spec.shape is Shape.FAN:
        return _put_fan(axes, spec, colors)
    placed = _stacked(spec) if spec.shape is Shape.STACKED else _side_by_side(spec, lies=lies)
    _put_bars(axes, placed, colors_of(spec, colors), is_crisp=slot >= _CRISP)
    return placed


def reach_of(spec: ChartSpec) -> list[float]:
    """The numbers that the axis of values has to reach."""
    if spec.shape is not Shape.STACKED:
        return [float(value) for series in spec.series for value in series.values if value is not None]
    tops = [0.0] * len(spec.categories)
    for series in spec.series:
        tops = [top + max(float(value or 0), 0.0) for top, value in zip(tops, series.values, strict=True)]
    has_values = any(value is not None for series in spec.series for value in series.values)
    return tops if has_values else []


def _known(values: Sequence[ChartValue]) -> list[tuple[int, float]]:
    return [(place, float(value)) for place, value in enumerate(values) if value is not None]


def _side_by_side(spec: ChartSpec, *, lies: bool) -> list[Placed]:
    """Groups side by side; unknown values leave their place empty."""
    thickness = GROUP_WIDTH / len(spec.series)
    placed: list[Placed] = []
    for index, series in enumerate(spec.series):
        start = index * thickness - GROUP_WIDTH / 2
        for place, value in _known(series.values):
            near, far = place + start, place + start + thickness
            ends = ((0.0, near), (value, far)) if lies else ((near, 0.0), (far, value))
            placed.append(Placed(index, place, *ends))
    return placed


def _stacked(spec: ChartSpec) -> list[Placed]:
    """On one another from the first series up; a stack has nothing below zero."""
    tops = [0.0] * len(spec.categories)
    placed: list[Placed] = []
    for index, series in enumerate(spec.series):
        for place, value in _known(series.values):
            top = tops[place] + max(value, 0.0)
            near = place - GROUP_WIDTH / 2
            placed.append(Placed(index, place, (near, tops[place]), (near + GROUP_WIDTH, top)))
            tops[place] = top
    return placed


def _put_bars(axes: Axes, placed: Sequence[Placed], colors: Sequence[str], *, is_crisp: bool) -> None:
    """One shape a series keeps many fast."""
    from matplotlib.collections import PolyCollection

    for index in sorted({mark.series for mark in placed}):
        corners = [
            [mark.corner, (mark.corner[0], mark.other[1]), mark.other, (mark.other[0], mark.corner[1])]
            for mark in placed
            if mark.series == index
        ]
        shapes = PolyCollection(corners, facecolors=colors[index], linewidths=0, zorder=3)
        shapes.set_snap(is_crisp)
        axes.add_collection(shapes, autolim=False)


def _put_lines(axes: Axes, spec: ChartSpec, colors: ChartColors) -> list[Placed]:
    placed: list[Placed] = []
    for index, series in enumerate(spec.series):
        known = [None if value is None else float(value) for value in series.values]
        axes.plot(
            range(len(known)),
            [float("nan") if value is None else value for value in known],
            color=color_of(colors, index),
            linestyle=_DASHES[index % len(_DASHES)],
            marker=_POINTS[index % len(_POINTS)] if len(known) <= _MANY_POINTS else "",
            markersize=5,
            linewidth=1.8,
            zorder=3,
            clip_on=False,
        )
        placed += _points(index, series.values)
    return placed


def _put_fan(axes: Axes, spec: ChartSpec, colors: ChartColors) -> list[Placed]:
    """The band between the first and the last series, the edges thin, the middle one strong."""
    low, high = spec.series[0], spec.series[-1]
    both = [place for place, ends in enumerate(zip(low.values, high.values, strict=True)) if None not in ends]
    edges = [[float(series.values[place] or 0) for place in both] for series in (low, high)]
    axes.fill_between(both, edges[0], edges[1], color=color_of(colors, 0), alpha=_BAND, linewidth=0, zorder=2)
    placed: list[Placed] = []
    for index, series in enumerate(spec.series):
        known = _known(series.values)
        is_edge = series is low or series is high
        axes.plot(
            [place for place, _value in known],
            [value for _place, value in known],
            color=color_of(colors, 0),
            linestyle="--" if is_edge else "-",
            marker="" if is_edge else "o",
            markersize=5,
            linewidth=1.0 if is_edge else 2.2,
            zorder=3,
            clip_on=False,
        )
        placed += _points(index, series.values)
    return placed


def _points(index: int, values: Sequence[ChartValue]) -> list[Placed]:
    return [
        Placed(index, place, (place - 0.2, value), (place + 0.2, value)) for place, value in _known(values)
    ]


def put_cells(axes: Axes, spec: ChartSpec, colors: ChartColors, most: float) -> list[Placed]:
    """A cell for each known value, the deeper the more; `most` is the deepest."""
    from matplotlib.collections import PolyCollection

    corners: list[list[tuple[float, float]]] = []
    shades: list[tuple[float, float, float]] = []
    placed: list[Placed] = []
    half = 0.5 - _CELL_GAP
    for line, series in enumerate(spec.series):
        for column, value in _known(series.values):
            left, right, top, bottom = column - half, column + half, line - half, line + half
            corners.append([(left, top), (right, top), (right, bottom), (left, bottom)])
            shades.append(shade(colors, value / most if most else 0.0))
            placed.append(Placed(line, column, (left, top), (right, bottom)))
    axes.add_collection(PolyCollection(corners, facecolors=shades, linewidths=0, zorder=3), autolim=False)
    return placed


def shade(colors: ChartColors, depth: float) -> tuple[float, float, float]:
    """Between nearly the background and the first colour; of one hue, so that only lightness tells."""
    from matplotlib.colors import to_rgb

    share = 0.08 + 0.92 * min(max(depth, 0.0), 1.0)
    ground, full = to_rgb(colors.background), to_rgb(color_of(colors, 0))
    red, green, blue = (low + (high - low) * share for low, high in zip(ground, full, strict=True))
    return red, green, blue


def reads_on(colors: ChartColors, ground: tuple[float, float, float]) -> str:
    """The colour of text or of the background, whichever stands out more."""
    from matplotlib.colors import to_rgb

    def light(color: tuple[float, float, float]) -> float:
        red, green, blue = (channel**2.2 for channel in color)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(color: str) -> float:
        bright, dim = sorted((light(to_rgb(color)), light(ground)), reverse=True)
        return (bright + 0.05) / (dim + 0.05)

    return max((colors.text, colors.background), key=contrast)
